"""People run channels: they invite, give roles, silence, remove and keep out, and say who may do what."""

import re

import pytest
from playwright.sync_api import expect

from checks import accessibility_problems
from visitor import handle_of

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])


def invite(keeper, slug: str, handle: str, role: str = "Member"):
    keeper.page.goto(f"/channels/{slug}/invitations")
    keeper.page.get_by_label("Handle").fill(f"@{handle}")
    keeper.page.get_by_role("radio", name=role).check()
    keeper.press("Invite")


@BOTH
def test_somebody_is_invited_comes_in_and_is_looked_after(person, scripts):
    keeper, other = (person(name, scripts).arrive() for name in ("Kim Keeper", "Gil Guest"))
    slug = keeper.visitor.create_channel("Inner circle", visibility="private")
    handle = handle_of(other.visitor)
    assert other.visitor.get(f"/channels/{slug}").status == 404

    invite(keeper, slug, "nobody-of-that-name")
    expect(keeper.page.get_by_text("Nobody has this handle.").first).to_be_visible()
    expect(keeper.page.get_by_label("Handle")).to_have_value("@nobody-of-that-name")
    invite(keeper, slug, handle, "Guest")
    expect(keeper.page.get_by_role("status")).to_contain_text("Invited.")

    other.page.goto("/channels")
    other.follow("1 invitation")
    other.press("Accept Inner circle")
    expect(other.page.get_by_text("You are a guest here: you read, and write nothing.")).to_be_visible()
    expect(other.box).to_have_count(0)

    keeper.page.goto(f"/channels/{slug}")
    keeper.follow("All members")
    keeper.page.get_by_label("Name or handle").fill("Gil")
    keeper.press("Search")
    keeper.follow("Manage Gil Guest")
    if scripts:
        assert accessibility_problems(keeper.page) == []
    keeper.page.get_by_role("radio", name="Member").check()
    keeper.press("Give this role")
    expect(keeper.page.get_by_role("status")).to_contain_text("They have this role now.")
    other.open(slug)
    other.say("Now I can write.")
    other.reads("Now I can write.")

    keeper.page.get_by_label("How long do they write nothing here?").select_option("3600")
    keeper.press("Save")
    other.open_shut(slug)
    expect(other.page.get_by_text("Those in charge have asked you to pause.")).to_be_visible()
    keeper.page.get_by_label("How long do they write nothing here?").select_option("0")
    keeper.press("Save")
    other.open(slug)

    keeper.follow("Remove and keep out")
    keeper.page.get_by_label("For how long?").select_option("0")
    keeper.press("Remove and keep out")
    expect(keeper.page.get_by_role("status")).to_contain_text("Removed, and kept out.")
    assert other.visitor.get(f"/channels/{slug}").status == 404
    keeper.follow("Who is kept out")
    keeper.press("Let them back Gil Guest")
    expect(keeper.page.get_by_text("Nobody.")).to_be_visible()

    keeper.page.goto(f"/channels/{slug}/record")
    record = keeper.page.locator("main .listing")
    for words in ("lets", "keeps them out", "write nothing", "member", "came in by an invitation", "invited"):
        expect(record).to_contain_text(words)


def test_a_link_lets_in_as_many_as_it_says(person, visitor):
    keeper = person("Kim Keeper", False).arrive()
    slug = keeper.visitor.create_channel("By link", visibility="private")
    keeper.page.goto(f"/channels/{slug}/invitations/link")
    keeper.page.get_by_label("How many come in by it?").select_option("1")
    keeper.press("Make the link")
    link = re.search(r"/join/[0-9a-f]{64}", keeper.page.content())[0]
    first, second = visitor("First"), visitor("Second")
    page = first.get(link)
    assert page.status == 200
    assert "By link" in page.text
    assert first.get(f"/channels/{slug}").status == 404, "looking is not coming in"
    assert first.submit(page.form(link), {}).location == f"/channels/{slug}"
    assert first.submit(page.form(link), {}).status in (303, 404), "once more changes nothing"
    assert second.get(link).status == 404
    assert second.submit(page.form(link), {"csrf": second.csrf()}).status == 404
    assert second.get("/join/" + "0" * 64).status == 404
    assert second.get("/join/nonsense").status == 404


