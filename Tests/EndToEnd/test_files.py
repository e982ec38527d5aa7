"""Pictures and files go with messages, in browsers with scripts on and off."""

import base64
import io
import json
import pathlib
import re
import zipfile

import pytest
from PIL import Image
from playwright.sync_api import expect

from checks import accessibility_problems
from instance import wait_until
from person import takes
from sent_files import FILE, PDF, links_to, multipart, picture, send, send_picture, submit
from visitor import Visitor

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])

LABELS = "labels.pdf"
PROGRAM = b"MZ" + bytes(58) + b"\x80\0\0\0" + bytes(64) + b"PE\0\0" + bytes(400)
#: One more than a file may have.
TOO_LARGE = (25 << 20) + 1


def payload(name: str, content: bytes, kind: str = "application/octet-stream") -> dict:
    """As Playwright has what is chosen."""
    return {"name": name, "mimeType": kind, "buffer": content}


def choose(person, *files: dict | pathlib.Path):
    """Chooses files in the form of a message, as somebody without a mouse does."""
    page = person.page
    if not person.scripts:
        page.locator(".attach > summary").click()
        page.get_by_label("Files", exact=True).set_input_files(list(files))
        return
    page.locator("#message").focus()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Attach", exact=True).click()
    chooser.value.set_files(list(files))


def message(person, number: int = 1):
    place = person.page if person.scripts else person.frame
    return place.locator(f"#m-{number}")


def is_drawn(image):
    """The picture itself has come, and not what stands for it."""
    expect(image).to_be_visible(timeout=15_000)
    image.scroll_into_view_if_needed()
    wait_until(lambda: image.evaluate("i => i.complete && i.naturalWidth > 0"), 15, "a picture comes", pause=0.1)


def pending(person):
    return person.page.locator(".pending > li")


def is_ready(person, name: str):
    """What is chosen has come to the server."""
    row = pending(person).filter(has_text=name)
    expect(row.locator("input[name=file]")).to_have_count(1, timeout=15_000)


def drop(person, kind: str, *files: dict):
    """Drops files on the conversation, or pastes them into the message box."""
    person.page.locator("#message").focus()
    person.page.locator(".attach-files").wait_for()
    person.page.evaluate(
        """([kind, files]) => {
            const transfer = new DataTransfer()
            for (const { name, type, content } of files) {
                const bytes = Uint8Array.from(atob(content), each => each.charCodeAt(0))
                transfer.items.add(new File([bytes], name, { type }))
            }
            const send = (place, event) => document.querySelector(place).dispatchEvent(event)
            const how = { bubbles: true, cancelable: true }
            if (kind === "paste") {
                send("#message", new ClipboardEvent("paste", { clipboardData: transfer, ...how }))
            } else {
                send(".log", new DragEvent("dragover", { dataTransfer: transfer, ...how }))
                send(".log", new DragEvent("drop", { dataTransfer: transfer, ...how }))
            }
        }""",
        [
            kind,
            [
                {"name": file["name"], "type": file["mimeType"], "content": base64.b64encode(file["buffer"]).decode()}
                for file in files
            ],
        ],
    )


SHELF = payload("shelf.png", picture(), "image/png")
LABEL = payload(LABELS, PDF, "application/pdf")


@pytest.fixture
def talk(begin_talk):
    """A channel, whose it is, and what lets somebody in."""
    return begin_talk("Show me.")


@pytest.fixture
def album(visitor):
    """Somebody with a channel: three pictures and a PDF in its first message."""
    ada = visitor("Ada Album")
    slug = ada.create_channel("Album", "private")
    sent = [(f"shelf-{number}.png", picture(colour=f"#{number}0{number}080")) for number in (1, 2, 3)]
    send(ada, slug, "Three, and a list.", *sent, (LABELS, PDF))
    return ada, slug


# Sending


