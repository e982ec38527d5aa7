"""Those in charge of a channel take messages away, lock threads, and look at what newcomers write first."""

import pytest
from playwright.sync_api import expect

from checks import accessibility_problems
from visitor import handle_of

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])


@BOTH
def test_messages_are_taken_away_one_by_one_and_all_of_somebody(person, visitor, scripts):
    keeper, member = (person(name, scripts).arrive() for name in ("Kim Keeper", "Mo Member"))
    slug = keeper.visitor.create_channel(f"Cleaned, scripts {'on' if scripts else 'off'}")
    spammer = visitor("Sid Spammer")
    spammer.join(slug)
    member.join(slug)
    for number in range(4):
        spammer.say(slug, f"Buy now {number}")
    member.visitor.say(slug, "Please stop.")
    member.open(slug)
    member.reads("Buy now 3")
    assert member.visitor.get(f"/channels/{slug}/messages/1/remove").status == 404, "a member may not"
    assert spammer.get(f"/channels/{slug}/members/{handle_of(member.visitor)}/messages").status == 404

    keeper.page.goto(f"/channels/{slug}/messages/1")
    keeper.follow("Take it away")
    if scripts:
        assert accessibility_problems(keeper.page) == []
    keeper.press("Take it away")
    expect(member.messages.filter(has_text="Buy now 0")).to_have_count(0)

    keeper.page.goto(f"/channels/{slug}/members/{handle_of(spammer)}")
    keeper.follow("Take away what they wrote")
    keeper.press("Take them away")
    expect(keeper.page.get_by_text("Choose from when on their messages are taken away.").first).to_be_visible()
    keeper.page.get_by_label("From when on?").select_option("3600")
    keeper.press("Take them away")
    expect(keeper.page.get_by_text("3 messages were taken away.")).to_be_visible()
    expect(member.messages.filter(has_text="Buy now")).to_have_count(0)
    member.reads("Please stop.")
    record = keeper.visitor.get(f"/channels/{slug}/record").text
    assert "took away 3 messages of" in record and "took away 1 message of" in record


@BOTH
def test_nobody_but_those_in_charge_answers_in_a_locked_thread(person, scripts):
    keeper, member = (person(name, scripts).arrive() for name in ("Kim Keeper", "Mo Member"))
    slug = keeper.visitor.create_channel(f"Heated, scripts {'on' if scripts else 'off'}")
    member.join(slug)
    keeper.visitor.say(slug, "What do you think?")
    thread = f"/channels/{slug}/messages/1/thread"
    member.page.goto(thread)
    expect(member.page.get_by_role("button", name="Lock")).to_have_count(0)
    member.box.fill("Just one more word")
    assert member.visitor.post(f"{thread}/lock", {"csrf": member.visitor.csrf()}).status == 404
    keeper.page.goto(thread)
    keeper.press("Lock this thread")
    expect(keeper.page.get_by_role("button", name="Unlock this thread")).to_be_visible()
    member.press("Send")
    expect(member.page.locator("#message-error")).to_contain_text("This thread is locked")
    expect(member.box).to_have_value("Just one more word")
    member.page.goto(thread)
    expect(member.page.get_by_text("This thread is locked.")).to_be_visible()
    expect(member.box).to_have_count(0)
    keeper.say("Enough for today.")
    keeper.press("Unlock this thread")
    member.page.goto(thread)
    member.reads("Enough for today.")
    member.say("Good night.")
    member.reads("Good night.")


@BOTH
def test_what_newcomers_write_first_waits_until_it_is_let_in(person, visitor, scripts):
    keeper, newcomer = (person(name, scripts).arrive() for name in ("Kim Keeper", "Nia Newcomer"))
    slug = keeper.visitor.create_channel(f"Looked at first, scripts {'on' if scripts else 'off'}")
    member = visitor("Mo Member")
    member.join(slug)
    keeper.open(slug)
    keeper.follow("Settings of the channel")
    keeper.follow("What newcomers write first")
    keeper.press("Look first")
    assert member.get(f"/channels/{slug}/waiting").status == 404
    assert visitor("Sam Stranger").get(f"/channels/{slug}/waiting").status == 404
    member.say(slug, "I was here before.")

    newcomer.join(slug)
    newcomer.open(slug)
    newcomer.box.fill("May I come in?")
    newcomer.press("Send")
    expect(newcomer.page.get_by_text("1 message of yours waits until those in charge have looked")).to_be_visible()
    assert "May I come in?" not in member.get(f"/channels/{slug}").text

    keeper.page.goto(f"/channels/{slug}")
    keeper.follow("1 message of newcomers waits")
    expect(keeper.page.get_by_text("May I come in?")).to_be_visible()
    if scripts:
        assert accessibility_problems(keeper.page) == []
    keeper.press("Let in what Nia Newcomer wrote")
    expect(keeper.page.get_by_role("status")).to_contain_text("Let in.")
    expect(keeper.page.get_by_text("Nothing waits.")).to_be_visible()
    newcomer.open(slug)
    newcomer.reads("May I come in?")
    newcomer.say("Thank you!")
    newcomer.reads("Thank you!")
    assert "Thank you!" in member.get(f"/channels/{slug}").text
