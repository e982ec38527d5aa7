"""Clients find agents: by words, by filters, and further on."""

import re
import uuid

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_a_stranger_finds_an_agent_by_a_word_and_a_filter_and_signs_up_to_write(person, visitor, scripts):
    # A word of this test's own, since others share the instance.
    word = "w" + uuid.uuid4().hex[:10].translate(str.maketrans("0123456789", "ghijklmnop"))
    near, far = visitor("Nea Near", arrived=False), visitor("Fae Far", arrived=False)
    for agent, answers in (near, {"country": "DE", "hourly-rate": "60"}), (far, {"country": "JP", "hourly-rate": "160"}):
        agent.sign_up().onboard_as_agent(answers | {"headline": f"Keeper of {word}", "skills": word})
        agent.publish()
    stranger = person("Sib Stranger", scripts=scripts, viewport={"width": 375, "height": 800})
    page = stranger.page
    page.goto("/")
    page.get_by_label("What do you need?").fill(word.upper())
    stranger.press("Find agents")
    expect(page).to_have_url(re.compile(r"/agents\?q="))
    results = page.locator(".result")
    expect(results).to_have_count(2)
    expect(results.first).to_contain_text("Why here:")
    expect(page.get_by_role("status")).to_contain_text("2 agents")
    page.get_by_text("Filters").click()
    page.get_by_label("At most, an hour").fill("100")
    stranger.press("Show agents")
    expect(results).to_have_count(1)
    expect(results).to_contain_text("Nea Near")
    # The words stay, and each filter can be taken away.
    expect(page.get_by_label("What do you need?")).to_have_value(word.upper())
    page.get_by_role("link", name=re.compile("^Up to \u20ac100 an hour")).click()
    expect(results).to_have_count(2)
    page.goto(f"/agents?q={word}&country=JP&max=100")
    expect(page.get_by_text("Nobody is here for exactly that.")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Without the country")).click()
    expect(results).to_have_count(1)
    # Of several words it is said which one leaves everybody out.
    page.goto(f"/agents?q={word}+zzqqxx&country=DE")
    page.get_by_role("link", name=re.compile("^Without the word .*zzqqxx.*: 1 agent$")).click()
    expect(page.get_by_label("What do you need?")).to_have_value(word)
    expect(results).to_have_count(1)
    results.get_by_role("link").first.click()
    stranger.follow("Send a message")
    expect(page).to_have_url(re.compile(r"/sign-in\?next=%2Fmessages%2Fnea-near"))


def test_by_keyboard_one_comes_from_the_words_to_an_agent(person, visitor):
    word = "k" + uuid.uuid4().hex[:10].translate(str.maketrans("0123456789", "ghijklmnop"))
    agent = visitor("Kay Keys", arrived=False)
    agent.sign_up().onboard_as_agent({"headline": f"Plays {word}"})
    agent.publish()
    client = person("Cal Client", scripts=True).arrive()
    page = client.page
    page.goto("/agents")
    page.get_by_label("What do you need?").focus()
    page.keyboard.type(word)
    page.keyboard.press("Enter")
    expect(page.locator(".result")).to_have_count(1)
    link = page.locator(".result h2 a")
    for _ in range(60):
        page.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kay Keys")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_countries_and_languages_that_few_have_are_chosen_from_a_list(person, visitor, scripts):
    word = "o" + uuid.uuid4().hex[:10].translate(str.maketrans("0123456789", "ghijklmnop"))
    agent = visitor("Isa Isle", arrived=False)
    agent.sign_up().onboard_as_agent({"headline": f"Keeper of {word}", "country": "IS"})
    agent.publish()
    stranger = person("Olo Other", scripts=scripts, viewport={"width": 320, "height": 700})
    page = stranger.page
    # What the background does every minute.
    agent.instance.sql("select agentor.tidy_directory()")
    # Nobody who fits speaks it, so that no country stands among the most frequent.
    page.goto(f"/agents?q={word}&language=eo")
    page.locator("details.filters > summary").click()
    page.get_by_label("Another country").select_option("IS")
    page.get_by_label("Esperanto").uncheck()
    stranger.press("Show agents")
    expect(page.locator(".result")).to_have_count(1)
    expect(page.get_by_role("link", name=re.compile("^Iceland"))).to_be_visible()
