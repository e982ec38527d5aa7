"""Whether memory stays what it is."""

import statistics
import threading
import time

from . import load
from .benchmark import Benchmark, Samples, at_most
from .delivery import Channel, held
from .machine import Failed, Meter, private_memory
from .site import AUTHORS


def trend(points: list[tuple[float, float]]) -> tuple[float, float, float]:
    """Where a line through times and sizes begins, what it gains a second, and what it gains in all, in per cent."""
    slope, level = statistics.linear_regression(*zip(*points))
    begin = level + slope * points[0][0]
    return begin, slope, 100 * slope * (points[-1][0] - points[0][0]) / begin


class Memory(Benchmark):
    name = "endurance/memory"
    unit = "% grown"
    does = "growth of the workers' private memory under mixed load, pages, messages and readers who wait, by its slope"
    target = at_most(5)
    READERS = 200

    def measure(self, stage) -> Samples:
        site, seconds = stage.site, stage.pick(600, 8)
        site.renew_workers()
        site.forget_limits()
        channel, meter, failures = Channel(stage, self.READERS), Meter(**site.processes()), []

        def work():
            try:
                load.write(meter, site.port, seconds, "mixed", stage.ROOMS, AUTHORS, connections=8)
            except Failed as failure:
                failures.append(failure)

        workers, seen = site.workers, []
        loading, start = threading.Thread(target=work), time.monotonic()
        with stage.readers(site.port, self.READERS, held(site.port, "changes", channel.slug)) as readers:
            loading.start()
            try:
                while loading.is_alive():
                    # Under load nothing comes to rest: a breath is enough for so few to be in.
                    readers.ask(channel.cursor, lambda: time.sleep(1))
                    channel.tell(readers, site.port)
                    seen.append((time.monotonic() - start, sum(map(private_memory, workers))))
            finally:
                load.stop()
                loading.join()
        if failures:
            raise failures[0]
        if site.workers != workers:
            raise Failed("a worker ended under load")
        # A fifth of the time to warm up.
        late = [point for point in seen if point[0] > seconds / 5]
        half = len(late) // 2
        begin, slope, grown = trend(late)
        samples = Samples(of={"ours": [grown]})
        samples.limits["ours"] = meter.limit()
        if stage.quick:
            samples.is_conclusive = False
            samples.notes.append("too short to tell: workers are still warming up")
        samples.notes.append(
            f"{begin / 1048576:.1f} MiB after {late[0][0]:.0f} s, {slope * 60 / 1024:+.0f} KiB a minute; "
            f"{trend(late[:half])[1] * 60 / 1024:+.0f} in the first half, "
            f"{trend(late[half:])[1] * 60 / 1024:+.0f} in the second"
        )
        return samples


BENCHMARKS = [Memory()]
