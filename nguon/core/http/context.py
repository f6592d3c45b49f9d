"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from nguon import __version__
from nguon.core import installation


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "site": settings.SITE,
        "version": __version__,
        "demonstration": SimpleLazyObject(installation.is_demonstration),
    }
