"""The machine and its processes: free ports, processor time, memory, threads."""

import contextlib
import os
import pathlib
import re
import signal
import socket
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
CORES = len(os.sched_getaffinity(0))


class Failed(Exception):
    """A benchmark cannot be measured, or what it measured is not what it says."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, seconds: float, what: str, pause: float = 0.02):
    """Returns the first true value of `condition`, or fails."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise Failed(f"not within {seconds} s: {what}")
        time.sleep(pause)
    return value


def run(*command, **options) -> str:
    """Runs a command to its end and returns what it printed. A failure says what the command said."""
    arguments = [str(part) for part in command]
    result = subprocess.run(arguments, capture_output=True, text=True, **options)
    if result.returncode != 0:
        last = (result.stderr or result.stdout).strip().splitlines()[-8:]
        raise Failed(f"{arguments[0]} ended with {result.returncode}: " + "\n".join(last))
    return result.stdout


def memory() -> int:
    """Of the machine, in megabytes."""
    return int(re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text())[1]) // 1024


def describe() -> str:
    """Processors and memory, in a line."""
    models = re.findall(r"^model name\s*: (.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return f"{CORES} × {models[0] if models else 'processor'}, {memory() / 1024:.0f} GiB, Linux {os.uname().release}"


# Processes


def children(process: int) -> list[int]:
    found = []
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{process}/task"):
            found += map(int, pathlib.Path(f"/proc/{process}/task/{task}/children").read_text().split())
    return found


def family(process: int) -> list[int]:
    """A process and all that descend from it."""
    members = [process]
    for member in members:
        members += children(member)
    return members


def processor_time(process: int) -> float:
    """Seconds a process has run on a processor, to the nanosecond where the kernel keeps that."""
    total = 0.0
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{process}/task"):
            with contextlib.suppress(OSError):
                total += int(pathlib.Path(f"/proc/{process}/task/{task}/schedstat").read_text().split()[0]) / 1e9
    return total


def spent_with_children(process: int) -> float:
    """The same, with what its children used that have ended."""
    ended = 0
    with contextlib.suppress(OSError):
        # After the name, which may hold anything, come the state and then numbers.
        fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
        ended = int(fields[13]) + int(fields[14])
    return processor_time(process) + ended / os.sysconf("SC_CLK_TCK")


def spent_by_family(process: int) -> float:
    """What a process and all that descend from it have used, also those of them that have ended."""
    while True:
        members = family(process)
        spent = sum(map(spent_with_children, members))
        # Whoever ends between two looks is in neither.
        if family(process) == members:
            return spent


def machine_time() -> float:
    """Seconds all processors have been busy."""
    user, nice, system, _, _, irq, soft = map(int, pathlib.Path("/proc/stat").read_text().split("\n")[0].split()[1:8])
    return (user + nice + system + irq + soft) / os.sysconf("SC_CLK_TCK")


def private_memory(process: int) -> int:
    """Anonymous memory in bytes: what is a process's own, without files and what is shared."""
    status = pathlib.Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"^RssAnon:\s+(\d+)", status, re.MULTILINE)[1]) * 1024


def threads(process: int) -> int:
    return len(os.listdir(f"/proc/{process}/task"))


class Service:
    """A program that runs until it is told to end."""

    def __init__(self, *command, log: pathlib.Path, **options):
        self.log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                **options,
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    def wait_for(self, condition, what: str):
        """Waits until a condition holds; the program must run until then."""

        def check():
            if self.process.poll() is not None:
                last = self.log.read_text(errors="replace").strip().splitlines()[-5:]
                raise Failed(f"{what} ended with {self.process.returncode}: " + "\n".join(last))
            return condition()

        wait_until(check, 30, f"{what} is ready")

    def stop(self, number: int = signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(number)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                # Its session is its own.
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


# Who was busy


class Meter:
    """Processor time of named groups of processes, each with all that descend from it, from entering to leaving it."""

    def __init__(self, **roots):
        self.roots = roots
        self.seconds: dict[str, float] = {}
        self.elapsed = 0.0
        #: Of the whole machine.
        self.busy = 0.0

    def _read(self) -> dict[str, float]:
        return {name: spent_by_family(root) for name, root in self.roots.items()}

    def __enter__(self):
        self._before, self._busy, self._start = self._read(), machine_time(), time.monotonic()
        return self

    def __exit__(self, *_):
        self.elapsed += time.monotonic() - self._start
        self.busy += machine_time() - self._busy
        for name, seconds in self._read().items():
            self.add(name, seconds - self._before[name])

    def forget(self):
        """Begins anew."""
        self.seconds.clear()
        self.elapsed = self.busy = 0.0

    def add(self, name: str, seconds: float):
        """Counts what a program used that has ended by now."""
        self.seconds[name] = self.seconds.get(name, 0) + seconds

    def limit(self, generator_threads: int = 1) -> str:
        """Who kept the figure from being better, with how many processors everybody kept busy."""
        elapsed = max(self.elapsed, 1e-9)
        shares = {name: max(0.0, seconds) / elapsed for name, seconds in self.seconds.items()}
        # Too short a time says nothing of the machine, which counts in hundredths of a second.
        others = max(0.0, self.busy / elapsed - sum(shares.values())) if elapsed > 0.5 else 0.0
        busiest = max(shares, key=shares.get)
        if shares.get("generator", 0) > 0.9 * generator_threads:
            verdict = "the load generator"
        elif sum(shares.values()) + others > 0.9 * CORES:
            verdict = f"the processors, most of all {busiest}"
        else:
            verdict = "steps that wait for one another"
        if others > 0.15 * CORES:
            shares["other programs"] = others
            verdict += ", on a machine with other things to do"
        told = ", ".join(f"{name} {share:.2f}" for name, share in sorted(shares.items(), key=lambda item: -item[1]))
        return f"{verdict} ({told} of {CORES})"


def settle(*roots: int, calm: float = 0.12, seconds: float = 60):
    """Waits until processes have nothing left to do: they use less than a twentieth of a processor."""

    def used() -> float:
        return sum(processor_time(member) for root in roots for member in family(root))

    deadline, last = time.monotonic() + seconds, used()
    while True:
        start = time.monotonic()
        time.sleep(calm)
        now = used()
        if now - last < 0.05 * (time.monotonic() - start):
            return
        if time.monotonic() > deadline:
            raise Failed(f"the servers did not come to rest within {seconds} s")
        last = now
