"""The source list of a cell: its monthly resolution, who helps whom, and who is counted where."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from nguon.core import audit, versions
from nguon.core.actor import Actor
from nguon.core.text import tidy
from nguon.development import operations as development
from nguon.development.facts import Refused as CaseRefused
from nguon.development.models import Case, CaseEvent
from nguon.membership.codes import Way
from nguon.membership.models import Departure
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.people import consent
from nguon.people.models import Basis, Consent, Gender, Membership, Person, Purpose
from nguon.rulebook import Event
from nguon.sources import queries
from nguon.sources.checks import Refused, lock, not_to_come, required
from nguon.sources.codes import GROUPS, Group
from nguon.sources.models import GroupTag, ListLine, ListMeeting

Kind = ListLine.Kind
MARK = 8  # letters of a mark are enough to tell one helper from the next
LISTED, STRUCK, HELPED = "candidate_listed", "candidate_struck", "helper_assigned"
BY_THEN = "chi bộ đã đưa vào danh sách"  # a source by that day at the latest


class NothingResolved(Refused):
    """The meeting listed nobody and struck nobody."""


class ResolvedAlready(Refused):
    """The meeting of that cell and day is on record."""


class ListedAlready(Refused):
    """The person stands on the list."""


class HelpsAlready(Refused):
    """Each named is helped by that member by now."""


class NotListed(Refused):
    """The person does not stand on the list, or is a member by now."""


class NoFullMember(Refused):
    """Only a full member of the cell helps."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on the source list; ``helper`` is empty while nobody helps.

    ``helper_left`` if whoever is on record moved to another place or left the Party since.
    """

    case: Case
    name: str
    place: str
    listed_on: date
    helper: str
    helper_left: bool = False


@dataclass(frozen=True, slots=True)
class Helper:
    """A full member of a cell, and how many on its list the member helps already."""

    person: Person
    helps: int


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many of those on the list belong to a group."""

    group: Group
    people: int


