"""Rules by which the site looks after people by itself, in browsers: on a narrow screen, with scripts and without."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from test_administrators import agentor
from test_moderation import moderator, scripts  # noqa: F401 (fixtures)
from test_reports import NARROW, fits
from test_second_factor import set_up
from visitor import handle_of


def a_word() -> str:
    """Of a test's own, since others share the instance."""
    return "w" + uuid.uuid4().hex[:10].translate(str.maketrans("0123456789", "ghijklmnop"))


def test_whoever_is_written_to_is_warned_of_contact_data_beside_the_request(person, visitor, scripts):  # noqa: F811
    eve, ada = visitor("Eve Evil"), person("Ada Answers", scripts=scripts, viewport=NARROW).arrive()
    eve.write(handle_of(ada.visitor), "Write to me at eve@evil.example")
    ada.page.goto(f"/messages/{handle_of(eve)}")
    warning = ada.page.get_by_text("Contact data in a first message: it has an email address")
    expect(warning).to_be_visible()
    fits(ada)
    ada.press("Accept")
    expect(ada.page.get_by_role("button", name="Accept")).to_have_count(0)
    expect(warning).to_have_count(0)


def test_what_a_stranger_writes_next_is_warned_of_on_the_open_page(person, visitor, scripts):  # noqa: F811
    eve, ada = visitor("Eve Evil"), person("Ada Answers", scripts=scripts, viewport=NARROW).arrive()
    eve.write(handle_of(ada.visitor), "Good day")
    ada.page.goto(f"/messages/{handle_of(eve)}")
    ada.sees("Good day")
    words = "Contact data in a first message: it has an email address"
    expect(ada.page.get_by_text(words)).to_have_count(0)
    eve.write(handle_of(ada.visitor), "Write to me at eve@evil.example")
    ada.sees("Good day", "Write to me at eve@evil.example")
    shown = ada.page if scripts else ada.frame
    expect(shown.get_by_text(words)).to_be_visible()
    fits(ada)
    # Anew, it is said once.
    ada.page.reload()
    expect(ada.page.get_by_text(words)).to_be_visible()


def test_a_held_message_is_its_author_s_alone_until_it_is_let_go_and_then_comes_live(
    moderator, person, instance, tmp_path, scripts  # noqa: F811
):
    word = a_word()
    former = instance.sql("select settings ->> 'words' from agentor.care_rules where name = 'words'").strip()
    words = tmp_path / "words.txt"
    words.write_text("\n".join([*re.findall(r'"([^"]+)"', former), word]))
    agentor(instance, "care", "set", "words", "--list", str(words), "--reason", "A test")
    assert "words" in agentor(instance, "care", "list")
    mo = moderator("Mo Moderates")
    eve = person("Eve Evil", scripts=scripts, viewport=NARROW).arrive()
    ada = person("Ada Answers", scripts=scripts, viewport=NARROW).arrive()
    to_ada, to_eve = (f"/messages/{handle_of(each.visitor)}" for each in (ada, eve))
    eve.page.goto(to_ada)
    eve.say("Good day")
    eve.sees("Good day")
    ada.page.goto(to_eve)
    ada.sees("Good day")
    eve.say(f"Come to the {word}")
    expect(eve.page.get_by_text("Only you see this.")).to_be_visible()
    expect(eve.page.get_by_text(f"Come to the {word}")).to_be_visible()
    fits(eve)
    assert word not in ada.visitor.get(to_eve).text
    ada.sees("Good day")
    case = instance.sql(
        "select id from agentor.report_cases where kind = 'held' and account_id = "
        f"(select id from agentor.accounts where email = '{eve.email}')"
    ).strip()
    mo.page.goto(f"/moderation/{case}")
    expect(mo.page.get_by_role("heading", name="Held by rule")).to_be_visible()
    expect(mo.page.get_by_text(f"Come to the {word}")).to_be_visible()
    mo.press("Take this case")
    fits(mo)
    mo.page.get_by_label("Let it go").check()
    mo.page.get_by_label("Reason, as the author will read it").fill("It is a hotel.")
    mo.press("Decide")
    mo.is_told("Decided.")
    ada.sees("Good day", f"Come to the {word}")
    eve.sees("Good day", f"Come to the {word}")
    eve.page.reload()
    expect(eve.page.get_by_text("Only you see this.")).to_have_count(0)


def test_an_address_that_is_thrown_away_is_refused_beside_its_field(person, scripts):  # noqa: F811
    eve = person("Eve Evil", scripts=scripts, viewport=NARROW)
    page = eve.page
    page.goto("/sign-up")
    page.get_by_label("Full name").fill("Eve Evil")
    page.get_by_label("Email").fill("eve@mailinator.com")
    page.get_by_label("Password", exact=True).fill("a password nobody has")
    eve.press("Create account")
    eve.is_refused("Addresses of mailinator.com are thrown away after a while")
    fits(eve)


def test_an_administrator_tries_a_rule_and_switches_it(person, visitor, instance, scripts):  # noqa: F811
    hana = person("Hana Runs", scripts=scripts, viewport=NARROW).arrive()
    authenticator, _ = set_up(hana)
    agentor(instance, "admin", "administrator", "add", hana.email, "--reason", "New colleague")
    hana.sign_in()
    hana.type_code(authenticator.code(), "Sign in")
    hana.is_at("/dashboard")
    hana.page.goto("/admin/care")
    hana.reads_heading("Care")
    fits(hana)
    eve, ada = visitor("Eve Evil"), visitor("Ada Answers")
    eve.write(handle_of(ada), "See www.evil.example")
    page = hana.page
    page.get_by_role("link", name=re.compile("Try it on the last 30 days ?: Contact data in a first message")).click()
    expect(page.get_by_text("Nothing was changed.")).to_be_visible()
    row = page.get_by_role("row", name=re.compile(f"@{handle_of(eve)}"))
    expect(row).to_contain_text("With a link")
    assert "www.evil.example" not in page.content()
    fits(hana)
    hana.follow("Change this rule")
    hana.reads_heading("Contact data in a first message")
    page.get_by_label("Off").check()
    hana.press("Save")
    hana.is_refused("Give a reason.")
    fits(hana)
    page.get_by_label("Reason").fill("Everybody sends links.")
    hana.press("Save")
    hana.is_told("The rule is set")
    log = instance.sql("select reason from agentor.audit_log where action = 'care.changed' order by number desc limit 1")
    assert log.strip() == "Everybody sends links."
    agentor(instance, "care", "set", "contact-data", "--on", "--reason", "As it was")
    tried = agentor(instance, "care", "try", "contact-data")
    assert f"@{handle_of(eve)}" in tried and "With a link" in tried and "evil.example" not in tried
