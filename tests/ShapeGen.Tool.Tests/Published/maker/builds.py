"""E: the check of [Checkpoint] in a build. Model.cs is the class, model.safetensors its checkpoint."""

from . import formulas as f
from .configs import BERT_1, CLIP, DINOV2, MODERNBERT_4, NOMIC, ROBERTA, SIGLIP, T5
from .folder import case
from .keys import JINA, kinds
from .pipelines import STANDARD, chain, dense, flags


def declared(*attributes):
    return "using ShapeGen;\n\n" + "".join(f"[{attribute}]\n" for attribute in attributes) + '[Checkpoint("model.safetensors")]\npublic sealed partial class Model;\n'


GIANT_SIZES = f"Embed = {f.E}, Heads = {f.HEADS}, Ffn = {f.GIANT_FFN}"
SIZES = f"Embed = {f.E}, Heads = {f.HEADS}, Ffn = {f.FFN}"
INPUT = f"TokenEmbedding({f.VOCAB}, Types = 2), Positions({f.ROWS}), InputNorm(1e-12f)"
ENCODER = f"Encoder({SIZES}, Norm = NormPlacement.Post, Epsilon = 1e-12f, Activation = Activation.Gelu)"
NAMES = 'TensorNames(TensorNaming.HuggingFaceBert, Ignore = "pooler.*")'


def build(name, shows, right, make, *attributes, **fields):
    """make: fills the folder but for Model.cs. With refuse: the error that is right; without: the class is right."""
    @case(name, "E", shows, right, command="build", **fields)
    def _(out):
        make(out)
        out.write("Model.cs", declared(*attributes))


def bert(config=None, reference=None, **options):
    """A BERT of one layer, with its reference if the class is right: what makes it of the rows, and the stage."""
    def make(out):
        w = f.bert(out.name, layers=1, pooler=True)
        out.model(w, {**BERT_1, **(config or {})})
        if reference:
            rows = f.bert_rows(w, layers=1, **options)
            out.reference(reference[0], reference[1](rows))
    return make


def embedder(modules, pooling, reference=None, more=None):
    def make(out):
        bert(reference=reference)(out)
        out.write("modules.json", modules)
        out.write("1_Pooling/config.json", pooling)
        if more:
            more(out)
    return make


# What ../shared/cases has, in small

build("build_hub", "the class has no Normalize, and modules.json has", "SHG0019 on it", embedder(STANDARD, flags("mean_tokens")), INPUT, ENCODER, "Pool(Pooling.Mean)", NAMES, refuse=("Normalize",))
MODERN_ENCODER = (f"Encoder({SIZES}, Layers = 4, Activation = Activation.Gelu, Gated = true, Bias = false, Window = {{}}, GlobalEvery = {{}}, Position = PositionEncoding.Rotary, RotaryTheta = {{}}, "
                  "LocalRotaryTheta = {}, FinalNorm = true)")


def modern(config, reference=None):
    def make(out):
        w = f.modernbert(out.name, 4, "model.")
        out.model(w, config)
        if reference:
            out.reference("finalNorm", f.modernbert_rows(w, *reference), f.LONG)
    return make


def modern_class(window, every, full, local):
    return f"TokenEmbedding({f.VOCAB}), InputNorm", MODERN_ENCODER.format(window, every, full, local), "TensorNames(TensorNaming.ModernBert)"


build("build_modern", "the class has another window, other global layers and other angles than ModernBERT's config.json", "SHG0019 on one of them", modern(MODERNBERT_4), *modern_class(16, 2, 1234, 10000),
      refuse=("Window", "GlobalEvery", "RotaryTheta"))
GIANT = f"PatchEmbedding(8, 8, 4), ClassToken, Positions({f.PATCHES + 1})"


def giant(out):
    w = f.dinov2(out.name, swiglu=True)
    out.model(w, {**DINOV2, "use_swiglu_ffn": True, "mlp_ratio": 3})
    out.reference("finalNorm", f.dinov2_rows(w, f.image()), pixels=f.image())


