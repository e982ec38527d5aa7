"""What must not work, and what people are told then. Every test that expects a refusal also shows that the same request
is answered when it is right: otherwise it would pass for any reason."""

import concurrent.futures
import re
import uuid

import pytest
from playwright.sync_api import expect

from visitor import PASSWORD, Visitor

# Forms that are not ours


def test_a_form_without_our_token_changes_nothing(visitor):
    talker, other = visitor(), visitor()
    slug = talker.create_channel()
    form = talker.message_form(slug)
    forgeries = {
        "none": {"csrf": None},
        "empty": {"csrf": ""},
        "made up": {"csrf": "0" * 64},
        "somebody else's": {"csrf": other.csrf()},
    }
    for kind, forgery in forgeries.items():
        answer = talker.submit(form, forgery | {"message": f"Forged: {kind}"})
        assert answer.status == 403, kind
        assert answer.says(f"Forged: {kind}"), "what was typed is handed back"
    for headers in [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]:
        answer = talker.submit(form, {"message": f"From elsewhere: {headers}"}, headers=headers)
        assert answer.status == 403, headers
    assert talker.log(slug) == []
    assert talker.submit(form, {"message": "Mine"}, headers={"Origin": talker.instance.base}).status == 303
    assert talker.log(slug) == ["Mine"]


def test_nobody_is_signed_in_or_out_by_another_site(visitor):
    person = visitor()
    assert person.post("/sign-out", {}).status == 403
    assert person.get("/dashboard").status == 200
    victim = visitor(arrived=False)
    assert victim.post("/sign-in", {"email": person.email, "password": PASSWORD}).status == 403
    assert victim.get("/dashboard").status == 303


# Sessions


def test_a_signed_out_visitor_is_led_to_sign_in_and_back(visitor):
    person = visitor()
    slug = person.create_channel()
    person.sign_out()
    for path in [f"/channels/{slug}", "/dashboard", "/messages", "/channels/new", f"/channels/{slug}?before=7"]:
        answer = person.get(path)
        assert answer.status == 303, path
        assert re.match(r"/sign-in\?next=", answer.location)
        form = person.follow(answer).form("/sign-in")
        assert form["next"] == path
    answer = person.submit(form, {"email": person.email, "password": PASSWORD})
    assert (answer.status, answer.location) == (303, path)
    assert person.follow(answer).status == 200


@pytest.mark.parametrize("ending", ["expired", "revoked", "signed out elsewhere", "made up"])
def test_a_session_that_has_ended_leads_to_sign_in_and_back(instance, visitor, ending):
    person = visitor()
    slug = person.create_channel()
    old = dict(person.cookies)
    form = person.message_form(slug)
    if ending == "expired":
        instance.sql(
            "update agentor.sessions set expires_at = now() - interval '1 second' where account_id ="
            f" (select id from agentor.accounts where email = '{person.email}')"
        )
    elif ending == "revoked":
        instance.sql(
            "delete from agentor.sessions where account_id ="
            f" (select id from agentor.accounts where email = '{person.email}')"
        )
    elif ending == "signed out elsewhere":
        person.sign_out()
        person.cookies = old
    else:
        person.cookies = {name: "f" * len(value) for name, value in old.items()}

    answer = person.get(f"/channels/{slug}")
    assert (answer.status, answer.location) == (303, f"/sign-in?next=%2Fchannels%2F{slug}")
    answer = person.submit(form, {"message": "Too late"})
    assert answer.status == (403 if ending == "made up" else 401)
    assert answer.says("Too late"), "what was typed is handed back"
    if ending != "made up":
        assert f"/sign-in?next=%2Fchannels%2F{slug}" in [target for target, _ in answer.page.links]
    assert person.get(f"/channels/{slug}/live").status == 401
    assert person.changes(slug, 0).status == 401

    answer = person.sign_in(next=f"/channels/{slug}")
    assert (answer.status, answer.location) == (303, f"/channels/{slug}")
    assert person.log(slug) == []


def test_a_new_sign_in_has_a_new_token(visitor):
    person = visitor()
    before = dict(person.cookies)
    person.sign_out()
    person.sign_in()
    assert set(before) == set(person.cookies) == {"agentor-session", "agentor-device"}
    assert before["agentor-session"] != person.cookies["agentor-session"]
    assert before["agentor-device"] == person.cookies["agentor-device"], "it is the same browser"
    assert re.fullmatch("[0-9a-f]{128}", person.cookies["agentor-session"])


