"""Nothing that bears a mark of secrecy is taken in, whichever form it is typed or put into."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from nguon.core.confined import secrecy


class SecrecyMiddleware:
    """Refuse a form before any page sees it; what it held is written nowhere.

    Source: Law 117/2025 5(2): no state secret is drafted or kept on a networked computer. The
            inside of a file is judged where files are made harmless.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if request.method != "POST" or not any(_marks(request)):
            return None
        return render(request, "secret.html", status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _marks(request: HttpRequest) -> Iterator[bool]:
    for _name, values in request.POST.lists():
        yield from (secrecy.marked(value) for value in values)
    for _name, files in request.FILES.lists():
        yield from (secrecy.marked_name(file.name or "") for file in files)
