"""Exports each case for all that compute it: export_cases.py FOLDER < cases.json (which `ShapeGen.Comparison --list-cases` writes).

    FOLDER/NAME/weights.safetensors     the module's state_dict()
    FOLDER/NAME/model.onnx              the module with the same weights, by PyTorch's own exporter, for exactly the case's shape
    FOLDER/NAME/reference.safetensors   an input, and PyTorch's answers to it in float32 and float64
"""

import copy
import json
import pathlib
import sys
import warnings

import torch
from model import TransformerEncoder, save

OPSET = 17  # the first with LayerNormalization as one operation


def export(folder, case):
    shape = {key: str(case[key]) for key in ("embed", "heads", "ffn")}
    torch.manual_seed(1)
    model = TransformerEncoder(case["embed"], case["ffn"], case["heads"]).eval()
    x = torch.randn(case["batch"], case["tokens"], case["embed"])
    with torch.no_grad():
        output = model(x)
        output_float64 = copy.deepcopy(model).double()(x.double())

    folder.mkdir(parents=True, exist_ok=True)
    save(folder / "weights.safetensors", {name: tensor.numpy() for name, tensor in model.state_dict().items()}, shape)
    torch.onnx.export(
        model, x, str(folder / "model.onnx"), opset_version=OPSET, input_names=["input"], output_names=["output"], do_constant_folding=True
    )

    # The last: where it is, the case is complete.
    answers = {"input": x, "output": output, "output_float64": output_float64}
    save(folder / "reference.safetensors", {name: tensor.numpy() for name, tensor in answers.items()})


def main():
    # The tracer fixes the shapes it sees, which is what is wanted.
    warnings.filterwarnings("ignore", category=torch.jit.TracerWarning)
    torch.set_num_threads(1)
    root = pathlib.Path(sys.argv[1])
    cases = json.load(sys.stdin)
    for case in cases:
        export(root / case["name"], case)
    print(f"PyTorch {torch.__version__} exported {len(cases)} cases to {root}")


if __name__ == "__main__":
    main()
