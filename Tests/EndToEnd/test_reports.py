"""Reporting messages, files, people, services, works and channels, and deciding about that, in browsers: on a narrow screen, with
scripts and without."""

import io
import json
import os
import re
import subprocess

import pytest
from PIL import Image
from checks import accessibility_problems
from instance import ROOT
from playwright.sync_api import expect
from sent_files import FILE, links_to, picture, send, show_work
from test_second_factor import set_up
from visitor import handle_of

NARROW = {"width": 320, "height": 640}


@pytest.fixture(params=[True, False], ids=["scripts on", "scripts off"])
def ada(request, person):
    return person("Ada Reports", scripts=request.param, viewport=NARROW).arrive()


def fits(person):
    assert person.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if person.scripts:
        assert accessibility_problems(person.page) == []


def test_a_message_is_reported_from_its_page_and_what_became_of_it_is_told(ada, visitor, instance):
    eve = visitor("Eve Evil")
    slug = eve.create_channel("Leases")
    ada.visitor.join(slug)
    eve.say(slug, "Send me the deposit today")
    page = ada.page
    page.goto(f"/channels/{slug}/messages/1")
    ada.follow("Report")
    expect(page.get_by_text("up to five before it")).to_be_visible()
    fits(ada)
    page.get_by_label("What should we know?").fill("She wants money\noutside of an agreement.")
    ada.press("Report")
    ada.is_refused("Choose what is wrong.")
    expect(page.get_by_label("What should we know?")).to_have_value("She wants money\noutside of an agreement.")
    fits(ada)
    page.get_by_label("It may be fraud").check()
    ada.press("Report")
    ada.is_at(f"/channels/{slug}/messages/1?done=reported")
    ada.is_told("a moderator will look at it")
    fits(ada)
    page.goto("/account")
    page.get_by_role("link", name="See what you have reported").click()
    expect(page.locator(".listing")).to_contain_text("She wants money")
    expect(page.locator(".listing")).to_contain_text("Waits to be looked at")
    fits(ada)
    instance.sql("update agentor.report_cases set outcome = 'warned', decided_at = now() where outcome is null")
    page.reload()
    expect(page.locator(".listing")).to_contain_text("whoever is responsible was warned")


def test_a_person_a_service_and_a_channel_are_reported_from_where_they_stand(ada, visitor):
    agent = visitor("Gil Gold", arrived=False)
    agent.sign_up().onboard_as_agent()
    agent.publish()
    agent.offer({"title": "Gold for lead"})
    slug = agent.create_channel("Alchemists")
    handle = handle_of(agent)
    agent.write(handle_of(ada.visitor), "Hello, send lead")
    page = ada.page
    for address, link, told in (
        (f"/agents/{handle}", "Report", f"/agents/{handle}?done=reported"),
        (f"/agents/{handle}/services/1", "Report", f"/agents/{handle}/services/1?done=reported"),
        (f"/channels/{slug}", "Report this channel", f"/channels/{slug}?done=reported"),
        (f"/messages/{handle}#about", "Report Gil Gold", f"/messages/{handle}?done=reported"),
    ):
        page.goto(address)
        page.get_by_role("link", name=link, exact=True).click()
        ada.reads_heading(re.compile("^Report "))
        page.get_by_label("Somebody else’s name or work").check()
        ada.press("Report")
        ada.is_at(told)
        expect(page.get_by_text("a moderator will look at it")).to_be_visible()
    page.goto("/reports")
    # They were reported twice, which is one report.
    expect(page.locator(".listing > li")).to_have_count(3)
    fits(ada)


def test_a_file_and_a_work_are_reported_from_where_they_stand(ada, visitor, instance):
    agent = visitor("Gil Gold", arrived=False)
    agent.sign_up().onboard_as_agent()
    agent.publish()
    show_work(agent, {"title": "Gold for lead"})
    slug = agent.create_channel("Alchemists")
    ada.visitor.join(slug)
    send(agent, slug, "See for yourself", ("gold.png", picture()), ("receipt.txt", b"One ounce."))
    image = links_to(ada.visitor.get(f"/channels/{slug}"), FILE)[0]
    work = f"/agents/{handle_of(agent)}/work/1"
    page = ada.page
    for address, link in ((image, "Report"), (work, "Report"), (f"/channels/{slug}/messages/1", "Report \u2068receipt.txt\u2069")):
        page.goto(address, wait_until="networkidle")
        fits(ada)
        page.get_by_role("link", name=link, exact=True).click()
        ada.reads_heading(re.compile("^Report the (picture|work|file)"))
        fits(ada)
        page.get_by_label("Somebody else’s name or work").check()
        ada.press("Report")
        expect(page.get_by_text("a moderator will look at it")).to_be_visible()
        page.wait_for_load_state("networkidle")
        fits(ada)
    page.goto("/reports")
    for words in ("The picture \u2068gold.png\u2069", "The work \u2068Gold for lead\u2069", "The file \u2068receipt.txt\u2069"):
        expect(page.get_by_text(words)).to_be_visible()
    kinds = instance.sql(
        "select string_agg(kind, ' ' order by kind) from agentor.report_cases where account_id = "
        f"(select id from agentor.accounts where email = '{agent.email}')"
    )
    assert kinds.strip() == "file file work"


