"""Looking for messages: in browsers, with scripts on and off, on a narrow screen, and by whoever may not."""

import json
import re
import subprocess
import urllib.parse
import uuid

import pytest
from playwright.sync_api import expect

from checks import accessibility_problems
from instance import ROOT
from sent_files import PDF, pdf, send
from visitor import Visitor, handle_of

NARROW = {"width": 320, "height": 667}
BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])


def own_word() -> str:
    """A word of a test's own, since others share the instance."""
    return "w" + uuid.uuid4().hex[:10].translate(str.maketrans("0123456789", "ghijklmnop"))


def line_of(page) -> str:
    return urllib.parse.parse_qs(urllib.parse.urlsplit(page.url).query).get("q", [""])[0]


def found(visitor: Visitor, line: str, **more) -> list[dict]:
    query = urllib.parse.urlencode({"q": line, **more})
    answer = visitor.get(f"/search?{query}", headers={"Accept": "application/json"})
    assert answer.status == 200, answer
    return json.loads(answer.body)["hits"]


@BOTH
def test_a_word_is_found_in_a_channel_and_in_a_conversation_and_leads_to_its_place(person, visitor, scripts):
    word = own_word()
    ada = person("Ada Seeks", scripts=scripts, viewport=NARROW).arrive()
    hana = visitor("Hana Sato")
    slug = ada.visitor.create_channel("Labels and boxes")
    hana.join(slug)
    for number in range(60):
        hana.say(slug, f"Talk {number}" if number != 20 else f"The white **{word}s** left this morning.")
    hana.write(handle_of(ada.visitor), f"A {word} for you")
    page = ada.page
    page.goto("/dashboard")
    page.get_by_role("link", name="Search messages").click()
    page.get_by_role("searchbox", name="Search for").fill(word)
    page.get_by_role("searchbox", name="Search for").press("Enter")
    expect(page.locator(".found")).to_have_count(2)
    expect(page.locator(".found mark").first).to_have_text(word)
    expect(page.locator(".found").first).to_contain_text("Hana Sato")
    expect(page.get_by_role("status")).to_contain_text("2 messages")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if scripts:
        assert accessibility_problems(page) == []
    of_channel = page.locator(".found").filter(has_text="left this morning")
    expect(of_channel).to_contain_text("Labels and boxes")
    of_channel.get_by_role("link", name=re.compile("^Show it in the conversation")).click()
    expect(page).to_have_url(re.compile(rf"/channels/{slug}\?around=21#m-21$"))
    expect(page.locator("#m-21")).to_contain_text(f"{word}s left this morning")


@BOTH
def test_the_line_and_the_fields_say_the_same(person, visitor, scripts):
    word = own_word()
    ada, bo = person("Ada Alike", scripts=scripts).arrive(), visitor("Bo Alike")
    handle = handle_of(bo)
    slug = ada.visitor.create_channel("Alike")
    bo.join(slug)
    bo.say(slug, f"{word} of Bo")
    ada.visitor.say(slug, f"{word} of Ada")
    page = ada.page
    page.goto(f"/search?q=from:@{handle}+in:{slug}+after:2020-01-01+{word}")
    expect(page.locator(".found")).to_have_count(1)
    expect(page.get_by_label("From", exact=True)).to_have_value(f"@{handle}")
    expect(page.get_by_label("In", exact=True)).to_have_value(slug)
    expect(page.get_by_label("After")).to_have_value("2020-01-01")
    page.get_by_label("From", exact=True).fill("me")
    page.get_by_label("After").fill("")
    ada.press("Show messages")
    expect(page.locator(".found")).to_contain_text(f"{word} of Ada")
    line = line_of(page)
    assert "from:me" in line and f"in:{slug}" in line and word in line and "after:" not in line
    expect(page.get_by_role("searchbox", name="Search for")).to_have_value(line)
    # Each can be dropped.
    page.get_by_role("link", name=re.compile(r"^From you\s*, remove$")).click()
    expect(page.locator(".found")).to_have_count(2)
    assert "from:" not in line_of(page)


