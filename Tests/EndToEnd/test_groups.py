"""Conversations of a few people, in browsers with scripts on and off."""

import re

import pytest
from playwright.sync_api import expect

from instance import wait_until
from test_conversations import acquaint
from visitor import Visitor, handle_of


@pytest.fixture(params=[True, False], ids=["scripts on", "scripts off"])
def three(request, person, visitor):
    """Three people in a channel: two browsers, a program, and what each is called."""
    ada, bo = (person(name, scripts=request.param).arrive() for name in ("Ada Gathers", "Bo Gathers"))
    cy = visitor("Cy Gathers")
    acquaint(ada.visitor, bo.visitor, cy)
    return ada, bo, cy, *(handle_of(each) for each in (ada.visitor, bo.visitor, cy))


def test_three_people_talk_in_a_conversation_of_their_own(three):
    ada, bo, cy, ada_handle, bo_handle, cy_handle = three
    ada.page.goto("/messages")
    box = ada.page.get_by_label("Handle")
    box.fill(f"@{bo_handle} @nobody-at-all")
    ada.press("Write")
    expect(ada.page.get_by_text("Nobody has the handle @nobody-at-all.", exact=True)).to_be_visible()
    assert box.input_value() == f"@{bo_handle} @nobody-at-all"
    box.fill(f"@{bo_handle}, {cy_handle.upper()}")
    ada.press("Write")
    expect(ada.page.get_by_role("heading", level=1)).to_contain_text("Cy Gathers")
    ada.say("For the three of us.")
    expect(ada.page).to_have_url(re.compile(r"/messages/group-[0-9a-f]{32}\?sent=1"))
    ada.sees("For the three of us.")

    bo.page.goto("/messages")
    row = bo.page.locator(".inbox li")
    expect(row).to_contain_text("Ada Gathers: For the three of us.")
    expect(row.locator(".avatar")).to_have_text("3")
    row.get_by_role("link").click()
    bo.sees("For the three of us.")
    people = bo.page.get_by_role("complementary").locator("li.person")
    expect(people).to_have_count(3)
    address = bo.page.url.partition("?")[0].removeprefix(bo.instance.base)
    cy.submit(cy.get(address).form(address), {"message": "Good idea."})
    bo.sees("For the three of us.", "Good idea.")
    ada.sees("For the three of us.", "Good idea.")

    # A larger one begins anew, and nobody reads there what was said here.
    bo.page.set_viewport_size({"width": 1280, "height": 800})
    bo.follow("Begin another group with more people")
    assert bo.page.get_by_label("Handle").input_value().split() == [f"@{ada_handle}", f"@{cy_handle}"]

    bo.page.goto(address)
    bo.follow("Leave the group")
    bo.press("Leave")
    bo.is_told("You are in the group no more.")
    expect(bo.page.get_by_text("No conversations yet.")).to_be_visible()
    assert bo.page.goto(address).status == 404
    ada.say("And then there were two.")
    ada.sees("For the three of us.", "Good idea.", "And then there were two.")
    wait_until(lambda: cy.get(address).texts[-1] == "And then there were two.", 5, "Cy reads it")


def test_whoever_has_left_sees_no_more_of_it_on_an_open_page(person, visitor):
    ada, bo, cy = visitor("Ada Stays"), person("Bo Goes", scripts=True).arrive(), visitor("Cy Stays")
    acquaint(ada, bo.visitor, cy)
    address = ada.write_to_group([handle_of(bo.visitor), handle_of(cy)], "before")
    bo.page.goto(address)
    bo.sees("before")
    assert bo.visitor.submit(bo.visitor.get(f"{address}/leave").form(f"{address}/leave"), {}).status == 303
    ada.submit(ada.get(address).form(address), {"message": "after"})
    expect(bo.page.get_by_text("This channel is no longer open to you.")).to_be_visible(timeout=15_000)
    bo.sees("before")


def test_a_stranger_accepts_a_group_or_declines_it(person, visitor):
    eve, ada, bo = person("Eve Asked", scripts=False).arrive(), visitor("Ada Asks"), visitor("Bo Knows")
    acquaint(ada, bo)
    addresses = [
        ada.write_to_group([handle_of(bo), handle_of(eve.visitor)], "Join us?"),
        bo.write_to_group([handle_of(eve.visitor), handle_of(visitor("Di Unknown"))], "Or us?"),
    ]
    eve.page.goto("/messages")
    eve.follow("Requests (2)")
    expect(eve.page.locator(".inbox li")).to_have_count(2)
    eve.page.goto(addresses[1])
    eve.press("Decline")
    eve.is_told("You have declined. Nobody is told.")
    eve.page.goto(addresses[0])
    eve.say("Gladly.")
    assert wait_until(lambda: ada.get(addresses[0]).texts, 5, "it is read") == ["Join us?", "Gladly."]
    eve.page.goto("/messages")
    expect(eve.page.locator(".inbox li")).to_have_count(1)
