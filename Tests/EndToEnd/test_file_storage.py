"""Files, while workers are killed, people leave in the midst of sending, and the disk takes nothing. Every message that
was acknowledged has its files, and what nobody owns goes."""

import concurrent.futures
import contextlib
import http.client
import os
import pathlib
import signal
import socket
import subprocess
import time

import pytest

from instance import ROOT, Instance, wait_until
from sent_files import FILE, links_to, multipart, picture, send, submit
from visitor import Answer, Visitor


def check(instance: Instance) -> str:
    """What is said of the files by whoever looks after them."""
    command = [ROOT / "bin/agentor", "--data", instance.data, "storage", "check"]
    looked = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert looked.returncode == 0, looked.stdout + looked.stderr
    return looked.stdout.splitlines()[-1]


def incoming(instance: Instance) -> list[pathlib.Path]:
    """What has not all come."""
    return [path for path in (instance.data / "files" / "incoming").iterdir()]


def prepared(visitor: Visitor, slug: str, text: str, *files: tuple[str, bytes]) -> tuple[str, bytes, dict]:
    """A form that is ready to be sent, as often as it takes."""
    form = visitor.message_form(slug)
    fields = [field for field in form.filled({"message": text}) if field[0] != "files"]
    return form.action, *multipart(fields, list(files))


def until_answered(attempt, status: int) -> Answer:
    """As one does who goes back and presses the button again."""
    deadline, failures = time.monotonic() + 60, []
    while True:
        try:
            answer = attempt()
            if answer.status == status:
                return answer
            failures.append(answer)
            assert answer.status == 503, answer
        except (OSError, http.client.HTTPException) as error:
            failures.append(error)
        assert time.monotonic() < deadline, f"never {status}: {failures}"
        time.sleep(0.1)


def test_killed_workers_lose_no_file_of_a_message_and_keep_none_twice(instance, visitor):
    senders = [visitor(f"Sender {number}") for number in range(3)]
    slug = senders[0].create_channel()
    for sender in senders[1:]:
        sender.join(slug)
    sent: dict[str, bytes] = {}
    answers: list[Answer] = []

    def talk(number: int, sender: Visitor):
        for turn in range(6):
            text, notes = f"Files {turn} of sender {number}", os.urandom(200_000).hex().encode()
            shelf = picture(colour=f"#{number}{turn}{turn}{number}40")
            until_answered(lambda: sender.get(f"/channels/{slug}"), 200)
            action, body, headers = prepared(sender, slug, text, ("notes.txt", notes), ("shelf.png", shelf))
            answers.append(
                until_answered(lambda: sender.request("POST", action, body, headers, timeout=30), 303)
            )
            sent[text] = notes

    killed, answered = 0, -1
    with concurrent.futures.ThreadPoolExecutor(len(senders)) as pool:
        work = [pool.submit(talk, number, sender) for number, sender in enumerate(senders)]
        while not all(each.done() for each in work):
            workers = instance.workers()
            # Not before the last kill was got over: on a busy machine nobody would be answered at all.
            if len(workers) == 2 and len(answers) > answered:
                os.kill(workers[killed % 2], signal.SIGKILL)
                killed, answered = killed + 1, len(answers)
            time.sleep(0.1)
        for each in work:
            each.result()
    assert killed >= 3
    instance.recover()

    reader = senders[0]
    assert sorted(reader.log(slug)) == sorted(sent)
    for number in range(1, len(sent) + 1):
        page = reader.get(f"/channels/{slug}/messages/{number}")
        (text,) = [text for text in sent if page.says(text)]
        (notes,) = links_to(page, f"{FILE}/download")
        assert reader.get(notes).body == sent[text]
        pictures = links_to(page, rf"{FILE}/\d+\.\w+")
        assert pictures and all(reader.get(address).status == 200 for address in pictures)
    assert "Missing: 0. Damaged: 0." in check(instance)


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.999], ids="{:.1%} sent".format)
def test_whoever_leaves_while_sending_leaves_nothing_behind(instance, visitor, share):
    ada = visitor("Ada Sends")
    slug = ada.create_channel()
    action, body, headers = prepared(ada, slug, "Half of it.", ("notes.txt", os.urandom(1_000_000).hex().encode()))
    before = check(instance)
    with contextlib.closing(begin(ada, action, headers, len(body))) as connection:
        connection.sendall(body[: int(len(body) * share)])
        time.sleep(0.3)
    wait_until(lambda: incoming(instance) == [], 10, "what came is let go")
    assert ada.log(slug) == []
    assert check(instance) == before


def test_those_who_stall_hold_up_nobody(instance, visitor):
    ada = visitor("Ada Sends")
    slug = ada.create_channel()
    action, body, headers = prepared(ada, slug, "At last.", ("notes.txt", b"First this, then that. " * 50_000))
    with contextlib.ExitStack() as stack:
        # More than all workers have threads.
        stalled = [stack.enter_context(contextlib.closing(begin(ada, action, headers, len(body)))) for _ in range(100)]
        for connection in stalled:
            connection.sendall(body[: len(body) // 2])
        send(ada, slug, "Meanwhile.", ("shelf.png", picture()))
        assert ada.get(f"/channels/{slug}/files").status == 200
        stalled[0].sendall(body[len(body) // 2 :])
        assert stalled[0].recv(12) == b"HTTP/1.1 303"
    assert ada.log(slug) == ["Meanwhile.", "At last."]


def begin(visitor: Visitor, path: str, headers: dict, length: int) -> socket.socket:
    """A request of which nothing has been sent but its head."""
    connection = socket.create_connection(("127.0.0.1", visitor.instance.port), timeout=30)
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    head = {"Host": f"127.0.0.1:{visitor.instance.port}", "Cookie": cookies, "Content-Length": length} | headers
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
    connection.sendall("\r\n".join(lines).encode())
    return connection


def test_while_the_disk_takes_nothing_files_are_refused_in_words_and_the_rest_goes_on(instance, visitor):
    ada = visitor("Ada Sends")
    slug = ada.create_channel()
    send(ada, slug, "Before.", ("shelf.png", picture()))
    shown = links_to(ada.get(f"/channels/{slug}/messages/1"), rf"{FILE}/\d+\.\w+")[0]
    folder = instance.data / "files" / "incoming"
    aside = folder.rename(folder.with_name("aside"))
    # Nobody can make a file in a file, whoever they are.
    folder.write_text("")
    try:
        answer = submit(ada, slug, "Keep my words.", [("shelf.png", picture(colour="#204060"))])
        assert answer.status == 422 and answer.says("Files cannot be kept just now."), answer
        assert answer.form(f"/channels/{slug}/messages")["message"] == "Keep my words."
        assert ada.get(shown).status == 200
        ada.say(slug, "Without it.")
    finally:
        folder.unlink()
        aside.rename(folder)
    send(ada, slug, "Again.", ("shelf.png", picture(colour="#204060")))
    assert ada.log(slug) == ["Before.", "Without it.", "Again."]
