"""Makes the recorded references: `Traces/<case>.safetensors`, a checkpoint, and `Traces/<case>.io.safetensors`, PyTorch's results for an input.

    OMP_NUM_THREADS=1 python3 make_traces.py

Recorded by `tools/record_intermediates.py` in float64. Needs torch and numpy.
"""

import pathlib
import sys

import golden_files
import torch
from golden_files import Weights, generator
from torch import nn
from torch.nn.functional import relu, silu

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "tools"))
import record_intermediates
from intermediates import families

FOLDER = HERE / "Traces"


def write(case, family, weights, settings, inputs, lengths, declaration, **more):
    weights = {name: value.clone() for name, value in weights.items()}
    record_intermediates.save(FOLDER / f"{case}.safetensors", weights)
    model, _ = getattr(families, family)(weights, settings, **more)
    model.eval().double()
    inputs = {name: value.double() if value.is_floating_point() else value for name, value in inputs.items()}
    call = (lambda m: m(*inputs.values(), lengths=lengths)) if lengths else None
    results = record_intermediates.record(model, inputs, FOLDER / f"{case}.io.safetensors", lengths, call, {"declaration": declaration})
    size = (FOLDER / f"{case}.io.safetensors").stat().st_size
    print(f"{case}: {len(results)} results, {size:,} bytes")


def bert():
    w = Weights(generator("trace bert"))
    w.normal("embeddings.word_embeddings.weight", (50, 24), 0, 1)
    w.normal("embeddings.position_embeddings.weight", (48, 24), 0, 0.5)
    w.normal("embeddings.token_type_embeddings.weight", (2, 24), 0, 0.5)
    w.norm("embeddings.LayerNorm", 24)
    for layer in range(2):
        s = f"encoder.layer.{layer}."
        for part in ("query", "key", "value"):
            w.linear(f"{s}attention.self.{part}", 24, 24)
        w.linear(f"{s}attention.output.dense", 24, 24)
        w.norm(f"{s}attention.output.LayerNorm", 24)
        w.linear(f"{s}intermediate.dense", 24, 40)
        w.linear(f"{s}output.dense", 40, 24)
        w.norm(f"{s}output.LayerNorm", 24)
    w.linear("pooler.dense", 24, 24)
    lengths = [9, 1, 40, 24]
    sequences = [torch.randint(1, 50, (count,), generator=w.rng).tolist() for count in lengths]
    inputs, lengths = families.padded(sequences)
    inputs["types"] = torch.randint(0, 2, inputs["ids"].shape, generator=w.rng)
    write(
        "bert", "bert", w, families.Settings(3), inputs, lengths,
        "TokenEmbedding(Vocab = 50, Types = 2), Positions(48), InputNorm(1e-12f), Pool(Pooling.Class), Head(24, Activation = HeadActivation.Tanh), "
        "TensorNames(TensorNaming.HuggingFaceBert), "
        "Encoder(Embed = 24, Heads = 3, Ffn = 40, Layers = 2, Norm = NormPlacement.Post, Activation = Activation.Gelu, Epsilon = 1e-12f)",
    )


def vit():
    w = Weights(generator("trace vit"))
    w.normal("patch_embed.proj.weight", (24, 3, 8, 8), 0, 192**-0.5)
    w.normal("patch_embed.proj.bias", (24,), 0, 0.2)
    w.normal("cls_token", (1, 1, 24), 0, 1)
    w.normal("pos_embed", (1, 7, 24), 0, 0.5)
    for layer in range(2):
        s = f"blocks.{layer}."
        w.norm(f"{s}norm1", 24)
        w.linear(f"{s}attn.qkv", 24, 72)
        w.linear(f"{s}attn.proj", 24, 24)
        w.normal(f"{s}ls1.gamma", (24,), 0.5, 0.2)
        w.norm(f"{s}norm2", 24)
        w.linear(f"{s}mlp.fc1", 24, 48)
        w.linear(f"{s}mlp.fc2", 48, 24)
        w.normal(f"{s}ls2.gamma", (24,), 0.5, 0.2)
    w.norm("norm", 24)
    w.linear("head", 24, 10)
    pixels = torch.randn(3, 3, 16, 24, generator=w.rng)
    write(
        "vit", "vit", w, families.Settings(3), {"pixels": pixels}, None,
        "PatchEmbedding(16, 24, 8), ClassToken, Positions(7), Pool(Pooling.Class), Head(10), TensorNames(TensorNaming.Timm), "
        "Encoder(Embed = 24, Heads = 3, Ffn = 48, Layers = 2, Activation = Activation.Gelu, Epsilon = 1e-6f, FinalNorm = true, LayerScale = true)",
        size=(16, 24),
    )


