"""A conversation updates by itself, with scripts and without."""

import concurrent.futures
import contextlib
import re
import socket
import subprocess
import threading

import pytest
from playwright.sync_api import expect

from instance import frozen, wait_until
from person import sign_out, takes

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])


@BOTH
def test_half_typed_text_and_the_focus_stay_while_messages_come_in(person, visitor, scripts):
    writer, talker = person("Wendy Writer", scripts).arrive(), visitor("Tom Talker")
    slug = talker.create_channel()
    writer.join(slug)
    writer.open(slug)
    page = writer.page
    entries = page.evaluate("history.length")

    writer.box.press_sequentially("I am still think")
    for number in range(3):
        talker.say(slug, f"News {number}")
        writer.reads(f"News {number}", timeout=3000)
        expect(writer.box).to_be_focused()
        expect(writer.box).to_have_value("I am still think")
    writer.box.press_sequentially("ing")
    expect(writer.box).to_have_value("I am still thinking")
    assert page.evaluate("history.length") == entries, "the way back leads through every update"

    page.get_by_role("button", name="Send").click()
    writer.sees("News 0", "News 1", "News 2", "I am still thinking")


def test_without_scripts_the_frame_can_be_paused_and_resumed(person, visitor):
    reader, talker = person("Rita Reader", scripts=False).arrive(), visitor("Tom Talker")
    slug = talker.create_channel()
    reader.join(slug)
    reader.open(slug)
    talker.say(slug, "Before")
    reader.sees("Before")

    reader.frame.get_by_role("link", name="Pause").click()
    # In the place of the frame around it too, which would begin anew.
    still = reader.still
    expect(still.get_by_text("Paused")).to_be_visible()
    talker.say(slug, "Meanwhile")
    reader.page.wait_for_timeout(1500)
    expect(still.locator(".message-text")).to_have_text(["Before"])

    still.get_by_role("link", name="Resume").click()
    resumed = reader.frame.frame_locator("iframe").locator(".message-text")
    expect(resumed).to_have_text(["Before", "Meanwhile"])
    talker.say(slug, "After")
    expect(resumed).to_have_text(["Before", "Meanwhile", "After"])


class Wire:
    """A way to the site that can be cut. Browsers keep one set of cookies for all ports of a host."""

    def __init__(self, port: int):
        self._port, self._is_cut = port, False
        self._ends: list[socket.socket] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                here, _ = self._door.accept()
                if self._is_cut:
                    here.close()
                    continue
                there = socket.create_connection(("127.0.0.1", self._port))
                self._ends += [here, there]
                for ends in ((here, there), (there, here)):
                    threading.Thread(target=self._carry, args=ends, daemon=True).start()

    @staticmethod
    def _carry(source: socket.socket, target: socket.socket):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self):
        self._is_cut = True
        for end in self._ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self):
        self._is_cut = False

    def close(self):
        self._door.close()
        self.cut()


@pytest.fixture
def wire(instance):
    wire = Wire(instance.port)
    yield wire
    wire.close()


def is_showing_an_error(page) -> bool:
    """Whether a frame holds the browser's own page for a network that is away. Looks again after a moment."""
    page.wait_for_timeout(100)
    return any(frame.url.startswith("chrome-error:") for frame in page.frames)


def test_without_scripts_a_frame_is_live_again_within_a_minute_of_the_networks_return(person, visitor, wire):
    reader, talker = person("Rita Reader", scripts=False).arrive(), visitor("Tom Talker")
    slug, other = talker.create_channel(), talker.create_channel()
    reader.join(slug)
    reader.visitor.join(other)
    page, board = reader.page, reader.context.new_page()
    # See `Person.open`.
    page.goto(f"{wire.base}/channels/{slug}", wait_until="domcontentloaded")
    board.goto(f"{wire.base}/dashboard", wait_until="domcontentloaded")
    talker.say(slug, "Before")
    reader.sees("Before")
    entries = page.evaluate("history.length")
    reader.box.press_sequentially("Half a sen")

    wire.cut()
    for each in (page, board):
        wait_until(lambda: is_showing_an_error(each), 30, "the frame has lost the network")
    talker.say(slug, "Meanwhile")
    talker.say(other, "Elsewhere")
    wire.mend()
    reader.sees("Before", "Meanwhile", timeout=60_000)
    summary = board.frame_locator("iframe").frame_locator("iframe").get_by_text("1 unread")
    expect(summary.first).to_be_visible(timeout=60_000)
    talker.say(slug, "After")
    reader.sees("Before", "Meanwhile", "After")
    expect(reader.box).to_have_value("Half a sen")
    expect(reader.box).to_be_focused()
    assert page.evaluate("history.length") == entries, "the way back leads through every frame"


