"""Which days a table is for: a year, half of one, or a quarter (which nobody hands in)."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from nguon.planning.reading import Period
from nguon.rulebook import plus_months

NAMED = re.compile(r"((?:19|20|21)\d\d)(?:-([hq])([1-4]))?")
MONTHS = {"": 12, "h": 6, "q": 3}
KINDS = {"": "year", "h": "half", "q": "quarter"}


class NoSuchPeriod(ValueError):
    """No period bears this name; the message says how one is written."""

    def __init__(self, text: str) -> None:
        told = _("“%s” không phải một kỳ: viết 2019, 2019-H1 hoặc 2024-Q1.")
        super().__init__(told % text)


@dataclass(frozen=True, slots=True)
class Named:
    """One period under its name, ``2019``, ``2019-H1`` or ``2024-Q1``."""

    name: str
    kind: str
    period: Period

    @property
    def before(self) -> "Named":
        """The same days a year earlier."""
        year, rest = int(self.name[:4]), self.name[4:]
        return named(f"{year - 1}{rest}")

    @property
    def words(self) -> str:
        year, number = self.name[:4], self.name[-1:]
        told = {
            "year": _("năm %(year)s"),
            "half": _("6 tháng đầu năm %(year)s")
            if number == "1"
            else _("6 tháng cuối năm %(year)s"),
            "quarter": _("quý %(number)s năm %(year)s"),
        }
        return told[self.kind] % {"year": year, "number": number}


def named(text: str) -> Named:
    """Return the period that a name means, however it is typed.

    Raises: NoSuchPeriod.
    """
    said = NAMED.fullmatch(text.strip().lower())
    if said is None or (said[2] == "h" and int(said[3]) > 2):
        raise NoSuchPeriod(text)
    sort, number = said[2] or "", int(said[3] or 1)
    begins = date(int(said[1]), MONTHS[sort] * (number - 1) + 1, 1)
    name = said[1] + (f"-{sort.upper()}{number}" if sort else "")
    return Named(name, KINDS[sort], Period(begins, plus_months(begins, MONTHS[sort])))
