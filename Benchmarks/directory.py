"""Whether many agents make the directory slow."""

import contextlib
import json
import math
import re
import shutil
import subprocess
import time

from . import load
from .benchmark import Benchmark, Peer, Samples, at_most, median, times_at_most
from .machine import Failed, processor_time
from .site import Site, literal

FEW = 10_000
MANY, QUICK = 1_000_000, 100_000
#: For a million profiles with their indexes, what others would have beside them, and the log of writing all that.
SPACE = 25 << 30
#: Agents of a page.
SIZE = 20


def place(stage, count: int) -> Site:
    """An instance with so many agents."""

    def make() -> Site:
        if count >= MANY and shutil.disk_usage(stage.folder).free < SPACE:
            raise Failed(f"{count:,} agents need {SPACE >> 30} GiB of disk for a while")
        site = stage.apart(f"directory {count}")
        site.sql(f"\\set count {count}\n" + (load.SCRIPTS / "directory.sql").read_text())
        site.sql("checkpoint")
        return site

    return stage.once(f"directory {count}", make)


class Asker:
    """A connection of the door's, and what its backend uses of a processor: nothing else is measured."""

    def __init__(self, site: Site, role: str = "agentor_door"):
        command = ["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", site.database(role)]
        self._psql = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self._backend = int(self.ask("select pg_backend_pid()")[0])

    def __enter__(self) -> "Asker":
        return self

    def __exit__(self, *_):
        self._psql.stdin.close()
        self._psql.wait(60)

    def ask(self, sql: str) -> list[str]:
        self._psql.stdin.write(f"{sql};\n\\echo --\n")
        self._psql.stdin.flush()
        lines = []
        while (line := self._psql.stdout.readline().rstrip("\n")) != "--":
            if not line and self._psql.poll() is not None:
                raise Failed("psql ended")
            lines.append(line)
        if any(line.startswith("ERROR") for line in lines):
            raise Failed("\n".join(lines[:4]))
        return lines

    def cost(self, sql: str) -> float:
        """Milliseconds of processor time."""
        before = processor_time(self._backend)
        self.ask(sql)
        # The kernel counts when a process comes to rest.
        time.sleep(0.0005)
        return (processor_time(self._backend) - before) * 1e3


# What is asked: for each kind some questions, made of what an instance has.


def page(after=None, **asked) -> str:
    place = f"{literal(json.dumps(after))}::jsonb" if after else "null"
    return f"select account, reasons from agentor.directory_page({literal(json.dumps(asked))}::jsonb, {place})"


def numbers(**asked) -> str:
    return f"select * from agentor.directory_counts({literal(json.dumps(asked))}::jsonb)"


def words(site: Site, condition: str, order: str, count: int = 20) -> list[str]:
    return site.sql(f"""
        select word from agentor.directory_words
        where word ~ '^[a-z]+$' and word !~ '^rare' and not is_term and length(word) >= 6 and {condition}
        order by {order} limit {count}
    """).splitlines()


def common(site: Site) -> list[str]:
    return words(site, "agents > 0", "agents desc", 12)


def middling(site: Site) -> list[str]:
    # As frequent in a small instance as in a large one.
    return words(site, "agents > 3 * (select agents / 1000.0 from agentor.directory_state)", "agents", 20)


def pairs(site: Site) -> list[str]:
    """Two characters that stand beside each other somewhere."""
    texts = site.sql("select said from public.plain where said ~ '[一-龯]{24}' order by id limit 20").splitlines()
    return [re.search("[一-龯]{24}", text)[0][4:6] for text in texts]


FILTERS = [
    {"categories": [category], "countries": [country], "languages": [language]}
    for category, country, language in zip(
        ["design", "legal", "media", "finance", "writing"] * 3,
        ["DE", "FR", "US", "JP", "GB", "BR", "IN"] * 3,
        ["en", "de", "es", "fr", "ja"] * 3,
    )
]


def deep(site: Site) -> list[str]:
    """The page behind a thousand others of a word and a filter, or behind all but the last."""
    found = []
    for word in common(site)[:6]:
        for category in ("design", "legal"):
            row = site.sql(f"""
                select json_build_object('class', 1, 'key', 0, 'rank', rank, 'id', id, 'day', current_date,
                    'newcomers', '[]'::json)
                from (select rank, id, row_number() over (order by rank desc, id) as n, count(*) over () as all_of_them
                    from agentor.directory_agents
                    where tokens @@ ('''^{word}'' & ''=c:{category}''')::tsquery) r
                where n = least(20000, greatest(1, all_of_them * 9 / 10))
            """)
            if row:
                found.append(page(json.loads(row), words=word, categories=[category]))
    return found


