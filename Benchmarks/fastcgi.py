"""One request by FastCGI (its specification, version 1), for asking a worker without a web server."""

import socket
import struct

BEGIN, PARAMETERS, INPUT, OUTPUT, RESPONDER = 1, 4, 5, 6, 1


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("!BBHHBx", 1, kind, 1, len(content), 0) + content


def _length(text: str) -> bytes:
    return struct.pack("!B", len(text)) if len(text) < 128 else struct.pack("!I", len(text) | 1 << 31)


def _pair(name: str, value: str) -> bytes:
    return _length(name) + _length(value) + name.encode() + value.encode()


def get(path: str, uri: str) -> bytes:
    """What the worker on a Unix socket answers to `GET uri`. Raises OSError when nobody listens."""
    variables = {
        "GATEWAY_INTERFACE": "CGI/1.1",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REQUEST_METHOD": "GET",
        "REQUEST_SCHEME": "http",
        "REQUEST_URI": uri,
        "DOCUMENT_URI": uri,
        "QUERY_STRING": "",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1",
    }
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(30)
        connection.connect(path)
        parameters = b"".join(_pair(name, value) for name, value in variables.items())
        connection.sendall(
            _record(BEGIN, struct.pack("!HB5x", RESPONDER, 0))
            + _record(PARAMETERS, parameters)
            + _record(PARAMETERS, b"")
            + _record(INPUT, b"")
        )
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    output = b""
    while len(answer) >= 8:
        _, kind, _, length, padding = struct.unpack("!BBHHBx", answer[:8])
        if kind == OUTPUT:
            output += answer[8 : 8 + length]
        answer = answer[8 + length + padding :]
    return output
