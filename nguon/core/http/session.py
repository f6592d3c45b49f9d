"""A session lasts as long as somebody sits there, and shows nothing before the second factor."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from allauth.account.internal.flows.login import (
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.signals import authenticator_added, authenticator_used
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.auth.views import redirect_to_login
from django.dispatch import Signal, receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from nguon.core.http.policy import OWN_ACCOUNT

IDLE = timedelta(minutes=60)
IDLE_BESIDE_SENSITIVE = timedelta(minutes=15)
LONGEST = timedelta(hours=10)
NOTED_EVERY = timedelta(minutes=1)

BEGAN, SEEN, SECOND_FACTOR = "began_at", "seen_at", "second_factor"
SENSITIVE, LOCKED, RIGHTS = "showed_sensitive", "locked_at", "rights"
DEMONSTRATION = "demonstration"
AGENT = "agent"
LONGEST_AGENT = 300


def hold(request: HttpRequest, policy: str, *, at: datetime) -> HttpResponse | None:
    """What to answer instead of the page, if the session is over, locked or not complete."""
    session = request.session
    idle = at - _instant(session.get(SEEN), at)
    if idle > IDLE or at - _instant(session.get(BEGAN), at) > LONGEST:
        logout(request)
        return redirect_to_login(request.get_full_path())
    _note(request, idle, at)
    if policy == OWN_ACCOUNT:
        return None
    if not has_second_factor(request):
        return redirect("mfa_index")
    return _ask_again(request) if _is_locked(request) else None


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this user passed, or just added, a second factor in this session."""
    return is_demonstration(request) or bool(request.session.get(SECOND_FACTOR) == request.user.pk)


def mark_demonstration(request: HttpRequest) -> None:
    """Let a one-time code be enough, because all data are invented."""
    request.session[DEMONSTRATION] = request.user.pk


def is_demonstration(request: HttpRequest) -> bool:
    """Whether this session began with nothing but a one-time code on invented data."""
    return bool(request.session.get(DEMONSTRATION) == request.user.pk)


def is_fresh(request: HttpRequest, *, at: datetime) -> bool:
    """Whether this person said a short while ago who they are, at the door or when asked."""
    records = get_authentication_records(request, request.user)
    since = at.timestamp() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(record["at"] > since for record in records)


def confirm(request: HttpRequest, *, at: datetime) -> HttpResponse | None:
    """What to answer instead of the page, if whoever sits there has to say again who they are.

    Reading: on invented data nobody has a factor to show.
    """
    if is_demonstration(request) or is_fresh(request, at=at):
        return None
    return _ask_again(request)


def showed_sensitive(request: HttpRequest) -> None:
    """Remember that sensitive values were on the screen: 15 idle minutes then lock the session."""
    if SENSITIVE not in request.session:
        request.session[SENSITIVE] = True


def _note(request: HttpRequest, idle: timedelta, at: datetime) -> None:
    """Keep when the person was last here, and turn the key when rights have changed."""
    session = request.session
    if idle > IDLE_BESIDE_SENSITIVE and session.pop(SENSITIVE, False):
        session[LOCKED] = at.timestamp()
    if idle > NOTED_EVERY or SEEN not in session:
        session[SEEN] = at.timestamp()
        session.setdefault(BEGAN, at.timestamp())
    rights = getattr(request.user, "scope_version", None)
    if session.get(RIGHTS) != rights:
        session.cycle_key()
        session[RIGHTS] = rights


def _is_locked(request: HttpRequest) -> bool:
    locked = request.session.get(LOCKED)
    if locked is None or is_demonstration(request):
        return False
    records = get_authentication_records(request, request.user)
    if any(record["at"] > locked for record in records):
        del request.session[LOCKED]
        return False
    return True


def _ask_again(request: HttpRequest) -> HttpResponse:
    """Ask, then lead back; from a form to the page on which it stood, where its draft is."""
    back = request.get_full_path() if request.method == "GET" else _page_of_form(request)
    return redirect_to_login(back, login_url=reverse("account_reauthenticate"))


def _page_of_form(request: HttpRequest) -> str:
    told = urlsplit(request.headers.get("Referer", ""))
    here = told.netloc == request.get_host() and told.scheme == request.scheme
    return told._replace(scheme="", netloc="").geturl() if here else "/"


def _instant(stamp: float | None, otherwise: datetime) -> datetime:
    return datetime.fromtimestamp(stamp, tz=otherwise.tzinfo) if stamp else otherwise


@receiver(user_logged_in)
def _begin(request: HttpRequest, user: Any, **_: Any) -> None:
    now = timezone.now().timestamp()
    request.session[BEGAN] = request.session[SEEN] = now
    request.session[RIGHTS] = getattr(user, "scope_version", None)
    request.session[AGENT] = request.META.get("HTTP_USER_AGENT", "")[:LONGEST_AGENT]


@receiver([authenticator_used, authenticator_added])
def _second_factor(request: HttpRequest, user: Any, signal: Signal, **_: Any) -> None:
    """Remember for whom it was, since the sign-in is not complete yet when a factor is used."""
    if request.session.get(SECOND_FACTOR) == user.pk:
        return
    request.session[SECOND_FACTOR] = user.pk
    request.session.cycle_key()
    if signal is authenticator_added:  # its paper codes are shown next, without asking again
        record_authentication(request, user, "mfa", reauthenticated=True)
