"""Words ordered by their distance from one another."""

from dataclasses import dataclass, field


def distance(left: str, right: str) -> int:
    """The Levenshtein distance of two words."""
    previous = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        current = [i]
        for j, b in enumerate(right, 1):
            cost = previous[j - 1] + (a != b)
            current.append(min(cost, previous[j] + 1, current[j - 1] + 1))
        previous = current
    return previous[-1]


@dataclass
class Node:
    word: str
    children: dict[int, "Node"] = field(default_factory=dict)

    def insert(self, word: str) -> None:
        """Puts a word below this one."""
        apart = distance(self.word, word)
        if apart == 0:
            return
        if apart in self.children:
            self.children[apart].insert(word)
        else:
            self.children[apart] = Node(word)

    def search(self, word: str, limit: int, found: list) -> None:
        """Appends (distance, word) for the words at most limit away, recursively."""
        apart = distance(self.word, word)
        if apart <= limit:
            found.append((apart, self.word))
        for step, child in self.children.items():
            if apart - limit <= step <= apart + limit:
                child.search(word, limit, found)

    def depth(self) -> int:
        return 1 + max((child.depth() for child in self.children.values()), default=0)
