"""Makes the golden cases of the numeric tests: `<case>.safetensors` and README.md in the folder of this script.

    OMP_NUM_THREADS=1 python3 make_goldens.py

A case is one module with its weights, an input and PyTorch's float64 result; README.md (also written here) describes the files.
Every case has a generator seeded with its name, so adding a case does not change the others.
Needs torch and numpy (Debian: python3-torch, libopenblas0-pthread).
"""

import os

# Summation order, and so the last bit of the float32 run, depends on the threads.
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import copy
import pathlib
import sys
import zlib

import torch
from torch import nn

sys.dont_write_bytecode = True  # no __pycache__ among the goldens
import safetensors_io

FOLDER = pathlib.Path(__file__).resolve().parent
ACTIVATIONS = {"silu": nn.SiLU, "relu": nn.ReLU}


# The modules. Parameter names come from their state_dict().


class LayerNorm(nn.LayerNorm):
    """nn.LayerNorm with the `bias` argument that PyTorch has had since 2.1."""

    def __init__(self, dim, eps=1e-5, bias=True):
        super().__init__(dim, eps)
        if not bias:
            self.bias = None


class FeedForward(nn.Module):
    def __init__(self, embed_dim, ffn_latent_dim, bias=True, activation="silu"):
        super().__init__()
        self.fc1 = nn.Linear(embed_dim, ffn_latent_dim, bias)
        self.activation = ACTIVATIONS[activation]()
        self.fc2 = nn.Linear(ffn_latent_dim, embed_dim, bias)

    def forward(self, x):
        return self.fc2(self.activation(self.fc1(x)))


