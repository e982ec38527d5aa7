"""What concerns somebody reaches them: on a page that is live, at the level they chose, and by mail when they are away."""

import re
import urllib.parse

import pytest
from playwright.sync_api import expect

from checks import accessibility_problems
from instance import Instance, wait_until
from mail_server import MailServer, running
from visitor import Visitor, handle_of


def channel_of(ada, *others):
    slug = ada.create_channel("Levels and names")
    for other in others:
        other.join(slug)
    return slug


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_what_concerns_somebody_stands_on_one_page_and_is_marked_as_read_at_once(person, visitor, scripts):
    bo, ada = person("Bo Noted", scripts=scripts).arrive(), visitor("Ada Noting")
    slug = channel_of(ada, bo.visitor)
    bo.page.goto("/notifications", wait_until="domcontentloaded")
    expect(bo.page.get_by_text("Nothing yet.")).to_be_visible()
    ada.say(slug, f"@{handle_of(bo.visitor)} are you there?")
    told = bo.page.get_by_role("link", name="Ada Noting named you in Levels and names")
    if scripts:
        expect(told).to_be_visible(timeout=30_000)
        assert accessibility_problems(bo.page) == []
    else:
        frame = bo.page.frame_locator("iframe.inbox-frame")
        inner = frame.frame_locator("iframe").get_by_role("link", name="Levels and names")
        expect(inner).to_be_visible(timeout=30_000)
        bo.page.goto("/notifications", wait_until="domcontentloaded")
    expect(bo.page.get_by_text("New", exact=True)).to_be_visible()
    bo.press("Mark all as read")
    bo.is_told("Everything is marked as read.")
    expect(bo.page.get_by_text("New", exact=True)).to_have_count(0)
    told.click()
    expect(bo.page.get_by_text("are you there?").first).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_channel_counts_as_its_member_chose(person, visitor, scripts):
    bo, ada = person("Bo Level", scripts=scripts).arrive(), visitor("Ada Level")
    slug = channel_of(ada, bo.visitor)
    bo.page.set_viewport_size({"width": 1280, "height": 800})
    bo.page.goto(f"/channels/{slug}", wait_until="domcontentloaded")
    bo.page.get_by_role("link", name="Counts for you: as in all channels").click()
    if scripts:
        assert accessibility_problems(bo.page) == []
    bo.page.get_by_role("radio", name="What concerns you").check()
    bo.press("Save")
    expect(bo.page.get_by_role("link", name="Counts for you: what concerns you")).to_be_visible()
    bo.page.goto("/channels", wait_until="domcontentloaded")
    row = bo.page.locator("[data-channel]").first
    ada.say(slug, "to everybody")
    ada.say(slug, f"@{handle_of(bo.visitor)} to you")
    if not scripts:
        bo.page.goto("/channels", wait_until="domcontentloaded")
    expect(row.locator(".unread").first).to_contain_text("@1 / 1", timeout=30_000)


def test_words_of_ones_own_and_quiet_hours_are_kept_and_what_is_wrong_is_said(person):
    bo = person("Bo Words", scripts=False).arrive()
    bo.page.goto("/account")
    bo.page.get_by_role("link", name="Change what reaches you").click()
    bo.page.get_by_label("Words that count as your name").fill("invoice\nrush job")
    bo.page.get_by_label("Quiet hours").select_option("Every day")
    bo.page.get_by_label("Quiet from").fill("")
    bo.press("Save")
    expect(bo.page.get_by_text("Enter when the quiet hours begin.").first).to_be_visible()
    expect(bo.page.get_by_label("Words that count as your name")).to_have_value("invoice\nrush job")
    bo.page.get_by_label("Quiet from").fill("21:00")
    bo.press("Save")
    bo.is_told("Saved.")
    bo.page.goto("/account/notifications")
    expect(bo.page.get_by_label("Quiet from")).to_have_value("21:00")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_word_of_ones_own_counts_as_ones_name_where_others_say_it(person, visitor, scripts):
    bo, cy = person("Bo Called", scripts=scripts).arrive(), person("Cy Calm").arrive()
    ada = visitor("Ada Calling")
    slug = channel_of(ada, bo.visitor, cy.visitor)
    bo.page.goto("/account/notifications", wait_until="domcontentloaded")
    bo.page.get_by_label("Words that count as your name").fill("größe\nrush job")
    bo.press("Save")
    bo.is_told("Saved.")
    ada.say(slug, "to everybody")
    ada.say(slug, "a RUSH  job in that GRÖSSE")
    ada.say(slug, "rush jobs")
    for one, counts in ((bo, "@1 / 3"), (cy, "3")):
        one.page.goto("/channels", wait_until="domcontentloaded")
        expect(one.page.locator("[data-channel] .unread").first).to_contain_text(counts, timeout=30_000)
    expect(cy.page.locator("[data-channel] .unread").first).not_to_contain_text("@")
    bo.page.goto("/dashboard", wait_until="domcontentloaded")
    expect(bo.page.get_by_text("1 new notification", exact=True).first).to_be_visible()
    bo.page.goto("/notifications", wait_until="domcontentloaded")
    told = bo.page.get_by_role("link", name="Ada Calling used a word of yours in Levels and names")
    expect(told).to_have_count(1)
    if scripts:
        assert accessibility_problems(bo.page) == []
    cy.page.goto("/notifications", wait_until="domcontentloaded")
    expect(cy.page.get_by_text("Nothing yet.")).to_be_visible()
    told.click()
    expect(bo.page.get_by_text("in that GRÖSSE").first).to_be_visible()


