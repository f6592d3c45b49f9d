"""Acts that change the tree. Each cites a document; history is added to, never rewritten.

An act closes the row that held until its day and opens the next one. It is refused when a later
change of the same organisation is on record already; an act of the same day takes its place.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from nguon.core import audit, versions
from nguon.core.actor import SYSTEM_USER, Actor, NotAllowed
from nguon.core.text import fold, tidy
from nguon.organizations import consequences, inheritance, placement, rules
from nguon.organizations.consequences import Consequences
from nguon.organizations.models import (
    OPEN_END,
    AreaProfile,
    Authorisation,
    Edge,
    Organization,
    Succession,
    SuccessionKind,
    Version,
)

CHANGE = "organizations.change"
PROFILE_FIELDS = frozenset(
    field.name for field in AreaProfile._meta.fields if field.null and not field.primary_key
)


@transaction.atomic
def establish(
    slug: str,
    *,
    name: str,
    tier: str,
    party_rank: str,
    parent: Organization | None,
    on: date,
    document: str,
    code: str = "",
    by: Actor,
) -> Organization:
    """Establish an organisation under ``parent`` from the day ``on``.

    Reading: nobody stands above the first organisation of an office; only the system may make it.
    Raises:  NotAllowed, rules.Refused. Nothing is written when it raises.
    """
    with consequences.of(by) as then:
        _require_place_under(parent, by)
        rules.complete(name, document)
        rules.known(tier, party_rank)
        rules.free_slug(slug)
        rules.free_code(code, since=on)
        if parent is not None:
            rules.standing(parent, on)
            rules.fits_under(parent, tier, on)

        organization = Organization.objects.create(slug=slug)
        kind = {"name": name, "tier": tier, "party_rank": party_rank, "code": code}
        _open_version(organization, on, document, kind)
        if parent is not None:
            _open_edge(organization, parent, on, document)
        placement.rebuild([organization.pk])  # at once: the next act may need a right there
        above = parent.pk if parent else None
        then.told("organizations.establish", organization, on=f"{on}", parent=above)
    return organization


def mark_of_version(organization: Organization) -> str:
    """The mark of what an organisation is called and is by its latest act."""
    rows = organization.versions.filter(valid_to=OPEN_END)
    return versions.mark_of(rows.values("name", "tier", "party_rank", "code").first() or {})


@transaction.atomic
def rename(
    organization: Organization,
    *,
    on: date,
    document: str,
    by: Actor,
    name: str | None = None,
    tier: str | None = None,
    party_rank: str | None = None,
    code: str | None = None,
    seen: str = "",
) -> Version:
    """Give an organisation another name, tier, party rank or code from the day ``on``.

    Shape:   ``seen`` is the mark of the version that the page showed.
    Reading: what is not named stays as it is.
    Raises:  NotAllowed, rules.Refused, versions.ChangedMeanwhile. Nothing is written when it
             raises.
    """
    with consequences.of(by) as then:
        _require(organization, by)
        rules.cited(document)
        rules.standing(organization, on)
        versions.require_same(mark_of_version(organization), seen)
        rules.nothing_later(organization.versions.all(), organization, on)
        current = organization.versions.get(valid_to=OPEN_END)
        given = {"name": name, "tier": tier, "party_rank": party_rank, "code": code}
        kind = {field: value for field, value in given.items() if value is not None}
        changed = sorted(
            field for field, value in kind.items() if value != getattr(current, field)
        )
        rules.may_become(organization, current, kind, changed, on)

        _close(current, on)
        before = {field: getattr(current, field) for field in given}
        version = _open_version(organization, on, document, before | kind)
        if "tier" in changed:
            then.moved(organization)
        if changed != ["name"]:
            then.ground(organization)
        then.told("organizations.rename", organization, on=f"{on}", changed=changed)
    return version


@transaction.atomic
def move(
    organization: Organization, *, parent: Organization, on: date, document: str, by: Actor
) -> Edge:
    """Put an organisation, with all that stands under it, under another from the day ``on``.

    Raises: NotAllowed (also where the new parent stands), rules.Refused. Nothing is written
            when it raises.
    """
    with consequences.of(by) as then:
        _require(organization, by)
        _require(parent, by)
        rules.cited(document)
        rules.standing(organization, on)
        rules.standing(parent, on)
        rules.nothing_later(organization.edges.all(), organization, on)
        rules.no_cycle(organization, parent, on)
        rules.not_under_already(organization, parent)
        rules.tiers_fit_under([organization.pk], parent, on)

        edge = _move(organization, parent, on, document)
        then.moved(organization)
        then.ground(organization)
        then.told("organizations.move", organization, on=f"{on}", parent=parent.pk)
    return edge


@transaction.atomic
def merge(
    predecessors: Iterable[Organization],
    *,
    into: Organization,
    on: date,
    document: str,
    by: Actor,
) -> list[Succession]:
    """End organisations on the day ``on`` and hand all they have to one that stands.

    Shape:   one succession a predecessor, in their order.
    Reading: rows keep where they happened and for whom they were made; figures of the past stay.
    Raises:  NotAllowed, rules.Refused. Nothing is written when it raises.
    """
    ending = list(dict.fromkeys(predecessors))
    if not ending:
        raise rules.Incomplete(_("Phải chọn ít nhất một tổ chức được sáp nhập."))
    with consequences.of(by) as then:
        for organization in ending:
            _may_replace(organization, [into], on, document, by)
        replaced = [
            _replace(organization, [into], SuccessionKind.MERGE, on, document, then)
            for organization in ending
        ]
        found = [succession for successions in replaced for succession in successions]
        inheritance.inherit(found, whole=True)
    return found


@transaction.atomic
def split(
    organization: Organization,
    *,
    successors: Sequence[Organization],
    keeper: Organization,
    on: date,
    document: str,
    by: Actor,
) -> list[Succession]:
    """End an organisation on the day ``on`` in favour of several; ``keeper`` gets its rows.

    Shape:   one succession a successor, the keeper's first.
    Reading: whatever the document gives to another than the keeper is moved before, by its own
             act of the same day.
    Raises:  NotAllowed, rules.Refused. Nothing is written when it raises.
    """
    if keeper not in successors:
        raise rules.Incomplete(_("Tổ chức giữ hồ sơ phải là một trong các tổ chức kế thừa."))
    heirs = list(dict.fromkeys([keeper, *successors]))
    with consequences.of(by) as then:
        _may_replace(organization, heirs, on, document, by)
        found = _replace(organization, heirs, SuccessionKind.SPLIT, on, document, then)
        inheritance.inherit(found, whole=False)
        then.ground(*heirs)
        return found


@transaction.atomic
def dissolve(
    organization: Organization,
    *,
    successor: Organization,
    on: date,
    document: str,
    by: Actor,
) -> list[Succession]:
    """End an organisation on the day ``on``; ``successor`` gets its rows and what stood under it.

    Raises: NotAllowed, rules.Refused. Nothing is written when it raises.
    """
    with consequences.of(by) as then:
        _may_replace(organization, [successor], on, document, by)
        return _replace(organization, [successor], SuccessionKind.DISSOLVE, on, document, then)


@transaction.atomic
def restore(
    organization: Organization, *, on: date, document: str, reason: str, by: Actor
) -> Version:
    """Let an organisation that was ended by mistake stand again from the day ``on``.

    Reading: as it was last, under whom it stood last; nothing of the time between is rewritten.
             What stood under it and still stands where that went comes back, and so do the rows
             that were handed over then, with what has been added to them.
    Raises:  NotAllowed, rules.Refused. Nothing is written when it raises.
    """
    with consequences.of(by) as then:
        rules.explained(document, reason)
        ended = rules.ended_by(organization, on, by.today)
        last = organization.versions.order_by("valid_from", "pk").last()
        edge = organization.edges.order_by("valid_from", "pk").last()
        for place in [each.successor for each in ended if each.keeps_rows]:
            _require(place, by)
        kind = {name: getattr(last, name) for name in ("name", "tier", "party_rank", "code")}
        rules.free_code(kind["code"], since=on, but=organization)
        if edge is not None:
            _require(edge.parent, by)
            rules.standing(edge.parent, on)
            rules.fits_under(edge.parent, kind["tier"], on)
            _open_edge(organization, edge.parent, on, document)
        version = _open_version(organization, on, document, kind)
        _take_back(organization, ended, on, document, reason, then)
        placement.rebuild([organization.pk])  # at once: the next act may need a right there
    return version


@transaction.atomic
def authorise(
    organization: Organization, *, on: date, document: str, by: Actor, until: date = OPEN_END
) -> Authorisation:
    """Authorise a grassroots committee to decide admission itself, from ``on`` until ``until``.

    Raises: NotAllowed, rules.Refused. Nothing is written when it raises.
    """
    with consequences.of(by) as then:
        _require(organization, by)
        rules.cited(document)
        rules.standing(organization, on)
        rules.not_authorised_already(organization, on, until)

        row = Authorisation.objects.create(
            organization=organization, valid_from=on, valid_to=until, document=tidy(document)
        )
        then.ground(organization)
        then.told("organizations.authorise", organization, on=f"{on}", until=f"{until}")
    return row


def mark_of_profiles(organization: Organization) -> str:
    """The mark of all that is known of an organisation's area, for the page that changes it."""
    rows = AreaProfile.objects.filter(organization=organization).values()
    return versions.mark_of({f"{row['year']}": row for row in rows})


