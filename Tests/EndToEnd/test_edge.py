"""What deploy/nginx.conf does by itself: an nginx with that file, before something that answers with what it was
told."""

import contextlib
import gzip
import http.client
import ipaddress
import json
import os
import pathlib
import re
import signal
import socket
import socketserver
import struct
import subprocess
import threading

import pytest

from instance import ROOT, free_port, wait_until

NGINX_PATH = os.environ["PATH"] + ":/usr/sbin"
CONFIGURATION = (ROOT / "deploy" / "nginx.conf").read_text()


class Echo(socketserver.ThreadingUnixStreamServer):
    """Answers FastCGI requests with their parameters, as JSON."""

    daemon_threads = True

    def __init__(self, path: pathlib.Path):
        super().__init__(str(path), Answer)
        self.asked = 0


class Answer(socketserver.StreamRequestHandler):
    def handle(self):
        parameters = b""
        while True:
            _, kind, request, length, padding = struct.unpack("!BBHHBx", self.rfile.read(8))
            content = self.rfile.read(length + padding)[:length]
            if kind == 4:
                parameters += content
            if kind == 5 and not content:
                break
        self.server.asked += 1
        told = json.dumps(dict(pairs(parameters))).encode()
        body = b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(told), told)
        for kind, content in [(6, body), (6, b""), (3, bytes(8))]:
            self.wfile.write(struct.pack("!BBHHBx", 1, kind, request, len(content), 0) + content)


def pairs(parameters: bytes):
    def length(at):
        if parameters[at] < 0x80:
            return parameters[at], at + 1
        return struct.unpack_from("!I", parameters, at)[0] & 0x7FFFFFFF, at + 4

    at = 0
    while at < len(parameters):
        name, at = length(at)
        value, at = length(at)
        yield parameters[at : at + name].decode(), parameters[at + name : at + name + value].decode()
        at += name + value


class Edge:
    """The production configuration on a free port, with limits that few requests reach. What `X-Forwarded-For` says is
    believed, so that each test has addresses of its own."""

    def __init__(self, directory: pathlib.Path, *edits: tuple[str, str]):
        self.directory = directory
        self.port = free_port()
        directory.chmod(0o755)
        temporary = "".join(
            f"{kind}_temp_path {directory}/{kind};" for kind in ("client_body", "fastcgi", "proxy", "scgi", "uwsgi")
        )
        text = CONFIGURATION
        for old, new in [
            ("user www-data;", "user root;" if os.geteuid() == 0 else ""),
            ("worker_processes auto;", "worker_processes 1;"),
            ("worker_rlimit_nofile 65536;", ""),
            ("worker_connections 32768;", "worker_connections 512;"),
            ("/run/nginx.pid", str(directory / "nginx.pid")),
            ("/var/log/nginx/", f"{directory}/"),
            ("buffer=32k flush=1s", ""),
            ("listen [::]:80 default_server backlog=4096; # plain http", ""),
            ("listen 80 ", f"listen 127.0.0.1:{self.port} "),
            ("/run/agentor/agentor.sock", str(directory / "agentor.sock")),
            ("/usr/share/agentor/static/", f"{ROOT}/static/"),
            ("rate=200r/s", "rate=1r/m"),
            ("rate=10r/s", "rate=1r/m"),
            ("burst=1000 nodelay", "burst=2 nodelay"),
            ("burst=60 nodelay", "burst=2 nodelay"),
            ("http {", f"http {{ {temporary} set_real_ip_from 127.0.0.1; real_ip_header X-Forwarded-For;"),
            *edits,
        ]:
            assert old in text, old
            text = text.replace(old, new)
        (directory / "nginx.conf").write_text(text)
        self.workers = Echo(directory / "agentor.sock")
        threading.Thread(target=self.workers.serve_forever, daemon=True).start()
        self.process = subprocess.Popen(
            ["nginx", "-e", directory / "error.log", "-c", directory / "nginx.conf", "-g", "daemon off;"],
            env=os.environ | {"PATH": NGINX_PATH},
            stdin=subprocess.DEVNULL,
        )
        wait_until(self._listens, 10, "nginx listens")

    def _listens(self) -> bool:
        assert self.process.poll() is None, (self.directory / "error.log").read_text()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
            return True

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)
        self.stop_workers()

    def stop_workers(self):
        self.workers.shutdown()
        self.workers.server_close()

    def ask(self, path: str, method: str = "GET", *, of: str = "192.0.2.1", body: bytes | None = None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with contextlib.closing(connection):
            headers = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, {"Host": "agentor.example", "X-Forwarded-For": of} | headers)
            answer = connection.getresponse()
            answer.body = answer.read()
            answer.text = answer.body.decode(errors="replace")
            return answer

    def statuses(self, times: int, *arguments, **options) -> list[int]:
        return [self.ask(*arguments, **options).status for _ in range(times)]

    def logs(self) -> str:
        """Everything nginx has written, once it has written of what was asked before."""
        self.ask("/last-of-all", of="198.51.100.200")
        wait_until(lambda: "/last-of-all" in (self.directory / "access.log").read_text(), 5, "nginx writes its log")
        return "".join(path.read_text() for path in self.directory.glob("*.log*"))


