"""Trains the sample's model on scikit-learn's handwritten digits. Writes `digits.safetensors` and `digits_test.safetensors` next to this script.

    OMP_NUM_THREADS=1 python3 train.py

An image is 8 × 8 pixels of 0..16. The model sees it divided by 16, as 16 tokens of 4 features: patches of 2 × 2 pixels, patches row by row,
and the pixels of a patch row by row:

    image [8, 8] -> patches [16, 4] -> Linear(4, 32) -> + positions [16, 32] -> 2 encoders -> mean over the tokens -> Linear(32, 10)

digits.safetensors holds the model's state_dict(). digits_test.safetensors holds the 360 test images, which were not used for training:
`images` [360, 8, 8] (0..16), `labels` [360], and PyTorch's results, `pytorch_predictions` [360] and `pytorch_logits` [360, 10]; all float32.

Needs torch, numpy and scikit-learn (Debian: python3-torch, libopenblas0-pthread, python3-sklearn). See ORIGIN.md for the data.
"""

import os

# The order of sums, and therefore the trained weights, depends on the number of threads.
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import copy
import json
import pathlib

import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.nn import functional as F

TEST_IMAGES = 360

# Chosen on 287 held-out training images, never on the test images.
EPOCHS = 150
BATCH = 64
LEARNING_RATE = 6e-3
WEIGHT_DECAY = 0.05
SHIFTED = 0.3


class MultiHeadAttention(nn.Module):
    def __init__(self, embed_dim, num_heads):
        super().__init__()
        self.num_heads = num_heads
        self.qkv_proj = nn.Linear(embed_dim, 3 * embed_dim)
        self.out_proj = nn.Linear(embed_dim, embed_dim)

    def forward(self, x):
        n, p, e = x.shape
        c = e // self.num_heads
        q, k, v = self.qkv_proj(x).reshape(n, p, 3, self.num_heads, c).permute(2, 0, 3, 1, 4)  # each [n, heads, p, c]
        a = torch.softmax((q * c**-0.5) @ k.transpose(-1, -2), dim=-1)  # [n, heads, p, p]
        return self.out_proj((a @ v).transpose(1, 2).reshape(n, p, e))


class TransformerEncoder(nn.Module):
    def __init__(self, embed_dim, ffn_latent_dim, num_heads, dropout=0.0):
        super().__init__()
        self.pre_norm_mha = nn.Sequential(
            nn.LayerNorm(embed_dim),
            MultiHeadAttention(embed_dim, num_heads),
            nn.Dropout(dropout),
        )
        self.pre_norm_ffn = nn.Sequential(
            nn.LayerNorm(embed_dim),
            nn.Linear(embed_dim, ffn_latent_dim),
            nn.SiLU(),
            nn.Dropout(0.0),
            nn.Linear(ffn_latent_dim, embed_dim),
            nn.Dropout(dropout),
        )

    def forward(self, x):
        x = x + self.pre_norm_mha(x)
        return x + self.pre_norm_ffn(x)


class Digits(nn.Module):
    def __init__(self):
        super().__init__()
        self.patch_embed = nn.Linear(4, 32)
        self.positions = nn.Parameter(0.1 * torch.randn(16, 32))
        self.encoder = nn.Sequential(*(TransformerEncoder(32, 64, num_heads=4, dropout=0.1) for _ in range(2)))
        self.head = nn.Linear(32, 10)

    def forward(self, images):
        """images [n, 8, 8] with values 0..16 -> logits [n, 10]"""
        # [n, patch row, pixel row, patch column, pixel column] -> [n, patch row, patch column, pixel row, pixel column]
        patches = (images / 16).reshape(-1, 4, 2, 4, 2).transpose(2, 3).reshape(-1, 16, 4)
        tokens = self.encoder(self.patch_embed(patches) + self.positions)
        return self.head(tokens.mean(dim=1))


def shifted(images):
    """Some of the images shifted by -1, 0 or 1 pixel in each direction, because 1437 images are few."""
    padded = F.pad(images, (1, 1, 1, 1))
    rows = torch.randint(3, (len(images), 1, 1)) + torch.arange(8).view(1, 8, 1)
    columns = torch.randint(3, (len(images), 1, 1)) + torch.arange(8).view(1, 1, 8)
    moved = padded[torch.arange(len(images)).view(-1, 1, 1), rows, columns]
    return torch.where(torch.rand(len(images), 1, 1) < SHIFTED, moved, images)


def train(images, labels):
    torch.manual_seed(0)
    model = Digits()
    optimizer = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    steps = EPOCHS * (len(images) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=LEARNING_RATE, total_steps=steps)
    for _ in range(EPOCHS):
        order = torch.randperm(len(images))
        for batch in order[: len(images) // BATCH * BATCH].split(BATCH):
            optimizer.zero_grad()
            F.cross_entropy(model(shifted(images[batch])), labels[batch]).backward()
            optimizer.step()
            schedule.step()
    return model.eval()


def save_safetensors(path, tensors, metadata=None):
    """8 bytes: the header's length · the header, JSON, padded to 8 · the tensors' bytes, without gaps."""
    header = {"__metadata__": metadata} if metadata else {}
    blobs, offset = [], 0
    for name, tensor in sorted(tensors.items()):
        blob = tensor.detach().cpu().contiguous().numpy().astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + len(blob)]}
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text + b"".join(blobs))


def main():
    folder = pathlib.Path(__file__).resolve().parent
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)

    digits = load_digits()
    images = torch.tensor(digits.images, dtype=torch.float32)
    labels = torch.tensor(digits.target)
    # numpy guarantees that RandomState's numbers never change, so the split is always the same.
    order = torch.from_numpy(np.random.RandomState(0).permutation(len(images)))
    test, rest = order[:TEST_IMAGES], order[TEST_IMAGES:]

    model = train(images[rest], labels[rest])
    with torch.no_grad():
        logits = model(images[test])
        exact = copy.deepcopy(model).double()(images[test].double())
    predictions = logits.argmax(dim=1)

    # The sample promises PyTorch's result for each image, so no result may depend on rounding.
    best = exact.topk(2, dim=1).values
    margin = (best[:, 0] - best[:, 1]).min().item()
    error = (logits - exact).abs().max().item()
    assert margin > 1000 * error, (margin, error)

    save_safetensors(folder / "digits.safetensors", model.state_dict())
    save_safetensors(
        folder / "digits_test.safetensors",
        {
            "images": images[test],
            "labels": labels[test].float(),
            "pytorch_predictions": predictions.float(),
            "pytorch_logits": logits,
        },
    )
    right = (predictions == labels[test]).sum().item()
    print(f"{sum(p.numel() for p in model.parameters()):,} parameters")
    print(f"test: {right} of {TEST_IMAGES} right ({right / TEST_IMAGES:.2%})")
    print(f"smallest margin between the two best logits: {margin:.4f}; PyTorch's float32 error: {error:.1e}")


if __name__ == "__main__":
    main()