build("build_dinov2g", "the right class for DINOv2 giant, with Activation.Silu", "it builds, and gives the numbers", giant, GIANT,
      f"Encoder({GIANT_SIZES}, Epsilon = 1e-6f, Activation = Activation.Silu, Gated = true, LayerScale = true, FinalNorm = true)",
      'TensorNames(TensorNaming.HuggingFaceVit, Ignore = "embeddings.mask_token")')
build("build_dinov2g_gelu", "the class for DINOv2 giant has the GELU that hidden_act says, and use_swiglu_ffn overrules", "SHG0019 on the activation", giant, GIANT,
      f"Encoder({GIANT_SIZES}, Epsilon = 1e-6f, Activation = Activation.Gelu, Gated = true, LayerScale = true, FinalNorm = true)",
      'TensorNames(TensorNaming.HuggingFaceVit, Ignore = "embeddings.mask_token")', refuse=(r"Activation\.Silu", "use_swiglu_ffn"))

# Pipelines

build("build_pipeline", "the right class for a folder without 2_Normalize", "it builds, and gives the numbers", embedder(STANDARD, flags("mean_tokens"), ("normalized", lambda rows: f.unit(rows.mean(0)))),
      INPUT, ENCODER, "Pool(Pooling.Mean, Normalize = true)", NAMES, final=True)
build("build_st54", "1_Pooling of Sentence Transformers 5.4 says cls, the class has the mean", "SHG0019 on the pooling",
      embedder(chain("Transformer", "Pooling", new=True), {"embedding_dimension": f.E, "pooling_mode": "cls", "include_prompt": True}), INPUT, ENCODER, "Pool(Pooling.Mean)", NAMES, refuse=(r"Pooling\.Class",))
build("build_no_normalize", "the class has Normalize, and modules.json has none", "SHG0019 on it", embedder(chain("Transformer", "Pooling"), flags("mean_tokens")), INPUT, ENCODER,
      "Pool(Pooling.Mean, Normalize = true)", NAMES, refuse=("Normalize",))
build("build_two_modes", "two pooling modes are on, the class has one", "SHG0019 on the pooling", embedder(chain("Transformer", "Pooling"), flags("cls_token", "mean_tokens")), INPUT, ENCODER,
      "Pool(Pooling.Mean)", NAMES, refuse=("pooling_mode",))
build("build_no_dense", "modules.json has a Dense, the class has no head", "SHG0019 on it", embedder(chain("Transformer", "Pooling", "Dense"), flags("mean_tokens"), more=lambda out: dense(out, "2_Dense", 6)),
      INPUT, ENCODER, "Pool(Pooling.Mean)", NAMES, refuse=("Dense",))

# Keys

build("build_heads", "4 heads, config.json says 2", "SHG0019 on Heads", bert(), INPUT, ENCODER.replace("Heads = 2", "Heads = 4"), NAMES, refuse=("Heads = 4.*(num_attention_heads|Heads = 2)",))
build("build_mask", "is_decoder is true, the class has no mask", "SHG0019 on Mask", bert({"is_decoder": True}), INPUT, ENCODER, NAMES, refuse=("Mask", "is_decoder"))
build("build_mask_right", "is_decoder is true, and the class has Mask", "it builds, and gives the numbers", bert({"is_decoder": True}, ("layers.0.output", lambda rows: rows), hidden=f.later(7)), INPUT,
      ENCODER.replace("Norm =", "Mask = AttentionMask.Causal, Norm ="), NAMES)
build("build_causal", "the class has Mask, and nothing in config.json says so", "SHG0019 on Mask", bert(), INPUT, ENCODER.replace("Norm =", "Mask = AttentionMask.Causal, Norm ="), NAMES, refuse=("Mask",))


