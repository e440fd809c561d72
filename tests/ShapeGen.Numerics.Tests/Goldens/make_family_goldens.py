"""Makes the golden cases of published model families: `Families/<case>.safetensors` and `Families/README.md`.

    OMP_NUM_THREADS=1 python3 make_family_goldens.py

Each family's layers follow its paper and its published configuration, with the tensor names of its checkpoints, at small sizes and
with random weights. The families share no code except PyTorch's operators, so each can be read alone. Needs torch and numpy.
"""

import math
import pathlib

import golden_files
import torch
from golden_files import Weights, generator
from torch.nn.functional import gelu, layer_norm, linear, silu

FOLDER = pathlib.Path(__file__).resolve().parent / "Families"
CASES = []


def family(naming, declaration, width, names="", **rows):
    """A function that fills in the weights and returns the model of one sequence; its name is the case's."""

    def add(build):
        attribute = f"TensorNames(TensorNaming.{naming}{names}), Encoder({declaration})" if naming else f"TensorNames({names}), Encoder({declaration})"
        CASES.append((build.__name__, attribute, build, width, rows))
        return build

    return add


def heads_of(x, heads):
    return x.view(len(x), heads, -1).transpose(0, 1)


def joined(x):
    return x.transpose(0, 1).reshape(x.shape[1], -1)


def apply(w, stem, x):
    return linear(x, w[f"{stem}.weight"], w.get(f"{stem}.bias"))


def normed(w, stem, x, eps):
    return layer_norm(x, x.shape[-1:], w[f"{stem}.weight"], w.get(f"{stem}.bias"), eps)


def plain_attention(q, k, v, heads, visible=None, bias=None, scale=None):
    q, k, v = (heads_of(part, heads) for part in (q, k, v))
    scores = q @ k.transpose(1, 2) * (scale or q.shape[-1] ** -0.5)
    if bias is not None:
        scores = scores + bias
    if visible is not None:
        scores = scores.masked_fill(~visible, -math.inf)
    return joined(scores.softmax(-1) @ v)


def distances(tokens):
    """key - query"""
    return torch.arange(tokens)[None, :] - torch.arange(tokens)[:, None]


def both_sides_bucket(distance, buckets, most):
    """T5 (Raffel et al. 2020), bidirectional; the published code computes the logarithm in float32, whatever the model's type."""
    half, exact = buckets // 2, buckets // 4
    side = (distance > 0).long() * half
    away = distance.abs()
    far = exact + (torch.log(away.float() / exact) / math.log(most / exact) * (half - exact)).long()
    return side + torch.where(away < exact, away, far.clamp(max=half - 1))


# BERT (Devlin et al. 2019): post-norm, exact GELU, eps 1e-12 (RoBERTa: 1e-5).


def bert_layers(w, prefix, embed, heads, ffn, layers, eps, norm_names=("weight", "bias")):
    stem = lambda layer: f"{prefix}encoder.layer.{layer}."
    for layer in range(layers):
        for part in ("query", "key", "value"):
            w.linear(f"{stem(layer)}attention.self.{part}", embed, embed)
        w.linear(f"{stem(layer)}attention.output.dense", embed, embed)
        w.norm(f"{stem(layer)}attention.output.LayerNorm", embed, names=norm_names)
        w.linear(f"{stem(layer)}intermediate.dense", embed, ffn)
        w.linear(f"{stem(layer)}output.dense", ffn, embed)
        w.norm(f"{stem(layer)}output.LayerNorm", embed, names=norm_names)

    def norm(w, name, x):
        return layer_norm(x, x.shape[-1:], *(w[f"{name}.{part}"] for part in norm_names), eps)

    def run(w, x):
        for layer in range(layers):
            s = stem(layer)
            q, k, v = (apply(w, f"{s}attention.self.{part}", x) for part in ("query", "key", "value"))
            x = norm(w, f"{s}attention.output.LayerNorm", x + apply(w, f"{s}attention.output.dense", plain_attention(q, k, v, heads)))
            x = norm(w, f"{s}output.LayerNorm", x + apply(w, f"{s}output.dense", gelu(apply(w, f"{s}intermediate.dense", x))))
        return x

    return run


