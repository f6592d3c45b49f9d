"""The clerk's workbook, out again: five sheets, the list of 33 columns first.

What the import takes apart into persons, consents and acts is put together here as it was. The
columns after the 33 are those that the import needs to know the same people again; of a row whose
file rests on a member's document, the office names that document when it imports.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from nguon.core.actor import Actor
from nguon.core.text import fold
from nguon.development.models import Case, CaseEvent
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.people.models import Basis, Consent, Membership, Person, Purpose
from nguon.reports import exports, lists
from nguon.reports.acts import CLASS_NOTE
from nguon.reports.columns import BY_KEY, COLUMNS

PORTION = 500
MAIN = "Danh sách đối tượng Đảng"
THE_33 = tuple(column.key for column in COLUMNS if column.number)
BESIDE = ("id_number", "address", "consent_document", "consent_on")
YEAR = (
    "ordinal", "office_code", "full_name", "born_on", "ethnicity", "native_place", "position",
    "class_name", "listing_document", "listed_on", "helper", "helper_on", "class_period",
    "certificate_on", "certificate_document", "list_code",
)  # fmt: skip
PHONE = "Số điện thoại"  # as the sheets of a year call it
ADMITTED, NOT_YET = "Đã kết nạp", "Chưa kết nạp"
GENDERS = {"female": "Nữ", "male": "Nam"}
CEREMONY, DECISION, LISTED, HELPED, COURSE, MOVED = (
    "admission_ceremony", "admission_decision", "candidate_listed", "helper_assigned",
    "awareness_course", "moved",
)  # fmt: skip
KINDS = (CEREMONY, DECISION, LISTED, HELPED, COURSE, MOVED)
WORK = re.compile(r"(?:(?P<position>.*?)(?:, |^))?lớp (?P<class_name>[^,]*)")
DECIDED = re.compile(r"Quyết định kết nạp ngày (\d\d)/(\d\d)/(\d{4}), ghi theo danh sách\.")
NOTE = re.compile(
    "".join(
        rf"(?:(?:^|; ){re.escape(form.removesuffix('{}'))}(?P<{key}>.+?)(?=; |$))?"
        for key, form in CLASS_NOTE
    )
    + "$"
)
Line = Mapping[str, Any]


def lines(place: Organization, *, on: date, by: Actor) -> Iterator[tuple[Person, Line]]:
    """Tell everybody under a place with a case, as the list has them, by the end of a day.

    Shape:  key of the column -> text or day; nothing sensitive. In Vietnamese order by given
            name; seven statements a portion of people.
    Raises: NotAllowed.
    """
    by.require("membership.view", at=place)
    below = tree.subtree(place, on=by.today)
    seen = Case.objects.visible_to(by).filter(organization__in=below, opened_on__lte=on)
    ordered = seen.select_related("person").order_by("person__sort_key", "person", "-pk")
    latest = {case.person_id: case for case in reversed(ordered)}
    cases = sorted(latest.values(), key=lambda case: (case.person.sort_key, case.pk))
    called = {row.organization_id: row.name for row in tree.versions_on(
        {case.organization_id for case in cases}, by.today).values()}  # fmt: skip
    for start in range(0, len(cases), PORTION):
        portion = cases[start : start + PORTION]
        acts = _acts(portion, on, by)
        behind = _Behind([case.person_id for case in portion], on, by)
        for case in portion:
            told = _told(acts.get(case.pk, []))
            yield (
                case.person,
                {
                    **_of(case.person, called.get(case.organization_id, "")),
                    **told,
                    **behind.of(case.person_id, told),
                },
            )


def workbook(found: Sequence[Line], *, on: date) -> bytes:
    """Make the five sheets: everybody, and those listed in the last three years.

    Shape: days are Excel's days, numbers are text with their zeros.
    """
    out = BytesIO()
    book, styles = lists.opened(out, lists.IN_MEMORY)
    _sheet(book, styles, MAIN, (*THE_33, *BESIDE), found)
    for year in (on.year - 2, on.year - 1):
        _sheet(book, styles, str(year), YEAR, _listed_in(found, year))
    this = _listed_in(found, on.year)
    _sheet(book, styles, str(on.year), (*YEAR, "phone"), this)
    _sheet(book, styles, f"{on.year}(v1)", (*YEAR, "phone", "address", "remark"), this)
    book.close()
    return out.getvalue()


def as_file(place: Organization, *, on: date, by: Actor) -> bytes:
    """Return the workbook without its one sensitive column, and note that it was taken.

    Raises: NotAllowed. Nothing is noted when it raises.
    """
    by.require("people.export", at=place)
    found = [line for _person, line in lines(place, on=on, by=by)]
    content = workbook(found, on=on)
    exports.note([place], by=by, list="van-phong", rows=len(found), on=f"{on}")
    return content


def headings(keys: Sequence[str]) -> list[str]:
    """Return the headings of columns, as the main list or a sheet of a year calls them."""
    main = "cell" in keys
    return [PHONE if key == "phone" and not main else BY_KEY[key].heading for key in keys]


# --- one person ---------------------------------------------------------------------------------


def _of(person: Person, cell: str) -> dict[str, Any]:
    work = WORK.fullmatch(person.occupation)
    return {
        "office_code": person.office_code,
        "full_name": person.full_name,
        "phone": person.phone,
        "gender": GENDERS.get(person.gender, ""),
        "born_on": person.born_on,
        "native_place": person.native_place,
        "position": (work["position"] or "") if work else person.occupation,
        "class_name": work["class_name"] if work else "",
        "cell": cell,
        "id_number": person.id_number,
        "address": person.address,
    }


def _told(acts: Sequence[CaseEvent]) -> dict[str, Any]:
    """What the acts of a case say in the columns of the list."""
    last: dict[str, CaseEvent] = {act.type: act for act in acts}
    admitted_on = last[CEREMONY].happened_on if CEREMONY in last else None
    return {
        **_listing(last.get(LISTED)),
        **_course(last.get(COURSE)),
        **_admission(last.get(DECISION), last.get(CEREMONY)),
        **_helpers(acts, admitted_on),
        **_move(last.get(MOVED)),
    }


def _listing(act: CaseEvent | None) -> dict[str, Any]:
    if act is None:
        return {}
    found = {"listed_on": act.happened_on, "listing_document": act.document}
    return {**found, "helper": act.fields.get("helper", "")}


def _course(act: CaseEvent | None) -> dict[str, Any]:
    if act is None:
        return {}
    said = NOTE.match(act.note)
    parts = {key: value for key, value in (said.groupdict() if said else {}).items() if value}
    if "class_document_on" in parts:
        parts["class_document_on"] = _day(parts["class_document_on"])
    return {
        **parts,
        "certificate_on": act.happened_on,
        "certificate_document": act.document,
        "certificate_by": act.fields.get("place", ""),
    }


def _admission(decision: CaseEvent | None, ceremony: CaseEvent | None) -> dict[str, Any]:
    if ceremony is None:
        return {"admitted": NOT_YET}
    said = DECIDED.match(ceremony.note)
    noted = date(int(said[3]), int(said[2]), int(said[1])) if said else None
    return {
        "admitted": ADMITTED,
        "admitted_on": ceremony.happened_on,
        "decided_on": decision.happened_on if decision else noted,
        "decision_document": (decision.document if decision else "") or ceremony.document,
    }


def _helpers(acts: Sequence[CaseEvent], admitted_on: date | None) -> dict[str, Any]:
    """Who helped until the ceremony and since when; who guides since, if that is another."""
    given = [act for act in acts if act.type == HELPED and act.fields.get("helper")]
    before = [act for act in given if admitted_on is None or act.happened_on < admitted_on]
    after = [act for act in given if act not in before]
    found: dict[str, Any] = {}
    if before:
        found = {"helper": before[-1].fields["helper"], "helper_on": before[-1].happened_on}
    if after:
        found["guide"] = after[-1].fields["helper"]
    return found


def _move(act: CaseEvent | None) -> dict[str, Any]:
    return {"moved_on": act.happened_on, "moved_to": act.fields.get("to", "")} if act else {}


def _day(words: str) -> Any:
    """A day that a note has in words, as a day; other words as they are."""
    said = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", words)
    return date(int(said[3]), int(said[2]), int(said[1])) if said else words


# --- what stands behind -------------------------------------------------------------------------


class _Behind:
    """Consents and memberships of a portion of people."""

    def __init__(self, people: Sequence[int], on: date, by: Actor) -> None:
        given = Consent.objects.visible_to(by).filter(
            person__in=people,
            purpose=Purpose.DEVELOPMENT,
            basis=Basis.CONSENT,
            withdrawn_on__isnull=True,
        )
        self.consents = {row.person_id: row for row in given}
        spells = Membership.objects.visible_to(by, action="membership.view")
        own = spells.filter(person__in=people, joined_on__lte=on).order_by("joined_on")
        self.spells = {row.person_id: row for row in own}

    def of(self, person: int, told: Line) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if person in self.consents:
            given = self.consents[person]
            found = {"consent_document": given.document, "consent_on": given.document_on}
        if person in self.spells and "admitted_on" not in told:
            found |= {"admitted": ADMITTED, "admitted_on": self.spells[person].joined_on}
        if fold(str(told.get("guide", ""))) == fold(str(told.get("helper", ""))):
            found["guide"] = ""  # the same goes on
        return found


def _acts(cases: Sequence[Case], on: date, by: Actor) -> dict[int, list[CaseEvent]]:
    seen = CaseEvent.objects.visible_to(by).filter(
        case__in=[case.pk for case in cases],
        type__in=KINDS,
        happened_on__lte=on,
        retracted_by__isnull=True,
        retracts__isnull=True,
    )
    found: dict[int, list[CaseEvent]] = {}
    for act in seen.order_by("happened_on", "pk"):
        found.setdefault(act.case_id, []).append(act)
    return found


# --- sheets -------------------------------------------------------------------------------------


def _listed_in(found: Sequence[Line], year: int) -> list[Line]:
    return [line for line in found if line.get("listed_on") and line["listed_on"].year == year]


def _sheet(
    book: Any, styles: lists.Styles, name: str, keys: Sequence[str], found: Sequence[Line]
) -> None:
    sheet = book.add_worksheet(name)
    for column, words in enumerate(headings(keys)):
        sheet.write_string(0, column, words, styles.head)
        sheet.set_column(column, column, 22)
    for number, line in enumerate(found, start=1):
        for column, key in enumerate(keys):
            value = number if key == "ordinal" else line.get(key)
            lists.put(sheet, number, column, value, styles)
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, max(len(found), 1), len(keys) - 1)
    lists.set_up_print(sheet, heading_rows=(0, 0))
