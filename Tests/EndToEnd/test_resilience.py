"""Parts are killed and restarted while people talk. Nothing that was acknowledged is lost, nothing is there twice, and
pages recover by themselves."""

import concurrent.futures
import contextlib
import http.client
import os
import signal
import threading
import time

import pytest
from playwright.sync_api import expect

from instance import wait_until


class Talk:
    """People who send one message after another, each until it is acknowledged: as one does who goes back and presses
    the button again. Every attempt at a message carries the same nonce."""

    def __init__(self, talkers, slug: str, count: int, pause: float = 0.15):
        self.acknowledged: list[str] = []
        self.failures: list = []
        self.slug = slug
        self.pause = pause
        self._lock = threading.Lock()
        self._pool = concurrent.futures.ThreadPoolExecutor(len(talkers))
        self._work = [
            self._pool.submit(self._talk, talker, f"Word {{}} of talker {number}", count)
            for number, talker in enumerate(talkers)
        ]

    def _talk(self, talker, words: str, count: int):
        for number in range(count):
            text = words.format(number)
            form = self._until(lambda: talker.get(f"/channels/{self.slug}"), 200).form(
                f"/channels/{self.slug}/messages"
            )
            self._until(lambda: talker.submit(form, {"message": text}, timeout=30), 303)
            with self._lock:
                self.acknowledged.append(text)
            time.sleep(self.pause)

    def _until(self, attempt, status: int):
        deadline = time.monotonic() + 60
        while True:
            try:
                answer = attempt()
                if answer.status == status:
                    return answer
                self.failures.append(answer)
                # Whatever is broken, people are told so by a page they can read.
                assert answer.status == 503, answer
                assert int(answer.headers["Retry-After"]) > 0
                assert answer.says("Agentor")
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(error)
            assert time.monotonic() < deadline, f"never acknowledged: {self.failures}"
            time.sleep(0.1)

    @property
    def is_over(self) -> bool:
        return all(work.done() for work in self._work)

    def finish(self) -> list[str]:
        for work in self._work:
            work.result(120)
        self._pool.shutdown()
        return self.acknowledged


class Reader:
    """Polls as the page's script does, and keeps what it shows."""

    def __init__(self, visitor, slug: str):
        self.visitor, self.slug = visitor, slug
        self.shown: dict[int, str] = {}
        self.shown_twice: list[str] = []
        self.failures: list = []
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        cursor = 0
        while not self._is_over.is_set():
            try:
                answer = self.visitor.changes(self.slug, cursor, timeout=40)
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(error)
                time.sleep(0.1)
                continue
            if answer.status == 200:
                for message in answer.page.messages:
                    if message.seq in self.shown:
                        self.shown_twice.append(message.text)
                    self.shown[message.seq] = message.text
                cursor = int(answer.headers["Agentor-Cursor"])
            elif answer.status == 404 and self._is_over.is_set():
                break
            elif answer.status != 204:
                self.failures.append(answer)
                time.sleep(0.1)

    def finish(self, expected: int) -> list[str]:
        """Stops when so many messages were seen; returns them in their order."""
        try:
            wait_until(lambda: len(self.shown) >= expected, 40, f"the reader sees {expected} messages")
        finally:
            self._is_over.set()
            # Ends the poll that is held.
            with contextlib.suppress(Exception):
                self.visitor.leave(self.slug)
            self._thread.join(60)
            assert not self._thread.is_alive()
        return [text for _, text in sorted(self.shown.items())]


@pytest.fixture
def conversation(person, visitor):
    """Two browsers, a poll and two talkers in one channel."""
    with_scripts, without = person("Ada", scripts=True).arrive(), person("Ben", scripts=False).arrive()
    talkers = [visitor(f"Talker {number}") for number in range(2)]
    reader = visitor("Reader")
    slug = talkers[0].create_channel()
    talkers[1].join(slug)
    reader.join(slug)
    for each in (with_scripts, without):
        each.join(slug)
        each.open(slug)
    return with_scripts, without, reader, talkers, slug


def everybody_agrees(conversation, talk: Talk, reader: Reader):
    """What was acknowledged, what is stored, what was polled and what is on the screens is the same."""
    with_scripts, without, _, talkers, slug = conversation
    acknowledged = talk.finish()
    stored = talkers[0].log(slug)
    assert sorted(stored) == sorted(acknowledged), "stored and acknowledged differ"
    assert reader.finish(len(stored)) == stored
    assert reader.shown_twice == []
    with_scripts.sees(*stored, timeout=40_000)
    without.sees(*stored, timeout=40_000)
    expect(with_scripts.page.locator("#connection")).to_have_text("", timeout=20_000)


