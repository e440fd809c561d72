"""Makes the golden cases of convolutions before an encoder: `Convolutions/<case>.safetensors` and `Convolutions/README.md`.

    OMP_NUM_THREADS=1 python3 make_convolution_goldens.py

Each case is a stem of `torch.nn.functional.conv1d` with norms and activations, then one post-norm encoder layer without bias. Needs torch and numpy.
"""

import pathlib

import golden_files
import torch
from golden_files import Weights, generator
from torch.nn.functional import conv1d, gelu, group_norm, layer_norm, linear, relu, silu

FOLDER = pathlib.Path(__file__).resolve().parent / "Convolutions"
FUNCTIONS = {"None": lambda x: x, "Gelu": gelu, "GeluTanh": lambda x: gelu(x, approximate="tanh"), "Relu": relu, "Silu": silu, "Tanh": torch.tanh}
HEADS, FFN = 2, 24


def convolution(n_in, n_out, kernel, stride=1, padding=0, bias=True, activation="None", norm="None", epsilon=1e-5, first=False):
    return dict(n_in=n_in, n_out=n_out, kernel=kernel, stride=stride, padding=padding, bias=bias, activation=activation, norm=norm, epsilon=epsilon, first=first)


def declared(c):
    text = f"Convolution({c['n_in']}, {c['n_out']}, {c['kernel']}, {c['stride']}"
    for name, key, usual in (("Padding", "padding", 0), ("NormEpsilon", "epsilon", 1e-5)):
        text += f", {name} = {c[key]}{'f' if key == 'epsilon' else ''}" if c[key] != usual else ""
    text += "" if c["bias"] else ", Bias = false"
    text += "" if c["activation"] == "None" else f", Activation = ConvolutionActivation.{c['activation']}"
    text += "" if c["norm"] == "None" else f", Norm = ConvolutionNorm.{c['norm']}"
    return text + (", ActivationFirst = true)" if c["first"] else ")")


def normed(w, c, name, x):
    """x [channels, time]"""
    if c["norm"] == "None":
        return x
    weight, bias = w[f"{name}.weight"], w[f"{name}.bias"]
    if c["norm"] == "Layer":
        return layer_norm(x.t(), (c["n_out"],), weight, bias, golden_files.single(c["epsilon"])).t()
    return group_norm(x[None], 1 if c["norm"] == "Group" else c["n_out"], weight, bias, golden_files.single(c["epsilon"]))[0]


def build(w, convolutions, projection=None, class_token=False, positions=0, pool=False):
    for i, c in enumerate(convolutions):
        w.normal(f"convolutions.{i}.weight", (c["n_out"], c["n_in"], c["kernel"]), 0, (c["n_in"] * c["kernel"]) ** -0.5)
        if c["bias"]:
            w.normal(f"convolutions.{i}.bias", (c["n_out"],), 0, 0.2)
        if c["norm"] != "None":
            w.norm(f"convolution_norms.{i}", c["n_out"])
    embed = projection or convolutions[-1]["n_out"]
    if projection:
        w.linear("projection", convolutions[-1]["n_out"], projection)
    if class_token:
        w.normal("class_token", (1, 1, embed), 0, 1)
    if positions:
        w.normal("positions.weight", (positions, embed), 0, 1)
    w.normal("layers.0.self_attn.in_proj_weight", (3 * embed, embed), 0, embed**-0.5)
    w.linear("layers.0.self_attn.out_proj", embed, embed, False)
    w.linear("layers.0.linear1", embed, FFN, False)
    w.linear("layers.0.linear2", FFN, embed, False)
    for name in ("norm1", "norm2"):
        w.norm(f"layers.0.{name}", embed, False)

    def run(w, x):
        x = x.t()
        for i, c in enumerate(convolutions):
            function = FUNCTIONS[c["activation"]]
            x = conv1d(x[None], w[f"convolutions.{i}.weight"], w.get(f"convolutions.{i}.bias"), c["stride"], c["padding"])[0]
            x = normed(w, c, f"convolution_norms.{i}", function(x)) if c["first"] else function(normed(w, c, f"convolution_norms.{i}", x))
        x = x.t()
        if projection:
            x = linear(x, w["projection.weight"], w["projection.bias"])
        if class_token:
            x = torch.cat([w["class_token"][0], x])
        if positions:
            x = x + w["positions.weight"][: len(x)]
        q, k, v = (part.reshape(len(x), HEADS, -1).transpose(0, 1) for part in linear(x, w["layers.0.self_attn.in_proj_weight"]).chunk(3, -1))
        seen = (q @ k.transpose(1, 2) * q.shape[-1] ** -0.5).softmax(-1) @ v
        x = layer_norm(x + linear(seen.transpose(0, 1).reshape(len(x), -1), w["layers.0.self_attn.out_proj.weight"]), (embed,), w["layers.0.norm1.weight"], None, 1e-5)
        x = layer_norm(x + linear(gelu(linear(x, w["layers.0.linear1.weight"])), w["layers.0.linear2.weight"]), (embed,), w["layers.0.norm2.weight"], None, 1e-5)
        return x.mean(0, keepdim=True) if pool else x

    stages = "".join(f"{declared(c)}, " for c in convolutions) + (f"Projection({convolutions[-1]['n_out']}), " if projection else "")
    stages += ("ClassToken, " if class_token else "") + (f"Positions({positions}), " if positions else "") + ("Pool(Pooling.Mean), " if pool else "")
    encoder = f"Encoder(Embed = {embed}, Heads = {HEADS}, Ffn = {FFN}, Norm = NormPlacement.Post, Bias = false, Activation = Activation.Gelu)"
    return stages + "TensorNames(TensorNaming.Torch), " + encoder, run


