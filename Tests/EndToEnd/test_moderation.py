"""What moderators decide, and what those about whom it is see of it, in browsers: on a narrow screen, with scripts and
without."""

import re

import pytest
from playwright.sync_api import expect

from sent_files import FILE, links_to, picture, send
from test_reports import NARROW, admin, fits
from test_second_factor import set_up

HIDDEN = "This message is hidden while a moderator looks at it."


@pytest.fixture(params=[True, False], ids=["scripts on", "scripts off"])
def scripts(request):
    return request.param


@pytest.fixture
def moderator(person, instance, scripts):
    """Somebody who decides, signed in and proved."""

    def make(name):
        mo = person(name, scripts=scripts, viewport=NARROW).arrive()
        authenticator, _ = set_up(mo)
        admin(instance, "moderator", "add", mo.email)
        mo.sign_in(address="/moderation")
        mo.type_code(authenticator.code(), "Sign in")
        mo.reads_heading("Reports to look at")
        return mo

    return make


def reported(instance, slug, visitor, place=2):
    """The address of the case of a message that somebody has reported."""
    address = f"/channels/{slug}/messages/{place}/report"
    answer = visitor.submit(visitor.get(address).form(address), {"reason": "scam", "words": "No lease, no deposit."})
    assert answer.status == 303
    here = (
        "select m.id from messaging.messages m join messaging.channels c on c.id = m.channel_id "
        f"where c.slug = '{slug}' and m.seq = {place}"
    )
    return "/moderation/" + instance.sql(f"select id from agentor.report_cases where subject = ({here})").strip()


def test_a_message_is_hidden_on_every_open_page_and_comes_back_there(moderator, person, visitor, instance, scripts):
    eve = person("Eve Evil", scripts=scripts, viewport=NARROW).arrive()
    slug = eve.visitor.create_channel()
    reader = person("Rita Reader", scripts=scripts, viewport=NARROW).arrive()
    reader.join(slug)
    for words in ("Is it to let?", "Send me the deposit", "By tonight"):
        eve.visitor.say(slug, words)
    case = reported(instance, slug, reader.visitor)
    reader.open(slug)
    reader.sees("Is it to let?", "Send me the deposit", "By tonight")
    mo = moderator("Mo Moderates")
    mo.page.goto(case)
    mo.press("Take this case")
    mo.press("Hide it while I look at it")
    mo.is_told("It is hidden from others until you decide.")
    fits(mo)
    reader.sees("Is it to let?", HIDDEN, "By tonight")
    eve.page.goto(f"/channels/{slug}/messages/2")
    expect(eve.page.locator(".message")).to_contain_text("Send me the deposit")
    expect(eve.page.get_by_text("Others cannot read this")).to_be_visible()
    fits(eve)
    assert "Send me the deposit" not in reader.visitor.get("/search?q=deposit").text
    mo.press("Show it again")
    mo.is_told("Everybody sees it again.")
    reader.sees("Is it to let?", "Send me the deposit", "By tonight")


