"""Letters of a transfer on either side, tasks and positions over time, notes, leaving."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nguon.core.fields import MEMBER_FILE, personal
from nguon.development.models import CaseEvent
from nguon.membership.codes import Body, Growth, Reach, Standing, Way
from nguon.organizations.models import Dated, Organization
from nguon.organizations.scoping import Scoped
from nguon.people.models import LeftHow, Person, new_ref

OF_A_MEMBER = personal("3(1)", "membership", keep=MEMBER_FILE)
WAITS = Q(accepted_on=None, returned_on=None, called_off_on=None)
GONE = Q(way=Way.OFFICIAL, receiver=None, ended_on=None, accepted_on__isnull=False)
ELSEWHERE = Q(way=Way.TEMPORARY, ended_on=None, accepted_on__isnull=False)
NOT_OVER = Q(returned_on=None, called_off_on=None, ended_on=None)


class Letter(Scoped):
    """One side's copy of a letter of transfer, with what became of it.

    Each day is set once. ``happened_in`` is the organisation of this side, on the day of the
    acceptance the one that counts in statistics. ``until`` and ``ended_on`` are for those who go
    for a while; of somebody who went for good to a place outside, ``ended_on`` is the return.
    ``words`` says why it was returned or called off.
    """

    view_action = "membership.view"
    happens = ("happened_in", "accepted_on")
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    way = models.CharField(max_length=10, choices=Way)
    standing = models.CharField(max_length=12, choices=Standing)
    name = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=120)
    sent_on = models.DateField()
    until = models.DateField(null=True)
    papers = models.CharField(max_length=500, blank=True)
    reach = models.CharField(max_length=14, choices=Reach, blank=True)
    happened_in = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    accepted_on = models.DateField(null=True)
    returned_on = models.DateField(null=True)
    called_off_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    words = models.CharField(max_length=500, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()

    protection: ClassVar[dict[str, Any]] = {
        "name": OF_A_MEMBER,
        "standing": OF_A_MEMBER,
        "papers": OF_A_MEMBER,
        "words": OF_A_MEMBER,
    }

    class Meta(Scoped.Meta):
        abstract = True

    @property
    def waits(self) -> bool:
        """Whether the receiving side has not said anything and the sending side still asks."""
        return not (self.accepted_on or self.returned_on or self.called_off_on)

    @property
    def runs(self) -> bool:
        """Whether somebody is elsewhere for a while."""
        return self.way == Way.TEMPORARY and bool(self.accepted_on) and not self.ended_on

    @property
    def settled_on(self) -> date | None:
        """When the other side answered, or this one called it off."""
        return self.accepted_on or self.returned_on or self.called_off_on


def _constraints(side: str) -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(
            condition=Q(accepted_on=None)
            | Q(accepted_on__gte=F("sent_on"), returned_on=None, called_off_on=None),
            name=f"{side}_is_accepted_or_not",
        ),
        models.CheckConstraint(
            condition=Q(returned_on=None) | Q(called_off_on=None),
            name=f"{side}_is_returned_or_called_off",
        ),
    ]


class Departure(Letter):
    """The sending side: who goes where; the file stays until the other side has accepted.

    ``receiver`` is the organisation that was asked, none for a place that keeps no files here;
    ``arrived_in`` the one that took the person. ``to_name`` is what the letter calls it.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="departures")
    receiver = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    arrived_in = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    to_name = models.CharField(max_length=200)

    class Meta(Letter.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=NOT_OVER & (Q(way=Way.TEMPORARY) | Q(accepted_on=None)),
                name="one_letter_under_way",
            ),
            *_constraints("departure"),
        ]
        indexes = [models.Index(fields=["happened_in", "accepted_on"], name="departures_by_day")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.sent_on:%d/%m/%Y}"


