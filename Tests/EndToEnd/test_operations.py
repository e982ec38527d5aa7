"""What an operator relies on: bin/run, nginx and the metrics."""

import concurrent.futures
import contextlib
import os
import pathlib
import re
import signal
import socket
import subprocess

import pytest

from instance import CONFIGURATION, ROOT, Command, Instance, static_file, wait_until
from visitor import Visitor

# Static files


@pytest.mark.parametrize(
    "name, content_type",
    [
        ("agentor.css", "text/css; charset=utf-8"),
        ("live.js", "application/javascript; charset=utf-8"),
        ("favicon.svg", "image/svg+xml"),
    ],
)
def test_static_files_are_kept_for_ever_by_their_hash(instance, name, content_type):
    visitor = Visitor(instance)
    stem, _, extension = name.rpartition(".")
    hashed = visitor.get(f"/static/{stem}.0123456789ab.{extension}")
    plain = visitor.get(f"/static/{name}")
    assert hashed.status == plain.status == 200
    assert hashed.body == plain.body == static_file(name)
    assert hashed.headers["Content-Type"].startswith(content_type)
    assert hashed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert plain.headers["Cache-Control"] == "public, max-age=300"
    assert hashed.headers["X-Content-Type-Options"] == "nosniff"


def test_pages_link_to_static_files_that_exist(instance):
    visitor = Visitor(instance)
    addresses = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', visitor.get("/").text))
    assert addresses
    for address in addresses:
        assert visitor.get(address).status == 200, address


@pytest.mark.parametrize(
    "path",
    [
        "/static/../Package.swift",
        "/static/..%2fPackage.swift",
        "/static/%2e%2e/Package.swift",
        "/static//etc/passwd",
        "/static/..0123456789ab.swift",
        "/static/../Package.0123456789ab.swift",
        "/static/%2e%2e%2fPackage.0123456789ab.swift",
    ],
)
def test_nothing_outside_the_static_files_is_served(instance, path):
    answer = Visitor(instance).get(path)
    assert answer.status in (400, 404)
    assert not answer.says("swift-tools-version")


# For the operator


def test_health_and_metrics(instance):
    visitor = Visitor(instance)
    assert visitor.get("/healthz").status == 200
    assert visitor.get("/metrics").headers["Content-Type"].startswith("text/plain")
    served = instance.metric("agentor_requests_total")
    assert set(served) == set(instance.workers())
    assert all(count > 0 for count in served.values())


def test_logs_hold_no_secret(instance):
    visitor = Visitor(instance, "Secretive").sign_up().onboard()
    slug = visitor.create_channel(visibility="private")
    visitor.say(slug, "A sentence that must not be logged")
    visitor.get("/channels?after=a-search-nobody-must-know")
    letter = instance.mails(visitor.email)[0]
    visitor.sign_out()
    visitor.submit(visitor.get("/forgot-password").form("/forgot-password"), {"email": visitor.email})
    reset = instance.link(visitor.email, "Choose another password")
    assert visitor.get(reset).status == 200
    visitor.sign_in()
    secrets = [
        *visitor.cookies.values(),
        letter.code,
        letter.code.replace(" ", ""),
        letter.link.split("=")[1],
        reset.split("=")[1],
        visitor.csrf(),
        "must not be logged",
        "five green bottles",
        "nobody-must-know",
        visitor.email,
    ]

    def is_logged():
        return f'"POST /channels/{slug}/messages" 303' in instance.log("access")

    wait_until(is_logged, 5, "nginx writes its log")
    for name in ("agentor", "access", "nginx", "postgres"):
        text = instance.log(name)
        assert [secret for secret in secrets if secret in text] == [], name


