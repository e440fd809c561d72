"""H: files that are not what their names say. A sidecar that cannot be read is not an absent one."""

import json

import numpy as np

from . import formulas as f
from .configs import BERT_1
from .folder import case, safetensors
from .pipelines import STANDARD, chain, dense, flags

POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:4665bb0eb2d3d0d2b2d5b1a0d3a0d1b7f6fd2f9e2ab2e9c8a9a3ab7f6d5f1c11\nsize 90868376\n"
PAGE = "<!DOCTYPE html><html><head><title>Sign in</title></head><body></body></html>\n"
LFS = (r"\bLFS\b",)
HTML = ("HTML", "web page")

# model.safetensors


def not_a_checkpoint(name, shows, content, words, **fields):
    @case(name, "H", f"model.safetensors is {shows}", "a refusal that says so", refuse=words, **fields)
    def _(out):
        out.write("model.safetensors", content if isinstance(content, (str, bytes)) else content())
        out.write("config.json", BERT_1)


def archive():
    import io
    import torch
    file = io.BytesIO()
    torch.save({"linear.weight": torch.zeros(2, 2)}, file)
    return file.getvalue()


def old_pickle():
    import io
    import torch
    file = io.BytesIO()
    torch.save({"linear.weight": torch.zeros(2, 2)}, file, _use_new_zipfile_serialization=False)
    return file.getvalue()


not_a_checkpoint("bad_html", "the web page of a failed download", PAGE, HTML)
not_a_checkpoint("bad_json", "the JSON of a failed download", '{"error":"Invalid username or password."}', ("is JSON", "JSON text", "a JSON", "Invalid username"))
not_a_checkpoint("bad_gguf", "a GGUF file", b"GGUF\x03\0\0\0" + bytes(24), ("GGUF",))
not_a_checkpoint("bad_lfs", "a pointer of Git LFS: the clone has no large files", POINTER, LFS)
not_a_checkpoint("bad_text", "the text of a failed download", "Entry not found", ("Entry not found", r"\btext\b"))
not_a_checkpoint("bad_xml", "the XML of an expired link", "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", ("XML",))
not_a_checkpoint("bad_empty", "empty", b"", ("empty", "0 bytes"))
not_a_checkpoint("bad_zip", "a PyTorch file of today, renamed", archive, ("PyTorch", r"\bzip\b"))
not_a_checkpoint("bad_pickle", "a PyTorch file from before 1.6, renamed", old_pickle, ("pickle", "PyTorch"))
not_a_checkpoint("bad_hdf5", "an HDF5 file of Keras, renamed", b"\x89HDF\r\n\x1a\n" + bytes(40), ("HDF5",))
not_a_checkpoint("bad_gzip", "a gzip archive", b"\x1f\x8b\x08" + bytes(40), ("gzip",))
not_a_checkpoint("bad_cut", "a download that broke off", lambda: safetensors(f.bert("bad_cut", layers=1))[:3000], (r"\bcut\b", "ends", "truncated", "incomplete", r"\bbytes\b"))


def typed(name, kind, shows):
    @case(name, "H", f"a matrix of a layer is of type {kind}: {shows}", "a refusal that names the type", refuse=(kind,))
    def _(out):
        w = f.bert(name, layers=1)
        key = "encoder.layer.0.intermediate.dense.weight"
        w[key] = np.zeros(w[key].shape, dtype=np.uint8)
        out.write("model.safetensors", safetensors(w, {"format": "pt"}, {key: kind}))
        out.write("config.json", BERT_1)


typed("type_f8", "F8_E4M3", "floats of 8 bits")

# config.json. The right one says 4 heads, where 2 would fit too.

FOUR = json.dumps({**BERT_1, "num_attention_heads": 4}, indent=1)
UNREAD = (r"config\.json.*(cannot|could not|not) be (read|parsed)", r"config\.json.*(no|not) (valid |proper )?JSON", r"config\.json.*(ignored|unreadable)")