@BOTH
def test_the_line_and_the_fields_beside_it_are_sent_together(person, scripts):
    page = person("Ada Together", scripts=scripts).arrive().page
    page.goto("/search?q=lids", wait_until="domcontentloaded")
    page.get_by_role("searchbox", name="Search for").fill("boxes has:link")
    page.get_by_label("From", exact=True).fill("me")
    page.get_by_role("button", name="Show messages").click()
    expect(page.get_by_role("searchbox", name="Search for")).to_have_value("boxes from:me has:link")
    page.get_by_label("With a link").uncheck()
    page.get_by_role("searchbox", name="Search for").fill("boxes from:me has:link is:pinned")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("searchbox", name="Search for")).to_have_value("boxes from:me is:pinned")


@BOTH
def test_what_is_wrong_is_told_beside_the_field_and_nothing_typed_is_lost(person, scripts):
    ada = person("Ada Errs", scripts=scripts).arrive()
    page = ada.page
    answer = page.goto("/search?q=lids&was=lids&from=A+B&in=&after=yesterday&before=&on=&has=file")
    assert answer.status == 422
    expect(page.locator("#from-error")).to_contain_text("Enter a handle")
    expect(page.locator("#after-error")).to_contain_text("Enter a day")
    expect(page.get_by_role("searchbox", name="Search for")).to_have_value("lids")
    expect(page.get_by_label("From", exact=True)).to_have_value("A B")
    expect(page.get_by_label("After")).to_have_value("yesterday")
    expect(page.get_by_label("With a file")).to_be_checked()
    if scripts:
        assert accessibility_problems(page) == []


def test_a_channel_that_is_not_there_and_one_of_others_are_one_answer(visitor):
    ada, bo = visitor("Ada Apart"), visitor("Bo Private")
    private = bo.create_channel("Hidden", visibility="private")
    bo.say(private, "secret words")
    answers = [ada.get(f"/search?q=in:{slug}+words") for slug in (private, "no-such-channel-" + own_word())]
    assert [answer.status for answer in answers] == [422, 422]
    told = [re.search(r'id="in-error">.*?<span>(.*?)</span>', answer.text, re.S)[1] for answer in answers]
    assert told[0] == told[1]
    assert "Hidden" not in answers[0].text and "secret" not in answers[0].text.replace("secret words", "")


def test_who_is_no_member_any_more_finds_nothing_at_once_nor_does_a_stranger(visitor):
    word = own_word()
    ada, bo = visitor("Ada Rules"), visitor("Bo Leaves")
    slug = ada.create_channel("Left soon")
    bo.join(slug)
    ada.say(slug, f"{word} for all")
    assert len(found(bo, word)) == len(found(ada, word)) == 1
    address = f"/channels/{slug}/members/{handle_of(bo)}/remove"
    assert ada.submit(ada.get(address).form(address), {}).status == 303
    assert found(bo, word) == [] and len(found(ada, word)) == 1
    stranger = visitor("Stan Ger", arrived=False)
    answer = stranger.get(f"/search?q={word}")
    assert answer.status == 303 and answer.location.startswith("/sign-in?next=%2Fsearch%3Fq%3D")
    assert stranger.get(f"/search?q={word}", headers={"Accept": "application/json"}).status == 401


def test_what_somebody_blocked_says_in_a_channel_is_not_found(visitor):
    word = own_word()
    ada, bo = visitor("Ada Blocks"), visitor("Bo Blocked")
    slug = ada.create_channel("Of both")
    bo.join(slug)
    bo.say(slug, f"{word} of Bo")
    handle = handle_of(bo)
    assert len(found(ada, word)) == 1
    address = f"/account/blocks/{handle}/block"
    assert ada.submit(ada.get(address).form(address), {}).status == 303
    assert found(ada, word) == found(ada, f"{word} from:@{handle}") == [] and len(found(bo, word)) == 1


