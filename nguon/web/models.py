"""Drafts: what somebody was typing when the power went."""

from typing import Any, ClassVar

from django.db import models

from nguon.accounts.models import User
from nguon.core.fields import personal
from nguon.people.models import Person


class Draft(models.Model):
    """What one user last typed into one form, sealed; dropped when the form is sent.

    ``person`` is whose case the form is about: erasing a person erases what was being typed.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    form = models.CharField(max_length=200)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    sealed = models.BinaryField()
    saved_at = models.DateTimeField(db_index=True)

    protection: ClassVar[dict[str, Any]] = {"sealed": personal("3(1)", "draft", keep="14 days")}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "form"], name="one_draft_a_form")]

    def __str__(self) -> str:
        return f"#{self.user_id} {self.form}"
