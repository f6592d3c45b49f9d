"""Subscribe and stop, and let the letters of a week go out, each at most once."""

import secrets
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from nguon.accounts.actors import actor
from nguon.accounts.models import User
from nguon.core import audit, wall
from nguon.core.actor import Actor, NotAllowed
from nguon.core.crypto import blind_index
from nguon.notices.letters import compose
from nguon.notices.models import Feed, Letter, Subscription
from nguon.notices.post import Post, Refused, Unsure
from nguon.notices.queries import Mine, mine

HOUR = time(7)  # of the day on which letters go out
BACK_OFF = tuple(timedelta(minutes=m) for m in (5, 15, 60, 240, 720))
State = Letter.State


# --- the calendar -------------------------------------------------------------------------------


@transaction.atomic
def renew_feed(*, language: str, by: Actor) -> str:
    """Return the token of a new calendar address; the one before is dead at once.

    Reading: the token is nowhere else, the table holds its hash.
    Raises:  NotAllowed for an account without a role.
    """
    user = _locked(by)
    token = secrets.token_urlsafe(32)
    held = {"token_hash": hash_of(token), "language": language, "made_at": by.at}
    Feed.objects.update_or_create(user=user, defaults=held)
    audit.record("notices.renew_feed", user, by=by)
    return token


@transaction.atomic
def withdraw_feed(*, by: Actor) -> None:
    """Let the calendar address of the actor end. Withdrawing twice changes nothing."""
    user = _locked(by)
    if Feed.objects.filter(user=user).delete()[0]:
        audit.record("notices.withdraw_feed", user, by=by)


def read_feed(token: str, *, today: date, at: datetime) -> tuple[Feed, Mine] | None:
    """What the calendar of a token shows now; nothing for one that is unknown or dead.

    Reading: a token opens what its owner's roles of the day open, so it ends with them.
    """
    feed = Feed.objects.select_related("user").filter(token_hash=hash_of(token)).first()
    by = actor(feed.user, today=today, at=at) if feed else None
    if feed is None or by is None or not by.grants:
        return None
    with wall.behind(by):
        return feed, mine(by=by)


def hash_of(token: str) -> str:
    """What is kept of a calendar's token."""
    return blind_index(token, "calendar-token")


# --- the weekly letter --------------------------------------------------------------------------


@transaction.atomic
def subscribe(address: str, *, language: str, by: Actor) -> Subscription:
    """Let the weekly letter go to an address of the actor's, from the next one on.

    Raises: NotAllowed for an account without a role.
    """
    user = _locked(by)
    held = {"address": address, "language": language, "since": by.at}
    row, _new = Subscription.objects.update_or_create(user=user, defaults=held)
    audit.record("notices.subscribe", user, by=by)
    return row


@transaction.atomic
def unsubscribe(*, by: Actor) -> None:
    """Stop the letter; one that waits does not go out. Stopping twice changes nothing."""
    user = _locked(by)
    if Subscription.objects.filter(user=user).delete()[0]:
        Letter.objects.filter(user=user, state=State.WAITING).update(
            state=State.EMPTY, changed_at=by.at
        )
        audit.record("notices.unsubscribe", user, by=by)


def send_letters(post: Post, *, weekday: int, by: Actor) -> int:
    """Let the letters of this week go out that have not; return how many did now.

    Shape:   safe to repeat and to run by several at once: one row a reader and week, which is
             taken in a transaction of its own before anything is sent.
    Reading: at most once. A process that ends between sending and saying so leaves the letter
             taken, and nobody sends it again: a lost letter costs a look at the page that it
             counts, a doubled one costs the trust in all of them. What the server certainly did
             not take is tried again, later each time, until the week is over.
    """
    week = by.today - timedelta(days=by.today.weekday())
    begins = timezone.make_aware(datetime.combine(week + timedelta(days=weekday), HOUR))
    if by.at >= begins:
        _write_down(week, begins, by)
    return sum(_let_go(letter, post, week, by) for letter in _waiting(by))


def _write_down(week: date, begins: datetime, by: Actor) -> None:
    """A row for everybody who subscribed before the letters of the week went out."""
    there = Letter.objects.filter(user=OuterRef("user"), week=week)
    missing = Subscription.objects.filter(
        ~Exists(there), user__is_active=True, since__lt=begins
    ).values_list("user", flat=True)
    rows = [
        Letter(user_id=each, week=week, not_before=by.at, changed_at=by.at) for each in missing
    ]
    if rows:
        Letter.objects.bulk_create(rows, ignore_conflicts=True)


def _waiting(by: Actor) -> list[Letter]:
    rows = Letter.objects.filter(state=State.WAITING, not_before__lte=by.at)
    return list(rows.select_related("user").order_by("pk"))


def _let_go(letter: Letter, post: Post, week: date, by: Actor) -> bool:
    """Whatever can fail for another reason than the post comes before the letter is taken."""
    if letter.week < week:
        _take(letter, State.REFUSED, by, fault="too_late")
        return False
    name = f"{letter.week:%Y-%m-%d}-{blind_index(str(letter.pk), 'letter')[:16]}"
    reader = actor(letter.user, today=by.today, at=by.at)
    to = Subscription.objects.filter(user=letter.user).first()
    text = to and compose(mine(by=reader), to, week=letter.week, name=name, at=by.at)
    if not text:
        _take(letter, State.EMPTY, by)
        return False
    if not _take(letter, State.TAKEN, by):
        return False
    try:
        post.deliver(text, name)
    except Refused as refusal:
        _put_back(letter, refusal, by)
    except Unsure:
        _close(letter, State.UNSURE, by)
    else:
        _close(letter, State.SENT, by)
        return True
    return False


@transaction.atomic(durable=True)
def _take(letter: Letter, state: State, by: Actor, *, fault: str = "") -> bool:
    """Move a letter on that waits; of several who try, one does."""
    rows = Letter.objects.filter(pk=letter.pk, state=State.WAITING, tries=letter.tries)
    return bool(rows.update(state=state, tries=letter.tries + 1, changed_at=by.at, fault=fault))


@transaction.atomic(durable=True)
def _put_back(letter: Letter, refusal: Refused, by: Actor) -> None:
    again = not refusal.for_good and letter.tries < len(BACK_OFF)
    wait = BACK_OFF[letter.tries] if again else timedelta(0)
    Letter.objects.filter(pk=letter.pk, state=State.TAKEN).update(
        state=State.WAITING if again else State.REFUSED,
        not_before=by.at + wait,
        changed_at=by.at,
        fault=refusal.code[:40],
    )


@transaction.atomic(durable=True)
def _close(letter: Letter, state: State, by: Actor) -> None:
    Letter.objects.filter(pk=letter.pk, state=State.TAKEN).update(
        state=state, changed_at=by.at, fault=""
    )
    audit.record(f"notices.{state}", letter, by=by, week=f"{letter.week}")


def _locked(by: Actor) -> User:
    if not by.grants:
        raise NotAllowed(_("Tài khoản chưa có vai trò thì chưa có việc nào để báo."))
    return User.objects.select_for_update().get(pk=by.user_id)
