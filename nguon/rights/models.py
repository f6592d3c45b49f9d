"""Requests of people about their own data; incidents; who answers for data; the impact file."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nguon.core.fields import MEMBER_FILE, personal
from nguon.organizations.models import OPEN_END, Dated, Organization
from nguon.organizations.scoping import Scoped
from nguon.people.models import Person, new_ref

PROOF = "life of the data + 5 years"


class Kind(models.TextChoices):
    """What a person may ask for; PDPL article 4."""

    VIEW = "view", _("Xem dữ liệu")
    COPY = "copy", _("Cung cấp bản sao")
    CORRECT = "correct", _("Sửa dữ liệu")
    WITHDRAW = "withdraw", _("Rút lại sự đồng ý")
    RESTRICT = "restrict", _("Hạn chế xử lý")
    OBJECT = "object", _("Phản đối xử lý")
    DELETE = "delete", _("Xoá dữ liệu")
    PROTECT = "protect", _("Áp dụng biện pháp bảo vệ")


class Outcome(models.TextChoices):
    DONE = "done", _("Đã thực hiện")
    REFUSED = "refused", _("Từ chối, có căn cứ")


class Ground(models.TextChoices):
    """Why something asked for may not be done; there is no "other"."""

    MEMBER_FILE = "member_file", _("Hồ sơ đảng viên phải giữ theo quy định của Đảng")
    LAW = "law", _("Luật yêu cầu giữ hoặc không cho phép")
    CLAIM = "claim", _("Đang cần để giải quyết khiếu nại, tố cáo, tố tụng")
    OTHERS = "others", _("Ảnh hưởng đến quyền của người khác theo luật")
    NOT_THE_PERSON = "not_the_person", _("Người yêu cầu không phải là chủ thể dữ liệu")
    NOTHING_HELD = "nothing_held", _("Không giữ dữ liệu nào về người này")


class Request(Scoped):
    """Somebody asked for something about the own data on a day.

    It names nobody by itself and stays when the person was erased; then ``person`` is empty, as
    it is for somebody who is not on file. ``document`` is the number under which it came in.
    """

    view_action = "rights.view"
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    document = models.CharField(max_length=40)
    received_on = models.DateField()
    helped = models.BooleanField(default=False)
    answer_by = models.DateField()
    due_on = models.DateField()
    answered_on = models.DateField(null=True)
    extended_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    outcome = models.CharField(max_length=7, choices=Outcome, blank=True)
    ground = models.CharField(max_length=14, choices=Ground, blank=True)
    told_on = models.DateField(null=True)
    received_by = models.BigIntegerField()

    protection: ClassVar[dict[str, Any]] = {
        "document": personal("3(1)"),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("received_on")), name="request_is_due_after_it_came"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, outcome="")
                | Q(ended_on__isnull=False, outcome="done", ground="")
                | Q(ended_on__isnull=False, outcome="refused", told_on__isnull=False)
                & ~Q(ground=""),
                name="a_refusal_names_its_ground_and_was_told",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "due_on"],
                condition=Q(ended_on__isnull=True),
                name="open_requests_by_due_day",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind}"


class RequestStep(Scoped):
    """What was done about a request; rows are only added, and go with the person.

    What was typed may name somebody, so it does not outlive the person as the request does.
    """

    class Kind(models.TextChoices):
        ANSWERED = "answered", _("Đã trả lời")
        EXTENDED = "extended", _("Gia hạn")
        DONE = "done", _("Đã thực hiện")
        REFUSED = "refused", _("Từ chối")

    view_action = "rights.view"
    request = models.ForeignKey(Request, models.CASCADE, related_name="steps")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    on = models.DateField()
    words = models.CharField(max_length=500, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()

    protection: ClassVar[dict[str, Any]] = {"words": personal("3(1)", "rights", keep=PROOF)}

    def __str__(self) -> str:
        return f"#{self.request_id} {self.kind}"


class Incident(Scoped):
    """Something went wrong with people's data; the first alarm starts 72 hours.

    ``accounts`` and the time between ``seen_from`` and ``seen_to`` say whose reading is counted
    from the trail into ``people``. What is typed names nobody. ``request`` is the overdue one
    that raised it, if one did.
    """

    class Kind(models.TextChoices):
        LEAK = "leak", _("Lộ, mất dữ liệu cá nhân")
        WRONG_PURPOSE = "wrong_purpose", _("Dùng dữ liệu sai mục đích")
        OVERDUE = "overdue", _("Quá hạn một yêu cầu của người dân")
        UNLAWFUL = "unlawful", _("Thu thập, cung cấp trái phép")
        MANY_FILES = "many_files", _("Mở nhiều hồ sơ nhạy cảm trong một giờ")
        AT_NIGHT = "at_night", _("Mở dữ liệu nhạy cảm ban đêm")
        LONG_LIST = "long_list", _("Xuất danh sách dài")
        GUESSING = "guessing", _("Thử mật khẩu của một tài khoản nhiều lần")

    view_action = "rights.incidents"
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    kind = models.CharField(max_length=13, choices=Kind)
    noticed_at = models.DateTimeField()
    notify_by = models.DateTimeField()
    notify_on = models.DateField()
    cyber = models.BooleanField(default=False)
    about = models.CharField(max_length=500)
    accounts = models.JSONField(default=list)
    seen_from = models.DateTimeField(null=True)
    seen_to = models.DateTimeField(null=True)
    people = models.PositiveIntegerField(null=True)
    notified_at = models.DateTimeField(null=True)
    document = models.CharField(max_length=40, blank=True)
    closed_on = models.DateField(null=True)
    outcome = models.CharField(max_length=500, blank=True)
    request = models.OneToOneField(Request, models.PROTECT, null=True, related_name="+")
    recorded_by = models.BigIntegerField()

    protection: ClassVar[dict[str, Any]] = {
        "about": personal("3(1)"),
        "accounts": personal("3(1)"),
        "outcome": personal("3(1)"),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | ~Q(outcome=""),
                name="an_incident_closes_with_words",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind}"


class Officer(Dated):
    """Who protects people's data for an organisation and those below, named in writing."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    reach = models.CharField(max_length=200)
    degree = models.CharField(max_length=200)
    years = models.PositiveSmallIntegerField()
    document = models.CharField(max_length=200)

    protection: ClassVar[dict[str, Any]] = {
        "name": personal("3(1)", "notice", keep=MEMBER_FILE),
        "reach": personal("3(5)", "notice", keep=MEMBER_FILE),
        "degree": personal("3(1)", "notice", keep=MEMBER_FILE),
        "years": personal("3(1)", "notice", keep=MEMBER_FILE),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(years__gte=2), name="an_officer_has_two_years_of_practice"
            ),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(valid_to=OPEN_END),
                name="one_standing_officer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.document}"


class Impact(Scoped):
    """The impact file of an organisation: when processing began, when it was sent, next review."""

    view_action = "rights.impact"
    begun_on = models.DateField()
    sent_on = models.DateField(null=True)
    document = models.CharField(max_length=40, blank=True)
    due_on = models.DateField()

    def __str__(self) -> str:
        return f"#{self.pk} {self.due_on:%d/%m/%Y}"
