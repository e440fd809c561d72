"""C: the family, by model_type. Relatives publish under BERT's, RoBERTa's, ViT's and CLIP's names with another computation."""

import numpy as np

from . import formulas as f
from .configs import BERT, BERT_1, CLIP, CLIP_SIZES, DINOV2, MODERNBERT_4, ROBERTA, SIGLIP, T5, VIT, WHISPER
from .folder import case


def kind(model_type):
    """A pattern for a model type in a sentence, and not for a prefix of tensors."""
    return r"\b" + "[-_]".join(model_type.replace("_", "-").split("-")) + r"\b(?![.*])"


def relative(name, model_type, shows, right, make, config=None, reference=None, base=BERT_1, **fields):
    """A model of a type. make: the tensors, of the case's name; reference: (stage, rows, arguments of the input) of them, where numbers are known."""
    if not fields.get("numbers") and "refuse" not in fields:
        fields["refuse"] = (kind(model_type),)
    @case(name, "C", shows, right, **fields)
    def _(out):
        w = make(name)
        out.model(w, {**base, "model_type": model_type, **(config or {})})
        if reference:
            stage, rows, *given = reference(w)
            out.reference(stage, rows, **(given[0] if given else {}))


def one(prefix, **options):
    """The tensors of a BERT of one layer."""
    return lambda name: f.bert(name, prefix, layers=1, **options)


def and_more(make, more):
    """The same, with what `more` adds."""
    def both(name):
        w = make(name)
        more(w)
        return w
    return both


def rows(prefix, **options):
    return lambda w: ("layers.0.output", f.bert_rows(w, prefix=prefix, layers=1, **options))


NUMBERS = "the numbers, or a refusal that names the type"

# What computes as BERT or RoBERTa does


def discriminator(w):
    w.linear("discriminator_predictions.dense", f.E)
    w.linear("discriminator_predictions.dense_prediction", 1)


relative("electra", "electra", "ELECTRA whose embeddings are as wide as its layers: BERT without a pooler", "the rows", and_more(one("electra."), discriminator), {"embedding_size": f.E},
         rows("electra."), numbers=True)


def narrow(name):
    w = f.bert(name, "electra.", layers=1)
    for table in ("word", "position", "token_type"):
        at = f"electra.embeddings.{table}_embeddings.weight"
        w[at] = np.ascontiguousarray(w[at][:, :6])
    w.norm("electra.embeddings.LayerNorm", width=6)
    w.linear("electra.embeddings_project", f.E, 6)
    return w


relative("electra_small", "electra", "ELECTRA whose embeddings are narrower than its layers", "a refusal that names embeddings_project", narrow, {"embedding_size": 6}, refuse=("embeddings_project", "embedding_size"))


def electra_classifier(w):
    w.linear("classifier.dense", f.E)
    w.linear("classifier.out_proj", 2)


def electra_logits(w):
    row = f.bert_rows(w, prefix="electra.", layers=1)[0]
    return "head.1", w.project("classifier.out_proj", f.erf_gelu(w.project("classifier.dense", row)))


relative("electra_classifier", "electra", "ELECTRA's classifier has GELU between its layers, where RoBERTa's has tanh", "two logits, or a refusal that names it", and_more(one("electra."), electra_classifier),
         {"embedding_size": f.E, "architectures": ["ElectraForSequenceClassification"]}, electra_logits, final=True, refuse=(kind("electra"), "classifier"))
relative("ernie", "ernie", "ERNIE without task ids: BERT", "the rows", one("ernie.", types=4), {"use_task_id": False, "type_vocab_size": 4}, rows("ernie."), numbers=True)


def tasks(w):
    w.table("ernie.embeddings.task_type_embeddings", 3)


relative("ernie_tasks", "ernie", "ERNIE 3 adds row 0 of a table of tasks to every token", "that row added, or a refusal that names the table", and_more(one("ernie."), tasks),
         {"use_task_id": True, "task_type_vocab_size": 3}, lambda w: ("layers.0.output", f.bert_rows(w, prefix="ernie.", layers=1, more=w.of("ernie.embeddings.task_type_embeddings.weight")[0])),
         refuse=("task_type_embeddings", "use_task_id"))
relative("data2vec_text", "data2vec-text", "data2vec's text encoder: RoBERTa with a prefix of its own", "the rows, with Offset = 2", one("data2vec_text.", types=1), {},
         rows("data2vec_text.", eps=1e-5, offset=2), base={**ROBERTA, "num_hidden_layers": 1}, numbers=True)