@BOTH
def test_a_channel_is_changed_moved_and_archived(person, visitor, scripts):
    keeper = person("Kim Keeper", scripts).arrive()
    member = visitor("Mo Member")
    slug = keeper.visitor.create_channel(f"Before {'on' if scripts else 'off'}")
    member.join(slug)
    settings = f"/channels/{slug}/settings"
    for address in (
        settings, f"{settings}/permissions", f"{settings}/visibility", f"{settings}/address", f"{settings}/archive",
        f"/channels/{slug}/record", f"/channels/{slug}/bans", f"/channels/{slug}/members/{handle_of(keeper.visitor)}",
    ):  # fmt: skip
        assert member.get(address).status == 404, address

    keeper.page.goto(settings)
    keeper.page.get_by_label("Name").fill("After")
    keeper.press("Save")
    expect(keeper.page.get_by_role("heading", level=1, name="After")).to_be_visible()

    keeper.page.goto(f"{settings}/permissions")
    keeper.page.get_by_label("Who may write messages?").select_option("moderator")
    keeper.press("Save")
    assert "Only moderators and administrators write here." in member.get(f"/channels/{slug}").text

    keeper.page.goto(f"{settings}/address")
    keeper.page.get_by_label("Address").fill("Not an address")
    keeper.press("Save")
    expect(keeper.page.get_by_label("Address")).to_have_value("Not an address")
    keeper.page.get_by_label("Address").fill(f"{slug}-moved")
    keeper.press("Save")
    for address in (
        "", "/members", "/messages/1?x=1", "/messages/1/thread", "/changes?after=0", "/live", "/live?after=0", "/log", "/files.zip",
    ):  # fmt: skip
        answer = member.get(f"/channels/{slug}{address}")
        assert (answer.status, answer.location) == (307, f"/channels/{slug}-moved{address}"), address
    # What is sent from a page of before comes along.
    words = member.post(f"/channels/{slug}/messages", {"csrf": member.csrf(), "message": "Only just written"})
    assert (words.status, words.location) == (307, f"/channels/{slug}-moved/messages")
    left = member.post(f"/channels/{slug}/leave", {"csrf": member.csrf()})
    assert (left.status, left.location) == (307, f"/channels/{slug}-moved/leave"), "nobody is told that they have left"

    slug = f"{slug}-moved"
    keeper.page.goto(f"/channels/{slug}/settings/archive")
    keeper.press("Archive")
    expect(keeper.page.get_by_text("This channel is archived.")).to_be_visible()
    assert "archived" in member.get(f"/channels/{slug}").text
    late = member.post(f"/channels/{slug}/messages", {"csrf": member.csrf(), "message": "Words of before"})
    assert late.status == 422 and "Words of before" in late.text, "what was written is not lost"
    assert slug not in visitor("Nora New").get("/channels").text
    keeper.follow("Settings of the channel")
    keeper.follow("Bring it back from the archive")
    keeper.press("Bring it back")
    expect(keeper.box).to_be_visible()

    keeper.page.goto(f"/channels/{slug}/settings/visibility")
    expect(keeper.page.get_by_text("What has been read cannot be taken back.")).to_be_visible()
    keeper.press("Make it private")
    assert visitor("Sam Stranger").get(f"/channels/{slug}").status == 404


