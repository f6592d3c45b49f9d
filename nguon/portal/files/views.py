"""Files handed out: what a browser shows safely it shows, everything else is saved."""

import re
from pathlib import Path
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from nguon.core import uploads
from nguon.core.http.policy import PUBLIC, policy
from nguon.portal.files import shelf
from nguon.portal.files.models import StoredFile

SHOWN = re.compile(r"image/(jpeg|png|webp)|video/(mp4|webm)|text/vtt|application/pdf")
A_DAY = "public, max-age=86400"  # not for ever: what is taken down must go
RANGE = re.compile(r"bytes=(\d+)-(\d*)")
PORTION = 1 << 20
PARTIAL, UNSATISFIABLE, UNCHANGED = 206, 416, 304


@require_safe
@policy(PUBLIC)
def file(request: HttpRequest, ref: str, name: str) -> HttpResponseBase:
    found = get_object_or_404(StoredFile, ref=ref)
    if found.name != name:
        return redirect(found, permanent=True)
    return _answer(request, shelf.path_of(found.sha256), found.media_type, found.name)


@require_safe
@policy(PUBLIC)
def narrower(request: HttpRequest, ref: str, width: int) -> HttpResponseBase:
    found = get_object_or_404(StoredFile, ref=ref)
    if width not in found.widths:
        raise Http404
    place = shelf.path_of(f"{found.sha256}-{width}")
    return _answer(request, place, uploads.MEDIA["webp"], "")


def _answer(request: HttpRequest, place: Path, media_type: str, name: str) -> HttpResponseBase:
    tag = f'"{place.name}"'
    if request.headers.get("If-None-Match") == tag:
        answer: HttpResponseBase = HttpResponse(status=UNCHANGED)
    elif not place.exists():
        raise Http404
    else:
        answer = _bytes(request, place, media_type)
        if not SHOWN.fullmatch(media_type):
            saved = f"attachment; filename*=UTF-8''{quote(name)}"
            answer.headers["Content-Disposition"] = saved
    answer.headers["Cache-Control"] = A_DAY
    answer.headers["ETag"] = tag
    return answer


def _bytes(request: HttpRequest, place: Path, media_type: str) -> HttpResponseBase:
    """All of a file, or the part that a player asked for."""
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if not asked:
        whole = FileResponse(place.open("rb"), content_type=media_type)
        whole.headers["Accept-Ranges"] = "bytes"
        return whole
    size, begins = place.stat().st_size, int(asked[1])
    ends = min(int(asked[2] or begins + PORTION - 1), begins + PORTION - 1, size - 1)
    if begins > ends:
        return HttpResponse(status=UNSATISFIABLE, headers={"Content-Range": f"bytes */{size}"})
    with place.open("rb") as opened:
        opened.seek(begins)
        part = opened.read(ends - begins + 1)
    headers = {"Content-Range": f"bytes {begins}-{ends}/{size}", "Accept-Ranges": "bytes"}
    return HttpResponse(part, status=PARTIAL, content_type=media_type, headers=headers)