relative("splinter", "splinter", "Splinter: BERT without a pooler", NUMBERS, one("splinter."), {}, rows("splinter."))
relative("bert_generation", "bert-generation", "BertGeneration: BERT without types", NUMBERS, one("bert.", types=0), {}, rows("bert."))
relative("dpr", "dpr", "DPR: the first row of a BERT, without its pooler", NUMBERS, one("question_encoder.bert_model."), {"projection_dim": 0, "architectures": ["DPRQuestionEncoder"]},
         lambda w: ("pooled", f.bert_rows(w, prefix="question_encoder.bert_model.", layers=1)[0]), final=True, refuse=(kind("dpr"), "pool"))
relative("roformer", "roformer", "RoFormer: BERT with rotary positions in pairs, and no table", NUMBERS, one("roformer.", positions=0), {"rotary_value": False, "embedding_size": f.E},
         rows("roformer.", rotate=lambda t: f.turn(t, f.angles(10000.0), pairs=True)))

# BERT's names, with tables more or another attention


def tables(*names, rows=6):
    def more(w):
        prefix = next(iter(w)).split(".")[0]
        for table in names:
            w.table(f"{prefix}.embeddings.{table}", rows)
    return more


def added(model_type, *names):
    """Row 0 of each of the tables is added to every token."""
    return lambda w: ("layers.0.output", f.bert_rows(w, prefix=model_type + ".", layers=1, more=sum(w.of(f"{model_type}.embeddings.{table}.weight")[0] for table in names)))


PLACES = ("x_position_embeddings", "y_position_embeddings", "x_position_embeddings", "y_position_embeddings", "h_position_embeddings", "w_position_embeddings")
relative("layoutlm", "layoutlm", "LayoutLM adds rows for the place of a token on the page, also where all places are 0", "their rows added, or a refusal that names the tables",
         and_more(one("layoutlm."), tables(*sorted(set(PLACES)))), {"max_2d_position_embeddings": 6}, added("layoutlm", *PLACES), refuse=("[xyhw]_position_embeddings", kind("layoutlm")))
SEVEN = tuple(f"token_type_embeddings_{i}" for i in range(7))
relative("tapas", "tapas", "TAPAS adds rows of seven tables of types", "their rows added, or a refusal that names the tables", and_more(one("tapas.", types=0), tables(*SEVEN)),
         {"type_vocab_sizes": [6] * 7}, added("tapas", *SEVEN), refuse=("token_type_embeddings_", kind("tapas")))


def bigbird_classifier(w):
    w.linear("classifier.dense", f.E)
    w.linear("classifier.out_proj", 2)


def bigbird_logits(w):
    row = f.bert_rows(w, prefix="bert.", layers=1, act=f.tanh_gelu)[0]
    return "head.1", w.project("classifier.out_proj", f.tanh_gelu(w.project("classifier.dense", row)))


relative("bigbird", "big_bird", "BigBird's head has the activation of the layers; above 28 tokens its attention is sparse", "the numbers, and a remark on the attention; or a refusal",
         and_more(one("bert."), bigbird_classifier), {"hidden_act": "gelu_new", "attention_type": "block_sparse", "block_size": 4, "num_random_blocks": 1}, bigbird_logits, final=True,
         refuse=(kind("big_bird"), "sparse", "bigbird"), remark=("attention_type", "sparse"))
relative("visual_bert", "visual_bert", "VisualBERT has tables for regions of images", "a refusal that names the type or the tables",
         and_more(one("visual_bert."), tables("visual_token_type_embeddings", "visual_position_embeddings")), {"visual_embedding_dim": 16}, refuse=(kind("visual_bert"), "visual_"))
relative("lilt", "lilt", "LiLT has a second stream for the layout", "a refusal that names the type or its tensors", and_more(one("lilt.", types=1), lambda w: w.table("lilt.layout_embeddings.x_position_embeddings", 6, 4)),
         {"channel_shrink_ratio": 2}, refuse=(kind("lilt"), "layout_embeddings"))
relative("markuplm", "markuplm", "MarkupLM adds embeddings of paths in a page", "a refusal that names the type or its tensors",
         and_more(one("markuplm.", types=1), lambda w: w.linear("markuplm.embeddings.xpath_embeddings.xpath_embedding_sequence", f.E)), {}, refuse=(kind("markuplm"), "xpath_embeddings"))


