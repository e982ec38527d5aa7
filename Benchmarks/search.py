"""Whether sealed messages are found as fast as if they were not, and what it costs to make them found."""

import contextlib
import json
import random
import re
import subprocess
import time
import urllib.parse
from typing import NamedTuple

from . import load, sample
from .benchmark import Benchmark, Peer, Samples, at_most, times_at_most
from .machine import Failed, Meter, memory, wait_until
from .sealing import seal
from .site import ACCOUNT, AUTHORS as PEOPLE, Site, fetch, literal

CHANNELS = 1_000
#: The account that is in all channels, and the one that is in ten.
MANY, FEW = 1, 2
#: People who say something.
AUTHORS = 40
#: Words of each kind. At ten million messages each takes a peer half a minute.
REPETITIONS = 5

# Who reads what other means find, plain: the same rows under the same kind of policy.
PLAIN = f"""
    create table public.plain as
        select m.channel_id, m.seq, m.created_at, m.content, to_tsvector('simple', m.content) as words
        from messaging.messages m;
    create index on public.plain (channel_id, seq);
    create index plain_words on public.plain using gin (words);
    create table public.seats as select channel_id, user_id from messaging.channel_members;
    create unique index on public.seats (user_id, channel_id);
    create function public.reader() returns uuid language sql stable
        return nullif(current_setting('bench.reader', true), '')::uuid;
    alter table public.plain enable row level security;
    create policy read_by_members on public.plain for select to agentor_app
        using ((select true from public.seats s where s.channel_id = plain.channel_id and s.user_id = (select public.reader())));
    grant select on public.plain, public.seats to agentor_app;
"""