BERT = "Embed = {0}, Heads = {1}, Ffn = {2}, Layers = 2, Norm = NormPlacement.Post, Activation = Activation.Gelu, Epsilon = {3}"


@family("HuggingFaceBert", BERT.format(24, 3, 40, "1e-12f"), 24, lengths=[9, 1, 30])
def bert_without_prefix(w):
    return bert_layers(w, "", 24, 3, 40, 2, 1e-12)


@family("HuggingFaceBert", BERT.format(24, 3, 40, "1e-12f"), 24, ', Ignore = "bert.embeddings.*;bert.pooler.*;cls.*"', batch=2, tokens=17)
def bert_gamma_beta(w):
    """Old checkpoints name the norms' parameters gamma and beta; the file also has tensors that the encoder does not use."""
    for name, shape in [("bert.embeddings.word_embeddings.weight", (11, 24)), ("bert.pooler.dense.weight", (24, 24)), ("cls.predictions.bias", (11,))]:
        w.normal(name, shape, 0, 1)
    return bert_layers(w, "bert.", 24, 3, 40, 2, 1e-12, ("gamma", "beta"))


@family("HuggingFaceBert", BERT.format(32, 4, 48, "1e-5f"), 32, batch=1, tokens=33)
def roberta(w):
    return bert_layers(w, "roberta.", 32, 4, 48, 2, 1e-5)


# DistilBERT (Sanh et al. 2019): BERT's layer under other names.


@family("HuggingFaceDistilBert", BERT.format(24, 2, 36, "1e-12f"), 24, lengths=[12, 5, 1])
def distilbert(w):
    stem = lambda layer: f"distilbert.transformer.layer.{layer}."
    for layer in range(2):
        for part in ("q_lin", "k_lin", "v_lin", "out_lin"):
            w.linear(f"{stem(layer)}attention.{part}", 24, 24)
        w.norm(f"{stem(layer)}sa_layer_norm", 24)
        w.linear(f"{stem(layer)}ffn.lin1", 24, 36)
        w.linear(f"{stem(layer)}ffn.lin2", 36, 24)
        w.norm(f"{stem(layer)}output_layer_norm", 24)

    def run(w, x):
        for layer in range(2):
            s = stem(layer)
            q, k, v = (apply(w, f"{s}attention.{part}", x) for part in ("q_lin", "k_lin", "v_lin"))
            x = normed(w, f"{s}sa_layer_norm", apply(w, f"{s}attention.out_lin", plain_attention(q, k, v, 2)) + x, 1e-12)
            x = normed(w, f"{s}output_layer_norm", apply(w, f"{s}ffn.lin2", gelu(apply(w, f"{s}ffn.lin1", x))) + x, 1e-12)
        return x

    return run


# MPNet (Song et al. 2020; the encoder of all-mpnet-base-v2): BERT with T5's buckets on the scores, one table for all layers.


@family("HuggingFaceMpnet", BERT.format(24, 3, 40, "1e-5f") + ", Position = PositionEncoding.RelativeBuckets", 24, batch=1, tokens=150)
def mpnet(w):
    stem = lambda layer: f"mpnet.encoder.layer.{layer}."
    for layer in range(2):
        for part in "qkvo":
            w.linear(f"{stem(layer)}attention.attn.{part}", 24, 24)
        w.norm(f"{stem(layer)}attention.LayerNorm", 24)
        w.linear(f"{stem(layer)}intermediate.dense", 24, 40)
        w.linear(f"{stem(layer)}output.dense", 40, 24)
        w.norm(f"{stem(layer)}output.LayerNorm", 24)
    table = "mpnet.encoder.relative_attention_bias.weight"
    w.normal(table, (32, 3), 0, 1)

    def run(w, x):
        bias = w[table][both_sides_bucket(distances(len(x)), 32, 128)].permute(2, 0, 1)
        for layer in range(2):
            s = stem(layer)
            q, k, v = (apply(w, f"{s}attention.attn.{part}", x) for part in "qkv")
            x = normed(w, f"{s}attention.LayerNorm", apply(w, f"{s}attention.attn.o", plain_attention(q, k, v, 3, bias=bias)) + x, 1e-5)
            x = normed(w, f"{s}output.LayerNorm", apply(w, f"{s}output.dense", gelu(apply(w, f"{s}intermediate.dense", x))) + x, 1e-5)
        return x

    return run


