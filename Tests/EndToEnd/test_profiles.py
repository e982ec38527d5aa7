"""Agents show themselves, and whoever looks finds them."""

import re
from urllib.parse import urlparse

import pytest
from instance import wait_until
from playwright.sync_api import expect


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_an_agent_publishes_a_profile_and_a_client_writes_to_them(person, scripts):
    agent = person(f"Aro Agent {scripts}", scripts=scripts, viewport={"width": 375, "height": 800})
    agent.sign_up()
    agent.onboard_as_agent()
    agent.follow("Publish your profile")
    expect(agent.page.get_by_text("Nobody but you can see it yet.")).to_be_visible()
    agent.follow("The languages you work in")
    page = agent.page
    page.get_by_label("Languages").fill("English, Klingon")
    agent.press("Save and publish")
    expect(page.locator("#languages-error")).to_contain_text("\u201cKlingon\u201d is no language we know.")
    expect(page.get_by_label("Languages")).to_have_value("English, Klingon")
    expect(page.get_by_label("Headline")).to_have_value("Keeper of lighthouses")
    page.get_by_label("Languages").fill("English, Deutsch (native)")
    page.get_by_label("City or region").fill("Kiel")
    page.get_by_label("Country").select_option("DE")
    agent.press("Save and publish")
    agent.is_at("/profile?done=published")
    address = page.locator(".lead a").get_attribute("href")

    client = person(f"Cleo Client {scripts}", scripts=scripts).arrive()
    client.page.goto(address)
    expect(client.page.get_by_role("heading", level=1)).to_have_text(f"Aro Agent {scripts}")
    expect(client.page.get_by_text("\u20ac80 an hour")).to_be_visible()
    expect(client.page.get_by_text("Kiel, Germany")).to_be_visible()
    expect(client.page.get_by_text("Deutsch (native), English (fluent)")).to_be_visible()
    client.follow("Send a message")
    client.page.get_by_label("Message", exact=True).fill("Is the light kept?")
    client.press("Send")
    expect(client.page).to_have_url(re.compile("/messages/"))
    page.goto("/messages?on=requests")
    expect(page.get_by_text("Is the light kept?").first).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_what_was_published_is_compared_taken_back_and_hidden(instance, person, visitor, scripts):
    agent = person(f"Vera Versions {scripts}", scripts=scripts)
    agent.visitor.sign_up().onboard_as_agent()
    agent.adopt_cookies()
    agent.visitor.publish()
    agent.visitor.save_profile({"headline": "Painter of lighthouses"})
    stranger = person("Nobody", scripts=scripts)
    page = agent.page
    page.goto("/profile")
    address = page.locator(".lead a").get_attribute("href")
    stranger.page.goto(address)
    expect(stranger.page.get_by_text("Keeper of lighthouses")).to_be_visible()
    page.locator(".listing a[href*=versions]").first.click()
    expect(page.locator(".is-changed")).to_contain_text(["Keeper of lighthouses"])
    expect(page.locator(".is-changed")).to_contain_text(["Painter of lighthouses"])
    agent.press("Write it like this again")
    agent.is_at("/profile?done=restored")
    page.goto("/onboarding/agent-profile")
    expect(page.get_by_label("Headline")).to_have_value("Keeper of lighthouses")
    page.goto("/profile")
    agent.follow("Show it to nobody")
    agent.press("Show it to nobody")
    agent.is_at("/profile?done=withdrawn")
    assert stranger.page.goto(address).status == 404


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_a_client_asks_about_a_service_that_an_agent_offers(person, scripts):
    agent = person(f"Olga Offers {scripts}", scripts=scripts, viewport={"width": 375, "height": 800})
    agent.visitor.sign_up().onboard_as_agent()
    agent.visitor.publish()
    agent.adopt_cookies()
    page = agent.page
    page.goto("/profile")
    agent.follow("Your services")
    agent.follow("New service")
    page.get_by_label("Title").fill("A lamp, cleaned")
    page.get_by_label("Price", exact=False).first.fill("120")
    page.get_by_label("What it costs at least").check()
    agent.press("Save and publish")
    expect(page.get_by_role("link", name="Describe the service.")).to_be_visible()
    page.get_by_label("Description").fill("Lens and brass.")
    page.get_by_label("Category").select_option(index=1)
    agent.press("Save and publish")
    agent.is_at("/profile/services?done=published")
    page.goto("/profile")
    address = page.locator(".lead a").get_attribute("href")

    client = person(f"Cora Client {scripts}", scripts=scripts).arrive()
    client.page.goto(address)
    client.follow("A lamp, cleaned")
    expect(client.page.get_by_text("from \u20ac120")).to_be_visible()
    client.follow("Ask about this service")
    box = client.page.get_by_label("Message", exact=True)
    expect(box).to_have_value(re.compile(r"^A lamp, cleaned: http://[^ ]*/services/1\s*$"))
    box.press("Control+End")
    box.type("Do you come to Kiel?")
    client.press("Send")
    conversation = address.replace("/agents/", "/messages/")
    wait_until(lambda: "Do you come to Kiel?" in client.visitor.get(conversation).text, 30, "it is sent")
    page.goto("/messages?on=requests")
    expect(page.get_by_text("A lamp, cleaned").first).to_be_visible()
    page.goto("/dashboard")
    expect(page.get_by_text("About A lamp, cleaned")).to_be_visible()
    page.get_by_role("link", name=f"Cora Client {scripts}").first.click()
    expect(page.get_by_role("link", name="A lamp, cleaned", exact=True)).to_be_visible()

    # Others can talk about it with them, too.
    page.goto("/profile/services")
    agent.press("Open a room for A lamp, cleaned")
    expect(page.get_by_role("heading", name="A lamp, cleaned")).to_be_visible()
    room = urlparse(page.url).path
    client.page.goto(address)
    client.follow("A lamp, cleaned")
    client.follow("Talk about it with others")
    client.is_at(room)
    client.press("Join")
    expect(client.page.get_by_role("link", name="1 pinned message")).to_be_visible()
    assert f"{address}/services/1" in client.visitor.get(room).text


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_two_tabs_edit_one_profile(person, scripts):
    agent = person(f"Tabea Tabs {scripts}", scripts=scripts, viewport={"width": 375, "height": 800})
    agent.visitor.sign_up().onboard_as_agent()
    agent.adopt_cookies()
    page = agent.page
    other = agent.context.new_page()
    for tab in (page, other):
        tab.goto("/onboarding/agent-profile")
    other.get_by_label("Headline").fill("Of the other tab")
    other.get_by_role("button", name="Save profile").click()
    page.get_by_label("Headline").fill("Of this tab")
    agent.press("Save profile")
    agent.is_refused("This was changed elsewhere since you opened it")
    expect(page.get_by_role("heading", name="What was saved meanwhile")).to_be_visible()
    expect(page.locator(".comparison")).to_contain_text("Of the other tab")
    expect(page.get_by_label("Headline")).to_have_value("Of this tab")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    agent.press("Save profile")
    agent.is_at("/profile?done=saved")
    other.goto("/onboarding/agent-profile")
    expect(other.get_by_label("Headline")).to_have_value("Of this tab")
