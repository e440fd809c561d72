"""Records the intermediate results of a PyTorch model, for `shapegen verify` and for `TraceRecorder`.

As a library, with any model whose modules have the names of HuggingFace's BERT or ViT, timm's ViT, or `nn.TransformerEncoder`:

    from record_intermediates import record
    record(model, {"ids": input_ids, "types": token_type_ids}, "io.safetensors", lengths=[9, 30],
           call=lambda m: m(input_ids, attention_mask=mask, token_type_ids=token_type_ids))

From the command line, with a checkpoint (safetensors, or a state_dict written by torch.save) of a family in `intermediates/families.py`:

    python3 record_intermediates.py model.safetensors --family bert --heads 12 --ids "101,7592,102;101,102" --output io.safetensors

The file holds the input as `input.ids`, `input.types`, `input.pixels`, `input.features`, its lengths as `input.lengths`, and each result as
[rows, width] under the name that a model with `[Trace]` uses (docs/trace.md). Padding rows are omitted. Needs torch and numpy.
"""

import argparse
import contextlib
import json
import pathlib
import re
import sys

import numpy
import torch

DTYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1", "U8": "u1", "BOOL": "?"}

# The results recorded from each module: (its name after any prefix, "in" or "out", the result). {n} is the number in the name.
RULES = [
    # HuggingFace: BERT and similar models.
    (r"embeddings\.LayerNorm", "in", "positioned"),
    (r"embeddings\.LayerNorm", "out", "embedded"),
    (r"encoder\.layer\.(\d+)\.attention\.(?:self|attention)\.query", "out", "layers.{n}.q"),
    (r"encoder\.layer\.(\d+)\.attention\.(?:self|attention)\.key", "out", "layers.{n}.k"),
    (r"encoder\.layer\.(\d+)\.attention\.(?:self|attention)\.value", "out", "layers.{n}.v"),
    (r"encoder\.layer\.(\d+)\.attention\.output\.dense", "in", "layers.{n}.context"),
    (r"encoder\.layer\.(\d+)\.attention\.output\.dense", "out", "layers.{n}.attention"),
    (r"encoder\.layer\.(\d+)\.attention\.output\.LayerNorm", "in", "layers.{n}.attended"),
    (r"encoder\.layer\.(\d+)\.attention\.output\.LayerNorm", "out", "layers.{n}.norm1"),
    (r"encoder\.layer\.(\d+)\.intermediate\.dense", "out", "layers.{n}.ffn1"),
    (r"encoder\.layer\.(\d+)\.output\.dense", "in", "layers.{n}.hidden"),
    (r"encoder\.layer\.(\d+)\.output\.dense", "out", "layers.{n}.ffn2"),
    (r"encoder\.layer\.(\d+)\.output\.LayerNorm", "in", "layers.{n}.added"),
    (r"encoder\.layer\.(\d+)", "out", "layers.{n}.output"),
    (r"pooler\.dense", "in", "pooled"),
    (r"pooler\.dense", "out", "head.0.linear"),
    (r"pooler", "out", "head.0"),
    # HuggingFace: ViT.
    (r"encoder\.layer\.0\.layernorm_before", "in", "embedded"),
    (r"encoder\.layer\.(\d+)\.layernorm_before", "out", "layers.{n}.norm1"),
    (r"encoder\.layer\.(\d+)\.layernorm_after", "in", "layers.{n}.attended"),
    (r"encoder\.layer\.(\d+)\.layernorm_after", "out", "layers.{n}.norm2"),
    (r"(?:vit|deit|dinov2|)\.?layernorm", "out", "finalNorm"),
    # timm: ViT, and EVA, whose projections and gate are separate layers.
    (r"blocks\.0\.norm1", "in", "embedded"),
    (r"blocks\.(\d+)\.norm1", "out", "layers.{n}.norm1"),
    (r"blocks\.(\d+)\.attn\.qkv", "out", "layers.{n}.q|layers.{n}.k|layers.{n}.v"),
    (r"blocks\.(\d+)\.attn\.q_proj", "out", "layers.{n}.q"),
    (r"blocks\.(\d+)\.attn\.k_proj", "out", "layers.{n}.k"),
    (r"blocks\.(\d+)\.attn\.v_proj", "out", "layers.{n}.v"),
    (r"blocks\.(\d+)\.attn\.proj", "in", "layers.{n}.context"),
    (r"blocks\.(\d+)\.attn\.proj", "out", "layers.{n}.attention"),
    (r"blocks\.(\d+)\.ls1", "out", "layers.{n}.attention"),
    (r"blocks\.(\d+)\.norm2", "in", "layers.{n}.attended"),
    (r"blocks\.(\d+)\.norm2", "out", "layers.{n}.norm2"),
    (r"blocks\.(\d+)\.mlp\.fc1", "out", "layers.{n}.ffn1"),
    (r"blocks\.(\d+)\.mlp\.fc1_x", "out", "layers.{n}.ffn1"),
    (r"blocks\.(\d+)\.mlp\.fc1_g", "out", "layers.{n}.gate"),
    (r"blocks\.(\d+)\.mlp\.fc2", "in", "layers.{n}.hidden"),
    (r"blocks\.(\d+)\.mlp\.fc2", "out", "layers.{n}.ffn2"),
    (r"blocks\.(\d+)\.ls2", "out", "layers.{n}.ffn2"),
    (r"blocks\.(\d+)", "out", "layers.{n}.output"),
    (r"head", "in", "pooled"),
    (r"head", "out", "head.0"),
]

