"""Totals by ethnicity and religion that the vault counted, and periods that were closed."""

from django.db import models
from django.db.models import F, Q

from nguon.accounts.models import User
from nguon.organizations.scoping import Lasting
from nguon.people.models import new_ref


class GroupCount(Lasting):
    """How many people of a place and period stand on one line of an ethnicity or a religion.

    ``whom`` says of whom: those admitted in the period, or the members at its end. Rows of a
    place, period, tree and whom are replaced whole and never open to names; of a single cell
    there are none. ``counted`` are those of whom the dimension is known, ``of`` all there were.
    """

    view_action = "planning.view"
    period = models.CharField(max_length=7)
    tree = models.CharField(max_length=6)
    whom = models.CharField(max_length=8)
    dimension = models.CharField(max_length=14)
    value = models.CharField(max_length=20)
    persons = models.PositiveIntegerField()
    women = models.PositiveIntegerField()
    counted = models.PositiveIntegerField()
    of = models.PositiveIntegerField()
    held_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["made_for", "period", "tree", "whom", "dimension", "value"],
                name="one_count_a_line",
            ),
            models.CheckConstraint(
                condition=Q(women__lte=F("persons"), persons__lte=F("counted"))
                & Q(counted__lte=F("of")),
                name="a_line_is_part_of_all_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.made_for_id} {self.period} {self.whom} {self.dimension}"


class Closing(Lasting):
    """The tables of a period as they were handed in; rows are only ever added.

    ``figures`` holds them by code, ``signature`` the keyed hash of everything that was closed.
    ``corrects`` names the closing that this one puts right, with the ``reason``; the first of a
    period has neither, and there is one of those. Nothing is ever reopened.
    """

    view_action = "planning.view"
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    period = models.CharField(max_length=7)
    document = models.CharField(max_length=200)
    figures = models.JSONField()
    signature = models.CharField(max_length=64)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    reason = models.CharField(max_length=500, blank=True)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["made_for", "period"],
                condition=Q(corrects=None),
                name="one_first_closing_a_period",
            ),
            models.CheckConstraint(
                condition=Q(corrects=None, reason="")
                | (Q(corrects__isnull=False) & ~Q(reason="")),
                name="a_correcting_closing_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.made_for_id} {self.period}"
