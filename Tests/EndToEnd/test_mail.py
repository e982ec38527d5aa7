"""Mail leaves through a real SMTP server, whatever becomes of the server, the database and the workers. What cannot be
sent now is sent later, once."""

import email
import email.policy
import email.utils
import json
import os
import pathlib
import re
import signal
import ssl
import subprocess
import time
import urllib.parse

import pytest

from checks import accessibility_problems
from instance import Command, Instance, frozen, wait_until
from mail_server import PASSWORD, USER, MailServer, own_address, running
from visitor import Visitor


@pytest.fixture(scope="module")
def server():
    with running(MailServer()) as server:
        yield server


@pytest.fixture(scope="module")
def mailing(server):
    """An Agentor that sends mail."""
    password = urllib.parse.quote(PASSWORD, safe="")
    instance = Instance("--empty", AGENTOR_SMTP_URL=f"smtp://{USER}:{password}@{server.host}:{server.port}")
    try:
        yield instance.start()
        assert instance.stop() == 0, instance.command.output
    finally:
        if instance.command and instance.command.process.poll() is None:
            instance.stop()
        instance.remove()


@pytest.fixture
def post(mailing, server):
    """The outbox and the server, both empty."""
    server.behaviour = "accepts"
    post = Post(mailing, server)
    post.empty()
    yield post
    server.behaviour = "is busy"
    server.release()
    post.empty()
    mailing.recover()


class Post:
    def __init__(self, instance: Instance, server: MailServer):
        self.instance, self.server = instance, server
        self.id = None

    def empty(self):
        self.instance.sql("delete from agentor.outbox")
        self.server.mails.clear()
        self.server.attempts.clear()

    def command(self, address: str = "ada@example.com", within=(), **environment) -> Command:
        """`agentor mail`, with the settings of a worker, run by the command `within`."""
        worker = pathlib.Path(f"/proc/{self.instance.workers()[0]}")
        settings = dict(
            line.split("=", 1) for line in (worker / "environ").read_text().split("\0") if "=" in line
        )
        return Command(*within, os.readlink(worker / "exe"), "mail", address, **settings | environment)

    def send(self, address: str = "ada@example.com", **options) -> tuple[int, str]:
        command = self.command(address, **options)
        code = command.end()
        found = re.search(r"Mail ([0-9a-f-]{36}): ", command.output)
        assert found, command.output
        self.id = found[1]
        return code, command.output

    def wait_in_the_outbox(self):
        """A mail that was refused once for now, and that only the workers know of."""
        self.server.behaviour = "is busy"
        code, _ = self.send()
        assert code == 1
        self.server.attempts.clear()

    def make_due(self):
        self.instance.sql("update agentor.outbox set next_attempt_at = now()")

    def column(self, column: str) -> str:
        """Of the mail's row."""
        return self.instance.sql(f"select {column} from agentor.outbox where id = '{self.id}'")

    def wait_until_sent(self, seconds: float = 15):
        wait_until(lambda: self.column("sent_at"), seconds, "the outbox knows that the mail was sent")


# What arrives


def test_a_mail_arrives_as_mail_programs_read_it(post, server):
    code, output = post.send("ada.lovelace@example.com")
    assert code == 0
    assert output.splitlines()[-1] == f"Mail {post.id}: sent to ada.lovelace@example.com."
    [mail] = server.wait_for(1)
    assert mail.defects == []
    assert mail.envelope == ("no-reply@agentor.example", ["ada.lovelace@example.com"])
    assert mail["From"].addresses[0].display_name == "Agentor"
    assert mail["From"].addresses[0].addr_spec == "no-reply@agentor.example"
    assert mail["To"].addresses[0].addr_spec == "ada.lovelace@example.com"
    assert mail["Subject"] == "A test letter from Agentor"
    assert mail["Message-ID"] == f"<{post.id}@agentor.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["MIME-Version"] == "1.0"
    assert abs(mail["Date"].datetime.timestamp() - time.time()) < 60
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    for kind in ("plain", "html"):
        part = mail.get_body((kind,))
        assert part.defects == []
        assert part.get_content_charset() == "utf-8"
        assert post.instance.base in part.get_content()
    lines = mail.source.split(b"\r\n")
    assert all(len(line) <= 78 and b"\n" not in line and b"\r" not in line for line in lines)


