"""Columns that an office taught, runs of an import, books compared, what is published."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from nguon.core.fields import MEMBER_FILE, personal
from nguon.organizations.scoping import Lasting, Scoped
from nguon.people.models import Person, new_ref


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
    CONFIRMED = "confirmed", _("Đã xác nhận, chờ ghi")
    WRITING = "writing", _("Đang ghi")
    DONE = "done", _("Đã xong")
    CANCELLED = "cancelled", _("Đã huỷ")
    FAILED = "failed", _("Không đọc được")


AT_WORK = (RunStatus.WAITING, RunStatus.READING, RunStatus.CONFIRMED, RunStatus.WRITING)
ENDED = (RunStatus.DONE, RunStatus.CANCELLED, RunStatus.FAILED)


class ImportRun(Scoped):
    """One workbook on its way in, from the upload to the report.

    The file lies sealed under ``files`` until the run ends. What names people (``report``, the
    name of the file, the workbook of refused rows) is sealed and goes after a few days; the counts
    stay. ``ties`` is what the clerk said stands behind the rows, ``failed`` the code of a reason.
    """

    view_action = "people.import"
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    status = models.CharField(max_length=10, choices=RunStatus, default=RunStatus.WAITING)
    file = models.CharField(max_length=80)
    ties = models.JSONField(default=list)
    report = models.BinaryField(null=True)
    counts = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    failed = models.CharField(max_length=30, blank=True)
    cancel_asked = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    started_by = models.BigIntegerField()

    protection: ClassVar[dict[str, Any]] = {"report": personal("3(1)", "import", keep="72 hours")}

    def __str__(self) -> str:
        return f"#{self.pk} {self.status}"


class ReformStatus(models.TextChoices):
    WAITING = "waiting", _("Đang chờ đọc")
    READING = "reading", _("Đang xem trước")
    PREVIEW = "preview", _("Chờ xác nhận")
    CONFIRMED = "confirmed", _("Đã xác nhận, chờ ghi")
    WRITING = "writing", _("Đang ghi")
    DONE = "done", _("Đã áp dụng")
    CANCELLED = "cancelled", _("Đã huỷ")
    FAILED = "failed", _("Không áp dụng được")


REFORM_AT_WORK = (
    ReformStatus.WAITING,
    ReformStatus.READING,
    ReformStatus.CONFIRMED,
    ReformStatus.WRITING,
)


class Reform(Scoped):
    """One list of acts on the tree, from the sheet to what was compared afterwards.

    ``pages`` is the sheet as it stood, ``rows`` what was made of it, ``faults`` why rows are
    refused, ``effects`` the preview, ``steps`` what was done, ``compared`` what the figures came
    to. ``undoes`` is the list that this one takes back, ``picked`` which of its rows. Nobody is
    named: places and numbers only. ``imprint`` tells the same list again.
    """

    view_action = "organizations.change"
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    status = models.CharField(max_length=10, choices=ReformStatus, default=ReformStatus.WAITING)
    file = models.CharField(max_length=80)
    pages = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    effects = models.JSONField(null=True)
    steps = models.JSONField(default=list)
    compared = models.JSONField(null=True)
    imprint = models.CharField(max_length=64, blank=True)
    undoes = models.ForeignKey("self", models.PROTECT, null=True, related_name="undone_by")
    picked = models.JSONField(default=list)
    on = models.DateField(null=True)
    document = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=8)
    failed = models.CharField(max_length=30, blank=True)
    about = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    started_by = models.BigIntegerField()

    def __str__(self) -> str:
        return f"#{self.pk} {self.status}"


class WithWhom(models.TextChoices):
    """The side with which a book is compared."""

    ABOVE = "above", _("Cấp trên trực tiếp")
    BELOW = "below", _("Cấp dưới trực tiếp")


class BookComparison(Scoped):
    """A list of members was compared with the level above or below; rows are only added.

    ``full`` and ``probationary`` are what the register had for that day when it was compared,
    ``theirs`` the other side's number. ``people`` names who compared, ``differences`` says in
    words what did not agree; nothing means that all did.
    """

    view_action = "membership.view"
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    on = models.DateField()
    with_whom = models.CharField(max_length=5, choices=WithWhom)
    partner = models.CharField(max_length=200)
    full = models.PositiveIntegerField()
    probationary = models.PositiveIntegerField()
    theirs = models.PositiveIntegerField()
    people = models.CharField(max_length=300)
    differences = models.CharField(max_length=1000, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()

    protection: ClassVar[dict[str, Any]] = {
        "people": personal("3(1)", "membership", keep=MEMBER_FILE),
        "differences": personal("3(1)", "membership", keep=MEMBER_FILE),
    }

    class Meta(Scoped.Meta):
        indexes = [models.Index(fields=["organization", "on"], name="comparisons_by_day")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.on:%d/%m/%Y}"

    @property
    def ours(self) -> int:
        return self.full + self.probationary


class PublicationKind(models.TextChoices):
    """What may be told to the public."""

    RESULTS = "term_results", _("Kết quả kết nạp của nhiệm kỳ")
    CLASSES = "classes", _("Các lớp đã mở")
    MOVEMENTS = "movements", _("Phong trào, cuộc vận động")
    NEW_MEMBERS = "new_members", _("Tên đảng viên mới, của người đồng ý công bố")


class PublicationStatus(models.TextChoices):
    PROPOSED = "proposed", _("Chờ duyệt")
    PUBLISHED = "published", _("Đã duyệt công bố")
    DECLINED = "declined", _("Không duyệt")
    WITHDRAWN = "withdrawn", _("Đã thu hồi")


class Publication(Lasting):
    """One snapshot for the public: proposed by an office, approved by a committee.

    ``content`` is what will be read, with small numbers hidden and nobody named; ``claims`` what
    it tells of numbers of people, for all later ones to be compared with. Neither changes.
    ``serial`` numbers the files that were signed of it: each takes the place of the one before;
    ``signed_names`` is how many people the latest names.
    """

    view_action = "publication.view"
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    kind = models.CharField(max_length=12, choices=PublicationKind)
    term = models.CharField(max_length=20)
    as_of = models.DateField()
    status = models.CharField(max_length=9, choices=PublicationStatus)
    content = models.JSONField()
    claims = models.JSONField()
    serial = models.PositiveIntegerField(default=0)
    signed_names = models.PositiveIntegerField(default=0)
    issued_on = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.BigIntegerField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)

    protection: ClassVar[dict[str, Any]] = {
        "content": personal("3(1)", "publication", keep=MEMBER_FILE),
    }

    class Meta(Lasting.Meta):
        indexes = [
            models.Index(fields=["organization", "proposed_at"], name="publications_by_day")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="proposed") | models.Q(decided_at__isnull=False),
                name="published_by_a_decision",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind} {self.term}"

    @property
    def title(self) -> str:
        return str(self.content["title"])


class PublishedName(Scoped):
    """Somebody who agreed to be named to the public stands in a publication.

    The row goes with the consent; what is signed next no longer has the name.
    """

    view_action = "publication.view"
    publication = models.ForeignKey(Publication, models.CASCADE, related_name="names")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["publication", "person"], name="named_once")
        ]

    def __str__(self) -> str:
        return f"#{self.publication_id} #{self.person_id}"
