"""Weeks and what is planned on their half days."""

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nguon.core.fields import Protected, personal
from nguon.portal.models import User, new_ref

IN_THE_CALENDAR = "as long as the calendar is kept"


class Half(models.IntegerChoices):
    """The part of a day, in the order of the day."""

    MORNING = 1, _("Sáng")
    AFTERNOON = 2, pgettext_lazy("part of a day", "Chiều")
    EVENING = 3, _("Tối")


class State(models.TextChoices):
    PROPOSED = "proposed", _("Chờ duyệt")
    APPROVED = "approved", _("Đã duyệt")
    DECLINED = "declined", _("Không đưa vào lịch")
    CANCELLED = "cancelled", _("Hoãn")


class Mark(models.TextChoices):
    """What readers are told of an entry that is not as the week was published."""

    ADDED = "added", _("Bổ sung")
    CHANGED = "changed", _("Thay đổi")
    CANCELLED = "cancelled", _("Hoãn")


class Week(models.Model):
    """A week of the calendar, by its Monday. Everybody may read it from ``published_at`` on."""

    monday = models.DateField(unique=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)

    def __str__(self) -> str:
        return f"{self.monday:%G-W%V}"

    def get_absolute_url(self) -> str:
        year, number, _day = self.monday.isocalendar()
        return reverse("agenda_week", args=[year, number])


class EntryQuerySet(QuerySet["Entry"]):
    def public(self, at: datetime) -> "EntryQuerySet":
        """What everybody may read at the instant ``at``, in the order of the days."""
        told = self.filter(state__in=(State.APPROVED, State.CANCELLED), week__published_at__lte=at)
        return told.select_related("week").in_order()

    def in_order(self) -> "EntryQuerySet":
        return self.order_by("day", "half", F("starts").asc(nulls_first=True), "pk")


class Entry(models.Model):
    """One thing on the calendar. It never moves to another week: there it is entered anew.

    ``sequence`` grows with every change, for calendars of others; ``said`` tells readers what
    changed after the week was published, or why it is put off.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    week = models.ForeignKey(Week, models.PROTECT, related_name="entries")
    day = models.DateField(_("Ngày"))
    half = models.PositiveSmallIntegerField(_("Buổi"), choices=Half)
    starts = models.TimeField(_("Bắt đầu"), null=True)
    ends = models.TimeField(_("Kết thúc"), null=True)
    what = models.CharField(_("Nội dung"), max_length=300)
    who = models.CharField(_("Chủ trì, thành phần"), max_length=300, blank=True)
    place = models.CharField(_("Địa điểm"), max_length=200, blank=True)
    prepares = models.CharField(_("Chuẩn bị"), max_length=200, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=300, blank=True)
    sequence = models.PositiveIntegerField(default=0)

    objects = EntryQuerySet.as_manager()

    protection: ClassVar[dict[str, Protected]] = {
        "who": personal("3(1)", "publication", keep=IN_THE_CALENDAR),
        "prepares": personal("3(1)", "publication", keep=IN_THE_CALENDAR),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends=None) | Q(starts__isnull=False, ends__gt=F("starts")),
                name="agenda_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(state=State.PROPOSED) | Q(decided_at__isnull=False),
                name="agenda_on_the_calendar_by_a_decision",
            ),
        ]
        indexes = [models.Index(fields=["week", "state", "day"], name="agenda_of_a_week")]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return f"{self.week.get_absolute_url()}#{self.ref}"

    @property
    def mark(self) -> Mark | None:
        """How the entry differs from what was published, if it does."""
        if self.state == State.CANCELLED:
            return Mark.CANCELLED
        published = self.week.published_at
        if published and self.changed_at and self.changed_at > published:
            return Mark.CHANGED
        if published and self.decided_at and self.decided_at > published:
            return Mark.ADDED
        return None

    @property
    def touched_at(self) -> datetime | None:
        """When readers were last told something about it."""
        instants = (self.week.published_at, self.decided_at, self.changed_at)
        return max((at for at in instants if at), default=None)


def monday_of(day: date) -> date:
    """The Monday of the ISO week in which ``day`` lies."""
    return date.fromisocalendar(*day.isocalendar()[:2], 1)
