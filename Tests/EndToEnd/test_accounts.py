"""Getting an account, getting into it, and staying in charge of it."""

import concurrent.futures
import json
import os
import re
import signal
import uuid

import pytest
from playwright.sync_api import expect

from gallery import whose
from visitor import PASSWORD, Visitor

NEW_PASSWORD = "seven grey herons wade slowly"
NO_LONGER = "That code or link no longer works"


def subjects(instance, email: str) -> list[str]:
    return [mail.subject for mail in instance.mails(email)]


def accounts_of(instance, email: str) -> int:
    return int(instance.sql(f"select count(*) from agentor.accounts where email = '{email}'"))


# Getting an account


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_an_account_is_created_by_the_code_from_the_mail(instance, person, scripts):
    ada = person("Ada Arrives", scripts)
    ada.ask_for_account()
    ada.reads_heading("Check your mail")
    expect(ada.page.get_by_text(ada.email)).to_be_visible()
    # The trial has its mails at hand.
    ada.follow("Read the mails of this trial")
    ada.page.get_by_role("listitem").filter(has_text=ada.email).get_by_role("link").click()
    code = instance.mail(ada.email).code
    expect(ada.page.get_by_text(code, exact=True)).to_be_visible()

    ada.page.goto("/sign-up/confirm")
    ada.type_code("00000000", "Confirm")
    ada.is_refused("That is not the code.")
    expect(ada.page.get_by_label("Code")).to_have_value("00000000")
    assert accounts_of(instance, ada.email) == 0
    # As the mail has it, with a gap, or without.
    ada.type_code(code if scripts else code.replace(" ", ""), "Confirm")
    ada.is_at("/onboarding")
    ada.page.goto("/sign-up/confirm")
    ada.is_at("/onboarding")


def test_an_account_is_created_by_the_link_in_the_same_browser(instance, person):
    ben = person("Ben Begins", scripts=False)
    ben.ask_for_account()
    link = instance.link(ben.email)
    ben.page.goto(link)
    expect(ben.page.get_by_label("Password")).to_have_count(0)
    ben.press("Create my account")
    ben.is_at("/onboarding")
    # It was used.
    for browser in (ben, ben.elsewhere()):
        browser.page.goto(link)
        browser.reads_heading(NO_LONGER)


def test_the_link_in_another_browser_asks_for_the_password_that_was_chosen(instance, person):
    cleo = person("Cleo Changes", scripts=False)
    cleo.ask_for_account()
    other = cleo.elsewhere()
    other.page.goto(instance.link(cleo.email))
    other.page.get_by_label("Password").fill("some other password of hers")
    other.press("Create my account")
    other.is_refused("That is not the password you chose")
    assert accounts_of(instance, cleo.email) == 0
    other.page.get_by_label("Password").fill(PASSWORD)
    other.press("Create my account")
    other.is_at("/onboarding")
    assert not cleo.is_signed_in(), "the browser that asked is signed in by what another did"
    cleo.page.reload()
    cleo.reads_heading(NO_LONGER)


