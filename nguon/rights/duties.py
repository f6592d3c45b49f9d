"""Who answers for people's data, and the impact file with its days."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from nguon.core import audit, versions
from nguon.core.actor import Actor
from nguon.core.text import tidy
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization, on
from nguon.rights.models import Impact, Officer
from nguon.rights.operations import Refused
from nguon.rulebook.law.days import plus_months

SEND_WITHIN = 60  # days from the first processing
REMINDED = (55, 30, 1)  # days after it began on which somebody is told
REVIEW_MONTHS, LEAST_YEARS = 6, 2


@transaction.atomic
def name_officer(
    organization: Organization,
    *,
    name: str,
    reach: str,
    degree: str,
    years: int,
    document: str,
    valid_from: date,
    by: Actor,
) -> Officer:
    """Record by which paper who protects people's data; the one before ends on that day.

    Units:  years of practice, at least two.
    Raises: NotAllowed, Refused.
    """
    by.require("rights.name_officer", at=organization)
    told = {"name": name, "reach": reach, "degree": degree, "document": document}
    for field, words in told.items():
        if not words.strip():
            raise Refused(_("Cần ghi đủ tên, cách liên hệ, bằng cấp và văn bản."), field)
    if years < LEAST_YEARS:
        raise Refused(_("Người bảo vệ dữ liệu phải có ít nhất 2 năm kinh nghiệm."), "years")
    standing = Officer.objects.filter(organization=organization, valid_to__gt=valid_from)
    if standing.filter(valid_from__gte=valid_from).exists():
        raise Refused(_("Đã có người được cử từ ngày ấy hoặc sau đó."), "valid_from")
    standing.update(valid_to=valid_from)
    row = Officer.objects.create(
        organization=organization,
        years=years,
        valid_from=valid_from,
        **{field: tidy(words) for field, words in told.items()},
    )
    audit.record("rights.officer_named", organization, by=by, officer=row.pk)
    return row


def officer_of(organization: Organization, day: date) -> Officer | None:
    """Return who protects the data of an organisation: its own, else the nearest above."""
    above = {seat.organization_id for seat in organization.seats_on(day)}
    named = {
        row.organization_id: row for row in Officer.objects.filter(on(day), organization__in=above)
    }
    if organization.pk in named or not named:
        return named.get(organization.pk)
    order = ("cell", "unit", "commune", "district", "province", "central")
    seats = sorted(organization.seats_on(day), key=lambda seat: order.index(seat.tier))
    return next(named[seat.organization_id] for seat in seats if seat.organization_id in named)


def officers(*, by: Actor) -> list[Officer]:
    """Return who protects data at the places that the actor sees today."""
    seen = tree.visible(by).values("pk")
    rows = Officer.objects.filter(on(by.today), organization__in=seen)
    return list(rows.select_related("organization").order_by("organization", "pk"))


def protecting(action: str, *, by: Actor) -> list[Officer]:
    """Return who protects the data at the places where the actor holds ``action``, each once."""
    numbers = {seat.organization_id for seat in by.seats(action)}
    places = Organization.objects.filter(pk__in=numbers).order_by("pk")
    found = [officer_of(place, by.today) for place in places]
    return list({row.pk: row for row in found if row is not None}.values())


def impact_of(organization: Organization, *, by: Actor) -> Impact | None:
    """Return the impact file of an organisation, if one was begun."""
    rows = Impact.objects.visible_to(by).filter(organization=organization)
    return rows.select_related("organization").order_by("pk").first()


def due(*, by: Actor) -> "QuerySet[Impact]":
    """Return the impact files to be sent, and those to be reviewed within a month."""
    soon = Q(sent_on__isnull=True) | Q(due_on__lte=by.today + timedelta(days=30))
    return Impact.objects.visible_to(by).filter(soon)


@transaction.atomic
def begin_impact(organization: Organization, *, begun_on: date, by: Actor) -> Impact:
    """Record when an organisation began to process people's data: the file is due in 60 days.

    Raises: NotAllowed, Refused where it is recorded already.
    """
    by.require("rights.impact", at=organization)
    if begun_on > by.today:
        raise Refused(_("Ngày bắt đầu không thể sau hôm nay."), "begun_on")
    if Impact.objects.visible_to(by).filter(organization=organization).exists():
        raise Refused(_("Nơi này đã có hồ sơ đánh giá tác động."))
    row: Impact = Impact.objects.create(
        organization=organization, begun_on=begun_on, due_on=begun_on + timedelta(SEND_WITHIN)
    )
    audit.record("rights.impact_begun", row, by=by)
    return row


@transaction.atomic
def send_impact(
    impact: Impact, *, sent_on: date, document: str, by: Actor, seen: str = ""
) -> Impact:
    """Record that the impact file was sent, or sent anew; the next review is in six months.

    Shape:  ``seen`` is the mark of what the page showed, see ``mark_of_impact``.
    Raises: NotAllowed, Refused, versions.ChangedMeanwhile. Nothing is written when it raises.
    """
    rows = Impact.objects.visible_to(by).select_related("organization")
    row = rows.select_for_update(of=("self",)).get(pk=impact.pk)
    by.require("rights.impact", at=row.organization)
    versions.require_same(mark_of_impact(row), seen)
    if not document.strip():
        raise Refused(_("Cần số của văn bản gửi."), "document")
    if not max(row.begun_on, row.sent_on or row.begun_on) <= sent_on <= by.today:
        raise Refused(_("Ngày gửi phải từ lần trước đến hôm nay."), "sent_on")
    row.sent_on, row.document = sent_on, tidy(document)
    row.due_on = plus_months(sent_on, REVIEW_MONTHS)
    row.save(update_fields=["sent_on", "document", "due_on"])
    audit.record("rights.impact_sent", row, by=by, due=row.due_on.isoformat())
    return row


def mark_of_impact(impact: Impact) -> str:
    """The mark of when and by which paper an impact file was sent last."""
    return versions.mark_of({"sent_on": impact.sent_on, "document": impact.document})


def reminder(impact: Impact, today: date) -> int:
    """Return which reminder is due: 1, 30, 55 or 60 days after it began; 0 for none.

    Reading: a file that was sent is due for review from its day on, which is told as 60.
    """
    if impact.sent_on is not None or today >= impact.due_on:
        return SEND_WITHIN if today >= impact.due_on else 0
    gone = (today - impact.begun_on).days
    return next((days for days in REMINDED if gone >= days), 0)
