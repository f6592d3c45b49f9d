"""The arithmetic of a verdict, one line at a time: what was counted, put into words when shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final

from nguon.rulebook.law.book import Rulebook
from nguon.rulebook.law.days import ONE_DAY
from nguon.rulebook.law.holidays import SpecialDay
from nguon.rulebook.law.vocabulary import Language
from nguon.rulebook.sentences import PLACE, label

# Each line in both languages; $names stand for values.
LINES: Final[Mapping[str, tuple[str, str]]] = {
    "plus_months": (
        "$what $start + $span = $end",
        "$what $start + $span = $end",
    ),
    "plus_working_days": (
        "$what $start + $days ngày làm việc = $end",
        "$what $start + $days working days = $end",
    ),
    "extended": (
        "Được kéo dài thêm $more ngày làm việc: $start + $total = $end",
        "With the extension of $more working days: $start + $total = $end",
    ),
    "may_be_extended": (
        "Nếu được kéo dài thêm $more ngày làm việc: $start + $total = $end",
        "If extended by $more working days: $start + $total = $end",
    ),
    "skipped": (
        "Bỏ qua thứ bảy, chủ nhật và $count ngày nghỉ: $skipped",
        "Left out: Saturdays, Sundays and $count days off: $skipped",
    ),
    "nothing_skipped": (
        "Bỏ qua thứ bảy, chủ nhật; không có ngày nghỉ nào khác",
        "Left out: Saturdays and Sundays; no other day off",
    ),
    "first_working_day": (
        "Ngày thứ nhất là ngày làm việc liền sau: $first",
        "Day 1 is the working day that follows: $first",
    ),
    "no_calendar": (
        "Lịch chưa có năm $year: năm ấy chỉ bỏ thứ bảy, chủ nhật",
        "The calendar holds no year $year yet: only Saturdays and Sundays are left out there",
    ),
    "done_late": ("$act ngày $done, sau $end: chậm", "$act on $done, after $end: late"),
    "done_in_time": (
        "$act ngày $done, không sau $end: đúng hạn",
        "$act on $done, not after $end: in time",
    ),
    "still_to_come": (
        "Ngày xét $today chưa qua $end: còn hạn",
        "The day of testing $today is not after $end: still in time",
    ),
    "passed_without": (
        "Ngày xét $today đã qua $end mà chưa làm: chậm",
        "The day of testing $today is after $end and it is not done: late",
    ),
    "full_members": (
        (
            "$full_members đảng viên chính thức − $exempt_absent được miễn − "
            "$temporarily_elsewhere_absent ở nơi khác − $suspended bị đình chỉ = $counted"
        ),
        (
            "$full_members full members − $exempt_absent exempt − "
            "$temporarily_elsewhere_absent elsewhere − $suspended suspended = $counted"
        ),
    ),
    "committee_members": ("Tổng số uỷ viên: $counted", "Members of the body: $counted"),
    "two_thirds": (
        "2/3 của $counted: cần ít nhất $needed, vì 3 × $needed ≥ 2 × $counted",
        "2/3 of $counted: at least $needed, since 3 × $needed ≥ 2 × $counted",
    ),
    "more_than_half": (
        "Trên một nửa của $counted: cần ít nhất $needed, vì 2 × $needed > $counted",
        "More than half of $counted: at least $needed, since 2 × $needed > $counted",
    ),
    "passed": ("Tán thành $yes ≥ $needed: đạt", "In favour $yes ≥ $needed: passed"),
    "lost": ("Tán thành $yes < $needed: không đạt", "In favour $yes < $needed: not passed"),
    "by_month": (
        "Tính theo tháng: được xét từ $on, dù chưa tới ngày sinh",
        "Counted by month: from $on, though the birthday has not come",
    ),
    "over_since": ("Coi là quá tuổi từ $on", "Counts as over the age from $on"),
    "too_few": ("Có $found, cần $needed: thiếu", "There are $found, needed $needed: too few"),
    "schooling": (
        "Đã có: $schooling. Mức thấp nhất được xét: $least",
        "Reached: $schooling. The lowest standard open: $least",
    ),
    "months_together": (
        "Cùng nhau $months tháng < $needed tháng",
        "Together for $months months < $needed months",
    ),
    "before": ("$act ngày $done, trước $on", "$act on $done, before $on"),
    "after": ("$act ngày $done, sau $on", "$act on $done, after $on"),
    "on_the_day": ("$act ngày $done, đúng ngày cuối", "$act on $done, the very last day"),
    "tested_after": (
        "Ngày xét $today, sau $on",
        "The day of testing $today, after $on",
    ),
    "days_left": (
        "Ngày xét $today: còn $days ngày đến $on",
        "The day of testing $today: $days days left until $on",
    ),
    "lacking": ("Chưa có trước đó: $lacking", "Not there before it: $lacking"),
    "to_do_anew": ("Phải làm lại: $redo", "To be done anew: $redo"),
    "bodies": ("Trước: $before. Nay: $now, từ $on", "Before: $before. Now: $now, since $on"),
    "not_there": ("Chưa ghi: $what", "Not recorded: $what"),
    "turns_on": ("Ngày quyết định: $on", "The day it turns on: $on"),
    "earliest": ("Sớm nhất: $on", "At the earliest: $on"),
    "if_done_now": (
        "Nếu làm bước “$act” vào ngày $start",
        "If the step “$act” is on $start",
    ),
    "same_day": ("$what: $end", "$what: $end"),
}

# What a span starts from, where it is no act of the procedure.
STARTS: Final[Mapping[str, tuple[str, str]]] = {
    "born": ("Ngày sinh", "Date of birth"),
    "child": ("Ngày sinh con", "Birth of the child"),
    "probation_end": ("Hết thời kỳ dự bị", "End of probation"),
    "authority_changed": ("Ngày đổi cấp quyết định", "Change of the deciding body"),
}
GROUPS: Final = {
    "schooling": "schooling",
    "least": "schooling",
    "before": "actor",
    "now": "actor",
    "act": "act",
    "lacking": "act",
    "redo": "act",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of reckoning. ``sensitive``: it tells a sensitive fact, so lists conceal it."""

    line: str
    values: Mapping[str, Any]
    sensitive: bool = False


