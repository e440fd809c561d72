#!/usr/bin/python3
"""Makes the files that the tests of `shapegen convert` read, and beside each what must come out: NAME.expected.safetensors.

Debian 12: apt-get install python3-torch libopenblas0-pthread python3-onnx; then /usr/bin/python3 make_files.py
The expected files are written by the function below, which shares nothing with the tool.
"""
import json
import os
import shutil
import struct
from collections import OrderedDict

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Files")
NAMES = {
    torch.float32: "F32", torch.float64: "F64", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64", torch.int32: "I32",
    torch.int16: "I16", torch.int8: "I8", torch.uint8: "U8", torch.bool: "BOOL",
    "<f2": "F16", "<f4": "F32", "<f8": "F64", "|i1": "I8", "<i2": "I16", "<i4": "I32", "<i8": "I64", "|u1": "U8", "<u2": "U16", "<u4": "U32",
    "<u8": "U64", "|b1": "BOOL",
}


def path(name):
    return os.path.join(here, name)


def entry(value):
    """Type, shape and bytes of a tensor or an array, row-major and little-endian."""
    if isinstance(value, tuple):
        return value
    if isinstance(value, torch.Tensor):
        value = value.detach().contiguous()
        # bfloat16 is unknown to NumPy: its bits are.
        bits = value.view(torch.int16) if value.dtype == torch.bfloat16 else value
        return NAMES[value.dtype], list(value.shape), bits.numpy().tobytes()
    array = np.asarray(value)
    little = array.astype(array.dtype.newbyteorder("<"))
    return NAMES[little.dtype.str], list(array.shape), little.tobytes(order="C")


def write_safetensors(name, tensors):
    header, data = {}, b""
    for key, value in tensors.items():
        kind, shape, content = entry(value)
        header[key] = {"dtype": kind, "shape": shape, "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header).encode()
    with open(path(name), "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def expect(name, tensors):
    # The reader of the tests wants them aligned as any: the order does not matter, the names do.
    write_safetensors(name + ".expected.safetensors", tensors)


def pytorch():
    torch.manual_seed(7)
    base = torch.randn(4, 6)
    state = OrderedDict()
    state["embed.weight"] = base
    state["head.weight"] = base  # tied
    state["transposed"] = base.t()
    state["slice"] = base[1:3, 2:5]
    state["steps"] = torch.arange(24.0).reshape(2, 3, 4).permute(2, 0, 1)
    state["double"] = torch.randn(3, dtype=torch.float64)
    state["half"] = torch.randn(2, 2).half()
    state["bfloat16"] = torch.randn(5).bfloat16()
    state["bfloat16_transposed"] = torch.randn(2, 3).bfloat16().t()
    state["int64"] = torch.tensor([-(2**40), 2**40])
    state["int32"] = torch.tensor([-5, 70000], dtype=torch.int32)
    state["int16"] = torch.tensor([-300, 300], dtype=torch.int16)
    state["int8"] = torch.tensor([[-128, 127]], dtype=torch.int8)
    state["uint8"] = torch.tensor([0, 255], dtype=torch.uint8)
    state["bool"] = torch.tensor([True, False, True])
    state["scalar"] = torch.tensor(0.25)
    state["empty"] = torch.zeros(0, 3)
    state["size_one"] = torch.randn(3, 1, 2)[:, :, :1].transpose(0, 1)
    torch.save(state, path("state.pt"))
    expect("state.pt", state)

    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.LayerNorm(4))
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.randn(2, 3)).sum().backward()
    optimizer.step()
    torch.save({"epoch": 3, "loss": 0.5, "note": "ü", "model": model.state_dict(), "optimizer": optimizer.state_dict()}, path("training.pt"))
    expect("training.pt", model.state_dict())
    moments = {f"optimizer.state.{i}.{key}": value for i, s in optimizer.state_dict()["state"].items() for key, value in s.items()}
    expect("training-all.pt", {**{"model." + k: v for k, v in model.state_dict().items()}, **moments})
    torch.save({"w": torch.nn.Parameter(torch.randn(2, 2)), "layers": [torch.ones(1), (torch.zeros(2),)]}, path("parameter.pt"))
    loaded = torch.load(path("parameter.pt"))
    expect("parameter.pt", {"w": loaded["w"], "layers.0": loaded["layers"][0], "layers.1.0": loaded["layers"][1][0]})
    torch.save(state, path("protocol4.pt"), pickle_protocol=4)
    expect("protocol4.pt", state)

    # Refused.
    torch.save(model.state_dict(), path("legacy.pt"), _use_new_zipfile_serialization=False)
    torch.save(model, path("module.pt"))
    torch.jit.save(torch.jit.script(torch.nn.Linear(1, 1)), path("script.pt"))
    torch.save({"good": torch.ones(1), "complex": torch.zeros(2, dtype=torch.complex64)}, path("complex.pt"))

    parts = [("pytorch_model-00001-of-00002.bin", {"a": torch.randn(2), "b": torch.randn(3).half()}), ("pytorch_model-00002-of-00002.bin", {"c": torch.randn(1, 2)})]
    shard("shards-pytorch", "pytorch_model.bin.index.json", parts, lambda name, tensors: torch.save(tensors, path(name)))
    parts = [("model-00001-of-00002.safetensors", {"a": torch.randn(2), "b": torch.randn(3).bfloat16()}), ("model-00002-of-00002.safetensors", {"c": torch.randn(1, 2)})]
    shard("shards-safetensors", "model.safetensors.index.json", parts, write_safetensors)