def test_whoever_is_silenced_reads_why_keeps_their_words_and_appeals(moderator, person, visitor, instance, scripts):
    eve = person("Eve Evil", scripts=scripts, viewport=NARROW).arrive()
    slug = eve.visitor.create_channel()
    ada = visitor("Ada Reports")
    ada.join(slug)
    for words in ("Is it to let?", "Send me the deposit"):
        eve.visitor.say(slug, words)
    case = reported(instance, slug, ada)
    mo = moderator("Mo Moderates")
    page = mo.page
    page.goto(case)
    mo.press("Take this case")
    page.get_by_label("Silence whoever is responsible").check()
    page.get_by_label("Reason, as the author will read it").fill("Rule 4: money outside of an agreement.")
    mo.press("Decide")
    mo.is_refused("Choose for how long.")
    fits(mo)
    page.get_by_label("For how long").select_option(label="1 day")
    mo.press("Decide")
    mo.is_told("Decided.")

    eve.page.goto(f"/channels/{slug}")
    eve.say("But it is a bargain")
    expect(eve.page.get_by_text("You cannot write until").first).to_be_visible()
    expect(eve.page.get_by_text("Rule 4: money outside of an agreement.").first).to_be_visible()
    if scripts:
        expect(eve.box).to_have_value("But it is a bargain")
    else:
        expect(eve.page.get_by_text("But it is a bargain")).to_be_visible()
    mail = instance.mail(eve.email, "You cannot write for a while")
    assert "Rule 4" in mail.text and "Ada" not in mail.text
    eve.page.goto(mail.link.removeprefix(instance.base))
    eve.reads_heading("You cannot write for a while")
    eve.press("Appeal")
    eve.is_refused("Say what is wrong with it.")
    fits(eve)
    eve.page.get_by_label("What is wrong with the decision?").fill("It was my own flat.")
    eve.press("Appeal")
    expect(eve.page.get_by_text("It was my own flat.")).to_be_visible()
    fits(eve)

    page.goto("/moderation/appeals")
    expect(page.get_by_text("Somebody else than you")).to_be_visible()
    fits(mo)
    nia = moderator("Nia Second")
    nia.page.goto("/moderation")
    # By keyboard alone.
    link = nia.page.get_by_role("link", name=re.compile("^Appeals"))
    link.focus()
    nia.page.keyboard.press("Enter")
    nia.reads_heading("Appeals to look at")
    nia.page.locator("tbody th a").first.focus()
    nia.page.keyboard.press("Enter")
    expect(nia.page.get_by_text("It was my own flat.")).to_be_visible()
    fits(nia)
    nia.page.get_by_label("The decision was wrong").focus()
    nia.page.keyboard.press("Space")
    nia.page.keyboard.press("Tab")
    nia.page.keyboard.type("It was theirs to let.")
    nia.page.keyboard.press("Tab")
    nia.page.keyboard.press("Enter")
    nia.is_told("Decided.")
    eve.page.goto(f"/channels/{slug}")
    eve.say("Thank you")
    eve.reads("Thank you")


def test_two_moderators_suspend_somebody_who_reads_why_signed_out(moderator, person, visitor, instance, scripts):
    eve = person("Eve Evil", scripts=scripts, viewport=NARROW).arrive()
    slug = eve.visitor.create_channel()
    ada = visitor("Ada Reports")
    ada.join(slug)
    for words in ("Is it to let?", "Send me the deposit"):
        eve.visitor.say(slug, words)
    case = reported(instance, slug, ada)
    mo, nia = moderator("Mo Moderates"), moderator("Nia Second")
    assert "take two now" in admin(instance, "moderator", "two", "on")
    try:
        mo.page.goto(case)
        mo.press("Take this case")
        mo.page.get_by_label("Suspend the account").check()
        mo.page.get_by_label("For how long").select_option(label="7 days")
        mo.page.get_by_label("It goes, too").check()
        mo.page.get_by_label("Reason, as the author will read it").fill("Rule 4.")
        mo.press("Decide")
        mo.is_told("Another moderator has to agree")
        fits(mo)
        nia.page.goto(case)
        expect(nia.page.get_by_text("Waits for a second moderator: Suspended")).to_be_visible()
        fits(nia)
        nia.press("Agree, and do it")
        nia.is_told("Decided.")
    finally:
        admin(instance, "moderator", "two", "off")
    assert not eve.is_signed_in()
    assert "Send me the deposit" not in " ".join(ada.log(slug))
    eve.page.goto(instance.link(eve.email, "Your account is suspended"))
    eve.reads_heading("Your account is suspended")
    fits(eve)


