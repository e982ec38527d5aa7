"""Whether a long past makes a channel slow."""

import shutil

from . import load
from .benchmark import Benchmark, Peer, Samples, times_at_most
from .machine import Failed, Meter

SHORT = 10_000
#: For ten million rows with their indexes, and the log of writing them.
SPACE = 20 << 30


def channel(stage, size: int) -> str:
    def make() -> str:
        if size >= 10_000_000 and shutil.disk_usage(stage.folder).free < SPACE:
            raise Failed(f"{size:,} messages need {SPACE >> 30} GiB of disk for a while")
        slug = stage.history.channel(f"history-{size}", "History", 12, messages=size)
        stage.history.sql("vacuum analyze messaging.messages; checkpoint")
        return slug

    return stage.once(f"history {size}", make)


class History(Benchmark):
    unit = "µs"
    KINDS = {
        "latest": ("the latest page", lambda slug, size: f"/channels/{slug}"),
        "back": ("a page nine tenths back", lambda slug, size: f"/channels/{slug}?before={size // 10}"),
        "poll": ("a look for three new messages", lambda slug, size: f"/channels/{slug}/changes?wait=0&after={size - 3}"),
    }

    def __init__(self, kind: str, size: int):
        self.size = size
        self.in_quick = size <= 1_000_000
        words, self.path = self.KINDS[kind]
        millions = f"{size // 1_000_000} million"
        self.name = f"history/{kind}-{size // 1_000_000}M"
        self.does = f"{words} of a channel with {millions} messages: time for each through nginx, 8 connections"
        self.peers = [Peer("10 thousand", f"the same of a channel with {SHORT:,} messages", times_at_most(1.2))]

    def measure(self, stage) -> Samples:
        sizes = {"ours": self.size, "10 thousand": SHORT}
        paths = {name: self.path(channel(stage, size), size) for name, size in sizes.items()}
        site, samples = stage.history, Samples()
        meters = {name: Meter(**site.processes()) for name in paths}
        for path in paths.values():
            load.read(Meter(), site.port, 1, path, (1, 12), connections=8)
        for _ in range(stage.pick(9, 3)):
            for name, path in paths.items():
                found = load.read(meters[name], site.port, stage.pick(3, 1), path, (1, 12), connections=8)
                samples.add(name, 1e6 / found.per_second)
        samples.limits = {name: meter.limit() for name, meter in meters.items()}
        return samples


BENCHMARKS = [History(kind, size) for size in (1_000_000, 10_000_000) for kind in History.KINDS]
