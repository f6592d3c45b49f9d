"""Terms and targets with the documents they rest on, and totals that never open to names."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nguon.core.fields import MEMBER_FILE, personal
from nguon.organizations.models import Dated, Tier
from nguon.organizations.scoping import Lasting
from nguon.people.models import Person


class Term(Lasting):
    """One term of a committee, ``[starts_on, ends_on)``, and what its congress asked a year.

    ``yearly_lower`` and ``yearly_upper`` are new members a year; the term's base is the lower
    bound times the years of the term.
    """

    view_action = "planning.view"
    binds_below = True
    slug = models.CharField(max_length=20)
    starts_on = models.DateField()
    ends_on = models.DateField()
    yearly_lower = models.PositiveIntegerField()
    yearly_upper = models.PositiveIntegerField()
    document = models.CharField(max_length=200)
    decided_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["made_for", "slug"], name="one_term_a_slug"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="term_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(yearly_upper__gte=F("yearly_lower")), name="term_range_is_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def runs_on(self, day: date) -> bool:
        return self.starts_on <= day < self.ends_on


class Stage(Lasting):
    """What a committee set itself for the days ``[starts_on, ends_on)``: a year, several, a stage.

    ``lower`` and ``upper`` are new members of the whole period. A later ``decided_on`` for the
    same period revises it; the plan of one whole calendar year is that year's target.
    """

    view_action = "planning.view"
    name = models.CharField(max_length=100, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    lower = models.PositiveIntegerField()
    upper = models.PositiveIntegerField()
    document = models.CharField(max_length=200)
    decided_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["made_for", "starts_on", "ends_on", "decided_on"],
                name="one_plan_a_period_and_decision",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="stage_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(upper__gte=F("lower")), name="stage_range_is_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.starts_on}–{self.ends_on}"


class Part(models.TextChoices):
    """Groups of which a plan may ask a part."""

    WOMEN = "women", _("Nữ")
    MINORITY = "minority", _("Người dân tộc thiểu số")
    UNION = "union", _("Đoàn viên Thanh niên")
    YOUTH = "youth", _("Người từ 18 đến 30 tuổi")


class Unit(models.TextChoices):
    PERSONS = "persons", _("người")
    PERCENT = "percent", _("% số kết nạp")


class PartTarget(Lasting):
    """What part of a term's or a stage's target is to come from a group, at least.

    Parts are asked of a committee, never of a single cell, and are compared with totals only.
    A later ``decided_on`` for the same group revises it.
    """

    view_action = "planning.view"
    term = models.ForeignKey(Term, models.PROTECT, null=True, related_name="parts")
    stage = models.ForeignKey(Stage, models.PROTECT, null=True, related_name="parts")
    group = models.CharField(max_length=10, choices=Part)
    lower = models.PositiveIntegerField()
    unit = models.CharField(max_length=10, choices=Unit)
    document = models.CharField(max_length=200)
    decided_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(term__isnull=True, stage__isnull=False)
                | Q(term__isnull=False, stage__isnull=True),
                name="a_part_of_one_target",
            ),
            models.CheckConstraint(
                condition=Q(unit=Unit.PERSONS) | Q(lower__lte=100), name="a_part_is_at_most_all"
            ),
            models.UniqueConstraint(
                fields=["term", "group", "decided_on"], name="one_part_of_a_term_and_decision"
            ),
            models.UniqueConstraint(
                fields=["stage", "group", "decided_on"], name="one_part_of_a_stage_and_decision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.group}: {self.lower} {self.unit}"


class Floor(Lasting, Dated):
    """The least that a committee lets be handed to an organisation of a tier below it, a year.

    It holds at every board below until a nearer committee sets its own; who stands below reads
    it. Only ``valid_to`` changes. Units: new members.
    """

    view_action = "planning.view"
    binds_below = True
    tier = models.CharField(max_length=10, choices=Tier)
    lower = models.PositiveIntegerField()
    document = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="floor_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.tier}: {self.lower}"


class HandDown(Lasting):
    """One decision by which a committee handed a year of its term down; never changed afterwards.

    It keeps what was held back, the target it was measured by, and, where sum or floors did not
    fit, by which codes it ``departs`` and for what ``reason``. The latest holds.
    """

    view_action = "planning.view"
    term = models.ForeignKey(Term, models.PROTECT, related_name="hand_downs")
    year = models.PositiveSmallIntegerField()
    asked_lower = models.PositiveIntegerField()
    asked_upper = models.PositiveIntegerField()
    reserve_lower = models.PositiveIntegerField()
    reserve_upper = models.PositiveIntegerField()
    document = models.CharField(max_length=200)
    decided_on = models.DateField()
    departs = models.JSONField(default=list)
    reason = models.CharField(max_length=500, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reserve_upper__gte=F("reserve_lower")),
                name="reserve_range_is_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term_id} {self.year}"


class CellTarget(Lasting):
    """What a cell or a committee was asked for in one year of the term of one above it.

    A later ``decided_on`` revises it. ``recorded_at`` and ``recorded_by`` are unknown of rows
    that were entered before they were kept.
    """

    view_action = "planning.view"
    term = models.ForeignKey(Term, models.PROTECT, related_name="targets")
    year = models.PositiveSmallIntegerField()
    lower = models.PositiveIntegerField()
    upper = models.PositiveIntegerField()
    document = models.CharField(max_length=200)
    decided_on = models.DateField()
    recorded_at = models.DateTimeField(null=True)
    recorded_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["made_for", "term", "year", "decided_on"],
                name="one_target_a_year_and_decision",
            ),
            models.CheckConstraint(
                condition=Q(upper__gte=F("lower")), name="target_range_is_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.year}: {self.lower}–{self.upper}"


class Assignment(Lasting, Dated):
    """A named member charged with following and guiding at a cell, and with what task.

    It names a person, so whoever sees only figures does not see it. ``target`` is the target
    the task is tied to, if it is tied to one.
    """

    view_action = "people.view"
    member = models.ForeignKey(Person, models.PROTECT, related_name="assignments")
    task = models.CharField(max_length=300)
    document = models.CharField(max_length=200)
    target = models.ForeignKey(
        CellTarget, models.PROTECT, null=True, blank=True, related_name="assignments"
    )

    protection: ClassVar[dict[str, Any]] = {
        "task": personal("3(1)", "membership", keep=MEMBER_FILE),
        "document": personal("3(1)", "membership", keep=MEMBER_FILE),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="assignment_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} #{self.member_id}"


class NoSourceLeft(Lasting):
    """A cell reported, with a document, that nobody is left to recruit in one year."""

    view_action = "planning.view"
    year = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=500)
    document = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["made_for", "year"], name="one_report_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.year}"


class GroupTotal(Lasting):
    """How many of those admitted in one calendar year of a term belong to a group.

    The rows of a term and year are replaced whole, never incremented, and never open to names;
    there are none for a single cell, whose one admission a year would be told by them.
    ``counted`` are the persons whose group is known, ``of`` all who were admitted; ``held_at``
    the instant of counting, ``imprint`` what was counted, so that a change is noticed.
    """

    view_action = "planning.view"
    term = models.ForeignKey(Term, models.PROTECT, related_name="totals")
    year = models.PositiveSmallIntegerField()
    dimension = models.CharField(max_length=20)
    value = models.CharField(max_length=60)
    persons = models.PositiveIntegerField()
    counted = models.PositiveIntegerField()
    of = models.PositiveIntegerField()
    held_at = models.DateTimeField()
    imprint = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["term", "year", "dimension", "value"], name="one_total_a_group"
            ),
            models.CheckConstraint(
                condition=Q(persons__lte=F("counted"), counted__lte=F("of")),
                name="a_group_is_part_of_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term_id} {self.year} {self.dimension}"
