"""A channel is slowed down by those in charge of it, with scripts and without."""

import re

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_in_a_slow_channel_whoever_writes_too_soon_is_told_and_loses_nothing(person, scripts):
    keeper, member = (person(name, scripts).arrive() for name in ("Kim Keeper", "Mo Member"))
    slug = keeper.visitor.create_channel()
    member.join(slug)
    member.open(slug)
    expect(member.page.get_by_role("link", name="Settings of the channel")).to_have_count(0)
    keeper.open(slug)
    keeper.follow("Settings of the channel")
    keeper.follow("Slow mode")
    keeper.page.get_by_label("How long does a member wait").select_option("600")
    keeper.press("Save")
    expect(keeper.page.locator("#about")).to_contain_text("members wait 10 minutes between two messages")

    member.open(slug)
    member.say("The first.")
    member.reads("The first.")
    member.say("And another")
    told = re.compile("This channel is slow: you can write again in 10 minutes")
    expect(member.page.locator("#message-error")).to_have_text(told)
    expect(member.box).to_have_value("And another")
    for number in range(2):
        keeper.say(f"Of mine: {number}.")
        member.reads(f"Of mine: {number}.")
