"""What people keep of the directory: agents with notes, searches, feeds; and what their page of today tells them."""

import re
import uuid
import xml.etree.ElementTree as ElementTree

import pytest
from playwright.sync_api import expect

ATOM = "{http://www.w3.org/2005/Atom}"


def own_word(letter: str) -> str:
    """A word of a test's own, since others share the instance."""
    return letter + uuid.uuid4().hex[:10].translate(str.maketrans("0123456789", "ghijklmnop"))


def publish(visitor, name: str, answers: dict):
    agent = visitor(name, arrived=False)
    agent.sign_up().onboard_as_agent(answers)
    agent.publish()
    return agent


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_a_client_saves_an_agent_with_a_note_and_a_search_and_is_told_what_is_new(person, visitor, scripts):
    word = own_word("s")
    publish(visitor, "Sol Saved", {"headline": f"Keeper of {word}", "skills": word})
    client = person("Cleo Client", scripts=scripts, viewport={"width": 375, "height": 800}).arrive()
    page = client.page
    page.goto(f"/agents?q={word}")
    page.get_by_role("button", name="Save Sol Saved").click()
    expect(page).to_have_url(re.compile(r"/agents\?q=.*#by-sol-saved"))
    page.get_by_role("link", name="Saved Sol Saved").click()
    page.get_by_label("Your note").fill("Ask about the lids.\nBefore June.")
    client.press("Save")
    expect(page.locator(".listing")).to_contain_text("Ask about the lids.")
    page.get_by_role("link", name="Sol Saved").first.click()
    expect(page.get_by_text("Ask about the lids.")).to_be_visible()

    page.goto(f"/agents?q={word}")
    client.follow("Save this search")
    page.get_by_label("Name").fill("My lids")
    client.press("Save search")
    expect(page.locator(".listing")).to_contain_text("Nothing new")
    publish(visitor, "Nia New", {"headline": f"Another keeper of {word}"})
    page.reload()
    page.get_by_role("link", name=re.compile("^1 new")).click()
    expect(page.locator(".result").first).to_contain_text("Nia New")
    page.locator(".filters summary").click()
    page.get_by_label("With a picture").check()
    client.press("Show agents")
    client.press("Save these filters in it")
    client.follow("All saved searches")
    expect(page.locator(".listing")).to_contain_text("With a picture")
    page.goto("/dashboard")
    expect(page.get_by_role("heading", name="Agents you saved")).to_be_visible()
    expect(page.get_by_role("link", name="My lids")).to_be_visible()


def test_a_feed_is_valid_xml_for_whoever_has_its_address_and_for_nobody_once_it_is_ended(person, visitor):
    word = own_word("f")
    publish(visitor, "Fay Feed", {"headline": f"A < B & {word}"})
    client = person("Fil Feeds", scripts=True).arrive()
    page = client.page
    page.goto(f"/saved/searches/new?q={word}")
    page.get_by_label("Name").fill("Feed <me> & you")
    client.press("Save search")
    page.get_by_role("link", name="Make a feed").click()
    client.press("Make an address")
    address = page.locator("code").inner_text()
    reader = visitor("Rea Der", arrived=False)
    path = address[address.index("/saved/feed") :]
    answer = reader.get(path)
    assert answer.status == 200 and "set-cookie" not in {name.lower() for name, _ in answer.headers.items()}
    feed = ElementTree.fromstring(answer.text)
    assert feed.tag == f"{ATOM}feed" and feed.find(f"{ATOM}title").text == "Feed <me> & you"
    for name in ("id", "updated"):
        assert feed.find(f"{ATOM}{name}").text
    entry = feed.find(f"{ATOM}entry")
    assert entry.find(f"{ATOM}title").text == f"A < B & {word}"
    assert entry.find(f"{ATOM}link").get("href").endswith("/agents/fay-feed")
    for name in ("id", "updated", "author"):
        assert entry.find(f"{ATOM}{name}") is not None
    assert reader.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status == 304
    page.goto("/saved/searches")
    page.get_by_role("link", name="Feed of Feed <me> & you").click()
    client.press("End the feed")
    assert reader.get(path).status == 404


def test_an_agent_is_told_what_to_do_who_waits_and_how_often_they_were_looked_at(person, visitor):
    agent = publish(visitor, "Ana Looked", {"headline": own_word("l")})
    client = person("Ola Looker", scripts=False).arrive()
    client.page.goto("/agents/ana-looked")
    client.page.get_by_role("link", name="Send a message").click()
    client.page.get_by_role("textbox", name="Message").fill("Are you free?")
    client.press("Send")

    def today() -> str:
        answer = agent.get("/dashboard")
        assert answer.status == 200
        return answer.text

    text = today()
    for words in ("Add a photo", "Offer a service", "Asks to talk", "Are you free?", "Seen this week"):
        assert words in text
    expect_within(20, lambda: re.search(r'class="stat">1<', today()))


def expect_within(seconds: float, condition):
    """Views are written down some seconds later."""
    import time

    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.2)