@transaction.atomic
def record_profile(
    organization: Organization,
    year: int,
    *,
    by: Actor,
    source: str = "",
    seen: str = "",
    **values: Any,
) -> AreaProfile:
    """Enter what is known of an organisation's area in one year; what is not named stays.

    Shape:  ``seen`` is the mark of the profiles that the page knew.
    Raises: NotAllowed, rules.WrongFigure, versions.ChangedMeanwhile. Nothing is written when it
            raises.
    """
    by.require("organizations.profile", at=organization)
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    rules.known_figures(values.keys() - PROFILE_FIELDS)
    rules.stood_in(organization, year, by.today)
    versions.require_same(mark_of_profiles(organization), seen)
    found = AreaProfile.objects.select_for_update().filter(organization=organization, year=year)
    profile = found.first() or AreaProfile(organization=organization, year=year)
    was = {name: getattr(profile, name) for name in values}
    for name, value in {**values, "source": tidy(source) or profile.source}.items():
        setattr(profile, name, value)
    try:
        profile.clean_fields()
        profile.validate_constraints()
    except ValidationError as wrong:
        raise rules.WrongFigure(" ".join(wrong.messages)) from wrong
    profile.save()
    consequences.judge_anew([organization.pk])
    changed = {name: [_plain(was[name]), _plain(getattr(profile, name))] for name in values}
    audit.record("organizations.profile", organization, by=by, year=year, changed=changed)
    return profile


