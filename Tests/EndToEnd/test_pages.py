"""Every page: valid, usable by everybody, safe, and inside the narrowest screen."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from checks import accessibility_problems
from instance import ROOT
from visitor import Visitor

PAGES = [
    "home",
    "home, signed in",
    "sign-up",
    "sign-up with errors",
    "sign-in",
    "sign-in with errors",
    "sign-in refused",
    "onboarding",
    "agent profile",
    "agent profile with errors",
    "client profile",
    "client profile with errors",
    "dashboard, new",
    "dashboard",
    "channels, new",
    "channels",
    "new channel",
    "new channel with errors",
    "channel, empty",
    "channel",
    "channel, earlier",
    "channel, message refused",
    "channel, outside",
    "private channel",
    "live",
    "live, empty",
    "log",
    "log, earlier",
    "live, left",
    "live, signed out",
    "not found",
    "not allowed",
    "form not ours",
    "malformed",
    "unavailable",
]
STATUSES = {
    "sign-up with errors": 422,
    "sign-in with errors": 422,
    "sign-in refused": 422,
    "agent profile with errors": 422,
    "client profile with errors": 422,
    "new channel with errors": 422,
    "channel, message refused": 422,
    "live, left": 404,
    "live, signed out": 401,
    "not found": 404,
    "not allowed": 405,
    "form not ours": 403,
    "malformed": 400,
}
FRAMED = {"live", "live, empty", "log", "log, earlier", "live, left", "live, signed out", "unavailable"}


@pytest.fixture(scope="module")
def gallery(instance):
    """Every page as it was served."""
    guest, newcomer, person, other = (
        Visitor(instance, name) for name in ("Guest", "Nell New", "Pat Page", "Olga Other")
    )
    newcomer.sign_up()
    pages = {
        "home": guest.get("/"),
        "sign-up": guest.get("/sign-up"),
        "sign-up with errors": guest.submit(guest.get("/sign-up").form("/sign-up"), {"email": "no"}),
        "sign-in": guest.get("/sign-in?next=%2Fchannels"),
        "sign-in with errors": guest.submit(guest.get("/sign-in").form("/sign-in"), {}),
        "sign-in refused": guest.submit(
            guest.get("/sign-in").form("/sign-in"), {"email": "nobody@example.org", "password": "not a password at all"}
        ),
        "live, signed out": guest.get("/channels/anything/live"),
        "onboarding": newcomer.get("/onboarding"),
    }
    for kind in ("agent", "client"):
        address = f"/onboarding/{kind}-profile"
        pages[f"{kind} profile"] = newcomer.get(address)
        pages[f"{kind} profile with errors"] = newcomer.submit(pages[f"{kind} profile"].form(address), {})
    newcomer.onboard()
    person.sign_up().onboard()
    other.sign_up().onboard()
    pages["dashboard, new"] = newcomer.get("/dashboard")
    pages["channels, new"] = newcomer.get("/channels")
    for number in range(23):
        (person if number < 12 else other).create_channel(f"Subject {number:02}", description="What it is about. " * 3)
    talk = person.create_channel("Talk", description='<Everything> & "more"')
    quiet = person.create_channel("Quiet")
    secret = person.create_channel("Secret", visibility="private")
    other.join(talk)
    for number in range(56):
        (person if number % 4 else other).say(
            talk, f"Message {number}, with a line\nbreak & <tags> " + "and words " * (number % 9)
        )
    person.say(talk, "x" * 400)
    other.join(quiet)
    other.leave(quiet)
    channel = person.get(f"/channels/{talk}")
    earlier = re.search(r"before=(\d+)", channel.text)[1]
    pages |= {
        "home, signed in": person.get("/"),
        "dashboard": person.get("/dashboard"),
        "channels": person.get("/channels"),
        "new channel": person.get("/channels/new"),
        "new channel with errors": person.submit(person.get("/channels/new").form("/channels"), {"visibility": None}),
        "channel, empty": person.get(f"/channels/{quiet}"),
        "channel": channel,
        "channel, earlier": person.get(f"/channels/{talk}?before={earlier}"),
        "channel, message refused": person.submit(channel.form(f"/channels/{talk}/messages"), {"message": "x" * 9000}),
        "channel, outside": newcomer.get(f"/channels/{talk}"),
        "private channel": person.get(f"/channels/{secret}"),
        "live": person.get(f"/channels/{talk}/live"),
        "live, empty": person.get(f"/channels/{quiet}/live"),
        "log": person.get(f"/channels/{talk}/log"),
        "log, earlier": person.get(f"/channels/{talk}/log?before={earlier}"),
        "live, left": other.get(f"/channels/{quiet}/live"),
        "not found": person.get("/nowhere"),
        "not allowed": person.request("DELETE", "/dashboard"),
        "form not ours": person.submit(
            channel.form(f"/channels/{talk}/messages"), {"csrf": "0", "message": "Kept words"}
        ),
        "malformed": person.get("/%FF"),
    }
    unavailable = guest.get("/")
    unavailable.status, unavailable.body = 503, (ROOT / "static" / "unavailable.html").read_bytes()
    pages["unavailable"] = unavailable
    return pages


@pytest.fixture
def show(browser, instance):
    """Shows a page as it was served, whatever request it answered, in a browser of a certain size and colour."""
    contexts = []

    def show(answer, width: int, colour: str, scripts: bool = True):
        context = browser.new_context(
            base_url=instance.base,
            viewport={"width": width, "height": 800},
            color_scheme=colour,
            java_script_enabled=scripts,
        )
        contexts.append(context)
        page = context.new_page()
        # A page that asks for its successor would be gone before it is looked at.
        body = re.sub(rb'<meta http-equiv="refresh"[^>]*>', b"", answer.body)
        page.route("**/*", lambda route: route.continue_() if "/static/" in route.request.url else route.abort())
        page.route(
            "**/shown", lambda route: route.fulfill(status=200, body=body, content_type=answer.headers["Content-Type"])
        )
        page.goto("/shown")
        return page

    yield show
    for context in contexts:
        context.close()


def test_every_page_is_in_the_gallery(gallery):
    assert set(gallery) == set(PAGES)
    for name, answer in gallery.items():
        expected = 503 if name == "unavailable" else STATUSES.get(name, 200)
        assert answer.status == expected, (name, answer)


@pytest.mark.parametrize("name", PAGES)
def test_it_is_valid_html(gallery, validator, name):
    answer = gallery[name]
    assert answer.headers["Content-Type"].lower() == "text/html; charset=utf-8"
    assert validator.problems(answer.body, "text/html; charset=utf-8") == []


@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_use_it(gallery, show, name):
    wide = show(gallery[name], 1280, "light")
    assert accessibility_problems(wide) == []
    narrow = show(gallery[name], 320, "dark")
    assert accessibility_problems(narrow) == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [320, 1600])
def test_it_fits_its_screen(gallery, show, name, width):
    page = show(gallery[name], width, "light", scripts=False)
    overflow = page.evaluate(
        "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1"
        " && !e.closest('.log, .visually-hidden, .skip-link')).map(e => e.outerHTML.slice(0, 120))"
    )
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width, overflow


@pytest.mark.parametrize("name", [name for name in PAGES if name not in FRAMED])
def test_it_has_one_heading_and_a_title_of_its_own(gallery, show, name):
    page = show(gallery[name], 1280, "light")
    expect(page.locator("h1")).to_have_count(1)
    assert re.search(r".+ – Agentor$", page.title())
    assert page.title().startswith("Error:") == (name.endswith("with errors") or name.endswith("refused"))


@pytest.mark.parametrize("name", [name for name in PAGES if name != "unavailable"])
def test_it_is_served_safely(gallery, name):
    headers = gallery[name].headers
    policy = dict(
        part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";") if part.strip()
    )
    assert policy["default-src"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert policy["base-uri"] == "'none'"
    assert policy["frame-ancestors"] == ("'self'" if name in FRAMED else "'none'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in ("same-origin", "strict-origin-when-cross-origin", "no-referrer")
    assert "public" not in headers["Cache-Control"]
    assert len(headers.get_all("Content-Security-Policy")) == 1
    assert "nginx/" not in headers["Server"]


@pytest.mark.parametrize("name", PAGES)
def test_it_holds_no_inline_script_or_style(gallery, name):
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", gallery[name].text)


def test_head_answers_as_get_without_the_body(instance):
    person = Visitor(instance).sign_up().onboard()
    for path in ["/", "/dashboard", "/channels", "/nowhere", "/static/agentor.css"]:
        full, head = person.get(path), person.request("HEAD", path)
        assert head.status == full.status, path
        assert head.headers["Content-Type"] == full.headers["Content-Type"], path
        assert head.body == b""


def test_pages_are_the_same_for_two_visits_but_for_tokens(instance):
    person = Visitor(instance).sign_up().onboard()

    def page(path):
        return re.sub(r'name="(nonce|csrf)" value="[^"]*"', r"\1", person.get(path).text)

    for path in ["/", "/dashboard", "/channels", "/channels/new", "/nowhere"]:
        assert page(path) == page(path)
    assert uuid.UUID(person.get("/channels/new").form("/channels")["nonce"])
