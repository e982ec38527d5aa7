"""Ten thousand messages, many of them changed, deleted and reacted to, while parts are killed and restarted: in the end
every screen shows what the database holds, each message once and in its order."""

import concurrent.futures
import contextlib
import dataclasses
import html
import http.client
import itertools
import json
import os
import random
import re
import signal
import subprocess
import threading
import time
import urllib.parse
import uuid

import sealed
from instance import wait_until
from person import Person
from test_load import people

MESSAGES = 10_000
WRITERS = 20
#: By what they read with: fifty in all.
POLLS, FRAMES = 37, 8
PAGES, SCRIPTLESS = 3, 2
#: Of other people than test_load has.
FIRST = 100_001
DONE = (200, 201)
LAST_WORDS = "That was all."
EMOJI = ["👍", "❤️", "🎉", "😂", "👀"]
#: Lines are slow, so that what comes meanwhile comes together: seconds between an answer and the next question.
PAUSE = 1.0

addresses = (f"127.4.{number // 250}.{number % 250 + 1}" for number in itertools.count())


@dataclasses.dataclass(frozen=True)
class Shown:
    """A message as it is on a screen, or should be."""

    changed: int
    author: str
    #: None of one that was deleted.
    text: str | None
    is_edited: bool
    reactions: tuple[tuple[str, int], ...]


def shown(item: str) -> tuple[int, Shown]:
    """What an item of a list says, and its number."""
    head = re.match(r'<li id="m-(\d+)"[^>]* data-changed="(\d+)" data-author="([^"]+)"', item)
    number, changed, author = head.groups()
    is_gone = "message-gone" in item
    text = None if is_gone else re.search(r'<p class="message-text" dir="auto">(.*?)</p>', item, re.DOTALL)[1]
    reactions = re.findall(r'#reactions"[^>]*>(\S+) <span class="figures">(\d+)</span>', item)
    return int(number), Shown(
        int(changed),
        author,
        text and html.unescape(text),
        'class="time edited"' in item,
        tuple((emoji, int(count)) for emoji, count in reactions),
    )


def items(document: str) -> list[tuple[int, Shown]]:
    return [shown(item) for item in re.split(r'(?=<li id="m-)', document)[1:]]


def stored(instance, slug: str) -> dict[int, Shown]:
    rows = instance.sql(f"""
        select json_build_array(m.seq, m.changed_seq, m.user_id, case when not m.is_deleted then {sealed.MESSAGE} end,
            m.edited_at is not null, coalesce(m.reactions, '{{}}'), coalesce(m.reaction_counts, '{{}}'))
        from messaging.messages m join messaging.channels c on c.id = m.channel_id
        where c.slug = '{slug}' order by m.seq
    """)
    keys = sealed.keys_of(instance)
    truth = {}
    for row in rows.splitlines():
        number, changed, author, place, is_edited, emoji, counts = json.loads(row)
        text = place and keys.open(place)
        truth[number] = Shown(changed, author, text, is_edited, tuple(zip(emoji, counts)))
    return truth


