"""What it costs the database that people come, go and write."""

import asyncio
import contextlib
import threading
import time
import urllib.parse
import uuid

from .benchmark import Benchmark, Samples, at_most
from .machine import Failed, Meter, wait_until
from .site import CSRF, FORM_SECRET, cookie


class Crowd:
    """So many people who wait in channels of fifty by the script's poll; of them some write, and some come and go."""

    #: How many come in a second, to begin with.
    ARRIVALS = 250
    TOGETHER = 50

    def __init__(self, port: int, slugs: list[str], count: int):
        self.port, self.slugs, self.count = port, slugs, count
        self.following = self.told = self.failed = 0

    async def _ask(self, reader, writer, head: str, body: str = "") -> dict[str, str]:
        writer.write(f"{head}\r\n{body}".encode())
        answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in answer[1:])}
        await reader.readexactly(int(headers.get("content-length", 0)))
        self.failed += answer[0].split()[1] not in ("200", "204")
        return headers

    async def _follow(self, number: int):
        slug, shown, cursor = self.slugs[number // self.TOGETHER], "", 0
        first = True
        # One after the other: a burst of thousands overflows the queue of a socket.
        await asyncio.sleep(number / self.ARRIVALS)
        # A different while for each, so that somebody comes or goes all the time.
        stay = number % 60
        while True:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            with contextlib.closing(writer):
                until = asyncio.get_running_loop().time() + stay
                while asyncio.get_running_loop().time() < until:
                    headers = await self._ask(
                        reader,
                        writer,
                        f"GET /channels/{slug}/changes?after={cursor}&presence={shown}&idle=0&zone=UTC&hold={uuid.uuid4()} "
                        f"HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {cookie(1 + number)}\r\n",
                    )
                    cursor = headers.get("agentor-cursor", cursor)
                    self.told += "agentor-presence" in headers
                    shown = headers.get("agentor-presence", shown)
                    self.following += first
                    first = False
            # Longer than somebody counts as there who has left.
            await asyncio.sleep(70)
            stay = 60 + number % 60

    async def _write(self, number: int):
        body = urllib.parse.urlencode({"csrf": CSRF})
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        with contextlib.closing(writer):
            while True:
                await self._ask(
                    reader,
                    writer,
                    f"POST /channels/{self.slugs[number // self.TOGETHER]}/typing HTTP/1.1\r\n"
                    f"Host: 127.0.0.1:{self.port}\r\nCookie: {cookie(1 + number)}\r\n"
                    "Content-Type: application/x-www-form-urlencoded\r\n"
                    f"Content-Length: {len(body)}\r\n",
                    body,
                )
                # Long enough to be seen to stop.
                await asyncio.sleep(8)

    async def _run(self):
        self._loop = asyncio.get_running_loop()
        self._tasks = asyncio.gather(
            *(self._follow(number) for number in range(self.count)),
            *(self._write(number) for number in range(0, self.count, 2 * self.TOGETHER)),
        )
        with contextlib.suppress(asyncio.CancelledError):
            await self._tasks

    def __enter__(self) -> "Crowd":
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))
        self._thread.start()
        wait_until(lambda: self.following >= self.count, 120, "everybody waits")
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._tasks.cancel)
        self._thread.join()


class Presence(Benchmark):
    unit = "% of a core"
    SECONDS = 60
    target = at_most(2)

    def __init__(self, count: int):
        self.count = count
        self.in_quick = count <= 500
        self.name = f"presence/{count}"
        self.does = (
            f"the database's processor time while {count:,} readers in channels of {Crowd.TOGETHER} come and go every "
            "minute or two, and one of a hundred writes, with all that their polls ask for"
        )

    def measure(self, stage) -> Samples:
        site = stage.site
        slugs = stage.once(f"presence channels {self.count}", lambda: self._channels(site))
        samples = Samples()
        with Crowd(site.port, slugs, self.count) as crowd:
            # What they show of themselves is read once.
            time.sleep(stage.pick(30, 5))
            for _ in range(stage.pick(3, 1)):
                told, meter = crowd.told, Meter(postgres=site.postgres)
                with meter:
                    time.sleep(stage.pick(self.SECONDS, 10))
                samples.add("ours", 100 * meter.seconds["postgres"] / meter.elapsed)
                samples.notes.append(f"they were told {(crowd.told - told) / meter.elapsed:,.0f} times a second")
                if crowd.told == told:
                    raise Failed("nobody was told of anybody")
            if crowd.failed:
                raise Failed(f"{crowd.failed} requests were refused")
        stage.rest(site)
        return samples

    def _channels(self, site) -> list[str]:
        """Accounts from the first on, fifty in each."""
        return [
            site.channel(f"presence-{self.count}-{start}", "Presence", Crowd.TOGETHER, messages=1, first=start + 1)
            for start in range(0, self.count, Crowd.TOGETHER)
        ]


BENCHMARKS = [Presence(500), Presence(5_000)]
