"""python3 -m spell [SENTENCES [WORKERS]]: corrects made-up, misspelt sentences."""

import random
import sys
import threading

from .corrector import Corrector

SYLLABLES = ["ba", "de", "ka", "lo", "mi", "nu", "po", "ra", "se", "ti"]


class Writer:
    """Writes sentences, with and without mistakes."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def word(self) -> str:
        return "".join(self.random.choice(SYLLABLES) for _ in range(self.random.randint(2, 5)))

    def misspell(self, word: str) -> str:
        at = self.random.randrange(len(word))
        return word[:at] + self.random.choice("aeiouxyz") + word[at + 1 :]


def work(corrector: Corrector, sentences: list[list[str]], wrong: list[int]) -> None:
    for sentence in sentences:
        corrected = [corrector.correct(word) for word in sentence]
        wrong.append(sum(a != b for a, b in zip(sentence, corrected)))


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    workers = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    writer = Writer(42)
    vocabulary = [writer.word() for _ in range(800)]
    corrector = Corrector(" ".join(vocabulary))
    sentences = [[writer.misspell(writer.random.choice(vocabulary)) for _ in range(5)] for _ in range(count)]

    wrong: list[int] = []
    if workers == 1:
        work(corrector, sentences, wrong)
    else:
        share = lambda i: (corrector, sentences[i::workers], wrong)
        threads = [threading.Thread(target=work, args=share(i), name=f"worker-{i}") for i in range(workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    print(f"{count} sentences, {sum(wrong)} words corrected, tree of depth {corrector.tree.depth()}")


if __name__ == "__main__":
    main()
