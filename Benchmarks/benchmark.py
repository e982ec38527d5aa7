"""What a benchmark is, and what becomes of its samples."""

import dataclasses
import math
import statistics
from collections.abc import Sequence


def median(samples: Sequence[float]) -> float:
    return statistics.median(samples)


def p99(samples: Sequence[float]) -> float:
    """The smallest sample that no more than one in a hundred exceeds."""
    ordered = sorted(samples)
    return ordered[math.ceil(0.99 * len(ordered)) - 1]


@dataclasses.dataclass(frozen=True)
class Target:
    """What ours has to reach: a ratio to the peer, or, without one, a value in the benchmark's unit."""

    number: float
    at_least: bool
    of_ratio: bool = True

    def is_met(self, value: float) -> bool:
        return value >= self.number if self.at_least else value <= self.number

    def words(self, unit: str) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.number:g}{'×' if self.of_ratio else ' ' + unit}"


def times_at_least(number: float) -> Target:
    return Target(number, at_least=True)


def times_at_most(number: float) -> Target:
    return Target(number, at_least=False)


def at_least(number: float) -> Target:
    return Target(number, at_least=True, of_ratio=False)


def at_most(number: float) -> Target:
    return Target(number, at_least=False, of_ratio=False)


@dataclasses.dataclass(frozen=True)
class Peer:
    """Who ours is compared with."""

    name: str
    #: What it does, in a line.
    does: str
    target: Target | None = None


@dataclasses.dataclass
class Samples:
    """What one run found: figures of each contender, "ours" among them, in the order they were measured."""

    of: dict[str, list[float]] = dataclasses.field(default_factory=dict)
    #: Who was the limit while a contender was measured.
    limits: dict[str, str] = dataclasses.field(default_factory=dict)
    #: What else a reader should know.
    notes: list[str] = dataclasses.field(default_factory=list)
    #: False where a run is too small to hold the figure to its target.
    is_conclusive: bool = True

    def add(self, contender: str, value: float):
        self.of.setdefault(contender, []).append(value)


class Benchmark:
    """One figure of ours and, where there are any, of peers that do the same. Subclasses say what, and measure.

    A peer's `name` is the key of its samples; ours is "ours".
    """

    #: The module's name, a slash, and what it is: "pages/channel".
    name: str
    unit: str
    #: What ours does, in a line.
    does: str
    peers: list[Peer] = []
    #: For a figure without a peer.
    target: Target | None = None
    #: Whether it is small enough for a quick run.
    in_quick = True
    #: What stands for all samples. The target is the last one's.
    summaries = [median]

    def measure(self, stage) -> Samples:
        """Measures ours and the peers by turns, so that a noisy minute is everybody's."""
        raise NotImplementedError


@dataclasses.dataclass(frozen=True)
class Result:
    """Ours beside one peer, or alone."""

    name: str
    unit: str
    does: str
    ours: float
    peer: float | None
    peer_name: str | None
    peer_does: str | None
    #: Ours divided by the peer's.
    ratio: float | None
    higher_is_better: bool
    target: str | None
    #: The target's number: of the ratio beside a peer, of ours alone.
    goal: float | None
    met: bool | None
    statistic: str
    spread: dict[str, list[float]]
    samples: dict[str, list[float]]
    limit: dict[str, str]
    notes: list[str]


def results(benchmark: Benchmark, samples: Samples) -> list[Result]:
    """One result for each way of summing up and each peer; for ours alone when there is none."""
    return [
        _result(benchmark, samples, summary, peer)
        for summary in benchmark.summaries
        for peer in benchmark.peers or [None]
    ]


def _result(benchmark: Benchmark, samples: Samples, summary, peer: Peer | None) -> Result:
    ours, value, ratio = summary(samples.of["ours"]), None, None
    if peer:
        value = summary(samples.of[peer.name])
        ratio = ours / value if value else None
    target = None
    if summary is benchmark.summaries[-1]:
        target = peer.target if peer else benchmark.target
    measured = ratio if target and target.of_ratio else ours
    shown = {"ours": samples.of["ours"]} | ({peer.name: samples.of[peer.name]} if peer else {})
    words = [benchmark.name]
    if len(benchmark.summaries) > 1:
        words.append(summary.__name__)
    if peer:
        words.append(f"beside {peer.name}")
    return Result(
        name=" ".join(words),
        unit=benchmark.unit,
        does=benchmark.does,
        ours=ours,
        peer=value,
        peer_name=peer.name if peer else None,
        peer_does=peer.does if peer else None,
        ratio=ratio,
        higher_is_better=benchmark.unit.endswith("/s"),
        target=target.words(benchmark.unit) if target else None,
        goal=target.number if target else None,
        met=target.is_met(measured) if target and measured is not None and samples.is_conclusive else None,
        statistic=summary.__name__,
        spread={name: [min(values), max(values)] for name, values in shown.items()},
        samples=shown,
        limit={name: limit for name, limit in samples.limits.items() if name in shown},
        notes=samples.notes,
    )
