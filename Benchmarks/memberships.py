"""Whether belonging to much, or having said much, makes anything slow."""

import concurrent.futures
import pathlib

from . import load
from .benchmark import Benchmark, Peer, Samples, p99, times_at_most
from .history import loosened
from .machine import Failed, Meter
from .peers import SOURCES, conninfo
from .site import ACCOUNT, Site, account

#: Accounts 1, 2, …, who are in all channels but those to join.
READERS = 40
FEW, MANY = 10, 10_000
SMALL, LARGE = 1_000, 100_000
PAGE = SOURCES / "pgbench" / "channel-page.sql"
LIST, DISCOVER, FIND, POLL, POST, JOIN, RENAME, ERASE = (
    load.SCRIPTS / f"{name}.sql"
    for name in ("list", "discover", "find", "poll", "post", "join", "rename", "erase")
)
#: A channel of all readers, with something said in it.
QUIET, SAID = "quiet", 120


def seat(prefix: str, channels: int, members: int) -> str:
    """SQL for the channels prefix-0, prefix-1, … with accounts 1, 2, … in each. The last talk was a minute earlier in
    each, and members have just been told of it: what is counted is not what the first message of an hour does."""
    return f"""
        with seated as (
            insert into messaging.channels
                (slug, name, type, created_by, nonce, member_count, last_message_at, activity_told_at)
            select '{prefix}-' || n, 'Room ' || n, 'public', {ACCOUNT.format("1")}, gen_random_uuid(), {members},
                now() - n * interval '1 minute', now()
            from generate_series(0, {channels - 1}) n returning id, last_message_at)
        insert into messaging.channel_members (channel_id, user_id, role, last_activity)
        select id, {ACCOUNT.format("n")}, case when n = 1 then 'admin' else 'member' end, last_message_at
        from seated, generate_series(1, {members}) n;
    """


def place(stage, memberships: int, channels: int) -> Site:
    """An instance with so many channels that everybody may join, of which each reader is in so many: the first by name,
    which whoever looks for others has to pass."""
    name = f"{memberships} memberships of {channels}"

    def make() -> Site:
        site = stage.apart(name)
        others = channels - memberships - 1
        site.channel(QUIET, "Quiet", READERS, messages=SAID)
        site.sql(f"""
            set session_replication_role = replica;
            {seat("room", memberships, READERS)}
            with opened as (
                insert into messaging.channels (slug, name, type, created_by, nonce, member_count)
                select 'open-' || n, 'To join ' || n, 'public', {ACCOUNT.format(READERS + 1)}, gen_random_uuid(), 1
                from generate_series(1, {others}) n returning id)
            insert into messaging.channel_members (channel_id, user_id, role)
            select id, {ACCOUNT.format(READERS + 1)}, 'admin' from opened;
        """)
        # As `agentor.list_channel` does, which was not asked.
        site.sql("""
            insert into agentor.channel_places (channel_id, facet, members, active)
                select id, '', member_count, agentor.hour_of(coalesce(last_message_at, created_at))
                from messaging.channels where type = 'public';
            insert into agentor.channel_postings (channel_id, word, in_name, weight)
                select c.id, w.word, true, agentor.weight_of(c.member_count)
                from messaging.channels c, regexp_split_to_table(replace(c.slug, '-', ' join '), ' ') w (word)
                where c.type = 'public' on conflict do nothing;
            insert into agentor.channel_words (word, stem)
                select distinct word, agentor.stem_of(word) from agentor.channel_postings;
        """)
        site.sql("vacuum analyze; checkpoint")
        return site

    return stage.once(name, make)


def part(site: Site):
    """Takes the readers out of what they have joined."""
    site.sql(f"""
        set session_replication_role = replica;
        with joined as (
            delete from messaging.channel_members m using messaging.channels c
            where c.id = m.channel_id and c.slug like 'open-%' and m.user_id <= '{account(READERS)}' returning c.id)
        update messaging.channels set member_count = 1, revision = 0 where id in (select id from joined);
    """)
    site.sql("vacuum messaging.channels, messaging.channel_members")