def test_the_html_part_is_a_valid_document(post, server, validator):
    post.send()
    [mail] = server.wait_for(1)
    document = mail.get_body(("html",)).get_content()
    assert validator.problems(document.encode(), "text/html; charset=utf-8") == []


def test_the_server_is_told_who_sends(post, server):
    server.users.clear()
    post.send()
    server.wait_for(1)
    assert set(server.users) == {USER}


def test_what_was_sent_is_erased(post, server):
    post.send()
    server.wait_for(1)
    assert post.column("sent_at") != ""
    assert post.instance.sql("select address, sealed, last_error from agentor.outbox") == "||"


# Addresses beyond ASCII


def test_a_server_with_smtputf8_gets_mail_to_addresses_of_any_script(post):
    with running(MailServer(enable_SMTPUTF8=True)) as capable, frozen(*post.instance.workers()):
        code, output = post.send("jörg@bücher.example", AGENTOR_SMTP_URL=capable.url)
        assert code == 0, output
        [mail] = capable.wait_for(1)
        assert mail.envelope[1] == ["jörg@xn--bcher-kva.example"]
        assert "To: jörg@xn--bcher-kva.example\r\n".encode() in mail.source
        post.send("ada@example.com", AGENTOR_SMTP_URL=capable.url)
        assert capable.wait_for(2)[1].envelope[1] == ["ada@example.com"]


def test_a_server_without_smtputf8_is_never_told_such_an_address(post):
    with running(MailServer(enable_SMTPUTF8=False)) as lesser, frozen(*post.instance.workers()):
        code, output = post.send("jörg@bücher.example", AGENTOR_SMTP_URL=lesser.url)
        assert code == 1
        assert "SMTPUTF8" in output and "It is given up" in output and "jörg" not in output
        assert lesser.attempts == []


@pytest.mark.parametrize("is_capable", [False, True])
def test_whether_such_an_address_gets_an_account_is_what_the_mail_server_says(is_capable):
    with running(MailServer(enable_SMTPUTF8=is_capable)) as other:
        instance = Instance("--empty", AGENTOR_SMTP_URL=other.url)
        try:
            instance.start()
            said = "select takes_utf8 from agentor.mail_server"
            wait_until(lambda: instance.sql(said), 15, "the workers hear what the server takes")
            assert instance.sql(said) == ("t" if is_capable else "f")
            newcomer = Visitor(instance, "Jörg")
            form = newcomer.get("/sign-up").form("/sign-up")
            answer = newcomer.submit(
                form, {"name": "Jörg", "email": "Jörg@Bücher.example", "password": "correct horse battery staple"}
            )
            if is_capable:
                assert answer.status == 303
                [mail] = other.wait_for(1)
                assert mail.envelope[1] == ["jörg@xn--bcher-kva.example"]
            else:
                assert answer.status == 422 and "Our mail server cannot send to this address." in answer.text
                assert other.attempts == []
        finally:
            instance.stop()
            instance.remove()


# What is refused


def test_a_mail_refused_for_good_is_given_up_and_the_log_does_not_say_whose_it_was(post, server):
    server.behaviour = "refuses"
    code, output = post.send("secret.person@example.com")
    assert code == 1
    assert "the server answered: 550 5.1.1 … no such mailbox. It is given up" in output
    assert post.column("given_up_at") != ""
    assert post.instance.sql("select address, sealed from agentor.outbox") == "|"
    server.behaviour = "accepts"
    post.make_due()
    time.sleep(2.5)
    assert server.mails == []
    log = post.instance.log() + output
    assert "secret.person" not in log
    assert PASSWORD not in log and urllib.parse.quote(PASSWORD, safe="") not in log


def test_the_log_names_the_mail_and_the_reason(post, server):
    post.wait_in_the_outbox()
    server.behaviour = "refuses"
    post.make_due()
    wait_until(lambda: post.column("given_up_at"), 10, "the mail is given up")
    lines = [line for line in post.instance.log().splitlines() if post.id in line]
    assert any("mail given up" in line and "550 5.1.1" in line for line in lines), lines
    assert "ada@example.com" not in post.instance.log()


def test_a_mail_whose_content_is_refused_is_given_up(post, server):
    server.behaviour = "refuses the mail"
    code, output = post.send()
    assert code == 1
    assert "554 5.7.1 This does not look like a letter. It is given up" in output
    assert post.column("given_up_at") != ""


