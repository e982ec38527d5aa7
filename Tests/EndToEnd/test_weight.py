"""What pages weigh on the wire: how they and the static files are compressed, and what a visit takes."""

import concurrent.futures
import gzip
import os
import pathlib
import re
import shutil
import subprocess

import pytest

from instance import ROOT, static_file, wait_until
from person import Person
from visitor import Answer, Visitor, handle_of

CHOICES = {"gzip": "gzip", "br": "br", "gzip, deflate, br": "br", "br;q=0, gzip;q=0.5": "gzip"}
REFUSALS = ["", "identity", "gzip;q=0", "gzip; q=0.0, br;q=0", "*;q=0", "deflate"]

#: What differs each time a page is shown: how far somebody has read is told to the database once a second.
OWN = re.compile(rb'name="(?:csrf|nonce)" value="[^"]*"|(?:hold|read)=\d+')


def decoded(answer: Answer) -> bytes:
    match answer.headers["Content-Encoding"]:
        case "gzip":
            return gzip.decompress(answer.body)
        case "br":
            return subprocess.run(["brotli", "-dc"], input=answer.body, check=True, capture_output=True).stdout
        case None:
            return answer.body
        case other:
            raise AssertionError(f"{answer} is encoded as {other}")


def accepting(visitor: Visitor, path: str, codings: str, method: str = "GET") -> Answer:
    return visitor.request(method, path, headers={"Accept-Encoding": codings})


def essence(answer: Answer) -> bytes:
    return OWN.sub(b"", decoded(answer))


def variance(answer: Answer) -> list[str]:
    return [name.strip() for line in answer.headers.get_all("Vary", []) for name in line.split(",")]


# Pages


@pytest.fixture(scope="module")
def talk(instance) -> tuple[Visitor, str]:
    """Somebody with a channel of fifty messages and more."""
    instance.forget_limits()
    talker = Visitor(instance, "Tilda Talks").sign_up().onboard()
    slug = talker.create_channel(description="What pages weigh.")
    for number in range(55):
        talker.say(slug, f"Message {number}: somebody has asked for a lamp, and nobody knows how heavy it may be.")
    return talker, slug


@pytest.mark.parametrize("codings", CHOICES)
def test_a_page_is_compressed_and_says_the_same(talk, codings):
    talker, slug = talk
    for path in ["/", "/dashboard", f"/channels/{slug}", "/nothing/here", "/account"]:
        plain, compressed = talker.get(path), accepting(talker, path, codings)
        assert (plain.status, plain.headers["Content-Encoding"]) == (compressed.status, None)
        assert compressed.headers["Content-Encoding"] == CHOICES[codings], path
        assert essence(compressed) == essence(plain), path
        assert len(compressed.body) < 0.6 * len(plain.body)
        for answer in plain, compressed:
            assert variance(answer) == ["Accept", "Accept-Encoding"], path
        assert compressed.headers["Cache-Control"] == plain.headers["Cache-Control"]


@pytest.mark.parametrize("codings", REFUSALS)
def test_whoever_takes_no_compression_gets_none(talk, codings):
    talker, slug = talk
    for path in ["/", f"/channels/{slug}", f"/channels/{slug}/live", f"/channels/{slug}/changes?after=1&wait=0"]:
        answer = accepting(talker, path, codings)
        assert (answer.status, answer.headers["Content-Encoding"]) == (200, None), path
        assert b"<" in answer.body and variance(answer) == ["Accept", "Accept-Encoding"]
    file = accepting(talker, "/static/agentor.css", codings)
    assert file.headers["Content-Encoding"] is None and variance(file) == ["Accept-Encoding"]
    assert file.body == static_file("agentor.css")


def test_json_is_compressed_too(talk):
    talker, slug = talk
    headers = {"Accept": "application/json"}
    plain = talker.get(f"/channels/{slug}", headers=headers)
    compressed = talker.get(f"/channels/{slug}", headers=headers | {"Accept-Encoding": "gzip"})
    assert compressed.headers["Content-Type"] == plain.headers["Content-Type"] == "application/json; charset=utf-8"
    assert compressed.headers["Content-Encoding"] == "gzip" and decoded(compressed) == plain.body


def test_a_head_says_what_the_page_would_and_no_length_it_does_not_have(talk):
    talker, slug = talk
    for codings in ["gzip", "br", "identity"]:
        for path in ["/", f"/channels/{slug}", "/nothing/here"]:
            page, head = accepting(talker, path, codings), accepting(talker, path, codings, "HEAD")
            assert (head.status, head.body) == (page.status, b"")
            assert head.headers["Content-Length"] in (None, str(len(page.body)))
            for name in ["Vary", "Content-Type", "Cache-Control", "Content-Encoding"]:
                assert head.headers[name] == page.headers[name], (path, name)


