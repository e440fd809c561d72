"""F: tensors under other names. G: what convert drops. N: prefixes of tools that train."""

import collections

import numpy as np

from . import formulas as f
from .configs import BERT, BERT_1, ROBERTA, T5, TIMM, VIT
from .folder import case

# F


def without(w, *names):
    for name in names:
        del w[name]
    return w


@case("alias", "F", "the word embeddings are there as lm_head.decoder.weight only; __metadata__ says so, as safetensors' save_model writes it", "these embeddings", numbers=True)
def _(out):
    w = f.bert("alias", "roberta.", layers=1, types=1)
    w["lm_head.decoder.weight"] = w.pop("roberta.embeddings.word_embeddings.weight")
    w.linear("lm_head.dense", f.E)
    w.norm("lm_head.layer_norm")
    w.normal("lm_head.bias", f.VOCAB)
    out.model(w, {**ROBERTA, "num_hidden_layers": 1},
              {"format": "pt", "roberta.embeddings.word_embeddings.weight": "lm_head.decoder.weight", "lm_head.decoder.bias": "lm_head.bias"})
    out.reference("layers.0.output", f.bert_rows(w, prefix="roberta.", layers=1, eps=1e-5, offset=2, words=w["lm_head.decoder.weight"]))


@case("alias_reverse", "F", "the head's matrix is the one that is gone: nothing that the model reads is missing", "the rows", numbers=True)
def _(out):
    w = f.bert("alias_reverse", "bert.", layers=1)
    w.normal("cls.predictions.bias", f.VOCAB)
    out.model(w, BERT_1, {"format": "pt", "cls.predictions.decoder.weight": "bert.embeddings.word_embeddings.weight", "cls.predictions.decoder.bias": "cls.predictions.bias"})
    out.reference("layers.0.output", f.bert_rows(w, prefix="bert.", layers=1))


@case("alias_chain", "F", "an alias of an alias, as a file that was saved twice may have", "the embeddings at its end, or a refusal that names it", refuse=("word_embeddings", "alias"))
def _(out):
    w = f.bert("alias_chain", layers=1)
    words = w.pop("embeddings.word_embeddings.weight")
    w["z.decoder.weight"] = words
    out.model(w, BERT_1, {"format": "pt", "embeddings.word_embeddings.weight": "cls.predictions.decoder.weight", "cls.predictions.decoder.weight": "z.decoder.weight"})
    out.reference("layers.0.output", f.bert_rows(w, layers=1, words=words))


@case("alias_lost", "F", "an alias whose tensor is not in the file", "a refusal that names it", refuse=("word_embeddings", r"decoder\.weight"))
def _(out):
    out.model(without(f.bert("alias_lost", layers=1), "embeddings.word_embeddings.weight"), BERT_1, {"format": "pt", "embeddings.word_embeddings.weight": "cls.predictions.decoder.weight"})


@case("alias_circle", "F", "two aliases of each other", "a refusal that names one", refuse=("word_embeddings", r"decoder\.weight"))
def _(out):
    out.model(without(f.bert("alias_circle", layers=1), "embeddings.word_embeddings.weight"), BERT_1,
              {"format": "pt", "embeddings.word_embeddings.weight": "cls.predictions.decoder.weight", "cls.predictions.decoder.weight": "embeddings.word_embeddings.weight"})


@case("alias_view", "F", "an alias of a tensor of another shape: a view of it, which nothing describes", "a refusal that names it", refuse=("word_embeddings", r"decoder\.weight"))
def _(out):
    w = without(f.bert("alias_view", layers=1), "embeddings.word_embeddings.weight")
    w.normal("cls.predictions.decoder.weight", f.E, f.VOCAB)
    out.model(w, BERT_1, {"format": "pt", "embeddings.word_embeddings.weight": "cls.predictions.decoder.weight"})


@case("alias_layers", "F", "two layers share a matrix, and save_model kept the first one's", "both layers", numbers=True)
def _(out):
    w = f.bert("alias_layers")
    aliases = {}
    for part in ("weight", "bias"):
        name = "encoder.layer.{}.attention.self.query." + part
        w[name.format(1)] = w[name.format(0)]
        aliases[name.format(1)] = name.format(0)
    out.reference("layers.1.output", f.bert_rows(w))
    out.model(without(w, *aliases), BERT, {"format": "pt", **aliases})


