"""Tables in words: each line as the page shows it, with where its number opens to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from nguon.statistics import catalogue, words
from nguon.statistics.behind import opens_to_names
from nguon.statistics.periods import Named
from nguon.statistics.queries import Adjusted, Opened
from nguon.statistics.table import Filled, Line

OPENED_COLUMNS = {"now", "total"}
YEARS = 6


@dataclass(frozen=True, slots=True)
class Shown:
    """One number: its words, where it opens to, and what it is today if it was closed."""

    text: str
    url: str = ""
    changed: str = ""


def sheets(opened: Opened, place: str, *, names_open: bool, query: str) -> list[dict[str, Any]]:
    """The sheets of a table; ``names_open`` says whether numbers may lead to people."""
    changes = {(each.sheet, each.row, each.column): each for each in opened.changed}
    base = [place, opened.table.named.name, opened.table.form.code.lower()]

    def link(line: Line) -> str:
        if not names_open or not opens_to_names(opened.table.form, line.row):
            return ""
        return f"{reverse('statistics:names', args=[*base, line.row.key])}?{query}"

    return [
        {
            "title": filled.sheet.title,
            "heads": [label for _key, label in filled.columns],
            "rows": [_row(filled, line, link(line), changes) for line in filled.shown],
        }
        for filled in opened.table.sheets
    ]


def _row(
    filled: Filled, line: Line, link: str, changes: Mapping[tuple[str, str, str], Adjusted]
) -> dict[str, Any]:
    return {
        "key": line.row.key,
        "label": line.label,
        "depth": min(line.row.depth, 4),
        "head": line.row.head,
        "mark": line.mark,
        "ours": line.row.extra,
        "remark": words.remark(line),
        "cells": [
            _cell(line, key, link, changes.get((filled.sheet.key, line.row.key, key)))
            for key, _label in filled.columns
        ],
    }


def _cell(line: Line, key: str, link: str, change: Adjusted | None) -> Shown:
    cell = line.cells[key]
    opens = link if key in OPENED_COLUMNS and cell.number else ""
    return Shown(words.shown(cell), opens, _changed(change) if change else "")


def _changed(change: Adjusted) -> str:
    """What a closed number would be today."""
    if change.now is None:
        return _("nay trống")
    if change.difference is None:
        return _("nay %g") % change.now
    return _("nay %(now)g (%(by)+g)") % {"now": change.now, "by": change.difference}


def checks(found: list[Any]) -> dict[str, Any]:
    """Every identity in words, the broken ones first; those nobody can judge yet are counted."""
    order = {False: 0, True: 1}
    judged = sorted((one for one in found if one.holds is not None), key=lambda c: order[c.holds])
    return {
        "checks": [(*words.check(one), one.left, one.right, one.holds) for one in judged],
        "broken": sum(one.holds is False for one in judged),
        "unjudged": len(found) - len(judged),
    }


def forms(named: Named) -> list[dict[str, Any]]:
    """The tables, those that a period is handed in with first marked so."""
    return [
        {
            "code": form.code,
            "address": form.code.lower(),
            "title": form.title,
            "asked": named.kind in form.periods,
            "seen": bool(form.sheets),
            "mark": form.mark,
        }
        for form in catalogue.forms().values()
    ]


def periods(today: date) -> list[str]:
    """The names of periods to choose from, the latest first."""
    years = range(today.year, today.year - YEARS, -1)
    return [name for year in years for name in (f"{year}", f"{year}-H1")]
