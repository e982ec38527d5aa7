"""What it costs that texts are sealed, and how fast those of an older version are."""

import os
import re

from . import load
from .benchmark import Benchmark, Peer, Samples, at_least, times_at_least
from .machine import Meter, run
from .site import ROLES, Site

MESSAGES = 2_000
#: Pages before the latest are kept by nobody: each is read anew.
BEFORE = 1_500


def seal(site: Site) -> float:
    """Seals all that is plain. Returns texts a second."""
    environment = os.environ | site.environment | {"DATABASE_OWNER_URL": site.database(ROLES["DATABASE_OWNER_URL"])}
    told = run(site.program, "keys", "seal", env=environment)
    count, seconds = re.search(r"(\d+) texts sealed in ([\d.]+) s", told).groups()
    return int(count) / float(seconds)


def place(stage) -> Site:
    def make() -> Site:
        site = stage.apart("sealing")
        site.channel("sealed", "Tax for freelancers", 12, messages=MESSAGES)
        seal(site)
        # As the version before stored it.
        site.channel("plain", "Tax for freelancers", 12, messages=MESSAGES)
        site.sql("vacuum analyze; checkpoint")
        return site

    return stage.once("sealing", make)


class Reading(Benchmark):
    name = "sealing/read"
    unit = "pages/s"
    does = "50 sealed messages of a channel, read anew for each page, through nginx, 16 connections"
    peers = [Peer("plain", "the same messages, not sealed", times_at_least(0.9))]

    def measure(self, stage) -> Samples:
        site, samples = place(stage), Samples()
        channels = {"ours": "sealed", "plain": "plain"}
        meters = {name: Meter(**site.processes("ours")) for name in channels}
        for turn in range(1 + stage.pick(9, 3)):
            for name, slug in channels.items():
                path = f"/channels/{slug}?before={BEFORE}"
                found = load.read(meters[name], site.port, stage.pick(5, 1), path, (1, 12), None)
                # The first turn warms up.
                if turn:
                    samples.add(name, found.per_second)
        samples.limits = {name: meter.limit(1) for name, meter in meters.items()}
        return samples


class Backfill(Benchmark):
    name = "sealing/backfill"
    unit = "texts/s"
    does = "plain messages of 200 channels sealed by `agentor keys seal`, with nothing else to do"
    target = at_least(10_000)

    def measure(self, stage) -> Samples:
        site, samples = place(stage), Samples()
        for turn in range(stage.pick(3, 1)):
            for number in range(200):
                site.channel(f"old-{turn}-{number}", "Old talk", 12, messages=stage.pick(1_000, 100))
            samples.add("ours", seal(site))
        return samples


BENCHMARKS = [Reading(), Backfill()]