def shard(folder, index, parts, write):
    os.makedirs(path(folder))
    places, tensors = {}, {}
    for name, content in parts:
        write(f"{folder}/{name}", content)
        places.update({key: name for key in content})
        tensors.update(content)
    with open(path(f"{folder}/{index}"), "w") as file:
        json.dump({"metadata": {"total_size": 0}, "weight_map": places}, file)
    with open(path(f"{folder}/config.json"), "w") as file:
        json.dump({"model_type": "bert"}, file)
    expect(folder, tensors)


def arrays():
    random = np.random.default_rng(7)
    values = random.standard_normal((3, 4))
    content = {
        "f2": values.astype("<f2"), "f4": values.astype("<f4"), "f8": values, "i1": (values * 50).astype("i1"), "i2": (values * 1e4).astype("<i2"),
        "i4": (values * 1e8).astype("<i4"), "i8": (values * 1e17).astype("<i8"), "u1": np.arange(5, dtype="u1"), "u2": np.arange(5, dtype="<u2"),
        "u4": np.arange(5, dtype="<u4"), "u8": np.arange(5, dtype="<u8"), "b1": values > 0, "big/f4": values.astype(">f4"), "big/f2": values.astype(">f2"),
        "big/f8": values.astype(">f8"), "fortran/f4": np.asfortranarray(values.astype("<f4")), "fortran/big": np.asfortranarray(values.astype(">i4")),
        "fortran/three": np.asfortranarray(random.standard_normal((2, 3, 4)).astype("<f4")), "fortran/vector": np.asfortranarray(values[:, 0].copy()),
        "scalar": np.float32(0.5), "empty": np.zeros((0, 2), "<f4"),
    }
    np.savez(path("arrays.npz"), **content)
    expect("arrays.npz", content)
    np.savez_compressed(path("compressed.npz"), **content)
    expect("compressed.npz", content)
    for version in [(1, 0), (2, 0), (3, 0)]:
        with open(path(f"version{version[0]}.npy"), "wb") as file:
            np.lib.format.write_array(file, np.asfortranarray(values.astype(">f4")), version)
        expect(f"version{version[0]}.npy", {f"version{version[0]}": values.astype("<f4")})
    np.save(path("object.npy"), np.array([1, "two"], dtype=object), allow_pickle=True)
    np.savez(path("mixed.npz"), good=values.astype("<f4"), words=np.array(["a", "bc"]), fields=np.zeros(2, dtype=[("x", "<f4"), ("y", "<i4")]))
    expect("mixed.npz", {"good": values.astype("<f4")})


