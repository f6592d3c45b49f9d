"""What is said when the machine is at fault and not the request: no room, the database away.

Django comes here with whatever nobody caught, be it of a page or of what stands around it. What
was begun is taken back by then.
"""

import sys
from http import HTTPStatus

import psycopg
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

from nguon.core.room import has_no_room

# Shut down, crashed, not ready yet, no connection left (PostgreSQL, appendix A).
AWAY = ("08", "57P", "53300")
SECONDS_AWAY = 5


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer what nobody caught: calmly where it is known what to do, else as a fault."""
    fault = sys.exc_info()[1]
    if has_no_room(fault):
        return HttpResponse(render_to_string("full.html"), status=HTTPStatus.INSUFFICIENT_STORAGE)
    if is_away(fault):
        away = HttpResponse(render_to_string("away.html"), status=HTTPStatus.SERVICE_UNAVAILABLE)
        away.headers["Retry-After"] = str(SECONDS_AWAY)
        return away
    return defaults.server_error(request)


def is_away(fault: BaseException | None) -> bool:
    """Whether the database server could not be asked; one that refuses a statement is there."""
    cause = fault.__cause__ if isinstance(fault, DatabaseError) else None
    if not isinstance(cause, psycopg.Error):
        return False
    state = cause.sqlstate
    return state is None or state.startswith(AWAY)


class Sessions(SessionMiddleware):
    """Django's; a page that was made is shown even if no room is left to note that it was."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except DatabaseError as fault:
            if not has_no_room(fault):
                raise
            return response
