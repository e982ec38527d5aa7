"""Databases as they are: read-only, behind a pooler, restored from a backup, moved to another server."""

import contextlib
import json
import os
import pathlib
import shlex
import stat
import subprocess
import threading

import pytest

import sealed
from instance import CONFIGURATION, ROOT, Instance, free_port, wait_until
from test_resilience import Talk

BINARY = ROOT / ".build" / CONFIGURATION / "agentor"


def environment(instance: Instance) -> dict[str, str]:
    """What an instance's workers and its operator have in their environment."""
    file = instance.data / "run" / "environment"
    command = f"set -a; source {shlex.quote(str(file))}; env -0"
    listing = subprocess.run(["bash", "-c", command], check=True, capture_output=True).stdout
    return dict(entry.split("=", 1) for entry in listing.decode().split("\0") if "=" in entry)


def agentor(*arguments, seconds=60, **environment) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(BINARY), *map(str, arguments)],
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
    )


@contextlib.contextmanager
def other_cluster(directory: pathlib.Path):
    """A second PostgreSQL, as deploy/database.sql prepares one; gives its socket's directory."""
    script = """
        set -euo pipefail
        source bin/lib/common.sh; source bin/lib/postgres.sh
        case $1 in
            start)
                sockets="$(socket_directory "$2")"
                cluster_start "$2/postgres" "$sockets/postgres"
                cluster_query "$sockets/postgres" <deploy/database.sql
                printf '%s' "$sockets/postgres" ;;
            stop) cluster_stop "$2/postgres"; rm -rf -- "$(socket_directory "$2")" ;;
        esac
    """

    def run(verb):
        command = ["bash", "-c", script, "test", verb, str(directory)]
        return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout

    sockets = run("start")
    try:
        yield sockets
    finally:
        run("stop")


def urls(sockets) -> dict[str, str]:
    roles = {"DATABASE_URL": "app", "DATABASE_DOOR_URL": "door", "DATABASE_OWNER_URL": "owner"}
    return {name: f"postgresql:///agentor?host={sockets}&user=agentor_{role}" for name, role in roles.items()}


def rows(sockets, query: str) -> list[str]:
    command = ["psql", "-XqAt", f"postgresql:///agentor?host={sockets}&user=postgres", "-c", query]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


# The doctor


def test_the_doctor_finds_an_instance_well_and_names_what_is_broken(instance):
    command = [ROOT / "bin" / "agentor", "--data", instance.data, "doctor"]
    well = subprocess.run(command, capture_output=True, text=True)
    assert well.returncode == 0, well.stdout
    assert "BROKEN" not in well.stdout and "fine" in well.stdout
    # Rights too: what bin/run makes its database with takes away what nobody needs.
    assert "fine      Rights" in well.stdout
    instance.sql("alter role agentor_door set default_transaction_read_only = on")
    try:
        ill = subprocess.run(command, capture_output=True, text=True)
    finally:
        instance.sql("alter role agentor_door reset default_transaction_read_only")
    assert ill.returncode == 1
    assert "BROKEN    Writing" in ill.stdout and "To do:" in ill.stdout


# What was made otherwise


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_of_another_encoding_is_not_migrated(instance, encoding):
    name = f"encoded_{encoding.lower()}"
    instance.sql(f"create database {name} owner agentor_owner encoding '{encoding}' locale 'C' template template0")
    owner = environment(instance)["DATABASE_OWNER_URL"]
    try:
        refused = agentor("migrate", DATABASE_OWNER_URL=owner.replace("///agentor?", f"///{name}?"))
        assert refused.returncode != 0 and "UTF8" in refused.stderr, refused
        assert agentor("migrate", DATABASE_OWNER_URL=owner).returncode == 0
    finally:
        instance.sql(f"drop database {name}")