def test_what_follows_the_links_of_mails_uses_nothing_up(instance, person, visitor):
    dan = person("Dan Scanned", scripts=False)
    dan.ask_for_account()
    link = instance.link(dan.email)
    scanner = visitor(arrived=False)
    for method in ("GET", "HEAD", "GET", "GET"):
        assert scanner.request(method, link).status == 200
        scanner.cookies.clear()
    assert accounts_of(instance, dan.email) == 0
    dan.page.goto(link)
    dan.press("Create my account")
    dan.is_at("/onboarding")
    assert scanner.get(link).status == 410


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_a_double_click_is_one_mail_and_one_account(instance, person, scripts):
    eli = person("Eli Eager", scripts)
    page = eli.page
    page.goto("/sign-up")
    page.get_by_label("Full name").fill("Eli Eager")
    page.get_by_label("Email").fill(eli.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").dblclick()
    eli.is_at("/sign-up/confirm")
    page.get_by_label("Code").fill(instance.code(eli.email))
    page.get_by_role("button", name="Confirm").dblclick()
    expect(page.get_by_role("button", name="Confirm")).to_have_count(0)
    # The browser may have given up the answer that had its session, for that to the second click.
    if not eli.is_signed_in():
        eli.sign_in()
    page.goto("/onboarding")
    expect(page.get_by_role("link", name="I offer services")).to_be_visible()
    assert subjects(instance, eli.email) == ["Confirm your address for Agentor"]
    assert accounts_of(instance, eli.email) == 1


def test_the_same_form_at_the_same_time_is_one_mail(instance, visitor):
    eager = visitor(arrived=False)
    form = eager.get("/sign-up").form("/sign-up")
    values = {"name": "Twice", "email": eager.email, "password": PASSWORD}
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: eager.submit(form, values), range(5)))
    assert {(answer.status, answer.location) for answer in answers} == {(303, "/sign-up/confirm")}
    code = instance.code(eager.email)
    form = eager.get("/sign-up/confirm").form("/sign-up/confirm")
    assert eager.submit(form, {"code": code}).location == "/onboarding"
    assert len(instance.mails(eager.email)) == 1


def test_going_back_to_mend_the_address_makes_the_first_mail_worthless(instance, person):
    fay = person("Fay Fumbles", scripts=False)
    fay.ask_for_account()
    mistyped = instance.mail(fay.email)
    fay.follow("No mail? Check the address and send another")
    fay.page.go_back()
    fay.page.go_back()
    fay.page.get_by_label("Email").fill(f"right.{fay.email}")
    fay.page.get_by_label("Password", exact=True).fill(PASSWORD)
    fay.press("Create account")
    fay.is_at("/sign-up/confirm")
    expect(fay.page.get_by_text(f"right.{fay.email}")).to_be_visible()
    fay.type_code(mistyped.code, "Confirm")
    fay.is_refused("That is not the code.")
    fay.type_code(instance.code(f"right.{fay.email}"), "Confirm")
    fay.is_at("/onboarding")
    assert accounts_of(instance, fay.email) == 0


def test_an_address_in_use_gets_the_same_page_and_its_owner_another_mail(instance, person, visitor):
    owner = visitor("Olga Owner", arrived=False).sign_up()
    stranger = person("Steve Stranger", scripts=False)
    mine = stranger.email
    stranger.ask_for_account()
    free = stranger.page.content().replace(mine, "EMAIL")
    stranger.email = owner.email
    stranger.ask_for_account()
    taken = stranger.page.content().replace(owner.email, "EMAIL")
    assert re.sub('value="[0-9a-f]+"', "", taken) == re.sub('value="[0-9a-f]+"', "", free)
    mail = instance.mail(owner.email, "You have an Agentor account already")
    assert mail.code is None and "There is one already" in mail.text
    stranger.type_code("12345678", "Confirm")
    stranger.is_refused("That is not the code.")
    assert accounts_of(instance, owner.email) == 1
    stranger.email = mine


# Signing in


def test_a_code_by_mail_signs_in_and_leads_back(instance, person):
    gus = person("Gus Goes", scripts=False).arrive()
    other = gus.elsewhere()
    other.page.goto("/account/name")
    other.is_at("/sign-in?next=%2Faccount%2Fname")
    other.follow("Get a code by mail instead")
    other.page.get_by_label("Email").fill(gus.email)
    other.press("Send the code")
    other.reads_heading("Check your mail")
    other.type_code(instance.code(gus.email), "Sign in")
    other.is_at("/account/name")
    # It is a browser the account was not used in before.
    assert "Chrome on Linux" in instance.mail(gus.email, "A new device").text
    # And back to a password from there, without losing the way.
    third = gus.elsewhere()
    third.page.goto("/account/sessions")
    third.follow("Get a code by mail instead")
    third.follow("Sign in with a password")
    third.page.get_by_label("Email").fill(gus.email)
    third.page.get_by_label("Password").fill(PASSWORD)
    third.press("Sign in")
    third.is_at("/account/sessions")


def ask_for_code(browser, email: str):
    browser.page.goto("/sign-in/code")
    browser.page.get_by_label("Email").fill(email)
    browser.press("Send the code")
    browser.is_at("/sign-in/code/confirm")


