"""What each role of this site may do, as data, and the actor of a user on a day."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from nguon.core.actor import SYSTEM_USER, Actor, Seat
from nguon.portal.models import Role, User

MODERATE = "portal.moderate"
WRITE = "portal.write"  # drafts of one's own
EDIT = "portal.edit"  # drafts of others, and pass them on
PUBLISH = "portal.publish"
ORGANISE = "portal.organise"
ANSWER = "portal.answer"
SCHEDULE = "portal.schedule"
ADMIT = "portal.admit"

ROLES: dict[str, frozenset[str]] = {
    Role.WRITER: frozenset({WRITE}),
    Role.EDITOR: frozenset({WRITE, EDIT}),
    Role.APPROVER: frozenset({WRITE, EDIT, PUBLISH, ORGANISE, MODERATE, ANSWER, SCHEDULE}),
    Role.MODERATOR: frozenset({MODERATE}),
    Role.ANSWERER: frozenset({ANSWER}),
    Role.SCHEDULER: frozenset({SCHEDULE}),
}
ACTIONS: frozenset[str] = frozenset().union(*ROLES.values())
SYSTEM: frozenset[str] = ACTIONS | {ADMIT}  # opening accounts is for the command line

HERE = frozenset({Seat("site", 0)})


class Site:
    """The one place of this site: roles are held at all of it."""

    def seats_on(self, day: date) -> Collection[Seat]:
        return HERE

    def __str__(self) -> str:
        return "cổng thông tin"


SITE = Site()


def actor(user: User, *, today: date, at: datetime) -> Actor:
    """What ``user`` may do on ``today``."""
    held = user.roles_held.filter(valid_from__lte=today, valid_to__gt=today)
    roles = held.values_list("role", flat=True) if user.is_active else []
    return Actor(user.pk, user.full_name, today, at, _granted(ROLES[role] for role in roles))


def system_actor(*, today: date, at: datetime) -> Actor:
    """The named actor of the command line and of the demonstration."""
    return Actor(SYSTEM_USER, "Hệ thống", today, at, _granted([SYSTEM]))


def _granted(actions: Iterable[frozenset[str]]) -> dict[str, frozenset[Seat]]:
    return dict.fromkeys(frozenset().union(*actions), HERE)
