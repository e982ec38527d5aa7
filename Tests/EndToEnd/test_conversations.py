"""Direct conversations between two people, in browsers with scripts on and off."""

import os
import re
import signal
import threading

import pytest
from playwright.sync_api import expect

from instance import wait_until
from visitor import Visitor, handle_of


def acquaint(*people: Visitor):
    """Puts people into a channel, so that they are no strangers."""
    slug = people[0].create_channel()
    for person in people[1:]:
        person.join(slug)
    return slug


@pytest.fixture(params=[True, False], ids=["scripts on", "scripts off"])
def two(request, person):
    """Two people with browsers, in a channel, and what each is called."""
    people = [person(name, scripts=request.param).arrive() for name in ("Ada Author", "Bo Answers")]
    return *people, acquaint(*(each.visitor for each in people)), *(handle_of(each.visitor) for each in people)


def test_two_people_meet_in_a_channel_and_talk(two):
    ada, bo, channel, ada_handle, bo_handle = two
    ada.open(channel)
    ada.page.get_by_role("link", name=re.compile(f"@{bo_handle} ?: send a message")).click()
    ada.is_at(f"/messages/{bo_handle}")
    ada.say("Only for you.")
    ada.is_at(f"/messages/{bo_handle}?sent=1")
    ada.sees("Only for you.")

    bo.page.goto("/dashboard")
    expect(bo.page.get_by_role("heading", level=1)).to_contain_text("You have 1 unread message.")
    bo.page.get_by_role("link", name="Messages").first.click()
    bo.is_at("/messages")
    row = bo.page.locator(".inbox li")
    expect(row).to_contain_text("Only for you.")
    expect(row).to_contain_text("1 unread")
    row.get_by_role("link").click()
    bo.is_at(f"/messages/{ada_handle}")
    bo.reads_heading("Ada Author")
    bo.sees("Only for you.")

    # Each sees what the other says while neither does anything.
    bo.say("And for you.")
    ada.sees("Only for you.", "And for you.")
    ada.say("Good.")
    bo.sees("Only for you.", "And for you.", "Good.")
    bo.page.goto("/messages")
    expect(bo.page.locator(".inbox li")).not_to_contain_text("unread")


def test_a_stranger_waits_to_be_accepted(person, visitor):
    bo, ada = person("Bo Asked", scripts=False).arrive(), visitor("Ada Asks")
    bo_handle, ada_handle = handle_of(bo.visitor), handle_of(ada)
    ada.write(bo_handle, "May I ask you something?")
    bo.page.goto("/messages")
    expect(bo.page.get_by_text("No conversations yet.")).to_be_visible()
    bo.follow("Requests (1)")
    bo.page.locator(".inbox li").get_by_role("link").click()
    bo.is_at(f"/messages/{ada_handle}")
    expect(bo.page.get_by_text("is in no channel with you")).to_be_visible()
    bo.press("Accept")
    bo.is_at(f"/messages/{ada_handle}")
    expect(bo.page.get_by_role("button", name="Accept")).to_have_count(0)
    bo.page.goto("/messages")
    expect(bo.page.locator(".inbox li")).to_contain_text("Ada Asks")

    # And another is declined, who is told nothing.
    eve = visitor("Eve Insists")
    eve.write(bo_handle, "Buy this")
    # Once looked at, the page does not change by itself.
    eve.get(f"/messages/{bo_handle}")
    before = eve.get(f"/messages/{bo_handle}").lasting
    bo.page.goto(f"/messages/{handle_of(eve)}")
    bo.press("Decline")
    bo.is_told("You have declined. Nobody is told.")
    bo.page.goto("/messages?on=requests")
    expect(bo.page.get_by_text("Nobody waits for you to accept them.")).to_be_visible()
    assert eve.get(f"/messages/{bo_handle}").lasting == before
    for _ in range(2):
        eve.write(bo_handle, "Buy it now")
    form = eve.get(f"/messages/{bo_handle}").form(f"/messages/{bo_handle}")
    refused = eve.submit(form, {"message": "kept words"})
    assert refused.status == 422 and refused.says("You have written three messages.")
    assert refused.form(f"/messages/{bo_handle}")["message"] == "kept words"
    bo.page.goto("/messages")
    expect(bo.page.locator(".inbox li")).to_have_count(1)


def test_enlarged_text_leaves_the_conversation_more_room_than_what_stands_beside_it(two):
    ada, _, _, _, bo_handle = two
    page = ada.page
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"/messages/{bo_handle}")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    inbox, conversation, about = (
        page.locator(f".shell > {part}").bounding_box()["width"] for part in (".inbox", ".conversation", ".about")
    )
    assert conversation > 500 and inbox > 200 and about > 200
    assert page.evaluate("document.documentElement.scrollWidth") == 1280


