"""Files as browsers without scripts send them, and where pages have them."""

import io
import re
import uuid

from PIL import Image

from visitor import Answer, Visitor

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
FILE = "/files/[0-9a-f-]{36}"


def picture(width: int = 640, height: int = 480, colour: str = "#b8513c", kind: str = "PNG") -> bytes:
    image = Image.new("RGB", (width, height), colour)
    image.paste("#f0dfb4", (width // 4, height // 4, width // 2, height // 2))
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def multipart(fields: list[tuple[str, str]], files: list[tuple[str, bytes]]) -> tuple[bytes, dict]:
    """What a browser sends: the fields in their order, then the files."""
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields
    ]
    for name, content in files or [("", b"")]:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n")
    body = b"".join(parts) + f"--{boundary}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={boundary}"}


def submit(visitor: Visitor, slug: str, text: str, files: list[tuple[str, bytes]], **values) -> Answer:
    form = visitor.message_form(slug)
    fields = [field for field in form.filled({"message": text} | values) if field[0] != "files"]
    body, headers = multipart(fields, files)
    return visitor.request("POST", form.action, body, headers)


def send(visitor: Visitor, slug: str, text: str, *files: tuple[str, bytes]):
    answer = submit(visitor, slug, text, list(files))
    assert answer.status == 303, answer


def submit_form(visitor: Visitor, address: str, values: dict, *files: tuple[str, bytes], page: Answer | None = None) -> Answer:
    """What becomes of a page's form, with what is typed and files."""
    form = (page or visitor.get(address)).form(address)
    body, headers = multipart([field for field in form.filled(values) if field[0] != "files"], list(files))
    return visitor.request("POST", address, body, headers)


def show_work(visitor: Visitor, values: dict, *files: tuple[str, bytes]) -> Answer:
    """A work of somebody's that everybody sees, with a picture unless others are given."""
    return submit_form(
        visitor, "/profile/portfolio/new", {"show": "1"} | values, *(files or [("work.png", picture(1400, 900))])
    )


def links_to(answer: Answer, pattern: str) -> list[str]:
    """Addresses in a page, each once, in their order."""
    return list(dict.fromkeys(re.findall(rf'(?:href|src)="({pattern})"', answer.text)))


def send_picture(visitor: Visitor, content: bytes, name: str = "me.png") -> Answer:
    """What becomes of a picture of oneself."""
    body, headers = multipart([("csrf", visitor.csrf())], [(name, content)])
    return visitor.request("POST", "/account/picture", body, headers)
