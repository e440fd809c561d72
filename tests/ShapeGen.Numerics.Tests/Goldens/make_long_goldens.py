"""Makes the golden cases of long sequences: `Long/<case>.safetensors` and `Long/README.md`.

    OMP_NUM_THREADS=1 python3 make_long_goldens.py

Sums over thousands of tokens: a mean, a group norm over time, the softmax and the weighted sum of an attention. A file holds a few rows, and the
sequence repeats them: `cycle` repeats all in turn, `last` takes each once and then repeats the last one. Equal rows are the hardest case, because their rounding
errors all have the same sign. For attention, the file holds only the results of some tokens. Needs torch and numpy.
"""

import pathlib

import golden_files
import torch
from golden_files import Weights, generator
from torch.nn.functional import conv1d, gelu, group_norm, layer_norm, linear

FOLDER = pathlib.Path(__file__).resolve().parent / "Long"
WIDTH, HEADS, FFN = 8, 2, 12


def repeated(rows, tokens, order):
    at = torch.arange(tokens)
    return rows[at % len(rows) if order == "cycle" else at.clamp(max=len(rows) - 1)]


def windowed(q, k, v, half):
    """Attention over the tokens at most `half` away. q, k, v [heads, tokens, features]"""
    tokens = q.shape[1]
    at = torch.arange(tokens)[:, None] + torch.arange(-half, half + 1)
    hidden = (at < 0) | (at >= tokens)
    at = at.clamp(0, tokens - 1)
    scores = (q[:, :, None] * k[:, at]).sum(-1) * q.shape[-1] ** -0.5
    return (scores.masked_fill(hidden, -torch.inf).softmax(-1)[..., None] * v[:, at]).sum(2)


def heads(x):
    return x.reshape(len(x), HEADS, -1).transpose(0, 1)


# The models: each fills in the weights and returns its declaration and a function of (weights, x), whose result has the rows that the file holds.


def mean(w, convolved=False):
    """A post-norm layer with a window, and the mean of its rows; before it a convolution with a group norm over time."""
    declaration = f"Pool(Pooling.Mean), TensorNames(TensorNaming.Torch), Encoder(Embed = {WIDTH}, Heads = {HEADS}, Ffn = {FFN}, Norm = NormPlacement.Post, Bias = false, Activation = Activation.Gelu, Window = 2)"
    if convolved:
        declaration = f"Convolution({WIDTH}, {WIDTH}, 3, 1, Padding = 1, Norm = ConvolutionNorm.{convolved}), {declaration}"
        w.normal("convolutions.0.weight", (WIDTH, WIDTH, 3), 0, (3 * WIDTH) ** -0.5)
        w.normal("convolutions.0.bias", (WIDTH,), 3, 0.2)
        w.norm("convolution_norms.0", WIDTH)
    w.normal("layers.0.self_attn.in_proj_weight", (3 * WIDTH, WIDTH), 0, WIDTH**-0.5)
    w.linear("layers.0.self_attn.out_proj", WIDTH, WIDTH, False)
    w.linear("layers.0.linear1", WIDTH, FFN, False)
    w.linear("layers.0.linear2", FFN, WIDTH, False)
    for name in ("norm1", "norm2"):
        w.norm(f"layers.0.{name}", WIDTH, False)

    def run(w, x):
        if convolved:
            x = conv1d(x.t()[None], w["convolutions.0.weight"], w["convolutions.0.bias"], 1, 1)
            x = group_norm(x, 1 if convolved == "Group" else WIDTH, w["convolution_norms.0.weight"], w["convolution_norms.0.bias"], 1e-5)[0].t()
        q, k, v = (heads(part) for part in linear(x, w["layers.0.self_attn.in_proj_weight"]).chunk(3, -1))
        seen = windowed(q, k, v, 1).transpose(0, 1).reshape(x.shape)
        x = layer_norm(x + linear(seen, w["layers.0.self_attn.out_proj.weight"]), (WIDTH,), w["layers.0.norm1.weight"], None, 1e-5)
        x = layer_norm(x + linear(gelu(linear(x, w["layers.0.linear1.weight"])), w["layers.0.linear2.weight"]), (WIDTH,), w["layers.0.norm2.weight"], None, 1e-5)
        return x.mean(0, keepdim=True)

    return declaration, run