def test_a_handle_that_is_nobodys_is_said_in_view(person):
    ada = person("Ada Author", scripts=False).arrive()
    ada.page.set_viewport_size({"width": 375, "height": 667})
    ada.page.goto("/messages?to=nobody-at-all")
    summary = ada.page.locator(".error-summary")
    expect(summary).to_be_in_viewport()
    expect(summary).to_contain_text("Nobody has this handle.")
    summary.get_by_role("link").click()
    expect(ada.page.get_by_label("Handle")).to_be_in_viewport()


def test_both_begin_in_the_same_moment_and_have_one_conversation(visitor):
    ada, bo = visitor("Ada At Once"), visitor("Bo At Once")
    acquaint(ada, bo)
    handles = {ada: handle_of(bo), bo: handle_of(ada)}
    forms = {who: who.get(f"/messages/{handle}").form(f"/messages/{handle}") for who, handle in handles.items()}
    answers = []
    threads = [
        threading.Thread(target=lambda who=who: answers.append(who.submit(forms[who], {"message": who.name})))
        for who in handles
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status for answer in answers] == [303, 303]
    texts = {tuple(who.get(f"/messages/{handle}").texts) for who, handle in handles.items()}
    assert len(texts) == 1 and sorted(texts.pop()) == ["Ada At Once", "Bo At Once"]


def test_an_open_inbox_shows_what_is_said_without_being_touched(person, visitor):
    bo, ada, cy = person("Bo Waits", scripts=True).arrive(), visitor("Ada Speaks"), visitor("Cy Speaks")
    acquaint(bo.visitor, ada, cy)
    bo_handle = handle_of(bo.visitor)
    ada.write(bo_handle, "first")
    bo.page.goto("/messages")
    rows = bo.page.locator(".inbox li")
    expect(rows).to_have_count(1)
    bo.page.evaluate("document.querySelector('.inbox li a').focus()")
    ada.write(bo_handle, "second")
    expect(rows.first).to_contain_text("second")
    expect(rows.first.locator(".unread")).to_have_text("2 unread")
    assert bo.page.evaluate("document.activeElement.getAttribute('href')") == f"/messages/{handle_of(ada)}"
    cy.write(bo_handle, "from somebody new")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Cy Speaks")
    expect(bo.page.locator(".site-nav .count").first).to_have_text("3 unread")
    expect(bo.page).to_have_title(re.compile(r"^\(3\) "))
    # What one says elsewhere is there too.
    bo.visitor.write(handle_of(ada), "my answer")
    expect(rows.first).to_contain_text("You: my answer")


def test_a_list_beside_a_conversation_follows_it(person, visitor):
    bo, ada, cy = person("Bo Reads", scripts=True).arrive(), visitor("Ada Here"), visitor("Cy Elsewhere")
    acquaint(bo.visitor, ada, cy)
    bo_handle = handle_of(bo.visitor)
    ada.write(bo_handle, "here")
    bo.page.set_viewport_size({"width": 1280, "height": 800})
    bo.page.goto(f"/messages/{handle_of(ada)}")
    rows = bo.page.locator(".inbox li")
    expect(rows).to_have_count(1)
    ada.write(bo_handle, "and again")
    bo.sees("here", "and again")
    expect(rows.first).to_contain_text("and again")
    cy.write(bo_handle, "over there")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("over there")
    expect(rows.nth(1).get_by_role("link")).to_have_attribute("aria-current", "page")
    bo.sees("here", "and again")


def test_without_scripts_the_frame_of_the_inbox_names_who_has_written(person, visitor):
    bo, ada = person("Bo Plain", scripts=False).arrive(), visitor("Ada Plain")
    acquaint(bo.visitor, ada)
    bo.page.goto("/messages", wait_until="domcontentloaded")
    frame = bo.page.frame_locator("iframe.inbox-frame").frame_locator("iframe")
    expect(frame.get_by_text("You have read everything.")).to_be_visible()
    ada.write(handle_of(bo.visitor), "hello")
    link = frame.get_by_role("link", name="Ada Plain")
    expect(link).to_be_visible(timeout=15_000)
    link.click()
    bo.is_at(f"/messages/{handle_of(ada)}")
    bo.sees("hello")


def test_without_scripts_the_frame_of_the_inbox_says_who_is_there(person, visitor):
    bo, ada, cy = person("Bo Looks", scripts=False).arrive(), visitor("Ada Comes"), visitor("Cy Away")
    acquaint(bo.visitor, ada, cy)
    for other in (ada, cy):
        bo.visitor.write(handle_of(other), "hello")
    bo.page.goto("/messages", wait_until="domcontentloaded")
    frame = bo.page.frame_locator("iframe.inbox-frame").frame_locator("iframe")
    there = frame.get_by_text("Here now:")

    def is_seen() -> bool:
        # Whoever asks for a page is there.
        ada.get("/dashboard")
        return "Ada Comes" in (there.text_content() or "") if there.count() else False

    wait_until(is_seen, 20, "Ada is seen", pause=1)
    choice = ada.get("/account/presence").form("/account/presence")
    assert ada.submit(choice, {"showing": "hidden"}).status == 303
    expect(there.filter(has_text="Ada Comes")).to_have_count(0, timeout=15_000)


