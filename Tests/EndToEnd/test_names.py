"""Nobody is taken for somebody else: handles, names that look alike, and marks that text cannot draw."""

import datetime
import html
import json
import re
import urllib.parse
from html.parser import HTMLParser

import pytest
from playwright.sync_api import expect

from instance import Instance
from sent_files import PDF, links_to, picture, send, show_work, submit_form
from visitor import Visitor, handle_of


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_an_impostor_is_told_apart_while_they_talk(instance, person, visitor, scripts):
    ada = visitor("Ada Okafor")
    slug = ada.create_channel(f"Labels {scripts}")
    ada.say(slug, "I am Ada")
    reader = person("Rita Reader", scripts=scripts).arrive()
    reader.join(slug)
    reader.open(slug)
    reader.sees("I am Ada")
    conversation = (reader.page if scripts else reader.frame).locator(".messages")
    expect(conversation.locator(".badge")).to_have_text(["Administrator"])
    # A name says what it likes, and draws no box.
    boaster = visitor("Bo Boaster \u2014 Head of Everything")
    boaster.join(slug)
    boaster.say(slug, "I am in charge")
    # Ada in Cyrillic, with a nought.
    impostor = visitor("\u0410da 0kafor")
    impostor.join(slug)
    impostor.say(slug, "No, I am Ada")
    reader.sees("I am Ada", "I am in charge", "No, I am Ada")
    last = conversation.locator("li").last
    expect(last.locator(".badge")).to_have_text(["Similar name here"])
    expect(last.locator(".handle")).to_have_text(re.compile("^@ada-0kafor-[0-9]$"))
    expect(conversation.locator("li").nth(1).locator(".badge")).to_have_count(0)
    reader.page.goto(f"/channels/{slug}/messages/3")
    expect(reader.page.get_by_role("heading", name="Not to be confused")).to_be_visible()
    expect(reader.page.get_by_role("region", name="Not to be confused").locator(".handle")).to_have_count(1)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_a_handle_is_changed_and_what_cannot_be_had_is_said_beside_it(instance, person, visitor, scripts):
    visitor("Paul Mills")
    mallory = person(f"Mallory {scripts}", scripts=scripts).arrive()
    mallory.page.goto("/account")
    mallory.follow("Change handle")
    mallory.page.get_by_label("Handle").fill("@PauI-Mi11s")
    mallory.press("Save handle")
    expect(mallory.page.locator("#handle-error")).to_contain_text("one that looks like it")
    expect(mallory.page.get_by_label("Handle")).to_have_value("@PauI-Mi11s")
    mallory.page.get_by_label("Handle").fill(f"mal-{scripts}")
    mallory.press("Save handle")
    mallory.is_at("/account?done=handle")
    expect(mallory.page.get_by_text(f"@mal-{scripts}".lower())).to_be_visible()


#: Written from right to left, so that what stands around it shows whether it keeps its direction to itself.
NAME = "\u05d3\u05e0\u05d4 \u05db\u05d4\u05df"
#: What is said in it: it ends in a mark that belongs to it, and stands on that side of it.
WORDS = "\u05e9\u05dc\u05d5\u05dd!"
#: What keeps its direction to itself where there is no markup (UAX #9).
ISOLATED = re.compile("\u2068[^\u2068\u2069]*\u2069")
#: Attributes that people read.
SHOWN = {"alt", "title", "placeholder", "aria-label", "content", "label"}