def test_what_the_worker_compressed_for_many_passes_as_it_is(talk):
    talker, slug = talk
    path = f"/channels/{slug}"
    for address in ["live", "live?read=40", "log", "changes?after=3&wait=0"]:
        plain, compressed = talker.get(f"{path}/{address}"), accepting(talker, f"{path}/{address}", "br, gzip")
        # Of the two only the worker knows gzip alone.
        assert compressed.headers.get_all("Content-Encoding") == ["gzip"], address
        assert essence(compressed) == essence(plain) and len(compressed.body) < len(plain.body) / 3
        assert variance(compressed) == ["Accept", "Accept-Encoding"]
        assert int(compressed.headers["Content-Length"]) == len(compressed.body)


def test_readers_who_wait_get_the_same_bytes(talk, visitor):
    talker, slug = talk
    reader = visitor()
    reader.join(slug)
    codings = ["gzip", "gzip", "identity", "br"]
    with concurrent.futures.ThreadPoolExecutor() as pool:
        waits = [
            pool.submit(reader.changes, slug, 55, headers={"Accept-Encoding": coding}) for coding in codings
        ]
        assert not concurrent.futures.wait(waits, timeout=1).done, "the polls were not held"
        talker.say(slug, "How heavy is it? " * 40)
        answers = [wait.result(10) for wait in waits]
    assert [answer.headers["Content-Encoding"] for answer in answers] == ["gzip", "gzip", None, "br"]
    assert {decoded(answer) for answer in answers} == {answers[2].body}
    assert answers[0].body == answers[1].body


# Static files


def installed(directory: pathlib.Path, path: str | None = None) -> dict[str, os.stat_result]:
    environment = os.environ | ({"PATH": path} if path else {})
    subprocess.run([ROOT / "bin" / "install-static", directory], check=True, env=environment, cwd="/")
    return {file.name: file.stat() for file in directory.iterdir()}


@pytest.mark.parametrize("coding", ["gzip", "br"])
@pytest.mark.parametrize("name", ["agentor.css", "live.js", "favicon.svg"])
def test_a_static_file_is_sent_as_it_lies_compressed_beside_it(instance, directory, name, coding):
    ending = {"gzip": "gz", "br": "br"}[coding]
    installed(directory)
    file = directory / f"{name}.{ending}"
    stem, _, extension = name.rpartition(".")
    visitor = Visitor(instance)
    for path in [f"/static/{name}", f"/static/{stem}.0123456789ab.{extension}"]:
        plain, answer = visitor.get(path), accepting(visitor, path, coding)
        assert answer.headers["Content-Encoding"] == coding and answer.body == file.read_bytes()
        assert decoded(answer) == plain.body == static_file(name)
        assert variance(plain) == variance(answer) == ["Accept-Encoding"]
        assert answer.headers["Content-Length"] == str(len(answer.body))
        assert answer.headers["Last-Modified"] == plain.headers["Last-Modified"]
        assert answer.headers["ETag"] and answer.headers["ETag"] != plain.headers["ETag"]
        for same in ["Cache-Control", "Content-Type", "X-Content-Type-Options"]:
            assert answer.headers[same] == plain.headers[same]
        head = accepting(visitor, path, coding, "HEAD")
        assert head.body == b""
        for same in ["Content-Length", "Content-Encoding", "ETag", "Vary", "Last-Modified"]:
            assert head.headers[same] == answer.headers[same]
        for header, value in [("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")]:
            again = visitor.get(path, headers={"Accept-Encoding": coding, header: answer.headers[value]})
            assert (again.status, again.body) == (304, b"")


def test_the_compressed_files_are_not_served_by_their_own_names_as_something_else(instance):
    answer = Visitor(instance).get("/static/agentor.css.gz")
    assert answer.headers["Content-Type"] == "application/octet-stream" and answer.headers["Content-Encoding"] is None


def test_installing_static_files_again_replaces_each_and_keeps_no_old_compression(directory):
    first = installed(directory)
    names = {file.name for file in (ROOT / "static").iterdir()}
    assert names < first.keys() and {"agentor.css.gz", "agentor.css.br", "live.js.gz"} < first.keys()
    for name in names:
        assert (directory / name).read_bytes() == static_file(name)
        assert first[name].st_mode & 0o777 == 0o644
        for ending in ("gz", "br"):
            if f"{name}.{ending}" in first:
                assert first[f"{name}.{ending}"].st_size < first[name].st_size
                assert int(first[f"{name}.{ending}"].st_mtime) == int(first[name].st_mtime)
    for name in ("agentor.css", "agentor.css.gz", "agentor.css.br", "of-the-version-before.js"):
        (directory / name).write_text("an old version of it")
    # A machine without brotli.
    tools = directory / "tools"
    tools.mkdir()
    for tool in ("bash", "cat", "chmod", "dirname", "env", "gzip", "mkdir", "mv", "rm", "sed", "touch", "wc"):
        (tools / tool).symlink_to(shutil.which(tool))
    second = installed(directory, str(tools)).keys() - {"tools"}
    assert second == {name for name in first if not name.endswith(".br")} | {"of-the-version-before.js"}
    assert (directory / "agentor.css").read_bytes() == static_file("agentor.css")
    assert gzip.decompress((directory / "agentor.css.gz").read_bytes()) == (directory / "agentor.css").read_bytes()


def test_running_leaves_the_checkout_as_it_is(instance):
    assert (instance.data / "run" / "static" / "agentor.css.gz").exists()
    assert [file.name for file in (ROOT / "static").iterdir() if file.suffix in (".gz", ".br")] == []


