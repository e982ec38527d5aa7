"""Whole pages through nginx, as many as one machine answers."""

import urllib.error
import urllib.request

from . import load, talks
from .benchmark import Benchmark, Peer, Samples, times_at_least
from .machine import Failed, Meter
from .peers import GO, PHP, SOURCES, conninfo
from .site import cookie, fetch, require_same

PGBENCH = "pgbench"


class Page(Benchmark):
    """A page of ours and of the peers behind nginx, by turns."""

    unit = "pages/s"
    path: str
    #: Who asks: the first account and how many; none for strangers.
    people = (1, 0)

    def measure(self, stage) -> Samples:
        site, others = stage.site, stage.peers
        ports = {"ours": site.port} | {
            peer.name: others.ports[peer.name] for peer in self.peers if peer.name in others.ports
        }
        meters = {name: Meter(**(site if name == "ours" else others).processes(name)) for name in ports}
        self.require_same(ports)
        samples = Samples()
        tags = {name: self.tag(port, name, samples) for name, port in ports.items()}
        seconds = stage.pick(6, 1)
        for name, port in ports.items():
            load.read(Meter(), port, 1, self.path, self.people, tags[name])
        for _ in range(stage.pick(7, 2)):
            for name, port in ports.items():
                found = load.read(meters[name], port, seconds, self.path, self.people, tags[name])
                samples.add(name, found.per_second)
            self.measure_database(stage, seconds, samples, meters)
        samples.limits = {
            name: meter.limit(load.CORES if name == PGBENCH else 1) for name, meter in meters.items()
        }
        return samples

    def require_same(self, ports: dict[str, int]):
        number = self.people[0] if self.people[1] else None
        pages = {name: fetch(f"http://127.0.0.1:{port}{self.path}", number)[0] for name, port in ports.items()}
        for name, page in pages.items():
            require_same(pages["ours"], page, name)

    def tag(self, port: int, name: str, samples: Samples) -> str | None:
        """What to send as If-None-Match."""
        return None

    def measure_database(self, stage, seconds: float, samples: Samples, meters: dict[str, Meter]):
        """The same without a web server, where that is measured."""


class ChannelPage(Page):
    name = "pages/channel"
    does = (
        "a channel page with 50 messages in which nothing has changed since, 12 readers by turns, through nginx, 16 "
        "connections: the worker keeps it, and asks for each reader whether it still stands"
    )
    path = "/channels/page"
    people = (1, 12)
    peers = [
        Peer(
            PHP,
            "the same page in PHP, which keeps none: kept connections, prepared statements, opcode cache",
            times_at_least(2),
        ),
        Peer(GO, "the same page in Go, which keeps none: net/http, database/sql, html/template"),
    ]


class ReadPage(Page):
    name = "pages/channel-read"
    does = "the same messages by their place in the channel, read from the database for each page"
    #: The channel has 120 messages.
    path = "/channels/page?before=121"
    people = (1, 12)
    peers = [
        Peer(PHP, "the same page in PHP", times_at_least(2)),
        Peer(GO, "the same page in Go"),
        Peer(PGBENCH, "the same transaction without a web server, prepared, in one round trip", times_at_least(0.6)),
    ]

    def measure_database(self, stage, seconds: float, samples: Samples, meters: dict[str, Meter]):
        meter = meters.setdefault(PGBENCH, Meter(postgres=stage.site.postgres))
        script = SOURCES / "pgbench" / "channel-page.sql"
        found = load.pgbench(meter, conninfo(stage.site), script, seconds, readers=self.people[1], slug=stage.CHANNEL)
        samples.add(PGBENCH, found.per_second)


class RichPage(Benchmark):
    """A page with all that people hang on messages, beside the same messages alone: as one reader asks for both by
    turns, in two channels of one instance."""

    unit = "pages/s"
    PLAIN = "plain messages"
    peers = [Peer(PLAIN, "the same page of a channel with the same 50 messages alone", times_at_least(1 / 1.25))]
    HUNG = (
        "50 messages with reactions to 16, threads at 10, 5 quotations, 3 pins, 2 that name the reader and 5 who have "
        "read the last"
    )

    def __init__(self, is_read: bool):
        self.is_read = is_read
        if is_read:
            self.name = "pages/channel-rich-read"
            self.does = (
                f"{self.HUNG}, by their place in the channel, read from the database for each page: who has read is "
                "looked up, and told on the latest page alone"
            )
        else:
            self.name = "pages/channel-rich"
            self.does = (
                f"the latest page of {self.HUNG}, in which nothing has changed since: the worker keeps both pages, and "
                "puts “Seen by …” into this one"
            )

    def measure(self, stage) -> Samples:
        site, samples = stage.site, Samples()
        stage.once("talks", lambda: talks.write(site))
        contenders = {"ours": talks.RICH, self.PLAIN: talks.PLAIN}
        weights = {}
        for name, talk in contenders.items():
            talk.require_parts(site.get(talk.latest, talks.READER)[0], is_latest=True)
            page, _ = site.get(self.path(talk), talks.READER)
            talk.require_parts(page, is_latest=not self.is_read)
            weights[name] = len(page.encode())
        samples.notes.append(f"a page has {weights['ours']:,} bytes, a plain one {weights[self.PLAIN]:,}")
        meters = {name: Meter(**site.processes()) for name in contenders}
        for turn in range(1 + stage.pick(7, 2)):
            for name, talk in contenders.items():
                # The first turn warms up.
                meter = meters[name] if turn else Meter()
                found = load.read(meter, site.port, stage.pick(6, 1), self.path(talk), (talks.READER, 1))
                if turn:
                    samples.add(name, found.per_second)
        samples.limits = {name: meter.limit() for name, meter in meters.items()}
        return samples

    def path(self, talk: talks.Talk) -> str:
        return talk.read if self.is_read else talk.latest


class UnchangedPage(Page):
    name = "pages/channel-unchanged"
    does = "the same page for a reader who has it: If-None-Match with what the last answer's ETag was"
    path = "/channels/page"
    people = (1, 1)
    peers = [
        Peer(PHP, "the same: 304 after the session, the channel and its counter were looked up"),
        Peer(GO, "the same"),
    ]

    def tag(self, port: int, name: str, samples: Samples) -> str | None:
        address = f"http://127.0.0.1:{port}{self.path}"
        tag = fetch(address, 1)[1].get("etag")
        if tag is None:
            samples.notes.append(f"{name} sends no ETag, and the page in full: docs/performance.md says why")
            return None
        request = urllib.request.Request(address, headers={"Cookie": cookie(1), "If-None-Match": tag})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                status = answer.status
        except urllib.error.HTTPError as error:
            status = error.code
        if status != 304:
            raise Failed(f"{name} answers what has not changed with {status}")
        return tag


class SignedOutPage(Page):
    name = "pages/signed-out"
    does = "the first page, for strangers: no database"
    path = "/"
    peers = [Peer(PHP, "the same page in PHP"), Peer(GO, "the same page in Go")]


BENCHMARKS = [
    ChannelPage(), ReadPage(), RichPage(is_read=False), RichPage(is_read=True), UnchangedPage(), SignedOutPage(),
]  # fmt: skip