def encoder(case, norm_first):
    w = Weights(generator(f"trace {case}"))
    for layer in range(2):
        s = f"layers.{layer}."
        w.normal(f"{s}self_attn.in_proj_weight", (36, 12), 0, 12**-0.5)
        w.normal(f"{s}self_attn.in_proj_bias", (36,), 0, 0.2)
        w.linear(f"{s}self_attn.out_proj", 12, 12)
        w.linear(f"{s}linear1", 12, 20)
        w.linear(f"{s}linear2", 20, 12)
        w.norm(f"{s}norm1", 12)
        w.norm(f"{s}norm2", 12)
    if norm_first:
        w.norm("norm", 12)
    # A row block is 224 rows.
    batch, tokens = (3, 5) if norm_first else (1, 230)
    x = torch.randn(batch, tokens, 12, generator=w.rng)
    write(
        case, "encoder", w, families.Settings(2, "relu" if norm_first else "gelu", norm_first=norm_first), {"features": x}, None,
        f"TensorNames(TensorNaming.Torch), Encoder(Embed = 12, Heads = 2, Ffn = 20, Layers = 2, Activation = Activation.{'Relu' if norm_first else 'Gelu'}, Norm = NormPlacement.{'Pre' if norm_first else 'Post'}"
        f"{', FinalNorm = true' if norm_first else ''})",
    )


# Names of timm's EVA.
EVA_NAMES = (
    'TensorNames(TensorNaming.Timm, Query = "blocks.{layer}.attn.q_proj", Key = "blocks.{layer}.attn.k_proj", Value = "blocks.{layer}.attn.v_proj"'
)
EVA_GATE = ', Gate = "blocks.{layer}.mlp.fc1_g", Ffn1 = "blocks.{layer}.mlp.fc1_x"'


