"""The round: what has come due is done, item by item, each in its own short transaction."""

from collections.abc import Callable
from datetime import datetime, timedelta
from operator import call

from django.contrib.sessions.models import Session
from django.utils import timezone

from nguon.accounts.actors import system_actor
from nguon.core.actor import Actor
from nguon.development import projection
from nguon.people import operations as people
from nguon.planning import operations as planning
from nguon.reports import runs

AT_ONCE = 200


def do_round(*, at: datetime, each: Callable[..., object] = call) -> None:
    """End stubs, refresh verdicts whose day has come, count stale totals, clear what is old.

    Reading: every item is safe to repeat; a round that finds nothing writes nothing. ``each``
             calls an item with the actor, so that one that fails need not keep back the others.
    """
    actor = system_actor(today=timezone.localdate(at), at=at)
    for item in ROUND:
        each(item, actor)


def end_stubs(actor: Actor) -> None:
    people.expire_stubs(by=actor)


def refresh_verdicts(actor: Actor) -> None:
    while projection.refresh_due(by=actor, limit=AT_ONCE):
        pass  # a new release of the rules makes every verdict stale


def count_totals(actor: Actor) -> None:
    planning.recount_stale(by=actor)


def forget_imports(actor: Actor) -> None:
    runs.forget_old(by=actor)


def clear_sessions(actor: Actor) -> None:
    Session.objects.filter(expire_date__lt=actor.at - timedelta(days=1)).delete()


# The law sets the days of a stub, so nothing goes before it.
ROUND = (end_stubs, refresh_verdicts, count_totals, forget_imports, clear_sessions)