class Line:
    """A client that keeps its connection, which can be lost."""

    def __init__(self, instance, cookie: str):
        self.port, self.cookie, self.address = instance.port, cookie, next(addresses)
        self.connection = None

    def ask(self, method: str, path: str, fields: dict | None = None, timeout: float = 60, **headers):
        """Sends a request; `answer` returns what comes."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, source_address=(self.address, 0))
        self.connection.timeout = timeout
        if self.connection.sock:
            self.connection.sock.settimeout(timeout)
        headers |= {"Cookie": self.cookie}
        body = None
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        with self._losing():
            self.connection.request(method, path, body, headers)

    def answer(self) -> tuple[int, http.client.HTTPMessage, str]:
        with self._losing():
            response = self.connection.getresponse()
            return response.status, response.headers, response.read().decode()

    @contextlib.contextmanager
    def _losing(self):
        try:
            yield
        except BaseException:
            self.close()
            raise

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def get(self, path: str, **options):
        self.ask("GET", path, **options)
        return self.answer()


class Writer:
    """Says its words one after another, each until it is acknowledged; now and then changes or deletes one, or answers
    what others said with an emoji."""

    def __init__(self, instance, slug: str, cookie: str, name: int, recent: list[int]):
        self.lines = [Line(instance, cookie) for _ in range(2)]
        self.channel, self.name, self.recent = f"/channels/{slug}", name, recent
        self.chance = random.Random(name)
        #: By number: what it should say; None where it is deleted.
        self.said: dict[int, str | None] = {}
        self.version: dict[int, int] = {}
        self.failures = 0

    def write(self, count: int):
        page = self._until(lambda: self._get(self.channel))
        self.csrf = re.search(r'name="csrf" value="([^"]+)"', page)[1]
        for turn in range(count):
            self._say(f"Word {turn} of writer {self.name}", is_twice=turn % 20 == 0)
            step = self.chance.random()
            if step < 0.1:
                self._change(turn)
            elif step < 0.14:
                self._delete()
            elif step < 0.3:
                self._react()
        for line in self.lines:
            line.close()

    def _get(self, path: str):
        status, _, text = self.lines[0].get(path)
        return status, text

    def _post(self, path: str, fields: dict, is_twice: bool = False):
        """What came of it; the same of both, where it is sent twice at once."""
        lines = self.lines if is_twice else self.lines[:1]
        try:
            for line in lines:
                line.ask("POST", self.channel + path, fields | {"csrf": self.csrf}, Accept="application/json")
            answers = [line.answer() for line in lines]
        except (OSError, http.client.HTTPException):
            # What is not read of one would be taken for the next answer.
            for line in lines:
                line.close()
            raise
        refused = [answer for answer in answers if answer[0] not in DONE]
        status, _, text = (refused or answers)[0]
        if is_twice and not refused:
            assert len({json.loads(text)["sequence"] for _, _, text in answers}) == 1, answers
        return status, text

    def _until(self, attempt, may_be_gone: bool = False) -> str | None:
        """Tries until it is done. None where it was refused because an attempt without an answer had done it, or because
        what it is about may be gone."""
        deadline, is_unclear = time.monotonic() + 120, False
        while True:
            try:
                status, text = attempt()
                if status in DONE:
                    return text
                if status == 422 and is_unclear or status in (404, 422) and may_be_gone:
                    return None
                assert status in (429, 502, 503, 504), (status, text)
                is_unclear = is_unclear or status != 429
            except (OSError, http.client.HTTPException):
                is_unclear = True
            self.failures += 1
            assert time.monotonic() < deadline, "never acknowledged"
            time.sleep(0.2)

    def _say(self, text: str, is_twice: bool):
        fields = {"message": text, "nonce": str(uuid.uuid4())}
        number = json.loads(self._until(lambda: self._post("/messages", fields, is_twice)))["sequence"]
        assert number not in self.said
        self.said[number], self.version[number] = text, 1
        self.recent.append(number)

    def _change(self, turn: int):
        number = self.chance.choice(list(self.said))
        if self.said[number] is None:
            return
        text = f"{self.said[number].split(', ')[0]}, as said at {turn}"
        fields = {"message": text, "version": str(self.version[number])}
        self._until(lambda: self._post(f"/messages/{number}/edit", fields))
        self.said[number] = text
        self.version[number] += 1

    def _delete(self):
        number = self.chance.choice(list(self.said))
        self._until(lambda: self._post(f"/messages/{number}/delete", {}))
        self.said[number] = None

    def _react(self):
        number = self.chance.choice(self.recent[-40:])
        path = f"/messages/{number}/reactions" + ("" if self.chance.random() < 0.8 else "/remove")
        emoji = self.chance.choice(EMOJI)
        self._until(lambda: self._post(path, {"emoji": emoji}), may_be_gone=True)


class Reader:
    """A thread that reads until it has seen the last words, whatever comes in between."""

    def __init__(self, instance, slug: str, cookie: str):
        self.line, self.channel = Line(instance, cookie), f"/channels/{slug}"
        self.failures = 0
        self.is_over = False
        #: For how long an answer is waited for; one that is cut off asks again.
        self.patience = 60.0
        #: Is set while it may go on.
        self.is_awake = threading.Event()
        self.is_awake.set()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        while not self.is_over:
            self.is_awake.wait()
            try:
                self.step()
            except (OSError, http.client.HTTPException):
                self.failures += 1
            time.sleep(PAUSE)
        self.line.close()

    def finish(self):
        self._thread.join(120)
        assert not self._thread.is_alive(), "a reader has not seen the last message"

    def ask(self, path: str) -> tuple[http.client.HTTPMessage, str] | None:
        status, headers, text = self.line.get(path, timeout=self.patience)
        if status == 200:
            self.is_over = LAST_WORDS in text
            return headers, text
        if status != 204:
            assert status in (429, 502, 503, 504), (status, text)
            self.failures += 1
        return None


class Poll(Reader):
    """As a page's script: puts what is new in its place, and what has changed in that of what was there."""

    def __init__(self, *arguments):
        self.cursor = 0
        self.list: dict[int, tuple[int, str]] = {}
        self.faults: list[str] = []
        super().__init__(*arguments)

    def step(self):
        answer = self.ask(f"{self.channel}/changes?after={self.cursor}&hold={uuid.uuid4()}")
        if answer is None:
            return
        before = self.cursor
        for item in re.split(r'(?=<li id="m-)', answer[1])[1:]:
            number, changed = map(int, re.match(r'<li id="m-(\d+)"[^>]* data-changed="(\d+)"', item).groups())
            if not before < changed or number in self.list and self.list[number][0] >= changed:
                self.faults.append(f"{number}, changed at {changed}, came again after {before}")
            before = changed
            self.list[number] = changed, item
        self.cursor = int(answer[0]["Agentor-Cursor"])
        if self.cursor != before or "Agentor-List" in answer[0]:
            self.faults.append(f"the cursor is {self.cursor} after {before}")

    def screen(self) -> dict[int, Shown]:
        return dict(shown(item) for _, (_, item) in sorted(self.list.items()))


