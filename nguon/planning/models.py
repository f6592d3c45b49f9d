"""Terms and targets with the documents they rest on, and totals that never open to names."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from nguon.organizations.models import Dated
from nguon.organizations.scoping import Lasting
from nguon.people.models import Person


class Term(Lasting):
    """One term of a committee, ``[starts_on, ends_on)``, and what its congress asked a year.

    ``yearly_lower`` and ``yearly_upper`` are new members a year; the term's base is the lower
    bound times the years of the term.
    """

    view_action = "planning.view"
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


class CellTarget(Lasting):
    """What a cell was asked to reach in one year of a term. A later ``decided_on`` revises it."""

    view_action = "planning.view"
    term = models.ForeignKey(Term, models.PROTECT, related_name="targets")
    year = models.PositiveSmallIntegerField()
    lower = models.PositiveIntegerField()
    upper = models.PositiveIntegerField()
    document = models.CharField(max_length=200)
    decided_on = models.DateField()

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

    It names a person, so whoever sees only figures does not see it.
    """

    view_action = "people.view"
    member = models.ForeignKey(Person, models.PROTECT, related_name="assignments")
    task = models.CharField(max_length=300)
    document = models.CharField(max_length=200)

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
