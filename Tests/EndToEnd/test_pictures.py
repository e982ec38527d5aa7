"""Pictures of people and channels: set in browsers with scripts on and off, seen by others, and served to whoever may."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from checks import accessibility_problems
from instance import wait_until
from sent_files import PDF, links_to, multipart, picture, send, send_picture
from test_file_storage import check
from test_files import BOTH, is_drawn, payload
from visitor import Visitor, handle_of

PICTURE = r"/pictures/[0-9a-f]{32}/\d+"


def address(visitor: Visitor) -> str | None:
    """Of the picture somebody has, without its size."""
    found = links_to(visitor.get("/account/picture"), PICTURE)
    return found[0].rsplit("/", 1)[0] if found else None


def opened(answer) -> Image.Image:
    assert answer.status == 200, answer
    return Image.open(io.BytesIO(answer.body))


def choose(person, *files: dict):
    person.page.get_by_label("Picture", exact=True).set_input_files(list(files))


@BOTH
def test_somebody_sets_a_picture_others_see_it_and_it_is_taken_away_again(begin_talk, scripts):
    slug, _, enter = begin_talk("Who are you?")
    ada, bo = enter("Ada Pictured", scripts), enter("Bo Looks", scripts)
    ada.open(slug)
    ada.say("It is me.")
    bo.reads("It is me.")
    ada.open_account()
    ada.follow("Add picture")
    ada.reads_heading("Your picture")
    choose(ada, payload("me.jpg", picture(800, 600, kind="JPEG"), "image/jpeg"))
    ada.press("Save the picture")
    ada.is_at("/account?done=picture")
    ada.is_told("Your picture is changed.")
    # In the menu and at the head of the page.
    for place in (".menu > summary img", ".heading .avatar img"):
        is_drawn(ada.page.locator(place))
    bo.open(slug)
    shown = (bo.page if scripts else bo.frame).locator("#m-2 .avatar img")
    is_drawn(shown)
    expect(shown).to_have_attribute("alt", "")
    expect(shown).to_have_attribute("width", "40")
    box = shown.bounding_box()
    assert box["width"] == box["height"] and box == shown.locator("xpath=..").bounding_box()
    ada.follow("Change picture")
    ada.press("Remove picture")
    ada.is_told("Your picture is removed.")
    bo.open(slug)
    bo.reads("It is me.")
    expect((bo.page if scripts else bo.frame).locator("#m-2 .avatar")).to_have_text("AP")
    expect((bo.page if scripts else bo.frame).locator("#m-2 .avatar img")).to_have_count(0)


@BOTH
def test_what_is_no_picture_is_said_beside_the_field(person, scripts):
    ada = person("Ada Refused", scripts).arrive()
    ada.page.goto("/account/picture")
    choose(ada, payload("me.png", PDF, "image/png"))
    ada.press("Save the picture")
    ada.is_refused("This is not a picture.")
    expect(ada.page.locator("#files")).to_have_attribute("aria-invalid", "true")
    expect(ada.page.locator("#files-error")).to_contain_text("This is not a picture.")
    ada.press("Save the picture")
    ada.is_refused("Choose a picture.")
    choose(ada, payload("me.png", picture(), "image/png"))
    ada.press("Save the picture")
    ada.is_told("Your picture is changed.")


def test_it_is_seen_in_lists_of_people_and_conversations(visitor):
    ada, bo = visitor("Ada Listed"), visitor("Bo Lists")
    assert send_picture(ada, picture()).status == 303
    mine = address(ada)
    slug = ada.create_channel()
    bo.join(slug)
    bo.say(slug, "Hello.")
    ada.say(slug, "Hello to you.")
    ada.react(slug, 1, "👍")
    bo.write(handle_of(ada), "Only for you.")
    ada.write(handle_of(bo), "Only for you, too.")
    message = f"/channels/{slug}/messages/1"
    for place in (f"/channels/{slug}", f"/channels/{slug}/messages/2", message, f"/channels/{slug}/log", "/messages",
                  f"/messages/{handle_of(ada)}"):  # fmt: skip
        assert f'src="{mine}/' in bo.get(place).text, place
    told = bo.get("/messages", headers={"Accept": "application/json"})
    assert f'"picture":"{mine}/384"' in told.text


def test_whoever_knows_the_address_has_it_and_keeps_it_as_long_as_it_is_somebodys(instance, visitor):
    ada, bo, signed_out = visitor("Ada Public"), visitor("Bo Same"), Visitor(instance)
    assert send_picture(ada, picture(900, 500)).status == 303
    mine = address(ada)
    for side in (96, 192, 384):
        for accept, kind in (("image/webp,*/*", "WEBP"), ("*/*", "JPEG")):
            answer = signed_out.get(f"{mine}/{side}", headers={"Accept": accept})
            image = opened(answer)
            assert (image.format, image.size) == (kind, (side, side))
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "Accept" in answer.headers["Vary"] and "Set-Cookie" not in answer.headers
    # Whoever looks after the site's files knows of them, too.
    kept = int(re.match(r"Intact: (\d+)", check(instance))[1])
    assert kept >= 6
    # The same picture of two people has one address, until neither has it.
    assert send_picture(bo, picture(900, 500)).status == 303
    assert address(bo) == mine
    assert send_picture(ada, picture(500, 900, "#204060")).status == 303
    assert address(ada) != mine and signed_out.get(f"{mine}/96").status == 200
    remove = "/account/picture/remove"
    assert bo.submit(bo.get("/account/picture").form(remove), {}).status == 303
    assert signed_out.get(f"{mine}/96").status == 404


def test_nothing_else_is_to_be_had_as_a_picture(instance, visitor):
    ada = visitor("Ada Private")
    slug = ada.create_channel("Private", "private")
    send(ada, slug, "For us.", ("shelf.png", picture()), ("labels.pdf", PDF))
    digests = instance.sql("select digest from messaging.contents").split()
    assert digests
    for digest in digests:
        for name in (digest, digest[:32]):
            for side in (96, 192, 384):
                assert ada.get(f"/pictures/{name}/{side}").status == 404


def test_nobody_sets_one_without_an_account_or_the_form(instance, visitor):
    signed_out, ada = Visitor(instance), visitor("Ada Mine")
    answer = signed_out.get("/account/picture")
    assert answer.status == 303 and answer.location.startswith("/sign-in?next=")
    body, headers = multipart([("csrf", "x")], [("me.png", picture())])
    for somebody in (signed_out, ada):
        assert somebody.request("POST", "/account/picture", body, headers).status == 403
    assert ada.post("/account/picture/remove", {"csrf": "x"}).status == 403
    assert address(ada) is None


def test_whoever_is_erased_takes_it_along(instance, visitor):
    ada = visitor("Ada Gone")
    assert send_picture(ada, picture(333, 222)).status == 303
    mine = address(ada)
    assert ada.get(f"{mine}/96").status == 200
    assert ada.submit(ada.get("/account/delete").form("/account/delete"), {}).status < 400
    instance.sql(
        f"update agentor.accounts set erase_after = now() - interval '1 second' where email = '{ada.email}'"
    )
    wait_until(lambda: ada.get(f"{mine}/96").status == 404, 60, "the picture goes", pause=0.5)


def test_the_page_is_valid_fits_and_nothing_moves(person, validator):
    ada = person("Ada Looks Well").arrive()
    for content in (None, picture()):
        if content:
            assert send_picture(ada.visitor, content).status == 303
        answer = ada.visitor.get("/account/picture")
        assert validator.problems(answer.body, answer.headers["Content-Type"]) == []
        for width in (320, 1280):
            ada.page.set_viewport_size({"width": width, "height": 800})
            ada.page.goto("/account/picture")
            assert accessibility_problems(ada.page) == []
            assert ada.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width


# Channels


@BOTH
def test_those_in_charge_give_a_channel_a_picture_and_members_see_it(person, scripts):
    ada, bo = person("Ada Leads", scripts).arrive(), person("Bo Joins", scripts).arrive()
    for visibility in ("public", "private"):
        slug = ada.visitor.create_channel(visibility=visibility)
        ada.page.goto(f"/channels/{slug}")
        ada.page.get_by_role("link", name="Settings of the channel").click()
        ada.page.get_by_role("link", name="Picture of the channel").click()
        choose(ada, payload("sign.png", picture(), "image/png"))
        ada.press("Save the picture")
        ada.reads_heading("Picture of the channel")
        is_drawn(ada.page.locator("main .avatar-place img"))
        ada.page.goto("/channels")
        is_drawn(ada.page.locator(f"li:has(a[href='/channels/{slug}']) .avatar-place img"))
        own = f"/channels/{slug}/picture/96"
        assert bo.visitor.get(own).status == (200 if visibility == "public" else 404)
        assert bo.visitor.get(f"/channels/{slug}/picture").status == 404
        ada.page.goto(f"/channels/{slug}/picture")
        if scripts:
            for width in (320, 1280):
                ada.page.set_viewport_size({"width": width, "height": 800})
                assert accessibility_problems(ada.page) == []
                assert ada.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        ada.press("Remove picture")
        expect(ada.page.locator("main .avatar-place img")).to_have_count(0)
        assert ada.visitor.get(own).status == 404
