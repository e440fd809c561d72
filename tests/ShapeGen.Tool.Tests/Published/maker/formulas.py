"""What the small models compute, in float64 with numpy, and the random weights that they compute it with. Written from the published descriptions of the models."""

import math
import zlib

import numpy as np

E = 8  # features of a row
HEADS = 2
FFN = 12
GIANT_FFN = 16  # of DINOv2's gated block
VOCAB = 20
ROWS = 12  # of a table of positions

IDS = [3, 7, 11, 2, 17, 5, 9]
LONG = [(i * 7 + 3) % VOCAB for i in range(20)]


class Weights(dict):
    """Tensors by name, as float32. The numbers follow from the name of the case, on every machine."""

    def __init__(self, case):
        super().__init__()
        self._random = np.random.Generator(np.random.PCG64(zlib.crc32(case.encode())))

    # Making them

    def normal(self, name, *shape, scale=0.5, mean=0.0):
        self[name] = (mean + scale * self._random.standard_normal(shape)).astype(np.float32)

    def table(self, name, rows, width=E, scale=0.6):
        self.normal(name + ".weight", rows, width, scale=scale)

    def linear(self, name, outputs, inputs=E, bias=True):
        self.normal(name + ".weight", outputs, inputs, scale=1 / math.sqrt(inputs))
        if bias:
            self.normal(name + ".bias", outputs, scale=0.3)

    def norm(self, name, bias=True, width=E):
        self.normal(name + ".weight", width, scale=0.2, mean=1.0)
        if bias:
            self.normal(name + ".bias", width, scale=0.2)

    def under(self, prefix):
        """The same tensors with a prefix before each name."""
        other = Weights("")
        other.update({prefix + name: value for name, value in self.items()})
        return other

    def renamed(self, old, new):
        """The same tensors, with other words in their names."""
        other = Weights("")
        other.update({name.replace(old, new): value for name, value in self.items()})
        return other

    # Computing with them

    def of(self, name):
        return self[name].astype(np.float64)

    def rows(self, name, ids):
        return self.of(name + ".weight")[list(ids)]

    def project(self, name, x):
        y = x @ self.of(name + ".weight").T
        return y + self.of(name + ".bias") if name + ".bias" in self else y

    def layer_norm(self, name, x, eps):
        centred = x - x.mean(-1, keepdims=True)
        y = centred / np.sqrt((centred * centred).mean(-1, keepdims=True) + eps) * self.of(name + ".weight")
        return y + self.of(name + ".bias") if name + ".bias" in self else y

    def rms_norm(self, name, x, eps):
        return x / np.sqrt((x * x).mean(-1, keepdims=True) + eps) * self.of(name + ".weight")


# Activations

def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def erf_gelu(x):
    return x * 0.5 * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))


def tanh_gelu(x):
    return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x ** 3)))


def silu(x):
    return x * sigmoid(x)


def relu(x):
    return np.maximum(x, 0)


ACTIVATIONS = {
    "gelu": erf_gelu, "gelu_python": erf_gelu, "gelu_new": tanh_gelu, "gelu_fast": tanh_gelu, "gelu_pytorch_tanh": tanh_gelu, "gelu_accurate": tanh_gelu,
    "gelu_python_tanh": tanh_gelu, "quick_gelu": lambda x: x * sigmoid(1.702 * x), "silu": silu, "swish": silu, "relu": relu,
    "relu6": lambda x: np.clip(x, 0, 6), "relu2": lambda x: relu(x) ** 2, "tanh": np.tanh, "linear": lambda x: x, "sigmoid": sigmoid,
    "leaky_relu": lambda x: np.where(x < 0, 0.01 * x, x), "mish": lambda x: x * np.tanh(np.log1p(np.exp(x))), "gelu_10": lambda x: np.clip(erf_gelu(x), -10, 10),
}


# Attention

def softmax(x):
    y = np.exp(x - x.max(-1, keepdims=True))
    return y / y.sum(-1, keepdims=True)


def attention(q, k, v, heads=HEADS, hidden=None, bias=None, scale=None):
    """hidden: true where a query may not look; bias: [heads, n, n], added to the scores."""
    cut = lambda t: t.reshape(len(t), heads, -1).swapaxes(0, 1)
    q, k, v = cut(q), cut(k), cut(v)
    scores = q @ k.swapaxes(1, 2) * (1 / math.sqrt(q.shape[-1]) if scale is None else scale)
    if bias is not None:
        scores = scores + bias
    if hidden is not None:
        scores = np.where(hidden, -np.inf, scores)
    return (softmax(scores) @ v).swapaxes(0, 1).reshape(q.shape[1], -1)