# Of the layers of nn.TransformerEncoder, where the place of the norms decides; queries, keys, values and context are taken from the attention's function.
TORCH_PRE = [("norm1", "out", "norm1"), ("norm2", "in", "attended"), ("norm2", "out", "norm2"), ("linear2", "out", "ffn2")]
TORCH_POST = [("norm1", "in", "attended"), ("norm1", "out", "norm1"), ("norm2", "in", "added"), ("linear2", "out", "ffn2")]
TORCH_BOTH = [("linear1", "out", "ffn1"), ("linear2", "in", "hidden"), ("", "out", "output")]


def load(path):
    """Reads a safetensors file, or a state_dict written by torch.save, as {name: tensor}."""
    path = pathlib.Path(path)
    if path.suffix != ".safetensors":
        return torch.load(path, map_location="cpu")
    data = path.read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        first, end = (start + offset for offset in entry["data_offsets"])
        if entry["dtype"] == "BF16":
            wide = numpy.frombuffer(data[first:end], "<u2").astype("<u4") << 16
            tensors[name] = torch.from_numpy(wide.view("<f4").reshape(entry["shape"]).copy())
        else:
            tensors[name] = torch.from_numpy(numpy.frombuffer(data[first:end], DTYPES[entry["dtype"]]).reshape(entry["shape"]).copy())
    return tensors


def save(path, tensors, metadata=None):
    """Writes {name: tensor or array} as a safetensors file, wider types first, so that each is aligned."""
    arrays = {name: numpy.asarray(value.detach().cpu() if torch.is_tensor(value) else value) for name, value in tensors.items()}
    names = {numpy.dtype(code): name for name, code in DTYPES.items()}
    header = {"__metadata__": {key: str(value) for key, value in metadata.items()}} if metadata else {}
    blobs, offset = [], 0
    for name, array in sorted(arrays.items(), key=lambda item: (-item[1].dtype.itemsize, item[0])):
        blob = numpy.ascontiguousarray(array).tobytes()
        header[name] = {"dtype": names[array.dtype], "shape": list(array.shape), "data_offsets": [offset, offset + len(blob)]}
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    pathlib.Path(path).write_bytes(len(text).to_bytes(8, "little") + text + b"".join(blobs))


class Recording:
    """Results recorded by hooks, as [sequences, tokens, width] or [sequences, width]."""

    def __init__(self):
        self.values = {}

    def take(self, names, value):
        value = value[0] if isinstance(value, (tuple, list)) else value
        if not torch.is_tensor(value):
            return
        parts = names.split("|")
        for name, part in zip(parts, value.chunk(len(parts), dim=-1)):
            self.values[name] = part.detach().clone()


def name_of(template, match):
    return template.replace("{n}", match.group(1)) if "{n}" in template else template


