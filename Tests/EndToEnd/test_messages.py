"""What one has said is changed and deleted, and whoever reads sees it by themselves."""

import pytest
from playwright.sync_api import expect

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])


@BOTH
def test_a_message_is_changed_and_deleted_before_the_eyes_of_whoever_reads(person, scripts):
    writer, reader = person("Wendy Writer", scripts).arrive(), person("Rita Reader", scripts).arrive()
    slug = writer.create_channel("Edits")
    reader.join(slug)
    reader.open(slug)
    reader.box.press_sequentially("I am still think")
    writer.open(slug)
    writer.say("The lid is **red**")
    reader.sees("The lid is red")
    place = reader.page if scripts else reader.frame
    expect(place.locator(".message-text strong")).to_have_text("red")

    page = writer.page
    page.goto(f"/channels/{slug}/messages/1")
    writer.follow("Edit")
    expect(page.get_by_label("Message", exact=True)).to_have_value("The lid is **red**")
    page.get_by_label("Message", exact=True).fill("The lid is `blue`")
    writer.press("Save")
    writer.is_told("Your message was changed.")
    reader.sees("The lid is blue")
    expect(place.locator(".message-text code")).to_have_text("blue")
    expect(reader.box).to_be_focused()
    expect(reader.box).to_have_value("I am still think")

    place.get_by_role("link", name="edited").click()
    reader.reads_heading("What it said")
    expect(reader.page.locator(".message-text")).to_have_text(["The lid is blue", "The lid is red"])
    reader.page.go_back()
    reader.sees("The lid is blue")

    writer.follow("Delete")
    writer.reads_heading("Delete this message?")
    writer.press("Delete")
    writer.is_at(f"/channels/{slug}?around=1#m-1")
    reader.sees("This message was deleted.")
    expect(place.locator(".message-gone")).to_have_count(1)
    expect(place.get_by_role("link", name="edited")).to_have_count(0)


def test_of_two_tabs_neither_loses_what_was_typed_in_it(person):
    writer = person("Wendy Writer").arrive()
    slug = writer.visitor.create_channel()
    writer.visitor.say(slug, "At first")
    page, other = writer.page, writer.context.new_page()
    for tab in (page, other):
        tab.goto(f"/channels/{slug}/messages/1/edit")
    other.get_by_label("Message", exact=True).fill("From the other tab")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_role("status")).to_contain_text("Your message was changed.")
    page.get_by_label("Message", exact=True).fill("From this tab")
    writer.press("Save")
    writer.is_refused("You have changed this message elsewhere meanwhile.")
    expect(page.get_by_label("Message", exact=True)).to_have_value("From this tab")
    expect(page.locator(".message-text")).to_have_text("From the other tab")
    writer.press("Save")
    writer.is_told("Your message was changed.")
    assert writer.visitor.log(slug) == ["From this tab"]


def test_a_message_that_is_deleted_counts_no_more_on_a_page_that_shows_how_much_is_unread(person, visitor):
    reader, talker = person("Rita Reader").arrive(), visitor("Tom Talker")
    slug = talker.create_channel()
    reader.join(slug)
    reader.page.goto("/channels")
    for text in ("Stays", "Goes"):
        talker.say(slug, text)
    count = reader.page.locator(f'[data-channel="{slug}"] .unread')
    expect(count).to_have_text("2 unread")
    address = f"/channels/{slug}/messages/2/delete"
    assert talker.submit(talker.get(address).form(address), {}).status == 303
    expect(count).to_have_text("1 unread")
