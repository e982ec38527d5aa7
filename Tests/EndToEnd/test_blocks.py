"""Blocking and muting people, in browsers: on a narrow screen, with scripts and without."""

import re
import time

import pytest
from playwright.sync_api import expect
from visitor import handle_of

NARROW = {"width": 375, "height": 667}


def keep_away(visitor, handle: str, deed: str):
    address = f"/account/blocks/{handle}/{deed}"
    answer = visitor.submit(visitor.get(address).form(address), {})
    assert answer.location == f"/account/blocks?done={deed}"


def fits(page):
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture(params=[True, False], ids=["scripts on", "scripts off"])
def three(request, person, visitor):
    """Somebody with a browser, and two others in a channel."""
    ada = person("Ada Away", scripts=request.param).arrive()
    ada.page.set_viewport_size(NARROW)
    bo, cy = visitor("Bo Bothers"), visitor("Cy Chats")
    slug = bo.create_channel("Shared")
    for each in (ada.visitor, cy):
        each.join(slug)
    return ada, bo, cy, slug


def test_somebody_is_blocked_from_a_message_and_let_back_from_the_list(three):
    ada, bo, _cy, slug = three
    bo.say(slug, "Read me")
    ada.page.goto(f"/channels/{slug}/messages/1")
    fits(ada.page)
    ada.page.get_by_role("link", name="Block").click()
    ada.page.get_by_text("They are not told").wait_for()
    fits(ada.page)
    ada.page.get_by_role("button", name="Block").click()
    ada.is_told("Blocked. Nobody is told.")
    fits(ada.page)
    expect(ada.page.locator(".listing li")).to_contain_text("Bo Bothers")
    ada.page.goto(f"/channels/{slug}")
    fold = ada.page if ada.scripts else ada.frame
    summary = fold.get_by_text("Message of somebody you have blocked")
    expect(summary).to_be_visible()
    expect(fold.get_by_text("Read me", exact=True)).to_be_hidden()
    summary.click()
    expect(fold.get_by_text("Read me", exact=True)).to_be_visible()
    fits(ada.page)
    ada.page.goto("/account/blocks")
    ada.page.get_by_role("button", name="Unblock Bo Bothers").click()
    ada.is_told("Neither blocked nor muted any more.")
    ada.page.goto(f"/channels/{slug}")
    expect(fold.get_by_text("Read me", exact=True)).to_be_visible()
    expect(summary).to_have_count(0)


def test_what_comes_while_the_page_is_open_is_folded_away_as_it_comes(three):
    ada, bo, cy, slug = three
    keep_away(ada.visitor, handle_of(bo), "mute")
    cy.say(slug, "Before")
    ada.page.goto(f"/channels/{slug}")
    ada.reads("Before")
    bo.say(slug, "Nobody asked")
    cy.say(slug, "After")
    ada.reads("After")
    place = ada.page if ada.scripts else ada.frame
    expect(place.get_by_text("Message of somebody you have muted")).to_be_visible()
    expect(place.get_by_text("Nobody asked", exact=True)).to_be_hidden()
    # Whoever is muted while the page is open is folded away with what they say next.
    keep_away(ada.visitor, handle_of(cy), "block")
    # The other process hears of it by an announcement, which on a busy machine a message can overtake.
    time.sleep(1)
    cy.say(slug, "One more")
    expect(place.get_by_text("Message of somebody you have blocked").last).to_be_attached()
    expect(place.get_by_text("One more", exact=True)).to_be_hidden()


def test_a_conversation_stays_and_says_why_nothing_can_be_written_to_each_in_other_words(three):
    ada, bo, _cy, _slug = three
    ours, theirs = handle_of(ada.visitor), handle_of(bo)
    bo.write(ours, "Buy this")
    keep_away(ada.visitor, theirs, "block")
    ada.page.goto(f"/messages/{theirs}")
    fits(ada.page)
    expect(ada.page.get_by_text("You have blocked Bo Bothers, so neither")).to_be_visible()
    expect(ada.page.locator(".messages .message-text")).to_have_text(["Buy this"])
    expect(ada.page.get_by_label("Message", exact=True)).to_have_count(0)
    told = bo.get(f"/messages/{ours}").text
    assert "has chosen not to be written to first" in told and "blocked" not in told
    ada.page.get_by_role("button", name="Unblock Bo Bothers").click()
    ada.is_at(f"/messages/{theirs}")
    expect(ada.box).to_be_visible()
    bo.write(ours, "Thank you")


def test_neither_is_shown_that_the_other_is_there(person, visitor):
    ada, bo = person("Ada Away").arrive(), person("Bo Bothers").arrive()
    slug = ada.visitor.create_channel("Shared")
    bo.visitor.join(slug)
    handle = handle_of(bo.visitor)
    ada.visitor.write(handle, "Hello")
    ada.page.goto(f"/messages/{handle}", wait_until="domcontentloaded")
    bo.page.goto("/messages")
    expect(ada.page.locator(".presence-line")).to_contain_text("Here now", timeout=20_000)
    keep_away(bo.visitor, handle_of(ada.visitor), "block")
    expect(ada.page.locator(".presence-line").filter(has_text="Here now")).to_have_count(0, timeout=30_000)
    expect(ada.page.locator(".inbox li .presence")).to_have_count(0, timeout=30_000)
    ada.page.reload(wait_until="domcontentloaded")
    assert not re.search("Here now|Last seen", ada.page.locator(".conversation-head").inner_text())
