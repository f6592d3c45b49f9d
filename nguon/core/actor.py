"""Who is acting, on which day, and at which places in the tree they may do what."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple, Protocol

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

SYSTEM_USER = 0  # no account has this number


class Seat(NamedTuple):
    """A place in the tree: all that stands under this organisation, in its tier's column."""

    tier: str
    organization_id: int


class Place(Protocol):
    """Anything that stands somewhere in the tree."""

    def seats_on(self, day: date) -> Collection[Seat]: ...


class NotAllowed(PermissionDenied):
    """The actor sees the object but holds no role that permits this action there."""

    def __init__(self, why: str = "") -> None:
        super().__init__(
            why or _("Vai trò của đồng chí không có quyền làm việc này ở tổ chức này.")
        )


@dataclass(frozen=True, slots=True)
class Actor:
    """A plain value, built once per request or job by ``accounts``; tests build it by hand.

    ``today`` is the day whose tree and roles count, ``at`` the instant that rows and the trail
    record. ``grants`` maps an action to the seats it is granted at; a grant reaches everything
    under the seat.
    """

    user_id: int
    name: str
    today: date
    at: datetime
    grants: Mapping[str, frozenset[Seat]]

    def seats(self, action: str) -> frozenset[Seat]:
        return self.grants.get(action, frozenset())

    def lent(self, actions: Iterable[str], *, of: str) -> "Actor":
        """The same actor, who may do ``actions`` too wherever it may do ``of``.

        For what follows from a decision by itself and so needs no role of its own.
        """
        more = {action: self.seats(action) | self.seats(of) for action in actions}
        return replace(self, grants={**self.grants, **more})

    def may(self, action: str, at: Place) -> bool:
        return not self.seats(action).isdisjoint(at.seats_on(self.today))

    def require(self, action: str, at: Place) -> None:
        """Pass, or say that the role does not reach.

        Raises: NotAllowed. Nothing is written.
        """
        if not self.may(action, at):
            raise NotAllowed