def test_a_worker_that_dies_with_a_link_in_its_hands_leaves_it_out_of_the_log(instance):
    addresses = [
        "/confirm?token=unlogged-1",
        "/reset-password?token=unlogged-2",
        "/sign-in/with/github/callback?code=unlogged-3",
        "/channels?after=unlogged-4",
    ]
    lock = "begin; lock table agentor.sessions in access exclusive mode; select pg_sleep(4); commit"
    locked = "select count(*) from pg_locks where mode = 'AccessExclusiveLock' and relation = 'agentor.sessions'::regclass"
    waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"

    def ask(address):
        visitor = Visitor(instance)
        # Somebody who may have a session: the workers look for it.
        visitor.cookies = {"agentor-session": "ab" * 64}
        return visitor.get(address, headers={"Referer": instance.base + "/?unlogged-5"})

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        pool.submit(instance.sql, lock)
        wait_until(lambda: int(instance.sql(locked)) == 1, 4, "the table is locked")
        answers = [pool.submit(ask, address) for address in addresses]
        wait_until(lambda: int(instance.sql(waiting)) >= len(addresses), 4, "the workers wait for the table")
        for worker in instance.workers():
            os.kill(worker, signal.SIGKILL)
        assert all(answer.result().status < 600 for answer in answers)
    instance.recover()
    dropped = re.compile(r'"GET /confirm" .* 502')
    wait_until(lambda: dropped.search(instance.log("access")), 5, "nginx tells what became of it")
    for name in ("agentor", "access", "nginx", "postgres"):
        assert "unlogged" not in instance.log(name), name


def test_a_site_behind_a_proxy_that_ends_tls_takes_its_own_forms(directory):
    instance = Instance("--empty", data=directory, AGENTOR_ADDRESS="https://agentor.example").start()
    try:
        person = Visitor(instance)
        # As such a proxy passes requests on, with the browser's host and with its own.
        for host in ["agentor.example", f"127.0.0.1:{instance.port}"]:
            page = person.get("/sign-in/code", headers={"Host": host})
            assert all("; Secure" in cookie for cookie in page.headers.get_all("Set-Cookie", []))
            form = page.form("/sign-in/code")
            for origin, status in [("https://agentor.example", 303), ("http://agentor.example", 403)]:
                answer = person.submit(form, {"email": "ada@example.com"}, headers={"Host": host, "Origin": origin})
                assert answer.status == status, (host, origin)
        assert set(person.cookies) == {"__Host-agentor-session"}
        wait_until(lambda: instance.mails("ada@example.com"), 10, "the mail is sent")
    finally:
        assert instance.stop() == 0


def test_logs_are_rotated_by_size(directory):
    instance = Instance("--empty", data=directory)
    (directory / "log").mkdir(mode=0o700)
    for name in ("agentor", "access", "nginx"):
        (directory / "log" / f"{name}.log").write_text("An old line.\n" * 1_000_000)
    instance.start()
    try:
        for name in ("agentor", "access", "nginx"):
            assert (directory / "log" / f"{name}.log.1").stat().st_size > 10_000_000, name
        assert "An old line." not in instance.log() and "serving" in instance.log()
        assert Visitor(instance).get("/terms").status == 200
        wait_until(lambda: '"GET /terms" 200' in instance.log("access"), 5, "nginx goes on with its log")
    finally:
        assert instance.stop() == 0
    assert processes_of(instance) == []


def test_the_workers_do_not_know_how_to_be_the_owner(instance):
    for worker in instance.workers():
        environment = pathlib.Path(f"/proc/{worker}/environ").read_bytes()
        assert b"DATABASE_URL=" in environment
        assert b"DATABASE_OWNER_URL" not in environment


def test_the_database_listens_to_nobody_else(instance):
    process = (instance.cluster / "postmaster.pid").read_text().splitlines()
    directory = pathlib.Path(process[4])
    assert directory.stat().st_mode & 0o077 == 0
    assert process[5] == "", "PostgreSQL listens on TCP"
    assert (
        instance.sql(
            "select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb from pg_roles"
            " where rolname = 'agentor_app'"
        )
        == "f"
    )
    owned = instance.sql(
        "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = 'agentor_app'"
    )
    assert owned == "0"
    unprotected = instance.sql(
        "select c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname in ('agentor', 'messaging') and c.relkind in ('r', 'p')"
        " and not (c.relrowsecurity and c.relforcerowsecurity)"
    )
    assert unprotected == ""