def test_a_token_from_before_sign_in_opens_nothing(instance, visitor):
    """Somebody who plants a cookie is not signed in with it later."""
    person = visitor()
    person.sign_out()
    person.get("/sign-in")
    planted = dict(person.cookies)
    assert planted
    person.sign_in()
    assert person.get("/dashboard").status == 200
    thief = visitor(arrived=False)
    thief.cookies = planted
    assert thief.get("/dashboard").status == 303


def test_the_cookies_are_out_of_reach_of_scripts_and_other_sites(visitor):
    person = visitor()
    person.sign_out()
    form = person.get("/sign-in").form("/sign-in")
    answer = person.submit(form, {"email": person.email, "password": PASSWORD})
    cookies = answer.headers.get_all("Set-Cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"httponly", "samesite=lax", "path=/"} <= attributes
        assert not any(attribute.startswith("domain") for attribute in attributes)


@pytest.mark.parametrize(
    "next",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/%2Fevil.example",
        "//evil.example/channels",
        "/\t/evil.example",
        " //evil.example",
        "https:evil.example",
        "/dashboard\r\nSet-Cookie: a=b",
        "/nowhere",
        "",
    ],
)
def test_signing_in_leads_nowhere_else(visitor, next):
    person = visitor()
    person.sign_out()
    answer = person.sign_in(next=next)
    assert (answer.status, answer.location) == (303, "/dashboard")
    assert "a" not in person.cookies


def test_without_a_profile_everything_leads_to_onboarding(visitor):
    newcomer = visitor(arrived=False).sign_up()
    for path in ["/dashboard", "/channels", "/channels/new", "/channels/anything"]:
        answer = newcomer.get(path)
        assert (answer.status, answer.location) == (303, "/onboarding"), path
    newcomer.onboard()
    assert newcomer.get("/dashboard").status == 200


def test_whether_an_account_exists_is_not_told(visitor):
    known, unknown = visitor(), visitor(arrived=False)
    known.sign_out()
    form = unknown.get("/sign-in").form("/sign-in")

    def attempt(email):
        answer = unknown.submit(form, {"email": email, "password": "five wrong bottles stand still"})
        return answer.status, answer.lasting.replace(email, "EMAIL")

    assert attempt(known.email) == attempt(unknown.email)


def test_guessing_a_password_is_slowed_down(visitor):
    person = visitor()
    person.sign_out()
    form = person.get("/sign-in").form("/sign-in")
    statuses = []
    for number in range(12):
        answer = person.submit(form, {"email": person.email, "password": f"guess number {number} of many"})
        statuses.append(answer.status)
    assert statuses[0] == 422
    assert statuses[-1] == 429
    assert int(answer.headers["Retry-After"]) > 0
    other = visitor()
    other.sign_out()
    assert other.sign_in().status == 303, "others are not slowed down"


# Channels of others


def requests_to_a_channel(stranger: Visitor, slug: str) -> dict:
    csrf = {"csrf": stranger.csrf()}
    return {
        "page": stranger.get(f"/channels/{slug}"),
        "earlier": stranger.get(f"/channels/{slug}?before=2"),
        "message": stranger.post(
            f"/channels/{slug}/messages", csrf | {"nonce": str(uuid.uuid4()), "message": "Let me in"}
        ),
        "empty message": stranger.post(
            f"/channels/{slug}/messages", csrf | {"nonce": str(uuid.uuid4()), "message": ""}
        ),
        "join": stranger.post(f"/channels/{slug}/join", csrf),
        "leave": stranger.post(f"/channels/{slug}/leave", csrf),
        "live": stranger.get(f"/channels/{slug}/live"),
        "held": stranger.get(f"/channels/{slug}/live?after=0&hold=1"),
        "log": stranger.get(f"/channels/{slug}/log"),
        "changes": stranger.changes(slug, 0),
        "message's page": stranger.get(f"/channels/{slug}/messages/1"),
        "unread": stranger.post(f"/channels/{slug}/messages/1/unread", csrf),
        "members": stranger.get(f"/channels/{slug}/members"),
        "settings": stranger.get(f"/channels/{slug}/settings"),
        "archive": stranger.post(f"/channels/{slug}/settings/archive", csrf | {"to": "archived"}),
        "invite": stranger.post(f"/channels/{slug}/invitations", csrf | {"handle": "@me", "role": "member"}),
        "record": stranger.get(f"/channels/{slug}/record"),
    }