def entities(w):
    w.table("luke.entity_embeddings.entity_embeddings", 6)
    for part in ("w2e_query", "e2w_query", "e2e_query"):
        w.linear("luke.encoder.layer.0.attention.self." + part, f.E)


relative("luke", "luke", "LUKE attends to entities with queries of their own", "a refusal that names the type or its tensors", and_more(one("luke.", types=2), entities), {"entity_vocab_size": 6},
         refuse=(kind("luke"), "entity_embeddings", "w2e_query"))
relative("nezha", "nezha", "NEZHA has no table of positions: distances are added to keys and values", "a refusal that names the type", one("nezha.", positions=0), {"max_relative_position": 64})


def glyphs(w):
    w.table("roc_bert.embeddings.pronunciation_embed", 6, 4)
    w.table("roc_bert.embeddings.shape_embed", 6, 4)
    w.linear("roc_bert.embeddings.map_inputs_layer", f.E, f.E + 8)


relative("roc_bert", "roc_bert", "RoCBert reads shapes and sounds of signs beside their ids", "a refusal that names the type or its tensors", and_more(one("roc_bert."), glyphs), {},
         refuse=(kind("roc_bert"), "pronunciation_embed", "shape_embed", "map_inputs_layer"))


def convolutions(w):
    at = "convbert.encoder.layer.0.attention.self."
    w.normal(at + "key_conv_attn_layer.depthwise.weight", f.E, 1, 3)
    w.linear(at + "conv_kernel_layer", 3)
    w.linear(at + "conv_out_layer", f.E)


relative("convbert", "convbert", "ConvBERT has convolutions in its attention", "a refusal that names the type or its tensors", and_more(one("convbert."), convolutions), {"head_ratio": 2},
         refuse=(kind("convbert"), "conv_kernel_layer", "key_conv_attn_layer"))


def bottlenecks(w):
    for part in ("input", "attention"):
        w.linear(f"mobilebert.encoder.layer.0.bottleneck.{part}.dense", f.E)
    w.linear("mobilebert.embeddings.embedding_transformation", f.E, 3 * f.E)


relative("mobilebert", "mobilebert", "MobileBERT has bottlenecks and norms without a mean", "a refusal that names the type or its tensors", and_more(one("mobilebert."), bottlenecks), {"trigram_input": True},
         refuse=(kind("mobilebert"), "bottleneck", "embedding_transformation"))


def grouped(name):
    """The matrices of SqueezeBERT are convolutions of one row."""
    w = f.bert(name, "transformer.", layers=1).renamed("encoder.layer.", "encoder.layers.").renamed("attention.self.", "attention.").renamed("attention.output.", "post_attention.")
    for tensor in [tensor for tensor in w if tensor.startswith("transformer.encoder.") and w[tensor].ndim == 2]:
        w[tensor] = w[tensor][:, :, None]
    return w


relative("squeezebert", "squeezebert", "SqueezeBERT's matrices are grouped convolutions", "a refusal", grouped, {"q_groups": 2}, refuse=(kind("squeezebert"), "convolution", "no layers of a Transformer"))
relative("yoso", "yoso", "YOSO samples its attention by hashing, under BERT's names", "a refusal that names the type", one("yoso.", positions=f.ROWS + 2), {})


def globals_(w):
    for part in ("query", "key", "value"):
        w.linear(f"longformer.encoder.layer.0.attention.self.{part}_global", f.E)


relative("longformer", "longformer", "Longformer has a window and projections of its own for global tokens", "a refusal that names the type or its tensors", and_more(one("longformer.", types=1), globals_),
         {"attention_window": [8]}, refuse=(kind("longformer"), "query_global", "attention_window"))

# BERT's names, with norms before the blocks


def pre_norm(prefix, first, second, last, embeddings):
    """first, second: the norms before the blocks of a layer; last: the one behind the layers; embeddings: whether there is one before them."""
    def make(name):
        w = f.bert(name, prefix, layers=1)
        for norm in ("attention.output.LayerNorm", "output.LayerNorm"):
            for part in ("weight", "bias"):
                del w[f"{prefix}encoder.layer.0.{norm}.{part}"]
        if not embeddings:
            for part in ("weight", "bias"):
                del w[f"{prefix}embeddings.LayerNorm.{part}"]
        w.norm(f"{prefix}encoder.layer.0.{first}")
        w.norm(f"{prefix}encoder.layer.0.{second}")
        w.norm(prefix + last)
        return w
    return make