def test_a_file_alone_is_hidden_on_open_pages_taken_away_and_found_among_what_was_decided(
    moderator, person, instance, scripts
):
    eve = person("Eve Evil", scripts=scripts, viewport=NARROW).arrive()
    slug = eve.visitor.create_channel()
    reader = person("Rita Reader", scripts=scripts, viewport=NARROW).arrive()
    reader.join(slug)
    send(eve.visitor, slug, "The contract", ("wound.png", picture()), ("contract.txt", b"Sign here."))
    image = links_to(reader.visitor.get(f"/channels/{slug}"), FILE)[0]
    form = reader.visitor.get(f"{image}/report").form(f"{image}/report")
    assert reader.visitor.submit(form, {"reason": "hate", "words": "It shows blood."}).status == 303
    case = instance.sql(f"select id from agentor.report_cases where '/files/' || subject = '{image}'").strip()
    reader.open(slug)
    reader.sees("The contract")
    mo = moderator("Mo Moderates")
    page = mo.page
    page.goto(f"/moderation/{case}")
    for words in ("The contract", "wound.png", "It shows blood."):
        expect(page.get_by_text(words, exact=True).first).to_be_visible()
    fits(mo)
    mo.press("Take this case")
    mo.press("Hide it while I look at it")
    mo.is_told("It is hidden from others until you decide.")
    shown = reader.page if scripts else reader.frame
    expect(shown.get_by_text("A file is hidden while a moderator looks at it.").first).to_be_visible()
    assert "contract.txt" in reader.visitor.get(f"/channels/{slug}").text
    assert reader.visitor.get(image).status == 404
    eve.page.goto(image)
    expect(eve.page.get_by_text("Others cannot see this while a moderator looks at it.")).to_be_visible()
    fits(eve)
    page.get_by_label("Take the file away").check()
    page.get_by_label("Reason, as the author will read it").fill("Rule 5.")
    mo.press("Decide")
    mo.is_told("Decided.")
    assert "A file was deleted." in reader.visitor.get(f"/channels/{slug}").text
    assert eve.visitor.get(image).status == 404

    # By keyboard alone.
    link = page.get_by_role("link", name="Decided", exact=True)
    link.focus()
    page.keyboard.press("Enter")
    mo.reads_heading("Decided reports")
    fits(mo)
    page.get_by_label("Decision").select_option(label="Taken away")
    page.get_by_label("Decided by").select_option(index=1)
    mo.press("Show these")
    mo.reads_heading("Decided reports")
    page.goto("/moderation/decided?decision=removed")
    expect(page.get_by_role("link", name=re.compile("wound.png")).first).to_be_visible()
    fits(mo)
    page.get_by_role("link", name=re.compile("wound.png")).first.click()
    expect(page.get_by_text("Decided: Taken away")).to_be_visible()


def test_a_channel_is_hidden_closed_for_those_who_run_it_and_open_again_when_an_appeal_is_right(
    moderator, person, visitor, instance, scripts
):
    eve = person("Eve Evil", scripts=scripts, viewport=NARROW).arrive()
    slug = eve.visitor.create_channel("Gold for lead")
    eve.visitor.say(slug, "Send lead")
    ada = visitor("Ada Reports")
    address = f"/channels/{slug}/report"
    answer = ada.submit(ada.get(address).form(address), {"reason": "scam", "words": "There is no gold."})
    assert answer.status == 303
    here = f"select id from messaging.channels where slug = '{slug}'"
    case = "/moderation/" + instance.sql(f"select id from agentor.report_cases where subject = ({here})").strip()
    mo = moderator("Mo Moderates")
    mo.page.goto(case)
    mo.press("Take this case")
    mo.press("Hide it while I look at it")
    mo.is_told("It is hidden from others until you decide.")
    fits(mo)
    assert ada.get(f"/channels/{slug}").status == 404
    assert f"/channels/{slug}" not in ada.get("/channels?q=gold").text
    eve.open_shut(slug)
    eve.reads("Send lead")
    expect(eve.page.get_by_text("Moderators have closed this channel, or look at it just now.").first).to_be_visible()
    fits(eve)

    mo.page.get_by_label("Close the channel").check()
    mo.page.get_by_label("Reason, as the author will read it").fill("Rule 4: nobody gets gold.")
    mo.press("Decide")
    mo.is_told("Decided.")
    eve.page.goto(f"/channels/{slug}/settings")
    expect(eve.page.get_by_text("Moderators have closed this channel")).to_be_visible()
    for link in ("Who can join", "Bring it back from the archive"):
        expect(eve.page.get_by_role("link", name=link)).to_have_count(0)
    fits(eve)
    # A page from before has the button still.
    eve.page.goto(f"/channels/{slug}/settings/archive")
    eve.press("Bring it back")
    eve.is_refused("Until they open it again")
    fits(eve)
    assert ada.get(f"/channels/{slug}").status == 404

    mail = instance.mail(eve.email, "A channel of yours is closed")
    assert "nobody gets gold" in mail.text and "Ada" not in mail.text
    eve.page.goto(mail.link.removeprefix(instance.base))
    eve.page.get_by_label("What is wrong with the decision?").fill("There is gold.")
    eve.press("Appeal")
    expect(eve.page.get_by_text("There is gold.")).to_be_visible()
    nia = moderator("Nia Second")
    nia.page.goto(case)
    nia.page.get_by_label("The decision was wrong").check()
    nia.page.get_by_label("Reason, as the author will read it").fill("There is.")
    nia.press("Decide the appeal")
    nia.is_told("Decided.")
    eve.page.goto(f"/channels/{slug}")
    eve.say("Thank you")
    eve.reads("Thank you")
    assert f"/channels/{slug}" in ada.get("/channels?q=gold").text