def test_a_code_is_good_in_the_browser_that_asked_for_it(instance, person):
    hal = person("Hal Here", scripts=False).arrive()
    here, there = hal.elsewhere(), hal.elsewhere()
    ask_for_code(here, hal.email)
    code = instance.code(hal.email)
    there.page.goto("/sign-in/code/confirm")
    there.reads_heading(NO_LONGER)
    ask_for_code(there, hal.email)
    own = instance.code(hal.email)
    there.type_code(code, "Sign in")
    there.is_refused("That is not the code.")
    there.type_code(own, "Sign in")
    there.is_at("/dashboard")
    here.type_code(code, "Sign in")
    here.is_at("/dashboard")


def test_five_wrong_codes_end_it(instance, person):
    ivy = person("Ivy Guesses", scripts=False).arrive()
    other = ivy.elsewhere()
    ask_for_code(other, ivy.email)
    code = instance.code(ivy.email)
    for number in range(5):
        other.type_code(f"1000000{number}", "Sign in")
        other.is_refused("That is not the code.")
        if other.page.get_by_label("Code").count() == 0:
            break
    other.type_code(code, "Sign in")
    other.reads_heading(NO_LONGER)
    assert not other.is_signed_in()
    other.follow("Send another code")
    other.is_at("/sign-in/code")


def test_an_address_without_an_account_gets_the_same_pages(instance, visitor):
    known = visitor("Kay Known", arrived=False).sign_up()

    def ask(email: str) -> list:
        guest = visitor(arrived=False)
        seen = []
        for path, follows in [("/sign-in/code", True), ("/forgot-password", False), ("/sign-in/unlock", False)]:
            answer = guest.submit(guest.get(path).form(path), {"email": email})
            seen.append((answer.status, answer.location, answer.text))
            if follows:
                page = guest.follow(answer)
                seen.append((page.status, page.text))
                wrong = guest.submit(page.form(answer.location), {"code": "12345678"})
                seen.append((wrong.status, wrong.text))
        return [re.sub(r'name="(csrf|nonce)" value="[^"]*"', "", str(each).replace(email, "EMAIL")) for each in seen]

    unknown = f"{uuid.uuid4()}@example.org"
    assert ask(known.email) == ask(unknown)
    for _ in range(3):
        mail = instance.mail(unknown, "There is no Agentor account")
        assert mail.code is None and mail.link.endswith("/sign-up")


# A forgotten password


def test_a_forgotten_password_is_replaced_by_a_link_from_a_mail(instance, person):
    jo = person("Jo Forgets", scripts=False).arrive()
    page = (browser := jo.elsewhere()).page
    page.goto("/sign-in")
    browser.follow("I forgot my password")
    page.get_by_label("Email").fill(jo.email)
    browser.press("Send the link")
    browser.reads_heading("Check your mail")
    link = instance.link(jo.email, "Choose another password")
    third = jo.elsewhere()
    for visit in range(2):
        third.page.goto(link)
        third.reads_heading("Choose another password")
    for password, refusal in [
        ("too short", "Use at least 15 characters"),
        ("jo forgets jo forgets", "Use"),
        ("qwertyuiopasdfgh", "Use something other than a row of keys"),
    ]:
        third.page.get_by_label("New password").fill(password)
        third.press("Change password")
        third.is_refused(refusal)
        expect(third.page.get_by_label("New password")).to_have_value("")
    assert jo.is_signed_in()
    third.page.get_by_label("New password").fill(NEW_PASSWORD)
    third.press("Change password")
    third.is_at("/sign-in?done=password")
    third.is_told("Your password is changed. Sign in with it.")
    assert not jo.is_signed_in(), "a browser that was signed in is not any more"
    third.page.goto(link)
    third.reads_heading(NO_LONGER)
    third.sign_in()
    third.is_refused("do not belong together")
    third.sign_in(NEW_PASSWORD)
    third.is_at("/dashboard")
    assert instance.mail(jo.email, "Your password was changed")