relative("esm", "esm", "ESM: norms before the blocks, rotary positions, and embeddings that are scaled", "a refusal that names the type or its norms",
         pre_norm("esm.", "attention.LayerNorm", "LayerNorm", "encoder.emb_layer_norm_after", False), {"position_embedding_type": "rotary", "token_dropout": True},
         refuse=(kind("esm"), r"attention\.LayerNorm", "emb_layer_norm_after"))
relative("xlm_roberta_xl", "xlm-roberta-xl", "XLM-RoBERTa-XL: RoBERTa's names, with norms before the blocks", "a refusal that names the type or its norms",
         pre_norm("roberta.", "attention.self_attn_layer_norm", "LayerNorm", "encoder.LayerNorm", False), {"pad_token_id": 1}, refuse=(kind("xlm-roberta-xl"), "self_attn_layer_norm"))
relative("roberta_prelayernorm", "roberta-prelayernorm", "RoBERTa-PreLayerNorm: norms before the blocks", "a refusal that names the type or its norms",
         pre_norm("roberta_prelayernorm.", "attention.LayerNorm", "intermediate.LayerNorm", "LayerNorm", True), {"pad_token_id": 1}, refuse=(kind("roberta-prelayernorm"), r"attention\.LayerNorm", r"intermediate\.LayerNorm"))
relative("megatron_bert", "megatron-bert", "Megatron's BERT: BERT's names, with norms before the blocks", "a refusal that names the type or its norms", pre_norm("bert.", "attention.ln", "ln", "encoder.ln", False),
         {}, refuse=(kind("megatron-bert"), r"\bln\b"))

# Code of the repository's own


def packed(w):
    for part in ("query", "key", "value"):
        for of in ("weight", "bias"):
            del w[f"bert.encoder.layer.0.attention.self.{part}.{of}"]
    w.linear("bert.encoder.layer.0.attention.self.Wqkv", 3 * f.E)


relative("mosaic_bert", "bert", "MosaicBERT: Jina's names of a gated block, packed queries, and ALiBi by its own code", "a refusal that names auto_map or the packed matrix",
         and_more(one("bert.", positions=0, gated=True), packed),
         {"auto_map": {"AutoModelForMaskedLM": "mosaicml/mosaic-bert-base--bert_layers.BertForMaskedLM", "AutoConfig": "mosaicml/mosaic-bert-base--configuration_bert.BertConfig"}, "alibi_starting_size": 512},
         refuse=("auto_map", "Wqkv"))
relative("jina_v3", "xlm-roberta", "jina-embeddings-v3: XLM-RoBERTa's model_type, and another model's names by its own code", "a refusal that names auto_map or what is missing",
         lambda name: f.nomic(name, "roberta.").renamed("attn.Wqkv", "mixer.Wqkv").renamed("attn.out_proj", "mixer.out_proj"),
         {"auto_map": {"AutoModel": "jinaai/xlm-roberta-flash-implementation--modeling_lora.XLMRobertaLoRA"}, "position_embedding_type": "rotary", "rotary_emb_base": 20000.0, "pad_token_id": 1},
         refuse=("auto_map", "mixer"))


@case("gte", "C", "GTE (model_type new): angles scaled by NTK, the gate behind what it multiplies", "all of it, or a refusal that names one", refuse=(r"\brope", "NTK", "rotary", r"\bgate\b"))
def _(out):
    w = f.gte("gte")
    out.model(w, {**BERT, "model_type": "new", "position_embedding_type": "rope", "rope_theta": 500000, "rope_scaling": {"type": "ntk", "factor": 2.0}, "pack_qkv": True,
                  "max_position_embeddings": 8192, "layer_norm_type": "layer_norm"})
    out.reference("layers.1.output", f.gte_rows(w, f.angles(500000.0 * 2) / 2 ** (2 * f.HEADS / f.E)), f.LONG)


@case("gte_plain", "C", "GTE without scaled angles: the gate is the second half of the packed matrix", "its numbers, or a refusal that names the type or the gate", refuse=(kind("new"), r"\bgate\b", "up_gate_proj"))
def _(out):
    w = f.gte("gte_plain")
    out.model(w, {**BERT, "model_type": "new", "position_embedding_type": "rope", "rope_theta": 160000, "rope_scaling": None, "pack_qkv": True, "max_position_embeddings": 8192,
                  "layer_norm_type": "layer_norm"})
    out.reference("layers.1.output", f.gte_rows(w, f.angles(160000.0)), f.LONG)


# A type that nobody knows

relative("my_model", "my_model", "a model_type that nobody knows, under BERT's names", "a refusal that names it", one(""), {"architectures": ["MyModel"]})


