"""Writes the files of docs/from-pytorch.md: `series.safetensors`, a PyTorch classifier of time series with random weights, and `reference.safetensors`,
an input and PyTorch's result.

    OMP_NUM_THREADS=1 python3 export.py

Needs torch and numpy (Debian: python3-torch). With the package `safetensors`, save_file(model.state_dict(), "series.safetensors") writes the same.
"""

import pathlib
import sys

import torch
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "samples" / "Quickstart"))
from export import save_safetensors  # noqa: E402


class SeriesClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.project = nn.Linear(12, 32)
        layer = nn.TransformerEncoderLayer(32, 4, dim_feedforward=64, activation="gelu", batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, num_layers=2)
        self.classify = nn.Linear(32, 5)

    def forward(self, x):
        return self.classify(self.encoder(self.project(x)).mean(dim=1))


def main():
    folder = pathlib.Path(__file__).resolve().parent
    torch.set_num_threads(1)  # the last bits of a float32 sum depend on it
    torch.manual_seed(0)
    model = SeriesClassifier().eval()
    # The layers of nn.TransformerEncoder start as copies of one layer: with noise on all weights, a mistake in any layer shows.
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
        x = torch.randn(3, 20, 12)
        save_safetensors(folder / "series.safetensors", model.state_dict())
        save_safetensors(folder / "reference.safetensors", {"input": x, "output": model(x)})
    for name, tensor in model.state_dict().items():
        print(f"{name:42} {list(tensor.shape)}")


if __name__ == "__main__":
    main()