@dataclass(frozen=True, slots=True)
class SourceList:
    """Those on the list by name, and how many of them belong to each group.

    Reading: ``groups`` overlap, for somebody may belong to several; ``total`` counts each once.
    """

    candidates: list[Candidate]
    groups: list[GroupCount]

    @property
    def total(self) -> int:
        return len({each.case.person_id for each in self.candidates})

    @property
    def gaps(self) -> list[Candidate]:
        """Those whom nobody helps, or nobody any more."""
        return [each for each in self.candidates if not each.helper or each.helper_left]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a cell may resolve at its next meeting: who can be listed, who can be struck."""

    cell: Organization
    name: str
    new: list[Person]
    listed: list[Candidate]
    helpers: list[Helper]


# --- what is decided ----------------------------------------------------------------------------


@transaction.atomic
def resolve(
    cell: Organization,
    *,
    met_on: date,
    document: str,
    listed: Collection[Person],
    struck: Mapping[Case, str],
    by: Actor,
) -> ListMeeting:
    """Enter the monthly resolution by which a cell listed some and struck others.

    Shape:   ``struck`` maps a case to the reason. Each becomes the act in the case at once, all
             of them or none.
    Reading: who has no case gets one from the day of the meeting, and was a source by then.
             With the strike the case is closed, and the file falls due for erasure in three days
             unless the person applied or agrees anew.
    Raises:  NotAllowed, Refused, consent.NoConsent. Nothing is written when it raises.
    Source:  R-SRC-02.
    """
    cell = lock(cell)
    by.require("development.candidate_listed", at=cell)
    document = required(document, _("Phải ghi số nghị quyết của chi bộ."))
    not_to_come(met_on, by)
    if not listed and not struck:
        raise NothingResolved(_("Chưa chọn ai để đưa vào hoặc đưa ra."))
    if ListMeeting.objects.visible_to(by).filter(made_for=cell, met_on=met_on):
        raise ResolvedAlready(_("Nghị quyết ngày %s đã được ghi.") % f"{met_on:%d/%m/%Y}")
    meeting: ListMeeting = ListMeeting.objects.create(
        organization=cell,
        met_on=met_on,
        document=document,
        recorded_at=by.at,
        recorded_by_id=by.user_id,
    )
    lines = [_list(meeting, person, by) for person in listed]
    lines += [_strike(meeting, case, reason, by) for case, reason in struck.items()]
    ListLine.objects.bulk_create(lines)
    audit.record("sources.resolve", meeting, by=by, listed=len(listed), struck=len(struck))
    return meeting


@transaction.atomic
def assign_helpers(
    cell: Organization,
    helpers: Mapping[Case, Person],
    *,
    on: date,
    document: str,
    by: Actor,
    seen: str = "",
) -> list[CaseEvent]:
    """Enter which full member helps each of several people on the list, all of them or none.

    Reading: the rule asks for a full member whom the cell names, and for nothing else: it sets
             no number, so how many a member helps already is shown and decided by people. Who
             takes over from another is a replacement. ``seen`` are the marks of who helped whom
             on the page that asked; only those of the persons named now are compared. Who is
             named to help whom that member helps by now stands there already, and is passed over.
    Raises:  NotAllowed, Refused, versions.ChangedMeanwhile. Nothing is written when it raises.
    Source:  R-SRC-03.
    """
    cell = lock(cell)
    by.require("development.helper_assigned", at=cell)
    not_to_come(on, by)
    if not helpers:
        raise NothingResolved(_("Chưa phân công cho ai."))
    able = {member.pk: member.full_name for member in full_members(cell, on=on, by=by)}
    stands = {each.case.pk: each for each in candidates(by=by, organization=cell)}
    asked = _not_so_already(helpers, stands)
    _require_same(stands.values(), {case.ref for case in asked}, seen)
    acts = []
    for case, member in asked.items():
        if member.pk not in able:
            raise NoFullMember(_("Chỉ đảng viên chính thức của chi bộ được phân công giúp đỡ."))
        now = stands.get(case.pk)
        if now is None:
            raise NotListed(_("Chỉ phân công cho người đang có trong danh sách."))
        said = {"helper": able[member.pk], "replacement": now.helper not in ("", able[member.pk])}
        said |= {"document": tidy(document)} if tidy(document) else {}
        acts.append(_act(case, Event(HELPED, on, said), now.name, by))
    return acts


@transaction.atomic
def set_groups(person: Person, groups: Collection[str], *, by: Actor, seen: str = "") -> list[str]:
    """Say to which groups somebody on file belongs; what is not named ends.

    Shape:  ``seen`` is the mark of the groups that the page showed, see ``mark_of_groups``.
    Raises: NotAllowed, consent.NoConsent, versions.ChangedMeanwhile, ValueError for an unknown
            group.
    """
    rows = Person.objects.visible_to(by).select_related("organization")
    row = rows.select_for_update(of=("self",)).get(pk=person.pk)
    by.require("sources.foster", at=row.organization)
    consent.require(row, Purpose.DEVELOPMENT)
    versions.require_same(mark_of_groups(row, by=by), seen)
    asked = {Group(group) for group in groups}
    if not asked <= set(GROUPS):
        raise ValueError(sorted(asked - set(GROUPS)))
    GroupTag.objects.visible_to(by).filter(person=row).exclude(group__in=asked).delete()
    there = set(groups_of(row, by=by))
    GroupTag.objects.bulk_create(
        GroupTag(organization=row.organization, person=row, group=group)
        for group in GROUPS
        if group in asked - there
    )
    audit.record("sources.groups", row, by=by, groups=sorted(asked))
    return sorted(asked)


def _list(meeting: ListMeeting, person: Person, by: Actor) -> ListLine:
    seen = Person.objects.visible_to(by).select_related("organization")
    row = seen.get(pk=person.pk, organization=meeting.organization)
    consent.require(row, Purpose.DEVELOPMENT)
    case = Case.objects.visible_to(by).filter(person=row, closed_on__isnull=True).first()
    if case is None:
        with _said_of(row.full_name):
            case = development.open_case(row, on=meeting.met_on, by=by)
    acts = _standing([case.pk], ("sourced", LISTED, STRUCK), by)
    if _is_listed(acts) or case.admitted_on:
        raise ListedAlready(_("%s đã có trong danh sách.") % row.full_name)
    if not any(act.type == "sourced" for act in acts):
        _act(case, Event("sourced", meeting.met_on, {"note": BY_THEN}), row.full_name, by)
    said = {"document": meeting.document}
    act = _act(case, Event(LISTED, meeting.met_on, said), row.full_name, by)
    return _line(meeting, case, Kind.LISTED, act)


def _strike(meeting: ListMeeting, case: Case, reason: str, by: Actor) -> ListLine:
    seen = Case.objects.visible_to(by).select_related("person")
    row = seen.get(pk=case.pk)
    said = required(reason, _("Phải ghi lý do đưa ra khỏi danh sách."))
    name = row.person.full_name
    if row.organization_id != meeting.organization_id or row.closed_on:
        raise NotListed(_("%s không có trong danh sách.") % name)
    if row.admitted_on or not _is_listed(_standing([row.pk], (LISTED, STRUCK), by)):
        raise NotListed(_("%s không có trong danh sách.") % name)
    given = {"reason": said, "document": meeting.document}
    act = _act(row, Event(STRUCK, meeting.met_on, given), name, by)
    with _said_of(name):
        development.close(row, on=meeting.met_on, by=by)
    return _line(meeting, row, Kind.STRUCK, act)


def _line(meeting: ListMeeting, case: Case, kind: Kind, act: CaseEvent) -> ListLine:
    return ListLine(
        organization=meeting.organization, meeting=meeting, case=case, kind=kind, event=act
    )


def _act(case: Case, event: Event, name: str, by: Actor) -> CaseEvent:
    with _said_of(name):
        return development.record(case, event, by=by)


@contextmanager
def _said_of(name: str) -> Iterator[None]:
    """What the case refuses is told of the person whom it concerns."""
    try:
        yield
    except CaseRefused as refusal:
        raise Refused(f"{name}: {refusal}") from refusal


# --- what is shown ------------------------------------------------------------------------------


def source_list(*, by: Actor, organization: Organization | None = None) -> SourceList:
    """Who stands on the lists of the cells in sight, and how many belong to which group."""
    found = candidates(by=by, organization=organization)
    return SourceList(found, list(_groups(found, by)))


def candidates(*, by: Actor, organization: Organization | None = None) -> list[Candidate]:
    """Those whom a cell listed and neither struck nor admitted, by name.

    Shape: the same few statements however many they are.
    """
    cases = Case.objects.visible_to(by).filter(closed_on__isnull=True, admitted_on__isnull=True)
    if organization is not None:
        cases = cases.filter(organization__in=tree.subtree(organization, on=by.today))
    once = cases.filter(Exists(_of_a_case(by).filter(type=LISTED))).select_related("person")
    rows = list(once.order_by("person__sort_key", "pk"))
    acts: dict[int, list[CaseEvent]] = defaultdict(list)
    for act in _standing([row.pk for row in rows], (LISTED, STRUCK, HELPED), by):
        acts[act.case_id].append(act)
    cells = {row.organization_id for row in rows}
    names, left = queries.names_of(cells, by), _left(cells, by)
    return [
        Candidate(
            row,
            row.person.full_name,
            names.get(row.organization_id, ""),
            max(act.happened_on for act in acts[row.pk] if act.type == LISTED),
            helper := _helper(acts[row.pk]),
            (row.organization_id, helper) in left,
        )
        for row in rows
        if _is_listed(acts[row.pk])
    ]


def _left(cells: Collection[int], by: Actor) -> set[tuple[int, str]]:
    """The members who are no longer with their cells, by cell and name, as acts name helpers.

    Reading: a member of that name who is there today makes it nobody who left.
    """
    gone = Departure.objects.visible_to(by).filter(
        organization__in=cells, accepted_on__isnull=False, ended_on__isnull=True,
        way=Way.OFFICIAL,
    )  # fmt: skip
    members = Membership.objects.visible_to(by).filter(organization__in=cells)
    ended = members.filter(left_on__lte=by.today)
    there = members.filter(Q(left_on__isnull=True) | Q(left_on__gt=by.today))
    known = ("organization", "person__full_name")
    return {*gone.values_list(*known), *ended.values_list(*known)} - set(there.values_list(*known))


def helper_who_left(case: Case, *, by: Actor) -> str:
    """The name of whoever helps in a case and is no longer with its cell; nothing otherwise."""
    name = _helper(_standing([case.pk], (HELPED,), by))
    return name if (case.organization_id, name) in _left({case.organization_id}, by) else ""


def draft(cell: Organization, *, by: Actor) -> Draft:
    """What the next meeting of a cell has to choose from: its own people, nobody of one below."""
    under = candidates(by=by, organization=cell)
    listed = [each for each in under if each.case.organization_id == cell.pk]
    return Draft(
        cell,
        tree.name_on(cell, by.today),
        _new(cell, {each.case.person_id for each in listed}, by),
        listed,
        helpers_of(cell, listed, by=by),
    )


def helpers_of(cell: Organization, listed: Iterable[Candidate], *, by: Actor) -> list[Helper]:
    """The full members of a cell on the actor's day, by name, with how many each helps."""
    helped = Counter(each.helper for each in listed)
    members = full_members(cell, on=by.today, by=by)
    return [Helper(member, helped[member.full_name]) for member in members]