@BOTH
def test_a_picture_and_a_file_go_with_a_message_and_others_see_them_at_once(talk, scripts):
    slug, _, enter = talk
    ada, bo = enter("Ada Sends", scripts), enter("Bo Reads", scripts)
    ada.open(slug)
    choose(ada, SHELF, LABEL)
    ada.say("Here they are.")
    bo.reads("Here they are.")
    for each in (ada, bo):
        sent = message(each, 2)
        image = sent.locator(".pictures img")
        is_drawn(image)
        expect(image).to_have_attribute("alt", re.compile("^Picture from .Ada Sends., without a description$"))
        expect(sent.get_by_role("link", name=re.compile(LABELS))).to_contain_text("PDF")
        expect(sent.get_by_role("link", name="All 2 as a ZIP")).to_be_visible()
    expect(pending(ada)).to_have_count(0)


@BOTH
def test_a_message_may_be_files_alone_and_more_than_four_pictures_lead_on(talk, scripts):
    slug, _, enter = talk
    ada = enter("Ada Sends", scripts)
    ada.open(slug)
    choose(ada, *[payload(f"{number}.png", picture(90, 90), "image/png") for number in range(6)])
    ada.say("")
    sent = message(ada, 2)
    expect(sent.locator(".pictures > li")).to_have_count(4, timeout=20_000)
    expect(sent.locator(".message-text")).to_have_count(0)
    sent.get_by_role("link", name=re.compile("2 more pictures")).click()
    ada.reads_heading("Picture from Ada Sends")
    expect(ada.page.get_by_text("4 of 6", exact=True)).to_be_visible()


@BOTH
def test_files_go_with_the_first_message_to_somebody_and_with_an_answer_in_a_thread(person, visitor, scripts):
    ada, bo = person("Ada Begins", scripts).arrive(), visitor("Bo Waits")
    slug = bo.create_channel()
    ada.visitor.join(slug)
    bo.say(slug, "What do you have?")
    page = ada.page
    page.goto(f"/channels/{slug}/messages/1/thread", wait_until="domcontentloaded")
    choose(ada, LABEL)
    ada.say("In the thread.")
    place = page if scripts else ada.frame
    expect(place.locator(".file")).to_contain_text(LABELS, timeout=15_000)

    page.goto(f"/channels/{slug}/messages/1")
    ada.follow("Send a message")
    choose(ada, SHELF)
    ada.say("To you.")
    is_drawn((page if scripts else ada.frame).locator(".pictures img"))


def test_what_is_chosen_is_sent_while_one_writes_and_the_message_waits_for_it(talk):
    slug, _, enter = talk
    ada = enter("Ada Sends", True)
    ada.open(slug)
    held = []
    ada.page.route("**/files", lambda route: held.append(route))
    choose(ada, SHELF)
    expect(pending(ada).get_by_role("progressbar")).to_be_visible()
    expect(ada.page.locator(".composer").get_by_role("status")).to_have_text("shelf.png added.")
    ada.say("It is coming.")
    ada.page.wait_for_timeout(500)
    assert ada.visitor.log(slug) == ["Show me."]
    held.pop().continue_()
    is_drawn(message(ada, 2).locator("img"))
    expect(pending(ada)).to_have_count(0)
    expect(ada.box).to_have_value("")


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_files_are_dropped_on_the_conversation_and_pasted_into_the_box(talk, kind):
    slug, _, enter = talk
    ada = enter("Ada Sends", True)
    ada.open(slug)
    drop(ada, kind, SHELF, LABEL)
    is_ready(ada, "shelf.png")
    is_ready(ada, LABELS)
    ada.say("")
    is_drawn(message(ada, 2).locator(".pictures img"))
    expect(message(ada, 2).locator(".file")).to_contain_text(LABELS)


def test_what_is_removed_before_it_is_sent_is_not_sent_and_the_focus_stays_near(talk):
    slug, _, enter = talk
    ada = enter("Ada Sends", True)
    ada.open(slug)
    choose(ada, SHELF, LABEL)
    is_ready(ada, "shelf.png")
    is_ready(ada, LABELS)
    ada.page.get_by_role("button", name="Remove shelf.png").click()
    expect(ada.page.get_by_role("button", name=f"Remove {LABELS}")).to_be_focused()
    expect(pending(ada)).to_have_count(1)
    ada.say("One of them.")
    expect(message(ada, 2).locator(".file")).to_have_count(1)
    expect(message(ada, 2).locator(".pictures")).to_have_count(0)


