"""What changes on the calendar: writers propose, the office decides and publishes weeks."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, time

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from nguon.core import audit
from nguon.core.actor import Actor, NotAllowed
from nguon.core.text import tidy
from nguon.portal.agenda.models import Entry, State, Week, monday_of
from nguon.portal.agenda.queries import require_desk
from nguon.portal.operations import NotPossible
from nguon.portal.roles import SCHEDULE, SITE, WRITE
from nguon.portal.search import operations as search


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody wants on the calendar: when, what, who, where and who prepares it."""

    day: date
    half: int
    what: str
    starts: time | None = None
    ends: time | None = None
    who: str = ""
    place: str = ""
    prepares: str = ""

    def tidied(self) -> dict[str, object]:
        """The same with single spaces, as columns of an entry."""
        told = asdict(self)
        return {k: tidy(v) if isinstance(v, str) else v for k, v in told.items()}


class Meanwhile(NotPossible):
    """Somebody else changed the entry since it was read."""


@transaction.atomic
def propose(plan: Plan, *, by: Actor) -> Entry:
    """Keep what a writer or the office wants on the calendar; nobody else sees it yet.

    Raises: NotAllowed, NotPossible.
    """
    require_desk(by)
    _check(plan)
    week, _new = Week.objects.get_or_create(monday=monday_of(plan.day))
    entry = Entry.objects.create(week=week, proposed_by_id=by.user_id or None, **plan.tidied())
    audit.record("portal.agenda_propose", entry, by=by, day=plan.day.isoformat())
    return entry


@transaction.atomic
def approve(entry: Entry, *, by: Actor) -> Entry:
    """Put a proposal on the calendar; in a published week it is marked as added.

    Raises: NotAllowed, NotPossible.
    """
    entry = _decided(entry, State.APPROVED, by)
    audit.record("portal.agenda_approve", entry, by=by)
    _tell(entry)
    return entry


@transaction.atomic
def decline(entry: Entry, why: str, *, by: Actor) -> Entry:
    """Leave a proposal out, with the reason for whoever proposed it.

    Raises: NotAllowed, NotPossible.
    """
    if not tidy(why):
        raise NotPossible(_("Cần lý do, để người đề xuất biết."))
    entry = _decided(entry, State.DECLINED, by)
    entry.said = tidy(why)
    entry.save(update_fields=["said"])
    audit.record("portal.agenda_decline", entry, by=by)
    return entry


@transaction.atomic
def change(entry: Entry, plan: Plan, *, seen: int, by: Actor) -> Entry:
    """Give an entry another text or time in its week; a published one is marked as changed.

    Reading: ``seen`` is the sequence of the entry that was read; whoever proposed it may change
             it until it is decided, the office until the end.
    Raises:  NotAllowed, Meanwhile, NotPossible.
    """
    entry = _locked(entry)
    _require_changing(entry, by)
    _check(plan)
    if entry.sequence != seen:
        raise Meanwhile(_("Người khác vừa sửa việc này. Xin xem lại bản mới rồi sửa tiếp."))
    if monday_of(plan.day) != entry.week.monday:
        raise NotPossible(
            _("Muốn chuyển sang tuần khác: hoãn việc này, rồi ghi việc mới ở tuần kia.")
        )
    told = plan.tidied()
    fields = [name for name, value in told.items() if getattr(entry, name) != value]
    if fields:
        _change(entry, told, fields, by)
    return entry


@transaction.atomic
def cancel(entry: Entry, why: str, *, by: Actor) -> Entry:
    """Put off what is on the calendar. Published, it stays in sight with the reason.

    Raises: NotAllowed, NotPossible.
    """
    entry = _locked(entry)
    by.require(SCHEDULE, at=SITE)
    if entry.state != State.APPROVED:
        raise NotPossible(_("Chỉ hoãn được việc đã có trong lịch."))
    if not tidy(why):
        raise NotPossible(_("Cần lý do hoãn, để người đọc lịch biết."))
    entry.state = State.CANCELLED if entry.week.published_at else State.DECLINED
    entry.said, entry.changed_at, entry.sequence = tidy(why), by.at, entry.sequence + 1
    entry.save(update_fields=["state", "said", "changed_at", "sequence"])
    audit.record("portal.agenda_cancel", entry, by=by)
    _tell(entry)
    return entry