def test_a_private_channel_looks_to_a_stranger_as_if_it_did_not_exist(visitor):
    owner, stranger = visitor(), visitor()
    slug = owner.create_channel("Between us", visibility="private")
    owner.say(slug, "Nobody else reads this.")
    theirs = requests_to_a_channel(stranger, slug)
    nowhere = requests_to_a_channel(stranger, "there-is-no-such-channel")
    for name, answer in theirs.items():
        # Whoever leaves, and leaves again, is in it no more: so is everybody else.
        status = 303 if name == "leave" else 404
        assert answer.status == status, name
        assert nowhere[name].status == status, name
        assert not answer.says("Nobody else") and not answer.says("Between us")
        missing = nowhere[name].lasting.replace("there-is-no-such-channel", "SLUG")
        assert answer.lasting.replace(slug, "SLUG") == missing, name
    assert owner.log(slug) == ["Nobody else reads this."]
    assert not stranger.get("/channels").says("Between us")
    assert owner.get("/channels").says("Between us")


def test_an_outsider_sees_what_a_public_channel_is_and_not_what_is_said(visitor):
    owner, outsider = visitor(), visitor()
    slug = owner.create_channel("Open house", description="Come in.")
    owner.say(slug, "To those who came in.")
    page = outsider.get(f"/channels/{slug}")
    assert page.status == 200
    assert page.says("Open house") and page.says("Come in.")
    assert not page.says("To those who came in.")
    answers = {
        "live": outsider.get(f"/channels/{slug}/live"),
        "held": outsider.get(f"/channels/{slug}/live?after=0&hold=1"),
        "log": outsider.get(f"/channels/{slug}/log"),
        "changes": outsider.changes(slug, 0),
        "message": outsider.post(
            f"/channels/{slug}/messages",
            {"csrf": outsider.csrf(), "nonce": str(uuid.uuid4()), "message": "From outside"},
        ),
        "unread": outsider.post(f"/channels/{slug}/messages/1/unread", {"csrf": outsider.csrf()}),
    }
    for name in answers:
        assert answers[name].status == 404, name
        assert not answers[name].says("To those who came in.")
    assert owner.log(slug) == ["To those who came in."]
    link = outsider.get(f"/channels/{slug}/messages/1")
    assert link.status == 303 and link.location.endswith(f"/channels/{slug}"), "a link to a message leads to joining"


def test_whoever_left_neither_reads_nor_writes(visitor):
    owner, leaver = visitor(), visitor()
    slug = owner.create_channel()
    leaver.join(slug)
    form = leaver.message_form(slug)
    assert leaver.submit(form, {"message": "While I was here"}).status == 303
    form = leaver.message_form(slug)
    leaver.leave(slug)
    owner.say(slug, "Now that they are gone")

    assert leaver.submit(form, {"message": "From outside"}).status == 404
    for path in ("live", "log"):
        answer = leaver.get(f"/channels/{slug}/{path}")
        assert answer.status == 404
        assert not answer.says("Now that they are gone")
        assert not answer.says("While I was here")
    assert leaver.changes(slug, 0).status == 404
    assert owner.log(slug) == ["While I was here", "Now that they are gone"]


def test_whoever_leaves_while_waiting_is_told_at_once(visitor):
    owner, leaver = visitor(), visitor()
    slug = owner.create_channel()
    leaver.join(slug)
    address = leaver.get(f"/channels/{slug}/live").page.refresh.split("url=")[1]
    with concurrent.futures.ThreadPoolExecutor() as pool:
        frame, poll = pool.submit(leaver.get, address), pool.submit(leaver.changes, slug, 0)
        assert not concurrent.futures.wait([frame, poll], timeout=1).done
        leaver.leave(slug)
        for held in (frame, poll):
            assert held.result(5).status == 404


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_the_page_of_whoever_left_says_so(person, visitor, scripts):
    leaver, owner = person("Leo Leaver", scripts).arrive(), visitor()
    slug = owner.create_channel()
    leaver.join(slug)
    leaver.open(slug)
    owner.say(slug, "Stay")
    leaver.sees("Stay")
    leaver.visitor.leave(slug)
    place = leaver.page.locator("#connection") if scripts else leaver.frame.locator("body")
    expect(place).to_contain_text(re.compile("no longer|not open|member"), timeout=10_000)


# Requests that are wrong


