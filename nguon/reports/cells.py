"""One cell's value read as what its column holds, or the reason why it cannot be.

Nothing is guessed: what could mean two things is refused and says so. The only repair is a phone
number's leading zero, for every number of this country begins with one.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

from nguon.core.text import fold, tidy
from nguon.reports.columns import Column

FIRST_DAY = date(1900, 1, 1)
DAY_ZERO = date(1899, 12, 30)  # of Excel's serial numbers
SERIALS = range(10_000, 100_000)
EXACT = 2**53

DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})", re.ASCII)
IN_WORDS = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})", re.ASCII)
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?", re.ASCII)
MONTH = re.compile(r"\d{1,2}\s*[/.\-]\s*\d{4}|\d{4}-\d{1,2}", re.ASCII)
YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
SERIAL = re.compile(r"\d{5}(?:\.0+)?", re.ASCII)

INVISIBLE = (*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF)
UNSEEN = dict.fromkeys((*INVISIBLE, *range(9), *range(14, 32), 127))
# Anything but composed letters and signs parted by single spaces.
UNTIDY = re.compile(
    r"^\s|\s$|\s\s|[^\S ]|[\x00-\x1f\x7f\u0300-\u036f\u200b-\u200f\u2028-\u202e\u2060\ufeff]"
)
D_WITH_STROKE = str.maketrans("ÐƉðɖ", "ĐĐđđ")
VIETNAMESE = frozenset(
    unicodedata.normalize("NFC", letter + mark)
    for letter in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for mark in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
) | frozenset("đĐ")
NAME_SIGNS = frozenset(" '’-.")
# Two letters of the old VNI fonts for one; no Vietnamese word holds them.
VNI = re.compile("a[ùøûõêéèúâáàã]|e[ùøûõâáàã]|o[ùøûâ]|u[ùøû]", re.IGNORECASE)
MISSPELT = re.compile(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!)")

YES = frozenset({"da ket nap", "da vao dang", "roi", "co", "x", "da", "dang vien", "1"})
NO = frozenset({"chua", "chua ket nap", "khong", "0", "-"})
SEXES = {"nam": "male", "nu": "female"}


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a cell cannot be taken over; ``about`` fills the sentence."""

    code: str
    about: Mapping[str, str] | None = None


