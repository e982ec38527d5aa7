"""Messages stored."""

from . import load
from .benchmark import Benchmark, Peer, Samples, times_at_least
from .machine import Failed, Meter
from .peers import SOURCES, conninfo
from .site import AUTHORS


class Stored(Benchmark):
    name = "messages/stored"
    unit = "messages/s"
    does = "forms sent through nginx by 1,000 authors in 64 channels, answered when the message is on the disk"
    peers = [
        Peer(
            "pgbench", "who it is, the throttle and the message in one transaction and round trip", times_at_least(0.6)
        )
    ]

    def measure(self, stage) -> Samples:
        site = stage.site
        ours, theirs = Meter(**site.processes()), Meter(postgres=site.postgres)
        script, seconds = SOURCES / "pgbench" / "message.sql", stage.pick(8, 2)
        samples = Samples()
        # pgbench is one role on one connection; ours takes turns on another, as the door.
        site.sql("grant execute on function agentor.take_turn(text, integer, interval, integer) to agentor_app")
        for _ in range(stage.pick(7, 2)):
            site.forget_limits()
            before = self._stored(site)
            found = load.write(ours, site.port, seconds, "sending", stage.ROOMS, AUTHORS)
            stored = self._stored(site) - before
            if stored < found.count:
                raise Failed(f"{found.count} messages were acknowledged, and {stored} are stored")
            samples.add("ours", found.per_second)
            site.forget_limits()
            database = conninfo(site)
            found = load.pgbench(theirs, database, script, seconds, authors=AUTHORS, channels=stage.ROOMS)
            samples.add("pgbench", found.per_second)
        samples.limits = {"ours": ours.limit(), "pgbench": theirs.limit(load.CORES)}
        return samples

    @staticmethod
    def _stored(site) -> int:
        return int(site.sql("select count(*) from messaging.messages"))


BENCHMARKS = [Stored()]