@BOTH
def test_a_hit_is_shown_with_what_was_said_before_and_after_it(person, visitor, scripts):
    word = own_word()
    ada, bo = person("Ada Between", scripts=scripts, viewport=NARROW).arrive(), visitor("Bo Between")
    slug = ada.visitor.create_channel("Between")
    bo.join(slug)
    for words in ("**Said** before", f"The {word} itself", "Said after " + "and on " * 40):
        bo.say(slug, words)
    page = ada.page
    page.goto(f"/search?q={word}")
    beside = page.locator(".found .beside-found")
    expect(beside).to_have_count(2)
    expect(beside.first).to_have_text("Before it, Bo Between: Said before", use_inner_text=False)
    expect(beside.last).to_contain_text("Said after and on and on")
    # A line each, also on a narrow screen.
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    heights = beside.evaluate_all("all => all.map(p => p.getClientRects()[0].height)")
    assert heights[0] == heights[1]
    if scripts:
        assert accessibility_problems(page) == []
    (hit,) = found(ada.visitor, word)
    assert (hit["before"]["author"], hit["before"]["text"]) == ("Bo Between", "Said before")
    assert hit["after"]["text"].startswith("Said after") and hit["after"]["text"].endswith("…")


@BOTH
def test_a_message_is_found_by_what_its_files_say_and_leads_to_them(person, visitor, scripts):
    word, other = own_word(), own_word()
    ada, bo = person("Ada Reads", scripts=scripts, viewport=NARROW).arrive(), visitor("Bo Files")
    slug = ada.visitor.create_channel("Files")
    bo.join(slug)
    text = f"Gr\u00f6\u00dfe {word}, and more".encode("utf-16")
    send(bo, slug, "Look at these", ("plan.pdf", pdf("Nothing here", f"The {word} itself")), ("notes.txt", text))
    page = ada.page
    page.goto(f"/search?q={word}")
    expect(page.locator(".found")).to_have_count(1)
    expect(page.locator(".found mark")).to_have_text([word, word])
    expect(page.locator(".found .excerpt.in-file").first).to_contain_text(f"Nothing here The {word} itself")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if scripts:
        assert accessibility_problems(page) == []
    page.locator(".found").get_by_role("link", name="plan.pdf").click()
    expect(page).to_have_url(re.compile("/files/[0-9a-f-]{36}$"))
    expect(page.locator("main")).to_contain_text("PDF, 2 pages")
    (hit,) = found(ada.visitor, f"look gr\u00f6sse {word}")
    assert [(file["name"], file["address"][:7]) for file in hit["inFiles"]] == [
        ("plan.pdf", "/files/"), ("notes.txt", "/files/")
    ]
    assert found(ada.visitor, other) == [] and found(visitor("Stan Ger"), word) == []
    (file,) = [file for file in hit["inFiles"] if file["name"] == "notes.txt"]
    form = bo.get(file["address"] + "/delete").form(file["address"] + "/delete")
    assert bo.submit(form, {}).status == 303
    (hit,) = found(ada.visitor, word)
    assert [file["name"] for file in hit["inFiles"]] == ["plan.pdf"]


def test_what_no_file_says_is_kept_all_the_same(visitor):
    word = own_word()
    ada = visitor("Ada Hostile")
    slug = ada.create_channel("Hostile")
    files = [
        ("cut.pdf", pdf(word)[:200]), ("none.pdf", PDF), ("void.txt", b" \n \n"),
        ("odd.txt", b"\xef\xbb\xbf\xc3(" + word.encode()), ("long.txt", b"long " * 100_000 + word.encode()),
    ]
    send(ada, slug, "Hostile ones", *files)
    (hit,) = found(ada, "hostile")
    assert [file["name"] for file in hit["files"]] == [name for name, _ in files]
    (hit,) = found(ada, word)
    assert [file["name"] for file in hit["inFiles"]] == ["odd.txt"]


