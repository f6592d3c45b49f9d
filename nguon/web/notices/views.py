"""The calendar that others' programs read, and one's own page about calendar and letter."""

from hashlib import sha256
from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from nguon.core.http.policy import PUBLIC, SIGNED_IN, policy
from nguon.core.http.throttle import Limit
from nguon.notices import ical, operations, queries
from nguon.web.http import actor_of
from nguon.web.notices.forms import LetterForm

GUESSES = Limit("calendar-guesses", times=20)
READINGS = Limit("calendar", times=30)
KIND = "text/calendar; charset=utf-8"


@policy(SIGNED_IN)
def notices(request: HttpRequest) -> HttpResponse:
    return _show(request)


@policy(SIGNED_IN)
@require_POST
def renew_feed(request: HttpRequest) -> HttpResponse:
    """The only time that the address is seen."""
    token = operations.renew_feed(language=get_language() or "vi", by=actor_of(request))
    return _show(request, token=token)


@policy(SIGNED_IN)
@require_POST
def withdraw_feed(request: HttpRequest) -> HttpResponse:
    operations.withdraw_feed(by=actor_of(request))
    messages.success(request, _("Địa chỉ lịch đã hết hiệu lực."))
    return redirect("notices:notices")


@policy(SIGNED_IN)
@require_POST
def subscribe(request: HttpRequest) -> HttpResponse:
    form = LetterForm(request.POST)
    if not form.is_valid():
        return _show(request, form=form)
    address, language = form.cleaned_data["address"], get_language() or "vi"
    operations.subscribe(address, language=language, by=actor_of(request))
    messages.success(request, _("Từ tuần sau thư sẽ được gửi tới địa chỉ này."))
    return redirect("notices:notices")


@policy(SIGNED_IN)
@require_POST
def unsubscribe(request: HttpRequest) -> HttpResponse:
    operations.unsubscribe(by=actor_of(request))
    messages.success(request, _("Đã thôi gửi thư tuần."))
    return redirect("notices:notices")


@policy(PUBLIC)
@require_safe
@sensitive_variables("token")
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """What the key opens now; a wrong one and a dead one look alike."""
    now, address = timezone.now(), get_adapter().get_client_ip(request)
    if not GUESSES.spend(address, at=now) or not READINGS.spend(token, at=now):
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS)
    found = operations.read_feed(token, today=timezone.localdate(now), at=now)
    if found is None:
        raise Http404
    GUESSES.give_back(address, at=now)
    owned, mine = found
    with override(owned.language):
        text = ical.calendar(mine.entries, today=mine.today, site=_site(request))
    return _calendar(request, text)


def _calendar(request: HttpRequest, text: bytes) -> HttpResponse:
    etag = f'"{sha256(text).hexdigest()[:32]}"'
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Content-Disposition": 'inline; filename="nguon.ics"',
        "X-Robots-Tag": "noindex",
    }
    whole = HttpResponse(text, content_type=KIND, headers=headers)
    return get_conditional_response(request, etag=etag, response=whole) or whole


def _show(
    request: HttpRequest, *, token: str = "", form: LetterForm | None = None
) -> HttpResponse:
    wishes = queries.wishes(by=actor_of(request))
    page = {
        "wishes": wishes,
        "address": f"{_site(request)}/lich/{token}.ics" if token else "",
        "form": form or LetterForm(initial={"address": wishes.address}),
        "day": settings.LETTER_DAY,
    }
    return render(request, "notices/notices.html", page)


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")
