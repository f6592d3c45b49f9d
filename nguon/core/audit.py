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
from django.db.models import CharField, Func, Max, Model, QuerySet

from nguon.core import bulk
from nguon.core.actor import Actor
from nguon.core.models import READING, AuditEntry, AuditHead
from nguon.core.prepared import Prepared

SITE_CHAIN = 0
Line = tuple[str, str, dict[str, Any]]  # action, subject, detail


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a chain does not hold: a line that was altered, removed or put in."""

    chain: int
    number: int
    why: str


def record(action: str, subject: Model, *, by: Actor, **detail: Any) -> None:
    """Append one line about ``subject`` to the chain of the organisation it stands in.

    Shape:  ``detail`` holds ids, codes and days that JSON can carry; never names or P3 values.
    Raises: TransactionManagementError outside a transaction.
    """
    record_of(_name(subject), _chain(subject), action, by=by, detail=detail)


def record_all(action: str, subjects: Iterable[Model], *, by: Actor, **detail: Any) -> None:
    """Append the line that ``record`` would write about each of many subjects."""
    with Trail(by) as trail:
        for subject in subjects:
            trail.record(action, subject, **detail)


def record_of(subject: str, chain: int, action: str, *, by: Actor, detail: dict[str, Any]) -> None:
    """Append one line about something that may have no row (any more)."""
    _append({chain: [(action, subject, detail)]}, by=by)


@dataclass(slots=True)
class Trail:
    """Lines of one transaction that are written together, so that a chain is locked once.

    Whoever makes a trail calls ``write`` before the transaction ends; as a context it does so by
    itself, unless something was raised.
    """

    by: Actor
    lines: dict[int, list[Line]] = field(default_factory=dict)

    def add(self, action: str, subject: str, chain: int, **detail: Any) -> None:
        """Note what ``record_of`` would write at once."""
        self.lines.setdefault(chain, []).append((action, subject, detail))

    def record(self, action: str, subject: Model, **detail: Any) -> None:
        """Note what ``record`` would write at once."""
        self.add(action, _name(subject), _chain(subject), **detail)

    def write(self) -> None:
        """Append the lines, in their order within a chain.

        Raises: TransactionManagementError outside a transaction.
        """
        if self.lines:
            _append(self.lines, by=self.by)
            self.lines = {}

    def __enter__(self) -> "Trail":
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        if error is None:
            self.write()


def _append(lines: Mapping[int, Sequence[Line]], *, by: Actor) -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("audit.record cần một giao dịch")
    heads, rows = _locked_heads(sorted(lines)), []
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


def readings(subject: Model) -> QuerySet[AuditEntry]:
    """The lines that say who opened what is sealed about somebody, the latest first."""
    action = Func(template=f"'{READING}'", output_field=CharField())  # as the index spells it
    lines = AuditEntry.objects.filter(subject=_name(subject), action=action)
    return lines.order_by("-at", "-pk")


def last_line() -> int:
    """Return a line up to which all are there: no earlier one is still on its way.

    Reading: on a server database the writers of this moment are waited for, and nobody else.
    """
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'LOCK TABLE "{AuditEntry._meta.db_table}" IN SHARE MODE')
            return _last()
    return _last()


def since(line: int, *, at_most: int | None) -> list[tuple[int, str]] | None:
    """Return in which chains something was done after a line, and what.

    Shape: chain and action, each pair once; nothing at all if they are more than ``at_most``.
    """
    if at_most is None:
        return list(_since(line=line))
    found = _first_since(line=line)
    return found if len(found) <= at_most else None


def acted(actions: str, *, after: int, since: datetime) -> bool:
    """Whether an action whose name begins so was done after a line and since an instant."""
    lines = AuditEntry.objects.filter(pk__gt=after, at__gt=since)
    return lines.filter(action__startswith=actions).exists()


def _last() -> int:
    return AuditEntry.objects.aggregate(last=Max("pk"))["last"] or 0


def _select_since(line: int) -> "QuerySet[AuditEntry, tuple[int, str]]":
    lines = AuditEntry.objects.filter(pk__gt=line)
    return lines.values_list("chain", "action").distinct().order_by()


def _select_first_since(line: int) -> "QuerySet[AuditEntry, tuple[int, str]]":
    return _select_since(line)[:LOOKED_AT]


LOOKED_AT = 1001  # pairs of chain and action
_since, _first_since = Prepared(_select_since), Prepared(_select_first_since)


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


def _locked_heads(chains: list[int]) -> list[AuditHead]:
    heads = _heads(chains=chains)
    if len(heads) < len(chains):
        AuditHead.objects.bulk_create([AuditHead(chain=c) for c in chains], ignore_conflicts=True)
        heads = _heads(chains=chains)
    return heads


def _select_heads(chains: Sequence[int]) -> QuerySet[AuditHead]:
    return AuditHead.objects.select_for_update().filter(pk__in=chains).order_by("pk")


_heads = Prepared(_select_heads)


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
