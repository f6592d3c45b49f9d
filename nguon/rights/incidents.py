"""The breach desk: an alarm starts the clock, the trail counts the people, the pack is told."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from nguon.accounts.models import User
from nguon.core import audit, versions
from nguon.core.actor import Actor
from nguon.core.models import READING, AuditEntry
from nguon.core.text import tidy
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.people.models import Person
from nguon.rights.models import Incident, Request
from nguon.rights.operations import Refused
from nguon.rights.queries import NEXT

NOTIFY, CYBER_FIRST = timedelta(hours=72), timedelta(hours=24)
HERE = ZoneInfo("Asia/Ho_Chi_Minh")
Kind = Incident.Kind
SOUNDED = (Kind.LEAK, Kind.WRONG_PURPOSE, Kind.OVERDUE, Kind.UNLAWFUL)  # by a person


def incidents(*, by: Actor) -> "QuerySet[Incident]":
    """Return the incidents in sight, open ones by the end of their 72 hours first."""
    seen = Incident.objects.visible_to(by).select_related("organization")
    return seen.order_by("closed_on", "notify_by", "pk")


def waiting(*, by: Actor) -> "QuerySet[Incident]":
    """Return the incidents of which nobody was notified yet."""
    return Incident.objects.visible_to(by).filter(notified_at__isnull=True, closed_on__isnull=True)


def hours_left(row: Incident, at: datetime) -> int:
    """Return how many whole hours are left to notify; negative when the time is over."""
    return int((row.notify_by - at) // timedelta(hours=1))


def possible_accounts(row: Incident, *, by: Actor) -> "QuerySet[User]":
    """Return who ever held a role where the incident is, or under it."""
    below = tree.subtree(row.organization, on=by.today).values("pk")
    return (
        User.objects.filter(assignments__organization__in=below).distinct().order_by("full_name")
    )


@transaction.atomic
def sound(
    organization: Organization,
    *,
    kind: str,
    noticed_at: datetime,
    about: str,
    by: Actor,
    cyber: bool = False,
) -> Incident:
    """Sound an alarm: from when it was noticed 72 hours run.

    Shape:  ``cyber``: a serious incident of the network as well, with a first report in 24 hours.
    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    by.require("rights.alarm", at=organization)
    if noticed_at > by.at:
        raise Refused(_("Lúc phát hiện không thể sau bây giờ."), "noticed_at")
    if not about.strip():
        raise Refused(_("Ghi việc đã xảy ra, không ghi tên người."), "about")
    return begin(organization, kind, noticed_at, about, by, cyber=cyber)


@transaction.atomic
def count_people(
    incident: Incident,
    *,
    accounts: Sequence[int],
    since: datetime,
    until: datetime,
    by: Actor,
    seen: str = "",
) -> Incident:
    """Count from the trail whose sensitive data these accounts opened between two instants.

    Units:  persons, each once, of the incident's organisation and those under it.
    Raises: NotAllowed, Refused, versions.ChangedMeanwhile.
    """
    row = _open(incident, by, seen)
    if not accounts or since > until:
        raise Refused(_("Chọn tài khoản và khoảng thời gian từ trước đến sau."), "accounts")
    below = tree.subtree(row.organization, on=by.today).values("pk")
    lines = AuditEntry.objects.filter(
        chain__in=below, action=READING, actor_id__in=list(accounts), at__gte=since, at__lte=until
    )
    row.accounts, row.seen_from, row.seen_to = list(accounts), since, until
    subjects = lines.filter(subject__startswith=f"{Person._meta.label_lower}:")
    row.people = subjects.values("subject").distinct().count()
    row.save(update_fields=["accounts", "seen_from", "seen_to", "people"])
    audit.record("rights.people_counted", row, by=by, people=row.people)
    return row


@transaction.atomic
def notify(
    incident: Incident, *, at: datetime, document: str, by: Actor, seen: str = ""
) -> Incident:
    """Record that the authority was told, by which paper.

    Raises: NotAllowed, Refused, versions.ChangedMeanwhile.
    """
    row = _open(incident, by, seen)
    if not document.strip():
        raise Refused(_("Cần số của thông báo."), "document")
    if not row.noticed_at <= at <= by.at:
        raise Refused(_("Lúc thông báo phải từ lúc phát hiện đến bây giờ."), "at")
    row.notified_at, row.document = at, tidy(document)
    row.save(update_fields=["notified_at", "document"])
    audit.record("rights.notified", row, by=by, at=at.isoformat())
    return row


@transaction.atomic
def close(incident: Incident, *, on: date, outcome: str, by: Actor, seen: str = "") -> Incident:
    """Close an incident with what came of it.

    Raises: NotAllowed, Refused, versions.ChangedMeanwhile.
    """
    row = _open(incident, by, seen)
    if not outcome.strip():
        raise Refused(_("Ghi kết quả xử lý."), "outcome")
    if not row.noticed_at.astimezone(HERE).date() <= on <= by.today:
        raise Refused(_("Ngày này phải từ lúc phát hiện đến hôm nay."), "on")
    row.closed_on, row.outcome = on, tidy(outcome)
    row.save(update_fields=["closed_on", "outcome"])
    audit.record("rights.incident_closed", row, by=by)
    return row


@transaction.atomic
def raise_overdue(*, by: Actor) -> list[Incident]:
    """Raise an incident for every request whose day is over and that has none yet.

    Reading: safe to repeat; PDPL 23(3) treats a right not kept in time as one.
    """
    told = Incident.objects.visible_to(by).filter(request=OuterRef("pk"))
    late = Request.objects.visible_to(by).filter(~Exists(told), ended_on__isnull=True)
    late = late.annotate(next_on=NEXT).filter(next_on__lt=by.today).select_related("organization")
    return [
        begin(row.organization, Kind.OVERDUE, by.at, f"{row.document}", by, request=row)
        for row in late.order_by("pk")
    ]


def begin(
    organization: Organization, kind: str, noticed_at: datetime, about: str, by: Actor, **more: Any
) -> Incident:
    """Begin an incident and its 72 hours; ``more`` are columns of it that are known already."""
    until = noticed_at + NOTIFY
    told: Any = {  # columns
        "organization": organization,
        "kind": Kind(kind),
        "noticed_at": noticed_at,
        "notify_by": until,
        "notify_on": until.astimezone(HERE).date(),
        "about": tidy(about),
        "recorded_by": by.user_id,
    }
    row: Incident = Incident.objects.create(**told | more)
    audit.record("rights.alarm", row, by=by, kind=kind, until=until.isoformat())
    return row


# --- pieces -------------------------------------------------------------------------------------


def mark_of_incident(row: Incident) -> str:
    """The mark of what was counted, told and decided about an incident so far."""
    names = ("accounts", "seen_from", "seen_to", "people", "notified_at", "document", "closed_on")
    return versions.mark_of({name: getattr(row, name) for name in names})


def _open(incident: Incident, by: Actor, seen: str) -> Incident:
    rows = Incident.objects.visible_to(by).select_related("organization")
    row = rows.select_for_update(of=("self",)).get(pk=incident.pk)
    by.require("rights.incidents", at=row.organization)
    if row.closed_on is not None:
        raise Refused(_("Sự cố này đã đóng."))
    versions.require_same(mark_of_incident(row), seen)
    return row
