"""A table of a place and period, who stands behind a line, what was closed and what changed."""

import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

import orjson
from django.conf import settings

from nguon.core.actor import Actor
from nguon.organizations.models import Organization
from nguon.planning.attainment import AS_WAS
from nguon.planning.reading import NoSuchPlace as NoSuchPlace
from nguon.statistics import catalogue, figures
from nguon.statistics.catalogue import Form, Sheet
from nguon.statistics.counting import Count, Number
from nguon.statistics.figures import Span
from nguon.statistics.models import Closing, GroupCount
from nguon.statistics.periods import Named
from nguon.statistics.periods import named as named_period
from nguon.statistics.table import Check, Filled, Get, Table, across, fill, from_json

KEY = "statistics"
FLOW_YEARS = 6
SUFFIXES = {
    "peoples": {"total": "", "women": ".women"},
    "bodies": {
        name: f".{name}" for name in ("committees", "cells", "sections", "subordinate", "members")
    },
    "reviews": {"bodies": ".bodies", "members": ".members"},
}


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A number that is no longer what was closed, and by how much."""

    sheet: str
    row: str
    label: str
    column: str
    closed: float | None
    now: float | None

    @property
    def difference(self) -> float | None:
        if self.closed is None or self.now is None:
            return None
        return self.now - self.closed


@dataclass(frozen=True, slots=True)
class Opened:
    """A table as it is handed in: closed, with what changed since, or as it is counted now."""

    table: Table
    now: Table
    closing: Closing | None
    changed: tuple[Adjusted, ...]

    @property
    def genuine(self) -> bool:
        return self.closing is not None and is_genuine(self.closing)


def opened(
    organization: Organization,
    code: str,
    named: Named,
    *,
    by: Actor,
    tree: str = AS_WAS,
    live: bool = False,
) -> Opened:
    """Return a table of a period: the closed one if it was closed, unless ``live`` is asked for.

    Reading: what was closed is of the tree as it was; the other tree is always counted.
    Raises:  NoSuchPlace, catalogue.NoSuchTable.
    """
    now = table_of(organization, code, named, by=by, tree=tree)
    kept = closings(organization, named, by=by) if tree == AS_WAS and not live else []
    table = closed_table(kept[-1], code) if kept else None
    if table is None:
        return Opened(now, now, None, ())
    return Opened(table, now, kept[-1], tuple(adjusted(kept[-1], now)))


def table_of(
    organization: Organization, code: str, named: Named, *, by: Actor, tree: str = AS_WAS
) -> Table:
    """Return one table of a place and period beside the same days a year before.

    Shape:   each kind of number is counted once a period; as many statements for any number of
             organisations. A table whose layout was never seen has no sheets.
    Reading: a running period is counted up to today.
    Raises:  NoSuchPlace, catalogue.NoSuchTable.
    """
    return _table(catalogue.form(code), Span(organization, named, by, tree))


def tables_of(
    organization: Organization,
    named: Named,
    *,
    by: Actor,
    tree: str = AS_WAS,
    codes: Collection[str] = (),
) -> dict[str, Table]:
    """Return every table that a period is handed in with, or those of ``codes``, by code.

    Raises: NoSuchPlace.
    """
    span = Span(organization, named, by, tree)
    return {
        form.code: _table(form, span)
        for form in catalogue.forms().values()
        if (form.code in codes if codes else named.kind in form.periods)
    }


@dataclass(frozen=True, slots=True)
class YearFlow:
    """The members of one year, up to and including ``last``; ``None`` where nothing is told."""

    year: int
    last: date
    opening: Number | None
    gained: Number | None
    lost: Number | None
    closing: Number | None


def flow(
    organization: Organization, named: Named, *, by: Actor, tree: str = AS_WAS
) -> tuple[YearFlow, ...]:
    """Return what Biểu 1 says of the year of a period and of the five before it, in order.

    Reading: as ``table_of``; each table also tells the year before its own.
    Raises:  NoSuchPlace.
    """
    year, found = int(named.name[:4]), list[YearFlow]()
    for last in range(year - FLOW_YEARS + 2, year + 1, 2):
        span = Span(organization, named_period(f"{last}"), by, tree)
        told = _table(catalogue.form("1"), span)
        found.append(_year_flow(told, last - 1, span.before.last, "before"))
        found.append(_year_flow(told, last, span.last, "now"))
    return tuple(found)


def _year_flow(told: Table, year: int, last: date, column: str) -> YearFlow:
    return YearFlow(year, last, *(told.number(key, column) for key in ("A", "B", "C", "D")))


def checks_of(tables: Mapping[str, Table]) -> list[Check]:
    """What must hold within and between tables of one place and period."""
    return [*across(tables), *(check for table in tables.values() for check in table.checks)]


# --- what was closed ----------------------------------------------------------------------------


def closings(organization: Organization, named: Named, *, by: Actor) -> list[Closing]:
    """Every closing of a place and period that ``by`` may see, the first one first."""
    rows = Closing.objects.visible_to(by).filter(made_for=organization, period=named.name)
    return list(rows.select_related("closed_by", "made_for", "corrects").order_by("pk"))


@dataclass(frozen=True, slots=True)
class ClosingLine:
    """One closing, and whether it is to the digit what was signed."""

    closing: Closing
    genuine: bool


def closing_lines(organization: Organization, named: Named, *, by: Actor) -> list[ClosingLine]:
    """Every closing of a place and period with the state of its signature, the first one first."""
    return [ClosingLine(row, is_genuine(row)) for row in closings(organization, named, by=by)]


def closed_table(closing: Closing, code: str) -> Table | None:
    """Return a table as it was closed; nothing if the period is handed in without it.

    Raises: catalogue.NoSuchTable.
    """
    form = catalogue.form(code)
    told = closing.figures.get(form.code)
    return from_json(told, form, period_of(closing)) if told else None


def adjusted(closing: Closing, now: Table) -> list[Adjusted]:
    """Every number of a table that is not what was closed."""
    before = _by_cell(closing.figures.get(now.form.code, {}))
    today = _by_cell(now.to_json())
    return [
        Adjusted(*where, closed=before.get(spot, (None, ""))[0], now=number)
        for spot, (number, label) in today.items()
        if number != before.get(spot, (None, ""))[0]
        for where in [(spot[0], spot[1], label, spot[2])]
    ]


def period_of(closing: Closing) -> Named:
    """Return the period that was closed."""
    return named_period(closing.period)


def is_genuine(closing: Closing) -> bool:
    """Whether a closing is, to the digit, what was signed with this site's key."""
    return hmac.compare_digest(closing.signature, signature_of(closing))


