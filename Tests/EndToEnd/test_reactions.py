"""Messages are answered with an emoji, with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from instance import wait_until

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])


def chips(person):
    """The reactions below the first message, as the person sees them."""
    place = person.page if person.scripts else person.frame
    return place.locator("#m-1 > .reactions > li > a")


def shows(person, *texts: str):
    expect(chips(person)).to_have_text([re.compile(f"^{text}") for text in texts], timeout=10_000)


def are_marked(person, *emoji: str):
    """The person is shown which reactions to the first message are their own: these, and no others."""
    if person.scripts:
        pressed = person.page.locator('#m-1 > .reactions a[aria-pressed="true"]')
        expect(pressed).to_have_text([re.compile(f"^{each} ") for each in emoji], timeout=10_000)
        expect(person.page.locator("#m-1 > .reacted")).to_have_count(0)
        return
    line = person.frame.locator("#m-1 > .reacted")
    expect(line).to_have_text([f"You reacted {' '.join(emoji)}"] if emoji else [], timeout=10_000)
    if emoji:
        expect(line).to_be_visible()


@pytest.fixture
def talk(begin_talk):
    return begin_talk("What do you think?")


@BOTH
def test_a_reaction_is_set_and_taken_back_on_the_page_of_the_message(talk, scripts):
    slug, _, enter = talk
    reader, other = enter("Rita Reader", scripts), enter("Otto Other", scripts)
    page = reader.page
    page.goto(f"/channels/{slug}/messages/1")
    set_of = page.locator("#reactions")
    set_of.get_by_role("button", name="❤️", exact=True).click()
    page.wait_for_url("**/messages/1#reactions")
    pressed = set_of.get_by_role("button", name="❤️ 1")
    expect(pressed).to_have_attribute("aria-pressed", "true")
    expect(set_of.get_by_text("Rita Reader")).to_be_visible()
    shows(other, "❤️ 1")

    page.get_by_label("Another emoji").fill("👩🏽‍🌾")
    page.get_by_role("button", name="React", exact=True).click()
    shows(other, "❤️ 1", "👩🏽‍🌾 1")
    page.get_by_label("Another emoji").fill("words")
    page.get_by_role("button", name="React", exact=True).click()
    reader.is_refused("Enter a single emoji")

    page.goto(f"/channels/{slug}/messages/1")
    pressed.click()
    expect(set_of.get_by_role("button", name="❤️", exact=True)).to_have_attribute("aria-pressed", "false")
    shows(other, "👩🏽‍🌾 1")


def test_without_scripts_a_chip_leads_to_where_one_reacts(talk):
    slug, talker, enter = talk
    reader = enter("Rita Reader", scripts=False)
    talker.react(slug, 1, "🎉")
    shows(reader, "🎉 1")
    chips(reader).click()
    reader.is_at(f"/channels/{slug}/messages/1#reactions")
    expect(reader.page.locator("#reactions").get_by_text("Tom Talker")).to_be_visible()


def test_with_scripts_a_chip_sets_and_takes_back_without_leaving_the_page(talk):
    slug, talker, enter = talk
    reader, other = enter("Rita Reader", True), enter("Otto Other", True)
    talker.react(slug, 1, "🎉")
    shows(reader, "🎉 1")
    reader.box.fill("half a sen")
    chips(reader).click()
    for person in (reader, other):
        shows(person, "🎉 2")
    expect(chips(reader)).to_have_class("own")
    expect(chips(other)).not_to_have_class("own")
    chips(reader).click()
    for person in (reader, other):
        shows(person, "🎉 1")
    expect(chips(reader)).not_to_have_class("own")
    expect(reader.box).to_have_value("half a sen")
    reader.is_at(f"/channels/{slug}")

    # What was set elsewhere the page does not know: it is taken back all the same.
    reader.visitor.react(slug, 1, "🎉")
    shows(reader, "🎉 2")
    chips(reader).click()
    shows(reader, "🎉 1")


def test_with_scripts_the_usual_ones_are_offered_by_pointer_and_by_keyboard(talk):
    slug, talker, enter = talk
    reader = enter("Rita Reader", True)
    page = reader.page
    message = page.locator("#m-1")
    expect(page.locator(".react")).to_have_count(0)
    message.hover()
    page.get_by_role("button", name="React", exact=True).click()
    message.get_by_role("button", name="👍").click()
    shows(reader, "👍 1")
    expect(message.get_by_role("button", name="👍 1 reacted (yours)")).to_be_visible()

    talker.say(slug, "And of this?")
    reader.reads("And of this?")
    second = page.locator("#m-3")
    second.locator("a.time").focus()
    page.keyboard.press("Tab")
    opener = second.get_by_role("button", name="React", exact=True)
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    expect(opener).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(opener).to_have_attribute("aria-expanded", "false")
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    chip = second.locator("> .reactions a")
    expect(chip).to_have_text("❤️ 1 reacted (yours)")
    expect(opener).to_be_focused()

    # On the chip itself, also when the message is replaced under the focus.
    page.keyboard.press("Shift+Tab")
    expect(chip).to_be_focused()
    talker.react(slug, 3, "❤️")
    expect(chip).to_have_text("❤️ 2 reacted (yours)")
    expect(chip).to_be_focused()
    page.keyboard.press("Space")
    expect(chip).to_have_text("❤️ 1 reacted")
    expect(chip).to_be_focused()


@BOTH
@pytest.mark.parametrize("path", ["", "/messages/1/thread"], ids=["in a channel", "in a thread"])
def test_ones_own_reactions_are_marked_and_stay_so_while_others_react(talk, scripts, path):
    slug, talker, enter = talk
    reader, other = enter("Rita Reader", scripts), enter("Otto Other", scripts)
    place, page = f"/channels/{slug}{path}", reader.page
    for emoji in ("❤️", "🎉"):
        reader.visitor.react(slug, 1, emoji)
    for person in (reader, other):
        # Without scripts the frame may ask again before all else has come.
        person.page.goto(place, wait_until="domcontentloaded")
        shows(person, "❤️ 1", "🎉 1")
    are_marked(reader, "❤️", "🎉")
    are_marked(other)

    talker.react(slug, 1, "🎉")
    talker.react(slug, 1, "👀")
    for person in (reader, other):
        shows(person, "❤️ 1", "🎉 2", "👀 1")
    are_marked(reader, "❤️", "🎉")
    are_marked(other)

    page.goto(f"/channels/{slug}/messages/1")
    page.locator("#reactions").get_by_role("button", name="🎉 2").click()
    page.wait_for_url("**/messages/1#reactions")
    page.goto(place, wait_until="domcontentloaded")
    shows(reader, "❤️ 1", "🎉 1", "👀 1")
    are_marked(reader, "❤️")
    page.goto(f"/channels/{slug}/messages/1")
    page.locator("#reactions").get_by_role("button", name="❤️ 1").click()
    page.wait_for_url("**/messages/1#reactions")
    page.goto(place, wait_until="domcontentloaded")
    for person in (reader, other):
        shows(person, "🎉 1", "👀 1")
        are_marked(person)


def test_with_scripts_a_reaction_that_was_there_before_the_page_is_taken_back_by_its_chip(talk):
    slug, talker, enter = talk
    reader = enter("Rita Reader", True)
    talker.react(slug, 1, "❤️")
    reader.visitor.react(slug, 1, "❤️")
    reader.open(slug)
    are_marked(reader, "❤️")
    chip = reader.page.get_by_role("button", name="❤️ 2", pressed=True)
    expect(chip).to_be_visible()
    chip.click()
    shows(reader, "❤️ 1")
    are_marked(reader)


def test_with_scripts_what_is_read_back_to_is_marked_too(instance, talk):
    slug, talker, enter = talk
    for number in range(60):
        if number % 20 == 0:
            instance.forget_limits()
        talker.say(slug, f"Message {number}.")
    instance.forget_limits()
    reader = enter("Rita Reader", True, "Message 59.")
    reader.visitor.react(slug, 1, "❤️")
    reader.open(slug)
    reader.reads("Message 59.")

    def is_all_there() -> bool:
        reader.page.locator(".log").evaluate("log => log.scrollTo(0, -log.scrollHeight)")
        return reader.page.locator("#m-1").count() == 1

    wait_until(is_all_there, 30, "the first message is there", pause=0.1)
    shows(reader, "❤️ 1")
    are_marked(reader, "❤️")


def test_with_scripts_a_refusal_is_said_in_the_status_line(talk):
    slug, talker, enter = talk
    reader = enter("Rita Reader", True)
    for emoji in ("👍", "❤️", "🎉", "😂", "😮"):
        reader.visitor.react(slug, 1, emoji)
    talker.react(slug, 1, "🍀")
    status = reader.page.locator("#connection")
    chips(reader).filter(has_text="🍀").click()
    expect(status).to_contain_text("5 emoji at most")
    talker.say(slug, "Said meanwhile")
    reader.reads("Said meanwhile")
    expect(status).to_contain_text("5 emoji at most")
    chips(reader).filter(has_text="😮").click()
    expect(chips(reader).filter(has_text="😮")).to_have_count(0)
    expect(status).to_be_empty()