@pytest.mark.parametrize(
    "key",
    [{"keyCode": 13, "isComposing": True}, {"keyCode": 229, "isComposing": False}],
    ids=["while composing", "in Safari's order"],
)
def test_the_enter_that_ends_what_an_input_method_composes_sends_nothing(person, key):
    writer = person("Wendy Writer").arrive()
    slug = writer.visitor.create_channel()
    writer.open(slug)
    hint = writer.page.locator("#message-hint")
    expect(hint).to_contain_text("Enter")
    writer.box.fill("とうきょう")

    assert not takes(writer.box, key)
    assert takes(writer.box, {"keyCode": 13, "isComposing": False})
    writer.sees("とうきょう")
    assert writer.visitor.log(slug) == ["とうきょう"]


@pytest.mark.parametrize("year", [2001, 2099])
def test_a_clock_that_is_wrong_changes_nothing(person, visitor, year):
    writer, talker = person("Wendy Writer").arrive(), visitor("Tom Talker")
    slug = talker.create_channel()
    writer.visitor.join(slug)
    talker.say(slug, "Before")
    writer.page.add_init_script(
        f"""{{
            const off = Date.UTC({year}, 0, 1) - Date.now(), Right = Date;
            globalThis.Date = class extends Right {{
                constructor(...given) {{ given.length ? super(...given) : super(Right.now() + off); }}
                static now() {{ return Right.now() + off; }}
            }};
        }}"""
    )
    writer.open(slug)
    assert writer.page.evaluate("new Date().getUTCFullYear()") in (year, year - 1)
    talker.say(slug, "And on")
    writer.sees("Before", "And on")
    writer.say("From the past or the future")
    writer.sees("Before", "And on", "From the past or the future")
    shown = writer.page.locator(".messages time").all_inner_texts()
    days = writer.page.locator(".messages .day").all_inner_texts()
    talker.get(f"/channels/{slug}")
    writer.page.reload()
    expect(writer.messages).to_have_count(3)
    assert writer.page.locator(".messages time").all_inner_texts() == shown
    assert writer.page.locator(".messages .day").all_inner_texts() == days
    assert str(year) not in "".join(days)


def test_the_log_stands_still_and_is_a_link_away(person, visitor):
    reader, talker = person("Rita Reader", scripts=False).arrive(), visitor("Tom Talker")
    slug = talker.create_channel()
    reader.join(slug)
    talker.say(slug, "Said")
    reader.open(slug)
    reader.page.locator(f'a[href="/channels/{slug}/log"]').first.click()
    expect(reader.page).to_have_url(re.compile(f"/channels/{slug}/log$"))
    expect(reader.page.locator(".message-text")).to_have_text(["Said"])
    assert reader.visitor.get(f"/channels/{slug}/log").page.refresh is None


def test_the_frame_asks_again_at_once_for_an_address_nobody_else_asks_for(visitor):
    reader = visitor()
    slug = reader.create_channel()
    refreshes = {reader.get(f"/channels/{slug}/live").page.refresh for _ in range(5)}
    assert len(refreshes) == 5
    for refresh in refreshes:
        assert re.fullmatch(rf"0; url=/channels/{slug}/live\?after=0&hold=\w+", refresh)


def test_many_voices_are_heard_once_and_in_one_order(person, visitor):
    readers = [person("Rita Reader", scripts=True).arrive(), person("Rob Reader", scripts=False).arrive()]
    talkers = [visitor(f"Talker {number}") for number in range(4)]
    slug = talkers[0].create_channel()
    for each in talkers[1:]:
        each.join(slug)
    for reader in readers:
        reader.join(slug)
        reader.open(slug)

    def talk(number):
        for line in range(6):
            talkers[number].say(slug, f"Line {line} of talker {number}")

    with concurrent.futures.ThreadPoolExecutor() as pool:
        list(pool.map(talk, range(4)))
    order = talkers[0].log(slug)
    assert sorted(order) == sorted(f"Line {line} of talker {number}" for line in range(6) for number in range(4))
    for number in range(4):
        mine = [text for text in order if text.endswith(f"talker {number}")]
        assert mine == sorted(mine), "one person's messages stand in the order they were sent"
    for reader in readers:
        reader.sees(*order)


