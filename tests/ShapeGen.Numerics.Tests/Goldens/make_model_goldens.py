"""Makes the golden cases of whole models: `Models/<case>.safetensors` and `Models/README.md`.

    OMP_NUM_THREADS=1 python3 make_model_goldens.py

The input is token ids, pixels, bytes or features; the output is the result of the family's model. The layers are those of `make_family_goldens.py`. The parts
around them follow each family's paper, published configuration and published tensor names, at small sizes and with random weights.
Needs torch and numpy.
"""

import math
import pathlib

import golden_files
import make_family_goldens as families
import torch
from golden_files import Weights, generator, single
from make_family_goldens import apply, distances, normed
from torch.nn.functional import conv1d, conv2d, gelu, normalize

FOLDER = pathlib.Path(__file__).resolve().parent / "Models"
CASES = []


def encoder_of(case):
    """The encoder's attribute of a case of families."""
    attribute = next(attribute for name, attribute, *_ in families.CASES if name == case)
    return attribute[attribute.index("Encoder(") :]


def model(stages, naming, encoder, source):
    """A function that fills in the weights and returns the model of one sequence's inputs; its name is the case's."""

    def add(build):
        names = f"TensorNames({naming})" if "=" in naming.split(",")[0] else f"TensorNames(TensorNaming.{naming})"
        CASES.append((build.__name__, f"{stages}, {names}, {encoder}", build, source))
        return build

    return add


# The inputs: a function of the random generator that returns (the call's tensors, one dictionary per sequence, lengths or None).


def ids(vocab, lengths=None, batch=1, tokens=None, types=0):
    def draw(rng):
        counts = lengths or [tokens] * batch
        x = {"ids": torch.randint(0, vocab, (sum(counts),), generator=rng)}
        if types:
            x["types"] = torch.randint(0, types, (sum(counts),), generator=rng)
        split = {name: value.split(counts) for name, value in x.items()}
        sequences = [{name: parts[i] for name, parts in split.items()} for i in range(len(counts))]
        return {name: value.int() for name, value in x.items()}, sequences, lengths, len(counts)

    return draw


def features(width, lengths=None, batch=1, tokens=None):
    def draw(rng):
        counts = lengths or [tokens] * batch
        x = torch.randn(sum(counts), width, generator=rng)
        return {"features": x}, [{"features": part} for part in x.split(counts)], lengths, len(counts)

    return draw


def pixels(channels, height, width, batch=1):
    def draw(rng):
        x = torch.randn(batch, channels, height, width, generator=rng)
        return {"pixels": x}, [{"pixels": image} for image in x], None, batch

    return draw


def image_bytes(height, width, channels, batch=1):
    def draw(rng):
        x = torch.randint(0, 256, (batch, height, width, channels), generator=rng).to(torch.uint8)
        return {"bytes": x}, [{"bytes": image} for image in x], None, batch

    return draw


def in_type(value, dtype):
    """Floats in the type of a run; ids and bytes unchanged."""
    return value.to(dtype) if value.is_floating_point() else value


def type_of(w):
    return next(value.dtype for value in w.values() if value.is_floating_point())


# BERT and similar models.


def bert_embeddings(w, prefix, vocab, embed, most, types, eps=1e-12, offset=0):
    w.normal(f"{prefix}embeddings.word_embeddings.weight", (vocab, embed), 0, 1)
    w.normal(f"{prefix}embeddings.position_embeddings.weight", (most, embed), 0, 0.5)
    if types:
        w.normal(f"{prefix}embeddings.token_type_embeddings.weight", (types, embed), 0, 0.5)
    w.norm(f"{prefix}embeddings.LayerNorm", embed)

    def run(w, x):
        tokens = len(x["ids"])
        y = w[f"{prefix}embeddings.word_embeddings.weight"][x["ids"]]
        if types:
            y = y + w[f"{prefix}embeddings.token_type_embeddings.weight"][x.get("types", torch.zeros(tokens, dtype=torch.long))]
        y = y + w[f"{prefix}embeddings.position_embeddings.weight"][torch.arange(tokens) + offset]
        return normed(w, f"{prefix}embeddings.LayerNorm", y, eps)

    return run


BERT = families.BERT.format(24, 3, 40, "1e-12f")
EMBEDDINGS = "TokenEmbedding(Vocab = 50, Types = 2), Positions(96), InputNorm(1e-12f)"


def bert_parts(w, prefix):
    embeddings = bert_embeddings(w, prefix, 50, 24, 96, 2)
    layers = families.bert_layers(w, prefix, 24, 3, 40, 2, 1e-12)
    return lambda w, x: layers(w, embeddings(w, x))


@model(f"{EMBEDDINGS}, Pool(Pooling.Class), Head(24, Activation = HeadActivation.Tanh)", "HuggingFaceBert", f"Encoder({BERT})",
       ids(50, lengths=[9, 1, 70, 24], types=2))