def install(model, recording):
    """Adds the hooks. Returns their handles."""
    handles = []

    def add(module, where, name, change=lambda value: value):
        if where == "in":
            handles.append(module.register_forward_pre_hook(lambda _, args: recording.take(name, change(args[0])) if args else None))
        else:
            handles.append(module.register_forward_hook(lambda _, args, result: recording.take(name, change(result[0] if isinstance(result, tuple) else result))))

    embeddings = {}
    has_pooler = any(name.split(".")[-1] == "pooler" for name, _ in model.named_modules())
    for path, module in model.named_modules():
        for pattern, where, template in RULES:
            match = re.search(rf"(?:^|\.){pattern}$", path)
            if match and not (pattern == "head" and isinstance(module, torch.nn.ModuleList)):
                add(module, where, name_of(template, match))
        match = re.search(r"(?:^|\.)embeddings\.(word_embeddings|token_type_embeddings)$", path)
        if match:
            handles.append(module.register_forward_hook(lambda _, args, result, key=match.group(1): embeddings.__setitem__(key, result.detach())))
        if re.search(r"(?:^|\.)embeddings\.LayerNorm$", path):
            handles.append(module.register_forward_pre_hook(lambda _, args: recording.take("tokens", sum_of(embeddings, args[0]))))
        if re.fullmatch(r"classifier|(.*\.)?classifier", path) and isinstance(module, torch.nn.Linear):
            add(module, "out", "head.1" if has_pooler else "head.0")
            if not has_pooler:
                add(module, "in", "pooled")
        # timm: the norm outside the blocks.
        if re.search(r"(?:^|\.)norm$", path) and isinstance(getattr(model.get_submodule(path[: -len("norm")].rstrip(".")), "blocks", None), torch.nn.Module):
            add(module, "out", "finalNorm")
        if isinstance(module, torch.nn.TransformerEncoder):
            for number, layer in enumerate(module.layers):
                install_torch_layer(add, layer, number)
            if module.norm is not None:
                add(module.norm, "out", "finalNorm", batch_first(module.layers[0]))
    return handles


def sum_of(embeddings, like):
    return sum((value.expand_as(like) for value in embeddings.values()), torch.zeros_like(like))


def batch_first(layer):
    """The function that brings a layer's rows into the order [sequences, tokens, width]."""
    return (lambda value: value) if layer.self_attn.batch_first else (lambda value: value.transpose(0, 1))


def install_torch_layer(add, layer, number):
    change = batch_first(layer)
    for name, where, result in (TORCH_PRE if layer.norm_first else TORCH_POST) + TORCH_BOTH:
        add(layer.get_submodule(name) if name else layer, where, f"layers.{number}.{result}", change)
    if number == 0:
        add(layer, "in", "embedded", change)
    add(layer.self_attn, "out", f"layers.{number}.attention", change)
    layer.self_attn._recorded_as = number


@contextlib.contextmanager
def attention_functions(model, recording):
    """nn.MultiheadAttention calls no modules: its function is, and once more without its last product, which leaves the context."""
    function = torch.nn.functional.multi_head_attention_forward
    numbers = []
    handles = [
        module.register_forward_pre_hook(lambda module, args: numbers.append(module._recorded_as))
        for module in model.modules()
        if hasattr(module, "_recorded_as")
    ]

    def recorded(query, key, value, embed, heads, in_weight, in_bias, bias_k, bias_v, add_zero, dropout, out_weight, out_bias, **rest):
        if numbers:
            prefix = f"layers.{numbers.pop()}."
            biases = [None] * 3 if in_bias is None else in_bias.chunk(3)
            for name, source, weight, bias in zip("qkv", (query, key, value), in_weight.chunk(3), biases):
                recording.take(prefix + name, torch.nn.functional.linear(source, weight, bias).transpose(0, 1))
            identity = torch.eye(embed, dtype=out_weight.dtype)
            context = function(query, key, value, embed, heads, in_weight, in_bias, bias_k, bias_v, add_zero, dropout, identity, None, **rest)[0]
            recording.take(prefix + "context", context.transpose(0, 1))
        return function(query, key, value, embed, heads, in_weight, in_bias, bias_k, bias_v, add_zero, dropout, out_weight, out_bias, **rest)

    torch.nn.functional.multi_head_attention_forward = recorded
    try:
        yield
    finally:
        torch.nn.functional.multi_head_attention_forward = function
        for handle in handles:
            handle.remove()


def rows_of(value, lengths):
    """[sequences, tokens, width] as rows without padding; [sequences, width] unchanged."""
    if value.dim() == 2:
        return value
    if value.dim() != 3:
        raise ValueError(f"A result has the shape {list(value.shape)}, which is not rows of sequences.")
    return torch.cat([sequence[:count] for sequence, count in zip(value, lengths or [value.shape[1]] * len(value))])