def test_a_cursor_never_expires(visitor):
    talker = visitor()
    slug = talker.create_channel()
    for number in range(5):
        talker.say(slug, f"Word {number}")
    for after in range(5):
        answer = talker.changes(slug, after)
        assert answer.status == 200
        assert answer.texts == [f"Word {number}" for number in range(after, 5)]
        assert answer.headers["Agentor-Cursor"] == "5"


def test_a_poll_is_held_until_there_is_something(visitor):
    talker = visitor()
    slug = talker.create_channel()
    with concurrent.futures.ThreadPoolExecutor() as pool:
        held = pool.submit(talker.changes, slug, 0)
        assert not concurrent.futures.wait([held], timeout=1).done, "the poll was not held"
        talker.say(slug, "At last")
        assert held.result(5).texts == ["At last"]


def test_a_poll_with_nothing_to_say_ends_within_half_a_minute(visitor):
    talker = visitor()
    slug = talker.create_channel()
    answer = talker.changes(slug, 0, timeout=30)
    assert (answer.status, answer.body) == (204, b"")


def test_a_reader_held_by_one_worker_hears_what_another_worker_stores(instance, visitor):
    talker, reader = visitor(), visitor()
    slug = talker.create_channel()
    reader.join(slug)
    form = talker.message_form(slug)
    first, second = instance.workers()
    with concurrent.futures.ThreadPoolExecutor() as pool:
        # Only the second worker can take the poll, only the first the message.
        with frozen(first):
            held = pool.submit(reader.changes, slug, 0)
            assert not concurrent.futures.wait([held], timeout=1).done
        with frozen(second):
            assert talker.submit(form, {"message": "Across"}).status == 303
            assert not held.done()
        assert held.result(5).texts == ["Across"]


def test_a_text_browser_shows_the_messages(visitor):
    talker = visitor("Tom Talker")
    slug = talker.create_channel("Plain talk")
    talker.say(slug, "Words, and nothing else.")
    cookie = "; ".join(f"{name}={value}" for name, value in talker.cookies.items())

    def shown(path):
        return subprocess.run(
            [
                "w3m",
                "-dump",
                "-cols",
                "80",
                "-o",
                "auto_image=FALSE",
                "-header",
                f"Cookie: {cookie}",
                talker.instance.base + path,
            ],
            check=True,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        ).stdout

    page = shown(f"/channels/{slug}")
    assert "Plain talk" in page
    assert "Messages without live updates" in page
    log = shown(f"/channels/{slug}/log")
    assert "Tom Talker" in log
    assert "Words, and nothing else." in log


def test_earlier_messages_are_a_link_away(person, visitor):
    reader = person("Rita Reader", scripts=False).arrive()
    talkers = [visitor(f"Talker {number}") for number in range(2)]
    slug = talkers[0].create_channel()
    talkers[1].join(slug)
    reader.join(slug)
    for number in range(60):
        talkers[number % 2].say(slug, f"Message {number}")

    seen = reader.visitor.get(f"/channels/{slug}").texts
    assert seen == [f"Message {number}" for number in range(60 - len(seen), 60)]
    address = f"/channels/{slug}"
    while len(seen) < 60:
        page = reader.visitor.get(address).page
        address = next(target for target, label in page.links if label == "Earlier messages")
        earlier = reader.visitor.get(address).texts
        assert earlier
        seen = earlier + seen
    assert seen == [f"Message {number}" for number in range(60)]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_message_has_an_address_of_its_own_that_leads_back_to_its_place(person, visitor, scripts):
    reader, talker = person("Rita Reader", scripts=scripts).arrive(), visitor("Tom Talker")
    slug = talker.create_channel()
    reader.join(slug)
    for number in range(1, 61):
        talker.say(slug, f"Message {number}")
    page, base = reader.page, f"/channels/{slug}"
    reader.open(slug)
    inside = page if scripts else reader.frame
    # From the frame that is live without scripts too, the link takes the whole window.
    inside.locator("#m-60 a.time").press("Enter")
    page.wait_for_url(f"**{base}/messages/60")
    page.goto(f"{base}/messages/20")
    expect(page.get_by_role("heading", level=1)).to_have_text("Message from Tom Talker")
    expect(page.get_by_text("Message 20", exact=True)).to_be_visible()
    page.get_by_role("link", name="Show in the conversation").click()
    page.wait_for_url(f"**{base}?around=20#m-20")
    expect(page.locator("#m-20")).to_be_in_viewport()
    # With scripts they come by themselves.
    if not scripts:
        page.get_by_role("link", name="Later messages").click()
    expect(page.locator("#m-60")).to_be_attached()
    expect(page.get_by_role("link", name="Later messages")).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False])
