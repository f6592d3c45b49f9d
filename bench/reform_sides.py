"""Both sides of ``bench.reform``: the program's way, and plain statements for the same rows."""

from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Max, Sum

from bench.reform import (
    A_PROVINCE,
    BEGAN,
    DOCUMENT,
    LATER,
    NOW,
    PORTION,
    REFORM,
    TODAY,
    TOGETHER,
)
from nguon.accounts.actors import system_actor
from nguon.core.models import AuditEntry
from nguon.core.text import fold
from nguon.organizations import placement
from nguon.organizations.models import (
    Edge,
    Handover,
    Organization,
    PartyRank,
    Placement,
    Succession,
    Tier,
    Version,
)
from nguon.organizations.reform import acts, undo
from nguon.organizations.reform.rows import Row
from nguon.planning.models import Term
from nguon.planning.reading import read_term

RANKS = {
    Tier.CENTRAL: PartyRank.CENTRAL_COMMITTEE,
    Tier.PROVINCE: PartyRank.PROVINCIAL_COMMITTEE,
    Tier.COMMUNE: PartyRank.GRASSROOTS_PARTY_BODY,
    Tier.CELL: PartyRank.SUBORDINATE_CELL,
}
WRITTEN: tuple[type[models.Model], ...] = (
    Organization, Version, Edge, Succession, Handover, Placement, AuditEntry,
)  # fmt: skip
CLOSED = (Version, Edge)
ASKED, UNTIL = 5, REFORM.replace(2030)


def actor() -> Any:
    return system_actor(today=TODAY, at=NOW)


def plant(communes: int, cells: int) -> None:
    """A nation: provinces of ninety communes, each with its cells, and a term for each commune."""
    provinces = -(-communes // A_PROVINCE)
    kinds = [("trung-uong", Tier.CENTRAL, -1)]
    kinds += [(f"tinh-{n}", Tier.PROVINCE, 0) for n in range(provinces)]
    kinds += [(f"xa-{n}", Tier.COMMUNE, 1 + n // A_PROVINCE) for n in range(communes)]
    first = 1 + provinces
    kinds += [
        (f"chi-bo-{n}", Tier.CELL, first + n // max(cells, 1)) for n in range(communes * cells)
    ]
    with transaction.atomic():
        made = Organization.objects.bulk_create(
            [Organization(slug=slug) for slug, _tier, _over in kinds], batch_size=PORTION
        )
        numbers = [each.pk for each in made]
        Version.objects.bulk_create(
            (
                Version(
                    organization_id=number, valid_from=BEGAN, name=slug, folded=fold(slug),
                    tier=tier, party_rank=RANKS[tier], document=DOCUMENT,
                )
                for number, (slug, tier, _over) in zip(numbers, kinds, strict=True)
            ),
            batch_size=PORTION,
        )  # fmt: skip
        Edge.objects.bulk_create(
            (
                Edge(
                    organization_id=number, parent_id=numbers[over], valid_from=BEGAN,
                    document=DOCUMENT,
                )
                for number, (_slug, _tier, over) in zip(numbers, kinds, strict=True)
                if over >= 0
            ),
            batch_size=PORTION,
        )  # fmt: skip
        _plan(numbers[first : first + communes])
        placement.rebuild()


def _plan(communes: Sequence[int]) -> None:
    Term.objects.bulk_create(
        Term(
            organization_id=number, slug="2025-2030", starts_on=BEGAN, ends_on=UNTIL,
            yearly_lower=ASKED, yearly_upper=ASKED, document=DOCUMENT, decided_on=BEGAN,
        )
        for number in communes
    )  # fmt: skip


def rows_of(communes: int) -> list[Row]:
    """A row for every three communes of a province, which become a new one."""
    found = []
    for start in range(0, communes, A_PROVINCE):
        mine = range(start, min(start + A_PROVINCE, communes))
        for first in range(0, len(mine), TOGETHER):
            who = tuple(f"xa-{n}" for n in mine[first : first + TOGETHER])
            line = len(found) + 2
            found.append(
                Row("Danh sách", line, "merge", who, REFORM, DOCUMENT, name=f"Xã mới số {line}")
            )
    return found


def carry_out(rows: Iterable[Row]) -> list[acts.Done]:
    return acts.carry_out(rows, by=actor())


def take_back(done: Iterable[acts.Done]) -> None:
    undo.take_back(done, on=LATER, document=DOCUMENT, reason="mô phỏng", by=actor())


class Counter:
    """Counts the statements sent while it is open; rows of a ``COPY`` are one."""

    def __init__(self) -> None:
        self.number = 0
        self._wrapped: Any = None

    def __enter__(self) -> None:
        self._wrapped = connection.execute_wrapper(self._count)
        self._wrapped.__enter__()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._wrapped.__exit__(kind, error, trace)

    def _count(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.number += 1
        return execute(sql, params, many, context)


# --- the other side -----------------------------------------------------------------------------


def rehearsed(rows: Iterable[Row]) -> dict[str, list[tuple[Any, ...]]]:
    """Statement -> the values of every row that the list writes, found out by doing it."""
    with transaction.atomic():
        last = {model: _last(model) for model in WRITTEN}
        stood = set(Placement.objects.values_list("pk", flat=True))
        carry_out(rows)
        gone = stood - set(Placement.objects.values_list("pk", flat=True))
        written = {
            f'DELETE FROM "{Placement._meta.db_table}" WHERE "id" = %s': [
                (number,) for number in sorted(gone)
            ]
        }
        for model in CLOSED:
            closed = model._base_manager.filter(pk__lte=last[model], valid_to=REFORM)
            statement = f'UPDATE "{model._meta.db_table}" SET "valid_to" = %s WHERE "id" = %s'
            written[statement] = [(REFORM, pk) for pk in closed.values_list("pk", flat=True)]
        written |= {_insert(model): _new(model, last[model]) for model in WRITTEN}
        term = f'UPDATE "{Term._meta.db_table}" SET "organization_id" = %s WHERE "id" = %s'
        seen = Term.objects.visible_to(actor())
        written[term] = list(seen.values_list("organization_id", "pk"))
        transaction.set_rollback(True)
    return written


def write_raw(written: dict[str, list[tuple[Any, ...]]]) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            for statement, values in written.items():
                for start in range(0, len(values), PORTION):
                    cursor.executemany(statement, values[start : start + PORTION])
        transaction.set_rollback(True)


def _last(model: type[models.Model]) -> int:
    return model._base_manager.aggregate(last=Max("pk"))["last"] or 0


def _insert(model: type[models.Model]) -> str:
    names = [str(field.column) for field in model._meta.concrete_fields]
    marks = ", ".join(["%s"] * len(names))
    columns = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})'


def _new(model: type[models.Model], last: int) -> list[tuple[Any, ...]]:
    fields = model._meta.concrete_fields
    rows = model._base_manager.filter(pk__gt=last).order_by("pk")
    return [
        tuple(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields)
        for row in rows
    ]


# --- what came of it ----------------------------------------------------------------------------


def told(communes: int) -> dict[str, int]:
    """Targets before and after: of one new commune, and of all of them."""
    by = actor()
    first = Organization.objects.filter(slug__startswith="xa-moi-so").order_by("pk")[0]
    reading = read_term(first, "2025-2030", by=by, tree="as-is")
    asked = Term.objects.visible_to(by).aggregate(asked=Sum("yearly_lower"))["asked"]
    return {
        "of_the_first": sum(plan.yearly.lower for plan in reading.plans),
        "asked_before": communes * ASKED,
        "asked_after": asked,
    }


def agrees() -> bool:
    return placement.compare() == []