# T5 (Raffel et al. 2020): RMS norms before the blocks, no bias, unscaled scores, head width d_kv, the first layer's table for all layers.


def t5_layers(w, embed, heads, width, ffn, gated):
    block = lambda layer: f"encoder.block.{layer}."
    hidden = ["wi_0", "wi_1"] if gated else ["wi"]
    for layer in range(2):
        attention, dense = f"{block(layer)}layer.0.", f"{block(layer)}layer.1."
        for part in "qkv":
            w.linear(f"{attention}SelfAttention.{part}", embed, heads * width, False)
        w.linear(f"{attention}SelfAttention.o", heads * width, embed, False)
        w.norm(f"{attention}layer_norm", embed, False)
        for name in hidden:
            w.linear(f"{dense}DenseReluDense.{name}", embed, ffn, False)
        w.linear(f"{dense}DenseReluDense.wo", ffn, embed, False)
        w.norm(f"{dense}layer_norm", embed, False)
    w.norm("encoder.final_layer_norm", embed, False)
    table = f"{block(0)}layer.0.SelfAttention.relative_attention_bias.weight"
    w.normal(table, (32, heads), 0, 1)

    def norm(w, name, x):
        return w[f"{name}.weight"] * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6))

    def run(w, x):
        bias = w[table][both_sides_bucket(distances(len(x)), 32, 128)].permute(2, 0, 1)
        for layer in range(2):
            attention, dense = f"{block(layer)}layer.0.", f"{block(layer)}layer.1."
            y = norm(w, f"{attention}layer_norm", x)
            q, k, v = (apply(w, f"{attention}SelfAttention.{part}", y) for part in "qkv")
            x = x + apply(w, f"{attention}SelfAttention.o", plain_attention(q, k, v, heads, bias=bias, scale=1.0))
            y = norm(w, f"{dense}layer_norm", x)
            if gated:
                y = gelu(apply(w, f"{dense}DenseReluDense.wi_0", y), approximate="tanh") * apply(w, f"{dense}DenseReluDense.wi_1", y)
            else:
                y = apply(w, f"{dense}DenseReluDense.wi", y).relu()
            x = x + apply(w, f"{dense}DenseReluDense.wo", y)
        return norm(w, "encoder.final_layer_norm", x)

    return run


T5 = (
    "Embed = {0}, Heads = {1}, Ffn = {2}, HeadDim = {3}, Layers = 2, NormKind = NormKind.Rms, Epsilon = 1e-6f, Bias = false, Scale = 1f, "
    "Position = PositionEncoding.RelativeBuckets, FinalNorm = true, "
)


@family("HuggingFaceT5", T5.format(24, 4, 48, 8) + "Activation = Activation.Relu", 24, lengths=[140, 3, 20])
def t5(w):
    return t5_layers(w, 24, 4, 8, 48, gated=False)


@family("HuggingFaceT5", T5.format(24, 3, 40, 6) + "Activation = Activation.GeluTanh, Gated = true", 24, batch=2, tokens=19)
def t5_v1_1(w):
    return t5_layers(w, 24, 3, 6, 40, gated=True)


# ViT (Dosovitskiy et al. 2021) as HuggingFace names it: pre-norm, exact GELU, eps 1e-12, a final norm.

PRE = "Embed = {0}, Heads = {1}, Ffn = {2}, Layers = 2, Activation = Activation.{3}, Epsilon = {4}, FinalNorm = true"


@family("HuggingFaceVit", PRE.format(24, 3, 48, "Gelu", "1e-12f"), 24, batch=2, tokens=26)
def vit(w):
    return vit_layers(w, "vit.", 24, 3, 48)


