"""Makes the recorded references: `Traces/<case>.safetensors`, a checkpoint, and `Traces/<case>.io.safetensors`, what PyTorch computes of an input.

    OMP_NUM_THREADS=1 python3 make_traces.py

Recorded by `tools/record_intermediates.py` in float64. Needs torch and numpy.
"""

import pathlib
import sys

import golden_files
import torch
from golden_files import Weights, generator

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "tools"))
import record_intermediates
from intermediates import families

FOLDER = HERE / "Traces"


def write(case, family, weights, settings, inputs, lengths, declaration, **more):
    weights = {name: value.clone() for name, value in weights.items()}
    record_intermediates.save(FOLDER / f"{case}.safetensors", weights)
    model, _ = getattr(families, family)(weights, settings, **more)
    model.eval().double()
    inputs = {name: value.double() if value.is_floating_point() else value for name, value in inputs.items()}
    call = (lambda m: m(*inputs.values(), lengths=lengths)) if lengths else None
    results = record_intermediates.record(model, inputs, FOLDER / f"{case}.io.safetensors", lengths, call, {"declaration": declaration})
    size = (FOLDER / f"{case}.io.safetensors").stat().st_size
    print(f"{case}: {len(results)} results, {size:,} bytes")


def bert():
    w = Weights(generator("trace bert"))
    w.normal("embeddings.word_embeddings.weight", (50, 24), 0, 1)
    w.normal("embeddings.position_embeddings.weight", (48, 24), 0, 0.5)
    w.normal("embeddings.token_type_embeddings.weight", (2, 24), 0, 0.5)
    w.norm("embeddings.LayerNorm", 24)
    for layer in range(2):
        s = f"encoder.layer.{layer}."
        for part in ("query", "key", "value"):
            w.linear(f"{s}attention.self.{part}", 24, 24)
        w.linear(f"{s}attention.output.dense", 24, 24)
        w.norm(f"{s}attention.output.LayerNorm", 24)
        w.linear(f"{s}intermediate.dense", 24, 40)
        w.linear(f"{s}output.dense", 40, 24)
        w.norm(f"{s}output.LayerNorm", 24)
    w.linear("pooler.dense", 24, 24)
    lengths = [9, 1, 40, 24]
    sequences = [torch.randint(1, 50, (count,), generator=w.rng).tolist() for count in lengths]
    inputs, lengths = families.padded(sequences)
    inputs["types"] = torch.randint(0, 2, inputs["ids"].shape, generator=w.rng)
    write(
        "bert", "bert", w, families.Settings(3), inputs, lengths,
        "TokenEmbedding(Vocab = 50, Types = 2), Positions(48), InputNorm(1e-12f), Pool(Pooling.Class), Head(24, Activation = HeadActivation.Tanh), "
        "TensorNames(TensorNaming.HuggingFaceBert), "
        "Encoder(Embed = 24, Heads = 3, Ffn = 40, Layers = 2, Norm = NormPlacement.Post, Activation = Activation.Gelu, Epsilon = 1e-12f)",
    )


def vit():
    w = Weights(generator("trace vit"))
    w.normal("patch_embed.proj.weight", (24, 3, 8, 8), 0, 192**-0.5)
    w.normal("patch_embed.proj.bias", (24,), 0, 0.2)
    w.normal("cls_token", (1, 1, 24), 0, 1)
    w.normal("pos_embed", (1, 7, 24), 0, 0.5)
    for layer in range(2):
        s = f"blocks.{layer}."
        w.norm(f"{s}norm1", 24)
        w.linear(f"{s}attn.qkv", 24, 72)
        w.linear(f"{s}attn.proj", 24, 24)
        w.normal(f"{s}ls1.gamma", (24,), 0.5, 0.2)
        w.norm(f"{s}norm2", 24)
        w.linear(f"{s}mlp.fc1", 24, 48)
        w.linear(f"{s}mlp.fc2", 48, 24)
        w.normal(f"{s}ls2.gamma", (24,), 0.5, 0.2)
    w.norm("norm", 24)
    w.linear("head", 24, 10)
    pixels = torch.randn(3, 3, 16, 24, generator=w.rng)
    write(
        "vit", "vit", w, families.Settings(3), {"pixels": pixels}, None,
        "PatchEmbedding(16, 24, 8), ClassToken, Positions(7), Pool(Pooling.Class), Head(10), TensorNames(TensorNaming.Timm), "
        "Encoder(Embed = 24, Heads = 3, Ffn = 48, Layers = 2, Activation = Activation.Gelu, Epsilon = 1e-6f, FinalNorm = true, LayerScale = true)",
        size=(16, 24),
    )


def encoder(case, norm_first):
    w = Weights(generator(f"trace {case}"))
    for layer in range(2):
        s = f"layers.{layer}."
        w.normal(f"{s}self_attn.in_proj_weight", (36, 12), 0, 12**-0.5)
        w.normal(f"{s}self_attn.in_proj_bias", (36,), 0, 0.2)
        w.linear(f"{s}self_attn.out_proj", 12, 12)
        w.linear(f"{s}linear1", 12, 20)
        w.linear(f"{s}linear2", 20, 12)
        w.norm(f"{s}norm1", 12)
        w.norm(f"{s}norm2", 12)
    if norm_first:
        w.norm("norm", 12)
    # A row block is 224 rows.
    batch, tokens = (3, 5) if norm_first else (1, 230)
    x = torch.randn(batch, tokens, 12, generator=w.rng)
    write(
        case, "encoder", w, families.Settings(2, "relu" if norm_first else "gelu", norm_first=norm_first), {"features": x}, None,
        f"TensorNames(TensorNaming.Torch), Encoder(Embed = 12, Heads = 2, Ffn = 20, Layers = 2, Activation = Activation.{'Relu' if norm_first else 'Gelu'}, Norm = NormPlacement.{'Pre' if norm_first else 'Post'}"
        f"{', FinalNorm = true' if norm_first else ''})",
    )


bert()
vit()
encoder("encoder", norm_first=False)
encoder("encoder_pre_norm", norm_first=True)
