"""Models of a few families as PyTorch modules, with the names of their published checkpoints, for `record_intermediates.py`.

Each function takes a state_dict and settings, and returns the module with those weights and a function that draws an input.
"""

import math

import torch
from torch import nn
from torch.nn.functional import gelu, relu, silu

ACTIVATIONS = {
    "gelu": gelu,
    "gelu_new": lambda x: 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))),
    "relu": relu,
    "silu": silu,
}


class Settings:
    """What a checkpoint's tensors do not show."""

    def __init__(self, heads, activation=None, epsilon=None, norm_first=False):
        self.heads, self.activation, self.epsilon, self.norm_first = heads, activation, epsilon, norm_first

    @staticmethod
    def of(config, options):
        heads = options.heads or config.get("num_attention_heads")
        if not heads:
            raise SystemExit("The tensors do not show the number of heads: pass --heads or the model's config.json.")
        epsilon = options.epsilon if options.epsilon is not None else config.get("layer_norm_eps")
        return Settings(heads, options.activation or config.get("hidden_act"), epsilon, options.norm_first)

    def function(self, usual):
        name = self.activation or usual
        if name not in ACTIVATIONS:
            raise ValueError(f"The activation {name} is unknown; known are {', '.join(ACTIVATIONS)}.")
        return ACTIVATIONS[name]


def padded(sequences):
    """Sequences of ids as one tensor, padded with 0 at the end, and their lengths."""
    longest = max(map(len, sequences))
    ids = torch.tensor([sequence + [0] * (longest - len(sequence)) for sequence in sequences])
    return {"ids": ids}, [len(sequence) for sequence in sequences]


def holder(**modules):
    """A module that only holds others by name."""
    module = nn.Module()
    for name, value in modules.items():
        module.add_module(name, value)
    return module


def attend(q, k, v, heads, mask):
    """softmax(q kᵀ / √d) v of each head, [sequences, tokens, width]."""
    split = [x.unflatten(-1, (heads, -1)).transpose(1, 2) for x in (q, k, v)]
    scores = split[0] @ split[1].transpose(-1, -2) / math.sqrt(split[0].shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask[:, None, None, :], float("-inf"))
    return (scores.softmax(-1) @ split[2]).transpose(1, 2).flatten(-2)


class BertLayer(nn.Module):
    def __init__(self, embed, ffn, heads, function, epsilon):
        super().__init__()
        self.heads, self.function = heads, function
        qkv = {name: nn.Linear(embed, embed) for name in ("query", "key", "value")}
        self.attention = holder(**{"self": holder(**qkv), "output": holder(dense=nn.Linear(embed, embed), LayerNorm=nn.LayerNorm(embed, epsilon))})
        self.intermediate = holder(dense=nn.Linear(embed, ffn))
        self.output = holder(dense=nn.Linear(ffn, embed), LayerNorm=nn.LayerNorm(embed, epsilon))

    def forward(self, x, mask):
        own = getattr(self.attention, "self")
        context = attend(own.query(x), own.key(x), own.value(x), self.heads, mask)
        x = self.attention.output.LayerNorm(self.attention.output.dense(context) + x)
        return self.output.LayerNorm(self.output.dense(self.function(self.intermediate.dense(x))) + x)


class Pooler(nn.Module):
    def __init__(self, embed):
        super().__init__()
        self.dense = nn.Linear(embed, embed)

    def forward(self, x):
        return self.dense(x[:, 0]).tanh()


class Bert(nn.Module):
    """HuggingFace's BertModel."""

    def __init__(self, state, settings):
        super().__init__()
        vocab, embed = state["embeddings.word_embeddings.weight"].shape
        layers = 1 + max(int(name.split(".")[2]) for name in state if name.startswith("encoder.layer."))
        epsilon = 1e-12 if settings.epsilon is None else settings.epsilon
        self.embeddings = holder(
            word_embeddings=nn.Embedding(vocab, embed),
            position_embeddings=nn.Embedding(len(state["embeddings.position_embeddings.weight"]), embed),
            token_type_embeddings=nn.Embedding(len(state["embeddings.token_type_embeddings.weight"]), embed),
            LayerNorm=nn.LayerNorm(embed, epsilon),
        )
        ffn = len(state["encoder.layer.0.intermediate.dense.weight"])
        self.encoder = holder(layer=nn.ModuleList([BertLayer(embed, ffn, settings.heads, settings.function("gelu"), epsilon) for _ in range(layers)]))
        self.pooler = Pooler(embed) if "pooler.dense.weight" in state else None

    def forward(self, ids, types=None, lengths=None):
        count = ids.shape[1]
        mask = None if lengths is None else torch.arange(count)[None] < torch.tensor(lengths)[:, None]
        types = torch.zeros_like(ids) if types is None else types
        x = self.embeddings.word_embeddings(ids) + self.embeddings.token_type_embeddings(types) + self.embeddings.position_embeddings(torch.arange(count))
        x = self.embeddings.LayerNorm(x)
        for layer in self.encoder.layer:
            x = layer(x, mask)
        return x if self.pooler is None else self.pooler(x)