def test_a_picture_is_described_before_it_is_sent(talk):
    slug, _, enter = talk
    ada = enter("Ada Sends", True)
    ada.open(slug)
    choose(ada, SHELF)
    field = ada.page.get_by_label("Description of shelf.png")
    field.fill("Three jars on a shelf")
    assert not takes(field, {"keyCode": 229, "isComposing": False})
    expect(field).to_be_focused()
    field.press("Enter")
    expect(ada.box).to_be_focused()
    expect(ada.page.locator(".composer").get_by_role("status")).to_have_text("Description saved.")
    ada.say("Look.")
    expect(message(ada, 2).locator("img")).to_have_attribute("alt", "Three jars on a shelf")


# Refusals


def test_without_scripts_a_refusal_keeps_the_words_and_the_files_that_were_good(talk):
    slug, _, enter = talk
    ada = enter("Ada Sends", False)
    ada.open(slug)
    choose(ada, SHELF, LABEL, payload("lease.exe", PROGRAM))
    ada.say("Three of them.")
    page = ada.page
    expect(page.locator("#files-error")).to_contain_text("lease.exe: Files of this kind cannot be sent.")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(ada.box).to_have_value("Three of them.")
    expect(pending(ada)).to_have_count(2)
    page.get_by_label(f"Leave out {LABELS}").check()
    ada.page.get_by_role("button", name="Send").click()
    ada.reads("Three of them.")
    expect(message(ada, 2).locator(".pictures > li")).to_have_count(1)
    expect(message(ada, 2).locator(".file")).to_have_count(0)


def test_with_scripts_a_refusal_stands_beside_the_file_and_holds_the_message_back(talk, tmp_path):
    slug, _, enter = talk
    ada = enter("Ada Sends", True)
    ada.open(slug)
    # From the disk: Playwright would send all that content to the browser as one message of text.
    chosen = [payload("lease.exe", PROGRAM), payload("film.mov", bytes(TOO_LARGE)), SHELF]
    for each in chosen:
        (tmp_path / each["name"]).write_bytes(each["buffer"])
    choose(ada, *(tmp_path / each["name"] for each in chosen))
    row = pending(ada).filter(has_text="lease.exe")
    expect(row).to_contain_text("Files of this kind cannot be sent.")
    expect(pending(ada).filter(has_text="film.mov")).to_contain_text("This file is too large: a file may have 25 MB.")
    is_ready(ada, "shelf.png")
    ada.say("All of them.")
    expect(ada.page.locator(".composer-line > .error")).to_contain_text("Not sent")
    assert ada.visitor.log(slug) == ["Show me."]
    for name in ("lease.exe", "film.mov"):
        ada.page.get_by_role("button", name=f"Remove {name}").click()
    ada.page.get_by_role("button", name="Send").click()
    ada.reads("All of them.")
    expect(message(ada, 2).locator(".pictures > li")).to_have_count(1)


def test_with_scripts_what_did_not_come_through_is_tried_again(talk):
    slug, _, enter = talk
    ada = enter("Ada Sends", True)
    ada.open(slug)
    ada.page.route("**/files", lambda route: route.abort())
    choose(ada, SHELF)
    again = pending(ada).get_by_role("button", name="Try again to send shelf.png")
    expect(again).to_be_visible()
    ada.page.unroute("**/files")
    again.click()
    is_ready(ada, "shelf.png")
    ada.say("Now.")
    is_drawn(message(ada, 2).locator("img"))