def test_archived_and_muted_conversations_keep_quiet(person, visitor):
    bo, ada = person("Bo Quiet", scripts=False).arrive(), visitor("Ada Loud")
    acquaint(bo.visitor, ada)
    address = f"/messages/{handle_of(ada)}"
    bo_handle = handle_of(bo.visitor)
    ada.write(bo_handle, "one")
    bo.page.set_viewport_size({"width": 1280, "height": 800})
    bo.page.goto(address)
    bo.press("Archive")
    bo.is_told("The conversation is archived.")
    expect(bo.page.get_by_text("No conversations yet.")).to_be_visible()
    ada.write(bo_handle, "two")
    bo.page.goto("/messages")
    expect(bo.page.locator(".inbox li")).to_contain_text("two")
    bo.page.goto(address)
    bo.page.get_by_role("link", name="Counts for you: everything").click()
    bo.page.get_by_role("radio", name="Nothing").check()
    bo.press("Save")
    expect(bo.page.get_by_role("link", name="Counts for you: nothing")).to_be_visible()
    ada.write(bo_handle, "three")
    bo.page.goto("/dashboard")
    expect(bo.page.get_by_role("heading", level=1)).to_contain_text("You have read everything.")
    expect(bo.page.locator(".inbox li")).to_contain_text("Muted")


def test_whoever_wants_not_to_be_written_to_says_so_in_the_account(person, visitor):
    bo, ada = person("Bo Busy", scripts=False).arrive(), visitor("Ada Curious")
    acquaint(bo.visitor, ada)
    bo.page.goto("/account")
    bo.page.get_by_role("link", name="Change who may write to you first").click()
    bo.page.get_by_role("radio", name="Nobody").check()
    bo.press("Save")
    bo.is_told("Saved.")
    page = ada.get(f"/messages/{handle_of(bo.visitor)}")
    assert page.says("has chosen not to be written to first")
    assert not any(form.action.startswith("/messages") for form in page.page.forms)


def test_a_conversation_is_found_by_the_handle(person, visitor):
    bo, ada = person("Bo Searches", scripts=False).arrive(), visitor("Ada Found")
    bo.page.goto("/messages")
    bo.page.get_by_label("Handle").fill("nobody has this")
    bo.press("Write")
    expect(bo.page.get_by_text("Nobody has the handle @nobody.", exact=True)).to_be_visible()
    assert bo.page.get_by_label("Handle").input_value() == "nobody has this"
    bo.page.get_by_label("Handle").fill(f" @{handle_of(ada).upper()}")
    bo.press("Write")
    bo.is_at(f"/messages/{handle_of(ada)}")


def test_a_killed_worker_loses_no_first_message(instance, visitor):
    ada, bo = visitor("Ada Persists"), visitor("Bo Persists")
    acquaint(ada, bo)
    handle = handle_of(bo)
    form = ada.get(f"/messages/{handle}").form(f"/messages/{handle}")
    assert ada.submit(form, {"message": "kept"}).status == 303
    for worker in instance.workers():
        os.kill(worker, signal.SIGKILL)
    instance.recover()
    again = wait_until(lambda: ada.submit(form, {"message": "kept"}), 10, "the form is answered again")
    assert again.status == 303, "sent twice, it is one message"
    assert bo.get(f"/messages/{handle_of(ada)}").texts == ["kept"]


def test_on_a_narrow_screen_it_begins_at_the_top_and_each_message_can_be_opened_and_edited(person, visitor):
    ada, bo = person("Ada Narrow", scripts=True).arrive(), visitor("Bo Narrow")
    acquaint(ada.visitor, bo)
    bo_handle = handle_of(bo)
    for text in ("first", "second"):
        ada.visitor.write(bo_handle, text)
    ada.page.set_viewport_size({"width": 375, "height": 800})
    ada.page.goto(f"/messages/{bo_handle}")
    # By the mouse: nothing that is offered beside it lies over the time.
    ada.page.locator(".message a.time").last.click()
    ada.page.get_by_role("link", name="Edit", exact=True).click()
    ada.page.locator("textarea").fill("second thoughts")
    ada.page.get_by_role("button", name="Save").click()
    ada.page.goto(f"/messages/{bo_handle}")
    assert ada.page.locator(".conversation-head").bounding_box()["y"] == 0
    message = ada.page.locator(".message.continues")
    edited, text = (message.locator(part).bounding_box() for part in (".edited", ".message-text"))
    assert edited["x"] == text["x"]
