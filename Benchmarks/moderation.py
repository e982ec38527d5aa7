"""Whether many reports make looking at them slow."""

import urllib.parse

from . import load
from .benchmark import Benchmark, Peer, Samples, times_at_most
from .machine import Failed, Meter
from .site import ACCOUNT, Site

FEW, MANY = 1_000, 100_000
#: Reports of one person, whose history stands beside each, and cases about one.
EACH, ABOUT = 10, 5
#: The first account; the others who decide come after it.
MODERATOR, MODERATORS = 1, 8


def fill(count: int) -> str:
    """SQL for so many reports, two in each case; half of the cases are decided. As many people more have reported as there are more
    reports, or somebody's history would be longer, too."""
    people, cases = count // EACH - 1, count // 2
    return f"""
        set session_replication_role = replica;
        create temporary table cases as
            select n, md5('case ' || n)::uuid as id, now() - n * interval '1 second' as opened, n % 2 = 0 as is_decided,
                {ACCOUNT.format(f"2 + n % {cases // ABOUT}")} as about
            from generate_series(1, {cases}) n;
        insert into agentor.report_cases (id, kind, subject, account_id, reporters, opened_at, outcome, decided_at)
            select id, 'person', md5('subject ' || n)::uuid, about, 2, opened,
                case when is_decided then (array['dismissed', 'warned', 'silenced', 'suspended'])[1 + n / 2 % 4] end,
                case when is_decided then opened + interval '1 hour' end
            from cases;
        insert into agentor.reports (case_id, account_id, reason, sealed, nonce, reported_at)
            select id, {ACCOUNT.format(f"2 + (2 * n + r) % {people}")}, 'scam', sha256(id::text::bytea), gen_random_uuid(), opened
            from cases, generate_series(0, 1) r;
        insert into agentor.report_evidence (case_id, account_id, sealed, taken_at)
            select case_id, account_id, convert_to(repeat('x', 2000), 'UTF8'), reported_at from agentor.reports;
        insert into agentor.report_decisions (case_id, moderator, outcome, sealed, decided_at, account_id)
            select c.id, {ACCOUNT.format(f"{MODERATOR} + n / 2 % {MODERATORS}")}, w.outcome, 'x', w.decided_at, about
            from cases c join agentor.report_cases w on w.id = c.id where is_decided;
        insert into agentor.moderators (account_id)
            select {ACCOUNT.format("n")} from generate_series({MODERATOR}, {MODERATOR + MODERATORS - 1}) n;
        insert into messaging.handles (handle, user_id)
            select u.handle, u.id from messaging.users u join agentor.moderators m on m.account_id = u.id;
        insert into agentor.second_factors (account_id, sealed) select account_id, 'x' from agentor.moderators;
    """


def place(stage, count: int) -> Site:
    """An instance with so many reports."""

    def make() -> Site:
        site = stage.apart(f"{count} reports")
        site.sql(fill(count))
        site.sql("vacuum analyze; checkpoint")
        return site

    return stage.once(f"{count} reports", make)


def one(site: Site, columns: str, condition: str) -> str:
    """Of the case in the middle of those that are so."""
    return site.sql(f"""
        select {columns} from agentor.report_cases where {condition} order by opened_at, id
        offset (select count(*) / 2 from agentor.report_cases where {condition}) limit 1
    """)


def behind(site: Site) -> str:
    """A page from the middle of the queue."""
    words = "reporters || ' ' || (extract(epoch from opened_at) * 1000000)::bigint || ' ' || id"
    return f"/moderation?after={urllib.parse.quote(one(site, words, 'outcome is null'))}"


class Moderation(Benchmark):
    unit = "µs"
    #: What is asked for, and what its page says.
    KINDS = {
        "queue": ("the first page of the queue", lambda site: "/moderation", "rel=\"next\""),
        "queue-behind": ("a page from the middle of the queue", behind, "rel=\"next\""),
        "decided": ("the first page of what was decided", lambda site: "/moderation/decided", "rel=\"next\""),
        "decided-by": (
            "the same of one kind, by one moderator",
            lambda site: "/moderation/decided?decision=warned&by=person-2",
            "rel=\"next\"",
        ),
        "case": (
            "the page of one case",
            lambda site: f"/moderation/{one(site, 'id', 'outcome is null')}",
            "What was said about it",
        ),
    }  # fmt: skip

    def __init__(self, kind: str):
        words, self.address, self.says = self.KINDS[kind]
        self.name = f"moderation/{kind}"
        self.does = f"{words} among {MANY:,} reports: median time to the answer, through nginx, 2 connections"
        self.peers = [Peer(f"{FEW:,} reports", f"the same among {FEW:,}, in an instance of its own", times_at_most(1.5))]

    def measure(self, stage) -> Samples:
        places, samples = {"ours": place(stage, MANY), f"{FEW:,} reports": place(stage, FEW)}, Samples()
        addresses = {name: self.address(site) for name, site in places.items()}
        meters = {name: Meter(**site.processes()) for name, site in places.items()}
        for turn in range(1 + stage.pick(9, 2)):
            for name, site in places.items():
                # Whoever decides has proved lately who they are.
                site.sql(f"update agentor.sessions set proved_at = now() where account_id = {ACCOUNT.format(MODERATOR)}")
                if self.says not in site.get(addresses[name], MODERATOR)[0]:
                    raise Failed(f"{addresses[name]} does not say {self.says}")
                # The first turn warms up.
                meter = meters[name] if turn else Meter()
                found = load.read(meter, site.port, stage.pick(3, 1), addresses[name], (MODERATOR, 1), connections=2)
                if turn:
                    samples.add(name, found.p50)
        samples.limits = {name: meter.limit() for name, meter in meters.items()}
        return samples


BENCHMARKS = [Moderation(kind) for kind in Moderation.KINDS]
