"""Channels that everybody on the web reads, the feed of what is unread, and notices in browsers."""

import base64
import http.server
import json
import os
import re
import struct
import threading
import xml.etree.ElementTree as ElementTree

import pytest
from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from instance import Instance, wait_until
from person import Person
from playwright.sync_api import expect
from visitor import Visitor

ATOM = "{http://www.w3.org/2005/Atom}"


def publish(keeper, slug: str):
    address = f"/channels/{slug}/settings/visibility"
    assert keeper.submit(keeper.get(f"{address}?to=web-public").form(address), {}).status == 303


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_a_stranger_reads_a_channel_on_the_web_until_it_leaves_it(person, visitor, instance, scripts):
    keeper = visitor("Wes Web")
    slug = keeper.create_channel("Read by all " + ("on" if scripts else "off"), description="For everybody.")
    for number in range(1, 61):
        keeper.say(slug, f"Number {number} of many")
    publish(keeper, slug)
    stranger = person("Sid Stranger", scripts=scripts, viewport={"width": 375, "height": 800})
    page = stranger.page
    page.goto("/channels?q=" + slug.split("-")[-1])
    page.get_by_role("link", name=re.compile("^Read by all")).first.click()
    expect(page.get_by_text("Number 60 of many")).to_be_visible()
    expect(page.get_by_role("link", name="Sign in to write")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)
    expect(page.get_by_text("Number 10 of many")).to_have_count(0)
    stranger.follow("Earlier messages")
    expect(page.get_by_text("Number 10 of many")).to_be_visible()
    stranger.follow("Go to the latest messages")
    keeper.say(slug, "Number 61 of many")
    stranger.follow("New messages: reload")
    expect(page.get_by_text("Number 61 of many")).to_be_visible()
    page.get_by_text("Number 61 of many").locator("xpath=ancestor::li").locator("a.time").click()
    expect(page).to_have_url(re.compile(rf"/channels/{slug}/messages/61$"))
    expect(page.get_by_role("heading", name="Number 61 of many")).to_be_visible()
    stranger.follow("Go to the latest messages")
    expect(page.get_by_text("Number 61 of many")).to_be_visible()

    address = f"/channels/{slug}/settings/visibility"
    assert keeper.submit(keeper.get(f"{address}?to=private").form(address), {}).status == 303
    page.goto(f"/channels/{slug}")
    expect(page).to_have_url(re.compile("/sign-in"))