def test_a_file_an_older_version_kept_is_found_once_it_was_read(instance, visitor):
    word = own_word()
    ada = visitor("Ada Earlier")
    slug = ada.create_channel("Earlier")
    send(ada, slug, "Look", ("plan.pdf", pdf(f"The {word} of old")))
    (hit,) = found(ada, word)
    file = hit["inFiles"][0]["address"].removeprefix("/files/")
    instance.sql(f"delete from messaging.file_texts where file_id = '{file}'")
    assert found(ada, word) == []
    command = [ROOT / "bin/agentor", "--data", instance.data, "storage", "read"]
    for _ in range(2):
        read = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert read.returncode == 0, read.stdout + read.stderr
        (hit,) = found(ada, word)
        assert [file["name"] for file in hit["inFiles"]] == ["plan.pdf"]
    assert read.stdout == "Read: 0, of which 0 say something. Left: 0.\n"


@BOTH
def test_the_same_words_find_people_and_services(person, visitor, scripts):
    word = own_word()
    ada = person("Ada Others", scripts=scripts, viewport=NARROW).arrive()
    bo, hana = visitor(f"{word} Bo"), visitor("Hana Offers", arrived=False).sign_up()
    slug = ada.visitor.create_channel("Others")
    bo.join(slug)
    ada.visitor.say(slug, f"Ask {word}")
    hana.onboard_as_agent().publish().offer({"title": f"Lamps {word}"})
    page = ada.page
    page.goto(f"/search?q={word}")
    tabs = page.get_by_role("navigation", name="What to search")
    expect(tabs.get_by_role("link")).to_have_text(
        ["Messages", "Files", "People 1", "Services 1", "Agents", "Channels"]
    )
    tabs.get_by_role("link", name="Services 1").click()
    expect(page.get_by_role("status")).to_contain_text("1 service")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if scripts:
        assert accessibility_problems(page) == []
    expect(page.get_by_role("link", name="Hana Offers")).to_be_visible()
    page.get_by_role("link", name=f"Lamps {word}").click()
    expect(page.get_by_role("heading", name=f"Lamps {word}")).to_be_visible()
    page.go_back()
    tabs.get_by_role("link", name="People 1").click()
    page.get_by_role("link", name=f"{word} Bo").click()
    expect(page).to_have_url(re.compile(f"/messages/{handle_of(bo)}$"))
    page.goto("/search/people")
    page.get_by_role("searchbox", name="Search for").fill(own_word())
    page.get_by_role("searchbox", name="Search for").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("No people")
    tabs.get_by_role("link", name="Files").click()
    expect(page).to_have_url(re.compile("has%3Afile"))


def test_hits_say_in_json_what_pages_say(visitor):
    word = own_word()
    ada, bo = visitor("Ada Programs"), visitor("Bo Programs")
    slug = ada.create_channel("Programs")
    bo.join(slug)
    send(bo, slug, f"Look: {word}", ("lid.pdf", PDF))
    (hit,) = found(ada, word)
    assert hit["address"] == f"/channels/{slug}/messages/1" and hit["place"] == f"/channels/{slug}?around=1#m-1"
    assert [piece["text"] for piece in hit["excerpt"] if piece["isMarked"]] == [word]
    assert [file["name"] for file in hit["files"]] == ["lid.pdf"]
    assert hit["author"] == "Bo Programs" and hit["channel"] == "Programs" and not hit["isMine"]
    assert len(found(ada, f"{word} has:file")) == 1 and found(ada, f"{word} has:image") == []
    assert len(found(ada, f"from:@{handle_of(bo)} {word}")) == 1 and found(ada, f"from:me {word}") == []


@BOTH
def test_older_messages_are_on_pages_of_their_own(person, visitor, scripts):
    word = own_word()
    ada = person("Ada Pages", scripts=scripts).arrive()
    slug = ada.visitor.create_channel("Many")
    for number in range(45):
        ada.visitor.say(slug, f"{word} {number}.")
    page = ada.page
    page.goto(f"/search?q={word}")
    seen = []
    for _ in range(3):
        expect(page.locator(".found").first).to_be_visible()
        seen += page.locator(".excerpt").all_inner_texts()
        if page.get_by_role("link", name="Older messages").count() == 0:
            break
        ada.follow("Older messages")
        expect(page).to_have_url(re.compile("older="))
    assert seen == [f"{word} {number}." for number in reversed(range(45))]


