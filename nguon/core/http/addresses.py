"""Addresses that nothing of ours has: refused before a page asks the database for one."""

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse

WRITTEN_NUL = "%00"


class AddressMiddleware:
    """Refuse a NUL, which no text column holds: PostgreSQL does not even take it as a question."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or WRITTEN_NUL in request.META.get("QUERY_STRING", ""):
            raise SuspiciousOperation("NUL")
        return self.get_response(request)
