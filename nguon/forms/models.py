"""Papers that offices made for themselves: one row a paper, one row each time it was laid anew."""

from django.db import models
from django.db.models import F, Q

from nguon.organizations.scoping import Lasting, Scoped
from nguon.people.models import new_ref


class OwnForm(Lasting):
    """A paper that an office made for one kind of act, for itself and those below.

    Only its withdrawal is ever put down on it, with the reason; what it looks like is in its
    editions.
    """

    view_action = "people.open"
    binds_below = True
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    title = models.CharField(max_length=200)
    act = models.CharField(max_length=60)
    withdrawn_on = models.DateField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawn_why=""),
                name="own_form_goes_with_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class OwnEdition(Scoped):
    """How such a paper looks from a day on, until the next; rows are only ever added.

    ``content`` is a document that ``core.uploads`` made harmless; it names no person.
    """

    view_action = "people.open"
    binds_below = True
    form = models.ForeignKey(OwnForm, models.PROTECT, related_name="editions")
    valid_from = models.DateField()
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(F("form"), F("valid_from").desc(), name="own_editions_by_day"),
        ]

    def __str__(self) -> str:
        return f"#{self.form_id} {self.valid_from:%d/%m/%Y}"