# --- who may ----------------------------------------------------------------------------------


def _require(organization: Organization, by: Actor) -> None:
    rules.not_ended(organization)
    by.require(CHANGE, at=organization)


def _require_place_under(parent: Organization | None, by: Actor) -> None:
    if parent is not None:
        _require(parent, by)
    elif by.user_id != SYSTEM_USER:
        raise NotAllowed(_("Chỉ khi lập hệ thống mới có tổ chức không trực thuộc tổ chức nào."))


# --- rows -------------------------------------------------------------------------------------


def _close(row: Version | Edge, on: date) -> None:
    row.valid_to = on
    row.save(update_fields=["valid_to"])


def _open_version(
    organization: Organization, on: date, document: str, kind: dict[str, str]
) -> Version:
    named = {**kind, "name": tidy(kind["name"]), "folded": fold(kind["name"])}
    return Version.objects.create(
        organization=organization, valid_from=on, document=tidy(document), **named
    )


def _open_edge(organization: Organization, parent: Organization, on: date, document: str) -> Edge:
    return Edge.objects.create(
        organization=organization, parent=parent, valid_from=on, document=tidy(document)
    )


def _move(organization: Organization, parent: Organization, on: date, document: str) -> Edge:
    for edge in organization.edges.filter(valid_to=OPEN_END):
        _close(edge, on)
    return _open_edge(organization, parent, on, document)


