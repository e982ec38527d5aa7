"""The other web servers deploy/ has configurations for, in front of a running instance's workers."""

import concurrent.futures
import contextlib
import gzip
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile

import pytest

from instance import ROOT, free_port, wait_until
from visitor import Visitor


class Door:
    """The instance, by another web server's port."""

    def __init__(self, instance, port: int, log: pathlib.Path):
        self._instance = instance
        self.port = port
        self.access_log = log

    def __getattr__(self, name):
        return getattr(self._instance, name)


def workers_socket(instance) -> str:
    configuration = (instance.data / "run" / "nginx.conf").read_text()
    return re.search(r"unix:(\S+agentor\.sock)", configuration)[1]


def rendered(name: str, changes: dict[str, str]) -> str:
    """A file of deploy/ for this machine; every change must find something to change."""
    text = (ROOT / "deploy" / name).read_text()
    for old, new in changes.items():
        text, count = re.subn(old, new, text, flags=re.MULTILINE)
        assert count, f"{name} has no {old}"
    return text


def lighttpd(directory: pathlib.Path, port: int, socket_path: str, plain_cgi: bool) -> list[str]:
    changes = {
        r'^server\.bind = "0\.0\.0\.0"': 'server.bind = "127.0.0.1"',
        r"^server\.port = 80": f"server.port = {port}",
        r'^\$SERVER\["socket"\] == "\[::\]:80".*\n': "",
        r"/run/lighttpd\.pid": f"{directory}/pid",
        r"/var/log/lighttpd/": f"{directory}/",
        r"/var/cache/lighttpd/uploads": str(directory),
        r"/var/cache/lighttpd/compress": str(directory),
        r"/usr/share/agentor/static/": f"{ROOT}/static/",
        r'"/usr/share/agentor"': f'"{directory}"',
        r"^server\.max-fds.*\n": "",
        r"^server\.max-connections.*\n": "",
        r"/run/agentor/agentor\.sock": socket_path,
        r"/usr/lib/cgi-bin/": f"{directory}/",
    }
    if os.geteuid() == 0:
        changes |= {r"^server\.username.*\n": "", r"^server\.groupname.*\n": ""}
    if plain_cgi:
        changes |= {r"^.*# FastCGI\n": "", "#cgi ": ""}
    (directory / "lighttpd.conf").write_text(rendered("lighttpd.conf", changes))
    return ["lighttpd", "-D", "-f", str(directory / "lighttpd.conf")]


def apache(directory: pathlib.Path, port: int, socket_path: str, plain_cgi: bool) -> list[str]:
    changes = {
        r"^Listen 80$": f"Listen 127.0.0.1:{port}",
        r"SitePort 80": f"SitePort {port}",
        r"^ServerRoot .*": f"ServerRoot {directory}",
        r"/run/apache2": str(directory),
        r"/var/log/apache2/": f"{directory}/",
        r"/usr/share/agentor/static/": f"{ROOT}/static/",
        r"/run/agentor/agentor\.sock": socket_path,
        r"/usr/lib/cgi-bin/": f"{directory}/",
    }
    if os.geteuid() != 0:
        changes |= {r"^User .*\n": "", r"^Group .*\n": ""}
    if plain_cgi:
        changes["#Define PlainCGI"] = "Define PlainCGI"
    (directory / "apache.conf").write_text(rendered("apache.conf", changes))
    return ["apache2", "-D", "FOREGROUND", "-d", str(directory), "-f", str(directory / "apache.conf")]


SERVERS = {
    "lighttpd": (lighttpd, False),
    "lighttpd-cgi": (lighttpd, True),
    "apache": (apache, False),
    "apache-cgi": (apache, True),
}


@pytest.fixture(scope="module", params=SERVERS)
def door(request, instance):
    configure, plain_cgi = SERVERS[request.param]
    directory = pathlib.Path(tempfile.mkdtemp(prefix="agentor-door-"))
    # Apache serves as another user when it is started by root, and may then reach the workers as production's may.
    directory.chmod(0o755)
    socket_path, port = workers_socket(instance), free_port()
    os.chmod(socket_path, 0o666)
    script = (ROOT / "deploy" / "agentor.cgi").read_text().replace("/run/agentor/agentor.sock", socket_path)
    (directory / "agentor.cgi").write_text(script)
    (directory / "agentor.cgi").chmod(0o755)
    words = configure(directory, port, socket_path, plain_cgi)
    path = os.environ["PATH"] + ":/usr/sbin"
    with (directory / "output").open("wb") as output:
        server = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
            env=os.environ | {"PATH": path},
        )  # fmt: skip

    def listens():
        logs = [path.read_text(errors="replace") for path in [directory / "output", *directory.glob("error.log")]]
        assert server.poll() is None, logs
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return True

    try:
        wait_until(listens, 10, f"{request.param} listens")
        instance.forget_limits()
        yield Door(instance, port, directory / "access.log")
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        os.chmod(socket_path, 0o600)
        shutil.rmtree(directory)


