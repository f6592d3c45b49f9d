"""Whom to tell of a weakness: ``/.well-known/security.txt`` of both sites (RFC 9116)."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from nguon.core.http.policy import PUBLIC, policy

HOLDS = timedelta(days=180)


@policy(PUBLIC)
def security_txt(request: HttpRequest) -> HttpResponse:
    """The contact that the office named; without one there is nothing to read."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    until = (timezone.now() + HOLDS).strftime("%Y-%m-%dT00:00:00Z")
    lines = (
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {until}",
        "Preferred-Languages: vi, en",
        f"Canonical: {request.build_absolute_uri(request.path)}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
