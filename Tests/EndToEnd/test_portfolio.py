"""Agents show their work in pictures, with scripts on and off, and whoever looks sees it as long as it is shown."""

import io
import re

from PIL import Image
from playwright.sync_api import expect

from checks import accessibility_problems
from sent_files import PDF, links_to, picture, show_work, submit_form
from test_file_storage import check
from test_files import BOTH, is_drawn, payload
from visitor import Visitor, handle_of

SHOWN = r"/shown/[0-9a-f]{32}/[0-9]+\.(?:webp|jpg|png)"


def agent_of(visitor, name: str) -> Visitor:
    return visitor(name, arrived=False).sign_up().onboard_as_agent().publish()


@BOTH
def test_an_agent_shows_work_in_an_order_of_their_own_and_a_client_leafs_through_it(person, scripts):
    agent = person(f"Pia Portfolio {scripts}", scripts=scripts, viewport={"width": 375, "height": 800})
    agent.visitor.sign_up().onboard_as_agent()
    agent.visitor.publish()
    agent.adopt_cookies()
    page = agent.page
    page.goto("/profile")
    agent.follow("Your work")
    agent.follow("Add work")
    page.get_by_label("Choose pictures").set_input_files(
        [payload("wide.png", picture(1600, 700), "image/png"), payload("plan.pdf", PDF, "application/pdf")]
    )
    agent.press("Save and show")
    agent.is_refused("plan.pdf is no picture, and was left out.")
    expect(page.get_by_role("alert")).to_contain_text("Enter a title.")
    page.get_by_label("Title").fill("A lens, ground")
    # What came is kept, and more is added to it before anything is saved.
    page.get_by_label("More pictures").set_input_files([payload("high.png", picture(400, 900), "image/png")])
    agent.press("Add")
    expect(page.get_by_label("What it shows")).to_have_count(2)
    expect(page.get_by_label("Title")).to_have_value("A lens, ground")
    for place, words in enumerate(("The lens.", "The lamp around it.")):
        page.get_by_label("What it shows").nth(place).fill(words)
    page.get_by_label("Show first").nth(1).check()
    # Enter saves, as the first button would that says so.
    page.get_by_label("Title").press("Enter")
    agent.is_told("The work is shown with your profile.")
    agent.follow("Add work")
    page.get_by_label("Title").fill("Two lamps")
    page.get_by_label("Choose pictures").set_input_files([payload("two.png", picture(900, 700), "image/png")])
    agent.press("Save and show")
    agent.is_told("Say below what each picture shows")
    page.get_by_label("What it shows").fill("Two lamps on a table.")
    agent.press("Save and show")
    page.get_by_role("button", name=re.compile(r"^Up ?: Two lamps")).click()
    expect(page.locator(".listing h2")).to_have_text(["Two lamps", "A lens, ground"])
    if scripts:
        assert accessibility_problems(page) == []

    client = person(f"Carl Client {scripts}", scripts=scripts).arrive()
    client.page.goto(f"/agents/{handle_of(agent.visitor)}")
    expect(client.page.locator(".works b")).to_have_text(["Two lamps", "A lens, ground"])
    client.page.get_by_role("link", name="Two lamps").click()
    image = client.page.locator(".whole img")
    is_drawn(image)
    expect(image).to_have_attribute("alt", "Two lamps on a table.")
    client.page.get_by_role("link", name="Next work").click()
    client.reads_heading("A lens, ground")
    expect(client.page.locator(".whole img")).to_have_count(2)
    expect(client.page.locator(".whole img").first).to_have_attribute("alt", "The lamp around it.")
    if scripts:
        assert accessibility_problems(client.page) == []
    client.page.get_by_role("link", name="Previous work").click()
    client.reads_heading("Two lamps")
    address = client.page.url
    page.get_by_role("button", name="Hide Two lamps").click()
    agent.is_told("The work is a draft again")
    assert client.page.goto(address).status == 404