class Arrival(Letter):
    """The receiving side: what the letter says, and nothing more, until somebody accepts.

    ``departure`` and ``sender`` are none for a letter from outside; ``person`` is there once the
    file is. The name of a candidate goes when the letter was not accepted.
    """

    departure = models.OneToOneField(Departure, models.CASCADE, null=True, related_name="arrival")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="arrivals")
    sender = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    from_name = models.CharField(max_length=200)
    joined_on = models.DateField(null=True)
    full_from = models.DateField(null=True)

    protection: ClassVar[dict[str, Any]] = {
        **Letter.protection,
        "joined_on": OF_A_MEMBER,
        "full_from": OF_A_MEMBER,
    }

    class Meta(Letter.Meta):
        abstract = False
        constraints = _constraints("arrival")
        indexes = [models.Index(fields=["happened_in", "accepted_on"], name="arrivals_by_day")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.sent_on:%d/%m/%Y}"


class Held(Scoped, Dated):
    """Something given to a member by a paper from one day until, but not on, another.

    Only ``valid_to`` changes; a row that ends on the day it begins never held.
    """

    view_action = "membership.view"
    document = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()

    class Meta(Scoped.Meta):
        abstract = True


class Duty(Held):
    """A task that a member was given in a mass organisation, in the hamlet or in the cell."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="duties")
    body = models.CharField(max_length=14, choices=Body)
    task = models.CharField(max_length=300)

    protection: ClassVar[dict[str, Any]] = {"body": OF_A_MEMBER, "task": OF_A_MEMBER}

    class Meta(Held.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="duty_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"#{self.person_id} {self.body}"


class Position(Held):
    """A position that a member holds, is planned for or was introduced to."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="positions")
    growth = models.CharField(max_length=10, choices=Growth)
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=200)

    protection: ClassVar[dict[str, Any]] = {
        "growth": OF_A_MEMBER,
        "title": OF_A_MEMBER,
        "place": OF_A_MEMBER,
    }

    class Meta(Held.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="position_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"#{self.person_id} {self.growth}"


class Note(Scoped):
    """What whoever helps a probationary member noted on a day; rows are only added."""

    view_action = "membership.view"
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()
    words = models.CharField(max_length=500)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()

    protection: ClassVar[dict[str, Any]] = {"words": OF_A_MEMBER}

    class Meta(Scoped.Meta):
        indexes = [models.Index(fields=["person", "on"], name="notes_in_order")]

    def __str__(self) -> str:
        return f"#{self.person_id} {self.on:%d/%m/%Y}"


class Leaving(Scoped):
    """Somebody left the Party, or that was taken back; rows are only ever added.

    ``takes_back`` names the leaving that a correction declares wrong or a restoration ends.
    ``event`` is the act in the case that it rests on.
    """

    class Kind(models.TextChoices):
        LEFT = "left", _("Ra khỏi Đảng")
        CORRECTED = "corrected", _("Ghi nhầm, đã rút lại")
        RESTORED = "restored", _("Phục hồi đảng tịch")

    view_action = "membership.view"
    happens = ("happened_in", "on")
    person = models.ForeignKey(Person, models.PROTECT, related_name="leavings")
    kind = models.CharField(max_length=10, choices=Kind)
    how = models.CharField(max_length=24, choices=LeftHow)
    standing = models.CharField(max_length=12, choices=Standing)
    on = models.DateField()
    happened_in = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    document = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=500, blank=True)
    event = models.ForeignKey(CaseEvent, models.PROTECT, null=True, related_name="+")
    takes_back = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="taken_back_by"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()

    protection: ClassVar[dict[str, Any]] = {
        "how": OF_A_MEMBER,
        "standing": OF_A_MEMBER,
        "words": OF_A_MEMBER,
    }

    class Meta(Scoped.Meta):
        indexes = [models.Index(fields=["happened_in", "on"], name="leavings_by_day")]

    def __str__(self) -> str:
        return f"#{self.person_id} {self.kind} {self.on:%d/%m/%Y}"
