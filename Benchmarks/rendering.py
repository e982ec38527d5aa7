"""From a view's values to the bytes of a page, without a server."""

import pathlib
import re

from . import peers, sample
from .benchmark import Benchmark, Peer, Samples, times_at_least
from .machine import ROOT, run
from .site import CONFIGURATION, UNHASHED, build_folder, require_same

#: What our routes make of the links in the templates of a channel page.
PATHS = {
    "administration.overview": "/admin",
    "account.show": "/account",
    "block.block": "/account/blocks/{}/block",
    "block.mute": "/account/blocks/{}/mute",
    "block.undo": "/account/blocks/{}/undo",
    "channel.archive": "/channels/{}/files.zip",
    "channel.draft": "/channels/{}/draft",
    "channel.files": "/channels/{}/files",
    "channel.join": "/channels/{}/join",
    "channel.later": "/channels/{}/later",
    "channel.leave": "/channels/{}/leave",
    "channel.level": "/channels/{}/level",
    "channel.log": "/channels/{}/log",
    "channel.members": "/channels/{}/members",
    "channel.pins": "/channels/{}/pins",
    "channel.report": "/channels/{}/report",
    "channel.send": "/channels/{}/messages",
    "channel.settings": "/channels/{}/settings",
    "channel.show": "/channels/{}",
    "channel.threads": "/channels/{}/threads",
    "channel.waiting": "/channels/{}/waiting",
    "channelInvitations.list": "/channels/{}/invitations",
    "channelWait.changes": "/channels/{}/changes",
    "channelWait.live": "/channels/{}/live",
    "channels.list": "/channels",
    "conversation.show": "/messages/{}",
    "conversations.list": "/messages",
    "directory.list": "/agents",
    "file.download": "/files/{}/download",
    "file.show": "/files/{}",
    "files.own": "/files",
    "home.start": "/",
    "inboxWait.changes": "/inbox/changes",
    "message.archive": "/channels/{}/messages/{}/files.zip",
    "message.history": "/channels/{}/messages/{}/history",
    "message.show": "/channels/{}/messages/{}",
    "moderation.queue": "/moderation",
    "notifications.list": "/notifications",
    "profiles.own": "/profile",
    "saved.people": "/saved",
    "search.messages": "/search",
    "signIn.password": "/sign-in",
    "signIn.signOut": "/sign-out",
    "signUp.ask": "/sign-up",
    "terms.show": "/terms",
    "thread.show": "/channels/{}/messages/{}/thread",
    "view.end": "/viewing/end",
}


def copy_templates(folder: pathlib.Path, *names: str):
    """Copies templates, and those they include, as plain Mustache: with paths written out, and parts within a line."""
    for name in names:
        source, copy = ROOT / "templates" / f"{name}.html", folder / f"{name}.html"
        if copy.exists():
            continue
        text = _plain(source.read_text())
        if name.startswith("Channels/") and not text.startswith("{{<"):
            # Included without being filled; what is a page's own fills the layout.
            text = PLACE.sub(r"\2", text)
        # With us it is rendered text, with links; the sample has none.
        text = text.replace("{{{html}}}", "{{html}}")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text)
        copy_templates(folder, *re.findall(r"{{[<>]\s*([\w/]+)\s*}}", text))


#: Something a part leaves to whoever uses it.
PLACE = re.compile(r"{{\$(\w+)}}(.*?){{/\1}}")
PART = re.compile(r"{{<\s*((?:Components|Channels)/\w+)\s*}}(.*?){{/\s*\1\s*}}")


def _plain(text: str) -> str:
    return PART.sub(_filled, re.sub(r"{{@([\w.]+)\s*(.*?)\s*}}", _path, text))


def _filled(part: re.Match) -> str:
    """A part with its places filled: swift-mustache takes parents that begin a line only."""
    blocks = dict(PLACE.findall(part[2]))
    text = re.sub(r"{{!.*?}}\n", "", (ROOT / "templates" / f"{part[1]}.html").read_text())
    return _plain(PLACE.sub(lambda place: blocks.get(place[1], place[2]), text))


def _path(link: re.Match) -> str:
    return PATHS[link[1]].format(*("{{%s}}" % name for name in link[2].split()))


class ChannelPage(Benchmark):
    name = "rendering/channel-page"
    unit = "pages/s"
    does = "a channel page with 50 messages, by the compiled template, in one thread"
    peers = [
        Peer("swift-mustache", "the same template and values, in structs, and links as text", times_at_least(50)),
        Peer("html/template", "the same page and values in Go's html/template", times_at_least(5)),
    ]

    def measure(self, stage) -> Samples:
        page = stage.folder / "page.json"
        sample.write_page(page)
        templates = stage.folder / "templates"
        copy_templates(templates, "Channels/ChannelPage", "Channels/ChannelMessagesFragment")
        run(
            *["swift", "build", "--package-path", ROOT, "--configuration", CONFIGURATION],
            *["--product", "MeasureRendering"],
        )
        commands = {
            "ours": [build_folder() / "MeasureRendering", page],
            "swift-mustache": [peers.mustache(), templates, page],
            "html/template": [peers.go(), "render", page],
        }
        ours = UNHASHED.sub(r"\1.\2", run(*commands["ours"]))
        for name, command in commands.items():
            require_same(ours, UNHASHED.sub(r"\1.\2", run(*command)), name)
        samples = Samples()
        for _ in range(stage.pick(9, 3)):
            for name, command in commands.items():
                nanoseconds = int(run(*command, stage.pick(1.0, 0.3)))
                samples.add(name, 1e9 / nanoseconds)
        samples.limits = {name: "one processor" for name in commands}
        return samples


BENCHMARKS = [ChannelPage()]
