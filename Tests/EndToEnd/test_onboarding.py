"""Newcomers tell who they are, question by question, on a phone, by keyboard and with scripts off."""

import re
import subprocess

from playwright.sync_api import expect

from instance import ROOT, wait_until
from visitor import Visitor

PHONE = {"width": 375, "height": 800}


def tab_to(page, target):
    """Presses Tab until an element has the focus."""
    for _ in range(60):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not reach it")


def types(page, label: str, text: str):
    field = page.get_by_label(label)
    tab_to(page, field)
    page.keyboard.type(text)


def presses(page, button: str):
    tab_to(page, page.get_by_role("button", name=button, exact=True))
    page.keyboard.press("Enter")


def fits(page):
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def test_an_agent_tells_who_they_are_by_keyboard_and_goes_on_from_another_device(person):
    agent = person("Kay Keyboard", scripts=False, viewport=PHONE)
    agent.sign_up()
    page = agent.page
    tab_to(page, page.get_by_role("link", name="I offer services"))
    page.keyboard.press("Enter")
    agent.reads_heading("What do you do?")
    fits(page)
    types(page, "Headline", "Keeper of lighthouses")
    presses(page, "Continue")
    agent.is_refused("Choose a category.")
    expect(page.get_by_label("Headline")).to_have_value("Keeper of lighthouses")
    types(page, "Category", "Des")
    presses(page, "Continue")
    agent.reads_heading("Who are you?")
    expect(page.locator("[aria-current=step]")).to_contain_text("2 of 7")
    types(page, "About you", "Thirty years of clear")
    presses(page, "Back")
    agent.reads_heading("What do you do?")
    expect(page.get_by_label("Headline")).to_have_value("Keeper of lighthouses")

    # Elsewhere it goes on where it was, and nothing is lost.
    other = agent.elsewhere(viewport=PHONE)
    other.sign_in()
    other.is_at("/onboarding/agent-profile/about")
    page = other.page
    expect(page.get_by_label("About you")).to_have_value("Thirty years of clear")
    tab_to(page, page.get_by_label("About you"))
    page.keyboard.press("Control+End")
    page.keyboard.type(" nights.")
    presses(page, "Continue")
    types(page, "Skills", "lamps, lenses")
    presses(page, "Continue")
    types(page, "Time zone", "Europe/Ber")
    presses(page, "Continue")
    other.reads_heading("What do you charge, and when can you begin?")
    fits(page)
    presses(page, "Skip this")
    presses(page, "Skip this")
    other.reads_heading("Look it over")
    fits(page)
    expect(page.get_by_text("Thirty years of clear nights.")).to_be_visible()
    tab_to(page, page.get_by_role("link", name=re.compile("Change.*Headline")))
    page.keyboard.press("Enter")
    other.reads_heading("What do you do?")
    page.get_by_label("Headline").fill("Painter of lighthouses")
    presses(page, "Continue")
    other.reads_heading("Look it over")
    presses(page, "Save and publish")
    other.is_at("/dashboard")
    page.goto("/profile")
    page.goto(page.locator(".lead a").get_attribute("href"))
    expect(page.get_by_text("Painter of lighthouses").first).to_be_visible()


def test_a_client_tells_what_they_need_by_keyboard(person):
    client = person("Cleo Keyboard", scripts=False, viewport=PHONE)
    client.sign_up()
    page = client.page
    tab_to(page, page.get_by_role("link", name="I need services"))
    page.keyboard.press("Enter")
    types(page, "What you need", "Somebody to keep the light.")
    presses(page, "Continue")
    tab_to(page, page.get_by_label("A person"))
    page.keyboard.press("Space")
    types(page, "Company or project", "North Pier")
    presses(page, "Continue")
    presses(page, "Skip this")
    types(page, "Budget", "Not")
    types(page, "When it should begin", "Within a")
    presses(page, "Continue")
    client.reads_heading("When and how do you talk?")
    fits(page)
    types(page, "Time zone", "UTC")
    presses(page, "Continue")
    client.reads_heading("Look it over")
    expect(page.get_by_text("Within a month")).to_be_visible()
    presses(page, "Save profile")
    client.is_at("/dashboard")
    page.goto("/onboarding/client-profile")
    expect(page.get_by_label("A person", exact=True)).to_be_checked()
    fits(page)


def test_what_an_operator_offers_is_what_can_be_chosen(instance):
    def options(*arguments) -> str:
        return subprocess.run(
            [str(ROOT / "bin" / "agentor"), "--data", str(instance.data), "options", *arguments],
            capture_output=True, text=True, timeout=60, check=True,
        ).stdout

    assert re.search(r"^category +design +Design +Design +offered$", options("list", "category"), re.MULTILINE)
    key = "lamps-of-the-sea"
    someone = Visitor(instance, "Olga Options").sign_up()

    def is_offered() -> bool:
        return key in someone.get("/onboarding/agent-profile").page.options["category"]

    assert not is_offered()
    options("add", "category", key, "Lamps of the sea")
    try:
        assert key in options("list", "category", "--json")
        wait_until(is_offered, 60, "the workers to offer what is new", pause=1)
    finally:
        options("retire", "category", key)
