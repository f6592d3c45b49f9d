"""Documents of the register, what each took the place of, and every text that one ever had."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Least
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from nguon.core.fields import Protected, personal
from nguon.portal.files.models import StoredFile
from nguon.portal.models import User, new_ref

OPEN_END = date(9999, 12, 31)
AS_LONG_AS_IT_STANDS = "as long as the document stands in the register"


class Kind(models.TextChoices):
    """The parts of the register; the value is part of an address and stays."""

    NEW = "van-ban-moi", gettext_lazy("Văn bản mới ban hành")
    INVITATION = "giay-moi-hop", gettext_lazy("Giấy mời họp")
    CONCLUSION = "thong-bao-ket-luan", gettext_lazy("Thông báo kết luận")
    ISO = "tai-lieu-iso", gettext_lazy("Tài liệu ISO")
    CITIZENS = "van-ban-can-biet", gettext_lazy("Văn bản người dân cần biết")
    POLICY = "chu-truong-chinh-sach", gettext_lazy("Chủ trương, chính sách")
    TAX = "chinh-sach-thue", gettext_lazy("Thông tin chính sách thuế mới")
    SETTLEMENT = "quyet-toan-thue", gettext_lazy("Hỗ trợ quyết toán thuế")


# What a kind has beside number, type, field, issuer, signer and summary, in the order shown.
OWN_FIELDS: dict[str, tuple[str, ...]] = {
    Kind.NEW: (),
    Kind.INVITATION: ("meets_at", "place", "invited"),
    Kind.CONCLUSION: ("about_meeting", "meets_at"),
    Kind.ISO: ("standard", "code", "version"),
    Kind.CITIZENS: ("concerns",),
    Kind.POLICY: ("concerns",),
    Kind.TAX: ("tax", "concerns"),
    Kind.SETTLEMENT: ("tax", "deadline_on", "help_from"),
}
NEEDED: dict[str, tuple[str, ...]] = {
    Kind.INVITATION: ("meets_at", "place", "invited"),
    Kind.CONCLUSION: ("about_meeting",),
    Kind.ISO: ("standard", "code", "version"),
}
WITHOUT_VALIDITY = (Kind.INVITATION,)  # it is over when the meeting is


class State(models.TextChoices):
    DRAFT = "draft", gettext_lazy("Bản nháp")
    PUBLISHED = "published", gettext_lazy("Đã đăng")
    WITHDRAWN = "withdrawn", pgettext_lazy("page", "Đã gỡ")


class Holds(models.TextChoices):
    """Whether a document is in force on a day; the value is part of an address."""

    AHEAD = "chua", gettext_lazy("Chưa có hiệu lực")
    NOW = "con", gettext_lazy("Còn hiệu lực")
    OVER = "het", gettext_lazy("Hết hiệu lực")
    UNSAID = "khong-ghi", gettext_lazy("Không ghi hiệu lực")


@dataclass(frozen=True, slots=True)
class Validity:
    """Whether a document is in force on some day, and since or until when."""

    holds: Holds
    on: date | None = None

    def __str__(self) -> str:
        if self.holds == Holds.OVER and self.on:
            return _("hết hiệu lực từ %s") % f"{self.on:%d/%m/%Y}"
        if self.holds == Holds.AHEAD and self.on:
            return _("chưa có hiệu lực, có hiệu lực từ %s") % f"{self.on:%d/%m/%Y}"
        return str(self.holds.label).lower()


class DocumentQuerySet(QuerySet["Document"]):
    def public(self, at: datetime) -> "DocumentQuerySet":
        """What everybody may read at the instant ``at``, the newest first, with its last day."""
        shown = self.filter(state=State.PUBLISHED, published_at__lte=at).with_end()
        return shown.order_by(F("issued_on").desc(nulls_last=True), "-published_at", "-pk")

    def with_end(self) -> "DocumentQuerySet":
        """With ``over_from``: the first day on which each is no longer in force, if there is one.

        Reading: a document that is replaced as a whole ends when what replaces it begins.
        """
        later = Succession.objects.filter(
            replaced=OuterRef("pk"), whole=True, by__state=State.PUBLISHED
        )
        begins = later.annotate(day=Coalesce("by__effective_from", "by__issued_on"))
        first = Subquery(begins.order_by("day").values("day")[:1])
        never = Value(OPEN_END)
        ends = Least(Coalesce("effective_to", never), Coalesce(first, never))
        over = Case(When(ends__lt=OPEN_END, then=F("ends")), default=None)
        return self.annotate(ends=ends).annotate(over_from=over)

    def that_hold(self, holds: str, on: date) -> "DocumentQuerySet":
        """Those of ``public`` that are, or are not, in force on a day."""
        over = Q(ends__lte=on)
        wanted = {
            Holds.OVER: over,
            Holds.AHEAD: Q(effective_from__gt=on) & ~over,
            Holds.NOW: Q(effective_from__lte=on) & ~over,
            Holds.UNSAID: Q(effective_from=None) & ~over,
        }
        return self.filter(wanted[Holds(holds)])


class Document(models.Model):
    """One document. Its kind and its address stay; every text that it had is a ``Revision``.

    ``effective_to`` is the first day on which it no longer holds. ``edition`` grows with every
    change. Fields that its kind does not have are empty.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    kind = models.CharField(max_length=24, choices=Kind)
    slug = models.SlugField(max_length=160)
    number = models.CharField(gettext_lazy("Số, ký hiệu"), max_length=60, blank=True)
    title = models.CharField(gettext_lazy("Trích yếu"), max_length=400)
    type = models.CharField(gettext_lazy("Loại văn bản"), max_length=60, blank=True)
    field = models.CharField(gettext_lazy("Lĩnh vực"), max_length=80, blank=True)
    issuer = models.CharField(gettext_lazy("Cơ quan ban hành"), max_length=150, blank=True)
    signer = models.CharField(gettext_lazy("Người ký"), max_length=120, blank=True)
    summary = models.TextField(gettext_lazy("Tóm tắt"), blank=True)
    issued_on = models.DateField(gettext_lazy("Ngày ban hành"), null=True)
    effective_from = models.DateField(gettext_lazy("Có hiệu lực từ"), null=True)
    effective_to = models.DateField(gettext_lazy("Hết hiệu lực từ"), null=True)

    meets_at = models.DateTimeField(gettext_lazy("Thời gian họp"), null=True)
    place = models.CharField(gettext_lazy("Địa điểm"), max_length=200, blank=True)
    invited = models.TextField(gettext_lazy("Thành phần mời"), blank=True)
    about_meeting = models.CharField(gettext_lazy("Cuộc họp"), max_length=250, blank=True)
    standard = models.CharField(gettext_lazy("Bộ tài liệu"), max_length=120, blank=True)
    code = models.CharField(gettext_lazy("Mã tài liệu"), max_length=40, blank=True)
    version = models.PositiveSmallIntegerField(gettext_lazy("Lần ban hành"), null=True)
    concerns = models.CharField(gettext_lazy("Đối tượng áp dụng"), max_length=250, blank=True)
    tax = models.CharField(gettext_lazy("Loại thuế"), max_length=120, blank=True)
    deadline_on = models.DateField(gettext_lazy("Hạn nộp"), null=True)
    help_from = models.CharField(gettext_lazy("Nơi hỗ trợ"), max_length=250, blank=True)

    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(gettext_lazy("Lý do gỡ"), max_length=300, blank=True)
    edition = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    words = models.TextField(editable=False)
    found_by = models.TextField(editable=False)
    files = models.ManyToManyField(StoredFile, through="Attachment", related_name="+")

    objects = DocumentQuerySet.as_manager()

    protection: ClassVar[dict[str, Protected]] = {
        "signer": personal("3(1)", "publication", keep=AS_LONG_AS_IT_STANDS),
        "invited": personal("3(1)", "publication", keep=AS_LONG_AS_IT_STANDS),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="document_address_once"),
            models.UniqueConstraint(
                fields=["standard", "code", "version"],
                condition=Q(kind=Kind.ISO, state=State.PUBLISHED),
                name="iso_version_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | Q(published_at__isnull=False),
                name="document_published_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(effective_to=None)
                | Q(effective_from=None)
                | Q(effective_to__gte=F("effective_from")),
                name="document_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.INVITATION, state=State.PUBLISHED)
                | (Q(meets_at__isnull=False) & ~Q(place="") & ~Q(invited="")),
                name="invitation_says_when_where_who",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "state", "-issued_on"], name="documents_of_a_kind"),
            models.Index(fields=["state", "-issued_on"], name="documents_newest_first"),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.type, self.number) if part) or self.title

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.kind, self.slug])

    @property
    def own_fields(self) -> tuple[str, ...]:
        return OWN_FIELDS[self.kind]

    def validity(self, on: date) -> Validity:
        """Whether the document is in force on a day; read through ``with_end``.

        Reading: without a first day only its end can be told.
        """
        over: date | None = getattr(self, "over_from", self.effective_to)
        if over and over <= on:
            return Validity(Holds.OVER, over)
        if self.effective_from is None:
            return Validity(Holds.UNSAID)
        if self.effective_from > on:
            return Validity(Holds.AHEAD, self.effective_from)
        return Validity(Holds.NOW, over)


class Succession(models.Model):
    """One document takes the place of another, as a whole or in part."""

    by = models.ForeignKey(Document, models.CASCADE, related_name="replaces")
    replaced = models.ForeignKey(Document, models.PROTECT, related_name="successions")
    whole = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "replaced"], name="replaced_once"),
            models.CheckConstraint(condition=~Q(by=F("replaced")), name="replaces_another"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} > {self.replaced_id}"


class Attachment(models.Model):
    """A file of a document, in its order."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "file"], name="attached_once"),
        ]

    def __str__(self) -> str:
        return str(self.file)


class Revision(models.Model):
    """What a document said in one of its editions. Rows are only ever added."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="revisions")
    edition = models.PositiveIntegerField()
    said = models.JSONField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering = ["-edition"]
        constraints = [
            models.UniqueConstraint(fields=["document", "edition"], name="an_edition_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.edition}"