def bert_pooler(w):
    """With the tensor of position numbers that older files hold."""
    w["embeddings.position_ids"] = torch.arange(96)[None]
    rows = bert_parts(w, "")
    w.linear("pooler.dense", 24, 24)
    return lambda w, x: apply(w, "pooler.dense", rows(w, x)[0]).tanh()


def mean_normalised(rows):
    return lambda w, x: normalize(rows(w, x).mean(0), dim=0)


@model(f"{EMBEDDINGS}, Pool(Pooling.Mean, Normalize = true)", 'HuggingFaceBert, Ignore = "pooler.*"', f"Encoder({BERT})", ids(50, lengths=[33, 2, 96, 1, 17]))
def minilm(w):
    rows = bert_parts(w, "")
    w.linear("pooler.dense", 24, 24)
    return mean_normalised(rows)


@model(f"{EMBEDDINGS}, Pool(Pooling.Class, Normalize = true)", 'HuggingFaceBert, Ignore = "pooler.*"', f"Encoder({BERT})", ids(50, batch=3, tokens=21))
def bge(w):
    rows = bert_parts(w, "")
    w.linear("pooler.dense", 24, 24)
    return lambda w, x: normalize(rows(w, x)[0], dim=0)


@model(f"{EMBEDDINGS}, Pool(Pooling.Mean, Normalize = true)", 'HuggingFaceBert, Ignore = "pooler.*"', f"Encoder({BERT})", ids(50, batch=2, tokens=40, types=2))
def e5(w):
    rows = bert_parts(w, "")
    w.linear("pooler.dense", 24, 24)
    return mean_normalised(rows)


@model(f"{EMBEDDINGS}, Pool(Pooling.Class), Head(24, Activation = HeadActivation.Tanh), Head(3)", "HuggingFaceBert", f"Encoder({BERT})",
       ids(50, lengths=[5, 30, 11], types=2))
def bert_classifier(w):
    rows = bert_parts(w, "bert.")
    w.linear("bert.pooler.dense", 24, 24)
    w.linear("classifier", 24, 3)
    return lambda w, x: apply(w, "classifier", apply(w, "bert.pooler.dense", rows(w, x)[0]).tanh())


@model(f"{EMBEDDINGS}, Head(9)", "HuggingFaceBert", f"Encoder({BERT})", ids(50, lengths=[12, 1, 60]))
def bert_token_classifier(w):
    rows = bert_parts(w, "bert.")
    w.linear("classifier", 24, 9)
    return lambda w, x: apply(w, "classifier", rows(w, x))


# RoBERTa (Liu et al. 2019): positions begin after the padding's; one type, whose row is added to every token.

ROBERTA = "TokenEmbedding(Vocab = 60, Types = 1), Positions(66, Offset = 2), InputNorm(1e-5f)"


def roberta_parts(w):
    embeddings = bert_embeddings(w, "roberta.", 60, 32, 66, 1, 1e-5, offset=2)
    layers = families.bert_layers(w, "roberta.", 32, 4, 48, 2, 1e-5)
    return lambda w, x: layers(w, embeddings(w, x))


@model(ROBERTA, 'HuggingFaceBert, Ignore = "lm_head.*"', encoder_of("roberta"), ids(60, lengths=[3, 64]))
def roberta(w):
    w.normal("lm_head.bias", (60,), 0, 1)
    return roberta_parts(w)


@model(f"{ROBERTA}, Pool(Pooling.Class), Head(32, Activation = HeadActivation.Tanh), Head(2)", "HuggingFaceBert", encoder_of("roberta"),
       ids(60, lengths=[64, 7, 20]))
def roberta_classifier(w):
    rows = roberta_parts(w)
    w.linear("classifier.dense", 32, 32)
    w.linear("classifier.out_proj", 32, 2)
    return lambda w, x: apply(w, "classifier.out_proj", apply(w, "classifier.dense", rows(w, x)[0]).tanh())


# DistilBERT: no types.

DISTILBERT = "TokenEmbedding(50), Positions(64), InputNorm(1e-12f)"


def distilbert_parts(w):
    embeddings = bert_embeddings(w, "distilbert.", 50, 24, 64, 0)
    layers = families.distilbert(w)
    return lambda w, x: layers(w, embeddings(w, x))


@model(DISTILBERT, 'HuggingFaceDistilBert, Ignore = "vocab_*"', encoder_of("distilbert"), ids(50, lengths=[64, 3]))
def distilbert(w):
    w.linear("vocab_transform", 24, 24)
    w.norm("vocab_layer_norm", 24)
    w.linear("vocab_projector", 24, 50)
    return distilbert_parts(w)


@model(f"{DISTILBERT}, Pool(Pooling.Class), Head(24, Activation = HeadActivation.Relu), Head(2)", "HuggingFaceDistilBert", encoder_of("distilbert"),
       ids(50, lengths=[12, 5, 1, 33]))
