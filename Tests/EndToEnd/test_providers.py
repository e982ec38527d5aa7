"""Signing in with an account elsewhere: canaille, a real OpenID provider, and an imitation of GitHub."""

import concurrent.futures
import re
import time
import urllib.parse

import pytest
from playwright.sync_api import expect

from authenticator import Authenticator
from conftest import PROVIDER_PEOPLE
from gallery import long_ago
from visitor import PASSWORD, Visitor


def account(name: str):
    """Somebody's account at the providers, by their first name."""
    return next(each for each in PROVIDER_PEOPLE if each.login == name)


def through_canaille(browser, name: str):
    """Signs in at the provider, and agrees there to what Agentor asks for."""
    page, theirs = browser.page, account(name)
    expect(page).to_have_url(re.compile("^http://localhost:"))
    # The provider remembers who signed in in this browser, and what they agreed to.
    page.locator("input[name=login]").fill(theirs.login)
    page.get_by_role("button", name="Continue").click()
    page.locator("input[name=password]").fill(theirs.password)
    page.get_by_role("button", name="Sign in").click()
    accept = page.get_by_role("button", name="Accept")
    expect(accept.or_(page.get_by_role("link", name="Agentor", exact=True))).to_be_visible()
    if accept.count():
        accept.click()


def through_github(browser, name: str | None):
    expect(browser.page).to_have_url(re.compile("^http://localhost:"))
    browser.press(f"Authorize as {account(name).name}" if name else "Cancel")


def arrive_as(instance, person, name: str, **options):
    """Somebody with an account at Agentor, with a password, with the same address as at the providers."""
    someone = person(account(name).name, **options)
    someone.visitor.email = someone.email = account(name).email
    return someone.arrive()


# Getting in


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_an_account_elsewhere_creates_one_here(instance, person, scripts):
    name = "ada" if scripts else "bea"
    ada = person("Nobody yet", scripts)
    ada.page.goto("/sign-up")
    ada.follow("Continue with Canaille")
    through_canaille(ada, name)
    ada.is_at("/sign-in/join")
    expect(ada.page.get_by_text(account(name).email)).to_be_visible()
    expect(ada.page.get_by_label("Full name")).to_have_value(account(name).name)
    expect(ada.page.get_by_role("link", name="Read the terms")).to_be_visible()
    assert not ada.is_signed_in()
    ada.page.get_by_label("Full name").fill("")
    ada.press("Create account")
    ada.is_refused("Enter your full name.")
    ada.page.get_by_label("Full name").fill(account(name).name)
    ada.press("Create account")
    ada.is_at("/onboarding")
    ada.page.goto("/account")
    expect(ada.page.get_by_text("None: you sign in without one")).to_be_visible()
    ada.follow("Manage connected accounts")
    expect(ada.page.get_by_role("button", name="Disconnect Canaille")).to_be_visible()
    ada.sign_out()

    # Again, and back to where it was asked for.
    other = ada.elsewhere()
    other.page.goto("/account/sessions")
    other.follow("Continue with Canaille")
    through_canaille(other, name)
    other.is_at("/account/sessions")
    expect(other.page.get_by_text("with another account").first).to_be_visible()
    # Without a password, a code by mail proves who it is.
    long_ago(instance, account(name).email)
    other.page.goto("/account/password")
    other.press("Send the code")
    other.type_code(instance.mail(account(name).email, "Your code").code, "Confirm")
    other.is_at("/account/password")
    other.reads_heading("Set a password")


def test_an_account_here_is_connected_only_when_its_owner_agrees(instance, person):
    cleo = arrive_as(instance, person, "cleo", scripts=False)
    other = cleo.elsewhere()
    other.page.goto("/sign-in?next=%2Fchannels")
    other.follow("Continue with Canaille")
    through_canaille(other, "cleo")
    other.is_at("/sign-in/connect")
    other.reads_heading("Connect your accounts")
    assert not other.is_signed_in()
    assert "0" == instance.sql(f"select count(*) from agentor.identities where email = '{cleo.email}'")
    other.press("Connect and sign in")
    other.is_at("/channels")
    assert instance.mail(cleo.email, "Another way to sign in")

    # Disconnected in the account, and connected there again.
    other.page.goto("/account/connections")
    other.press("Disconnect Canaille")
    other.is_told("The account is disconnected.")
    other.follow("Connect Canaille")
    other.is_at("/account/connections?done=connected")
    other.is_told("The account is connected.")
    # It belongs to one account only.
    dora = arrive_as(instance, person, "dora", scripts=False)
    for browser, name in ((other, "cleo"), (dora, "cleo")):
        browser.page.goto("/account/connections/github/connect")
        through_github(browser, name)
    dora.reads_heading("It is connected already")
    other.is_at("/account/connections?done=connected")


