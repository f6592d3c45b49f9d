"""Signed snapshots: one canonical way to write JSON, an Ed25519 signature, and its check.

A file is canonical byte for byte: keys in order, no blanks, whole numbers, text and nothing else.
So what was signed is what was read, and there is no second file that says the same.
"""

from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FORMAT = "nguon-publication-1"
LARGEST = 2 * 1024 * 1024
DEEPEST = 12
KEY_DIGITS, SIGNATURE_DIGITS = 64, 128
FIELDS = {"format", "content", "key", "signature"}


class NotGenuine(ValueError):
    """Not a file of this kind, altered, or signed with another key.

    ``code`` is ``form``, ``key`` or ``signature``; whoever shows it has words for each.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def public_key(seed: bytes) -> str:
    """Return what a signature of the key ``seed`` is checked with; 64 hexadecimal digits."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw().hex()


def sign(content: dict[str, Any], seed: bytes) -> bytes:
    """Return a file that holds ``content``, signed with the key of 32 bytes.

    Raises: ValueError if there is something in it that has more than one way to be written.
    """
    _check(content)
    key = Ed25519PrivateKey.from_private_bytes(seed)
    envelope = {
        "format": FORMAT,
        "content": content,
        "key": public_key(seed),
        "signature": key.sign(_said(content)).hex(),
    }
    return canonical(envelope)


def read(file: bytes, trusted: str) -> dict[str, Any]:
    """Return the content of a file that was signed with the key whose public part is trusted.

    Raises: NotGenuine.
    """
    envelope = _opened(file)
    if envelope["key"] != trusted or len(trusted) != KEY_DIGITS:
        raise NotGenuine("key")
    content: dict[str, Any] = envelope["content"]
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(trusted))
        key.verify(bytes.fromhex(envelope["signature"]), _said(content))
    except (ValueError, InvalidSignature) as wrong:
        raise NotGenuine("signature") from wrong
    return content


def canonical(told: Any) -> bytes:
    """Return ``told`` in the one way it is written."""
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)


def _said(content: dict[str, Any]) -> bytes:
    return FORMAT.encode() + b"\n" + canonical(content)


def _opened(file: bytes) -> dict[str, Any]:
    if len(file) > LARGEST:
        raise NotGenuine("form")
    try:
        envelope = orjson.loads(file)
        _check(envelope)
    except ValueError as wrong:
        raise NotGenuine("form") from wrong
    if not isinstance(envelope, dict) or set(envelope) != FIELDS:
        raise NotGenuine("form")
    texts = (envelope["format"], envelope["key"], envelope["signature"])
    fitting = all(isinstance(text, str) for text in texts) and texts[0] == FORMAT
    if not fitting or not isinstance(envelope["content"], dict) or canonical(envelope) != file:
        raise NotGenuine("form")
    return envelope


def _check(told: Any, depth: int = 0) -> None:
    if depth > DEEPEST:
        raise ValueError("too deep")
    if isinstance(told, dict):
        for key, value in told.items():
            _check(key, depth + 1)
            _check(value, depth + 1)
    elif isinstance(told, list):
        for value in told:
            _check(value, depth + 1)
    elif told is not None and not isinstance(told, (str, int)):
        raise ValueError(type(told).__name__)
