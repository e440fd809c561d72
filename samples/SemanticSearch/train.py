"""Trains the sample's sentence encoder on WordNet, and writes the files of the sample and its test next to this script:

    OMP_NUM_THREADS=1 python3 train.py [--wordnet /usr/share/wordnet]

    vocabulary.txt          8000 word pieces, one per line
    model.safetensors       the weights as float16, under HuggingFace's names
    glossary.txt            400 lines to search in: words and their meanings. Their synsets were not used for training
    questions.txt           one question per line: the line that answers it (from 1), how the question was made, the question
    reference.safetensors   PyTorch's results for them: all ids, the embeddings of some lines, and the rank of the right line for each question

Training brings a line and its question close together, and moves them away from the other questions and lines of a batch (InfoNCE, both ways).
training/pairs.py makes the questions: a synset's words, the second half of its definition, an example, its definition in other words.
A batch consists of groups of neighbours in WordNet, so that the model must distinguish similar lines.

training/asked.txt has the questions that were written by hand for the glossary's lines; the others are second halves of definitions.
No setting was chosen on the glossary: settings were compared on another 400 held-out synsets.

Needs torch and numpy (Debian: python3-torch, libopenblas0-pthread, wordnet-base). See ORIGIN.md.
"""

import os

# The order of sums, and therefore the trained weights, depends on the number of threads.
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import argparse
import json
import math
import pathlib
import random
import sys
import time

import torch
from torch.nn import functional as F

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER / "training"))

import wordnet
import wordpiece
from model import POSITIONS, VOCABULARY, SentenceEncoder, embed
from pairs import Pairs, line

HELD_BACK = 400
STEPS = 2500
BATCH = 512
GROUP = 8
LEARNING_RATE = 3e-3
TEMPERATURE = 0.05
LONGEST = 40  # tokens of a question or a line in training
MOST_WORDS = 3  # of a line in the glossary
REFERENCE_LINES = 24


def held_back(synsets, counts):
    """Two lists of common nouns and verbs whose definition has two halves: one to choose settings with, one for the glossary."""
    common = []
    for synset in synsets.values():
        used = sum(counts.get((word.lower(), synset.topic), 0) for word in synset.words)
        halves = [len(text.split()) for text in synset.definitions[:2]]
        if synset.key[0] in ("noun", "verb") and used and len(halves) == 2 and min(halves) >= 4 and synset.words[0].islower():
            common.append(synset)
    random.Random(0).shuffle(common)
    assert len(common) >= 2 * HELD_BACK, len(common)
    return common[:HELD_BACK], sorted(common[HELD_BACK : 2 * HELD_BACK], key=lambda synset: synset.words[0])


def groups(synsets, chance):
    """Synsets in groups of neighbours: those with the same parent."""
    shuffled = list(synsets)
    chance.shuffle(shuffled)
    rank = {}
    for synset in shuffled:
        rank.setdefault((synset.parents or [synset.key])[0], len(rank))
    shuffled.sort(key=lambda synset: rank[(synset.parents or [synset.key])[0]])
    found = [shuffled[i : i + GROUP] for i in range(0, len(shuffled), GROUP)]
    chance.shuffle(found)
    return found


def same_word(batch):
    """[n, n], true where two different synsets share a word: neither is wrong for the other's question."""
    owners = {}
    for i, synset in enumerate(batch):
        for word in synset.words:
            owners.setdefault(word.lower(), []).append(i)
    shared = torch.zeros(len(batch), len(batch), dtype=torch.bool)
    for rows in owners.values():
        for i in rows:
            for j in rows:
                shared[i, j] = i != j
    return shared


def loss_of(model, tokenizer, pairs, batch):
    drawn = [pairs.draw(synset) for synset in batch]
    both = embed(model, [tokenizer(text, LONGEST) for side in zip(*drawn) for text in side], batch=128)
    questions, lines = both[: len(batch)], both[len(batch) :]
    scores = (questions @ lines.T / TEMPERATURE).masked_fill(same_word(batch), -1e4)
    right = torch.arange(len(batch))
    return (F.cross_entropy(scores, right) + F.cross_entropy(scores.T, right)) / 2