def test_no_more_files_go_with_a_message_than_the_form_says(talk, visitor):
    slug, talker, enter = talk
    ada = enter("Ada Sends", True)
    ada.open(slug)
    many = [payload(f"{number}.txt", f"Number {number}".encode(), "text/plain") for number in range(11)]
    choose(ada, *many)
    expect(pending(ada)).to_have_count(10)
    expect(ada.page.locator(".composer-line > .error")).to_have_text("Send no more than 10 files with one message.")
    answer = submit(talker, slug, "Eleven.", [(each["name"], each["buffer"]) for each in many])
    assert answer.status == 422 and answer.says("Send no more than 10 files with one message."), answer
    assert answer.form(f"/channels/{slug}/messages")["message"] == "Eleven."


def test_a_file_that_is_too_large_or_empty_is_refused_and_the_words_are_kept(visitor):
    ada = visitor("Ada Sends")
    slug = ada.create_channel()
    for content, words in [(bytes(TOO_LARGE), "a file may have 25 MB"), (b"", "There is nothing in this file.")]:
        answer = submit(ada, slug, "Keep this.", [("notes.txt", content)])
        assert answer.status == 422 and answer.says(words), answer
        assert answer.form(f"/channels/{slug}/messages")["message"] == "Keep this."
    assert ada.log(slug) == []


def test_a_picture_that_is_none_is_refused_in_words(visitor):
    ada = visitor("Ada Sends")
    slug = ada.create_channel()
    answer = submit(ada, slug, "Broken.", [("broken.png", picture()[:60])])
    assert answer.status == 422 and answer.says("broken.png: "), answer


# One file


@BOTH
def test_one_goes_from_picture_to_picture_and_back_to_the_message(person, album, scripts):
    _, slug = album
    ada = person("Ada Album", scripts)
    ada.visitor.cookies = dict(album[0].cookies)
    ada.adopt_cookies()
    page = ada.page
    page.goto(f"/channels/{slug}/messages/1")
    page.locator(".pictures a").first.click()
    ada.reads_heading("Picture from Ada Album")
    expect(page.get_by_role("link", name="Previous")).to_have_count(0)
    for number in (2, 3):
        page.get_by_role("link", name="Next picture").click()
        expect(page.get_by_text(f"{number} of 3", exact=True)).to_be_visible()
        is_drawn(page.locator(".whole img"))
    expect(page.locator("[rel=next]")).to_have_count(0)
    page.get_by_role("link", name="Previous picture").click()
    expect(page.get_by_text("2 of 3", exact=True)).to_be_visible()
    expect(page.get_by_text("640 × 480 pixels")).to_be_visible()
    ada.follow("Message from Ada Album")
    ada.is_at(f"/channels/{slug}/messages/1")


def test_with_scripts_a_picture_is_shown_in_its_own_size_and_fitted_again(person, talk):
    slug, talker, enter = talk
    send(talker, slug, "Wide.", ("wide.png", picture(2560, 1920)))
    ada = enter("Ada Looks", True)
    page = ada.page
    page.goto(links_to(ada.visitor.get(f"/channels/{slug}/messages/2"), FILE)[0])
    button, image = page.locator(".whole > a"), page.locator(".whole img")
    is_drawn(image)
    fitted = image.bounding_box()["width"]
    expect(button).to_have_attribute("aria-pressed", "false")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert image.bounding_box()["width"] == 2560 > fitted
    assert accessibility_problems(page) == []
    page.keyboard.press("Space")
    expect(button).to_have_attribute("aria-pressed", "false")
    assert image.bounding_box()["width"] == fitted


@BOTH
def test_the_author_says_what_a_picture_shows_and_nobody_else_can(talk, scripts):
    slug, talker, enter = talk
    ada, bo = enter("Ada Describes", scripts), enter("Bo Reads", scripts)
    send(ada.visitor, slug, "Look.", ("shelf.png", picture()))
    page = ada.page
    address = links_to(ada.visitor.get(f"/channels/{slug}/messages/2"), FILE)[0]
    page.goto(address)
    page.get_by_label("Description").fill("Three jars, the second behind the others")
    ada.press("Save")
    ada.is_told("The description is saved.")
    expect(page.locator("figcaption")).to_have_text("Three jars, the second behind the others")
    shown = message(bo, 2).locator("img")
    expect(shown).to_have_attribute("alt", "Three jars, the second behind the others", timeout=15_000)
    bo.page.goto(address)
    expect(bo.page.locator("figcaption")).to_be_visible()
    expect(bo.page.get_by_label("Description")).to_have_count(0)
    assert bo.visitor.post(f"{address}/description", {"csrf": bo.visitor.csrf(), "description": "No"}).status == 404

    page.get_by_label("Description").fill("x" * 1001)
    ada.press("Save")
    ada.is_refused("Description")