# Changing what gets one in


def test_a_changed_password_signs_out_other_browsers_and_can_be_undone(instance, person):
    kim = person("Kim Careful", scripts=False).arrive()
    other = kim.elsewhere()
    other.sign_in()
    other.is_at("/dashboard")

    page = kim.page
    page.goto("/dashboard")
    kim.open_account()
    kim.reads_heading("Your account")
    kim.follow("Change password")
    for current, new, field, refusal in [
        ("not my password at all", NEW_PASSWORD, "current", "That is not your current password."),
        (PASSWORD, "short", "password", "Use at least 15 characters"),
        (PASSWORD, "password1234567", "password", "Use"),
        (PASSWORD, "Kim Careful Kim!", "password", "Use"),
    ]:
        page.get_by_label("Current password").fill(current)
        page.get_by_label("New password").fill(new)
        kim.press("Change password")
        kim.is_refused(refusal)
        expect(page.locator(f"#{field}-error")).to_contain_text(refusal)
        assert page.get_by_label("New password").input_value() == ""
    assert other.is_signed_in()
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_label("New password").fill(NEW_PASSWORD)
    kim.press("Change password")
    kim.is_told("Your password is changed.")
    assert kim.is_signed_in() and not other.is_signed_in()
    other.page.goto("/dashboard")
    other.is_at("/sign-in?next=%2Fdashboard")

    # It was not her.
    link = instance.link(kim.email, "Your password was changed")
    owner = kim.elsewhere()
    owner.page.goto(link)
    owner.reads_heading("Was this not you?")
    owner.press("Undo it and sign out everybody")
    owner.reads_heading("Choose another password")
    assert not kim.is_signed_in()
    last = "nine old bridges cross rivers"
    owner.page.get_by_label("New password").fill(last)
    owner.press("Change password")
    owner.sign_in(NEW_PASSWORD)
    owner.is_refused("do not belong together")
    owner.sign_in(last)
    owner.is_at("/dashboard")
    owner.page.goto(link)
    owner.reads_heading(NO_LONGER)


def ask_for_email(browser, email: str):
    browser.page.goto("/account")
    browser.follow("Change email")
    browser.page.get_by_label("New email").fill(email)
    browser.press("Send the links")
    browser.reads_heading("Confirm both addresses")


@pytest.mark.parametrize("first", ["old", "new"])
def test_an_address_changes_when_both_ends_have_confirmed(instance, person, first):
    lea = person("Lea Leaves", scripts=False).arrive()
    new = f"new.{lea.email}"
    ask_for_email(lea, new)
    links = {"old": instance.link(lea.email, "Confirm the change"), "new": instance.link(new)}
    one, other = lea.elsewhere(), lea.elsewhere()
    one.page.goto(links.pop(first))
    one.press("Confirm the change")
    one.reads_heading("This address is confirmed")
    lea.page.reload()
    expect(lea.page.get_by_text("is confirmed.", exact=False)).to_be_visible()
    lea.page.goto("/account")
    expect(lea.page.get_by_text(f"A change of your address to {new} waits")).to_be_visible()
    other.page.goto(links.popitem()[1])
    other.press("Confirm the change")
    other.is_told("Your address is changed. Sign in with the new one.")
    assert not lea.is_signed_in()
    other.sign_in()
    other.is_refused("do not belong together")
    lea.email = other.email = new
    other.sign_in()
    other.is_at("/dashboard")

    # The old end can undo it.
    lea.email = lea.visitor.email
    lea.page.goto(instance.link(lea.email, "Your address was changed"))
    lea.press("Undo it and sign out everybody")
    lea.page.get_by_label("New password").fill(NEW_PASSWORD)
    lea.press("Change password")
    assert not other.is_signed_in()
    lea.sign_in(NEW_PASSWORD)
    lea.is_at("/dashboard")
    lea.page.goto("/account")
    expect(lea.page.get_by_text(lea.email, exact=True)).to_be_visible()


