"""Makes the golden cases of tied tensors: `Tied/<case>.safetensors` and `Tied/README.md`.

    OMP_NUM_THREADS=1 python3 make_tied_goldens.py

Whole models in which several parameters share a tensor of the file: a head tied to the embedding's table, or heads that are one
module. No file shows that a tensor is used twice, so these cases are separate from the models that `declare` must recognise. Needs torch and numpy.
"""

import pathlib

import golden_files
import make_family_goldens as families
import make_model_goldens as models
from golden_files import single
from make_family_goldens import apply

FOLDER = pathlib.Path(__file__).resolve().parent / "Tied"
CASES = []


def model(stages, names, encoder, source):
    """A function that fills in the weights and returns the model of one sequence's inputs; its name is the case's."""

    def add(build):
        CASES.append((build.__name__, f"{stages}, TensorNames({names}), {encoder}", build, source))
        return build

    return add


GPT2 = (
    'TokenEmbedding = "wte", Positions = "wpe", Heads = "wte", Norm1 = "h.{layer}.ln_1", Qkv = "h.{layer}.attn.c_attn", Out = "h.{layer}.attn.c_proj", '
    'Norm2 = "h.{layer}.ln_2", Ffn1 = "h.{layer}.mlp.c_fc", Ffn2 = "h.{layer}.mlp.c_proj", FinalNorm = "ln_f", Transposed = true'
)


@model("TokenEmbedding(70), Positions(48), Head(70, Bias = false)", GPT2, models.encoder_of("gpt2"), models.ids(70, lengths=[48, 1, 29]))
def gpt2_with_its_head(w):
    """The logits of each token. Matrices are stored as [in, out], the table as [vocabulary, embed]."""
    w.normal("wte.weight", (70, 24), 0, 0.5)
    w.normal("wpe.weight", (48, 24), 0, 0.3)
    layers = families.gpt2(w)
    return lambda w, x: layers(w, w["wte.weight"][x["ids"]] + w["wpe.weight"][: len(x["ids"])]) @ w["wte.weight"].T


@model(
    "TokenEmbedding(50, Types = 2, Scale = 4.8989797f), Pool(Pooling.Mean), Head(24, Activation = HeadActivation.Tanh), Head(24, Activation = HeadActivation.Tanh), Head(50)",
    'TokenEmbedding = "emb", TypeEmbedding = "types", Heads = "mix;mix;emb"', models.PLAIN, models.ids(50, batch=3, tokens=19, types=2))
def tied_heads_of_one_row(w):
    """The first two heads are one module; the third uses the table and a bias."""
    w.normal("emb.weight", (50, 24), 0, 0.3)
    w.normal("emb.bias", (50,), 0, 0.2)
    w.normal("types.weight", (2, 24), 0, 0.5)
    w.linear("mix", 24, 24)
    layer = models.plain_layer(w)

    def run(w, x):
        y = layer(w, w["emb.weight"][x["ids"]] * single(4.8989797) + w["types.weight"][x["types"]]).mean(0)
        return apply(w, "emb", apply(w, "mix", apply(w, "mix", y).tanh()).tanh())

    return run


README = """# Golden cases of tied tensors

Whole models in which several parameters share a tensor of the file, with the C# declaration in the metadata. Files and allowed errors
are as in `../Models`.

**Origin.** `make_tied_goldens.py` writes all cases and this page. The weights are random, not trained. MIT, as the project.

**To recreate** (PyTorch {torch}; Debian: `python3-torch` and `libopenblas0-pthread`):

    OMP_NUM_THREADS=1 python3 make_tied_goldens.py
"""


def main():
    golden_files.finish(FOLDER, [models.make(*case, FOLDER) for case in CASES], README, "input")


if __name__ == "__main__":
    main()
