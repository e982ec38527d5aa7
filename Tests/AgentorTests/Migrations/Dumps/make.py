#!/usr/bin/env python3
"""Makes a dump for UpgradeTests: an instance of some version that people have used in every way there is.

    Tests/AgentorTests/Migrations/Dumps/make.py CHECKOUT

CHECKOUT is a work tree of that version. Its bin/run serves an instance of its own, and its Tests/EndToEnd is what this
drives it with. Beside this file it leaves COMMIT.sql, as pg_dump writes it, and COMMIT.json: what people have in their
browsers, mails and apps at that moment. Secrets are sealed with the key the tests use.
"""

import contextlib
import http.server
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.parse

if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
    sys.exit(__doc__)
CHECKOUT = pathlib.Path(sys.argv[1]).resolve()
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(CHECKOUT / "Tests" / "EndToEnd"))
sys.dont_write_bytecode = True

from authenticator import Authenticator  # noqa: E402
from instance import Instance, wait_until  # noqa: E402
from visitor import PASSWORD, Visitor  # noqa: E402

# As in Tests/AgentorTests/Letterbox.swift.
KEY = "5e" * 32
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"

# What is easily lost on the way through a dump: its own marks for nothing, the end and a tab, quotes, backslashes,
# several lines, other scripts and directions, letters of several parts, and those of four bytes.
SAID = [
    "Good morning.",
    "0",
    ".",
    "\\N",
    "\\.",
    "null",
    "It's \"quoted\", 'twice', `once`; and $$dollars$$ E'\\x00'",
    "C:\\new\\table\\",
    "a\tb\t\tc",
    "One line,\n\nand another.\n\tAnd one set in.",
    "<b onclick=\"alert('1')\">&amp;</b> -- {{name}}",
    "مرحبًا بالعالم، كيف الحال؟",
    "שָׁלוֹם (שלום) 123",
    "नमस्ते दुनिया",
    "你好，世界。",
    "ありがとうございます",
    "Привет, мир",
    "Za\u0308hlt e\u0301 anders als é: Ça va ?",
    "👩🏽‍🔬 🏳️‍🌈 🇵🇹 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𠜎",
    "x" * 300,
]


class Person(Visitor):
    def __init__(self, instance, name: str):
        super().__init__(instance, name)
        self.email = f"{name.split()[0].lower()}@example.org"

    def request(self, method, path, body=None, headers=None, timeout=70):
        return super().request(method, path, body, {"User-Agent": BROWSER} | (headers or {}), timeout)

    def elsewhere(self) -> "Person":
        """The same person with another browser."""
        return Person(self.instance, self.name)

    def fill(self, path: str, values: dict, action: str | None = None, status: int = 303):
        """Submits a form of a page."""
        answer = self.submit(self.get(path).form(action or path.partition("?")[0]), values)
        assert answer.status == status, answer
        return answer

    def begin_second_factor(self) -> Authenticator:
        return Authenticator(re.search(r'class="secret">([^<]+)', self.get("/account/second-factor/set-up").text)[1])

    def turn_on_second_factor(self) -> tuple[Authenticator, list[str]]:
        app = self.begin_second_factor()
        answer = self.fill("/account/second-factor/set-up", {"code": app.code()}, status=200)
        codes = re.findall(r"<li><code>([^<]+)", answer.text)
        assert len(codes) == 10, answer
        return app, codes

    def leave_for_provider(self) -> str:
        """Goes to the provider; returns the state it is to send back."""
        address = self.get("/sign-in/with/github").location
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))["state"]