def test_what_is_not_there_is_a_page_that_says_so(visitor):
    person = visitor()
    for path in [
        "/nowhere",
        "/channels/UPPER",
        "/channels/a/b",
        "/channels/a/messages/1",
        "/.git/config",
        "/channels/" + "a" * 81,
        "/static/nothing.css",
        "/static/nothing.0123456789ab.css",
    ]:
        answer = person.get(path)
        assert answer.status == 404, path
        assert any(target.startswith("/") for target, _ in answer.page.links), f"{path} leads nowhere"


def test_a_method_that_does_not_fit_is_refused_with_those_that_do(visitor):
    person = visitor()
    slug = person.create_channel()
    for method, path, allowed in [
        ("POST", "/", {"GET", "HEAD"}),
        ("DELETE", "/dashboard", {"GET", "HEAD"}),
        ("PUT", "/sign-in", {"GET", "HEAD", "POST"}),
        ("GET", f"/channels/{slug}/messages", {"POST"}),
        ("GET", "/sign-out", {"POST"}),
        ("PATCH", f"/channels/{slug}", {"GET", "HEAD"}),
        ("POST", "/healthz", {"GET", "HEAD"}),
    ]:
        answer = person.request(method, path)
        assert answer.status == 405, (method, path)
        assert {each.strip() for each in answer.headers["Allow"].split(",")} == allowed, (method, path)


def test_a_body_that_is_too_large_is_refused(visitor):
    person = visitor()
    slug = person.create_channel()
    fields = {"csrf": person.csrf(), "nonce": str(uuid.uuid4())}
    assert person.post(f"/channels/{slug}/messages", fields | {"message": "x" * 2_000_000}).status == 413
    assert person.post(f"/channels/{slug}/messages", fields | {"message": "x" * 900_000}).status in (413, 422)
    assert person.post(f"/channels/{slug}/messages", list(fields.items()) + [("more", "x")] * 500).status in (400, 413)
    assert person.log(slug) == []
    assert person.post(f"/channels/{slug}/messages", fields | {"message": "x"}).status == 303


@pytest.mark.parametrize(
    "body",
    [
        b"csrf=%FF%FE&message=x",
        b"csrf=%C0%AF",
        b"message=%",
        b"message=%2",
        b"message=%zz",
        b"\xff=\xfe",
        b"message=%ED%A0%80",
    ],
)
def test_a_malformed_form_is_refused(visitor, body):
    person = visitor()
    slug = person.create_channel()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    csrf = f"csrf={person.csrf()}&nonce={uuid.uuid4()}&".encode()
    assert person.request("POST", f"/channels/{slug}/messages", csrf + body, headers=headers).status == 400
    assert person.request("POST", f"/channels/{slug}/messages", csrf + b"message=%C3%A9", headers=headers).status == 303
    assert person.log(slug) == ["é"]


@pytest.mark.parametrize("path", ["/channels/%", "/channels/%zz", "/%FF"])
def test_a_malformed_address_is_refused(visitor, path):
    assert visitor().get(path).status == 400


@pytest.mark.parametrize("query", ["q=100%", "q=%zz", "q=%FF&%ED%A0%80", "q=%00", "%", "&&=&", "a&" * 200, "n" * 500])
def test_a_query_that_a_page_has_no_use_for_costs_nothing(visitor, query):
    person = visitor()
    for path in ["/", "/terms", "/dashboard", "/channels"]:
        assert person.get(f"{path}?{query}").status == 200, path
    person.sign_out()
    answer = person.get(f"/dashboard?{query}")
    assert answer.status == 303 and answer.location.startswith("/sign-in?next=")
    assert person.follow(answer).status == 200


def test_a_body_that_is_no_form_is_refused(visitor):
    person = visitor()
    for content_type, status in {
        "application/json": 415,
        "text/plain": 415,
        "multipart/form-data": 415,
        "multipart/form-data; boundary=x": 400,
    }.items():
        answer = person.request("POST", "/channels", b"{}", headers={"Content-Type": content_type})
        assert answer.status == status, content_type


def test_control_characters_and_null_reach_no_database(visitor):
    person = visitor()
    slug = person.create_channel()
    form = person.message_form(slug)
    answer = person.submit(form, {"message": "a\0b\x07c"})
    assert answer.status in (303, 400, 422)
    assert all("\0" not in text for text in person.log(slug))
    person.say(slug, "fine")


# Forms that are not complete