class MultiHeadAttention(nn.Module):
    def __init__(self, embed_dim, num_heads, bias=True):
        super().__init__()
        self.num_heads = num_heads
        self.qkv_proj = nn.Linear(embed_dim, 3 * embed_dim, bias)
        self.out_proj = nn.Linear(embed_dim, embed_dim, bias)

    def qkv(self, x):
        n, p, e = x.shape
        qkv = self.qkv_proj(x).reshape(n, p, 3, self.num_heads, e // self.num_heads)
        return qkv.permute(2, 0, 3, 1, 4)  # [3, N, h, P, c]

    def logits(self, q, k):
        return (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)

    def forward(self, x):
        q, k, v = self.qkv(x)
        a = torch.softmax(self.logits(q, k), dim=-1)
        return self.out_proj((a @ v).transpose(1, 2).reshape(x.shape))


class TransformerEncoder(nn.Module):
    def __init__(self, embed_dim, ffn_latent_dim, num_heads=8, bias=True, activation="silu", eps=1e-5):
        super().__init__()
        self.pre_norm_mha = nn.Sequential(
            LayerNorm(embed_dim, eps, bias),
            MultiHeadAttention(embed_dim, num_heads, bias),
            nn.Dropout(0.0),
        )
        self.pre_norm_ffn = nn.Sequential(
            LayerNorm(embed_dim, eps, bias),
            nn.Linear(embed_dim, ffn_latent_dim, bias),
            ACTIVATIONS[activation](),
            nn.Dropout(0.0),
            nn.Linear(ffn_latent_dim, embed_dim, bias),
            nn.Dropout(0.0),
        )

    def forward(self, x):
        x = x + self.pre_norm_mha(x)
        return x + self.pre_norm_ffn(x)


# Data.


def generator(name):
    return torch.Generator().manual_seed(zlib.crc32(name.encode()))


@torch.no_grad()
def randomise(model, rng):
    """Random parameters, larger than PyTorch's initial ones and never 0 or 1, so that each affects the result."""
    for module in model.modules():
        if isinstance(module, nn.Linear):
            module.weight.normal_(0, module.in_features**-0.5, generator=rng)
        elif isinstance(module, nn.LayerNorm):
            module.weight.normal_(1, 0.3, generator=rng)
        else:
            continue
        if module.bias is not None:
            module.bias.normal_(0, 0.2, generator=rng)


@torch.no_grad()
def attention_logits(model, x):
    """The logits of a MultiHeadAttention, or of the one in an encoder, in float64."""
    model = copy.deepcopy(model).double()
    x = x.double()
    if isinstance(model, TransformerEncoder):
        x, model = model.pre_norm_mha[0](x), model.pre_norm_mha[1]
    q, k, _ = model.qkv(x)
    return model.logits(q, k)


def attention_of(model):
    return model.pre_norm_mha[1] if isinstance(model, TransformerEncoder) else model


def logits_up_to(largest):
    """Scales the query rows until the largest |logit| is `largest`; the result itself stays near 1."""

    @torch.no_grad()
    def prepare(model, x):
        proj = attention_of(model).qkv_proj
        factor = largest / attention_logits(model, x).abs().max().item()
        e = proj.in_features
        proj.weight[:e] *= factor
        proj.bias[:e] *= factor
        assert 0.99 * largest < attention_logits(model, x).abs().max() < 1.01 * largest
        return x

    return prepare


@torch.no_grad()
def all_logits_negative(model, x):
    """Large opposite biases on q and k: zeros in padding, or a maximum that starts at 0, would swamp every true logit."""
    proj = attention_of(model).qkv_proj
    e = proj.in_features
    proj.bias[:e] = 8
    proj.bias[e : 2 * e] = -8
    assert attention_logits(model, x).max() < -100
    return x


def times(factor):
    return lambda model, x: x * factor


def plus(offset):
    return lambda model, x: x + offset


def constant_rows(model, x):
    """Rows without variance: only epsilon keeps them from 0 / 0."""
    x[0, 0], x[1, 2] = 0, 0.5
    return x


# Cases.

CASES = {}


def case(name, module, model, width, batch, tokens, sizes, prepare=None, init=randomise):
    """Computes one case. `prepare(model, x)` may change the weights and returns the input to use."""
    assert name not in CASES, name
    if init is None:  # as PyTorch initialised it, with the global generator
        x = torch.randn(batch, tokens, width)
    else:
        rng = generator(name)
        init(model, rng)
        x = torch.randn(batch, tokens, width, generator=rng)
    if prepare:
        x = prepare(model, x)
    model.eval()
    with torch.no_grad():
        expected = copy.deepcopy(model).double()(x.double())
        error = (model(x).double() - expected).abs().max().item()
    assert torch.isfinite(expected).all()

    metadata = {"module": module}
    metadata.update((key, str(value).lower()) for key, value in sizes.items())
    metadata.update(tokens=str(tokens), batch=str(batch))
    # repr() of a float is the shortest text that reads back as the same number, in every culture.
    metadata.update(pytorch_float32_error=repr(error), float64_absmax=repr(expected.abs().max().item()))
    tensors = {"model." + key: value.numpy() for key, value in model.state_dict().items()}
    tensors.update(input=x.numpy(), expected=expected.numpy())
    CASES[name] = (tensors, metadata)


def linear(name, n_in, n_out, batch, tokens, bias=True, prepare=None):
    case(name, "Linear", nn.Linear(n_in, n_out, bias), n_in, batch, tokens, {"in": n_in, "out": n_out, "bias": bias}, prepare)


def layer_norm(name, dim, batch, tokens, eps=1e-5, bias=True, prepare=None):
    case(name, "LayerNorm", LayerNorm(dim, eps, bias), dim, batch, tokens, {"dim": dim, "epsilon": eps, "bias": bias}, prepare)


def feed_forward(name, e, f, batch, tokens, bias=True, activation="silu", prepare=None):
    sizes = {"embed": e, "ffn": f, "bias": bias, "activation": activation}
    case(name, "FeedForward", FeedForward(e, f, bias, activation), e, batch, tokens, sizes, prepare)


def attention(name, e, h, batch, tokens, bias=True, prepare=None):
    sizes = {"embed": e, "heads": h, "bias": bias}
    case(name, "MultiHeadAttention", MultiHeadAttention(e, h, bias), e, batch, tokens, sizes, prepare)


def encoder(name, e, h, f, batch, tokens, bias=True, activation="silu", eps=1e-5, prepare=None, init=randomise):
    sizes = {"embed": e, "heads": h, "ffn": f, "epsilon": eps, "bias": bias, "activation": activation}
    model = TransformerEncoder(e, f, h, bias, activation, eps)
    case(name, "Encoder", model, e, batch, tokens, sizes, prepare, init)


def make_cases():
    for n_in, n_out in [(64, 10), (10, 64), (1, 1), (3, 100), (129, 31)]:
        for rows in [1, 2, 29]:
            linear(f"linear_{n_in}_to_{n_out}_rows_{rows}", n_in, n_out, 1, rows)
    linear("linear_no_bias", 33, 47, 3, 5, bias=False)
    linear("linear_batch_5", 18, 20, 5, 3)

    for dim in [1, 2, 7, 15, 16, 17, 62, 120]:
        layer_norm(f"layernorm_{dim}", dim, 2, 5)
    layer_norm("layernorm_no_bias", 62, 1, 5, bias=False)
    layer_norm("layernorm_one_token", 120, 1, 1)
    # Inputs whose variance is near epsilon: it decides the result.
    for dim in [17, 120]:
        layer_norm(f"layernorm_epsilon_1e6_{dim}", dim, 2, 8, eps=1e-6, prepare=times(1e-3))
    for dim, batch in [(16, 4), (62, 1), (120, 1)]:
        layer_norm(f"layernorm_mean_1000_{dim}", dim, batch, 16, prepare=plus(1000))
    layer_norm("layernorm_constant_rows", 16, 2, 5, prepare=constant_rows)

    feed_forward("ffn_31_47", 31, 47, 1, 13)
    feed_forward("ffn_20_33", 20, 33, 1, 33)
    feed_forward("ffn_1_1", 1, 1, 1, 5)
    feed_forward("ffn_one_token", 40, 100, 1, 1)
    feed_forward("ffn_wider_than_hidden", 33, 7, 2, 9)
    feed_forward("ffn_batch_4", 24, 48, 4, 16)
    feed_forward("ffn_relu", 36, 72, 1, 17, activation="relu")
    feed_forward("ffn_no_bias", 36, 72, 2, 9, bias=False)
    feed_forward("ffn_no_bias_relu", 15, 31, 3, 5, bias=False, activation="relu")
    # Past ±88, where e^x leaves float32.
    feed_forward("ffn_large_inputs", 24, 48, 2, 16, prepare=times(100))

    attention("mha_head_width_15", 30, 2, 1, 45)
    attention("mha_62_heads_2", 62, 2, 1, 13)
    attention("mha_1_heads_1", 1, 1, 1, 5)
    attention("mha_head_width_1", 8, 8, 1, 11)
    attention("mha_head_width_9", 36, 4, 1, 10)
    attention("mha_48_heads_1", 48, 1, 1, 19)
    attention("mha_20_heads_4", 20, 4, 1, 33)
    attention("mha_197_tokens", 12, 3, 1, 197)
    for tokens in [15, 16, 17, 31, 32, 33]:
        attention(f"mha_tokens_{tokens}", 16, 4, 1, tokens)
    attention("mha_one_token_e_5", 5, 1, 1, 1)
    attention("mha_one_token_e_30", 30, 2, 1, 1)
    attention("mha_batch_3", 18, 3, 3, 5)
    attention("mha_batch_4", 16, 2, 4, 16)
    attention("mha_no_bias", 28, 4, 2, 9, bias=False)
    attention("mha_logits_100", 16, 4, 8, 16, prepare=logits_up_to(100))
    attention("mha_logits_100_tokens_33", 18, 2, 2, 33, prepare=logits_up_to(100))
    attention("mha_logits_1000", 16, 4, 8, 16, prepare=logits_up_to(1000))
    attention("mha_logits_all_negative", 15, 3, 8, 13, prepare=all_logits_negative)

    encoder("encoder_head_width_15", 120, 8, 240, 1, 45)
    encoder("encoder_62_heads_2_ffn_94", 62, 2, 94, 1, 13)
    encoder("encoder_1_heads_1_ffn_1", 1, 1, 1, 1, 5)
    encoder("encoder_head_width_1", 8, 8, 16, 1, 11)
    encoder("encoder_head_width_9", 36, 4, 72, 1, 10)
    encoder("encoder_48_heads_1", 48, 1, 33, 1, 19)
    encoder("encoder_20_heads_4_ffn_33", 20, 4, 33, 1, 33)
    encoder("encoder_197_tokens", 24, 3, 48, 1, 197)
    for e, h, f in [(7, 1, 13), (16, 2, 32), (30, 2, 45), (32, 8, 20)]:
        encoder(f"encoder_one_token_e_{e}", e, h, f, 1, 1)
    for tokens in [15, 16, 17, 31, 32, 33]:
        encoder(f"encoder_tokens_{tokens}", 12, 3, 20, 1, tokens)
    for batch, tokens in [(1, 6), (2, 7), (3, 5), (4, 16), (5, 3)]:
        encoder(f"encoder_batch_{batch}", 16, 2, 24, batch, tokens)
    encoder("encoder_relu", 24, 4, 40, 2, 9, activation="relu")
    encoder("encoder_no_bias", 28, 4, 40, 2, 9, bias=False)
    encoder("encoder_no_bias_relu", 15, 5, 22, 3, 4, bias=False, activation="relu")
    encoder("encoder_epsilon_1e6", 17, 1, 30, 2, 8, eps=1e-6, prepare=times(1e-3))
    encoder("encoder_logits_100", 16, 4, 24, 8, 16, prepare=logits_up_to(100))
    encoder("encoder_logits_1000", 16, 4, 24, 8, 16, prepare=logits_up_to(1000))
    encoder("encoder_wide", 128, 2, 384, 1, 17)

    # What samples/Quickstart/export.py runs: the constructor and then randn draw from the same stream.
    torch.manual_seed(0)
    encoder("encoder_seed", 64, 8, 128, 2, 14, init=None)


# An attribute's defaults; the README's table omits them.
DEFAULTS = {("epsilon", "1e-05"), ("activation", "silu")}


def shape_of(metadata):
    keys = ["in", "out", "dim", "embed", "heads", "ffn", "epsilon", "activation"]
    parts = [f"{key} {metadata[key]}" for key in keys if key in metadata and (key, metadata[key]) not in DEFAULTS]
    if metadata["bias"] == "false":
        parts.append("no bias")
    return f"{metadata['module']}: {', '.join(parts)} | {metadata['batch']} × {metadata['tokens']}"


README = """# Golden cases

Each file `<case>.safetensors` is one case: a module with weights, an input, and PyTorch's float64 result.
On every instruction set, the numeric tests allow an error of twice PyTorch's own float32 error, or of 2e-6, whichever is larger.

| in a file | type | content |
| --- | --- | --- |
| `model.<parameter>` | F32 | the module's parameters, named as in its `state_dict()` |
| `input` | F32 | [batch, tokens, width] |
| `expected` | F64 | the result of the same module after `.double()`: [batch, tokens, width] |

The metadata, as text in invariant culture, has `module` (`Linear`, `LayerNorm`, `FeedForward`, `MultiHeadAttention`, `Encoder`); the sizes that
the module has (`in`, `out`, `dim`, `embed`, `heads`, `ffn`, `epsilon`, `bias` `true`/`false`, `activation` `silu`/`relu`); `batch`, `tokens`;
`pytorch_float32_error`, the largest |float32 run - float64 run|; `float64_absmax`, the largest |`expected`|.

"No bias" means that no linear layer and no layer norm of the module has a bias.

**Origin.** `make_goldens.py` writes all cases and this page from random numbers, without trained weights or third-party data. MIT, as the project.
`encoder_seed` is `TransformerEncoder(64, 128)` as PyTorch initialises it after `torch.manual_seed(0)`, on `torch.randn(2, 14, 64)`: the run of `samples/Quickstart`.

**To recreate** (Debian: `python3-torch` and `libopenblas0-pthread`):

    OMP_NUM_THREADS=1 python3 make_goldens.py

The same PyTorch ({torch}) and BLAS on the same kind of CPU give the same bytes. Others may change
`expected` by float64 rounding (below 1e-12), and PyTorch's float32 error by float32 rounding.

| case | shape | batch × tokens | largest result | PyTorch float32 error |
| --- | --- | --- | --- | --- |
{table}
"""


def main():
    torch.set_num_threads(1)
    make_cases()
    # Otherwise the tests would still run a case that was renamed or dropped.
    stale = sorted(path.name for path in FOLDER.glob("*.safetensors") if path.stem not in CASES)
    if stale:
        raise SystemExit(f"Not of this script, remove or add a case: {', '.join(stale)}")
    rows = []
    for name, (tensors, metadata) in CASES.items():
        safetensors_io.save(FOLDER / f"{name}.safetensors", tensors, metadata)
        absmax, error = float(metadata["float64_absmax"]), float(metadata["pytorch_float32_error"])
        rows.append(f"| `{name}` | {shape_of(metadata)} | {absmax:.3g} | {error:.2e} |")
    readme = README.replace("{torch}", torch.__version__).replace("{table}", "\n".join(rows))
    (FOLDER / "README.md").write_text(readme, encoding="utf-8", newline="\n")
    size = sum(path.stat().st_size for path in FOLDER.glob("*.safetensors"))
    print(f"{len(CASES)} cases, {size:,} bytes")


if __name__ == "__main__":
    main()
