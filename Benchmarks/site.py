"""Ours: an instance of its own as bin/run starts it, without the limits on one address, and people in it."""

import contextlib
import functools
import hashlib
import hmac
import html
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import threading
import urllib.request
import uuid

from . import sample
from .machine import ROOT, Failed, free_port, run, wait_until

#: AGENTOR_CONFIGURATION=debug tries the benchmarks out; its figures mean nothing.
CONFIGURATION = os.environ.get("AGENTOR_CONFIGURATION", "release")

#: Whom bin/run connects as, by the names of its settings.
ROLES = {
    "DATABASE_URL": "agentor_app",
    "DATABASE_DOOR_URL": "agentor_door",
    "DATABASE_OWNER_URL": "agentor_owner",
}

# People. All are made alike, so that load generators can be anybody: account N has the identifier N, its session the
# secret N, and every session the same secret for forms. Only here, and only on loopback.

FORM_SECRET = bytes(range(32))
CSRF = hmac.new(FORM_SECRET, b"form", hashlib.sha256).hexdigest()


def cookie(number: int) -> str:
    return f"agentor-session={number:064x}{FORM_SECRET.hex()}"


def account(number: int) -> str:
    return str(uuid.UUID(int=number))


#: Who there is. The first `AUTHORS` write; the others only read.
ACCOUNTS = 10_000
AUTHORS = 1_000

ACCOUNT = "lpad(to_hex({}), 32, '0')::uuid"

POPULATION = f"""
set session_replication_role = replica;
create temporary table people as
    select n, {ACCOUNT.format("n")} as id, %(names)s [1 + n %% %(count)s] as name from generate_series(1, {ACCOUNTS}) n;
insert into agentor.accounts (id, email, full_name, time_zone, nonce)
    select id, 'person-' || n || '@example.org', name, 'Europe/Berlin', id from people;
insert into agentor.client_profiles (account_id, company, need, budget)
    select id, 'Lighthouse', 'Somebody to keep the light.', 'open' from people;
-- Later than any version of the terms.
insert into agentor.consents (account_id, document, version) select id, 'terms', '9999-12-31' from people;
insert into agentor.sessions (token_hash, account_id, expires_at)
    -- The web role passes the hash of the secret in the cookie; what is kept is the hash of that.
    select sha256(sha256(decode(lpad(to_hex(n), 64, '0'), 'hex'))), id, now() + interval '30 days' from people;
insert into messaging.users (id, full_name, handle, skeleton)
    select id, name, 'person-' || n, 'person' || n from people;
analyze;
-- What our workers set for themselves holds for everybody who serves.
select format('alter role %%I in database agentor set %%s', role, setting)
    from unnest(array['agentor_app', 'agentor_door']) role,
        unnest(array['plan_cache_mode = force_generic_plan', 'enable_seqscan = off', 'enable_bitmapscan = off', 'jit = off']) setting \\gexec
"""


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def array(texts: list[str]) -> str:
    return f"array[{', '.join(map(literal, texts))}]"


