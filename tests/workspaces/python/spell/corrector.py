"""Corrects words by the nearest, most frequent word it knows."""

import re
from collections import Counter

from .tree import Node


class Corrector:
    def __init__(self, text: str) -> None:
        self.counts = Counter(re.findall(r"[a-z]+", text.lower()))
        words = sorted(self.counts, key=lambda word: (-self.counts[word], word))
        self.tree = Node(words[0])
        for word in words[1:]:
            self.tree.insert(word)

    def candidates(self, word: str, limit: int = 2) -> list[str]:
        """The known words near a word, the nearest and most frequent first."""
        found: list[tuple[int, str]] = []
        self.tree.search(word, limit, found)
        nearest = sorted(found, key=lambda hit: (hit[0], -self.counts[hit[1]], hit[1]))
        return [candidate for _, candidate in nearest]

    def correct(self, word: str) -> str:
        if word in self.counts:
            return word
        best = self.candidates(word)
        return best[0] if best else word