def test_a_picture_is_made_anew_and_a_file_comes_back_as_it_was_sent(album):
    ada, slug = album
    page = ada.get(f"/channels/{slug}/messages/1")
    file = links_to(page, f"{FILE}/download")[0]
    answer = ada.get(file)
    assert (answer.status, answer.body) == (200, PDF)
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment") and LABELS in disposition
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    shown = links_to(page, rf"{FILE}/\d+\.(?:jpg|png)")[0]
    answer = ada.get(shown)
    assert answer.status == 200 and "private" in answer.headers["Cache-Control"]
    assert Image.open(io.BytesIO(answer.body)).format in ("JPEG", "PNG")
    sources = re.findall(rf"({FILE}/\d+\.webp) (\d+)w", page.text)
    for address, width in sources:
        image = Image.open(io.BytesIO(ada.get(address).body))
        assert (image.format, image.width) == ("WEBP", int(width))
    assert ada.get(re.sub(r"/\d+\.", "/7.", shown)).status == 404


def test_all_files_of_a_message_come_in_one_archive(album):
    ada, slug = album
    answer = ada.get(f"/channels/{slug}/messages/1/files.zip")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.body))
    assert archive.testzip() is None
    names = archive.namelist()
    assert len(names) == len(set(names)) == 4 and archive.read(LABELS) == PDF
    assert sum(name.startswith("shelf-") for name in names) == 3
    ada.say(slug, "Nothing with it.")
    assert ada.get(f"/channels/{slug}/messages/2/files.zip").status == 404


# All files


@BOTH
def test_all_files_of_a_conversation_are_on_a_page_of_their_own(person, visitor, scripts):
    ada = person("Ada Collects", scripts).arrive()
    slug = ada.visitor.create_channel("Collection")
    ada.page.set_viewport_size({"width": 1280, "height": 800})
    ada.open(slug)
    ada.follow("Pictures and files")
    ada.is_at(f"/channels/{slug}/files")
    expect(ada.page.get_by_text("Nobody has sent a picture or a file here yet.")).to_be_visible()
    send(ada.visitor, slug, "One.", ("one.png", picture()))
    send(ada.visitor, slug, "Two.", ("two.png", picture()), (LABELS, PDF))
    ada.page.reload()
    expect(ada.page.locator(".gallery > li")).to_have_count(2)
    expect(ada.page.locator(".file")).to_contain_text(LABELS)
    is_drawn(ada.page.locator(".gallery img").first)
    ada.page.locator(".file + .meta a").click()
    ada.is_at(f"/channels/{slug}/messages/2")


# Who may


def addresses(visitor: Visitor, slug: str) -> list[str]:
    """Every address at which a message's files are to be had."""
    page = visitor.get(f"/channels/{slug}/messages/1")
    file = links_to(page, FILE)[0]
    return [
        f"/channels/{slug}/files", f"/channels/{slug}/messages/1/files.zip", file, f"{file}/download",
        *links_to(page, rf"{FILE}/\d+\.\w+")[:1],
    ]  # fmt: skip


def test_whoever_is_no_member_gets_none_of_it(instance, visitor, album):
    ada, slug = album
    places = addresses(ada, slug)
    assert len(places) == 5
    stranger, signed_out = visitor("Eve Outside"), Visitor(instance)
    for place in places:
        assert ada.get(place).status == 200, place
        assert stranger.get(place).status == 404, place
        answer = signed_out.get(place)
        assert answer.status == 303 and answer.location.startswith("/sign-in?next="), place


