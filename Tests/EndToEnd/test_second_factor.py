"""Signing in with an authenticator app, with a real QR code."""

import re
import subprocess
import urllib.parse

import pytest
from playwright.sync_api import expect

from authenticator import Authenticator
from gallery import long_ago
from visitor import PASSWORD


def scan(browser, path) -> dict:
    """What an app reads from the QR code on the screen."""
    browser.page.get_by_role("img", name="QR code").screenshot(path=path)
    read = subprocess.run(["zbarimg", "--quiet", "--raw", path], capture_output=True, text=True, check=True).stdout
    address = urllib.parse.urlsplit(read.strip())
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    return dict(urllib.parse.parse_qsl(address.query)) | {"label": urllib.parse.unquote(address.path[1:])}


def set_up(browser) -> tuple[Authenticator, list[str]]:
    """Turns the second factor on; returns the app and the recovery codes."""
    browser.page.goto("/account/second-factor/set-up")
    authenticator = Authenticator(browser.page.locator(".secret").inner_text())
    browser.type_code(authenticator.code(), "Turn on the second factor", "Code from the app")
    browser.reads_heading("Your recovery codes")
    return authenticator, browser.page.locator(".recovery-codes code").all_inner_texts()


@pytest.mark.parametrize(
    "scripts, colour", [(True, "light"), (False, "dark")], ids=["scripts on, light", "scripts off, dark"]
)
def test_a_second_factor_is_set_up_used_and_turned_off(instance, person, tmp_path, scripts, colour):
    ada = person("Ada Armed", scripts, color_scheme=colour).arrive()
    elsewhere = ada.elsewhere()
    elsewhere.sign_in()
    page = ada.page
    page.goto("/account")
    ada.follow("Manage second factor")
    ada.follow("Set up a second factor")
    secret = page.locator(".secret").inner_text().replace(" ", "")
    scanned = scan(ada, tmp_path / "code.png")
    assert scanned["secret"] == secret, "what is scanned is what can be typed"
    assert scanned["issuer"] == "Agentor" and ada.email in scanned["label"]
    authenticator = Authenticator(secret)
    ada.type_code("000000", "Turn on the second factor", "Code from the app")
    ada.is_refused("That is not the code the app should show now.")
    assert page.locator(".secret").inner_text().replace(" ", "") == secret, "the app need not scan again"
    ada.type_code(authenticator.code(), "Turn on the second factor", "Code from the app")
    ada.reads_heading("Your recovery codes")
    codes = page.locator(".recovery-codes code").all_inner_texts()
    assert len(set(codes)) == 10
    assert not elsewhere.is_signed_in() and ada.is_signed_in()
    assert instance.mail(ada.email, "Your second factor was turned on")
    ada.follow("I have kept them")
    expect(page.get_by_text("10 recovery codes are left")).to_be_visible()
    ada.sign_out()

    # With the app; the way back is kept.
    ada.sign_in(address="/sign-in?next=%2Fchannels")
    ada.is_at("/sign-in/second-factor?next=%2Fchannels")
    assert not ada.is_signed_in()
    ada.type_code(authenticator.code(), "Sign in")
    ada.is_at("/channels")
    # The code was used.
    ada.sign_out()
    ada.sign_in()
    ada.type_code(authenticator.shown, "Sign in")
    ada.is_refused("That is not a code that is good now.")
    # A recovery code, in whatever case and grouping.
    ada.type_code(codes[3].upper().replace("-", " "), "Sign in")
    ada.is_at("/dashboard")
    assert instance.mail(ada.email, "A recovery code was used")
    ada.sign_out()
    ada.sign_in()
    ada.type_code(codes[3], "Sign in")
    ada.is_refused("That is not a code that is good now.")
    ada.type_code(codes[4], "Sign in")
    ada.is_at("/dashboard")
    page.goto("/account/second-factor")
    expect(page.get_by_text("8 recovery codes are left")).to_be_visible()

    # New codes in place of the old.
    ada.press("Make new recovery codes")
    new = page.locator(".recovery-codes code").all_inner_texts()
    assert len(set(new)) == 10 and not set(new) & set(codes)
    ada.follow("I have kept them")
    ada.press("Turn off the second factor")
    ada.is_told("The second factor is off.")
    assert instance.mail(ada.email, "Your second factor was turned off")
    ada.sign_out()
    ada.sign_in()
    ada.is_at("/dashboard")


def test_a_code_by_mail_asks_for_the_second_factor_too(instance, person):
    bea = person("Bea Both", scripts=False).arrive()
    authenticator, _ = set_up(bea)
    other = bea.elsewhere()
    other.page.goto("/account/sessions")
    other.follow("Get a code by mail instead")
    other.page.get_by_label("Email").fill(bea.email)
    other.press("Send the code")
    other.type_code(instance.mail(bea.email, "Your code").code, "Sign in")
    other.is_at("/sign-in/second-factor?next=%2Faccount%2Fsessions")
    assert not other.is_signed_in()
    other.type_code(authenticator.code(), "Sign in")
    other.is_at("/account/sessions")


