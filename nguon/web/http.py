"""The actor of a request, and the door that every request passes."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from nguon.accounts.actors import actor
from nguon.accounts.models import User
from nguon.core.actor import Actor
from nguon.core.http import session
from nguon.core.http.policy import OWN_ACCOUNT, PUBLIC, SIGNED_IN, policy_of


def actor_of(request: HttpRequest) -> Actor:
    """The actor whom ``ActorMiddleware`` put on the request."""
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found


class ActorMiddleware:
    """Build the actor from today's roles and let a request through only by a declared policy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User):
            now = timezone.now()
            today = timezone.localdate(now)
            request.actor = actor(request.user, today=today, at=now)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        wanted = policy_of(view, match.view_name if match else "")
        if wanted is None:
            raise Http404
        if wanted == PUBLIC:
            return None
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path())
        if answer := session.hold(request, wanted, at=actor_of(request).at):
            return answer
        if wanted not in (SIGNED_IN, OWN_ACCOUNT) and not actor_of(request).seats(wanted):
            raise PermissionDenied(_("Vai trò của đồng chí không mở được trang này."))
        return None
