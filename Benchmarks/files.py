"""What pictures and files cost: to make, to take in, and to hand out."""

import concurrent.futures
import http.client
import json
import os
import pathlib
import subprocess
import tempfile
import threading
import time
import uuid

from . import load
from .benchmark import Benchmark, Peer, Samples, at_most, median, p99, times_at_least, times_at_most
from .machine import Failed, Meter, private_memory
from .site import CSRF, build_folder, cookie


def photograph(path: pathlib.Path, width: int, height: int):
    """Something with the noise, the gradients and the edges of a photograph, always the same."""
    import random

    from PIL import Image, ImageDraw, ImageFilter

    dice = random.Random(7)
    base = Image.merge("RGB", [Image.linear_gradient("L").rotate(90 * n).resize((width, height)) for n in range(3)])
    draw = ImageDraw.Draw(base)
    for _ in range(400):
        x, y, r = dice.randrange(width), dice.randrange(height), dice.randrange(10, 400)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=tuple(dice.randrange(256) for _ in range(3)))
    grain = Image.frombytes("L", (width // 2, height // 2), dice.randbytes(width // 2 * (height // 2)))
    grain = grain.resize((width, height)).filter(ImageFilter.GaussianBlur(1))
    Image.blend(base.filter(ImageFilter.GaussianBlur(2)), Image.merge("RGB", [grain] * 3), 0.15).save(path, quality=92)


def form(fields: dict[str, str], name: str, content: bytes) -> tuple[str, bytes]:
    """A form with one file: its media type and its bytes."""
    boundary = uuid.uuid4().hex
    head = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        for field, value in fields.items()
    )
    head += f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
    head += "Content-Type: application/octet-stream\r\n\r\n"
    return f"multipart/form-data; boundary={boundary}", head.encode() + content + f"\r\n--{boundary}--\r\n".encode()


def upload(port: int, number: int, name: str, content: bytes) -> dict:
    """As a script sends a file before its message."""
    kind, body = form({"csrf": CSRF, "nonce": str(uuid.uuid4())}, name, content)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    headers = {"Content-Type": kind, "Cookie": cookie(number), "Accept": "application/json"}
    connection.request("POST", "/files", body, headers)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    if answer.status != 201:
        raise Failed(f"a file was answered with {answer.status}: {text[:300]!r}")
    return json.loads(text)


def upload_many(port: int, numbers: list[int], path: pathlib.Path):
    """Several at once, each of a different person, by a process of its own that lets others go first: people who send
    files have machines of their own."""
    os.nice(10)
    content = path.read_bytes()
    with concurrent.futures.ThreadPoolExecutor(len(numbers)) as pool:
        list(pool.map(lambda number: upload(port, 1 + number % 25, f"{number}.pdf", content), numbers))


class Picture(Benchmark):
    name = "files/picture"
    unit = "s"
    does = "a photograph of 12 megapixels to four widths as WebP and JPEG, by a process that can do nothing else"
    peers = [
        Peer(
            "vipsthumbnail",
            "the same eight, each by a run of its own, two at a time, since ours has two threads",
            times_at_most(1.2),
        )
    ]
    WIDTHS = [2560, 1280, 640, 320]
    FORMATS = ["webp[Q=80,effort=4,strip]", "jpg[Q=80,optimize_coding,strip]"]

    def measure(self, stage) -> Samples:
        source, samples = stage.folder / "photograph.jpg", Samples()
        photograph(source, 4000, 3000)
        maker = build_folder() / "agentor-images"
        if not maker.exists():
            raise Failed(f"{maker} is not built")
        for number in range(stage.pick(9, 3) + 1):
            for name, make in {"ours": self.ours, "vipsthumbnail": self.theirs}.items():
                with tempfile.TemporaryDirectory(dir=stage.folder) as folder:
                    start = time.perf_counter()
                    make(source, pathlib.Path(folder), maker)
                    # The first fills the caches.
                    if number > 0:
                        samples.add(name, time.perf_counter() - start)
        return samples

    def ours(self, source: pathlib.Path, folder: pathlib.Path, maker: pathlib.Path):
        with source.open("rb") as photo:
            made = subprocess.run(
                [maker, "image/jpeg", str(64 << 20), str(1 << 30), "40"], stdin=photo, stdout=subprocess.PIPE, check=True
            ).stdout
        (folder / "made").write_bytes(made)

    def theirs(self, source: pathlib.Path, folder: pathlib.Path, _):
        def make(job):
            width, options = job
            subprocess.run(["vipsthumbnail", source, "--size", f"{width}x", "-o", f"{folder}/{width}.{options}"], check=True)

        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            list(pool.map(make, [(width, options) for width in self.WIDTHS for options in self.FORMATS]))


class Private(Benchmark):
    name = "files/private"
    unit = "pictures/s"
    does = "a picture of a message, 640 pixels wide, of which the database is asked each time whether its reader may see it"
    peers = [Peer("nginx", "the same bytes as a static file of the same nginx", times_at_least(0.5))]

    def measure(self, stage) -> Samples:
        site, samples = stage.site, Samples()
        path = stage.folder / "small.jpg"
        photograph(path, 1600, 1200)
        kept = upload(site.port, 1, "photo.jpg", path.read_bytes())
        address = f"/files/{kept['id']}/640.webp"
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
        connection.request("GET", address, headers={"Cookie": cookie(1)})
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 200 or not content.startswith(b"RIFF"):
            raise Failed(f"the picture was answered with {answer.status}")
        (site.data / "run" / "static" / "bench.webp").write_bytes(content)
        meters = {name: Meter(**site.processes()) for name in ("ours", "nginx")}
        for _ in range(stage.pick(5, 2)):
            for name, target in {"ours": address, "nginx": "/static/bench.webp"}.items():
                found = load.read(meters[name], site.port, stage.pick(5, 1), target, (1, 1), None)
                samples.add(name, found.per_second)
        samples.limits = {name: meter.limit(1) for name, meter in meters.items()}
        samples.notes.append(f"{len(content) / 1024:.0f} KiB")
        return samples


class Uploads(Benchmark):
    name = "files/uploads"
    unit = "MiB"
    does = "growth of all workers' private memory while 50 files of 25 MB come at once, at its most"
    target = at_most(60)
    in_quick = False
    COUNT = 50
    SIZE = 25 * 1000 * 1000

    def measure(self, stage) -> Samples:
        site, samples = stage.site, Samples()
        site.renew_workers()
        site.forget_limits()
        content = b"%PDF-1.7\n" + os.urandom(self.SIZE - 9)
        # One before, so that what is loaded once is not counted.
        upload(site.port, 1, "first.pdf", content[: 1 << 20])
        workers = site.workers
        before = sum(map(private_memory, workers))
        most, ended = [before], threading.Event()

        def watch():
            while not ended.wait(0.05):
                most.append(sum(map(private_memory, workers)))

        idle = self.pages(site.port, lambda: False, stage.pick(400, 50))
        watching = threading.Thread(target=watch)
        watching.start()
        try:
            path = stage.folder / "upload.pdf"
            path.write_bytes(content)
            with concurrent.futures.ProcessPoolExecutor(2) as pool:
                coming = [
                    pool.submit(upload_many, site.port, list(range(half, self.COUNT, 2)), path) for half in range(2)
                ]
                busy = self.pages(site.port, lambda: all(one.done() for one in coming), 100_000)
                for one in coming:
                    one.result()
        finally:
            ended.set()
            watching.join()
        if site.workers != workers:
            raise Failed("a worker ended")
        samples.add("ours", (max(most) - before) / 1048576)
        samples.notes.append(
            f"a page took {median(idle):.1f} ms (p99 {p99(idle):.1f}) before, and {median(busy):.1f} ms "
            f"(p99 {p99(busy):.1f}, {p99(busy) / p99(idle):.1f} times) meanwhile; 1.25 GB in all"
        )
        return samples

    def pages(self, port: int, is_over, most: int) -> list[float]:
        """Milliseconds a page took, one after the other."""
        taken, connection = [], http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while len(taken) < most and not is_over():
            start = time.perf_counter()
            connection.request("GET", "/terms", headers={"Cookie": cookie(2)})
            connection.getresponse().read()
            taken.append((time.perf_counter() - start) * 1e3)
            time.sleep(0.01)
        return taken


BENCHMARKS = [Picture(), Private(), Uploads()]
