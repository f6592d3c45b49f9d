"""What forms a case offers, and the case opened for somebody who may open the file."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from nguon.core.actor import Actor
from nguon.core.text import sort_key
from nguon.development.facts import Act, Dossier, dossier
from nguon.development.models import Case
from nguon.forms.catalogue import CASE, Edition, Form, forms
from nguon.forms.models import OwnEdition, OwnForm
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization, Placement


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
    """Return the acts a form may be drawn from, the oldest first.

    Reading: a vote that was lost is none: the form says what was proposed or decided.
    """
    found = [act for act in case.standing() if act.kind == wanted.act and _picked(wanted, act)]
    return [act for act in found if not _is_lost(act, case)]


def _offer(wanted: Form, case: Dossier, today: date) -> Offer:
    found = acts(wanted, case)
    edition = wanted.edition_on(found[-1].on if found else today)
    return Offer(wanted, len(found), edition if edition and edition.layout else None)


def _picked(wanted: Form, act: Act) -> bool:
    fields: Mapping[str, Any] = act.event.fields if act.event else {}
    return all(fields.get(name) == value for name, value in wanted.pick.items())


def _is_lost(act: Act, case: Dossier) -> bool:
    voted = act.event is not None and "yes" in act.event.fields
    verdict = case.verdict_if_any(act.on) if voted else None
    vote = verdict.votes.get(act.kind) if verdict else None
    return vote is not None and not vote.passed


# --- papers of an office's own ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OwnOffer:
    """An office's own paper as a case offers it: of which act, by the look of which day."""

    form: OwnForm
    edition: int
    act: Act | None
    day: date
    times: int


@dataclass(frozen=True, slots=True)
class OwnLine:
    """An office's own paper in the list: whose it is, and since when it looks as it does.

    ``open``: the actor may look at it, ``mine``: lay it anew or withdraw it.
    """

    form: OwnForm
    editions: tuple[OwnEdition, ...]
    place: str
    open: bool
    mine: bool

    @property
    def since(self) -> date:
        return self.editions[0].valid_from


def own_form(ref: str, *, by: Actor) -> OwnForm:
    """Return an office's own paper, for somebody at that office or above.

    Raises: OwnForm.DoesNotExist.
    """
    found: OwnForm = OwnForm.objects.visible_to(by).select_related("organization").get(ref=ref)
    return found


def own_lines(*, by: Actor) -> list[OwnLine]:
    """Every paper that offices made for themselves: of those below, and of those above one's own.

    Shape:   the latest edition first; by title.
    Reading: who stands below uses what an office above made.
    """
    reach = {seat.organization_id for seat in by.seats("people.open")}
    held = Organization.objects.filter(pk__in=reach)
    above = {seat.organization_id for place in held for seat in place.seats_on(by.today)}
    seen = OwnForm.objects.visible_to(by).values("pk")
    rows = OwnForm._base_manager.filter(_STOOD).select_related("organization")
    found = list(rows.filter(pk__in=seen) | rows.filter(organization__in=above))
    lines = _own_lines(found, by)
    return sorted(lines, key=lambda line: (sort_key(line.form.title), line.form.pk))


def own_line(ref: str, *, by: Actor) -> OwnLine:
    """Return one office's own paper with its editions, for somebody at that office or above.

    Raises: OwnForm.DoesNotExist.
    """
    (line,) = _own_lines([own_form(ref, by=by)], by)
    return line


def own_look(line: OwnLine) -> bytes:
    """The document of the latest edition, with its places still open."""
    return _content(line.editions[0].pk)


def own_offers(case: Dossier, *, by: Actor) -> list[OwnOffer]:
    """The papers that the offices above a case made, each by its look on the day of its act."""
    rows = list(_above(case, by.today))
    editions = _by_form(rows)
    offers = (_own_offer(row, editions[row.pk], case, by.today) for row in rows)
    return [offer for offer in offers if offer]


def own_offers_of(ref: str, *, by: Actor) -> list[OwnOffer]:
    """Return ``own_offers`` of the case with a reference.

    Raises: Case.DoesNotExist, also for what the actor may not see; NotAllowed.
    """
    return own_offers(opened(ref, by=by), by=by)


def own_offer(case: Dossier, ref: str, *, by: Actor) -> OwnOffer:
    """Return one of ``own_offers``.

    Raises: OwnForm.DoesNotExist.
    """
    found = [offer for offer in own_offers(case, by=by) if offer.form.ref == ref]
    if not found:
        raise OwnForm.DoesNotExist(ref)
    return found[0]


def own_content(offer: OwnOffer) -> bytes:
    """The document of an offered paper, with its places still open."""
    return _content(offer.edition)


def _content(edition: int) -> bytes:
    row: OwnEdition = _editions().get(pk=edition)
    return bytes(row.content)


def _above(case: Dossier, today: date) -> QuerySet[OwnForm]:
    seats = case.case.organization.seats_on(today)
    rows = OwnForm._base_manager.filter(
        _STOOD,
        organization__in=[seat.organization_id for seat in seats],
        withdrawn_on__isnull=True,
    )
    return rows.select_related("organization").order_by("title", "pk")


def _own_offer(
    row: OwnForm, editions: Sequence[OwnEdition], case: Dossier, today: date
) -> OwnOffer | None:
    found = [act for act in case.standing() if act.kind == row.act]
    act, day = (found[-1], found[-1].on) if found else (None, today)
    edition = next((each.pk for each in editions if each.valid_from <= day), None)
    return OwnOffer(row, edition, act, day, len(found)) if edition else None


def _own_lines(rows: Sequence[OwnForm], by: Actor) -> list[OwnLine]:
    editions, places = _by_form(rows), {row.organization_id for row in rows}
    versions = tree.versions_on(places, by.today)
    opens, keeps = (_may(action, places, by) for action in ("people.open", "forms.keep"))
    return [
        OwnLine(
            row,
            tuple(editions[row.pk]),
            versions[row.organization_id].name if row.organization_id in versions else "",
            open=row.organization_id in opens,
            mine=row.organization_id in keeps,
        )
        for row in rows
    ]


def _may(action: str, places: Collection[int], by: Actor) -> set[int]:
    """At which of some organisations the actor may do it."""
    there = Placement.objects.under(by.seats(action), on=by.today)
    return set(there.filter(organization__in=places).values_list("organization", flat=True))


def _by_form(rows: Sequence[OwnForm]) -> dict[int, list[OwnEdition]]:
    """The editions of each paper without their documents, the latest first."""
    found: dict[int, list[OwnEdition]] = defaultdict(list)
    editions = _editions().filter(form__in=rows).defer("content")
    for edition in editions.order_by("-valid_from", "-pk"):
        found[edition.form_id].append(edition)
    return found


def _editions() -> QuerySet[OwnEdition]:
    return OwnEdition._base_manager.filter(_STOOD)


# Who asks is answered by which papers; that each stands somewhere is asked of the row.
_STOOD = Exists(Placement.objects.filter(organization=OuterRef("organization")))
