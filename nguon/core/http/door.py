"""The door of a site: no page without a declared policy, no act without an actor."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import date, datetime
from http import HTTPStatus
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from nguon.core.actor import Actor, Place
from nguon.core.http import session
from nguon.core.http.policy import OWN_ACCOUNT, PUBLIC, SIGNED_IN, policy_of

# Deadlock, no order found, a lock not given in time (PostgreSQL, appendix A).
TAKEN_BACK = frozenset({"40P01", "40001", "55P03"})


def actor_of(request: HttpRequest) -> Actor:
    """The actor whom the site's door put on the request."""
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found


def require_here(request: HttpRequest, place: Place) -> None:
    """Pass if what the page is for is permitted at ``place``, where its thing was seen.

    Reading: the door only knows that it is permitted somewhere; whoever holds two roles may see
             here by the one what the other permits elsewhere.
    Raises:  NotAllowed.
    """
    match = request.resolver_match
    wanted = policy_of(match.func, match.view_name) if match else None
    actor_of(request).require(wanted or "", at=place)


class Door(ABC):
    """Middleware: let a request through only by a declared policy, with the actor it is for."""

    accounts: ClassVar[type[AbstractBaseUser]]
    confirmed: ClassVar[frozenset[str]] = frozenset()  # actions before which it is asked again

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return _explain_the_way(request, response)
        return response

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Say calmly that another act went first; what failed of itself is no matter of ours."""
        if not gave_way(fault):
            return None
        busy = render(request, "busy.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
        busy.headers["Retry-After"] = "1"  # second
        return busy

    @abstractmethod
    def actor(self, user: Any, *, today: date, at: datetime) -> Actor:
        """Whom an account of this site acts as on a day."""

    def know(self, request: HttpRequest) -> Actor:
        """Put the actor of whoever signed in on the request."""
        now = timezone.now()
        request.actor = self.actor(  # type: ignore[attr-defined]
            request.user, today=timezone.localdate(now), at=now
        )
        return actor_of(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        wanted = policy_of(view, match.view_name if match else "")
        if wanted is None:
            raise Http404
        if wanted == PUBLIC:
            return None
        if not isinstance(request.user, self.accounts):
            return redirect_to_login(request.get_full_path())
        return self.admit(request, wanted)

    def admit(self, request: HttpRequest, wanted: str) -> HttpResponse | None:
        """Nothing where somebody signed in may go on; what to answer instead where not."""
        by = getattr(request, "actor", None) or self.know(request)
        if answer := session.hold(request, wanted, at=by.at):
            return answer
        if wanted not in (SIGNED_IN, OWN_ACCOUNT) and not by.seats(wanted):
            raise PermissionDenied(_("Vai trò của đồng chí không mở được trang này."))
        if wanted in self.confirmed and (answer := session.confirm(request, at=by.at)):
            return answer
        return None


def gave_way(fault: Exception) -> bool:
    """Whether the database took this transaction back so that another could go on."""
    if not isinstance(fault, OperationalError):
        return False
    state = getattr(fault.__cause__, "sqlstate", None)
    return state in TAKEN_BACK or "database is locked" in str(fault)


def _explain_the_way(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """An address that only takes a form was opened by itself: say so, and where to go."""
    response = render(request, "405.html", status=refused.status_code)
    response.headers["Allow"] = refused.headers["Allow"]
    return response