def odd_config(name, shows, right, content, known=False, words=(), **fields):
    """known: whether what it means is plain all the same."""
    if not fields:
        fields = {"refuse": UNREAD + words, "remark": () if known else UNREAD + words}
    @case(name, "H", "config.json " + shows, right, **fields)
    def _(out):
        w = f.bert(name, layers=1)
        out.tensors(w)
        out.write("config.json", content)
        if known:
            out.reference("layers.0.output", f.bert_rows(w, layers=1, heads=4))


SAID = "a remark, or a refusal, that says that it is not read"
odd_config("cfg_bom", "begins with a byte order mark", "Heads = 4", "\ufeff" + FOUR, True, numbers=True)
odd_config("cfg_utf16", "is UTF-16, as PowerShell wrote it", "Heads = 4, or a refusal that says what is wrong with it", FOUR.encode("utf-16"), True, ("UTF-16", "byte order", "UTF-8"))
odd_config("cfg_comment", "has a comment", "Heads = 4, or a refusal that says that it is no JSON", "// made by me\n" + FOUR, True)
odd_config("cfg_comma", "has a comma after its last value", "Heads = 4, or a refusal that says that it is no JSON", FOUR.rstrip("}\n ") + ",\n}", True)
odd_config("cfg_html", "is a web page", SAID, "<html><body>Not found</body></html>", words=("HTML",))
odd_config("cfg_lfs", "is a pointer of Git LFS", SAID, POINTER, words=LFS)
odd_config("cfg_cut", "is cut off", SAID, FOUR[:120])
odd_config("cfg_empty", "is empty", SAID, "", words=(r"config\.json.*empty",))
odd_config("cfg_array", "is a list", SAID, "[1, 2]", words=(r"config\.json.*(object|list|array)",))
odd_config("cfg_twice", "has a key twice, with two values", "Heads = 4 (the last one, as Python reads it), or a refusal that names the key",
           FOUR.replace('"num_attention_heads": 4', '"num_attention_heads": 2,\n "num_attention_heads": 4'), True, ("num_attention_heads",))
odd_config("cfg_nan", "has NaN and Infinity, as Python's json writes them", "Heads = 4, or a refusal that says that it is no JSON", FOUR.replace("{", '{\n "rescale": NaN, "bound": Infinity,', 1), True,
           ("NaN",))

# The other sidecars


def odd_sidecar(name, shows, file, content, words, modules=STANDARD):
    @case(name, "H", shows, "a refusal, or a remark, that names the file", refuse=words, remark=words)
    def _(out):
        out.model(f.bert(name, layers=1), BERT_1)
        out.write("modules.json", modules)
        out.write("1_Pooling/config.json", flags("mean_tokens"))
        out.write(file, content)


odd_sidecar("modules_html", "modules.json is a web page", "modules.json", PAGE, (r"modules\.json",))
odd_sidecar("modules_lfs", "modules.json is a pointer of Git LFS", "modules.json", POINTER, (r"modules\.json",))
odd_sidecar("pooling_cut", "1_Pooling/config.json is cut off", "1_Pooling/config.json", '{\n "word_embedding_dimension": 8,\n "pooling_mode_cls', ("1_Pooling",))


@case("modules_bom", "H", "modules.json begins with a byte order mark", "the mean, of length 1", numbers=True, final=True)
def _(out):
    w = f.bert("modules_bom", layers=1)
    out.model(w, BERT_1)
    out.write("modules.json", "\ufeff" + json.dumps(STANDARD))
    out.write("1_Pooling/config.json", flags("mean_tokens"))
    out.reference("normalized", f.unit(f.bert_rows(w, layers=1).mean(0)))


@case("dense_lfs", "H", "the weights of the Dense are a pointer of Git LFS", "a refusal that says so", refuse=(r"2_Dense.*\bLFS\b", r"\bLFS\b.*2_Dense"))
def _(out):
    out.model(f.bert("dense_lfs", layers=1), BERT_1)
    out.write("modules.json", chain("Transformer", "Pooling", "Dense"))
    out.write("1_Pooling/config.json", flags("mean_tokens"))
    dense(out, "2_Dense", 6)
    out.write("2_Dense/model.safetensors", POINTER)