def record(model, inputs, path, lengths=None, call=None, metadata=None):
    """Runs a model and writes its input and its results.

    model: the module, in eval mode (otherwise results are not reproducible).
    inputs: a dictionary with "ids" (and "types"), "pixels" or "features", [sequences, tokens, …], as the model expects them.
    lengths: tokens of each sequence if the batch is padded after them; must agree with the caller's mask.
    call: how to call the model; by default with the inputs in the dictionary's order.
    Returns the results by name.
    """
    unknown = set(inputs) - {"ids", "types", "pixels", "features"}
    if unknown:
        raise ValueError(f"Inputs are ids, types, pixels or features, not {', '.join(sorted(unknown))}.")
    recording = Recording()
    handles = install(model, recording)
    try:
        # With gradients enabled; otherwise, layers of nn.TransformerEncoder run as one function that calls no hooks.
        with torch.enable_grad(), attention_functions(model, recording):
            call(model) if call else model(*inputs.values())
    finally:
        for handle in handles:
            handle.remove()
    if not recording.values:
        names = ", ".join(name for name, _ in list(model.named_modules())[1:9])
        raise ValueError(f"No module of the model has a known name. Its names: {names} …")
    results = {name: rows_of(value, lengths).float().contiguous() for name, value in recording.values.items()}
    tensors = dict(results)
    for name, value in inputs.items():
        whole = value if name == "pixels" else rows_of(value[..., None], lengths)[:, 0] if name in ("ids", "types") else rows_of(value, lengths)
        tensors[f"input.{name}"] = whole.to(torch.int32 if name in ("ids", "types") else torch.float32)
    first = next(iter(inputs.values()))
    if "pixels" not in inputs:
        tensors["input.lengths"] = torch.tensor(lengths or [first.shape[1]] * first.shape[0], dtype=torch.int32)
    save(path, tensors, metadata)
    return results


def main(arguments=None):
    from intermediates import families

    parser = argparse.ArgumentParser(description="Records the intermediate results of a PyTorch model.")
    parser.add_argument("checkpoint", help="a safetensors file, or a state_dict written by torch.save")
    parser.add_argument("--family", required=True, choices=sorted(families.FAMILIES))
    parser.add_argument("--config", help="config.json; by default the one in the checkpoint's folder, if it exists")
    parser.add_argument("--heads", type=int, help="attention heads, if config.json does not state them")
    parser.add_argument("--activation", choices=sorted(families.ACTIVATIONS), help="of the feed-forward blocks, if config.json does not state it")
    parser.add_argument("--epsilon", type=float, help="of the norms, if config.json does not state it")
    parser.add_argument("--norm-first", action="store_true", help="nn.TransformerEncoder with norms before the blocks")
    parser.add_argument("--ids", help='token ids of each sequence: "101,7592,102;101,102"')
    parser.add_argument("--random", metavar="ROWSxCOUNT", help="random pixels, features or ids: COUNT sequences of ROWS tokens, or 1xCOUNT images")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--float32", action="store_true", help="compute in float32; by default in float64, with results stored as float32")
    parser.add_argument("--output", required=True)
    options = parser.parse_args(arguments)

    state = load(options.checkpoint)
    beside = pathlib.Path(options.config) if options.config else pathlib.Path(options.checkpoint).with_name("config.json")
    config = json.loads(beside.read_text()) if beside.exists() else {}
    settings = families.Settings.of(config, options)
    try:
        model, draw = families.FAMILIES[options.family](state, settings)
        if options.ids:
            sequences = [[int(number) for number in part.split(",")] for part in options.ids.split(";")]
            inputs, lengths = families.padded(sequences)
        elif options.random:
            rows, count = (int(number) for number in options.random.split("x"))
            inputs, lengths = draw(rows, count, torch.Generator().manual_seed(options.seed)), None
        else:
            parser.error("give --ids or --random")
    except (KeyError, ValueError) as problem:
        print(f"{options.checkpoint}: {problem}", file=sys.stderr)
        return 1
    model.eval()
    if not options.float32:
        model.double()
        inputs = {name: value.double() if value.is_floating_point() else value for name, value in inputs.items()}
    call = (lambda m: m(*inputs.values(), lengths=lengths)) if lengths else None
    results = record(model, inputs, options.output, lengths, call)
    print(f"{options.output}: {len(results)} results")
    return 0


if __name__ == "__main__":
    sys.exit(main())
