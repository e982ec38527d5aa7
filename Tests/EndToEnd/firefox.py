"""Somebody with Firefox, with scripts on or off."""

import os
import pathlib
import subprocess

from marionette_driver import By, Keys, errors
from marionette_driver.marionette import Marionette, WebElement

from instance import wait_until

PREFERENCES = {
    # Any free port, which Firefox writes down in the profile.
    "marionette.port": 0,
    # Nothing but the site is asked for anything.
    "app.update.disabledForTesting": True,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
    # No first page, and no question before the last.
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
}

REPLACED = (
    errors.NoSuchElementException,
    errors.NoSuchFrameException,
    errors.NoSuchWindowException,
    errors.StaleElementException,
)

#: What people choose who want sites to know as little as can be, and what such distributions of Firefox come with.
STRICT = {
    "browser.contentblocking.category": "strict",
    "browser.privatebrowsing.autostart": True,
    "dom.event.clipboardevents.enabled": False,
    "dom.private-attribution.submission.enabled": False,
    "dom.serviceWorkers.enabled": False,
    "dom.storage.enabled": False,
    "network.cookie.cookieBehavior": 1,
    "network.http.referer.XOriginPolicy": 2,
    "network.http.sendRefererHeader": 0,
    "privacy.firstparty.isolate": True,
    "privacy.globalprivacycontrol.enabled": True,
    "privacy.resistFingerprinting": True,
    "privacy.trackingprotection.enabled": True,
}


def literal(value) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


class Firefox:
    """A browser with a profile of its own, in a directory that is empty."""

    def __init__(self, base: str, profile: pathlib.Path, scripts: bool, chosen: dict | None = None):
        self.base, self.scripts = base, scripts
        preferences = PREFERENCES | {"javascript.enabled": scripts} | (chosen or {})
        lines = [f'user_pref("{name}", {literal(value)});\n' for name, value in preferences.items()]
        (profile / "user.js").write_text("".join(lines))
        self.log = profile / "firefox.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [
                    "firefox-esr",
                    "--headless",
                    "--marionette",
                    # To set a window's zoom.
                    "--remote-allow-system-access",
                    "--no-remote",
                    "--profile",
                    str(profile),
                ],
                env=os.environ | {"HOME": str(profile)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            port = wait_until(lambda: self._port(profile), 60, "Firefox can be driven")
            self.driver = Marionette(port=port, socket_timeout=60)
            # A page whose frame waits for messages is not complete until there is one.
            self.driver.start_session({"pageLoadStrategy": "eager"})
        except BaseException:
            self.close()
            raise

    def _port(self, profile: pathlib.Path) -> int | None:
        assert self.process.poll() is None, f"Firefox ended:\n{self.log.read_text()}"
        file = profile / "MarionetteActivePort"
        written = file.read_text() if file.exists() else ""
        return int(written) if written else None

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    # Looking

    def soon(self, look, what: str, seconds: float = 20):
        """What `look` finds, once it finds something. Documents may be replaced while it looks."""

        def found():
            try:
                return look()
            except REPLACED:
                return None
            except errors.UnknownException as error:
                # Between two documents of a frame there is none that could be asked.
                if "currentWindowGlobal is null" not in str(error):
                    raise
                return None

        return wait_until(found, seconds, what)

    def find(self, path: str) -> WebElement:
        """The first element of an XPath."""
        return self.soon(lambda: self.driver.find_element(By.XPATH, path), path)

    def field(self, label: str) -> WebElement:
        return self.find(f'//*[@id = //label[starts-with(normalize-space(), "{label}")]/@for]')

    def is_at(self, address: str):
        self.soon(lambda: self.driver.get_url() == self.base + address, f"{self.base}{address} is open")

    def messages(self) -> list[str]:
        """The texts of the messages on the screen, in order: in a frame where scripts are off."""
        path = ".messages .message-text"
        return self._in_frame(lambda: [element.text for element in self.driver.find_elements(By.CSS_SELECTOR, path)])

    def has_lost_the_network(self) -> bool:
        """Whether Firefox shows an error of its own in the place of the messages."""
        return self._in_frame(lambda: "NS_ERROR_" in self.driver.find_element(By.TAG_NAME, "body").text)

    def _in_frame(self, look):
        """What is found where the messages are: without scripts in a frame, within another that begins anew."""
        try:
            for path in () if self.scripts else ("iframe.live-frame", ".live-frame-document > iframe:not([hidden])"):
                self.driver.switch_to_frame(self.driver.find_element(By.CSS_SELECTOR, path))
            return look()
        finally:
            self.driver.switch_to_frame()

    def sees(self, *texts: str):
        """Sees these messages, and no others, in this order."""
        self.soon(lambda: self.messages() == list(texts), f"the messages {texts}")

    def at_width(self, width: int, address: str):
        """Opens a page in a window that is so many CSS pixels wide: zoomed, as no window is narrower than its bars."""
        self.driver.set_window_rect(width=2 * width, height=1200)
        self.open(address)
        with self.driver.using_context("chrome"):
            self.driver.execute_script("gBrowser.selectedBrowser.fullZoom = 2")
        look = "return document.readyState === 'complete' && innerWidth"
        self.soon(lambda: self.driver.execute_script(look) == width, f"{address} is {width} pixels wide")

    # Acting

    def open(self, address: str):
        self.driver.navigate(self.base + address)

    def fill(self, label: str, text: str):
        self.field(label).send_keys(text)

    def choose(self, label: str, option: str):
        self.field(label).find_element(By.XPATH, f'.//option[starts-with(., "{option}")]').click()

    def activate(self, path: str):
        """By the keyboard: Firefox drops clicks until a page is painted, and until then what is clicked may move."""
        self.find(path).send_keys(Keys.ENTER)

    def press(self, button: str):
        self.activate(f'//button[normalize-space() = "{button}"]')

    def follow(self, link: str):
        self.activate(f'//a[contains(., "{link}")]')

    def sign_out(self):
        self.activate('//summary[contains(., "your menu")]')
        self.press("Sign out")
        self.is_at("/?done=signed-out")
