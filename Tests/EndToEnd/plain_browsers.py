"""Somebody with a browser that knows little: links2 on a terminal, NetSurf on a screen."""

import os
import pathlib
import struct
import subprocess

from instance import wait_until


def output(*command, **environment) -> str:
    arguments = [str(argument) for argument in command]
    done = subprocess.run(arguments, env=os.environ | environment, capture_output=True, text=True, timeout=30)
    return done.stdout if done.returncode == 0 else ""


class Links:
    """links2 on a terminal high enough for whole pages."""

    def __init__(self, address: str, home: pathlib.Path):
        settings = home / ".links2"
        settings.mkdir()
        # Without this file it greets.
        (settings / "links.cfg").touch()
        self.tmux = ["tmux", "-u", "-S", str(home / "tmux"), "-f", "/dev/null"]
        self._tell("new-session", "-d", "-x", "100", "-y", "150", "links2", "-no-g", address, HOME=str(home))

    def _tell(self, *command: str, **environment):
        subprocess.run([*self.tmux, *command], check=True, env=os.environ | environment)

    def close(self):
        self._tell("kill-server")

    @property
    def screen(self) -> str:
        return output(*self.tmux, "capture-pane", "-p")

    def _state(self) -> str:
        return self.screen + output(*self.tmux, "display-message", "-p", "#{cursor_x},#{cursor_y}")

    def sees(self, words: str):
        wait_until(lambda: words in self.screen, 20, f"links2 shows “{words}”")

    def move_to(self, what: str):
        """Goes down until the last line says this of the link or field that it is at; after the last, from the top."""

        def steps() -> bool:
            before = self._state()
            if self.screen.rstrip("\n").rsplit("\n", 1)[-1].strip() == what:
                return True
            self._tell("send-keys", "Down")
            try:
                wait_until(lambda: self._state() != before, 2, "it has moved")
            except AssertionError:
                self._tell("send-keys", "Home")
            return False

        wait_until(steps, 30, f"links2 is at “{what}”")

    def fill(self, field: str, text: str):
        self.move_to(field)
        self._tell("send-keys", "-l", text)

    def press(self, address: str):
        self.move_to(f"Post form to {address}")
        self._tell("send-keys", "Enter")

    def reload(self):
        self._tell("send-keys", "C-r")


class NetSurf:
    """NetSurf on a screen of its own that it fills. It offers no handle but keyboard, pointer and clipboard."""

    WIDTH, HEIGHT = 1000, 1400
    # Below the window's own bar, in a column where fields are empty and pages have no words.
    TOP, EMPTY = 60, 900

    def __init__(self, address: str, home: pathlib.Path):
        self.processes: list[subprocess.Popen] = []
        self.pixels = home / "Xvfb_screen0"
        reader, writer = os.pipe()
        try:
            size = f"{self.WIDTH}x{self.HEIGHT}x24"
            command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", size, "-fbdir", str(home)]
            self._start([*command, "-nolisten", "tcp"], pass_fds=[writer])
            os.close(writer)
            with os.fdopen(reader) as display:
                self.environment = {"DISPLAY": f":{display.readline().strip()}", "HOME": str(home), "NO_AT_BRIDGE": "1"}
            self.window = self._open(address)
            self._drive("windowmove", "--sync", self.window, 0, 0, "windowsize", self.window, self.WIDTH, self.HEIGHT)
            self._drive("windowfocus", "--sync", self.window)
        except BaseException:
            self.close()
            raise

    def _start(self, command: list[str], **options):
        nowhere = subprocess.DEVNULL
        self.processes.append(subprocess.Popen(command, stdin=nowhere, stdout=nowhere, stderr=nowhere, **options))

    def _open(self, address: str) -> str:
        """Returns its window. Now and then it starts and shows none, for which it is started again."""
        search = ["search", "--onlyvisible", "--class", "netsurf"]
        for turns_left in (2, 1, 0):
            self._start(["netsurf-gtk", address], env=os.environ | self.environment)
            try:
                return wait_until(lambda: self._drive(*search).strip(), 30, "NetSurf has a window")
            except AssertionError:
                if not turns_left:
                    raise
                self._end(self.processes.pop())

    @staticmethod
    def _end(process: subprocess.Popen):
        process.kill()
        process.wait()

    def close(self):
        for process in reversed(self.processes):
            self._end(process)

    def _drive(self, *command) -> str:
        return output("xdotool", *command, **self.environment)

    # Looking

    @property
    def title(self) -> str:
        return self._drive("getwindowname", self.window)

    def _column(self, x: int) -> list[bytes]:
        """The colours of a column, from the window's bar down. The file is an XWD: its header tells where they are."""
        screen = self.pixels.read_bytes()
        header = struct.unpack(">25I", screen[:100])
        begin, row = header[0] + header[19] * 12 + x * 4, header[12]
        return [screen[begin + y * row :][:3] for y in range(self.TOP, self.HEIGHT)]

    def fields(self) -> list[int]:
        """Where the fields of a page begin: they are white, and pages are not."""
        column = self._column(self.EMPTY)
        white = [colour == b"\xff\xff\xff" for colour in column]
        begins = [y for y in range(1, len(white) - 15) if not white[y - 1] and all(white[y : y + 15])]
        return [self.TOP + y for y in begins]

    def _settled(self, count: int) -> list[int]:
        """The fields of a page that has so many and is drawn."""

        def same():
            found = self.fields()
            return len(found) == count and self.fields() == found and found

        return wait_until(same, 20, f"{count} fields are drawn on “{self.title}”", pause=0.3)

    def text_above(self, y: int) -> str:
        """The text of the frame that ends above this place."""
        self.click(self.EMPTY - 50, y - 40)
        self._drive("key", "ctrl+a", "key", "ctrl+c")
        return output("timeout", 2, "xclip", "-out", "-selection", "clipboard", **self.environment)

    # Acting

    def click(self, x: int, y: int):
        self._drive("mousemove", x, y, "click", 1)

    def type(self, y: int, text: str):
        """Writes into the field that begins at this place."""
        self.click(self.EMPTY, y + 8)
        self._drive("type", text)

    def sign_in(self, email: str, password: str):
        first, second = self._settled(2)
        self.type(first, email)
        self.type(second, password)
        self._drive("key", "Return")

    def has(self, title: str):
        wait_until(lambda: title in self.title, 20, f"NetSurf shows a page “{title}”, not “{self.title}”")

    def reads(self, words: str):
        """Finds these words in the frame above the only field of a page."""
        (box,) = self._settled(1)
        wait_until(lambda: words in self.text_above(box), 20, f"NetSurf shows “{words}”", pause=0.2)

    def say(self, text: str):
        (box,) = self._settled(1)
        # The button is the first thing below that only the left side has.
        left, right = self._column(60), self._column(self.EMPTY)
        button = next(y for y in range(box, self.HEIGHT) if left[y - self.TOP] != right[y - self.TOP])
        self.type(box, text)
        self.click(60, button + 8)