class Frame(Reader):
    """As a browser without scripts: shows a document, and asks for the one it names."""

    def __init__(self, instance, slug: str, cookie: str):
        self.address, self.document = f"/channels/{slug}/live", ""
        super().__init__(instance, slug, cookie)

    def step(self):
        answer = self.ask(self.address)
        if answer is None:
            return
        self.document = answer[1]
        self.address = html.unescape(re.search(r'http-equiv="refresh" content="\d+; url=([^"]+)"', answer[1])[1])

    def screen(self) -> dict[int, Shown]:
        return once_and_in_order(items(self.document))


def once_and_in_order(listed: list[tuple[int, Shown]]) -> dict[int, Shown]:
    numbers = [number for number, _ in listed]
    assert numbers == sorted(set(numbers)), "a message is there twice, or in another order"
    return dict(listed)


def on_page(place) -> dict[int, Shown]:
    """The list of a page, or of a frame's document, in a browser."""
    return once_and_in_order(items(place.locator("ol.messages").evaluate("list => list.innerHTML")))


class Wire:
    """The way from a browser's page to the site: slow, and not always there."""

    def __init__(self, page):
        self.session = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.set_offline(False)

    def set_offline(self, is_offline: bool):
        self.session.send(
            "Network.emulateNetworkConditions",
            {"offline": is_offline, "latency": 1000 * PAUSE, "downloadThroughput": -1, "uploadThroughput": -1},
        )


class Trouble:
    """What happens meanwhile, by how much has been said."""

    def __init__(self, instance, polls: list[Poll], wire: Wire):
        self.instance = instance
        sleeper, cut = polls[0], polls[1:4]

        def cut_off(seconds: float):
            for poll in cut:
                poll.patience = seconds

        self.steps = [
            (0.05, sleeper.is_awake.clear),
            (0.08, lambda: cut_off(0.2)),
            (0.12, self.kill),
            (0.2, lambda: wire.set_offline(True)),
            (0.25, lambda: os.kill(instance.process_id("nginx"), signal.SIGHUP)),
            (0.35, self.kill),
            (0.45, lambda: instance.pg_ctl("restart", "--mode", "immediate")),
            (0.55, lambda: wire.set_offline(False)),
            (0.65, self.kill_all),
            (0.75, lambda: instance.pg_ctl("restart", "--mode", "fast")),
            (0.8, lambda: cut_off(60)),
            (0.85, self.kill),
            (0.9, sleeper.is_awake.set),
        ]

    def kill(self):
        os.kill(self.instance.workers()[0], signal.SIGKILL)

    def kill_all(self):
        for worker in self.instance.workers():
            os.kill(worker, signal.SIGKILL)

    def come(self, progress: float):
        while self.steps and self.steps[0][0] <= progress:
            self.steps.pop(0)[1]()


