"""Writes the folders of Cases: small checkpoints with the names, the config.json and the sidecars of published ones, and what is right for each.

    /usr/bin/python3 make_cases.py [NAME…]

It needs numpy, and torch (1.13 will do) for the files that only torch writes. PublishedCaseTests.cs runs the cases; maker/ has them, by the kinds of ../shared/cases:
A modules.json and 1_Pooling; B keys of config.json; C families by model_type; D tensors left over; E the check in the build; F tensors under other names; G what is dropped;
H messages; N prefixes.

Each folder has the checkpoint with its sidecars; reference.safetensors, where numbers are known: an input and one result (computed in float64) under the names of docs/trace.md;
expected.safetensors, where tensors are converted; and case.json:

    kind      the letter of its kind
    shows     what a tool can get wrong without noticing
    right     what is right
    command   declare (the default), convert, convert+declare, or build: Model.cs is a project's class, and model.safetensors its <ShapeGenCheckpoint>
    input     what the command gets, model.safetensors by default; "." is the folder
    args      further arguments: of convert, where both commands run
    numbers   true: the numbers of the reference are required, and no refusal is accepted
    refuse    regular expressions (in any case of letters). A refusal with one of them is right; of a build, an error SHG0019 to SHG0021 with one of them is required
    remark    regular expressions: a declaration is right only with one of them in a remark other than the one that lists Ignore
    quiet     regular expressions that no remark may have
    never     regular expressions that no refusal may have
    text      regular expressions that the declaration must have, each
    final     the reference is the model's last result

A declaration is right if there is a reference or a remark to hold it to, and it fits all that is there. Without either, only a refusal is right."""

import argparse
import json
import pathlib
import shutil

from maker import builds, families, keys, leftovers, messages, names, pipelines  # noqa: F401: they register their cases
from maker.folder import CASES, Folder

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    home = pathlib.Path(__file__).resolve().parent / "Cases"
    if not options.names:
        shutil.rmtree(home, ignore_errors=True)
    for name in options.names or CASES:
        folder = home / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        CASES[name].make(Folder(folder, name))
        (folder / "case.json").write_text(json.dumps(CASES[name].json(), indent=1) + "\n")
    size = sum(file.stat().st_size for file in home.rglob("*") if file.is_file())
    print(f"{len(options.names or CASES)} cases written; {len(list(home.iterdir()))} are {size / 1e6:.2f} MB")