@pytest.fixture
def edge(directory):
    edge = Edge(directory)
    yield edge
    edge.stop()


# Limits

# By the location a request goes through.
WAYS_IN = {
    "/": [("GET", "/channels"), ("HEAD", "/"), ("POST", "/sign-in"), ("PUT", "/sign-in"), ("GET", "/confirm?token=a")],
    '~ "^/(files|account/picture|messages/[^/]+|messages/group/new|channels/[^/]+/(messages|draft|later|picture|messages/[0-9]+/thread)|profile/(portfolio|services)/(new|[0-9]+))$"': [
        ("POST", "/files"), ("POST", "/messages/ada"), ("POST", "/messages/group/new"), ("POST", "/channels/a/messages"),
        ("POST", "/channels/a/messages/7/thread"), ("GET", "/channels/a/later"),
        ("POST", "/profile/portfolio/new"), ("POST", "/profile/services/7"),
    ],
    "= /metrics": [("GET", "/metrics")],
    "@agentor": [
        ("GET", "/static/nope"),
        ("GET", "/static/nope.0123456789ab.css"),
        ("GET", "/static/"),
        ("HEAD", "/static/nope"),
        ("GET", "/static/unavailable.html"),
        ("GET", "/static/refused.html"),
    ],
}


def test_every_way_to_the_workers_is_walked():
    """A location that is added with a way of its own belongs in the table above."""
    text = re.sub(r"^\s*#.*$", "", CONFIGURATION, flags=re.MULTILINE)
    locations = re.findall(r"location ([^{]+?) \{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}", text)
    assert {name for name, body in locations if "_pass " in body} == set(WAYS_IN)


@pytest.mark.parametrize(("method", "path"), [way for ways in WAYS_IN.values() for way in ways])
def test_every_way_to_the_workers_is_limited(directory, method, path):
    edge = Edge(directory, ("deny all;", "allow all;"))
    try:
        body = b"" if method in ("POST", "PUT") else None
        assert 429 not in edge.statuses(3, path, method, body=body)
        assert edge.workers.asked == 3, "the workers are asked"
        refused = [edge.ask(path, method, body=body) for _ in range(3)]
        assert [answer.status for answer in refused] == [429] * 3
        assert edge.workers.asked == 3
        assert all(int(answer.headers["Retry-After"]) > 0 for answer in refused)
        if method != "HEAD":
            assert all("Agentor" in answer.text for answer in refused)
        assert edge.ask(path, method, body=body, of="192.0.2.2").status != 429, "others are not limited"
    finally:
        edge.stop()


