"""Reads and writes safetensors files with numpy alone (Debian has no `safetensors` package).

A file is: 8 bytes, the header's length (little endian) · the header, JSON, padded with spaces to a multiple of 8 ·
the tensors' bytes, contiguous. Used by the golden scripts.
"""

import json

import numpy as np

DTYPES = {"F64": np.dtype("<f8"), "F32": np.dtype("<f4"), "I64": np.dtype("<i8"), "I32": np.dtype("<i4"), "U8": np.dtype("u1")}


def save(path, tensors, metadata=None):
    """Writes {name: numpy array} and {str: str}. The same content always gives the same bytes."""
    names = {dtype: name for name, dtype in DTYPES.items()}
    header = {"__metadata__": metadata} if metadata else {}
    blobs, offset = [], 0
    # Wider types first, so every tensor is aligned to its element size.
    for name, array in sorted(tensors.items(), key=lambda item: (-item[1].dtype.itemsize, item[0])):
        blob = array.astype(array.dtype.newbyteorder("<")).tobytes()  # C order, whatever the strides
        header[name] = {
            "dtype": names[array.dtype.newbyteorder("<")],
            "shape": list(array.shape),
            "data_offsets": [offset, offset + len(blob)],
        }
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text + b"".join(blobs))


def load(path):
    """Returns ({name: numpy array}, metadata)."""
    with open(path, "rb") as file:
        data = file.read()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        first, end = (start + offset for offset in entry["data_offsets"])
        tensors[name] = np.frombuffer(data[first:end], DTYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors, metadata
