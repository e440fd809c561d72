namespace ShapeGen.Generator.Families;

/// <summary>
/// Model types of transformers that look like a known family, by names or layers, but compute something else. The reasons come from each type's
/// <c>modeling_*.py</c>.
/// </summary>
internal static class ModelTypes
{
    private const string Windows = "its attention uses two-dimensional windows, and its layers have several widths; all layers of [Encoder] are equal, and Window has one dimension";

    private const string PositionalConvolution = "a convolution over the rows provides its positions (pos_conv_embed), which no attribute can declare";

    private const string Causal = "it is built on a decoder: each token attends only to earlier tokens, heads share keys, and positions are rotary; declare does not know its names. A stack of such layers can be declared by hand, with Mask = AttentionMask.Causal and [TensorNames]: docs/names.md";

    private const string Seq2Seq = "its encoder has the names of Whisper's, but other positions, norms and scale";

    private static readonly Dictionary<string, string> Others = new (string Reason, string[] Types)[]
    {
        ("rows for the place of a token on the page are added to the embeddings (x_, y_, h_ and w_position_embeddings), even if all places are 0", ["layoutlm"]),
        ("its attention also depends on boxes, images and learned distances", ["layoutlmv2", "layoutxlm", "layoutlmv3", "bros", "udop"]),
        ("a second stream of layers computes the layout, and the scores of both are added", ["lilt"]),
        ("rows for the path of a node in the page are added to the embeddings (xpath_embeddings)", ["markuplm"]),
        ("rows of seven tables of types are added to the embeddings (token_type_embeddings_0 to _6), and positions start again in each cell", ["tapas"]),
        ("it also has tables and layers for images", ["visual_bert", "lxmert", "vilt", "flava", "flava_text_model", "flava_image_model", "bridgetower", "bridgetower_text_model", "git", "blip", "blip_text_model", "blip_vision_model", "blip-2", "align", "align_text_model"]),
        ("its norms come before the blocks, under other names", ["megatron-bert", "roberta-prelayernorm", "xlm-roberta-xl"]),
        ("its norms come before the blocks, positions are rotated or learned, and embeddings are scaled where tokens are masked (token_dropout)", ["esm"]),
        ("each layer has bottlenecks, norms without a mean (NoNorm) and four feed-forward blocks, and embeddings of neighbours are joined", ["mobilebert"]),
        ("half of its heads are convolutions over the tokens (conv_kernel_layer)", ["convbert"]),
        ("its linear layers are grouped convolutions", ["squeezebert"]),
        ("embeddings are projected to the width of the layers (embedding_hidden_mapping_in), and all layers share one set of weights", ["albert"]),
        ("embeddings are projected to the width of the layers (embedding_hidden_mapping_in)", ["rembert"]),
        ("fixed distances are added to its keys and values, and it has no table of positions", ["nezha"]),
        ("positions are rotary, and values may be rotated too", ["roformer"]),
        ("tables for the pronunciation and the shape of a character are joined with the embeddings", ["roc_bert"]),
        ("it looks characters up by hashes, and its layers attend to windows", ["canine"]),
        ("Fourier transforms replace its attention", ["fnet"]),
        ("its attention is an approximation", ["mra", "nystromformer", "yoso", "reformer", "linformer", "performer"]),
        ("each layer has adapters for languages", ["xmod"]),
        ("entities have their own tables and queries; for words alone it computes the same as RoBERTa", ["luke"]),
        ("tokens attend to windows, and some attend to all tokens through separate projections (query_global)", ["longformer", "led", "longt5", "bigbird_pegasus"]),
        ("it computes with scaled integers", ["ibert", "qdqbert"]),
        ("a linear layer follows the encoder (encode_proj, project_query), and a file has several encoders", ["dpr", "retribert", "realm"]),
        ("a norm and a linear layer follow the encoder (pre_LN, transformation)", ["altclip", "altclip_text_model"]),
        ("its text encoder is BERT's under CLIP's name", ["chinese_clip", "chinese_clip_text_model"]),
        ("learned distances enter the products of queries and keys (disentangled attention), which no Position can declare", ["deberta", "deberta-v2"]),
        ("its layers are those of another architecture", ["funnel", "xlnet", "xlm", "flaubert", "mega", "perceiver", "mctct", "superglue"]),
        ("its own code (GTE) has other rotary angles, another order of the gate and a norm of the embeddings: rope_scaling of type ntk changes all angles, which RotaryTheta alone cannot express, and Wi has the gate last", ["new", "gte"]),
        ("its positions are rotary, its names are those of its own code, and it has adapters for tasks", ["jina_embeddings_v3"]),

        // Images.
        ("two learned rows, for class and distillation, come before the patches, but [ClassToken] declares only one", ["deit"]),
        ("it drops most of the patches, at random in each call (mask_ratio)", ["vit_mae"]),
        ("there is no class token, and its pooler takes the first patch", ["ijepa"]),
        ("register tokens come after the class token, but [ClassToken] declares only one learned row", ["dinov2_with_registers", "dinov3_vit", "pixio", "radio", "tipsv2_vision_model"]),
        ("its attention adds two-dimensional learned distances, keys have no bias, and it pools the mean of the patches", ["beit", "data2vec-vision"]),
        ("detection tokens come after the patches, and positions are added between layers", ["yolos"]),
        ("a convolutional network makes its patches", ["vit-hybrid", "vit_hybrid"]),
        ("its patches also extend over time or come from a spectrogram, and two learned rows come before them", ["audio-spectrogram-transformer", "vivit", "videomae", "timesformer"]),
        (Windows, ["swin", "swinv2", "swin2sr", "donut-swin", "maskformer-swin", "segformer", "pvt", "pvt_v2", "levit", "dinat", "nat", "mobilevit", "glpn", "efficientformer"]),
        ("its result depends on several layers, not on the last one alone", ["dpt", "depth_anything", "zoedepth", "vitdet", "vitpose", "vitpose_backbone", "vitmatte", "eomt", "rf_detr_dinov2", "lw_detr_vit"]),

        // Two towers.
        ("message tokens connect the frames of a video", ["xclip"]),
        ("patches are grouped between layers", ["groupvit", "groupvit_vision_model"]),
        ("its images have any shape: patches come flattened, and positions are resized for each image", ["siglip2", "siglip2_vision_model", "siglip2_text_model"]),
        ("a decoder and heads for detection read several of its layers; its towers alone compute what CLIP's do", ["clipseg", "owlvit", "owlv2", "metaclip_2"]),
        ("its code is not known", ["clap", "clvp", "aimv2", "mlcd", "jina_clip", "internvl_vision", "idefics2_vision", "idefics3_vision", "smolvlm_vision"]),

        // Sound.
        (PositionalConvolution, ["wav2vec2", "hubert", "wavlm", "data2vec-audio", "unispeech", "unispeech-sat", "sew", "sew-d", "wav2vec2-conformer", "wav2vec2-bert"]),
        ("it attends to windows of sound, and its input differs from that of Moonshine's first models", ["moonshine_streaming"]),
        (Seq2Seq, ["bart", "mbart", "plbart", "marian", "pegasus", "pegasus_x", "m2m_100", "nllb-moe", "blenderbot", "blenderbot-small", "mvp", "fsmt", "prophetnet", "speech_to_text", "speecht5", "trocr", "detr", "time_series_transformer", "qwen2_audio", "qwen2_audio_encoder", "seamless_m4t"]),

        // T5's names.
        ("each layer has its own table of distances, but [Encoder] has one for all layers", ["umt5"]),
        ("some of its feed-forward blocks are mixtures of experts; [Encoder] has one block in each layer", ["switch_transformers", "mixtral", "nllb-moe-encoder"]),
        ("its input is conditioned on a spectrogram, or patches with tables of rows and columns", ["pop2piano", "pix2struct"]),
        ("its layers are Gemma's", ["t5gemma", "t5gemma2"]),

        // Decoders.
        (Causal, ["llama", "mistral", "qwen2", "qwen3", "gemma", "gemma2", "gemma3", "gemma3_text", "phi", "phi3", "gpt2", "gpt_neox", "gptj", "opt", "bloom", "falcon", "stablelm", "olmo", "nvembed", "llama_bidirec", "eurobert"]),
        ("each token attends only to earlier tokens, and q, k and v are separate matrices", ["modernbert-decoder"]),
        ("it reads texts and images together", ["modernvbert", "colmodernvbert"]),
    }.SelectMany(group => group.Types.Select(type => (type, group.Reason))).ToDictionary(pair => pair.type, pair => pair.Reason, StringComparer.Ordinal);

    /// <summary>The reason why a type cannot be declared; null for types that are not listed.</summary>
    public static string? Find(string type) => Others.TryGetValue(type, out string? reason) ? reason : null;
}
