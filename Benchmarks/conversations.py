"""Whether an inbox stays as quick as it was when many conversations are in it."""

from . import load
from .benchmark import Benchmark, Peer, Samples, times_at_least
from .machine import Meter
from .site import ACCOUNT, Site

FEW, MANY = 20, 2_000
#: What was said in each, the last of it by the other one and not read.
SAID = 6


def hold(reader: int, first: int, count: int) -> str:
    """SQL for a reader's conversations with people of their own, an hour between them."""
    other = ACCOUNT.format("n")
    me = ACCOUNT.format(reader)
    return f"""
        with begun as (
            insert into messaging.channels
                (slug, name, type, is_direct, created_by, nonce, member_count, last_seq, last_message_at, activity_told_at)
            select 'direct-' || n, 'Direct conversation', 'private', true, {other}, gen_random_uuid(), 2, {SAID},
                now() - (n - {first}) * interval '1 hour', now()
            from generate_series({first}, {first + count - 1}) n returning id, created_by, last_message_at),
        paired as (
            insert into messaging.pairs (low, high, channel_id)
            select least(created_by, {me}), greatest(created_by, {me}), id from begun),
        seated as (
            insert into messaging.channel_members (channel_id, user_id, shelf, last_activity, last_read_seq)
            select id, person, 'inbox', last_message_at, {SAID} - 1
            from begun, lateral (values (created_by), ({me})) people (person))
        insert into messaging.messages (channel_id, user_id, content, seq, changed_seq, nonce, created_at)
            select id, created_by, 'I have looked at it, and see no reason to wait.', n, n, gen_random_uuid(),
                last_message_at
            from begun, generate_series(1, {SAID}) n;
    """


def place(stage) -> Site:
    def make() -> Site:
        site = stage.apart("conversations")
        site.sql(f"set session_replication_role = replica; {hold(1, 1_000, MANY)} {hold(2, 5_000, FEW)}")
        site.sql("vacuum analyze; checkpoint")
        return site

    return stage.once("conversations", make)


class InboxPage(Benchmark):
    name = "conversations/inbox"
    unit = "pages/s"
    does = f"the inbox of somebody with {MANY:,} conversations, something unread in each, through nginx, 16 connections"
    peers = [Peer(f"{FEW} conversations", f"the same page of somebody with {FEW}", times_at_least(1 / 1.3))]

    def measure(self, stage) -> Samples:
        site, samples = place(stage), Samples()
        readers = {"ours": (1, 1), f"{FEW} conversations": (2, 1)}
        meters = {name: Meter(**site.processes("ours")) for name in readers}
        for turn in range(1 + stage.pick(7, 3)):
            for name, people in readers.items():
                found = load.read(meters[name], site.port, stage.pick(5, 1), "/messages", people, None)
                # The first turn warms up.
                if turn:
                    samples.add(name, found.per_second)
        samples.limits = {name: meter.limit(1) for name, meter in meters.items()}
        return samples


BENCHMARKS = [InboxPage()]