def mark_of_helpers(listed: Iterable[Candidate]) -> str:
    """The marks of who helps each of these, for the page that shows them: one for each person, so
    that two who name helpers of two persons do not stand in each other's way.
    """
    return ";".join(f"{each.case.ref}:{_mark_of_helper(each)}" for each in listed)


def _not_so_already(
    helpers: Mapping[Case, Person], stands: Mapping[int, Candidate]
) -> dict[Case, Person]:
    """Those named whom the member does not help yet."""
    rest = {
        case: member
        for case, member in helpers.items()
        if case.pk not in stands or stands[case.pk].helper != member.full_name
    }
    if not rest:
        told = "; ".join(f"{stands[case.pk].name}: {stands[case.pk].helper}" for case in helpers)
        raise HelpsAlready(_("Đã ghi như vậy rồi (%s). Không ghi thêm gì.") % told)
    return rest


def _mark_of_helper(candidate: Candidate) -> str:
    return versions.mark_of({"helper": candidate.helper})[:MARK]


def _require_same(listed: Iterable[Candidate], named: Collection[str], seen: str) -> None:
    """Pass if nobody has named another helper for these since the page was shown."""
    shown = dict(each.partition(":")[::2] for each in seen.split(";"))
    for each in listed:
        if each.case.ref in named:
            versions.require_same(_mark_of_helper(each), shown.get(each.case.ref, ""))