def distilbert_classifier(w):
    rows = distilbert_parts(w)
    w.linear("pre_classifier", 24, 24)
    w.linear("classifier", 24, 2)
    return lambda w, x: apply(w, "classifier", apply(w, "pre_classifier", rows(w, x)[0]).relu())


# MPNet: positions as in RoBERTa, no types.

MPNET = "TokenEmbedding(50), Positions(160, Offset = 2), InputNorm(1e-5f)"


def mpnet_parts(w):
    embeddings = bert_embeddings(w, "mpnet.", 50, 24, 160, 0, 1e-5, offset=2)
    layers = families.mpnet(w)
    return lambda w, x: layers(w, embeddings(w, x))


@model(f"{MPNET}, Pool(Pooling.Mean, Normalize = true)", 'HuggingFaceMpnet, Ignore = "mpnet.pooler.*"', encoder_of("mpnet"), ids(50, lengths=[150, 1, 22]))
def mpnet(w):
    rows = mpnet_parts(w)
    w.linear("mpnet.pooler.dense", 24, 24)
    return mean_normalised(rows)


@model(f"{MPNET}, Pool(Pooling.Class), Head(24, Activation = HeadActivation.Tanh), Head(4)", "HuggingFaceMpnet", encoder_of("mpnet"), ids(50, batch=2, tokens=18))
def mpnet_classifier(w):
    rows = mpnet_parts(w)
    w.linear("classifier.dense", 24, 24)
    w.linear("classifier.out_proj", 24, 4)
    return lambda w, x: apply(w, "classifier.out_proj", apply(w, "classifier.dense", rows(w, x)[0]).tanh())


# ModernBERT and Nomic BERT: positions are in the attention; Jina BERT v2 (Günther et al. 2023) likewise, with ALiBi in both directions.


@model("TokenEmbedding(50), InputNorm(1e-5f), Pool(Pooling.Mean, Normalize = true)", 'ModernBert, Ignore = "head.*;decoder.*"', encoder_of("modernbert"),
       ids(50, lengths=[90, 1, 40]))
def modernbert(w):
    w.normal("model.embeddings.tok_embeddings.weight", (50, 24), 0, 1)
    w.norm("model.embeddings.norm", 24, False)
    layers = families.modernbert(w)
    w.linear("head.dense", 24, 24, False)
    w.norm("head.norm", 24, False)
    w.normal("decoder.bias", (50,), 0, 1)
    return mean_normalised(lambda w, x: layers(w, normed(w, "model.embeddings.norm", w["model.embeddings.tok_embeddings.weight"][x["ids"]], 1e-5)))


@model("TokenEmbedding(Vocab = 50, Types = 2), InputNorm(1e-12f), Pool(Pooling.Mean, Normalize = true)", "NomicBert", encoder_of("nomic"),
       ids(50, lengths=[33, 2, 14], types=2))
def nomic(w):
    w.normal("embeddings.word_embeddings.weight", (50, 24), 0, 1)
    w.normal("embeddings.token_type_embeddings.weight", (2, 24), 0, 0.5)
    w.norm("emb_ln", 24)
    layers = families.nomic(w)

    def rows(w, x):
        y = w["embeddings.word_embeddings.weight"][x["ids"]] + w["embeddings.token_type_embeddings.weight"][x["types"]]
        return layers(w, normed(w, "emb_ln", y, 1e-12))

    return mean_normalised(rows)


@model(
    "TokenEmbedding(Vocab = 50, Types = 2), InputNorm(1e-12f), Pool(Pooling.Mean, Normalize = true)",
    'HuggingFaceBert, Wi = "encoder.layer.{layer}.mlp.gated_layers", Ffn2 = "encoder.layer.{layer}.mlp.wo", Norm2 = "encoder.layer.{layer}.mlp.layernorm", '
    'Ignore = "pooler.*"',
    "Encoder(Embed = 24, Heads = 4, Ffn = 36, Layers = 2, Norm = NormPlacement.Post, Activation = Activation.Gelu, Gated = true, GateBias = false, "
    "Epsilon = 1e-12f, Position = PositionEncoding.Alibi)",
    ids(50, lengths=[80, 1, 25]))
