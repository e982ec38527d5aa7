"""Every page: valid, usable by everybody and safe. That it looks as it should is for test_look."""

import email
import email.policy
import json
import re
import uuid

import pytest

from checks import accessibility_problems
from gallery import FRAMED, PAGES
from visitor import Visitor


def test_every_page_is_in_the_gallery(gallery):
    assert set(gallery) == set(PAGES)
    for name, answer in gallery.items():
        assert answer.status == PAGES[name], (name, answer)


@pytest.mark.parametrize("name", PAGES)
def test_it_is_valid_html(gallery, validator, name):
    answer = gallery[name]
    assert answer.headers["Content-Type"].lower() == "text/html; charset=utf-8"
    assert validator.problems(answer.body, "text/html; charset=utf-8") == []


@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_use_it(gallery, show, name):
    page = show(gallery[name], 1280, "light")
    assert accessibility_problems(page) == []
    # Colours that were still on their way would be measured.
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.set_viewport_size({"width": 320, "height": 800})
    assert accessibility_problems(page) == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_words_as_long_as_they_may_be_fit_the_narrowest_screen(person, visitor, scripts):
    writer = person("W" * 80, scripts, viewport={"width": 320, "height": 640}).arrive()
    other = visitor("Ö" * 80)
    slug = writer.visitor.create_channel("M" * 80, description="W" * 200)
    other.join(slug)
    other.say(slug, "W" * 300)
    secret = writer.visitor.create_channel("Q" * 80, visibility="private")
    addresses = ["/dashboard", "/channels", f"/channels/{slug}", f"/channels/{slug}#about", f"/channels/{slug}/log"]
    addresses += [f"/channels/{slug}/messages/1", f"/channels/{slug}/leave", f"/channels/{secret}/leave"]
    addresses += ["/account", "/account/name", "/account/handle", "/account/sessions", "/nothing"]
    for address in addresses:
        writer.page.goto(address)
        # But for what only tells that the page was drawn, which nobody sees.
        for frame in [each for each in writer.page.frames if each.title() != "Seen"]:
            width = frame.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert width <= 0, (address, frame.url, width)


@pytest.mark.parametrize("name", [name for name in PAGES if name not in FRAMED])
def test_it_has_one_heading_and_a_title_of_its_own(gallery, name):
    text = gallery[name].text
    assert len(re.findall(r"<h1[\s>]", text)) == 1
    [title] = re.findall(r"<title>([^<]*)</title>", text)
    assert re.search(r".+ – Agentor$", title)
    assert title.startswith("Error:") == (name.endswith("with errors") or name.endswith("refused"))


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
    assert headers["Referrer-Policy"] in ("same-origin", "strict-origin")
    assert "public" not in headers["Cache-Control"]
    assert len(headers.get_all("Content-Security-Policy")) == 1
    assert "nginx/" not in headers["Server"]


@pytest.mark.parametrize("name", PAGES)
def test_it_holds_no_inline_script_or_style(gallery, name):
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", gallery[name].text)


@pytest.mark.parametrize(
    "subject", ["Confirm your address", "Unlock", "Your code", "A new device", "You are invited to a channel"]
)
def test_a_mail_is_valid_html(instance, gallery, validator, subject):
    [path, *_] = [
        path
        for path in (instance.data / "mail").glob("*.json")
        if json.loads(path.read_text())["letter"]["subject"].startswith(subject)
    ]
    message = email.message_from_bytes(path.with_suffix(".eml").read_bytes(), policy=email.policy.default)
    html = message.get_body(("html",)).get_content()
    assert validator.problems(html.encode(), "text/html; charset=utf-8") == []
    assert message.get_body(("plain",)).get_content().strip()


def test_a_mail_fits_the_narrowest_screen_whatever_words_it_holds(instance, browser, visitor):
    person = visitor("W" * 80)
    person.submit(person.get("/forgot-password").form("/forgot-password"), {"email": person.email})
    name = instance.mail(person.email, "password").name
    message = email.message_from_bytes((instance.data / "mail" / f"{name}.eml").read_bytes(), policy=email.policy.default)
    page = browser.new_page(viewport={"width": 320, "height": 640})
    # As long a word wherever there is one.
    text = re.sub(r"(?<=>)[^<\s][^<]*", lambda words: words[0] + " " + "W" * 80, message.get_body(("html",)).get_content())
    page.set_content(text)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()


def test_head_answers_as_get_without_the_body(instance):
    person = Visitor(instance).sign_up().onboard()
    for path in ["/", "/dashboard", "/channels", "/nowhere", "/static/agentor.css"]:
        full, head = person.get(path), person.request("HEAD", path)
        assert head.status == full.status, path
        assert head.headers["Content-Type"] == full.headers["Content-Type"], path
        assert head.body == b""


def test_pages_are_the_same_for_two_visits_but_for_tokens(instance):
    person = Visitor(instance).sign_up().onboard()

    for path in ["/", "/dashboard", "/channels", "/channels/new", "/nowhere"]:
        assert person.get(path).lasting == person.get(path).lasting
    assert uuid.UUID(person.get("/channels/new").form("/channels")["nonce"])