class Site:
    """`bin/run` in a folder of its own.

    Without `beside` it has a database of its own, with people in it; with it, it serves another instance's.
    """

    def __init__(self, folder: pathlib.Path, workers: int = 2, beside: "Site | None" = None):
        # PostgreSQL's own user has to get in when root runs this.
        self.data = pathlib.Path(tempfile.mkdtemp(prefix="site-", dir=folder))
        self.data.chmod(0o755)
        self.port = free_port()
        self.workers_wanted = workers
        self.beside = beside
        self._lines: list[str] = []
        self._process = None

    def __enter__(self) -> "Site":
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AGENTOR_")}
        for name, role in ROLES.items():
            environment.pop(name, None)
            if self.beside:
                environment[name] = self.beside.database(role)
        command = ["bin/run", "--empty", "--unlimited", "--port", self.port, "--workers", self.workers_wanted]
        command += ["--data", self.data, "--configuration", CONFIGURATION]
        self._process = subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        reader = threading.Thread(target=lambda: self._lines.extend(self._process.stdout), daemon=True)
        reader.start()
        try:
            # The first start builds.
            wait_until(self._is_ready, 1800, "Agentor is ready", pause=0.1)
            if not self.beside:
                self._populate()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _is_ready(self) -> bool:
        if any("Agentor is ready" in line for line in list(self._lines)):
            return True
        if self._process.poll() is not None:
            raise Failed("bin/run ended: " + "".join(self._lines[-8:]))
        return False

    def __exit__(self, *_):
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        # PostgreSQL may take a minute to stop, and the workers before it.
        self._process.wait(180)

    # Parts

    def _process_id(self, name: str) -> int:
        return int((self.data / "run" / f"{name}.pid").read_text())

    @property
    def nginx(self) -> int:
        return self._process_id("nginx")

    @property
    def supervisor(self) -> int:
        """The workers' parent."""
        return self._process_id("multiwatch")

    @property
    def workers(self) -> list[int]:
        found = []
        supervisor = self.supervisor
        for process in pathlib.Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split():
            # Until lib/worker has become the worker it is a shell.
            with contextlib.suppress(OSError):
                if os.readlink(f"/proc/{process}/exe").endswith("/agentor"):
                    found.append(int(process))
        return found

    @property
    def postgres(self) -> int:
        if self.beside:
            return self.beside.postgres
        return int((self.data / "postgres" / "postmaster.pid").read_text().split()[0])

    def processes(self, _: str = "ours") -> dict[str, int]:
        """For a `Meter`."""
        return {"nginx": self.nginx, "workers": self.supervisor, "postgres": self.postgres}

    @property
    def program(self) -> pathlib.Path:
        return build_folder() / "agentor"

    @property
    def environment(self) -> dict[str, str]:
        """What a worker of this instance is given."""
        return {
            "DATABASE_URL": self.database(ROLES["DATABASE_URL"]),
            "DATABASE_DOOR_URL": self.database(ROLES["DATABASE_DOOR_URL"]),
            "AGENTOR_KEY_FILE": str(self.data / "key"),
            "AGENTOR_ADDRESS": f"http://127.0.0.1:{self.port}",
            "AGENTOR_MAIL_FOLDER": str(self.data / "mail"),
        }

    # The database

    @property
    def sockets(self) -> str:
        return (self.data / "postgres" / "postmaster.pid").read_text().splitlines()[4]

    def database(self, role: str) -> str:
        if self.beside:
            return self.beside.database(role)
        return f"postgresql:///agentor?host={self.sockets}&user={role}"

    def sql(self, statements: str) -> str:
        """Runs SQL as the superuser, all in one session."""
        command = ["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"]
        return run(*command, self.database("postgres"), input=statements).strip()

    def set_up_database(self, **settings: str):
        """Sets the database up otherwise than `bin/run` does, and starts it anew."""
        for name, value in settings.items():
            self.sql(f"alter system set {name} = {literal(value)}")
        cluster = self.data / "postgres"
        version = (cluster / "PG_VERSION").read_text().strip()
        command = [f"/usr/lib/postgresql/{version}/bin/pg_ctl", "restart", "--wait", "--silent", "--pgdata", cluster]
        command += ["--log", cluster / "server.log"]
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--", *command]
        subprocess.run([str(part) for part in command], check=True, cwd="/", stdout=subprocess.DEVNULL)
        wait_until(self._is_healthy, 60, "the workers have found their database again")

    def _populate(self):
        names = [sample.name(number) for number in range(300)]
        self.sql(POPULATION % {"names": f"({array(names)})", "count": len(names)})

    def channel(self, slug: str, name: str, members: int, messages: int = 0, first: int = 1) -> str:
        """A channel of accounts `first`, `first + 1`, … with messages in it, all of them read. Returns its slug."""
        texts = sample.texts(200)
        self.sql(f"""
            set session_replication_role = replica;
            with channel as (
                insert into messaging.channels
                    (slug, name, description, type, created_by, nonce, last_seq, last_message_at, member_count)
                values ({literal(slug)}, {literal(name)},
                    'Questions about VAT, invoices & deadlines, and people who know the answers.', 'public',
                    {ACCOUNT.format(first)}, gen_random_uuid(), {messages},
                    {"now()" if messages else "null"}, {members})
                returning id),
            seats as (
                insert into messaging.channel_members (channel_id, user_id, role, last_read_seq)
                select id, {ACCOUNT.format("n")}, case when n = {first} then 'admin' else 'member' end, {messages}
                from channel, generate_series({first}, {first + members - 1}) n)
            insert into messaging.messages (channel_id, user_id, content, seq, changed_seq, nonce, created_at)
            -- Somebody says three things in a row, ten of them make a talk, and two days hold five talks.
            select channel.id, {ACCOUNT.format(f"{first} + n / 3 % least({members}, 6)")},
                ({array(texts)})[1 + n % {len(texts)}], n, n, gen_random_uuid(),
                now() - least(1, 5000.0 / {max(messages, 1)})
                    * (({messages} - n) * interval '2 minutes' + ({messages} - n) / 10 * interval '9 hours')
            from channel, generate_series(1, {messages}) n;
        """)
        return slug

    def rooms(self, count: int):
        """Channels bench-0, bench-1, … with nothing said in them; author N is in bench-(N mod count)."""
        self.sql(f"""
            set session_replication_role = replica;
            with rooms as (
                insert into messaging.channels (slug, name, type, created_by, nonce, member_count)
                select 'bench-' || n, 'Room ' || n, 'public', {ACCOUNT.format("n + 1")}, gen_random_uuid(),
                    (select count(*) from generate_series(1, {AUTHORS}) a where a % {count} = n)
                from generate_series(0, {count - 1}) n
                returning id, slug)
            insert into messaging.channel_members (channel_id, user_id)
            select rooms.id, {ACCOUNT.format("a")} from generate_series(1, {AUTHORS}) a
            join rooms on rooms.slug = 'bench-' || a % {count};
        """)

    def forget_limits(self):
        """What people have done so often counts no more: those are the limits of one person, not of a server."""
        self.sql("truncate agentor.throttles")

    def renew_workers(self):
        """Lets every worker end and another take its place."""
        old = set(self.workers)
        for worker in old:
            os.kill(worker, signal.SIGTERM)
        wait_until(
            lambda: len(set(self.workers) - old) == self.workers_wanted and self._is_healthy(), 30, "new workers serve"
        )

    # Requests

    def _is_healthy(self) -> bool:
        with contextlib.suppress(OSError):
            self.get("/healthz")
            return True
        return False

    def get(self, path: str, number: int | None = None) -> tuple[str, dict[str, str]]:
        """A page as account `number` sees it, or a stranger, with its headers by their names in lower case."""
        return fetch(f"http://127.0.0.1:{self.port}{path}", number)


