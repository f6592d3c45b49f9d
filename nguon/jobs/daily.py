"""The round: what has come due is done, item by item, each in its own short transaction."""

from collections.abc import Callable
from datetime import datetime, timedelta
from operator import call

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from nguon.accounts import operations as accounts
from nguon.accounts.actors import system_actor
from nguon.core import installation
from nguon.core.actor import Actor
from nguon.development import projection, totals
from nguon.development import queries as cases
from nguon.dossier import care as dossier_care
from nguon.dossier import operations as dossiers
from nguon.jobs import backups, erasures, seals, wipes
from nguon.meetings import packs
from nguon.notices import operations as notices
from nguon.notices.post import post_office
from nguon.people import operations as people
from nguon.people import retention, stock
from nguon.planning import operations as planning
from nguon.reports import runs
from nguon.rights import incidents, watch
from nguon.sources import care
from nguon.supervision import operations as supervision

AT_ONCE = 200


def do_round(
    *, at: datetime, before: datetime | None = None, each: Callable[..., object] = call
) -> None:
    """End stubs, refresh verdicts whose day has come, count stale totals, clear what is old.

    Reading: every item is safe to repeat; a round that finds nothing writes nothing. What can
             only change from one day to the next is left out if the round ``before`` was of the
             same day. ``each`` calls an item with the actor, so that one that fails need not
             keep back the others.
    """
    actor = system_actor(today=timezone.localdate(at), at=at)
    new_day = before is None or timezone.localdate(before) != actor.today
    for item in (*ROUND, *(ONCE_A_DAY if new_day else ())):
        each(item, actor)


def end_stubs(actor: Actor) -> None:
    people.expire_stubs(by=actor)


def forget_withdrawn(actor: Actor) -> None:
    """What was heard and planned for somebody goes with the agreement to be followed."""
    care.forget_withdrawn(by=actor)


def refresh_verdicts(actor: Actor) -> None:
    while projection.refresh_due(by=actor, limit=AT_ONCE):
        pass  # a new release of the rules makes every verdict stale


def count_totals(actor: Actor) -> None:
    planning.recount_stale(by=actor)


def fold_totals(actor: Actor) -> None:
    totals.fold(by=actor)


def forget_imports(actor: Actor) -> None:
    runs.forget_old(by=actor)


def forget_packs(actor: Actor) -> None:
    """A printed pack has served; its file lies nowhere for longer than it must."""
    packs.forget_old(by=actor)
    packs.take_up(by=actor)


def forget_papers(actor: Actor) -> None:
    """The papers of whoever took the agreement back go, and files that no paper needs."""
    dossiers.forget_withdrawn(by=actor)
    dossier_care.sweep(at=actor.at)


def clear_sessions(actor: Actor) -> None:
    Session.objects.filter(expire_date__lt=actor.at - timedelta(days=1)).delete()


def suspend_unused(actor: Actor) -> None:
    """An account that nobody enters for 45 days is closed; people of a demonstration stay."""
    if not installation.is_demonstration():
        accounts.suspend_unused(by=actor)


def mend_names(actor: Actor) -> None:
    stock.mend()


def note_idle_files(actor: Actor) -> None:
    """Nothing is erased here: whoever looks after the data sees the list and decides."""
    quiet = retention.inactive(by=actor)
    acts = cases.last_acts([each.person.pk for each in quiet], by=actor)
    struck = retention.struck(cases.struck(by=actor), by=actor)
    retention.note([*retention.inactive(by=actor, last_acts=acts), *struck], by=actor)


def raise_overdue(actor: Actor) -> None:
    """A right that was not kept in time is an incident, told once."""
    incidents.raise_overdue(by=actor)


def raise_unusual(actor: Actor) -> None:
    """Unusual reading is told within a minute or two to whoever looks after the data."""
    watch.raise_unusual(by=actor)


def send_letters(actor: Actor) -> None:
    if settings.LETTER_DAY is not None:
        notices.send_letters(post_office(), weekday=settings.LETTER_DAY, by=actor)


def remind_organizations(actor: Actor) -> None:
    """What is late is told once to whom it concerns, and one level up when nobody answers.

    Reading: it goes by what stands on record, so a day on which nobody came round costs a day.
    """
    supervision.remind(by=actor)


def note_erasures(actor: Actor) -> None:
    erasures.note(settings.DATA)


def seal_trail(actor: Actor) -> None:
    """What was sealed the day before must still be there."""
    seals.renew(settings.DATA, by=actor)


def back_up(actor: Actor) -> None:
    backups.begin_if_due(settings.DATA, by=actor)


# The law sets the days of a stub, so nothing goes before it.
ROUND = (
    end_stubs,
    forget_withdrawn,
    forget_papers,
    refresh_verdicts,
    count_totals,
    forget_imports,
    forget_packs,
    clear_sessions,
    raise_unusual,
    send_letters,
    note_erasures,
    back_up,
)
ONCE_A_DAY = (
    seal_trail,
    note_idle_files,
    remind_organizations,
    mend_names,
    suspend_unused,
    raise_overdue,
    wipes.wipe_deleted,
)