def train(tokenizer, synsets, pairs, choose, steps):
    torch.manual_seed(0)
    chance = random.Random(1)
    model = SentenceEncoder()
    optimizer = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, weight_decay=0.01, betas=(0.9, 0.98))
    warm = steps // 20
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(step / warm, 0.5 + 0.5 * math.cos(math.pi * (step - warm) / (steps - warm))) if step < steps else 0
    )
    waiting, mean, start = [], 0, time.process_time()
    for step in range(1, steps + 1):
        while len(waiting) < BATCH // GROUP:
            waiting += groups(synsets, chance)
        batch = [synset for group in waiting[: BATCH // GROUP] for synset in group]
        del waiting[: BATCH // GROUP]
        loss = loss_of(model, tokenizer, pairs, batch)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        mean += (loss.item() - mean) / min(step, 100)
        if step % 250 == 0 or step == steps:
            figures = top(places(model, tokenizer, *questions_of(choose)))
            print(f"step {step}: loss {mean:.3f}; held back: {figures}; {time.process_time() - start:.0f} s", flush=True)
    return model.eval()


def questions_of(synsets):
    """Lines; and questions as (line from 0, how it was made, text)."""
    lines = [line(synset.words[:MOST_WORDS], synset.definitions[:1]) for synset in synsets]
    return lines, [(i, "definition", synset.definitions[1]) for i, synset in enumerate(synsets)]


def places(model, tokenizer, lines, questions):
    """For each question, the number of lines that are nearer than the right one."""
    with torch.no_grad():
        found = embed(model, [tokenizer(text, POSITIONS) for text in lines])
        asked = embed(model, [tokenizer(text, POSITIONS) for _, _, text in questions])
    scores = asked @ found.T
    right = scores.gather(1, torch.tensor([index for index, _, _ in questions])[:, None])
    return (scores > right).sum(dim=1)


def top(places):
    return ", ".join(f"first {n}: {(places < n).float().mean().item():.1%}" for n in (1, 3, 10))


def save_safetensors(path, tensors):
    """8 bytes: the header's length · the header, JSON, padded to 8 · the tensors' bytes, without gaps."""
    dtypes = {torch.float32: "F32", torch.float16: "F16", torch.int32: "I32"}
    header, blobs, offset = {}, [], 0
    # Wider types first, so that every tensor is aligned to its element size.
    for name, tensor in sorted(tensors.items(), key=lambda item: (-item[1].element_size(), item[0])):
        array = tensor.detach().contiguous().numpy()
        blob = array.astype(array.dtype.newbyteorder("<")).tobytes()
        header[name] = {"dtype": dtypes[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, offset + len(blob)]}
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text + b"".join(blobs))


def asked(glossary):
    """The questions written by hand: the first word of a line that no other line begins with, a tab, the question."""
    first = [synset.words[0] for synset in glossary]
    questions = []
    for text in (FOLDER / "training" / "asked.txt").read_text(encoding="utf-8").splitlines():
        word, question = text.split("\t")
        assert first.count(word) == 1, word
        questions.append((first.index(word), "asked", question))
    return questions


def write_text(name, lines):
    (FOLDER / name).write_text("".join(text + "\n" for text in lines), encoding="utf-8", newline="\n")


def load_safetensors(path):
    data = path.read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    tensors = {}
    for name, entry in json.loads(data[8:start]).items():
        first, end = entry["data_offsets"]
        tensors[name] = torch.frombuffer(bytearray(data[start + first : start + end]), dtype=torch.float16).view(entry["shape"])
    return tensors


def train_and_save(arguments, synsets, choose, glossary):
    hidden = {synset.key for synset in choose + glossary}
    seen = {key: synset for key, synset in synsets.items() if key not in hidden}
    texts = [text for synset in seen.values() for text in synset.words + synset.definitions + synset.examples]
    vocabulary = wordpiece.make_vocabulary(texts, VOCABULARY)
    write_text("vocabulary.txt", vocabulary)
    pairs = Pairs(seen, wordnet.senses(arguments.wordnet), wordnet.exceptions(arguments.wordnet), random.Random(2))
    model = train(wordpiece.Tokenizer(vocabulary), list(seen.values()), pairs, choose, arguments.steps)
    save_safetensors(FOLDER / "model.safetensors", {name: tensor.half() for name, tensor in model.state_dict().items()})


def measure(glossary):
    """The results of the stored weights for the glossary: the file that the sample is compared with."""
    lines, questions = questions_of(glossary)
    questions = asked(glossary) + questions
    write_text("glossary.txt", lines)
    write_text("questions.txt", [f"{index + 1}\t{way}\t{text}" for index, way, text in questions])

    tokenizer = wordpiece.Tokenizer((FOLDER / "vocabulary.txt").read_text(encoding="utf-8").splitlines())
    model = SentenceEncoder().eval()
    model.load_state_dict({name: tensor.float() for name, tensor in load_safetensors(FOLDER / "model.safetensors").items()})
    ids = [tokenizer(text, POSITIONS) for text in lines + [text for _, _, text in questions]]
    with torch.no_grad():
        embeddings = embed(model, ids[:REFERENCE_LINES])
    found = places(model, tokenizer, lines, questions)
    save_safetensors(
        FOLDER / "reference.safetensors",
        {
            "ids": torch.tensor([id for line in ids for id in line]).float(),
            "lengths": torch.tensor([len(line) for line in ids]).float(),
            "embeddings": embeddings,
            "places": found.float(),
        },
    )
    print(f"{sum(weight.numel() for weight in model.parameters()):,} parameters")
    for way in ("asked", "definition"):
        chosen = torch.tensor([kind == way for _, kind, _ in questions])
        print(f"{way}: {chosen.sum().item()} questions; {top(found[chosen])}")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--wordnet", default="/usr/share/wordnet", help="the folder of data.noun")
    arguments.add_argument("--steps", type=int, default=STEPS)
    arguments.add_argument("--measure-only", action="store_true", help="keep vocabulary.txt and model.safetensors")
    arguments = arguments.parse_args()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)

    synsets = wordnet.read(arguments.wordnet)
    choose, glossary = held_back(synsets, wordnet.counts(arguments.wordnet))
    if not arguments.measure_only:
        train_and_save(arguments, synsets, choose, glossary)
    measure(glossary)


if __name__ == "__main__":
    main()