def test_a_refused_sender_or_password_is_the_operators_to_mend_and_the_mail_waits(post, server):
    server.behaviour = "refuses the sender"
    code, output = post.send()
    assert code == 1
    assert "550 5.1.8" in output and "tried again" in output
    server.behaviour = "accepts"
    with frozen(*post.instance.workers()):
        code, output = post.send(AGENTOR_SMTP_URL=f"smtp://{USER}:wrong@{server.host}:{server.port}")
        assert code == 1
        assert "535" in output and "tried again" in output
        assert "wrong" not in output
    post.make_due()
    server.wait_for(2)


def test_a_mail_refused_for_now_is_tried_again_and_arrives_once(post, server):
    server.behaviour = "is busy"
    code, output = post.send()
    assert code == 1
    assert "451 4.3.2" in output and "tried again" in output
    assert 20 < float(post.instance.sql("select extract(epoch from next_attempt_at - now()) from agentor.outbox")) < 37
    server.behaviour = "accepts"
    time.sleep(2.5)
    assert server.mails == [], "not before its time"
    post.make_due()
    [mail] = server.wait_for(1)
    assert mail["Message-ID"] == f"<{post.id}@agentor.example>"
    post.wait_until_sent()
    assert post.column("attempts") == "2"
    post.make_due()
    time.sleep(2.5)
    assert len(server.mails) == 1


# What breaks


def test_a_connection_that_is_dropped_within_the_mail_is_no_delivery(post, server):
    server.behaviour = "drops"
    code, output = post.send()
    assert code == 1 and "tried again" in output
    assert server.mails == []
    server.behaviour = "accepts"
    post.make_due()
    server.wait_for(1)
    post.wait_until_sent()


def test_a_server_that_took_the_mail_and_could_not_say_so_gets_the_same_mail_again(post, server):
    server.behaviour = "forgets"
    code, _ = post.send()
    assert code == 1
    server.behaviour = "accepts"
    post.make_due()
    first, second = server.wait_for(2)
    assert first["Message-ID"] == second["Message-ID"]
    assert first.source == second.source


@pytest.mark.parametrize("behaviour", ["silent", "stalls"])
def test_a_server_that_never_answers_is_left_after_half_a_minute(post, server, behaviour):
    post.wait_in_the_outbox()
    server.behaviour = behaviour
    begin = time.monotonic()
    post.make_due()
    wait_until(lambda: post.column("attempts") == "2", 10, "a worker takes it up")
    wait_until(lambda: post.column("claimed_until") == "", 45, "the worker leaves it")
    assert time.monotonic() - begin < 36
    assert re.search("timed out|timeout", post.column("last_error"))
    server.release()
    server.behaviour = "accepts"
    post.make_due()
    server.wait_for(1)


def test_while_one_worker_is_held_by_the_server_the_site_answers_and_another_sends(post, server):
    post.wait_in_the_outbox()
    held = post.id
    server.behaviour = "stalls"
    post.make_due()
    server.wait_for_attempts(1)
    assert Visitor(post.instance).get("/").status == 200
    server.behaviour = "accepts"
    code, _ = post.send("bea@example.com")
    assert code == 0
    assert [mail["To"] for mail in server.mails] == ["bea@example.com"]
    server.release()
    server.wait_for(2)
    assert post.instance.sql(f"select attempts from agentor.outbox where id = '{held}'") == "2"


def test_a_server_that_took_the_mail_and_never_says_goodbye_is_not_waited_for(post, server):
    server.behaviour = "stalls at the end"
    begin = time.monotonic()
    code, _ = post.send()
    assert code == 0
    assert time.monotonic() - begin < 10
    assert len(server.mails) == 1


def test_a_worker_told_to_stop_is_not_held_by_a_stalled_server(post, server):
    post.wait_in_the_outbox()
    server.behaviour = "stalls"
    post.make_due()
    server.wait_for_attempts(1)
    first = set(post.instance.workers())
    begin = time.monotonic()
    for worker in first:
        os.kill(worker, signal.SIGTERM)
    wait_until(lambda: first.isdisjoint(post.instance.workers()), 12, "the workers end")
    assert time.monotonic() - begin < 9
    post.instance.recover()
    assert post.column("last_error") == "the process ended"
    interrupted = server.attempts[0]
    server.behaviour = "accepts"
    post.make_due()
    [mail] = server.wait_for(1)
    assert mail["Message-ID"] == interrupted["Message-ID"]


