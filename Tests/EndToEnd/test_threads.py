"""Messages are answered in threads and by quotations, with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])


@pytest.fixture
def talk(person, visitor):
    """A channel with two messages of somebody's, and a function that lets others in."""
    talker = visitor("Tom Talker")
    slug = talker.create_channel()
    talker.say(slug, "Which paper?")
    talker.say(slug, "And which ink?")

    def enter(name: str, scripts: bool, words: str = "Which paper?"):
        somebody = person(name, scripts).arrive()
        somebody.join(slug)
        somebody.open(slug)
        somebody.reads(words)
        return somebody

    return slug, talker, enter


def list_of(person):
    return person.page if person.scripts else person.frame


def send(person, text: str):
    person.page.get_by_label("Message", exact=True).fill(text)
    person.press("Send")


def shows(person, text: str):
    expect(list_of(person).locator(".message-text", has_text=text)).to_have_count(1, timeout=10_000)


@BOTH
def test_a_thread_is_begun_answered_live_and_counted_where_it_hangs(talk, scripts):
    slug, _, enter = talk
    reader, other = enter("Rita Reader", scripts), enter("Otto Other", scripts)
    if scripts:
        first = reader.page.locator("#m-1")
        first.hover()
        first.get_by_role("link", name="Reply", exact=True).click()
    else:
        reader.page.goto(f"/channels/{slug}/messages/1")
        reader.follow("Reply in a thread")
    reader.page.wait_for_url("**/messages/1/thread")
    send(reader, "The white one.")
    shows(reader, "The white one.")

    link = list_of(other).locator("#m-1 > .thread")
    expect(link).to_contain_text("1 reply", timeout=10_000)
    expect(list_of(other).get_by_text("The white one.")).to_have_count(0)
    link.click()
    other.page.wait_for_url("**/messages/1/thread")
    shows(other, "The white one.")
    send(other, "The thin white one?")
    shows(reader, "The thin white one?")
    expect(list_of(reader).locator(".thread-head .thread")).to_contain_text("2 replies")
    send(reader, "That one.")
    shows(other, "That one.")
    texts = list_of(other).locator(".message-text")
    expect(texts).to_have_text(["Which paper?", "The white one.", "The thin white one?", "That one."])


@BOTH
def test_a_message_is_quoted_and_the_quotation_leads_to_it(talk, scripts):
    slug, talker, enter = talk
    reader, other = enter("Rita Reader", scripts), enter("Otto Other", scripts)
    page = reader.page
    if scripts:
        page.locator("#m-1").hover()
        page.locator("#m-1").get_by_role("button", name="Quote", exact=True).click()
        expect(page.locator("#message")).to_be_focused()
    else:
        page.goto(f"/channels/{slug}/messages/1")
        reader.follow("Quote")
        page.wait_for_url("**?quoting=1#message")
    expect(page.locator("#quoting .quote")).to_have_text("Tom Talker Which paper?")
    send(reader, "The white one.")
    for somebody in (reader, other):
        expect(list_of(somebody).locator("#m-3 > .quote")).to_have_text("Tom Talker Which paper?", timeout=10_000)
    expect(page.locator("#quoting")).to_have_count(0)

    # What is quoted says what it says now, also where it is shown already.
    edit = f"/channels/{slug}/messages/1/edit"
    assert talker.submit(talker.get(edit).form(edit), {"message": "Which *grey* paper?"}).status == 303
    expect(list_of(other).locator("#m-3 > .quote")).to_have_text("Tom Talker Which grey paper?", timeout=10_000)
    delete = f"/channels/{slug}/messages/1/delete"
    assert talker.submit(talker.get(delete).form(delete), {}).status == 303
    expect(list_of(other).locator("#m-3 > .quote")).to_have_text(
        "Tom Talker This message was deleted.", timeout=10_000
    )
    list_of(other).locator("#m-3 > .quote").click()
    other.page.wait_for_url(re.compile("#m-1$"))
    expect(other.page.locator("#m-1 .message-gone")).to_be_visible()


def test_a_quotation_can_be_left_out_again_and_the_keyboard_reaches_both(talk):
    slug, _, enter = talk
    reader = enter("Rita Reader", True)
    page = reader.page
    page.locator("#m-2 a.time").focus()
    for name in ("React", "Reply", "Quote"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == name
    page.keyboard.press("Enter")
    expect(page.locator("#quoting .quote")).to_have_text("Tom Talker And which ink?")
    page.get_by_role("button", name="Quote nothing").click()
    expect(page.locator("#quoting")).to_have_count(0)
    send(reader, "Black.")
    expect(page.locator("#m-3 .message-text")).to_have_text("Black.")
    expect(page.locator("#m-3 .quote")).to_have_count(0)


@BOTH
def test_a_reply_far_back_is_told_to_whoever_looks_at_the_latest_messages(instance, talk, scripts):
    slug, talker, enter = talk
    for number in range(60):
        talker.say(slug, f"Message {number}.")
    instance.forget_limits()
    reader = enter("Rita Reader", scripts, "Message 59.")
    thread = f"/channels/{slug}/messages/1/thread"
    assert talker.submit(talker.get(thread).form(thread), {"message": "The white one."}).status == 303
    news = list_of(reader).get_by_role("link", name="New replies in threads")
    news.click(timeout=10_000)
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("Threads")
    expect(reader.page.locator(".new-replies")).to_have_count(1)
    reader.page.locator(".thread").click()
    shows(reader, "The white one.")