@BOTH
def test_a_service_is_shown_with_its_pictures(person, scripts):
    agent = person(f"Sam Service {scripts}", scripts=scripts)
    agent.visitor.sign_up().onboard_as_agent()
    agent.visitor.publish().offer({})
    agent.adopt_cookies()
    page = agent.page
    page.goto("/profile/services/1")
    page.get_by_label("Choose pictures").set_input_files([payload("lamp.png", picture(900, 700), "image/png")])
    agent.press("Save service")
    agent.is_told("Say below what each picture shows")
    page.get_by_label("What it shows").fill("A lamp.")
    agent.press("Save service")
    agent.is_told("The service is saved.")
    client = person(f"Sue Client {scripts}", scripts=scripts).arrive()
    client.page.goto(f"/agents/{handle_of(agent.visitor)}")
    is_drawn(client.page.locator(".offers img"))
    client.follow("A lamp, cleaned")
    is_drawn(client.page.locator(".whole img"))


def test_pictures_are_public_as_long_as_they_are_shown_and_no_longer(instance, visitor):
    agent, stranger = agent_of(visitor, "Ada Shown"), Visitor(instance)
    # A picture nobody else shows: what somebody else does stays public.
    assert show_work(agent, {"title": "One"}, ("own.png", picture(900, 700, colour="#2f4858"))).status == 303
    place = f"/agents/{handle_of(agent)}/work/1"
    shown = links_to(stranger.get(place), SHOWN)
    assert shown
    for address in [*shown, shown[0].replace(".png", ".webp").replace(".jpg", ".webp")]:
        answer = stranger.get(address)
        assert answer.status == 200 and answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert Image.open(io.BytesIO(answer.body)).width > 600
    for address in (shown[0].replace("/shown/", "/pictures/"), re.sub("[0-9]+[.]", "641.", shown[0])):
        assert stranger.get(address).status == 404
    file = agent.get("/files")
    assert "Shown with" in file.text
    answer = agent.submit(agent.get("/profile/withdraw").form("/profile/withdraw"), {})
    assert answer.status == 303
    assert {stranger.get(address).status for address in [place, *shown]} == {404}
    # Its owner still sees it.
    own = links_to(agent.get("/profile/portfolio"), r"/files/[0-9a-f-]{36}/[0-9]+\.(?:jpg|png)")
    assert agent.get(own[0]).status == 200 and stranger.get(own[0]).status == 303
    agent.publish()
    agent.submit(agent.get("/profile/portfolio/1/delete").form("/profile/portfolio/1/delete"), {})
    assert {stranger.get(address).status for address in [place, *shown]} == {404}
    check(instance)


def test_strangers_and_others_change_nothing(instance, visitor):
    agent, rival = agent_of(visitor, "Ada Owner"), agent_of(visitor, "Ray Rival")
    show_work(agent, {"title": "One"})
    signed_out = Visitor(instance)
    for address in ("/profile/portfolio", "/profile/portfolio/new", "/profile/portfolio/1"):
        assert signed_out.get(address).location.startswith("/sign-in")
    for address in ("/profile/portfolio/1", "/profile/portfolio/1/delete"):
        assert rival.get(address).status == 404
    for address, values in (
        ("/profile/portfolio/1/move", {"move": "up"}),
        ("/profile/portfolio/1/state", {"state": "draft"}),
        ("/profile/portfolio/1/delete", {}),
    ):
        assert rival.post(address, values | {"csrf": rival.csrf()}).status == 404, address
        assert agent.post(address, values | {"csrf": "x"}).status == 403, address
    refused = submit_form(rival, "/profile/portfolio/new", {"title": "", "show": "1"}, ("a.png", picture()))
    assert refused.status == 422 and len(refused.form("/profile/portfolio/new").filled({})) > 4
    assert agent.get(f"/agents/{handle_of(agent)}/work/1").status == 200
