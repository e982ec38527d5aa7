"""Everything that was ever said is reached: by scrolling, by day, from where one had read to, and going back."""

import re

import pytest
from playwright.sync_api import expect

from instance import wait_until


def said(instance, slug: str, count: int, start: str = "now() - interval '2 days'"):
    """Has the channel's creator have said so much, a message a minute."""
    instance.sql(f"""
        set session_replication_role = replica;
        insert into messaging.messages (channel_id, user_id, content, seq, changed_seq, nonce, created_at, updated_at)
            select c.id, c.created_by, 'Message ' || n, n, n, gen_random_uuid(), moment, moment
            from messaging.channels c, generate_series(1, {count}) n,
                lateral (select {start} + n * interval '1 minute') at (moment)
            where c.slug = '{slug}';
        update messaging.channels set last_seq = {count}, revision = revision + 1 where slug = '{slug}';
        update messaging.channel_members m set last_read_seq = {count}
            from messaging.channels c where c.id = m.channel_id and c.slug = '{slug}';
    """)


def on_screen(page) -> list[int]:
    """The numbers of the messages in the list, which stand in order and each once, with a line for each day."""
    shown = page.evaluate("""[...document.querySelectorAll("#messages > li")].map(item =>
        [item.id, item.dataset.day, item.querySelector(".day") !== null])""")
    numbers = [int(name[2:]) for name, _, _ in shown]
    assert numbers == sorted(set(numbers))
    days = [day for _, day, _ in shown]
    starts = [before != day for before, day in zip([None, *days], days)]
    assert starts == [starts for _, _, starts in shown], "the lines between days"
    return numbers


def top_of_view(page) -> tuple[int, float]:
    """The first message that begins in view, and how far below the edge."""
    return tuple(page.evaluate("""(() => {
        const top = document.querySelector(".log").getBoundingClientRect().top;
        for (const item of document.querySelectorAll("#messages > li")) {
            const below = item.getBoundingClientRect().top - top;
            if (below >= -1) return [Number(item.dataset.seq), below];
        }
    })()"""))


def address(page) -> str:
    return page.evaluate("location.href")


def scroll(page, by: int):
    page.locator(".log").hover()
    page.mouse.wheel(0, by)


@pytest.fixture
def talk(instance, person, visitor):
    """A reader at a channel in which something was said."""

    def make(count: int, scripts: bool = True, **options):
        reader, talker = person("Rita Reader", scripts, **options).arrive(), visitor("Tom Talker")
        slug = talker.create_channel()
        reader.visitor.join(slug)
        said(instance, slug, count)
        return reader, talker, slug

    return make


def test_scrolling_goes_through_the_whole_history_and_keeps_the_page_small(talk):
    reader, talker, slug = talk(1000)
    reader.open(slug)
    page = reader.page
    seen = set(on_screen(page))
    assert max(seen) == 1000

    def everything_was_seen() -> bool:
        scroll(page, -2000)
        numbers = on_screen(page)
        assert len(numbers) <= 600 and numbers == list(range(numbers[0], numbers[-1] + 1))
        seen.update(numbers)
        return numbers[0] == 1

    wait_until(everything_was_seen, 60, "the first message is on the page", pause=0.1)
    assert seen == set(range(1, 1001))
    expect(page.get_by_role("link", name="Earlier messages")).to_have_count(0)
    wait_until(lambda: "around=" in address(page), 5, "the address says where the reader is")

    # What is said meanwhile has no place here, and is not read.
    talker.say(slug, "Meanwhile")
    button = page.get_by_role("button", name="New messages")
    expect(button).to_be_visible()
    assert on_screen(page)[-1] < 1000

    def back_at_the_end() -> bool:
        scroll(page, 2000)
        numbers = on_screen(page)
        assert len(numbers) <= 600 and numbers == list(range(numbers[0], numbers[-1] + 1))
        return numbers[-1] == 1001

    wait_until(back_at_the_end, 60, "the last message is on the page", pause=0.1)
    expect(page.get_by_role("link", name="Later messages")).to_have_count(0)
    talker.say(slug, "Live again")
    reader.reads("Live again")
    scroll(page, 100_000)
    wait_until(lambda: address(page).endswith(slug), 5, "the address is that of the latest messages")


