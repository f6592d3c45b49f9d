"""The first way in: a one-time code, shown on the console or handed over by the office."""

import ipaddress
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from nguon.accounts import office, operations
from nguon.accounts.models import SetupCode, User
from nguon.core import installation
from nguon.core.http import session
from nguon.core.http.policy import PUBLIC, policy
from nguon.core.http.throttle import Limit
from nguon.organizations.rules import Refused
from nguon.web.accounts import forms

BY_ADDRESS = Limit("setup", times=20)


@policy(PUBLIC)
@never_cache
def begin(request: HttpRequest) -> HttpResponse:
    form = forms.CodeForm(request.POST or None)
    if form.is_valid():
        return redirect("accounts:use_code", form.cleaned_data["code"])
    return render(request, "accounts/begin.html", {"form": form})


@policy(PUBLIC)
@never_cache
@sensitive_variables("code")
def use_code(request: HttpRequest, code: str) -> HttpResponse:
    try:
        row = _row(request, code)
        if row.user is None:
            return _open_office(request, code)
        if installation.is_demonstration():
            return _enter_demonstration(request, code, row.user)
        return _choose_passphrase(request, code, row.user)
    except operations.CodeRefused as refused:
        form = forms.CodeForm()
        page = {"form": form, "refused": str(refused)}
        return render(request, "accounts/begin.html", page, status=404)


def _row(request: HttpRequest, code: str) -> SetupCode:
    """The code that is asked about. Guessing is counted, using one that exists is not."""
    now = timezone.now()
    address = get_adapter().get_client_ip(request)
    if not BY_ADDRESS.spend(address, at=now):
        raise operations.CodeRefused(_("Thử quá nhiều lần. Chờ 15 phút."))
    row = operations.usable_code(code, at=now)
    BY_ADDRESS.give_back(address, at=now)
    return row


def _open_office(request: HttpRequest, code: str) -> HttpResponse:
    if not _address(request).is_private:
        raise PermissionDenied(_("Chỉ mở được cơ quan mới từ mạng nội bộ."))
    form = forms.OfficeForm(request.POST or None)
    if form.is_valid():
        now = timezone.now()
        wanted = form.office()
        try:
            codes = office.open_office(code, wanted, today=timezone.localdate(now), at=now)
        except (operations.NotPossible, Refused) as refusal:
            form.add_error(None, str(refusal))
        else:
            handed = list(zip(wanted.administrators, codes, strict=True))
            return render(request, "accounts/office_opened.html", {"handed": handed})
    return render(request, "accounts/open_office.html", {"form": form})


def _enter_demonstration(request: HttpRequest, code: str, user: User) -> HttpResponse:
    """Invented data: the code alone is enough, from the machine itself."""
    if not _address(request).is_loopback:
        raise PermissionDenied(_("Chỉ vào thử được từ chính máy đang chạy chương trình."))
    if request.method != "POST":
        return render(request, "accounts/enter_demonstration.html", {"person": user})
    get_adapter().login(request, operations.claim(code, at=timezone.now()))
    session.mark_demonstration(request)
    return redirect("/")


def _choose_passphrase(request: HttpRequest, code: str, user: User) -> HttpResponse:
    form = forms.PassphraseForm(request.POST or None, user=user)
    if not form.is_valid():
        return render(request, "accounts/choose_passphrase.html", {"form": form, "person": user})
    passphrase: str = form.cleaned_data["passphrase"]
    user = operations.claim(code, at=timezone.now(), passphrase=passphrase)
    messages.success(request, _("Đã đặt câu mật khẩu."))
    record_authentication(request, user, method="code")
    answer: HttpResponse = perform_login(request, Login(user=user, redirect_url="/xac-thuc/"))
    return answer


def _address(request: HttpRequest) -> Any:
    return ipaddress.ip_address(get_adapter().get_client_ip(request))
