"""What every page of the public site shows around its content; looked up only where it is used."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from nguon.core.http.door import actor_of
from nguon.portal import desk, queries
from nguon.portal.boxes import queries as boxes


def frame(request: HttpRequest) -> dict[str, Any]:
    now = timezone.now()
    return {
        "categories": SimpleLazyObject(queries.categories),
        "menu": SimpleLazyObject(boxes.menu),
        "rooms_of_the_desk": SimpleLazyObject(lambda: desk.entries(actor_of(request))),
        "statistics": SimpleLazyObject(
            lambda: queries.statistics(today=timezone.localdate(now), at=now)
        ),
    }
