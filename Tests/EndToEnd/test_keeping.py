"""What people keep: pins, bookmarks, drafts, and messages that are sent later; and words taken elsewhere."""

import datetime
import os
import re
import signal

import pytest
from playwright.sync_api import expect

import sealed
from instance import wait_until
from visitor import handle_of

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])


@BOTH
def test_a_message_is_pinned_before_the_eyes_of_whoever_reads(person, scripts):
    ada, bo = person("Ada Adams", scripts).arrive(), person("Bo Reads", scripts).arrive()
    slug = ada.visitor.create_channel("Pins")
    bo.join(slug)
    ada.visitor.say(slug, "The lid is **red**")
    bo.open(slug)
    bo.sees("The lid is red")
    ada.page.goto(f"/channels/{slug}/messages/1")
    ada.press("Pin for everybody")
    ada.is_told("Pinned for everybody in the conversation.")
    place = bo.page if scripts else bo.frame
    place.get_by_role("link", name="pinned", exact=True).click()
    bo.is_at(f"/channels/{slug}/pins")
    bo.reads_heading("Pinned messages")
    expect(bo.page.locator(".message-text strong")).to_have_text("red")
    expect(bo.page.get_by_role("button", name="Unpin")).to_have_count(0)
    bo.page.goto(f"/channels/{slug}/messages/1")
    expect(bo.page.get_by_role("button", name="Pin for everybody")).to_have_count(0)
    bo.open(slug)
    expect(place.get_by_role("link", name="pinned", exact=True)).to_have_count(1)
    ada.page.goto(f"/channels/{slug}")
    ada.follow("1 pinned message")
    ada.page.get_by_role("button", name="Unpin").click()
    ada.is_told("Not pinned any more.")
    expect(place.get_by_role("link", name="pinned", exact=True)).to_have_count(0)


@BOTH
def test_a_bookmark_is_kept_for_oneself_and_removed(person, visitor, scripts):
    ada, bo = person("Ada Keeps", scripts).arrive(), visitor("Bo Writes")
    slug = bo.create_channel("Bookmarks")
    ada.visitor.join(slug)
    bo.say(slug, "Keep *this*")
    ada.page.goto(f"/channels/{slug}/messages/1")
    ada.press("Bookmark")
    ada.is_told("Kept among your bookmarks.")
    ada.page.goto("/messages")
    ada.follow("Your bookmarks")
    expect(ada.page.locator(".listing li")).to_contain_text("Keep this")
    ada.page.get_by_role("link", name=re.compile(r"^Bo Writes @bo-writes[-a-z0-9]* in Bookmarks$")).click()
    ada.is_at(f"/channels/{slug}/messages/1")
    ada.visitor.leave(slug)
    ada.page.goto("/bookmarks")
    expect(ada.page.locator(".listing li")).to_contain_text("You can no longer read this message.")
    expect(ada.page.locator(".listing li")).not_to_contain_text("Keep this")
    ada.page.get_by_role("button", name="Remove").click()
    expect(ada.page.get_by_text("Nothing yet.")).to_be_visible()


def drafts_of(person) -> str:
    place = person.instance.sql(
        f"select {sealed.DRAFT} from messaging.drafts d join agentor.accounts a on a.id = d.user_id "
        f"where a.email = '{person.email}'"
    ).strip()
    return place and sealed.keys_of(person.instance).open(place)


def test_what_is_begun_is_found_on_another_device_and_goes_with_the_message(person, visitor):
    ada, bo = person("Ada Begins").arrive(), visitor("Bo Waits")
    slug = bo.create_channel()
    ada.visitor.join(slug)
    handle = handle_of(bo)
    ada.visitor.write(handle, "Hello")
    ada.page.goto(f"/messages/{handle}")
    ada.box.press_sequentially("I am still think")
    wait_until(lambda: drafts_of(ada) == "I am still think", 15, "a draft that is saved")

    other = ada.context.new_page()
    other.goto("/messages")
    expect(other.locator(".inbox li")).to_contain_text("Draft: I am still think")
    other.locator(".inbox li").get_by_role("link").click()
    box = other.get_by_label("Message", exact=True)
    expect(box).to_have_value("I am still think")
    # Of two tabs the later is kept, and nothing is taken from the other.
    box.press("Control+End")
    box.press_sequentially("ing")
    wait_until(lambda: drafts_of(ada) == "I am still thinking", 15, "the later draft")
    expect(ada.box).to_have_value("I am still think")
    ada.box.press("Control+End")
    ada.box.press_sequentially("!")
    # Leaving is enough.
    ada.page.goto("/dashboard")
    wait_until(lambda: drafts_of(ada) == "I am still think!", 15, "what was left")
    expect(box).to_have_value("I am still thinking")

    ada.page.goto(f"/messages/{handle}")
    expect(ada.box).to_have_value("I am still think!")
    ada.page.get_by_role("button", name="Send").click()
    ada.sees("Hello", "I am still think!")
    expect(ada.box).to_have_value("")
    wait_until(lambda: drafts_of(ada) == "", 15, "a draft that is gone")
    ada.page.reload()
    expect(ada.box).to_have_value("")


