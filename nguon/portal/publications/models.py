"""Publications as they were taken in, and the keys whose signatures are believed."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nguon.core.fields import personal


class State(models.TextChoices):
    SHOWN = "shown", _("Đang đăng")
    WITHDRAWN = "withdrawn", _("Nơi công bố đã thu hồi")
    TAKEN_DOWN = "taken_down", _("Đã gỡ ở cổng")


class TrustedKey(models.Model):
    """The public part of a key, as it was told when the site was set up; 64 hex digits."""

    key = models.CharField(max_length=64, unique=True)
    trusted_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key[:12]


class Publication(models.Model):
    """The latest file of one publication. Once it is gone its content is, with every name.

    ``serial`` only grows, also when nothing is shown any more, so that no older file comes back.
    """

    ref = models.CharField(max_length=24, unique=True)
    serial = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State)
    title = models.CharField(max_length=300)
    organization = models.CharField(max_length=300)
    issued_on = models.DateField()
    content = models.JSONField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    taken_in_at = models.DateTimeField()

    protection: ClassVar[dict[str, Any]] = {
        "content": personal("3(1)", "publication", keep="until withdrawn or taken down"),
    }

    class Meta:
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.SHOWN, content__isnull=False)
                | (~Q(state=State.SHOWN) & Q(content__isnull=True)),
                name="content_only_while_shown",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("publication", args=[self.ref])
