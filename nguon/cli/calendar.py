"""``nguon calendar 2020``: the one calendar of working days that every limit is counted by."""

import argparse
import sys
from calendar import monthcalendar
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import orjson

from nguon.cli.language import Say, sayer
from nguon.cli.options import number
from nguon.rulebook import load
from nguon.rulebook.law.holidays import NoSuchYear, SpecialDay, Year
from nguon.rulebook.sentences import label

OK, BAD_INPUT = 0, 2
SCHEMA: Final = "calendar/1"
ASSUMPTIONS: Final = ("deadline.day1", "working_day.calendar")
MARK: Final = {"swapped_off": "~", "swapped_work": "+", "announced": "?", "weekend": ""}
BOOK: Final = load()


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "year", type=number(say), metavar=say("NĂM", "YEAR"), help=say("năm", "the year")
    )
    parser.add_argument("--json", action="store_true", help=say("in ra JSON", "print JSON"))


def run(options: argparse.Namespace) -> int:
    say = sayer(options.lang)
    try:
        year = BOOK.holidays.year(options.year)
    except NoSuchYear as unknown:
        held = f"{unknown.held[0]}–{unknown.held[-1]}"
        text = say(
            f"Lịch không có năm {unknown.year}; có các năm {held}.",
            f"The calendar holds no year {unknown.year}; it holds {held}.",
        )
        print(text, file=sys.stderr)
        return BAD_INPUT
    if options.json:
        written = orjson.dumps(document(year, options.lang), option=orjson.OPT_INDENT_2)
        sys.stdout.buffer.write(written + b"\n")
    else:
        print("\n".join(lines(year, options.lang, say)))
    return OK


def document(year: Year, lang: str) -> dict[str, Any]:
    """Give a year as a document: every day not worked, swapped days, and what was assumed."""
    parameters = [BOOK.parameters[name] for name in ASSUMPTIONS]
    return {
        "schema": SCHEMA,
        "year": year.year,
        "years_held": list(BOOK.holidays.years),
        "confidence": year.confidence,
        "working_days": year.working_days,
        "days": [_day(day, lang) for day in year.days],
        "assumptions": [
            {"parameter": p.name, "value": p.value, "confidence": p.confidence} for p in parameters
        ],
    }


def _day(day: SpecialDay, lang: str) -> dict[str, Any]:
    return {
        "on": day.on.isoformat(),
        "name": BOOK.holidays.name(day, lang),
        "why": day.why,
        "reason": BOOK.holidays.reason(day, lang),
        "other": day.other.isoformat() if day.other else None,
        "counts": day.counts,
        "document": day.document,
        "point": day.point,
        "confidence": day.confidence,
        "note": BOOK.holidays.note(day, lang),
    }


def lines(year: Year, lang: str, say: Say) -> Iterator[str]:
    """Print a year month by month, each followed by its special days."""
    mark = label("confidence", year.confidence, "en" if lang == "en" else "vi")
    yield say(
        f"Lịch ngày làm việc năm {year.year} · {year.working_days} ngày làm việc · "
        f"{year.confidence}: {mark}",
        f"Working days of {year.year} · {year.working_days} working days · "
        f"{year.confidence}: {mark}",
    )
    yield say(
        "* ngày lễ, nghỉ bù   ~ nghỉ hoán đổi   + làm bù   ? dự kiến nghỉ"
        "   (ba dấu sau không tính vào thời hạn)",
        "* day off   ~ swapped day off   + Saturday worked   ? intended day off"
        "   (the last three do not count in limits)",
    )
    special = {day.on: day for day in year.days}
    for month in range(1, 13):
        yield from _month(year.year, month, special, lang, say)
    yield ""
    yield from (f"{name}: {BOOK.parameters[name].value}" for name in ASSUMPTIONS)


def _month(
    year: int, month: int, special: dict[date, SpecialDay], lang: str, say: Say
) -> Iterator[str]:
    yield ""
    yield say(f"Tháng {month}/{year}", f"{month:02}/{year}")
    yield say("  T2  T3  T4  T5  T6  T7  CN", "  Mo  Tu  We  Th  Fr  Sa  Su")
    for week in monthcalendar(year, month):
        row = (_cell(special.get(date(year, month, n)), n) if n else "    " for n in week)
        yield "".join(row).rstrip()
    for day in special.values():
        if day.on.month == month and day.why != "weekend":
            yield _sentence(day, lang)


def _cell(day: SpecialDay | None, number: int) -> str:
    mark = MARK.get(day.why, "*") if day else ""
    return f"{mark}{number}".rjust(4)


def _sentence(day: SpecialDay, lang: str) -> str:
    place = f" ({_cited(day)})" if day.document else ""
    name, reason = BOOK.holidays.name(day, lang), BOOK.holidays.reason(day, lang)
    return f"  {day.on:%d/%m} {name}: {reason}{place} [{day.confidence}]"


def _cited(day: SpecialDay) -> str:
    return f"{day.document}, {day.point}" if day.point else str(day.document)