C = convolution
CASES = {
    # (convolutions, attributes around the layer, rows)
    "kernel_1": ([C(5, 8, 1)], {}, dict(batch=2, tokens=7)),
    "kernel_3_padding_1": ([C(5, 8, 3, 1, 1)], {}, dict(batch=1, tokens=33)),
    "kernel_3_one_row": ([C(5, 8, 3, 1, 1, activation="Relu")], {}, dict(batch=1, tokens=1)),
    "most_padding": ([C(3, 20, 7, 2, 6, activation="Silu")], {}, dict(lengths=[1, 2, 5, 40])),
    "stride_beyond_kernel": ([C(4, 12, 2, 5, bias=False, activation="GeluTanh")], {}, dict(lengths=[2, 11, 200])),
    "raw_padding": ([C(1, 18, 10, 3, 4, activation="Tanh")], {}, dict(lengths=[6, 400, 3])),
    # Stems of published models: Whisper's, Moonshine's, wav2vec2's base and large.
    "whisper": ([C(80, 128, 3, 1, 1, activation="Gelu"), C(128, 128, 3, 2, 1, activation="Gelu")], {"positions": 330}, dict(lengths=[600, 1, 37])),
    "moonshine": (
        [C(1, 36, 127, 64, bias=False, activation="Tanh", norm="Group", first=True), C(36, 72, 7, 3, activation="Gelu"), C(72, 36, 3, 2, activation="Gelu")],
        {}, dict(lengths=[895, 16000, 3000])),
    "wav2vec2_base": (
        [C(1, 32, 10, 5, bias=False, activation="Gelu", norm="Channel"), C(32, 32, 3, 2, bias=False, activation="Gelu"), C(32, 32, 2, 2, bias=False, activation="Gelu")],
        {"projection": 24}, dict(lengths=[2500, 61, 6000])),
    "wav2vec2_large": (
        [C(1, 20, 10, 5, activation="Gelu", norm="Layer"), C(20, 20, 3, 2, activation="Gelu", norm="Layer")], {"class_token": True}, dict(batch=2, tokens=900)),
    # Norms after the last convolution, whose rows are the layers' rows.
    "last_group": ([C(6, 20, 3, 2, 1, norm="Group", epsilon=1e-3)], {"class_token": True}, dict(lengths=[3, 70, 500])),
    "last_group_first": ([C(6, 18, 3, activation="Relu", norm="Group", first=True)], {}, dict(lengths=[3, 70])),
    "last_channel": ([C(6, 18, 4, 2, activation="Silu", norm="Channel")], {"class_token": True, "positions": 300}, dict(lengths=[10, 70, 500])),
    "last_layer_pooled": ([C(6, 18, 4, 2, activation="Gelu", norm="Layer", first=True)], {"class_token": True, "pool": True}, dict(lengths=[10, 70, 4])),
}

lines = []
for name, (convolutions, around, rows) in CASES.items():
    weights = Weights(generator(name))
    declaration, model = build(weights, convolutions, **around)
    lines.append(golden_files.make(FOLDER, name, declaration, weights, model, convolutions[0]["n_in"], **rows))

golden_files.finish(
    FOLDER,
    lines,
    """# Golden cases: convolutions before an encoder

Written by `make_convolution_goldens.py` with PyTorch {torch}: one to three convolutions, some with norms, then one encoder layer. Tokens are counted in rows of the
input. All weights and inputs are random; nothing comes from a published checkpoint.
""",
)
