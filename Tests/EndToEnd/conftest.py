import itertools
import signal

import pytest
from playwright.sync_api import sync_playwright

import checks
from instance import Instance
from person import Person
from visitor import Visitor


def pytest_configure():
    # Asked to end, the suite stops what it started.
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.fixture(scope="session")
def instance():
    """One Agentor for the whole suite. A test that breaks a part of it waits until it has recovered."""
    instance = Instance("--empty")
    try:
        instance.start()
        yield instance
        assert instance.stop() == 0, instance.command.output
    finally:
        if instance.command and instance.command.process.poll() is None:
            instance.stop()
        instance.remove()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def person(instance, browser):
    """Makes people with browsers: `person("Ada", scripts=True)`."""
    people = []

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


@pytest.fixture(scope="session")
def validator():
    with checks.running_validator() as validator:
        yield validator
