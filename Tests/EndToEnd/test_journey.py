"""From the first page to a conversation, as people do it."""

import re

import pytest
from playwright.sync_api import expect

from visitor import PASSWORD


@pytest.mark.parametrize(
    "agent_scripts, client_scripts",
    [(True, True), (False, False), (True, False)],
    ids=["scripts on", "scripts off", "one of each"],
)
def test_an_agent_and_a_client_sign_up_and_talk(person, agent_scripts, client_scripts):
    agent = person("Agnes Agent", agent_scripts)
    client = person("Clive Client", client_scripts)

    agent.sign_up()
    agent.onboard_as_agent()
    slug = agent.create_channel("Lamps", "Everything that shines.")

    client.sign_up()
    client.onboard_as_client()
    client.follow("Channels")
    client.is_at("/channels")
    # Those of other tests are open to everybody too.
    found = client.page.locator(f'a[href="/channels/{slug}"]')
    while found.count() == 0:
        with client.page.expect_navigation():
            client.follow("More channels")
    expect(found).to_have_text("Lamps")
    found.click()
    client.is_at(f"/channels/{slug}")
    client.join(slug)

    client.say("Good evening. Is the light kept?")
    agent.sees("Good evening. Is the light kept?")
    client.sees("Good evening. Is the light kept?")
    agent.say("Every night since 1996.")
    agent.say("Shall we talk about yours?")
    whole = ["Good evening. Is the light kept?", "Every night since 1996.", "Shall we talk about yours?"]
    client.sees(*whole)
    agent.sees(*whole)
    expect(client.box).to_have_value("")

    # The same after coming back.
    client.sign_out()
    client.page.goto(f"/channels/{slug}")
    client.page.get_by_label("Email").fill(client.visitor.email)
    client.page.get_by_label("Password").fill(PASSWORD)
    client.page.get_by_role("button", name="Sign in").click()
    expect(client.page).to_have_url(re.compile(f"/channels/{slug}$"))
    client.sees(*whole)


def test_the_dashboard_counts_what_is_unread(person, visitor):
    ada = person("Ada Absent", scripts=False).arrive()
    bob = visitor("Bob Busy")
    slug = bob.create_channel("Unread things")
    ada.join(slug)
    ada.page.goto("/")
    ada.page.wait_for_timeout(200)
    for number in range(3):
        bob.say(slug, f"Thing {number}")

    ada.page.goto("/dashboard")
    entry = ada.page.get_by_role("listitem").filter(has_text="Unread things")
    expect(entry).to_contain_text("3 unread")
    ada.open(slug)
    ada.sees("Thing 0", "Thing 1", "Thing 2")
    ada.page.goto("/dashboard")
    expect(entry).not_to_contain_text("unread")


def tab_to(page, target, most: int = 60):
    """Presses Tab until the target has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {target}")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_everything_can_be_done_by_keyboard_alone(person, scripts):
    kim = person("Kim Keyboard", scripts)
    page, press, enter = kim.page, kim.page.keyboard.press, kim.page.keyboard.type

    page.goto("/sign-up")
    press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    for label, text in [("Full name", "Kim Keyboard"), ("Email", kim.email), ("Password", PASSWORD)]:
        tab_to(page, page.get_by_label(label, exact=True))
        enter(text)
    press("Enter")
    expect(page).to_have_url(re.compile(r"/sign-up/confirm$"))
    tab_to(page, page.get_by_label("Code"))
    enter(kim.instance.code(kim.email))
    press("Enter")
    expect(page).to_have_url(re.compile(r"/onboarding$"))

    tab_to(page, page.get_by_role("link", name="I need services"))
    press("Enter")
    for step, label, text in [
        ("need", "What you need", "A piano tuner."),
        ("who", "Company or project", "Keys"),
        ("size", "Industry", "Media"),
        ("budget", "Budget", "Not"),
        ("reach", "Time zone", "UTC"),
    ]:
        expect(page).to_have_url(re.compile(f"/client-profile/{step}$"))
        tab_to(page, page.get_by_label(label))
        enter(text)
        tab_to(page, page.get_by_role("button", name="Continue"))
        press("Enter")
    expect(page).to_have_url(re.compile(r"/client-profile/check$"))
    tab_to(page, page.get_by_role("button", name="Save profile"))
    press("Enter")
    expect(page).to_have_url(re.compile(r"/dashboard$"))

    page.goto("/channels/new")
    tab_to(page, page.get_by_label("Name", exact=True))
    enter("Pianos by keyboard")
    tab_to(page, page.get_by_role("button", name="Create channel"))
    press("Enter")
    expect(page.get_by_role("heading", level=1, name="Pianos by keyboard")).to_be_visible()

    tab_to(page, kim.box)
    enter("Middle C sticks.")
    tab_to(page, page.get_by_role("button", name="Send"))
    press("Enter")
    kim.sees("Middle C sticks.")


def test_enter_sends_and_shift_enter_starts_a_line(person):
    lin = person("Lin Lines").arrive()
    slug = lin.create_channel("Lines")
    lin.open(slug)
    lin.box.press_sequentially("One")
    lin.box.press("Shift+Enter")
    lin.box.press_sequentially("Two")
    lin.box.press("Enter")
    lin.sees("One\nTwo")
    expect(lin.box).to_be_focused()
    expect(lin.box).to_have_value("")
