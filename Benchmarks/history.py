"""Whether a long past makes a channel slow."""

import contextlib
import shutil

from . import load
from .benchmark import Benchmark, Peer, Samples, times_at_most
from .machine import Failed, Meter
from .site import Site

SHORT = 10_000
#: For ten million rows with their indexes, and the log of writing them.
SPACE = 20 << 30


def place(stage, size: int) -> tuple[Site, str]:
    """An instance whose only channel has so many messages, and the channel's slug."""

    def make() -> tuple[Site, str]:
        if size >= 10_000_000 and shutil.disk_usage(stage.folder).free < SPACE:
            raise Failed(f"{size:,} messages need {SPACE >> 30} GiB of disk for a while")
        site = stage.apart(f"history {size}")
        with loosened(site):
            slug = site.channel(f"history-{size}", "History", 12, messages=size)
        site.sql("vacuum analyze; checkpoint")
        return site, slug

    return stage.once(f"history {size}", make)


@contextlib.contextmanager
def loosened(site):
    """Takes the constraints of messages away while many are written, and puts them back: their indexes are then built
    at once, by sorting."""
    site.sql("""
        create table public.loosened as
            select conname, contype, pg_get_constraintdef(oid) as definition from pg_constraint
            where conrelid = 'messaging.messages'::regclass and contype in ('p', 'u', 'f');
        select format('alter table messaging.messages drop constraint %I cascade', conname) from public.loosened
            order by contype \\gexec
    """)
    yield
    site.sql("""
        set maintenance_work_mem = '512MB';
        select format('alter table messaging.messages add constraint %I %s', conname, definition) from public.loosened
            order by array_position('{p,u,f}', contype::text), conname \\gexec
        drop table public.loosened;
    """)


class History(Benchmark):
    unit = "µs"
    KINDS = {
        # By its place, so that it is read: what the worker keeps of the channel would be shown otherwise.
        "latest": ("the latest page, read from the database", lambda slug, size: f"/channels/{slug}?before={size + 1}"),
        "back": ("a page nine tenths back", lambda slug, size: f"/channels/{slug}?before={size // 10}"),
        "poll": (
            "a look for three new messages",
            lambda slug, size: f"/channels/{slug}/changes?wait=0&after={size - 3}",
        ),
    }

    def __init__(self, kind: str, size: int):
        self.size = size
        self.in_quick = size <= 1_000_000
        words, self.path = self.KINDS[kind]
        millions = f"{size // 1_000_000} million"
        self.name = f"history/{kind}-{size // 1_000_000}M"
        self.does = (
            f"{words} of a channel with {millions} messages: median time to the answer, through nginx, 2 connections"
        )
        self.peers = [Peer("10 thousand", f"the same in an instance whose channel has {SHORT:,}", times_at_most(1.2))]

    def measure(self, stage) -> Samples:
        places, samples = {"ours": place(stage, self.size), "10 thousand": place(stage, SHORT)}, Samples()
        meters = {name: Meter(**site.processes()) for name, (site, _) in places.items()}
        for turn in range(1 + stage.pick(9, 2)):
            for (name, (site, slug)), size in zip(places.items(), (self.size, SHORT)):
                # The first turn warms up.
                meter = meters[name] if turn else Meter()
                found = load.read(
                    meter, site.port, stage.pick(3, 1), self.path(slug, size), (1, 12), connections=2
                )
                if turn:
                    samples.add(name, found.p50)
        samples.limits = {name: meter.limit() for name, meter in meters.items()}
        return samples


BENCHMARKS = [History(kind, size) for size in (1_000_000, 10_000_000) for kind in History.KINDS]