@case("my_model_assumed", "C", "the same with --assume bert: what it computes is the user's word", "BERT's rows, and a comment that says so", args=("--assume", "bert"), numbers=True,
      text=(r"//.*(--assume|assumed)",))
def _(out):
    w = f.bert("my_model_assumed", layers=1)
    out.model(w, {**BERT_1, "model_type": "my_model", "architectures": ["MyModel"]})
    out.reference("layers.0.output", f.bert_rows(w, layers=1))


@case("no_type", "C", "a config.json without model_type, as very old files have it", "BERT's rows", numbers=True)
def _(out):
    w = f.bert("no_type", "bert.", layers=1)
    out.model(w, {key: value for key, value in BERT_1.items() if key not in ("model_type", "architectures")})
    out.reference("layers.0.output", f.bert_rows(w, prefix="bert.", layers=1))


# ViT's names


def image_model(name, model_type, shows, right, make, config=None, rows=None, base=VIT, **fields):
    relative(name, model_type, shows, right, make, config, (lambda w: ("finalNorm", rows(w, f.image()), {"pixels": f.image()})) if rows else None, base, **fields)


def one_vit(prefix, **options):
    return lambda name: f.vit(name, prefix, **options)


image_model("dinov2g", "dinov2", "DINOv2 giant: a gate of SiLU, though hidden_act says gelu", "Activation.Silu", lambda name: f.dinov2(name, swiglu=True), {"use_swiglu_ffn": True, "mlp_ratio": 3}, f.dinov2_rows, DINOV2, numbers=True)
image_model("vit_msn", "vit_msn", "ViT-MSN: ViT with another epsilon, which its config.json leaves out", NUMBERS, f.vit, {}, lambda w, p: f.vit_rows(w, p, eps=1e-6),
            {key: value for key, value in VIT.items() if key != "layer_norm_eps"})


def distilled(w):
    w.normal("deit.embeddings.distillation_token", 1, 1, f.E)
    w.normal("deit.embeddings.position_embeddings", 1, f.PATCHES + 2, f.E)


image_model("deit", "deit", "DeiT has a token of distillation beside the class token", "a refusal that names it", and_more(one_vit("deit."), distilled), {}, refuse=("distillation_token", kind("deit")))
image_model("vit_mae", "vit_mae", "ViT-MAE leaves out three quarters of the patches, at random", "a refusal that names the type or what it masks",
            and_more(one_vit("vit."), lambda w: w.linear("decoder.decoder_embed", 6)), {"mask_ratio": 0.75}, refuse=(kind("vit_mae"), "mask_ratio", r"decoder\."))


def beit(name):
    w = f.vit(name, "beit.")
    del w["beit.embeddings.position_embeddings"]
    del w["beit.encoder.layer.0.attention.attention.key.bias"]
    w.normal("beit.encoder.layer.0.lambda_1", f.E)
    w.normal("beit.encoder.layer.0.lambda_2", f.E)
    w.normal("beit.encoder.layer.0.attention.attention.relative_position_bias.relative_position_bias_table", 12, f.HEADS)
    return w


image_model("beit", "beit", "BEiT has a table of distances in every layer; it has no windows, as Swin has", "a refusal that names what it has, and not Swin", beit,
            {"num_hidden_layers": 1, "use_relative_position_bias": True, "use_mean_pooling": True}, refuse=(kind("beit"), "relative_position_bias"), never=("Swin", "shifted"))
image_model("dinov2_registers", "dinov2_with_registers", "DINOv2 with register tokens", "a refusal that names them",
            and_more(f.dinov2, lambda w: w.normal("embeddings.register_tokens", 1, 4, f.E)), {"num_register_tokens": 4}, base=DINOV2, refuse=("register",))


def detection(w):
    w.normal("vit.embeddings.detection_tokens", 1, 3, f.E)
    w.normal("vit.embeddings.position_embeddings", 1, f.PATCHES + 4, f.E)


image_model("yolos", "yolos", "YOLOS has detection tokens behind the patches", "a refusal that names them or the type", and_more(one_vit("vit."), detection), {"num_detection_tokens": 3},
            refuse=(kind("yolos"), "detection_tokens"))


def two_tokens(w):
    w.normal("audio_spectrogram_transformer.embeddings.distillation_token", 1, 1, f.E)
    w.normal("audio_spectrogram_transformer.embeddings.patch_embeddings.projection.weight", f.E, 1, 4, 4)


