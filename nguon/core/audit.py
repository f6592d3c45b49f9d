"""The audit trail: one line per act or sensitive read, chained by keyed hashes.

A line is written in the transaction of the act; if it cannot be written, the act does not
happen.
"""

import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson
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
    trail = Trail(by)
    for subject in subjects:
        trail.add(action, _name(subject), _chain(subject), **detail)
    trail.write()


@dataclass(slots=True)
class Trail:
    """Lines of one transaction that are written together, so that a chain is locked once.

    Whoever makes a trail calls ``write`` before the transaction ends.
    """

    by: Actor
    lines: dict[int, list[tuple[str, str, dict[str, Any]]]] = field(default_factory=dict)

    def add(self, action: str, subject: str, chain: int, **detail: Any) -> None:
        """Note what ``record_of`` would write at once."""
        self.lines.setdefault(chain, []).append((action, subject, detail))

    def write(self) -> None:
        """Append the lines, in their order within a chain.

        Raises: TransactionManagementError outside a transaction.
        """
        if self.lines:
            _append_together(self.lines, by=self.by)
            self.lines = {}


def _append_together(
    lines: Mapping[int, Sequence[tuple[str, str, dict[str, Any]]]], *, by: Actor
) -> None:
    _require_transaction()
    heads, rows = _lock_heads(sorted(lines)), []
    instant, key = _instant(by.at), settings.KEYS.bytes("audit")
    for head in heads:
        for action, subject, detail in lines[head.pk]:
            head.length, previous = head.length + 1, head.last_hash
            content = [
                head.pk,
                head.length,
                instant,
                by.user_id,
                action,
                subject,
                detail,
                previous,
            ]
            head.last_hash = _digest(key, content)
            said = _as_json(detail).decode()
            rows.append((head.pk, head.length, action, subject, said, previous, head.last_hash))
    columns = ("chain", "number", "action", "subject", "detail", "previous", "hash")
    bulk.insert(
        AuditEntry,
        dict(zip(columns, zip(*rows, strict=True), strict=True)),
        every={"at": by.at, "actor_id": by.user_id},
    )
    ends = {head.pk: {"length": head.length, "last_hash": head.last_hash} for head in heads}
    bulk.update(AuditHead, ends)


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
    held = AuditHead.objects.select_for_update().filter(pk=chain)
    for head in held:
        return head
    AuditHead.objects.bulk_create([AuditHead(chain=chain)], ignore_conflicts=True)
    return held.get()


def _lock_heads(chains: list[int]) -> list[AuditHead]:
    AuditHead.objects.bulk_create([AuditHead(chain=c) for c in chains], ignore_conflicts=True)
    return list(AuditHead.objects.select_for_update().filter(pk__in=chains).order_by("pk"))


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
    return hmac.digest(key, _as_json(content), sha256).hex()


def _as_json(content: Any) -> bytes:
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def _instant(at: datetime) -> int:
    """Microseconds since 1970."""
    return int(at.timestamp() * 1_000_000)


def _name(subject: Model) -> str:
    return f"{subject._meta.label_lower}:{subject.pk}"


def _chain(subject: Model) -> int:
    if subject._meta.label_lower == "organizations.organization":
        return int(subject.pk)
    return int(getattr(subject, "organization_id", None) or SITE_CHAIN)
