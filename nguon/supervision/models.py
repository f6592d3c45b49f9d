"""Obstacles with an owner and a day, visits with what was promised, reminders that climb."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nguon.accounts.models import User
from nguon.core.fields import personal
from nguon.development.models import Case
from nguon.organizations.models import Organization
from nguon.organizations.scoping import Lasting, Scoped
from nguon.people.models import new_ref
from nguon.supervision.causes import NEVER_OF_A_PERSON, Cause


class Obstacle(Lasting):
    """Something that stands in the way at a cell or in one case, until somebody closes it.

    ``owner`` is to clear it by ``due_on``; ``desk`` is the organisation that has it in hand and
    moves up when it is escalated. ``closed_on`` is the day on which it was out of the way, with
    what was said then in its last step. It goes with the case when that is erased.
    """

    view_action = "supervision.view"
    happens = ("made_for", "raised_on")
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    cause = models.CharField(max_length=2, choices=Cause)
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="obstacles")
    detail = models.CharField(max_length=300, blank=True)
    raised_on = models.DateField()
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    desk = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    due_on = models.DateField()
    closed_on = models.DateField(null=True)

    protection: ClassVar[dict[str, Any]] = {
        "detail": personal("3(1)"),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("raised_on")), name="obstacle_is_due_after_it_is_raised"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("raised_on")),
                name="obstacle_closes_after_it_is_raised",
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True) | ~Q(cause__in=sorted(NEVER_OF_A_PERSON)),
                name="no_sensitive_cause_of_a_person",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "due_on"],
                condition=Q(closed_on__isnull=True),
                name="open_obstacles_by_due_day",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.cause}"


class ObstacleStep(Scoped):
    """What was done about an obstacle, in its order; rows are only ever added.

    ``owner`` and ``due_on`` are who had to clear it from then on, and by when; steps of before
    this was kept have neither.
    """

    class Kind(models.TextChoices):
        ACTION = "action", _("Đã làm")
        HANDED = "handed", _("Giao người khác")
        ESCALATED = "escalated", _("Đưa lên cấp trên")
        POSTPONED = "postponed", _("Lùi hạn")
        CLOSED = "closed", _("Đã gỡ")
        REOPENED = "reopened", _("Mở lại")

    view_action = "supervision.view"
    obstacle = models.ForeignKey(Obstacle, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)
    on = models.DateField()
    words = models.CharField(max_length=500, blank=True)
    owner = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    protection: ClassVar[dict[str, Any]] = {
        "words": personal("3(1)"),
    }

    def __str__(self) -> str:
        return f"#{self.obstacle_id} {self.kind} {self.on:%d/%m/%Y}"

    @property
    def moves_the_day(self) -> bool:
        """Whether it gave the obstacle another day to be cleared by."""
        return self.kind not in (self.Kind.ACTION, self.Kind.CLOSED)


class Visit(Lasting):
    """A committee member was at a cell's meeting, or was expected and could not come."""

    view_action = "supervision.view"
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    visitor = models.ForeignKey(User, models.PROTECT, related_name="+")
    met_on = models.DateField()
    attended = models.BooleanField(default=True)
    words = models.CharField(max_length=1000, blank=True)
    recorded_at = models.DateTimeField()

    protection: ClassVar[dict[str, Any]] = {
        "words": personal("3(1)"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["made_for", "visitor", "met_on"], name="one_visit_a_day_and_member"
            )
        ]
        indexes = [models.Index(fields=["organization", "met_on"], name="visits_by_day")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.met_on:%d/%m/%Y}"


class SpokenOf(Scoped):
    """A case that was spoken of at a visit."""

    view_action = "supervision.view"
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="spoken_of")
    case = models.ForeignKey(Case, models.CASCADE, related_name="spoken_of")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "case"], name="a_case_once_a_visit")
        ]

    def __str__(self) -> str:
        return f"#{self.visit_id} #{self.case_id}"


class Promise(Scoped):
    """What somebody said at a visit would be done by a day."""

    view_action = "supervision.view"
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="promises")
    words = models.CharField(max_length=300)
    due_on = models.DateField()
    kept_on = models.DateField(null=True)

    protection: ClassVar[dict[str, Any]] = {
        "words": personal("3(1)"),
    }

    def __str__(self) -> str:
        return f"#{self.visit_id} {self.due_on:%d/%m/%Y}"


class Reminder(Lasting):
    """An organisation was told that a step of a case is late, by the rule that says so.

    One a case, step, limit and level: telling it again writes nothing. ``addressee`` is the cell
    itself at level 0, and one organisation higher at each level. ``answered_on`` is when somebody
    there said what comes of it.
    """

    view_action = "supervision.view"
    case = models.ForeignKey(Case, models.CASCADE, related_name="reminders")
    step = models.CharField(max_length=40)
    rule = models.CharField(max_length=20)
    due_on = models.DateField()
    level = models.PositiveSmallIntegerField()
    addressee = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    told_on = models.DateField()
    answered_on = models.DateField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    protection: ClassVar[dict[str, Any]] = {
        "step": personal("3(1)"),
        "answer": personal("3(1)"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "step", "due_on", "level"], name="one_reminder_a_level"
            )
        ]
        indexes = [
            models.Index(
                fields=["organization", "told_on"],
                condition=Q(answered_on__isnull=True),
                name="unanswered_reminders",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.case_id} {self.step} {self.level}"


class Agreement(Lasting):
    """A note of what a committee and a cell or a body agreed, with the paper it stands in."""

    view_action = "supervision.view"
    on = models.DateField()
    partner = models.CharField(max_length=200)
    words = models.CharField(max_length=1000)
    document = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    protection: ClassVar[dict[str, Any]] = {
        "partner": personal("3(1)"),
        "words": personal("3(1)"),
    }

    def __str__(self) -> str:
        return f"#{self.pk} {self.on:%d/%m/%Y}"
