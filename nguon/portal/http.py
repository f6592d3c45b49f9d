"""The door of the public site: who asks, from where, and whether the form is one of ours.

A reader is never known by name. What is kept of one is a keyed hash of a token, given only to
whoever rates, and for seven days a keyed hash of the address.
"""

import ipaddress
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from nguon.core.actor import Actor
from nguon.core.crypto import blind_index
from nguon.core.http.door import Door
from nguon.portal.models import Article, Category, User
from nguon.portal.operations import Reader
from nguon.portal.roles import actor
from nguon.portal.visits import VISITS

READER_COOKIE = f"{settings.COOKIE_PREFIX}nguon_portal_reader"
READER_COOKIE_AGE = timedelta(days=365)
IPV6_OF_ONE_HOUSE = 64
READ_BY_ANYBODY = "nguon.read_by_anybody"

_tokens = Signer(salt="portal.reader")
_stamps = Signer(salt="portal.stamp")

View = Callable[..., HttpResponse]


class BadStamp(ValueError):
    """The form was not made by this site."""


class PolicyMiddleware(Door):
    """Whoever merely reads is not asked who they are; others act by the roles of the day."""

    accounts = User

    def actor(self, user: Any, *, today: date, at: datetime) -> Actor:
        return actor(user, today=today, at=at)


def from_this_site(view: View) -> View:
    """Take a form only from our own pages, without a cookie for whoever merely reads.

    Reading: a reader has no rights that a foreign page could borrow, so where the browser says
             nothing about the page it comes from, the form is taken.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        ours = f"{request.scheme}://{request.get_host()}"
        if request.headers.get("Origin", ours) != ours:
            raise PermissionDenied(_("Biểu mẫu này không gửi từ trang của chúng tôi."))
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            raise PermissionDenied(_("Biểu mẫu này không gửi từ trang của chúng tôi."))
        return view(request, *args, **kwargs)

    return csrf_exempt(checked)


def address_of(request: HttpRequest) -> str:
    """The address that a request came from; of IPv6 the part that one house has.

    Reading: behind a front server, what that server saw counts; a forged header does not.
    """
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    if address.version == 6:
        return str(ipaddress.ip_network((address, IPV6_OF_ONE_HOUSE), strict=False))
    return str(address)


def reader_of(request: HttpRequest) -> Reader:
    """Whoever reads: by the token if there is one, and by the address."""
    token = _token_of(request)
    return Reader(
        key=blind_index(token, "reader") if token else "",
        sent_from=blind_index(address_of(request), "address"),
    )


def reader_who_rates(request: HttpRequest, stamp: str) -> tuple[Reader, str]:
    """Whoever rates, and the token to hand out.

    Reading: who has no token yet is told apart by the page that was sent, the address and the
             browser, so that a double click is one rating. A kept page has one stamp: of two
             behind one address with the same browser who were given it, the second is told so
             and may rate on the page as it is then, which a rating has made anew.
    """
    first = f"{stamp}\0{address_of(request)}\0{request.headers.get('User-Agent', '')}"
    token = _token_of(request) or blind_index(first, "first rating")[:32]
    return Reader(blind_index(token, "reader"), reader_of(request).sent_from), token


def remember_reader(response: HttpResponse, token: str) -> None:
    """Hand out the token of a reader who rated."""
    response.set_cookie(
        READER_COOKIE,
        _tokens.sign(token),
        max_age=READER_COOKIE_AGE,
        secure=settings.OVER_HTTPS,
        httponly=True,
        samesite="Lax",
    )


def new_stamp(at: datetime) -> str:
    """What a form carries to tell when its page was made."""
    return _stamps.sign(str(int(at.timestamp())))


def age_of(stamp: str, at: datetime) -> timedelta:
    """How long before ``at`` the page of a form was made.

    Raises: BadStamp.
    """
    try:
        made = int(_stamps.unsign(stamp))
    except (BadSignature, ValueError) as forged:
        raise BadStamp from forged
    return timedelta(seconds=at.timestamp() - made)


def tell(request: HttpRequest, level: int, text: str, where: str) -> None:
    """Say something at the place of the page where it belongs."""
    messages.add_message(request, level, text, extra_tags=where)


def note_visit(request: HttpRequest, *, at: datetime, article: Article | None = None) -> None:
    """Count a page that anybody may read, and that may be kept for others: see ``freshness``."""
    number = article.pk if article else None
    request.META[READ_BY_ANYBODY] = number
    count_visit(request, at=at, article=number)


def count_visit(request: HttpRequest, *, at: datetime, article: int | None) -> None:
    """Count a page that somebody opened; not one that a browser fetched in advance."""
    ahead = request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    if request.method != "GET" or "prefetch" in ahead:
        return
    VISITS.note(
        request.path,
        address=address_of(request),
        user_agent=request.headers.get("User-Agent", ""),
        day=timezone.localdate(at),
        at=at,
        article=article,
    )


def _token_of(request: HttpRequest) -> str:
    try:
        return _tokens.unsign(request.COOKIES.get(READER_COOKIE, ""))
    except BadSignature:
        return ""


def category_at(slug: str) -> Category:
    """The part of the site at an address, or the one that it became part of; else 404."""
    found = Category.objects.filter(slug=slug).first()
    if found is None:
        found = Category.objects.filter(former__slug=slug).first()
    if found is None:
        raise Http404
    return found