# --- endings ----------------------------------------------------------------------------------


def _may_replace(
    organization: Organization, heirs: list[Organization], on: date, document: str, by: Actor
) -> None:
    _require(organization, by)
    rules.cited(document)
    rules.may_end(organization, on, by.today)
    for heir in heirs:
        rules.may_inherit(heir, organization, on)
        _require(heir, by)
    rules.tiers_fit_under(_below(organization), heirs[0], on)


def _replace(
    organization: Organization,
    heirs: list[Organization],
    kind: SuccessionKind,
    on: date,
    document: str,
    then: Consequences,
) -> list[Succession]:
    """End ``organization``; the first of ``heirs`` keeps its rows and takes its children."""
    keeper = heirs[0]
    Organization.objects.select_for_update().get(pk=organization.pk)  # waits for rows on their way
    children = _below(organization)
    _move_all(children, keeper, on, document)
    for rows in (organization.versions, organization.edges):
        rows.filter(valid_to=OPEN_END).update(valid_to=on)
    successions = [
        Succession.objects.create(
            predecessor=organization,
            successor=heir,
            kind=kind,
            happened_on=on,
            document=tidy(document),
            keeps_rows=heir == keeper,
        )
        for heir in heirs
    ]
    numbers = [heir.pk for heir in heirs]
    said = {"on": f"{on}", "successors": numbers, "children": children, "rows": {}}
    then.ended(successions[0], then.told(f"organizations.{kind}", organization, **said))
    then.moved(organization)
    then.ground(keeper)
    return successions


def _take_back(
    organization: Organization,
    ended: list[Succession],
    on: date,
    document: str,
    reason: str,
    then: Consequences,
) -> None:
    """What stood under ``organization`` when it ended, and its rows, come back to it."""
    kept = next(each for each in ended if each.keeps_rows)
    then_below = Edge.objects.filter(parent=organization, valid_to=kept.happened_on)
    there = Edge.objects.filter(parent=kept.successor_id, valid_to=OPEN_END)
    edges = there.filter(organization__in=then_below.values("organization"))
    rules.nothing_later(edges, organization, on)
    children = sorted(edges.values_list("organization_id", flat=True))
    rules.tiers_fit_under(children, organization, on)
    _move_all(children, organization, on, document)
    Succession.objects.filter(pk__in=[each.pk for each in ended]).update(revoked_on=on)
    said = {"on": f"{on}", "children": children, "reason": tidy(reason), "rows": {}}
    then.restored(kept, on, then.told("organizations.restore", organization, **said))
    then.moved(organization)
    then.ground(organization, kept.successor)


def _below(organization: Organization) -> list[int]:
    open_edges = Edge.objects.filter(parent=organization, valid_to=OPEN_END)
    return sorted(open_edges.values_list("organization_id", flat=True))


def _move_all(children: list[int], parent: Organization, on: date, document: str) -> None:
    """What ``_move`` does, for many whose edges are open."""
    for portion in placement.portions(children):
        Edge.objects.filter(organization__in=portion, valid_to=OPEN_END).update(valid_to=on)
        Edge.objects.bulk_create(
            Edge(organization_id=child, parent=parent, valid_from=on, document=tidy(document))
            for child in portion
        )


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int) else str(value)