@contextlib.contextmanager
def no_limits(instance):
    """Nobody writes so much in a minute; what is limited is one person, and not how much a site holds."""
    is_over = threading.Event()

    def forget():
        while not is_over.wait(1.5):
            # Not while the database is away.
            with contextlib.suppress(subprocess.CalledProcessError, OSError, IndexError):
                instance.forget_limits()

    thread = threading.Thread(target=forget)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def test_every_screen_shows_in_the_end_what_the_database_holds(instance, visitor, person):
    slug = visitor("Olga Owner").create_channel("The same truth")
    cookies = people(instance, slug, WRITERS + POLLS + FRAMES + PAGES + SCRIPTLESS, FIRST)

    def next_cookies(count: int) -> list[str]:
        return [cookies.pop() for _ in range(count)]

    def reader(cookie: str, scripts: bool) -> Person:
        each = person("Reader", scripts)
        each.visitor.cookies = dict([cookie.split("=")])
        each.adopt_cookies()
        each.open(slug)
        return each

    recent: list[int] = []
    writers = [Writer(instance, slug, cookie, name, recent) for name, cookie in enumerate(next_cookies(WRITERS))]
    with_scripts = [reader(cookie, True) for cookie in next_cookies(PAGES)]
    without = [reader(cookie, False) for cookie in next_cookies(SCRIPTLESS)]
    polls = [Poll(instance, slug, cookie) for cookie in next_cookies(POLLS)]
    frames = [Frame(instance, slug, cookie) for cookie in next_cookies(FRAMES)]
    wires = [Wire(each.page) for each in [*with_scripts, *without]]
    trouble = Trouble(instance, polls, wires[0])

    with no_limits(instance), concurrent.futures.ThreadPoolExecutor(WRITERS) as pool:
        work = [pool.submit(writer.write, MESSAGES // WRITERS) for writer in writers]
        while not all(each.done() for each in work):
            for each in work:
                if each.done():
                    each.result()
            trouble.come(len(recent) / MESSAGES)
            # Somebody looks at what was said before, while more comes.
            with_scripts[1].page.locator(".log").hover()
            with_scripts[1].page.mouse.wheel(0, -3000)
            with_scripts[2].page.wait_for_timeout(200)
        for each in work:
            each.result()
    assert not trouble.steps, "all of it happened"
    instance.recover()

    said = {number: text for writer in writers for number, text in writer.said.items()}
    assert len(said) == MESSAGES
    instance.forget_limits()
    # Everybody waits for these.
    writers[0]._say(LAST_WORDS, is_twice=False)
    last = max(writers[0].said)
    truth = stored(instance, slug)
    assert {number: message.text for number, message in truth.items() if number != last} == said

    for each in frames:
        each.finish()
    for each in polls:
        each.finish()
    assert polls[0].screen() == truth
    for each in polls:
        # The same bytes mostly.
        assert each.faults == []
        assert each.list == polls[0].list or each.screen() == truth
    assert sum(each.failures for each in [*polls, *frames, *writers]) > 0, "nobody has noticed anything"

    # Whoever has gone back is brought to the end by a button.
    with_scripts[1].page.locator(".new-messages").click()
    for each in with_scripts:
        each.page.locator(f"#m-{last}").wait_for(timeout=60_000)
    for each in without:
        each.frame.locator(f"#m-{last}").wait_for(timeout=60_000)

    def differences(tail: dict[int, Shown]) -> list:
        numbers = list(truth)[-max(50, len(tail)) :]
        pairs = [(number, tail.get(number), truth.get(number)) for number in sorted({*numbers, *tail})]
        return [pair for pair in pairs if pair[1] != pair[2]]

    for place in [each.page for each in with_scripts] + [each.frame for each in without]:
        # What came last may be on its way.
        with contextlib.suppress(AssertionError):
            wait_until(lambda: not differences(on_page(place)), 20, "what is shown is what is stored", pause=0.5)
        assert differences(on_page(place)) == []
    for each in frames:
        assert differences(each.screen()) == []