def test_an_address_that_is_not_verified_opens_nothing(instance, person):
    eve = arrive_as(instance, person, "eve", scripts=False)
    thief = person("A thief", scripts=False)
    for label, through in [("Canaille", through_canaille), ("GitHub", through_github)]:
        thief.page.goto("/sign-in")
        thief.follow(f"Continue with {label}")
        through(thief, "eve")
        thief.reads_heading(f"{label} has no confirmed address of yours")
        assert not thief.is_signed_in()
    assert instance.sql("select count(*) from agentor.identities where email like 'eve@%'") == "0"
    assert eve.is_signed_in()


def test_the_second_factor_is_asked_for_all_the_same(instance, person):
    fay = arrive_as(instance, person, "fay", scripts=False)
    fay.page.goto("/account/second-factor/set-up")
    authenticator = Authenticator(fay.page.locator(".secret").inner_text())
    fay.type_code(authenticator.code(), "Turn on the second factor", "Code from the app")
    other = fay.elsewhere()
    for consents in (True, False):
        other.page.goto("/sign-in?next=%2Fchannels")
        other.follow("Continue with GitHub")
        through_github(other, "fay")
        if consents:
            other.press("Connect and sign in")
        other.is_at("/sign-in/second-factor?next=%2Fchannels")
        assert not other.is_signed_in()
        other.type_code(authenticator.code(), "Sign in")
        other.is_at("/channels")
        other.sign_out()


# What comes back and cannot be trusted


def begin(visitor: Visitor, github, name: str) -> str:
    """The path a browser is sent back to, with a good code."""
    number = PROVIDER_PEOPLE.index(account(name))
    return github.authorize(visitor.get("/sign-in/with/github").location, number)


def test_an_answer_to_a_question_of_another_browser_is_refused(instance, visitor, github):
    ina, thief = visitor(arrived=False), visitor(arrived=False)
    stolen = begin(ina, github, "ina")
    assert thief.get(stolen).status == 403, "this browser has no cookie yet"
    thief.get("/sign-in")
    assert thief.get(stolen).status == 410, "this browser has asked nothing"
    thief.get("/sign-in/with/github")
    assert thief.get(stolen).status == 403, "this browser has asked something else"
    # Where it belongs it is good, once.
    answer = ina.get(stolen)
    assert (answer.status, answer.location) == (303, "/sign-in/join")
    assert ina.get(stolen).status == 410


@pytest.mark.parametrize("change", ["state", "no state", "code", "no code"])
def test_an_answer_that_was_changed_is_refused(visitor, github, change):
    ina = visitor(arrived=False)
    path, _, query = begin(ina, github, "ina").partition("?")
    fields = dict(urllib.parse.parse_qsl(query))
    name = change.removeprefix("no ")
    if change.startswith("no "):
        fields.pop(name)
    else:
        fields[name] = fields[name][:-1] + ("0" if fields[name][-1] != "0" else "1")
    answer = ina.get(f"{path}?{urllib.parse.urlencode(fields)}")
    assert answer.status in (403, 503) and answer.says("That did not work")
    assert ina.get("/sign-in/join").status == 410
    # A link with another state, which anybody can make, uses nothing up; with another code the question is spent.
    assert ina.get(f"{path}?{query}").status == (303 if name == "state" else 410)


