"""Agentor as bin/run starts it, with a handle on each of its parts."""

import contextlib
import dataclasses
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
CONFIGURATION = os.environ.get("AGENTOR_CONFIGURATION", "debug")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def static_file(name: str) -> bytes:
    """A static file as `bin/install-static` lays it out: of stylesheets and scripts what browsers read."""
    content = (ROOT / "static" / name).read_bytes()
    if name.endswith(".css"):
        content = re.sub(rb"\n[ \n]*", b"\n", re.sub(rb"/\*.*?\*/", b"", content, flags=re.DOTALL))
        content = re.sub(rb" ?([{};]) ?", rb"\1", content)
    if name.endswith(".js"):
        lines = (line.lstrip(b" ") for line in content.splitlines(keepends=True))
        content = b"".join(line for line in lines if not line.startswith(b"//") and line != b"\n")
    return content


def wait_until(condition, seconds: float, what: str, pause: float = 0.02):
    """Returns the first true value of `condition`, or fails."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(pause)


@contextlib.contextmanager
def frozen(*processes: int):
    """Stops processes for a while, each with all its threads."""

    def has_stopped(process):
        states = [path.read_text() for path in pathlib.Path(f"/proc/{process}/task").glob("*/status")]
        return all("State:\tT" in state for state in states)

    try:
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        for process in processes:
            wait_until(lambda: has_stopped(process), 10, f"{process} stops", pause=0.001)
        yield
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)


class Command:
    """A running command whose output is read as it comes."""

    def __init__(self, *arguments, **environment):
        self.process = subprocess.Popen(
            [str(argument) for argument in arguments],
            cwd=ROOT,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    @property
    def output(self) -> str:
        return "\n".join(self.lines)

    def wait_for(self, words: str, seconds: float):
        """Waits for a line with these words; the command must still be running then."""
        deadline = time.monotonic() + seconds
        while not any(words in line for line in list(self.lines)):
            assert self.process.poll() is None, f"ended with {self.process.returncode}:\n{self.output}"
            assert time.monotonic() < deadline, f"“{words}” not within {seconds} s:\n{self.output}"
            time.sleep(0.05)

    def end(self, seconds: float = 180) -> int:
        """Waits for the end; returns the exit code."""
        code = self.process.wait(seconds)
        self._reader.join(5)
        return code


@dataclasses.dataclass(frozen=True)
class Mail:
    """A mail that has landed in the folder."""

    name: str
    to: str
    subject: str
    text: str
    code: str | None
    link: str | None
    landed: int

    @staticmethod
    def read(path: pathlib.Path) -> "Mail":
        kept = json.loads(path.read_text())
        letter = kept["letter"]
        return Mail(
            kept["name"],
            kept["to"],
            letter["subject"],
            "\n".join(letter["paragraphs"] + letter["closing"]),
            letter.get("code"),
            (letter.get("action") or {}).get("address"),
            path.stat().st_mtime_ns,
        )


class Instance:
    """What bin/test has built, unless it `builds` by itself."""

    def __init__(self, *options, data: pathlib.Path | None = None, builds: bool = False, **environment):
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.data = data or pathlib.Path(tempfile.mkdtemp(prefix="agentor-e2e-"))
        # PostgreSQL's own user has to get in when the suite runs as root.
        self.data.chmod(0o755)
        self.options = options if builds else ("--no-build", *options)
        self.environment = environment
        self.command = None
        self._mails: dict[pathlib.Path, Mail] = {}
        self._opened: set[str] = set()

    def start(self):
        self.command = Command(
            "bin/run",
            "--port",
            self.port,
            "--data",
            self.data,
            "--configuration",
            CONFIGURATION,
            *self.options,
            **self.environment,
        )
        # One that builds waits for the Swift tests, which have SwiftPM to themselves.
        self.command.wait_for("Agentor is ready", 1500)
        return self

    def stop(self) -> int:
        with contextlib.suppress(ProcessLookupError):
            self.command.process.send_signal(signal.SIGTERM)
        return self.command.end()

    def remove(self):
        shutil.rmtree(self.data, ignore_errors=True)

    # The parts

    def process_id(self, name: str) -> int:
        return int((self.data / "run" / f"{name}.pid").read_text())

    def workers(self) -> list[int]:
        """The workers that run now, oldest first."""
        listing = subprocess.run(["pgrep", "-P", str(self.process_id("multiwatch"))], capture_output=True, text=True)
        workers = []
        for process in map(int, listing.stdout.split()):
            with contextlib.suppress(OSError):
                # Until lib/worker has become the worker it is a shell.
                if os.readlink(f"/proc/{process}/exe").split("/")[-1].startswith("agentor"):
                    workers.append(process)
        return workers

    def metric(self, name: str) -> dict[int, int]:
        """A figure of each worker. They share one socket: to ask one, the others are stopped for a moment."""
        figures, workers = {}, self.workers()
        for worker in workers:
            with frozen(*(other for other in workers if other != worker)):
                with urllib.request.urlopen(f"{self.base}/metrics", timeout=20) as answer:
                    text = answer.read().decode()
            process, value = re.search(rf'^{name}{{process="(\d+)"}} (\d+)$', text, re.MULTILINE).groups()
            assert int(process) == worker
            figures[worker] = int(value)
        return figures

    def log(self, name: str = "agentor") -> str:
        return (self.data / "log" / f"{name}.log").read_text(errors="replace")

    # Mail

    def mails(self, to: str) -> list[Mail]:
        """Every mail to an address, oldest first."""
        for path in (self.data / "mail").glob("*.json"):
            if path not in self._mails:
                self._mails[path] = Mail.read(path)
        return sorted((mail for mail in self._mails.values() if mail.to == to), key=lambda mail: mail.landed)

    def mail(self, to: str, subject: str = "") -> Mail:
        """Opens the next mail to an address whose subject holds these words; waits for it if need be. Mails are opened
        once."""

        def next_mail():
            unopened = (mail for mail in self.mails(to) if mail.name not in self._opened and subject in mail.subject)
            return next(unopened, None)

        mail = wait_until(next_mail, 10, f"a mail “{subject}” to {to}")
        self._opened.add(mail.name)
        return mail

    def code(self, to: str) -> str:
        """The code in the next mail to an address."""
        code = self.mail(to).code
        assert code, "the mail has no code"
        return code

    def link(self, to: str, subject: str = "") -> str:
        """The link in the next mail to an address, as its path."""
        link = self.mail(to, subject).link
        assert link and link.startswith(self.base), link
        return link.removeprefix(self.base)

    # The database

    @property
    def cluster(self) -> pathlib.Path:
        return (self.data / "postgres").resolve()

    def pg_ctl(self, *arguments):
        version = (self.cluster / "PG_VERSION").read_text().strip()
        command = [f"/usr/lib/postgresql/{version}/bin/pg_ctl", "--pgdata", str(self.cluster), "--wait", "--silent"]
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--", *command]
        log = ["--log", str(self.cluster / "server.log")] if arguments[0] != "stop" else []
        subprocess.run([*command, *arguments, *log], check=True, cwd="/", stdout=subprocess.DEVNULL)

    def sql(self, statement: str) -> str:
        """Runs SQL as the superuser."""
        directory = (self.cluster / "postmaster.pid").read_text().splitlines()[4]
        result = subprocess.run(
            [
                "psql",
                "--no-psqlrc",
                "--quiet",
                "--tuples-only",
                "--no-align",
                "--set=ON_ERROR_STOP=1",
                f"postgresql:///agentor?host={directory}&user=postgres",
                "--command",
                statement,
            ],
            check=True,
            capture_output=True,
            text=True,
        )
        return result.stdout.strip()

    def forget_limits(self):
        """Gives every turn back. All browsers of the suite have one address."""
        self.sql("truncate agentor.throttles")

    # Health

    def is_healthy(self) -> bool:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def recover(self, workers: int = 2):
        """Waits until everything runs again, as a test should leave it."""
        wait_until(lambda: len(self.workers()) == workers and self.is_healthy(), 30, "every worker serves again")