def jina(w):
    w.normal("embeddings.word_embeddings.weight", (50, 24), 0, 1)
    w.normal("embeddings.token_type_embeddings.weight", (2, 24), 0, 0.5)
    w.norm("embeddings.LayerNorm", 24)
    for layer in range(2):
        s = f"encoder.layer.{layer}."
        for part in ("query", "key", "value"):
            w.linear(f"{s}attention.self.{part}", 24, 24)
        w.linear(f"{s}attention.output.dense", 24, 24)
        w.norm(f"{s}attention.output.LayerNorm", 24)
        w.linear(f"{s}mlp.gated_layers", 24, 72, False)
        w.linear(f"{s}mlp.wo", 36, 24)
        w.norm(f"{s}mlp.layernorm", 24)
    w.linear("pooler.dense", 24, 24)

    def rows(w, x):
        y = w["embeddings.word_embeddings.weight"][x["ids"]] + w["embeddings.token_type_embeddings.weight"][0]
        y = normed(w, "embeddings.LayerNorm", y, 1e-12)
        slopes = torch.tensor([2.0 ** (-8 * (head + 1) / 4) for head in range(4)], dtype=y.dtype)
        bias = -slopes[:, None, None] * distances(len(y)).abs()
        for layer in range(2):
            s = f"encoder.layer.{layer}."
            q, k, v = (apply(w, f"{s}attention.self.{part}", y) for part in ("query", "key", "value"))
            y = normed(w, f"{s}attention.output.LayerNorm", apply(w, f"{s}attention.output.dense", families.plain_attention(q, k, v, 4, bias=bias)) + y, 1e-12)
            first, second = apply(w, f"{s}mlp.gated_layers", y).split(36, dim=-1)
            y = normed(w, f"{s}mlp.layernorm", y + apply(w, f"{s}mlp.wo", gelu(first) * second), 1e-12)
        return y

    return mean_normalised(rows)


# T5's encoder. Files of whole models also hold the decoder, and the table again under the encoder's name.


@model("TokenEmbedding(50)", 'HuggingFaceT5, Ignore = "decoder.*;encoder.embed_tokens.weight;lm_head.*"', encoder_of("t5"), ids(50, lengths=[140, 3, 20]))
def t5(w):
    w.normal("shared.weight", (50, 24), 0, 1)
    w["encoder.embed_tokens.weight"] = w["shared.weight"].clone()
    w.normal("decoder.final_layer_norm.weight", (24,), 0, 1)
    layers = families.t5(w)
    return lambda w, x: layers(w, w["shared.weight"][x["ids"]])


@model("TokenEmbedding(50), Pool(Pooling.Mean)", "HuggingFaceT5", encoder_of("t5_v1_1"), ids(50, batch=2, tokens=19))
def t5_v1_1(w):
    """The file of an encoder alone: it has the table only under the encoder's name."""
    w.normal("encoder.embed_tokens.weight", (50, 24), 0, 1)
    layers = families.t5_v1_1(w)
    return lambda w, x: layers(w, w["encoder.embed_tokens.weight"][x["ids"]]).mean(0)


# Vision transformers.


def patches(w, stem, image, size):
    """[channels, height, width] -> [patches, embed], row by row"""
    return conv2d(image[None], w[f"{stem}.weight"], w.get(f"{stem}.bias"), stride=size)[0].flatten(1).transpose(0, 1)


def patch_weights(w, stem, embed, channels, size, bias=True):
    w.normal(f"{stem}.weight", (embed, channels, size, size), 0, (channels * size * size) ** -0.5)
    if bias:
        w.normal(f"{stem}.bias", (embed,), 0, 0.2)


def vit_embeddings(w, prefix, embed, count, channels, size):
    w.normal(f"{prefix}embeddings.cls_token", (1, 1, embed), 0, 1)
    w.normal(f"{prefix}embeddings.position_embeddings", (1, count + 1, embed), 0, 0.5)
    patch_weights(w, f"{prefix}embeddings.patch_embeddings.projection", embed, channels, size)

    def run(w, x):
        y = patches(w, f"{prefix}embeddings.patch_embeddings.projection", x["pixels"], size)
        return torch.cat([w[f"{prefix}embeddings.cls_token"][0], y]) + w[f"{prefix}embeddings.position_embeddings"][0]

    return run


@model("PatchEmbedding(16, 24, 4), ClassToken, Positions(25), Pool(Pooling.Class), Head(5)", "HuggingFaceVit", encoder_of("vit"), pixels(3, 16, 24, batch=3))
def vit_classifier(w):
    embeddings = vit_embeddings(w, "vit.", 24, 24, 3, 4)
    layers = families.vit_layers(w, "vit.", 24, 3, 48)
    w.linear("classifier", 24, 5)
    return lambda w, x: apply(w, "classifier", layers(w, embeddings(w, x))[0])


@model("PatchEmbedding(15, 10, 5, Channels = 1), ClassToken, Positions(7), Pool(Pooling.Class), Head(24, Activation = HeadActivation.Tanh)", "HuggingFaceVit",
       encoder_of("vit"), pixels(1, 15, 10, batch=2))
def vit_pooler(w):
    embeddings = vit_embeddings(w, "", 24, 6, 1, 5)
    layers = families.vit_layers(w, "", 24, 3, 48)
    w.linear("pooler.dense", 24, 24)
    return lambda w, x: apply(w, "pooler.dense", layers(w, embeddings(w, x))[0]).tanh()


