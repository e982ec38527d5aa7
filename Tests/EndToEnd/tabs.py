"""A Chromium with a screen, whose tabs can lie behind others as they do for people: what drives it looks into none of
them, which would count as being looked at."""

import itertools
import json
import os
import pathlib
import subprocess


class Tabs:
    def __init__(self, home: pathlib.Path, scripts: bool):
        profile = home / "Default"
        profile.mkdir()
        settings = {"profile": {"default_content_setting_values": {"javascript": 1 if scripts else 2}}}
        (profile / "Preferences").write_text(json.dumps(settings))
        self.processes: list[subprocess.Popen] = []
        self.numbers = itertools.count(1)
        nowhere = subprocess.DEVNULL
        try:
            reader, writer = os.pipe()
            screen = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
            self.processes.append(subprocess.Popen(screen, pass_fds=[writer], stdout=nowhere, stderr=nowhere))
            os.close(writer)
            with os.fdopen(reader) as display:
                environment = os.environ | {"DISPLAY": f":{display.readline().strip()}"}
            # Chromium reads commands from its descriptor 3, and answers on 4.
            commands, self.to = os.pipe()
            self.answers, answering = os.pipe()
            command = [
                "bash", "-c", f'exec "$@" 3<&{commands} 4>&{answering}', "bash", "/usr/bin/chromium", "--no-sandbox",
                "--no-first-run", "--remote-debugging-pipe", f"--user-data-dir={home}", "about:blank",
            ]  # fmt: skip
            self.processes.append(
                subprocess.Popen(
                    command, env=environment, pass_fds=[commands, answering], stdout=nowhere, stderr=nowhere
                )
            )
            os.close(commands)
            os.close(answering)
            self.tell("Browser.getVersion")
        except BaseException:
            self.close()
            raise

    def close(self):
        for process in reversed(self.processes):
            process.kill()
            process.wait()

    def tell(self, method: str, **parameters) -> dict:
        number = next(self.numbers)
        os.write(self.to, json.dumps({"id": number, "method": method, "params": parameters}).encode() + b"\0")
        while True:
            answer = b""
            while not answer.endswith(b"\0"):
                byte = os.read(self.answers, 1)
                assert byte, "Chromium has ended"
                answer += byte
            answer = json.loads(answer[:-1])
            if answer.get("id") == number:
                assert "error" not in answer, answer
                return answer["result"]

    def adopt(self, visitor):
        """Goes on as somebody who is signed in elsewhere."""
        base = visitor.instance.base
        cookies = [{"name": name, "value": value, "url": base} for name, value in visitor.cookies.items()]
        self.tell("Storage.setCookies", cookies=cookies)

    def open(self, address: str, behind: bool = False) -> str:
        """Opens a tab, in front of the others or behind them, and returns what it is called."""
        return self.tell("Target.createTarget", url=address, background=behind)["targetId"]

    def look_at(self, tab: str):
        self.tell("Target.activateTarget", targetId=tab)

    def title(self, tab: str) -> str:
        found = self.tell("Target.getTargets")["targetInfos"]
        return next(each["title"] for each in found if each["targetId"] == tab)
