"""The two sides of ``bench.import_roster``; imported once Django is set up."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from io import BytesIO
from typing import Any

import openpyxl
from django.core.management import call_command
from django.db import transaction

from bench.import_roster import NOW, PORTION, TODAY
from nguon.accounts.actors import system_actor
from nguon.core import audit
from nguon.development import intake as development
from nguon.development import projection
from nguon.development.models import Case, CaseEvent
from nguon.organizations import operations
from nguon.organizations.models import Organization
from nguon.people import intake as people_intake
from nguon.people import names, vault
from nguon.people.models import Basis, Consent, Membership, Person
from nguon.reports import operations as reports
from nguon.reports.columns import HEADINGS, plain
from nguon.reports.operations import import_roster
from nguon.reports.report import Tie

TIES = (
    Tie(Basis.MEMBERSHIP, "12-HD/TU", date(2015, 1, 2)),
    Tie(Basis.CONSENT, "05-PĐY", date(2025, 3, 1), ("development", "sensitive")),
)
ACTS = (
    ("listed_on", "sourced", ""),
    ("listed_on", "candidate_listed", "listing_document"),
    ("helper_on", "helper_assigned", ""),
    ("certificate_on", "awareness_course", "certificate_document"),
    ("admitted_on", "admission_ceremony", "decision_document"),
)


# What an import does for one person after the other, and where in the code.
PARTS: tuple[tuple[str, Any, str], ...] = (
    ("reading and checking cells", reports, "read_apart"),
    ("who is on file already", reports.queries, "known_people"),
    ("acts out of cells", reports, "new_past"),
    ("persons", people_intake, "_write_persons"),
    ("consents", people_intake, "_write_consents"),
    ("encryption", people_intake, "_seal"),
    ("cases", reports, "open_all"),
    ("rules on decisions", development, "_against"),
    ("acts", development, "_write"),
    ("trail", audit, "_append"),
)


@contextmanager
def shared_out(clock: Callable[[], float]) -> Iterator[dict[str, float]]:
    """Note what each part of an import takes, without the parts inside it."""
    spent, inside = dict.fromkeys((name for name, _, _ in PARTS), 0.0), [0.0]
    kept = [(where, name, getattr(where, name)) for _, where, name in PARTS]
    for (part, where, name), (_, _, work) in zip(PARTS, kept, strict=True):
        setattr(where, name, partial(_noted, work, part, spent, inside, clock))
    try:
        yield spent
    finally:
        for where, name, work in kept:
            setattr(where, name, work)


def _noted(
    work: Callable[..., Any],
    part: str,
    spent: dict[str, float],
    inside: list[float],
    clock: Callable[[], float],
    *args: Any,
    **options: Any,
) -> Any:
    inside.append(0.0)
    start = clock()
    try:
        return work(*args, **options)
    finally:
        whole = clock() - start
        spent[part] += whole - inside.pop()
        inside[-1] += whole


def settle(cells: int) -> Organization:
    """An empty office: a commune with its cells."""
    call_command("migrate", verbosity=0, interactive=False)
    by = system_actor(today=TODAY, at=NOW)
    given: dict[str, Any] = {"on": date(2010, 1, 1), "document": "01-QĐ", "by": by}
    rank = "grassroots_party_body"
    office = operations.establish(
        "xa-mau", name="Đảng uỷ xã Mẫu", tier="commune", party_rank=rank, parent=None, **given
    )
    given["by"] = system_actor(today=TODAY, at=NOW)
    for number in range(1, cells + 1):
        operations.establish(
            f"thon-mau-{number}",
            name=f"Chi bộ thôn Mẫu {number}",
            tier="cell",
            party_rank="subordinate_cell",
            parent=office,
            **given,
        )
    return office


def ours(office: Organization, content: bytes) -> None:
    by = system_actor(today=TODAY, at=NOW)
    report = import_roster(content, organization=office, ties=TIES, by=by)
    if report.refused:
        raise SystemExit(report.refused[:3])


def verdicts(office: Organization, count: int) -> None:
    by = system_actor(today=TODAY, at=NOW)
    projection.refresh_due(by=by, limit=count)


def theirs(office: Organization, content: bytes) -> None:
    by = system_actor(today=TODAY, at=NOW)
    people = list(_read(content).values())
    cells = {v.name: v.organization_id for v in _versions()}
    for start in range(0, len(people), PORTION):
        with transaction.atomic():
            _write(people[start : start + PORTION], cells, by)


def _versions() -> Any:
    from nguon.organizations.models import Version  # noqa: PLC0415

    return Version.objects.filter(tier="cell")


def _read(content: bytes) -> dict[tuple[Any, Any], dict[str, Any]]:
    people: dict[tuple[Any, Any], dict[str, Any]] = {}
    for sheet in openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True):
        rows = sheet.iter_rows(values_only=True)
        keys = [HEADINGS[plain(heading)] for heading in next(rows)]
        for row in rows:
            said = {
                key: value.date() if isinstance(value, datetime) else value
                for key, value in zip(keys, row, strict=True)
                if value is not None
            }
            people.setdefault((said["office_code"], said["born_on"]), {}).update(said)
    return people


def _write(people: list[dict[str, Any]], cells: dict[str, int], by: Any) -> None:
    persons = Person.objects.bulk_create(
        Person(
            organization_id=cells[said["cell"]],
            full_name=said["full_name"],
            folded=f" {names.fold(said['full_name'])} ",
            spelled=f" {names.spell(said['full_name'])} ",
            sort_key=names.sort_key(said["full_name"]),
            born_on=said["born_on"],
            gender="male" if said["gender"] == "Nam" else "female",
            phone=said["phone"],
            office_code=said["office_code"],
            native_place=said["native_place"],
            occupation=said["position"],
            registered_on=by.today,
        )
        for said in people
    )
    Consent.objects.bulk_create(
        Consent(
            organization_id=person.organization_id,
            person=person,
            purpose=purpose,
            basis=tie.basis,
            document=tie.document,
            document_on=tie.document_on,
            recorded_at=by.at,
            recorded_by=by.user_id,
        )
        for person, said in zip(persons, people, strict=True)
        for tie in TIES[0 if "admitted_on" in said else 1 :]
        for purpose in (tie.purposes if tie.basis == Basis.CONSENT else ("publication",))
    )
    audit.record_all("people.registered", persons, by=by)
    sealed = {
        vault.Filed(p.pk, p.organization_id): s for p, s in zip(persons, people, strict=True)
    }
    trail = audit.Trail(by)
    values = {p: {"ethnicity": said["ethnicity"]} for p, said in sealed.items()}
    vault.write_first(values, trail=trail, why="import")
    trail.write()
    cases = Case.objects.bulk_create(
        Case(
            person=person,
            organization_id=person.organization_id,
            opened_in_id=person.organization_id,
            opened_on=said["listed_on"],
        )
        for person, said in zip(persons, people, strict=True)
    )
    audit.record_all("development.open_case", cases, by=by)
    CaseEvent.objects.bulk_create(
        CaseEvent(
            case=case,
            organization_id=case.organization_id,
            happened_in_id=case.organization_id,
            type=kind,
            happened_on=said[on],
            document=said.get(document, ""),
            fields={"helper": said["helper"]} if kind == "helper_assigned" else {},
            recorded_at=by.at,
            recorded_by=by.user_id,
        )
        for case, said in zip(cases, people, strict=True)
        for on, kind, document in ACTS
        if on in said
    )
    audit.record_all("development.past_entered", cases, by=by)
    joined = [(p, s) for p, s in zip(persons, people, strict=True) if "admitted_on" in s]
    Membership.objects.bulk_create(
        Membership(organization_id=p.organization_id, person=p, joined_on=s["admitted_on"])
        for p, s in joined
    )
    audit.record_all("people.membership_begun", [p for p, _ in joined], by=by)
