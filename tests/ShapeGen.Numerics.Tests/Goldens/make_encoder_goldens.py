"""Makes the golden cases of encoder layers and stacks: `Encoders/<case>.safetensors` and `Encoders/README.md`.

    OMP_NUM_THREADS=1 python3 make_encoder_goldens.py

The model here is a plain implementation, one sequence at a time. Cases whose name begins with `torch_` are `nn.TransformerEncoder` itself; the
plain model must give the same results. `cover` chooses the combinations of properties: they cover every pair of values that is possible
together. Needs torch and numpy (Debian: python3-torch, libopenblas0-pthread).
"""

import itertools
import math
import pathlib
import random

import golden_files
import torch
from golden_files import Weights, generator, single
from torch import nn
from torch.nn import functional

FOLDER = pathlib.Path(__file__).resolve().parent / "Encoders"

# How the default profile (CvNets) names the tensors, in one place. With several layers, the names of a layer begin with `{layer}.`
LAYER_NAMES = {
    "norm1": "pre_norm_mha.0",
    "qkv": "pre_norm_mha.1.qkv_proj",
    "out": "pre_norm_mha.1.out_proj",
    "norm2": "pre_norm_ffn.0",
    "gate": "pre_norm_ffn.1_gate",
    "ffn1": "pre_norm_ffn.1",
    "ffn2": "pre_norm_ffn.4",
    "scale1": "pre_norm_mha.layer_scale",
    "scale2": "pre_norm_ffn.layer_scale",
}
RELATIVE_BIAS = "relative_attention_bias.weight"
# Without a key bias, the bias is two tensors, as in BEiT.
QUERY_BIAS, VALUE_BIAS = "q_bias", "v_bias"


def stem(role, layer, layers):
    return f"{layer}.{LAYER_NAMES[role]}" if layers > 1 else LAYER_NAMES[role]


def final_norm(layers):
    """The next module of the same nn.Sequential."""
    return str(layers)


# The properties and their values. The first value is the attribute's default.

SIZES = {
    # embed, heads, head width (None: embed / heads), key and value heads (None: heads), ffn
    "20_heads_4": (20, 4, None, None, 33),
    "30_heads_2": (30, 2, None, None, 37),  # heads of 15
    "18_heads_4x8_kv_2": (18, 4, 8, 2, 29),
    "17_heads_3x10_kv_1": (17, 3, 10, 1, 31),
    "24_heads_8": (24, 8, None, None, 40),  # heads of 3
    "16_heads_1": (16, 1, None, None, 40),
    "10_heads_6x20_kv_3": (10, 6, 20, 3, 7),
}
ROWS = {
    "1x1": {"batch": 1, "tokens": 1},
    "3x7": {"batch": 3, "tokens": 7},
    "1x45": {"batch": 1, "tokens": 45},
    # More rows than a row block (224): several blocks, and with several sequences several groups.
    "1x251": {"batch": 1, "tokens": 251},
    "5x47": {"batch": 5, "tokens": 47},
    "lengths": {"lengths": [5, 1, 17, 33, 2]},
    "long_lengths": {"lengths": [131, 7, 90, 1, 40]},
}
MASKS = {
    # causal, window, global every
    "all": (False, None, 0),
    "causal": (True, None, 0),
    "window": (False, 12, 0),
    "causal_window": (True, 34, 0),
    "window_global": (False, 8, 2),
    "causal_window_global": (True, 21, 3),
}
POSITIONS = {
    "none": {},
    "rotary": {"Position": "Rotary"},
    "rotary_partial": {"Position": "Rotary", "RotaryDim": 4, "RotaryTheta": 500},
    "rotary_interleaved": {"Position": "Rotary", "RotaryInterleaved": True},
    "rotary_partial_interleaved": {"Position": "Rotary", "RotaryDim": 2, "RotaryInterleaved": True},
    "rotary_local": {"Position": "Rotary", "RotaryTheta": 160000, "LocalRotaryTheta": 700},
    "alibi": {"Position": "Alibi"},
    "buckets": {"Position": "RelativeBuckets"},  # T5's and MPNet's 32 and 128
    "few_buckets": {"Position": "RelativeBuckets", "Buckets": 8, "MaxDistance": 20},
}
PROPERTIES = {
    "norm": ["Pre", "Post"],
    "kind": ["Layer", "Rms"],
    "activation": ["Silu", "Relu", "Gelu", "GeluTanh", "QuickGelu"],
    "gated": [False, True],
    "mask": list(MASKS),
    "position": list(POSITIONS),
    "layers": [1, 2, 3],
    "qkv_bias": [True, False],
    "key_bias": [True, False],
    "out_bias": [True, False],
    "ffn_bias": [True, False],
    "gate_bias": [True, False],
    "norm_bias": [True, False],
    "size": list(SIZES),
    "scale": [None, 1.0, 0.37],
    "final_norm": [None, "same", 1e-3],
    "layer_scale": [False, True],
    "epsilon": [1e-5, 1e-6],
    "rows": list(ROWS),
}
BIASES = ["qkv_bias", "key_bias", "out_bias", "ffn_bias", "gate_bias", "norm_bias"]


