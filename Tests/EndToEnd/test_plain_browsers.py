"""In browsers that know neither scripts nor most of what the style sheet says."""

import contextlib

from instance import wait_until
from plain_browsers import Links, NetSurf
from visitor import PASSWORD


def conversation(instance, visitor):
    instance.forget_limits()
    reader, talker = visitor("Rita Reader"), visitor("Tom Talker")
    slug = talker.create_channel("Plain words")
    reader.join(slug)
    talker.say(slug, "Can this be read?")
    return reader, talker, slug


def test_in_links_a_person_signs_in_reads_writes_and_looks_again(instance, visitor, directory):
    reader, talker, slug = conversation(instance, visitor)
    links = Links(f"{instance.base}/sign-in?next=%2Fchannels%2F{slug}", directory)
    with contextlib.closing(links):
        links.fill("Text field, name email", reader.email)
        links.fill("Password field, name password", PASSWORD)
        links.press(f"{instance.base}/sign-in")
        links.sees("Can this be read?")
        links.fill("Text area, name message", "Every word of it.")
        links.press(f"{instance.base}/channels/{slug}/messages")
        wait_until(lambda: reader.log(slug) == ["Can this be read?", "Every word of it."], 20, "it has been said")
        links.sees("Every word of it.")
        talker.say(slug, "Then all is well.")
        # Not by a link: as it is set up, links2 keeps the pages it has seen, whatever it is told.
        links.reload()
        links.sees("Then all is well.")


def test_in_netsurf_a_person_signs_in_reads_and_writes_in_a_frame_that_is_live(instance, visitor, directory):
    reader, talker, slug = conversation(instance, visitor)
    netsurf = NetSurf(f"{instance.base}/sign-in?next=%2Fchannels%2F{slug}", directory)
    with contextlib.closing(netsurf):
        netsurf.sign_in(reader.email, PASSWORD)
        netsurf.has("Plain words")
        netsurf.reads("Can this be read?")
        netsurf.say("Every word of it.")
        netsurf.reads("Every word of it.")
        talker.say(slug, "Then all is well.")
        netsurf.reads("Then all is well.")
    assert reader.log(slug) == ["Can this be read?", "Every word of it.", "Then all is well."]
