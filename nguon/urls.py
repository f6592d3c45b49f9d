"""Addresses: the staff site or the public one, by ``NGUON_SITE``."""

from django.conf import settings
from django.urls import include, path

HOME = {"registry": "nguon.web.urls", "portal": "nguon.portal.urls"}

urlpatterns = [path("", include(HOME[settings.SITE]))]
handler500 = "nguon.core.http.trouble.server_error"