def makes_sense(case):
    """Whether no two of the chosen values contradict each other; `case` may be incomplete."""
    has = lambda key, *values: key in case and case[key] in values
    return not (
        # An absent part has no bias.
        (has("qkv_bias", False) and has("key_bias", True))
        or (has("gated", False) and has("gate_bias", True) and has("ffn_bias", False))
        or (has("gated", False) and has("gate_bias", False) and has("ffn_bias", True))
        or (has("kind", "Rms") and has("norm_bias", True))
        # One layer is the global one.
        or (has("mask", "window_global", "causal_window_global") and has("layers", 1))
        or (has("position", "rotary_local") and not has("mask", "window_global", "causal_window_global") and "mask" in case)
        # Features are rotated in pairs.
        or (has("position", "rotary", "rotary_interleaved", "rotary_local") and has("size", "30_heads_2", "20_heads_4", "24_heads_8"))
        or (has("position", "rotary_partial") and has("size", "24_heads_8"))
    )


def seeds():
    """The fixed cases: all defaults, no bias, and each bias alone."""
    default = {key: values[0] for key, values in PROPERTIES.items()}
    bare = {**default, **{bias: False for bias in BIASES}}
    yield {**default, "rows": "3x7"}
    yield {**bare, "rows": "1x45"}
    yield {**bare, "qkv_bias": True, "rows": "3x7"}
    yield {**bare, "qkv_bias": True, "key_bias": True, "rows": "1x45", "size": "17_heads_3x10_kv_1"}
    yield {**bare, "out_bias": True, "rows": "3x7", "norm": "Post"}
    yield {**bare, "ffn_bias": True, "gate_bias": True, "rows": "1x45"}
    yield {**bare, "ffn_bias": True, "gated": True, "rows": "3x7"}
    yield {**bare, "gate_bias": True, "gated": True, "rows": "1x45"}
    yield {**bare, "norm_bias": True, "rows": "3x7"}


def pairs(case):
    return set(itertools.combinations(sorted(case.items(), key=lambda item: item[0]), 2))


def complete(part, rng):
    """Fills in the properties that are not chosen yet; returns None if no value is possible."""
    case = dict(part)
    # Properties that others depend on come first.
    first = ["position", "mask", "layers", "size", "gated", "kind"]
    rest = [key for key in PROPERTIES if key not in first]
    rng.shuffle(rest)
    for key in first + rest:
        if key in case:
            continue
        values = [value for value in PROPERTIES[key] if makes_sense({**case, key: value})]
        if not values:
            return None
        case[key] = rng.choice(values)
    return case


def cover():
    """Cases that cover every possible pair of values. Greedy: for a missing pair, takes the best of some random cases that contain it."""
    rng = random.Random(9)
    wanted = set()
    for (a, values_a), (b, values_b) in itertools.combinations(sorted(PROPERTIES.items()), 2):
        for pair in itertools.product(values_a, values_b):
            part = {a: pair[0], b: pair[1]}
            if makes_sense(part) and any(complete(part, rng) for _ in range(200)):
                wanted.add(((a, pair[0]), (b, pair[1])))
    cases = list(seeds())
    for case in cases:
        assert makes_sense(case) and list(case) == list(PROPERTIES), case
        wanted -= pairs(case)
    while wanted:
        # In a fixed order, independent of Python's hashes.
        start = rng.choice(sorted(wanted, key=repr))
        candidates = [case for case in (complete(dict(start), rng) for _ in range(1500)) if case]
        best = max(candidates, key=lambda case: (len(pairs(case) & wanted), -file_size(case)))
        wanted -= pairs(best)
        cases.append({key: best[key] for key in PROPERTIES})
    return cases


