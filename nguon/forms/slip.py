"""What a slip of transfer may say, by name: the letter, the member, the places of its day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from nguon.forms.sheet import Source, Value
from nguon.forms.values import (
    FILE,
    OF_THE_PERSON,
    OF_THE_PLACE,
    SEALED,
    of_person,
    of_place,
)
from nguon.membership.codes import Standing
from nguon.membership.models import Departure, Letter
from nguon.organizations import queries as tree
from nguon.organizations.models import Version
from nguon.people.models import Membership, Person

OF_THE_LETTER = {
    "number": gettext_lazy("Số giấy giới thiệu"),
    "on": gettext_lazy("Ngày giấy giới thiệu"),
    "to": gettext_lazy("Nơi giới thiệu đến"),
    "way": gettext_lazy("Hình thức chuyển sinh hoạt"),
    "until": gettext_lazy("Sinh hoạt tạm thời đến ngày"),
    "papers": gettext_lazy("Giấy tờ kèm theo"),
    "standing": gettext_lazy("Là đảng viên chính thức hay dự bị"),
}
OF_THE_MEMBER = {
    "joined_on": gettext_lazy("Ngày vào Đảng"),
    "full_from": gettext_lazy("Ngày chính thức"),
}
NAMES: Mapping[str, Mapping[str, Any]] = {
    "letter": OF_THE_LETTER,
    "member": OF_THE_MEMBER,
    "person": {name: said for name, said in OF_THE_PERSON.items() if name not in SEALED},
    "place": OF_THE_PLACE,
}
OF_A_LETTER = "letter"


@dataclass(frozen=True, slots=True)
class SlipRegister:
    """One letter opened for its slip; implements ``sheet.Register``.

    ``person`` is nothing once the file has left: then the name is that of the letter.
    """

    letter: Departure
    person: Person | None
    membership: Membership | None
    above: tuple[Version, ...]
    itself: Version | None
    assessment: None = None

    def value(self, name: str) -> Value | None:
        kind, _dot, field = name.partition(".")
        if kind == "place":
            return of_place(self, field)
        if kind == "person":
            return self._of_person(field)
        return _said(_LETTER[field](self.letter)) if kind == "letter" else self._of_member(field)

    def each(self, name: str) -> Sequence[Mapping[str, Value]]:
        """A slip has no list of the register."""
        return []

    def _of_person(self, field: str) -> Value | None:
        if field == "full_name":
            return _said(self.letter.name)
        if field == "card_number":
            return _of_file(self.membership and self.membership.card_number, field)
        return of_person(self.person, field) if self.person else None

    def _of_member(self, field: str) -> Value | None:
        return _of_file(getattr(self.membership, field, None), field)


def is_issued(letter: Letter) -> bool:
    """Whether a letter goes out as a slip: those of members do, of people being considered not."""
    return letter.standing != Standing.CANDIDATE


def known(name: str) -> bool:
    """Whether the layout of a slip may ask for this."""
    kind, _dot, field = name.partition(".")
    return field in NAMES.get(kind, {})


def label(name: str) -> str:
    """Name a value for the list of what is missing."""
    kind, _dot, field = name.partition(".")
    return str(NAMES[kind][field])


def opened(
    letter: Departure, *, person: Person | None, membership: Membership | None
) -> SlipRegister:
    """Return a letter as its slip reads it, with the tree of the day it was written."""
    place, day = letter.organization, letter.sent_on
    above, itself = tuple(tree.line(place, on=day)), tree.version_on(place, day)
    return SlipRegister(letter, person, membership, above, itself)


def _said(found: Any) -> Value | None:
    return Value(found, Source(OF_A_LETTER)) if found else None


def _of_file(found: Any, field: str) -> Value | None:
    return Value(found, Source(FILE, field)) if found else None


_LETTER: Mapping[str, Any] = {
    "number": lambda letter: letter.number,
    "on": lambda letter: letter.sent_on,
    "to": lambda letter: letter.to_name,
    "way": lambda letter: str(letter.get_way_display()),
    "until": lambda letter: letter.until,
    "papers": lambda letter: letter.papers,
    "standing": lambda letter: str(letter.get_standing_display()),
}
