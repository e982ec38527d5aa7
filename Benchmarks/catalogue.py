"""What there is to measure, in the order it is measured. A new module with a list `BENCHMARKS` is added here."""

from . import (
    conversations, delivery, directory, endurance, files, history, memberships, messages, moderation, pages, painting,
    presence, rendering, sealing, search, starting, waiting, weight,
)  # fmt: skip
from .benchmark import Benchmark

MODULES = [
    rendering, starting, pages, weight, painting, messages, delivery, waiting, history, memberships, conversations,
    presence, files, directory, moderation, sealing, search, endurance,
]  # fmt: skip


def select(words: list[str], quick: bool) -> list[Benchmark]:
    """The benchmarks named by `words`, each a module or the beginning of a benchmark's name; all without words.

    A quick run leaves out what is too large for it. Raises LookupError for a word that names nothing.
    """
    every = [benchmark for module in MODULES for benchmark in module.BENCHMARKS]
    possible = [benchmark for benchmark in every if benchmark.in_quick or not quick]
    for word in words:
        if not any(benchmark.name.startswith(word) for benchmark in every):
            raise LookupError(f"there is no benchmark {word}")
        if not any(benchmark.name.startswith(word) for benchmark in possible):
            raise LookupError(f"{word} is too large for --quick")
    return [benchmark for benchmark in possible if not words or any(map(benchmark.name.startswith, words))]
