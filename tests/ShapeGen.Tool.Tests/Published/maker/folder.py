"""A case, its folder, and the files in it."""

import dataclasses
import json
import struct

import numpy as np

from . import formulas

TYPES = {"float32": "F32", "float16": "F16", "int64": "I64", "uint8": "U8"}


def safetensors(tensors, metadata=None, types=None):
    """The bytes of a safetensors file. types: other words than the arrays' own, for tensors whose type numpy does not have."""
    header, data = {}, bytearray()
    if metadata is not None:
        header["__metadata__"] = metadata
    for name, value in tensors.items():
        blob = np.ascontiguousarray(value).tobytes()
        kind = (types or {}).get(name) or TYPES[str(value.dtype)]
        header[name] = {"dtype": kind, "shape": list(value.shape), "data_offsets": [len(data), len(data) + len(blob)]}
        data += blob
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + bytes(data)


class Folder:
    """The folder of one case, while it is filled."""

    def __init__(self, path, name):
        self.path = path
        self.name = name

    def write(self, file, content):
        """Text and bytes as they are, all else as JSON."""
        target = self.path / file
        target.parent.mkdir(parents=True, exist_ok=True)
        if not isinstance(content, (str, bytes)):
            content = json.dumps(content, indent=1) + "\n"
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
        return target

    def tensors(self, weights, file="model.safetensors", metadata=None):
        self.write(file, safetensors(weights, {"format": "pt"} if metadata is None else metadata))

    def model(self, weights, config, metadata=None):
        """model.safetensors, and config.json unless it is None."""
        self.tensors(weights, metadata=metadata)
        if config is not None:
            self.write("config.json", config)

    def reference(self, stage, value, ids=None, pixels=None, features=None):
        """One input and one result, under the names of docs/trace.md. A vector is one row."""
        value = np.atleast_2d(np.asarray(value)).astype(np.float32)
        if features is not None:
            given = {"input.features": features.astype(np.float32)}
        elif pixels is not None:
            given = {"input.pixels": pixels[None].astype(np.float32)}
        else:
            given = {"input.ids": np.array(list(formulas.IDS if ids is None else ids), dtype=np.int64)}
        self.write("reference.safetensors", safetensors({**given, stage: value}))


@dataclasses.dataclass
class Case:
    """What case.json says. make_cases.py describes each field."""

    name: str
    kind: str
    shows: str
    right: str
    make: object
    command: str = "declare"
    input: str = "model.safetensors"
    args: tuple = ()
    numbers: bool = False
    refuse: tuple = ()
    remark: tuple = ()
    quiet: tuple = ()
    never: tuple = ()
    text: tuple = ()
    final: bool = False

    def json(self):
        """The fields that are not at their default."""
        fields = {field.name: getattr(self, field.name) for field in dataclasses.fields(self) if field.name not in ("name", "make")}
        return {name: value for name, value in fields.items() if value not in ((), False) and (name, value) not in (("command", "declare"), ("input", "model.safetensors"))}


CASES = {}


def case(name, kind, shows, right, **fields):
    """Registers the function below it as what fills the folder."""
    def register(make):
        for field in ("args", "refuse", "remark", "quiet", "never", "text"):
            if isinstance(fields.get(field), str):
                fields[field] = (fields[field],)
        made = Case(name, kind, shows, right, make, **fields)
        if name in CASES:
            raise ValueError(f"two cases are called {name}")
        if made.numbers and made.refuse and made.command != "build":
            raise ValueError(f"{name}: a refusal is not accepted where numbers are required")
        CASES[name] = made
        return make
    return register