def test_a_server_that_is_down_gets_the_mail_when_it_is_back(post, server):
    server.stop()
    try:
        code, output = post.send()
        assert code == 1
        assert "connect" in output.lower() and "tried again" in output
        post.make_due()
        wait_until(lambda: post.column("attempts") == "2", 10, "a worker tries")
    finally:
        server.start()
    post.make_due()
    server.wait_for(1)
    post.wait_until_sent()


def test_a_killed_worker_loses_no_mail(post, server):
    post.wait_in_the_outbox()
    server.behaviour = "stalls"
    post.make_due()
    server.wait_for_attempts(1)
    for worker in post.instance.workers():
        os.kill(worker, signal.SIGKILL)
    post.instance.recover()
    server.behaviour = "accepts"
    time.sleep(2.5)
    interrupted = server.attempts[0]
    assert post.column("attempts") == "2", "until the lease is over the mail is the dead worker's"
    lease = float(post.instance.sql("select extract(epoch from claimed_until - now()) from agentor.outbox"))
    assert 60 < lease <= 120
    post.instance.sql("update agentor.outbox set claimed_until = now()")
    wait_until(lambda: post.column("sent_at"), 10, "another worker sends it")
    assert server.mails[-1]["Message-ID"] == interrupted["Message-ID"] == f"<{post.id}@agentor.example>"
    assert server.mails[-1].source == interrupted.source


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_mail_sent_while_the_database_restarts_is_sent_once(post, server, mode):
    post.wait_in_the_outbox()
    server.behaviour = "stalls"
    post.make_due()
    server.wait_for_attempts(1)
    post.instance.pg_ctl("stop", "--mode", mode)
    try:
        server.behaviour = "accepts"
        server.release()
        server.wait_for(1)
        time.sleep(1)
    finally:
        post.instance.pg_ctl("start")
    post.wait_until_sent()
    assert post.column("attempts") == "2"
    post.make_due()
    post.instance.sql("update agentor.outbox set claimed_until = null")
    time.sleep(2)
    assert len(server.mails) == 1


def test_a_mail_written_before_the_database_restarts_is_sent_after_it(post, server):
    post.wait_in_the_outbox()
    server.behaviour = "accepts"
    post.instance.sql("update agentor.outbox set next_attempt_at = now() + interval '4 seconds'")
    post.instance.pg_ctl("restart", "--mode", "immediate")
    server.wait_for(1)
    post.wait_until_sent()


def test_many_mails_are_each_sent_once_by_whichever_worker(post, server):
    server.behaviour = "is busy"
    commands = [post.command(f"person{number}@example.com") for number in range(8)]
    assert [command.end() for command in commands] == [1] * 8
    server.behaviour = "accepts"
    post.make_due()
    mails = server.wait_for(8)
    assert sorted(mail["To"] for mail in mails) == [f"person{number}@example.com" for number in range(8)]
    time.sleep(1.5)
    assert len(server.mails) == 8


# On the way


@pytest.fixture
def certificate(tmp_path):
    """Makes a certificate that vouches for itself: its file, and a server's context."""

    def make(name: str) -> tuple[pathlib.Path, ssl.SSLContext]:
        key, file = tmp_path / "key.pem", tmp_path / "certificate.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
            + ["-days", "1", "-subj", "/CN=mail", "-addext", f"subjectAltName={name}", "-keyout", key, "-out", file],
            check=True,
            capture_output=True,
        )
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(file, key)
        return file, context

    return make


def trusting(file: pathlib.Path) -> list[str]:
    """Runs a command with this as the only certificate it trusts."""
    script = f'mount --bind "$0" {AUTHORITIES} && exec "$@"'
    return ["unshare", "--mount", "--", "sh", "-c", script, str(file)]


AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"
can_choose_authorities = os.path.exists(AUTHORITIES) and (
    subprocess.run([*trusting(pathlib.Path(AUTHORITIES)), "true"], capture_output=True).returncode == 0
)
elsewhere = pytest.mark.skipif(own_address() is None, reason="this machine has no address but loopback")
choosing = pytest.mark.skipif(not can_choose_authorities, reason="trusting a certificate for a test takes root")