class EvaAttention(nn.Module):
    """Attention with positions in the scores: "rotary" or "alibi"."""

    def __init__(self, width, heads, key_heads, positions, bias, theta=10000.0, rotated=None, neighbours=False, causal=False, reach=None, scale=None):
        super().__init__()
        self.heads, self.key_heads, self.head = heads, key_heads, width // heads
        self.positions, self.theta, self.rotated, self.neighbours = positions, theta, rotated or self.head, neighbours
        self.causal, self.reach, self.scale = causal, reach, scale or self.head**-0.5
        self.q_proj = nn.Linear(width, width, bias)
        self.k_proj = nn.Linear(width, key_heads * self.head, bias)
        self.v_proj = nn.Linear(width, key_heads * self.head, bias)
        self.proj = nn.Linear(width, width, bias)

    def rotate(self, x):
        tokens, pairs = x.shape[-2], self.rotated // 2
        angles = torch.arange(tokens, dtype=x.dtype)[:, None] * self.theta ** -(torch.arange(pairs, dtype=x.dtype) / pairs)
        turned, rest = x[..., : self.rotated], x[..., self.rotated :]
        a, b = (turned[..., 0::2], turned[..., 1::2]) if self.neighbours else turned.chunk(2, -1)
        first, second = a * angles.cos() - b * angles.sin(), b * angles.cos() + a * angles.sin()
        turned = torch.stack([first, second], -1).flatten(-2) if self.neighbours else torch.cat([first, second], -1)
        return torch.cat([turned, rest], -1)

    def forward(self, x):
        q, k, v = (part(x).unflatten(-1, (-1, self.head)).transpose(1, 2) for part in (self.q_proj, self.k_proj, self.v_proj))
        if self.positions == "rotary":
            q, k = self.rotate(q), self.rotate(k)
        k, v = (part.repeat_interleave(self.heads // self.key_heads, 1) for part in (k, v))
        scores = q @ k.transpose(-1, -2) * self.scale
        distance = torch.arange(x.shape[1])[None] - torch.arange(x.shape[1])[:, None]
        if self.positions == "alibi":
            scores = scores - torch.tensor(slopes(self.heads), dtype=x.dtype)[:, None, None] * distance.abs()
        if self.causal:
            scores = scores.masked_fill(distance > 0, float("-inf"))
        if self.reach is not None:
            scores = scores.masked_fill(distance.abs() > self.reach, float("-inf"))
        return self.proj((scores.softmax(-1) @ v).transpose(1, 2).flatten(-2))


def slopes(heads):
    """ALiBi's slopes as in its authors' code. If the number of heads is not a power of two, the remaining heads get every other slope for twice the lower power of two."""
    power = 1 << (heads.bit_length() - 1)
    ratio = 2.0 ** (-8 / power)
    return [ratio ** (i + 1) for i in range(power)] + (slopes(2 * power)[0::2][: heads - power] if power < heads else [])


class ScaleNorm(nn.Module):
    """A norm with a weight and no bias, with the mean subtracted or without (RMS)."""

    def __init__(self, width, epsilon, rms):
        super().__init__()
        self.weight, self.epsilon, self.rms = nn.Parameter(torch.ones(width)), epsilon, rms

    def forward(self, x):
        x = x if self.rms else x - x.mean(-1, keepdim=True)
        return x / (x.square().mean(-1, keepdim=True) + self.epsilon).sqrt() * self.weight


class EvaMlp(nn.Module):
    def __init__(self, width, ffn, function, gated, bias):
        super().__init__()
        self.function, self.gated = function, gated
        for name in ("fc1_g", "fc1_x") if gated else ("fc1",):
            self.add_module(name, nn.Linear(width, ffn, bias))
        self.fc2 = nn.Linear(ffn, width, bias)

    def forward(self, x):
        return self.fc2(self.function(self.fc1_g(x)) * self.fc1_x(x) if self.gated else self.function(self.fc1(x)))


class Eva(nn.Module):
    """Blocks with the names of timm's EVA, with any norm."""

    def __init__(self, width, ffn, function, norm, gated, bias, attentions):
        super().__init__()
        self.blocks = nn.ModuleList()
        for attention in attentions:
            block = families.holder(norm1=norm(), attn=EvaAttention(width, bias=bias, **attention), norm2=norm(), mlp=EvaMlp(width, ffn, function, gated, bias))
            block.forward = lambda x, b=block: (lambda y: y + b.mlp(b.norm2(y)))(x + b.attn(b.norm1(x)))
            self.blocks.append(block)
        self.norm = norm()

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.norm(x)


def eva(case, declaration, batch, tokens, width, **parts):
    rng = generator(f"trace {case}")
    model = Eva(width, **parts)
    weights = {
        name: torch.empty(value.shape).normal_(float("norm" in name and name.endswith("weight")), 0.3 if value.dim() == 1 else value.shape[1] ** -0.5, generator=rng)
        for name, value in model.state_dict().items()
    }
    model.load_state_dict(weights)
    record_intermediates.save(FOLDER / f"{case}.safetensors", weights)
    x = torch.randn(batch, tokens, width, generator=rng)
    results = record_intermediates.record(model.eval().double(), {"features": x.double()}, FOLDER / f"{case}.io.safetensors", metadata={"declaration": declaration})
    print(f"{case}: {len(results)} results, {(FOLDER / f'{case}.io.safetensors').stat().st_size:,} bytes")


def rotary():
    attention = {"heads": 2, "key_heads": 2, "positions": "rotary"}
    eva(
        "rotary", f"{EVA_NAMES}), Encoder(Embed = 16, Heads = 2, Ffn = 24, Layers = 2, Position = PositionEncoding.Rotary, "
        "NormKind = NormKind.Rms, Epsilon = 1e-6f, Activation = Activation.QuickGelu, FinalNorm = true)",
        2, 11, 16, ffn=24, function=lambda x: x * torch.sigmoid(1.702 * x), norm=lambda: ScaleNorm(16, golden_files.single(1e-6), rms=True), gated=False, bias=True, attentions=[attention] * 2,
    )


def rotary_pairs():
    attention = {"heads": 2, "key_heads": 1, "positions": "rotary", "theta": 1e6, "rotated": 4, "neighbours": True, "causal": True}
    eva(
        "rotary_pairs", f"{EVA_NAMES}{EVA_GATE}), Encoder(Embed = 16, Heads = 2, KeyValueHeads = 1, Ffn = 24, Layers = 2, Position = PositionEncoding.Rotary, RotaryTheta = 1_000_000, "
        "RotaryDim = 4, RotaryInterleaved = true, Mask = AttentionMask.Causal, Gated = true, Activation = Activation.Silu, Bias = false, FinalNorm = true)",
        2, 11, 16, ffn=24, function=silu, norm=lambda: ScaleNorm(16, golden_files.single(1e-5), rms=False), gated=True, bias=False, attentions=[attention] * 2,
    )


def alibi():
    attention = {"heads": 3, "key_heads": 3, "positions": "alibi", "reach": 2, "scale": 0.25}
    eva(
        "alibi", f"{EVA_NAMES}), Encoder(Embed = 24, Heads = 3, Ffn = 16, Layers = 2, Position = PositionEncoding.Alibi, Window = 4, Scale = 0.25f, "
        "Activation = Activation.GeluTanh, FinalNorm = true)",
        1, 13, 24, ffn=16, function=families.ACTIVATIONS["gelu_new"], norm=lambda: nn.LayerNorm(24, golden_files.single(1e-5)), gated=False, bias=True, attentions=[attention] * 2,
    )


def local():
    """As in ModernBERT: the first layer and every second one after it attend to all tokens, with their own rotary angles."""
    far = {"heads": 2, "key_heads": 2, "positions": "rotary", "theta": 160000.0}
    near = far | {"theta": 10000.0, "reach": 3}
    eva(
        "local", f"{EVA_NAMES}), Encoder(Embed = 16, Heads = 2, Ffn = 16, Layers = 3, Position = PositionEncoding.Rotary, RotaryTheta = 160_000, LocalRotaryTheta = 10_000, "
        "Window = 6, GlobalEvery = 2, Activation = Activation.Relu, FinalNorm = true)",
        1, 13, 16, ffn=16, function=relu, norm=lambda: nn.LayerNorm(16, golden_files.single(1e-5)), gated=False, bias=True, attentions=[far, near, far],
    )


bert()
vit()
encoder("encoder", norm_first=False)
encoder("encoder_pre_norm", norm_first=True)
rotary()
rotary_pairs()
alibi()
local()
