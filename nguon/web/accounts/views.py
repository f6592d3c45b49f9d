"""Who holds which role, and one's own account.

Whoever changes rights confirms first, by passphrase or passkey, that it is still they.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from nguon.accounts import losses, operations, queries
from nguon.accounts.models import User
from nguon.core.http.policy import OWN_ACCOUNT, policy
from nguon.organizations.models import OPEN_END
from nguon.web import download
from nguon.web.accounts import forms
from nguon.web.http import actor_of

ASSIGN = operations.ASSIGN
HEADING = (
    gettext_lazy("Họ và tên"),
    gettext_lazy("Tên đăng nhập"),
    gettext_lazy("Vai trò"),
    gettext_lazy("Thay"),
    gettext_lazy("Tại"),
    gettext_lazy("Từ ngày"),
    gettext_lazy("Đến trước ngày"),
    gettext_lazy("Văn bản"),
)


@policy(OWN_ACCOUNT)
def me(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    page = {"roles": queries.own_roles(by=by), "loss": losses.open_loss_of(by)}
    return render(request, "accounts/me.html", page)


@policy("accounts.view")
def accounts(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = forms.DayForm(request.GET)
    day = form.day() or by.today
    holders = queries.holders(on=day, by=by)
    page = {"form": form, "day": day, "holders": holders, "may_assign": bool(by.seats(ASSIGN))}
    return render(request, "accounts/accounts.html", page)


@policy("accounts.view")
def export(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    day = forms.DayForm(request.GET).day() or by.today
    rows = map(_row, queries.holders(on=day, by=by))
    title = _("Ai giữ vai trò gì")
    return download.office("vai-tro", title, HEADING, rows, by=by, under=queries.VIEW)


@policy("accounts.assign")
def appoint(request: HttpRequest) -> HttpResponse:
    form = forms.AppointForm(request.POST or None, by=actor_of(request), initial=_today(request))
    if form.is_valid():
        try:
            code = operations.appoint(**form.values(), by=actor_of(request))
        except operations.NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            return show_code(request, form.cleaned_data["full_name"], code)
    return render(request, "accounts/appoint.html", {"form": form})


@policy("accounts.view")
def account(request: HttpRequest, username: str) -> HttpResponse:
    by = actor_of(request)
    user = account_of(request, username)
    roles = queries.roles_of(user, by=by)
    page = {"person": user, "roles": roles, "may_assign": bool(by.seats(ASSIGN))}
    return render(request, "accounts/account.html", page)


@policy("accounts.view")
def export_roles(request: HttpRequest, username: str) -> HttpResponse:
    """All roles of one account; the name of the file says nobody's."""
    by, user = actor_of(request), account_of(request, username)
    rows = map(_row, queries.roles_of(user, by=by))
    title = _("Vai trò của một tài khoản")
    return download.office("vai-tro-tai-khoan", title, HEADING, rows, by=by, under=queries.VIEW)


@policy("accounts.assign")
def assign_role(request: HttpRequest, username: str) -> HttpResponse:
    by, user = actor_of(request), account_of(request, username)
    form = forms.RoleForm(request.POST or None, by=by, initial=_today(request))
    if form.is_valid():
        try:
            operations.assign_role(user, **form.values(), by=by)
        except operations.NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã phân công."))
            return redirect("accounts:account", username)
    return render(request, "accounts/assign_role.html", {"form": form, "person": user})


@policy("accounts.assign")
def revoke_role(request: HttpRequest, username: str, ref: str) -> HttpResponse:
    by, user = actor_of(request), account_of(request, username)
    try:
        assignment = queries.role_by_ref(ref, user, by=by)
    except queries.NoSuchAccount as unknown:
        raise Http404 from unknown
    form = forms.EndForm(request.POST or None, initial=_today(request))
    if form.is_valid():
        try:
            operations.revoke_role(assignment, on=form.cleaned_data["on"], by=by)
        except operations.NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã thôi vai trò."))
            return redirect("accounts:account", username)
    page = {"form": form, "person": user, "assignment": assignment}
    return render(request, "accounts/revoke_role.html", page)


@policy("accounts.assign")
@require_POST
def issue_code(request: HttpRequest, username: str) -> HttpResponse:
    user = account_of(request, username)
    return show_code(request, user.full_name, operations.issue_code(user, by=actor_of(request)))


@policy("accounts.assign")
@require_POST
def suspend(request: HttpRequest, username: str) -> HttpResponse:
    return _change(request, username, operations.suspend)


@policy("accounts.assign")
@require_POST
def reopen(request: HttpRequest, username: str) -> HttpResponse:
    return _change(request, username, operations.reopen)


def _row(held: queries.Holding) -> tuple[Any, ...]:
    until = None if held.valid_to == OPEN_END else held.valid_to
    who = (held.full_name, held.username, held.role, held.instead_of, held.place)
    return *who, held.valid_from, until, held.document


def _change(request: HttpRequest, username: str, change: Callable[..., User]) -> HttpResponse:
    try:
        change(account_of(request, username), by=actor_of(request))
    except operations.NotPossible as refusal:
        messages.error(request, str(refusal))
    return redirect("accounts:account", username)


def account_of(request: HttpRequest, username: str) -> User:
    try:
        return queries.account(username, by=actor_of(request))
    except queries.NoSuchAccount as unknown:
        raise Http404 from unknown


def show_code(request: HttpRequest, full_name: str, code: str) -> HttpResponse:
    """The only time that the code is seen; it is handed over in person."""
    return render(request, "accounts/code.html", {"full_name": full_name, "code": code})


def _today(request: HttpRequest) -> dict[str, object]:
    return {"on": actor_of(request).today}