KINDS = {
    "empty": ("a page of all", lambda site: [page()] * 12, 3),
    "word": ("a page of a word that many have", lambda site: [page(words=word) for word in common(site)], 3),
    "skill": (
        "a page of a skill",
        lambda site: [
            page(skills=[skill])
            for skill in site.sql(
                "select value from agentor.directory_values where kind = 's' order by agents desc limit 12"
            ).splitlines()
        ],
        10,
    ),
    "rare": (
        "a page of a word that few have",
        lambda site: [page(words=word) for word in words(site, "agents between 3 and 9", "word")],
        3,
    ),
    "typo": (
        "a page of a misspelt word",
        lambda site: [page(words=word[:2] + word[3] + word[2] + word[4:]) for word in middling(site)],
        3,
    ),
    "partial": ("a page of the beginning of a word", lambda site: [page(words=word[:5]) for word in middling(site)], 3),
    "cjk": ("a page of two Chinese characters", lambda site: [page(words=pair) for pair in pairs(site)], 3),
    "filters": ("a page of three filters", lambda site: [page(**asked) for asked in FILTERS], 10),
    "word-filters": (
        "a page of a word and two filters",
        lambda site: [
            page(words=word, categories=asked["categories"], languages=asked["languages"])
            for word, asked in zip(common(site), FILTERS)
        ],
        10,
    ),
    "deep": ("a page far behind, of a word and a filter", deep, 10),
    "counts-word": (
        "numbers of all values beside a word",
        lambda site: [numbers(words=word) for word in common(site)],
        None,
    ),
    "counts-filters": (
        "numbers of all values beside three filters",
        lambda site: [numbers(**asked) for asked in FILTERS],
        None,
    ),
}

ILIKE, RANKED, GROUPED = "ILIKE", "tsvector", "grouping"
#: Which kind they do, and how.
OTHERS = {
    ILIKE: (
        "word",
        lambda word: f"""
            select id from public.plain where head ilike '%{word}%' or said ilike '%{word}%'
            order by head ilike '%{word}%' desc, rank desc, id limit {SIZE}""",
    ),
    RANKED: (
        "word",
        lambda word: f"""
            select id from public.plain where document @@ {literal(repr(word))}::tsquery
            order by head_document @@ {literal(repr(word))}::tsquery desc, rank desc, id limit {SIZE}""",
    ),
    GROUPED: (
        "counts-word",
        lambda word: f"""
            select f, count(*) from agentor.directory_agents d, unnest(d.facets) f
            where tokens @@ {literal(repr(word))}::tsquery group by f order by 2 desc limit 60""",
    ),
}


def figures(stage) -> dict[str, dict[str, list[float]]]:
    """Of each kind, the cost of each question in either instance and by other means, by turns."""

    def measure():
        many, few = place(stage, stage.pick(MANY, QUICK)), place(stage, FEW)
        complete(many)
        found: dict[str, dict[str, list[float]]] = {kind: {} for kind in KINDS}
        with contextlib.ExitStack() as stack:
            askers = {name: stack.enter_context(Asker(site)) for name, site in (("ours", many), (small(), few))}
            questions = {
                kind: {"ours": make(many), small(): make(few)} for kind, (_, make, _) in KINDS.items()
            }
            for turn in range(1 + stage.pick(5, 3)):
                for kind, asked in questions.items():
                    for name, list_of_them in asked.items():
                        for question in list_of_them:
                            cost = askers[name].cost(question)
                            # The first turn warms up.
                            if turn:
                                found[kind].setdefault(name, []).append(cost)
            # By the planner's own choice, as somebody who has nothing to hide.
            other = stack.enter_context(Asker(many, "postgres"))
            other.ask("set max_parallel_workers_per_gather = 0")
            for name, (kind, ask) in OTHERS.items():
                for word in common(many)[: 3 if name == ILIKE else 12]:
                    for turn in range(1 if name == ILIKE else 3):
                        found[kind].setdefault(name, []).append(other.cost(ask(word)))
        return found

    return stage.once("directory figures", measure)


def complete(site: Site):
    """Fails unless two Chinese characters find whoever has them."""
    for pair in pairs(site)[:5]:
        token = f"any_of(array['{pair}'], '')"
        ours, theirs = site.sql(f"""
            select (select count(*) from agentor.directory_agents where tokens @@ agentor.{token}),
                (select count(*) from public.plain where head ilike '%{pair}%' or said ilike '%{pair}%')
        """).split("|")
        if ours != theirs or ours == "0":
            raise Failed(f"{pair} finds {ours} of {theirs}")


def small() -> str:
    return f"{FEW:,} agents"


def p95(samples) -> float:
    """The smallest sample that no more than one in twenty exceeds."""
    ordered = sorted(samples)
    return ordered[math.ceil(0.95 * len(ordered)) - 1]


class Looking(Benchmark):
    unit = "ms"

    def __init__(self, kind: str, summary):
        self.kind = kind
        words, _, times = KINDS[kind]
        self.summaries = [summary]
        self.name = f"directory/{kind}" + ("" if summary is median else "-p95")
        self.does = f"{words}, of a million agents (100,000 in a quick run): the database's processor time"
        if summary is median:
            self.peers = [Peer(small(), "the same in an instance with so many", times and times_at_most(times))]
            if kind == "word":
                self.peers += [
                    Peer(ILIKE, "twenty who have it, in the same order, by ILIKE", times_at_most(1 / 400)),
                    Peer(RANKED, "twenty who have it, in the same order, by a tsvector under GIN", times_at_most(1 / 20)),
                ]
            if kind == "counts-word":
                self.peers += [Peer(GROUPED, "the same of all who match, exactly", times_at_most(1 / 10))]
        else:
            self.peers = []
            self.target = at_most(5 if kind == "rare" else 50)

    def measure(self, stage) -> Samples:
        samples = Samples(of=figures(stage)[self.kind])
        # Other means have a harder time with more.
        samples.is_conclusive = not stage.quick
        return samples


BENCHMARKS = [Looking(kind, summary) for kind in KINDS for summary in (median, p95)]