class Cost(Benchmark):
    """One transaction of a page's, in two instances by turns: the processor time it takes the database, where all that
    differs is. Waiting for the disk takes much longer, and would hide it."""

    unit = "µs"
    #: The transaction, as the web role, and how many of them make a sample.
    script: pathlib.Path
    count = 900
    variables: dict = {}

    def places(self, stage) -> dict[str, tuple[Site, dict]]:
        """Each contender's instance, and what is special about its transactions."""
        raise NotImplementedError

    def after(self, site: Site):
        """Makes an instance what it was before a sample."""

    def measure(self, stage) -> Samples:
        places, samples = self.places(stage), Samples()
        meters = {name: Meter(postgres=site.postgres) for name, (site, _) in places.items()}
        for turn in range(1 + stage.pick(9, 3)):
            for name, (site, variables) in places.items():
                meter = meters[name]
                before = meter.seconds.get("postgres", 0)
                load.transactions(
                    meter, stage.folder, f"{conninfo(site)} options='-c synchronous_commit=off'", self.script,
                    count=self.count, readers=READERS, **(self.variables | variables),
                )  # fmt: skip
                self.after(site)
                # The first turn warms up.
                if turn:
                    samples.add(name, (meter.seconds["postgres"] - before) / self.count * 1e6)
        samples.limits = {name: meter.limit() for name, meter in meters.items()}
        return samples


class Belonging(Cost):
    """With many memberships, beside few."""

    def __init__(
        self, kind: str, script: pathlib.Path, words: str, target=times_at_most(1.3), count=Cost.count, **variables
    ):
        self.name = f"memberships/{kind}"
        self.script, self.variables, self.count = script, variables, count
        self.does = f"{words} as somebody in {MANY:,} channels: processor time of the database"
        self.peers = [Peer(f"{FEW} memberships", f"the same as somebody in {FEW}", target)]

    def places(self, stage):
        return {
            "ours": (place(stage, MANY, LARGE), {}),
            f"{FEW} memberships": (place(stage, FEW, LARGE), {}),
        }


class Joining(Belonging):
    def after(self, site: Site):
        part(site)


class JoiningAmongMany(Cost):
    name = "memberships/join-among"
    does = f"joining one of {LARGE:,} public channels: processor time of the database"
    script = JOIN
    variables = {"next": 0}
    peers = [Peer(f"{SMALL:,} channels", f"joining one of {SMALL:,}", times_at_most(1.2))]

    def places(self, stage):
        return {
            "ours": (place(stage, FEW, LARGE), {}),
            f"{SMALL:,} channels": (place(stage, FEW, SMALL), {}),
        }

    def after(self, site: Site):
        part(site)


class FindingAmongMany(Cost):
    count = 200

    def __init__(self, kind: str, does: str, **variables):
        self.name = f"memberships/{kind}"
        self.script, self.variables = FIND, variables
        self.does = f"{does} among {LARGE:,} public channels: processor time of the database"
        self.peers = [Peer(f"{SMALL:,} channels", f"the same among {SMALL:,}", times_at_most(1.5))]

    def places(self, stage):
        return {
            "ours": (place(stage, FEW, LARGE), {}),
            f"{SMALL:,} channels": (place(stage, FEW, SMALL), {}),
        }


# What is large in another way

CROWD = 50_000
#: Channels of the account that is erased, and its messages in each.
PLACES, EACH = 2_000, 150
LEAVER = READERS + 1


def crowded(stage) -> Site:
    """An instance with a channel of fifty thousand."""

    def make() -> Site:
        site = stage.apart("crowd")
        site.sql(f"""
            set session_replication_role = replica;
            insert into messaging.users (id, full_name)
                select {ACCOUNT.format("n")}, 'Person ' || n from generate_series(1, {CROWD}) n on conflict do nothing;
            {seat("few", 1, READERS)}
            {seat("crowd", 1, CROWD)}
        """)
        site.sql("vacuum analyze; checkpoint")
        return site

    return stage.once("crowd", make)


def written(stage) -> Site:
    """An instance with an account that has written in all of many channels."""

    def make() -> Site:
        site = stage.apart("much written")
        with loosened(site):
            site.sql(f"""
                set session_replication_role = replica;
                {seat("room", PLACES, LEAVER)}
                insert into messaging.messages (channel_id, user_id, content, seq, changed_seq, nonce, created_at)
                select id, {ACCOUNT.format(LEAVER)}, 'I have looked at it, and see no reason to wait.', n, n,
                    gen_random_uuid(), now() - n * interval '1 hour'
                from messaging.channels, generate_series(1, {EACH}) n where slug like 'room-%';
                update messaging.channels set last_seq = {EACH} where slug like 'room-%';
                update messaging.channel_members set last_read_seq = {EACH};
            """)
        site.sql("vacuum analyze; checkpoint")
        return site

    return stage.once("much written", make)


class Crowd(Cost):
    name = "memberships/post-crowd"
    does = f"storing a message in a channel of {CROWD:,} members: processor time of the database"
    script = POST
    peers = [Peer(f"{READERS} members", f"the same in a channel of {READERS}", times_at_most(1.1))]

    def places(self, stage):
        site = crowded(stage)
        return {
            "ours": (site, {"prefix": "crowd-", "channels": 1}),
            f"{READERS} members": (site, {"prefix": "few-", "channels": 1}),
        }


