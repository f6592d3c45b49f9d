"""Cases and the dated acts in them."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from nguon.core.fields import personal, sensitive
from nguon.organizations.models import Organization
from nguon.organizations.scoping import Scoped
from nguon.people.models import Person, new_ref


class Case(Scoped):
    """One person's way to full membership, followed by one cell.

    ``closed_on`` is exclusive; ``opened_in`` stays as ``happened_in`` of an act does. Everything
    from ``stage`` on is a projection of the verdict on ``judged_on`` under ``release``, good
    until, but not on, ``next_change_on``: only ``projection.py`` writes it, and it can always be
    computed again.
    ``findings`` holds the codes that rest on no sensitive fact; ``concealed`` says that there are
    others, which only the open file shows. ``steps`` holds every next step, the columns the most
    pressing one; ``studies`` says whether a class is due, or its certificate ends soon.
    """

    view_action = "development.view"
    happens = ("opened_in", "opened_on")
    when_ground_changes: ClassVar[dict[str, Any]] = {"release": ""}  # no release judged it so
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="cases")
    opened_on = models.DateField()
    opened_in = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True, blank=True)

    stage = models.CharField(max_length=40, blank=True)
    next_step = models.CharField(max_length=40, blank=True)
    next_actor = models.CharField(max_length=40, blank=True)
    next_due_on = models.DateField(null=True)
    next_earliest_on = models.DateField(null=True)
    next_rule = models.CharField(max_length=20, blank=True)
    steps = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    concealed = models.BooleanField(default=False)
    blocked_since = models.DateField(null=True)
    next_change_on = models.DateField(null=True)
    judged_on = models.DateField(null=True)
    release = models.CharField(max_length=40, blank=True)
    studies = models.BooleanField(default=False)
    admitted_on = models.DateField(null=True)
    recognised_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(closed_on__isnull=True),
                name="one_open_case_per_person",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="case_closes_after_it_opens",
            ),
        ]
        indexes = [
            models.Index(
                # the last one only lets SQLite answer from the index alone
                fields=[
                    "organization",
                    "next_due_on",
                    "blocked_since",
                    "next_step",
                    "stage",
                    "closed_on",
                ],
                condition=Q(closed_on__isnull=True),
                name="open_cases_by_due_day",
            ),
            models.Index(  # for lists of a province or more, which are read in this order
                fields=["next_due_on", "id", "organization"],
                condition=Q(closed_on__isnull=True, next_due_on__isnull=False),
                name="open_cases_in_order_of_due",
            ),
            models.Index(
                fields=["id", "organization"],
                condition=Q(closed_on__isnull=True, next_due_on__isnull=True) & ~Q(next_step=""),
                name="open_cases_without_a_limit",
            ),
            models.Index(
                fields=["blocked_since", "id", "organization"],
                condition=Q(closed_on__isnull=True, blocked_since__isnull=False),
                name="open_cases_in_order_of_stop",
            ),
            models.Index(
                fields=["release"],
                condition=Q(closed_on__isnull=True),
                name="open_cases_by_release",
            ),
            models.Index(
                fields=["organization"],
                condition=Q(closed_on__isnull=True, studies=True),
                name="open_cases_that_study",
            ),
            models.Index(
                fields=["next_change_on"],
                condition=Q(closed_on__isnull=True),
                name="open_cases_by_change",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class CaseEvent(Scoped):
    """One dated act in a case. Rows are only ever added; a wrong one is retracted by another.

    ``organization`` keeps the file today and moves with it; ``happened_in`` stays, unless its end
    is recorded later and from a day before the act: then it was with the successor. An act
    that is sensitive by its nature has the type ``sealed`` and its type and fields lie encrypted
    in ``sealed``. ``retracts`` names the event that this one takes back.
    """

    view_action = "development.view"
    happens = ("happened_in", "happened_on")
    case = models.ForeignKey(  # events_in_order begins with it
        Case, models.PROTECT, related_name="events", db_index=False
    )
    type = models.CharField(max_length=40)
    happened_on = models.DateField()
    happened_in = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    fields = models.JSONField(default=dict)
    sealed = models.BinaryField(null=True)
    document = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=500, blank=True)
    against = models.JSONField(default=list)
    despite = models.JSONField(null=True)
    retracts = models.OneToOneField("self", models.PROTECT, null=True, related_name="retracted_by")
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()

    protection: ClassVar[dict[str, Any]] = {
        "fields": personal("3(1)"),
        "note": personal("3(1)"),
        "sealed": sensitive("4(1)"),
    }

    class Meta:
        indexes = [
            models.Index(fields=["case", "happened_on", "id"], name="events_in_order"),
            models.Index(
                fields=["type", "happened_on", "happened_in", "case"], name="events_by_type"
            ),
            models.Index(fields=["happened_in", "type", "happened_on"], name="events_of_a_place"),
            models.Index(
                fields=["case"], condition=Q(despite__isnull=False), name="departures_of_a_case"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.type} {self.happened_on:%d/%m/%Y}"


class Total(models.Model):
    """How many there are of one kind at one place of today's tree, all below it included.

    Derived from cases and acts by ``totals.fold``; nobody else writes it, and ``totals`` alone
    reads it, for it holds only as far as the trail says that nothing happened since.
    """

    place = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    key = models.CharField(max_length=40)
    number = models.IntegerField()

    class Meta:
        indexes = [  # read from the index alone
            models.Index(fields=["place", "kind", "key", "number"], name="totals_of_a_place")
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.kind} {self.key}: {self.number}"


class Fold(models.Model):
    """Up to which line of the trail the totals were counted, and by the tree of which day.

    One row, or none before the first time.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    line = models.BigIntegerField()
    on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_fold")]

    def __str__(self) -> str:
        return f"{self.on} {self.line}"
