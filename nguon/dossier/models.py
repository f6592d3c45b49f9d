"""Papers of a case and their parts, files sent back, the book of dossiers handed on and lent."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nguon.core.fields import MEMBER_FILE, personal, sensitive
from nguon.development.models import Case
from nguon.organizations.models import Organization
from nguon.organizations.scoping import Lasting, Scoped
from nguon.people.models import Person, new_ref


class Paper(Scoped):
    """One paper of a case that is kept as a picture or file; what it says lies in its parts.

    ``code`` is its line of the checklist. Nothing of a row changes but that, once, the paper was
    taken out of the dossier: when, why and by whom. It goes with the case.
    """

    class Out(models.TextChoices):
        """Why a paper was taken out; all but the first destroy what it said."""

        REPLACED = "replaced", _("Đã có bản khác thay")
        MISTAKEN = "mistaken", _("Nhầm người hoặc nhầm giấy")
        NOT_NEEDED = "not_needed", _("Thủ tục không cần giấy này")
        ASKED = "asked", _("Người có hồ sơ yêu cầu")
        SECRET = "secret", _("Phát hiện tài liệu có độ mật")
        WITHDRAWN = "withdrawn", _("Người có hồ sơ đã rút sự đồng ý")

    view_action = "people.open"
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="papers")
    code = models.CharField(max_length=20)
    dated_on = models.DateField(null=True)
    document = models.CharField(max_length=120, blank=True)
    added_at = models.DateTimeField()
    added_by = models.BigIntegerField()
    out_on = models.DateField(null=True)
    out_why = models.CharField(max_length=12, choices=Out, blank=True)
    out_by = models.BigIntegerField(null=True)

    protection: ClassVar[dict[str, Any]] = {
        "document": personal("3(1)"),
        "dated_on": personal("3(1)"),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(out_on__isnull=True, out_why="", out_by__isnull=True)
                | Q(out_on__isnull=False, out_by__isnull=False) & ~Q(out_why=""),
                name="paper_is_out_for_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.code}"


class PaperPart(Scoped):
    """One file of a paper, in its order: a picture of a page, or a document of several pages.

    The content lies on disk under ``digest``, a keyed hash of case and content, sealed with the
    person's key; the same content twice in a case has the same one. ``size`` is in bytes, of the
    plain content. ``kept`` says whether the bytes still have to be there.
    """

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        JPEG = "jpeg", "JPEG"
        PNG = "png", "PNG"
        WEBP = "webp", "WebP"
        DOCX = "docx", "DOCX"

    view_action = "people.open"
    paper = models.ForeignKey(Paper, models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=4, choices=Kind)
    pages = models.PositiveSmallIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    kept = models.BooleanField(default=True)
    added_at = models.DateTimeField()
    added_by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "position"], name="one_part_a_position"),
            models.UniqueConstraint(
                fields=["digest"], condition=Q(kept=True), name="one_part_a_content"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.paper_id} {self.position}"


class FileReturn(Scoped):
    """The deciding committee sent a file back, or it was handed in again; rows are only added.

    ``reasons`` holds codes of ``Reason``; what was written about them lies sealed under the
    person's key. ``sender`` is who sent it back. A row that hands the file in again names in
    ``answers`` the return that it answers.
    """

    class Kind(models.TextChoices):
        RETURNED = "returned", _("Trả lại")
        RESUBMITTED = "resubmitted", _("Nộp lại")

    class Reason(models.TextChoices):
        """What is wrong with a file, so that a list may say it without telling of the person."""

        MISSING = "missing", _("Thiếu giấy tờ")
        EXPIRED = "expired", _("Giấy tờ hết hạn hoặc phải làm lại")
        UNSIGNED = "unsigned", _("Thiếu chữ ký, con dấu, ngày tháng")
        UNCLEAR = "unclear", _("Nội dung chưa rõ hoặc không khớp nhau")
        ORDER = "order", _("Sai trình tự")
        VOTE = "vote", _("Biểu quyết hoặc nghị quyết chưa đúng")
        VERIFICATION = "verification", _("Thẩm tra chưa đủ")
        INTRODUCTION = "introduction", _("Giới thiệu chưa đúng")
        FORM = "form", _("Không đúng mẫu")
        OTHER = "other", _("Lý do khác")

    view_action = "development.view"
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="returns")
    kind = models.CharField(max_length=12, choices=Kind)
    on = models.DateField()
    due_on = models.DateField(null=True)
    sender = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    reasons = models.JSONField(default=list)
    document = models.CharField(max_length=120, blank=True)
    sealed = models.BinaryField(null=True)
    answers = models.OneToOneField("self", models.CASCADE, null=True, related_name="answer")
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()

    protection: ClassVar[dict[str, Any]] = {
        "document": personal("3(1)"),
        "sealed": sensitive("4(1)"),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="returned", answers__isnull=True)
                | Q(kind="resubmitted", answers__isnull=False),
                name="handing_in_again_answers_a_return",
            )
        ]
        indexes = [models.Index(fields=["case", "on"], name="returns_of_a_case")]

    def __str__(self) -> str:
        return f"#{self.case_id} {self.kind} {self.on:%d/%m/%Y}"


class BookLine(Lasting):
    """One line of the book of dossiers: handed on for good, lent, brought back, or struck out.

    Rows are only added; bringing back and striking out name in ``settles`` the line they are
    about. The book stays with its place when the person moves.
    """

    class Kind(models.TextChoices):
        HANDED = "handed", _("Bàn giao")
        LENT = "lent", _("Cho mượn")
        BACK = "back", _("Trả lại")
        STRUCK = "struck", _("Ghi nhầm, gạch bỏ")

    class What(models.TextChoices):
        ADMISSION = "admission", _("Hồ sơ kết nạp")
        MEMBER = "member", _("Hồ sơ đảng viên")

    view_action = "dossier.book"
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="book_lines")
    kind = models.CharField(max_length=6, choices=Kind)
    what = models.CharField(max_length=9, choices=What)
    on = models.DateField()
    until = models.DateField(null=True)
    pieces = models.PositiveSmallIntegerField(null=True)
    giver = models.CharField(max_length=200, blank=True)
    taker = models.CharField(max_length=200, blank=True)
    document = models.CharField(max_length=120, blank=True)
    words = models.CharField(max_length=300, blank=True)
    settles = models.ForeignKey("self", models.CASCADE, null=True, related_name="settled_by")
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()

    protection: ClassVar[dict[str, Any]] = {
        "giver": personal("3(1)", "membership", keep=MEMBER_FILE),
        "taker": personal("3(1)", "membership", keep=MEMBER_FILE),
        "document": personal("3(1)", "membership", keep=MEMBER_FILE),
        "words": personal("3(1)", "membership", keep=MEMBER_FILE),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["handed", "lent"], settles__isnull=True)
                | Q(kind__in=["back", "struck"], settles__isnull=False),
                name="what_settles_a_line_names_it",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(kind="lent", until__gte=F("on")),
                name="only_what_is_lent_has_an_end",
            ),
            models.UniqueConstraint(
                fields=["settles"], condition=Q(kind="struck"), name="struck_out_once"
            ),
        ]
        indexes = [models.Index(fields=["organization", "on"], name="book_by_day")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind} {self.on:%d/%m/%Y}"