def test_whoever_leaves_gets_none_of_it_any_more(visitor):
    ada, bo = visitor("Ada Stays"), visitor("Bo Leaves")
    slug = ada.create_channel()
    send(ada, slug, "Look.", ("shelf.png", picture()))
    bo.join(slug)
    places = addresses(bo, slug)
    assert [bo.get(place).status for place in places] == [200] * len(places)
    bo.leave(slug)
    assert [bo.get(place).status for place in places] == [404] * len(places)


def test_what_was_deleted_takes_its_files_along(album):
    ada, slug = album
    places = addresses(ada, slug)[1:]
    address = f"/channels/{slug}/messages/1/delete"
    assert ada.submit(ada.get(address).form(address), {}).status == 303
    assert [ada.get(place).status for place in places] == [404] * len(places)
    assert "labels.pdf" not in ada.get(f"/channels/{slug}/files").text


def test_what_is_not_sent_yet_is_its_owners_alone(visitor):
    ada, eve = visitor("Ada Waits"), visitor("Eve Looks")
    slug = ada.create_channel()
    body, headers = multipart([("csrf", ada.csrf())], [("shelf.png", picture())])
    answer = ada.request("POST", "/files", body, headers | {"Accept": "application/json"})
    assert answer.status == 201, answer
    place = answer.location
    assert ada.get(place).says("Picture that is not sent yet")
    assert eve.get(place).status == 404
    file = place.rsplit("/", 1)[1]
    eve.join(slug)
    # Nor can anybody else send it or take it away.
    assert submit(eve, slug, "Mine.", [], file=file).status != 303 or "Mine." not in eve.log(slug)
    eve.post(f"{place}/remove", {"csrf": eve.csrf()})
    assert ada.get(place).status == 200
    assert ada.post(f"{place}/remove", {"csrf": ada.csrf()}).status == 303
    assert ada.get(place).status == 404


def test_a_file_without_the_token_of_its_browser_is_refused(visitor):
    ada = visitor("Ada Sends")
    body, headers = multipart([("csrf", "x")], [("shelf.png", picture())])
    assert ada.request("POST", "/files", body, headers).status == 403


# One's own


@BOTH
def test_ones_own_files_are_listed_and_deleted_also_where_one_has_left(begin_talk, scripts):
    slug, talker, enter = begin_talk("Show me.")
    ada = enter("Ada Tidies", scripts)
    send(ada.visitor, slug, "Both.", ("shelf.png", picture()), (LABELS, PDF))
    ada.visitor.leave(slug)
    ada.page.goto("/account")
    ada.follow("Your files")
    ada.reads_heading("Your files")
    row = ada.page.locator("main li").filter(has_text=LABELS)
    expect(row).to_contain_text("In a conversation you have left")
    row.get_by_role("link", name=re.compile("^Delete")).click()
    ada.press("Delete the file")
    ada.is_told("The file is deleted.")
    expect(ada.page.locator("main li")).to_have_count(1)
    shown = talker.get(f"/channels/{slug}/messages/2")
    assert shown.says("A file was deleted.") and "Both." in shown.text and LABELS not in shown.text


def test_ones_own_files_come_by_pages_and_the_pages_are_valid(instance, person, validator):
    ada = person("Ada Keeps Much").arrive()
    instance.sql(
        "insert into messaging.files (id, user_id, name, type, label, size, created_at)"
        " select gen_random_uuid(), a.id, 'file-' || n || '.txt', 'text/plain', 'Text', 1024,"
        " clock_timestamp() - n * interval '1 minute' from agentor.accounts a, generate_series(1, 90) n"
        f" where a.email = '{ada.email}'"
    )
    seen, place = [], "/files"
    while place:
        answer = ada.visitor.get(place)
        assert validator.problems(answer.body, answer.headers["Content-Type"]) == []
        seen += re.findall(r"<bdi>(file-\d+\.txt)</bdi></h2>", answer.text)
        place = (links_to(answer, r"/files\?before=[^\"]+") or [None])[0]
    assert seen == [f"file-{number}.txt" for number in range(1, 91)]
    for width in (320, 1280):
        ada.page.set_viewport_size({"width": width, "height": 800})
        ada.page.goto("/files")
        assert accessibility_problems(ada.page) == []
        assert ada.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width