def reason(line: str, /, *, sensitive: bool = False, **values: Any) -> Reason:
    """Make a line of reckoning."""
    return Reason(line, values, sensitive)


def sentence(one: Reason, lang: Language, book: Rulebook) -> str:
    """Put a line into words; plain substitution, nothing is evaluated."""
    words = PLACE.split(LINES[one.line][lang == "en"])
    for place in range(1, len(words), 2):
        words[place] = _in_words(words[place], one.values[words[place]], lang, book)
    return "".join(words)


def _in_words(name: str, value: Any, lang: Language, book: Rulebook) -> str:
    if name == "skipped":
        return ", ".join(_stretches(value, lang, book))
    if name == "what":
        return STARTS[value][lang == "en"] if value in STARTS else label("act", value, lang, book)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if name == "span":
        return _span(value, lang)
    if name in GROUPS:
        codes = value if isinstance(value, tuple) else (value,)
        return ", ".join(label(GROUPS[name], code, lang, book) for code in codes)
    return str(value)


def _span(months: int, lang: Language) -> str:
    """Say so many months, in years beside it where they are whole."""
    years = months // 12 if months > 12 and months % 12 == 0 else 0
    if lang == "en":
        return f"{months} months" + (f" ({years} years)" if years else "")
    return f"{months} tháng" + (f" ({years} năm)" if years else "")


def _stretches(days: Iterable[SpecialDay], lang: Language, book: Rulebook) -> Iterable[str]:
    """Name days off in a row as one: 23/01–24/01/2020 (Tết)."""
    for name, same in groupby(days, key=lambda day: book.holidays.name(day, lang)):
        for first, last in _rows([day.on for day in same]):
            until = f"–{last:%d/%m/%Y}" if last > first else f"/{first:%Y}"
            yield f"{first:%d/%m}{until} ({name})"


def _rows(days: list[date]) -> Iterable[tuple[date, date]]:
    first = last = days[0]
    for day in days[1:]:
        if day - last > ONE_DAY:
            yield first, last
            first = day
        last = day
    yield first, last


def plain(value: Any) -> Any:
    """Give a value as JSON holds it: days as ISO text, days off as their days."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, SpecialDay):
        return value.on.isoformat()
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return value
