"""What one person's cells say was done, as acts of the case contract; and what they leave open.

Pure. A decision of a committee needs the number of its members and their votes; the list has
neither, so no decision is made out of it: see decision record 0009.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from nguon.core.text import fold

YOUNGEST, OF_AGE = 16, 18
LONGEST_NOTE = 500
NEEDED = ("full_name", "born_on", "cell")
# What a filled cell needs another one for: without it the fact would hang in the air.
NEEDS = (
    ("listing_document", "listed_on"),
    ("certificate_document", "certificate_on"),
    ("moved_on", "moved_to"),
    ("moved_to", "moved_on"),
    ("consent_document", "consent_on"),
    ("consent_on", "consent_document"),
    ("full_from", "admitted_on"),
    ("card_number", "admitted_on"),
)
# Notes are kept in the files, so they are in one language.
SOURCED_BY_THEN = "Danh sách không ghi ngày đưa vào nguồn: muộn nhất là ngày chi bộ công nhận."
GUIDED_SINCE = "Danh sách không ghi ngày phân công: lấy ngày kết nạp."
CLASS_NOTE = (
    ("class_document", "QĐ mở lớp {}"),
    ("class_document_on", "ngày {}"),
    ("class_period", "thời gian {}"),
    ("then_unit", "đơn vị {}"),
    ("then_cell", "chi bộ khi ấy: {}"),
    ("then_committee", "đảng uỷ khi ấy: {}"),
    ("then_province", "tỉnh uỷ khi ấy: {}"),
    ("list_code", "mã số {}"),
)
DAYS = ("listed_on", "helper_on", "certificate_on", "decided_on", "admitted_on", "moved_on")


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a case as the list states it; ``on`` is ISO text."""

    type: str
    on: str
    document: str = ""
    note: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)


def acts_of(values: Mapping[str, Any]) -> list[Act]:
    """Return the acts that a person's cells state, by day.

    Reading: whoever a cell recognised was a source by that day at the latest; a helper without a
             day stands in the listing; the guide of a probationary member has no day of his own
             in the list, so the day of the ceremony is taken. The notes say so. Of a full member
             the membership says all; without another act there is no case to be followed.
    """
    before = [*_listing(values), *_course(values), *_move(values)]
    if not before and "full_from" in values and not values.keys() & {"decided_on", "guide"}:
        return []
    found = [*before, *_admission(values)]
    return sorted(found, key=lambda act: act.on)


def left_out(values: Mapping[str, Any]) -> Iterator[str]:
    """Name the columns whose cells are filled and feed nothing."""
    if "certificate_on" not in values:
        yield from (key for key, _ in CLASS_NOTE if key in values)
    if "admitted_on" not in values:
        yield from (key for key in ("decided_on", "decision_document", "guide") if key in values)


def faults_of(
    values: Mapping[str, Any], *, sixteen: str, eighteen: str
) -> Iterator[tuple[str, str]]:
    """Yield column and reason of what cannot be taken over about one person.

    Units: ``sixteen`` and ``eighteen`` are the latest birthdays, ISO text, of those ages today.
    """
    yield from ((key, f"missing_{key}") for key in NEEDED if key not in values)
    yield from _hanging(values)
    if values.get("full_from", "9") < values.get("admitted_on", ""):
        yield "full_from", "full_before_joined"
    if values.get("admitted") == "yes" and not is_member(values):
        yield "admitted_on", "missing_ceremony"
    if values.get("admitted") == "no" and is_member(values):
        yield "admitted", "not_admitted_on_a_day"
    born = values.get("born_on", "")
    if born > eighteen:
        yield "born_on", "under_16" if born > sixteen else "under_18"
    yield from ((key, "before_birth") for key in DAYS if born and values.get(key, born) < born)


def _hanging(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Cells that are empty although another one needs them."""
    for key, other in NEEDS:
        if key in values and other not in values:
            yield other, "missing_beside"
    if "helper" in values and not values.keys() & {"helper_on", "listed_on"}:
        yield "helper_on", "missing_beside"


def is_member(values: Mapping[str, Any]) -> bool:
    return "admitted_on" in values


def _listing(values: Mapping[str, Any]) -> Iterator[Act]:
    helper = {"helper": values["helper"]} if "helper" in values else {}
    apart = "helper_on" in values
    if "listed_on" in values:
        document = values.get("listing_document", "")
        fields = {} if apart else helper
        yield Act("sourced", values["listed_on"], note=SOURCED_BY_THEN)
        yield Act("candidate_listed", values["listed_on"], document, fields=fields)
    if apart:
        yield Act("helper_assigned", values["helper_on"], fields=helper)


def _course(values: Mapping[str, Any]) -> Iterator[Act]:
    if "certificate_on" in values:
        said = [form.format(shown_day(values[key])) for key, form in CLASS_NOTE if key in values]
        yield Act(
            "awareness_course",
            values["certificate_on"],
            values.get("certificate_document", ""),
            "; ".join(said)[:LONGEST_NOTE],
            {"place": values["certificate_by"]} if "certificate_by" in values else {},
        )


def _admission(values: Mapping[str, Any]) -> Iterator[Act]:
    if "admitted_on" not in values:
        return
    decided = shown_day(values.get("decided_on", ""))
    note = f"Quyết định kết nạp ngày {decided}, ghi theo danh sách." if decided else ""
    document = values.get("decision_document", "")
    yield Act("admission_ceremony", values["admitted_on"], document, note)
    guide = values.get("guide", "")
    if guide and fold(guide) != fold(values.get("helper", "")):
        fields = {"helper": guide}
        yield Act("helper_assigned", values["admitted_on"], note=GUIDED_SINCE, fields=fields)


def _move(values: Mapping[str, Any]) -> Iterator[Act]:
    if "moved_on" in values:
        after = "admission_decision" if is_member(values) else "listing"
        yield Act("moved", values["moved_on"], fields={"after": after, "to": values["moved_to"]})


def shown_day(value: str) -> str:
    """Return an ISO day as people write it, other words as they are."""
    if len(value) == 10 and value[4] == value[7] == "-":
        return f"{value[8:]}/{value[5:7]}/{value[:4]}"
    return value