def file_size(case):
    """Approximate size, in numbers: among cases that cover equally many pairs, the smallest is chosen."""
    embed, heads, head_dim, _, ffn = SIZES[case["size"]]
    rows = ROWS[case["rows"]]
    count = sum(rows["lengths"]) if "lengths" in rows else rows["batch"] * rows["tokens"]
    return embed * (3 * count + case["layers"] * (4 * heads * (head_dim or embed // heads) + 3 * ffn))


# The declaration.


def number(value):
    return f"{value:g}f"


def declare(case):
    embed, heads, head_dim, kv_heads, ffn = SIZES[case["size"]]
    causal, window, global_every = MASKS[case["mask"]]
    arguments = {"Embed": embed, "Heads": heads, "Ffn": ffn, "HeadDim": head_dim, "KeyValueHeads": kv_heads, "Layers": case["layers"]}
    if case["layers"] == 1:
        del arguments["Layers"]
    if case["norm"] != "Pre":
        arguments["Norm"] = "NormPlacement." + case["norm"]
    if case["kind"] != "Layer":
        arguments["NormKind"] = "NormKind." + case["kind"]
    if case["epsilon"] != 1e-5:
        arguments["Epsilon"] = number(case["epsilon"])
    if case["activation"] != "Silu":
        arguments["Activation"] = "Activation." + case["activation"]
    if case["gated"]:
        arguments["Gated"] = True
    if causal:
        arguments["Mask"] = "AttentionMask.Causal"
    arguments["Window"] = window
    arguments["GlobalEvery"] = global_every or None
    for key, value in POSITIONS[case["position"]].items():
        arguments[key] = f"PositionEncoding.{value}" if key == "Position" else value
    if case["scale"]:
        arguments["Scale"] = number(case["scale"])
    if case["layer_scale"]:
        arguments["LayerScale"] = True
    if case["final_norm"]:
        arguments["FinalNorm"] = True
        if case["final_norm"] != "same":
            arguments["FinalEpsilon"] = number(case["final_norm"])
    declare_biases(case, arguments)
    text = lambda value: str(value).lower() if isinstance(value, bool) else str(value)
    return f"Encoder({', '.join(f'{key} = {text(value)}' for key, value in arguments.items() if value is not None)})"


def declare_biases(case, arguments):
    """`Bias` with the value that most of the specific properties have, and those that differ."""
    names = {"qkv_bias": "QkvBias", "out_bias": "OutBias", "ffn_bias": "FfnBias"}
    if case["kind"] == "Layer":
        names["norm_bias"] = "NormBias"
    bias = 2 * sum(case[key] for key in names) > len(names)
    if not bias:
        arguments["Bias"] = False
    arguments.update({name: case[key] for key, name in names.items() if case[key] != bias})
    if case["key_bias"] != case["qkv_bias"]:
        arguments["KeyBias"] = case["key_bias"]
    if case["gated"] and case["gate_bias"] != case["ffn_bias"]:
        arguments["GateBias"] = case["gate_bias"]


# The model, plainly.

ACTIVATIONS = {
    "Silu": functional.silu,
    "Relu": functional.relu,
    "Gelu": functional.gelu,
    "GeluTanh": lambda x: functional.gelu(x, approximate="tanh"),
    "QuickGelu": lambda x: x * torch.sigmoid(1.702 * x),
}


def linear(weights, name, x):
    return functional.linear(x, weights[f"{name}.weight"], weights.get(f"{name}.bias"))


def norm(weights, name, x, kind, epsilon):
    weight, bias = weights[f"{name}.weight"], weights.get(f"{name}.bias")
    if kind == "Layer":
        return functional.layer_norm(x, x.shape[-1:], weight, bias, epsilon)
    assert bias is None
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + epsilon) * weight


def rotate(x, theta, dim, interleaved):
    """Rotary position embeddings on the first `dim` features of each head; x is [heads, tokens, features]."""
    # Angles in the type of x, as the published implementations have them.
    frequencies = 1 / theta ** (torch.arange(0, dim, 2).to(x.dtype) / dim)
    angles = torch.arange(x.shape[1]).to(x.dtype)[:, None] * frequencies
    cos, sin = angles.cos(), angles.sin()
    y = x.clone()
    a, b = (slice(0, dim, 2), slice(1, dim, 2)) if interleaved else (slice(0, dim // 2), slice(dim // 2, dim))
    y[..., a] = x[..., a] * cos - x[..., b] * sin
    y[..., b] = x[..., b] * cos + x[..., a] * sin
    return y


def alibi_slopes(heads):
    """As in the paper's code: the slopes for the next lower power of two, then every second slope for twice that number of heads."""
    powers = lambda n: [2.0 ** (-8 * (i + 1) / n) for i in range(n)]
    below = 2 ** math.floor(math.log2(heads))
    return powers(below) + powers(2 * below)[0::2][: heads - below]


def bucket(distance, causal, buckets, most):
    """T5's `_relative_position_bucket`; `distance` is key - query. MPNet's is the same without a mask."""
    result = torch.zeros_like(distance)
    if causal:
        distance = -torch.minimum(distance, torch.zeros_like(distance))
    else:
        buckets //= 2
        result = (distance > 0).long() * buckets
        distance = distance.abs()
    exact = buckets // 2
    # There the logarithm is computed in float32, whatever the model's type; the buckets depend on it.
    far = exact + (torch.log(distance.float() / exact) / math.log(most / exact) * (buckets - exact)).long()
    return result + torch.where(distance < exact, distance, far.clamp(max=buckets - 1))


def attention(weights, case, layer, x):
    embed, heads, head_dim, kv_heads, _ = SIZES[case["size"]]
    head_dim, kv_heads = head_dim or embed // heads, kv_heads or heads
    causal, window, global_every = MASKS[case["mask"]]
    position = POSITIONS[case["position"]]
    is_global = not window or (global_every and layer % global_every == 0)

    name = stem("qkv", layer, case["layers"])
    qkv = functional.linear(x, weights[f"{name}.weight"], qkv_bias(weights, case, name, kv_heads * head_dim))
    parts = qkv.split([heads * head_dim, kv_heads * head_dim, kv_heads * head_dim], dim=-1)
    q, k, v = (part.view(len(x), -1, head_dim).transpose(0, 1) for part in parts)
    if position.get("Position") == "Rotary":
        theta = position.get("RotaryTheta", 10000)
        theta = theta if is_global else position.get("LocalRotaryTheta", theta)
        q, k = (rotate(part, theta, position.get("RotaryDim", head_dim), position.get("RotaryInterleaved", False)) for part in (q, k))
    k, v = (part.repeat_interleave(heads // kv_heads, dim=0) for part in (k, v))
    scores = q @ k.transpose(1, 2) * (single(case["scale"]) if case["scale"] else head_dim**-0.5)

    distance = torch.arange(len(x))[None, :] - torch.arange(len(x))[:, None]  # key - query
    if position.get("Position") == "Alibi":
        scores = scores - torch.tensor(alibi_slopes(heads), dtype=x.dtype)[:, None, None] * distance.abs()
    elif position.get("Position") == "RelativeBuckets":
        index = bucket(distance, causal, position.get("Buckets", 32), position.get("MaxDistance", 128))
        scores = scores + weights[RELATIVE_BIAS][index].permute(2, 0, 1)
    visible = torch.ones_like(distance, dtype=torch.bool)
    if causal:
        visible &= distance <= 0
    if not is_global:
        visible &= distance.abs() <= window // 2
    scores = scores.masked_fill(~visible, -math.inf)
    context = (torch.softmax(scores, dim=-1) @ v).transpose(0, 1).reshape(len(x), -1)
    return linear(weights, stem("out", layer, case["layers"]), context)


def qkv_bias(weights, case, name, key_width):
    if not case["qkv_bias"]:
        return None
    if case["key_bias"]:
        return weights[f"{name}.bias"]
    q, v = weights[f"{name}.{QUERY_BIAS}"], weights[f"{name}.{VALUE_BIAS}"]
    return torch.cat([q, torch.zeros(key_width, dtype=q.dtype), v])


def feed_forward(weights, case, layer, x):
    activation = ACTIVATIONS[case["activation"]]
    name = lambda role: stem(role, layer, case["layers"])
    if case["gated"]:
        hidden = activation(linear(weights, name("gate"), x)) * linear(weights, name("ffn1"), x)
    else:
        hidden = activation(linear(weights, name("ffn1"), x))
    return linear(weights, name("ffn2"), hidden)


def encoder(case):
    layers = case["layers"]
    epsilon = single(case["epsilon"])

    def scaled(weights, role, layer, x):
        return x * weights[stem(role, layer, layers)] if case["layer_scale"] else x

    def run(weights, x):
        normed = lambda role, layer, y: norm(weights, stem(role, layer, layers), y, case["kind"], epsilon)
        for layer in range(layers):
            if case["norm"] == "Pre":
                x = x + scaled(weights, "scale1", layer, attention(weights, case, layer, normed("norm1", layer, x)))
                x = x + scaled(weights, "scale2", layer, feed_forward(weights, case, layer, normed("norm2", layer, x)))
            else:
                x = normed("norm1", layer, x + scaled(weights, "scale1", layer, attention(weights, case, layer, x)))
                x = normed("norm2", layer, x + scaled(weights, "scale2", layer, feed_forward(weights, case, layer, x)))
        if case["final_norm"]:
            last = epsilon if case["final_norm"] == "same" else single(case["final_norm"])
            x = norm(weights, final_norm(layers), x, case["kind"], last)
        return x

    return run


def random_weights(case, rng):
    embed, heads, head_dim, kv_heads, ffn = SIZES[case["size"]]
    head_dim, kv_heads, layers = head_dim or embed // heads, kv_heads or heads, case["layers"]
    queries, keys = heads * head_dim, kv_heads * head_dim
    norm_bias = case["norm_bias"] and case["kind"] == "Layer"
    weights = Weights(rng)
    for layer in range(layers):
        name = lambda role: stem(role, layer, layers)
        weights.norm(name("norm1"), embed, norm_bias)
        weights.linear(name("qkv"), embed, queries + 2 * keys, case["qkv_bias"] and case["key_bias"])
        if case["qkv_bias"] and not case["key_bias"]:
            weights.normal(f"{name('qkv')}.{QUERY_BIAS}", (queries,), 0, 0.2)
            weights.normal(f"{name('qkv')}.{VALUE_BIAS}", (keys,), 0, 0.2)
        weights.linear(name("out"), queries, embed, case["out_bias"])
        weights.norm(name("norm2"), embed, norm_bias)
        if case["gated"]:
            weights.linear(name("gate"), embed, ffn, case["gate_bias"])
        weights.linear(name("ffn1"), embed, ffn, case["gate_bias"] if case["gated"] else case["ffn_bias"])
        weights.linear(name("ffn2"), ffn, embed, case["ffn_bias"])
        if case["layer_scale"]:
            weights.normal(name("scale1"), (embed,), 0.6, 0.2)
            weights.normal(name("scale2"), (embed,), 0.6, 0.2)
    if case["final_norm"]:
        weights.norm(final_norm(layers), embed, norm_bias)
    position = POSITIONS[case["position"]]
    if position.get("Position") == "RelativeBuckets":
        weights.normal(RELATIVE_BIAS, (position.get("Buckets", 32), heads), 0, 1)
    return weights


# nn.TransformerEncoder itself, for the features that it has.

TORCH = [
    # norm, activation, mask, layers, final norm, size, rows
    ("Post", "Relu", "all", 1, None, "20_heads_4", "3x7"),
    ("Post", "Gelu", "all", 3, None, "30_heads_2", "5x47"),
    ("Post", "Gelu", "causal", 2, "same", "20_heads_4", "1x251"),
    ("Pre", "Gelu", "all", 2, "same", "30_heads_2", "lengths"),
    ("Pre", "Relu", "causal", 3, None, "16_heads_1", "long_lengths"),
    ("Pre", "Gelu", "causal", 1, None, "24_heads_8", "1x45"),
    ("Post", "Relu", "causal", 2, None, "16_heads_1", "lengths"),
    ("Pre", "Relu", "all", 3, "same", "20_heads_4", "1x251"),
]


def torch_cases():
    for placement, activation, mask, layers, final, size, rows in TORCH:
        default = {key: values[0] for key, values in PROPERTIES.items()}
        case = {**default, "norm": placement, "activation": activation, "mask": mask, "layers": layers, "final_norm": final, "size": size, "rows": rows}
        yield f"torch_{placement}_{activation}_{mask}_{layers}_layers".lower(), case


def torch_encoder(case):
    """The same weights in PyTorch's own module."""
    embed, heads, _, _, ffn = SIZES[case["size"]]
    layer = nn.TransformerEncoderLayer(
        embed, heads, ffn, 0.0, case["activation"].lower(), case["epsilon"], batch_first=True, norm_first=case["norm"] == "Pre")
    last = nn.LayerNorm(embed, case["epsilon"]) if case["final_norm"] else None
    names = {"norm1": "norm1", "qkv": "self_attn.in_proj", "out": "self_attn.out_proj", "norm2": "norm2", "ffn1": "linear1", "ffn2": "linear2"}
    plain = encoder(case)

    def run(weights, x):
        state = {}
        for index in range(case["layers"]):
            for role, name in names.items():
                for part in ("weight", "bias"):
                    separator = "_" if name.endswith("in_proj") else "."
                    state[f"layers.{index}.{name}{separator}{part}"] = weights[f"{stem(role, index, case['layers'])}.{part}"]
        if last:
            state.update({f"norm.{part}": weights[f"{final_norm(case['layers'])}.{part}"] for part in ("weight", "bias")})
        module = nn.TransformerEncoder(layer, case["layers"], last, enable_nested_tensor=False).to(x.dtype)
        module.load_state_dict(state)
        mask = torch.full((len(x), len(x)), -math.inf, dtype=x.dtype).triu(1) if MASKS[case["mask"]][0] else None
        # With gradients enabled it runs the modules, not the fused path.
        with torch.enable_grad():
            result = module.train()(x[None], mask)[0].detach()
        if x.dtype == torch.float64:
            assert (result - plain(weights, x)).abs().max() < 1e-11, case
        return result

    return run


README = """# Golden cases of encoders

Layers and stacks of `[Encoder]`. Each file is one case, with its C# declaration in the metadata (`declaration`).
Expected results are PyTorch's in float64, sequence by sequence. The allowed error is twice PyTorch's own float32 error, or 2e-6 of
the largest result, whichever is larger.

| in a file | type | content |
| --- | --- | --- |
| `model.<parameter>` | F32 | the weights, with the names of the declaration's naming (CvNets) |
| `input` | F32 | [rows, width] |
| `expected` | F64 | [rows, width] |

The metadata gives the rows, as `batch` × `tokens` or as the sum of `lengths`. It also has `pytorch_float32_error`, the largest
|float32 run - float64 run|, and `float64_absmax`, the largest |`expected`|.

**Selection.** The properties are norm placement, norm kind, activation, gated, mask (none, causal, window, causal window, both windows with
global layers), position (none, rotary full, partial, interleaved, partial interleaved, with a local base; ALiBi; 32 buckets, 8 buckets),
layers, the biases of q/k/v, k, out, feed-forward, gate and norms, sizes (widths, head widths, key and value heads), scale, final norm (none,
same epsilon, its own), layer scale, epsilon, and rows. The cases cover every pair of values that is possible together. Some cases are
fixed: all defaults, no bias, each bias alone. A greedy search finds the others (`cover` in the script). `torch_…` are
`nn.TransformerEncoder` itself.

**Origin.** `make_encoder_goldens.py` writes all cases and this page from random numbers. MIT, as the project.

**To recreate** (PyTorch {torch}; Debian: `python3-torch` and `libopenblas0-pthread`):

    OMP_NUM_THREADS=1 python3 make_encoder_goldens.py
"""


def main():
    cases = [(name_of(index, case), case, encoder(case)) for index, case in enumerate(cover())]
    cases += [(name, case, torch_encoder(case)) for name, case in torch_cases()]
    lines = []
    for name, case, model in cases:
        weights = random_weights(case, generator(name))
        lines.append(golden_files.make(FOLDER, name, declare(case), weights, model, SIZES[case["size"]][0], **ROWS[case["rows"]]))
    golden_files.finish(FOLDER, lines, README)


def name_of(index, case):
    words = [case["norm"], case["kind"], case["activation"], "gated" if case["gated"] else "", case["mask"], case["position"], f"{case['layers']}_layers"]
    return f"{index:02}_" + "_".join(word for word in words if word).lower()


if __name__ == "__main__":
    main()
