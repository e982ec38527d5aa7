"""Who is there, who writes, and what was seen by whom."""

import contextlib

import pytest
from instance import wait_until
from tabs import Tabs

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])


def last_read(instance, slug: str, email: str) -> int:
    return int(
        instance.sql(
            "select m.last_read_seq from messaging.channel_members m"
            " join messaging.channels c on c.id = m.channel_id join agentor.accounts a on a.id = m.user_id"
            f" where c.slug = '{slug}' and a.email = '{email}'"
        )
    )


def waiting(instance) -> int:
    return int(sum(instance.metric("agentor_waiting_readers").values()))


@BOTH
def test_a_tab_behind_others_reads_nothing_until_somebody_looks_at_it(instance, visitor, directory, scripts):
    reader, talker = visitor("Rita Reader"), visitor("Tom Talker")
    slug = talker.create_channel("Behind")
    reader.join(slug)
    talker.say(slug, "Has anybody seen this?")
    with contextlib.closing(Tabs(directory, scripts)) as tabs:
        tabs.adopt(reader)
        tabs.open(instance.base + "/dashboard")
        tab = tabs.open(f"{instance.base}/channels/{slug}", behind=True)
        wait_until(lambda: "Behind" in tabs.title(tab), 20, "the tab is loaded")
        # Without scripts it waits for what comes all the same, beside the dashboard.
        held = 1 if scripts else 2
        wait_until(lambda: waiting(instance) == held, 20, "what waits waits")
        talker.say(slug, "And this?")
        wait_until(lambda: waiting(instance) == held, 20, "what waits waits again")
        assert last_read(instance, slug, reader.email) == 0
        tabs.look_at(tab)
        wait_until(lambda: last_read(instance, slug, reader.email) == 2, 20, "it is read")