def test_the_reading_place_stays_while_earlier_messages_come(talk):
    reader, _, slug = talk(300)
    reader.open(slug)
    page = reader.page
    for _ in range(4):
        first = on_screen(page)[0]
        # As a reader comes near, and then stays.
        page.evaluate("""(() => {
            const log = document.querySelector(".log");
            log.scrollTop = -(log.scrollHeight - log.clientHeight - 200);
        })()""")
        place = top_of_view(page)
        wait_until(lambda: on_screen(page)[0] < first, 10, "earlier messages have come")
        number, below = top_of_view(page)
        assert number == place[0] and abs(below - place[1]) < 2


def test_the_way_to_the_latest_is_a_button_away(instance, talk):
    reader, talker, slug = talk(200)
    page = reader.page
    page.goto(f"/channels/{slug}?around=30")
    expect(page.locator("#m-30")).to_be_in_viewport()
    assert top_of_view(page)[0] == 30
    instance.sql(f"update messaging.channel_members set last_read_seq = 100 where channel_id = "
                 f"(select id from messaging.channels where slug = '{slug}')")
    talker.say(slug, "For whoever comes back")
    expect(page.get_by_role("button", name="New messages")).to_be_visible()
    read = f"select last_read_seq from messaging.channel_members m join messaging.channels c on " \
           f"c.id = m.channel_id where m.role = 'member' and c.slug = '{slug}'"
    assert instance.sql(read) == "100", "an earlier part was looked at, and nothing new"
    page.get_by_role("button", name="New messages").click()
    expect(page.locator("#m-201")).to_be_in_viewport()
    assert on_screen(page)[-1] == 201
    wait_until(lambda: instance.sql(read) == "201", 10, "what is new is read")
    talker.say(slug, "Live")
    reader.reads("Live")


def test_a_page_around_a_place_is_live_once_it_reaches_the_latest(talk):
    reader, talker, slug = talk(120)
    page = reader.page
    page.goto(f"/channels/{slug}?around=40#m-40")
    expect(page.locator("#m-40")).to_be_in_viewport()
    talker.say(slug, "Between")

    def reaches_the_end() -> bool:
        scroll(page, 1500)
        return on_screen(page)[-1] == 121

    wait_until(reaches_the_end, 20, "the latest message is on the page", pause=0.1)
    expect(page.get_by_role("link", name="Go to the latest messages")).to_have_count(0)
    talker.say(slug, "Now")
    reader.reads("Now")
    reader.say("An answer")
    reader.reads("An answer")
    numbers = on_screen(page)
    assert numbers == list(range(numbers[0], 124))


def test_changes_come_to_earlier_parts_too(talk):
    reader, talker, slug = talk(200)
    page = reader.page
    page.goto(f"/channels/{slug}?around=100")
    expect(page.locator("#m-100")).to_be_in_viewport()
    talker.react(slug, 100, "👍")
    expect(page.locator("#m-100 .reactions")).to_contain_text("👍")
    # What came before it was loaded too.
    talker.react(slug, 20, "🎉")
    wait_until(lambda: (scroll(page, -1500), on_screen(page)[0] == 1)[1], 20, "the first is there", pause=0.1)
    expect(page.locator("#m-20 .reactions")).to_contain_text("🎉")


@pytest.mark.parametrize("again", ["back", "reload"])
def test_going_back_and_loading_again_return_to_the_same_place(talk, again):
    reader, _, slug = talk(400)
    reader.open(slug)
    page = reader.page

    def is_far_up() -> bool:
        scroll(page, -1500)
        return top_of_view(page)[0] < 200

    wait_until(is_far_up, 30, "the reader is far up", pause=0.1)
    wait_until(lambda: f"around={top_of_view(page)[0]}" in address(page), 10, "the address says where")
    reader.box.fill("Half a sen")
    # What somebody goes to by keyboard is moved to the middle if it was not in view whole.
    page.locator(f"#m-{top_of_view(page)[0]} a.time").focus()
    wait_until(lambda: f"around={top_of_view(page)[0]}" in address(page), 10, "the address says where")
    number, _ = top_of_view(page)
    if again == "back":
        page.keyboard.press("Enter")
        page.wait_for_url("**/messages/*")
        page.go_back()
        expect(reader.box).to_have_value("Half a sen")
    else:
        page.reload()
    expect(page.locator(f"#m-{number}")).to_be_in_viewport()
    assert top_of_view(page)[0] == number