class GitHub(http.server.BaseHTTPRequestHandler):
    """What Agentor asks GitHub, which knows one person."""

    def log_message(self, *arguments):
        pass

    def answer(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer({"access_token": "gho_1", "token_type": "bearer", "scope": "read:user,user:email"})

    def do_GET(self):
        if self.path.endswith("/emails"):
            return self.answer([{"email": "cleo@example.org", "primary": True, "verified": True}])
        self.answer({"id": 9007199254740993, "login": "cleo", "name": "Cleo Connects"})


@contextlib.contextmanager
def running_github():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), GitHub)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield {
            "name": "github",
            "label": "GitHub",
            "kind": "github",
            "client_id": "agentor",
            "client_secret": "secret",
            # Only browsers go there, and it names the issuer.
            "authorization_endpoint": "https://github.com/login/oauth/authorize",
            "token_endpoint": f"http://127.0.0.1:{server.server_port}/token",
            "api": f"http://127.0.0.1:{server.server_port}/api",
        }
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def administer(instance, *arguments):
    command = [CHECKOUT / "bin" / "admin", "--data", instance.data, *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def live(instance) -> dict:
    """What people do while mails arrive; returns what they know afterwards, but for their cookies."""
    known = {"links": {}, "codes": {}, "secrets": {}, "channels": {}, "browsers": {}}

    def arrive(name: str) -> Person:
        return Person(instance, name).sign_up().onboard()

    def keep(browser: Person, name: str):
        known["browsers"][name] = browser

    # Ada runs the place. Bo talks.
    ada = Person(instance, "Ada Lovelace").sign_up()
    form = ada.get("/onboarding/agent-profile")
    answer = ada.submit(
        form.form("/onboarding/agent-profile"),
        {
            "headline": "Analyst & “Metaphysician”",
            "about": "Notes A to G.\n\n\tG has a table, and a C:\\path.",
            "category": [value for value in form.page.options["category"] if value][0],
            "skills": "tables, façades, O'Neil's \"way\", back\\slash",
            "hourly-rate": "",
            "time-zone": "Europe/London",
        },
    )
    assert (answer.status, answer.location) == (303, "/dashboard"), answer
    # Which signs her out.
    administer(instance, "promote", ada.email)
    assert ada.sign_in().location == "/dashboard"
    keep(ada, "ada")
    bo = arrive("Bo \"Bobby\" O'Neil \\o/")
    keep(bo, "bo")
    engines = ada.create_channel("Analytical Engines", description="Cards, \"mills\" & stores\\ 🧮")
    ducts = ada.create_channel("غرفة خاصة", "private")
    ada.say(ducts, "For my eyes only.")
    ada.create_channel("Quiet", "private")
    bo.join(engines)
    for text in SAID:
        bo.say(engines, text)

    # Zoe was erased, with what she had written.
    zoe = arrive("Zoe Erased")
    zoe.join(engines)
    zoe.say(engines, "This is gone.")
    administer(instance, "erase", zoe.email, "--yes")
    # A worker looks when it starts.
    os.kill(instance.workers()[0], signal.SIGTERM)
    wait_until(lambda: instance.mails(zoe.email)[-1].subject == "Your account was deleted", 75, "Zoe is erased")
    instance.recover()

    # Ada has read up to here.
    ada.get(f"/channels/{engines}")
    channel = f"messaging.channels where slug = '{engines}'"
    known["cursor"] = int(instance.sql(f"select last_seq from {channel}"))
    read = f"""select last_read_seq from messaging.channel_members join agentor.accounts a on a.id = user_id
        where email = '{ada.email}' and channel_id = (select id from {channel})"""
    wait_until(lambda: int(instance.sql(read)) == known["cursor"], 10, "Ada has read")
    known["unread"] = ["Are you there?", "شكرًا", "Until tomorrow, then 🌙"]
    for text in known["unread"]:
        bo.say(engines, text)
    known["said"] = SAID + known["unread"]

    # Gus left what he had begun.
    gus = arrive("Gus Gone")
    left = gus.create_channel("Left by its creator")
    bo.join(left)
    gus.say(left, "Carry on without me.")
    gus.leave(left)
    keep(gus, "gus")
    known["channels"] = {"engines": engines, "ducts": ducts, "left": left}

    # Second factors: Ada's, which she has used a recovery code of, Dora's, which somebody has turned off, and Max's,
    # who has yet to type the first code.
    app, codes = ada.turn_on_second_factor()
    known["secrets"]["ada"] = app.secret
    other = ada.elsewhere()
    assert other.sign_in().location == "/sign-in/second-factor"
    other.fill("/sign-in/second-factor", {"code": codes[0]})
    other.sign_out()
    known["recovery"] = {"used": codes[0], "unused": codes[1:]}
    half = ada.elsewhere()
    assert half.sign_in().location == "/sign-in/second-factor"
    keep(half, "half")
    dora = arrive("Dora Disarmed")
    app, _ = dora.turn_on_second_factor()
    known["secrets"]["dora"] = app.secret
    dora.fill("/account/second-factor", {}, "/account/second-factor/turn-off")
    known["links"]["undo"] = instance.link(dora.email, "Your second factor was turned off")
    keep(dora, "dora")
    max = arrive("Max Midway")
    known["secrets"]["max"] = max.begin_second_factor().secret
    keep(max, "max")

    # Cleo comes by GitHub, has no password, and is on the way there again.
    cleo = Person(instance, "Cleo Connects")
    answer = cleo.get(f"/sign-in/with/github/callback?code=a-code&state={cleo.leave_for_provider()}")
    assert (answer.status, answer.location) == (303, "/sign-in/join"), answer
    cleo.fill("/sign-in/join", {"name": cleo.name})
    cleo.onboard()
    away = cleo.elsewhere()
    known["state"] = away.leave_for_provider()
    keep(away, "away")

    # Dan is suspended, and Eve wants to go.
    dan = arrive("Dan Suspended")
    administer(instance, "suspend", dan.email)
    keep(dan, "dan")
    eve = arrive("Eve Leaving")
    eve.join(engines)
    eve.say(engines, "Farewell.")
    eve.fill("/account/delete", {}, status=200)
    known["links"]["keep"] = instance.link(eve.email, "Your account will be deleted")

    # Fay's new address is confirmed, and the old one is not yet.
    fay = arrive("Fay Moves")
    fay.fill("/account/email", {"email": "fay.new@example.org"})
    known["links"]["oldAddress"] = instance.link(fay.email, "Confirm the change")
    fay.fill(instance.link("fay.new@example.org"), {}, status=200)
    keep(fay, "fay")

    # Hal has not confirmed his address, Ivy has a code to sign in with, Lea is locked out, Nia is invited.
    hal = Person(instance, "Hal Halfway")
    hal.fill("/sign-up", {"name": hal.name, "email": hal.email, "password": PASSWORD})
    known["codes"]["signUp"] = instance.code(hal.email)
    keep(hal, "hal")
    ivy = arrive("Ivy Codes").elsewhere()
    ivy.fill("/sign-in/code", {"email": ivy.email})
    known["codes"]["signIn"] = instance.mail(ivy.email, "Your code").code
    keep(ivy, "ivy")
    lea = arrive("Lea Locked").elsewhere()
    statuses = [lea.sign_in(password=f"guess number {number} of many").status for number in range(11)]
    assert statuses == [422] * 10 + [429], statuses
    lea.fill("/sign-in/unlock", {"email": lea.email}, status=200)
    known["links"]["unlock"] = instance.link(lea.email, "Unlock")
    administer(instance, "invite", "nia@example.org")

    arrive("Kim Forgetful")
    return known


def forget_password(instance):
    """Kim does, while mails cannot be sent."""
    Person(instance, "Kim Forgetful").fill("/forgot-password", {"email": "kim@example.org"}, status=200)
    tried = """select count(*) = 1 and bool_and(attempts > 0 and claimed_until is null)
        from agentor.outbox where sealed is not null"""
    wait_until(lambda: instance.sql(tried) == "t", 20, "the mail was tried")


def dump(instance) -> str:
    cluster = instance.cluster
    version = (cluster / "PG_VERSION").read_text().strip()
    directory = (cluster / "postmaster.pid").read_text().splitlines()[4]
    program = f"/usr/lib/postgresql/{version}/bin/pg_dump"
    return subprocess.run(
        [program, f"postgresql:///agentor?host={directory}&user=postgres"], check=True, capture_output=True, text=True
    ).stdout


def main():
    commit = subprocess.run(
        ["git", "-C", CHECKOUT, "rev-parse", "--short=7", "HEAD"], check=True, capture_output=True, text=True
    ).stdout.strip()
    instance = Instance("--empty")
    (instance.data / "key").write_text(KEY + "\n")
    try:
        with running_github() as github:
            providers = instance.data / "providers.json"
            providers.write_text(json.dumps([github]))
            instance.environment["AGENTOR_PROVIDERS_FILE"] = str(providers)
            instance.start()
            known = live(instance)
            assert instance.stop() == 0, instance.command.output
            # Nobody listens there.
            instance.environment["AGENTOR_SMTP_URL"] = "smtp://127.0.0.1:9"
            instance.start()
            forget_password(instance)
            known["moment"] = instance.sql("select now()")
            sql = dump(instance)
    finally:
        if instance.command and instance.command.process.poll() is None:
            instance.stop()
        instance.remove()

    known["password"] = PASSWORD
    known["browsers"] = {name: browser.cookies for name, browser in known["browsers"].items()}
    text = json.dumps(known, indent=2, ensure_ascii=False) + "\n"
    for private in (socket.gethostname(), str(instance.data), str(CHECKOUT), str(pathlib.Path.home())):
        assert not re.search(rf"(?<!\w){re.escape(private)}(?!\w)", sql + text), f"{private} is nobody's business"
    (HERE / f"{commit}.sql").write_text(sql)
    (HERE / f"{commit}.json").write_text(text)
    print(f"{commit}.sql has {len(sql.encode())} bytes.")


if __name__ == "__main__":
    main()