@model("PatchEmbedding(20, 28, 4), ClassToken, Positions(36), Pool(Pooling.Class)", "HuggingFaceVit", encoder_of("dinov2_hugging_face"), pixels(3, 20, 28, batch=2))
def dinov2(w):
    w.normal("dinov2.embeddings.mask_token", (1, 24), 0, 1)
    embeddings = vit_embeddings(w, "dinov2.", 24, 35, 3, 4)
    layers = families.dinov2_hugging_face(w)
    return lambda w, x: layers(w, embeddings(w, x))[0]


def timm_embeddings(w, embed, count, channels, size, has_class):
    if has_class:
        w.normal("cls_token", (1, 1, embed), 0, 1)
    w.normal("pos_embed", (1, count + has_class, embed), 0, 0.5)
    patch_weights(w, "patch_embed.proj", embed, channels, size)

    def run(w, x):
        y = patches(w, "patch_embed.proj", x["pixels"], size)
        return (torch.cat([w["cls_token"][0], y]) if has_class else y) + w["pos_embed"][0]

    return run


MEAN, DEVIATION = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


@model(
    "PatchEmbedding(16, 12, 4, Mean = new[] { 0.485f, 0.456f, 0.406f }, Std = new[] { 0.229f, 0.224f, 0.225f }), ClassToken, Positions(13), "
    "Pool(Pooling.Class), Head(7)",
    "Timm", encoder_of("timm_vit"), image_bytes(16, 12, 3, batch=3))
def deit_of_bytes(w):
    """torchvision's ToTensor and Normalize before timm's ViT."""
    embeddings = timm_embeddings(w, 24, 12, 3, 4, True)
    layers = families.timm_layers(w, 24, 3, 48, scales=False)
    w.linear("head", 24, 7)

    def run(w, x):
        mean, deviation = (torch.tensor([single(number) for number in numbers], dtype=type_of(w))[:, None, None] for numbers in (MEAN, DEVIATION))
        image = (x["bytes"].permute(2, 0, 1).to(type_of(w)) / 255 - mean) / deviation
        return apply(w, "head", layers(w, embeddings(w, {"pixels": image}))[0])

    return run


@model("PatchEmbedding(12, 12, 4), ClassToken, Positions(10), Pool(Pooling.Mean, ExcludeClass = true), Head(7)", "Timm", encoder_of("timm_vit"),
       pixels(3, 12, 12, batch=2))
def timm_mean_of_patches(w):
    """timm's global_pool="avg" with fc_norm=False."""
    embeddings = timm_embeddings(w, 24, 9, 3, 4, True)
    layers = families.timm_layers(w, 24, 3, 48, scales=False)
    w.linear("head", 24, 7)
    return lambda w, x: apply(w, "head", layers(w, embeddings(w, x))[1:].mean(0))


@model("PatchEmbedding(8, 20, 4, Channels = 2), Positions(10), Pool(Pooling.Mean), Head(7)", "Timm", encoder_of("timm_vit"), pixels(2, 8, 20, batch=4))
def timm_without_class(w):
    embeddings = timm_embeddings(w, 24, 10, 2, 4, False)
    layers = families.timm_layers(w, 24, 3, 48, scales=False)
    w.linear("head", 24, 7)
    return lambda w, x: apply(w, "head", layers(w, embeddings(w, x)).mean(0))


# CLIP's two towers. A text ends with an end token, whose row is the result; a file of both towers has all tensors.


@model("TokenEmbedding(60), Positions(77), Pool(Pooling.Last, Normalize = true)",
       'HuggingFaceClip, Ignore = "text_projection.*"', encoder_of("clip_text"), ids(60, lengths=[8, 77]))
def clip_text_features(w):
    rows = clip_text_rows(w)
    w.linear("text_projection", 24, 20, False)
    return lambda w, x: normalize(rows(w, x)[-1], dim=0)


def clip_text_rows(w):
    w.normal("text_model.embeddings.token_embedding.weight", (60, 24), 0, 1)
    w.normal("text_model.embeddings.position_embedding.weight", (77, 24), 0, 0.5)
    w["text_model.embeddings.position_ids"] = torch.arange(77)[None]
    layers = families.clip_text(w)
    embed = lambda w, x: w["text_model.embeddings.token_embedding.weight"][x["ids"]] + w["text_model.embeddings.position_embedding.weight"][: len(x["ids"])]
    return lambda w, x: layers(w, embed(w, x))


@model("TokenEmbedding(60), Positions(77), Pool(Pooling.Last), Head(20, Bias = false)",
       'HuggingFaceClip, Prefix = "text_model.", Ignore = "vision_model.*;visual_projection.*;logit_scale"', encoder_of("clip_text"), ids(60, lengths=[77, 8, 2]))
def clip_text(w):
    rows = clip_text_rows(w)
    w.linear("text_projection", 24, 20, False)
    w.linear("visual_projection", 24, 20, False)
    w.normal("vision_model.embeddings.class_embedding", (24,), 0, 1)
    w.normal("logit_scale", (), 0, 1)
    return lambda w, x: apply(w, "text_projection", rows(w, x)[-1])


