"""What a channel keeps for a time only goes from pages that are open, and what is on hold stays for who runs the site."""

import json
import os
import signal
import subprocess

import pytest
from instance import ROOT, wait_until
from playwright.sync_api import expect


def agentor(instance, *arguments) -> str:
    command = [str(ROOT / "bin" / "agentor"), "--data", str(instance.data), *arguments]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    return result.stdout


def look_for_what_is_old(instance):
    """As workers do once an hour, and when they begin."""
    worker = instance.workers()[0]
    os.kill(worker, signal.SIGTERM)
    wait_until(lambda: worker not in instance.workers(), 30, "another worker serves")
    instance.recover()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_what_is_too_old_goes_from_an_open_page_and_what_is_on_hold_is_kept(person, instance, scripts):
    keeper, member = (person(name, scripts).arrive() for name in ("Kim Keeper", "Mo Member"))
    slug = keeper.visitor.create_channel()
    member.join(slug)
    member.open(slug)
    for words in ("An old raven.", "A wise old owl.", "A young wren."):
        member.say(words)
        member.reads(words)
    channel = f"(select id from messaging.channels where slug = '{slug}')"
    instance.sql(f"update messaging.messages set created_at = now() - interval '40 days' where channel_id = {channel} and seq < 3")

    keeper.open(slug)
    keeper.follow("Settings of the channel")
    keeper.follow("How long is kept what is said")
    keeper.page.get_by_label("Days for which messages are kept").fill("30")
    keeper.press("Save")
    expect(keeper.page.get_by_label("Days for which messages are kept")).to_have_value("30")
    expect(keeper.page.get_by_text("Say that what is older may be deleted.", exact=True)).to_be_visible()
    keeper.page.get_by_label("Yes, delete it").check()

    agentor(instance, "admin", "hold", "place", "--channel", slug, "--reason", "Number 4711")
    keeper.press("Save")
    expect(keeper.page.locator("#about")).to_contain_text("Messages and files are kept for 30 days.")
    look_for_what_is_old(instance)
    member.open(slug)
    member.reads("An old raven.")
    member.page.goto(f"{instance.base}/channels/{slug}/messages/1/delete")
    member.press("Delete")
    member.open(slug)
    keeper.open(slug)
    told = [json.loads(line) for line in agentor(instance, "admin", "hold", "export", "--channel", slug).splitlines()]
    assert [(each["text"], each["isDeleted"]) for each in told] == [
        ("An old raven.", True), ("A wise old owl.", False), ("A young wren.", False),
    ]  # fmt: skip
    assert slug in agentor(instance, "admin", "hold", "list")

    agentor(instance, "admin", "hold", "lift", "--channel", slug)
    look_for_what_is_old(instance)
    for someone in (member, keeper):
        expect(someone.messages.filter(has_text="A wise old owl.")).to_have_count(0, timeout=15_000)
        someone.reads("A young wren.")
    # Each worker looks once a minute for what is held no more.
    wait_until(
        lambda: "raven" not in agentor(instance, "admin", "hold", "export", "--channel", slug), 90, "what was held goes", 1
    )
    told = agentor(instance, "admin", "hold", "export", "--channel", slug)
    assert "owl" not in told and "wren" in told