def vit_layers(w, prefix, embed, heads, ffn):
    stem = lambda layer: f"{prefix}encoder.layer.{layer}."
    for layer in range(2):
        s = stem(layer)
        for part in ("query", "key", "value"):
            w.linear(f"{s}attention.attention.{part}", embed, embed)
        w.linear(f"{s}attention.output.dense", embed, embed)
        w.linear(f"{s}intermediate.dense", embed, ffn)
        w.linear(f"{s}output.dense", ffn, embed)
        w.norm(f"{s}layernorm_before", embed)
        w.norm(f"{s}layernorm_after", embed)
    w.norm(f"{prefix}layernorm", embed)

    def run(w, x):
        for layer in range(2):
            s = stem(layer)
            y = normed(w, f"{s}layernorm_before", x, 1e-12)
            q, k, v = (apply(w, f"{s}attention.attention.{part}", y) for part in ("query", "key", "value"))
            x = apply(w, f"{s}attention.output.dense", plain_attention(q, k, v, heads)) + x
            y = normed(w, f"{s}layernorm_after", x, 1e-12)
            x = apply(w, f"{s}output.dense", gelu(apply(w, f"{s}intermediate.dense", y))) + x
        return normed(w, f"{prefix}layernorm", x, 1e-12)

    return run


# ViT as timm names it, and DINOv2 (Oquab et al. 2023), which multiplies each block's result by a learned vector.


def timm_layers(w, embed, heads, ffn, scales):
    for layer in range(2):
        s = f"blocks.{layer}."
        w.norm(f"{s}norm1", embed)
        w.linear(f"{s}attn.qkv", embed, 3 * embed)
        w.linear(f"{s}attn.proj", embed, embed)
        w.norm(f"{s}norm2", embed)
        w.linear(f"{s}mlp.fc1", embed, ffn)
        w.linear(f"{s}mlp.fc2", ffn, embed)
        if scales:
            w.normal(f"{s}ls1.gamma", (embed,), 0.6, 0.2)
            w.normal(f"{s}ls2.gamma", (embed,), 0.6, 0.2)
    w.norm("norm", embed)

    def run(w, x):
        for layer in range(2):
            s = f"blocks.{layer}."
            q, k, v = apply(w, f"{s}attn.qkv", normed(w, f"{s}norm1", x, 1e-6)).chunk(3, dim=-1)
            y = apply(w, f"{s}attn.proj", plain_attention(q, k, v, heads))
            x = x + (y * w[f"{s}ls1.gamma"] if scales else y)
            y = apply(w, f"{s}mlp.fc2", gelu(apply(w, f"{s}mlp.fc1", normed(w, f"{s}norm2", x, 1e-6))))
            x = x + (y * w[f"{s}ls2.gamma"] if scales else y)
        return normed(w, "norm", x, 1e-6)

    return run


@family("Timm", PRE.format(24, 3, 48, "Gelu", "1e-6f"), 24, batch=3, tokens=10)
def timm_vit(w):
    return timm_layers(w, 24, 3, 48, scales=False)


@family("Timm", PRE.format(24, 2, 40, "Gelu", "1e-6f") + ", LayerScale = true", 24, batch=1, tokens=37)
def dinov2(w):
    return timm_layers(w, 24, 2, 40, scales=True)


@family("HuggingFaceVit", PRE.format(24, 2, 40, "Gelu", "1e-6f") + ", LayerScale = true", 24, batch=1, tokens=26)
def dinov2_hugging_face(w):
    stem = lambda layer: f"dinov2.encoder.layer.{layer}."
    for layer in range(2):
        s = stem(layer)
        w.norm(f"{s}norm1", 24)
        for part in ("query", "key", "value"):
            w.linear(f"{s}attention.attention.{part}", 24, 24)
        w.linear(f"{s}attention.output.dense", 24, 24)
        w.normal(f"{s}layer_scale1.lambda1", (24,), 0.6, 0.2)
        w.norm(f"{s}norm2", 24)
        w.linear(f"{s}mlp.fc1", 24, 40)
        w.linear(f"{s}mlp.fc2", 40, 24)
        w.normal(f"{s}layer_scale2.lambda1", (24,), 0.6, 0.2)
    w.norm("dinov2.layernorm", 24)

    def run(w, x):
        for layer in range(2):
            s = stem(layer)
            y = normed(w, f"{s}norm1", x, 1e-6)
            q, k, v = (apply(w, f"{s}attention.attention.{part}", y) for part in ("query", "key", "value"))
            x = apply(w, f"{s}attention.output.dense", plain_attention(q, k, v, 2)) * w[f"{s}layer_scale1.lambda1"] + x
            y = normed(w, f"{s}norm2", x, 1e-6)
            x = apply(w, f"{s}mlp.fc2", gelu(apply(w, f"{s}mlp.fc1", y))) * w[f"{s}layer_scale2.lambda1"] + x
        return normed(w, "dinov2.layernorm", x, 1e-6)

    return run