@case("alias_t5", "F", "T5's shared.weight is there as lm_head.weight only, which __metadata__ says of it and of encoder.embed_tokens", "these embeddings", numbers=True)
def _(out):
    w = f.t5("alias_t5")
    out.reference("finalNorm", f.t5_rows(w))
    w["lm_head.weight"] = w.pop("shared.weight")
    out.model(w, {**T5, "architectures": ["T5ForConditionalGeneration"], "feed_forward_proj": "gated-gelu"}, {"format": "pt", "shared.weight": "lm_head.weight", "encoder.embed_tokens.weight": "lm_head.weight"})


@case("t5_embed_tokens", "F", "T5's table as encoder.embed_tokens alone, as a file of the encoder has it", "these embeddings", numbers=True)
def _(out):
    w = f.t5("t5_embed_tokens")
    out.reference("finalNorm", f.t5_rows(w))
    w["encoder.embed_tokens.weight"] = w.pop("shared.weight")
    out.model(w, {**T5, "feed_forward_proj": "gated-gelu"})


@case("noembed", "F", "a BERT without its word embeddings", "a refusal, or a remark, that names them", refuse=("word_embeddings", "TokenEmbedding"), remark=("word_embeddings", "TokenEmbedding"))
def _(out):
    out.model(without(f.bert("noembed", "bert.", layers=1), "bert.embeddings.word_embeddings.weight"), BERT_1)