class Places(HTMLParser):
    """Where a name stands in a page: without its handle beside it, and without a direction of its own."""

    VOID = {"input", "img", "meta", "link", "br", "source", "hr"}

    def __init__(self, markup: str, handles: set[str]):
        super().__init__(convert_charrefs=True)
        self.handles = handles
        #: Tag, attributes, text.
        self.open: list[list] = []
        self.nameless, self.undirected = [], []
        self.feed(markup)
        self.close()

    @staticmethod
    def has_words(text: str) -> bool:
        return NAME in text or WORDS in text

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        for name, value in attributes:
            if name in SHOWN and value not in (NAME, WORDS) and self.has_words(ISOLATED.sub("", value or "")):
                self.undirected.append(f"{tag} {name}={value}")
        if tag in self.VOID:
            return
        # Their end tags may be left out.
        if tag == "li" and "li" in [each[0] for each in self.open]:
            last = max(index for index, each in enumerate(self.open) if each[0] == "li")
            if not any(each[0] in ("ul", "ol") for each in self.open[last:]):
                self._close(last)
        self.open.append([tag, values, "", False])

    def handle_endtag(self, tag):
        found = [index for index, each in enumerate(self.open) if each[0] == tag]
        if found:
            self._close(found[-1])

    def _close(self, first: int):
        while len(self.open) > first:
            tag, values, text, stands = self.open.pop()
            if not self.open:
                continue
            self.open[-1][2] += text
            # Said of a name in the smallest thing that has its handle too; at last in the page.
            if stands and not any(f"@{handle}" in text for handle in self.handles):
                if tag in ("main", "body"):
                    self.nameless.append(" ".join(text.split())[:200])
                elif tag in ("li", "option") or "message" in values.get("class", ""):
                    self.nameless.append(" ".join(text.split())[:200])
                else:
                    self.open[-1][3] = True

    def handle_data(self, data):
        if not self.open:
            return
        self.open[-1][2] += data
        tags = [each[0] for each in self.open]
        own = "bdi" in tags or any("dir" in each[1] for each in self.open)
        if not own and self.has_words(ISOLATED.sub("", data)):
            self.undirected.append(f"{tags[-1]}: {data.strip()}")
        if NAME not in data:
            return
        # A label of a control, and a way on, say once more what stands beside them; a title, whose page it is.
        hidden = any({"visually-hidden", "ways-on"} & set((each[1].get("class") or "").split()) for each in self.open)
        if tags[-1] != "title" and not hidden:
            self.open[-1][3] = True


@pytest.fixture
def small_world():
    """An instance with nobody in it: the first page shows four agents, and keeps them for a minute."""
    instance = Instance("--empty")
    try:
        yield instance.start()
    finally:
        if instance.command and instance.command.process.poll() is None:
            instance.stop()
        instance.remove()