@model("PatchEmbedding(16, 16, 4, Bias = false), ClassToken, Positions(17), InputNorm(1e-5f), Pool(Pooling.Class), Head(20, Bias = false)",
       'HuggingFaceClip, Prefix = "vision_model.", Ignore = "text_model.*;text_projection.*;logit_scale"',
       encoder_of("clip_text").replace(", Mask = AttentionMask.Causal", ""), pixels(3, 16, 16, batch=2))
def clip_vision(w):
    p = "vision_model."
    w.normal(f"{p}embeddings.class_embedding", (24,), 0, 1)
    patch_weights(w, f"{p}embeddings.patch_embedding", 24, 3, 4, False)
    w.normal(f"{p}embeddings.position_embedding.weight", (17, 24), 0, 0.5)
    w["vision_model.embeddings.position_ids"] = torch.arange(17)[None]
    w.norm(f"{p}pre_layrnorm", 24)
    for layer in range(2):
        s = f"{p}encoder.layers.{layer}."
        for part in ("k_proj", "v_proj", "q_proj", "out_proj"):
            w.linear(f"{s}self_attn.{part}", 24, 24)
        w.norm(f"{s}layer_norm1", 24)
        w.linear(f"{s}mlp.fc1", 24, 48)
        w.linear(f"{s}mlp.fc2", 48, 24)
        w.norm(f"{s}layer_norm2", 24)
    w.norm(f"{p}post_layernorm", 24)
    w.linear("visual_projection", 24, 20, False)
    w.linear("text_projection", 24, 20, False)
    w.normal("text_model.final_layer_norm.weight", (24,), 0, 1)
    w.normal("logit_scale", (), 0, 1)

    def run(w, x):
        y = torch.cat([w[f"{p}embeddings.class_embedding"][None], patches(w, f"{p}embeddings.patch_embedding", x["pixels"], 4)])
        y = normed(w, f"{p}pre_layrnorm", y + w[f"{p}embeddings.position_embedding.weight"], 1e-5)
        for layer in range(2):
            s = f"{p}encoder.layers.{layer}."
            z = normed(w, f"{s}layer_norm1", y, 1e-5)
            q, k, v = (apply(w, f"{s}self_attn.{part}", z) for part in ("q_proj", "k_proj", "v_proj"))
            y = y + apply(w, f"{s}self_attn.out_proj", families.plain_attention(q, k, v, 3))
            z = apply(w, f"{s}mlp.fc1", normed(w, f"{s}layer_norm2", y, 1e-5))
            y = y + apply(w, f"{s}mlp.fc2", z * torch.sigmoid(1.702 * z))
        return apply(w, "visual_projection", normed(w, f"{p}post_layernorm", y[0], 1e-5))

    return run


# The keyword transformer (Berg et al. 2021): a projection of each frame, one head, post-norm; names given role by role.


@model(
    "Projection(10), ClassToken, Positions(32), Pool(Pooling.Class), Head(12)",
    'Norm1 = "layers.{layer}.norm1", Qkv = "layers.{layer}.attn.qkv", Out = "layers.{layer}.attn.out", Norm2 = "layers.{layer}.norm2", '
    'Ffn1 = "layers.{layer}.ffn.fc1", Ffn2 = "layers.{layer}.ffn.fc2", Projection = "patch_embed", ClassToken = "cls_token", Positions = "pos_embed", Heads = "head"',
    "Encoder(Embed = 24, Heads = 1, Ffn = 48, Layers = 2, Norm = NormPlacement.Post, Activation = Activation.GeluTanh, Epsilon = 1e-6f, QkvBias = false)",
    features(10, lengths=[31, 1, 12]))
def kwt(w):
    w.linear("patch_embed", 10, 24)
    w.normal("cls_token", (24,), 0, 1)
    w.normal("pos_embed", (32, 24), 0, 0.5)
    for layer in range(2):
        s = f"layers.{layer}."
        w.linear(f"{s}attn.qkv", 24, 72, False)
        w.linear(f"{s}attn.out", 24, 24)
        w.norm(f"{s}norm1", 24)
        w.linear(f"{s}ffn.fc1", 24, 48)
        w.linear(f"{s}ffn.fc2", 48, 24)
        w.norm(f"{s}norm2", 24)
    w.linear("head", 24, 12)

    def run(w, x):
        y = torch.cat([w["cls_token"][None], apply(w, "patch_embed", x["features"])])
        y = y + w["pos_embed"][: len(y)]
        for layer in range(2):
            s = f"layers.{layer}."
            q, k, v = apply(w, f"{s}attn.qkv", y).chunk(3, dim=-1)
            y = normed(w, f"{s}norm1", y + apply(w, f"{s}attn.out", families.plain_attention(q, k, v, 1)), 1e-6)
            y = normed(w, f"{s}norm2", y + apply(w, f"{s}ffn.fc2", gelu(apply(w, f"{s}ffn.fc1", y), approximate="tanh")), 1e-6)
        return apply(w, "head", y[0])

    return run