# CLIP's text encoder (Radford et al. 2021): pre-norm, causal, x · sigmoid(1.702 x), a final norm.


@family("HuggingFaceClip", PRE.format(24, 3, 48, "QuickGelu", "1e-5f") + ", Mask = AttentionMask.Causal", 24, lengths=[77, 8, 2])
def clip_text(w):
    stem = lambda layer: f"text_model.encoder.layers.{layer}."
    for layer in range(2):
        s = stem(layer)
        for part in ("k_proj", "v_proj", "q_proj", "out_proj"):
            w.linear(f"{s}self_attn.{part}", 24, 24)
        w.norm(f"{s}layer_norm1", 24)
        w.linear(f"{s}mlp.fc1", 24, 48)
        w.linear(f"{s}mlp.fc2", 48, 24)
        w.norm(f"{s}layer_norm2", 24)
    w.norm("text_model.final_layer_norm", 24)

    def run(w, x):
        visible = distances(len(x)) <= 0
        for layer in range(2):
            s = stem(layer)
            y = normed(w, f"{s}layer_norm1", x, 1e-5)
            q, k, v = (apply(w, f"{s}self_attn.{part}", y) for part in ("q_proj", "k_proj", "v_proj"))
            x = x + apply(w, f"{s}self_attn.out_proj", plain_attention(q, k, v, 3, visible))
            y = apply(w, f"{s}mlp.fc1", normed(w, f"{s}layer_norm2", x, 1e-5))
            x = x + apply(w, f"{s}mlp.fc2", y * torch.sigmoid(1.702 * y))
        return normed(w, "text_model.final_layer_norm", x, 1e-5)

    return run


# Whisper's encoder (Radford et al. 2022): pre-norm, exact GELU, keys without a bias, a final norm.


@family("HuggingFaceWhisper", PRE.format(24, 3, 48, "Gelu", "1e-5f") + ", KeyBias = false", 24, batch=1, tokens=150)
def whisper(w):
    stem = lambda layer: f"model.encoder.layers.{layer}."
    for layer in range(2):
        s = stem(layer)
        for part in ("k_proj", "v_proj", "q_proj", "out_proj"):
            w.linear(f"{s}self_attn.{part}", 24, 24, part != "k_proj")
        w.norm(f"{s}self_attn_layer_norm", 24)
        w.linear(f"{s}fc1", 24, 48)
        w.linear(f"{s}fc2", 48, 24)
        w.norm(f"{s}final_layer_norm", 24)
    w.norm("model.encoder.layer_norm", 24)

    def run(w, x):
        for layer in range(2):
            s = stem(layer)
            y = normed(w, f"{s}self_attn_layer_norm", x, 1e-5)
            q, k, v = (apply(w, f"{s}self_attn.{part}", y) for part in ("q_proj", "k_proj", "v_proj"))
            x = x + apply(w, f"{s}self_attn.out_proj", plain_attention(q, k, v, 3))
            x = x + apply(w, f"{s}fc2", gelu(apply(w, f"{s}fc1", normed(w, f"{s}final_layer_norm", x, 1e-5))))
        return normed(w, "model.encoder.layer_norm", x, 1e-5)

    return run


