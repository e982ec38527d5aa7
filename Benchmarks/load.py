"""Load generators: wrk for pages, pgbench for transactions, and a client of our own for readers that wait."""

import dataclasses
import json
import pathlib
import re
import resource
import subprocess
import tempfile

from .machine import CORES, ROOT, Failed, Meter
from .site import CSRF, FORM_SECRET

CONNECTIONS = 16
SCRIPTS = ROOT / "Benchmarks" / "load"


@dataclasses.dataclass
class Load:
    """What a generator saw."""

    per_second: float
    #: Answers it has seen.
    count: int = 0
    #: Microseconds to an answer, of which half are at most this.
    p50: float = 0


#: Generators under way.
_running: set[subprocess.Popen] = set()


def stop():
    """Ends generators that other threads have started."""
    for process in list(_running):
        process.kill()


def _timed(meter: Meter, *command) -> str:
    """Runs a generator; what it used counts as the generator's."""
    arguments = [str(part) for part in command]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with meter:
        # A module's path in Lua is relative to the root.
        process = subprocess.Popen(
            arguments, cwd=ROOT, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        _running.add(process)
        try:
            output, errors = process.communicate()
        finally:
            _running.discard(process)
            process.kill()
            process.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    meter.add("generator", after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    if process.returncode != 0:
        raise Failed(f"{arguments[0]} ended with {process.returncode}: " + "\n".join(errors.splitlines()[:8]))
    return output


def wrk(meter: Meter, port: int, seconds: float, script: str, *arguments, connections: int = CONNECTIONS) -> Load:
    """Asks for pages as fast as they come, over connections that are kept. Any refusal fails the benchmark."""
    text = _timed(
        meter,
        *["wrk", "--threads", 1, "--connections", connections, "--duration", f"{max(1, round(seconds))}s"],
        *["--script", f"Benchmarks/load/{script}.lua", f"http://127.0.0.1:{port}/", "--"],
        *arguments,
    )
    found = re.search(r"^figures (.*)$", text, re.MULTILINE)
    if not found:
        raise Failed(f"wrk told no figures:\n{text}")
    figures = json.loads(found[1])
    if figures["refused"] or figures["broken"] or not figures["requests"]:
        raise Failed(f"not every request was answered: {figures}")
    rate = figures["requests"] / figures["microseconds"] * 1e6
    return Load(rate, figures["requests"], figures["p50"])


def read(
    meter: Meter, port: int, seconds: float, paths: str, people: tuple[int, int] = (1, 0), etag=None, **options
) -> Load:
    """Reads pages as `people`: the first account and how many; none for strangers."""
    arguments = [FORM_SECRET.hex(), paths, *people, *([etag] if etag else [])]
    return wrk(meter, port, seconds, "reading", *arguments, **options)


def write(meter: Meter, port: int, seconds: float, script: str, channels: int, authors: int, **options) -> Load:
    return wrk(meter, port, seconds, script, FORM_SECRET.hex(), CSRF, channels, authors, **options)


def pgbench(meter: Meter, database: str, script: pathlib.Path, seconds: float, **variables) -> Load:
    """Runs a transaction again and again over connections that are kept, prepared."""
    options = ["--client", CONNECTIONS, "--jobs", CORES, "--time", max(1, round(seconds))]
    return Load(float(re.search(r"tps = ([\d.]+) \(without", _pgbench(meter, database, script, options, variables))[1]))


def transactions(
    meter: Meter, folder: pathlib.Path, database: str, script: pathlib.Path, *, connections: int = 1,
    count: int | None = None, seconds: float = 0, rate: float | None = None, **variables,
) -> list[float]:
    """The microseconds each transaction took, of `count` on each connection or as many as there are in `seconds`; at a
    `rate` a second, counted from when it was due."""  # fmt: skip
    logs = pathlib.Path(tempfile.mkdtemp(prefix="transactions-", dir=folder))
    options = ["--client", connections, "--log", "--log-prefix", logs / "log"]
    options += ["--transactions", count] if count else ["--time", max(1, round(seconds))]
    options += ["--rate", rate] if rate else []
    _pgbench(meter, database, script, options, variables)
    # The third column; what was not done has a word there.
    return [float(line.split()[2]) for log in logs.iterdir() for line in log.read_text().splitlines()]


def _pgbench(meter: Meter, database: str, script: pathlib.Path, options: list, variables: dict) -> str:
    program = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/pgbench"))[-1]
    text = _timed(
        meter,
        *[program, "--no-vacuum", "--protocol", "prepared", *options, "--file", script],
        *[part for name, value in variables.items() for part in ("--define", f"{name}={value}")],
        database,
    )
    failed = re.search(r"number of failed transactions: (\d+)", text)
    if failed and int(failed[1]):
        raise Failed(f"pgbench: {failed[0]}")
    return text


@dataclasses.dataclass
class Told:
    """One message, and when it was heard, in microseconds since it was sent."""

    #: When each reader had all of its answer.
    readers: list[float]
    #: The bytes of an answer's body.
    length: int

    @property
    def last(self) -> float:
        return max(self.readers)


class Readers:
    """Connections that wait: Benchmarks/clients/waiting.c, one process."""

    WAVE = 500

    def __init__(self, program: pathlib.Path, folder: pathlib.Path, port: int, count: int, request: str):
        self.count = count
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="readers-", dir=folder))
        (self.folder / "request").write_bytes(request.encode())
        self._process = subprocess.Popen(
            [program, str(port), str(count), self.folder / "request"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def _say(self, line: str) -> str:
        try:
            self._process.stdin.write(line + "\n")
        except BrokenPipeError:
            pass
        answer = self._process.stdout.readline()
        if not answer:
            raise Failed("the readers' client ended")
        return answer

    def ask(self, after: int, rest):
        """Lets every reader ask, in waves that fit the sockets' queues. `rest` waits until a wave is in."""
        for start in range(0, self.count, self.WAVE):
            self._say(f"ask {after} {start} {start + self.WAVE}")
            rest()

    def tell(self, port: int, request: bytes) -> Told:
        """Sends a message and waits until all have heard. All of them must have waited until then."""
        path = self.folder / "message"
        path.write_bytes(request)
        early, failed, length, *readers = self._say(f"tell {port} {path}").split()
        if int(early) or int(failed):
            raise Failed(f"{early} readers were answered before the message, and {failed} not well")
        return Told([float(reader) for reader in readers], int(length))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