def roberta(pad, offset=None):
    def make(out):
        w = f.bert(out.name, "roberta.", layers=1, types=1)
        out.model(w, {**ROBERTA, "num_hidden_layers": 1, "pad_token_id": pad})
        if offset:
            out.reference("layers.0.output", f.bert_rows(w, prefix="roberta.", layers=1, eps=1e-5, offset=offset))
    return make


def roberta_class(positions):
    return (f"TokenEmbedding({f.VOCAB}, Types = 1), {positions}, InputNorm(1e-5f)", f"Encoder({SIZES}, Norm = NormPlacement.Post, Epsilon = 1e-5f, Activation = Activation.Gelu)",
            "TensorNames(TensorNaming.HuggingFaceBert)")


build("build_offset", "RoBERTa's positions begin in row 2, those of the class in row 0", "SHG0019 on Offset", roberta(1), *roberta_class(f"Positions({f.ROWS})"), refuse=("Offset",))
build("build_offset_right", "pad_token_id is 0, and the class has Offset = 1", "it builds, and gives the numbers", roberta(0, 1), *roberta_class(f"Positions({f.ROWS}, Offset = 1)"))
build("build_layer_types", "layer_types and rope_parameters of transformers 5, and the class of the published ModernBERT", "SHG0019 on one of them",
      modern({**{key: value for key, value in MODERNBERT_4.items() if "global" not in key and "rope" not in key}, **kinds("fsfs", 500.0, 30.0)}), *modern_class(8, 3, 160000, 10000),
      refuse=("GlobalEvery", "RotaryTheta"))
build("build_layer_types_right", "layer_types and rope_parameters of transformers 5, and a class that has them", "it builds, and gives the numbers",
      modern({**{key: value for key, value in MODERNBERT_4.items() if "global" not in key and "rope" not in key}, **kinds("fsfs", 500.0, 30.0)}, ("fsfs", 500.0, 30.0, 4)), *modern_class(8, 2, 500, 30))


def nomic(out):
    out.model(f.nomic(out.name), {"model_type": "nomic_bert", "hidden_size": f.E, "num_attention_heads": f.HEADS, "intermediate_size": f.FFN, "num_hidden_layers": 1, "hidden_act": "silu",
                                  "layer_norm_eps": 1e-12, "rope_parameters": {"rope_theta": 10000.0, "rope_type": "default"}})


build("build_rope", "rope_parameters says 10000, the class has 1000", "SHG0019 on RotaryTheta", nomic, f"TokenEmbedding({f.VOCAB}, Types = 2), InputNorm(1e-12f)",
      f"Encoder({SIZES}, Norm = NormPlacement.Post, Bias = false, NormBias = true, Epsilon = 1e-12f, Gated = true, Position = PositionEncoding.Rotary, RotaryTheta = 1000)",
      "TensorNames(TensorNaming.NomicBert)", refuse=("RotaryTheta",))


def jina(out):
    w = f.bert(out.name, layers=1, positions=0, gated=True)
    out.model(w, {**JINA, "num_hidden_layers": 1, "feed_forward_type": "reglu"})
    out.reference("layers.0.output", f.bert_rows(w, layers=1, act=f.relu, gated=True, bias=f.alibi(7)))


JINA_CLASS = (f"TokenEmbedding({f.VOCAB}, Types = 2), InputNorm(1e-12f)",
              f"Encoder({SIZES}, Norm = NormPlacement.Post, Activation = Activation.Relu, Gated = true, GateBias = false, Epsilon = 1e-12f, Position = PositionEncoding.Alibi)",
              'TensorNames(TensorNaming.HuggingFaceBert, Wi = "encoder.layer.{layer}.mlp.gated_layers", Ffn2 = "encoder.layer.{layer}.mlp.wo", Norm2 = "encoder.layer.{layer}.mlp.layernorm")')
