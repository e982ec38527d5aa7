"""What it costs to wait."""

from . import load
from .benchmark import Benchmark, Samples, at_most
from .delivery import Channel, held
from .machine import Meter, private_memory, threads

#: Who waits before anybody is counted: what the first few make a process set up is not the price of one.
FIRST = 20


def wait(stage, count: int, path: str) -> tuple[float, int]:
    """Bytes of the workers' memory for each of `count` readers, and the threads they began together."""
    site = stage.site
    site.renew_workers()
    channel = Channel(stage, count)
    load.read(Meter(), site.port, 1, "/channels/page", (1, 12))
    request = held(site.port, path, channel.slug)
    if path == "changes":
        # The script's wait is for the reader's other channels too.
        request = request.replace("&hold=", "&inbox={inbox}&hold=", 1)

    def ask(readers):
        # Answered at once with the digest of an inbox, and asked again with it.
        for _ in range(2 if path == "changes" else 1):
            readers.ask(channel.cursor, lambda: stage.rest(site))

    with stage.readers(site.port, FIRST, request) as few:
        ask(few)
        workers = site.workers
        memory, running = sum(map(private_memory, workers)), sum(map(threads, workers))
        with stage.readers(site.port, count, request) as many:
            ask(many)
            grown = sum(map(private_memory, workers)) - memory
            begun = sum(map(threads, workers)) - running
            # Proves that all of them waited.
            channel.tell(many, site.port)
    stage.rest(site)
    return grown / count, begun


def waits(stage, count: int, path: str = "changes") -> list[tuple[float, int]]:
    return stage.once(f"waits {path} {count}", lambda: [wait(stage, count, path) for _ in range(stage.pick(3, 1))])


class Memory(Benchmark):
    unit = "KiB"
    target = at_most(9)

    def __init__(self, count: int, path: str = "changes"):
        self.count, self.path = count, path
        self.in_quick = count <= 1_000
        self.name = f"waiting/memory-{'' if path == 'changes' else 'frame-'}{count}"
        how = "the script's poll, for a channel and their inbox," if path == "changes" else "the held frame"
        self.does = f"private memory of two workers for each of {count:,} readers who wait by {how}, once they do"

    def measure(self, stage) -> Samples:
        return Samples(of={"ours": [memory / 1024 for memory, _ in waits(stage, self.count, self.path)]})


class Threads(Benchmark):
    unit = "threads"
    target = at_most(0)

    def __init__(self, count: int):
        self.count = count
        self.in_quick = count <= 1_000
        self.name = f"waiting/threads-{count}"
        self.does = f"threads two workers begin for {count:,} readers who wait"

    def measure(self, stage) -> Samples:
        return Samples(of={"ours": [float(begun) for _, begun in waits(stage, self.count)]})


COUNTS = (1_000, 5_000, 9_000)
BENCHMARKS = [kind(count) for count in COUNTS for kind in (Memory, Threads)] + [Memory(5_000, "live")]
