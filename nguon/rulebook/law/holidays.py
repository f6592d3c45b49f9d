"""The calendar as it is published: every day that is not worked, and why.

Limits ask ``days.Calendar``, which is built from the days that count here; swapped and announced
days are shown and do not count (parameter ``working_day.calendar``).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal

from nguon.rulebook.law.days import ONE_DAY, Calendar
from nguon.rulebook.law.files import Said

Why = Literal["weekend", "statutory", "substitute", "swapped_off", "swapped_work", "announced"]
COUNTS: Final = frozenset({"weekend", "statutory", "substitute"})
SATURDAY: Final = 5
KEYS: Final = frozenset({"confidence", "note", "days", "swaps", "announced"})


class BadHolidays(ValueError):
    """An entry of the data is unsound."""

    def __init__(self, entry: object, reason: Said) -> None:
        super().__init__(f"{entry}: {reason.vi} / {reason.en}")
        self.entry, self.reason = entry, reason


class NoSuchYear(LookupError):
    """The calendar holds no such year; ``held`` names the ones that it holds."""

    def __init__(self, year: int, held: tuple[int, ...]) -> None:
        super().__init__(f"{year}: {held[0]}–{held[-1]}")
        self.year, self.held = year, held


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """One day that is no ordinary working day, or a Saturday that is worked.

    ``other`` is the day whose place it takes or with which it is swapped; ``name`` and ``note``
    are keys of the data, put into words by ``words``.
    """

    on: date
    name: str
    why: Why
    other: date | None = None
    document: str | None = None
    point: str | None = None
    confidence: str = "U"
    note: str | None = None

    @property
    def counts(self) -> bool:
        """Whether limits leave this day out."""
        return self.why in COUNTS


@dataclass(frozen=True, slots=True)
class Year:
    """One year of the calendar: what is special in it, and how many days are worked."""

    year: int
    confidence: str
    days: tuple[SpecialDay, ...]
    working_days: int


class Holidays:
    """All years held. Made by ``read``; never changes."""

    def __init__(self, data: Mapping[Any, Any]) -> None:
        self._names: Mapping[str, Mapping[str, str]] = data["names"]
        self._reasons: Mapping[str, Mapping[str, str]] = data["reasons"]
        self._notes: Mapping[str, Mapping[str, str]] = data["notes"]
        self._laws: list[Mapping[str, Any]] = data["laws"]
        self._weekend: Mapping[str, Any] = data["weekend"]
        self._years = {year: entry for year, entry in data.items() if isinstance(year, int)}
        self._special = {day.on: day for year in self._years for day in self._of(year)}
        self.calendar = Calendar(on for on, day in self._special.items() if _is_counted(day))

    @property
    def years(self) -> tuple[int, ...]:
        """The years held, first to last."""
        return tuple(sorted(self._years))

    def year(self, year: int) -> Year:
        """Give a year day by day: everything that is not worked, and swapped days.

        Raises: NoSuchYear, naming the years held.
        """
        if year not in self._years:
            raise NoSuchYear(year, self.years)
        day, found, worked = date(year, 1, 1), [], 0
        while day.year == year:
            special = self.on(day)
            if special:
                found.append(special)
            worked += self.calendar.is_working_day(day)
            day += ONE_DAY
        return Year(year, self._years[year]["confidence"], tuple(found), worked)

    def on(self, day: date) -> SpecialDay | None:
        """Say what is special about a day; None for an ordinary working day."""
        special = self._special.get(day)
        if special is None and day.weekday() >= SATURDAY:
            return SpecialDay(day, "weekend", "weekend", **self._weekend)
        return special

    def left_out(self, since: date, until: date) -> tuple[SpecialDay, ...]:
        """List the days off, weekends apart, that counting from one day to another leaves out.

        Shape: later than ``since``, up to and with ``until``.
        """
        days = (since + timedelta(n) for n in range(1, (until - since).days + 1))
        found = (self._special.get(day) for day in days)
        return tuple(day for day in found if day and _is_counted(day))

    def name(self, day: SpecialDay, lang: str) -> str:
        """Name a special day."""
        return self._names[day.name][lang]

    def reason(self, day: SpecialDay, lang: str) -> str:
        """Say why a day is special, with the day whose place it takes or with which it swaps."""
        at_weekend = day.why == "statutory" and day.other is not None
        text = self._reasons["weekend_statutory" if at_weekend else day.why][lang]
        return text.replace("$other", f"{day.other:%d/%m/%Y}" if day.other else "")

    def note(self, day: SpecialDay, lang: str) -> str | None:
        """Say what else is to be known of a special day."""
        return self._notes[day.note][lang] if day.note else None

    # --- reading

    def _of(self, year: int) -> Iterator[SpecialDay]:
        entry = self._years[year]
        odd = sorted(map(str, entry.keys() - KEYS)) if isinstance(entry, dict) else ["–"]
        _need(year, not odd, Said(f"có khoá không dùng {odd}", f"has unknown keys {odd}"))
        _need(
            year,
            {"confidence", "days"} <= entry.keys(),
            Said("thiếu confidence hoặc days", "lacks confidence or days"),
        )
        for on, value in entry["days"].items():
            _need(
                on,
                isinstance(on, date) and on.year == year,
                Said(f"không phải ngày của năm {year}", f"is no day of {year}"),
            )
            yield from self._day_off(on, value, entry)
        for swap in entry.get("swaps", ()):
            yield from self._swap(year, swap)
        for on, intended in entry.get("announced", {}).items():
            _need(
                on,
                on.year == year,
                Said(f"không phải ngày của năm {year}", f"is no day of {year}"),
            )
            yield self._sound(SpecialDay(on, why="announced", **intended))

    def _day_off(self, on: date, value: Any, entry: Mapping[str, Any]) -> Iterator[SpecialDay]:
        """Yield a day off, and the statutory day at the weekend whose place it takes."""
        name, other = (value, None) if isinstance(value, str) else (value["name"], value["for"])
        law = next((law for law in self._laws if _holds(law["valid"], on)), None)
        if law is None:
            raise BadHolidays(
                on, Said("không thuộc luật nào của tệp", "lies under no law of the file")
            )
        _need(on, on.weekday() < SATURDAY, Said("rơi vào cuối tuần", "falls on a weekend"))
        about: dict[str, Any] = {
            "document": law["document"],
            "confidence": entry["confidence"],
            "note": entry.get("note"),
        }
        if other is None:
            yield self._sound(SpecialDay(on, name, "statutory", point=law["statutory"], **about))
            return
        _need(
            on,
            other.weekday() >= SATURDAY,
            Said(
                f"thay cho {other}, không phải cuối tuần",
                f"takes the place of {other}, no weekend",
            ),
        )
        yield self._sound(
            SpecialDay(on, name, "substitute", other, point=law["substitute"], **about)
        )
        yield SpecialDay(other, name, "statutory", on, point=law["statutory"], **about)

    def _swap(self, year: int, swap: Mapping[str, Any]) -> Iterator[SpecialDay]:
        """Yield both sides of a swap; the Saturday may lie in a neighbouring year."""
        off, work = swap["free"], swap["worked"]
        sound = off.year == year and off.weekday() < SATURDAY and work.weekday() == SATURDAY
        _need(
            off,
            sound,
            Said(
                f"không phải ngày trong tuần của {year} đổi với một thứ bảy",
                f"is no weekday of {year} swapped with a Saturday",
            ),
        )
        about = {key: swap[key] for key in ("document", "confidence", "note")}
        yield self._sound(SpecialDay(off, "swap", "swapped_off", work, **about))
        yield SpecialDay(work, "swap", "swapped_work", off, **about)

    def _sound(self, day: SpecialDay) -> SpecialDay:
        _need(
            day.on,
            day.name in self._names,
            Said(f"chưa có tên {day.name}", f"has no name {day.name}"),
        )
        _need(
            day.on,
            day.note is None or day.note in self._notes,
            Said(f"chưa có ghi chú {day.note}", f"has no note {day.note}"),
        )
        return day


def _is_counted(day: SpecialDay) -> bool:
    """Tell whether it makes a working day of the week a day off."""
    return day.counts and day.on.weekday() < SATURDAY


def _holds(valid: list[date | None], on: date) -> bool:
    since, until = valid
    return (since is None or since <= on) and (until is None or on < until)


def _need(entry: object, condition: bool, reason: Said) -> None:
    if not condition:
        raise BadHolidays(entry, reason)
