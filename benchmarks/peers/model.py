"""The PyTorch module and the safetensors format, from where the repository has them already: the sample that exports the module, and the script
that makes the tests' goldens."""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / "samples/Quickstart"), str(ROOT / "tests/ShapeGen.Numerics.Tests/Goldens")]

import torch  # noqa: E402
from export import TransformerEncoder  # noqa: E402
from safetensors_io import load, save  # noqa: E402

__all__ = ["TransformerEncoder", "load", "load_model", "save"]


def load_model(folder):
    """The module of an exported case, with its weights."""
    tensors, metadata = load(folder / "weights.safetensors")
    model = TransformerEncoder(int(metadata["embed"]), int(metadata["ffn"]), int(metadata["heads"]))
    model.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in tensors.items()})
    return model.eval()
