"""A seal over the ends of all chains, to be kept where the database's master cannot reach.

A chain alone tells every change but one: that its end was cut off together with what the head
says of it, or that the whole database was put back to an earlier day. A seal from before tells.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings

from nguon.core import signing
from nguon.core.audit import Break
from nguon.core.models import AuditEntry, AuditHead

KEY = "seal"
AT_ONCE = 500
Heads = Mapping[int, tuple[int, str]]


class NotASeal(ValueError):
    """The file is no seal of this site, or was altered."""


def make(*, at: datetime) -> bytes:
    """Return the ends of all chains at this moment, signed.

    Reading: chains that grow meanwhile are sealed as far as they were when they were read.
    """
    rows = AuditHead.objects.filter(length__gt=0).order_by("pk")
    heads = [[str(chain), length, last] for chain, length, last in rows.values_list()]
    content = {"site": settings.SITE, "at": at.isoformat(), "heads": heads}
    return signing.sign(content, settings.KEYS.bytes(KEY))


def read(file: bytes) -> tuple[str, Heads]:
    """Return when a seal was made, and what it holds.

    Shape:  chain -> length and hash of the last line.
    Raises: NotASeal.
    """
    trusted = signing.public_key(settings.KEYS.bytes(KEY))
    try:
        content: dict[str, Any] = signing.read(file, trusted)
    except signing.NotGenuine as wrong:
        raise NotASeal(str(wrong)) from wrong
    if content.get("site") != settings.SITE:
        raise NotASeal("site")
    return content["at"], {int(chain): (length, last) for chain, length, last in content["heads"]}


def code(file: bytes) -> str:
    """The digest of a seal, as it is printed: a copy on paper that nobody can alter.

    Shape: 16 groups of four.
    """
    digest = sha256(file).hexdigest()
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def broken(sealed: Heads) -> Iterator[Break]:
    """Yield each chain that no longer holds the line which was its end when it was sealed."""
    chains = sorted(sealed)
    for start in range(0, len(chains), AT_ONCE):
        asked = {chain: sealed[chain] for chain in chains[start : start + AT_ONCE]}
        held = _hashes(asked)
        for chain, (length, last) in asked.items():
            if held.get(chain) != last:
                yield Break(chain, length, "anchor")


def _hashes(asked: Heads) -> dict[int, str]:
    lengths = {length for length, _last in asked.values()}
    rows = AuditEntry.objects.filter(chain__in=asked, number__in=lengths)
    found = rows.values_list("chain", "number", "hash")
    return {chain: own for chain, number, own in found if asked[chain][0] == number}
