"""What people write is nowhere to be found in a copy of the database, and what an older version stored in plain is sealed
while people talk."""

import re
import subprocess

from playwright.sync_api import expect

import sealed
from test_databases import agentor, environment


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
    assert re.search(r"texts that are not sealed yet +7\d\d", agentor("keys", **known).stdout)
    ada.say("A new word")
    done = agentor("keys", "seal", **known)
    assert done.returncode == 0 and re.search(r"7\d\d texts sealed", done.stdout), done.stdout + done.stderr
    assert re.search(r"texts that are not sealed yet +0\b", agentor("keys", **known).stdout)
    ada.page.reload()
    expect(ada.page.get_by_text("An old plain word 700", exact=True)).to_be_visible()
    expect(ada.page.get_by_text("A new word", exact=True)).to_be_visible()
    assert instance.sql("select count(*) from messaging.messages where content like '%old plain%'").strip() == "0"