def test_without_scripts_links_lead_both_ways_and_back(talk):
    reader, _, slug = talk(200, scripts=False)
    page = reader.page
    page.goto(f"/channels/{slug}?around=100#m-100")
    expect(page.locator("#m-100")).to_be_in_viewport()
    reader.box.fill("Half a sen")
    page.get_by_role("link", name="Later messages").click()
    expect(page.locator("#m-149")).to_be_visible()
    page.get_by_role("link", name="Earlier messages").click()
    expect(page.locator("#m-99")).to_be_visible()
    page.get_by_role("link", name="Later messages").click()
    expect(page.locator("#m-100")).to_be_visible()
    for _ in range(3):
        page.go_back()
    reader.is_at(f"/channels/{slug}?around=100#m-100")
    expect(page.locator("#m-100")).to_be_visible()
    expect(reader.box).to_have_value("Half a sen")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
@pytest.mark.parametrize("width", [375, 1280])
def test_a_day_is_gone_to_by_its_date(instance, talk, scripts, width):
    reader, talker, slug = talk(0, scripts, viewport={"width": width, "height": 800})
    said(instance, slug, 2000, "timestamptz '2026-03-01 12:00Z'")
    page = reader.page
    page.goto(f"/channels/{slug}", wait_until="domcontentloaded")

    def go_to(day: str):
        if width < 768:
            page.goto(f"/channels/{slug}#about")
        page.get_by_label("Go to a day").fill(day)
        page.get_by_role("button", name="Go", exact=True).click()

    go_to("2026-03-02")
    # It began at noon the day before, a message a minute.
    page.wait_for_url(f"**/channels/{slug}?on=2026-03-02&around=720#m-720")
    expect(page.locator("#m-720")).to_be_in_viewport()
    expect(page.locator("#m-719")).to_be_attached()
    if width > 768:
        expect(page.get_by_label("Go to a day")).to_have_value("2026-03-02")
    go_to("2031-01-01")
    expect(page.get_by_text("Nothing was said on Wednesday, 1 January 2031 or later.")).to_be_visible()
    go_to("2020-01-01")
    expect(page.get_by_text("Nothing was said on Wednesday, 1 January 2020. This is what came next.")).to_be_visible()
    expect(page.locator("#m-1")).to_be_in_viewport()
    # By hand.
    page.goto(f"/channels/{slug}?on=2026-02-30")
    expect(page.get_by_role("link", name="This is no day.")).to_be_visible()
    page.get_by_role("link", name="This is no day.").click()
    expect(page.locator("#on-error")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_what_is_new_begins_a_link_away(instance, talk, scripts):
    reader, _, slug = talk(300, scripts)
    instance.sql(f"update messaging.channel_members set last_read_seq = 120 where channel_id = "
                 f"(select id from messaging.channels where slug = '{slug}')")
    reader.open(slug)
    page = reader.page
    page.get_by_role("link", name=re.compile(r"^100\+ new since ")).click()
    page.wait_for_url(f"**/channels/{slug}?around=121&read=120#m-121")
    expect(page.locator("#m-121")).to_be_in_viewport()
    expect(page.locator("#m-120 .last-read")).to_have_text("New messages")
    expect(page.locator(".last-read")).to_have_count(1)


def test_the_line_between_old_and_new_is_there_for_whoever_scrolls_to_it(instance, talk):
    reader, _, slug = talk(300)
    instance.sql(f"update messaging.channel_members set last_read_seq = 220 where channel_id = "
                 f"(select id from messaging.channels where slug = '{slug}')")
    reader.open(slug)
    page = reader.page
    expect(page.get_by_role("link", name=re.compile(r"^80 new since "))).to_be_visible()
    wait_until(lambda: (scroll(page, -800), page.locator("#m-221").count())[1], 20, "it is there", pause=0.1)
    expect(page.locator("#m-220 .last-read")).to_have_text("New messages")
    wait_until(lambda: (scroll(page, -300), page.locator("#new-above").count() == 0)[1], 20, "it was seen", pause=0.1)
