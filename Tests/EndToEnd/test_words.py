"""Whatever people type is stored as it is, or as the one policy of text says, and breaks no page."""

import json
import urllib.parse

import pytest
from playwright.sync_api import expect

from visitor import PASSWORD

JSON = {"Accept": "application/json"}

#: Kinds of text that are known to break sites, and what becomes of each as a message: the same unless it is said.
KINDS = {
    "words of programs": "undefined null NULL nil None true NaN Infinity -1 0x10 1e309 constructor __proto__",
    "numbers": "1,000.00 1/0 0.1+0.2 9223372036854775808 \u0661\u0662\u0663 \u00bd\u2153 \u2167",
    "signs of ASCII": "`~!@#$%^&*()-_=+[]{}\\|;:'\",.<>/?",
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)> &lt;b&gt; &#0; ]]> --> </title></textarea>",
    "templates": "{{7*7}} {{{html}}} ${7*7} <%= 7*7 %> #{7*7} %s %n %d {0} $(id) `id`",
    "queries": "'; drop table messages; -- \" or 1=1 \\'; select pg_sleep(5) $$ $1 :name ?",
    "paths": "../../etc/passwd ..\\..\\x C:\\con\\nul file:///etc/hosts //example.org/x",
    "formulas": "=1+1 +1 @sum(a1) =cmd|' /c calc'!a0",
    "headers": "a\r\nBcc: eve@example.org\r\n\r\nx",
    "a bare carriage return": "one\rtwo",
    "separators of lines": "one\u2028two\u2029three\u0085four",
    "byte order marks": "\ufefftext\ufeff",
    "control characters": "a\x01\x07\x08\x1b[31mred\x7f\x9b",
    "overrides of direction": "user\u202egnp.exe\u202c \u2066a\u2069",
    "both directions": "\u05d1\u05d5\u05e7\u05e8 abc 123 \u0645\u0631\u062d\u0628\u0627 (x)!",
    "Arabic that crashed telephones": "\u0644\u064f\u0644\u064f\u0635\u0651\u0628\u064f\u0644\u064f\u0644\u0635\u0651",
    "Telugu that crashed telephones": "\u0c1c\u0c4d\u0c1e\u200c\u0c3e",
    "Bengali with a joiner": "\u09b0\u200d\u09cd\u09af\u09be\u09ac",
    "Persian with a non-joiner": "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "families, flags, keycaps": "\U0001f469\u200d\U0001f467 \U0001f3f3\ufe0f\u200d\U0001f308 \U0001f1e9\U0001f1ea 1\ufe0f\u20e3",
    "flags of tags": "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "letters beyond the basic plane": "\U00020bb7\U00020bb7 \U00010330\U00010330 \U0001d504 \U0001f600",
    "composed and not": "e\u0301 \u00e9 A\u030a \u212b \u1112\u1161\u11ab \ud55c",
    "case that changes length": "\u0130stanbul \u0131 STRASSE stra\u00dfe \ufb03 \u01c5 \u03a3\u03c2\u03c3",
    "small and large letters alike": "\uff21\uff44\uff41 \u1d00\u1d05\u1d00 \u24b6 \U0001d400 \u0410da",
    "spaces of every width": "a\u00a0b\u2003c\u2009d\u3000e",
    "fillers": "a\u3164b\u2800c\u115fd",
    "what a font does not have": "\ue000\U000f0000",
    "what no word of is": "Scunthorpe Penistone Lightwater assassin",
    "a day": "2026-02-30T25:61:61Z 0000-00-00 31/12/1969",
    "addresses": "http://[::1]/ https://example.org/?a=1&b=2#c javascript:alert(1) mailto:a@b data:text/html,x",
    "marks that pile up": "Z" + "\u0335\u0321\u034e" * 30 + "algo",
    "one long word": "w" * 300,
    "marks of the language itself": "**bold *both** `code ~~ > - # | --- \\* [a](javascript:alert(1)) ![x](y)",
}
#: As a message: line feeds alone, nothing that cannot be seen or turns what stands behind it, three marks on a letter.
STORED = {
    "headers": "a\nBcc: eve@example.org\n\nx",
    "a bare carriage return": "one\ntwo",
    "separators of lines": "one\ntwo\nthree\nfour",
    "byte order marks": "text",
    "control characters": "a[31mred",
    "overrides of direction": "usergnp.exe a",
    "Telugu that crashed telephones": "\u0c1c\u0c4d\u0c1e\u0c3e",
    "fillers": "abcd",
    "marks that pile up": "Z\u0335\u0321\u034ealgo",
}


