"""Somebody with a plain HTTP client: cookies, forms and links, no more."""

import dataclasses
import html
import http.client
import itertools
import re
import urllib.parse
import uuid
from html.parser import HTMLParser

PASSWORD = "five green bottles stand still"

# Limits are per address, and all of 127.0.0.0/8 is this machine.
_numbers = itertools.count(1)


def next_address() -> str:
    number = next(_numbers)
    return f"127.1.{number // 250}.{number % 250 + 1}"


@dataclasses.dataclass
class Form:
    action: str
    method: str = "get"
    fields: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    buttons: list[str] = dataclasses.field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return dict(self.fields)[name]

    def filled(self, values: dict) -> list[tuple[str, str]]:
        """What a browser would send with these values entered; None leaves a field out."""
        sent = [(name, value) for name, value in self.fields if name not in values]
        return sent + [(name, value) for name, value in values.items() if value is not None]


@dataclasses.dataclass
class Message:
    seq: int
    author: str = ""
    text: str = ""


class Page(HTMLParser):
    """The parts of a page that tests look at."""

    def __init__(self, markup: str):
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.messages: list[Message] = []
        self.options: dict[str, list[str]] = {}
        self.links: list[tuple[str, str]] = []
        self.refresh = None
        self._form = self._text_area = self._select = self._button = self._link = self._part = None
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        classes = (values.get("class") or "").split()
        if tag == "form":
            self._form = Form(values.get("action", ""), values.get("method", "get"))
            self.forms.append(self._form)
        elif tag == "input" and self._form and values.get("name"):
            if values.get("type") not in ("radio", "checkbox") or "checked" in values:
                self._form.fields.append((values["name"], values.get("value") or ""))
        elif tag == "textarea" and self._form:
            self._text_area = (values["name"], [])
        elif tag == "select" and self._form:
            self._select = values["name"]
            self.options[self._select] = []
        elif tag == "option" and self._select:
            self.options[self._select].append(values.get("value", ""))
            if "selected" in values:
                self._form.fields.append((self._select, values.get("value", "")))
        elif tag == "button" and self._form:
            self._button = []
        elif tag == "a" and values.get("href") is not None:
            self._link = (values["href"], [])
        elif tag == "li" and re.fullmatch(r"m-\d+", values.get("id") or ""):
            self.messages.append(Message(int(values["id"][2:])))
        elif tag == "meta" and values.get("http-equiv") == "refresh":
            self.refresh = values["content"]
        if self.messages and "author" in classes:
            self._part = "author"
        elif self.messages and "message-text" in classes:
            self._part = "text"

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._text_area:
            name, parts = self._text_area
            # The line break a browser ignores at the start.
            self._form.fields.append((name, "".join(parts).removeprefix("\n")))
            self._text_area = None
        elif tag == "select":
            self._select = None
        elif tag == "button" and self._button is not None:
            self._form.buttons.append(" ".join("".join(self._button).split()))
            self._button = None
        elif tag == "a" and self._link:
            self.links.append((self._link[0], " ".join("".join(self._link[1]).split())))
            self._link = None
        elif tag in ("span", "bdi", "p"):
            self._part = None

    def handle_data(self, data):
        if self._text_area:
            self._text_area[1].append(data)
        if self._button is not None:
            self._button.append(data)
        if self._link:
            self._link[1].append(data)
        if self._part:
            message = self.messages[-1]
            setattr(message, self._part, getattr(message, self._part) + data)


@dataclasses.dataclass(repr=False)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes
    path: str

    def __repr__(self):
        heading = re.search(r"<h1[^>]*>(.*?)</h1>", self.text, re.DOTALL)
        return f"<{self.status} {self.path}: {heading[1] if heading else self.text[:80]!r}>"

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def lasting(self) -> str:
        """The page without what is another each time it is shown."""
        return re.sub(r'name="(nonce|csrf)" value="[^"]*"', r"\1", self.text)

    def says(self, words: str) -> bool:
        """Whether a reader of the page would find these words."""
        return words in html.unescape(self.text)

    @property
    def page(self) -> Page:
        return Page(self.text)

    @property
    def location(self) -> str | None:
        return self.headers["Location"]

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.page.messages]

    def form(self, action: str) -> Form:
        """The form that is sent to an address."""
        for form in self.page.forms:
            if form.action == action:
                return form
        raise AssertionError(f"{self.path} ({self.status}) has no form for {action}")


