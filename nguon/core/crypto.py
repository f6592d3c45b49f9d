"""Wrapped data keys, the cipher of sensitive fields, and blind indexes.

AES-256-GCM with a random nonce; what is sealed is bound to a context (table, row, field), so a
ciphertext moved elsewhere does not open. A wrong key raises; it never hands back noise.
"""

import hmac
import os
from collections.abc import Mapping
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12
VERSION = b"\x01"
REFERENCE = 16  # of 64 hex digits: as good as none to guess
SHORTEST = 1 + NONCE + 16  # version, nonce, and the tag of nothing


class CannotOpen(ValueError):
    """The key is destroyed or another one, or the sealed bytes were altered or moved."""


def seal(key: bytes, plain: bytes, context: str) -> bytes:
    """Encrypt ``plain`` so that it opens only with ``key`` in the same ``context``."""
    nonce = os.urandom(NONCE)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plain, context.encode())


def seal_each(key: bytes, plain: Mapping[str, bytes]) -> list[bytes]:
    """Encrypt several values with one key, each in its own context.

    Shape: ``plain``: context -> value; in its order.
    """
    encrypt, randomness = AESGCM(key).encrypt, os.urandom(NONCE * len(plain))
    nonces = (randomness[at : at + NONCE] for at in range(0, len(randomness), NONCE))
    return [
        VERSION + nonce + encrypt(nonce, value, context.encode())
        for nonce, (context, value) in zip(nonces, plain.items(), strict=True)
    ]


def unseal(key: bytes, sealed: bytes, context: str) -> bytes:
    """Decrypt what ``seal`` made.

    Raises: CannotOpen.
    """
    if sealed[:1] != VERSION or len(sealed) < SHORTEST:
        raise CannotOpen(context)
    nonce, body = sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, body, context.encode())
    except InvalidTag as wrong:
        raise CannotOpen(context) from wrong


def new_wrapped_key(context: str) -> bytes:
    """Make a data key and return it wrapped by the site's master key."""
    return new_key(context)[1]


def new_key(context: str) -> tuple[bytes, bytes]:
    """Make a data key; return it to be used now, and wrapped by the master key to be kept."""
    key = os.urandom(32)
    return key, seal(_master(), key, context)


def unwrap(wrapped: bytes, context: str) -> bytes:
    """Return the data key inside ``wrapped``.

    Raises: CannotOpen.
    """
    return unseal(_master(), wrapped, context)


def seal_at_rest(plain: bytes, context: str) -> bytes:
    """Encrypt what belongs to no single person (drafts, uploads) with the site's master key."""
    return seal(_master(), plain, context)


def unseal_at_rest(sealed: bytes, context: str) -> bytes:
    """Decrypt what ``seal_at_rest`` made.

    Raises: CannotOpen.
    """
    return unseal(_master(), sealed, context)


def reference(number: int, purpose: str) -> str:
    """What an address carries instead of a row number: nobody can count or guess the others."""
    return blind_index(str(number), purpose)[:REFERENCE]


def blind_index(value: str, purpose: str) -> str:
    """Return a keyed hash that finds equal values without telling them (64 hex digits)."""
    return hmac.digest(_index(), f"{purpose}\0{value}".encode(), sha256).hex()


def _master() -> bytes:
    return settings.KEYS.bytes("master")


def _index() -> bytes:
    return settings.KEYS.bytes("index")
