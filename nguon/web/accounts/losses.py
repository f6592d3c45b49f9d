"""A lost telephone or key: asked by one office holder, agreed by another, told to the owner."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from nguon.accounts import losses, operations
from nguon.accounts.models import LostDevice, User
from nguon.core.http.policy import OWN_ACCOUNT, policy
from nguon.web.accounts.views import account_of, show_code
from nguon.web.http import actor_of

ACTS: dict[str, Callable[..., LostDevice]] = {
    "de-nghi": losses.report, "dong-y": losses.agree, "huy": losses.call_off,
}  # fmt: skip
DONE = {
    "de-nghi": gettext_lazy("Đã ghi đề nghị; cần một người giữ chức trách thứ hai đồng ý."),
    "dong-y": gettext_lazy("Đã đồng ý. Hãy báo ngay cho chủ tài khoản; sau 24 giờ mới cấp mã."),
    "huy": gettext_lazy("Đã huỷ đề nghị."),
}
CARRY_OUT = "thuc-hien"


@policy("accounts.assign")
def loss(request: HttpRequest, username: str) -> HttpResponse:
    user = account_of(request, username)
    found = losses.open_loss(user)
    may = found.agreed_at + losses.TOLD_BEFORE if found and found.agreed_at else None
    page = {"person": user, "loss": found, "may_at": may, "by": actor_of(request)}
    return render(request, "accounts/loss.html", page)


@policy("accounts.assign")
@require_POST
def act(request: HttpRequest, username: str, act: str) -> HttpResponse:
    user, by = account_of(request, username), actor_of(request)
    if act not in {*ACTS, CARRY_OUT}:
        raise Http404
    try:
        if act == CARRY_OUT:
            return show_code(request, user.full_name, losses.carry_out(user, by=by))
        ACTS[act](user, by=by)
    except operations.NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, DONE[act])
    return redirect("accounts:loss", username)


@policy(OWN_ACCOUNT)
@require_POST
def not_lost(request: HttpRequest) -> HttpResponse:
    """The owner still has everything, and stops what others began."""
    owner = User.objects.get(pk=actor_of(request).user_id)
    try:
        losses.call_off(owner, by=actor_of(request))
    except operations.NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, DONE["huy"])
    return redirect("accounts:me")


@receiver(user_logged_in)
def _tell(request: HttpRequest, user: Any, **_rest: Any) -> None:
    """The owner learns of it with the next sign-in, however it was done."""
    if isinstance(user, User) and losses.open_loss(user) and hasattr(request, "_messages"):
        messages.warning(request, _("Có người báo đồng chí mất thiết bị đăng nhập; xem ở Tôi."))
