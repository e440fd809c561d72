"""Makes questions and the lines that answer them from synsets. Each call draws different ones."""

import re

STOP = frozenset(
    "a an the of or and in on to for with by from as at that which is are be been being was were not no one it its any some who whose "
    "something someone into up out off over than used having especially usually very more most other such when where has have".split()
)
OPENINGS = (
    "what is", "what do you call", "what is the word for", "who", "who is", "which", "how do you call", "a word for", "i am looking for",
    "something like", "what means", "where", "where do you find", "what do people use", "name of", "when", "find",
)  # fmt: skip
WORD = re.compile(r"[a-z][a-z'-]*")
PARENTHESES = re.compile(r"\s*\([^)]*\)")


def line(words, definitions):
    """As a line of the sample's text file."""
    text = "; ".join(definitions)
    return f"{', '.join(words)}: {text}" if words else text


class Pairs:
    def __init__(self, synsets, senses, exceptions, random):
        self._synsets, self._senses, self._exceptions, self._random = synsets, senses, exceptions, random
        self._derived = {}
        for synset in synsets.values():
            for word, key, index in synset.derived:
                if key in synsets:
                    self._derived.setdefault(word.lower(), []).append(synsets[key].words[index])
        self._near = {}

    def draw(self, synset):
        """(question, line)"""
        random = self._random
        words = random.sample(synset.words, min(len(synset.words), 3)) if len(synset.words) > 3 else list(synset.words)
        definitions = synset.definitions
        ways = ["words", "changed", "changed", "kind"]
        ways += ["other", "other", "other"] if len(definitions) > 1 else []
        ways += ["example"] if synset.examples else []
        way = random.choice(ways) if definitions else "none"

        if way == "words":
            question = random.choice(words)
            words = [word for word in words if word != question] if random.random() < 0.7 else []
        elif way == "other":
            chosen = random.randrange(len(definitions))
            question = definitions[chosen]
            if random.random() < 0.5:
                question = self._changed(question, 0.2, 0.15)
            definitions = definitions[:chosen] + definitions[chosen + 1 :]
        elif way == "example":
            question = random.choice(synset.examples)
            words = words if random.random() < 0.5 else []
        elif way == "changed":
            question = self._changed(random.choice(definitions), 0.5, 0.3)
            definitions = definitions[:1] if random.random() < 0.5 else definitions
        elif way == "kind":
            parents = [self._synsets[key] for key in synset.parents if key in self._synsets]
            above = random.choice(random.choice(parents).words) if parents else ""
            question = f"{above} {self._changed(random.choice(definitions), 0.5, 0.5)}"
        else:
            question, definitions = words[0], words
        if way != "words" and random.random() < 0.4:
            words = []
        if random.random() < 0.4:
            question = f"{random.choice(OPENINGS)} {question}"
        if random.random() < 0.3:
            question += "?"
        return question, line(words, definitions)

    def _changed(self, text, replaced, dropped):
        """A paraphrase: some words replaced by similar ones, some left out, sometimes in another order."""
        random = self._random
        text = PARENTHESES.sub("", text) or text
        found = []
        for word in text.split():
            bare = word.lower().strip(".,:'`")
            chance = random.random()
            if bare in STOP:
                found += [] if chance < dropped else [word]
            elif chance < replaced:
                near = self._replacements(bare)
                found.append(random.choice(near) if near else word)
            elif chance > dropped * (1 - replaced) + replaced or not found:
                found.append(word)
        if random.random() < 0.2 and len(found) > 3:
            cut = random.randrange(1, len(found))
            found = found[cut:] + found[:cut]
        return " ".join(found)

    def _replacements(self, word):
        if word not in self._near:
            self._near[word] = self._find_replacements(word)
        return self._near[word]

    def _find_replacements(self, word):
        near = []
        base = self._base(word)
        for key in self._senses.get(base, ())[:3]:
            if key not in self._synsets:
                continue
            synset = self._synsets[key]
            same = [other for other in synset.words if other.lower() != base]
            near += same + same
            for parent in synset.parents:
                if parent in self._synsets:
                    near += self._synsets[parent].words[:2]
        near += self._derived.get(base, [])
        return near

    def _base(self, word):
        if word in self._senses:
            return word
        if word in self._exceptions:
            return self._exceptions[word]
        for ending, instead in (
            ("ies", "y"), ("es", ""), ("es", "e"), ("s", ""), ("ied", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("er", ""), ("est", ""),
        ):  # fmt: skip
            if word.endswith(ending) and word[: -len(ending)] + instead in self._senses:
                return word[: -len(ending)] + instead
        return word