def test_strangers_and_whoever_left_report_nothing(ada, visitor):
    eve, stranger = visitor("Eve Evil"), visitor("Sol Stranger", arrived=False)
    slug = eve.create_channel(visibility="private")
    address = f"/channels/{slug}/report"
    for path in (address, f"/channels/{slug}/messages/1/report"):
        assert ada.visitor.get(path).status == 404
        assert stranger.get(path).location.startswith("/sign-in")
    assert eve.get(address).status == 404, "it is theirs"


def admin(instance, *arguments) -> str:
    command = [str(ROOT / "bin" / "admin"), "--data", str(instance.data), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


def test_a_moderator_takes_a_case_and_takes_the_message_away(ada, person, visitor, instance):
    eve = visitor("Eve Evil")
    slug = eve.create_channel()
    ada.visitor.join(slug)
    eve.say(slug, "Is it to let?")
    # One that is larger in its smallest size than evidence has room for.
    noise = io.BytesIO()
    Image.frombytes("RGB", (400, 4000), os.urandom(400 * 4000 * 3)).save(noise, "PNG")
    send(eve, slug, "Send me the deposit", ("lease.png", picture()), ("noise.png", noise.getvalue()))
    eve.say(slug, "By tonight")
    form = ada.visitor.get(f"/channels/{slug}/messages/2/report").form(f"/channels/{slug}/messages/2/report")
    answer = ada.visitor.submit(form, {"reason": "scam", "words": "No lease, no deposit."})
    assert answer.status == 303
    channel = f"select id from messaging.channels where slug = '{slug}'"
    here = f"select id from messaging.messages where seq = 2 and channel_id = ({channel})"
    case = instance.sql(f"select id from agentor.report_cases where subject = ({here})").strip()

    mo = person("Mo Moderates", scripts=ada.scripts, viewport=NARROW).arrive()
    authenticator, _ = set_up(mo)
    assert "a moderator now" in admin(instance, "moderator", "add", mo.email)
    assert "already" in admin(instance, "moderator", "add", mo.email)
    listed = json.loads(admin(instance, "moderator", "list", "--json"))
    assert [each["has_second_factor"] for each in listed if each["email"] == mo.email] == [True]
    assert mo.email in admin(instance, "moderator", "list")
    assert not mo.is_signed_in()
    mo.sign_in(address="/moderation")
    mo.type_code(authenticator.code(), "Sign in")
    mo.reads_heading("Reports to look at")
    fits(mo)
    page = mo.page
    page.goto(f"/moderation/{case}")
    for words in ("Is it to let?", "Send me the deposit", "By tonight", "No lease, no deposit."):
        expect(page.get_by_text(words, exact=True)).to_be_visible()
    page.get_by_text("Show the picture").click()
    kept = page.get_by_role("img", name="Its author has not said what it shows.")
    expect(kept).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert kept.evaluate("image => image.complete && [image.naturalWidth, image.naturalHeight].join() == '320,240'")
    assert kept.evaluate("image => Math.abs(image.height - image.width * 3 / 4) <= 1")
    expect(page.get_by_text("could not be kept")).to_contain_text("noise.png")
    fits(mo)
    mo.press("Take this case")
    mo.is_told("You have taken this case.")
    page.get_by_label("Take the message away").check()
    mo.press("Decide")
    mo.is_refused("Give a reason.")
    expect(page.get_by_label("Take the message away")).to_be_checked()
    fits(mo)
    page.get_by_label("Reason, as the author will read it").fill("Rule 4: money outside of an agreement.")
    mo.press("Decide")
    mo.is_told("Decided.")
    page.goto(f"/moderation/{case}")
    expect(page.get_by_text("Decided: Taken away")).to_be_visible()

    ada.page.goto("/reports")
    expect(ada.page.locator(".listing")).to_contain_text("it was taken away")
    assert "Send me the deposit" not in " ".join(eve.log(slug)) and "By tonight" in " ".join(eve.log(slug))
    mail = instance.mail(eve.email, "Something of yours was taken away")
    assert "Rule 4" in mail.text and "Ada" not in mail.text
    assert ada.visitor.get("/moderation").status == ada.visitor.get(f"/moderation/{case}").status == 404
    admin(instance, "moderator", "remove", mo.email)
    assert not mo.is_signed_in()
