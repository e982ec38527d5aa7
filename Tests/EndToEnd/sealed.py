"""Opens what people wrote with the site's key, apart from the code under test: as `docs/security.md` describes it."""

import hashlib
import pathlib

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

# Of a row `m` of messages: what `Keys.open` takes, in hexadecimal digits and identifiers, divided by colons.
MESSAGE = """concat_ws(':', m.channel_id, m.user_id, m.nonce, encode(m.sealed, 'hex'))"""
DRAFT = """
    concat_ws(':', d.channel_id, d.user_id, '00000000-0000-0000-0000-000000000000', encode(d.sealed, 'hex'))
"""
KEYS = "select concat_ws(':', channel_id, version, encode(wrapped, 'hex')) from messaging.channel_keys"


class Keys:
    """The keys of all channels."""

    def __init__(self, file: pathlib.Path, rows: list[str]):
        """`rows` are what `KEYS` selects."""
        secrets = [bytes.fromhex(line.strip()) for line in file.read_text().splitlines() if line.strip()]
        named = {hashlib.sha256(secret).digest()[:4]: secret for secret in secrets}
        self.keys = {}
        for row in rows:
            channel, version, wrapped = row.split(":")
            box = bytes.fromhex(wrapped)
            purpose = f"channel key {version} of {channel}".encode()
            key = AESGCM(named[box[:4]]).decrypt(box[4:16], box[16:], purpose)
            derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"texts").derive(key)
            self.keys[channel, int(version)] = AESGCM(derived)

    def open(self, place: str) -> str:
        """What `MESSAGE` or `DRAFT` selects, as a text; empty where nothing was written."""
        channel, author, nonce, *sealed = place.split(":")
        if not sealed:
            return ""
        box = bytes.fromhex(sealed[0])
        places = bytes.fromhex((channel + author + nonce).replace("-", ""))
        key = self.keys[channel, int.from_bytes(box[:4])]
        return key.decrypt(box[4:16], box[16:], places).decode()


def keys_of(instance) -> Keys:
    """Of an instance as it is now."""
    return Keys(instance.data / "key", instance.sql(KEYS).split())
