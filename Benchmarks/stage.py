"""What benchmarks share: a folder, and what is started once, when the first of them needs it."""

import contextlib
import os
import pathlib
import shutil
import signal
import tempfile

from . import peers
from .load import Readers
from .machine import settle
from .site import Site


class Stage:
    """Everything it has started ends with it, and its folder goes."""

    #: The channel of the pages that are compared: its members are accounts 1 to 12.
    CHANNEL = "page"
    MEMBERS = 12
    #: Channels that are written to.
    ROOMS = 64

    def __init__(self, quick: bool):
        self.quick = quick
        self._stack = contextlib.ExitStack()
        self._made = {}

    def __enter__(self) -> "Stage":
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="agentor-bench-"))
        self.folder.chmod(0o755)
        self._stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        # The package manager and others leave things where there is room for what is temporary.
        temporary = self.folder / "tmp"
        temporary.mkdir()
        temporary.chmod(0o1777)
        os.environ["TMPDIR"] = str(temporary)
        return self

    def __exit__(self, *_):
        # Whoever asks a second time waits: what was started has to be stopped.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        self._stack.close()

    def pick(self, full, quick):
        return quick if self.quick else full

    def once(self, name: str, make):
        """What `make` returns, made by the first who asks."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    def _start(self, name: str, make):
        return self.once(name, lambda: self._stack.enter_context(make()))

    @property
    def site(self) -> Site:
        """Two workers, a database with people in it, the channel and the rooms."""

        def make():
            site = self._stack.enter_context(Site(self.folder))
            site.channel(self.CHANNEL, "Tax for freelancers", self.MEMBERS, messages=120)
            site.rooms(self.ROOMS)
            return site

        return self.once("site", make)

    @property
    def pair(self) -> tuple[Site, Site]:
        """Two instances of one worker each, on the database of `site`: who waits in one hears from the other."""
        return tuple(
            self._start(f"single {number}", lambda: Site(self.folder, workers=1, beside=self.site)) for number in (1, 2)
        )

    def apart(self, name: str) -> Site:
        """An instance for what is large, alone: what that costs the others would hide what it costs itself."""
        return self._start(f"site for {name}", lambda: Site(self.folder))

    @property
    def peers(self) -> peers.Peers:
        return self._start("peers", lambda: peers.Peers(self.site, self.folder))

    def readers(self, port: int, count: int, request: str) -> Readers:
        program = self.once("waiting client", peers.waiting_client)
        return Readers(program, self.folder, port, count, request)

    @staticmethod
    def rest(*sites):
        """Waits until sites have nothing left to do."""
        settle(*(process for site in sites for process in site.processes().values()))
