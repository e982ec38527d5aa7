"""People are named in messages by their handles, with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from person import takes
from visitor import handle_of

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])


@pytest.fixture
def talk(begin_talk):
    return begin_talk("Who can?")


@BOTH
def test_whoever_is_named_is_told_in_their_list_and_the_name_leads_to_them(talk, scripts):
    slug, talker, enter = talk
    reader, other = enter("Rita Reader", scripts), enter("Otto Other", scripts)
    handle = handle_of(reader.visitor)
    reader.page.goto("/channels")
    row = reader.page.locator(f'[data-channel="{slug}"]')
    if not scripts:
        row = reader.page.frame_locator("iframe.inbox-frame").frame_locator("iframe").locator("li")
    talker.say(slug, f"Ask @{handle} or @nobody-here, not `@{handle}`.")
    expect(row.locator(".unread").first).to_have_text(re.compile(r"^@1 / 1 unread, 1 for you$"), timeout=15_000)

    place = other.page if scripts else other.frame
    link = place.locator("#m-2 .mention")
    expect(link).to_have_count(1, timeout=10_000)
    expect(link).to_have_text(f"@{handle}")
    link.click()
    other.page.wait_for_url(f"**/messages/{handle}")
    expect(other.page.get_by_role("heading", level=1)).to_have_text("Rita Reader")


def test_a_handle_that_is_begun_is_completed_by_keyboard_and_pointer(talk):
    slug, talker, enter = talk
    enter("Otto Other", True)
    reader = enter("Rita Reader", True)
    page, box = reader.page, reader.page.get_by_label("Message", exact=True)
    options = page.get_by_role("option")
    box.press_sequentially("Ask @ot")
    expect(options).to_have_text([re.compile("^Otto Other @otto-other")])
    expect(options.first).to_have_attribute("aria-selected", "true")
    # The Enter that ends what an input method composes chooses nobody, in Safari's order of events too.
    for key in ({"keyCode": 13, "isComposing": True}, {"keyCode": 229, "isComposing": False}):
        assert not takes(box, key)
    expect(options).to_have_count(1)
    box.press("Enter")
    expect(box).to_have_value(re.compile(r"^Ask @otto-other[a-z0-9-]* $"))
    expect(options).to_have_count(0)
    box.press_sequentially("and @t")
    expect(options).to_have_count(1)
    box.press("Escape")
    expect(options).to_have_count(0)
    box.press_sequentially("om")
    options.first.click()
    expect(box).to_have_value(re.compile(r"and @tom-talker[a-z0-9-]* $"))
    box.press("Enter")
    expect(page.locator("#m-2 .mention")).to_have_count(2)
    # Nobody is called so: the key does what it always does.
    box.press_sequentially("@zz")
    box.press("Enter")
    expect(page.locator("#m-3 .message-text")).to_have_text("@zz")


def test_only_members_learn_who_could_be_named(talk, visitor):
    slug, talker, _ = talk
    stranger = visitor("Eve Elsewhere")
    json = {"Accept": "application/json"}
    other = visitor("Tamara Too")
    other.join(slug)
    assert "tom-talker" in other.get(f"/channels/{slug}/people?called=tom", headers=json).text
    for query in ("called=tom", "called=", "called=%27", ""):
        assert stranger.get(f"/channels/{slug}/people?{query}", headers=json).text.count("handle") == 0
    assert other.get(f"/channels/{slug}/people?called=tom").location == f"/channels/{slug}#about"
    talker.sign_out()
    assert talker.get(f"/channels/{slug}/people?called=tom", headers=json).status in (303, 401)