def test_reading_and_writing_are_counted_apart(edge):
    assert edge.statuses(4, "/", of="192.0.2.9")[-1] == 429
    assert edge.ask("/sign-in", "POST", body=b"", of="192.0.2.9").status == 200


SAME = [
    ["2a02::7:a:b:c:d", "2a02:0:0:7::", "2a02:0:0:7:1:2:3:4", "2A02:0000::0007:0:0:0:9"],
    ["2001:db8::1", "2001:db8:0:0:ffff:ffff:ffff:ffff", "2001:db8::192.0.2.1", "2001:db8:0:0:1::"],
    # Bytes that mean something in a pattern or in a text.
    ["a0a:a00:d0a:5c24::1", "a0a:a00:d0a:5c24:ffff:a:0:2", "a0a:a00:d0a:5c24::", "a0a:a00:d0a:5c24:a0a:a0a:a0a:a0a"],
    ["::1", "::2", "::fffe:0:1", "::1:0:0:0"],
    ["192.0.2.77", "::ffff:192.0.2.77", "::ffff:c000:24d", "0:0:0:0:0:ffff:192.0.2.77"],
]
APART = ["2a02::%x:a:b:c:d", "2a02:%x::1", "2001:db8:1:%x::", "10.0.0.%d", "::ffff:10.0.1.%d"]


@pytest.mark.parametrize("addresses", SAME, ids=lambda addresses: addresses[0])
def test_a_64_of_ipv6_is_one_customer_however_it_is_written(edge, addresses):
    networks = {ipaddress.ip_network((address, 64), strict=False) for address in addresses if "." not in address}
    assert len(networks) <= 1
    assert [edge.ask("/", of=address).status for address in addresses] == [200, 200, 200, 429]


@pytest.mark.parametrize("pattern", APART)
def test_customers_beside_each_other_are_counted_apart(edge, pattern):
    for number in range(1, 60):
        assert edge.ask("/", of=pattern % number).status == 200, pattern % number


# Compression


def test_pages_and_files_are_compressed_where_brotli_is_not_and_nothing_lies_compressed_beside_them(edge):
    said = "a" * 2000
    for path in ["/", "/static/agentor.css"]:
        plain = edge.ask(path, of="192.0.2.30", X_Said=said)
        assert plain.headers["Content-Encoding"] is None
        assert edge.ask(path, of="192.0.2.31", X_Said=said, Accept_Encoding="br").headers["Content-Encoding"] is None
        # Also for those who come by another proxy that says so.
        for number, headers in enumerate([{}, {"Via": "1.1 proxy.example"}]):
            answer = edge.ask(path, of=f"192.0.2.{32 + number}", X_Said=said, Accept_Encoding="gzip, br", **headers)
            assert answer.headers["Content-Encoding"] == "gzip"
            found = gzip.decompress(answer.body)
            assert said in json.loads(found)["HTTP_X_SAID"] if path == "/" else found == plain.body


def test_what_is_as_short_as_its_head_is_not_compressed(edge):
    answer = edge.ask("/", of="192.0.2.40", Accept_Encoding="gzip")
    assert len(answer.body) < 1000 and answer.headers["Content-Encoding"] is None
    assert json.loads(answer.text)["HTTP_ACCEPT_ENCODING"] == "gzip", "the worker is told"


# Logs


