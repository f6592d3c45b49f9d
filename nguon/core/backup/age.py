"""Files sealed to public keys in the age format, version 1, with X25519 keys alone.

Whoever seals needs public keys only, so a stolen server opens none of its backups. A file is
sealed in portions of 64 KiB, each with its number and the last one marked: a bit that fell over
or a missing end is noticed. Any program that speaks age opens the file, too.
"""

import base64
import binascii
import hmac
import os
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from io import BufferedIOBase
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from nguon.core.backup import bech32

VERSION = b"age-encryption.org/v1"
WRAP = VERSION + b"/X25519"
PUBLIC, PRIVATE = "age", "age-secret-key-"
PORTION, TAG, NONCE, SECRET = 64 * 1024, 16, 16, 16
LONGEST_HEAD = 64 * 1024
Stanza = tuple[bytes, bytes]  # the share of the sealer, the wrapped secret


class NotSealed(ValueError):
    """The file is not of this kind at all."""


class WrongKey(ValueError):
    """None of the keys opens the file, or the place where it keeps their part is damaged."""


class Damaged(ValueError):
    """The file was altered or its end is missing."""


def new_identity() -> str:
    """Make a private key, as it is printed."""
    private = X25519PrivateKey.generate().private_bytes_raw()
    return bech32.encode(PRIVATE, private).upper()


def recipient_of(identity: str) -> str:
    """Return the public key of a private one.

    Raises: bech32.Mistyped.
    """
    return bech32.encode(PUBLIC, _private(identity).public_key().public_bytes_raw())


class Sealer(BufferedIOBase):
    """A file to write to; what is written comes out sealed. Without ``close`` it has no end."""

    def __init__(self, out: IO[bytes], recipients: Sequence[str]) -> None:
        self._out, self._held, self._number = out, bytearray(), 0
        secret = os.urandom(SECRET)
        lines = [
            VERSION,
            *(line for each in recipients for line in _wrapped(secret, each)),
            b"---",
        ]
        head = b"\n".join(lines)
        nonce = os.urandom(NONCE)
        out.write(head + b" " + _text(_mark(secret, head)) + b"\n" + nonce)
        self._cipher = _payload(secret, nonce)

    def writable(self) -> bool:
        return True

    def write(self, given: bytes) -> int:  # type: ignore[override]
        self._held += given
        while len(self._held) > PORTION:
            self._put(bytes(self._held[:PORTION]), last=False)
            del self._held[:PORTION]
        return len(given)

    def close(self) -> None:
        """Write the end; what it is written into stays open."""
        if not self.closed:
            self._put(bytes(self._held), last=True)
        super().close()

    def _put(self, plain: bytes, *, last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._number, last=last), plain, None))
        self._number += 1


class Opener(BufferedIOBase):
    """A file to read from; what comes out was sealed to one of the keys.

    Raises: NotSealed, WrongKey, Damaged; the last also while it is read.
    """

    def __init__(self, sealed: IO[bytes], identities: Sequence[str]) -> None:
        self._file, self._number, self._left = sealed, 0, b""
        head, stanzas, mark = _read_head(sealed)
        secret = _unwrapped(stanzas, [_private(each) for each in identities])
        if not hmac.compare_digest(_mark(secret, head), mark):
            raise Damaged("head")
        nonce = sealed.read(NONCE)
        self._cipher = _payload(secret, nonce)
        self._next, self._over = sealed.read(PORTION + TAG), False

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        """Return up to ``size`` bytes; nothing once all is read and the end was there."""
        parts, wanted = [], -1 if size is None else size
        while wanted and (self._left or self._more()):
            part = self._left if wanted < 0 else self._left[:wanted]
            self._left = self._left[len(part) :]
            wanted -= len(part) if wanted > 0 else 0
            parts.append(part)
        return b"".join(parts)

    def _more(self) -> bool:
        if self._over:
            return False
        sealed, self._next = self._next, self._file.read(PORTION + TAG)
        self._over = not self._next
        try:
            nonce = _nonce(self._number, last=self._over)
            self._left = self._cipher.decrypt(nonce, sealed, None)
        except (InvalidTag, ValueError) as wrong:
            raise Damaged(f"portion {self._number}") from wrong
        if self._over and not self._left and self._number:
            raise Damaged("end")
        self._number += 1
        return bool(self._left)


def _wrapped(secret: bytes, recipient: str) -> Iterator[bytes]:
    public = bech32.decode(recipient, PUBLIC)
    sealer = X25519PrivateKey.generate()
    share = sealer.public_key().public_bytes_raw()
    shared = sealer.exchange(X25519PublicKey.from_public_bytes(public))
    yield b"-> X25519 " + _text(share)
    yield _text(_wrapper(shared, share + public).encrypt(bytes(12), secret, None))


def _unwrapped(stanzas: Iterable[Stanza], identities: Sequence[X25519PrivateKey]) -> bytes:
    for share, body in stanzas:
        for own in identities:
            public = own.public_key().public_bytes_raw()
            try:
                shared = own.exchange(X25519PublicKey.from_public_bytes(share))
                return _wrapper(shared, share + public).decrypt(bytes(12), body, None)
            except (InvalidTag, ValueError):
                continue  # meant for somebody else
    raise WrongKey


def _read_head(sealed: IO[bytes]) -> tuple[bytes, list[Stanza], bytes]:
    """The head up to its mark, who it is for, and the mark."""
    if sealed.readline(LONGEST_HEAD) != VERSION + b"\n":
        raise NotSealed
    lines, stanzas = [VERSION], []
    while not (line := sealed.readline(LONGEST_HEAD)).startswith(b"--- "):
        if not line.endswith(b"\n") or len(lines) > LONGEST_HEAD // 64:
            raise Damaged("head")
        lines.append(line[:-1])
    for at, each in enumerate(lines):
        if each.startswith(b"-> X25519 ") and at + 1 < len(lines):
            stanzas.append((_bytes(each.split(b" ")[2]), _bytes(lines[at + 1])))
    return b"\n".join([*lines, b"---"]), stanzas, _bytes(line[4:].rstrip(b"\n"))


def _private(identity: str) -> X25519PrivateKey:
    content = bech32.decode(identity, PRIVATE)
    if len(content) != 32:
        raise bech32.Mistyped(PRIVATE)
    return X25519PrivateKey.from_private_bytes(content)


def _wrapper(shared: bytes, salt: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(_derived(shared, salt, WRAP))


def _payload(secret: bytes, nonce: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(_derived(secret, nonce, b"payload"))


def _mark(secret: bytes, head: bytes) -> bytes:
    return hmac.digest(_derived(secret, b"", b"header"), head, sha256)


def _derived(secret: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt or None, info=purpose).derive(secret)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _text(content: bytes) -> bytes:
    return base64.b64encode(content).rstrip(b"=")


def _bytes(text: bytes) -> bytes:
    try:
        found = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error as wrong:
        raise Damaged("head") from wrong
    if _text(found) != text:
        raise Damaged("head")
    return found
