"""A BERT with mean pooling, in PyTorch, with HuggingFace's tensor names."""

import torch
from torch import nn
from torch.nn import functional as F

VOCABULARY, POSITIONS, EMBED, HEADS, FFN, LAYERS = 8000, 64, 96, 4, 384, 2
EPSILON = 1e-12


class Embeddings(nn.Module):
    def __init__(self):
        super().__init__()
        self.word_embeddings = nn.Embedding(VOCABULARY, EMBED)
        self.position_embeddings = nn.Embedding(POSITIONS, EMBED)
        self.token_type_embeddings = nn.Embedding(2, EMBED)
        self.LayerNorm = nn.LayerNorm(EMBED, eps=EPSILON)

    def forward(self, ids):
        places = self.position_embeddings.weight[: ids.shape[1]]
        return self.LayerNorm(self.word_embeddings(ids) + places + self.token_type_embeddings.weight[0])


class Projections(nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(EMBED, EMBED) for _ in range(3))


class ResidualOutput(nn.Module):
    def __init__(self, inputs):
        super().__init__()
        self.dense = nn.Linear(inputs, EMBED)
        self.LayerNorm = nn.LayerNorm(EMBED, eps=EPSILON)

    def forward(self, x, residual):
        return self.LayerNorm(self.dense(x) + residual)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.self = Projections()
        self.output = ResidualOutput(EMBED)

    def forward(self, x, mask):
        n, p, _ = x.shape
        q, k, v = (
            layer(x).view(n, p, HEADS, EMBED // HEADS).transpose(1, 2)
            for layer in (self.self.query, self.self.key, self.self.value)
        )
        scores = q @ k.transpose(-1, -2) * (EMBED // HEADS) ** -0.5
        weights = scores.masked_fill(~mask[:, None, None, :], float("-inf")).softmax(dim=-1)
        return self.output((weights @ v).transpose(1, 2).reshape(n, p, EMBED), x)


class Intermediate(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense = nn.Linear(EMBED, FFN)


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = Attention()
        self.intermediate = Intermediate()
        self.output = ResidualOutput(FFN)

    def forward(self, x, mask):
        x = self.attention(x, mask)
        return self.output(F.gelu(self.intermediate.dense(x)), x)


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.ModuleList(Layer() for _ in range(LAYERS))


class SentenceEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.embeddings = Embeddings()
        self.encoder = Encoder()
        for name, weight in self.named_parameters():
            if weight.dim() == 2:
                nn.init.normal_(weight, std=0.05 if "embeddings" in name else EMBED**-0.5 / 2)

    def forward(self, ids, mask):
        """ids [n, tokens], mask [n, tokens], true where there is a token -> [n, EMBED], of length 1"""
        x = self.embeddings(ids)
        for layer in self.encoder.layer:
            x = layer(x, mask)
        mask = mask.unsqueeze(-1).to(x.dtype)
        return F.normalize((x * mask).sum(dim=1) / mask.sum(dim=1), dim=-1)


def embed(model, sequences, batch=256):
    """Sequences of ids -> [sequences, EMBED]. Sequences of similar length run together, so there is little padding."""
    order = sorted(range(len(sequences)), key=lambda i: len(sequences[i]))
    parts = []
    for start in range(0, len(order), batch):
        chosen = [sequences[i] for i in order[start : start + batch]]
        longest = len(chosen[-1])
        ids = torch.tensor([ids + [0] * (longest - len(ids)) for ids in chosen])
        lengths = torch.tensor([len(ids) for ids in chosen])
        parts.append(model(ids, torch.arange(longest) < lengths[:, None]))
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    return torch.cat(parts)[back]
