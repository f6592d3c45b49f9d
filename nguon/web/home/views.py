"""What is due, overdue and stuck today, for whoever asks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from nguon.core.http.policy import SIGNED_IN, policy
from nguon.development import queries
from nguon.web.context import rooms
from nguon.web.http import actor_of

SHOWN, STUCK_SHOWN = 12, 6  # as many as a phone can show; the lists have them all


@policy(SIGNED_IN)
def today(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if not actor.seats("development.view"):
        open_to = rooms(request)["rooms"]
        return redirect(open_to[0].url) if open_to else render(request, "home/nothing.html")
    desk = queries.desk(by=actor, waiting=SHOWN, stuck=STUCK_SHOWN)
    page = {
        "today": actor.today,
        "desk": desk,
        "shown": SHOWN,
        "may_export": bool(actor.seats("people.export")),
    }
    return render(request, "home/today.html", page)