def test_a_change_of_address_can_be_called_off(instance, person):
    max = person("Max Stays", scripts=False).arrive()
    ask_for_email(max, f"new.{max.email}")
    links = [instance.link(max.email, "Confirm the change"), instance.link(f"new.{max.email}")]
    max.page.goto(links[0])
    max.press("Confirm the change")
    max.page.goto("/account")
    max.follow("See what is missing")
    max.press("Call it off")
    max.is_told("The change of your address is called off.")
    for link in links:
        max.page.goto(link)
        max.reads_heading(NO_LONGER)
    assert max.is_signed_in()


# Locked out


def test_guessing_locks_everybody_new_out_and_not_the_owner(instance, person, visitor):
    ned = person("Ned Known", scripts=False).arrive()
    ned.page.goto("/dashboard")
    ned.sign_out()
    guesser, unknown = visitor(arrived=False), f"{uuid.uuid4()}@example.org"

    def guess(email: str) -> list:
        answers = [guesser.sign_in(email=email, password=f"guess number {n} of many") for n in range(11)]
        assert [answer.status for answer in answers] == [422] * 10 + [429], email
        # What is left of the hour depends on how fast the guesses came.
        wait = f"Wait {int(answers[-1].headers['Retry-After']) // 60} minutes"
        assert answers[-1].says(wait)
        text = answers[-1].text.replace(wait, "WAIT").replace(email, "EMAIL")
        return re.sub(r'name="(csrf|nonce)" value="[^"]*"', "", text)

    assert guess(ned.email) == guess(unknown), "whether there is an account is not told"
    assert guesser.sign_in(email=ned.email).status == 429, "the right password does not help either"
    new = ned.elsewhere()
    new.sign_in()
    new.is_refused("That was too often.")
    ned.sign_in()
    ned.is_at("/dashboard")

    new.follow("unlock the account by mail")
    new.page.get_by_label("Email").fill(ned.email)
    new.press("Send the link")
    new.reads_heading("Check your mail")
    new.page.goto(instance.link(ned.email, "Unlock"))
    new.press("Unlock")
    new.is_told("Your account is unlocked. Sign in.")
    new.sign_in()
    new.is_at("/dashboard")


# Leaving


def leave(browser):
    browser.page.goto("/account")
    browser.follow("Delete my account")
    browser.press("Delete my account")
    browser.reads_heading("Your account will be deleted")


def test_whoever_leaves_can_stay_until_the_end(instance, person):
    ola = person("Ola Hesitates", scripts=False).arrive()
    other = ola.elsewhere()
    other.sign_in()
    leave(ola)
    assert not ola.is_signed_in() and not other.is_signed_in()
    link = instance.link(ola.email, "Your account will be deleted")
    ola.sign_in()
    ola.page.goto("/channels")
    ola.reads_heading("Your account is to be deleted")
    ola.press("Keep my account")
    ola.is_told("Your account stays.")
    ola.page.goto(link)
    ola.reads_heading(NO_LONGER)

    leave(ola)
    ola.page.goto(instance.link(ola.email, "Your account will be deleted"))
    ola.press("Keep my account")
    ola.is_told("Your account stays. Sign in.")
    ola.sign_in()
    ola.is_at("/dashboard")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_an_account_is_erased_with_what_was_said(instance, person, visitor, scripts):
    pia, reader = person("Pia Past", scripts=False).arrive(), person("Rob Reads", scripts).arrive()
    slug = reader.create_channel("What remains")
    pia.visitor.join(slug)
    pia.visitor.say(slug, "This will be gone.")
    reader.open(slug)
    reader.sees("This will be gone.")
    leave(pia)
    reader.say("And this stays.")
    reader.sees("This will be gone.", "And this stays.")
    instance.sql(f"update agentor.accounts set erase_after = now() - interval '1 second' where email = '{pia.email}'")
    # A worker looks when it starts.
    os.kill(instance.workers()[0], signal.SIGTERM)
    reader.sees("This message was deleted.", "And this stays.", timeout=75_000)
    instance.recover()
    assert instance.mail(pia.email, "Your account was deleted")
    assert accounts_of(instance, pia.email) == 0
    pia.sign_in()
    pia.is_refused("do not belong together")
    # The address is free again.
    again = Visitor(instance, "Pia Present")
    again.email = pia.email
    instance.mail(pia.email, "Your account will be deleted")
    again.sign_up()