def test_wherever_a_name_stands_its_handle_stands_too_and_it_runs_its_own_way(small_world):
    reader = Visitor(small_world, "Rita Reader").sign_up().onboard()
    first, second = (Visitor(small_world, NAME) for _ in range(2))
    for agent in (first, second):
        agent.sign_up().onboard_as_agent({"headline": WORDS, "about": WORDS})
        agent.publish().offer({"title": WORDS})
        show_work(agent, {"title": WORDS})
    handles = [handle_of(first), handle_of(second)]
    assert handles[0] != handles[1]
    readers = handle_of(reader)
    slug = reader.create_channel("Names")
    channel = f"/channels/{slug}"
    addresses = [
        "/dashboard",
        "/messages",
        "/messages?on=requests",
        "/bookmarks",
        "/scheduled",
        "/files",
        "/saved",
        "/agents",
        "/search",
        f"/search?q={urllib.parse.quote(WORDS)}",
    ]
    addresses += ["/", "/account/blocks", "/inbox/live", "/invitations", channel, f"{channel}/log", f"{channel}/pins"]
    addresses += [
        f"{channel}/files",
        f"{channel}/members",
        f"{channel}/threads",
        f"{channel}/record",
        f"{channel}/invitations",
    ]
    day = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=2)).date().isoformat()

    def press(deed: str, on: str, values: dict | None = None):
        answer = reader.submit(reader.get(on).form(deed), values or {})
        assert answer.status == 303, (deed, answer)

    for agent, handle in zip((first, second), handles):
        agent.join(slug)
        send(agent, slug, WORDS, ("a.pdf", PDF), ("a.png", picture()))
        number = max(message.seq for message in reader.get(f"{channel}/log").page.messages)
        message = f"{channel}/messages/{number}"
        for deed in ("pin", "bookmark"):
            press(f"{message}/{deed}", message)
        form = reader.get(f"{channel}?quoting={number}").form(f"{channel}/messages")
        assert reader.submit(form, {"message": "So it is.", "quoting": str(number)}).status == 303
        head = f"{message}/thread"
        for somebody in (agent, reader):
            assert somebody.submit(somebody.get(head).form(head), {"message": "And"}).status == 303
        agent.write(readers, WORDS)
        reader.write(handle, "Yes.")
        direct = re.search(r"/channels/(direct-[0-9a-f]+)", reader.get(f"/messages/{handle}").text)[1]
        answer = submit_form(reader, f"/messages/{handle}", {"message": "Here."}, ("b.pdf", PDF))
        assert answer.status == 303
        address = f"/channels/{direct}/messages/1"
        for deed in ("pin", "bookmark"):
            press(f"{address}/{deed}", address)
        later = f"/channels/{direct}/later"
        press(later, later, {"message": WORDS, "date": day})
        press(f"/saved/people/{handle}/save", f"/agents/{handle}")
        agent.write(readers, "Unread.")
        private = agent.create_channel(WORDS, visibility="private")
        answer = agent.submit(
            agent.get(f"/channels/{private}/invitations").form(f"/channels/{private}/invitations"), {"handle": readers}
        )
        assert answer.status == 303
        file = links_to(reader.get(message), r"/files/[0-9a-f-]+")[0].removesuffix("/download")
        addresses += [message, head, f"{message}/forward", f"{message}/history", file, f"{channel}?quoting={number}"]
        blocked = f"/account/blocks/{handle}/block"
        addresses += [
            f"/messages/{handle}",
            address,
            f"{address}/thread",
            f"/channels/{direct}/pins",
            f"/channels/{direct}/files",
        ]
        addresses += [f"/channels/{direct}/threads", later, f"/agents/{handle}", f"/agents/{handle}/services/1"]
        addresses += [f"/agents/{handle}/work/1", f"/saved/people/{handle}", f"/saved/people/{handle}/remove"]
        addresses += [blocked, f"{channel}/members/{handle}", f"{channel}/members/{handle}/remove"]
    scheduled = re.search(r'href="(/scheduled/[0-9a-f-]+)"', reader.get("/scheduled").text)[1]
    addresses += [scheduled, f"{scheduled}/cancel"]

    def unsaid(value, key: str = "") -> list[str]:
        """What JSON says without saying which way it runs."""
        if isinstance(value, list):
            return [found for each in value for found in unsaid(each, key)]
        if not isinstance(value, dict):
            return []
        found = [inner for name, each in value.items() for inner in unsaid(each, name)]
        texts = {name for name, each in value.items() if isinstance(each, str) and Places.has_words(each)}
        return found + [f"{key}.{name}" for name in texts if value.get(f"{name}Direction") != "rtl"]

    wrong, seen = {}, set()
    for address in addresses:
        answer = reader.get(address, headers={"Accept": "application/json"})
        if answer.headers["Content-Type"].startswith("application/json"):
            seen.add(f"{address} in JSON")
            if unsaid(json.loads(answer.body)):
                wrong[f"{address} in JSON"] = unsaid(json.loads(answer.body))
        answer = reader.get(address)
        assert answer.status == 200, answer
        places = Places(answer.text, set(handles))
        seen |= {address} if NAME in html.unescape(answer.text) else set()
        if places.nameless or places.undirected:
            wrong[address] = {"without a handle": places.nameless, "without a direction": places.undirected}
    assert wrong == {}, "\n".join(f"{address}: {found}" for address, found in wrong.items())
    nowhere = {"/messages?on=requests", "/account/blocks", f"{channel}/record", f"{channel}/invitations"}
    assert set(addresses) - seen <= nowhere
    in_json = {"/messages", "/bookmarks", "/scheduled", "/files", "/saved", channel, f"{channel}/threads"}
    assert {f"{address} in JSON" for address in in_json} <= seen


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_whoever_writes_from_right_to_left_stands_before_the_time_and_their_words_run_their_way(person, scripts):
    writer = person(NAME, scripts=scripts).arrive()
    slug = writer.visitor.create_channel(f"Hebrew {scripts}")
    writer.visitor.say(slug, WORDS)
    writer.visitor.say(slug, "And in English.")
    writer.open(slug)
    writer.sees(WORDS, "And in English.")
    place = writer.page if scripts else writer.frame
    author, time = (place.locator(f".message .{part}").first.bounding_box() for part in ("author", "time"))
    assert author["x"] + author["width"] <= time["x"] + 1
    ways = [text.evaluate("text => getComputedStyle(text).direction") for text in writer.messages.all()]
    assert ways == ["rtl", "ltr"]
    writer.box.fill(WORDS)
    assert writer.box.evaluate("box => getComputedStyle(box).direction") == "rtl"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_nothing_of_somebodys_is_called_as_if_the_site_itself_spoke_and_what_is_stays(instance, person, scripts):
    writer = person("Wendy Writer", scripts=scripts).arrive()
    page = writer.page

    def is_refused(name: str, typed: str):
        expect(page.locator("#name-error")).to_contain_text("Leave \u201cAgentor\u201d")
        expect(page.get_by_label("Name", exact=True)).to_have_value(typed)
        expect(page.get_by_label("Description")).to_have_value(name)

    page.goto("/channels/new")
    page.get_by_label("Name", exact=True).fill("Agentor support")
    page.get_by_label("Description").fill("We help you.")
    page.get_by_label("Public").check()
    writer.press("Create channel")
    is_refused("We help you.", "Agentor support")
    page.get_by_label("Name", exact=True).fill("Users in Berlin")
    writer.press("Create channel")
    page.wait_for_url("**/channels/users-in-berlin*")
    slug = page.url.rpartition("/")[2]
    settings = f"/channels/{slug}/settings"
    page.goto(settings)
    page.get_by_label("Name", exact=True).fill("\u0410gentor")
    writer.press("Save")
    is_refused("We help you.", "\u0410gentor")

    # One of before there was such a rule.
    instance.sql(f"update messaging.channels set name = 'Agentor Team' where slug = '{slug}'")
    page.goto(settings)
    page.get_by_label("Description").fill("We are many.")
    writer.press("Save")
    writer.is_at(f"/channels/{slug}")
    expect(page.get_by_role("heading", level=1, name="Agentor Team")).to_be_visible()


def test_services_works_profiles_and_companies_do_not_speak_for_the_site_either(visitor):
    agent, client = visitor("Ag Ent", arrived=False).sign_up().onboard_as_agent(), visitor("Cli Ent")
    typed = {"description": "Kept as it was typed.", "about": "Kept as it was typed.", "need": "Kept as it was typed."}
    for somebody, address, field in (
        (agent, "/profile/services/new", "title"),
        (agent, "/profile/portfolio/new", "title"),
        (agent, "/onboarding/agent-profile", "headline"),
        (client, "/onboarding/client-profile", "company"),
    ):
        form = somebody.get(address).form(address)
        answer = somebody.submit(
            form, {name: typed[name] for name, _ in form.fields if name in typed} | {field: "Agentor-Team"}
        )
        assert answer.status == 422, answer
        error = re.search(rf'id="{field}-error".*?</p>', answer.text, re.DOTALL)
        assert error and "Leave \u201cAgentor\u201d" in error[0], (address, error)
        assert answer.says("Agentor-Team") and answer.says("Kept as it was typed."), address
