"""Who stood on the list of members of a place, from which day until which, and how it ended.

A membership with the letters of transfer around it makes one stay or several. Lists follow the
tree as it is: of a place they show whom its cells keep today, and those who went from them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from heapq import merge

from django.db.models import QuerySet

from nguon.core.actor import Actor
from nguon.membership.codes import Standing, Way
from nguon.membership.models import ELSEWHERE, Arrival, Departure
from nguon.organizations import queries as tree
from nguon.organizations.models import OPEN_END, Organization
from nguon.people import names
from nguon.people.models import Membership, Person

VIEW = "membership.view"
PORTION = 500
Letters = Mapping[int, Sequence[Arrival | Departure]]


@dataclass(frozen=True, slots=True)
class Stay:
    """One member's time on the list of a place: from ``since`` until, but not on, ``until``.

    ``person`` and ``membership`` are none where the file lies out of sight by now; the letter
    then says who it was. ``arrival`` and ``departure`` are the letters at either end, ``left_how``
    a leaving or a death. ``elsewhere`` is where somebody is for a while on the day asked about.
    """

    name: str
    sort_key: str
    person: Person | None
    membership: Membership | None
    place: str
    standing: str
    since: date | None
    until: date | None = None
    arrival: Arrival | None = None
    departure: Departure | None = None
    left_how: str = ""
    elsewhere: str = ""

    @property
    def full_from(self) -> date | None:
        """The first day as a full member, if it had come by the day asked about."""
        if self.standing != Standing.FULL or self.membership is None:
            return None
        return self.membership.full_from

    def by_the_end_of(self, day: date) -> "Stay":
        """The stay as it was told on a day: without an end that came later."""
        if self.until is None or self.until <= day:
            return self
        return replace(self, until=None, departure=None, left_how="")

    def stands_on(self, day: date) -> bool:
        begun = self.since is None or self.since <= day
        return begun and (self.until is None or self.until > day)


def stays(place: Organization, *, on: date, by: Actor) -> Iterator[Stay]:
    """Tell who was on the list of a place by the end of ``on``, one stay after another.

    Shape:   in Vietnamese order by given name; people are read in portions, so that a province
             needs no more memory than a commune; two statements a portion of those who went.
    Reading: a fact that was entered late stands where it happened. Of somebody whose file went
             out of sight, and who had not come with a letter, the day of joining is not known
             here any more: such a stay has no beginning.
    """
    here = _Here(place, on, by)
    found = merge(here.kept(), here.gone(), key=lambda stay: stay.sort_key)
    return (stay.by_the_end_of(on) for stay in found if stay.since is None or stay.since <= on)


class _Here:
    """One reading: the places, their names, and every letter of members over their border."""

    def __init__(self, place: Organization, on: date, by: Actor) -> None:
        self.on, self.by = on, by
        self.below = tree.subtree(place, on=by.today)
        self.numbers = set(self.below.values_list("pk", flat=True))
        self.all = self.numbers | set(tree.flowed_into(self.numbers, until=by.today))
        self.called = {n: v.name for n, v in tree.versions_on(self.numbers, by.today).items()}
        self.letters = self._letters()
        self.elsewhere = self._elsewhere()

    # --- who is kept here, and who went

    def kept(self) -> Iterator[Stay]:
        """Those whose file is here, with every stay of theirs."""
        rows = Membership.objects.visible_to(self.by, action=VIEW)
        rows = rows.filter(organization__in=self.below, joined_on__lte=self.on)
        ordered = rows.select_related("person").order_by("person__sort_key", "joined_on", "pk")
        for row in ordered.iterator(chunk_size=PORTION):
            yield from self._of(row, self.called.get(row.organization_id, ""))

    def gone(self) -> Iterator[Stay]:
        """Those who went over the border and whose file is not here, from a list held whole."""
        people = {
            number: own for number, own in self.letters.items() if isinstance(own[-1], Departure)
        }
        found: list[Stay] = []
        for portion in _portions(sorted(people)):
            kept = self._memberships(portion)
            for number in portion:
                row = kept.get(number)
                if row is None or row.organization_id not in self.numbers:
                    found += self._of_one_gone(people[number], row)
        return iter(sorted(found, key=lambda stay: stay.sort_key))

    def _of_one_gone(
        self, own: Sequence[Arrival | Departure], row: Membership | None
    ) -> Iterator[Stay]:
        last = own[-1]
        if row is not None:
            spells = list(self._of(row, self.called.get(last.organization_id, "")))
            yield from (spell for spell in spells if spell.departure)
            return
        arrival = next((each for each in own if isinstance(each, Arrival)), None)
        yield Stay(
            last.name,
            names.sort_key(last.name),
            None,
            None,
            self.called.get(last.organization_id, ""),
            last.standing,
            arrival.accepted_on if arrival else None,
            last.accepted_on,
            arrival,
            last if isinstance(last, Departure) else None,
        )

    def _of(self, row: Membership, place: str) -> Iterator[Stay]:
        """The stays of one membership: it begins, goes, comes back, and ends."""
        left_on = row.left_on if row.left_on and row.left_on <= self.on else None
        own = [each for each in self.letters.get(row.person_id, ()) if _within(each, row)]
        since: date | None = row.joined_on
        arrival: Arrival | None = None
        if own and isinstance(own[0], Arrival):
            since = None
        for each in own:
            if isinstance(each, Arrival):
                since, arrival = each.accepted_on, each
            elif since is not None:
                yield self._stay(row, place, since, each.accepted_on, arrival, each)
                since = arrival = None
        if since is not None:
            how = row.left_how if left_on else ""
            yield self._stay(row, place, since, left_on, arrival, None, how)

    def _stay(
        self,
        row: Membership,
        place: str,
        since: date,
        until: date | None,
        arrival: Arrival | None,
        departure: Departure | None,
        how: str = "",
    ) -> Stay:
        full = row.full_from is not None and row.full_from <= self.on
        return Stay(
            row.person.full_name,
            row.person.sort_key,
            row.person,
            row,
            place,
            Standing.FULL if full else Standing.PROBATIONARY,
            since,
            until,
            arrival,
            departure,
            how,
            "" if until else self.elsewhere.get(row.person_id, ""),
        )

    # --- rows

    def _letters(self) -> Letters:
        """By person, in order of the day: who came over the border of the place, and who went."""
        accepted = {"way": Way.OFFICIAL, "accepted_on__isnull": False}
        came = Arrival.objects.visible_to(self.by).filter(organization__in=self.below, **accepted)
        went = Departure.objects.visible_to(self.by).filter(
            organization__in=self.below, **accepted
        )
        found: dict[int, list[Arrival | Departure]] = defaultdict(list)
        for letter in (*self._over(came, "sender"), *self._over(went, "arrived_in")):
            if letter.person_id is not None:
                found[letter.person_id].append(letter)
        for own in found.values():
            own.sort(key=lambda letter: (letter.accepted_on or OPEN_END, letter.pk))
        return found

    def _over(
        self, rows: "QuerySet[Arrival] | QuerySet[Departure]", other: str
    ) -> Iterable[Arrival | Departure]:
        """Letters of members whose other side does not lie within."""
        seen = rows.exclude(standing=Standing.CANDIDATE)
        return [row for row in seen if getattr(row, f"{other}_id") not in self.all]

    def _elsewhere(self) -> dict[int, str]:
        away = Departure.objects.visible_to(self.by).filter(
            ELSEWHERE, organization__in=self.below, accepted_on__lte=self.on
        )
        return {row.person_id: row.to_name for row in away}

    def _memberships(self, people: Sequence[int]) -> dict[int, Membership]:
        seen = Membership.objects.visible_to(self.by, action=VIEW).filter(person__in=people)
        return {row.person_id: row for row in seen.select_related("person").order_by("joined_on")}


def _within(letter: Arrival | Departure, row: Membership) -> bool:
    """Whether a letter falls into the time of a membership."""
    day = letter.accepted_on or OPEN_END
    return row.joined_on <= day <= (row.left_on or OPEN_END)


def _portions(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[start : start + PORTION] for start in range(0, len(numbers), PORTION))