# Starting and stopping


def test_a_second_start_on_the_same_data_says_so(instance):
    second = Command("bin/run", "--port", 1, "--data", instance.data)
    assert second.end() == 1
    assert "already runs" in second.output
    assert instance.is_healthy()


def test_a_port_that_is_taken_is_told_before_anything_is_built(directory):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = Command("bin/run", "--port", port, "--data", directory)
        assert command.end() == 1
    assert f"port {port} is taken" in command.output
    assert "Building" not in command.output


def test_options_that_make_no_sense_are_explained(directory):
    for options in [["--port", "none"], ["--port"], ["--workers", "0"], ["--configuration", "fast"], ["--colour"]]:
        command = Command("bin/run", *options)
        assert command.end() in (1, 2)
        assert options[0] in command.output
    command = Command("bin/run", "--data", directory, DATABASE_URL="postgresql:///agentor")
    assert command.end() == 1
    assert "DATABASE_OWNER_URL" in command.output


def processes_of(instance) -> list[int]:
    found = []
    for status in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(instance.data).encode() in status.read_bytes():
                found.append(int(status.parent.name))
        except OSError:
            pass
    return found


def test_a_killed_start_leaves_nothing_that_stops_the_next(directory):
    with_demonstration = Instance(data=directory).start()
    assert "Sign in as " in with_demonstration.command.output
    for person in ("ada", "hana", "mateus"):
        assert f"{person}@example.com" in with_demonstration.command.output
    assert "just-a-demonstration" in with_demonstration.command.output
    assert Visitor(with_demonstration).get("/").status == 200
    workers = with_demonstration.workers()
    os.kill(with_demonstration.command.process.pid, signal.SIGKILL)
    with_demonstration.command.process.wait()
    assert with_demonstration.is_healthy(), "the parts outlive the command that is killed"

    again = Instance(data=directory)
    again.port, again.base = with_demonstration.port, with_demonstration.base
    again.start()
    assert set(workers).isdisjoint(again.workers())
    assert again.is_healthy()
    assert "Sign in as " in again.command.output
    assert again.stop() == 0
    assert processes_of(again) == []
    assert not again.is_healthy()


def is_a_group(number: int) -> bool:
    try:
        os.killpg(number, 0)
        return True
    except ProcessLookupError:
        return False


@pytest.mark.parametrize("part, told", [("nginx", "nginx ended"), ("multiwatch", "the workers ended")])
def test_when_a_part_is_killed_everything_ends_and_the_reason_is_told(directory, part, told):
    instance = Instance("--empty", "--workers", "1", data=directory).start()
    [worker] = instance.workers()
    nginx = instance.process_id("nginx")
    os.kill(instance.process_id(part), signal.SIGKILL)
    assert instance.command.end() == 1
    assert told in instance.command.output
    assert processes_of(instance) == []
    wait_until(lambda: not pathlib.Path(f"/proc/{worker}").exists(), 5, "the worker is gone")
    wait_until(lambda: not is_a_group(nginx), 5, "nginx's workers are gone")


def test_stopping_answers_whoever_waits(instance, directory):
    import concurrent.futures

    other = Instance("--empty", data=directory).start()
    visitor = Visitor(other).sign_up().onboard()
    slug = visitor.create_channel()
    with concurrent.futures.ThreadPoolExecutor() as pool:
        held = pool.submit(visitor.changes, slug, 0)
        assert not concurrent.futures.wait([held], timeout=1).done
        assert other.stop() == 0
        assert held.result(1).status == 204
    assert processes_of(other) == []
    assert instance.is_healthy(), "the other instance goes on"


# The production files


