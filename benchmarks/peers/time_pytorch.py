"""PyTorch beside the comparison program, which drives it by lines on standard input and reads one line for each:

    load FOLDER     -> the largest difference of the answer from PyTorch's float64
    run CALLS       -> nanoseconds of CALLS calls, after one that is not timed
    about           -> PyTorch's version and the library that multiplies its matrices
"""

import pathlib
import sys
import time

import torch
from model import load, load_model


def about():
    with open("/proc/self/maps", encoding="utf-8") as maps:
        blas = {pathlib.Path(line.split()[-1]).name for line in maps if "blas" in line and line.rstrip()[-1] != "]"}
    return f"{torch.__version__} ({', '.join(sorted(blas))})"


def main():
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    model = x = None
    with torch.inference_mode():
        for line in sys.stdin:
            command, _, argument = line.rstrip("\n").partition(" ")
            if command == "load":
                folder = pathlib.Path(argument)
                reference, _ = load(folder / "reference.safetensors")
                model = load_model(folder)
                x = torch.from_numpy(reference["input"].copy())
                truth = torch.from_numpy(reference["output_float64"].copy())
                answer = (model(x).double() - truth).abs().max().item()
            elif command == "run":
                calls = range(int(argument))
                model(x)
                start = time.perf_counter_ns()
                for _ in calls:
                    model(x)
                answer = time.perf_counter_ns() - start
            elif command == "about":
                answer = about()
            else:
                answer = f"error: unknown command {command}"
            print(answer, flush=True)


if __name__ == "__main__":
    main()