image_model("ast", "audio-spectrogram-transformer", "a ViT on spectrograms, with two tokens and patches that overlap", "a refusal that names the type or the tokens",
            and_more(one_vit("audio_spectrogram_transformer."), two_tokens), {"num_mel_bins": 8, "max_length": 8, "time_stride": 4, "frequency_stride": 4},
            refuse=(kind("audio-spectrogram-transformer"), "distillation_token"))


def videomae(name):
    w = f.vit(name, "videomae.")
    for part in ("query", "key", "value"):
        del w[f"videomae.encoder.layer.0.attention.attention.{part}.bias"]
    w.normal("videomae.encoder.layer.0.attention.attention.q_bias", f.E)
    w.normal("videomae.encoder.layer.0.attention.attention.v_bias", f.E)
    w.normal("videomae.embeddings.patch_embeddings.projection.weight", f.E, 3, 2, 4, 4)
    del w["videomae.embeddings.position_embeddings"]
    del w["videomae.embeddings.cls_token"]
    return w


image_model("videomae", "videomae", "VideoMAE's patches have three dimensions", "a refusal that names the type or what it has", videomae, {"num_frames": 4, "tubelet_size": 2},
            refuse=(kind("videomae"), "q_bias", r"patch_embeddings\.projection"))


def ijepa(name):
    w = f.vit(name, "ijepa.")
    del w["ijepa.embeddings.cls_token"]
    w["ijepa.embeddings.position_embeddings"] = np.ascontiguousarray(w["ijepa.embeddings.position_embeddings"][:, 1:])
    return w


image_model("ijepa", "ijepa", "I-JEPA: ViT's names without a class token", "a refusal that names the type or the class token", ijepa, refuse=(kind("ijepa"), "cls_token", "class token"))

# CLIP's names


def clip_relative(name, model_type, shows, right, make, config=None, **fields):
    relative(name, model_type, shows, right, make, config, base=CLIP, **fields)


clip_relative("clipseg", "clipseg", "CLIPSeg: CLIP with a decoder of masks", "a refusal that names the type or the decoder", lambda name: and_more(f.clip, lambda w: w.linear("decoder.film_mul", 4))(name).renamed("text_model.", "clip.text_model.").renamed("vision_model.", "clip.vision_model."),
              {"architectures": ["CLIPSegForImageSegmentation"], "extract_layers": [1], "reduce_dim": 4}, refuse=(kind("clipseg"), r"decoder\."))


def chinese_clip(name):
    w = f.clip(name)
    for tensor in [tensor for tensor in w if tensor.startswith("text_model.")]:
        del w[tensor]
    w.update(f.bert(name + "text", "text_model.", layers=1))
    return w


clip_relative("chinese_clip", "chinese_clip", "Chinese CLIP: a BERT under CLIP's prefix of texts", "a refusal that names the type", chinese_clip, {"text_config": {**BERT_1, "model_type": "chinese_clip_text_model"}})


OPEN_CLIP = {"model_cfg": {"embed_dim": 6, "vision_cfg": {"image_size": 8, "layers": 1, "width": f.E, "patch_size": 4, "head_width": 4},
                           "text_cfg": {"context_length": f.ROWS, "vocab_size": f.VOCAB, "width": f.E, "heads": f.HEADS, "layers": 1}}, "preprocess_cfg": {}}

for name_, given, shows_ in (("open_clip", (), "both towers in one file"), ("open_clip_vision", ("--prefix", "visual.", "--heads", "2"), "its vision tower, chosen by --prefix")):
    @case(name_, "C", f"a file of open_clip, under other names than transformers' CLIP: {shows_}", "a refusal that names what is in the way", input="open_clip_model.safetensors", args=given,
          refuse=("open_clip", "positional_embedding", "class_embedding", r"visual\.conv1", r"\bproj\b", "resblocks"))
    def _(out):
        out.tensors(f.open_clip(out.name), "open_clip_model.safetensors")
        out.write("open_clip_config.json", OPEN_CLIP)


@case("open_clip_text", "C", "the text tower of open_clip, chosen by --prefix, whose open_clip_config.json says quick_gelu and heads", "the last token's row behind ln_final", input="open_clip_model.safetensors",
      args=("--prefix", "", "--ignore", "visual.proj;text_projection"), numbers=True, final=True)
