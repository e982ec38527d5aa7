import itertools
import json
import pathlib
import shutil
import signal
import tempfile

import pytest
from playwright.sync_api import sync_playwright

import checks
from gallery import Window, gallery_of
from instance import Instance
from person import Person
from provider import Account, running_github, running_provider
from visitor import Visitor


def pytest_configure():
    # Asked to end, the suite stops what it started.
    signal.signal(signal.SIGTERM, signal.default_int_handler)


# Files go to the processes of a run one by one. Those that take longest come first, so that none of them is left for
# the end, and the one that waits for the Swift tests comes last.
FIRST = [
    "test_same_truth", "test_pages", "test_mail", "test_accounts", "test_resilience", "test_live", "test_operations",
    "test_refusals", "test_look", "test_admin", "test_history", "test_key_server",
]  # fmt: skip
LAST = "test_building"


def pytest_collection_modifyitems(items):
    order = {name: number for number, name in enumerate(FIRST)} | {LAST: len(FIRST) + 1}
    items.sort(key=lambda item: order.get(item.path.stem, len(FIRST)))


# People with an account at a provider. What happens to one stays, so each journey has its own.
PROVIDER_PEOPLE = [
    Account(f"{name.split()[0].lower()}@provider.example", f"{name} at the provider", name, "Unverified" not in name)
    for name in [
        "Ada Arrives", "Bea Both", "Cleo Connects", "Dora Double", "Eve Unverified", "Fay Factor", "Gil Gallery",
        "Hal Halfway", "Ina Intruded",
    ]
]  # fmt: skip


def callback(instance: Instance, provider: str) -> str:
    return f"{instance.base}/sign-in/with/{provider}/callback"


@pytest.fixture(scope="session")
def provider(unstarted):
    """An OpenID provider the instance trusts, under the name canaille."""
    with running_provider([callback(unstarted, "canaille")], PROVIDER_PEOPLE) as provider:
        yield provider


@pytest.fixture(scope="session")
def github(unstarted):
    with running_github([callback(unstarted, "github")], PROVIDER_PEOPLE) as github:
        yield github


@pytest.fixture(scope="session")
def unstarted():
    return Instance("--empty")


@pytest.fixture(scope="session")
def instance(unstarted, provider, github):
    """One Agentor for the whole suite. A test that breaks a part of it waits until it has recovered."""
    instance = unstarted
    file = instance.data / "providers.json"
    file.write_text(json.dumps([provider.entry(), github.entry()]))
    instance.environment["AGENTOR_PROVIDERS_FILE"] = str(file)
    try:
        instance.start()
        yield instance
        assert instance.stop() == 0, instance.command.output
    finally:
        if instance.command and instance.command.process.poll() is None:
            instance.stop()
        instance.remove()


@pytest.fixture
def directory():
    """An empty directory that everybody may look into."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="agentor-e2e-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium-headless-shell", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def person(instance, browser):
    """Makes people with browsers: `person("Ada", scripts=True)`."""
    people = []
    instance.forget_limits()

    def make(name: str, scripts: bool = True, **options) -> Person:
        people.append(Person(browser, instance, name, scripts, **options))
        return people[-1]

    yield make
    for each in people:
        each.close()


@pytest.fixture
def visitor(instance):
    """Makes people with plain HTTP clients, who have arrived unless told otherwise."""
    numbers = itertools.count(1)

    def make(name: str | None = None, arrived: bool = True) -> Visitor:
        visitor = Visitor(instance, name or f"Visitor {next(numbers)}")
        return visitor.sign_up().onboard() if arrived else visitor

    return make


@pytest.fixture
def begin_talk(person, visitor):
    """Begins a channel with messages of somebody's. Returns its address, whose it is, and what lets somebody in who then
    reads one of them."""

    def begin(*texts: str):
        talker = visitor("Tom Talker")
        slug = talker.create_channel()
        for text in texts:
            talker.say(slug, text)

        def enter(name: str, scripts: bool, text: str = texts[0]):
            somebody = person(name, scripts).arrive()
            somebody.join(slug)
            somebody.open(slug)
            somebody.reads(text)
            return somebody

        return slug, talker, enter

    return begin


@pytest.fixture(scope="session")
def validator():
    with checks.running_validator() as validator:
        yield validator


@pytest.fixture(scope="session")
def gallery(instance, github):
    """Every page as it was served."""
    return gallery_of(instance, github)


@pytest.fixture(scope="session")
def windows(browser, instance):
    """Those that were opened, by whether scripts are on."""
    windows = {}
    yield windows
    for window in windows.values():
        window.close()


@pytest.fixture
def show(browser, instance, windows):
    """Shows a page of the gallery in a window."""
    used = []

    def show(answer, width: int, colour: str = "light", scripts: bool = True):
        if scripts not in windows:
            windows[scripts] = Window(browser, instance.base, scripts)
        used.append(windows[scripts])
        return windows[scripts].show(answer, width, colour)

    yield show
    for window in used:
        window.clear()
