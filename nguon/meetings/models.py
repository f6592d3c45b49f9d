"""A meeting, whom it considers with the totals of each vote, and the pack that is printed."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nguon.accounts.models import User
from nguon.core.fields import MEMBER_FILE, personal
from nguon.core.guard import unscoped
from nguon.development.models import CaseEvent
from nguon.organizations.scoping import Lasting, Scoped
from nguon.people.models import Person, new_ref

CELL_VOTES = ("cell_resolution", "recognition_resolution")
BODY_VOTES = (
    "committee_resolution",
    "admission_decision",
    "recognition_committee_resolution",
    "recognition_decision",
)
LISTING = "candidate_listed"


class Way(models.TextChoices):
    """How is voted. Of a show of hands there are no ballots to count."""

    EACH = "each", _("Phiếu kín, mỗi người một phiếu riêng")
    TOGETHER = "together", _("Phiếu kín, một phiếu ghi mọi người")
    HANDS = "hands", _("Giơ thẻ")


class Meeting(Lasting):
    """A meeting of a cell or of a committee on a day.

    ``voters`` is how many ballots of each kind are printed. The columns from ``full_members`` on
    are empty until the votes are confirmed (``counted_at``); of a committee ``full_members`` are
    all its members. A meeting that was called off stays, with the reason; ``reopened_why`` is why
    a count was taken back last.
    """

    view_action = "meetings.view"
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    met_on = models.DateField()
    starts_at = models.TimeField(null=True)
    venue = models.CharField(max_length=200, blank=True)
    chair = models.CharField(max_length=120, blank=True)
    secretary = models.CharField(max_length=120, blank=True)
    agenda = models.CharField(max_length=2000, blank=True)
    way = models.CharField(max_length=8, choices=Way, default=Way.EACH)
    voters = models.PositiveSmallIntegerField()
    called_at = models.DateTimeField()
    called_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    called_off_at = models.DateTimeField(null=True)
    called_off_why = models.CharField(max_length=300, blank=True)
    reopened_why = models.CharField(max_length=300, blank=True)
    full_members = models.PositiveSmallIntegerField(null=True)
    present = models.PositiveSmallIntegerField(null=True)
    exempt_absent = models.PositiveSmallIntegerField(null=True)
    temporarily_elsewhere_absent = models.PositiveSmallIntegerField(null=True)
    suspended = models.PositiveSmallIntegerField(null=True)
    probationary = models.PositiveSmallIntegerField(null=True)
    counted_at = models.DateTimeField(null=True)

    protection: ClassVar[dict[str, Any]] = {
        "chair": personal("3(1)", "membership", keep=MEMBER_FILE),
        "secretary": personal("3(1)", "membership", keep=MEMBER_FILE),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["made_for", "met_on"],
                condition=Q(called_off_at__isnull=True),
                name="one_meeting_a_day_and_place",
            )
        ]
        indexes = [models.Index(fields=["organization", "met_on"], name="meetings_by_day")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.met_on:%d/%m/%Y}"


def with_the_packs(collector: Any, field: Any, matters: models.QuerySet[Any], using: str) -> None:
    """Let what a meeting considered go with the person, and at once the packs that name them."""
    models.CASCADE(collector, field, matters, using)
    with unscoped("whoever erases a person may not see the meeting"):
        named = Pack.unscoped.filter(meeting__in=list(matters.values_list("meeting", flat=True)))
        found = list(named.exclude(status=PackStatus.WAITING).values_list("pk", "ref"))
        Pack.unscoped.filter(pk__in=[pk for pk, _ref in found]).update(
            status=PackStatus.GONE, cancel_asked=True
        )
    transaction.on_commit(lambda: remove_files(ref for _pk, ref in found))


def file_of(ref: str) -> Path:
    """Where the file of a pack lies; beside it, while it is written, its draft."""
    return Path(settings.FILES) / "packs" / f"{ref}.sealed"


def draft_of(ref: str) -> Path:
    return file_of(ref).with_suffix(".draft")


def remove_files(refs: Iterable[str]) -> None:
    """Delete the files, and what a crash left of writing them."""
    for ref in refs:
        for path in (file_of(ref), draft_of(ref)):
            path.unlink(missing_ok=True)


class Matter(Scoped):
    """Somebody whom a meeting considers, for which act, and the totals of the vote.

    ``event`` is the act that was recorded; nothing while there is none. It goes with the person,
    and so do packs in which the person stands.
    """

    view_action = "meetings.view"
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="matters")
    person = models.ForeignKey(Person, with_the_packs, related_name="+")
    kind = models.CharField(
        max_length=40, choices=[(kind, kind) for kind in (*CELL_VOTES, LISTING, *BODY_VOTES)]
    )
    position = models.PositiveSmallIntegerField()
    document = models.CharField(max_length=120, blank=True)
    issued = models.PositiveSmallIntegerField(null=True)
    returned = models.PositiveSmallIntegerField(null=True)
    valid = models.PositiveSmallIntegerField(null=True)
    yes = models.PositiveSmallIntegerField(null=True)
    no = models.PositiveSmallIntegerField(null=True)
    blank = models.PositiveSmallIntegerField(null=True)
    event = models.ForeignKey(CaseEvent, models.SET_NULL, null=True, related_name="+")

    protection: ClassVar[dict[str, Any]] = {
        "document": personal("3(1)"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="somebody_once_a_meeting")
        ]

    def __str__(self) -> str:
        return f"#{self.meeting_id} #{self.person_id}"


class PackStatus(models.TextChoices):
    WAITING = "waiting", _("Đang chờ")
    WORKING = "working", _("Đang lập")
    READY = "ready", _("Đã xong")
    CANCELLED = "cancelled", _("Đã dừng")
    FAILED = "failed", _("Không lập được")
    GONE = "gone", _("Đã xoá tệp")


AT_WORK = (PackStatus.WAITING, PackStatus.WORKING)


class Pack(Scoped):
    """The papers of a meeting on their way to one file, which lies sealed for some hours.

    ``done`` of ``total`` parts are drawn; ``failed`` says why there is no file. ``worked_at`` is
    when whoever draws it was last heard of.
    """

    view_action = "meetings.call"
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="packs")
    status = models.CharField(max_length=10, choices=PackStatus, default=PackStatus.WAITING)
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    pages = models.PositiveSmallIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    failed = models.CharField(max_length=30, blank=True)
    started_at = models.DateTimeField()
    worked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    started_by = models.BigIntegerField()

    def __str__(self) -> str:
        return f"#{self.pk} {self.status}"