def test_data_files_of_another_version_of_postgresql_are_left_alone_and_it_is_said(directory):
    script = "source bin/lib/common.sh; source bin/lib/postgres.sh; cluster_start \"$1\" \"$1/sockets\""
    cluster = directory / "postgres"
    cluster.mkdir()
    (cluster / "PG_VERSION").write_text("9.6\n")
    started = subprocess.run(["bash", "-c", script, "test", cluster], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert started.returncode != 0
    assert "was made by another version of PostgreSQL. Install it, or remove" in started.stderr, started
    assert [file.name for file in cluster.iterdir()] == ["PG_VERSION"]


# A server that takes no changes


def test_when_a_server_takes_changes_again_nobody_has_to_do_anything(instance, visitor):
    talker = visitor()
    slug = talker.create_channel("Read only")
    form = talker.get(f"/channels/{slug}").form(f"/channels/{slug}/messages")
    # Until they have ended: a form that meets a connection on its way out is refused for another reason.
    end = (
        "select count(pg_terminate_backend(pid, 10000)) from pg_stat_activity "
        "where usename in ('agentor_app', 'agentor_door')"
    )
    try:
        instance.sql("alter role agentor_app set default_transaction_read_only = on")
        instance.sql(end)
        for _ in range(20):
            # Through every worker's connections, of which each is made while nothing can be written.
            answer = talker.submit(form, {"message": "refused"})
            assert answer.status == 503 and answer.says("takes no changes at the moment")
            assert talker.get(f"/channels/{slug}").status == 200
        assert not instance.is_healthy()
        assert "takes no changes" in instance.log()
    finally:
        instance.sql("alter role agentor_app reset default_transaction_read_only")
    for number in range(20):
        form = talker.get(f"/channels/{slug}").form(f"/channels/{slug}/messages")
        assert talker.submit(form, {"message": f"taken {number}"}).status == 303
    assert instance.is_healthy()


# Poolers


@contextlib.contextmanager
def pooler(directory: pathlib.Path, sockets: str, mode: str):
    """PgBouncer in front of a server; gives where it listens."""
    place = directory / mode
    place.mkdir()
    place.chmod(0o777)
    port = free_port()
    (place / "users.txt").write_text('"agentor_app" ""\n"agentor_door" ""\n')
    (place / "pgbouncer.ini").write_text(
        f"""
        [databases]
        agentor = host={sockets} dbname=agentor
        [pgbouncer]
        listen_addr =
        unix_socket_dir = {place}
        listen_port = {port}
        auth_type = trust
        auth_file = {place}/users.txt
        pool_mode = {mode}
        ignore_startup_parameters = extra_float_digits
        logfile = {place}/pgbouncer.log
        """.replace("\n        ", "\n")
    )
    command = ["pgbouncer", str(place / "pgbouncer.ini")]
    if os.geteuid() == 0:
        command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--", *command]
    process = subprocess.Popen(command, cwd="/", stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until((place / f".s.PGSQL.{port}").exists, 10, "PgBouncer listens")
        yield {
            name: f"postgresql:///agentor?host={place}&port={port}&user=agentor_{role}"
            for name, role in [("DATABASE_URL", "app"), ("DATABASE_DOOR_URL", "door")]
        }
    finally:
        process.terminate()
        process.wait(10)


def test_a_pooler_that_shares_connections_is_refused_and_one_that_keeps_them_is_not(instance, directory):
    known = environment(instance)
    sockets = pathlib.Path(instance.cluster / "postmaster.pid").read_text().splitlines()[4]
    with pooler(directory, sockets, "transaction") as shared:
        refused = agentor("serve", "--socket", directory / "agentor.sock", **(known | shared))
        assert refused.returncode != 0
        assert "DATABASE_URL leads through a pooler" in refused.stderr and "pool_mode = session" in refused.stderr
        seen = agentor("doctor", **(known | shared))
        assert seen.returncode == 1 and "BROKEN    Pooler" in seen.stdout
        # The direct line of one of the two is not enough.
        half = shared | {"DATABASE_URL": known["DATABASE_URL"]}
        refused = agentor("serve", "--socket", directory / "agentor.sock", **(known | half))
        assert refused.returncode != 0 and "DATABASE_DOOR_URL leads through a pooler" in refused.stderr
    with pooler(directory, sockets, "session") as kept:
        seen = agentor("doctor", **(known | kept))
        assert seen.returncode == 0, seen.stdout
        assert "fine      Pooler" in seen.stdout and "fine      Announcements" in seen.stdout


# Backups


def test_a_backup_made_while_people_talk_is_restored_on_another_server(instance, visitor, directory):
    talkers = [visitor() for _ in range(2)]
    slug = talkers[0].create_channel("Kept")
    talkers[1].join(slug)
    before = Talk(talkers, slug, 3, pause=0)
    before.finish()
    known = environment(instance)
    folder = directory / "backup"
    during = Talk(talkers, slug, 20, pause=0.05)
    made = agentor("backup", folder, **known)
    assert made.returncode == 0, made.stderr
    assert "The key (AGENTOR_KEY_FILE) is not in it" in made.stdout
    during.finish()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    # Files are there where somebody has sent any to this instance.
    assert {path.name for path in folder.iterdir()} - {"files"} == {"agentor.dump", "manifest.json"}
    assert "password" not in made.stdout + made.stderr
    again = agentor("backup", folder, **known)
    assert again.returncode != 0 and "not overwritten" in again.stderr

    with other_cluster(directory) as sockets:
        there = known | urls(sockets)
        restored = agentor("restore", folder, **there)
        assert restored.returncode == 0, restored.stderr
        # Of one moment: everything that was taken before it began, and nothing with a gap.
        said = f"""
            select m.seq, {sealed.MESSAGE} from messaging.messages m join messaging.channels c on c.id = m.channel_id
            where c.slug = '{slug}' order by m.seq
        """
        keys = sealed.Keys(instance.data / "key", rows(sockets, sealed.KEYS))
        texts = [(number, keys.open(place)) for number, place in (line.split("|", 1) for line in rows(sockets, said))]
        assert [int(number) for number, _ in texts] == list(range(1, len(texts) + 1))
        assert set(before.acknowledged) <= {text for _, text in texts}
        manifest = json.loads((folder / "manifest.json").read_text())
        assert manifest["rows"]["messaging.messages"] == int(rows(sockets, "select count(*) from messaging.messages")[0])
        # It can be served from, with the key it was sealed with.
        seen = agentor("doctor", **there)
        assert seen.returncode == 0, seen.stdout
        wrong = agentor("doctor", **(there | {"AGENTOR_KEY_FILE": "", "AGENTOR_KEYS": "ab" * 32}))
        assert "BROKEN    Keys" in wrong.stdout
        # Once more, into the same: refused.
        again = agentor("restore", folder, **there)
        assert again.returncode != 0 and "is not empty" in again.stderr


@contextlib.contextmanager
def locked(instance: Instance, table: str):
    """Somebody has a table for themselves."""
    lock = f"begin; lock table {table} in access exclusive mode; select pg_sleep(60)"
    held = f"""
        select count(*) from pg_locks
        where mode = 'AccessExclusiveLock' and granted and relation = '{table}'::regclass
    """
    end = "select pg_terminate_backend(pid) from pg_stat_activity where query like 'begin; lock table %'"

    def hold():
        with contextlib.suppress(subprocess.CalledProcessError):
            instance.sql(lock)

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        wait_until(lambda: instance.sql(held) == "1", 10, f"{table} is locked")
        yield
    finally:
        instance.sql(end)
        thread.join()


def begin_backup(instance: Instance, folder: pathlib.Path, waits_as: str) -> subprocess.Popen:
    """A backup that has met a lock, in its own connection or in pg_dump's."""
    process = subprocess.Popen(
        [str(BINARY), "backup", str(folder)], env=os.environ | environment(instance), start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    waiting = f"select count(*) from pg_stat_activity where wait_event_type = 'Lock' and application_name = '{waits_as}'"
    try:
        wait_until(lambda: instance.sql(waiting) == "1", 20, "the backup waits")
    except BaseException:
        process.kill()
        process.wait()
        raise
    return process


def test_a_backup_that_is_killed_is_recognised_as_half_written(instance, directory):
    known = environment(instance)
    folder = directory / "broken"
    with locked(instance, "messaging.messages"):
        process = begin_backup(instance, folder, "agentor backup")
        process.kill()
        process.wait()
    assert not folder.exists() and (directory / "broken.partial").is_dir()
    for path in (folder, directory / "broken.partial"):
        refused = agentor("restore", path, **known)
        assert refused.returncode != 0
        assert "no whole backup" in refused.stderr or "is not there" in refused.stderr
    again = agentor("backup", folder, **known)
    assert again.returncode != 0 and "broken.partial is there" in again.stderr


def test_a_backup_and_whoever_wants_a_table_for_themselves_never_wait_for_each_other(instance, directory):
    locks = """
        select count(*) from pg_locks l join pg_stat_activity a using (pid) join pg_class c on c.oid = l.relation
        where a.application_name = 'agentor backup' and c.relnamespace in (
            'agentor'::regnamespace, 'messaging'::regnamespace, 'public'::regnamespace)
    """
    # A table that is not counted, but is dumped: the backup has read everything else by then.
    with locked(instance, "agentor.throttles"):
        process = begin_backup(instance, directory / "whole", "pg_dump")
        held = instance.sql(locks)
    assert process.wait(60) == 0
    assert held == "0"


# Pages that are open while a backup is restored


@pytest.mark.parametrize("scripts", [True, False])
def test_a_page_that_is_open_while_a_backup_is_restored_shows_what_is_there_then(instance, person, visitor, scripts):
    talker = visitor()
    slug = talker.create_channel(f"Restored {scripts}")
    for number in range(1, 6):
        talker.say(slug, f"said {number}")
    reader = person("Rita Reader", scripts=scripts).arrive()
    reader.join(slug)
    reader.open(slug)
    reader.sees(*(f"said {number}" for number in range(1, 6)))
    instance.sql(
        f"""
        begin;
        delete from messaging.messages m using messaging.channels c
            where c.id = m.channel_id and c.slug = '{slug}' and m.seq > 2;
        update messaging.channels set last_seq = 2 where slug = '{slug}';
        commit;
        select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'messaging listener'
        """
    )
    talker.say(slug, "said afterwards")
    reader.sees("said 1", "said 2", "said afterwards")
    instance.recover()


# A worker without a database


def test_systemd_goes_on_starting_a_worker_for_as_long_as_it_has_no_database():
    lines = [line.split("=", 1) for line in (ROOT / "deploy" / "agentor@.service").read_text().splitlines() if "=" in line]
    settings = {name: value for name, value in lines if not name.startswith("#")}
    assert settings["Restart"] == "always"
    assert settings["StartLimitIntervalSec"] == "0"
