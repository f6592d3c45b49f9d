"""Classes with who sat in them, reviews in numbers, movements, and the care for each source.

What is kept of a person here (wishes, groups, the plan of fostering) rests on the agreement to be
followed and goes with the person.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nguon.accounts.models import User
from nguon.core.fields import personal
from nguon.development.models import Case, CaseEvent
from nguon.organizations.scoping import Lasting, Scoped
from nguon.people.models import Person, new_ref
from nguon.sources.codes import GROUPS, CourseKind, MovementKind, WishKind


class PlannedClass(Lasting):
    """A class that a year's training plan foresees, with its places, before it has its days."""

    view_action = "sources.view"
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=CourseKind)
    places = models.PositiveSmallIntegerField()
    document = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(month__gte=1, month__lte=12), name="class_is_planned_for_a_month"
            ),
            models.CheckConstraint(condition=Q(places__gt=0), name="planned_class_has_places"),
        ]
        indexes = [models.Index(fields=["organization", "year"], name="planned_classes")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind} {self.month}/{self.year}"


class Course(Lasting):
    """A class that an organisation holds, from its plan on; both days belong to it.

    ``called_off_on`` is when it was called off; ``Amendment`` says why, and what stood before.
    """

    view_action = "sources.view"
    binds_below = True
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
    in_plan = models.ForeignKey(PlannedClass, models.SET_NULL, null=True, related_name="held")
    called_off_on = models.DateField(null=True)

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
    binds_below = True
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
    called_off_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="movement_ends_after_it_starts"
            )
        ]
        indexes = [models.Index(fields=["organization", "starts_on"], name="movements_by_day")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind}"


class Referral(Lasting):
    """That somebody was referred on a day, and nothing of whom.

    It stays whatever becomes of the stub, so that a refusal and an expiry look alike, also to
    ``made_by``: whoever referred is shown these rows and never again the name.
    ``repeated``: whoever asked found that the person was known already, so that one referred by
    three bodies is one person.
    """

    view_action = "sources.movements"
    happens = ("made_for", "on")
    on = models.DateField()
    movement = models.ForeignKey(Movement, models.SET_NULL, null=True, related_name="referrals")
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    repeated = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["organization", "on"], name="referrals_by_day")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.on:%d/%m/%Y}"


class Amendment(Scoped):
    """What stood of a class or a movement before it was changed or called off, and why.

    Rows are only ever added.
    """

    class Kind(models.TextChoices):
        CHANGED = "changed", _("Sửa")
        CALLED_OFF = "called_off", _("Huỷ")

    view_action = "sources.movements"
    course = models.ForeignKey(Course, models.PROTECT, null=True, related_name="amendments")
    movement = models.ForeignKey(Movement, models.PROTECT, null=True, related_name="amendments")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.CharField(max_length=300)
    before = models.JSONField(default=dict)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(course__isnull=True) ^ Q(movement__isnull=True),
                name="an_amendment_is_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind}"


# --- the source list of a cell ------------------------------------------------------------------


class ListMeeting(Lasting):
    """The monthly meeting of a cell that put people on the source list and struck others."""

    view_action = "sources.view"
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    met_on = models.DateField()
    document = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["made_for", "met_on"], name="one_list_meeting_a_cell_and_day"
            )
        ]
        indexes = [models.Index(fields=["organization", "met_on"], name="list_meetings_by_day")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.met_on:%d/%m/%Y}"


class ListLine(Scoped):
    """One person whom a meeting listed or struck; the act in the case says the rest.

    It goes with the case when the person is forgotten.
    """

    class Kind(models.TextChoices):
        LISTED = "listed", _("Đưa vào danh sách")
        STRUCK = "struck", _("Đưa ra khỏi danh sách")

    view_action = "sources.view"
    meeting = models.ForeignKey(ListMeeting, models.CASCADE, related_name="lines")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind)
    event = models.ForeignKey(CaseEvent, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "case"], name="a_case_once_a_list_meeting")
        ]

    def __str__(self) -> str:
        return f"#{self.meeting_id} #{self.case_id}"


class GroupTag(Scoped):
    """A group that somebody on file belongs to; a person may belong to several.

    Women and people of ethnic minorities are no tags: these are taken from the person.
    """

    view_action = "sources.view"
    person = models.ForeignKey(Person, models.CASCADE, related_name="groups")
    group = models.CharField(max_length=30, choices=[(g.value, g.label) for g in GROUPS])

    protection: ClassVar[dict[str, Any]] = {"group": personal("3(1)")}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "group"], name="a_person_once_a_group")
        ]

    def __str__(self) -> str:
        return f"#{self.person_id} {self.group}"


# --- care for one source ------------------------------------------------------------------------


class Wish(Scoped):
    """What somebody on file wished for or was held back by, in few words, heard on a day.

    ``led_to`` says what was made of it. The row goes with the person, or with the agreement to
    be followed.
    """

    class Led(models.TextChoices):
        OBSTACLE = "obstacle", _("Nêu thành vướng mắc")
        STEP = "step", _("Đưa vào kế hoạch bồi dưỡng")
        ANSWERED = "answered", _("Đã giải đáp")

    view_action = "sources.hear"
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="wishes")
    kind = models.CharField(max_length=12, choices=WishKind)
    words = models.CharField(max_length=200, blank=True)
    heard_on = models.DateField()
    heard_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    led_to = models.CharField(max_length=8, choices=Led, blank=True)
    led_on = models.DateField(null=True)

    protection: ClassVar[dict[str, Any]] = {
        "kind": personal("3(1)"),
        "words": personal("3(1)"),
    }

    class Meta:
        indexes = [models.Index(fields=["organization", "heard_on"], name="wishes_by_day")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.heard_on:%d/%m/%Y}"


class FosterStep(Scoped):
    """One thing that is to be done for a source, or by a whole cell, in a year, and by whom.

    ``person`` is empty for what concerns the cell. ``settled_on`` is when it was done, or found
    not to be: ``outcome`` tells which.
    """

    class Outcome(models.TextChoices):
        DONE = "done", _("Đã làm")
        NOT_DONE = "not_done", _("Không làm được")

    view_action = "sources.view"
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="fostering")
    wish = models.ForeignKey(Wish, models.SET_NULL, null=True, related_name="+")
    year = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=200)
    who = models.CharField(max_length=120)
    due_on = models.DateField()
    settled_on = models.DateField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    words = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    protection: ClassVar[dict[str, Any]] = {
        "what": personal("3(1)"),
        "who": personal("3(1)"),
        "words": personal("3(1)"),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_on__isnull=True) ^ ~Q(outcome=""),
                name="a_fostering_step_is_settled_with_an_outcome",
            )
        ]
        indexes = [models.Index(fields=["organization", "year"], name="fostering_by_year")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.year}"