build("build_jina_reglu", "Jina with reglu: the right class has ReLU, though hidden_act is gelu", "it builds, and gives the numbers", jina, *JINA_CLASS)
build("build_jina_gelu", "Jina with reglu, and a class with GELU", "SHG0019 on the activation", jina, JINA_CLASS[0], JINA_CLASS[1].replace("Activation.Relu", "Activation.Gelu"), JINA_CLASS[2],
      refuse=(r"Activation\.Relu", "feed_forward_type"))


def t5(out):
    out.model(f.t5(out.name), {**T5, "feed_forward_proj": "gated-silu"})


build("build_t5", "feed_forward_proj is gated-silu, the class has the tanh form of GELU", "SHG0019 on the activation", t5, f"TokenEmbedding({f.VOCAB})",
      f"Encoder({SIZES}, Layers = 2, NormKind = NormKind.Rms, Epsilon = 1e-6f, Bias = false, Scale = 1f, Position = PositionEncoding.RelativeBuckets, FinalNorm = true, "
      "Activation = Activation.GeluTanh, Gated = true)", "TensorNames(TensorNaming.HuggingFaceT5)", refuse=(r"Activation\.Silu", "feed_forward_proj"))


# Nested configurations


def clip(config):
    return lambda out: out.model(f.clip(out.name), config)


CLIP_TEXT = (f"TokenEmbedding({f.VOCAB}), Positions({f.ROWS})", f"Encoder({SIZES}, Activation = Activation.QuickGelu, FinalNorm = true, Mask = AttentionMask.Causal)", "Pool(Pooling.Last), Head(6, Bias = false)",
             'TensorNames(TensorNaming.HuggingFaceClip, Prefix = "text_model.", Ignore = "vision_model.*;visual_projection.*;logit_scale")')
build("build_nested_heads", "text_config says 4 heads, vision_config and the class 2", "SHG0019 on Heads", clip({**CLIP, "text_config": {**CLIP["text_config"], "num_attention_heads": 4}}), *CLIP_TEXT,
      refuse=("Heads = 4", "num_attention_heads"))
build("build_nested_act", "text_config says gelu, the class has QuickGELU", "SHG0019 on the activation", clip({**CLIP, "text_config": {**CLIP["text_config"], "hidden_act": "gelu"}}), *CLIP_TEXT,
      refuse=(r"Activation\.Gelu\b", "hidden_act"))


def clip_right(out):
    w = f.clip(out.name)
    out.model(w, {**CLIP, "vision_config": {**CLIP["vision_config"], "num_attention_heads": 4, "hidden_act": "gelu"}})
    out.reference("head.0", w.project("text_projection", f.clip_text_rows(w)[-1]))


build("build_nested_right", "vision_config says other things than text_config; the class is the right one for texts", "it builds, and gives the numbers", clip_right, *CLIP_TEXT, final=True)


def siglip(out):
    w = f.siglip(out.name)
    for tensor in [tensor for tensor in w if tensor.startswith("vision_model.")]:
        del w[tensor]
    out.model(w, SIGLIP)
    ids = [(i * 3) % f.VOCAB for i in range(16)]
    out.reference("finalNorm", f.clip_text_rows(w, ids, f.tanh_gelu, 1e-6, causal=False), ids)


build("build_siglip", "SigLIP's text encoder, whose config.json leaves the defaults out: not causal, gelu_pytorch_tanh, 1e-6", "it builds, and gives the numbers", siglip,
      f"TokenEmbedding({f.VOCAB}), Positions(16)", f"Encoder({SIZES}, Epsilon = 1e-6f, Activation = Activation.GeluTanh, FinalNorm = true)",
      'TensorNames(TensorNaming.HuggingFaceClip, Prefix = "text_model.", Ignore = "text_model.head.*;logit_scale;logit_bias")')


def unread(out):
    out.tensors(f.bert(out.name, layers=1, pooler=True))
    out.write("config.json", "<html><body>Not found</body></html>")


build("build_unread", "config.json is a web page: nothing can be compared with it", "an error that says that it cannot be read", unread, INPUT, ENCODER, NAMES, refuse=(r"config\.json",))