# What is kept


def test_everybody_can_download_what_is_kept_about_them(instance, person):
    quin = person("Quin Quotes", scripts=False).arrive()
    page = quin.page
    page.goto("/account")
    quin.follow("Download my data")
    expect(page.get_by_role("heading", name="Your data is ready")).to_be_visible()
    with page.expect_download() as download:
        quin.follow("Save agentor-data.json")
    expect(page.get_by_role("heading", name="Your data is ready")).to_be_visible()
    assert download.value.suggested_filename == "agentor-data.json"
    data = json.loads(open(download.value.path(), encoding="utf-8").read())
    assert (data["account"]["email"], data["account"]["name"]) == (quin.email, "Quin Quotes")
    assert data["consents"][0]["document"] == "terms"
    assert data["client_profile"]["need"] == "Somebody to keep the light."
    assert len(data["sessions"]) == 1
    assert "password" not in json.dumps(data) and "hash" not in json.dumps(data)
    answer = quin.visitor.get("/account/download/agentor-data.json")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"].startswith("application/json")
    assert "no-store" in answer.headers["Cache-Control"]


def test_another_name_is_shown_in_what_was_said_before(person, visitor):
    ray = person("Ray Before", scripts=False).arrive()
    reader = person("Sam Sees", scripts=True).arrive()
    slug = ray.create_channel("Names")
    ray.open(slug)
    ray.say("It is me.")
    reader.join(slug)
    reader.open(slug)
    reader.sees("It is me.")
    ray.page.goto("/account")
    ray.follow("Change name")
    ray.page.get_by_label("Full name").fill(" ")
    ray.press("Save name")
    ray.is_refused("Enter your full name.")
    ray.page.get_by_label("Full name").fill("Ray After")
    ray.press("Save name")
    ray.is_told("Your name is changed.")
    expect(ray.page.locator(".menu > summary")).to_contain_text("Ray After")
    reader.page.reload()
    expect(reader.page.locator(".messages .author")).to_have_text(["Ray After"])


# Not theirs


ACCOUNT_PAGES = [
    "/account", "/account/name", "/account/handle", "/account/messages", "/account/presence", "/account/password", "/account/email", "/account/download", "/account/delete",
    "/account/sessions", "/account/second-factor", "/account/second-factor/set-up", "/account/connections",
]  # fmt: skip


def test_every_page_of_an_account_leads_to_sign_in_and_back(visitor):
    person = visitor()
    person.sign_out()
    for path in ACCOUNT_PAGES:
        answer = person.get(path)
        assert (answer.status, answer.location) == (303, "/sign-in?next=" + path.replace("/", "%2F")), path
    for path in ACCOUNT_PAGES:
        guest = visitor(arrived=False)
        guest.email = person.email
        guest.address = person.address
        answer = guest.sign_in(next=path)
        assert (answer.status, answer.location) == (303, path)
        assert guest.follow(answer).status == 200, path


def test_forms_of_an_account_do_nothing_for_whoever_is_not_signed_in(instance, visitor):
    person, stranger = visitor(), visitor(arrived=False)
    csrf = stranger.get("/sign-in").form("/sign-in")["csrf"]
    for path in [
        "/account/name", "/account/handle", "/account/password", "/account/email", "/account/email/cancel", "/account/delete",
        "/account/keep", "/account/prove", "/account/sessions/end-others", f"/account/sessions/{uuid.uuid4()}/end",
        "/account/second-factor/set-up", "/account/second-factor/turn-off", "/account/second-factor/recovery-codes",
        "/account/connections/github/disconnect", "/terms/agree",
    ]:  # fmt: skip
        assert stranger.post(path, {"csrf": csrf, "name": "Mallory", "password": NEW_PASSWORD}).status == 401, path
        assert person.post(path, {"csrf": csrf, "name": "Mallory", "password": NEW_PASSWORD}).status == 403, path
    assert person.get("/account").says(person.name)


