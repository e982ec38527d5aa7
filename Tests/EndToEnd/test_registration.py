"""Who may have an account, as operators decide it: by invitation, from a waiting list, by domain."""

import re
import subprocess

import pytest
from playwright.sync_api import expect

from instance import ROOT, Instance
from visitor import PASSWORD, Visitor


@pytest.fixture(scope="module")
def running():
    """Starts an instance with the environment an operator sets."""
    instances = []

    def start(**environment) -> Instance:
        instance = Instance("--empty", **environment)
        instances.append(instance)
        return instance.start()

    yield start
    for instance in instances:
        if instance.command and instance.command.process.poll() is None:
            instance.stop()
        instance.remove()


def admin(instance, *arguments) -> str:
    command = [str(ROOT / "bin" / "admin"), "--data", str(instance.data), *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def asks(browser, instance, email: str, name: str = "Ingrid Invited"):
    """Fills in the form for an account with scripts off; returns the page."""
    context = browser.new_context(base_url=instance.base, java_script_enabled=False)
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto("/sign-up")
    page.get_by_label("Full name").fill(name)
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    return page


def types_code(page, code: str):
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Confirm").click()


def test_by_invitation_only_whoever_was_invited_gets_an_account(running, browser):
    instance = running(AGENTOR_REGISTRATION="invitation", AGENTOR_SESSION_DAYS="3", AGENTOR_SESSION_IDLE_DAYS="1")
    page = asks(browser, instance, "uninvited@example.org")
    expect(page).to_have_url(re.compile("/sign-up/confirm$"))
    mail = instance.mail("uninvited@example.org")
    assert "invitation" in mail.subject and not mail.code, mail
    types_code(page, "1234 5678")
    expect(page.get_by_text("That is not the code").first).to_be_visible()

    admin(instance, "invite", "invited@example.org")
    assert "invited" in instance.mail("invited@example.org").subject
    page = asks(browser, instance, "invited@example.org")
    types_code(page, instance.code("invited@example.org"))
    expect(page).to_have_url(re.compile("/onboarding$"))
    assert instance.sql("select email from agentor.accounts") == "invited@example.org"

    # The operator's lifetimes are told, and kept to.
    page.goto("/account/sessions")
    expect(page.get_by_text("after 1 day without use, and after 3 days at the latest")).to_be_visible()
    instance.sql("update agentor.sessions set last_seen_at = now() - interval '25 hours'")
    page.goto("/account")
    expect(page).to_have_url(re.compile("/sign-in"))


def test_the_waiting_list_lets_in_whom_the_operator_admits(running, browser):
    instance = running(
        AGENTOR_REGISTRATION="waiting-list",
        AGENTOR_MAIL_DOMAINS_ALLOWED="example.org",
        AGENTOR_MAIL_DOMAINS_BLOCKED="spam.example.org",
        AGENTOR_GRACE_DAYS="2",
    )
    for email in ["wanda@example.com", "wanda@mail.spam.example.org"]:
        page = asks(browser, instance, email)
        expect(page.get_by_text("Addresses of this domain cannot be used here").first).to_be_visible()
        expect(page.get_by_label("Email")).to_have_value(email)

    page = asks(browser, instance, "wanda@example.org", "Wanda Waiting")
    types_code(page, instance.code("wanda@example.org"))
    expect(page.get_by_role("heading", name="You are on the list")).to_be_visible()
    assert instance.sql("select count(*) from agentor.accounts") == "0"
    assert "wanda@example.org" in admin(instance, "list", "--waiting")

    admin(instance, "admit", "wanda@example.org")
    assert "invited" in instance.mail("wanda@example.org").subject
    page = asks(browser, instance, "wanda@example.org", "Wanda Waiting")
    types_code(page, instance.code("wanda@example.org"))
    expect(page).to_have_url(re.compile("/onboarding$"))

    page.goto("/account/delete")
    expect(page.get_by_text("After 2 days")).to_be_visible()

    # What operators do for somebody, as they see it.
    admin(instance, "promote", "wanda@example.org")
    assert "wanda@example.org" in admin(instance, "list", "--role", "admin")
    page.goto("/account")
    expect(page).to_have_url(re.compile("/sign-in"))
    admin(instance, "demote", "--force", "wanda@example.org")
    guesser = Visitor(instance)
    for _ in range(11):
        form = guesser.get("/sign-in").form("/sign-in")
        answer = guesser.submit(form, {"email": "wanda@example.org", "password": "not this one at all"})
    assert answer.status == 429
    admin(instance, "unlock", "wanda@example.org")
    answer = guesser.submit(form, {"email": "wanda@example.org", "password": PASSWORD})
    assert answer.status == 303, answer
