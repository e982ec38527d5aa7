"""From the moment a message is sent until the last of those who wait has it on the wire."""

import asyncio
import contextlib
import socket
import threading
import time
import urllib.parse
import uuid

from .benchmark import Benchmark, Peer, Samples, median, p99, times_at_most
from .load import Readers, Told
from .machine import Failed, Meter, settle, wait_until
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


class OpenInboxes:
    """So many people with a page that lists their channels: each asks again as soon as they are told something."""

    #: After as many answers, given at once, each worker has read almost every inbox: what is measured is what the
    #: waiting costs, and not the reading that comes every ten minutes.
    LOOKS = 8

    def __init__(self, port: int, count: int):
        self.port, self.count = port, count
        self.following = 0
        self.told = 0
        self.failed = 0

    async def _follow(self, number: int):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        with contextlib.closing(writer):
            for _ in range(self.LOOKS):
                shown = await self._ask(reader, writer, number, "") or ""
            self.following += 1
            while True:
                told = await self._ask(reader, writer, number, shown)
                self.told += bool(told)
                shown = told or shown

    async def _ask(self, reader, writer, number: int, shown: str) -> str | None:
        writer.write(
            f"GET /inbox/changes?showing={shown}&hold={uuid.uuid4()} HTTP/1.1\r\n"
            f"Host: 127.0.0.1:{self.port}\r\nCookie: {cookie(number)}\r\n\r\n".encode()
        )
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
        await reader.readexactly(int(headers.get("content-length", 0)))
        if head[0].split()[1] not in ("200", "204"):
            self.failed += 1
            await asyncio.sleep(1)
        return headers.get("agentor-inbox")

    async def _run(self):
        self._loop = asyncio.get_running_loop()
        self._tasks = asyncio.gather(*(self._follow(1 + number) for number in range(self.count)))
        with contextlib.suppress(asyncio.CancelledError):
            await self._tasks

    def __enter__(self) -> "OpenInboxes":
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))
        self._thread.start()
        wait_until(lambda: self.following == self.count, 60, "all inboxes are open")
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._tasks.cancel)
        self._thread.join()


class Inboxes(Benchmark):
    """What those who wait for a channel's messages without looking at it cost the database."""

    unit = "ms/s of processor"
    COUNT = 1_000
    RATE = 10
    #: Fewer messages than are counted in one channel: beyond those an inbox is told nothing.
    SECONDS = 6
    NOBODY = "the same with nobody waiting"
    name = "delivery/inboxes"
    does = (
        f"the database's processor time while a channel has {RATE} messages a second and {COUNT:,} of its members have "
        "their inboxes open"
    )
    peers = [Peer(NOBODY, "the same messages", times_at_most(1.1))]

    def measure(self, stage) -> Samples:
        site = stage.site
        channel = Channel(stage, self.COUNT)
        samples = Samples()
        self._talk(stage, channel, 3)
        for _ in range(stage.pick(8, 3)):
            samples.add(self.NOBODY, self._talk(stage, channel, self.SECONDS))
            # Workers that know nobody read the inboxes when they are opened, with everything read.
            site.sql(f"""
                update messaging.channel_members m set last_read_seq = c.last_seq
                from messaging.channels c where c.id = m.channel_id and c.slug = '{channel.slug}'
            """)
            site.renew_workers()
            with OpenInboxes(site.port, self.COUNT) as inboxes:
                # New connections to the database plan what they run.
                self._talk(stage, channel, 3)
                told = inboxes.told
                samples.add("ours", self._talk(stage, channel, self.SECONDS))
                told = (inboxes.told - told) / self.SECONDS
                if inboxes.failed or not told:
                    raise Failed(f"inboxes were told {told} times a second, and {inboxes.failed} polls were refused")
            stage.rest(site)
        samples.notes.append(f"inboxes were told {told:,.0f} times a second")
        return samples

    def _talk(self, stage, channel: Channel, seconds: int) -> float:
        """Sends messages evenly, and returns the milliseconds of processor a second the database used."""
        site, meter = stage.site, Meter(postgres=stage.site.postgres)
        site.forget_limits()
        with meter:
            start = time.monotonic()
            for number in range(seconds * self.RATE):
                time.sleep(max(0.0, start + number / self.RATE - time.monotonic()))
                channel.cursor += 1
                self._send(site.port, message(site.port, channel.slug, 1 + channel.cursor % 50))
            time.sleep(max(0.0, start + seconds - time.monotonic()))
        return 1e3 * meter.seconds["postgres"] / meter.elapsed

    @staticmethod
    def _send(port: int, request: bytes):
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(request.replace(b"HTTP/1.1\r\n", b"HTTP/1.1\r\nConnection: close\r\n", 1))
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        if not answer.startswith(b"HTTP/1.1 303"):
            raise Failed(f"a message was not stored: {answer[:200]!r}")


BENCHMARKS = [
    Delivery(count, path, is_same)
    for count in Delivery.REPETITIONS
    for path in ("changes", "live")
    for is_same in (True, False)
] + [Inboxes()]
