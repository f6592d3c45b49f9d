"""What is mine today: what is late, what is due soon, what comes after that."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.core.http.policy import SIGNED_IN, policy
from nguon.notices import queries, words
from nguon.web import download
from nguon.web.context import rooms
from nguon.web.home import machine
from nguon.web.http import actor_of

SHOWN = 12  # steps of cases, as many as a phone can show; the list has them all
EVERYTHING = 100_000
SEEN = "development.view"
HEADING = (
    gettext_lazy("Việc"),
    gettext_lazy("Loại việc"),
    gettext_lazy("Hạn"),
    gettext_lazy("Quá hạn"),
    gettext_lazy("Chi bộ, tổ chức"),
    gettext_lazy("Căn cứ"),
)
WITH_NAMES = (*HEADING, gettext_lazy("Họ và tên"))


@policy(SIGNED_IN)
def today(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    if not by.seats(SEEN):
        open_to = rooms(request)["rooms"]
        return redirect(open_to[0].url) if open_to else render(request, "home/nothing.html")
    mine = queries.mine(by=by, steps=SHOWN)
    page = {
        "mine": mine,
        "today": by.today,
        "warnings": machine.warnings(by=by),
        "parts": (
            ("late", _("Quá hạn"), mine.late),
            ("soon", _("Trong bảy ngày tới"), mine.soon),
            ("later", _("Sau đó, hoặc không có hạn"), mine.later),
        ),
    }
    return render(request, "home/today.html", page)


@policy(SIGNED_IN)
def export(request: HttpRequest) -> HttpResponse:
    by, title = actor_of(request), _("Việc của tôi")
    if by.seats("people.export"):
        return _with_names(request, title)
    found = queries.mine(by=by, steps=EVERYTHING)
    return download.table("viec-cua-toi", title, HEADING, _rows(found, names=False), by=by)


@download.taking
def _with_names(request: HttpRequest, title: str) -> HttpResponse:
    by = actor_of(request)
    rows = _rows(queries.mine(by=by, steps=EVERYTHING), names=True)
    return download.people("viec-cua-toi", title, WITH_NAMES, rows, by=by, under=SEEN)


def _rows(found: queries.Mine, *, names: bool) -> Iterator[list[Any]]:
    for each in found.entries:
        line: list[Any] = [words.title(each), str(words.KINDS[each.kind]), each.due_on]
        line += [each.is_late(found.today), each.place, each.rule]
        yield [*line, each.person] if names else line
