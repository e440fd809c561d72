"""Writes docs/accuracy.md, and the figures of docs/models.md, from the measurements of the numeric tests.

    dotnet test tests/ShapeGen.Numerics.Tests && python3 tools/accuracy.py

The tests write one file per instruction set to bin/<configuration>/net10.0/accuracy, in `layers`, `models`, `embedders` and `long`, with these columns: case,
PyTorch's float32 error, our error (each the largest absolute difference from PyTorch's float64 result), and the limit of ours.
"""
import csv
import glob
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ORDER = ["Avx512", "Avx512Emulated", "Avx2", "Vector128", "Software"]
TITLES = {"Avx512": "AVX-512", "Avx512Emulated": "AVX-512, emulated", "Avx2": "AVX2", "Vector128": "128-bit", "Software": "no SIMD"}

folders = glob.glob(os.path.join(ROOT, "tests/ShapeGen.Numerics.Tests/bin/*/net10.0/accuracy"))
if not folders:
    sys.exit("No measurements: run `dotnet test tests/ShapeGen.Numerics.Tests` first.")
folder = max(folders, key=os.path.getmtime)



def read(kind):
    """({case: PyTorch's error}, {case: {body: ours}}, {case: limit})"""
    pytorch, ours, limits = {}, {}, {}
    for body in ORDER:
        path = os.path.join(folder, kind, body + ".csv")
        if os.path.exists(path):
            for case, reference, error, limit in csv.reader(open(path, encoding="utf-8")):
                pytorch[case], limits[case] = float(reference), float(limit)
                ours.setdefault(case, {})[body] = float(error)
    if not ours:
        sys.exit(f"No measurements of {kind} in {folder}: run `dotnet test tests/ShapeGen.Numerics.Tests` first.")
    return pytorch, ours, limits


def table(kind):
    pytorch, ours, _ = measured[kind]
    yield "| case | PyTorch | " + " | ".join(TITLES[body] for body in bodies) + " |"
    yield "| --- | --- | " + " | ".join("---" for _ in bodies) + " |"
    for case in sorted(ours):
        cells = [f"{ours[case][body]:.1e}" if body in ours[case] else "" for body in bodies]
        yield f"| {case} | {pytorch[case]:.1e} | " + " | ".join(cells) + " |"


def write(path, text):
    with open(os.path.join(ROOT, path), "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


measured = {kind: read(kind) for kind in ("layers", "models", "embedders", "long")}
bodies = [body for body in ORDER if any(body in errors for _, ours, _ in measured.values() for errors in ours.values())]
worst = max(error / limits[case] for _, ours, limits in measured.values() for case, errors in ours.items() for error in errors.values())
count = sum(len(ours) for _, ours, _ in measured.values())
write("docs/accuracy.md", "\n".join([
    "# Accuracy",
    "",
    "For each golden case and instruction set: the largest difference from PyTorch's float64 result, compared with that of PyTorch's own float32.",
    "`tools/accuracy.py` writes this page from the measurements of `dotnet test tests/ShapeGen.Numerics.Tests`. The tests fail if an error exceeds both",
    "twice PyTorch's own error and 2e-6 (for encoders, families and whole models: 2e-6 of the largest result). On a machine without AVX-512,",
    "the AVX-512 code runs with each of its instructions emulated. Long sequences have their own limit, 2e-6 of the larger of 1 and the largest result,",
    "because the error of PyTorch's attention grows with the tokens.",
    "",
    f"{count} cases; the largest error is {worst:.0%} of its limit.",
    "",
    "## Whole models",
    "",
    *table("models"),
    "",
    "## Sentence embedders in several files",
    "",
    *table("embedders"),
    "",
    "## Long sequences",
    "",
    *table("long"),
    "",
    "## Modules, encoders and families",
    "",
    *table("layers"),
    "",
]))

# docs/models.md marks where the figures of a case go: the largest error over all instruction sets, and PyTorch's.
page = open(os.path.join(ROOT, "docs/models.md"), encoding="utf-8").read()
pytorch, ours = ({**measured["models"][i], **measured["embedders"][i]} for i in (0, 1))


def figure(match):
    case = match.group(1)
    if case not in ours:
        sys.exit(f"docs/models.md names the case {case}, which no test measured.")
    return f"<!-- {case} -->{max(ours[case].values()):.1e} (PyTorch's float32: {pytorch[case]:.1e})<!-- / -->"


page, figures = re.subn(r"<!-- (\w+) -->.*?<!-- / -->", figure, page)
write("docs/models.md", page)
print(f"docs/accuracy.md: {count} cases on {', '.join(TITLES[body] for body in bodies)}; worst {worst:.0%} of its limit; docs/models.md: {figures} figures")
