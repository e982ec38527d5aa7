"""How often things may be done, set in forms and on the command line while the site runs; and how the site is: on a
narrow screen, with scripts and without."""

import re
import subprocess

import pytest
from checks import accessibility_problems
from instance import ROOT
from playwright.sync_api import expect
from test_second_factor import set_up

NARROW = {"width": 320, "height": 640}


def agentor(instance, *arguments, code: int = 0) -> str:
    command = [str(ROOT / "bin" / "agentor"), "--data", str(instance.data), *arguments]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert result.returncode == code, result.stderr
    return result.stdout if code == 0 else result.stderr


def fits(person):
    assert person.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if person.scripts:
        assert accessibility_problems(person.page) == []


@pytest.fixture(params=[True, False], ids=["scripts on", "scripts off"])
def hana(request, person, instance):
    """An administrator, with a second factor, who has just signed in."""
    hana = person("Hana Limits", scripts=request.param, viewport=NARROW).arrive()
    authenticator, _ = set_up(hana)
    agentor(instance, "admin", "administrator", "add", hana.email, "--reason", "New colleague")
    hana.sign_in()
    hana.type_code(authenticator.code(), "Sign in")
    hana.is_at("/dashboard")
    yield hana
    undo = ["limits", "reset", "channel", "--why", "As it was"]
    command = [str(ROOT / "bin" / "agentor"), "--data", str(instance.data), *undo]
    subprocess.run(command, capture_output=True, timeout=60)


def acts(instance) -> list[str]:
    told = instance.sql(
        "select actor_kind || ' ' || action || ' ' || label || ' ' || reason from agentor.audit_log "
        "where action like 'limit.%' order by number"
    )
    return told.strip().splitlines()


def listed(instance, name: str) -> str:
    lines = agentor(instance, "limits").splitlines()
    return re.sub(" +", " ", next(line for line in lines if line.startswith(f"{name}  ")))


def test_an_administrator_sets_a_limit_and_the_next_one_who_meets_it_is_told(hana, visitor, instance):
    page = hana.page
    page.goto("/admin")
    page.get_by_role("navigation", name="Administration").get_by_role("link", name="Limits").click()
    hana.reads_heading("Limits")
    fits(hana)
    row = page.locator("tbody tr").filter(has=page.locator("strong", has_text=re.compile("^channel$")))
    expect(row).to_contain_text("20 at once, then one every minute")
    row.get_by_role("link", name="Change").click()
    hana.reads_heading("How often: channel")
    page.get_by_label("How many at once").fill("0")
    page.get_by_label("Reason").fill("A quiet place.")
    hana.press("Save")
    hana.is_refused("Enter a whole number from 1 to 1,000,000.")
    expect(page.get_by_label("Reason")).to_have_value("A quiet place.")
    fits(hana)
    page.get_by_label("How many at once").fill("1")
    page.get_by_label("Seconds until another may come").fill("86400")
    hana.press("Save")
    hana.is_told("It is so from now on.")
    expect(row).to_contain_text("1 at once, then one every day")
    expect(row).to_contain_text("Changed")
    fits(hana)
    before = acts(instance)
    assert before[-1] == "administrator limit.set channel A quiet place."
    assert "1 every 86400 20 every 60 @" in listed(instance, "channel")

    # Workers that run go by it: they look each second.
    ada = visitor("Ada Many")
    page.wait_for_timeout(1_500)
    ada.create_channel("First of one")
    refused = ada.submit(ada.get("/channels/new").form("/channels"), {"name": "Second of one"})
    assert refused.status == 429 and "There may be only so many new channels" in refused.text
    assert "Second of one" in refused.text

    row.get_by_role("link", name="Take back").click()
    hana.reads_heading("Take the change back: channel?")
    fits(hana)
    page.get_by_label("Reason").fill("Louder again.")
    hana.press("Take the change back")
    expect(row).to_contain_text("20 at once, then one every minute")
    assert acts(instance) == before + ["administrator limit.reset channel Louder again."]


def test_an_operator_does_the_same_on_the_machine_and_is_told_what_cannot_be(hana, instance):
    assert "Set." in agentor(instance, "limits", "set", "channel", "5", "every", "30", "--why", "Fewer")
    assert "5 every 30 20 every 60 operator" in listed(instance, "channel")
    page = hana.page
    page.goto("/admin/limits/channel")
    expect(page.get_by_label("How many at once")).to_have_value("5")
    agentor(instance, "limits", "set", "channel", "6 every 30", "--reason", "A little more")
    page.get_by_label("How many at once").fill("9")
    page.get_by_label("Reason").fill("My own.")
    hana.press("Save")
    hana.is_refused("Somebody else has changed this limit since you opened the form")
    expect(page.get_by_label("How many at once")).to_have_value("9")
    expect(page.get_by_label("Reason")).to_have_value("My own.")
    hana.press("Save")
    hana.is_told("It is so from now on.")
    assert acts(instance)[-3:] == [
        "operator limit.set channel Fewer", "operator limit.set channel A little more",
        "administrator limit.set channel My own.",
    ]
    for arguments, told in (
        (("set", "channel", "0", "every", "30"), "is not like 20 every 60"),
        (("set", "channel", "5", "in", "30"), "takes a pace like 20 every 60"),
        (("set", "chanel", "5", "every", "30"), "There is no limit"),
        (("set", "administration", "1", "every", "86400"), "could lock out administrators"),
    ):
        assert told in agentor(instance, "limits", *arguments, "--why", "x", code=64)
    assert "--reason" in agentor(instance, "limits", "set", "channel", "5", "every", "30", code=64)
    page.goto("/admin/limits/administration")
    page.get_by_label("How many at once").fill("1")
    page.get_by_label("Reason").fill("Nobody administers.")
    hana.press("Save")
    hana.is_refused("less could lock out administrators, you too")
    fits(hana)


def test_an_administrator_sees_what_is_stored_and_what_waits(hana, instance):
    page = hana.page
    page.goto("/admin")
    hana.follow("What is stored, and what waits")
    hana.reads_heading("Health")
    for heading in ("Database", "What waits", "Files", "Keys", "On the machine"):
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    expect(page.locator("main")).to_contain_text("PostgreSQL")
    fits(hana)