def test_the_feed_of_a_channel_on_the_web_is_valid_and_says_what_was_said(visitor, instance):
    keeper = visitor("Fi Feed")
    slug = keeper.create_channel("A < B & C", description="All of <it>.")
    keeper.say(slug, "One & <two>\n\n**three** " + "w" * 100)
    keeper.say(slug, "The last")
    publish(keeper, slug)
    reader = Visitor(instance, "Rea Der")
    answer = reader.get(f"/channels/{slug}/feed.atom")
    assert answer.status == 200 and "set-cookie" not in {name.lower() for name in answer.headers}
    feed = ElementTree.fromstring(answer.text)
    assert feed.tag == f"{ATOM}feed" and feed.find(f"{ATOM}title").text == "A < B & C"
    assert {link.get("rel") for link in feed.findall(f"{ATOM}link")} == {"self", "alternate"}
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.find(f"{ATOM}content").text.split()[0] for entry in entries] == ["The", "One"]
    for part in [feed, *entries]:
        for name in ("id", "updated", "title"):
            assert part.find(f"{ATOM}{name}").text
    for entry in entries:
        assert entry.find(f"{ATOM}author/{ATOM}name").text == "Fi Feed"
        path = re.sub("^https?://[^/]+", "", entry.find(f"{ATOM}link").get("href"))
        assert reader.get(path).status == 200
    again = reader.get(f"/channels/{slug}/feed.atom", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status == 304
    modified = {"If-Modified-Since": answer.headers["Last-Modified"]}
    assert reader.get(f"/channels/{slug}/feed.atom", headers=modified).status == 304
    page = reader.get(f"/channels/{slug}")
    assert f'href="{instance.base}/channels/{slug}/feed.atom"' in page.text


# MARK: Notices


def unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def text_of(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class PushService:
    """Takes what is pushed, checks who sends it, and opens it with the browser's keys (RFC 8291)."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = os.urandom(16)
        self.status = 201
        self.received = []
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.received.append((dict(self.headers), body))
                self.send_response(service.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()

    @property
    def subscription(self) -> dict:
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return {"endpoint": f"{self.origin}/push/abc", "p256dh": text_of(point), "auth": text_of(self.secret)}

    def opened(self, body: bytes) -> bytes:
        def derive(salt: bytes, material: bytes, info: bytes, length: int) -> bytes:
            def mac(key: bytes, data: bytes) -> bytes:
                code = hmac.HMAC(key, hashes.SHA256())
                code.update(data)
                return code.finalize()

            return mac(mac(salt, material), info + b"\1")[:length]

        salt, size, length = body[:16], struct.unpack(">I", body[16:20])[0], body[20]
        theirs, box = body[21 : 21 + length], body[21 + length :]
        assert len(box) <= size
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
        ours = unpadded(self.subscription["p256dh"])
        material = derive(self.secret, shared, b"WebPush: info\0" + ours + theirs, 32)
        key = derive(salt, material, b"Content-Encoding: aes128gcm\0", 16)
        plain = AESGCM(key).decrypt(derive(salt, material, b"Content-Encoding: nonce\0", 12), box, None)
        return plain.rstrip(b"\0").removesuffix(b"\2")

    def sender(self, headers: dict) -> dict:
        """What the request is authorized by says, if its key has signed that (RFC 8292)."""
        token, public = re.fullmatch(r"vapid t=([\w.-]+), k=([\w-]+)", headers["Authorization"]).groups()
        head, claims, signature = token.split(".")
        raw = unpadded(signature)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unpadded(public)).verify(
            utils.encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:])),
            f"{head}.{claims}".encode(),
            ec.ECDSA(hashes.SHA256()),
        )
        return json.loads(unpadded(claims)) | {"key": public}


def test_a_browser_is_told_of_what_was_missed_and_of_nothing_else_and_forgotten_when_it_is_gone():
    service = PushService()
    instance = Instance("--empty", AGENTOR_MISSED_MINUTES="1", AGENTOR_PUSH_PRIVATE="yes")
    try:
        instance.start()
        away = Visitor(instance, "Amy Away").sign_up().onboard()
        writer = Visitor(instance, "Wyn Writer").sign_up().onboard()
        page = away.get("/account/notifications/push")
        assert away.submit(page.form("/account/notifications/push"), service.subscription).status == 303
        page = away.get("/account/notifications/push")
        assert "1 browser of yours is told." in page.text
        slug = away.create_channel("Missed")
        writer.join(slug)

        def miss(words: str):
            writer.say(slug, words)
            instance.sql(
                "update agentor.sessions set last_seen_at = now() - interval '1 hour' from agentor.accounts a"
                " where a.id = account_id and a.full_name = 'Amy Away';"
                "update messaging.user_presence set last_seen = null;"
                "update messaging.messages set created_at = created_at - interval '20 minutes';"
                "update agentor.missed_mail set told_until = now() - interval '1 day', mailed_at = null, due_at = now()"
            )

        miss("The secret words")
        wait_until(lambda: service.received, 150, "a notice", pause=0.5)
        headers, body = service.received[0]
        assert service.opened(body) == b"new"
        assert headers["Content-Encoding"] == "aes128gcm" and headers["Topic"] == "new" and int(headers["TTL"]) > 0
        claims = service.sender(headers)
        assert claims["aud"] == service.origin and claims["sub"].startswith("mailto:")
        assert f'data-key="{claims["key"]}"' in page.text

        service.status = 410
        miss("More words")
        # Whoever asked the site would be there again.
        remaining = "select count(*) from agentor.push_subscriptions"
        wait_until(lambda: instance.sql(remaining) == "0", 150, "that it is forgotten", pause=0.5)
        assert "told." not in away.get("/account/notifications/push").text
        assert len(service.received) == 2
    finally:
        instance.stop()
        instance.remove()
        service.stop()


def test_the_page_of_notices_says_what_can_be_done_with_scripts_and_without(person):
    with_scripts = person("Pat Push", scripts=True, viewport={"width": 375, "height": 800}).arrive()
    with_scripts.page.goto("/account/notifications")
    with_scripts.follow("Notices in this browser")
    expect(with_scripts.page.get_by_role("button", name="Say it in this browser")).to_be_visible()
    without = person("Nat Noscript", scripts=False, viewport={"width": 375, "height": 800}).arrive()
    without.page.goto("/account/notifications/push")
    assert "scripts are off here" in without.page.locator("noscript").inner_text()
    expect(without.page.get_by_role("button", name="Say it in this browser")).to_have_count(0)


@pytest.fixture
def whole_browser(browser):
    """The headless shell that other tests use shows no notices."""
    whole = browser.browser_type.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    yield whole
    whole.close()


def test_the_service_worker_shows_one_notice_without_a_word_of_what_was_said(instance, whole_browser):
    reader = Person(whole_browser, instance, "Sue Worker", scripts=True).arrive()
    page = reader.page
    page.goto("/account/notifications/push")
    page.context.grant_permissions(["notifications"], origin=instance.base)
    page.evaluate(
        """async () => {
            await navigator.serviceWorker.register(document.getElementById("push").dataset.worker, { scope: "/static/" });
            const worker = await navigator.serviceWorker.getRegistration("/static/");
            while (worker.active?.state !== "activated") await new Promise((done) => setTimeout(done, 20));
        }"""
    )
    session = page.context.new_cdp_session(page)
    registrations = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda event: registrations.extend(event["registrations"]))
    session.send("ServiceWorker.enable")
    wait_until(lambda: page.wait_for_timeout(20) or registrations, 20, "the registration")
    for _ in range(2):
        session.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": instance.base, "registrationId": registrations[0]["registrationId"], "data": "new"},
        )
    shown = """async () => {
        const worker = await navigator.serviceWorker.getRegistration("/static/");
        return (await worker.getNotifications()).map((notice) => [notice.title, notice.body, notice.tag]);
    }"""
    wait_until(lambda: page.evaluate(shown), 20, "the notice")
    assert page.evaluate(shown) == [["Agentor", "Something new is waiting for you.", "new"]]