class Block(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.first = torch.nn.Linear(3, 5)
        self.norm = torch.nn.LayerNorm(5)
        self.second = torch.nn.Linear(5, 2, bias=False)

    def forward(self, x):
        return self.second(torch.relu(self.norm(self.first(x))))


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = torch.nn.ModuleList([Block()])

    def forward(self, x):
        return self.layers[0](x)


def exported():
    torch.manual_seed(8)
    model = Model()
    torch.onnx.export(model, torch.randn(1, 4, 3), path("exported.onnx"), opset_version=13)
    expect("exported.onnx", model.state_dict())


def typed():
    """Every element type, raw and in its typed field, packed by the library as writers do."""
    random = np.random.default_rng(9)
    values = random.standard_normal((2, 3))
    kinds = [
        (TensorProto.FLOAT, "<f4", "F32"), (TensorProto.DOUBLE, "<f8", "F64"), (TensorProto.FLOAT16, "<f2", "F16"), (TensorProto.INT8, "i1", "I8"),
        (TensorProto.UINT8, "u1", "U8"), (TensorProto.INT16, "<i2", "I16"), (TensorProto.UINT16, "<u2", "U16"), (TensorProto.INT32, "<i4", "I32"),
        (TensorProto.UINT32, "<u4", "U32"), (TensorProto.INT64, "<i8", "I64"), (TensorProto.UINT64, "<u8", "U64"), (TensorProto.BOOL, "b1", "BOOL"),
    ]
    tensors, expected = [], {}
    for kind, dtype, name in kinds:
        array = (values if dtype[1] == "f" else values * 100).astype(dtype)
        if dtype[0] == "u" or dtype[1] == "u":
            array = np.abs(values * 100).astype(dtype)
        tensors.append(numpy_helper.from_array(array, f"raw.{name}"))
        expected[f"raw.{name}"] = array
        field = array.view("<u2").flatten().tolist() if name == "F16" else array.flatten().tolist()
        tensor = TensorProto(name=f"typed.{name}", data_type=kind, dims=array.shape)
        target = {
            "F32": tensor.float_data, "F64": tensor.double_data, "I64": tensor.int64_data, "U32": tensor.uint64_data, "U64": tensor.uint64_data,
        }.get(name, tensor.int32_data)
        target.extend(int(v) if isinstance(v, bool) else v for v in field)
        tensors.append(tensor)
        expected[f"typed.{name}"] = array
    bits = np.array([0x3F80, 0xC000, 0x7F80], "<u2")
    tensors.append(TensorProto(name="typed.BF16", data_type=TensorProto.BFLOAT16, dims=[3], int32_data=bits.tolist()))
    tensors.append(TensorProto(name="raw.BF16", data_type=TensorProto.BFLOAT16, dims=[3], raw_data=bits.tobytes()))
    expected["typed.BF16"] = expected["raw.BF16"] = ("BF16", [3], bits.tobytes())
    tensors.append(TensorProto(name="scalar", data_type=TensorProto.FLOAT, float_data=[0.5]))
    expected["scalar"] = np.float32(0.5)

    constant = np.arange(6, dtype="<f4").reshape(2, 3)
    nodes = [
        helper.make_node("Constant", [], ["constant.weight"], value=numpy_helper.from_array(constant)),
        helper.make_node("Constant", [], ["shape"], value=numpy_helper.from_array(np.array([1, 2]))),
        helper.make_node("Constant", [], ["epsilon"], value=numpy_helper.from_array(np.float32(1e-5))),
        helper.make_node("Identity", ["constant.weight"], ["y"]),
    ]
    expected["constant.weight"] = constant
    graph = helper.make_graph(nodes, "typed", [], [helper.make_tensor_value_info("y", TensorProto.FLOAT, [2, 3])], tensors)
    onnx.save(helper.make_model(graph), path("typed.onnx"))
    expect("typed.onnx", expected)

    weights = {f"w{i}": random.standard_normal((4, i + 1)).astype("<f4") for i in range(3)}
    graph = helper.make_graph([], "external", [], [], [numpy_helper.from_array(value, key) for key, value in weights.items()])
    model = helper.make_model(graph)
    onnx.save_model(model, path("external.onnx"), save_as_external_data=True, location="external.onnx_data", size_threshold=0)
    expect("external.onnx", weights)


if __name__ == "__main__":
    shutil.rmtree(here, ignore_errors=True)
    os.makedirs(here)
    pytorch()
    arrays()
    exported()
    typed()