def torch_bert(w, layers):
    """The same BERT as a module of torch, for an export to ONNX."""
    import torch
    from torch import nn

    class Attention(nn.Module):
        def __init__(self):
            super().__init__()
            self.query, self.key, self.value = (nn.Linear(f.E, f.E) for _ in range(3))

        def forward(self, x):
            cut = lambda t: t.reshape(1, -1, f.HEADS, f.E // f.HEADS).transpose(1, 2)
            scores = cut(self.query(x)) @ cut(self.key(x)).transpose(2, 3) / (f.E // f.HEADS) ** 0.5
            return (torch.softmax(scores, -1) @ cut(self.value(x))).transpose(1, 2).reshape(1, -1, f.E)

    class Closing(nn.Module):
        def __init__(self, inputs):
            super().__init__()
            self.dense, self.LayerNorm = nn.Linear(inputs, f.E), nn.LayerNorm(f.E, eps=1e-12)

        def forward(self, y, x):
            return self.LayerNorm(self.dense(y) + x)

    class Attending(nn.Module):
        def __init__(self):
            super().__init__()
            self.add_module("self", Attention())
            self.output = Closing(f.E)

        def forward(self, x):
            return self.output(getattr(self, "self")(x), x)

    class Widening(nn.Module):
        def __init__(self):
            super().__init__()
            self.dense = nn.Linear(f.E, f.FFN)

        def forward(self, x):
            return nn.functional.gelu(self.dense(x))

    class Layer(nn.Module):
        def __init__(self):
            super().__init__()
            self.attention, self.intermediate, self.output = Attending(), Widening(), Closing(f.FFN)

        def forward(self, x):
            x = self.attention(x)
            return self.output(self.intermediate(x), x)

    class Layers(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.ModuleList([Layer() for _ in range(layers)])

        def forward(self, x):
            for layer in self.layer:
                x = layer(x)
            return x

    class Embeddings(nn.Module):
        def __init__(self):
            super().__init__()
            self.word_embeddings, self.position_embeddings, self.token_type_embeddings = (nn.Embedding(rows, f.E) for rows in (f.VOCAB, f.ROWS, 2))
            self.LayerNorm = nn.LayerNorm(f.E, eps=1e-12)

        def forward(self, ids, types):
            return self.LayerNorm(self.word_embeddings(ids) + self.position_embeddings(torch.arange(ids.shape[1])[None]) + self.token_type_embeddings(types))

    class Bert(nn.Module):
        def __init__(self):
            super().__init__()
            self.embeddings, self.encoder = Embeddings(), Layers()

        def forward(self, ids, types):
            return self.encoder(self.embeddings(ids, types))

    model = Bert().eval()
    model.load_state_dict({name: torch.from_numpy(value) for name, value in w.items()})
    return model


def onnx(name, shows, equal):
    """equal: makes two tensors of the weights equal, of which the exporter keeps one."""
    @case(name, "F", shows, "both tensors, and the numbers", command="convert+declare", input="model.onnx", args=("--names", "node"), numbers=True)
    def _(out):
        import torch
        w = f.bert(name)
        equal(w)
        ids = torch.tensor([f.IDS])
        torch.onnx.export(torch_bert(w, 2), (ids, torch.zeros_like(ids)), str(out.path / "model.onnx"), input_names=["input_ids", "token_type_ids"], opset_version=13)
        out.write("config.json", BERT)
        out.reference("layers.1.output", f.bert_rows(w))


def zero_keys(w):
    for layer in range(2):
        w[f"encoder.layer.{layer}.attention.self.key.bias"][:] = 0


def equal_norms(w):
    for part in ("weight", "bias"):
        w["encoder.layer.1.output.LayerNorm." + part] = w["encoder.layer.0.attention.output.LayerNorm." + part].copy()


onnx("ox_keyzero", "an ONNX file whose exporter kept one of two equal biases, and an Identity in place of the other", zero_keys)
onnx("ox_equal_norms", "an ONNX file whose exporter kept one of two equal norms, of different layers", equal_norms)

# G. expected.safetensors has the tensors that convert must write.


@case("shardtied", "G", "the index names a tied tensor that its file does not have, and --drop drops it", "the other tensors", command="convert", input="model.safetensors.index.json",
      args=("--drop", "cls.predictions.decoder.weight"), numbers=True)
def _(out):
    w = f.bert("shardtied", "bert.", layers=1)
    shards(out, w, {"cls.predictions.decoder.weight": "model-00002-of-00002.safetensors"})
    out.tensors(w, "expected.safetensors")


def shards(out, w, more):
    """Two files and their index, which names `more` besides."""
    files = {name: f"model-0000{1 + (i >= 10)}-of-00002.safetensors" for i, name in enumerate(w)}
    for file in dict.fromkeys(files.values()):
        out.tensors({name: w[name] for name in w if files[name] == file}, file)
    out.write("model.safetensors.index.json", {"metadata": {"total_size": sum(value.nbytes for value in w.values())}, "weight_map": {**files, **more}})


@case("shardtied_declare", "G", "the same, joined with --drop and then declared", "the rows", command="convert+declare", input="model.safetensors.index.json",
      args=("--drop", "cls.predictions.decoder.weight"), numbers=True)
def _(out):
    w = f.bert("shardtied_declare", "bert.", layers=1)
    shards(out, w, {"cls.predictions.decoder.weight": "model-00002-of-00002.safetensors"})
    out.write("config.json", BERT_1)
    out.reference("layers.0.output", f.bert_rows(w, prefix="bert.", layers=1))


@case("shardfile", "G", "the index names a file that is not there, whose tensors --drop drops", "the other tensors", command="convert", input="model.safetensors.index.json", args=("--drop", "decoder.*"), numbers=True)
def _(out):
    w = f.bert("shardfile", layers=1)
    shards(out, w, {"decoder.weight": "model-00003-of-00003.safetensors"})
    out.tensors(w, "expected.safetensors")


@case("shardlost", "G", "the index names a tensor that no file has, and nothing drops it", "a refusal that names it", command="convert", input="model.safetensors.index.json",
      refuse=(r"encoder\.extra\.weight",))
def _(out):
    shards(out, f.bert("shardlost", layers=1), {"encoder.extra.weight": "model-00001-of-00002.safetensors"})


def saved(out, tensors, file="model.pt"):
    import torch
    torch.save(collections.OrderedDict((name, torch.from_numpy(value) if isinstance(value, np.ndarray) else value) for name, value in tensors.items()), out.path / file)


def complex_table():
    import torch
    return torch.zeros(4, 4, dtype=torch.complex64)


@case("dropcomplex", "G", "a state_dict with a table of complex numbers, which --drop drops", "the other tensors", command="convert", input="model.pt", args=("--drop", "freqs_cis"), numbers=True)
def _(out):
    w = f.bert("dropcomplex", layers=1)
    saved(out, {**w, "freqs_cis": complex_table()})
    out.tensors(w, "expected.safetensors")


@case("keepcomplex", "G", "a state_dict with a table of complex numbers outside of what --keep keeps", "what is kept", command="convert", input="model.pt", args=("--keep", "encoder.*"), numbers=True)
def _(out):
    w = f.bert("keepcomplex", layers=1)
    saved(out, {**w, "rope.freqs_cis": complex_table()})
    out.tensors({name: value for name, value in w.items() if name.startswith("encoder.")}, "expected.safetensors")


@case("complex", "G", "a state_dict with a table of complex numbers, which nothing drops", "a refusal that names it and its type", command="convert", input="model.pt", refuse=("freqs_cis.*complex", "complex.*freqs_cis"))
def _(out):
    saved(out, {**f.bert("complex", layers=1), "freqs_cis": complex_table()})


@case("dropdouble", "G", "two tensors would get one name, and --drop drops one of them", "the other tensors", command="convert", input="model.pt", args=("--drop", "ema.*", "--map", "*.linear.weight=linear.weight", "--map", "*.linear.bias=linear.bias"),
      numbers=True)
def _(out):
    w = f.Weights("dropdouble")
    w.linear("linear", 3)
    saved(out, {**w.under("online."), **w.under("ema.")})
    out.tensors(w, "expected.safetensors")


@case("pk_lightning", "G", "a checkpoint of PyTorch Lightning with a path among its hyperparameters", "the tensors of state_dict, or a refusal that names the class", command="convert", input="model.ckpt",
      refuse=("PosixPath",))
def _(out):
    import pathlib
    import torch
    w = f.Weights("pk_lightning")
    w.linear("model.linear", 3)
    state = collections.OrderedDict((name, torch.from_numpy(value)) for name, value in w.items())
    torch.save({"state_dict": state, "epoch": 1, "hyper_parameters": {"path": pathlib.PosixPath("data")}}, out.path / "model.ckpt")
    out.tensors(w, "expected.safetensors")


# N


def prefixed(name, prefix, tool, **fields):
    @case(name, "N", f"a classifier saved from {tool}: {prefix} before all names", "two logits", final=True, **(fields or {"numbers": True}))
    def _(out):
        w = f.bert(name, "bert.", layers=1, pooler=True)
        w.linear("classifier", 2)
        out.model(w.under(prefix), {**BERT_1, "architectures": ["BertForSequenceClassification"]})
        out.reference("head.1", w.project("classifier", np.tanh(w.project("bert.pooler.dense", f.bert_rows(w, prefix="bert.", layers=1)[0]))))


prefixed("ddp", "module.", "DistributedDataParallel")
prefixed("lightning", "model.", "PyTorch Lightning")
prefixed("compiled", "_orig_mod.", "torch.compile")
prefixed("deepspeed", "_forward_module.", "DeepSpeed in Lightning")
prefixed("ddp_twice", "module.module.", "two wrappers")
prefixed("peft", "base_model.model.", "peft, with its adapters merged", refuse=("base_model", "classifier"))


@case("ddp_rows", "N", "a BERT without heads saved from DistributedDataParallel", "the rows", numbers=True)
def _(out):
    w = f.bert("ddp_rows", layers=1)
    out.model(w.under("module."), BERT_1)
    out.reference("layers.0.output", f.bert_rows(w, layers=1))


@case("compiled_timm", "N", "timm's ViT saved from torch.compile, with its head", "three logits", args=("--heads", "2"), numbers=True, final=True)
def _(out):
    w = f.timm("compiled_timm")
    out.model(w.under("_orig_mod."), TIMM)
    out.reference("head.0", w.project("head", f.timm_rows(w, f.image())[0]), pixels=f.image())


@case("lightning_vit", "N", "a ViT classifier saved from PyTorch Lightning", "three logits", numbers=True, final=True)
def _(out):
    w = f.vit("lightning_vit")
    w.linear("classifier", 3)
    out.model(w.under("model."), {**VIT, "architectures": ["ViTForImageClassification"]})
    out.reference("head.0", w.project("classifier", f.vit_rows(w, f.image())[0]), pixels=f.image())


@case("encoder_and_head", "N", "a program's own class: its encoder behind encoder., and a head that nothing describes", "the rows, and a remark on the head; or a refusal that names it", refuse=(r"\bproj\b",),
      remark=(r"\bproj\b",))
def _(out):
    w = f.bert("encoder_and_head", "encoder.", layers=1)
    w.linear("proj", 4)
    out.model(w, BERT_1)
    out.reference("layers.0.output", f.bert_rows(w, prefix="encoder.", layers=1))