def test_missing_fields_are_named_and_the_words_kept(visitor):
    newcomer = visitor("Nora Newcomer", arrived=False)
    form = newcomer.get("/sign-up").form("/sign-up")
    answer = newcomer.submit(form, {"name": "Nora", "email": "not an address", "password": "short"})
    assert answer.status == 422
    again = answer.form("/sign-up")
    assert (again["name"], again["email"]) == ("Nora", "not an address")
    assert again["password"] == "" or "password" not in dict(again.fields), "a password is not sent back"
    assert again["nonce"] == form["nonce"]
    errors = {target for target, _ in answer.page.links if target.startswith("#")}
    assert {"#email", "#password"} <= errors

    person = visitor()
    for path, entered in [
        (
            "/onboarding/agent-profile",
            {"headline": "", "about": "Kept words", "skills": "", "time-zone": "Mars/Olympus"},
        ),
        ("/onboarding/client-profile", {"company": "", "need": "Kept words", "budget": "", "time-zone": ""}),
    ]:
        answer = person.submit(person.get(path).form(path), entered)
        assert answer.status == 422, path
        assert answer.says("Kept words")

    answer = person.submit(person.get("/channels/new").form("/channels"), {"name": " ", "description": "Kept words"})
    assert answer.status == 422
    assert answer.form("/channels")["description"] == "Kept words"
    answer = person.submit(person.get("/channels/new").form("/channels"), {"name": "No choice", "visibility": None})
    assert answer.status == 422
    assert answer.form("/channels")["name"] == "No choice"


def test_a_message_that_cannot_be_sent_is_kept(visitor):
    person = visitor()
    slug = person.create_channel()
    form = person.message_form(slug)
    for text in ["", "   \n ", "x" * 16385]:
        answer = person.submit(form, {"message": text})
        assert answer.status == 422
        again = answer.form(f"/channels/{slug}/messages")
        assert again["message"].strip() == text.strip()
        assert again["nonce"].lower() == form["nonce"].lower()
    assert person.log(slug) == []
    assert person.submit(form, {"message": "x" * 16384}).status == 303


# Sending twice


def test_a_form_that_is_sent_twice_counts_once(visitor):
    person = visitor()
    slug = person.create_channel()
    form = person.message_form(slug)
    for _ in range(3):
        assert person.submit(form, {"message": "Once"}).status == 303
    assert person.log(slug) == ["Once"]

    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        form = person.message_form(slug)
        answers = list(pool.map(lambda _: person.submit(form, {"message": "Once more"}), range(20)))
    assert {answer.status for answer in answers} == {303}
    assert person.log(slug) == ["Once", "Once more"]


def test_a_channel_is_created_once(visitor):
    person = visitor()
    form = person.get("/channels/new").form("/channels")
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: person.submit(form, {"name": "Only one"}), range(8)))
    assert {answer.status for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert person.get("/channels").text.count('data-channel="only-one') == 1


# What people write

INJECTIONS = [
    "<script>alert('script')</script>",
    "<img src=x onerror=alert('image')>",
    "</textarea><script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "{{name}} & {{{name}}} &amp;",
    "javascript:alert(1)",
    "<!-- <iframe src=//evil.example>",
    "</title><style>*{display:none}</style>",
]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_markup_is_shown_as_it_was_written(person, visitor, scripts):
    reader = person("Rita <b>Reader</b>", scripts).arrive()
    attacker = visitor("<script>alert('name')</script>")
    slug = attacker.create_channel('<b>Bold</b> & "quoted"', description=INJECTIONS[0])
    attacker.say(slug, INJECTIONS[0])
    reader.join(slug)
    reader.open(slug)
    expect(reader.page.get_by_role("heading", level=1)).to_have_text('<b>Bold</b> & "quoted"')
    for text in INJECTIONS[1:]:
        attacker.say(slug, text)
    reader.sees(*INJECTIONS)
    place = reader.page if scripts else reader.frame
    expect(place.locator(".messages .author").first).to_have_text("<script>alert('name')</script>")
    assert place.locator(".messages script, .messages img, .messages svg, .messages iframe").count() == 0
    # Handed back into the form it came from.
    answer = attacker.submit(attacker.message_form(slug), {"message": INJECTIONS[2] + "x" * 16384})
    assert answer.form(f"/channels/{slug}/messages")["message"].startswith(INJECTIONS[2])


# Too much


def test_an_address_that_posts_without_end_is_slowed_down(visitor):
    flooder = visitor(arrived=False)
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: flooder.post("/sign-in", {}), range(200)))
    refused = [answer for answer in answers if answer.status == 429]
    assert refused and len(refused) < 200
    for answer in refused:
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.says("Agentor")
    assert visitor().get("/dashboard").status == 200, "others are not slowed down"