# Whisper's encoder: mels, two convolutions with exact GELU, and the layers. The positions are computed when a model is created, but its file holds them.

STEM = (
    "Convolution(8, 24, 3, Padding = 1, Activation = ConvolutionActivation.Gelu), "
    "Convolution(24, 24, 3, Stride = 2, Padding = 1, Activation = ConvolutionActivation.Gelu)"
)


@model(f"{STEM}, Positions(110)", 'HuggingFaceWhisper, Ignore = "model.decoder.*"', encoder_of("whisper"), features(8, lengths=[220, 39]))
def whisper(w):
    w.normal("model.encoder.conv1.weight", (24, 8, 3), 0, 24**-0.5)
    w.normal("model.encoder.conv1.bias", (24,), 0, 0.2)
    w.normal("model.encoder.conv2.weight", (24, 24, 3), 0, 72**-0.5)
    w.normal("model.encoder.conv2.bias", (24,), 0, 0.2)
    w["model.encoder.embed_positions.weight"] = whisper_positions(110, 24, torch.float32)
    w.normal("model.decoder.layer_norm.weight", (24,), 0, 1)
    layers = families.whisper(w)

    def run(w, x):
        y = x["features"].T[None]
        y = gelu(conv1d(y, w["model.encoder.conv1.weight"], w["model.encoder.conv1.bias"], padding=1))
        y = gelu(conv1d(y, w["model.encoder.conv2.weight"], w["model.encoder.conv2.bias"], stride=2, padding=1))[0].T
        return layers(w, y + w["model.encoder.embed_positions.weight"][: len(y)])

    return run


# What no family above has: computed positions, a scaled embedding, all poolings, all activations of heads. Around ml-cvnets' encoder layer.

PLAIN = "Encoder(Embed = 24, Heads = 3, Ffn = 40)"


def plain_layer(w, embed=24, heads=3, ffn=40):
    w.norm("pre_norm_mha.0", embed)
    w.linear("pre_norm_mha.1.qkv_proj", embed, 3 * embed)
    w.linear("pre_norm_mha.1.out_proj", embed, embed)
    w.norm("pre_norm_ffn.0", embed)
    w.linear("pre_norm_ffn.1", embed, ffn)
    w.linear("pre_norm_ffn.4", ffn, embed)

    def run(w, x):
        q, k, v = apply(w, "pre_norm_mha.1.qkv_proj", normed(w, "pre_norm_mha.0", x, 1e-5)).chunk(3, dim=-1)
        x = x + apply(w, "pre_norm_mha.1.out_proj", families.plain_attention(q, k, v, heads))
        return x + apply(w, "pre_norm_ffn.4", torch.nn.functional.silu(apply(w, "pre_norm_ffn.1", normed(w, "pre_norm_ffn.0", x, 1e-5))))

    return run


def opennmt_positions(length, width, dtype):
    """OpenNMT-py's PositionalEncoding; the Transformer paper's formula."""
    table = torch.zeros(length, width, dtype=dtype)
    position = torch.arange(0, length).unsqueeze(1).to(dtype)
    frequency = torch.exp(torch.arange(0, width, 2, dtype=dtype) * -(math.log(10000.0) / width))
    table[:, 0::2] = torch.sin(position * frequency)
    table[:, 1::2] = torch.cos(position * frequency)
    return table


