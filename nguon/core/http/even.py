"""Let what is out of sight take as long to be denied as what is not there."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

NOT_FOUND = 404


class EvenMiddleware:
    """Give a "not found" to somebody signed in at the next whole tick since the question came.

    Looking for what is not there ends sooner than looking at what one may not see, by a tenth of
    a millisecond to three; asked often enough, the clock would tell which it is. A tick is longer
    than either takes. Whoever follows links from page to page never waits for one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        if settings.TICK and response.status_code == NOT_FOUND and request.user.is_authenticated:
            time.sleep(-(time.perf_counter() - began) % settings.TICK)
        return response