@BOTH
def test_somebody_asks_to_join_a_private_channel_and_is_answered(person, visitor, scripts):
    keeper, other = (person(name, scripts).arrive() for name in ("Kim Keeper", "Ona Outside"))
    slug = keeper.visitor.create_channel(f"Ask {scripts}", visibility="private", description="Who cooks for others.")
    keeper.visitor.say(slug, "Only we read this.")
    member = visitor("Mo Member")
    channel = f"/channels/{slug}"
    assert other.visitor.get(channel).status == 404

    keeper.page.goto(f"{channel}/settings")
    keeper.follow("Requests to join")
    if scripts:
        assert accessibility_problems(keeper.page) == []
    keeper.press("Let people ask")
    assert member.get(f"{channel}/settings/requests").status == 404

    other.page.goto(channel)
    expect(other.page.get_by_role("heading", level=1, name=f"Ask {scripts}")).to_be_visible()
    expect(other.page.get_by_text("Who cooks for others.")).to_be_visible()
    expect(other.page.get_by_text("Only we read this.")).to_have_count(0)
    box = other.page.get_by_label("Message (optional)")
    box.fill("Long. " * 100)
    other.press("Ask to join")
    expect(box).to_have_value("Long. " * 100)
    box.fill("I cook for thirty.")
    other.press("Ask to join")
    expect(other.page.get_by_text("You asked to come in")).to_be_visible()
    if scripts:
        assert accessibility_problems(other.page) == []
    other.press("Withdraw")
    expect(other.page.get_by_text("You ask no more.")).to_be_visible()
    other.page.goto(channel)
    other.page.get_by_label("Message (optional)").fill("I cook for thirty.")
    other.press("Ask to join")

    # Everywhere else it is as if it did not exist.
    for address in (f"{channel}/log", f"{channel}/members", f"{channel}/messages/1", f"{channel}/changes?after=0"):
        assert other.visitor.get(address).status == 404, address
    assert other.visitor.get(channel, headers={"Accept": "application/json"}).status == 404

    keeper.page.goto("/notifications")
    keeper.page.get_by_role("link", name=f"Ona Outside asks to join Ask {scripts}").click()
    expect(keeper.page.get_by_text("I cook for thirty.")).to_be_visible()
    if scripts:
        assert accessibility_problems(keeper.page) == []
    keeper.press("Decline Ona Outside")
    expect(keeper.page.get_by_role("status")).to_contain_text("Declined.")
    other.page.goto("/notifications")
    expect(other.page.get_by_role("link", name=f"You were not let into Ask {scripts}")).to_be_visible()
    other.page.goto(channel)
    expect(other.page.get_by_text("You can ask again")).to_be_visible()
    expect(other.page.get_by_role("button", name="Ask to join")).to_have_count(0)

    assert member.submit(member.get(channel).form(f"{channel}/requests"), {"message": ""}).status == 303
    keeper.page.goto(channel)
    keeper.follow("1 request to join")
    keeper.press("Let in Mo Member")
    expect(keeper.page.get_by_role("status")).to_contain_text("They are in the channel now")
    assert member.log(slug) == ["Only we read this."]
    assert member.get("/notifications").says("You were let into")
    keeper.page.goto(f"{channel}/record")
    for words in ("lets people ask to come in", "asked to come in", "asks to come in no more", "who had asked"):
        expect(keeper.page.locator("main .listing")).to_contain_text(words)


@BOTH
def test_somebody_without_an_account_is_invited_by_mail(person, visitor, instance, scripts):
    keeper = person("Kim Keeper", scripts).arrive()
    slug = keeper.visitor.create_channel(f"By mail {scripts}", visibility="private")
    keeper.visitor.say(slug, "Good that you came.")
    address = f"nia-{scripts}@example.org".lower()
    keeper.page.goto(f"/channels/{slug}/invitations")
    keeper.page.get_by_label("Handle or email address").fill("nia@")
    keeper.press("Invite")
    expect(keeper.page.get_by_label("Handle or email address")).to_have_value("nia@")
    keeper.page.get_by_label("Handle or email address").fill(address)
    keeper.press("Invite")
    expect(keeper.page.get_by_role("status")).to_contain_text("A mail is on its way to them.")
    expect(keeper.page.get_by_role("heading", name=address)).to_be_visible()
    if scripts:
        assert accessibility_problems(keeper.page) == []
    first = instance.link(address, "invited to a channel")
    keeper.press(f"Send again to {address}")
    expect(keeper.page.get_by_role("status")).to_contain_text("A mail is on its way to them.")
    link = instance.link(address, "invited to a channel")
    other = visitor("Nia New")
    assert other.get(first).status == 404
    page = other.get(link)
    assert page.status == 200 and page.says("Kim Keeper")
    assert other.submit(page.form(link), {}).location == f"/channels/{slug}"
    assert other.log(slug) == ["Good that you came."]
    assert visitor().get(link).status == 404
