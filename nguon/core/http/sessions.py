"""Where one is signed in, and how to end it from elsewhere.

What a list shows of a session (program, since when, last seen) lies in the session itself and
goes with it: nothing of it is kept about anybody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nguon.core import audit
from nguon.core.crypto import blind_index
from nguon.core.http import session
from nguon.core.http.door import actor_of
from nguon.core.http.policy import OWN_ACCOUNT, policy

REFERENCE = 16
PROGRAMS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")  # Chrome also calls itself Safari
CALLED = {"Edg": "Edge", "OPR": "Opera"}
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux")  # Android is a Linux too


@dataclass(frozen=True, slots=True)
class Open:
    """One session as its owner sees it."""

    ref: str
    program: str
    began_at: datetime | None
    seen_at: datetime | None
    here: bool


@policy(OWN_ACCOUNT)
def sessions(request: HttpRequest) -> HttpResponse:
    found = sorted(open_sessions(request), key=lambda each: not each.here)
    return render(request, "account/sessions.html", {"sessions": found})


@policy(OWN_ACCOUNT)
@require_POST
def end(request: HttpRequest, ref: str) -> HttpResponse:
    """End one session of one's own, or every other one."""
    wanted = [row for row, each in _rows(request) if not each.here and ref in (each.ref, "khac")]
    if not wanted and ref != "khac":
        raise Http404
    with transaction.atomic():
        for row in wanted:
            row.delete()
        audit.record("accounts.end_sessions", _owner(request), by=actor_of(request), n=len(wanted))
    messages.success(request, _("Đã đăng xuất khỏi nơi đó."))
    return redirect("sessions")


def open_sessions(request: HttpRequest) -> Iterator[Open]:
    """The sessions of whoever asks."""
    return (each for _row, each in _rows(request))


def program_of(user_agent: str) -> str:
    """What somebody calls the program and the machine, by what the program says of itself."""
    program = next((name for name in PROGRAMS if f"{name}/" in user_agent), "")
    system = next((name for name in SYSTEMS if name in user_agent), "")
    return " · ".join(filter(None, (CALLED.get(program, program), system)))


def _rows(request: HttpRequest) -> Iterator[tuple[Session, Open]]:
    mine = str(_owner(request).pk)
    for row in Session.objects.filter(expire_date__gt=timezone.now()).order_by("-expire_date"):
        said = row.get_decoded()
        if said.get(SESSION_KEY) == mine:
            yield row, _shown(row, said, request)


def _shown(row: Session, said: dict[str, Any], request: HttpRequest) -> Open:
    return Open(
        ref=blind_index(row.session_key, "session")[:REFERENCE],
        program=program_of(said.get(session.AGENT, "")),
        began_at=_instant(said.get(session.BEGAN)),
        seen_at=_instant(said.get(session.SEEN)),
        here=row.session_key == request.session.session_key,
    )


def _instant(stamp: float | None) -> datetime | None:
    return datetime.fromtimestamp(stamp, tz=timezone.get_current_timezone()) if stamp else None


def _owner(request: HttpRequest) -> Any:
    return request.user
