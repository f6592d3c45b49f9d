"""Who wants to be told how, and the letters that went out."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from nguon.accounts.models import User
from nguon.core.fields import personal

WHILE_WANTED = "until its owner stops it"


class Feed(models.Model):
    """The secret address under which one user's calendar can be read; only its hash is kept.

    Renewing replaces the row's hash, withdrawing deletes the row.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=5)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"#{self.user_id}"


class Subscription(models.Model):
    """Somebody wants the weekly letter, at this address, in this language; no row, no letter."""

    user = models.OneToOneField(User, models.CASCADE, related_name="+")
    address = models.EmailField(max_length=200)
    language = models.CharField(max_length=5)
    since = models.DateTimeField()

    protection: ClassVar[dict[str, Any]] = {
        "address": personal("3(5)", "access", keep=WHILE_WANTED)
    }

    def __str__(self) -> str:
        return f"#{self.user_id}"


class Letter(models.Model):
    """The letter of one user and week, which goes out at most once; its words are not kept.

    ``week`` is its Monday. A row is ``taken`` before anything is sent and stays so if the process
    ends before it could say what came of it: then nobody sends it again.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Chờ gửi")
        TAKEN = "taken", _("Đang gửi")
        SENT = "sent", _("Đã gửi")
        EMPTY = "empty", _("Không có gì để báo")
        UNSURE = "unsure", _("Không rõ đã tới chưa, không gửi lại")
        REFUSED = "refused", _("Máy chủ thư không nhận")

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    week = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    changed_at = models.DateTimeField()
    fault = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "week"], name="one_letter_a_week")]
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=models.Q(state="waiting"),
                name="letters_that_wait",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.user_id} {self.week:%d/%m/%Y} {self.state}"