# Visits


class Visit:
    """What a page takes of the network, as the browser counts it: with the heads of answers, without images."""

    def __init__(self, person: Person):
        self.page = person.page
        self._session = person.context.new_cdp_session(person.page)
        self._session.send("Network.enable")
        self._session.on("Network.requestWillBeSent", self._on_request)
        self._session.on("Network.responseReceived", self._on_answer)
        self._session.on("Network.loadingFinished", self._on_end)

    def _on_request(self, event):
        self.requests[event["requestId"]] = f"{event.get('type')} {event['request']['url']}"

    def _on_answer(self, event):
        if event["response"]["mimeType"].startswith("image/"):
            self.images.add(event["requestId"])

    def _on_end(self, event):
        self.bytes[event["requestId"]] = event["encodedDataLength"]

    def to(self, path: str) -> tuple[list[str], int]:
        """The requests of a visit, and how many bytes came for them."""
        self.requests: dict[str, str] = {}
        self.bytes: dict[str, int] = {}
        self.images: set[str] = set()
        self.page.goto(path)
        # Whatever its scripts ask for at once.
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        counted = {key: said for key, said in self.requests.items() if key not in self.images}
        return list(counted.values()), sum(self.bytes.get(key, 0) for key in counted)


# What has moved since the page was first painted: how far, what, and from where to where.
SHIFTS = """() => {
    const observer = new PerformanceObserver(() => {})
    observer.observe({ type: "layout-shift", buffered: true })
    const said = node => (node?.outerHTML ?? node?.textContent ?? "").slice(0, 200)
    const place = ({ x, y, width, height }) => `${x},${y} ${width}×${height}`
    return observer.takeRecords().map(entry => [entry.value, entry.startTime, ...entry.sources.map(source =>
        `${said(source.node)} ${place(source.previousRect)} → ${place(source.currentRect)}`)])
}"""


def signed_in(person, talk) -> Person:
    reader = person("Rita Reader", scripts=True)
    reader.visitor.cookies, reader.visitor.email = dict(talk[0].cookies), talk[0].email
    reader.adopt_cookies()
    return reader


@pytest.mark.parametrize("path", ["/dashboard", "/channels", "/channels/{slug}", "/account"])
def test_a_visit_is_light(person, talk, path):
    reader = signed_in(person, talk)
    visit = Visit(reader)
    path = path.format(slug=talk[1])
    requests, count = visit.to(path)
    assert f"Document {reader.instance.base}{path}" in requests and "agentor." in " ".join(requests)
    assert len(requests) <= 5, requests
    assert 1_000 < count <= 60_000
    again, count = visit.to(path)
    assert 500 < count <= 20_000, again


# A page that is laid out while it still comes grows as it comes. Paints are told with the time at which they stood on
# the screen, which is later than what they show.
TELL_FIRST_FRAME = "requestAnimationFrame(() => { window.firstFrame = document.readyState })"


@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/sign-up", "/dashboard", "/channels", "/channels/{slug}", "/account", "/agents"]
)
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_once_it_is_painted(person, talk, path, width):
    reader = person("Nobody Yet") if path == "/sign-up" else signed_in(person, talk)
    page = reader.page
    page.set_viewport_size({"width": width, "height": 800})
    page.add_init_script(TELL_FIRST_FRAME)

    def is_painted_whole() -> bool:
        page.goto(path.format(slug=talk[1]), wait_until="load")
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        return page.evaluate("window.firstFrame !== 'loading'")

    wait_until(is_painted_whole, 20, "a page comes before it is painted")
    assert page.evaluate(SHIFTS) == []
    # And what does move is seen.
    page.evaluate(
        """() => new Promise(done => {
            document.querySelector("h1").style.marginTop = "150px"
            requestAnimationFrame(() => requestAnimationFrame(done))
        })"""
    )
    assert page.evaluate(SHIFTS) != []


#: 1.6 Mb/s and 150 ms until an answer begins: a page is painted while it still comes.
SLOWLY = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}


@pytest.mark.parametrize("path", ["/dashboard", "/messages/{handle}", "/channels/{slug}"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_while_a_page_comes_nor_when_its_script_has_heard_what_is_unread(
    person, visitor, talk, path, width
):
    talker, slug = talk
    talker.instance.forget_limits()
    # One conversation with something unread below one without.
    unread, read = visitor("Una Unread"), visitor("Rea Read")
    for other in (unread, read):
        other.join(slug)
        other.write(handle_of(talker), "Shall we weigh it? " * 20)
    talker.get(f"/messages/{handle_of(read)}")
    reader = signed_in(person, talk)
    page = reader.page
    page.set_viewport_size({"width": width, "height": 800})
    session = reader.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOWLY)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(path.format(slug=slug, handle=handle_of(read)), wait_until="load")
    if path == "/dashboard":
        wait_until(lambda: page.title().startswith("("), 20, "the script says how much is unread")
    else:
        page.locator(".keys").wait_for(state="attached", timeout=20_000)
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate(SHIFTS) == []