def test_what_is_new_is_told_from_what_was_read_and_can_be_kept_for_later(person, visitor, scripts):
    reader, talker = person("Rita Reader", scripts=scripts).arrive(), visitor("Tom Talker")
    slug = talker.create_channel("For later")
    reader.join(slug)
    for word in ("One", "Two", "Three"):
        talker.say(slug, word)
    page = reader.page
    reader.open(slug)
    shown = page if scripts else reader.frame
    expect(shown.locator("#m-3")).to_be_visible()
    page.goto(f"/channels/{slug}/messages/2")
    page.get_by_role("button", name="Mark as unread from here").click()
    page.wait_for_url("**/channels?done=unread")
    expect(unread(reader, slug)).to_have_text("2 unread", timeout=20_000)
    reader.open(slug)
    line = shown.locator(".last-read")
    expect(shown.locator("#m-1 .last-read")).to_have_text("New messages")
    talker.say(slug, "Four")
    expect(shown.locator("#m-4")).to_be_visible(timeout=20_000)
    expect(line).to_have_count(1)

    def is_read() -> bool:
        # Read marks are gathered for a second.
        reader.open(slug)
        expect(shown.locator("#m-4")).to_be_visible()
        return line.count() == 0

    wait_until(is_read, 10, "what was seen is not new")


def test_closing_the_page_ends_its_poll(instance, person):
    reader = person("Rita Reader").arrive()
    slug = reader.create_channel("Leaving")
    reader.open(slug)

    def waiting() -> int:
        return sum(instance.metric("agentor_waiting_readers").values())

    wait_until(lambda: waiting() == 1, 10, "the poll waits")
    reader.page.goto("about:blank")
    wait_until(lambda: waiting() == 0, 5, "the poll is over")


@pytest.mark.parametrize("size", [(1280, 800), (360, 640)], ids=["desktop", "phone"])
def test_without_scripts_a_long_conversation_can_be_read_back_to_its_beginning(person, visitor, size):
    width, height = size
    reader = person("Rita Reader", scripts=False, viewport={"width": width, "height": height}).arrive()
    talker = visitor("Tom Talker")
    slug = talker.create_channel()
    reader.join(slug)
    for number in range(40):
        talker.say(slug, f"Line {number}")
    reader.open(slug)
    first, last = (reader.messages.get_by_text(f"Line {number}", exact=True) for number in (0, 39))
    expect(last).to_be_in_viewport()
    expect(first).not_to_be_in_viewport()
    reader.messages.last.hover()
    reader.page.mouse.wheel(0, -20_000)
    expect(first).to_be_in_viewport()

    reader.page.goto(f"/channels/{slug}/log")
    first = reader.page.locator(".message-text").first
    expect(first).not_to_be_in_viewport()
    reader.page.locator(".message-text").last.click()
    reader.page.keyboard.press("Home")
    expect(first).to_be_in_viewport()


def test_going_back_to_a_sent_form_and_sending_it_again_says_it_once(person):
    writer = person("Wendy Writer", scripts=False).arrive()
    slug = writer.create_channel("Back again")
    writer.say("Only once")
    writer.sees("Only once")
    writer.page.go_back()
    writer.box.fill("Only once")
    writer.page.get_by_role("button", name="Send").click()
    writer.sees("Only once")
    writer.page.go_back()
    writer.box.fill("Something else")
    writer.page.get_by_role("button", name="Send").click()
    writer.sees("Only once", "Something else")
    assert len(writer.visitor.log(slug)) == 2


