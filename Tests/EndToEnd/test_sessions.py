"""Where somebody is signed in, and proving again who it is."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from gallery import long_ago
from visitor import PASSWORD

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def sessions(browser):
    return browser.page.get_by_role("main").get_by_role("listitem")


def test_browsers_are_listed_and_ended_one_by_one(instance, person):
    ada = person("Ada Abroad", scripts=False).arrive()
    laptop = ada.elsewhere(user_agent=FIREFOX)
    laptop.sign_in()
    phone = ada.elsewhere(user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1")
    phone.sign_in()
    assert "Firefox on Windows" in instance.mail(ada.email, "A new device").text
    instance.sql("update agentor.sessions set last_seen_at = now() - interval '3 hours' where device like 'Firefox%'")

    ada.page.goto("/account")
    expect(ada.page.get_by_text("3 signed-in browsers")).to_be_visible()
    ada.follow("See sessions")
    firefox = sessions(ada).filter(has_text="Firefox on Windows")
    expect(firefox).to_contain_text("last active 3 hours ago")
    expect(firefox).to_contain_text("with a password")
    expect(firefox).to_contain_text("this machine")
    expect(sessions(ada).filter(has_text="Safari on iPhone")).to_contain_text("last active just now")
    this = sessions(ada).filter(has_text="This browser")
    expect(this).to_have_count(1)
    expect(this.get_by_role("button")).to_have_count(0)

    firefox.get_by_role("button").click()
    ada.is_told("That browser is signed out.")
    expect(firefox).to_have_count(0)
    assert not laptop.is_signed_in() and phone.is_signed_in() and ada.is_signed_in()
    laptop.page.goto("/dashboard")
    laptop.is_at("/sign-in?next=%2Fdashboard")

    ada.press("Sign out everywhere else")
    ada.is_told("Every other browser is signed out.")
    assert not phone.is_signed_in() and ada.is_signed_in()
    expect(ada.page.get_by_role("button", name="Sign out everywhere else")).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_a_conversation_says_at_once_that_its_session_was_ended(person, scripts):
    ben = person("Ben Both", scripts).arrive()
    slug = ben.create_channel("Two screens")
    other = ben.elsewhere()
    other.sign_in()
    other.open(slug)
    ben.visitor.say(slug, "Both see this.")
    other.sees("Both see this.")
    ben.page.goto("/account/sessions")
    ben.press("Sign out everywhere else")
    ben.is_told("Every other browser is signed out.")
    place = other.page.locator("#connection") if scripts else other.frame.locator("body")
    expect(place).to_contain_text("signed out", timeout=10_000)
    # The browser that goes on does so without a gap.
    ben.open(slug)
    ben.visitor.say(slug, "Only one sees this.")
    ben.sees("Both see this.", "Only one sees this.")


def test_nobody_ends_the_sessions_of_another(visitor):
    owner, stranger = visitor(), visitor()
    owner_elsewhere = visitor(arrived=False)
    owner_elsewhere.sign_in(email=owner.email)
    page = owner.get("/account/sessions")
    [action] = [form.action for form in page.page.forms if re.fullmatch(r"/account/sessions/[0-9a-f-]{36}/end", form.action)]
    csrf = stranger.get("/account/sessions").form("/sign-out")["csrf"]
    nothing = stranger.post(f"/account/sessions/{uuid.uuid4()}/end", {"csrf": csrf})
    theirs = stranger.post(action, {"csrf": csrf})
    assert (theirs.status, theirs.location) == (nothing.status, nothing.location)
    assert owner_elsewhere.get("/account").status == 200
    assert stranger.post("/account/sessions/not-a-session/end", {"csrf": csrf}).status == 404
    # The same request from its owner.
    assert owner.submit(page.form(action), {}).status == 303
    assert owner_elsewhere.get("/account").status == 303


def test_what_is_sensitive_asks_for_a_fresh_proof_and_leads_back(instance, person):
    cleo = person("Cleo Proves", scripts=False).arrive()
    page = cleo.page
    page.goto("/account/password")
    cleo.is_at("/account/password")
    long_ago(instance, cleo.email)
    page.goto("/account/name")
    cleo.is_at("/account/name")
    for path in ["password", "email", "delete", "second-factor/set-up", "connections/github/connect", "download"]:
        page.goto(f"/account/{path}")
        cleo.reads_heading("Confirm that it is you")
    page.goto("/account/password")
    cleo.is_at("/account/prove?next=%2Faccount%2Fpassword")
    page.get_by_label("Password").fill("not my password at all")
    cleo.press("Confirm")
    cleo.is_refused("That is not your password.")
    page.get_by_label("Password").fill(PASSWORD)
    cleo.press("Confirm")
    cleo.is_at("/account/password")


def test_a_form_sent_too_late_is_handed_back_with_what_was_typed(instance, person):
    dan = person("Dan Dawdles", scripts=False).arrive()
    page = dan.page
    for path, label, button in [("email", "New email", "Send the links"), ("password", "New password", "Change password")]:
        page.goto(f"/account/{path}")
        typed = "dan.new@example.org" if path == "email" else "a password nobody reads"
        page.get_by_label(label).fill(typed)
        if path == "password":
            page.get_by_label("Current password").fill(PASSWORD)
        long_ago(instance, dan.email)
        dan.press(button)
        dan.reads_heading("Confirm that it is you")
        assert (typed in page.content()) == (path == "email"), "what was typed is handed back, but for passwords"
        assert PASSWORD not in page.content()
        dan.follow("Confirm and go back")
        page.get_by_label("Password").fill(PASSWORD)
        dan.press("Confirm")
        dan.is_at(f"/account/{path}")
    assert instance.mails("dan.new@example.org") == []


def test_a_proof_that_is_guessed_is_slowed_down(instance, visitor):
    person = visitor()
    long_ago(instance, person.email)
    form = person.get("/account/prove").form("/account/prove")
    answers = [person.submit(form, {"password": f"guess number {number}"}) for number in range(11)]
    assert [answer.status for answer in answers] == [422] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert person.get("/dashboard").status == 200, "whoever is signed in stays so"


def test_a_sign_in_that_was_not_ones_own_is_undone_from_the_mailbox(instance, person):
    owner = person("Olga Owner", scripts=False).arrive()
    thief = owner.elsewhere(user_agent=FIREFOX)
    thief.sign_in()
    thief.is_at("/dashboard")
    link = instance.link(owner.email, "A new device")
    elsewhere = owner.elsewhere()
    elsewhere.page.goto(link)
    assert thief.is_signed_in(), "looking does nothing"
    elsewhere.press("Undo it and sign out everybody")
    assert not thief.is_signed_in() and not owner.is_signed_in()
    elsewhere.reads_heading("Choose another password")
    elsewhere.page.get_by_label("New password").fill("seven small stones in a row")
    elsewhere.press("Change password")
    thief.sign_in()
    thief.is_refused("do not belong together")
    elsewhere.sign_in("seven small stones in a row")
    elsewhere.is_at("/dashboard")
    assert instance.mail(owner.email, "A change of your account was undone")