def signature_of(closing: Closing) -> str:
    """Return the keyed hash of all that a closing says; 64 hex digits."""
    content = [
        closing.made_for.slug,
        closing.period,
        closing.document,
        closing.figures,
        closing.corrects.signature if closing.corrects else "",
        closing.reason,
        int(closing.closed_at.timestamp() * 1_000_000),
        closing.closed_by_id or 0,
    ]
    said = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
    return hmac.digest(settings.KEYS.bytes(KEY), said, sha256).hex()


def counted_at(organization: Organization, named: Named, *, by: Actor, tree: str) -> Any:
    """When ethnicity and religion were last counted for a place and period; nothing if never."""
    rows = GroupCount.objects.visible_to(by).filter(
        made_for=organization, period=named.name, tree=tree
    )
    return rows.order_by("-held_at").values_list("held_at", flat=True).first()


# --- pieces -------------------------------------------------------------------------------------


def _table(form: Form, span: Span) -> Table:
    reading = span.reading
    wanted = {
        row.count.partition(".")[0] for sheet in form.sheets for row in sheet.rows if row.count
    }
    compares = any(sheet.layout == "compared" for sheet in form.sheets)
    said_on = max(span.first, span.last)  # a period to come is in the words of its first day
    now = _getter(span, wanted)
    before = _getter(span.before, wanted) if compares else now
    return Table(
        form=form,
        place=reading.place,
        named=span.named,
        tree=span.tree,
        first=span.first,
        last=span.last,
        made_at=span.by.at,
        sheets=tuple(_fill(sheet, said_on, now, before) for sheet in form.sheets),
    )


def _fill(sheet: Sheet, on: date, now: Get, before: Get) -> Filled:
    if sheet.layout == "compared":
        return fill(sheet, on, {"now": now, "before": before})
    suffixes = SUFFIXES[sheet.layout]
    return fill(sheet, on, {name: _ending(now, words) for name, words in suffixes.items()})


ALL, OF_PEOPLE = ".all", frozenset({".women"})


def _ending(get: Get, words: str) -> Get:
    """A column of its own: ``.women`` of all those admitted is ``admitted.women``."""

    def find(name: str) -> Count:
        return get((name.removesuffix(ALL) if words in OF_PEOPLE else name) + words)

    return find


def _getter(span: Span, wanted: set[str]) -> Get:
    if why := span.why_empty:
        return lambda _name: Count(None, why)
    return figures.numbers(span, wanted).__getitem__


def _by_cell(told: Mapping[str, Any]) -> dict[tuple[str, str, str], tuple[float | None, str]]:
    return {
        (sheet["key"], row["key"], column): (value["value"], row["label"])
        for sheet in told.get("sheets", ())
        for row in sheet["rows"]
        for column, value in row["values"].items()
        if column != "percent"
    }
