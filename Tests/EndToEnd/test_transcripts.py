"""A conversation as an archive: it opens without a connection, and tells whether it was changed."""

import io
import subprocess
import zipfile

import pytest

from checks import accessibility_problems
from sent_files import picture, send


@pytest.fixture
def saved(instance, visitor, tmp_path):
    """An archive of a conversation with a picture, unpacked, and who saved it."""
    ada = visitor("Ada Transcript")
    slug = ada.create_channel("Transcript")
    ada.say(slug, "**Bold** and https://example.com, שלום")
    send(ada, slug, "A picture.", ("shelf.png", picture()))
    ada.say(slug, "The end.")
    page = ada.get(f"/channels/{slug}/files")
    assert f"/channels/{slug}/transcript" in page.text
    page = ada.get(f"/channels/{slug}/transcript")
    assert f"/channels/{slug}/transcript.zip" in page.text
    answer = ada.get(f"/channels/{slug}/transcript.zip")
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path)
    return tmp_path, ada, slug


def check(folder):
    """Does what README.txt says; returns whether nothing was changed, by either way."""
    manifest = subprocess.run(
        ["sha256sum", "--check", "--quiet", "MANIFEST.sha256"], cwd=folder, capture_output=True
    )
    readme = (folder / "README.txt").read_text()
    # As somebody pastes it into a shell.
    script = readme[readme.index("python3 -c '"):]
    chain = subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, text=True)
    kept = chain.returncode == 0 and chain.stdout.split()[-1] in readme
    return manifest.returncode == 0, kept


def test_anybody_can_tell_whether_an_archive_was_changed(saved):
    folder, _, _ = saved
    assert check(folder) == (True, True)
    file = folder / "messages" / "0001.ndjson"
    lines = file.read_text().splitlines(keepends=True)
    for changed in (
        [line.replace("The end", "The END") for line in lines],
        lines[:1] + lines[2:],
        lines[:-1],
        [lines[1], lines[0]] + lines[2:],
    ):
        file.write_text("".join(changed))
        assert check(folder) == (False, False)
    file.write_text("".join(lines))
    assert check(folder) == (True, True)


def test_an_archive_opens_in_a_browser_without_a_connection(saved, browser, validator):
    folder, _, _ = saved
    for name in ("index.html", "pages/0001.html"):
        assert validator.problems((folder / name).read_bytes(), "text/html; charset=utf-8") == [], name
    context = browser.new_context(offline=True, viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.goto((folder / "index.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="to").first.click()
    assert page.locator(".said").count() == 3
    assert page.locator(".said strong", has_text="Bold").is_visible()
    assert page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert accessibility_problems(page) == []
    context.close()


def test_an_archive_is_for_those_who_are_in_the_conversation(instance, saved, visitor):
    _, _, slug = saved
    eve = visitor("Eve Outside")
    for page in ("transcript", "transcript.zip"):
        assert eve.get(f"/channels/{slug}/{page}").status == 404
