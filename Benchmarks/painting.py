"""How soon somebody sees a page who comes for the first time, on a slow network and a slow processor."""

import contextlib

from .benchmark import Benchmark, Samples, Target, at_most
from .machine import Failed
from .site import cookie

#: By the name of a page, its address; `None` for strangers.
PAGES = {
    "home": ("/", None),
    "dashboard": ("/dashboard", 1),
    "channels": ("/channels", 1),
    "channel": ("/channels/page", 1),
    "messages": ("/messages", 1),
    "agents": ("/agents", None),
    "sign-up": ("/sign-up", None),
}

#: 1.6 Mb/s down and half of that up, 150 ms until an answer begins: Lighthouse's "slow 4G". A processor is slowed to
#: a quarter, about what a telephone of the middle has.
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
PROCESSOR = {"rate": 4}

# Waits until something has been painted and nothing more is to be done. `buffered` gives what was seen before anybody
# listened.
SEEN = """async () => {
    const entries = type => {
        const observer = new PerformanceObserver(() => {})
        observer.observe({ type, buffered: true })
        return observer.takeRecords()
    }
    let first, largest
    do {
        await new Promise(done => requestAnimationFrame(() => requestIdleCallback(done)))
        first = entries("paint").find(entry => entry.name === "first-paint")
        largest = entries("largest-contentful-paint").at(-1)
    } while (!first || !largest)
    // What its scripts ask for at once has come by then.
    await new Promise(done => setTimeout(done, 1000))
    const shift = entries("layout-shift").reduce((sum, entry) => sum + entry.value, 0)
    return { first: first.startTime, largest: largest.startTime, shift }
}"""


def visits(stage) -> dict[str, list[dict[str, float]]]:
    """What a browser that has kept nothing saw of each page, page by page and over again."""
    # Only here: the list of benchmarks is shown without it.
    from playwright.sync_api import sync_playwright

    found: dict[str, list[dict[str, float]]] = {name: [] for name in PAGES}
    site = stage.site
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium-headless-shell", args=["--no-sandbox"])
        with contextlib.closing(browser):
            # The first round is the browser's own beginning.
            for round in range(1 + stage.pick(11, 5)):
                for name, (path, account) in PAGES.items():
                    stage.rest(site)
                    seen = visit(browser, f"http://127.0.0.1:{site.port}", path, account)
                    if round:
                        found[name].append(seen)
    return found


def visit(browser, base: str, path: str, account: int | None) -> dict[str, float]:
    with contextlib.closing(browser.new_context(viewport={"width": 390, "height": 844})) as context:
        if account:
            name, _, value = cookie(account).partition("=")
            context.add_cookies([{"name": name, "value": value, "url": base}])
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", NETWORK)
        session.send("Emulation.setCPUThrottlingRate", PROCESSOR)
        answer = page.goto(base + path, wait_until="load")
        if answer.status != 200 or not page.url.endswith(path):
            raise Failed(f"{path} was answered with {answer.status} and led to {page.url}")
        return page.evaluate(SEEN)


class Painting(Benchmark):
    def __init__(self, page: str, part: str, does: str, unit: str, target: Target):
        self.name = f"painting/{page}-{part}"
        self.does = f"{does}: {PAGES[page][0]}"
        self.unit, self.target = unit, target
        self._page, self._part = page, part

    def measure(self, stage) -> Samples:
        found = stage.once("paintings", lambda: visits(stage))
        return Samples(of={"ours": [seen[self._part] for seen in found[self._page]]})


BENCHMARKS = [
    Painting(page, part, does, unit, target)
    for page in PAGES
    for part, does, unit, target in [
        ("first", "from asking until anything is painted", "ms", at_most(1000)),
        ("largest", "from asking until the largest thing in view is painted", "ms", at_most(1000)),
        ("shift", "how much of the window moves after that, times how far", "shift", at_most(0)),
    ]
]
