"""What pages weigh, compressed and not, and what compressing them costs."""

import contextlib
import http.client
import socket

from .benchmark import Benchmark, Peer, Samples, times_at_most
from .delivery import message
from .machine import Failed, spent_by_family
from .site import cookie

#: By the name of a page, its address; account 1 sees it.
PAGES = {"dashboard": "/dashboard", "channel": "/channels/page", "frame": "/channels/page/live"}

#: By contender, what it accepts, and how it is answered. The frame's document is compressed by the worker, as gzip.
CODINGS = {"ours": ("gzip", "gzip"), "uncompressed": ("identity", None), "Brotli": ("br", "br")}
UNCOMPRESSED = "the same for whoever accepts no compression"
BROTLI = Peer("Brotli", "the same for whoever accepts Brotli alone")


def measured(stage) -> dict[str, dict[str, list[tuple[float, float]]]]:
    """By page and contender: bytes of a body, and microseconds of processor time of nginx and the workers for it."""
    site = stage.site
    found = {page: {name: [] for name in CODINGS} for page in PAGES}
    for _ in range(stage.pick(9, 3)):
        for page, path in PAGES.items():
            for name, (accepted, answered) in CODINGS.items():
                stage.rest(site)
                found[page][name].append(ask(site, path, accepted, answered, stage.pick(500, 100)))
    return found


def ask(site, path: str, accepted: str, answered: str | None, times: int) -> tuple[float, float]:
    headers = {"Cookie": cookie(1), "Accept-Encoding": accepted}
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)) as connection:

        def once() -> int:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200 or answer.headers["Content-Encoding"] != answered:
                raise Failed(f"{path} was answered with {answer.status}, {answer.headers['Content-Encoding']}")
            return len(body)

        for _ in range(20):
            once()
        spent = used(site)
        sizes = [once() for _ in range(times)]
        return sum(sizes) / times, (used(site) - spent) / times * 1e6


def used(site) -> float:
    return spent_by_family(site.nginx) + spent_by_family(site.supervisor)


class Weight(Benchmark):
    """One of the two figures of a page."""

    def __init__(self, page: str, part: int):
        suffix, self.unit, does = [
            ("", "B", "how long it is compressed as gzip"),
            ("-time", "µs", "processor time of nginx and the workers for one compressed as gzip"),
        ][part]
        self.name, self.does = f"weight/{page}{suffix}", f"{does}: {PAGES[page]}"
        target = times_at_most(0.25) if page != "dashboard" and part == 0 else None
        self.peers = [Peer("uncompressed", UNCOMPRESSED, target), BROTLI]
        self._page, self._part = page, part

    def measure(self, stage) -> Samples:
        found = stage.once("weights", lambda: measured(stage))[self._page]
        return Samples(of={name: [figures[self._part] for figures in found[name]] for name in found})


class FanOut(Benchmark):
    """What many readers of one change cost who take it compressed."""

    READERS = 300
    #: Somebody whose second choice is gzip is sent plain bytes by the worker, which nginx compresses.
    ACCEPTED = {"ours": "gzip", "uncompressed": "identity", "each": "gzip;q=0.5, identity"}

    unit = "µs"

    def __init__(self, path: str, name: str, how: str):
        self.name = f"weight/{name}-readers"
        self.does = (
            f"processor time of nginx and the workers for each of {self.READERS} who wait by {how} and take gzip"
        )
        self.peers = [Peer("uncompressed", UNCOMPRESSED)]
        # One message is so short that nginx leaves it alone.
        if path == "live":
            self.peers.append(Peer("each", "the same, compressed by nginx for each reader", times_at_most(0.5)))
        self._path = path

    def measure(self, stage) -> Samples:
        samples, members = Samples(), 40
        slug = stage.once("weight channel", lambda: stage.site.channel("weight", "Weight", members, messages=60))
        # The first round of each warms up.
        for number in range(1 + stage.pick(9, 3)):
            for name in ["ours", *(peer.name for peer in self.peers)]:
                spent = self.tell(stage, slug, members, self.ACCEPTED[name], is_compressed=name != "uncompressed")
                if number:
                    samples.add(name, spent)
        return samples

    def tell(self, stage, slug: str, members: int, accepted: str, is_compressed: bool) -> float:
        site = stage.site
        site.forget_limits()
        cursor = int(site.sql(f"select last_seq from messaging.channels where slug = '{slug}'"))
        with contextlib.ExitStack() as stack:
            waiting = []
            for number in range(self.READERS):
                reader = stack.enter_context(socket.create_connection(("127.0.0.1", site.port), 30))
                reader.sendall(
                    f"GET /channels/{slug}/{self._path}?after={cursor}&hold={number} HTTP/1.1\r\n"
                    f"Host: 127.0.0.1:{site.port}\r\nCookie: {cookie(1 + number % members)}\r\n"
                    f"Accept-Encoding: {accepted}\r\n\r\n".encode()
                )
                waiting.append(reader)
            stage.rest(site)
            spent = used(site)
            author = stack.enter_context(socket.create_connection(("127.0.0.1", site.port), 30))
            author.sendall(message(site.port, slug, 1 + cursor % members))
            for reader in waiting:
                answer = http.client.HTTPResponse(reader)
                answer.begin()
                if answer.status != 200 or (answer.headers["Content-Encoding"] == "gzip") != is_compressed:
                    raise Failed(f"a reader was answered with {answer.status}, {answer.headers['Content-Encoding']}")
                answer.read()
            return (used(site) - spent) / self.READERS * 1e6


BENCHMARKS = [
    *(Weight(page, part) for page in PAGES for part in (0, 1)),
    FanOut("changes", "poll", "the script's poll"),
    FanOut("live", "frame", "the held frame"),
]
