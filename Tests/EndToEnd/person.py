"""Somebody with a browser, with scripts on or off."""

import functools
import re

from playwright.sync_api import Browser, Locator, Page, expect

from visitor import PASSWORD, Visitor


class Person:
    def __init__(
        self, browser: Browser, instance, name: str, scripts: bool, visitor: Visitor | None = None, **options
    ):
        self.browser = browser
        self.instance = instance
        self.scripts = scripts
        self.others: list[Person] = []
        # The same person with a plain client, for whatever a test is not about.
        self.visitor = visitor or Visitor(instance, name)
        self.email = self.visitor.email
        self.context = browser.new_context(base_url=instance.base, java_script_enabled=scripts, **options)
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        if not scripts:
            # A held frame may ask again before all else has come: then a page is loaded when somebody speaks.
            for way in ("goto", "reload", "go_back"):
                go = functools.partial(getattr(self.page, way), wait_until="domcontentloaded")
                setattr(self.page, way, go)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", self._on_dialog)
        self.errors: list[str] = []

    def _on_dialog(self, dialog):
        self.errors.append(f"a dialog opened: {dialog.message}")
        dialog.dismiss()

    def elsewhere(self, **options) -> "Person":
        """Another browser of the same person, in which nobody has signed in yet."""
        scripts = options.pop("scripts", self.scripts)
        other = Person(self.browser, self.instance, self.visitor.name, scripts, self.visitor, **options)
        self.others.append(other)
        return other

    def close(self):
        for other in self.others:
            other.close()
        self.context.close()
        assert self.errors == []

    # Getting in

    def arrive(self):
        """Signs up and finishes a profile, without the browser."""
        self.visitor.sign_up().onboard()
        self.adopt_cookies()
        return self

    def adopt_cookies(self):
        self.context.add_cookies(
            [
                {"name": name, "value": value, "url": self.instance.base, "httpOnly": True, "sameSite": "Lax"}
                for name, value in self.visitor.cookies.items()
            ]
        )

    def ask_for_account(self, password: str = PASSWORD):
        """Up to the page that asks for the code."""
        page = self.page
        page.goto("/sign-up")
        page.get_by_label("Full name").fill(self.visitor.name)
        page.get_by_label("Email").fill(self.email)
        page.get_by_label("Password", exact=True).fill(password)
        self.press("Create account")
        self.is_at("/sign-up/confirm")

    def sign_up(self):
        self.ask_for_account()
        self.type_code(self.instance.code(self.email), "Confirm")
        self.is_at("/onboarding")

    def sign_in(self, password: str = PASSWORD, address: str = "/sign-in"):
        """Opens the page to sign in, or one that leads there, and sends the password."""
        page = self.page
        page.goto(address)
        page.get_by_label("Email").fill(self.email)
        page.get_by_label("Password", exact=True).fill(password)
        self.press("Sign in")

    def sign_out(self):
        sign_out(self.page)
        self.is_at("/?done=signed-out")

    def open_account(self):
        self.page.locator(".menu > summary").click()
        self.follow("Your account")

    def is_signed_in(self) -> bool:
        return self.page.request.get("/account", max_redirects=0).status == 200

    # Around

    def press(self, name: str):
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str):
        self.page.get_by_role("link", name=name, exact=True).click()

    def type_code(self, code: str, button: str, label: str = "Code"):
        self.page.get_by_label(label, exact=True).fill(code)
        self.press(button)

    def is_at(self, address: str):
        expect(self.page).to_have_url(self.instance.base + address)

    def reads_heading(self, words: str | re.Pattern):
        expect(self.page.get_by_role("heading", level=1)).to_have_text(words)

    def is_told(self, words: str):
        """The notice at the top of a page."""
        expect(self.page.get_by_role("status")).to_contain_text(words)

    def is_refused(self, words: str):
        """The summary of what is wrong with a form."""
        expect(self.page.get_by_role("alert")).to_contain_text(words)

    def onboard_as_agent(self):
        page = self.page
        page.get_by_role("link", name="I offer services").click()
        page.get_by_label("Headline").fill("Keeper of lighthouses")
        page.get_by_label("Category").select_option(index=1)
        self.press("Continue")
        page.get_by_label("About you").fill("Thirty years of clear nights.")
        self.press("Continue")
        page.get_by_label("Skills").fill("lamps, lenses, patience")
        self.press("Continue")
        page.get_by_label("Time zone").select_option("Europe/Berlin")
        self.press("Continue")
        page.get_by_label("Hourly rate").fill("80")
        self.press("Continue")
        self.press("Skip this")
        self.press("Save profile")
        expect(page).to_have_url(re.compile(r"/dashboard$"))

    def onboard_as_client(self):
        page = self.page
        page.get_by_role("link", name="I need services").click()
        page.get_by_label("What you need").fill("Somebody to keep the light.")
        self.press("Continue")
        page.get_by_label("Company or project").fill("North Pier")
        self.press("Continue")
        self.press("Skip this")
        page.get_by_label("Budget").select_option(index=1)
        self.press("Continue")
        page.get_by_label("Time zone").select_option("UTC")
        self.press("Continue")
        self.press("Save profile")
        expect(page).to_have_url(re.compile(r"/dashboard$"))

    # Channels

    def create_channel(self, name: str, description: str = "", visibility: str = "Public") -> str:
        page = self.page
        page.goto("/channels/new")
        page.get_by_label("Name", exact=True).fill(name)
        page.get_by_label("Description").fill(description)
        page.get_by_role("radio", name=visibility).check()
        page.get_by_role("button", name="Create channel").click()
        expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
        return page.url.rsplit("/", 1)[1]

    def open(self, slug: str):
        self.page.goto(f"/channels/{slug}")
        expect(self.box).to_be_visible()

    def open_shut(self, slug: str):
        """Where there is nothing to write in."""
        self.page.goto(f"/channels/{slug}")
        expect(self.box).to_have_count(0)

    def join(self, slug: str):
        self.page.goto(f"/channels/{slug}")
        self.page.get_by_role("button", name="Join", exact=True).click()
        expect(self.box).to_be_visible()

    def leave(self):
        self.page.get_by_role("button", name="Leave", exact=True).click()

    # Talking

    @property
    def box(self) -> Locator:
        return self.page.get_by_label("Message", exact=True)

    @property
    def frame(self):
        """The live document where scripts are off: in a frame whose own document begins anew now and then."""
        return self.still.frame_locator("iframe")

    @property
    def still(self):
        """What stands in its place while it is paused."""
        return self.page.frame_locator("iframe")

    @property
    def messages(self) -> Locator:
        """The texts of the messages on the screen, in order."""
        place = self.page if self.scripts else self.frame
        return place.locator(".messages .message-text")

    def say(self, text: str):
        self.box.fill(text)
        self.page.get_by_role("button", name="Send").click()

    def sees(self, *texts: str, timeout: float = 15_000):
        """Sees these messages, and no others, in this order."""
        expect(self.messages).to_have_text(list(texts), timeout=timeout)

    def reads(self, text: str, timeout: float = 15_000):
        """Sees this message, once, among others."""
        expect(self.messages.get_by_text(text, exact=True)).to_have_count(1, timeout=timeout)


def sign_out(page: Page):
    """By the account's menu, which opens without a script."""
    page.locator(".menu > summary").click()
    page.get_by_role("button", name="Sign out", exact=True).click()


def takes(box: Locator, key: dict) -> bool:
    """Whether a page takes an Enter for itself, told of as a browser tells of it."""
    return box.evaluate(
        """(box, key) => !box.dispatchEvent(new KeyboardEvent("keydown",
            { key: "Enter", bubbles: true, cancelable: true, which: key.keyCode, ...key }))""",
        key,
    )