def test_the_production_configuration_is_one_nginx_accepts(directory):
    for name, edit in {"http": [], "https": ["-e", "s/#tls //", "-e", "/# plain http$/d"]}.items():
        target = directory / f"{name}.conf"
        text = subprocess.run(
            ["sed", *(edit or ["-e", ""]), str(ROOT / "deploy" / "nginx.conf")],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        assert ("ssl_certificate" in re.sub(r"#.*", "", text)) == (name == "https")
        key, certificate = directory / "key.pem", directory / "certificate.pem"
        subprocess.run(
            [
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "1",
                "-subj",
                "/CN=agentor.example",
                "-keyout",
                str(key),
                "-out",
                str(certificate),
            ],
            check=True,
            capture_output=True,
        )
        for old, new in [
            ("/etc/letsencrypt/live/agentor.example/fullchain.pem", str(certificate)),
            ("/etc/letsencrypt/live/agentor.example/privkey.pem", str(key)),
            ("/run/nginx.pid", str(directory / "nginx.pid")),
            ("/var/log/nginx", str(directory)),
            (
                "http {",
                "http {\n"
                + "".join(
                    f"{kind}_temp_path {directory}/{kind};\n"
                    for kind in ("client_body", "fastcgi", "proxy", "scgi", "uwsgi")
                ),
            ),
        ]:
            text = text.replace(old, new)
        target.write_text(text)
        result = subprocess.run(
            ["nginx", "-t", "-e", str(directory / "error.log"), "-c", str(target)],
            capture_output=True,
            text=True,
            env=os.environ | {"PATH": os.environ["PATH"] + ":/usr/sbin"},
        )
        assert result.returncode == 0, result.stderr


def test_the_build_that_runs_is_the_one_that_was_asked_for(instance):
    for worker in instance.workers():
        assert f"/{CONFIGURATION}/" in os.readlink(f"/proc/{worker}/exe")


def test_the_systemd_units_are_ones_systemd_accepts(directory):
    for unit in (ROOT / "deploy").glob("agentor*.s*"):
        # The executable is not installed here.
        (directory / unit.name).write_text(unit.read_text().replace("/usr/bin/agentor", "/bin/true"))
    result = subprocess.run(
        ["systemd-analyze", "verify", str(directory / "agentor.socket"), str(directory / "agentor@.service")],
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
    assert "agentor" not in result.stderr


def test_units_go_on_starting_workers_however_long_the_database_is_away():
    worker = (ROOT / "deploy" / "agentor@.service").read_text()
    unit, service = worker.split("[Service]")
    assert re.search(r"^StartLimitIntervalSec=0$", unit, re.MULTILINE)
    assert re.search(r"^Restart=always$", service, re.MULTILINE)
    # Nobody says that a worker is well but its answers: a watchdog would end workers that are.
    assert not re.search(r"^WatchdogSec=", service, re.MULTILINE)
    socket_unit = (ROOT / "deploy" / "agentor.socket").read_text()
    assert re.search(r"^TriggerLimitIntervalSec=0$", socket_unit, re.MULTILINE)


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
def test_a_command_started_in_the_background_hears_signals(signal_number):
    # A shell without job control has it ignore SIGINT. It is asked to end while it installs, builds or starts.
    script = 'bin/run --port "$0" --data "$1" --empty >/dev/null 2>&1 & echo $!; wait $!; echo $?'
    instance = Instance()
    command = Command("bash", "-c", script, instance.port, instance.data)
    try:
        process = int(wait_until(lambda: command.lines and command.lines[0], 10, "the command starts"))
        status = pathlib.Path(f"/proc/{process}/status")

        def minds_signals() -> bool:
            caught = re.search(r"^SigCgt:\s*(\w+)", status.read_text(), re.MULTILINE)[1]
            return bool(int(caught, 16) >> (signal.SIGTERM - 1) & 1)

        wait_until(minds_signals, 10, "it minds signals")
        os.kill(process, signal_number)
        assert command.end(60) == 0
        assert command.lines[1] == "0"
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGTERM)
        instance.remove()
