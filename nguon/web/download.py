"""Files that a page hands out: always as an attachment, never with a person's name in the name."""

from collections.abc import Iterable, Sequence
from typing import IO, Any
from urllib.parse import quote

from django.http import FileResponse, HttpResponse

from nguon.core.actor import Actor
from nguon.reports import exports, lists

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Rows = Iterable[Sequence[Any]]


def attachment(content: bytes, name: str, kind: str = XLSX) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    return response


def table(name: str, title: str, heading: Sequence[Any], rows: Rows, *, by: Actor) -> HttpResponse:
    """A list that names nobody."""
    content = lists.workbook(title, [str(words) for words in heading], rows)
    return attachment(content, f"{name}-{by.today:%Y-%m-%d}.xlsx")


def people(
    name: str, title: str, heading: Sequence[Any], rows: Rows, *, by: Actor, under: str
) -> HttpResponse:
    """A list of people, which goes on record; ``under`` is the action that it was read by."""
    content = exports.hand_over(name, title, heading, rows, by=by, under=under)
    return attachment(content, f"{name}-{by.today:%Y-%m-%d}.xlsx")


def file(content: IO[bytes], name: str) -> FileResponse:
    """A workbook that was written into a file, sent piece by piece and gone afterwards."""
    response = FileResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    return response