def test_no_query_and_no_referrer_is_in_any_log(edge):
    queries = (f"?token=unlogged-{number}" for number in range(1000))
    seen = set()

    def ask(path, method="GET", **options):
        answer = edge.ask(path + next(queries), method, Referer="https://agentor.example/unlogged", **options)
        seen.add(answer.status)

    for _ in range(5):
        for method, path in [("GET", "/sign-in"), ("POST", "/sign-in"), ("GET", "/static/nope"), ("GET", "/confirm")]:
            ask(path, method, of="198.51.100.1", body=b"")
    ask("/metrics", of="198.51.100.2")
    ask("/sign-up", "POST", of="198.51.100.3", body=b"x" * 2_100_000)
    ask("/static/agentor.css", of="198.51.100.4")
    ask("/static/agentor.css", "POST", of="198.51.100.4", body=b"")
    ask("/static/unavailable.html", of="198.51.100.4")
    ask("/channels%00", of="198.51.100.5")
    ask("/" + "x" * 40_000, of="198.51.100.6")
    with socket.create_connection(("127.0.0.1", edge.port)) as connection:
        connection.sendall(b"GET /?token=unlogged HTTP/1.1\r\nReferer: /unlogged\r\nbroken\r\n\r\n")
        assert b" 400 " in connection.recv(4096)
    edge.stop_workers()
    ask("/dashboard", of="198.51.100.7")
    assert seen >= {200, 400, 403, 405, 413, 414, 429, 503}
    logs = edge.logs()
    assert '"GET /dashboard" 503 ' in logs and '"GET /sign-in" 429 ' in logs, "what became of a request is in the log"
    assert "unlogged" not in logs


def test_every_location_keeps_what_it_says_of_a_request_to_itself():
    server = CONFIGURATION[CONFIGURATION.index("    server {") :]
    locations = re.findall(r"^ {8}location ([^{]+?) \{(.*?)^ {8}\}", server, flags=re.MULTILINE | re.DOTALL)
    assert {name for name, _ in locations} >= {*WAYS_IN, "/static/"}
    assert [name for name, body in locations if "error_log /dev/null emerg;" not in body] == []


def test_the_rotation_of_logs_is_one_logrotate_accepts(directory):
    logs, target = directory / "log", directory / "logrotate"
    logs.mkdir(mode=0o700)
    for name in ("access", "error"):
        (logs / f"{name}.log").write_bytes(b"x" * 1000)
    # The owner of Debian's logs need not be here.
    text = (ROOT / "deploy" / "logrotate").read_text().replace("/var/log/nginx", str(logs)).replace("www-data adm", "")
    assert str(logs) in text and "maxsize" in text
    target.write_text(text)
    target.chmod(0o644)

    def run(*options):
        return subprocess.run(
            ["logrotate", "--state", str(directory / "state"), *options, str(target)],
            capture_output=True,
            text=True,
            env=os.environ | {"PATH": NGINX_PATH},
        )

    result = run("--debug", "--verbose")
    assert result.returncode == 0, result.stderr
    assert "error:" not in result.stderr and "Handling 1 logs" in result.stderr
    assert run().returncode == 0
    assert not (logs / "access.log.1").exists(), "small and of today"
    target.write_text(text.replace("maxsize 100M", "maxsize 900"))
    assert run().returncode == 0
    assert [len((logs / name).read_bytes()) for name in ("access.log.1", "access.log")] == [1000, 0]


# TLS that ends before


@pytest.mark.parametrize(("proxy", "scheme"), [("127.0.0.0/8", "https"), ("10.0.0.0/8", "http")])
def test_who_is_believed_that_the_browser_came_over_tls_is_set(directory, proxy, scheme):
    edge = Edge(directory, ("# 10.0.0.0/8 1;", f"{proxy} 1;"))
    try:
        told = json.loads(edge.ask("/", X_Forwarded_Proto="https").text)
        assert told["REQUEST_SCHEME"] == scheme
        assert told.get("HTTPS") == ("on" if scheme == "https" else None)
        plain = json.loads(edge.ask("/", X_Forwarded_Proto="http").text)
        assert plain["REQUEST_SCHEME"] == "http" and "HTTPS" not in plain
    finally:
        edge.stop()


def test_nobody_is_believed_unless_that_is_set(edge):
    told = json.loads(edge.ask("/", X_Forwarded_Proto="https").text)
    assert told["REQUEST_SCHEME"] == "http" and "HTTPS" not in told
