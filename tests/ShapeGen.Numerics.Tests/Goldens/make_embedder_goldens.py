"""Makes the golden cases of sentence embedders whose weights are in several files: `Embedders/<case>/` and `Embedders/README.md`.

    OMP_NUM_THREADS=1 python3 make_embedder_goldens.py

A case is a folder in the layout of sentence-transformers: the encoder's file, and a subfolder with a file for each `Dense` module. The encoders are those of
`make_model_goldens.py`; the modules follow sentence-transformers' published code. Needs torch and numpy.
"""

import pathlib

import golden_files
import make_family_goldens as families
import make_model_goldens as models
import safetensors_io
import torch
from golden_files import TABLE, Weights, generator
from make_family_goldens import apply
from torch.nn.functional import normalize, silu

FOLDER = pathlib.Path(__file__).resolve().parent / "Embedders"
CASES = []


def embedder(stages, naming, encoder, dense, source):
    """A function that fills in the weights and returns the model of one sequence's inputs; `dense` lists the folders of its additional files."""

    def add(build):
        files = ";".join(f"{folder}/model.safetensors" for folder in dense)
        heads = ";".join(f"/{folder}.linear" for folder in dense)
        attribute = f'{stages}, TensorNames(TensorNaming.{naming}, Heads = "{heads}", Files = "{files}"), {encoder}'
        CASES.append((build.__name__, attribute, dense, build, source))
        return build

    return add


@embedder(f"{models.EMBEDDINGS}, Pool(Pooling.Class), Head(17, Activation = HeadActivation.Tanh, Normalize = true)", "HuggingFaceBert",
          f"Encoder({models.BERT})", ["2_Dense"], models.ids(50, lengths=[33, 2, 96, 1, 17], types=2))
def labse(w):
    rows = models.bert_parts(w, "")
    w.linear("2_Dense.linear", 24, 17)
    return lambda w, x: normalize(apply(w, "2_Dense.linear", rows(w, x)[0]).tanh(), dim=0)


@embedder(f"{models.DISTILBERT}, Pool(Pooling.Mean), Head(40, Activation = HeadActivation.Tanh)", "HuggingFaceDistilBert",
          models.encoder_of("distilbert"), ["2_Dense"], models.ids(50, lengths=[64, 3]))
def distiluse(w):
    rows = models.distilbert_parts(w)
    w.linear("2_Dense.linear", 24, 40)
    return lambda w, x: apply(w, "2_Dense.linear", rows(w, x).mean(0)).tanh()


@embedder("TokenEmbedding(50), Pool(Pooling.Mean), Head(32, Bias = false, Normalize = true)", "HuggingFaceT5", models.encoder_of("t5"), ["2_Dense"],
          models.ids(50, lengths=[140, 3, 20]))
def sentence_t5(w):
    w.normal("shared.weight", (50, 24), 0, 1)
    layers = families.t5(w)
    w.linear("2_Dense.linear", 24, 32, False)
    return lambda w, x: normalize(apply(w, "2_Dense.linear", layers(w, w["shared.weight"][x["ids"]]).mean(0)), dim=0)


@embedder(f"{models.EMBEDDINGS}, Pool(Pooling.Mean), Head(30, Activation = HeadActivation.Silu, Normalize = true), Head(9, Normalize = true)",
          "HuggingFaceBert", f"Encoder({models.BERT})", ["2_Dense", "4_Dense"], models.ids(50, batch=3, tokens=21, types=2))
def two_dense_modules(w):
    """With a Normalize module after each."""
    rows = models.bert_parts(w, "bert.")
    w.linear("2_Dense.linear", 24, 30)
    w.linear("4_Dense.linear", 30, 9)
    return lambda w, x: normalize(apply(w, "4_Dense.linear", normalize(silu(apply(w, "2_Dense.linear", rows(w, x).mean(0))), dim=0)), dim=0)


def make(name, attribute, dense, build, source):
    """Computes a case and writes its folder. Returns its line of the README's table."""
    weights = Weights(generator(name))
    run = build(weights)
    inputs, sequences, lengths, batch = source(weights.rng)
    double = {key: value.double() for key, value in weights.items()}
    with torch.no_grad():
        expected, singles = (torch.stack([run(w, x) for x in sequences]) for w in (double, dict(weights)))
    error, largest = (singles.double() - expected).abs().max().item(), expected.abs().max().item()
    assert torch.isfinite(expected).all() and error < 1e-3 * largest, (name, error)
    metadata = {"declaration": attribute, "batch": str(batch), "pytorch_float32_error": repr(error), "float64_absmax": repr(largest)}
    if lengths:
        metadata["lengths"] = ",".join(map(str, lengths))
    files = {"": {}, **{folder + ".": {} for folder in dense}}
    for key, value in weights.items():
        prefix = next((folder + "." for folder in dense if key.startswith(folder + ".")), "")
        files[prefix][key[len(prefix):]] = value.contiguous().numpy()
    for prefix, tensors in files.items():
        path = FOLDER / name / prefix[:-1] / "model.safetensors"
        path.parent.mkdir(parents=True, exist_ok=True)
        safetensors_io.save(path, tensors, {"format": "pt"})
    safetensors_io.save(FOLDER / name / "reference.safetensors", {**{key: value.numpy() for key, value in inputs.items()}, "expected": expected.numpy()}, metadata)
    shapes = ", ".join(f"{key} {list(value.shape)}" for key, value in inputs.items())
    return f"| `{name}` | `{attribute}` | {shapes} | {largest:.3g} | {error:.2e} |"


README = """# Golden cases of sentence embedders in several files

Each case is a folder in the layout of sentence-transformers: `model.safetensors` with the encoder, and `2_Dense/model.safetensors` with the `linear.weight` and
`linear.bias` of a `Dense` module. `reference.safetensors` has the input (`ids`, `types`: I32, [tokens of all sequences]) and the result (`expected`: F64, one row
per sequence). Its metadata has `declaration`, `batch`, `lengths`, `pytorch_float32_error` and `float64_absmax`, as in `../Models`.

**Origin.** `make_embedder_goldens.py` writes all cases and this page. The weights are random, not trained. MIT, as the project.

**To recreate** (PyTorch {torch}; Debian: `python3-torch` and `libopenblas0-pthread`):

    OMP_NUM_THREADS=1 python3 make_embedder_goldens.py
"""


def main():
    lines = [make(*case) for case in CASES]
    text = README.replace("{torch}", torch.__version__) + "\n" + TABLE.replace("{rows}", "input") + "\n".join(lines) + "\n"
    (FOLDER / "README.md").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
