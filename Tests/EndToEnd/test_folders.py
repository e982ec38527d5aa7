"""People keep their own channels in order: favourites first, then folders."""

import re

import pytest
from playwright.sync_api import expect

from checks import accessibility_problems

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])


@BOTH
def test_a_channel_is_put_first_another_into_a_folder_which_stays_as_it_was_left(person, scripts):
    me = person("Fia Folder", scripts, viewport={"width": 375, "height": 800}).arrive()
    for name in ("Alpha", "Beta", "Gamma"):
        me.visitor.create_channel(f"{name} of folders")
    page = me.page
    page.goto("/channels")
    rows = page.locator("#inbox [data-channel] h3")
    me.press("Favourite Alpha of folders")
    expect(page.get_by_role("heading", name="Favourites")).to_be_visible()
    expect(rows.first).to_contain_text("Alpha")

    me.follow("Folders")
    page.get_by_label("Name").fill("Clients")
    me.press("Add folder")
    me.follow("Your channels")
    me.follow("Move Beta of folders")
    page.get_by_role("radio", name="Clients").check()
    me.press("Save")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text("Beta")
    if scripts:
        assert accessibility_problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    folder = page.locator("details[data-folder]")
    expect(folder).to_have_attribute("open", "")
    if scripts:
        with page.expect_response(re.compile("/closed$")):
            folder.locator("summary").click()
        page.reload()
    else:
        me.press("Show it closed Clients")
    expect(page.locator("details[data-folder]:not([open])")).to_have_count(1)
    expect(rows.nth(1)).not_to_be_visible()

    me.press("Take off Alpha of folders from your favourites")
    expect(page.get_by_role("heading", name="Favourites")).to_have_count(0)