# By keyboard


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_a_password_is_changed_by_keyboard_alone(person, scripts):
    from test_journey import tab_to

    tom = person("Tom Typist", scripts).arrive()
    page, press, enter = tom.page, tom.page.keyboard.press, tom.page.keyboard.type
    page.goto("/dashboard")
    tab_to(page, page.locator(".menu > summary"))
    press("Enter")
    tab_to(page, page.get_by_role("link", name="Your account"))
    press("Enter")
    tom.is_at("/account")
    tab_to(page, page.get_by_role("link", name="Change password"))
    press("Enter")
    tom.is_at("/account/password")
    tab_to(page, page.get_by_label("Current password"))
    enter("not my password at all")
    tab_to(page, page.get_by_label("New password"))
    enter(NEW_PASSWORD)
    press("Enter")
    tom.is_refused("That is not your current password.")
    # The summary has the focus, and its link leads to the field.
    expect(page.get_by_role("alert")).to_be_focused()
    press("Tab")
    press("Enter")
    enter(PASSWORD)
    expect(page.get_by_label("Current password")).to_have_value(PASSWORD)
    tab_to(page, page.get_by_label("New password"))
    enter(NEW_PASSWORD)
    press("Enter")
    tom.is_told("Your password is changed.")


@pytest.mark.parametrize(
    "typed, told",
    [
        ("heron", "10 more characters."),
        ("seven grey her", "1 more character."),
        ("abcdefghijklmnopqrst", "Rows of keys and simple sequences are easy to guess."),
        ("house1house1", "This repeats itself, which is easy to guess."),
        (NEW_PASSWORD, "Long enough."),
    ],
)
def test_whoever_chooses_a_password_is_told_how_good_it_is(person, typed, told):
    hana = person("Hana Hints")
    hana.page.goto("/sign-up")
    field = hana.page.get_by_label("Password", exact=True)
    field.press_sequentially(typed)
    expect(hana.page.locator(".password-hint")).to_contain_text(told)


def test_a_password_is_shown_and_hidden_and_never_sent_as_text(person):
    sam = person("Sam Shown")
    sam.page.goto("/sign-up")
    field, button = sam.page.get_by_label("Password", exact=True), sam.page.get_by_role("button", name="Show password")
    field.fill(NEW_PASSWORD)
    expect(field).to_have_attribute("type", "password")
    button.focus()
    sam.page.keyboard.press("Space")
    expect(field).to_have_attribute("type", "text")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(field).to_have_attribute("type", "password")
    button.click()
    sam.page.evaluate("document.forms[0].addEventListener('submit', event => event.preventDefault())")
    sam.page.get_by_label("Email").fill(sam.email)
    sam.page.get_by_label("Full name").fill("Sam Shown")
    sam.press("Create account")
    expect(field).to_have_attribute("type", "password")


def test_without_scripts_there_is_nothing_that_does_nothing(person):
    noa = person("Noa Noscript", scripts=False)
    noa.page.goto("/sign-up")
    expect(noa.page.get_by_role("button", name="Show password")).to_have_count(0)
    expect(noa.page.get_by_text("At least 15 characters")).to_be_visible()


# New terms


def test_new_terms_are_asked_for_once_and_lead_back(instance, person):
    tess = person("Tess Terms", scripts=False).arrive()
    slug = tess.visitor.create_channel("Small print")
    tess.open(slug)
    tess.box.fill("Half a sentence")
    instance.sql("update agentor.consents set version = '2000-01-01'" + whose(tess.email))
    tess.press("Send")
    tess.reads_heading("The terms have changed")
    expect(tess.page.get_by_label("Message")).to_have_value("Half a sentence")
    tess.page.goto(f"/channels/{slug}")
    tess.is_at(f"/terms/agree?next=%2Fchannels%2F{slug}")
    tess.page.get_by_role("link", name="Read the terms of").click()
    tess.reads_heading("Terms")
    tess.page.go_back()
    tess.press("I agree")
    tess.is_at(f"/channels/{slug}")
    tess.page.goto("/dashboard")
    tess.is_at("/dashboard")