def text_of(value: Any) -> str:
    """Return a cell as the clerk sees it, always text: days as dd/mm/yyyy, whole numbers whole."""
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}" if value.time() != value.min.time() else _day_text(value)
    if isinstance(value, date):
        return _day_text(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        return str(int(value))
    return str(value)


def read_column(column: Column, values: Sequence[Any], today: date) -> list[Any]:
    """Read all cells of one column.

    Shape: ``None`` for an empty cell, ``Unreadable`` for one that cannot be taken over.
    """
    reader = READERS[column.kind](column, today)
    known: dict[Any, Any] = {"": None}
    read = []
    for value in values:
        key = value if type(value) is not bool else text_of(value)
        if key not in known:
            known[key] = reader(key)
        read.append(known[key])
    return read


# --- kinds ------------------------------------------------------------------------------------


def text(column: Column, value: Any) -> Any:
    """Composed letters, single spaces, nothing invisible."""
    words = _clean(text_of(value))
    if MISSPELT.fullmatch(words):
        return Unreadable("formula_error")
    if len(words) > column.longest:
        return Unreadable("too_long", {"longest": str(column.longest)})
    return words or None


def name(column: Column, value: Any) -> Any:
    """A person's name in composed letters of the Vietnamese alphabet."""
    found = text(column, value)
    if not isinstance(found, str):
        return found
    found = found.translate(D_WITH_STROKE)
    if any(sign.isdecimal() for sign in found):
        return Unreadable("digit_in_name")
    strange = [sign for sign in found if not (sign in NAME_SIGNS or _is_letter(sign))]
    if strange or VNI.search(found):
        return _not_a_name(strange)
    if any(a.islower() and b.isupper() for a, b in pairwise(found)):
        return Unreadable("capital_inside")
    return found if sum(map(str.isalpha, found)) > 1 else Unreadable("not_a_name")


def day(today: date, value: Any) -> Any:
    """A day between 1900 and today, as ISO text."""
    found = _day(value)
    if not isinstance(found, date):
        return found
    if found < FIRST_DAY:
        return Unreadable("before_1900")
    if found > today:
        return Unreadable("in_future", {"today": _day_text(today)})
    return found.isoformat()


def id_number(value: Any) -> Any:
    """An ID number of 12 digits, or 9 of the old card."""
    written = _clean(text_of(value))
    digits = re.sub(r"[\s.\-]", "", written)
    if not digits:
        return None
    if not digits.isascii() or not digits.isdecimal():
        return Unreadable("bad_id")
    if len(digits) in (8, 10, 11):
        return Unreadable("lost_zero", {"digits": str(len(digits)), "full": _full(len(digits))})
    return digits if len(digits) in (9, 12) else Unreadable("bad_id")


def card(value: Any) -> Any:
    """The number of a Party card as it is printed: digits with their leading zeros."""
    digits = re.sub(r"[\s.\-]", "", _clean(text_of(value)))
    if not digits:
        return None
    return digits if re.fullmatch(r"\d{1,12}", digits, re.ASCII) else Unreadable("bad_card")


def phone(value: Any) -> Any:
    """A phone number as it is dialled in the country."""
    digits = re.sub(r"[\s.\-()]", "", _clean(text_of(value)))
    if not digits:
        return None
    digits = re.sub(r"^(?:\+|00)?84(?=\d{9}$)", "0", digits)
    if re.fullmatch(r"[2-9]\d{8}", digits, re.ASCII):
        digits = f"0{digits}"
    return digits if re.fullmatch(r"0\d{9,10}", digits, re.ASCII) else Unreadable("bad_phone")


def sex(value: Any) -> Any:
    return (
        SEXES.get(fold(text_of(value)), Unreadable("bad_sex")) if _clean(text_of(value)) else None
    )


def admitted(value: Any) -> Any:
    """``yes`` or ``no``: whether the list says that the person has been admitted."""
    words = fold(text_of(value))
    if not words:
        return None
    return "yes" if words in YES else "no" if words in NO else Unreadable("bad_admitted")


READERS: Mapping[str, Callable[[Column, date], Callable[[Any], Any]]] = {
    "text": lambda column, today: partial(text, column),
    "cell": lambda column, today: partial(text, column),
    "name": lambda column, today: partial(name, column),
    "day": lambda column, today: partial(day, today),
    "id": lambda column, today: id_number,
    "card": lambda column, today: card,
    "phone": lambda column, today: phone,
    "sex": lambda column, today: sex,
    "admitted": lambda column, today: admitted,
    "none": lambda column, today: lambda value: None,
}


# --- pieces -----------------------------------------------------------------------------------


def _clean(words: str) -> str:
    if UNTIDY.search(words) or not unicodedata.is_normalized("NFC", words):
        return tidy(words.translate(UNSEEN))
    return words


def _is_letter(sign: str) -> bool:
    return sign in VIETNAMESE or (sign.isascii() and sign.isalpha())


def _not_a_name(strange: Sequence[str]) -> Unreadable:
    latin_1 = not strange or any("\u00a0" < sign < "\u0180" for sign in strange)
    return Unreadable(
        "legacy_letters" if latin_1 else "strange_sign", {"sign": "".join(strange[:1])}
    )


def _day(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float | int):
        return day_of_text(text_of(value))
    if isinstance(value, str):
        return day_of_text(_clean(unicodedata.normalize("NFKC", value)))
    return Unreadable("not_a_day")


def day_of_text(words: str) -> Any:
    """A day as people write it: nothing for an empty cell, ``Unreadable`` for what is none."""
    if not words:
        return None
    if found := ISO.fullmatch(words):
        return _real(int(found[3]), int(found[2]), int(found[1]))
    if found := DAY_FIRST.fullmatch(words) or IN_WORDS.fullmatch(fold(words)):
        if len(found[3]) == 2:
            return Unreadable("two_digit_year")
        return _real(int(found[1]), int(found[2]), int(found[3]))
    if SERIAL.fullmatch(words) and (number := int(float(words))) in SERIALS:
        return DAY_ZERO + timedelta(days=number)
    if YEAR.fullmatch(words):
        return Unreadable("year_only")
    return Unreadable("month_only" if MONTH.fullmatch(words) else "not_a_day")


def _real(number: int, month: int, year: int) -> Any:
    try:
        return date(year, month, number)
    except ValueError:
        return Unreadable("no_such_day")


def _full(digits: int) -> str:
    return "9" if digits == 8 else "12"


def _day_text(value: date) -> str:
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"
