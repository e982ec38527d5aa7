"""From the moment a message is sent until the last of those who wait has it on the wire."""

import contextlib
import urllib.parse
import uuid

from .benchmark import Benchmark, Peer, Samples, median, p99, times_at_most
from .load import Readers, Told
from .machine import Meter, settle
from .peers import BARE, NCHAN
from .site import CSRF, FORM_SECRET, cookie

TEXT = "The notary wants both of us there in person, passports too."


def held(port: int, path: str, slug: str) -> str:
    """What a reader's browser asks: `path` is `changes`, as the script does, or `live`, as the frame does."""
    return (
        f"GET /channels/{slug}/{path}?after={{after}}&hold={{hold}} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Cookie: agentor-session={{reader}}{FORM_SECRET.hex()}\r\n\r\n"
    )


def message(port: int, slug: str, author: int) -> bytes:
    """What an author's browser sends."""
    body = urllib.parse.urlencode({"csrf": CSRF, "nonce": str(uuid.uuid4()), "message": TEXT})
    return (
        f"POST /channels/{slug}/messages HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie(author)}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


class Channel:
    """A channel of as many members as readers wait in it; account N is reader N."""

    def __init__(self, stage, count: int):
        self.slug = stage.once(
            f"delivery channel {count}",
            lambda: stage.site.channel(f"delivery-{count}", "Delivery", count, messages=60),
        )
        self.count = count
        self.cursor = int(stage.site.sql(f"select last_seq from messaging.channels where slug = '{self.slug}'"))

    def tell(self, readers: Readers, port: int) -> Told:
        self.cursor += 1
        # Nobody writes so often that they are told to wait.
        author = 1 + self.cursor % min(self.count, 50)
        return readers.tell(port, message(port, self.slug, author))


class Delivery(Benchmark):
    unit = "ms"
    summaries = [median, p99]
    #: For each number of readers the repetitions.
    REPETITIONS = {1: 100, 100: 100, 1_000: 100, 5_000: 20}
    #: The few of a quick run, which leaves out the other numbers of readers.
    QUICK = {1: 10, 1_000: 3}

    def __init__(self, count: int, path: str, is_same: bool):
        self.count, self.path, self.is_same = count, path, is_same
        self.in_quick = count in self.QUICK
        place = "same" if is_same else "other"
        self.name = f"delivery/{'poll' if path == 'changes' else 'frame'}-{count}-{place}"
        how = "the script's poll" if path == "changes" else "the held frame"
        self.does = (
            f"from sending the form until the last of {count:,} readers who wait by {how}, in the {place} worker, "
            "has the answer"
        )
        self.peers = [
            Peer(
                NCHAN,
                "publishing as many bytes to as many long polls: no database, no rights, no rendering",
                times_at_most(1.5) if count == 1_000 else None,
            ),
            Peer(BARE, "the same by a small C program behind nginx: what FastCGI alone takes"),
        ]

    def measure(self, stage) -> Samples:
        first, second = stage.pair
        others, samples = stage.peers, Samples()
        sender = first if self.is_same else second
        channel = Channel(stage, self.count)
        stage.site.forget_limits()
        addresses = {NCHAN: ("/subscribe", "/publish"), BARE: ("/", "/")}
        with contextlib.ExitStack() as stack:

            def waiting(port: int, request: str) -> Readers:
                return stack.enter_context(stage.readers(port, self.count, request))

            ours = waiting(first.port, held(first.port, self.path, channel.slug))
            theirs = {
                name: waiting(others.ports[name], f"GET {subscribe} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                for name, (subscribe, _) in addresses.items()
            }
            processes = first.processes()
            if not self.is_same:
                processes |= {"sender": sender.supervisor, "sender's nginx": sender.nginx}
            meters = {"ours": Meter(generator=ours.pid, **processes)} | {
                name: Meter(generator=readers.pid, **others.processes(name)) for name, readers in theirs.items()
            }
            length = 0
            # The first round of each warms up.
            for number in range(1 + stage.pick(self.REPETITIONS[self.count], self.QUICK.get(self.count))):
                ours.ask(channel.cursor, lambda: stage.rest(first))
                with meters["ours"]:
                    told = channel.tell(ours, sender.port)
                length = told.length
                heard = {"ours": told}
                for name, readers in theirs.items():
                    readers.ask(0, lambda: settle(*others.processes(name).values(), calm=0.05))
                    post = f"POST {addresses[name][1]} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\r\n"
                    with meters[name]:
                        heard[name] = readers.tell(others.ports[name], post.encode() + b"x" * length)
                if number:
                    for name, told in heard.items():
                        samples.add(name, told.last / 1e3)
                else:
                    for meter in meters.values():
                        meter.forget()
        samples.limits = {name: meter.limit() for name, meter in meters.items()}
        samples.notes.append(f"an answer has {length:,} bytes")
        # Of a handful the 99th in a hundred is the slowest.
        samples.is_conclusive = not stage.quick
        return samples


BENCHMARKS = [
    Delivery(count, path, is_same)
    for count in Delivery.REPETITIONS
    for path in ("changes", "live")
    for is_same in (True, False)
]
