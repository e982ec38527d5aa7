"""An authenticator app: codes of six digits from a secret and the time (RFC 6238)."""

import base64
import hashlib
import hmac
import struct
import time


def code(secret: str, step: int) -> str:
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", step), hashlib.sha1)
    number = struct.unpack(">I", digest[digest[-1] & 15 :][:4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


class Authenticator:
    PERIOD = 30

    def __init__(self, secret: str):
        self.secret = secret.replace(" ", "")
        self._next = 0

    def code(self) -> str:
        """A code that has not been shown before and is good now. It is good for one period before its own and one
        after it, so that there are up to three without waiting; ten seconds before it ends it is too old to begin with.
        """
        step = max(self._next, int((time.time() + 10) // self.PERIOD) - 1)
        time.sleep(max(0.0, (step - 1) * self.PERIOD + 0.5 - time.time()))
        self._next = step + 1
        self.shown = code(self.secret, step)
        return self.shown
