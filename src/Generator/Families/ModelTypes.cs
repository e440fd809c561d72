namespace ShapeGen.Generator.Families;

/// <summary>
/// Model types of transformers whose files have the names of a known family, or layers like it, and compute something else. What that is was read from each type's
/// <c>modeling_*.py</c>.
/// </summary>
internal static class ModelTypes
{
    private const string Windows = "its attention sees windows of two dimensions, and its layers have several widths; [Encoder] has equal layers, and Window has one dimension";

    private const string PositionalConvolution = "a convolution over the rows gives its positions (pos_conv_embed), which nothing declares";

    private const string Causal = "it is built on a decoder: rows see the ones before them, heads share keys, and positions are rotated; declare does not know its names. A stack of such layers can be declared by hand, with Mask = AttentionMask.Causal and [TensorNames]: docs/names.md";

    private const string Seq2Seq = "positions, norms and scale of its encoder are other ones than Whisper's, whose names it has";

    private static readonly Dictionary<string, string> Others = new (string Reason, string[] Types)[]
    {
        ("rows for the place of a token on the page are added to the embeddings (x_, y_, h_ and w_position_embeddings), also where all places are 0", ["layoutlm"]),
        ("boxes, images and learned distances enter its attention", ["layoutlmv2", "layoutxlm", "layoutlmv3", "bros", "udop"]),
        ("a second stream of layers computes the layout, and the scores of both are added", ["lilt"]),
        ("rows for the path of a node in the page are added to the embeddings (xpath_embeddings)", ["markuplm"]),
        ("rows of seven tables of types are added to the embeddings (token_type_embeddings_0 to _6), and positions begin anew in each cell", ["tapas"]),
        ("it has tables and layers for images beside those of texts", ["visual_bert", "lxmert", "vilt", "flava", "flava_text_model", "flava_image_model", "bridgetower", "bridgetower_text_model", "git", "blip", "blip_text_model", "blip_vision_model", "blip-2", "align", "align_text_model"]),
        ("its norms come before the blocks, under other names", ["megatron-bert", "roberta-prelayernorm", "xlm-roberta-xl"]),
        ("its norms come before the blocks, positions are rotated or learned, and embeddings are scaled where tokens are masked (token_dropout)", ["esm"]),
        ("each layer has bottlenecks, norms without a mean (NoNorm) and four feed-forward blocks, and embeddings of neighbours are joined", ["mobilebert"]),
        ("half of its heads are convolutions over the tokens (conv_kernel_layer)", ["convbert"]),
        ("its linear layers are convolutions in groups", ["squeezebert"]),
        ("embeddings are projected to the width of the layers (embedding_hidden_mapping_in), and all layers are the same one", ["albert"]),
        ("embeddings are projected to the width of the layers (embedding_hidden_mapping_in)", ["rembert"]),
        ("fixed distances are added to its keys and values, and it has no table of positions", ["nezha"]),
        ("positions are rotated, and values may be", ["roformer"]),
        ("tables of pronunciation and of the form of a character are joined with the embeddings", ["roc_bert"]),
        ("it reads characters by hashes, and its layers see windows", ["canine"]),
        ("Fourier transforms are in place of its attention", ["fnet"]),
        ("its attention is an approximation", ["mra", "nystromformer", "yoso", "reformer", "linformer", "performer"]),
        ("each layer has adapters for languages", ["xmod"]),
        ("entities have tables and queries of their own beside words; for words alone it computes what RoBERTa does", ["luke"]),
        ("tokens see windows, and some see all by projections of their own (query_global)", ["longformer", "led", "longt5", "bigbird_pegasus"]),
        ("its numbers are integers with scales", ["ibert", "qdqbert"]),
        ("a linear layer follows the encoder (encode_proj, project_query), and a file has several encoders", ["dpr", "retribert", "realm"]),
        ("a norm and a linear layer follow the encoder (pre_LN, transformation)", ["altclip", "altclip_text_model"]),
        ("its text encoder is BERT's under CLIP's name", ["chinese_clip", "chinese_clip_text_model"]),
        ("layers see learned distances in their products of queries and keys (disentangled attention); that is another attention, not a bias", ["deberta", "deberta-v2"]),
        ("its layers are those of another architecture", ["funnel", "xlnet", "xlm", "flaubert", "mega", "perceiver", "mctct", "superglue"]),
        ("angles of rotary positions, a gate after what it multiplies and a norm of the embeddings are those of its own code (GTE): rope_scaling of type ntk changes all angles, which RotaryTheta alone does not say, and Wi has the gate last", ["new", "gte"]),
        ("its positions are rotated, and its names are those of its own code; it has adapters for tasks", ["jina_embeddings_v3"]),

        // Images.
        ("two learned rows, of class and of distillation, come before the patches, and [ClassToken] is one", ["deit"]),
        ("it drops most of the patches, in an order that is drawn anew for each call (mask_ratio)", ["vit_mae"]),
        ("there is no class token, and its pooler takes the first patch", ["ijepa"]),
        ("register tokens come after the class token, and [ClassToken] is one learned row", ["dinov2_with_registers", "dinov3_vit", "pixio", "radio", "tipsv2_vision_model"]),
        ("its attention adds learned distances in two dimensions, keys have no bias, and it pools the mean of the patches", ["beit", "data2vec-vision"]),
        ("tokens of detection come after the patches, and positions are added between layers", ["yolos"]),
        ("a convolutional network makes its patches", ["vit-hybrid", "vit_hybrid"]),
        ("its patches are of time as well, or of a spectrogram, with two learned rows before them", ["audio-spectrogram-transformer", "vivit", "videomae", "timesformer"]),
        (Windows, ["swin", "swinv2", "swin2sr", "donut-swin", "maskformer-swin", "segformer", "pvt", "pvt_v2", "levit", "dinat", "nat", "mobilevit", "glpn", "efficientformer"]),
        ("maps of several layers enter its result", ["dpt", "depth_anything", "zoedepth", "vitdet", "vitpose", "vitpose_backbone", "vitmatte", "eomt", "rf_detr_dinov2", "lw_detr_vit"]),

        // Two towers.
        ("tokens of messages join the frames of a video", ["xclip"]),
        ("patches are grouped between layers", ["groupvit", "groupvit_vision_model"]),
        ("its images have any form: patches come flat, and positions are resized to each image", ["siglip2", "siglip2_vision_model", "siglip2_text_model"]),
        ("a decoder and heads for detection read several of its layers; its towers alone compute what CLIP's do", ["clipseg", "owlvit", "owlv2", "metaclip_2"]),
        ("its code is not known", ["clap", "clvp", "aimv2", "mlcd", "jina_clip", "internvl_vision", "idefics2_vision", "idefics3_vision", "smolvlm_vision"]),

        // Sound.
        (PositionalConvolution, ["wav2vec2", "hubert", "wavlm", "data2vec-audio", "unispeech", "unispeech-sat", "sew", "sew-d", "wav2vec2-conformer", "wav2vec2-bert"]),
        ("it sees windows of sound, and begins in another way than Moonshine's first models", ["moonshine_streaming"]),
        (Seq2Seq, ["bart", "mbart", "plbart", "marian", "pegasus", "pegasus_x", "m2m_100", "nllb-moe", "blenderbot", "blenderbot-small", "mvp", "fsmt", "prophetnet", "speech_to_text", "speecht5", "trocr", "detr", "time_series_transformer", "qwen2_audio", "qwen2_audio_encoder", "seamless_m4t"]),

        // T5's names.
        ("each layer has its own table of distances, and [Encoder] has one for all", ["umt5"]),
        ("some of its feed-forward blocks are mixtures of experts; [Encoder] has one block in each layer", ["switch_transformers", "mixtral", "nllb-moe-encoder"]),
        ("its input is conditioned on a spectrogram, or patches with tables of rows and columns", ["pop2piano", "pix2struct"]),
        ("its layers are Gemma's", ["t5gemma", "t5gemma2"]),

        // Decoders.
        (Causal, ["llama", "mistral", "qwen2", "qwen3", "gemma", "gemma2", "gemma3", "gemma3_text", "phi", "phi3", "gpt2", "gpt_neox", "gptj", "opt", "bloom", "falcon", "stablelm", "olmo", "nvembed", "llama_bidirec", "eurobert"]),
        ("rows see the ones before them, and q, k and v are matrices of their own", ["modernbert-decoder"]),
        ("texts and images share it", ["modernvbert", "colmodernvbert"]),
    }.SelectMany(group => group.Types.Select(type => (type, group.Reason))).ToDictionary(pair => pair.type, pair => pair.Reason, StringComparer.Ordinal);

    /// <summary>What keeps a type from being declared; null where the type is not known.</summary>
    public static string? Find(string type) => Others.TryGetValue(type, out string? reason) ? reason : null;
}