def test_without_scripts_a_button_keeps_what_is_begun(person, visitor):
    ada, bo = person("Ada Begins", scripts=False).arrive(), visitor("Bo Waits")
    slug = bo.create_channel()
    ada.join(slug)
    ada.box.fill("I am still think")
    ada.press("Save draft")
    ada.is_at(f"/channels/{slug}#message")
    expect(ada.box).to_have_value("I am still think")
    ada.say("I am still thinking")
    ada.sees("I am still thinking")
    expect(ada.box).to_have_value("")
    assert drafts_of(ada) == ""


@BOTH
def test_a_message_is_sent_later_once_and_after_workers_were_killed(person, scripts):
    ada, bo = person("Ada Later", scripts).arrive(), person("Bo Reads", scripts).arrive()
    slug = bo.visitor.create_channel("Later")
    ada.join(slug)
    bo.open(slug)
    ada.box.fill("Good *morning*")
    ada.page.get_by_role("button", name="Later").click()
    ada.reads_heading("Send later to \u2068Later\u2069")
    words = ada.page.get_by_label("Message", exact=True)
    expect(words).to_have_value("Good *morning*")
    ada.page.get_by_label("Day").fill("2020-01-01")
    ada.press("Send then")
    ada.is_refused("This moment has passed.")
    expect(words).to_have_value("Good *morning*")
    tomorrow = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)).date().isoformat()
    ada.page.get_by_label("Day").fill(tomorrow)
    ada.page.get_by_label("Time").fill("08:30")
    ada.press("Send then")
    ada.is_told("It is sent when its time comes.")
    expect(ada.page.locator(".card")).to_contain_text("08:30")
    ada.page.get_by_role("link", name="Change").click()
    words.fill("Good *evening*")
    ada.press("Send then")
    ada.is_told("Changed.")
    expect(ada.page.locator(".message-text em")).to_have_text("evening")
    bo.visitor.say(slug, "Before")
    bo.sees("Before")
    for worker in ada.instance.workers():
        os.kill(worker, signal.SIGKILL)
    ada.instance.sql("update messaging.scheduled_messages set send_at = now() - interval '1 second'")
    bo.sees("Before", "Good evening", timeout=60_000)
    ada.page.goto("/scheduled")
    expect(ada.page.get_by_text("Nothing waits.")).to_be_visible()
    ada.instance.recover()
    assert bo.visitor.log(slug) == ["Before", "Good evening"]


@BOTH
def test_words_are_quoted_and_forwarded(person, visitor, scripts):
    ada, bo = person("Ada Quotes", scripts).arrive(), visitor("Bo Writes")
    slug, elsewhere = bo.create_channel("Quoted"), ada.visitor.create_channel("Elsewhere")
    ada.visitor.join(slug)
    bo.say(slug, "One\n*two*")
    ada.page.goto(f"/channels/{slug}/messages/1")
    if scripts:
        ada.context.grant_permissions(["clipboard-read", "clipboard-write"])
        ada.press("Copy as quote")
        expect(ada.page.get_by_text("Copied.")).to_be_visible()
        assert ada.page.evaluate("navigator.clipboard.readText()") == "> One\n> *two*\n\n"
        ada.page.goto(f"/channels/{slug}?quote=1#message")
    else:
        ada.follow("Copy as quote")
    expect(ada.box).to_have_value("> One\n> *two*\n\n")
    ada.box.press("Control+End")
    ada.box.press_sequentially("So it is.")
    ada.page.get_by_role("button", name="Send").click()
    place = ada.page if scripts else ada.frame
    expect(place.locator(".message-text blockquote")).to_have_text(re.compile(r"One\s*two"))

    ada.page.goto(f"/channels/{slug}/messages/1")
    ada.follow("Forward")
    ada.reads_heading(re.compile(r"^Forward a message of \u2068Bo Writes\u2069 \(@bo-writes[-a-z0-9]*\)$"))
    ada.press("Forward")
    ada.is_refused("Choose one of your conversations or channels.")
    ada.page.get_by_label("To", exact=True).select_option(elsewhere)
    ada.page.get_by_label("What you say to it").fill("See this")
    ada.press("Forward")
    ada.is_at(f"/channels/{elsewhere}?sent=1")
    quote = place.locator(".message-text blockquote")
    expect(quote).to_contain_text("Bo Writes")
    quote.get_by_role("link").click()
    ada.is_at(f"/channels/{slug}/messages/1")