@BOTH
def test_a_conversation_has_a_search_of_its_own(person, visitor, scripts):
    word = own_word()
    ada, bo = person("Ada Here", scripts=scripts).arrive(), visitor("Bo Here")
    slug = ada.visitor.create_channel("One of two")
    ada.visitor.say(slug, f"{word} in the channel")
    bo.write(handle_of(ada.visitor), f"{word} between us")
    page = ada.page
    for address, place, words in (
        (f"/channels/{slug}", f"in:{slug}", "in the channel"),
        (f"/messages/{handle_of(bo)}", f"in:@{handle_of(bo)}", "between us"),
    ):
        page.goto(address, wait_until="load" if scripts else "domcontentloaded")
        page.locator("#here").fill(word)
        page.locator("#here").press("Enter")
        expect(page).to_have_url(re.compile(r"/search\?q="))
        assert place in line_of(page) and word in line_of(page)
        expect(page.locator(".found")).to_have_count(1)
        expect(page.locator(".found")).to_contain_text(words)


@BOTH
def test_nothing_found_says_what_else_can_be_done(person, scripts):
    ada = person("Ada Finds", scripts=scripts).arrive()
    slug = ada.visitor.create_channel("Lids")
    word = own_word()
    ada.visitor.say(slug, f"a{word} is what it says")
    page = ada.page
    page.goto(f"/search?q={word}+has:link")
    expect(page.get_by_text("There is no message like that.")).to_be_visible()
    ada.follow("Without “With a link”")
    expect(page.locator(".found")).to_have_count(0)
    ada.follow("Look inside words, too")
    expect(page.locator(".found mark")).to_have_text(word)


@BOTH
def test_searches_are_kept_saved_and_forgotten(person, scripts):
    ada = person("Ada Keeps", scripts=scripts).arrive()
    ada.visitor.create_channel("Something")
    page = ada.page
    for word in ("first", "second", "first"):
        page.goto(f"/search?q={word}")
    ada.follow("Save this search")
    page.get_by_label("Name").fill("The first")
    ada.press("Save search")
    ada.is_told("Saved.")
    recent = page.locator("section", has=page.get_by_role("heading", name="Recent searches")).locator("li h3")
    expect(recent).to_have_text(["first", "second"])
    page.get_by_role("link", name="The first").click()
    expect(page.get_by_text("Your saved search")).to_be_visible()
    page.goto("/search")
    page.get_by_role("button", name="Forget second").click()
    expect(recent).to_have_text(["first"])
    ada.press("Forget all")
    expect(recent).to_have_count(0)
    page.get_by_role("button", name="Remove The first").click()
    expect(page.get_by_role("heading", name="Saved searches")).to_have_count(0)
    expect(page.get_by_role("heading", name="What you can write in the line")).to_be_visible()


@BOTH
def test_the_page_is_reached_and_used_by_keyboard_and_leads_to_other_searches(person, scripts):
    ada = person("Ada Types", scripts=scripts, viewport=NARROW).arrive()
    page = ada.page
    page.goto("/search")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if scripts:
        assert accessibility_problems(page) == []
    page.get_by_role("searchbox", name="Search for").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Search", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Messages", exact=True).last).to_be_focused()
    page.locator(".filters summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("From", exact=True)).to_be_visible()
    page.goto("/search?q=lids&was=lids&after=x")
    tabs = page.get_by_role("navigation", name="What to search")
    tabs.get_by_role("link", name="Agents").click()
    expect(page).to_have_url(re.compile(r"/agents(\?q=lids)?$"))


def test_no_word_that_was_looked_for_is_in_a_log(instance, visitor):
    word = own_word()
    ada = visitor("Ada Unlogged")
    assert ada.get(f"/search?q={word}&was={word}").status == 303
    ada.get(f"/search?q={word}")
    logs = [file for file in (instance.data / "log").rglob("*") if file.is_file()]
    assert logs
    for file in logs:
        assert word not in file.read_text(errors="replace"), file