def test_nobody_deletes_a_file_of_others(instance, visitor, album):
    ada, slug = album
    file = links_to(ada.get(f"/channels/{slug}/messages/1"), FILE)[0]
    for somebody, status in ((visitor("Eve Outside"), 404), (Visitor(instance), 403)):
        answer = somebody.post(f"{file}/delete", {"csrf": somebody.csrf() if status == 404 else "x"})
        assert answer.status == status, answer
    assert ada.get(file).status == 200
    assert ada.post(f"{file}/delete", {"csrf": "x"}).status == 403


def test_all_files_of_a_conversation_are_saved_as_one_archive(instance, visitor, album):
    ada, slug = album
    send(ada, slug, "Once more.", ("shelf-1.png", picture()))
    place = f"/channels/{slug}/files.zip"
    assert place in ada.get(f"/channels/{slug}/files").text
    answer = ada.get(place)
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
    assert len(names) == len(set(names)) == 5 and LABELS in names
    assert visitor("Eve Outside").get(place).status == 404
    assert Visitor(instance).get(place).location.startswith("/sign-in?next=")


# The pages


def test_pages_with_files_are_valid_and_everybody_can_use_them(person, album, validator):
    visitor, slug = album
    ada = person("Ada Album")
    ada.visitor.cookies = dict(visitor.cookies)
    ada.adopt_cookies()
    file = links_to(visitor.get(f"/channels/{slug}/messages/1"), FILE)[0]
    for place in (f"/channels/{slug}", f"/channels/{slug}/messages/1", f"/channels/{slug}/files", file):
        answer = visitor.get(place)
        assert validator.problems(answer.body, answer.headers["Content-Type"]) == [], place
        for width in (320, 1280):
            ada.page.set_viewport_size({"width": width, "height": 800})
            ada.page.goto(place)
            assert accessibility_problems(ada.page) == [], place
            assert ada.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (place, width)


def test_nothing_moves_when_pictures_come(person, album):
    visitor, slug = album
    ada = person("Ada Album")
    ada.visitor.cookies = dict(visitor.cookies)
    ada.adopt_cookies()
    held, released = [], []
    ada.page.route(
        re.compile(r"/files/.*\.(webp|jpg|png)$"), lambda route: route.continue_() if released else held.append(route)
    )
    ada.page.goto(f"/channels/{slug}/messages/1", wait_until="domcontentloaded")
    message = ada.page.locator(".message")
    # Requests reach the handler only while the browser is being waited for.
    wait_until(lambda: ada.page.wait_for_timeout(100) or len(held) > 0, 10, "a picture is asked for", pause=0)
    before = message.bounding_box()
    released.append(True)
    for route in held:
        route.continue_()
    is_drawn(ada.page.locator(".pictures img").first)
    assert message.bounding_box() == before


def test_ones_own_data_holds_the_bytes_of_all_one_keeps(visitor):
    ada = visitor("Ada Archives")
    slug = ada.create_channel()
    many = [(f"plan {number}.txt", f"Plan {number}.\n".encode() * 1_000) for number in range(5)]
    send(ada, slug, "All of it. " * 500, *many, ("wide.png", picture(1400, 700)))
    send_picture(ada, picture())
    answer = ada.get("/account/download/agentor-data.zip")
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        assert archive.testzip() is None
        data = json.loads(archive.read("agentor-data.json"))
        assert data["account"]["name"] == "Ada Archives"
        files = {file["name"]: file["address"] for file in data["messages"][0]["files"]}
        for name, content in many:
            assert archive.read(f"{files[name].removesuffix('/download')[1:]}/{name}") == content
        drawn = [name for name in archive.namelist() if "wide" in name]
        assert Image.open(io.BytesIO(archive.read(drawn[0]))).size == (1400, 700)
        assert Image.open(io.BytesIO(archive.read("picture.jpg"))).size[0] > 90
        assert len(archive.namelist()) == 8
