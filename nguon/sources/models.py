"""Classes with who sat in them, reviews of sources in numbers, movements and what came of them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nguon.accounts.models import User
from nguon.development.models import Case, CaseEvent
from nguon.organizations.scoping import Lasting, Scoped
from nguon.people.models import new_ref
from nguon.sources.codes import CourseKind, MovementKind


class Course(Lasting):
    """A class that an organisation holds, from its plan on; both days belong to it."""

    view_action = "sources.view"
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    kind = models.CharField(max_length=20, choices=CourseKind)
    title = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()
    venue = models.CharField(max_length=200)
    capacity = models.PositiveSmallIntegerField()
    document = models.CharField(max_length=120)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="class_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="class_has_room"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind} {self.starts_on:%d/%m/%Y}"


class Invitation(Lasting):
    """A cell may propose people for a class held above it."""

    view_action = "sources.view"
    course = models.ForeignKey(Course, models.CASCADE, related_name="invitations")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "made_for"], name="a_cell_invited_once")
        ]

    def __str__(self) -> str:
        return f"#{self.course_id} {self.organization_id}"


class Participant(Scoped):
    """Somebody proposed for a class by the cell that follows the case, and what came of it.

    ``accepted_on`` is when whoever holds the class put the person on its list. ``days`` are the
    days attended. ``event`` is the act in the case that the certificate made; number and date
    stand there and nowhere else.
    """

    class Result(models.TextChoices):
        PASSED = "passed", _("Đạt")
        FAILED = "failed", _("Không đạt")

    view_action = "sources.view"
    course = models.ForeignKey(Course, models.CASCADE, related_name="participants")
    case = models.ForeignKey(Case, models.CASCADE, related_name="classes")
    proposed_on = models.DateField()
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    accepted_on = models.DateField(null=True)
    days = models.JSONField(default=list)
    result = models.CharField(max_length=6, choices=Result, blank=True)
    event = models.ForeignKey(CaseEvent, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "case"], name="a_person_once_a_class")
        ]

    def __str__(self) -> str:
        return f"#{self.course_id} #{self.case_id}"


class Round(Lasting):
    """An organisation had its cells look through their sources on a day."""

    view_action = "sources.view"
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    held_on = models.DateField()
    document = models.CharField(max_length=120)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["made_for", "held_on"], name="one_review_a_day")
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.held_on:%d/%m/%Y}"


class CellReview(Lasting):
    """What one cell counted in a round: group -> people, never names; nothing until it counted."""

    view_action = "sources.view"
    round = models.ForeignKey(Round, models.CASCADE, related_name="reviews")
    counts = models.JSONField(default=dict)
    counted_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "made_for"], name="a_cell_once_a_review")
        ]

    def __str__(self) -> str:
        return f"#{self.round_id} {self.organization_id}"


class Movement(Lasting):
    """A movement or campaign that was held, in numbers."""

    view_action = "sources.movements"
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    kind = models.CharField(max_length=30, choices=MovementKind)
    title = models.CharField(max_length=200)
    held_by = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()
    took_part = models.PositiveIntegerField()
    document = models.CharField(max_length=120, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="movement_ends_after_it_starts"
            )
        ]
        indexes = [models.Index(fields=["organization", "starts_on"], name="movements_by_day")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind}"


class Referral(Scoped):
    """That somebody was referred on a day, and nothing of whom.

    It stays whatever becomes of the stub, so that a refusal and an expiry look alike.
    """

    view_action = "sources.movements"
    on = models.DateField()
    movement = models.ForeignKey(Movement, models.SET_NULL, null=True, related_name="referrals")

    class Meta:
        indexes = [models.Index(fields=["organization", "on"], name="referrals_by_day")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.on:%d/%m/%Y}"
