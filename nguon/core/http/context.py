"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from nguon import __version__


def site(request: HttpRequest) -> dict[str, Any]:
    return {"site": settings.SITE, "version": __version__}