def test_a_spent_code_and_a_changed_state_are_refused_by_a_real_provider_and_before_it(person, visitor):
    ina, answers = person("Ina Intruded", scripts=False), []
    ina.page.on("request", lambda request: answers.append(request.url) if "/callback?" in request.url else None)
    ina.page.goto("/sign-in")
    ina.follow("Continue with Canaille")
    through_canaille(ina, "ina")
    ina.is_at("/sign-in/join")
    parts = urllib.parse.urlsplit(answers[0])
    spent = dict(urllib.parse.parse_qsl(parts.query))

    def answered(**fields):
        return thief.get(f"{parts.path}?{urllib.parse.urlencode(spent | fields)}")

    # The code again, as the answer to a new question: Agentor asks the provider, which has seen it.
    thief = visitor(arrived=False)
    question = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(thief.get("/sign-in/with/canaille").location).query))
    assert question["state"] != spent["state"]
    answer = answered(state=question["state"])
    assert answer.status == 403 and answer.says("You were not signed in at Canaille."), answer
    # With another state than was sent it does not come to that.
    thief.get("/sign-in/with/canaille")
    answer = answered(state=question["state"][::-1])
    assert answer.status == 403 and answer.says("cannot be trusted"), answer
    assert thief.get("/sign-in/join").status == 410


def test_whoever_cancels_at_the_provider_is_told_and_can_go_on(person):
    hal = person("Hal Hesitates", scripts=False)
    hal.page.goto("/sign-in")
    hal.follow("Continue with GitHub")
    through_github(hal, None)
    hal.reads_heading("That did not work")
    expect(hal.page.get_by_text("You were not signed in at GitHub.")).to_be_visible()
    hal.follow("Try again")
    hal.is_at("/sign-in")


@pytest.mark.parametrize("signature", ["broken", "stranger"])
def test_a_token_with_a_wrong_signature_is_refused(person, provider, signature):
    ina = person("Ina Intruded", scripts=False)
    with provider.tampering(signature=signature):
        ina.page.goto("/sign-in")
        ina.follow("Continue with Canaille")
        through_canaille(ina, "ina")
        ina.reads_heading("That did not work")
        expect(ina.page.get_by_text("cannot be trusted")).to_be_visible()
    assert not ina.is_signed_in()
    # With the right signature it is answered.
    ina.page.goto("/sign-in")
    ina.follow("Continue with Canaille")
    ina.is_at("/sign-in/join")


def test_a_provider_that_is_down_is_told_about(person, provider):
    gil = person("Gil Waits", scripts=False)
    with provider.tampering(status=500, only=provider.TOKEN):
        gil.page.goto("/sign-in")
        gil.follow("Continue with Canaille")
        through_canaille(gil, "ina")
        gil.reads_heading("That did not work")
        expect(gil.page.get_by_text("Canaille does not answer as it should.")).to_be_visible()
        gil.follow("Get a code by mail")
        gil.is_at("/sign-in/code")


def test_a_provider_that_is_slow_slows_nobody_else_down(instance, person, provider, visitor):
    """More people wait for it than there are threads that accept requests."""
    patient, others = person("Pat Patient", scripts=False), visitor()
    with provider.tampering(delay=2.5, only=provider.TOKEN), concurrent.futures.ThreadPoolExecutor(32) as pool:
        guests = [visitor(arrived=False) for _ in range(24)]

        def come_back(guest: Visitor):
            address = urllib.parse.urlsplit(guest.get("/sign-in/with/canaille").location)
            state = dict(urllib.parse.parse_qsl(address.query))["state"]
            return guest.get(f"/sign-in/with/canaille/callback?code=none&state={state}&iss={provider.issuer}")

        waiting = [pool.submit(come_back, guest) for guest in guests]
        time.sleep(1)
        assert not any(each.done() for each in waiting)
        for path in ("/dashboard", "/channels", "/account", "/healthz"):
            assert others.get(path).status == 200
        assert not any(each.done() for each in waiting)
        patient.page.goto("/sign-in")
        patient.follow("Continue with Canaille")
        through_canaille(patient, "ina")
        patient.is_at("/sign-in/join")
        assert {each.result(30).status for each in waiting} <= {403, 503}


def test_there_is_no_other_provider(visitor):
    someone = visitor()
    for path in ("/sign-in/with/nobody", "/sign-in/with/nobody/callback", "/account/connections/nobody/connect"):
        assert someone.get(path).status in (303, 404)
    guest = visitor(arrived=False)
    assert guest.get("/sign-in/with/nobody").status == 404
    assert guest.get("/sign-in/with/nobody/callback?code=1&state=2").status == 404
    assert guest.get("/sign-in/with/github").status == 303
