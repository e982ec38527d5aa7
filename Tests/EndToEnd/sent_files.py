"""Files as browsers without scripts send them, and where pages have them."""

import io
import re
import uuid

from PIL import Image

from visitor import Answer, Visitor

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
FILE = "/files/[0-9a-f-]{36}"


def pdf(*pages: str) -> bytes:
    """A PDF that says something on each page, as small as it is."""
    numbers = [4 + 2 * number for number in range(len(pages))]
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(f'{number} 0 R' for number in numbers)}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for number, words in zip(numbers, pages):
        content = f"BT /F 12 Tf 10 100 Td ({words}) Tj ET"
        fonts = "<</Font<</F 3 0 R>>>>"
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 900 200]/Resources{fonts}/Contents {number + 1} 0 R>>",
            f"<</Length {len(content)}>>stream\n{content}\nendstream\n",
        ]
    out, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj{content}endobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}"
    return (out + f"trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{out.index('xref')}\n%%EOF\n").encode()


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