def test_people_talk(door):
    talker = Visitor(door, "Tabea Talker").sign_up().onboard()
    slug = talker.create_channel()
    talker.say(slug, "één\n\tzwei 👩‍💻")
    assert talker.get(f"/channels/{slug}").texts == ["één\n\tzwei 👩‍💻"]
    reader = Visitor(door, "Rita Reader").sign_up().onboard()
    reader.join(slug)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        held = pool.submit(reader.changes, slug, 1)
        assert not concurrent.futures.wait([held], timeout=1).done, "the poll was not held"
        talker.say(slug, "Awake?")
        assert held.result(10).texts == ["Awake?"]
    for number in range(30):
        talker.say(slug, f"number {number}")
    assert reader.get(f"/channels/{slug}").texts[-30:] == [f"number {number}" for number in range(30)]


def test_a_head_has_no_body_and_a_missing_page_is_agentors(door):
    visitor = Visitor(door)
    head = visitor.request("HEAD", "/sign-in")
    assert (head.status, head.body) == (200, b"")
    assert visitor.get("/nothing/here").status == 404
    assert "Agentor" in visitor.get("/nothing/here").text
    assert visitor.get("/channels/%C3%A9").status == 404
    assert visitor.get("/healthz").status == 200
    assert visitor.get("/metrics").status == 200


def test_what_is_too_large_is_refused(door):
    visitor = Visitor(door).sign_up().onboard()
    form = visitor.message_form(visitor.create_channel())
    assert visitor.submit(form, {"message": "ж" * 30_000}).status == 422
    assert visitor.submit(form, {"message": "x" * 1_500_000}).status == 413
    assert visitor.submit(form, {"message": "x" * 3_000_000}).status == 413


def test_static_files_are_kept_for_ever_by_their_hash(door):
    visitor = Visitor(door)
    for name, content_type in [
        ("agentor.css", "text/css"),
        ("live.js", "application/javascript"),
        ("favicon.svg", "image/svg+xml"),
    ]:
        stem, _, extension = name.rpartition(".")
        hashed = visitor.get(f"/static/{stem}.0123456789ab.{extension}")
        plain = visitor.get(f"/static/{name}")
        assert hashed.status == plain.status == 200
        assert hashed.body == plain.body == (ROOT / "static" / name).read_bytes()
        assert hashed.headers["Content-Type"].startswith(content_type)
        assert hashed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert plain.headers["Cache-Control"] == "public, max-age=300"
        assert hashed.headers["X-Content-Type-Options"] == "nosniff"
    for path in ("/static/../README.md", "/static/%2e%2e/README.md", "/static/..%2fREADME.md"):
        assert not visitor.get(path).says("marketplace for professional services")


def test_pages_and_files_are_compressed_for_whoever_takes_that(door):
    talker = Visitor(door, "Wilma Weighs").sign_up().onboard()
    slug = talker.create_channel()
    for number in range(6):
        talker.say(slug, f"Message {number}: somebody has asked for a lamp, and nobody knows how heavy it may be.")
    live, css = f"/channels/{slug}/live?read=2", "/static/agentor.css"
    changes = f"/channels/{slug}/changes?after=1&wait=0"
    for path in ["/", f"/channels/{slug}", live, changes, css, css]:
        plain = talker.get(path)
        compressed = talker.get(path, headers={"Accept-Encoding": "gzip"})
        assert plain.headers["Content-Encoding"] is None
        assert compressed.headers.get_all("Content-Encoding") == ["gzip"], path
        # Once, whoever has done it.
        own = re.compile(rb'name="(?:csrf|nonce)" value="[^"]*"|(?:hold|read)=\d+')
        assert own.sub(b"", gzip.decompress(compressed.body)) == own.sub(b"", plain.body), path
        vary = {name.strip() for line in compressed.headers.get_all("Vary") for name in line.split(",")}
        assert vary == ({"Accept-Encoding"} if path == css else {"Accept", "Accept-Encoding"}), path
        for refusal in ["gzip;q=0", "gzip; q=0.00, br", "identity"]:
            assert talker.get(path, headers={"Accept-Encoding": refusal}).headers["Content-Encoding"] is None


def test_the_log_holds_no_query_and_no_referrer(door):
    visitor = Visitor(door)
    referrer = f"http://127.0.0.1:{door.port}/unlogged-referrer"
    visitor.get("/channels?after=unlogged-query", headers={"Referer": referrer})
    visitor.get("/terms")
    wait_until(lambda: "GET /terms" in door.access_log.read_text(), 10, "the request is logged")
    assert "GET /channels" in door.access_log.read_text()
    assert "unlogged" not in door.access_log.read_text()