class Meanwhile(Benchmark):
    """How long those who write wait, with something else going on in every second turn."""

    unit = "ms"
    #: Messages a second, of all writers together: what the machine does without haste.
    RATE = 100
    SECONDS = 6
    #: How often at most.
    turns = 7
    in_quick = False
    QUIETLY = "nothing else"
    peers = [Peer(QUIETLY, "the same writers while nothing else is done", times_at_most(2))]
    WRITING = (
        f"storing a message, {RATE} a second by {READERS} authors in {PLACES:,} channels over 4 connections, from when "
        f"it is due: the median of turns of {SECONDS} s, each its p99,"
    )

    def do(self, stage, site: Site) -> bool:
        """The other thing, for `SECONDS`. Returns whether there is more of it to do."""
        raise NotImplementedError

    def measure(self, stage) -> Samples:
        site, samples = written(stage), Samples()
        meters = {name: Meter(postgres=site.postgres) for name in ("ours", self.QUIETLY)}
        self._write(stage, site, Meter())
        for _ in range(self.turns):
            samples.add(self.QUIETLY, self._write(stage, site, meters[self.QUIETLY]))
            with concurrent.futures.ThreadPoolExecutor(1) as background:
                other = background.submit(self.do, stage, site)
                try:
                    found = self._write(stage, site, meters["ours"])
                except BaseException:
                    load.stop()
                    raise
                goes_on = other.result()
            # In the last turn there was less to do than in the others.
            if goes_on or "ours" not in samples.of:
                samples.add("ours", found)
            if not goes_on:
                break
        samples.limits = {name: meter.limit() for name, meter in meters.items()}
        return samples

    def _write(self, stage, site: Site, meter: Meter) -> float:
        found = load.transactions(
            meter, stage.folder, conninfo(site), POST, connections=4, seconds=self.SECONDS,
            rate=self.RATE, readers=READERS, prefix="room-", channels=PLACES,
        )  # fmt: skip
        return p99(found) / 1e3


class Renaming(Meanwhile):
    name = "memberships/rename"
    does = (
        f"{Meanwhile.WRITING} while one who has {PLACES * EACH:,} messages in these channels changes their name twenty "
        "times a second"
    )

    def do(self, stage, site: Site) -> bool:
        database = conninfo(site)
        load.transactions(Meter(), stage.folder, database, RENAME, seconds=self.SECONDS, rate=20, reader=LEAVER)
        return True


class Erasing(Meanwhile):
    name = "memberships/erase"
    does = (
        f"{Meanwhile.WRITING} while an account with {PLACES * EACH:,} messages in these channels is erased, as fast as "
        "that goes, until it is gone"
    )
    turns = 50

    def do(self, stage, site: Site) -> bool:
        # The workers' caretakers help whenever it is due.
        self._let_go(site, "-1 minute")
        load.transactions(Meter(), stage.folder, conninfo(site, "agentor_door"), ERASE, seconds=self.SECONDS)
        self._let_go(site, "1 day")
        return site.sql(f"select count(*) from agentor.accounts where id = '{account(LEAVER)}'") == "1"

    @staticmethod
    def _let_go(site: Site, after: str):
        site.sql(f"update agentor.accounts set erase_after = now() + interval '{after}' where id = '{account(LEAVER)}'")

    def measure(self, stage) -> Samples:
        samples = super().measure(stage)
        left = written(stage).sql(f"""
            select count(*) from messaging.messages where user_id = '{account(LEAVER)}' and not is_deleted
        """)
        if left != "0":
            raise Failed(f"{left} messages are not erased")
        return samples


BENCHMARKS = [
    Belonging("page", PAGE, "a channel page with 50 messages, read from the database,", slug=QUIET),
    Belonging("list", LIST, f"the first {FEW} of one's channels and what is new in them,", length=FEW),
    Belonging("list-100", LIST, "the first 100 of one's channels, a page of them,", None, length=100),
    Belonging("discover", DISCOVER, "the first 20 channels to join, behind those one is in,", None, 200),
    Belonging("poll", POLL, "a look for three new messages,", slug=QUIET, after=SAID - 3),
    Belonging("post", POST, "storing a message,", prefix="room-", channels=FEW),
    Joining("join", JOIN, "joining a channel,", next=0),
    JoiningAmongMany(),
    FindingAmongMany("find", "the first twenty channels of the directory", words=0),
    FindingAmongMany("find-words", "twenty channels with two words that nearly all have", words=1),
    Crowd(),
    Renaming(),
    Erasing(),
]
