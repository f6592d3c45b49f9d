"""The audit trail: one line per act or sensitive read, chained by keyed hashes.

A line is written in the transaction of the act; if it cannot be written, the act does not
happen.
"""

import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model

from nguon.core import bulk
from nguon.core.actor import Actor
from nguon.core.models import AuditEntry, AuditHead

SITE_CHAIN = 0


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a chain does not hold: a line that was altered, removed or put in."""

    chain: int
    number: int
    why: str


def record(action: str, subject: Model, *, by: Actor, **detail: Any) -> AuditEntry:
    """Append one line about ``subject`` to the chain of the organisation it stands in.

    Shape:  ``detail`` holds ids, codes and days that JSON can carry; never names or P3 values.
    Raises: TransactionManagementError outside a transaction.
    """
    return record_of(_name(subject), _chain(subject), action, by=by, detail=detail)


def record_all(action: str, subjects: Iterable[Model], *, by: Actor, **detail: Any) -> None:
    """Append the line that ``record`` would write about each of many subjects."""
    chains: dict[int, list[str]] = {}
    for subject in subjects:
        chains.setdefault(_chain(subject), []).append(_name(subject))
    for chain, names in sorted(chains.items()):
        _append(chain, names, action, by=by, detail=detail)


class Line(NamedTuple):
    """What one line says besides action, actor and time: chain, subject as named, detail."""

    chain: int
    subject: str
    detail: dict[str, Any]


def record_each(action: str, lines: Iterable[Line], *, by: Actor) -> None:
    """Append many lines of one action, each with its own subject and detail.

    Shape:  as ``record`` would write them one by one, in their order within a chain.
    Raises: TransactionManagementError outside a transaction.
    """
    _require_transaction()
    chains: dict[int, list[Line]] = {}
    for line in lines:
        chains.setdefault(line.chain, []).append(line)
    for chain, own in sorted(chains.items()):
        _append_each(chain, action, own, by=by)


def _append_each(chain: int, action: str, lines: list[Line], *, by: Actor) -> None:
    head, instant, key = _lock_head(chain), _instant(by.at), settings.KEYS.bytes("audit")
    numbers = range(head.length + 1, head.length + 1 + len(lines))
    details, links, hashes = [], [], []
    last = head.last_hash
    for number, line in zip(numbers, lines, strict=True):
        content = [chain, number, instant, by.user_id, action, line.subject, line.detail, last]
        details.append(_as_json(line.detail))
        links.append(last)
        last = _digest(key, content)
        hashes.append(last)
    bulk.insert(
        AuditEntry,
        {
            "number": numbers,
            "subject": [line.subject for line in lines],
            "detail": details,
            "previous": links,
            "hash": hashes,
        },
        every={"chain": chain, "at": by.at, "actor_id": by.user_id, "action": action},
    )
    AuditHead.objects.filter(pk=chain).update(length=numbers[-1], last_hash=last)


def record_of(
    subject: str, chain: int, action: str, *, by: Actor, detail: dict[str, Any]
) -> AuditEntry:
    """Append one line about something that may have no row (any more)."""
    return _append(chain, [subject], action, by=by, detail=detail)[0]


def _append(
    chain: int, subjects: Iterable[str], action: str, *, by: Actor, detail: dict[str, Any]
) -> list[AuditEntry]:
    _require_transaction()
    head = _lock_head(chain)
    entries = []
    for subject in subjects:
        entry = AuditEntry(
            chain=chain,
            number=head.length + 1,
            at=by.at,
            actor_id=by.user_id,
            action=action,
            subject=subject,
            detail=detail,
            previous=head.last_hash,
        )
        entry.hash = head.last_hash = _hash(entry)
        head.length = entry.number
        entries.append(entry)
    made = AuditEntry.objects.bulk_create(entries)
    AuditHead.objects.filter(pk=chain).update(length=head.length, last_hash=head.last_hash)
    return made


def verify() -> Iterator[Break]:
    """Walk every chain and yield each place where it does not hold.

    Shape: by chain and number. A cut tail shows as a head longer than its chain.
    """
    heads = {head.chain: head for head in AuditHead.objects.all()}
    ends: dict[int, tuple[int, str]] = {}
    for entry in AuditEntry.objects.order_by("chain", "number").iterator(chunk_size=5000):
        number, last = ends.get(entry.chain, (0, ""))
        if why := _fault(entry, number, last):
            yield Break(entry.chain, entry.number, why)
        ends[entry.chain] = (entry.number, entry.hash)
    for chain in sorted(heads.keys() | ends.keys()):
        head = heads.get(chain)
        expected = (head.length, head.last_hash) if head else (0, "")
        if ends.get(chain, (0, "")) != expected:
            yield Break(chain, ends.get(chain, (0, ""))[0], "tail")


def _fault(entry: AuditEntry, number: int, last: str) -> str:
    if entry.number != number + 1:
        return "gap"
    if entry.previous != last:
        return "link"
    return "" if hmac.compare_digest(entry.hash, _hash(entry)) else "content"


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("audit.record cần một giao dịch")


def _lock_head(chain: int) -> AuditHead:
    AuditHead.objects.bulk_create([AuditHead(chain=chain)], ignore_conflicts=True)
    return AuditHead.objects.select_for_update().get(pk=chain)


def _hash(entry: AuditEntry) -> str:
    content = [
        entry.chain,
        entry.number,
        _instant(entry.at),
        entry.actor_id,
        entry.action,
        entry.subject,
        entry.detail,
        entry.previous,
    ]
    return _digest(settings.KEYS.bytes("audit"), content)


def _digest(key: bytes, content: list[Any]) -> str:
    return hmac.digest(key, _as_json(content).encode(), sha256).hex()


def _as_json(content: Any) -> str:
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _instant(at: datetime) -> int:
    """Microseconds since 1970."""
    return int(at.timestamp() * 1_000_000)


def _name(subject: Model) -> str:
    return f"{subject._meta.label_lower}:{subject.pk}"


def _chain(subject: Model) -> int:
    if subject._meta.label_lower == "organizations.organization":
        return int(subject.pk)
    return int(getattr(subject, "organization_id", None) or SITE_CHAIN)
