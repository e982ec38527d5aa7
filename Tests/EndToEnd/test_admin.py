"""What an operator does to accounts: bin/admin on a running instance."""

import json
import re
import stat
import subprocess
import uuid

import pytest

from instance import ROOT, wait_until
from test_second_factor import set_up
from visitor import PASSWORD, Visitor


@pytest.fixture
def admin(instance):
    """Runs a command; gives what it wrote when it ends with the code that was expected."""

    def run(*arguments, code: int = 0, stdin: str = "") -> str:
        result = subprocess.run(
            [str(ROOT / "bin" / "admin"), "--data", str(instance.data), *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert result.returncode == code, result.stderr
        return result.stdout if code == 0 else result.stderr

    return run


@pytest.fixture
def somebody(instance, admin):
    """Makes people whose account an operator has made, and who have signed in."""

    def make(*options) -> Visitor:
        visitor = Visitor(instance, "Vera Visitor")
        admin("create", visitor.email, visitor.name, "--password-stdin", *options, stdin=PASSWORD + "\n")
        answer = visitor.sign_in()
        assert (answer.status, answer.location) == (303, "/dashboard"), answer
        form = visitor.get("/terms/agree").form("/terms/agree")
        assert visitor.submit(form, {}).status == 303
        return visitor

    return make


def is_signed_in(visitor: Visitor) -> bool:
    answer = visitor.get("/onboarding")
    assert answer.status == 200 or answer.location.startswith("/sign-in"), answer
    return answer.status == 200


def test_an_account_made_on_the_command_line_can_be_signed_in_to(admin, somebody):
    visitor = somebody("--admin")
    assert is_signed_in(visitor)
    [entry] = [entry for entry in json.loads(admin("list", "--json")) if entry["email"] == visitor.email]
    assert (entry["role"], entry["name"], entry["sessions"]) == ("admin", "Vera Visitor", 1)
    assert re.search(rf"^{visitor.email} +Vera Visitor +admin +active +no +1 ", admin("list"), re.MULTILINE)
    assert "already" in admin("create", visitor.email, "Eve", "--password-stdin", code=1, stdin=PASSWORD + "\n")


def test_whoever_gets_an_account_from_an_operator_chooses_a_password_by_mail(instance, admin, person):
    ora = person("Ora Ordered", scripts=False)
    admin("create", ora.email, "Ora Ordered")
    ora.page.goto(instance.link(ora.email))
    ora.reads_heading("Choose another password")
    ora.page.get_by_label("New password").fill(PASSWORD)
    ora.press("Change password")
    ora.sign_in()
    ora.is_at("/terms/agree?next=%2Fdashboard")
    ora.press("I agree")
    ora.is_at("/onboarding")


def test_a_sign_up_whose_mail_is_lost_is_completed_by_an_operator(admin, person):
    vic = person("Vic Vouched", scripts=False)
    vic.ask_for_account()
    assert "Vic Vouched" in admin("verify", vic.email)
    vic.sign_in()
    vic.is_at("/onboarding")


def test_a_lost_second_factor_is_taken_away_by_an_operator(instance, admin, person):
    lou = person("Lou Lost", scripts=False).arrive()
    set_up(lou)
    lou.sign_out()
    lou.sign_in()
    lou.reads_heading("Second factor")
    admin("reset-factor", lou.email)
    lou.sign_in()
    lou.is_at("/dashboard")
    assert instance.link(lou.email, "Your second factor was turned off")


def test_a_weak_password_makes_no_account(admin):
    email = f"{uuid.uuid4()}@example.org"
    assert "at least 15 characters" in admin("create", email, "Vera", "--password-stdin", code=1, stdin="short\n")
    assert "Enter a password" in admin("create", email, "Vera", "--password-stdin", code=1)
    assert email not in admin("list")


def test_whoever_is_suspended_is_out_until_restored(instance, admin, somebody):
    visitor = somebody()
    assert "signed out everywhere" in admin("suspend", visitor.email, "--reason", "a test")
    assert not is_signed_in(visitor)
    refused = visitor.sign_in()
    assert refused.status == 403 and refused.says("This account is suspended")
    assert "already" in admin("suspend", visitor.email)
    assert visitor.email in admin("list", "--suspended")
    admin("restore", visitor.email)
    assert visitor.sign_in().status == 303
    assert is_signed_in(visitor)
    assert "One session was ended." in admin("revoke-sessions", visitor.email)
    assert not is_signed_in(visitor)


def test_an_erased_account_is_gone_within_a_minute(instance, admin, somebody):
    visitor = somebody()
    assert "--yes" in admin("erase", visitor.email, code=64)
    assert is_signed_in(visitor)
    admin("erase", visitor.email, "--yes")
    assert not is_signed_in(visitor)
    wait_until(lambda: visitor.email not in admin("list"), 75, "the account is erased", pause=1)


def test_what_cannot_be_done_is_told_with_the_right_exit_code(admin):
    assert admin("unlock", "nobody@example.org", code=1) == "Error: No account has the address nobody@example.org.\n"
    assert "No sign-up waits" in admin("verify", "nobody@example.org", code=1)
    told = admin("admit", "nobody@example.org", "neither@example.org", code=1)
    assert "nobody@example.org is not on" in told and "neither@example.org is not on" in told
    assert "Usage" in admin("fly", code=64)
    assert "verify" in admin("--help")


def test_the_environment_with_the_owner_is_for_its_owner_only(instance, admin):
    environment = instance.data / "run" / "environment"
    assert stat.S_IMODE(environment.stat().st_mode) == 0o600
    result = subprocess.run(
        [str(ROOT / "bin" / "admin"), "--data", str(instance.data / "log"), "list"], capture_output=True, text=True
    )
    assert result.returncode == 1
    assert "does not run" in result.stderr
