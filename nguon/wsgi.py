"""The WSGI entry of whichever site ``NGUON_SITE`` names."""

import gc
import os
from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from nguon.core import wall
from nguon.core.precedence import PAGES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nguon.settings")

# What is loaded here stays as long as the process. The collector neither looks for garbage in it
# while it grows, which takes a sixth of the start, nor later, while somebody waits for a page.
gc.disable()
try:
    application: Callable[..., Any] = get_wsgi_application()
    if settings.SITE == "registry":
        application = PAGES.in_front_of(wall.in_front_of(application))
    else:
        application = import_module("nguon.portal.freshness.front").in_front_of(application)
    get_resolver().url_patterns  # noqa: B018 (loads the pages, so that no visitor waits for it)
finally:
    gc.freeze()
    gc.enable()