def attention(w, arguments, first, end, at):
    """Attention in which token i attends to the tokens from first(i) up to but not including end(i, tokens); returns the results of the tokens `at`."""
    w.linear("qkv_proj", WIDTH, 3 * WIDTH)
    w.linear("out_proj", WIDTH, WIDTH)

    def run(w, x):
        q, k, v = (heads(part) for part in linear(x, w["qkv_proj.weight"], w["qkv_proj.bias"]).chunk(3, -1))
        results = []
        for i in at:
            seen = slice(first(i), end(i, len(x)))
            results.append((q[:, i : i + 1] @ k[:, seen].transpose(1, 2) * q.shape[-1] ** -0.5).softmax(-1) @ v[:, seen])
        return linear(torch.cat(results, 1).transpose(0, 1).reshape(len(at), -1), w["out_proj.weight"], w["out_proj.bias"])

    return f"MultiHeadAttention(Embed = {WIDTH}, Heads = {HEADS}{arguments})", run


def causal(w):
    return attention(w, ", Mask = AttentionMask.Causal", lambda i: 0, lambda i, tokens: i + 1, AT)


def window(w):
    return attention(w, ", Window = 5000", lambda i: max(0, i - 2500), lambda i, tokens: min(tokens, i + 2501), AT)


def memory(w, query):
    """A few queries and a long memory."""
    w.linear("q_proj", WIDTH, WIDTH)
    w.linear("kv_proj", WIDTH, 2 * WIDTH)
    w.linear("out_proj", WIDTH, WIDTH)

    def run(w, x):
        q = heads(linear(query.to(x.dtype), w["q_proj.weight"], w["q_proj.bias"]))
        k, v = (heads(part) for part in linear(x, w["kv_proj.weight"], w["kv_proj.bias"]).chunk(2, -1))
        seen = (q @ k.transpose(1, 2) * q.shape[-1] ** -0.5).softmax(-1) @ v
        return linear(seen.transpose(0, 1).reshape(len(query), -1), w["out_proj.weight"], w["out_proj.bias"])

    return f"MultiHeadAttention(Embed = {WIDTH}, Heads = {HEADS}, Memory = {WIDTH})", run


AT = [0, 700, 767, 768, 3000, 6000, 8191]
ROWS = {"equal_rows": (1, "last"), "one_other_row": (2, "last"), "varied_rows": (7, "cycle")}
CASES = [
    *((f"mean_{tokens}_{rows}", mean, tokens, rows) for tokens in (8192, 32768) for rows in ("equal_rows", "varied_rows")),
    *((f"{norm.lower()}_norm_32768_{rows}", lambda w, norm=norm: mean(w, norm), 32768, rows) for norm in ("Group", "Channel") for rows in ("varied_rows",)),
    *((f"memory_{tokens}_{rows}", memory, tokens, rows) for tokens in (8192, 32768) for rows in ROWS),
    *((f"{model.__name__}_8192_{rows}", model, 8192, rows) for model in (causal, window) for rows in ROWS),
]

lines = []
for name, model, tokens, kind in CASES:
    weights = Weights(generator(name))
    count, order = ROWS[kind]
    rows = torch.randn(count, WIDTH, generator=weights.rng)
    query = torch.randn(3, WIDTH, generator=weights.rng)
    declaration, run = model(weights, query) if model is memory else model(weights)
    x = repeated(rows, tokens, order)
    with torch.no_grad():
        expected = run({key: value.double() for key, value in weights.items()}, x.double())
        singles = run(dict(weights), x)
    inputs = {"rows": rows.numpy()}
    if model is memory:
        inputs["query"] = query.numpy()
    if model in (causal, window):
        inputs["at"] = torch.tensor(AT).int().numpy()
    metadata = {"declaration": declaration, "tokens": str(tokens), "order": order}
    error, largest = golden_files.write(FOLDER, name, weights, inputs, (expected, singles), metadata)
    lines.append(f"| `{name}` | `{declaration}` | {tokens} | {largest:.3g} | {error:.2e} |")

golden_files.finish(
    FOLDER,
    lines,
    """# Golden cases: long sequences

Written by `make_long_goldens.py` with PyTorch {torch}. The sequence repeats `rows`: all in turn (`order` is `cycle`), or each once and then only the last one
(`last`). For attention, a file holds only the results of the tokens in `at`. With a memory, the input is `query` and the long sequence is the memory. All weights and
inputs are random; nothing comes from a published checkpoint.
""",
    rows="tokens",
)
