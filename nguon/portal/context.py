"""What every page of the public site shows around its content; looked up only where it is used."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from nguon.portal import queries
from nguon.portal.models import Category


def frame(request: HttpRequest) -> dict[str, Any]:
    now = timezone.now()
    return {
        "categories": Category.objects.all(),
        "statistics": SimpleLazyObject(
            lambda: queries.statistics(today=timezone.localdate(now), at=now)
        ),
    }
