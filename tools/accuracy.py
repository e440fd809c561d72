"""Writes docs/accuracy.md from what the numeric tests measured.

    dotnet test tests/ShapeGen.Numerics.Tests && python3 tools/accuracy.py

The tests leave one file per instruction set in bin/<configuration>/net10.0/accuracy: case, PyTorch's own float32 error, our error, both the
largest absolute difference from PyTorch's float64 result, and the limit of ours.
"""
import csv
import glob
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ORDER = ["Avx512", "Avx512Emulated", "Avx2", "Vector128", "Software"]
TITLES = {"Avx512": "AVX-512", "Avx512Emulated": "AVX-512, emulated", "Avx2": "AVX2", "Vector128": "128-bit", "Software": "no SIMD"}

folders = glob.glob(os.path.join(ROOT, "tests/ShapeGen.Numerics.Tests/bin/*/net10.0/accuracy"))
if not folders:
    sys.exit("No measurements: run `dotnet test tests/ShapeGen.Numerics.Tests` first.")
folder = max(folders, key=os.path.getmtime)

pytorch, ours, limits = {}, {}, {}
for body in ORDER:
    path = os.path.join(folder, body + ".csv")
    if os.path.exists(path):
        for case, reference, error, limit in csv.reader(open(path, encoding="utf-8")):
            pytorch[case], limits[case] = float(reference), float(limit)
            ours.setdefault(case, {})[body] = float(error)

bodies = [body for body in ORDER if any(body in errors for errors in ours.values())]
worst = max(error / limits[case] for case, errors in ours.items() for error in errors.values())
lines = [
    "# Accuracy",
    "",
    "The largest difference from PyTorch's float64 answer, for each golden case and instruction set, beside that of PyTorch's own float32.",
    "Written by `tools/accuracy.py` from what `dotnet test tests/ShapeGen.Numerics.Tests` measured; the tests fail where an error is above",
    "twice PyTorch's own, or above 2e-6 (of encoders and families: 2e-6 of the largest result) where that is smaller still. A machine without",
    "AVX-512 runs the AVX-512 code with each of its instructions emulated.",
    "",
    f"{len(ours)} cases; the nearest to its limit reaches {worst:.0%} of it.",
    "",
    "| case | PyTorch | " + " | ".join(TITLES[body] for body in bodies) + " |",
    "| --- | --- | " + " | ".join("---" for _ in bodies) + " |",
]
for case in sorted(ours):
    cells = [f"{ours[case][body]:.1e}" if body in ours[case] else "" for body in bodies]
    lines.append(f"| {case} | {pytorch[case]:.1e} | " + " | ".join(cells) + " |")
with open(os.path.join(ROOT, "docs/accuracy.md"), "w", encoding="utf-8", newline="\n") as file:
    file.write("\n".join(lines) + "\n")
print(f"docs/accuracy.md: {len(ours)} cases on {', '.join(TITLES[body] for body in bodies)}; worst {worst:.0%} of its limit")
