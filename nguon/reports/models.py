"""Column mappings that an office taught once, and the runs of an import."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from nguon.core.fields import personal
from nguon.organizations.scoping import Lasting, Scoped
from nguon.people.models import new_ref


class ColumnMapping(Lasting):
    """Which column of the office's sheets means what; asked once, remembered per heading."""

    view_action = "people.import"
    heading = models.CharField(max_length=200)
    column = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["made_for", "heading"], name="one_meaning_a_heading")
        ]

    def __str__(self) -> str:
        return f"{self.heading} → {self.column}"


class RunStatus(models.TextChoices):
    WAITING = "waiting", _("Đang chờ")
    READING = "reading", _("Đang đọc")
    PREVIEW = "preview", _("Chờ xác nhận")
    WRITING = "writing", _("Đang ghi")
    DONE = "done", _("Đã xong")
    CANCELLED = "cancelled", _("Đã huỷ")
    FAILED = "failed", _("Không đọc được")


class ImportRun(Scoped):
    """One workbook on its way in. The file lies sealed under ``files`` until the run ends."""

    view_action = "people.import"
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    status = models.CharField(max_length=10, choices=RunStatus, default=RunStatus.WAITING)
    file = models.CharField(max_length=80)
    ties = models.JSONField(default=dict)
    report = models.BinaryField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=300, blank=True)
    cancel_asked = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    started_by = models.BigIntegerField()

    protection: ClassVar[dict[str, Any]] = {
        "report": personal("3(1)", "import", keep="30 days")
    }

    def __str__(self) -> str:
        return f"#{self.pk} {self.status}"