def texts() -> list[str]:
    """What people have really said to each other in English, and a sixth of what is made up in other scripts and words."""
    import chitchat_dataset

    said = [
        message["text"]
        for talk in chitchat_dataset.Dataset().values()
        for turn in talk["messages"]
        for message in turn
        if 0 < len(message["text"]) < 400 and "\0" not in message["text"]
    ]
    others = sample.foreign(len(said) // 5)
    return [*said, *others]


class Place(NamedTuple):
    site: Site
    #: Messages.
    size: int
    #: Of them, sealed a second.
    sealed: float


def place(stage) -> Place:
    size = stage.pick(10_000_000, 1_000_000)

    def make() -> Place:
        site = stage.apart("search")
        # As PostgreSQL's manual has it for a machine of the database's own: an index of nonces is changed all over.
        site.set_up_database(
            shared_buffers=f"{memory() // 4}MB", max_wal_size="16GB", maintenance_work_mem="1GB", checkpoint_timeout="30min"
        )
        pool = texts()
        random.Random(7).shuffle(pool)
        values = ", ".join(f"({number}, {literal(text)})" for number, text in enumerate(pool))
        site.sql(f"create table public.said (n integer primary key, text text); insert into public.said values {values};")
        # In one transaction: a channel that says how much was said in it before that is there gets no filters.
        site.sql(f"""
            begin;
            set local session_replication_role = replica;
            -- Few channels in which much is said, and many in which little is.
            create table public.rooms as
                select n, gen_random_uuid() as id, greatest(8, ({size} * share / sum(share) over ())::integer) as size
                from (select n, 1.0 / (n + 20) as share from generate_series(1, {CHANNELS}) n) shares;
            insert into messaging.channels (id, slug, name, type, created_by, nonce, last_seq, last_message_at, member_count)
                select id, 'found-' || n, 'Room ' || n, 'public', {ACCOUNT.format(3)}, gen_random_uuid(), size, now(),
                    {AUTHORS} from public.rooms;
            insert into messaging.channel_members (channel_id, user_id)
                select id, {ACCOUNT.format("a")} from public.rooms, generate_series(3, {AUTHORS} + 2) a
                union all select id, {ACCOUNT.format(MANY)} from public.rooms
                union all select id, {ACCOUNT.format(FEW)} from public.rooms where n % 100 = 50;
            insert into messaging.messages (channel_id, user_id, content, seq, changed_seq, nonce, created_at)
                select r.id, {ACCOUNT.format(f"3 + abs(hashint4(r.n * 7919 + s)) % {AUTHORS}")},
                    one.text || ' ' || other.text, s, s, gen_random_uuid(),
                    now() - interval '700 days' * (1 - s::float / (r.size + 1))
                from public.rooms r cross join generate_series(1, r.size) s
                join public.said one on one.n = abs(hashint4(r.n * 104729 + s)) % {len(pool)}
                join public.said other on other.n = abs(hashint4(r.n * 1299709 + s + 1)) % {len(pool)};
            set local session_replication_role = origin;
            {PLAIN}
            commit;
        """)
        site.sql("vacuum analyze")
        began = time.monotonic()
        seal(site)
        seconds = time.monotonic() - began
        site.sql("vacuum analyze messaging.messages; checkpoint")
        count = int(site.sql("select count(*) from messaging.messages").strip())
        return Place(site, count, count / seconds)

    return stage.once("search", make)


def is_filtered(site: Site, slugs: str = "%") -> bool:
    left = f"""
        select count(*) from messaging.channels c left join messaging.filter_marks k on k.channel_id = c.id
        where c.last_seq > coalesce(k.changed_seq, 0) and c.slug like {literal(slugs)}
    """
    return site.sql(left).strip() == "0"


def filtered(stage) -> float:
    """Waits until the workers have made the filters of all messages. Returns how many they took a second."""
    site, size, _ = place(stage)

    def covered() -> int:
        return int(site.sql("select coalesce(sum(last_seq - first_seq + 1), 0) from messaging.filters"))

    def make() -> float:
        # Other workers begin with a look for what nobody has told them of.
        site.renew_workers()
        # Those before have made some while the messages were sealed.
        before, began = covered(), time.monotonic()
        wait_until(lambda: is_filtered(site), 7200, "all messages are in filters", pause=1)
        seconds = time.monotonic() - began
        after = covered()
        if after < 0.99 * size:
            raise Failed(f"of {size} messages {after} are in filters")
        site.sql("vacuum analyze messaging.filters; checkpoint")
        return (after - before) / seconds

    return stage.once("search filters", make)


class Backfill(Benchmark):
    """Workers make filters meanwhile. It goes on at one speed, or takes for ever."""

    name = "search/backfill"
    unit = "texts/s"
    does = "all of these messages, which were plain, sealed by `agentor keys seal` beside two workers"

    def measure(self, stage) -> Samples:
        samples = Samples()
        samples.add("ours", place(stage).sealed)
        return samples


class Making(Benchmark):
    name = "search/make"
    unit = "messages/s"
    does = "filters made by two workers of messages that are there already, with rests for others"

    def measure(self, stage) -> Samples:
        samples = Samples()
        samples.add("ours", filtered(stage))
        return samples


class Size(Benchmark):
    name = "search/size"
    unit = "bytes a message"
    does = "the table of filters, with its index"
    peers = [
        Peer("text", "the texts themselves", times_at_most(0.4)),
        Peer("tsvector", "a GIN index of the words of plain texts, with the column", times_at_most(0.8)),
    ]

    def measure(self, stage) -> Samples:
        (site, size, _), samples = place(stage), Samples()
        filtered(stage)
        for name, bytes_ in {
            "ours": "pg_total_relation_size('messaging.filters')",
            "text": "(select sum(octet_length(content)) from public.plain)",
            "tsvector": "pg_relation_size('public.plain_words') + (select sum(pg_column_size(words)) from public.plain)",
        }.items():
            samples.add(name, float(site.sql(f"select {bytes_}").strip()) / size)
        return samples


class Finding(Benchmark):
    unit = "ms"

    KINDS = {
        "rare": "a word that one message in some ten thousand has",
        "common": "a word that one message in some twenty has",
        "part": "three letters inside words",
    }

    def __init__(self, kind: str, reader: int, where: str):
        self.kind, self.reader = kind, reader
        self.name = f"search/{kind}-{where}"
        self.does = (
            f"the newest 20 messages with {self.KINDS[kind]}, among those of a reader in {where} channels, as JSON of "
            "a worker through nginx"
        )
        pattern = Peer("ILIKE", "the same by ILIKE, in SQL alone, on plain texts under the same policy",
                       times_at_most(0.5 if kind == "part" else 0.25))  # fmt: skip
        index = Peer("tsvector", "the same by a GIN index of words, likewise", times_at_most(0.1))
        self.peers = [pattern] if kind == "part" else [pattern, index]

    def measure(self, stage) -> Samples:
        (site, _, _), samples = place(stage), Samples()
        filtered(stage)
        looked_for = stage.once("search words", lambda: words(site))[self.kind]
        for word in looked_for[: stage.pick(REPETITIONS, 3)]:
            line = f"*{word}" if self.kind == "part" else word
            address = f"http://127.0.0.1:{site.port}/search?q={line}"
            # The first of each warms up.
            ours = [self._ask(address) for _ in range(3)][1:]
            samples.add("ours", min(ours))
            for peer in self.peers:
                samples.add(peer.name, self._sql(site, peer.name, word))
        return samples

    def _ask(self, address: str) -> float:
        began = time.monotonic()
        answer, _ = fetch(address, self.reader, {"Accept": "application/json"})
        seconds = time.monotonic() - began
        if "hits" not in json.loads(answer):
            raise Failed(f"no search was answered: {answer[:200]}")
        return 1000 * seconds

    def _sql(self, site: Site, peer: str, word: str) -> float:
        # Words as they begin: what ours finds.
        condition = (
            f"words @@ to_tsquery('simple', {literal(word + ':*')})"
            if peer == "tsvector"
            else f"content ILIKE {literal('%' + word + '%')}"
        )
        told = site.sql(f"""
            set role agentor_app;
            set enable_seqscan = on; set enable_bitmapscan = on; set statement_timeout = '60s';
            select set_config('bench.reader', {ACCOUNT.format(self.reader)}::text, false);
            explain (analyze, timing off, summary) select content from public.plain
                where {condition} order by created_at desc limit 20;
            explain (analyze, timing off, summary) select content from public.plain
                where {condition} order by created_at desc limit 20;
        """)
        return float(re.findall(r"Execution Time: ([\d.]+) ms", told)[-1])


class Opening(Benchmark):
    """Nearly all of it is for nothing: a filter says "perhaps" of a run that has the word's parts, or others with their bits."""

    unit = "%"
    target = at_most(5)

    KINDS = {
        "rare": "a word that one message in some ten thousand has",
        "prefix": "the first four letters of such words",
        "han": "two Chinese characters that few messages have beside each other",
    }

    def __init__(self, kind: str):
        self.kind = kind
        self.name = f"search/opened-{kind}"
        self.does = f"of all messages a reader in 1,000 channels may read, those opened to find {self.KINDS[kind]}"

    def measure(self, stage) -> Samples:
        (site, size, _), samples = place(stage), Samples()
        filtered(stage)
        for word in stage.once("search words", lambda: words(site))[self.kind]:
            before = self._read(site)
            fetch(f"http://127.0.0.1:{site.port}/search?q={urllib.parse.quote(word)}", MANY, {"Accept": "application/json"})
            samples.add("ours", 100 * (self._read(site) - before) / size)
        return samples

    @staticmethod
    def _read(site: Site) -> int:
        """How many messages have been read from the table since it was made."""
        # What a session has read is counted when it ends, or some seconds later.
        site.renew_workers()
        return int(site.sql("""
            select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
            from pg_stat_user_tables where relid = 'messaging.messages'::regclass
        """))


class Following(Benchmark):
    """What the filters cost whoever writes: they are made by and by, while messages come, and to the last of them."""

    def __init__(self, what: str, unit: str, does: str, most: float):
        self.what, self.unit, self.does = what, unit, does
        self.name = f"search/{what}"
        self.peers = [Peer("alone", "the same, while filters are kept from following", times_at_most(most))]

    def measure(self, stage) -> Samples:
        found, samples = stage.once("search following", lambda: self._both(stage)), Samples()
        for contender, turns in found.items():
            for turn in turns:
                samples.add(contender, turn[self.what])
        return samples

    @classmethod
    def _both(cls, stage) -> dict[str, list[dict[str, float]]]:
        site = stage.site
        # Every channel has a key and a mark before anything is measured.
        cls._written(site, 2)
        found = {"ours": [], "alone": []}
        for _ in range(stage.pick(5, 2)):
            found["ours"].append(cls._written(site, stage.pick(15, 5)))
            with cls._kept_back(site):
                found["alone"].append(cls._written(site, stage.pick(15, 5), is_followed=False))
            wait_until(lambda: is_filtered(site, "bench-%"), 600, "the filters follow again", pause=0.5)
        return found

    @staticmethod
    def _written(site: Site, seconds: float, is_followed: bool = True) -> dict[str, float]:
        """What a message costs: seconds of processors of the workers and the database, and bytes of its log."""
        site.forget_limits()
        meter = Meter(workers=site.supervisor, postgres=site.postgres)
        counted, logged = "select count(*) from messaging.messages", "select pg_current_wal_lsn() - '0/0'"
        before, log = int(site.sql(counted)), float(site.sql(logged))
        with Meter(workers=site.supervisor, postgres=site.postgres) as whole:
            load.write(meter, site.port, seconds, "sending", 64, PEOPLE)
            if is_followed:
                wait_until(lambda: is_filtered(site, "bench-%"), 600, "the filters have followed", pause=0.5)
        count = int(site.sql(counted)) - before
        return {
            "write-processor": 1e6 * sum(whole.seconds.values()) / count,
            "write-log": (float(site.sql(logged)) - log) / count,
        }

    @staticmethod
    @contextlib.contextmanager
    def _kept_back(site: Site):
        """Holds every mark: whoever makes filters passes by what another has in hand."""
        holder = subprocess.Popen(
            ["psql", "--no-psqlrc", "--quiet", "--tuples-only", site.database("postgres")],
            text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        try:
            holder.stdin.write("begin;\nselect count(*) from (select from messaging.filter_marks for update) held;\n")
            holder.stdin.flush()
            if int(holder.stdout.readline()) == 0:
                raise Failed("there are no filters to keep back")
            yield
        finally:
            holder.communicate("rollback;\n")


def words(site: Site) -> dict[str, list[str]]:
    """What is looked for, by how many messages have it, the same in each run."""
    rows = [
        line.split("|")
        for line in site.sql("""
            select word || '|' || ndoc from ts_stat('select words from public.plain tablesample system (20) repeatable (7)')
            where word ~ '^[a-z]{5,8}$' order by word
        """).split()
        if "|" in line
    ]
    counts = {word: int(count) for word, count in rows}
    total = max(counts.values())
    chosen = random.Random(7)

    def some(found: list[str]) -> list[str]:
        return chosen.sample(found, min(len(found), REPETITIONS))

    rare = [word for word, count in counts.items() if 2 <= count <= 20]
    beginnings = {}
    for word, count in counts.items():
        beginnings[word[:4]] = beginnings.get(word[:4], 0) + count
    pairs = site.sql("""
        with pairs as (
            select distinct substr(text, place, 2) as pair, n
            from public.said, generate_series(1, length(text) - 1) place
            where text ~ '[一-龥]{2}' and substr(text, place, 2) ~ '[一-龥]{2}')
        select pair from pairs group by pair having count(*) = 2 order by pair
    """).split()
    return {
        "rare": some(rare),
        "common": some([word for word, count in counts.items() if count > total / 8]),
        "part": [word[1:4] for word in some(rare)],
        "prefix": some([beginning for beginning, count in beginnings.items() if 2 <= count <= 20]),
        "han": some(pairs),
    }


BENCHMARKS = [
    Backfill(),
    Making(),
    Size(),
    *map(Opening, Opening.KINDS),
    Following("write-processor", "µs a message", "processor time of workers and database for messages sent, and their filters", 1.25),
    Following("write-log", "bytes a message", "the database's log of messages sent, and of their filters", 1.5),
    *(Finding(kind, reader, where) for kind in Finding.KINDS for reader, where in ((MANY, "1000"), (FEW, "10"))),
]
