"""How pages look: on every width, with enlarged and spread text, in light, dark and forced colours. Measured, not seen;
bin/pictures is for seeing."""

import io
import json
import pathlib
import re

import pytest
from PIL import Image

from gallery import PAGES, Window
from instance import ROOT, static_file
from visitor import Visitor

WIDTHS = (320, 375, 768, 1280, 1920)
LAYOUT = (pathlib.Path(__file__).parent / "look.js").read_text()

# WCAG 1.4.12.
SPACED = """const sheet = new CSSStyleSheet();
sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }`);
document.adoptedStyleSheets = [sheet];"""
LARGE = "document.documentElement.style.fontSize = '200%';"
USUAL = "document.adoptedStyleSheets = []; document.documentElement.style.fontSize = '';"
# Scripts add no text that could grow.
HOW = {False: {"": "", ", spaced": SPACED, ", text at 200 %": LARGE}, True: {"": ""}}


def looks(how: dict[str, str]) -> str:
    """Looks at the page as it is after each of these statements, and leaves it as it was."""
    steps = "".join(f"{statement} found[{json.dumps(name)}] = look(); {USUAL}" for name, statement in how.items())
    return f"() => {{ const look = {LAYOUT.rstrip().rstrip(';')}, found = {{}}; {steps} return found; }}"


def problems_of(window, name: str, answer, scripts: bool) -> list[str]:
    """The page is loaded once; what changes is what surrounds it."""
    page = window.show(answer, WIDTHS[0])
    found = {}

    def look(width, how):
        window.resize(width)
        for state, problems in page.evaluate(looks(how)).items():
            for problem in problems:
                found.setdefault(problem, []).append(f"{width} px{state}{', with scripts' if scripts else ''}")

    for width in WIDTHS:
        look(width, HOW[scripts])
    # Only borders differ in forced colours, and the room they take.
    page.emulate_media(forced_colors="active")
    for width in (WIDTHS[0], WIDTHS[-1]):
        look(width, {", forced colours": ""})
    window.clear()
    return [f"{name}: {problem} ({'; '.join(where)})" for problem, where in found.items()]


@pytest.mark.parametrize("name", PAGES)
def test_it_fits_every_screen_and_its_controls_can_be_hit(gallery, browser, instance, windows, name):
    answer = gallery[name]
    problems = []
    # A page without a script is the same in both.
    for scripts in (False, True) if "<script" in answer.text else (False,):
        if scripts not in windows:
            windows[scripts] = Window(browser, instance.base, scripts)
        problems += problems_of(windows[scripts], name, answer, scripts)
    assert not problems, "\n".join(problems)


# --- Contrast, in the picture ---------------------------------------------------------------------------------------

# Every line of text, and what is entered in fields: where it is, and whether it is large as WCAG 1.4.3 has it. What is
# inactive for a moment needs no contrast.
TEXTS = r"""() => {
    const texts = [];
    const add = (element, rectangle, words) => {
        const style = getComputedStyle(element), size = parseFloat(style.fontSize);
        const isLarge = size >= 24 || size >= 18.66 && style.fontWeight >= 700;
        texts.push({
            words, isLarge,
            box: [rectangle.left + scrollX, rectangle.top + scrollY, rectangle.right + scrollX,
                rectangle.bottom + scrollY],
        });
    };
    const isShown = element =>
        element.checkVisibility({ opacityProperty: true }) && !element.closest(
            ".visually-hidden, .skip-link, .past-messages, option, noscript, [aria-disabled=true], svg")
        && !element.closest(".continues > .message-head > :not(.time)");
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode, words = node.data.trim();
        if (!words || !isShown(node.parentElement)) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        const size = parseFloat(getComputedStyle(node.parentElement).fontSize);
        for (const rectangle of range.getClientRects()) {
            // Narrower is a space at the end of a line.
            if (rectangle.width > size / 3) add(node.parentElement, rectangle, words.slice(0, 40));
        }
    }
    for (const field of document.querySelectorAll("input, textarea, select")) {
        if (!isShown(field) || ["radio", "checkbox", "hidden"].includes(field.type)) continue;
        if (!field.value && !field.placeholder) continue;
        const { left, top, right, bottom } = field.getBoundingClientRect();
        add(field, { left: left + 3, top: top + 3, right: right - 3, bottom: bottom - 3 }, field.value || field.placeholder);
    }
    return texts;
}"""