@transaction.atomic
def publish_week(monday: date, *, by: Actor) -> Week:
    """Let everybody read the approved entries of a week.

    Raises: NotAllowed, NotPossible.
    """
    by.require(SCHEDULE, at=SITE)
    week = Week.objects.select_for_update().filter(monday=monday).first()
    approved = list(week.entries.filter(state=State.APPROVED)) if week else []
    if week is None or not approved:
        raise NotPossible(_("Tuần này chưa có việc nào được duyệt."))
    if week.published_at:
        raise NotPossible(_("Lịch tuần này đã công bố."))
    week.published_at, week.published_by_id = by.at, by.user_id or None
    week.save(update_fields=["published_at", "published_by"])
    audit.record("portal.agenda_publish", week, by=by, entries=len(approved))
    _tell_week(week)
    return week


def _require_changing(entry: Entry, by: Actor) -> None:
    mine = entry.state == State.PROPOSED and entry.proposed_by_id == by.user_id
    if not by.may(SCHEDULE, at=SITE) and not (mine and by.may(WRITE, at=SITE)):
        raise NotAllowed
    if entry.state not in (State.PROPOSED, State.APPROVED):
        raise NotPossible(_("Việc đã hoãn hoặc không đưa vào lịch thì không sửa nữa."))


def _change(entry: Entry, told: dict[str, object], fields: list[str], by: Actor) -> None:
    for name in fields:
        setattr(entry, name, told[name])
    entry.sequence += 1
    if entry.state == State.APPROVED:
        entry.changed_at = by.at
        entry.said = _what_changed(fields) if entry.week.published_at else ""
    entry.save()
    audit.record("portal.agenda_change", entry, by=by, fields=fields)
    _tell(entry)


def _what_changed(fields: list[str]) -> str:
    """For the readers of the calendar, which is in Vietnamese whoever changes it."""
    with translation.override("vi"):
        changed = [field for field in Entry._meta.fields if field.name in fields]
        return "sửa " + ", ".join(str(field.verbose_name).lower() for field in changed)


def _check(plan: Plan) -> None:
    if not tidy(plan.what):
        raise NotPossible(_("Cần nội dung công việc."))
    if plan.ends and not (plan.starts and plan.ends > plan.starts):
        raise NotPossible(_("Giờ kết thúc phải sau giờ bắt đầu."))


def _decided(entry: Entry, state: State, by: Actor) -> Entry:
    entry = _locked(entry)
    by.require(SCHEDULE, at=SITE)
    if entry.state != State.PROPOSED:
        raise NotPossible(_("Việc này đã được quyết định."))
    entry.state, entry.decided_by_id, entry.decided_at = state, by.user_id or None, by.at
    entry.save(update_fields=["state", "decided_by", "decided_at"])
    return entry


def _locked(entry: Entry) -> Entry:
    found = Entry.objects.select_for_update(of=("self",)).select_related("week")
    return found.get(pk=entry.pk)


def _tell(entry: Entry) -> None:
    if entry.week.published_at:
        _tell_week(entry.week)


def find_again() -> Iterator[int]:
    """Let search know anew of every week that was published; how many so far."""
    rows = Week.objects.filter(published_at__isnull=False)
    return search.again("event", rows, _tell_week, key=_key)


def _key(week: Week) -> str:
    year, number, _day = week.monday.isocalendar()
    return f"{year}-{number:02}"


def _tell_week(week: Week) -> None:
    """Let search and the page cache know what a published week holds now."""
    told = Entry.objects.filter(week=week, state__in=(State.APPROVED, State.CANCELLED)).in_order()
    words = ((each.what, each.who, each.place, each.prepares) for each in told)
    year, number, _day = week.monday.isocalendar()
    assert week.published_at is not None  # noqa: S101 - for the type checker
    search.put(
        "event",
        _key(week),
        title=f"Lịch công tác tuần {number} năm {year}",
        text=". ".join(" ".join(those) for those in words),
        address=week.get_absolute_url(),
        day=week.monday,
        shown_from=week.published_at,
    )
