"""BERT's lower-case tokenizer: how it splits text, and how its vocabulary is made."""

import collections
import heapq
import unicodedata

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
UNKNOWN, FIRST, LAST = 1, 2, 3
LONGEST_WORD = 100


def words(text):
    """Words and marks, in lower case and without accents."""
    found, word = [], ""
    for character in unicodedata.normalize("NFD", text.lower()):
        kind = unicodedata.category(character)
        if kind == "Mn" or (kind.startswith("C") and character not in "\t\r\n"):
            continue
        if character.isspace():
            found, word = found + [word] * bool(word), ""
        elif kind.startswith("P") or (character < "\x7f" and not character.isalnum()):
            found, word = found + [word] * bool(word) + [character], ""
        else:
            word += character
    return found + [word] * bool(word)


class Tokenizer:
    def __init__(self, vocabulary):
        self.vocabulary = vocabulary
        self._ids = {token: id for id, token in enumerate(vocabulary)}
        self._known = {}

    def __call__(self, text, longest):
        """[CLS] the pieces [SEP], at most `longest` in all."""
        pieces = [id for word in words(text) for id in self._pieces(word)]
        return [FIRST] + pieces[: longest - 2] + [LAST]

    def _pieces(self, word):
        if word not in self._known:
            self._known[word] = self._cut(word)
        return self._known[word]

    def _cut(self, word):
        """Repeatedly takes the longest piece that fits."""
        pieces, start = [], 0
        while start < len(word) <= LONGEST_WORD:
            for end in range(len(word), start, -1):
                id = self._ids.get(("##" if start else "") + word[start:end])
                if id is not None:
                    pieces.append(id)
                    start = end
                    break
            else:
                return [UNKNOWN]
        return pieces or [UNKNOWN]


def make_vocabulary(texts, size):
    """Starts with all single characters and repeatedly merges the most frequent pair of neighbours, until there are enough pieces."""
    counts = collections.Counter(word for text in texts for word in words(text))
    letters = sorted({letter for word in counts for letter in word if letter < "\x7f"})
    alphabet = letters + ["##" + letter for letter in letters if letter.isalnum()]
    vocabulary = list(SPECIAL) + alphabet

    cut = [([word[0]] + ["##" + letter for letter in word[1:]], count) for word, count in sorted(counts.items())]
    pairs, where = collections.Counter(), collections.defaultdict(set)
    for index, (pieces, count) in enumerate(cut):
        for pair in zip(pieces, pieces[1:]):
            pairs[pair] += count
            where[pair].add(index)

    taken = set(vocabulary)
    heap = [(-count, pair) for pair, count in pairs.items()]
    heapq.heapify(heap)
    while len(vocabulary) < size:
        count, best = heapq.heappop(heap)
        if -count != pairs[best]:  # counted before other pairs were joined
            continue
        merged = best[0] + best[1][2:]
        changed = set()
        for index in sorted(where[best]):
            pieces, count = cut[index]
            for pair in zip(pieces, pieces[1:]):
                pairs[pair] -= count
                changed.add(pair)
            joined, i = [], 0
            while i < len(pieces):
                together = i + 1 < len(pieces) and (pieces[i], pieces[i + 1]) == best
                joined.append(merged if together else pieces[i])
                i += 2 if together else 1
            cut[index] = (joined, count)
            for pair in zip(joined, joined[1:]):
                pairs[pair] += count
                where[pair].add(index)
                changed.add(pair)
        for pair in sorted(changed - {best}):
            if pairs[pair] > 0:
                heapq.heappush(heap, (-pairs[pair], pair))
        del pairs[best], where[best]
        if merged not in taken:  # two ways to the same piece
            taken.add(merged)
            vocabulary.append(merged)
    return vocabulary
