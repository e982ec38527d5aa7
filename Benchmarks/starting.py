"""How soon somebody is answered who comes just when a process begins."""

import contextlib
import os
import subprocess
import time

from . import fastcgi
from .benchmark import Benchmark, Samples, at_most
from .machine import Failed, Service
from .site import cookie


class Worker(Benchmark):
    name = "starting/worker"
    unit = "ms"
    does = "from starting a worker until it has answered /healthz, which asks its database"
    target = at_most(150)

    def measure(self, stage) -> Samples:
        site, samples = stage.site, Samples()
        program = site.program
        for number in range(stage.pick(30, 5)):
            path = str(stage.folder / f"starting-{number}.sock")
            start = time.perf_counter()
            worker = Service(
                *[program, "serve", "--socket", path],
                log=stage.folder / "starting.log",
                env=os.environ | site.environment,
            )
            try:
                answer = b""
                while not answer and time.perf_counter() - start < 10:
                    # Until it listens.
                    with contextlib.suppress(OSError):
                        answer = fastcgi.get(path, "/healthz")
                    time.sleep(0.0005)
                spent = time.perf_counter() - start
            finally:
                worker.stop()
            if not answer.startswith(b"Status: 200"):
                raise Failed(f"a worker that had just started answered {answer[:200]!r}")
            samples.add("ours", spent * 1e3)
        return samples


class PlainCGI(Benchmark):
    name = "starting/cgi"
    unit = "ms"
    does = "one channel page with 50 messages by a process of its own, from its start to its end"
    target = at_most(60)

    def measure(self, stage) -> Samples:
        site, samples = stage.site, Samples()
        program = site.program
        variables = {
            "GATEWAY_INTERFACE": "CGI/1.1",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REQUEST_METHOD": "GET",
            "REQUEST_SCHEME": "http",
            "REQUEST_URI": f"/channels/{stage.CHANNEL}",
            "DOCUMENT_URI": f"/channels/{stage.CHANNEL}",
            "QUERY_STRING": "",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": f"127.0.0.1:{site.port}",
            "HTTP_COOKIE": cookie(1),
        }
        for _ in range(stage.pick(50, 10)):
            start = time.perf_counter()
            result = subprocess.run(
                [program], env=os.environ | site.environment | variables, stdin=subprocess.DEVNULL,
                capture_output=True,
            )  # fmt: skip
            samples.add("ours", (time.perf_counter() - start) * 1e3)
            if not result.stdout.startswith(b"Status: 200") or b'id="messages"' not in result.stdout:
                raise Failed(f"plain CGI answered {result.stdout[:200]!r} {result.stderr[-200:]!r}")
        return samples


BENCHMARKS = [Worker(), PlainCGI()]
