"""A person of the list beside what is on file: what is new, and what contradicts it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from nguon.core.text import fold
from nguon.development.intake import Past
from nguon.people import names
from nguon.people.intake import Joined
from nguon.reports.acts import Act, acts_of, shown_day
from nguon.reports.columns import plain
from nguon.reports.queries import Cells, OnFile
from nguon.reports.roster import Entry
from nguon.rulebook import Event

# Columns whose key is a field of the file.
DETAILS = ("gender", "phone", "id_number", "office_code", "native_place", "address")

Contradiction = tuple[str, str, dict[str, str]]  # column, code of the reason, what fills it


def contradictions(entry: Entry, found: OnFile, cells: Cells) -> Iterator[Contradiction]:
    """Yield what the list says otherwise than the file; one is enough to refuse a person."""
    if found.person.organization_id != cells.keeper[entry.values["cell"]]:
        where = cells.called.get(found.person.organization_id, "–")
        yield "cell", "in_other_cell", {"where": where}
    yield from _details_differ(entry, found)
    joined = entry.values.get("admitted_on")
    if joined and found.joined_on and found.joined_on.isoformat() != joined:
        yield "admitted_on", "member_already", {"kept": f"{found.joined_on:%d/%m/%Y}"}
    acts = acts_of(entry.values)
    if any(_said_otherwise(act, found) for act in acts):
        yield "full_name", "differs_in_case", {}
    if found.case is None and found.closed and any(_is_new(act, found) for act in acts):
        yield "full_name", "case_closed", {}


def new_past(entry: Entry, found: OnFile | None, cells: Cells) -> list[Past]:
    """Return the acts that the list states and no case has yet."""
    acts = acts_of(entry.values)
    return [_past(entry, act, cells) for act in acts if found is None or _is_new(act, found)]


def joined_by(values: Mapping[str, Any], organization_id: int) -> Joined | None:
    """Return the membership that the list states; nothing of somebody who is no member."""
    if "admitted_on" not in values:
        return None
    full = values.get("full_from")
    return Joined(
        organization_id,
        date.fromisoformat(values["admitted_on"]),
        date.fromisoformat(full) if full else None,
        values.get("card_number", ""),
    )


def details(values: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields of a file that the list fills."""
    found = {name: values[name] for name in DETAILS if name in values}
    work = [values["position"]] if "position" in values else []
    if "class_name" in values:
        work.append(f"lớp {values['class_name']}")
    return {**found, "occupation": ", ".join(work)} if work else found


def blanks(values: Mapping[str, Any], found: OnFile) -> dict[str, Any]:
    """Return the fields that the list fills and the file leaves open."""
    filled: dict[str, Any] = {
        name: value for name, value in details(values).items() if not getattr(found.person, name)
    }
    if found.person.born_on is None:
        filled["born_on"] = date.fromisoformat(values["born_on"])
    return filled


def shown(entry: Entry, key: str) -> str:
    """Return a value as the clerk would write it; the name of a cell is not repeated."""
    value = entry.values.get(key, "")
    return "" if key == "cell" else shown_day(str(value))


def _past(entry: Entry, act: Act, cells: Cells) -> Past:
    on, named = date.fromisoformat(act.on), entry.values["cell"]
    if act.type == "awareness_course":
        named = _then(entry, cells) or named
    fields = dict(act.fields)
    if act.document:
        fields["document"] = act.document
    if act.note:
        fields["note"] = act.note
    return Past(Event(act.type, on, fields), cells.where(named, on), act.document)


def _then(entry: Entry, cells: Cells) -> int | None:
    """The cell at the time of the certificate, if it is one of ours."""
    numbers = cells.by_name.get(plain(entry.values.get("then_cell", "")), ())
    return numbers[0] if len(numbers) == 1 else None


def _details_differ(entry: Entry, found: OnFile) -> Iterator[Contradiction]:
    values, person = entry.values, found.person
    if names.fold(values["full_name"]) != person.folded.strip():
        yield "full_name", "differs_on_file", {"kept": person.full_name}
    if person.born_on and person.born_on.isoformat() != values["born_on"]:
        yield "born_on", "differs_on_file", {"kept": f"{person.born_on:%d/%m/%Y}"}
    for name, value in details(values).items():
        kept = getattr(person, name)
        if kept and fold(kept) != fold(value):
            column = "position" if name == "occupation" else name
            yield column, "differs_on_file", {"kept": str(kept)}


def _is_new(act: Act, found: OnFile) -> bool:
    """Whether no case has it; the list says of the source only that it was there by then."""
    if act.type == "sourced":
        return not any(kind == "sourced" and on <= act.on for kind, on in found.acts)
    return (act.type, act.on) not in found.acts


def _said_otherwise(act: Act, found: OnFile) -> bool:
    """The act of that day is on file with another document or other particulars.

    Reading: the document that the list names at the ceremony is that of the decision, which a
             case may hold itself.
    """
    rows = found.acts.get((act.type, act.on), ())
    if act.type == "admission_ceremony" and (decided := _decisions(found)):
        return bool(rows) and bool(act.document) and fold(act.document) not in decided
    return bool(rows) and not any(_agrees(act, row.document, row.fields) for row in rows)


def _decisions(found: OnFile) -> set[str]:
    """The documents of the decisions that a case holds."""
    rows = (
        row for key, rows in found.acts.items() if key[0] == "admission_decision" for row in rows
    )
    return {fold(row.document) for row in rows if row.document}


def _agrees(act: Act, document: str, fields: Mapping[str, Any]) -> bool:
    pairs = [(act.document, document), *((v, fields.get(n)) for n, v in act.fields.items())]
    return all(not said or not kept or fold(str(said)) == fold(str(kept)) for said, kept in pairs)