def later(n):
    """What a causal mask hides."""
    return np.triu(np.ones((n, n), dtype=bool), 1)


def farther(n, reach):
    """What a window hides that lets a query see `reach` rows to each side."""
    place = np.arange(n)
    return abs(place[:, None] - place) > reach


def angles(theta, width=E // HEADS):
    return theta ** -(np.arange(0, width, 2) / width)


def turn(x, inverse, heads=HEADS, pairs=False, scale=1.0):
    """Rotary positions on the first 2 · len(inverse) features of each head: the halves turn with each other, or neighbours where pairs is true."""
    n, width = len(x), 2 * len(inverse)
    y = x.reshape(n, heads, -1).copy()
    angle = (np.arange(n)[:, None] / scale * inverse)[:, None]
    c, s = np.cos(angle), np.sin(angle)
    a, b = (slice(0, width, 2), slice(1, width, 2)) if pairs else (slice(0, width // 2), slice(width // 2, width))
    first, second = y[..., a].copy(), y[..., b].copy()
    y[..., a], y[..., b] = first * c - second * s, second * c + first * s
    return y.reshape(n, -1)


def alibi(n, heads=HEADS):
    place = np.arange(n)
    slopes = 2.0 ** (-8 * (np.arange(heads) + 1) / heads)
    return -slopes[:, None, None] * abs(place[:, None] - place)


def buckets(n, count=32, most=128):
    """T5's buckets of the distances between n queries and n keys, in both directions."""
    relative = np.arange(n)[None] - np.arange(n)[:, None]
    half = count // 2
    exact = half // 2
    distance = abs(relative)
    far = exact + (np.log(np.maximum(distance, 1) / exact) / math.log(most / exact) * (half - exact)).astype(int)
    return np.where(relative > 0, half, 0) + np.where(distance < exact, distance, np.minimum(far, half - 1))


# Pooling

def unit(v):
    return v / np.linalg.norm(v)


def weighted_mean(rows):
    share = np.arange(1, len(rows) + 1)[:, None]
    return (rows * share).sum(0) / share.sum()


# BERT and what has its names

def bert(case, prefix="", layers=2, types=2, positions=ROWS, words=True, pooler=False, inner="{0}attention.self.", gated=False, scale=0.6):
    w = Weights(case)
    if words:
        w.table(prefix + "embeddings.word_embeddings", VOCAB, scale=scale)
    if positions:
        w.table(prefix + "embeddings.position_embeddings", positions, scale=scale)
    if types:
        w.table(prefix + "embeddings.token_type_embeddings", types, scale=scale)
    w.norm(prefix + "embeddings.LayerNorm")
    for layer in range(layers):
        at = f"{prefix}encoder.layer.{layer}."
        for part in ("query", "key", "value"):
            w.linear(inner.format(at) + part, E)
        w.linear(at + "attention.output.dense", E)
        w.norm(at + "attention.output.LayerNorm")
        if gated:
            w.linear(at + "mlp.gated_layers", 2 * FFN, bias=False)
            w.linear(at + "mlp.wo", E, FFN)
            w.norm(at + "mlp.layernorm")
        else:
            w.linear(at + "intermediate.dense", FFN)
            w.linear(at + "output.dense", E, FFN)
            w.norm(at + "output.LayerNorm")
    if pooler:
        w.linear(prefix + "pooler.dense", E)
    return w


def bert_input(w, ids, prefix="", eps=1e-12, offset=0, words=None, more=0.0, layer_norm="LayerNorm"):
    x = w.rows(prefix + "embeddings.word_embeddings", ids) if words is None else words.astype(np.float64)[list(ids)]
    if prefix + "embeddings.position_embeddings.weight" in w:
        x = x + w.rows(prefix + "embeddings.position_embeddings", range(offset, offset + len(ids)))
    if prefix + "embeddings.token_type_embeddings.weight" in w:
        x = x + w.of(prefix + "embeddings.token_type_embeddings.weight")[0]
    return w.layer_norm(f"{prefix}embeddings.{layer_norm}", x + more, eps)


def bert_rows(w, ids=IDS, prefix="", layers=2, heads=HEADS, eps=1e-12, act=erf_gelu, hidden=None, bias=None, gated=False, rotate=None, **of_input):
    """The rows behind the last layer."""
    x = bert_input(w, ids, prefix, eps, **of_input)
    for layer in range(layers):
        at = f"{prefix}encoder.layer.{layer}."
        q, k, v = (w.project(f"{at}attention.self.{part}", x) for part in ("query", "key", "value"))
        if rotate:
            q, k = rotate(q), rotate(k)
        x = w.layer_norm(at + "attention.output.LayerNorm", x + w.project(at + "attention.output.dense", attention(q, k, v, heads, hidden, bias)), eps)
        if gated:
            gate, up = np.split(w.project(at + "mlp.gated_layers", x), 2, -1)
            x = w.layer_norm(at + "mlp.layernorm", x + w.project(at + "mlp.wo", act(gate) * up), eps)
        else:
            x = w.layer_norm(at + "output.LayerNorm", x + w.project(at + "output.dense", act(w.project(at + "intermediate.dense", x))), eps)
    return x


def distilbert(case, prefix="distilbert."):
    w = Weights(case)
    w.table(prefix + "embeddings.word_embeddings", VOCAB)
    w.table(prefix + "embeddings.position_embeddings", ROWS)
    w.norm(prefix + "embeddings.LayerNorm")
    at = f"{prefix}transformer.layer.0."
    for part in ("q_lin", "k_lin", "v_lin", "out_lin"):
        w.linear(at + "attention." + part, E)
    w.norm(at + "sa_layer_norm")
    w.linear(at + "ffn.lin1", FFN)
    w.linear(at + "ffn.lin2", E, FFN)
    w.norm(at + "output_layer_norm")
    return w


def distilbert_rows(w, ids=IDS, prefix="distilbert.", act=erf_gelu):
    x = bert_input(w, ids, prefix)
    at = f"{prefix}transformer.layer.0."
    q, k, v = (w.project(at + "attention." + part, x) for part in ("q_lin", "k_lin", "v_lin"))
    x = w.layer_norm(at + "sa_layer_norm", x + w.project(at + "attention.out_lin", attention(q, k, v)), 1e-12)
    x = w.layer_norm(at + "output_layer_norm", x + w.project(at + "ffn.lin2", act(w.project(at + "ffn.lin1", x))), 1e-12)
    return x


def mpnet(case, prefix=""):
    w = Weights(case)
    w.table(prefix + "embeddings.word_embeddings", VOCAB)
    w.table(prefix + "embeddings.position_embeddings", ROWS)
    w.norm(prefix + "embeddings.LayerNorm")
    at = f"{prefix}encoder.layer.0."
    for part in "qkvo":
        w.linear(f"{at}attention.attn.{part}", E)
    w.norm(at + "attention.LayerNorm")
    w.linear(at + "intermediate.dense", FFN)
    w.linear(at + "output.dense", E, FFN)
    w.norm(at + "output.LayerNorm")
    w.table(prefix + "encoder.relative_attention_bias", 32, HEADS)
    return w


def mpnet_rows(w, ids=IDS, prefix="", eps=1e-12, offset=2):
    x = bert_input(w, ids, prefix, eps, offset)
    bias = np.moveaxis(w.of(prefix + "encoder.relative_attention_bias.weight")[buckets(len(ids))], 2, 0)
    at = f"{prefix}encoder.layer.0."
    q, k, v = (w.project(f"{at}attention.attn.{part}", x) for part in "qkv")
    x = w.layer_norm(at + "attention.LayerNorm", x + w.project(at + "attention.attn.o", attention(q, k, v, bias=bias)), eps)
    x = w.layer_norm(at + "output.LayerNorm", x + w.project(at + "output.dense", erf_gelu(w.project(at + "intermediate.dense", x))), eps)
    return x


# T5's encoder

def t5(case, gated=True, table="shared", relative=range(1)):
    w = Weights(case)
    w.table(table, VOCAB)
    for layer in range(2):
        at = f"encoder.block.{layer}.layer."
        for part in "qkvo":
            w.linear(f"{at}0.SelfAttention.{part}", E, bias=False)
        if layer in relative:
            w.table(at + "0.SelfAttention.relative_attention_bias", 32, HEADS)
        w.norm(at + "0.layer_norm", bias=False)
        for part in ("wi_0", "wi_1") if gated else ("wi",):
            w.linear(f"{at}1.DenseReluDense.{part}", FFN, bias=False)
        w.linear(at + "1.DenseReluDense.wo", E, FFN, bias=False)
        w.norm(at + "1.layer_norm", bias=False)
    w.norm("encoder.final_layer_norm", bias=False)
    return w


def t5_rows(w, ids=IDS, act=tanh_gelu, table="shared", count=32, most=128, eps=1e-6):
    x = w.rows(table, ids)
    places = buckets(len(ids), count, most)
    bias = None
    for layer in range(2):
        at = f"encoder.block.{layer}.layer."
        name = at + "0.SelfAttention.relative_attention_bias.weight"
        bias = np.moveaxis(w.of(name)[places], 2, 0) if name in w else bias
        y = w.rms_norm(at + "0.layer_norm", x, eps)
        q, k, v = (w.project(f"{at}0.SelfAttention.{part}", y) for part in "qkv")
        x = x + w.project(at + "0.SelfAttention.o", attention(q, k, v, bias=bias, scale=1))
        y = w.rms_norm(at + "1.layer_norm", x, eps)
        block = at + "1.DenseReluDense."
        if block + "wi.weight" in w:
            inner = act(w.project(block + "wi", y))
        else:
            inner = act(w.project(block + "wi_0", y)) * w.project(block + "wi_1", y)
        x = x + w.project(block + "wo", inner)
    return w.rms_norm("encoder.final_layer_norm", x, eps)


# ModernBERT

def modernbert(case, layers=4, prefix="model."):
    w = Weights(case)
    w.table(prefix + "embeddings.tok_embeddings", VOCAB)
    w.norm(prefix + "embeddings.norm", bias=False)
    for layer in range(layers):
        at = f"{prefix}layers.{layer}."
        if layer > 0:
            w.norm(at + "attn_norm", bias=False)
        w.linear(at + "attn.Wqkv", 3 * E, bias=False)
        w.linear(at + "attn.Wo", E, bias=False)
        w.norm(at + "mlp_norm", bias=False)
        w.linear(at + "mlp.Wi", 2 * FFN, bias=False)
        w.linear(at + "mlp.Wo", E, FFN, bias=False)
    w.norm(prefix + "final_norm", bias=False)
    return w


def modernbert_rows(w, kinds, full, local, reach, ids=LONG, prefix="model.", scale=1.0, eps=1e-5):
    """kinds: a letter for each layer, f for one that sees all and s for one with a window; full, local: the bases of their angles."""
    x = w.layer_norm(prefix + "embeddings.norm", w.rows(prefix + "embeddings.tok_embeddings", ids), eps)
    for layer, kind in enumerate(kinds):
        at = f"{prefix}layers.{layer}."
        inverse = angles(full if kind == "f" else local)
        y = w.layer_norm(at + "attn_norm", x, eps) if layer > 0 else x
        q, k, v = np.split(w.project(at + "attn.Wqkv", y), 3, -1)
        context = attention(turn(q, inverse, scale=scale), turn(k, inverse, scale=scale), v, hidden=farther(len(ids), reach) if kind == "s" else None)
        x = x + w.project(at + "attn.Wo", context)
        first, second = np.split(w.project(at + "mlp.Wi", w.layer_norm(at + "mlp_norm", x, eps)), 2, -1)
        x = x + w.project(at + "mlp.Wo", erf_gelu(first) * second)
    return w.layer_norm(prefix + "final_norm", x, eps)


# Nomic BERT

def nomic(case, prefix=""):
    w = Weights(case)
    w.table(prefix + "embeddings.word_embeddings", VOCAB)
    w.table(prefix + "embeddings.token_type_embeddings", 2)
    w.norm(prefix + "emb_ln")
    at = f"{prefix}encoder.layers.0."
    w.linear(at + "attn.Wqkv", 3 * E, bias=False)
    w.linear(at + "attn.out_proj", E, bias=False)
    w.norm(at + "norm1")
    w.linear(at + "mlp.fc11", FFN, bias=False)
    w.linear(at + "mlp.fc12", FFN, bias=False)
    w.linear(at + "mlp.fc2", E, FFN, bias=False)
    w.norm(at + "norm2")
    return w


def nomic_rows(w, ids=LONG, prefix="", theta=1000.0, width=E // HEADS, pairs=False, hidden=None, prenorm=False):
    rotate = lambda t: turn(t, angles(theta, width), pairs=pairs)
    x = w.layer_norm(prefix + "emb_ln", w.rows(prefix + "embeddings.word_embeddings", ids) + w.of(prefix + "embeddings.token_type_embeddings.weight")[0], 1e-12)
    at = f"{prefix}encoder.layers.0."

    def attend(y):
        q, k, v = np.split(w.project(at + "attn.Wqkv", y), 3, -1)
        return w.project(at + "attn.out_proj", attention(rotate(q), rotate(k), v, hidden=hidden))

    def feed(y):
        return w.project(at + "mlp.fc2", w.project(at + "mlp.fc11", y) * silu(w.project(at + "mlp.fc12", y)))

    x = w.layer_norm(at + "norm1", x + attend(x), 1e-12)
    x = w.layer_norm(at + "norm2", x + feed(x), 1e-12)
    return x


# Layers with a norm before each block: ViT, DINOv2, timm, CLIP, SigLIP

def pre_norm_layers(w, x, stem, count, norms, split, out, first, second, eps, act, scales=None, hidden=None, heads=HEADS, swiglu=None):
    """split: gives q, k and v of the normalised rows of a layer; scales: the names of the two layer scales."""
    for layer in range(count):
        at = f"{stem}{layer}."
        factor = lambda i: w.of(at + scales[i]) if scales else 1.0
        x = x + factor(0) * w.project(at + out, attention(*split(at, w.layer_norm(at + norms[0], x, eps)), heads, hidden))
        y = w.layer_norm(at + norms[1], x, eps)
        if swiglu:
            gate, up = np.split(w.project(at + swiglu, y), 2, -1)
            inner = silu(gate) * up
        else:
            inner = act(w.project(at + first, y))
        x = x + factor(1) * w.project(at + second, inner)
    return x


def patches(w, pixels, name, size=4):
    """The rows of an image [3, H, W], patch after patch."""
    kernel = w.of(name + ".weight").reshape(E, -1)
    height, width = pixels.shape[1] // size, pixels.shape[2] // size
    cut = pixels.reshape(3, height, size, width, size).transpose(1, 3, 0, 2, 4).reshape(height * width, -1)
    y = cut @ kernel.T
    return y + w.of(name + ".bias") if name + ".bias" in w else y


def image(height=8, width=8):
    """An image that every case may have."""
    return np.random.Generator(np.random.PCG64(5)).standard_normal((3, height, width)).astype(np.float32)


PATCHES = 4  # of an image of 8 × 8


def vit(case, prefix="vit.", bias=True, places=PATCHES):
    w = Weights(case)
    w.normal(prefix + "embeddings.cls_token", 1, 1, E)
    w.normal(prefix + "embeddings.position_embeddings", 1, places + 1, E)
    w.normal(prefix + "embeddings.patch_embeddings.projection.weight", E, 3, 4, 4, scale=0.15)
    w.normal(prefix + "embeddings.patch_embeddings.projection.bias", E)
    at = f"{prefix}encoder.layer.0."
    for part in ("query", "key", "value"):
        w.linear(at + "attention.attention." + part, E, bias=bias)
    w.linear(at + "attention.output.dense", E)
    w.linear(at + "intermediate.dense", FFN)
    w.linear(at + "output.dense", E, FFN)
    w.norm(at + "layernorm_before")
    w.norm(at + "layernorm_after")
    w.norm(prefix + "layernorm")
    return w


def vit_rows(w, pixels, prefix="vit.", eps=1e-12, act=erf_gelu):
    x = np.concatenate([w.of(prefix + "embeddings.cls_token")[0], patches(w, pixels, prefix + "embeddings.patch_embeddings.projection")])
    x = x + w.of(prefix + "embeddings.position_embeddings")[0]
    split = lambda at, y: [w.project(at + "attention.attention." + part, y) for part in ("query", "key", "value")]
    x = pre_norm_layers(w, x, prefix + "encoder.layer.", 1, ("layernorm_before", "layernorm_after"), split, "attention.output.dense", "intermediate.dense", "output.dense", eps, act)
    return w.layer_norm(prefix + "layernorm", x, eps)


def dinov2(case, swiglu=False, prefix=""):
    w = Weights(case)
    w.normal(prefix + "embeddings.cls_token", 1, 1, E)
    w.normal(prefix + "embeddings.mask_token", 1, E)
    w.normal(prefix + "embeddings.position_embeddings", 1, PATCHES + 1, E)
    w.normal(prefix + "embeddings.patch_embeddings.projection.weight", E, 3, 4, 4, scale=0.15)
    w.normal(prefix + "embeddings.patch_embeddings.projection.bias", E)
    at = f"{prefix}encoder.layer.0."
    w.norm(at + "norm1")
    for part in ("query", "key", "value"):
        w.linear(at + "attention.attention." + part, E)
    w.linear(at + "attention.output.dense", E)
    w.normal(at + "layer_scale1.lambda1", E, mean=1.0)
    w.norm(at + "norm2")
    if swiglu:
        # Such a block's width is a multiple of 8.
        w.linear(at + "mlp.weights_in", 2 * GIANT_FFN)
        w.linear(at + "mlp.weights_out", E, GIANT_FFN)
    else:
        w.linear(at + "mlp.fc1", FFN)
        w.linear(at + "mlp.fc2", E, FFN)
    w.normal(at + "layer_scale2.lambda1", E, mean=1.0)
    w.norm(prefix + "layernorm")
    return w


def dinov2_rows(w, pixels, prefix=""):
    x = np.concatenate([w.of(prefix + "embeddings.cls_token")[0], patches(w, pixels, prefix + "embeddings.patch_embeddings.projection")])
    x = x + w.of(prefix + "embeddings.position_embeddings")[0]
    swiglu = "mlp.weights_in" if prefix + "encoder.layer.0.mlp.weights_in.weight" in w else None
    split = lambda at, y: [w.project(at + "attention.attention." + part, y) for part in ("query", "key", "value")]
    x = pre_norm_layers(w, x, prefix + "encoder.layer.", 1, ("norm1", "norm2"), split, "attention.output.dense", "mlp.fc1", "mlp.weights_out" if swiglu else "mlp.fc2", 1e-6, erf_gelu,
                        ("layer_scale1.lambda1", "layer_scale2.lambda1"), swiglu=swiglu)
    return w.layer_norm(prefix + "layernorm", x, 1e-6)


def timm(case, head=3, cls=True, registers=0, last="norm", first=None):
    w = Weights(case)
    if cls:
        w.normal("cls_token", 1, 1, E)
    if registers:
        w.normal("reg_token", 1, registers, E)
    w.normal("pos_embed", 1, PATCHES + (1 if cls else 0), E)
    w.normal("patch_embed.proj.weight", E, 3, 4, 4, scale=0.15)
    w.normal("patch_embed.proj.bias", E)
    if first:
        w.norm(first)
    at = "blocks.0."
    w.norm(at + "norm1")
    w.linear(at + "attn.qkv", 3 * E)
    w.linear(at + "attn.proj", E)
    w.norm(at + "norm2")
    w.linear(at + "mlp.fc1", FFN)
    w.linear(at + "mlp.fc2", E, FFN)
    if last:
        w.norm(last)
    if head:
        w.linear("head", head)
    return w


def timm_rows(w, pixels, eps=1e-6, act=erf_gelu, last="norm", first=None):
    x = patches(w, pixels, "patch_embed.proj")
    if "cls_token" in w:
        x = np.concatenate([w.of("cls_token")[0], x])
    x = x + w.of("pos_embed")[0]
    if first:
        x = w.layer_norm(first, x, eps)
    split = lambda at, y: np.split(w.project(at + "attn.qkv", y), 3, -1)
    x = pre_norm_layers(w, x, "blocks.", 1, ("norm1", "norm2"), split, "attn.proj", "mlp.fc1", "mlp.fc2", eps, act)
    return w.layer_norm(last, x, eps) if last else x


def clip_tower(w, stem, layers=1):
    for layer in range(layers):
        at = f"{stem}encoder.layers.{layer}."
        for part in ("q_proj", "k_proj", "v_proj", "out_proj"):
            w.linear(at + "self_attn." + part, E)
        w.norm(at + "layer_norm1")
        w.linear(at + "mlp.fc1", FFN)
        w.linear(at + "mlp.fc2", E, FFN)
        w.norm(at + "layer_norm2")


def clip(case, outer="", projection=6):
    """Both towers of CLIP."""
    w = Weights(case)
    text, vision = outer + "text_model.", outer + "vision_model."
    w.table(text + "embeddings.token_embedding", VOCAB)
    w.table(text + "embeddings.position_embedding", ROWS)
    clip_tower(w, text)
    w.norm(text + "final_layer_norm")
    w.normal(vision + "embeddings.class_embedding", E)
    w.normal(vision + "embeddings.patch_embedding.weight", E, 3, 4, 4, scale=0.15)
    w.table(vision + "embeddings.position_embedding", PATCHES + 1)
    w.norm(vision + "pre_layrnorm")
    clip_tower(w, vision)
    w.norm(vision + "post_layernorm")
    if projection:
        w.linear("text_projection", projection, bias=False)
        w.linear("visual_projection", projection, bias=False)
    w["logit_scale"] = np.array(2.6, dtype=np.float32)
    return w


def clip_split(w):
    return lambda at, y: [w.project(f"{at}self_attn.{part}_proj", y) for part in "qkv"]


QUICK_GELU = ACTIVATIONS["quick_gelu"]


def clip_text_rows(w, ids=IDS, act=QUICK_GELU, eps=1e-5, causal=True, stem="text_model."):
    x = w.rows(stem + "embeddings.token_embedding", ids) + w.rows(stem + "embeddings.position_embedding", range(len(ids)))
    x = pre_norm_layers(w, x, stem + "encoder.layers.", 1, ("layer_norm1", "layer_norm2"), clip_split(w), "self_attn.out_proj", "mlp.fc1", "mlp.fc2", eps, act,
                        hidden=later(len(ids)) if causal else None)
    return w.layer_norm(stem + "final_layer_norm", x, eps)


def clip_vision_rows(w, pixels, act=QUICK_GELU, eps=1e-5, stem="vision_model."):
    """The rows behind the layers, without the last norm, which CLIP gives the class token alone."""
    x = patches(w, pixels, stem + "embeddings.patch_embedding")
    if stem + "embeddings.class_embedding" in w:
        x = np.concatenate([w.of(stem + "embeddings.class_embedding")[None], x])
    x = x + w.of(stem + "embeddings.position_embedding.weight")
    if stem + "pre_layrnorm.weight" in w:
        x = w.layer_norm(stem + "pre_layrnorm", x, eps)
    return pre_norm_layers(w, x, stem + "encoder.layers.", 1, ("layer_norm1", "layer_norm2"), clip_split(w), "self_attn.out_proj", "mlp.fc1", "mlp.fc2", eps, act)


def open_clip(case):
    """Both towers under the names of OpenAI's CLIP."""
    w = Weights(case)
    for tower in ("", "visual."):
        at = tower + "transformer.resblocks.0."
        w.norm(at + "ln_1")
        w.normal(at + "attn.in_proj_weight", 3 * E, E)
        w.normal(at + "attn.in_proj_bias", 3 * E)
        w.linear(at + "attn.out_proj", E)
        w.norm(at + "ln_2")
        w.linear(at + "mlp.c_fc", FFN)
        w.linear(at + "mlp.c_proj", E, FFN)
    w.table("token_embedding", VOCAB)
    w.normal("positional_embedding", ROWS, E)
    w.norm("ln_final")
    w.normal("text_projection", E, 6)
    w.normal("visual.class_embedding", E)
    w.normal("visual.positional_embedding", PATCHES + 1, E)
    w.normal("visual.conv1.weight", E, 3, 4, 4)
    w.norm("visual.ln_pre")
    w.norm("visual.ln_post")
    w.normal("visual.proj", E, 6)
    w["logit_scale"] = np.array(2.6, dtype=np.float32)
    return w


def open_clip_text_rows(w, ids, act):
    x = w.rows("token_embedding", ids) + w.of("positional_embedding")[:len(ids)]
    split = lambda at, y: np.split(y @ w.of(at + "attn.in_proj_weight").T + w.of(at + "attn.in_proj_bias"), 3, -1)
    x = pre_norm_layers(w, x, "transformer.resblocks.", 1, ("ln_1", "ln_2"), split, "attn.out_proj", "mlp.c_fc", "mlp.c_proj", 1e-5, act, hidden=later(len(ids)))
    return w.layer_norm("ln_final", x, 1e-5)


def siglip(case):
    w = Weights(case)
    w.table("text_model.embeddings.token_embedding", VOCAB)
    w.table("text_model.embeddings.position_embedding", 16)
    clip_tower(w, "text_model.")
    w.norm("text_model.final_layer_norm")
    w.linear("text_model.head", E)
    w.normal("vision_model.embeddings.patch_embedding.weight", E, 3, 4, 4, scale=0.15)
    w.normal("vision_model.embeddings.patch_embedding.bias", E)
    w.table("vision_model.embeddings.position_embedding", PATCHES)
    clip_tower(w, "vision_model.")
    w.norm("vision_model.post_layernorm")
    w.normal("vision_model.head.probe", 1, 1, E)
    w.normal("vision_model.head.attention.in_proj_weight", 3 * E, E)
    w.normal("vision_model.head.attention.in_proj_bias", 3 * E)
    w.linear("vision_model.head.attention.out_proj", E)
    w.norm("vision_model.head.layernorm")
    w.linear("vision_model.head.mlp.fc1", FFN)
    w.linear("vision_model.head.mlp.fc2", E, FFN)
    w.normal("logit_scale", 1)
    w.normal("logit_bias", 1)
    return w


def gte(case):
    w = Weights(case)
    w.table("embeddings.word_embeddings", VOCAB)
    w.table("embeddings.token_type_embeddings", 2)
    w.norm("embeddings.LayerNorm")
    for layer in range(2):
        at = f"encoder.layer.{layer}."
        w.linear(at + "attention.qkv_proj", 3 * E)
        w.linear(at + "attention.o_proj", E)
        w.norm(at + "attn_ln")
        w.linear(at + "mlp.up_gate_proj", 2 * FFN, bias=False)
        w.linear(at + "mlp.down_proj", E, FFN)
        w.norm(at + "mlp_ln")
    return w


def gte_rows(w, inverse, ids=LONG):
    x = w.layer_norm("embeddings.LayerNorm", w.rows("embeddings.word_embeddings", ids) + w.of("embeddings.token_type_embeddings.weight")[0], 1e-12)
    for layer in range(2):
        at = f"encoder.layer.{layer}."
        q, k, v = np.split(w.project(at + "attention.qkv_proj", x), 3, -1)
        x = w.layer_norm(at + "attn_ln", x + w.project(at + "attention.o_proj", attention(turn(q, inverse), turn(k, inverse), v)), 1e-12)
        up, gate = np.split(w.project(at + "mlp.up_gate_proj", x), 2, -1)
        x = w.layer_norm(at + "mlp_ln", x + w.project(at + "mlp.down_proj", erf_gelu(gate) * up), 1e-12)
    return x


# Whisper

BANDS = 4  # of a spectrogram


def spectrogram(frames=2 * ROWS):
    return np.random.Generator(np.random.PCG64(6)).standard_normal((frames, BANDS)).astype(np.float32)


def whisper_layer(w, at, memory=False):
    for attend in ("self_attn", "encoder_attn") if memory else ("self_attn",):
        for part in ("k_proj", "v_proj", "q_proj", "out_proj"):
            w.linear(f"{at}{attend}.{part}", E, bias=part != "k_proj")
        w.norm(f"{at}{attend}_layer_norm")
    w.linear(at + "fc1", FFN)
    w.linear(at + "fc2", E, FFN)
    w.norm(at + "final_layer_norm")


def whisper(case, prefix="model."):
    """Encoder and decoder."""
    w = Weights(case)
    for i, inputs in ((1, BANDS), (2, E)):
        w.normal(f"{prefix}encoder.conv{i}.weight", E, inputs, 3)
        w.normal(f"{prefix}encoder.conv{i}.bias", E)
    w.table(prefix + "encoder.embed_positions", ROWS)
    whisper_layer(w, prefix + "encoder.layers.0.")
    w.norm(prefix + "encoder.layer_norm")
    w.table(prefix + "decoder.embed_tokens", VOCAB)
    w.table(prefix + "decoder.embed_positions", ROWS)
    whisper_layer(w, prefix + "decoder.layers.0.", memory=True)
    w.norm(prefix + "decoder.layer_norm")
    return w


def convolve(w, name, x, stride):
    """A convolution over 3 rows, with a row of zeros at both ends."""
    kernel = w.of(name + ".weight")
    padded = np.pad(x, ((1, 1), (0, 0)))
    return np.stack([np.einsum("oik,ki->o", kernel, padded[at:at + 3]) for at in range(0, len(x), stride)]) + w.of(name + ".bias")


def whisper_rows(w, frames, prefix="model.encoder."):
    x = erf_gelu(convolve(w, prefix + "conv1", frames.astype(np.float64), 1))
    x = erf_gelu(convolve(w, prefix + "conv2", x, 2))
    x = x + w.of(prefix + "embed_positions.weight")[:len(x)]
    x = pre_norm_layers(w, x, prefix + "layers.", 1, ("self_attn_layer_norm", "final_layer_norm"), clip_split(w), "self_attn.out_proj", "fc1", "fc2", 1e-5, erf_gelu)
    return w.layer_norm(prefix + "layer_norm", x, 1e-5)
