"""Nobody is taken for somebody else: handles, names that look alike, and marks that text cannot draw."""

import re

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_an_impostor_is_told_apart_while_they_talk(instance, person, visitor, scripts):
    ada = visitor("Ada Okafor")
    slug = ada.create_channel(f"Labels {scripts}")
    ada.say(slug, "I am Ada")
    reader = person("Rita Reader", scripts=scripts).arrive()
    reader.join(slug)
    reader.open(slug)
    reader.sees("I am Ada")
    conversation = (reader.page if scripts else reader.frame).locator(".messages")
    expect(conversation.locator(".badge")).to_have_text(["Administrator"])
    # A name says what it likes, and draws no box.
    boaster = visitor("Bo Boaster \u2014 Head of Everything")
    boaster.join(slug)
    boaster.say(slug, "I am in charge")
    # Ada in Cyrillic, with a nought.
    impostor = visitor("\u0410da 0kafor")
    impostor.join(slug)
    impostor.say(slug, "No, I am Ada")
    reader.sees("I am Ada", "I am in charge", "No, I am Ada")
    last = conversation.locator("li").last
    expect(last.locator(".badge")).to_have_text(["Similar name here"])
    expect(last.locator(".handle")).to_have_text(re.compile("^@ada-0kafor-[0-9]$"))
    expect(conversation.locator("li").nth(1).locator(".badge")).to_have_count(0)
    reader.page.goto(f"/channels/{slug}/messages/3")
    expect(reader.page.get_by_role("heading", name="Not to be confused")).to_be_visible()
    expect(reader.page.get_by_role("region", name="Not to be confused").locator(".handle")).to_have_count(1)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_a_handle_is_changed_and_what_cannot_be_had_is_said_beside_it(instance, person, visitor, scripts):
    visitor("Paul Mills")
    mallory = person(f"Mallory {scripts}", scripts=scripts).arrive()
    mallory.page.goto("/account")
    mallory.follow("Change handle")
    mallory.page.get_by_label("Handle").fill("@PauI-Mi11s")
    mallory.press("Save handle")
    expect(mallory.page.locator("#handle-error")).to_contain_text("one that looks like it")
    expect(mallory.page.get_by_label("Handle")).to_have_value("@PauI-Mi11s")
    mallory.page.get_by_label("Handle").fill(f"mal-{scripts}")
    mallory.press("Save handle")
    mallory.is_at("/account?done=handle")
    expect(mallory.page.get_by_text(f"@mal-{scripts}".lower())).to_be_visible()