def unread(reader, slug: str):
    """What the page that is open says of a channel by itself: in its list, or in the frame where scripts are off."""
    if reader.scripts:
        return reader.page.locator(f'[data-channel="{slug}"] .unread')
    frame = reader.page.frame_locator("iframe.inbox-frame").frame_locator("iframe")
    return frame.get_by_role("listitem").filter(has=frame.locator(f'a[href="/channels/{slug}"]')).locator(".unread")


@BOTH
@pytest.mark.parametrize("address", ["/dashboard", "/channels"])
def test_pages_that_list_channels_tell_what_comes_in_while_they_are_open(person, visitor, scripts, address):
    reader, talker = person("Dora Dashboard", scripts).arrive(), visitor("Tom Talker")
    slugs = [talker.create_channel(f"News {number} of {address[1:]}") for number in range(2)]
    for slug in slugs:
        reader.join(slug)
    reader.page.goto(address)
    entries = reader.page.evaluate("history.length")
    for slug in slugs:
        for number in (1, 2):
            talker.say(slug, f"News {number}")
            expect(unread(reader, slug)).to_have_text(f"{number} unread", timeout=20_000)
    assert reader.page.evaluate("history.length") == entries, "the way back leads through every update"


@BOTH
def test_a_channel_read_in_one_tab_is_unread_no_more_in_another(person, visitor, scripts):
    reader, talker = person("Dora Dashboard", scripts).arrive(), visitor("Tom Talker")
    slug = talker.create_channel("Two tabs")
    reader.visitor.join(slug)
    talker.say(slug, "Hello")
    reader.page.goto("/dashboard")
    expect(unread(reader, slug)).to_have_text("1 unread", timeout=20_000)
    other = reader.context.new_page()
    other.goto(f"/channels/{slug}")
    expect(unread(reader, slug)).to_have_count(0, timeout=20_000)


def test_a_channel_joined_elsewhere_appears_in_the_list(person, visitor):
    reader, talker = person("Dora Dashboard").arrive(), visitor("Tom Talker")
    slug = talker.create_channel("Joined elsewhere")
    reader.page.goto("/dashboard")
    expect(reader.page.locator(f'[data-channel="{slug}"]')).to_have_count(0)
    reader.visitor.join(slug)
    talker.say(slug, "Welcome")
    expect(reader.page.locator(f'[data-channel="{slug}"]')).to_have_count(1, timeout=20_000)
    expect(unread(reader, slug)).to_have_text("1 unread", timeout=20_000)


def test_a_page_in_a_channel_counts_what_is_unread_elsewhere_and_a_hidden_one_what_came_in_its_own(person, visitor):
    reader, talker = person("Rita Reader").arrive(), visitor("Tom Talker")
    here, elsewhere = talker.create_channel("In view"), talker.create_channel("Elsewhere")
    for slug in (here, elsewhere):
        reader.join(slug)
    reader.open(here)
    page = reader.page
    expect(page).to_have_title("⁨In view⁩ – Agentor")
    talker.say(elsewhere, "Somewhere else")
    expect(page).to_have_title("(1) ⁨In view⁩ – Agentor", timeout=20_000)
    expect(page.get_by_role("navigation", name="Main").get_by_text("1 unread")).to_be_visible()

    def look(is_hidden: bool):
        page.evaluate(
            """isHidden => {
                Object.defineProperty(document, "hidden", { get: () => isHidden, configurable: true });
                document.dispatchEvent(new Event("visibilitychange"));
            }""",
            is_hidden,
        )

    look(True)
    talker.say(here, "While you look away")
    look(True)
    # It asks every twenty seconds, and may have asked before its worker had heard of the message.
    expect(page).to_have_title("(2) ⁨In view⁩ – Agentor", timeout=60_000)
    reader.sees()
    look(False)
    reader.sees("While you look away")
    expect(page).to_have_title("(1) ⁨In view⁩ – Agentor", timeout=20_000)


def test_a_wait_for_an_inbox_is_over_when_the_session_is(person, visitor):
    reader = person("Dora Dashboard").arrive()
    reader.page.goto("/dashboard")
    other = reader.context.new_page()
    other.goto("/account")
    sign_out(other)
    expect(reader.page.get_by_role("status")).to_contain_text("You are signed out.", timeout=20_000)
