"""The round: what has come due is done, item by item, each in its own short transaction."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from nguon.accounts.actors import system_actor
from nguon.development import projection
from nguon.people import operations as people
from nguon.planning import operations as planning
from nguon.reports import runs

AT_ONCE = 200


def do_round(*, at: datetime) -> None:
    """Refresh verdicts whose day has come, end stubs, count stale totals, clear old sessions.

    Reading: every item is safe to repeat; a round that finds nothing writes nothing.
    """
    actor = system_actor(today=timezone.localdate(at), at=at)
    while projection.refresh_due(by=actor, limit=AT_ONCE):
        pass  # a new release of the rules makes every verdict stale
    people.expire_stubs(by=actor)
    planning.recount_stale(by=actor)
    runs.forget_old(by=actor)
    Session.objects.filter(expire_date__lt=at - timedelta(days=1)).delete()