def rotated(x, theta):
    """Su et al. 2021, in halves as in GPT-NeoX; x is [heads, tokens, width]. Angles in the type of x."""
    width = x.shape[-1]
    frequencies = 1 / theta ** (torch.arange(0, width, 2).to(x.dtype) / width)
    angles = torch.outer(torch.arange(x.shape[1]).to(x.dtype), frequencies)
    cos, sin = torch.cat([angles, angles], -1).cos(), torch.cat([angles, angles], -1).sin()
    half = torch.cat([-x[..., width // 2 :], x[..., : width // 2]], -1)
    return x * cos + half * sin


# ModernBERT (Warner et al. 2024): no bias at all, GeGLU, rotary positions, every third layer global with its own base, the others local;
# the first layer has no norm before its attention. The published window of 128 is 16 here.


@family(
    "ModernBert",
    "Embed = 24, Heads = 3, Ffn = 36, Layers = 4, Bias = false, Activation = Activation.Gelu, Gated = true, Window = 16, GlobalEvery = 3, "
    "Position = PositionEncoding.Rotary, RotaryTheta = 160000, LocalRotaryTheta = 10000, FinalNorm = true",
    24, lengths=[90, 1, 40])
def modernbert(w):
    for layer in range(4):
        s = f"model.layers.{layer}."
        if layer > 0:
            w.norm(f"{s}attn_norm", 24, False)
        w.linear(f"{s}attn.Wqkv", 24, 72, False)
        w.linear(f"{s}attn.Wo", 24, 24, False)
        w.norm(f"{s}mlp_norm", 24, False)
        w.linear(f"{s}mlp.Wi", 24, 72, False)
        w.linear(f"{s}mlp.Wo", 36, 24, False)
    w.norm("model.final_norm", 24, False)

    def run(w, x):
        near = distances(len(x)).abs() <= 8
        for layer in range(4):
            s = f"model.layers.{layer}."
            is_global = layer % 3 == 0
            y = normed(w, f"{s}attn_norm", x, 1e-5) if layer > 0 else x
            q, k, v = (heads_of(part, 3) for part in apply(w, f"{s}attn.Wqkv", y).chunk(3, dim=-1))
            theta = 160000 if is_global else 10000
            scores = rotated(q, theta) @ rotated(k, theta).transpose(1, 2) * 8**-0.5
            if not is_global:
                scores = scores.masked_fill(~near, -math.inf)
            x = x + apply(w, f"{s}attn.Wo", joined(scores.softmax(-1) @ v))
            first, second = apply(w, f"{s}mlp.Wi", normed(w, f"{s}mlp_norm", x, 1e-5)).chunk(2, dim=-1)
            x = x + apply(w, f"{s}mlp.Wo", gelu(first) * second)
        return normed(w, "model.final_norm", x, 1e-5)

    return run


# Nomic BERT (Nussbaum et al. 2024): post-norm, SwiGLU with the activation on fc12, rotary positions with a base of 1000, biases in the norms only.


@family(
    "NomicBert",
    "Embed = 24, Heads = 2, Ffn = 36, Layers = 2, Norm = NormPlacement.Post, Bias = false, NormBias = true, Epsilon = 1e-12f, Gated = true, "
    "Position = PositionEncoding.Rotary, RotaryTheta = 1000",
    24, lengths=[33, 2, 14])
def nomic(w):
    for layer in range(2):
        s = f"encoder.layers.{layer}."
        w.linear(f"{s}attn.Wqkv", 24, 72, False)
        w.linear(f"{s}attn.out_proj", 24, 24, False)
        w.norm(f"{s}norm1", 24)
        w.linear(f"{s}mlp.fc11", 24, 36, False)
        w.linear(f"{s}mlp.fc12", 24, 36, False)
        w.linear(f"{s}mlp.fc2", 36, 24, False)
        w.norm(f"{s}norm2", 24)

    def run(w, x):
        for layer in range(2):
            s = f"encoder.layers.{layer}."
            q, k, v = (heads_of(part, 2) for part in apply(w, f"{s}attn.Wqkv", x).chunk(3, dim=-1))
            scores = rotated(q, 1000) @ rotated(k, 1000).transpose(1, 2) * 12**-0.5
            x = normed(w, f"{s}norm1", x + apply(w, f"{s}attn.out_proj", joined(scores.softmax(-1) @ v)), 1e-12)
            y = apply(w, f"{s}mlp.fc11", x) * silu(apply(w, f"{s}mlp.fc12", x))
            x = normed(w, f"{s}norm2", x + apply(w, f"{s}mlp.fc2", y), 1e-12)
        return x

    return run


# PyTorch's own module, with its own names.


@family(
    "Torch", "Embed = 24, Heads = 3, Ffn = 40, Layers = 2, Norm = NormPlacement.Post, Activation = Activation.Relu, FinalNorm = true", 24,
    lengths=[20, 1, 7])
def torch_encoder(w):
    for layer in range(2):
        s = f"layers.{layer}."
        w.normal(f"{s}self_attn.in_proj_weight", (72, 24), 0, 24**-0.5)
        w.normal(f"{s}self_attn.in_proj_bias", (72,), 0, 0.2)
        w.linear(f"{s}self_attn.out_proj", 24, 24)
        w.linear(f"{s}linear1", 24, 40)
        w.linear(f"{s}linear2", 40, 24)
        w.norm(f"{s}norm1", 24)
        w.norm(f"{s}norm2", 24)
    w.norm("norm", 24)

    def run(w, x):
        layer = torch.nn.TransformerEncoderLayer(24, 3, 40, dropout=0.0, batch_first=True)
        module = torch.nn.TransformerEncoder(layer, 2, torch.nn.LayerNorm(24), enable_nested_tensor=False).to(x.dtype)
        module.load_state_dict(dict(w))
        # With gradients enabled it runs the modules, not the fused path.
        with torch.enable_grad():
            return module.train()(x[None])[0].detach()

    return run


# GPT-2 (Radford et al. 2019) with its own name templates; its Conv1D stores weights as [in, out].


@family(
    None, PRE.format(24, 3, 48, "GeluTanh", "1e-5f") + ", Mask = AttentionMask.Causal", 24,
    'Norm1 = "h.{layer}.ln_1", Qkv = "h.{layer}.attn.c_attn", Out = "h.{layer}.attn.c_proj", Norm2 = "h.{layer}.ln_2", '
    'Ffn1 = "h.{layer}.mlp.c_fc", Ffn2 = "h.{layer}.mlp.c_proj", FinalNorm = "ln_f", Transposed = true',
    lengths=[25, 4])
def gpt2(w):
    def conv1d(stem, n_in, n_out):
        w.normal(f"{stem}.weight", (n_in, n_out), 0, n_in**-0.5)
        w.normal(f"{stem}.bias", (n_out,), 0, 0.2)

    for layer in range(2):
        s = f"h.{layer}."
        w.norm(f"{s}ln_1", 24)
        conv1d(f"{s}attn.c_attn", 24, 72)
        conv1d(f"{s}attn.c_proj", 24, 24)
        w.norm(f"{s}ln_2", 24)
        conv1d(f"{s}mlp.c_fc", 24, 48)
        conv1d(f"{s}mlp.c_proj", 48, 24)
    w.norm("ln_f", 24)

    def times(w, stem, x):
        return x @ w[f"{stem}.weight"] + w[f"{stem}.bias"]

    def run(w, x):
        visible = distances(len(x)) <= 0
        for layer in range(2):
            s = f"h.{layer}."
            q, k, v = times(w, f"{s}attn.c_attn", normed(w, f"{s}ln_1", x, 1e-5)).chunk(3, dim=-1)
            x = x + times(w, f"{s}attn.c_proj", plain_attention(q, k, v, 3, visible))
            y = gelu(times(w, f"{s}mlp.c_fc", normed(w, f"{s}ln_2", x, 1e-5)), approximate="tanh")
            x = x + times(w, f"{s}mlp.c_proj", y)
        return normed(w, "ln_f", x, 1e-5)

    return run


README = """# Golden cases of model families

Layers of published encoders, with the tensor names of their checkpoints and the C# declaration in the metadata. Files and allowed
errors are as in `../Encoders`.

**Origin.** `make_family_goldens.py` writes all cases and this page. The layers follow each family's paper and published
configuration, at small sizes. The weights are random, not trained. MIT, as the project.

**To recreate** (PyTorch {torch}; Debian: `python3-torch` and `libopenblas0-pthread`):

    OMP_NUM_THREADS=1 python3 make_family_goldens.py
"""


def main():
    lines = []
    for name, attribute, build, width, rows in CASES:
        weights = Weights(generator(name))
        model = build(weights)
        lines.append(golden_files.make(FOLDER, name, attribute, weights, model, width, **rows))
    golden_files.finish(FOLDER, lines, README)


if __name__ == "__main__":
    main()
