"""In Firefox, with scripts and without."""

import contextlib

import pytest
from marionette_driver import By

from firefox import STRICT, Firefox
from test_history import said
from test_live import Wire
from visitor import PASSWORD, Visitor


@pytest.fixture
def firefox(instance, directory):
    with contextlib.ExitStack() as stack:

        def start(scripts: bool, chosen: dict | None = None) -> Firefox:
            browser = Firefox(instance.base, directory, scripts, chosen)
            stack.callback(browser.close)
            return browser

        instance.forget_limits()
        yield start


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_in_firefox_a_person_signs_up_opens_a_channel_and_talks(instance, firefox, visitor, scripts):
    browser, other = firefox(scripts), visitor("Otto Other")
    email = Visitor(instance).email

    browser.open("/")
    browser.follow("Create account")
    browser.is_at("/sign-up")
    browser.fill("Full name", "Frida Firefox")
    browser.fill("Email", email)
    browser.fill("Password", PASSWORD)
    browser.press("Create account")
    browser.is_at("/sign-up/confirm")
    browser.fill("Code", instance.code(email))
    browser.press("Confirm")
    browser.is_at("/onboarding")
    browser.follow("I need services")
    browser.is_at("/onboarding/client-profile/need")
    browser.fill("What you need", "Somebody to keep the light.")
    browser.press("Continue")
    browser.is_at("/onboarding/client-profile/who")
    browser.fill("Company or project", "North Pier")
    browser.press("Continue")
    browser.is_at("/onboarding/client-profile/size")
    browser.press("Skip this")
    browser.is_at("/onboarding/client-profile/budget")
    browser.choose("Budget", "Not")
    browser.press("Continue")
    browser.is_at("/onboarding/client-profile/reach")
    browser.choose("Time zone", "UTC")
    browser.press("Continue")
    browser.is_at("/onboarding/client-profile/check")
    browser.press("Save profile")
    browser.is_at("/dashboard")

    browser.open("/channels/new")
    browser.fill("Name", f"Foxes {scripts}")
    browser.press("Create channel")
    browser.field("Message")
    address = browser.driver.get_url().removeprefix(browser.base)
    slug = address.removeprefix("/channels/")
    browser.fill("Message", "Is anybody there?")
    browser.press("Send")
    browser.sees("Is anybody there?")

    # What others say appears by itself, and takes nothing away from what is being written.
    other.join(slug)
    browser.fill("Message", "I am still think")
    for text in ("Somebody is.", "And listens."):
        other.say(slug, text)
        browser.soon(lambda: text in browser.messages(), f"“{text}” appears")
    assert browser.field("Message").get_property("value") == "I am still think"
    browser.fill("Message", "ing.")
    browser.press("Send")
    browser.sees("Is anybody there?", "Somebody is.", "And listens.", "I am still thinking.")

    browser.sign_out()
    browser.open(address)
    browser.fill("Email", email)
    browser.fill("Password", PASSWORD)
    browser.press("Sign in")
    browser.is_at(address)
    browser.sees("Is anybody there?", "Somebody is.", "And listens.", "I am still thinking.")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_in_firefox_going_back_returns_to_the_same_place_with_what_was_typed(instance, firefox, visitor, scripts):
    browser, reader, talker = firefox(scripts), visitor("Rita Reader"), visitor("Tom Talker")
    slug = talker.create_channel()
    reader.join(slug)
    said(instance, slug, 200)
    browser.open("/")
    for name, value in reader.cookies.items():
        browser.driver.add_cookie({"name": name, "value": value, "httpOnly": True, "sameSite": "Lax"})

    def place() -> int:
        return round(browser.driver.find_element(By.ID, "m-100").rect["y"])

    browser.open(f"/channels/{slug}?around=100#m-100")
    browser.soon(lambda: 0 < place() < 600, "the message is in view")
    if scripts:
        browser.find('//*[@id = "m-126"]')
    browser.fill("Message", "Half a sen")
    before = place()
    browser.activate('//*[@id = "m-100"]//a[@class = "time"]')
    browser.is_at(f"/channels/{slug}/messages/100")
    browser.driver.go_back()
    browser.soon(lambda: abs(place() - before) < 3, "the message is in the same place")
    assert browser.field("Message").get_property("value") == "Half a sen"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_in_firefox_with_strict_settings_a_person_signs_in_and_talks(firefox, visitor, scripts):
    browser, writer, other = firefox(scripts, STRICT), visitor("Stella Strict"), visitor("Otto Other")
    slug = writer.create_channel()
    other.join(slug)
    browser.open(f"/channels/{slug}")
    browser.fill("Email", writer.email)
    browser.fill("Password", PASSWORD)
    browser.press("Sign in")
    browser.is_at(f"/channels/{slug}")
    browser.fill("Message", "Is anybody there?")
    browser.press("Send")
    browser.sees("Is anybody there?")
    other.say(slug, "Somebody is.")
    browser.sees("Is anybody there?", "Somebody is.")
    browser.sign_out()


def test_in_firefox_without_scripts_a_frame_is_live_again_within_a_minute_of_the_networks_return(
    instance, firefox, visitor
):
    browser, reader, talker = firefox(False), visitor("Rita Reader"), visitor("Tom Talker")
    slug = talker.create_channel()
    reader.join(slug)
    with contextlib.closing(Wire(instance.port)) as wire:
        browser.base = wire.base
        browser.open("/")
        for name, value in reader.cookies.items():
            browser.driver.add_cookie({"name": name, "value": value, "httpOnly": True, "sameSite": "Lax"})
        browser.open(f"/channels/{slug}")
        talker.say(slug, "Before")
        browser.sees("Before")
        browser.fill("Message", "Half a sen")
        wire.cut()
        browser.soon(browser.has_lost_the_network, "the frame has lost the network", 30)
        talker.say(slug, "Meanwhile")
        wire.mend()
        browser.soon(lambda: browser.messages() == ["Before", "Meanwhile"], "what was said meanwhile", 60)
        talker.say(slug, "After")
        browser.sees("Before", "Meanwhile", "After")
        assert browser.field("Message").get_property("value") == "Half a sen"
        # Frames that begin anew leave nothing to go back through.
        browser.driver.go_back()
        browser.is_at("/")


def test_in_firefox_no_page_scrolls_sideways_at_320_pixels(firefox, visitor):
    browser, reader, talker = firefox(True), visitor("Rita Reader"), visitor("Tom Talker")
    slug = talker.create_channel("A name that is rather long, as names of channels go")
    reader.join(slug)
    talker.say(slug, "A word without an end: " + "o" * 200)
    strangers = ["/", "/sign-up", "/sign-in", "/terms"]
    members = ["/dashboard", "/channels", "/channels/new", f"/channels/{slug}", f"/channels/{slug}/log", "/account"]
    wide = []

    def look(address: str):
        browser.at_width(320, address)
        assert browser.driver.get_url() == browser.base + address
        if browser.driver.execute_script("return document.scrollingElement.scrollWidth > innerWidth"):
            wide.append(address)

    for address in strangers:
        look(address)
    for name, value in reader.cookies.items():
        browser.driver.add_cookie({"name": name, "value": value, "httpOnly": True, "sameSite": "Lax"})
    for address in members:
        look(address)
    assert wide == []