def full_members(cell: Organization, *, on: date, by: Actor) -> list[Person]:
    """The full members whose file a cell keeps, as of a day, by name."""
    held = Membership.objects.visible_to(by).filter(Q(left_on__isnull=True) | Q(left_on__gt=on))
    full = held.filter(full_from__lte=on).values("person")
    rows = Person.objects.visible_to(by).filter(organization=cell, pk__in=full)
    return list(rows.order_by("sort_key", "pk"))


def meetings(*, by: Actor, organization: Organization | None = None) -> QuerySet[ListMeeting]:
    """The resolutions on record, the latest first."""
    rows = ListMeeting.objects.visible_to(by).select_related("organization")
    if organization is not None:
        rows = rows.filter(organization__in=tree.subtree(organization, on=by.today))
    return rows.order_by("-met_on", "-pk")


def lines_of(meeting: ListMeeting, *, by: Actor) -> list[ListLine]:
    """Whom a meeting listed and struck, by name, as far as the actor sees their cases."""
    rows = ListLine.objects.visible_to(by).filter(meeting=meeting)
    seen = rows.filter(case__in=Case.objects.visible_to(by).values("pk"))
    return list(
        seen.select_related("case__person", "event").order_by(
            "kind", F("case__person__sort_key"), "pk"
        )
    )


