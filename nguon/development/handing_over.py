"""A person's whole file changes its keeper: rows, case and running limits go together."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import ForeignKey
from django.utils.translation import gettext as _

from nguon.core import audit
from nguon.core.actor import Actor, Seat
from nguon.development import projection
from nguon.development.facts import Dossier, dossier
from nguon.development.models import Case
from nguon.development.operations import AlreadyOpen, BadDay, close, record
from nguon.organizations.models import Organization
from nguon.organizations.queries import name_on
from nguon.organizations.scoping import Scoped
from nguon.people.models import Person
from nguon.rulebook import Event

LONGEST_NAME = 120


@transaction.atomic
def hand_over(
    person: Person,
    to: Organization,
    *,
    letter: str,
    on: date,
    by: Actor,
    stays: Collection[str] = (),
) -> Case | None:
    """Let another organisation keep a person's whole file from the day ``on``.

    Shape:   the open case, if there is one. ``letter`` is the number of the paper, ``to`` stands
             today; ``stays`` are labels of tables that tell of a place and not of the person.
    Reading: the case says that it went and that the destination took it up, nothing else: every
             limit runs on. Where and for whom earlier rows were made does not change.
    Raises:  NotAllowed, BadDay if something happened in the case after that day.
    """
    case = _leave(person, to=name_on(to, by.today), letter=letter, on=on, by=by)
    for model, path in _tables_of_a_person():
        if model._meta.label_lower not in stays:
            rows = model.objects.seen_from(_seats(person.organization, by), on=by.today)
            rows.filter(**{path: person.pk}).update(organization=to)
    if case is None:
        return None
    case = Case.objects.visible_to(by).select_related("person").get(pk=case.pk)
    record(case, Event("followup_started", on, {"document": letter}), by=by)
    return case


@transaction.atomic
def send_away(person: Person, *, to: str, letter: str, on: date, by: Actor) -> Case | None:
    """Note that a person went to a place that keeps no files here, and close the open case.

    Raises: NotAllowed, BadDay if something happened in the case after that day.
    """
    case = _leave(person, to=to, letter=letter, on=on, by=by)
    return close(case, on=on, by=by) if case else None


@transaction.atomic
def reopen(case: Case, *, by: Actor) -> Case:
    """Take up a closed case again: what it was closed for was a mistake.

    Raises: NotAllowed, AlreadyOpen if the person has another open case.
    """
    seen = Case.objects.visible_to(by).select_related("organization")
    case = seen.select_for_update(of=("self",)).get(pk=case.pk)
    by.require("development.open_case", at=case.organization)
    if _open_case(case.person_id, by) is not None:
        raise AlreadyOpen(_("Người này đang có hồ sơ mở."))
    case.closed_on = None
    case.save(update_fields=["closed_on"])
    projection.refresh(case, by=by)
    audit.record("development.reopen", case, by=by)
    return case


# --- rules and pieces ---------------------------------------------------------------------------


def _leave(person: Person, *, to: str, letter: str, on: date, by: Actor) -> Case | None:
    case = _open_case(person.pk, by)
    if case is None:
        return None
    opened = dossier(case, by=by)
    last = max((act.on for act in opened.standing()), default=case.opened_on)
    if on < last:
        told = {"day": f"{on:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
        raise BadDay(_("Trong hồ sơ có việc ngày %(last)s, sau ngày %(day)s.") % told)
    went = {"after": _how_far(opened, on), "to": to[:LONGEST_NAME], "document": letter}
    record(case, Event("moved", on, went), by=by)
    return case


def _how_far(opened: Dossier, on: date) -> str:
    """After which step a move comes, in the words of the contract."""
    decision = opened.last("admission_decision", on)
    if decision and decision.event and decision.event["admitted"]:
        return "admission_decision"
    verdict = opened.verdict_if_any(on)
    vote = verdict.votes.get("cell_resolution") if verdict else None
    if vote is None or not vote.passed or decision:
        return "listing"
    return "file_received" if opened.last("file_received", on) else "cell_resolution"


def _open_case(person: int, by: Actor) -> Case | None:
    seen = Case.objects.visible_to(by).select_related("person", "organization")
    return seen.filter(person=person, closed_on__isnull=True).first()


def _seats(organization: Organization, by: Actor) -> list[Seat]:
    seats = organization.seats_on(by.today)
    return [seat for seat in seats if seat.organization_id == organization.pk]


def _tables_of_a_person() -> Iterator[tuple[type[Scoped], str]]:
    """Every scoped table whose rows hang on a person, also through others, and by which way."""
    found: dict[type[Scoped], str] = {Person: "pk"}
    scoped = [model for model in apps.get_models() if issubclass(model, Scoped)]
    while fresh := {m: path for m in scoped if m not in found and (path := _way(m, found))}:
        found |= fresh
    yield from found.items()


def _way(model: type[Scoped], known: Mapping[Any, str]) -> str:
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey) and field.related_model in known:
            further = known[field.related_model]
            return field.name if further == "pk" else f"{field.name}__{further}"
    return ""
