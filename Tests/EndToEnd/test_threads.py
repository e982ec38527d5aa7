"""Messages are answered in threads and by quotations, with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from instance import wait_until
from visitor import next_address

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])


def of_tom(words: str) -> re.Pattern:
    """What a quotation of the talker's says."""
    return re.compile(rf"^Tom Talker @tom-talker[-a-z0-9]* {re.escape(words)}$")


@pytest.fixture
def talk(begin_talk):
    return begin_talk("Which paper?", "And which ink?")


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
    expect(page.locator("#quoting .quote")).to_have_text(of_tom("Which paper?"))
    send(reader, "The white one.")
    for somebody in (reader, other):
        expect(list_of(somebody).locator("#m-3 > .quote")).to_have_text(of_tom("Which paper?"), timeout=10_000)
    expect(page.locator("#quoting")).to_have_count(0)

    # What is quoted says what it says now, also where it is shown already.
    edit = f"/channels/{slug}/messages/1/edit"
    assert talker.submit(talker.get(edit).form(edit), {"message": "Which *grey* paper?"}).status == 303
    expect(list_of(other).locator("#m-3 > .quote")).to_have_text(of_tom("Which grey paper?"), timeout=10_000)
    delete = f"/channels/{slug}/messages/1/delete"
    assert talker.submit(talker.get(delete).form(delete), {}).status == 303
    expect(list_of(other).locator("#m-3 > .quote")).to_have_text(of_tom("This message was deleted."), timeout=10_000)
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
    expect(page.locator("#quoting .quote")).to_have_text(of_tom("And which ink?"))
    page.get_by_role("button", name="Quote nothing").click()
    expect(page.locator("#quoting")).to_have_count(0)
    send(reader, "Black.")
    expect(page.locator("#m-3 .message-text")).to_have_text("Black.")
    expect(page.locator("#m-3 .quote")).to_have_count(0)


@BOTH
def test_a_reply_far_back_is_told_to_whoever_looks_at_the_latest_messages(instance, talk, scripts):
    slug, talker, enter = talk
    instance.forget_limits()
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


@pytest.fixture
def long_thread(instance, talk):
    """The address of a thread of 130 replies, the first of which is message 3."""
    slug, talker, enter = talk
    thread = f"/channels/{slug}/messages/1/thread"
    for number in range(130):
        if number % 50 == 0:
            instance.forget_limits()
            talker.address = next_address()
        assert talker.submit(talker.get(thread).form(thread), {"message": f"Reply {number}."}).status == 303
    return thread, enter


def test_with_scripts_a_long_thread_is_read_to_its_beginning_by_scrolling(long_thread):
    thread, enter = long_thread
    reader = enter("Rita Reader", True)
    page = reader.page
    page.goto(thread)
    shows(reader, "Reply 129.")

    def is_all_there() -> bool:
        page.locator(".log").evaluate("log => log.scrollTo(0, -log.scrollHeight)")
        return page.locator("#messages > .message").count() == 130

    wait_until(is_all_there, 30, "all replies are there", pause=0.1)
    assert page.locator("#messages .message-text").all_inner_texts() == [f"Reply {n}." for n in range(130)]
    expect(page.locator(".thread-head > .message")).to_have_count(1)
    page.locator("#m-3").hover()

    def tells_place() -> bool:
        page.mouse.wheel(0, 300)
        return "?around=" in page.url

    wait_until(tells_place, 10, "the address says where", pause=0.3)
    page.wait_for_timeout(500)
    place = page.url.partition("?around=")[2]
    assert 3 < int(place) < 131
    page.reload()
    expect(page.locator(f"#m-{place}")).to_be_in_viewport()


def test_without_scripts_links_lead_through_a_long_thread_and_a_permalink_into_it(long_thread):
    thread, enter = long_thread
    reader = enter("Rita Reader", False)
    page = reader.page
    page.goto(f"{thread}?before=200")
    page.get_by_role("link", name="Earlier messages").click()
    expect(page.locator("#m-3 .message-text")).to_have_text("Reply 0.")
    page.get_by_role("link", name="Later messages").click()
    page.goto(thread.replace("/1/thread", "/3"))
    reader.follow("Show in the conversation")
    reader.is_at(f"{thread}?around=3#m-3")
    expect(page.locator("#m-3")).to_be_in_viewport()
    page.get_by_role("link", name="Go to the latest messages").click()
    shows(reader, "Reply 129.")


@BOTH
def test_what_is_to_be_sent_later_keeps_what_it_quotes(instance, talk, scripts):
    slug, _, enter = talk
    reader = enter("Rita Reader", scripts)
    page = reader.page
    page.goto(f"/channels/{slug}?quoting=1#message")
    page.get_by_label("Message", exact=True).fill("The white one.")
    page.get_by_role("button", name="Later: choose when").click()
    quoted = r"^It quotes \u2068Tom Talker\u2069 \(@tom-talker[-a-z0-9]*\): “\u2068Which paper\?\u2069”$"
    expect(page.get_by_text(re.compile(quoted))).to_be_visible()
    reader.press("Send then")
    reader.is_at("/scheduled?done=scheduled")
    instance.sql("update messaging.scheduled_messages set send_at = now() - interval '1 second'")
    reader.open(slug)
    expect(list_of(reader).locator("#m-3 > .quote")).to_have_text(of_tom("Which paper?"), timeout=15_000)
