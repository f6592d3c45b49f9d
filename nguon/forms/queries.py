"""What forms a case offers, and the case opened for somebody who may open the file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from nguon.core.actor import Actor
from nguon.development.facts import Act, Dossier, dossier
from nguon.development.models import Case
from nguon.forms.catalogue import CASE, Edition, Form, forms


@dataclass(frozen=True, slots=True)
class Offer:
    """A form as the page of a case offers it: how often its act took place, and how it was seen.

    ``edition`` is nothing where there is no specimen for the day.
    """

    form: Form
    times: int
    edition: Edition | None


def offers(ref: str, *, by: Actor) -> list[Offer]:
    """Every form for one case, in the order of the procedure.

    Raises: Case.DoesNotExist, also for what the actor may not see; NotAllowed.
    """
    case = opened(ref, by=by)
    return [_offer(each, case, by.today) for each in forms().values() if each.drawn_from == CASE]


def opened(ref: str, *, by: Actor) -> Dossier:
    """Return one case with its acts, for somebody who may open the file.

    Raises: Case.DoesNotExist, also for what the actor may not see; NotAllowed.
    """
    cases = Case.objects.visible_to(by).select_related("person", "organization")
    case = cases.get(ref=ref)
    case.person.organization = case.organization
    by.require("people.open", at=case.organization)
    return dossier(case, by=by)


def acts(wanted: Form, case: Dossier) -> list[Act]:
    """Return the acts a form may be drawn from, the oldest first."""
    return [act for act in case.standing() if act.kind == wanted.act and _picked(wanted, act)]


def _offer(wanted: Form, case: Dossier, today: date) -> Offer:
    found = acts(wanted, case)
    edition = wanted.edition_on(found[-1].on if found else today)
    return Offer(wanted, len(found), edition if edition and edition.layout else None)


def _picked(wanted: Form, act: Act) -> bool:
    fields: Mapping[str, Any] = act.event.fields if act.event else {}
    return all(fields.get(name) == value for name, value in wanted.pick.items())
