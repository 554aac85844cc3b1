import os
from collections import Counter as C

TOTAL = [n for n in range(3)]


class Words(dict):
    """All words."""

    def __init__(self, text):
        """Splits the text."""
        self.words = [w for w in text.split()]

    @property
    @cached(size=1)
    def total(self):
        return sum(self.values())

    class Inner:
        async def deep(self):
            return await self.go()


# Adds one.
def outer(x):
    def inner(y):
        return sorted(y, key=lambda item: item.n)

    return inner(x)


double = lambda n: n * 2

if __name__ == "__main__":
    outer(os.listdir("."))
