"""What somebody who owns the database can do to the trail, who has not its key."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection
from django.db.models import F

from nguon.core import audit
from nguon.core.models import AuditEntry, AuditHead

TABLE = "core_auditentry"
Change = Callable[[random.Random, list[AuditEntry]], None]


@contextmanager
def by_the_master_of_the_database() -> Iterator[None]:
    """Take the triggers down, put them up again."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
            yield
            cursor.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER USER")
            return
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE]
        )
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _, made_by in triggers:
            cursor.execute(made_by)


def alter(chance: random.Random, lines: list[AuditEntry]) -> None:
    """Change one field of a line and leave the rest."""
    line = chance.choice(lines)
    changes = {
        "action": f"{line.action}x",
        "subject": f"{line.subject}0",
        "actor_id": line.actor_id + 1,
        "at": line.at + timedelta(microseconds=1),
        "detail": {**line.detail, "n": chance.random()},
        "previous": "0" * 64,
        "hash": f"{chance.getrandbits(256):064x}",
    }
    field = chance.choice(sorted(changes))
    AuditEntry.objects.filter(pk=line.pk).update(**{field: changes[field]})


def delete(chance: random.Random, lines: list[AuditEntry]) -> None:
    """Take a line out; half of the time the later ones move up."""
    line = chance.choice(lines)
    AuditEntry.objects.filter(pk=line.pk).delete()
    if chance.random() < 0.5:
        _shift(line.chain, line.number, -1)


def insert(chance: random.Random, lines: list[AuditEntry]) -> None:
    """Put a line in, the later ones making room."""
    line = chance.choice(lines)
    _shift(line.chain, line.number, 1)
    line.pk = None
    line.number += 1
    line.action = "people.open"
    line.previous, line.hash = line.hash, f"{chance.getrandbits(256):064x}"
    line.save(force_insert=True)


def swap(chance: random.Random, lines: list[AuditEntry]) -> None:
    """Let two lines of one chain change places."""
    line = chance.choice(lines)
    others = [each for each in lines if each.chain == line.chain and each.pk != line.pk]
    other = chance.choice(others)
    for each, number in ((line, 10**9), (other, line.number), (line, other.number)):
        AuditEntry.objects.filter(pk=each.pk).update(number=number)


def cut_tail(chance: random.Random, lines: list[AuditEntry]) -> None:
    """Cut the end of a chain off and let its head say so."""
    line = chance.choice(lines)
    _cut(line.chain, chance.randrange(_length(lines, line.chain)), lines)


def roll_back(chance: random.Random, lines: list[AuditEntry]) -> None:
    """Put all chains back to how they were some lines ago, as an old copy of the file would."""
    share = chance.random()
    for chain in {line.chain for line in lines}:
        _cut(chain, int(_length(lines, chain) * share), lines)


def rebuild(chance: random.Random, lines: list[AuditEntry]) -> None:
    """Leave a line out and write all later ones anew, with another key and a head that fits."""
    chain = chance.choice(lines).chain
    mine = [line for line in lines if line.chain == chain]
    gone = chance.randrange(len(mine))
    AuditEntry.objects.filter(pk=mine[gone].pk).delete()
    key, previous = chance.randbytes(32), mine[gone - 1].hash if gone else ""
    for number, line in enumerate(mine[gone + 1 :], start=gone + 1):
        line.number, line.previous = number, previous
        previous = line.hash = audit._digest(key, [chain, number, line.action, previous])
        line.save()
    AuditHead.objects.filter(pk=chain).update(length=len(mine) - 1, last_hash=previous)


CHANGES: tuple[Change, ...] = (alter, delete, insert, swap, cut_tail, roll_back, rebuild)


def _shift(chain: int, after: int, by: int) -> None:
    """Number the later lines anew; by way of other numbers, for no two may be the same."""
    later = AuditEntry.objects.filter(chain=chain, number__gt=after)
    later.update(number=-F("number"))
    AuditEntry.objects.filter(chain=chain, number__lt=0).update(number=-F("number") + by)
    AuditHead.objects.filter(pk=chain).update(length=F("length") + by)


def _cut(chain: int, length: int, lines: list[AuditEntry]) -> None:
    AuditEntry.objects.filter(chain=chain, number__gt=length).delete()
    last = next((x.hash for x in lines if (x.chain, x.number) == (chain, length)), "")
    AuditHead.objects.filter(pk=chain).update(length=length, last_hash=last)


def _length(lines: list[AuditEntry], chain: int) -> int:
    return max(line.number for line in lines if line.chain == chain)
