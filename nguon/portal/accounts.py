"""The first step into an account: a one-time link, and the passphrase that its owner chooses."""

from typing import Any

from django.contrib.auth import login
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from nguon.core import audit, installation
from nguon.core.actor import Actor
from nguon.core.http import session
from nguon.core.http.policy import PUBLIC, policy
from nguon.portal import operations
from nguon.portal.models import User
from nguon.portal.roles import ADMIT, SITE

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Links(PasswordResetTokenGenerator):
    """A link dies with the first sign-in or passphrase, and in any case after three days."""

    key_salt = "portal.activate"


LINKS = Links()


@transaction.atomic
def issue_link(user: User, *, by: Actor) -> str:
    """Return the address at which ``user`` sets a passphrase, once.

    Raises: NotAllowed.
    """
    by.require(ADMIT, at=SITE)
    audit.record("portal.issue_link", user, by=by)
    return reverse("activate", args=[f"{user.username}.{LINKS.make_token(user)}"])


class ChoosePassphrase(SetPasswordForm):  # type: ignore[type-arg]
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        self.fields["new_password1"].label = _("Câu mật khẩu, ít nhất 14 ký tự")
        self.fields["new_password2"].label = _("Nhập lại câu mật khẩu")
        for field in self.fields.values():
            field.help_text = ""


@never_cache
@policy(PUBLIC)
def activate(request: HttpRequest, token: str) -> HttpResponse:
    user = owner_of(token)
    form = ChoosePassphrase(user, request.POST or None)
    if request.method == "POST" and installation.is_demonstration():
        login(request, user, backend=BACKEND)
        session.mark_demonstration(request)
        return redirect("desk")
    if form.is_valid():
        now = timezone.now()
        oneself = Actor(user.pk, user.full_name, timezone.localdate(now), now, {})
        operations.set_passphrase(user, form.cleaned_data["new_password1"], by=oneself)
        return redirect(f"{reverse('account_login')}?next={reverse('mfa_index')}")
    return render(request, "activate.html", {"form": form, "owner": user})


def owner_of(token: str) -> User:
    """Whose link it is, or 404 if it was used, is too old or was made up."""
    username, _dot, rest = token.partition(".")
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None or not LINKS.check_token(user, rest):
        raise Http404
    return user
