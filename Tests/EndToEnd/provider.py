"""Identity providers on loopback, for signing in with them.

`running_provider` is canaille, a real OpenID provider, behind a small proxy that can tamper with what it answers.
`running_github` is a small imitation of GitHub's OAuth, strict where GitHub is.

Both are on `localhost`, and Agentor on 127.0.0.1: for a browser that is another site, as a real provider is.
"""

import base64
import contextlib
import dataclasses
import hashlib
import hmac
import html
import http.client
import http.server
import json
import os
import pathlib
import secrets
import tempfile
import threading
import time
import urllib.parse


@dataclasses.dataclass(frozen=True)
class Account:
    """Somebody's account with a provider."""

    email: str
    password: str
    name: str
    verified: bool = True

    @property
    def login(self) -> str:
        return self.email.split("@")[0]


PEOPLE = (
    Account("ada@provider.example", "the password of Ada at the provider", "Ada Lovelace"),
    Account("grace@provider.example", "the password of Grace at the provider", "Grace Hopper"),
    Account("eve@provider.example", "the password of Eve at the provider", "Eve Unverified", verified=False),
)


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, handler):
        super().__init__(("127.0.0.1", 0), handler)
        self.address = f"http://localhost:{self.server_port}"


@contextlib.contextmanager
def _serving(server):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def read_body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def answer(self, status: int, body: bytes = b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(body)

    def answer_json(self, value, status: int = 200):
        self.answer(status, json.dumps(value).encode(), [("Content-Type", "application/json")])


# canaille


@dataclasses.dataclass(frozen=True)
class _Tampering:
    claims: dict = dataclasses.field(default_factory=dict)
    signature: str = "kept"
    keys: bool = False
    status: int | None = None
    delay: float = 0
    only: str | None = None


class Provider:
    """canaille, as the application sees it.

    - `issuer`, `client_id`, `client_secret`: what the operator configures; `entry()` is the whole entry.
    - `people`: the accounts, with e-mail address, password and name. The login page asks for the `login` first and the
      password on the next page; then it asks for consent, once for each person.
    - `asked`: the paths the application has asked for itself, as (method, path), oldest first.
    """

    TOKEN = "/oauth/token"
    KEYS = "/oauth/jwks.json"
    USERINFO = "/oauth/userinfo"
    DISCOVERY = "/.well-known/openid-configuration"

    def __init__(self, issuer: str, key, stranger, people):
        self.issuer = issuer
        self.client_id = "agentor"
        self.client_secret = secrets.token_urlsafe(24)
        self.people = people
        self.asked = []
        self._key = key
        self._stranger = stranger
        self._tampering = _Tampering()

    def entry(self, name: str = "canaille", label: str = "Canaille", **more) -> dict:
        """The provider in the operator's file."""
        return {
            "name": name,
            "label": label,
            "issuer": self.issuer,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
        } | more

    @contextlib.contextmanager
    def tampering(
        self,
        *,
        signature: str = "kept",
        claims: dict | None = None,
        keys: bool = False,
        status: int | None = None,
        delay: float = 0,
        only: str | None = None,
    ):
        """Changes, for a while, what the application is answered; what browsers are shown stays as it is.

        - `claims` replaces claims of the identity token, and takes out those whose value is None.
        - `signature` is `kept` (it no longer fits if claims were replaced), `broken` (one bit of it is turned),
          `provider` (made anew with the provider's own key: nothing but the claims is wrong), `stranger` (made anew
          with a key the provider does not publish, under the name of its own).
        - `keys` publishes the stranger's keys, under the names of the provider's, instead of the provider's. The
          application keeps keys for an hour: only one that has not yet signed anybody in asks for them.
        - `status` answers so, without asking the provider; `delay` waits that many seconds before each answer; both
          everywhere, or at the one path of `only`, such as `Provider.TOKEN`.
        """
        assert signature in ("kept", "broken", "provider", "stranger"), signature
        before = self._tampering
        self._tampering = _Tampering(claims or {}, signature, keys, status, delay, only)
        try:
            yield self
        finally:
            self._tampering = before

    def _is_ours(self, path: str) -> bool:
        return path in (self.TOKEN, self.KEYS, self.USERINFO, self.DISCOVERY)

    def _tamper(self, path: str, body: bytes) -> bytes:
        tampering = self._tampering
        if path == self.KEYS and tampering.keys:
            return json.dumps({"keys": [self._stranger.as_dict(private=False)]}).encode()
        if path == self.TOKEN and (tampering.claims or tampering.signature != "kept"):
            answer = json.loads(body)
            if "id_token" in answer:
                answer["id_token"] = self._forge(answer["id_token"], tampering)
            return json.dumps(answer).encode()
        return body

    def _forge(self, token: str, tampering: _Tampering) -> str:
        from joserfc import jws

        header, payload, signature = token.split(".")
        claims = json.loads(_unbase64(payload)) | tampering.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        if tampering.signature in ("provider", "stranger"):
            key = self._key if tampering.signature == "provider" else self._stranger
            return jws.serialize_compact({"alg": "RS256", "kid": self._key.kid}, json.dumps(claims), key)
        if tampering.claims:
            payload = _base64(json.dumps(claims).encode())
        if tampering.signature == "broken":
            turned = bytearray(_unbase64(signature))
            turned[0] ^= 1
            signature = _base64(bytes(turned))
        return f"{header}.{payload}.{signature}"


@contextlib.contextmanager
def running_provider(redirects, people=PEOPLE):
    """Runs canaille with one client, registered for exactly these redirect addresses, until the end of the block.

    Codes work once, for five minutes, with the challenge and the redirect address they were asked for with. Canaille
    keeps state of its own in the process: run one at a time.
    """
    # Authlib wants https otherwise.
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    from joserfc.jwk import RSAKey
    from werkzeug.serving import make_server

    key = RSAKey.generate_key(2048, auto_kid=True)
    stranger = RSAKey.generate_key(2048, {"kid": key.kid})
    proxy = _Server(_Proxy)
    provider = Provider(proxy.address, key, stranger, people)
    with tempfile.TemporaryDirectory(prefix="agentor-provider-") as directory:
        canaille = _canaille(pathlib.Path(directory), provider, list(redirects))
        server = make_server("127.0.0.1", 0, canaille, threaded=True)
        proxy.provider = provider
        proxy.upstream = server.server_port
        with _serving(server), _serving(proxy):
            yield provider


def _canaille(directory: pathlib.Path, provider: Provider, redirects: list):
    from canaille import create_app
    from canaille.app import models
    from canaille.backends import Backend
    from canaille.oidc.provider import authorization

    application = create_app(
        {
            "SECRET_KEY": secrets.token_urlsafe(24),
            "SERVER_NAME": provider.issuer.removeprefix("http://"),
            "PREFERRED_URL_SCHEME": "http",
            "CANAILLE": {
                "DATABASE": "sql",
                "LOGGING": {
                    "version": 1,
                    "disable_existing_loggers": False,
                    "loggers": {name: {"level": "WARNING"} for name in ("werkzeug", "alembic.runtime.migration")},
                },
                "ACL": {"DEFAULT": {"PERMISSIONS": ["edit_self", "use_oidc"]}},
            },
            "CANAILLE_SQL": {"DATABASE_URI": f"sqlite:///{directory}/canaille.sqlite"},
            "CANAILLE_OIDC": {"ACTIVE_JWKS": [provider._key.as_dict(private=True)]},
        },
        init_backend=True,
    )
    # Its own access tokens are signed claims that tell seconds: one person's second within
    # a second is a duplicate.
    application.config["OAUTH2_ACCESS_TOKEN_GENERATOR"] = True
    authorization.register_token_generator("default", authorization.create_bearer_token_generator(application.config))
    # It has no setting for this claim, and no notion of it: a claim is what a template makes of a person.
    verified = [person.login for person in provider.people if person.verified]
    application.config["CANAILLE_OIDC"]["USERINFO_MAPPING"]["EMAIL_VERIFIED"] = (
        f"{{% if user.user_name in {verified} %}}true{{% endif %}}"
    )
    with application.app_context():
        for person in provider.people:
            given, family = person.name.rsplit(" ", 1)
            user = models.User(
                user_name=person.login,
                formatted_name=person.name,
                given_name=given,
                family_name=family,
                emails=[person.email],
                password=person.password,
            )
            Backend.instance.save(user)
        client = models.Client(
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            client_name="Agentor",
            redirect_uris=redirects,
            grant_types=["authorization_code"],
            response_types=["code"],
            scope=["openid", "profile", "email"],
            token_endpoint_auth_method="client_secret_basic",
        )
        Backend.instance.save(client)
        client.audience = [client]
        Backend.instance.save(client)
    return application


class _Proxy(_Handler):
    # Between two hosts each, not from end to end (RFC 9110, 7.6.1).
    HOPS = ("connection", "keep-alive", "transfer-encoding", "content-length", "date", "server")

    def forward(self):
        provider, path = self.server.provider, self.path.split("?")[0]
        body = self.read_body()
        if provider._is_ours(path):
            provider.asked.append((self.command, path))
            tampering = provider._tampering
            if tampering.only in (None, path):
                time.sleep(tampering.delay)
                if tampering.status:
                    return self.answer(tampering.status, b"tampered with")
        headers = {name: value for name, value in self.headers.items() if name.lower() not in self.HOPS}
        upstream = http.client.HTTPConnection("127.0.0.1", self.server.upstream, timeout=30)
        try:
            upstream.request(self.command, self.path, body, headers | {"Content-Length": str(len(body))})
            answer = upstream.getresponse()
            body = provider._tamper(path, answer.read())
        finally:
            upstream.close()
        self.answer(
            answer.status,
            body,
            [(name, value) for name, value in answer.getheaders() if name.lower() not in self.HOPS],
        )

    do_GET = do_POST = forward


# GitHub


class GitHub:
    """An imitation of GitHub, as the application sees it.

    - `client_id`, `client_secret`: what the operator configures; `entry()` is the whole entry, with its endpoints.
    - `people`: their numbers are 1001, 1002 … in this order. The page of the authorization has a button “Authorize
      as NAME” for each, and “Cancel”.
    - `asked`: the paths the application has asked for itself, oldest first.
    """

    def __init__(self, address: str, redirects, people):
        self.issuer = address
        self.client_id = "agentor"
        self.client_secret = secrets.token_urlsafe(24)
        self.people = people
        self.redirects = list(redirects)
        self.asked = []
        self.codes = {}
        self.tokens = {}

    def entry(self, name: str = "github", label: str = "GitHub", **more) -> dict:
        """The provider in the operator's file."""
        return {
            "name": name,
            "label": label,
            "kind": "github",
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "authorization_endpoint": f"{self.issuer}/login/oauth/authorize",
            "token_endpoint": f"{self.issuer}/login/oauth/access_token",
            "api": f"{self.issuer}/api",
        } | more

    def subject(self, person: Account) -> int:
        return 1001 + self.people.index(person)

    def authorize(self, address: str, person: int | None) -> str:
        """What pressing a button does, for a client without a browser: None cancels. Returns the path GitHub sends the
        browser back to."""
        request = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))
        body = urllib.parse.urlencode(request | {"person": "" if person is None else person})
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(self.issuer).netloc, timeout=10)
        try:
            connection.request("POST", "/login/oauth/authorize", body)
            back = urllib.parse.urlsplit(connection.getresponse().getheader("Location"))
        finally:
            connection.close()
        return f"{back.path}?{back.query}"


