"""Tables of criteria, rounds of grading, the sheets of those graded, what was decided, appeals.

Sheets of organisations and of members have the same shape in tables of their own, since whoever
sees the one does not see the other. No text about a member is kept, only the paper it stands in.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nguon.accounts.models import User
from nguon.core.fields import MEMBER_FILE, Protected, personal
from nguon.organizations.models import Organization
from nguon.organizations.scoping import Lasting, Scoped
from nguon.people.models import Person, new_ref


class Grade(models.TextChoices):
    """The four grades, as every regulation since 2018 names them."""

    EXCELLENT = "excellent", _("Hoàn thành xuất sắc nhiệm vụ")
    GOOD = "good", _("Hoàn thành tốt nhiệm vụ")
    COMPLETED = "completed", _("Hoàn thành nhiệm vụ")
    NOT_COMPLETED = "not_completed", _("Không hoàn thành nhiệm vụ")


class Period(models.TextChoices):
    YEAR = "year", _("Năm")
    QUARTER = "quarter", _("Quý")
    TERM = "term", _("Nhiệm kỳ")
    AD_HOC = "ad_hoc", _("Đột xuất")


class Whom(models.TextChoices):
    ORGANIZATIONS = "organizations", _("Tổ chức đảng")
    MEMBERS = "members", _("Đảng viên")


class CriteriaTable(models.Model):
    """The criteria that a committee decided on from a day, with their points: local weights.

    Like a regulation it is about nobody, so those below read it too. It never changes: another
    decision is another table, and a round keeps the one it was opened with.
    ``zero_bars`` says that a cell with sources and no admission may not be excellent here.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    whom = models.CharField(max_length=13, choices=Whom)
    title = models.CharField(max_length=200)
    document = models.CharField(max_length=200)
    decided_on = models.DateField()
    zero_bars = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "whom", "decided_on", "document"],
                name="one_table_a_decision",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Criterion(models.Model):
    """One line of a table of criteria.

    ``indicator`` names the figure it is filled from; without one people give the points.
    ``threshold`` is the attainment, in per cent, that earns them all. ``source`` is where the
    criterion comes from.
    """

    class Indicator(models.TextChoices):
        DEVELOPMENT = "development", _("Kết quả kết nạp (tự lấy số)")

    table = models.ForeignKey(CriteriaTable, models.PROTECT, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=10)
    name = models.CharField(max_length=300)
    max_points = models.DecimalField(max_digits=5, decimal_places=1)
    indicator = models.CharField(max_length=12, choices=Indicator, blank=True)
    threshold = models.PositiveSmallIntegerField(null=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["table", "code"], name="one_criterion_a_code"),
            models.CheckConstraint(condition=Q(max_points__gt=0), name="a_criterion_has_points"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_development(self) -> bool:
        return self.indicator == self.Indicator.DEVELOPMENT


class GradingRound(Lasting):
    """A committee grades for a period ``[starts_on, ends_on)``, by the law of ``graded_on``.

    ``outstanding`` is the paper by which the unit is recognised as outstanding, if it is. It names
    nobody, so whoever sees totals sees it.
    """

    view_action = "evaluation.totals"
    binds_below = True
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    period = models.CharField(max_length=7, choices=Period)
    starts_on = models.DateField()
    ends_on = models.DateField()
    graded_on = models.DateField()
    table = models.ForeignKey(CriteriaTable, models.PROTECT, related_name="+")
    member_table = models.ForeignKey(CriteriaTable, models.PROTECT, null=True, related_name="+")
    document = models.CharField(max_length=200)
    outstanding = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["made_for", "period", "starts_on", "ends_on"], name="one_round_a_period"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="grading_period_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.period} {self.starts_on:%d/%m/%Y}"


class Sheet(Lasting):
    """One organisation in one round. ``made_for`` is the one graded, whoever keeps it today.

    ``state`` and ``grade`` tell what its acts come to and can be told anew from them. The
    conditions of an excellent result are ``None`` while nobody has told them.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Chưa tự xếp loại")
        SELF = "self", _("Đã tự xếp loại")
        VOTED = "voted", _("Tập thể đã biểu quyết")
        PROPOSED = "proposed", _("Đã đề nghị")
        DECIDED = "decided", _("Đã quyết định")
        EXCLUDED = "excluded", _("Không xếp loại")

    view_action = "evaluation.view"
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    round = models.ForeignKey(GradingRound, models.PROTECT, related_name="sheets")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    grade = models.CharField(max_length=13, choices=Grade, blank=True)
    on_time = models.BooleanField(null=True)
    beyond = models.PositiveSmallIntegerField(null=True)
    undisciplined = models.BooleanField(null=True)
    mended = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "made_for"], name="one_sheet_a_round")
        ]
        indexes = [models.Index(fields=["organization", "round"], name="sheets_of_a_place")]

    def __str__(self) -> str:
        return f"#{self.pk}"


def _of_a_member(*names: str) -> dict[str, Protected]:
    return {name: personal("3(1)", "membership", keep=MEMBER_FILE) for name in names}


class MemberSheet(Scoped):
    """One member in one round, at the cell that grades; seen only by who grades members.

    ``absence`` says that the member is exempt or suspended, never why.
    """

    class Absence(models.TextChoices):
        EXEMPT = "exempt", _("Được miễn công tác, sinh hoạt đảng")
        SUSPENDED = "suspended", _("Bị đình chỉ sinh hoạt đảng")

    view_action = "evaluation.members"
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    round = models.ForeignKey(GradingRound, models.PROTECT, related_name="member_sheets")
    person = models.ForeignKey(Person, models.PROTECT, related_name="grading_sheets")
    joined_on = models.DateField()
    absence = models.CharField(max_length=9, choices=Absence, blank=True)
    state = models.CharField(max_length=8, choices=Sheet.State, default=Sheet.State.OPEN)
    grade = models.CharField(max_length=13, choices=Grade, blank=True)
    on_time = models.BooleanField(null=True)
    beyond = models.PositiveSmallIntegerField(null=True)

    protection: ClassVar[dict[str, Any]] = _of_a_member(
        "joined_on", "absence", "state", "grade", "on_time", "beyond"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="one_member_sheet_a_round")
        ]
        indexes = [models.Index(fields=["organization", "round"], name="member_sheets_of_a_place")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Whose(models.TextChoices):
    """Who gave points: those graded themselves, or the committee that grades."""

    OWN = "own", _("Tự chấm")
    COMMITTEE = "committee", _("Cấp uỷ chấm")


class Mark(Scoped):
    """The points one side gave for one criterion of an organisation's sheet."""

    view_action = "evaluation.view"
    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="marks")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    whose = models.CharField(max_length=9, choices=Whose)
    points = models.DecimalField(max_digits=5, decimal_places=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion", "whose"], name="one_mark_a_side")
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class MemberMark(Scoped):
    """The points one side gave for one criterion of a member's sheet."""

    view_action = "evaluation.members"
    sheet = models.ForeignKey(MemberSheet, models.PROTECT, related_name="marks")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    whose = models.CharField(max_length=9, choices=Whose)
    points = models.DecimalField(max_digits=5, decimal_places=1)

    protection: ClassVar[dict[str, Any]] = _of_a_member("points")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "criterion", "whose"], name="one_member_mark_a_side"
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Evidence(Scoped):
    """What stands behind the points of one criterion: a paper, or a page with its figures."""

    class Figure(models.TextChoices):
        ADMITTED = "admitted", _("Kết quả kết nạp theo nhiệm kỳ")
        OBSTACLES = "obstacles", _("Vướng mắc đã gỡ")
        VISITS = "visits", _("Các buổi cấp uỷ dự sinh hoạt")
        COURSES = "courses", _("Lớp học đã mở")

    view_action = "evaluation.view"
    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="evidence")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    words = models.CharField(max_length=300, blank=True)
    document = models.CharField(max_length=200, blank=True)
    figure = models.CharField(max_length=10, choices=Figure, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    protection: ClassVar[dict[str, Any]] = {
        "words": personal("3(1)", "membership", keep=MEMBER_FILE),
        "document": personal("3(1)", "membership", keep=MEMBER_FILE),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(document="") | ~Q(figure=""), name="evidence_is_a_paper_or_a_figure"
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Act(Scoped):
    """One step of grading. Rows are only ever added, and the database sees to it.

    ``against`` are the objections to a decision as they were told on that day, ``despite`` the
    reason and authority of a decision against them. ``points`` is what a record of points changed:
    whose they are, and of each criterion or condition its code, what it was and what it is.
    """

    class Kind(models.TextChoices):
        POINTS = "points", _("Đã chấm điểm")
        SELF = "self", _("Tự xếp loại")
        VOTED = "voted", _("Tập thể biểu quyết")
        PROPOSED = "proposed", _("Đề nghị xếp loại")
        DECIDED = "decided", _("Quyết định xếp loại")
        EXCLUDED = "excluded", _("Không xếp loại")

    kind = models.CharField(max_length=8, choices=Kind)
    on = models.DateField()
    grade = models.CharField(max_length=13, choices=Grade, blank=True)
    yes = models.PositiveSmallIntegerField(null=True)
    summoned = models.PositiveSmallIntegerField(null=True)
    present = models.PositiveSmallIntegerField(null=True)
    document = models.CharField(max_length=200, blank=True)
    against = models.JSONField(default=list)
    despite = models.JSONField(null=True)
    points = models.JSONField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta(Scoped.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind}"


class SheetAct(Act):
    """One step in the grading of an organisation."""

    view_action = "evaluation.view"
    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="acts")
    words = models.CharField(max_length=500, blank=True)

    protection: ClassVar[dict[str, Any]] = {
        "words": personal("3(1)", "membership", keep=MEMBER_FILE),
    }


class MemberAct(Act):
    """One step in the grading of a member."""

    view_action = "evaluation.members"
    sheet = models.ForeignKey(MemberSheet, models.PROTECT, related_name="acts")

    protection: ClassVar[dict[str, Any]] = _of_a_member(
        "kind", "on", "grade", "yes", "summoned", "present", "document", "against", "despite",
        "points",
    )  # fmt: skip


class Outcome(models.TextChoices):
    KEPT = "kept", _("Giữ nguyên")
    CHANGED = "changed", _("Thay đổi mức xếp loại")


class Appeal(Scoped):
    """Somebody disagrees with a decision; answered once, by the day the rules give.

    ``outcome`` is empty until then. A changed grade is a later decision, ``decision``.
    """

    appealed_on = models.DateField()
    document = models.CharField(max_length=200)
    due_on = models.DateField()
    answered_on = models.DateField(null=True)
    answer = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=7, choices=Outcome, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta(Scoped.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"#{self.pk} {self.appealed_on:%d/%m/%Y}"


class SheetAppeal(Appeal):
    """An appeal against the grade of an organisation."""

    view_action = "evaluation.view"
    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="appeals")
    words = models.CharField(max_length=500, blank=True)
    decision = models.OneToOneField(SheetAct, models.PROTECT, null=True, related_name="appeal")

    protection: ClassVar[dict[str, Any]] = {
        "words": personal("3(1)", "membership", keep=MEMBER_FILE),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sheet"], condition=Q(outcome=""), name="one_open_appeal_a_sheet"
            )
        ]


class MemberAppeal(Appeal):
    """An appeal against the grade of a member: only the papers are named."""

    view_action = "evaluation.members"
    sheet = models.ForeignKey(MemberSheet, models.PROTECT, related_name="appeals")
    decision = models.OneToOneField(MemberAct, models.PROTECT, null=True, related_name="appeal")

    protection: ClassVar[dict[str, Any]] = _of_a_member(
        "appealed_on", "document", "due_on", "answered_on", "answer", "outcome"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sheet"], condition=Q(outcome=""), name="one_open_member_appeal_a_sheet"
            )
        ]
