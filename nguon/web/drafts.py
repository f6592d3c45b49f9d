"""Keep what is being typed, so that a crash or a lost connection costs nothing."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import is_valid_path, resolve
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from nguon.accounts.models import User
from nguon.core import crypto
from nguon.core.http.policy import SIGNED_IN, policy
from nguon.development.models import Case
from nguon.people.models import Person
from nguon.web.http import actor_of
from nguon.web.models import Draft

LARGEST = 64_000
LIVES = timedelta(days=14)
PART = "#"
NOT_KEPT = {"csrfmiddlewaretoken", "password", "code"}


def kept(request: HttpRequest, form: str = "") -> dict[str, Any]:
    """What this user last typed into a form, as initial values: the one at this address, or
    ``form``, which is an address with a part after ``#`` where one address has several.
    """
    form = form or request.path
    return kept_of(request, [form]).get(form, {})


def kept_of(request: HttpRequest, forms: Iterable[str]) -> dict[str, dict[str, Any]]:
    """``kept`` of several forms at once; one that has no draft is left out."""
    rows = Draft.objects.filter(user__pk=actor_of(request).user_id, form__in=list(forms))
    return {row.form: _values(row) for row in rows}


def drop(request: HttpRequest, form: str = "") -> None:
    """The form was sent; its draft goes."""
    form = form or request.path
    Draft.objects.filter(user__pk=actor_of(request).user_id, form=form).delete()


def expire(*, before: datetime) -> int:
    """Delete drafts nobody came back to."""
    return Draft.objects.filter(saved_at__lt=before).delete()[0]


@policy(SIGNED_IN)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Take the fields of a form that is still open; ``form`` is its own address."""
    form = request.GET.get("form", "")
    if not isinstance(request.user, User) or not _is_of_this_site(form):
        return HttpResponseBadRequest()
    return HttpResponse(status=204 if _keep(request, form) else 413)


def hold(request: HttpRequest, form: str = "") -> bool:
    """Keep what was just sent, though the form could not be taken as it is; say whether it is."""
    return _keep(request, form or request.path)


def _keep(request: HttpRequest, form: str) -> bool:
    """Seal what was typed and put it in the place of what was; say whether it could be kept."""
    person = _whom(request, form)
    values = request.POST.copy()
    for name in NOT_KEPT & values.keys():
        del values[name]
    user, text, now = actor_of(request).user_id, values.urlencode().encode(), timezone.now()
    if len(text) > LARGEST or len(form) > 200:
        return False
    expire(before=now - LIVES)
    sealed = crypto.seal_at_rest(text, _context(user, form))
    Draft.objects.update_or_create(
        user_id=user,
        form=form,
        defaults={"sealed": sealed, "saved_at": now, "person": person},
    )
    return True


def _is_of_this_site(form: str) -> bool:
    return url_has_allowed_host_and_scheme(form, None) and bool(is_valid_path(_path(form)))


def _path(form: str) -> str:
    return form.partition(PART)[0]


def _whom(request: HttpRequest, form: str) -> Person | None:
    """Whom the form is about, in a case or on file; nobody where somebody new is entered."""
    found, by = resolve(_path(form)), actor_of(request)
    ref = found.kwargs.get("ref")
    if ref is not None and found.route.startswith("nguoi/"):
        return get_object_or_404(Person.objects.visible_to(by), ref=ref)
    if ref is not None and found.app_name == "development":
        cases = Case.objects.visible_to(by).select_related("person")
        return get_object_or_404(cases, ref=ref).person
    return None


def _values(row: Draft) -> dict[str, Any]:
    text = crypto.unseal_at_rest(bytes(row.sealed), _context(row.user_id, row.form))
    values = QueryDict(text.decode())
    return {name: values.getlist(name) if many else values[name] for name, many in _names(values)}


def _names(values: QueryDict) -> list[tuple[str, bool]]:
    return [(name, len(values.getlist(name)) > 1) for name in values]


def _context(user: int, form: str) -> str:
    return f"web.draft:{user}:{form}"