@contextlib.contextmanager
def running_github(redirects, people=PEOPLE):
    """Runs the imitation until the end of the block. Stricter than GitHub in that it insists on a state and a challenge
    (S256); as GitHub, it takes a code once, with the redirect address and the verifier it was asked for with."""
    server = _Server(_GitHubHandler)
    server.github = GitHub(server.address, redirects, people)
    with _serving(server):
        yield server.github


class _GitHubHandler(_Handler):
    @property
    def github(self) -> GitHub:
        return self.server.github

    def do_GET(self):
        path, _, query = self.path.partition("?")
        if path == "/login/oauth/authorize":
            return self.ask(dict(urllib.parse.parse_qsl(query)))
        if path in ("/api/user", "/api/user/emails"):
            self.github.asked.append(path)
            return self.tell(path)
        self.answer(404)

    def do_POST(self):
        form = dict(urllib.parse.parse_qsl(self.read_body().decode()))
        if self.path == "/login/oauth/authorize":
            return self.authorize(form)
        if self.path == "/login/oauth/access_token":
            self.github.asked.append(self.path)
            return self.exchange(form)
        self.answer(404)

    def ask(self, request: dict):
        fault = self.fault(request)
        if fault:
            return self.answer(400, fault.encode(), [("Content-Type", "text/plain")])
        fields = "".join(
            f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
            for name, value in request.items()
        )
        buttons = "".join(
            f'<p><button name="person" value="{number}">Authorize as {html.escape(person.name)}</button>'
            for number, person in enumerate(self.github.people)
        )
        page = (
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Authorize Agentor</title>'
            f'<form method="post" action="/login/oauth/authorize">{fields}{buttons}'
            '<p><button name="person" value="">Cancel</button></form>'
        )
        self.answer(200, page.encode(), [("Content-Type", "text/html; charset=utf-8")])

    def fault(self, request: dict) -> str | None:
        if request.get("client_id") != self.github.client_id:
            return "unknown client_id"
        if request.get("redirect_uri") not in self.github.redirects:
            return "redirect_uri is not registered"
        if request.get("code_challenge_method") != "S256" or len(request.get("code_challenge", "")) != 43:
            return "no challenge"
        if not request.get("state"):
            return "no state"
        return None

    def authorize(self, request: dict):
        person = request.pop("person", "")
        fault = self.fault(request)
        if fault:
            return self.answer(400, fault.encode(), [("Content-Type", "text/plain")])
        if person:
            code = secrets.token_hex(10)
            self.github.codes[code] = (request, self.github.people[int(person)])
            parameters = {"code": code}
        else:
            parameters = {"error": "access_denied", "error_description": "The user has denied your application access."}
        query = urllib.parse.urlencode(parameters | {"state": request["state"]})
        self.answer(302, headers=[("Location", f"{request['redirect_uri']}?{query}")])

    def exchange(self, form: dict):
        # Whatever is wrong with the rest, the code is spent.
        request, person = self.github.codes.pop(form.get("code"), (None, None))
        challenge = _base64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        secret = form.get("client_secret", "").encode()
        if form.get("client_id") != self.github.client_id or not hmac.compare_digest(
            secret, self.github.client_secret.encode()
        ):
            answer = {"error": "incorrect_client_credentials"}
        elif request is None or challenge != request["code_challenge"]:
            answer = {"error": "bad_verification_code"}
        elif form.get("redirect_uri") != request["redirect_uri"]:
            answer = {"error": "redirect_uri_mismatch"}
        else:
            token = f"gho_{secrets.token_hex(18)}"
            self.github.tokens[token] = person
            answer = {"access_token": token, "token_type": "bearer", "scope": request.get("scope", "")}
        # GitHub answers as a form unless it is asked for JSON.
        if self.headers.get("Accept") == "application/json":
            return self.answer_json(answer)
        self.answer(200, urllib.parse.urlencode(answer).encode())

    def tell(self, path: str):
        if not self.headers.get("User-Agent"):
            return self.answer_json({"message": "Request forbidden by administrative rules."}, 403)
        person = self.github.tokens.get(self.headers.get("Authorization", "").removeprefix("Bearer "))
        if person is None:
            return self.answer_json({"message": "Bad credentials"}, 401)
        if path == "/api/user":
            return self.answer_json(
                {"id": self.github.subject(person), "login": person.login, "name": person.name, "email": None}
            )
        self.answer_json(
            [
                {"email": f"old.{person.email}", "primary": False, "verified": True, "visibility": None},
                {"email": person.email, "primary": True, "verified": person.verified, "visibility": "private"},
            ]
        )


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unbase64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
