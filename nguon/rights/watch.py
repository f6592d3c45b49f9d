"""The trail is watched: unusual reading, long lists and guessing sound an alarm by themselves.

What is unusual is set here and the same for everybody: nobody's habits are kept or compared.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from nguon.accounts.models import RoleAssignment
from nguon.core.actor import SYSTEM_USER, Actor
from nguon.core.models import READING, SHUT_OUT, AuditEntry
from nguon.organizations.models import Organization, on
from nguon.people.models import Person
from nguon.rights.incidents import HERE, Kind, begin
from nguon.rights.models import Incident

MOST_FILES, MOST_ROWS = 50, 100  # in an hour; in one list
NIGHT_FROM, NIGHT_TO = 23, 5  # o'clock here
LOOKED_BACK, ONCE_IN = timedelta(hours=1), timedelta(days=1)
EXPORTS = ("reports.exported", "reports.sealed_export")
NO_EYES = frozenset({"verdict", "statistics"})  # computed with, shown to nobody
FILES, ACCOUNTS = f"{Person._meta.label_lower}:", "accounts.user:"


class Sign(NamedTuple):
    """Something unusual that one account did, or that was done to it, with the last line of it."""

    kind: Kind
    account: int
    line: AuditEntry
    people: int | None = None


@transaction.atomic
def raise_unusual(*, by: Actor) -> list[Incident]:
    """Sound an alarm for what the trail of the last hour shows as unusual.

    Reading: one alarm an account, a kind and 24 hours; who looks into it closes it with words.
    """
    lines = list(_last_hour(by.at))
    told = _told(by) if lines else set()
    new = [sign for sign in _signs(lines) if (sign.kind, sign.account) not in told]
    return [_sound(sign, by) for sign in new]


# --- pieces -------------------------------------------------------------------------------------


def _last_hour(at: datetime) -> Iterable[AuditEntry]:
    watched = AuditEntry.objects.filter(action__in=(READING, SHUT_OUT, *EXPORTS))
    return watched.filter(at__gt=at - LOOKED_BACK, at__lte=at).order_by("at", "pk")


def _signs(lines: list[AuditEntry]) -> Iterator[Sign]:
    seen: dict[int, list[AuditEntry]] = defaultdict(list)
    for line in lines:
        if line.action == SHUT_OUT:
            if account := int(line.subject.removeprefix(ACCOUNTS)):
                yield Sign(Kind.GUESSING, account, line)
        elif line.action in EXPORTS and line.detail.get("rows", 0) > MOST_ROWS:
            yield Sign(Kind.LONG_LIST, line.actor_id, line)
        elif line.action == READING and line.detail.get("why") not in NO_EYES:
            seen[line.actor_id].append(line)
    seen.pop(SYSTEM_USER, None)
    for account, read in seen.items():
        yield from _readings(account, read)


def _readings(account: int, read: list[AuditEntry]) -> Iterator[Sign]:
    files = len({line.subject for line in read if line.subject.startswith(FILES)})
    if files > MOST_FILES:
        yield Sign(Kind.MANY_FILES, account, read[-1], files)
    if late := [line for line in read if _is_night(line.at)]:
        yield Sign(Kind.AT_NIGHT, account, late[-1])


def _is_night(at: datetime) -> bool:
    hour = at.astimezone(HERE).hour
    return hour >= NIGHT_FROM or hour < NIGHT_TO


def _told(by: Actor) -> set[tuple[str, int]]:
    rows = Incident.objects.visible_to(by).filter(noticed_at__gt=by.at - ONCE_IN)
    return {
        (kind, account)
        for kind, accounts in rows.values_list("kind", "accounts")
        for account in accounts
    }


def _sound(sign: Sign, by: Actor) -> Incident:
    """An alarm where the account works, else where the line stands; it names a number only."""
    return begin(
        _place(sign, by),
        sign.kind,
        by.at,
        _("Tự báo từ nhật ký: tài khoản số %d.") % sign.account,
        by,
        accounts=[sign.account],
        seen_from=sign.line.at - LOOKED_BACK,
        seen_to=sign.line.at,
        people=sign.people,
    )


def _place(sign: Sign, by: Actor) -> Organization:
    held = RoleAssignment.objects.filter(on(by.today), user=sign.account).order_by("pk")
    works_at = held.values_list("organization", flat=True).first()
    root = min(seat.organization_id for seat in by.seats(Incident.view_action))
    return Organization.objects.get(pk=works_at or sign.line.chain or root)
