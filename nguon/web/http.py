"""The door of the staff site: roles of the day make the actor."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

from nguon.accounts import roles
from nguon.accounts.actors import actor
from nguon.accounts.models import User
from nguon.core import wall
from nguon.core.actor import Actor
from nguon.core.http.door import Door, actor_of, require_here

__all__ = ["ActorMiddleware", "actor_of", "require_here"]


class ActorMiddleware(Door):
    """Every page here knows the actor, also one that says that something is not there."""

    accounts, confirmed = User, roles.CONFIRMED

    def __call__(self, request: HttpRequest) -> HttpResponse:
        by = self.know(request) if isinstance(request.user, User) else None
        with wall.behind(by):
            return super().__call__(request)

    def actor(self, user: Any, *, today: date, at: datetime) -> Actor:
        return actor(user, today=today, at=at)