@elsewhere
@choosing
def test_a_server_elsewhere_is_spoken_to_encrypted_once_starttls_was_asked_for(post, certificate):
    file, context = certificate(f"IP:{own_address()}")
    secure = MailServer(host=own_address(), tls_context=context, require_starttls=True)
    with running(secure) as server, frozen(*post.instance.workers()):
        password = urllib.parse.quote(PASSWORD, safe="")
        url = f"smtp://{USER}:{password}@{server.host}:{server.port}"
        code, output = post.send(within=trusting(file), AGENTOR_SMTP_URL=url)
        assert code == 0, output
        assert set(server.users) == {USER}
        server.wait_for(1)


@choosing
def test_a_server_that_is_encrypted_from_the_start_gets_the_mail(post, certificate):
    file, context = certificate("DNS:localhost")
    with running(MailServer(ssl_context=context)) as server, frozen(*post.instance.workers()):
        code, output = post.send(within=trusting(file), AGENTOR_SMTP_URL=f"smtps://localhost:{server.port}")
        assert code == 0, output
        server.wait_for(1)


def test_a_certificate_nobody_vouches_for_gets_no_mail(post, certificate):
    _, context = certificate("DNS:localhost")
    with running(MailServer(ssl_context=context)) as server, frozen(*post.instance.workers()):
        code, output = post.send(AGENTOR_SMTP_URL=f"smtps://localhost:{server.port}")
        assert code == 1
        assert "certificate" in output and "tried again" in output
        assert server.attempts == []


@elsewhere
def test_a_server_elsewhere_gets_no_mail_and_no_password_without_encryption(post):
    with running(MailServer(host=own_address())) as server, frozen(*post.instance.workers()):
        code, output = post.send(AGENTOR_SMTP_URL=f"smtp://{USER}:secret@{server.host}:{server.port}")
        assert code == 1
        assert "tried again" in output
        assert server.attempts == [] and server.users == []


# Settings


def test_serving_needs_a_key_an_address_and_somewhere_to_send_mail(mailing):
    worker = pathlib.Path(f"/proc/{mailing.workers()[0]}")
    settings = dict(line.split("=", 1) for line in (worker / "environ").read_text().split("\0") if "=" in line)
    for name in ("AGENTOR_KEY_FILE", "AGENTOR_ADDRESS", "AGENTOR_SMTP_URL"):
        command = Command(os.readlink(worker / "exe"), "serve", "--socket", "/nowhere/at/all", **settings | {name: ""})
        assert command.end() != 0
        assert f"{name} is not set" in command.output


def test_the_key_is_made_once_and_nobody_else_can_read_it(instance):
    key = instance.data / "key"
    assert re.fullmatch(r"[0-9a-f]{64}\n", key.read_text())
    assert key.stat().st_mode & 0o777 == 0o600


# Where no mail is sent


def test_without_a_mail_server_mails_land_in_a_folder_and_on_a_page(instance, browser, validator):
    assert f"Mails land in {instance.data}/mail, and on {instance.base}/mailbox" in instance.command.output
    post = Post(instance, None)
    code, _ = post.send("folder@example.com")
    assert code == 0
    [path] = [path for path in (instance.data / "mail").glob("*.eml") if post.id in path.name]
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert mail["To"] == "folder@example.com"
    kept = json.loads(path.with_suffix(".json").read_text())
    assert kept["to"] == "folder@example.com"
    assert kept["messageID"] == mail["Message-ID"]
    assert kept["letter"]["action"]["address"] == instance.base
    assert (instance.data / "mail").stat().st_mode & 0o077 == 0

    visitor = Visitor(instance)
    listing = visitor.get("/mailbox")
    assert listing.status == 200
    assert listing.says("folder@example.com")
    page = visitor.get(f"/mailbox/{path.stem}")
    assert page.status == 200
    assert (instance.base, "Open Agentor") in page.page.links
    for answer in (listing, page):
        assert validator.problems(answer.body, answer.headers["Content-Type"]) == []
        screen = browser.new_page(base_url=instance.base)
        screen.goto(answer.path)
        assert accessibility_problems(screen) == []
        screen.close()
