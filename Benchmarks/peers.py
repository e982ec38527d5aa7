"""The peers: built and started, and stopped again. Each is in `peers/` as its users would write it."""

import contextlib
import json
import os
import pathlib
import re
import resource
import signal
import socket
import tempfile

from .machine import ROOT, Failed, Service, free_port, run

PHP, GO, NCHAN, BARE = "php-fpm", "Go net/http", "nchan", "bare FastCGI"
SOURCES = ROOT / "Benchmarks" / "peers"
#: Kept between runs, so that only the first one builds.
BUILD = ROOT / ".agentor" / "bench" / "build"


def go() -> pathlib.Path:
    BUILD.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {
        "GO111MODULE": "off",
        "GOPATH": "/usr/share/gocode",
        "GOCACHE": str(BUILD / "go-cache"),
        "GOFLAGS": "",
    }
    run("go", "build", "-o", BUILD / "go-peer", ".", cwd=SOURCES / "go", env=environment)
    return BUILD / "go-peer"


def mustache() -> pathlib.Path:
    run(
        *["swift", "build", "--package-path", SOURCES / "mustache", "--scratch-path", BUILD / "mustache"],
        *["--configuration", "release"],
    )
    # Which it keeps as a link to the folder of this machine's kind.
    return BUILD / "mustache" / "release" / "peer"


def compiled(source: pathlib.Path) -> pathlib.Path:
    """A program in C."""
    BUILD.mkdir(parents=True, exist_ok=True)
    program = BUILD / source.stem
    run("cc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program, source)
    return program


def waiting_client() -> pathlib.Path:
    """Not a peer: the client all sides are measured with."""
    return compiled(ROOT / "Benchmarks" / "clients" / "waiting.c")


def conninfo(site, role: str = "agentor_app") -> str:
    return f"host={site.sockets} user={role} dbname=agentor sslmode=disable"


class Peers:
    """php-fpm, Go, nchan and a bare FastCGI program behind an nginx of their own, on the database of a site."""

    def __init__(self, site, folder: pathlib.Path):
        self.site = site
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="peers-", dir=folder))
        self.ports = {name: free_port() for name in (PHP, GO, NCHAN, BARE)}
        self._services: dict[str, Service] = {}

    def __enter__(self) -> "Peers":
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start(self):
        static = json.dumps(self._static())
        is_root = os.geteuid() == 0
        descriptors = min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 65536)

        def raise_limit():
            resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))

        values = {
            "FOLDER": self.folder,
            "DATABASE": conninfo(self.site),
            "STATIC": static,
            "PHP": SOURCES / "php",
            "DESCRIPTORS": descriptors,
            "PHP_PORT": self.ports[PHP],
            "GO_PORT": self.ports[GO],
            "NCHAN_PORT": self.ports[NCHAN],
            "HOLDING_PORT": self.ports[BARE],
        }
        self._render("php/php-fpm.conf", values | {"USER": "user = root" if is_root else ""})
        self._render("nginx.conf", values | {"USER": "user root;" if is_root else ""})

        php = sorted(pathlib.Path("/usr/sbin").glob("php-fpm*"))
        if not php:
            raise Failed("php-fpm is not installed: bin/setup --bench")
        self._serve(
            PHP, php[-1], "--nodaemonize", "--fpm-config", self.folder / "php-fpm.conf",
            *(["--allow-to-run-as-root"] if is_root else []),
            ready=lambda: self._connects("php.sock"),
        )  # fmt: skip
        self._serve(
            GO, go(), "serve", self.folder / "go.sock",
            ready=lambda: self._connects("go.sock"),
            env=os.environ | {"DATABASE": conninfo(self.site), "STATIC": static},
        )  # fmt: skip
        self._serve(
            BARE, compiled(SOURCES / "fastcgi" / "holding.c"), self.folder / "holding.sock",
            ready=lambda: self._connects("holding.sock"),
            preexec_fn=raise_limit,
        )  # fmt: skip
        self._serve(
            "nginx", "nginx", "-p", self.folder, "-e", self.folder / "nginx.log",
            "-c", self.folder / "nginx.conf", "-g", "daemon off;",
            ready=lambda: all(self._listens(port) for port in self.ports.values()),
            env=os.environ | {"PATH": os.environ["PATH"] + ":/usr/sbin"},
            preexec_fn=raise_limit,
        )  # fmt: skip

    def _static(self) -> dict[str, str]:
        """Where ours has its static files: a hash is in their names."""
        pages = [self.site.get(path, 1)[0] for path in ("/channels/page", "/agents")]
        found = re.findall(r'"(/static/([^".]+)\.[0-9a-f]{12}\.([a-z]+))["#]', "".join(pages))
        return {f"{name}.{extension}": address for address, name, extension in found}

    def _render(self, source: str, values: dict):
        text = (SOURCES / source).read_text()
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        (self.folder / pathlib.Path(source).name).write_text(text)

    def _serve(self, name: str, *command, ready, **options):
        service = Service(*command, log=self.folder / f"{name.replace('/', '-')}.out", **options)
        self._services[name] = service
        service.wait_for(ready, name)

    def _connects(self, name: str) -> bool:
        with socket.socket(socket.AF_UNIX) as probe, contextlib.suppress(OSError):
            probe.connect(str(self.folder / name))
            return True
        return False

    @staticmethod
    def _listens(port: int) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    def __exit__(self, *_):
        for name, service in reversed(self._services.items()):
            service.stop(signal.SIGTERM)

    def processes(self, name: str) -> dict[str, int]:
        """For a `Meter`."""
        roots = {"nginx": self._services["nginx"].pid, "postgres": self.site.postgres}
        if name in self._services:
            roots[name] = self._services[name].pid
        if name in (NCHAN, BARE):
            roots.pop("postgres")
        return roots
