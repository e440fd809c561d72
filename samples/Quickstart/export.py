"""Exports a PyTorch encoder for the sample: `encoder.safetensors` and `reference.safetensors` next to this script.

    OMP_NUM_THREADS=1 python3 export.py

encoder.safetensors holds the module's state_dict() and nothing else: what `TinyEncoder.Load` reads.
reference.safetensors holds an `input` [2, 14, 64] and PyTorch's answers to it: `output` (float32) and `output_float64` (the same module
after .double()), to compare with.

Needs torch and numpy (Debian: python3-torch, libopenblas0-pthread).
"""

import copy
import json
import pathlib

import torch
from torch import nn

# The model, as in a training project (MobileViT's pre-norm encoder).


class MultiHeadAttention(nn.Module):
    def __init__(self, embed_dim, num_heads, attn_dropout=0.0):
        super().__init__()
        self.num_heads = num_heads
        self.qkv_proj = nn.Linear(embed_dim, 3 * embed_dim)
        self.attn_dropout = nn.Dropout(attn_dropout)
        self.out_proj = nn.Linear(embed_dim, embed_dim)

    def forward(self, x):
        n, p, e = x.shape
        c = e // self.num_heads
        q, k, v = self.qkv_proj(x).reshape(n, p, 3, self.num_heads, c).permute(2, 0, 3, 1, 4)  # each [n, heads, p, c]
        a = torch.softmax((q * c**-0.5) @ k.transpose(-1, -2), dim=-1)  # [n, heads, p, p]
        o = self.attn_dropout(a) @ v
        return self.out_proj(o.transpose(1, 2).reshape(n, p, e))


class TransformerEncoder(nn.Module):
    def __init__(self, embed_dim, ffn_latent_dim, num_heads=8, attn_dropout=0.0, dropout=0.0, ffn_dropout=0.0):
        super().__init__()
        self.pre_norm_mha = nn.Sequential(
            nn.LayerNorm(embed_dim),
            MultiHeadAttention(embed_dim, num_heads, attn_dropout),
            nn.Dropout(dropout),
        )
        self.pre_norm_ffn = nn.Sequential(
            nn.LayerNorm(embed_dim),
            nn.Linear(embed_dim, ffn_latent_dim),
            nn.SiLU(),
            nn.Dropout(ffn_dropout),
            nn.Linear(ffn_latent_dim, embed_dim),
            nn.Dropout(dropout),
        )

    def forward(self, x):
        x = x + self.pre_norm_mha(x)
        return x + self.pre_norm_ffn(x)


# The export. With the `safetensors` package (pip install safetensors) it is two lines:
#
#     from safetensors.torch import save_file
#     save_file(model.state_dict(), "encoder.safetensors")
#
# The format is small enough to write by hand, so this script runs without it.


def save_safetensors(path, tensors, metadata=None):
    """8 bytes: the header's length · the header, JSON, padded to 8 · the tensors' bytes, without gaps."""
    dtypes = {torch.float64: "F64", torch.float32: "F32"}
    header = {"__metadata__": metadata} if metadata else {}
    blobs, offset = [], 0
    # Wider types first, so that every tensor is aligned to its element size.
    for name, tensor in sorted(tensors.items(), key=lambda item: (-item[1].element_size(), item[0])):
        array = tensor.detach().cpu().contiguous().numpy()
        blob = array.astype(array.dtype.newbyteorder("<")).tobytes()
        header[name] = {
            "dtype": dtypes[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [offset, offset + len(blob)],
        }
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text + b"".join(blobs))


def main():
    folder = pathlib.Path(__file__).resolve().parent
    torch.set_num_threads(1)  # the last bits of a float32 sum depend on it
    torch.manual_seed(0)
    model = TransformerEncoder(64, 128).eval()
    x = torch.randn(2, 14, 64)
    with torch.no_grad():
        output = model(x)
        output_float64 = copy.deepcopy(model).double()(x.double())

    save_safetensors(folder / "encoder.safetensors", model.state_dict())
    save_safetensors(
        folder / "reference.safetensors", {"input": x, "output": output, "output_float64": output_float64}
    )
    error = (output.double() - output_float64).abs().max().item()
    print(f"{sum(p.numel() for p in model.parameters()):,} parameters; PyTorch's float32 answer is within {error:.2e} of float64")


if __name__ == "__main__":
    main()