def test_a_reset_password_asks_for_the_second_factor_too(instance, person):
    cleo = person("Cleo Clears", scripts=False).arrive()
    authenticator, codes = set_up(cleo)
    thief = cleo.elsewhere()
    thief.page.goto("/forgot-password")
    thief.page.get_by_label("Email").fill(cleo.email)
    thief.press("Send the link")
    thief.page.goto(instance.link(cleo.email, "Choose another password"))
    password = "ten tall trees"
    for code in ("000000", authenticator.shown):
        thief.page.get_by_label("New password").fill(password)
        thief.type_code(code, "Change password", "Code from your authenticator app")
        thief.is_refused("That is not the code.")
    thief.page.get_by_label("New password").fill(password)
    thief.type_code(authenticator.code(), "Change password", "Code from your authenticator app")
    thief.is_at("/sign-in?done=password")
    thief.sign_in(password)
    thief.type_code(codes[0], "Sign in")
    thief.is_at("/dashboard")
    # So short a password does not do alone.
    thief.page.goto("/account/second-factor")
    expect(thief.page.get_by_role("button", name="Turn off the second factor")).to_have_count(0)
    expect(thief.page.get_by_text("your password is too short to be alone")).to_be_visible()


def test_who_it_is_is_proved_by_the_app(instance, person):
    dan = person("Dan Doubts", scripts=False).arrive()
    authenticator, _ = set_up(dan)
    long_ago(instance, dan.email)
    dan.page.goto("/account/password")
    dan.is_at("/account/prove?next=%2Faccount%2Fpassword")
    dan.type_code(authenticator.shown, "Confirm", "Code from your authenticator app")
    dan.is_refused("That is not the code.")
    dan.type_code(authenticator.code(), "Confirm", "Code from your authenticator app")
    dan.is_at("/account/password")


def test_a_second_factor_that_a_thief_set_up_is_undone_from_the_mailbox(instance, person):
    eve = person("Eve Evicted", scripts=False).arrive()
    set_up(eve)
    owner = eve.elsewhere()
    owner.page.goto(instance.link(eve.email, "Your second factor was turned on"))
    owner.press("Undo it and sign out everybody")
    expect(owner.page.get_by_label("Code from your authenticator app")).to_have_count(0)
    owner.page.get_by_label("New password").fill("six slow snails slide south")
    owner.press("Change password")
    assert not eve.is_signed_in()
    owner.sign_in("six slow snails slide south")
    owner.is_at("/dashboard")


def test_guessing_codes_ends_after_five(instance, person):
    fay = person("Fay Fends", scripts=False).arrive()
    _, codes = set_up(fay)
    thief = fay.elsewhere()
    thief.sign_in()
    for number in range(5):
        thief.type_code(f"{number:06}", "Sign in")
    thief.page.get_by_label("Code").count() and thief.type_code(codes[0], "Sign in")
    thief.reads_heading("That code or link no longer works")
    assert not thief.is_signed_in()
    thief.sign_in()
    thief.type_code(codes[0], "Sign in")
    thief.is_at("/dashboard")


def test_everything_about_it_is_done_by_keyboard_alone(person):
    from test_journey import tab_to

    gil = person("Gil Keys", scripts=False).arrive()
    page, press, enter = gil.page, gil.page.keyboard.press, gil.page.keyboard.type
    page.goto("/account/second-factor")
    tab_to(page, page.get_by_role("link", name="Set up a second factor"))
    press("Enter")
    gil.is_at("/account/second-factor/set-up")
    authenticator = Authenticator(page.locator(".secret").inner_text())
    tab_to(page, page.get_by_label("Code from the app"))
    enter(authenticator.code())
    press("Enter")
    gil.reads_heading("Your recovery codes")
    tab_to(page, page.get_by_role("link", name="I have kept them"))
    press("Enter")
    tab_to(page, page.locator(".menu > summary"))
    press("Enter")
    tab_to(page, page.get_by_role("button", name="Sign out"))
    press("Enter")
    gil.is_at("/?done=signed-out")
    page.goto("/sign-in")
    tab_to(page, page.get_by_label("Email"))
    enter(gil.email)
    tab_to(page, page.get_by_label("Password"))
    enter(PASSWORD)
    press("Enter")
    tab_to(page, page.get_by_label("Code"))
    enter(authenticator.code())
    press("Enter")
    expect(page).to_have_url(re.compile("/dashboard$"))