def _(out):
    w = f.open_clip("open_clip_text")
    out.tensors(w, "open_clip_model.safetensors")
    out.write("open_clip_config.json", {**OPEN_CLIP, "model_cfg": {**OPEN_CLIP["model_cfg"], "quick_gelu": True}})
    # The last token has the largest id, as CLIP's end of text has.
    ids = [3, 7, 11, 2, 17, 5, 19]
    out.reference("pooled", f.open_clip_text_rows(w, ids, f.QUICK_GELU)[-1], ids)


@case("siglip_pub", "C", "SigLIP as it is published, the defaults left out of config.json: not causal, gelu_pytorch_tanh, 1e-6", "the rows of the text encoder",
      refuse=("siglip", "logit_bias", r"text_model\.head"))
def _(out):
    w = f.siglip("siglip_pub")
    out.model(w, SIGLIP)
    ids = [(i * 3) % f.VOCAB for i in range(16)]
    out.reference("finalNorm", f.clip_text_rows(w, ids, f.tanh_gelu, 1e-6, causal=False), ids)


@case("siglip_text", "C", "SigLIP's text encoder, chosen by --prefix: the last row, and a head with a bias", "the rows", args=("--prefix", "text_model."), numbers=True)
def _(out):
    w = f.siglip("siglip_text")
    out.model(w, SIGLIP)
    ids = [(i * 3) % f.VOCAB for i in range(16)]
    out.reference("finalNorm", f.clip_text_rows(w, ids, f.tanh_gelu, 1e-6, causal=False), ids)


@case("siglip_vision", "C", "SigLIP's vision encoder pools by an attention of its own (vision_model.head)", "the rows, and a remark on the head; or a refusal that names it", args=("--prefix", "vision_model."),
      refuse=(r"vision_model\.head", r"head\.(probe|attention)", "attention.{0,30}pool"), remark=(r"\bhead\b", "attention.{0,30}pool"))
def _(out):
    w = f.siglip("siglip_vision")
    out.model(w, SIGLIP)
    out.reference("finalNorm", w.layer_norm("vision_model.post_layernorm", f.clip_vision_rows(w, f.image(), f.tanh_gelu, 1e-6), 1e-6), pixels=f.image())


# T5's, ModernBERT's and others' names


@case("umt5", "C", "umT5 has a table of distances in every layer, where T5 has one", "a refusal that names the table or the type", refuse=(kind("umt5"), "relative_attention_bias"))
def _(out):
    w = f.t5("umt5", relative=range(2))
    out.model(w, {**T5, "model_type": "umt5", "architectures": ["UMT5EncoderModel"], "feed_forward_proj": "gated-gelu"})
    out.reference("finalNorm", f.t5_rows(w))


relative("mt5", "mt5", "mT5, whose class's default is gated-gelu where T5's is relu", "the rows", f.t5, {}, lambda w: ("finalNorm", f.t5_rows(w)), T5, numbers=True)
relative("modernbert_decoder", "modernbert-decoder", "ModernBERT's decoder is causal, and its window goes to the left", "a refusal that names the type",
         lambda name: split_qkv(f.modernbert(name, 2, "model.")), {"num_hidden_layers": 2}, base=MODERNBERT_4, refuse=(kind("modernbert-decoder"), "decoder"))


def split_qkv(w):
    for layer in range(2):
        at = f"model.layers.{layer}.attn."
        for part, rows_ in zip("qkv", np.split(w.pop(at + "Wqkv.weight"), 3)):
            w[f"{at}{part}_proj.weight"] = np.ascontiguousarray(rows_)
    return w


def bart(name):
    w = f.Weights(name)
    w.table("shared", f.VOCAB)
    w.table("encoder.embed_positions", f.ROWS)
    w.norm("encoder.layernorm_embedding")
    for part in ("q_proj", "k_proj", "v_proj", "out_proj"):
        w.linear("encoder.layers.0.self_attn." + part, f.E)
    w.norm("encoder.layers.0.self_attn_layer_norm")
    w.linear("encoder.layers.0.fc1", f.FFN)
    w.linear("encoder.layers.0.fc2", f.E, f.FFN)
    w.norm("encoder.layers.0.final_layer_norm")
    return w


relative("bart", "bart", "BART's encoder has Whisper's names of layers, with norms behind the blocks and tokens before them", "a refusal that names the type or its norm", bart,
         base={"model_type": "bart", "d_model": f.E, "encoder_layers": 1, "encoder_attention_heads": f.HEADS, "encoder_ffn_dim": f.FFN, "activation_function": "gelu", "scale_embedding": False},
         refuse=(kind("bart"), "layernorm_embedding"))


