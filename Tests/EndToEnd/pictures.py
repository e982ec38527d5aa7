"""Pictures of every page, for bin/pictures: not a test, though it is run as one, for the sake of what tests share."""

import html
import os
import pathlib
import re

import pytest

from gallery import PAGES, Window

WIDTHS = (320, 375, 768, 1280, 1920)
# Shown in forced colours and with enlarged text too.
FEW = ("styleguide", "home", "sign-up with errors", "account", "dashboard", "channels", "channel, with news")


@pytest.fixture(scope="module")
def window(browser, instance):
    # Without scripts lists would give way to frames, which nobody answers here.
    window = Window(browser, instance.base, True)
    yield window
    window.close()


def test_pictures(gallery, window):
    folder = pathlib.Path(os.environ["AGENTOR_PICTURES"])
    folder.mkdir(parents=True, exist_ok=True)
    index = []
    for name in PAGES:
        page, links = window.show(gallery[name], WIDTHS[0]), []

        def take(width: int, how: str):
            window.resize(width)
            # As high as the page, so that what is fixed to the window stands at its end.
            window.resize(width, page.evaluate("document.scrollingElement.scrollHeight"))
            file = f"{re.sub('[^a-z0-9]+', '-', name)}-{width}-{how.replace(' ', '-')}.png"
            page.screenshot(path=folder / file, full_page=True, animations="disabled")
            links.append(f'<a href="{file}"><img src="{file}" alt="{width} pixels, {how}" loading="lazy" width="200"></a>')

        for colour in ("light", "dark"):
            page.emulate_media(color_scheme=colour)
            for width in WIDTHS:
                take(width, colour)
        if name in FEW:
            page.emulate_media(color_scheme="light", forced_colors="active")
            for width in (320, 1280):
                take(width, "forced colours")
            page.emulate_media(forced_colors="none")
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            for width in (320, 1280):
                take(width, "large text")
        index.append(f"<h2>{html.escape(name)}</h2>\n<p>{' '.join(links)}</p>\n")
    window.clear()
    (folder / "index.html").write_text(
        '<!DOCTYPE html>\n<html lang="en">\n<meta charset="utf-8">\n<title>Agentor in pictures</title>\n'
        "<h1>Agentor in pictures</h1>\n" + "".join(index) + "</html>\n"
    )