class Visitor:
    def __init__(self, instance, name: str = "Vera Visitor"):
        self.instance = instance
        self.name = name
        self.email = f"{uuid.uuid4()}@example.org"
        self.address = next_address()
        self.cookies: dict[str, str] = {}

    # Requests

    def request(self, method: str, path: str, body=None, headers=None, timeout: float = 70) -> Answer:
        """One request over a connection of its own; redirects are not followed."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.instance.port, timeout=timeout, source_address=(self.address, 0)
        )
        try:
            sent = dict(headers or {})
            if self.cookies:
                sent.setdefault("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
            connection.request(method, path, body=body, headers=sent)
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read(), path)
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.split(";")[0].partition("=")
            if value:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        return answer

    def get(self, path: str, **options) -> Answer:
        return self.request("GET", path, **options)

    def post(self, path: str, fields, **options) -> Answer:
        headers = {"Content-Type": "application/x-www-form-urlencoded"} | options.pop("headers", {})
        return self.request("POST", path, urllib.parse.urlencode(fields), headers=headers, **options)

    def submit(self, form: Form, values: dict, **options) -> Answer:
        return self.post(form.action, form.filled(values), **options)

    def follow(self, answer: Answer) -> Answer:
        assert answer.status == 303, answer
        return self.get(answer.location)

    # What people do

    def sign_up(self):
        """Creates an account, up to the choice of a profile."""
        form = self.get("/sign-up").form("/sign-up")
        answer = self.submit(form, {"name": self.name, "email": self.email, "password": PASSWORD})
        assert (answer.status, answer.location) == (303, "/sign-up/confirm"), answer
        form = self.follow(answer).form("/sign-up/confirm")
        answer = self.submit(form, {"code": self.instance.code(self.email)})
        assert (answer.status, answer.location) == (303, "/onboarding"), answer
        return self

    def onboard(self):
        page = self.get("/onboarding/client-profile")
        budget = [value for value in page.page.options["budget"] if value][0]
        answer = self.submit(
            page.form("/onboarding/client-profile"),
            {"company": "Lighthouse", "need": "Somebody to keep the light.", "budget": budget, "time-zone": "UTC"},
        )
        assert answer.status == 303, answer
        return self

    #: What an agent tells, unless a test says otherwise.
    PROFILE = {
        "headline": "Keeper of lighthouses",
        "about": "Thirty years of **clear** nights.",
        "skills": "lamps, lenses, patience",
        "hourly-rate": "80",
        "currency": "EUR",
        "languages": "English (native), Deutsch (works in it)",
        "place": "Kiel",
        "country": "DE",
        "time-zone": "Europe/Berlin",
    }

    def save_profile(self, answers: dict | None = None) -> Answer:
        page = self.get("/onboarding/agent-profile")
        category = [value for value in page.page.options["category"] if value][0]
        answer = self.submit(
            page.form("/onboarding/agent-profile"), {"category": category} | self.PROFILE | (answers or {})
        )
        assert answer.status == 303, answer
        return answer

    def onboard_as_agent(self, answers: dict | None = None):
        self.save_profile(answers)
        return self

    def publish(self):
        answer = self.submit(self.get("/profile").form("/profile/publish"), {})
        assert answer.status == 303, answer
        return self

    #: A service, unless a test says otherwise.
    SERVICE = {
        "title": "A lamp, cleaned",
        "description": "Lens and *brass*.",
        "price": "120",
        "currency": "EUR",
        "pricing": "from",
        "delivery": "Two nights",
    }

    def offer(self, answers: dict, publish: bool = True):
        page = self.get("/profile/services/new")
        category = [value for value in page.page.options["category"] if value][0]
        values = {"category": category} | self.SERVICE | answers | ({"publish": "1"} if publish else {})
        answer = self.submit(page.form("/profile/services/new"), values)
        assert answer.status == 303, answer
        return self

    def sign_in(self, next: str | None = None, email: str | None = None, password: str = PASSWORD) -> Answer:
        path = "/sign-in" + (f"?next={urllib.parse.quote(next, safe='')}" if next else "")
        return self.submit(self.get(path).form("/sign-in"), {"email": email or self.email, "password": password})

    def sign_out(self) -> Answer:
        return self.submit(self.get("/dashboard").form("/sign-out"), {})

    def create_channel(self, name: str | None = None, visibility: str = "public", description: str = "") -> str:
        """Returns the channel's slug."""
        form = self.get("/channels/new").form("/channels")
        name = name or f"Channel {uuid.uuid4()}"
        answer = self.submit(form, {"name": name, "description": description, "visibility": visibility})
        assert answer.status == 303, answer
        return re.fullmatch(r"/channels/([a-z0-9-]+)", answer.location)[1]

    def join(self, slug: str) -> Answer:
        answer = self.submit(self.get(f"/channels/{slug}").form(f"/channels/{slug}/join"), {})
        assert answer.status == 303, answer
        return answer

    def leave(self, slug: str) -> Answer:
        answer = self.submit(self.get(f"/channels/{slug}").form(f"/channels/{slug}/leave"), {})
        assert answer.status == 303, answer
        return answer

    def message_form(self, slug: str) -> Form:
        return self.get(f"/channels/{slug}").form(f"/channels/{slug}/messages")

    def say(self, slug: str, text: str) -> Answer:
        answer = self.submit(self.message_form(slug), {"message": text})
        assert answer.status == 303, answer
        return answer

    def submit_to(self, handle: str, text: str) -> Answer:
        """What becomes of a message to somebody, in the conversation with them."""
        address = f"/messages/{handle}"
        return self.submit(self.get(address).form(address), {"message": text})

    def write(self, handle: str, text: str) -> Answer:
        answer = self.submit_to(handle, text)
        assert answer.status == 303, answer
        return answer

    def write_to_group(self, handles: list[str], text: str) -> str:
        """Says something to some people at once, for the first time. Returns where."""
        page = self.get(f"/messages/group/new?with={','.join(handles)}")
        answer = self.submit(page.form("/messages/group/new"), {"message": text})
        assert answer.status == 303, answer
        return answer.location.partition("?")[0]

    def react(self, slug: str, number: int, emoji: str) -> Answer:
        address = f"/channels/{slug}/messages/{number}"
        answer = self.submit(self.get(address).form(f"{address}/reactions"), {"emoji": emoji})
        assert answer.status == 303, answer
        return answer

    def log(self, slug: str) -> list[str]:
        """The texts of the latest messages, in order."""
        answer = self.get(f"/channels/{slug}/log")
        assert answer.status == 200, answer
        return answer.texts

    def changes(self, slug: str, after: int, **options) -> Answer:
        """What the page's script asks for; held until there is something."""
        return self.get(f"/channels/{slug}/changes?after={after}&hold={uuid.uuid4()}", **options)

    def csrf(self) -> str:
        return self.get("/channels/new").form("/channels")["csrf"]


def handle_of(visitor: Visitor) -> str:
    """What somebody is called in addresses."""
    return re.search(r"<bdi>@([a-z0-9-]+)</bdi>", visitor.get("/account").text)[1]