def luminance(colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (each / 255 for each in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(picture: Image.Image) -> float:
    """Of the strongest strokes with what there is most of around them."""
    colours = sorted(picture.getcolors(picture.width * picture.height), reverse=True)
    ground = luminance(colours[0][1])
    strokes = [luminance(colour) for _, colour in colours[1:]] or [ground]
    return max((max(ground, each) + 0.05) / (min(ground, each) + 0.05) for each in strokes)


def test_contrast_is_what_it_says():
    grey, ink, sheet = (118, 118, 118), (0, 0, 0), (255, 255, 255)
    picture = Image.new("RGB", (20, 20), sheet)
    assert contrast(picture) == 1
    picture.putpixel((3, 3), grey)
    assert 4.5 < contrast(picture) < 4.6
    picture.putpixel((4, 4), ink)
    assert contrast(picture) == pytest.approx(21)


@pytest.fixture(scope="module")
def fine(browser, instance):
    """A window twice as fine, so that thin strokes have a core of their own colour."""
    window = Window(browser, instance.base, False, device_scale_factor=2)
    yield window
    window.close()


def picture_of(page) -> Image.Image:
    """The whole page; a long one window by window, for what lies beyond 16,384 pixels of a picture is wrong."""
    width, step, height = page.evaluate("[innerWidth, innerHeight, document.documentElement.scrollHeight]")
    if 2 * height <= 16_384:
        return Image.open(io.BytesIO(page.screenshot(full_page=True, animations="disabled"))).convert("RGB")
    whole = Image.new("RGB", (2 * width, 2 * height))
    for top in range(0, height, step):
        top = page.evaluate("top => { scrollTo(0, top); return scrollY; }", top)
        whole.paste(Image.open(io.BytesIO(page.screenshot(animations="disabled"))), (0, round(2 * top)))
    return whole


# One of each kind of page: to look at all of them takes minutes.
STANDING_OUT = [
    "styleguide", "home", "sign-up with errors", "account", "onboarding, agent check", "dashboard", "channels", "channel, with news",
    "channel, formatted", "messages", "conversation", "notifications", "agents, looked for", "agent", "works", "search, found",
    "report, with errors", "case, taken", "administration", "administration, person", "not found",
]  # fmt: skip


@pytest.mark.parametrize("name", STANDING_OUT)
def test_its_text_stands_out_in_light_and_dark(gallery, fine, name):
    page = fine.show(gallery[name], 1280)
    texts = page.evaluate(TEXTS)
    assert len(texts) > 8
    faint = []
    for colour in ("light", "dark"):
        page.emulate_media(color_scheme=colour)
        picture = picture_of(page)
        for text in texts:
            left, top, right, bottom = (round(2 * each) for each in text["box"])
            box = max(left, 0), max(top, 0), min(right, picture.width), min(bottom, picture.height)
            # Scrolled out of its list.
            if box[0] >= box[2] or box[1] >= box[3]:
                continue
            value = contrast(picture.crop(box))
            if value < (3 if text["isLarge"] else 4.5):
                faint.append(f"{colour}, {value:.2f}: {text['words']}")
    assert not faint, "\n".join(faint)


# --- Low windows, motion, paper -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def conversation(instance):
    """Somebody in a channel of sixty messages."""
    writer, reader = (Visitor(instance, name).sign_up().onboard() for name in ("Wim Writer", "Rea Reader"))
    slug = writer.create_channel("Sixty", description="What it is about")
    reader.join(slug)
    for number in range(60):
        writer.say(slug, f"Message {number}, with words")
    return reader, f"/channels/{slug}"


# Whether the newest message can be seen in its document, and where that begins on the page does not matter: the frame
# is looked at by itself.
NEWEST = """() => {
    const log = document.querySelector(".log"), newest = document.querySelector(".messages > :last-child > .message-text");
    if (!log || !newest) return null;
    const { top, bottom } = newest.getBoundingClientRect(), edge = log.getBoundingClientRect();
    return newest.checkVisibility() && top >= Math.max(edge.top, 0) - 1
        && bottom <= Math.min(edge.bottom, innerHeight) + 1;
}"""
IN_VIEW = """element => {
    const { top, bottom, left, right } = element.getBoundingClientRect();
    return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
}"""


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
@pytest.mark.parametrize("size", [(360, 240), (640, 320), (844, 390)], ids=lambda size: f"{size[0]} × {size[1]}")
def test_in_a_low_window_a_conversation_opens_at_its_newest_message_with_the_composer_in_view(
    conversation, person, size, scripts
):
    reader, address = conversation
    viewport = {"width": size[0], "height": size[1]}
    each = person(reader.name, scripts, visitor=reader, viewport=viewport)
    each.adopt_cookies()
    page = each.page
    page.goto(address, wait_until="domcontentloaded")
    place = page
    if not scripts:
        # The page, in it the frame that begins anew, in that the live one.
        page.frame_locator("iframe.live-frame").frame_locator("iframe").locator(".messages > li").last.wait_for()
        [place] = [frame for frame in page.frames if re.search(r"/live\b", frame.url)]
        frame = page.locator("iframe.live-frame").bounding_box()
        assert frame["height"] >= 48 and frame["y"] + frame["height"] <= size[1]
    assert place.evaluate(NEWEST) is True
    for part in ("#message", ".composer [type=submit]:not([formaction])"):
        assert page.locator(part).evaluate(IN_VIEW), part


def test_nothing_moves_for_whoever_asked_for_less_motion(gallery, show):
    page = show(gallery["styleguide"], 1280)
    moving = """() => [...document.querySelectorAll("body *")].filter(each => {
        const style = getComputedStyle(each);
        return style.transitionDuration.split(", ").some(time => parseFloat(time) > 0) || style.animationName !== "none";
    }).length"""
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moving) > 0
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(moving) == 0


@pytest.mark.parametrize("name", ["channel", "message", "new channel"])
def test_on_paper_there_is_nothing_to_press(gallery, show, name):
    page = show(gallery[name], 1280, scripts=False)
    parts = page.locator(".site-nav, .site-tools, .composer, .skip-link, main button")
    visible = "parts => parts.filter(part => part.checkVisibility()).map(part => part.outerHTML.slice(0, 60))"
    assert len(parts.evaluate_all(visible)) > 0
    page.emulate_media(media="print")
    assert parts.evaluate_all(visible) == []
    if name == "channel":
        # All that was said, not what would fit the window.
        assert page.evaluate("document.documentElement.scrollHeight") > 1600
    page.emulate_media(media="screen")


# --- Files ----------------------------------------------------------------------------------------------------------


def test_the_stylesheet_stays_small():
    assert len(static_file("agentor.css")) <= 45 * 1024


def test_every_component_is_on_the_styleguide():
    templates = ROOT / "templates"
    used, ahead = set(), {"Styleguide/StyleguidePage", "Channels/ChannelMessagesFragment"}
    while ahead:
        used |= ahead
        texts = ((templates / f"{name}.html").read_text() for name in ahead)
        ahead = {name for text in texts for name in re.findall(r"\{\{[<>] ([\w/]+)", text)} - used
    # A page is no part of another.
    parts = {f"Components/{path.stem}" for path in (templates / "Components").glob("*.html") if "Page" not in path.stem}
    assert parts - used == set() and len(parts) > 15


def test_every_icon_is_used_and_every_icon_used_is_there():
    there = re.findall(r'<symbol[^>]*\bid="([^"]+)"', (ROOT / "static" / "icons.svg").read_text())
    templates = "".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    sources = "".join(path.read_text() for path in (ROOT / "Sources" / "AgentorViews").rglob("*.swift"))
    scripts = "".join(path.read_text() for path in (ROOT / "static").glob("*.js"))
    used = re.findall(r"\{\{\$name\}\}([a-z-]+)\{\{/name\}\}", templates)
    used += re.findall(r"icons\.svg[^\"'#]*#([a-z-]+)", templates + scripts)
    # A property named so, and the words it can have.
    used += re.findall(r'icon: "([a-z-]+)"', sources)
    for choice in re.findall(r'var icon: String \{([^}]*)\}', sources):
        used += re.findall(r'"([a-z-]+)"', choice)
    assert len(there) == len(set(there)) > 0
    assert set(used) == set(there)
