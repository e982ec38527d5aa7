"""Looking after the site in forms, in browsers: on a narrow screen, with scripts and without; and the log of it, on the
command line."""

import hashlib
import json
import re
import subprocess

import pytest
from checks import accessibility_problems
from instance import ROOT
from playwright.sync_api import expect
from test_second_factor import set_up
from visitor import handle_of

NARROW = {"width": 320, "height": 640}


def agentor(instance, *arguments, code: int = 0) -> str:
    command = [str(ROOT / "bin" / "agentor"), "--data", str(instance.data), *arguments]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert result.returncode == code, result.stderr
    return result.stdout


@pytest.fixture(params=[True, False], ids=["scripts on", "scripts off"])
def hana(request, person, instance):
    """An administrator, with a second factor, who has just signed in."""
    hana = person("Hana Runs", scripts=request.param, viewport=NARROW).arrive()
    authenticator, _ = set_up(hana)
    told = agentor(instance, "admin", "administrator", "add", hana.email, "--reason", "New colleague")
    assert "an administrator now" in told
    listed = json.loads(agentor(instance, "admin", "administrator", "list", "--json"))
    assert [each["has_second_factor"] for each in listed if each["email"] == hana.email] == [True]
    assert not hana.is_signed_in()
    hana.sign_in()
    hana.type_code(authenticator.code(), "Sign in")
    hana.is_at("/dashboard")
    return hana


def fits(person):
    assert person.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if person.scripts:
        assert accessibility_problems(person.page) == []


def lines(instance) -> list[dict]:
    return [json.loads(line) for line in agentor(instance, "audit", "export").splitlines()]


def test_an_administrator_finds_somebody_suspends_them_and_the_log_says_so(hana, visitor, instance):
    eve = visitor("Eve Evil")
    page = hana.page
    page.locator("details.menu > summary").click()
    page.get_by_role("link", name="Administration").click()
    hana.reads_heading("Administration")
    fits(hana)
    page.get_by_role("navigation", name="Administration").get_by_role("link", name="People").click()
    page.get_by_label("Name, handle or email").fill(eve.email[:-4])
    hana.press("Search")
    expect(page.locator("tbody tr")).to_have_count(1)
    fits(hana)
    page.get_by_role("link", name="Eve Evil").click()
    hana.reads_heading(re.compile("^Eve Evil"))
    expect(page.get_by_text(eve.email)).to_be_visible()
    fits(hana)
    hana.follow("Suspend")
    hana.reads_heading("Suspend \u2068Eve Evil\u2069?")
    hana.press("Suspend")
    hana.is_refused("Give a reason.")
    fits(hana)
    page.get_by_label("Reason").fill("Rule 4: asks for money.")
    page.get_by_label("What they should know").fill("Write to us.")
    hana.press("Suspend")
    hana.is_told("Suspended, and signed out everywhere.")
    expect(page.locator("tbody")).to_contain_text("Rule 4: asks for money.")
    mail = instance.mail(eve.email, "Your account was suspended")
    assert "Write to us." in mail.text and "Rule 4" not in mail.text
    assert eve.get("/dashboard").location.startswith("/sign-in")
    page.goto("/admin/log?action=account.suspended")
    expect(page.locator("tbody")).to_contain_text("Rule 4: asks for money.")
    fits(hana)
    with page.expect_download() as download:
        page.get_by_role("link", name="Save the whole log").click()
    saved = download.value.path().read_text().splitlines()
    assert json.loads(saved[-1])["action"] == "log.exported"
    previous = "0" * 64
    for number, line in enumerate(saved, 1):
        text, _, _ = line.rpartition(',"hash":"')
        told = json.loads(line)
        assert told["number"] == number and told["previous"] == previous
        previous = hashlib.sha256((text + "}").encode()).hexdigest()
        assert told["hash"] == previous
    assert [each for each in lines(instance) if each["action"] == "administrator.added"][-1]["reason"] == "New colleague"
    hash_now = re.search(r"hash +([0-9a-f]{64})", agentor(instance, "audit", "verify"))[1]
    number = re.search(r"lines +(\d+)", agentor(instance, "audit", "verify"))[1]
    agentor(instance, "audit", "verify", "--head", hash_now, "--number", number)
    wrong = agentor(instance, "audit", "verify", "--head", "0" * 64, "--number", number, code=1)
    assert f"Line {number} is another" in wrong
    agentor(instance, "audit", "verify", "--head", "nonsense", "--number", number, code=64)


def test_an_administrator_sees_the_site_as_somebody_does_and_changes_nothing(hana, visitor, instance):
    eve, bo = visitor("Eve Even"), visitor("Bo Begins")
    bo.write(handle_of(eve), "a secret between two")
    page = hana.page
    account = instance.sql(f"select id from agentor.accounts where email = '{eve.email}'").strip()
    page.goto(f"/admin/people/{account}")
    hana.follow("See the site as they do")
    hana.press("See it")
    hana.is_refused("Give a reason.")
    fits(hana)
    page.get_by_label("Reason").fill("Ticket 4711: finds no messages")
    hana.press("See it")
    hana.is_at("/dashboard")
    banner = page.get_by_role("complementary", name="You look as somebody else")
    for path in ("/dashboard", "/messages?on=requests", "/channels", "/account", "/account/name", "/agents"):
        page.goto(path)
        expect(banner).to_contain_text("Hana Runs, you see Agentor as Eve Even does")
        expect(page.locator("body")).not_to_contain_text("a secret between two")
        fits(hana)
    page.goto("/account/name")
    page.get_by_label("Full name").fill("Mallory")
    page.locator("main").get_by_role("button").first.click()
    hana.reads_heading("You are only looking")
    fits(hana)
    page.goto(f"/messages/{handle_of(bo)}")
    hana.reads_heading("You are only looking")
    banner.get_by_role("button", name="Stop looking").click()
    hana.reads_heading(re.compile("^Eve Even"))
    expect(banner).to_have_count(0)
    # Nothing of what was seen comes back.
    page.go_back()
    expect(page.locator("body")).not_to_contain_text("you see Agentor as")
    begun, ended = [each for each in lines(instance) if each["action"].startswith("account.view")][-2:]
    assert begun["reason"] == "Ticket 4711: finds no messages" and begun["label"] == ended["label"] == f"@{handle_of(eve)}"
    told = eve.get("/account/sessions").text
    assert "Administrators who looked" in told and "Ticket 4711: finds no messages" in told
    assert "a secret between two" in eve.get(f"/messages/{handle_of(bo)}").text


@pytest.mark.parametrize("path", ["/admin/waiting", "/admin/channels", "/admin/mail", "/admin/people/new"])
def test_the_other_pages_fit_a_narrow_screen(hana, path):
    hana.page.goto(path)
    fits(hana)


def test_for_everybody_else_there_is_nothing(visitor):
    member, stranger = visitor("Ada Asks"), visitor("Sol Stranger", arrived=False)
    for path in ("/admin", "/admin/people", "/admin/log", "/admin/log/export", "/moderation/log"):
        assert member.get(path).status == stranger.get(path).status == 404