def whisper_positions(length, width, dtype):
    """Whisper's `sinusoids`, which is tensor2tensor's get_timing_signal_1d."""
    increment = math.log(10000) / (width // 2 - 1)
    scales = torch.exp(-increment * torch.arange(width // 2, dtype=dtype))
    times = torch.arange(length, dtype=dtype)[:, None] * scales[None, :]
    return torch.cat([times.sin(), times.cos()], dim=1)


@model("TokenEmbedding(40, Scale = 4.8989797f), Positions(100, Kind = PositionKind.Sinusoidal)", "CvNets", PLAIN, ids(40, lengths=[100, 1, 33]))
def scaled_embedding_and_pairs_of_sinusoids(w):
    w.normal("token_embedding.weight", (40, 24), 0, 0.3)
    layer = plain_layer(w)
    return lambda w, x: layer(
        w, w["token_embedding.weight"][x["ids"]] * single(4.8989797) + opennmt_positions(len(x["ids"]), 24, type_of(w)))


@model("Positions(80, Kind = PositionKind.Sinusoidal, Sinusoid = Sinusoid.Halves, Offset = 3)", "CvNets", PLAIN, features(24, lengths=[77, 2]))
def halves_of_sinusoids(w):
    layer = plain_layer(w)
    return lambda w, x: layer(w, x["features"] + whisper_positions(len(x["features"]) + 3, 24, type_of(w))[3:])


@model(
    "Projection(7, Bias = false), InputNorm(Epsilon = 1e-3f), Pool(Pooling.Max), Head(30, Activation = HeadActivation.Gelu), "
    "Head(11, Bias = false, Activation = HeadActivation.Relu), Head(40, Activation = HeadActivation.Sigmoid), Head(17, Activation = HeadActivation.Softmax)",
    "CvNets", PLAIN, features(7, lengths=[1, 45, 6, 120]))
def maximum_and_a_row_of_heads(w):
    w.linear("projection", 7, 24, False)
    w.norm("input_norm", 24)
    layer = plain_layer(w)
    w.linear("heads.0", 24, 30)
    w.linear("heads.1", 30, 11, False)
    w.linear("heads.2", 11, 40)
    w.linear("heads.3", 40, 17)

    def run(w, x):
        y = layer(w, normed(w, "input_norm", apply(w, "projection", x["features"]), single(1e-3))).amax(0)
        y = apply(w, "heads.1", gelu(apply(w, "heads.0", y))).relu()
        return apply(w, "heads.3", apply(w, "heads.2", y).sigmoid()).softmax(-1)

    return run


@model("ClassToken, Positions(20), Pool(Pooling.Max, ExcludeClass = true, Normalize = true)", "CvNets", PLAIN, features(24, batch=3, tokens=19))
def maximum_without_the_class(w):
    w.normal("class_token", (1, 24), 0, 1)
    w.normal("positions", (20, 24), 0, 0.5)
    layer = plain_layer(w)
    return lambda w, x: normalize(layer(w, torch.cat([w["class_token"], x["features"]]) + w["positions"])[1:].amax(0), dim=0)


@model("ClassToken, InputNorm, Head(26, Activation = HeadActivation.Tanh), Head(9, Activation = HeadActivation.Softmax)", "CvNets", PLAIN,
       features(24, lengths=[40, 1, 9]))
def heads_of_every_token(w):
    w.normal("class_token", (24,), 0, 1)
    w.norm("input_norm", 24)
    layer = plain_layer(w)
    w.linear("heads.0", 24, 26)
    w.linear("heads.1", 26, 9)

    def run(w, x):
        y = layer(w, normed(w, "input_norm", torch.cat([w["class_token"][None], x["features"]]), 1e-5))
        return apply(w, "heads.1", apply(w, "heads.0", y).tanh()).softmax(-1)

    return run


def make(name, attribute, build, source, folder=FOLDER):
    """Computes a case and writes it. Returns its line of the README's table."""
    weights = Weights(generator(name))
    run = build(weights)
    inputs, sequences, lengths, batch = source(weights.rng)
    double = {key: in_type(value, torch.float64) for key, value in weights.items()}
    with torch.no_grad():
        results = [
            torch.cat([torch.atleast_2d(run(w, {key: in_type(value, dtype) for key, value in x.items()})) for x in sequences])
            for w, dtype in ((double, torch.float64), (dict(weights), torch.float32))
        ]
    metadata = {"declaration": attribute, "batch": str(batch)}
    if lengths:
        metadata["lengths"] = ",".join(map(str, lengths))
    error, largest = golden_files.write(folder, name, weights, {key: value.numpy() for key, value in inputs.items()}, results, metadata)
    size = (folder / f"{name}.safetensors").stat().st_size
    assert size < 100_000, (name, size)
    shapes = ", ".join(f"{key} {list(value.shape)}" for key, value in inputs.items())
    return f"| `{name}` | `{attribute}` | {shapes} | {largest:.3g} | {error:.2e} |"


README = """# Golden cases of whole models

Models of published families, from ids, pixels, bytes or features to the result, with the tensor names of their checkpoints and the C#
declaration in the metadata.

| in a file | type | content |
| --- | --- | --- |
| `model.<name>` | F32 | the parameters, and the other tensors of such a file |
| `ids`, `types` | I32 | [tokens of all sequences] |
| `features` | F32 | [tokens of all sequences, width] |
| `pixels` | F32 | [batch, channels, height, width] |
| `bytes` | U8 | [batch, height, width, channels] |
| `expected` | F64 | one row per sequence if the model pools, otherwise one per token |

The metadata, as text in invariant culture, has `declaration`; `batch`, the number of sequences; `lengths`, if the call takes lengths;
`pytorch_float32_error` and `float64_absmax`. Allowed errors are as in `../Encoders`.

**Origin.** `make_model_goldens.py` writes all cases and this page. The models follow each family's paper and published configuration, at
small sizes. The weights are random, not trained. MIT, as the project.

**To recreate** (PyTorch {torch}; Debian: `python3-torch` and `libopenblas0-pthread`):

    OMP_NUM_THREADS=1 python3 make_model_goldens.py
"""


def main():
    golden_files.finish(FOLDER, [make(*case) for case in CASES], README, "input")


if __name__ == "__main__":
    main()
