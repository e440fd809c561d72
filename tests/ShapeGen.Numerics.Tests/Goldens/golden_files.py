"""Shared by the golden scripts: random weights, PyTorch's float64 result and float32 error, and writing the file.

A model here is a function of (weights, x): `weights` maps names to tensors, `x` is one sequence [tokens, width]; the result is
[tokens, width] of the same type. Sequences of a batch are computed one by one: no padding, no mask between them.
"""

import os

# Summation order, and so the last bit of the float32 run, depends on the threads.
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import sys
import zlib

import numpy
import torch

sys.dont_write_bytecode = True  # no __pycache__ among the goldens
import safetensors_io

torch.set_num_threads(1)


def generator(name):
    """Each case has its own random stream, so adding a case does not change the others."""
    return torch.Generator().manual_seed(zlib.crc32(name.encode()))


def single(value):
    """The number that C# reads from `<value>f`."""
    return float(numpy.float32(value))


class Weights(dict):
    """Random tensors, larger than PyTorch's initial ones and never 0 or 1, so that each affects the result."""

    def __init__(self, rng):
        super().__init__()
        self.rng = rng

    def normal(self, name, shape, mean, deviation):
        assert name not in self, name
        self[name] = torch.empty(shape).normal_(mean, deviation, generator=self.rng)

    def linear(self, stem, n_in, n_out, bias=True):
        self.normal(f"{stem}.weight", (n_out, n_in), 0, n_in**-0.5)
        if bias:
            self.normal(f"{stem}.bias", (n_out,), 0, 0.2)

    def norm(self, stem, width, bias=True, names=("weight", "bias")):
        self.normal(f"{stem}.{names[0]}", (width,), 1, 0.3)
        if bias:
            self.normal(f"{stem}.{names[1]}", (width,), 0, 0.2)


def make(folder, name, declaration, weights, model, width, batch=1, tokens=None, lengths=None):
    """Computes a case and writes it. `batch` sequences of `tokens`, or sequences of `lengths`. Returns its line of the README's table."""
    counts = lengths or [tokens] * batch
    x = torch.randn(sum(counts), width, generator=weights.rng)
    parts = x.split(counts)
    double = {key: value.double() for key, value in weights.items()}
    with torch.no_grad():
        expected = torch.cat([model(double, part.double()) for part in parts])
        singles = torch.cat([model(dict(weights), part) for part in parts])
    metadata = {"declaration": declaration}
    metadata.update({"lengths": ",".join(map(str, lengths))} if lengths else {"batch": str(batch), "tokens": str(tokens)})
    error, largest = write(folder, name, weights, {"input": x.numpy()}, (expected, singles), metadata)
    rows = " + ".join(map(str, lengths)) if lengths else f"{batch} × {tokens}"
    return f"| `{name}` | `{declaration}` | {rows} | {largest:.3g} | {error:.2e} |"


def write(folder, name, weights, inputs, results, metadata):
    """Writes a case, given its float64 and float32 results. Returns PyTorch's error and the largest result."""
    expected, singles = results
    assert expected.dtype == torch.float64 and singles.dtype == torch.float32, name
    assert torch.isfinite(expected).all(), name
    error, largest = (singles.double() - expected).abs().max().item(), expected.abs().max().item()
    assert error < 1e-3 * largest, (name, error)
    # repr() of a float is the shortest text that reads back as the same number, in every culture.
    metadata = metadata | {"pytorch_float32_error": repr(error), "float64_absmax": repr(largest)}
    tensors = {"model." + key: value.contiguous().numpy() for key, value in weights.items()}
    tensors.update(inputs, expected=expected.numpy())
    folder.mkdir(exist_ok=True)
    safetensors_io.save(folder / f"{name}.safetensors", tensors, metadata)
    return error, largest


TABLE = "| case | declaration | {rows} | largest result | PyTorch float32 error |\n| --- | --- | --- | --- | --- |\n"


def finish(folder, lines, text, rows="batch × tokens"):
    """Writes the folder's README; fails if there are files of cases that no longer exist."""
    names = [line.split("`")[1] for line in lines]
    assert len(set(names)) == len(names)
    stale = sorted(path.name for path in folder.glob("*.safetensors") if path.stem not in set(names))
    if stale:
        raise SystemExit(f"Not of this script, remove them: {', '.join(stale)}")
    (folder / "README.md").write_text(text.replace("{torch}", torch.__version__) + "\n" + TABLE.replace("{rows}", rows) + "\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    print(f"{folder.name}: {len(lines)} cases, {sum(path.stat().st_size for path in folder.glob('*.safetensors')):,} bytes")