def bert(state, settings):
    """Ids to rows, or to the pooler's row if the checkpoint has one."""
    state = {name.removeprefix("bert."): value for name, value in state.items() if not name.endswith("position_ids")}
    model = Bert(state, settings)
    unused = model.load_state_dict(state, strict=False)
    if unused.missing_keys:
        raise ValueError(f"The checkpoint has no {', '.join(unused.missing_keys[:4])}.")
    vocab = model.embeddings.word_embeddings.num_embeddings
    return model, lambda rows, count, rng: {"ids": torch.randint(0, vocab, (count, rows), generator=rng)}


class VitBlock(nn.Module):
    def __init__(self, embed, ffn, heads, function, epsilon, scaled):
        super().__init__()
        self.heads, self.function = heads, function
        self.norm1, self.norm2 = nn.LayerNorm(embed, epsilon), nn.LayerNorm(embed, epsilon)
        self.attn = holder(qkv=nn.Linear(embed, 3 * embed), proj=nn.Linear(embed, embed))
        self.mlp = holder(fc1=nn.Linear(embed, ffn), fc2=nn.Linear(ffn, embed))
        self.ls1, self.ls2 = (Scale(embed), Scale(embed)) if scaled else (nn.Identity(), nn.Identity())

    def forward(self, x):
        q, k, v = self.attn.qkv(self.norm1(x)).chunk(3, -1)
        x = x + self.ls1(self.attn.proj(attend(q, k, v, self.heads, None)))
        return x + self.ls2(self.mlp.fc2(self.function(self.mlp.fc1(self.norm2(x)))))


class Scale(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return x * self.gamma


class Vit(nn.Module):
    """timm's VisionTransformer with a class token."""

    def __init__(self, state, settings):
        super().__init__()
        embed, channels, patch, _ = state["patch_embed.proj.weight"].shape
        layers = 1 + max(int(name.split(".")[1]) for name in state if name.startswith("blocks."))
        ffn = len(state["blocks.0.mlp.fc1.weight"])
        epsilon = 1e-6 if settings.epsilon is None else settings.epsilon
        self.patch_embed = holder(proj=nn.Conv2d(channels, embed, patch, patch))
        self.cls_token = nn.Parameter(torch.zeros(1, 1, embed))
        self.pos_embed = nn.Parameter(torch.zeros(state["pos_embed"].shape))
        scaled = "blocks.0.ls1.gamma" in state
        self.blocks = nn.ModuleList([VitBlock(embed, ffn, settings.heads, settings.function("gelu"), epsilon, scaled) for _ in range(layers)])
        self.norm = nn.LayerNorm(embed, epsilon)
        self.head = nn.Linear(embed, len(state["head.weight"])) if "head.weight" in state else None

    def forward(self, pixels):
        x = self.patch_embed.proj(pixels).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls_token.expand(len(x), -1, -1), x], 1) + self.pos_embed
        for block in self.blocks:
            x = block(x)
        x = self.norm(x)
        return x if self.head is None else self.head(x[:, 0])


def vit(state, settings, size=None):
    """Pixels to rows, or to labels if the checkpoint has a head. Images are square unless `size` gives (height, width)."""
    model = Vit(state, settings)
    model.load_state_dict(state)
    channels, patch = model.patch_embed.proj.in_channels, model.patch_embed.proj.kernel_size[0]
    side = patch * math.isqrt(model.pos_embed.shape[1] - 1)
    height, width = size or (side, side)
    return model, lambda rows, count, rng: {"pixels": torch.randn(count, channels, height, width, generator=rng)}


def encoder(state, settings):
    """nn.TransformerEncoder: features to rows."""
    embed = len(state["layers.0.self_attn.out_proj.weight"])
    layers = 1 + max(int(name.split(".")[1]) for name in state if name.startswith("layers."))
    epsilon = 1e-5 if settings.epsilon is None else settings.epsilon
    layer = nn.TransformerEncoderLayer(
        embed, settings.heads, len(state["layers.0.linear1.weight"]), 0.0, settings.function("relu"), epsilon, batch_first=True, norm_first=settings.norm_first
    )
    model = nn.TransformerEncoder(layer, layers, nn.LayerNorm(embed, epsilon) if "norm.weight" in state else None)
    model.load_state_dict(state)
    return model, lambda rows, count, rng: {"features": torch.randn(count, rows, embed, generator=rng)}


FAMILIES = {"bert": bert, "vit": vit, "encoder": encoder}
