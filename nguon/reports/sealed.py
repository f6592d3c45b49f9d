"""Lists that a regulation says must carry ethnicity and religion: locked, and on record.

Nothing else here opens those two for many people. Whoever takes such a list names to whom it
goes, what for and until when it is kept; everybody whose values were opened has a line in the
trail, which that person may see.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.core import audit
from nguon.core.actor import Actor
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.people import vault
from nguon.people.models import Person
from nguon.reports import clerk, lists, national, parcel
from nguon.reports.books import reading, sheet
from nguon.reports.books.catalogue import SENSITIVE, THE_LIST
from nguon.reports.books.found import Row

LONGEST_KEPT = timedelta(days=90)
SHORTEST_PASSPHRASE = 15
Opened = Mapping[int, Mapping[str, Any]]


class What(models.TextChoices):
    """The lists that may carry the two."""

    THE_LIST = "7-hsdv", gettext_lazy("Sổ danh sách đảng viên 7-HSĐV, đủ cột 3")
    NATIONAL = "quoc-gia", gettext_lazy("Tệp nhập dữ liệu đảng viên, 29 cột")
    NATIONAL_33 = "quoc-gia-33", gettext_lazy("Tệp nhập dữ liệu đảng viên, 33 cột")
    CLERK = "van-phong", gettext_lazy("Danh sách đối tượng Đảng của văn phòng, 33 cột")


class Why(models.TextChoices):
    """What such a list is needed for."""

    BOOK = "statutory_book", gettext_lazy("In sổ theo mẫu của Trung ương")
    NATIONAL = "national_system", gettext_lazy("Nhập vào cơ sở dữ liệu đảng viên")
    MOVE = "own_register", gettext_lazy("Chuyển sang một bản cài đặt khác của cấp uỷ này")


class CannotHandOver(ValueError):
    """What was said about the hand-over is not enough; ``field`` names why. Nothing was opened."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


@dataclass(frozen=True, slots=True)
class Handing:
    """To whom a list goes, what for, until when it is kept there, and what locks it."""

    to: Organization
    why: str
    delete_on: date
    passphrase: str

    def check(self, today: date) -> None:
        """Pass, or say what is wrong.

        Raises: CannotHandOver.
        """
        if not today < self.delete_on <= today + LONGEST_KEPT:
            why = _("Ngày xoá tệp phải sau hôm nay và trong vòng %d ngày.") % LONGEST_KEPT.days
            raise CannotHandOver("delete_on", why)
        if len(self.passphrase) < SHORTEST_PASSPHRASE:
            why = _("Mật khẩu của tệp cần ít nhất %d ký tự.") % SHORTEST_PASSPHRASE
            raise CannotHandOver("passphrase", why)


@transaction.atomic
def hand_over(what: str, place: Organization, handing: Handing, *, on: date, by: Actor) -> bytes:
    """Return a list with its sensitive columns in an archive that opens with the passphrase.

    Reading: of people who did not agree and are in no member's file the two stay empty. The trail
             has a line for each person opened and one for the place: which list, to whom, what
             for, until when.
    Raises:  NotAllowed, CannotHandOver. Nothing is opened or noted when it raises.
    """
    by.require("people.export", at=place)
    by.require("people.open", at=place)
    handing.check(by.today)
    content, rows = WRITERS[What(what)](place, on, by, handing.why)
    audit.record(
        "reports.sealed_export",
        place,
        by=by,
        list=what,
        rows=rows,
        to=handing.to.pk,
        why=handing.why,
        delete_on=f"{handing.delete_on}",
    )
    return parcel.wrapped(content, f"{what}-{on}.xlsx", passphrase=handing.passphrase)


# --- what is inside -----------------------------------------------------------------------------


def _opened(people: list[Person], by: Actor, why: str) -> Opened:
    return vault.open_for_list(people, SENSITIVE, by=by, why=why)


def _the_list(place: Organization, on: date, by: Actor, why: str) -> tuple[bytes, int]:
    rows = list(reading.rows(THE_LIST, place, on=on, by=by))
    opened = _opened(_people([row["person"] for row in rows]), by, why)
    filled = ({**row, "gender": _third(row, opened)} for row in rows)
    out = BytesIO()
    name = tree.name_on(place, on)
    written = sheet.write(THE_LIST, filled, into=out, place=name, on=on, how=lists.IN_MEMORY)
    return out.getvalue(), written


def _third(row: Row, opened: Opened) -> str:
    """Column 3 as it is printed: sex, ethnicity, religion, each on a line of its own."""
    person = row["person"]
    own = opened.get(person.pk, {}) if person else {}
    told = (row.get("gender"), *(own.get(field) for field in SENSITIVE))
    return "\n".join(str(said or "–") for said in told)


def _national(spelling: str) -> "Writer":
    def write(place: Organization, on: date, by: Actor, why: str) -> tuple[bytes, int]:
        found = list(national.members(place, on=on, by=by))
        opened = _opened(_people([stay.person for stay in found]), by, why)
        rows = [
            national.row(
                stay,
                number,
                opened.get(stay.person.pk, {}) if stay.person else {},
                spelling=spelling,
            )
            for number, stay in enumerate(found, start=1)
        ]
        heading = [each.heading for each in national.SPELLINGS[spelling]]
        return lists.workbook(national.SHEET, heading, rows), len(rows)

    return write


def _clerk(place: Organization, on: date, by: Actor, why: str) -> tuple[bytes, int]:
    found = list(clerk.lines(place, on=on, by=by))
    opened = _opened([person for person, _line in found], by, why)
    rows = [
        {**line, "ethnicity": opened.get(person.pk, {}).get("ethnicity", "")}
        for person, line in found
    ]
    return clerk.workbook(rows, on=on), len(rows)


def _people(found: list[Person | None]) -> list[Person]:
    """Each once: somebody who came back stands in the list twice."""
    return list({person.pk: person for person in found if person is not None}.values())


Writer = Callable[[Organization, date, Actor, str], tuple[bytes, int]]
WRITERS: Mapping[What, Writer] = {
    What.THE_LIST: _the_list,
    What.NATIONAL: _national("29"),
    What.NATIONAL_33: _national("33"),
    What.CLERK: _clerk,
}
