"""What people write is nowhere to be found in a copy of the database, and what an older version stored in plain is
sealed while people talk."""

import re
import subprocess

import pytest
from playwright.sync_api import expect

import sealed
from test_databases import agentor, environment


BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])


def key(instance, slug: str) -> str:
    """The number and the box of a channel's key, a line for each."""
    return instance.sql(
        "select k.version || ' ' || k.wrapped::text from messaging.channel_keys k "
        f"join messaging.channels c on c.id = k.channel_id where c.slug = '{slug}' order by k.version"
    ).strip()


def test_what_people_write_is_in_no_dump_and_opens_with_the_sites_key(person, instance):
    ada = person("Ada Sealed").arrive()
    slug = ada.visitor.create_channel("Sealed talk")
    ada.page.goto(f"/channels/{slug}")
    ada.say("A secret of Łódź, 秘密")
    ada.box.press_sequentially("a secret that is only begun")
    superuser = environment(instance)["DATABASE_OWNER_URL"].replace("user=agentor_owner", "user=postgres")
    dump = subprocess.run(["pg_dump", superuser], capture_output=True, check=True).stdout
    assert "Sealed talk".encode() in dump
    for text in ("A secret of Łódź, 秘密", "Łódź", "秘密", "only begun"):
        assert text.encode() not in dump and text.encode().hex().encode() not in dump
    place = instance.sql(
        f"select {sealed.MESSAGE} from messaging.messages m join messaging.channels c on c.id = m.channel_id "
        f"where c.slug = '{slug}'"
    ).strip()
    assert sealed.keys_of(instance).open(place) == "A secret of Łódź, 秘密"


def test_what_was_plain_is_sealed_while_people_talk(person, instance):
    ada = person("Ada Plain").arrive()
    slug = ada.visitor.create_channel("Old talk")
    # As the version before stored it.
    instance.sql(f"""
        insert into messaging.messages (channel_id, user_id, content, nonce)
        select c.id, c.created_by, 'An old plain word ' || n, gen_random_uuid()
        from messaging.channels c, generate_series(1, 700) n where c.slug = '{slug}'
    """)
    ada.page.goto(f"/channels/{slug}")
    expect(ada.page.get_by_text("An old plain word 700", exact=True)).to_be_visible()
    known = environment(instance)
    # At least those: other tests write plain texts, too.
    plain = re.search(r"texts that are not sealed yet +(\d+)", agentor("keys", **known).stdout)
    assert int(plain[1]) >= 700
    ada.say("A new word")
    done = agentor("keys", "seal", **known)
    sealed_texts = re.search(r"(\d+) texts sealed", done.stdout)
    assert done.returncode == 0 and int(sealed_texts[1]) >= 700, done.stdout + done.stderr
    assert re.search(r"texts that are not sealed yet +0\b", agentor("keys", **known).stdout)
    ada.page.reload()
    expect(ada.page.get_by_text("An old plain word 700", exact=True)).to_be_visible()
    expect(ada.page.get_by_text("A new word", exact=True)).to_be_visible()
    assert instance.sql("select count(*) from messaging.messages where content like '%old plain%'").strip() == "0"


@BOTH
def test_words_that_cannot_be_opened_are_said_to_be_so_and_hold_up_nothing_else(person, instance, scripts):
    ada = person("Ada Unread", scripts).arrive()
    slug = ada.visitor.create_channel("Broken talk")
    ada.page.goto(f"/channels/{slug}", wait_until="domcontentloaded")
    for text in ("The first", "The second"):
        ada.say(text)
        ada.reads(text)
    other = ada.visitor.create_channel("Sound talk")
    ada.visitor.say(other, "Said elsewhere")

    def flip():
        """Changes one bit of the first box, or back again."""
        instance.sql(f"""
            update messaging.messages m set sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)
            from messaging.channels c where c.id = m.channel_id and c.slug = '{slug}' and m.seq = 1
        """)

    flip()
    # A page that a worker keeps is shown until something changes.
    ada.say("The third")
    ada.reads("The third")
    ada.page.goto(f"/channels/{slug}/messages/1", wait_until="domcontentloaded")
    message = ada.page.get_by_role("main")
    expect(message).to_contain_text("These words cannot be read just now.")
    for link in ("Edit", "Quote", "Forward"):
        expect(message.get_by_role("link", name=link, exact=True)).to_have_count(0)
    ada.page.goto(f"/channels/{slug}?before=3", wait_until="domcontentloaded")
    expect(ada.page.get_by_text("These words cannot be read just now.")).to_be_visible()
    expect(ada.page.get_by_text("The second", exact=True)).to_be_visible()

    # However often keys are changed, the others get theirs, and this message keeps its own.
    for number in (2, 3):
        done = agentor("keys", "rotate", "--data", **environment(instance))
        assert done.returncode == 1 and "could not be opened" in done.stdout, done.stdout + done.stderr
        assert key(instance, other).startswith(f"{number} ")
    flip()
    done = agentor("keys", "rotate", "--data", **environment(instance))
    assert done.returncode == 0 and "interrupted is finished" in done.stdout, done.stdout + done.stderr
    ada.page.goto(f"/channels/{slug}?before=99", wait_until="domcontentloaded")
    for text in ("The first", "The second", "The third"):
        expect(ada.page.get_by_text(text, exact=True)).to_be_visible()


@BOTH
def test_readers_notice_no_other_keys_and_what_is_shredded_is_gone(person, instance, scripts):
    ada = person("Ada Keeps", scripts).arrive()
    slug = ada.visitor.create_channel("Kept talk")
    ada.page.goto(f"/channels/{slug}", wait_until="domcontentloaded")
    ada.say("Said before")
    ada.reads("Said before")
    known = environment(instance)
    was = key(instance, slug)
    done = agentor("keys", "rotate", "--data", **known)
    assert done.returncode == 0 and re.search(r"\d+ texts sealed anew", done.stdout), done.stdout + done.stderr
    assert was.startswith("1 ") and key(instance, slug).startswith("2 ")
    ada.say("Said after")
    ada.page.goto(f"/channels/{slug}?before=99", wait_until="domcontentloaded")
    for text in ("Said before", "Said after"):
        expect(ada.page.get_by_text(text, exact=True)).to_be_visible()

    refused = agentor("keys", "shred", slug, **known)
    assert refused.returncode != 0 and "--for-good" in refused.stderr
    assert key(instance, slug).startswith("2 ")
    done = agentor("keys", "shred", slug, "--for-good", "--reason", "The contract is over", **known)
    assert done.returncode == 0, done.stderr
    lines = "select action || ' ' || coalesce(label, '-') || ' ' || coalesce(reason, '-') || ' ' || details::text " \
        "from agentor.audit_log where action like 'keys.%' order by number"
    acts = instance.sql(lines).strip().splitlines()
    assert acts[-2:] == [
        'keys.rotated - - {"data": "yes"}', f"keys.shredded /channels/{slug} The contract is over {{}}",
    ], acts
    assert key(instance, slug) == ""
    ada.page.goto(f"/channels/{slug}?before=99", wait_until="domcontentloaded")
    expect(ada.page.get_by_text("Said before", exact=True)).to_have_count(0)
    expect(ada.page.get_by_text("This message was deleted.")).to_have_count(2)
    missing = agentor("keys", "shred", "no-such-channel", "--for-good", **known)
    assert missing.returncode != 0 and "there is no channel no-such-channel" in missing.stderr
    assert instance.sql(lines).strip().splitlines() == acts