def test_killed_workers_lose_and_repeat_nothing(instance, conversation):
    _, _, reader, talkers, slug = conversation
    poll, talk = Reader(reader, slug), Talk(talkers, slug, 15)
    killed, acknowledged = 0, -1
    while not talk.is_over:
        workers = instance.workers()
        # Not before the last kill was got over: on a busy machine nobody would be answered at all.
        if len(workers) == 2 and len(talk.acknowledged) > acknowledged:
            os.kill(workers[killed % 2], signal.SIGKILL)
            killed, acknowledged = killed + 1, len(talk.acknowledged)
        time.sleep(0.7)
    everybody_agrees(conversation, talk, poll)
    assert killed >= 3
    instance.recover()


def test_all_workers_killed_at_once_come_back(instance, conversation):
    with_scripts, without, reader, talkers, slug = conversation
    poll, talk = Reader(reader, slug), Talk(talkers, slug, 10)
    for _ in range(2):
        time.sleep(1)
        for worker in instance.workers():
            os.kill(worker, signal.SIGKILL)
    everybody_agrees(conversation, talk, poll)
    instance.recover()


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_restarted_database_loses_and_repeats_nothing(instance, conversation, mode):
    _, _, reader, talkers, slug = conversation
    poll, talk = Reader(reader, slug), Talk(talkers, slug, 15)
    for _ in range(2):
        time.sleep(1)
        instance.pg_ctl("restart", "--mode", mode)
    everybody_agrees(conversation, talk, poll)
    instance.recover()
    assert len(instance.workers()) == 2


def test_while_the_database_is_away_pages_say_so_and_come_back_by_themselves(instance, conversation, visitor):
    with_scripts, without, _, talkers, slug = conversation
    talkers[0].say(slug, "Before")
    for each in (with_scripts, without):
        each.sees("Before")
        each.box.press_sequentially("Half a sen")
    workers = instance.workers()

    instance.pg_ctl("stop", "--mode", "immediate")
    try:
        expect(with_scripts.page.locator("#connection")).to_contain_text("Connection lost", timeout=40_000)
        answer = talkers[0].get(f"/channels/{slug}")
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) > 0
        # A page asked for meanwhile comes by itself when it can.
        asked = without.context.new_page()
        asked.goto("/channels/new")
        expect(asked.get_by_role("heading", level=1)).to_have_text("Agentor is not available just now")
        expect(asked.get_by_role("link", name="Try again")).to_have_attribute("href", "/channels/new")
        expect(asked.get_by_role("link", name="Sign in")).to_have_count(0)
        with_scripts.page.get_by_role("button", name="Send").click()
        expect(with_scripts.page.get_by_text("Not sent")).to_be_visible()
        expect(with_scripts.box).to_have_value("Half a sen")
        # Longer than a request is held: the frame has had to ask without an answer.
        expect(without.frame.get_by_text("Connection lost")).to_be_visible(timeout=40_000)
    finally:
        instance.pg_ctl("start")
    wait_until(instance.is_healthy, 20, "the site is back")
    expect(asked.get_by_label("Description")).to_be_visible(timeout=20_000)
    assert instance.workers() == workers, "a worker lives through the loss of its database"

    talkers[0].say(slug, "After")
    for each in (with_scripts, without):
        each.sees("Before", "After", timeout=30_000)
        expect(each.box).to_have_value("Half a sen")
    expect(with_scripts.page.locator("#connection")).to_have_text("")
    with_scripts.page.get_by_role("button", name="Send").click()
    without.sees("Before", "After", "Half a sen")
    instance.recover()


def test_replacing_the_workers_one_by_one_fails_no_request(instance, conversation):
    with_scripts, without, reader, talkers, slug = conversation
    poll, talk = Reader(reader, slug), Talk(talkers, slug, 15, pause=0.1)
    first = set(instance.workers())
    for _ in range(2):
        for worker in instance.workers():
            time.sleep(0.3)
            os.kill(worker, signal.SIGTERM)
            wait_until(lambda: worker not in instance.workers(), 15, "the worker ends")
            wait_until(lambda: len(instance.workers()) == 2, 10, "another takes its place")
    everybody_agrees(conversation, talk, poll)
    assert first.isdisjoint(instance.workers())
    assert talk.failures == []
    assert poll.failures == []
    instance.recover()


def test_a_script_notices_that_its_worker_died_and_asks_again(instance, person, visitor):
    reader, talker = person("Rita Reader").arrive(), visitor()
    slug = talker.create_channel()
    reader.join(slug)
    reader.open(slug)
    reader.page.wait_for_timeout(500)
    for worker in instance.workers():
        os.kill(worker, signal.SIGKILL)
    instance.recover()
    talker.say(slug, "Still here?")
    reader.sees("Still here?")