# Mail


@pytest.fixture(scope="module")
def mailing():
    """An Agentor that sends mail of what has waited for a minute, and the server it sends it through."""
    with running(MailServer()) as server:
        instance = Instance("--empty", AGENTOR_SMTP_URL=server.url, AGENTOR_MISSED_MINUTES="1")
        instance.code = lambda email: code_for(email, server)
        try:
            yield instance.start(), server
            assert instance.stop() == 0, instance.command.output
        finally:
            if instance.command and instance.command.process.poll() is None:
                instance.stop()
            instance.remove()


def mails_to(email, server):
    return [mail for mail in server.mails if mail.envelope[1] == [email]]


def code_for(email, server):
    wait_until(lambda: mails_to(email, server), 30, "a mail with a code arrives")
    text = mails_to(email, server)[-1].get_body(("plain",)).get_content()
    return re.search(r"^ {4}([0-9][0-9 ]+[0-9])", text, re.MULTILINE)[1].replace(" ", "")


def pass_time(instance):
    """Nobody was here for an hour, and what was said was said half an hour ago."""
    for change in (
        "agentor.sessions set last_seen_at = now() - interval '1 hour'",
        "messaging.user_presence set last_seen = null",
        "messaging.messages set created_at = now() - interval '30 minutes'",
        "agentor.missed_mail set told_until = now() - interval '1 day', due_at = now() where mailed_at is null",
    ):
        instance.sql(f"update {change}")


def test_whoever_is_away_gets_one_mail_of_what_they_missed_and_ends_them_with_one_click(mailing):
    instance, server = mailing
    ada, bo = (Visitor(instance, name).sign_up().onboard() for name in ("Ada Writer", "Bo Away"))
    slug = ada.create_channel("Plans")
    bo.join(slug)
    ada.say(slug, "a secret plan")
    ada.say(slug, "and another")
    server.mails.clear()
    pass_time(instance)
    [mail] = server.wait_for(1, 150)
    assert mail.envelope[1] == [bo.email]
    assert mail["Subject"] == "You have 2 unread messages"
    text = mail.get_body(("plain",)).get_content()
    assert "Ada Writer" in text and "Plans" in text and "secret" not in mail.source.decode()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = urllib.parse.urlsplit(mail["List-Unsubscribe"].strip().strip("<>"))
    path = f"{link.path}?{link.query}"
    wish = "select wish from agentor.missed_mail m join agentor.accounts a on a.id = m.account_id where "
    wish += f"a.email = '{bo.email}'"
    stranger = Visitor(instance)
    assert stranger.get(path, headers={"Sec-Purpose": "prefetch"}).status != 200
    page = stranger.get(path)
    assert page.status == 200 and page.says("No more mails of what you missed?")
    assert instance.sql(wish) == "missed"
    assert Visitor(instance).post(path[:-2] + "00", {"List-Unsubscribe": "One-Click"}).status == 403
    assert instance.sql(wish) == "missed"
    # As a mail program does, without the page.
    assert Visitor(instance).post(path, {"List-Unsubscribe": "One-Click"}).status == 200
    assert instance.sql(wish) == "off"
