"""What stands in front of the site and gives kept pages to whoever merely reads.

Only a page that counts its readers is kept, and only for somebody without any cookie but that of
the language. Whatever it does not understand it hands on, so nothing depends on it.
"""

import gzip
import re
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from typing import Any, NamedTuple, Protocol

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError
from django.utils import timezone, translation

from nguon.portal.freshness.kept import KEPT, Answer, Kept, Key
from nguon.portal.http import READ_BY_ANYBODY, count_visit

KNOWN_QUERY = re.compile(r"(?:trang=\d{1,3})?")
NEVER = ("no-store", "private", "no-cache")
LEFT_OUT = {"content-length", "vary", "cache-control", "etag"}
OK = "200 OK"
TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", re.IGNORECASE)

Headers = list[tuple[str, str]]
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class StartResponse(Protocol):
    """How a server is told what an answer begins with."""

    def __call__(self, status: str, headers: Headers, exc_info: Any = None) -> Any: ...


class Asked(NamedTuple):
    """A question that a kept page may answer."""

    request: WSGIRequest
    key: Key


class Held:
    """What the site said first; the server hears it once it is known what becomes of it."""

    def __init__(self) -> None:
        self.status = ""
        self.headers: Headers = []

    def __call__(self, status: str, headers: Headers, exc_info: Any = None) -> None:
        self.status, self.headers = status, headers

    def may_be_kept(self) -> bool:
        names = {name.lower(): value for name, value in self.headers}
        control = names.get("cache-control", "")
        refused = {"set-cookie", "content-encoding", "content-disposition"} & names.keys()
        text = names.get("content-type", "").startswith("text/html")
        return self.status == OK and text and not refused and not any(n in control for n in NEVER)


class Front:
    """A site with its pages kept in front of it."""

    def __init__(self, site: Application, kept: Kept = KEPT) -> None:
        self._site = site
        self._kept = kept

    def __call__(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        asked = _asked(environ)
        if asked is None:
            return self._site(environ, start)
        try:
            version, answer = self._kept.version(), self._kept.find(asked.key)
        except DatabaseError:  # the site itself says what is wrong
            return self._site(environ, start)
        if answer is not None:
            count_visit(asked.request, at=timezone.now(), article=answer.article)
            return _give(answer, environ, start)
        if environ["REQUEST_METHOD"] != "GET":
            return self._site(environ, start)
        return self._make(asked.key, version, environ, start)

    def _make(
        self, key: Key, version: int, environ: dict[str, Any], start: StartResponse
    ) -> Iterable[bytes]:
        """Let the site answer; keep the answer if it may be given to others, too."""
        held = Held()
        said = self._site(environ, held)
        if READ_BY_ANYBODY not in environ or not held.may_be_kept():
            start(held.status, held.headers)
            return said
        try:
            body = b"".join(said)
        finally:
            getattr(said, "close", lambda: None)()
        etag = blake2b(body, digest_size=12).hexdigest()
        answer = Answer(
            version=version,
            until=self._kept.until(),
            etag=etag,
            headers=tuple(_for_all(held.headers)),
            plain=body,
            packed=gzip.compress(body, 6, mtime=0),
            article=environ[READ_BY_ANYBODY],
        )
        self._kept.keep(key, answer)
        return _give(answer, environ, start)


def in_front_of(site: Application) -> Application:
    """The site as it is served: with pages kept, unless a setting says no."""
    return Front(site) if settings.KEEP_PAGES else site


def _asked(environ: dict[str, Any]) -> Asked | None:
    """What is asked for, if a kept page may answer it."""
    query = environ.get("QUERY_STRING", "")
    plain = environ["REQUEST_METHOD"] in ("GET", "HEAD") and KNOWN_QUERY.fullmatch(query)
    if not plain or "HTTP_AUTHORIZATION" in environ:
        return None
    request = WSGIRequest(environ)
    if not request.COOKIES.keys() <= {settings.LANGUAGE_COOKIE_NAME}:
        return None
    try:
        host = request.get_host()
    except DisallowedHost:
        return None
    language = translation.get_language_from_request(request)
    path = environ.get("PATH_INFO", "")
    return Asked(request, (request.scheme or "", host, path, query, language))


def _for_all(headers: Headers) -> Iterator[tuple[str, str]]:
    yield from ((name, value) for name, value in headers if name.lower() not in LEFT_OUT)
    yield "Vary", "Accept-Encoding, Accept-Language, Cookie"
    yield "Cache-Control", "no-cache"  # a browser keeps it, and asks whether it still holds


def _give(answer: Answer, environ: dict[str, Any], start: StartResponse) -> list[bytes]:
    packed = _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
    etag = f'"{answer.etag}{"-gzip" if packed else ""}"'
    headers = [*answer.headers, ("ETag", etag)]
    if answer.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start("304 Not Modified", [pair for pair in headers if pair[0] != "Content-Type"])
        return []
    body = answer.packed if packed else answer.plain
    if packed:
        headers.append(("Content-Encoding", "gzip"))
    start(OK, [*headers, ("Content-Length", str(len(body)))])
    return [body] if environ["REQUEST_METHOD"] == "GET" else []


def _takes_gzip(accepted: str) -> bool:
    return bool(TAKES_GZIP.search(accepted))
