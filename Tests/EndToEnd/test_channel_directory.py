"""People find public channels: by words, by subject and language, and those they have left."""

import random
import re
import uuid

import pytest
from playwright.sync_api import expect

from checks import accessibility_problems

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])


@BOTH
def test_a_channel_is_opened_under_a_subject_found_by_a_misspelt_word_joined_left_and_found_again(person, scripts):
    # A word of this test's own, since others share the instance; no letter twice, so that two that change places show.
    word = "q" + "".join(random.sample("abcdefghijklmnop", 10))
    keeper, other = (person(name, scripts).arrive() for name in ("Kit Keeper", "Fay Finder"))
    page = keeper.page
    page.goto("/channels/new")
    page.get_by_label("Name").fill(f"Club of {word}")
    page.get_by_label("Subject").select_option("legal")
    page.get_by_label("Language").select_option("de")
    keeper.press("Create channel")
    expect(page).to_have_url(re.compile(r"/channels/club-of-"))

    page = other.page
    page.goto("/channels")
    # Two letters have changed places.
    page.get_by_role("searchbox").fill(f"{word[:4]}{word[5]}{word[4]}{word[6:]}")
    other.press("Search")
    expect(page).to_have_url(re.compile(r"/channels\?q="))
    found = page.locator("section:has(#discover) .listing > li")
    expect(found).to_have_count(1)
    expect(found).to_contain_text("Legal")
    expect(found).to_contain_text("Deutsch")
    expect(page.get_by_text("Nobody writes")).to_be_visible()
    if scripts:
        assert accessibility_problems(page) == []
    # What leaves all out is said, and can be taken away.
    page.goto(f"/channels?q={word}&category=media")
    expect(page.get_by_text("No public channel is about exactly that.")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Without the subject")).click()
    expect(found).to_have_count(1)
    page.get_by_role("link", name="Legal").click()
    expect(found).to_have_count(1)
    expect(page).to_have_url(re.compile("category=legal"))
    other.press(f"Join Club of {word}")
    expect(page).to_have_url(re.compile(r"/channels/club-of-"))
    slug = page.url.rsplit("/", 1)[1]
    page.goto(f"/channels?q={word}")
    expect(found).to_contain_text("Joined")

    other.visitor.leave(slug)
    page.goto("/channels")
    other.follow("Channels you left")
    left = page.locator("section:has(#left) .listing > li")
    expect(left).to_have_count(1)
    other.press(f"Join Club of {word}")
    expect(page).to_have_url(re.compile(f"/channels/{slug}"))


@BOTH
def test_the_search_fits_a_narrow_window_and_leads_from_page_to_page(person, visitor, scripts):
    word = "z" + uuid.uuid4().hex[:10].translate(str.maketrans("0123456789", "ghijklmnop"))
    keeper = visitor("Kim Keeper")
    for number in range(22):
        if number == 19:
            keeper = visitor("Kip Keeper")
        keeper.create_channel(f"{word} {number}")
    other = person("Nat Narrow", scripts, viewport={"width": 320, "height": 640}).arrive()
    page = other.page
    page.goto(f"/channels?q={word}&order=active")
    found = page.locator("section:has(#discover) .listing > li")
    expect(found).to_have_count(20)
    seen = found.locator("h3").all_inner_texts()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    other.follow("More channels")
    expect(found).to_have_count(2)
    assert len({*seen, *found.locator("h3").all_inner_texts()}) == 22