@pytest.mark.parametrize("kind", KINDS)
def test_text_of_every_kind_goes_in_and_comes_out(instance, visitor, kind):
    text, kept = KINDS[kind], STORED.get(kind, KINDS[kind])
    instance.forget_limits()
    writer = visitor()
    slug = writer.create_channel()
    for words in (text, kept):
        assert writer.submit(writer.message_form(slug), {"message": words}).status == 303
    said = json.loads(writer.get(f"/channels/{slug}", headers=JSON).body)["messages"]
    assert [message["text"] for message in said] == [kept, kept]
    # Wherever else something is typed it is taken, or refused in words beside its field; and looked for, or not found.
    for address, field in (
        ("/channels/new", "name"),
        ("/channels/new", "description"),
        ("/account/name", "name"),
        ("/account/handle", "handle"),
        ("/onboarding/client-profile", "need"),
        ("/onboarding/client-profile", "company"),
        (f"/channels/{slug}/settings", "description"),
    ):
        instance.forget_limits()
        page = writer.get(address)
        form = next(form for form in page.page.forms if field in dict(form.fields))
        answer = writer.submit(form, {field: text})
        assert answer.status in (303, 422), (address, field, answer)
        if answer.status == 422:
            assert f'id="{field}-error"' in answer.text or "error-summary" in answer.text, (address, field, answer)
    asked = urllib.parse.quote(text, safe="")
    for address in (
        f"/agents?q={asked}",
        f"/agents?skill={asked}",
        f"/channels/{slug}/members?q={asked}",
        f"/channels/{slug}/people?called={asked}",
        f"/channels/{slug}?on={asked}",
        f"/channels/{slug}?around={asked}",
        f"/saved?after={asked}",
        f"/bookmarks?after={asked}",
        f"/messages?to={asked}",
        "/dashboard",
        "/channels",
        "/account",
        f"/channels/{slug}",
        f"/channels/{slug}/log",
        f"/channels/{slug}/messages/1",
        "/channels/" + asked,
        "/agents/" + asked,
    ):
        assert writer.get(address).status < 500, address
    stranger = visitor(arrived=False)
    answer = stranger.submit(stranger.get("/sign-in").form("/sign-in"), {"email": text, "password": text})
    assert answer.status == 422, answer
    assert stranger.submit(stranger.get("/sign-in/code").form("/sign-in/code"), {"email": text}).status in (303, 422)


@pytest.mark.parametrize(
    "spelt",
    [
        lambda code: f"\t{code[:4]}\u00a0{code[4:]}\n",
        lambda code: "\u200b".join(code) + "\ufeff",
        lambda code: "\u2009".join((code[:2], code[2:5], code[5:])),
        lambda code: "".join(chr(0xFF10 + int(digit)) for digit in code),
        lambda code: "".join(chr(0x660 + int(digit)) for digit in code),
        lambda code: "-".join((code[:4], "".join(chr(0x966 + int(digit)) for digit in code[4:]))),
    ],
    ids=["no-break space and ends", "zero width", "thin spaces", "full width", "Arabic", "Devanagari and a hyphen"],
)
def test_a_code_from_a_mail_is_good_however_it_is_typed(instance, visitor, spelt):
    somebody = visitor(arrived=False)
    form = somebody.get("/sign-up").form("/sign-up")
    form = somebody.follow(
        somebody.submit(form, {"name": somebody.name, "email": somebody.email, "password": PASSWORD})
    ).form("/sign-up/confirm")
    code = instance.code(somebody.email).replace(" ", "")
    assert somebody.submit(form, {"code": spelt(code[:-1] + str((int(code[-1]) + 1) % 10))}).status == 422
    assert somebody.submit(form, {"code": spelt(code)}).location == "/onboarding"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_the_lines_of_a_description_are_shown_as_lines(person, scripts):
    ada = person("Ada Lines", scripts).arrive()
    slug = ada.visitor.create_channel("Lines", description="First line\r\n\r\nThird line")
    for address, place in (
        (f"/channels/{slug}", ".about .description"),
        ("/channels", f'[data-channel="{slug}"] .description'),
    ):
        ada.page.goto(address, wait_until="domcontentloaded")
        shown = ada.page.locator(place).first
        assert shown.text_content() == "First line\n\nThird line"
        expect(shown).to_have_css("white-space", "pre-line")
