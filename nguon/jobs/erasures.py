"""A list of whom was erased, kept outside the database: by number, never by name.

An old backup still holds who was erased since. Whoever restores it has this list beside it, and
everybody on it is erased again before anybody can look.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from nguon.core.actor import Actor
from nguon.core.backup import keeping
from nguon.core.models import AuditEntry
from nguon.development import operations as development
from nguon.people import operations as people
from nguon.people.models import Nomination, Person

ERASED, STUB, WITHDRAWN = "people.erased", "people.stub_ended", "people.consent_withdrawn"
STILL_ON_ITS_WAY = 1000  # lines: a transaction that began earlier may end later
Line = dict[str, Any]


def note(data: Path, *, everything: bool = False, left: Sequence[Line] = ()) -> None:
    """Write down who was erased since the last time, here and where backups lie.

    Reading: safe to repeat. ``everything`` makes the list anew; ``left`` are lines of an earlier
             list that could not be done again and must not be forgotten.
    """
    path = data / keeping.ERASURES
    known = list(left) if everything else read(path)
    last = 0 if everything else max((line["line"] for line in known), default=0)
    seen = {line["hash"] for line in known}
    fresh = [line for line in _since(last - STILL_ON_ITS_WAY) if line["hash"] not in seen]
    if fresh or everything:
        text = "".join(f"{json.dumps(line, sort_keys=True)}\n" for line in [*known, *fresh])
        keeping.write_whole(path, text.encode())
        beside = keeping.folder(data)
        if beside.is_dir():
            keeping.write_whole(beside / keeping.ERASURES, text.encode())


def read(path: Path) -> list[Line]:
    """Return the lines of a list; none if there is none."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return []
    return [json.loads(line) for line in lines]


def replay(path: Path, *, by: Actor) -> tuple[int, list[Line]]:
    """Erase again whom the list names and the database, being older, still holds.

    Shape: how many lines had something to do, and those that could not be done.
    """
    done, left = 0, []
    for line in _not_in_the_trail(read(path)):
        try:
            done += DO[line["action"]](line, by)
        except (people.StillHeld, people.BadDetail, development.AlreadyApplied):
            left.append({**line, "line": 0})
    return done, left


def _since(line: int) -> Iterator[Line]:
    rows = AuditEntry.objects.filter(pk__gt=line, action__in=DO).order_by("pk")
    for row in rows.iterator():
        told = {"line": row.pk, "chain": row.chain, "number": row.number, "hash": row.hash}
        purpose = {"purpose": row.detail["purpose"]} if row.action == WITHDRAWN else {}
        yield told | purpose | {
            "at": row.at.isoformat(), "action": row.action, "subject": row.subject,
        }  # fmt: skip


def _not_in_the_trail(lines: Iterable[Line]) -> Iterator[Line]:
    for line in lines:
        place = {"chain": line["chain"], "number": line["number"], "hash": line["hash"]}
        if not AuditEntry.objects.filter(**place).exists():
            yield line


def _erase(line: Line, by: Actor) -> int:
    person = Person.objects.visible_to(by).filter(pk=_number(line)).first()
    if person is not None:
        development.forget(person, by=by)
    return int(person is not None)


def _end_stub(line: Line, by: Actor) -> int:
    stub = Nomination.objects.visible_to(by).filter(pk=_number(line)).first()
    if stub is not None:
        people.refuse(stub, by=by)
    return int(stub is not None)


def _withdraw(line: Line, by: Actor) -> int:
    person = Person.objects.visible_to(by).filter(pk=_number(line)).first()
    if person is None:
        return 0
    on = timezone.localdate(datetime.fromisoformat(line["at"]))
    try:
        people.withdraw(person, line["purpose"], on=on, by=by)
    except people.NoSuchConsent:
        return 0  # what was withdrawn had been given after the backup
    return 1


DO = {ERASED: _erase, STUB: _end_stub, WITHDRAWN: _withdraw}


def _number(line: Line) -> int:
    return int(str(line["subject"]).rpartition(":")[2])
