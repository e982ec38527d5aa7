"""Many readers at once."""

import os
import selectors
import socket
import time
import uuid

from instance import wait_until

READERS = 5000
# One person may hold fifty.
WAITS_EACH = 50


def people(instance, slug: str, count: int, first: int = 1) -> list[str]:
    """People who are members of a channel, as their browsers' cookies."""
    instance.sql(f"""
        create temporary table people as
            select n, lpad(to_hex(n), 64, '0') as secret, lpad(to_hex(n), 32, '0')::uuid as id
            from generate_series({first}, {first + count - 1}) n;
        insert into agentor.accounts (id, email, full_name, nonce)
            select id, 'crowd-' || n || '@example.org', 'Person ' || n, id from people;
        insert into agentor.consents (account_id, document, version) select id, 'terms', '9999-12-31' from people;
        insert into agentor.client_profiles (account_id, company, need, budget)
            select id, 'Crowd', 'Nothing.', 'open' from people;
        insert into agentor.sessions (token_hash, account_id, expires_at)
            select sha256(sha256(decode(secret, 'hex'))), id, now() + interval '1 day' from people;
        insert into messaging.users (id, full_name) select id, 'Person ' || n from people;
        insert into messaging.channel_members (channel_id, user_id)
            select c.id, p.id from people p, messaging.channels c where c.slug = '{slug}'
    """)
    return [f"agentor-session={number:064x}{number:064x}" for number in range(first, first + count)]


def threads(worker: int) -> int:
    return len(os.listdir(f"/proc/{worker}/task"))


def descriptors(worker: int) -> int:
    return len(os.listdir(f"/proc/{worker}/fd"))


def test_five_thousand_waiting_readers_cost_no_thread_and_all_hear(instance, visitor):
    talker = visitor("Talker")
    slug = talker.create_channel()
    cookies = people(instance, slug, READERS // WAITS_EACH)
    workers = instance.workers()
    before, idle = {worker: threads(worker) for worker in workers}, sum(map(descriptors, workers))

    def waiting() -> int:
        return sum(instance.metric("agentor_waiting_readers").values())

    sockets = []
    try:
        for number in range(READERS):
            # A hundred readers at each address, as many as nginx lets in without asking questions.
            client = socket.socket()
            client.bind((f"127.2.{number // 100}.1", 0))
            client.connect(("127.0.0.1", instance.port))
            client.sendall(
                f"GET /channels/{slug}/changes?after=0&hold={uuid.uuid4()} HTTP/1.1\r\n"
                f"Host: 127.0.0.1:{instance.port}\r\nCookie: {cookies[number // WAITS_EACH]}\r\n"
                "Connection: close\r\n\r\n".encode()
            )
            sockets.append(client)
            # In waves: what the socket's queue cannot hold is told to come back.
            if len(sockets) % 1000 == 0:
                wait_until(
                    lambda: sum(map(descriptors, workers)) >= idle + len(sockets), 10, f"{len(sockets)} readers are in"
                )
        wait_until(lambda: waiting() == READERS, 10, "all readers wait", pause=0.5)
        shares = instance.metric("agentor_waiting_readers")
        assert len(shares) == 2 and all(shares.values()), f"both workers hold readers: {shares}"
        # The language's own pool, which runs the clock, begins its threads when it first needs them: one a processor
        # at most, for one reader as for thousands.
        for worker in workers:
            assert threads(worker) <= before[worker] + os.cpu_count(), "waiting costs threads"

        start = time.monotonic()
        talker.say(slug, "Everybody up")
        answers = hear(sockets, 30)
        print(f"{READERS} readers heard within {1000 * (time.monotonic() - start):.0f} ms")
        assert len(answers) == READERS
        for answer in answers:
            head, _, body = answer.partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 "), head
            assert body.count(b"Everybody up") == 1
    finally:
        for client in sockets:
            client.close()
    assert instance.workers() == workers
    wait_until(lambda: waiting() == 0, 10, "nobody waits any more")


def hear(sockets: list[socket.socket], seconds: float) -> list[bytes]:
    """Reads every socket to its end."""
    selector = selectors.DefaultSelector()
    for client in sockets:
        client.setblocking(False)
        selector.register(client, selectors.EVENT_READ, bytearray())
    answers, deadline = [], time.monotonic() + seconds
    while len(answers) < len(sockets) and time.monotonic() < deadline:
        for key, _ in selector.select(1):
            data = key.fileobj.recv(65536)
            if data:
                key.data.extend(data)
            else:
                selector.unregister(key.fileobj)
                answers.append(bytes(key.data))
    selector.close()
    return answers