def groups_of(person: Person, *, by: Actor) -> list[str]:
    """The groups that somebody is said to belong to, in the order of ``GROUPS``."""
    rows = GroupTag.objects.visible_to(by).filter(person=person)
    said = set(rows.values_list("group", flat=True))
    return [group.value for group in GROUPS if group in said]


def mark_of_groups(person: Person, *, by: Actor) -> str:
    """The mark of somebody's groups, for the page that shows them."""
    return versions.mark_of({"groups": groups_of(person, by=by)})


def _new(cell: Organization, listed: set[int], by: Actor) -> list[Person]:
    """Who agreed to be followed, is no member and stands on no list, by name."""
    agreed = Consent.objects.visible_to(by).filter(
        purpose=Purpose.DEVELOPMENT, basis=Basis.CONSENT, withdrawn_on__isnull=True
    )
    member = Membership.objects.visible_to(by).filter(person=OuterRef("pk"), left_on__isnull=True)
    rows = Person.objects.visible_to(by).filter(
        ~Exists(member), organization=cell, pk__in=agreed.values("person")
    )
    return list(rows.exclude(pk__in=listed).order_by("sort_key", "pk"))


def _groups(found: Sequence[Candidate], by: Actor) -> Iterator[GroupCount]:
    people = {each.case.person_id: each.case.person for each in found}
    tags = GroupTag.objects.visible_to(by).filter(person__in=people)
    told = {*tags.values_list("person", "group"), *_told_by_the_case(found, by)}
    counts = Counter(group for _person, group in told)
    counts[Group.WOMAN] = sum(each.gender == Gender.FEMALE for each in people.values())
    for group in Group:
        if counts[group]:
            yield GroupCount(group, counts[group])


def _told_by_the_case(found: Sequence[Candidate], by: Actor) -> Iterator[tuple[int, str]]:
    """The group that somebody was found in, as the act in the case names it."""
    of = {each.case.pk: each.case.person_id for each in found}
    for act in _standing(list(of), ("sourced",), by):
        if (group := act.fields.get("source_group")) in GROUPS:
            yield of[act.case_id], group


def _of_a_case(by: Actor) -> QuerySet[CaseEvent]:
    acts = CaseEvent.objects.visible_to(by).filter(case=OuterRef("pk"))
    return acts.filter(retracted_by__isnull=True)


def _standing(cases: Sequence[int], kinds: Collection[str], by: Actor) -> list[CaseEvent]:
    """The acts of some kinds in cases that nobody took back, in their order."""
    acts = CaseEvent.objects.visible_to(by).filter(case__in=cases, type__in=kinds)
    return list(acts.filter(retracted_by__isnull=True).order_by("happened_on", "pk"))


def _is_listed(acts: Sequence[CaseEvent]) -> bool:
    """Whether the last of listing and striking was a listing."""
    decided = [act.type for act in acts if act.type in (LISTED, STRUCK)]
    return bool(decided) and decided[-1] == LISTED


def _helper(acts: Sequence[CaseEvent]) -> str:
    named = [str(act.fields["helper"]) for act in acts if act.fields.get("helper")]
    return named[-1] if named else ""
