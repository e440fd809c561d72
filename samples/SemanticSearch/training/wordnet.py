"""Reads WordNet's database files (the format is in the manual page wndb.5WN)."""

import dataclasses
import pathlib
import re

PARTS_OF_SPEECH = ("noun", "verb", "adj", "adv")
LETTERS = {"n": "noun", "v": "verb", "a": "adj", "s": "adj", "r": "adv"}
SIMILAR = ("@", "@i", "&")  # what a synset is a kind or an instance of, or is like
MARKER = re.compile(r"\((a|p|ip)\)$")  # where an adjective may stand
EXAMPLE = re.compile(r'"([^"]+)"')


@dataclasses.dataclass
class Synset:
    """Words with the same meaning, and their definition."""

    key: tuple  # part of speech, offset in its file
    topic: int  # the lexicographer's file: 5 is animals, 13 is food
    words: list
    definitions: list  # mostly one; more where the gloss says it again in other words
    examples: list
    parents: list  # keys
    derived: list  # (one of the words, key of a synset, which of its words): "repair" and "repairer"


def read(folder):
    """All synsets by key, in the order of the files."""
    synsets = {}
    for part in PARTS_OF_SPEECH:
        for line in (pathlib.Path(folder) / f"data.{part}").read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("  "):
                synset = _synset(part, line)
                synsets[synset.key] = synset
    return synsets


def senses(folder):
    """Word -> keys of its synsets, for each part of speech the commonest first."""
    found = {}
    for part in PARTS_OF_SPEECH:
        for line in (pathlib.Path(folder) / f"index.{part}").read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("  "):
                fields = line.split()
                keys = [(part, int(offset)) for offset in fields[-int(fields[2]) :]]
                found.setdefault(fields[0].replace("_", " "), []).extend(keys)
    return found


def exceptions(folder):
    """Irregular form -> its base: teeth -> tooth."""
    found = {}
    for part in PARTS_OF_SPEECH:
        for line in (pathlib.Path(folder) / f"{part}.exc").read_text(encoding="utf-8").splitlines():
            form, base = line.split()[:2]
            found.setdefault(form, base)
    return found


def counts(folder):
    """(word, lexicographer's file) -> number of occurrences in the texts that WordNet's authors annotated."""
    found = {}
    for line in (pathlib.Path(folder) / "cntlist.rev").read_text(encoding="utf-8").splitlines():
        sense, _, count = line.split()
        word, rest = sense.split("%")
        key = (word.replace("_", " "), int(rest.split(":")[1]))
        found[key] = found.get(key, 0) + int(count)
    return found


def _synset(part, line):
    head, gloss = line.split(" | ", 1)
    fields = head.split()
    words_end = 4 + 2 * int(fields[3], 16)
    words = [MARKER.sub("", word).replace("_", " ") for word in fields[4:words_end:2]]
    pointers = fields[words_end + 1 : words_end + 1 + 4 * int(fields[words_end])]
    parents = [
        (LETTERS[pointers[i + 2]], int(pointers[i + 1])) for i in range(0, len(pointers), 4) if pointers[i] in SIMILAR
    ]
    derived = []
    for i in range(0, len(pointers), 4):
        here, there = int(pointers[i + 3][:2], 16), int(pointers[i + 3][2:], 16)
        if pointers[i] == "+" and here and there:
            derived.append((words[here - 1], (LETTERS[pointers[i + 2]], int(pointers[i + 1])), there - 1))
    examples = [example.strip() for example in EXAMPLE.findall(gloss)]
    definitions = [text.strip(" ;:,-") for text in EXAMPLE.sub("", gloss).split(";")]
    # The text after an example is its author's name.
    definitions = [text for text in definitions if text and not text.startswith("- ")]
    return Synset((part, int(fields[0])), int(fields[1]), words, definitions, examples, parents, derived)