def speech(name):
    w = f.Weights(name)
    for i, kernel in enumerate((10, 3)):
        w.normal(f"hubert.feature_extractor.conv_layers.{i}.conv.weight", f.E, f.E if i else 1, kernel)
    w.norm("hubert.feature_extractor.conv_layers.0.layer_norm")
    w.norm("hubert.feature_projection.layer_norm")
    w.linear("hubert.feature_projection.projection", f.E)
    w.normal("hubert.encoder.pos_conv_embed.conv.bias", f.E)
    w.normal("hubert.encoder.pos_conv_embed.conv.parametrizations.weight.original0", 1, 1, 8)
    w.normal("hubert.encoder.pos_conv_embed.conv.parametrizations.weight.original1", f.E, 4, 8)
    w.norm("hubert.encoder.layer_norm")
    for part in ("q_proj", "k_proj", "v_proj", "out_proj"):
        w.linear("hubert.encoder.layers.0.attention." + part, f.E)
    w.norm("hubert.encoder.layers.0.layer_norm")
    w.linear("hubert.encoder.layers.0.feed_forward.intermediate_dense", f.FFN)
    w.linear("hubert.encoder.layers.0.feed_forward.output_dense", f.E, f.FFN)
    w.norm("hubert.encoder.layers.0.final_layer_norm")
    return w


@case("whisper_decoder", "C", "Whisper as it is published, with its decoder in the file", "the encoder's rows", numbers=True)
def _(out):
    w, frames = f.whisper("whisper_decoder"), f.spectrogram()
    out.model(w, WHISPER)
    out.reference("finalNorm", f.whisper_rows(w, frames), features=frames)


SPEECH = {"num_attention_heads": f.HEADS, "hidden_size": f.E, "intermediate_size": f.FFN, "num_hidden_layers": 1, "hidden_act": "gelu", "layer_norm_eps": 1e-5, "do_stable_layer_norm": False}
CONVOLUTION = ("pos_conv", "convolution.{0,40}position", "position.{0,40}convolution")
relative("hubert", "hubert", "HuBERT has a convolution for its positions, which nothing declares", "a refusal that names it", speech, base=SPEECH, refuse=CONVOLUTION)


@case("wav2vec2", "H", "wav2vec 2.0 has a convolution for its positions, which nothing declares", "a refusal that names it", refuse=CONVOLUTION)
def _(out):
    out.model(speech("wav2vec2").renamed("hubert.", "wav2vec2.").renamed("parametrizations.weight.original0", "weight_g").renamed("parametrizations.weight.original1", "weight_v"),
              {**SPEECH, "model_type": "wav2vec2"})


@case("decoder_embedder", "C", "an embedder that is a decoder (Qwen's kind), with a pipeline that pools its last row", "a refusal that says what is missing, and not that it writes text",
      refuse=("decoder", "causal", kind("qwen3"), "q_norm"), never=("token by token",))
def _(out):
    w = f.Weights("decoder_embedder")
    w.table("embed_tokens", f.VOCAB)
    at = "layers.0."
    w.norm(at + "input_layernorm", bias=False)
    for part in ("q_proj", "k_proj", "v_proj", "o_proj"):
        w.linear(at + "self_attn." + part, f.E, bias=False)
    for part in "qk":
        w.norm(f"{at}self_attn.{part}_norm", bias=False, width=f.E // f.HEADS)
    w.norm(at + "post_attention_layernorm", bias=False)
    for part, outputs, inputs in (("gate_proj", f.FFN, f.E), ("up_proj", f.FFN, f.E), ("down_proj", f.E, f.FFN)):
        w.linear(at + "mlp." + part, outputs, inputs, bias=False)
    w.norm("norm", bias=False)
    out.model(w, {"architectures": ["Qwen3ForCausalLM"], "model_type": "qwen3", "hidden_size": f.E, "num_attention_heads": f.HEADS, "num_key_value_heads": f.HEADS, "num_hidden_layers": 1,
                  "intermediate_size": f.FFN, "rms_norm_eps": 1e-6, "rope_theta": 1000000, "hidden_act": "silu"})
    out.write("modules.json", [{"idx": i, "name": str(i), "path": path, "type": "sentence_transformers.models." + kind_} for i, (kind_, path) in
                               enumerate((("Transformer", ""), ("Pooling", "1_Pooling"), ("Normalize", "2_Normalize")))])
    out.write("1_Pooling/config.json", {"word_embedding_dimension": f.E, "pooling_mode_lasttoken": True, "pooling_mode_mean_tokens": False, "include_prompt": True})