def fetch(
    address: str, number: int | None = None, headers: dict[str, str] | None = None
) -> tuple[str, dict[str, str]]:
    mine = {"Cookie": cookie(number)} if number else {}
    request = urllib.request.Request(address, headers=mine | (headers or {}))
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read().decode(), {name.lower(): value for name, value in answer.headers.items()}


@functools.cache
def build_folder() -> pathlib.Path:
    command = ["swift", "build", "--package-path", ROOT, "--configuration", CONFIGURATION, "--show-bin-path"]
    return pathlib.Path(run(*command).strip())


# Whether two pages are the same

#: A static file's name with its hash, and without.
UNHASHED = re.compile(r'(/static/[^."]+)\.[0-9a-f]{12}\.([a-z]+)')
UNLIKE = re.compile(r'(name="(?:csrf|nonce)" value=|srcdoc=|src="[^"?]*/live\?read=)"?[^"]*"')


def essence(page: str) -> str:
    """What a page says and links to: entities read, white space set aside, and without what differs each time."""
    return " ".join(html.unescape(UNLIKE.sub(r'\1""', page)).replace(">", "> ").replace("<", " <").split())


def require_same(ours: str, theirs: str, whose: str):
    """Fails unless a peer's page says and weighs what ours does."""
    mine, other = essence(ours), essence(theirs)
    if mine != other:
        place = next((at for at, pair in enumerate(zip(mine, other)) if pair[0] != pair[1]), min(len(mine), len(other)))
        around = slice(max(0, place - 60), place + 60)
        raise Failed(f"{whose} shows another page:\n  ours:  …{mine[around]}…\n  there: …{other[around]}…")
    if abs(len(ours.encode()) - len(theirs.encode())) > 0.05 * len(ours.encode()):
        raise Failed(f"{whose}'s page has {len(theirs.encode())} bytes, ours {len(ours.encode())}")
