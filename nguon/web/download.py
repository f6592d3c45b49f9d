"""Files that a page hands out: always as an attachment, never with a person's name in the name."""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import IO, Any, cast
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponse

from nguon.core.actor import Actor
from nguon.core.http.door import actor_of
from nguon.reports import exports

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Rows = Iterable[Sequence[Any]]
AT_ONCE = 1024 * 1024  # bytes of a workbook that is sent in one piece
View = Callable[..., HttpResponse]


def attachment(content: bytes, name: str, kind: str = XLSX) -> HttpResponse:
    return _named(HttpResponse(content, content_type=kind), name)


def file(content: IO[bytes], name: str) -> HttpResponse:
    """A workbook that was written into a file: a short one at once, a long one piece by piece."""
    beginning = content.read(AT_ONCE)
    if len(beginning) < AT_ONCE:
        content.close()
        return attachment(beginning, name)
    content.seek(0)
    pieces = FileResponse(content, content_type=XLSX)  # closes the file when all is sent
    return _named(cast("HttpResponse", pieces), name)


def _named(response: HttpResponse, name: str) -> HttpResponse:
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    return response


def table(name: str, title: str, heading: Sequence[Any], rows: Rows, *, by: Actor) -> HttpResponse:
    """A list that names nobody."""
    content, _written = exports.spooled(title, heading, rows)
    return file(content, f"{name}-{by.today:%Y-%m-%d}.xlsx")


def people(
    name: str, title: str, heading: Sequence[Any], rows: Rows, *, by: Actor, under: str
) -> HttpResponse:
    """A list of people, which goes on record; ``under`` is the action that it was read by.

    The view bears ``taking``.
    """
    content = exports.hand_over(name, title, heading, rows, by=by, under=under)
    return file(content, f"{name}-{by.today:%Y-%m-%d}.xlsx")


def office(
    name: str, title: str, heading: Sequence[Any], rows: Rows, *, by: Actor, under: str
) -> HttpResponse:
    """A list of those who hold office, or whom the user named; it goes on record as well."""
    content = exports.note_over(name, title, heading, rows, by=by, under=under)
    return file(content, f"{name}-{by.today:%Y-%m-%d}.xlsx")


def taking(view: View) -> View:
    """Let a view read only people whom the user may take away as a list; refuse who may none."""

    @wraps(view)
    def taken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.actor = exports.taker(actor_of(request))  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    taken.also = exports.TAKING  # type: ignore[attr-defined]
    return taken
