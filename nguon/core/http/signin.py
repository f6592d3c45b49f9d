"""How the sign-in library behaves here: closed to newcomers, slow for guessers, factors sealed."""

from base64 import b64decode, b64encode
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nguon.core import audit, crypto
from nguon.core.actor import SYSTEM_USER, Actor
from nguon.core.http import session
from nguon.core.http.throttle import Limit
from nguon.core.models import SHUT_OUT

BY_ACCOUNT = Limit("account", times=10)
BY_DEVICE = Limit("device", times=10)
BY_ADDRESS = Limit("address", times=60)
NOTED = Limit("shut-out", times=1, within=timedelta(hours=1))
DEVICE = f"{settings.COOKIE_PREFIX}nguon_device"
DEVICE_LIVES = timedelta(days=180)
SEALED_FOR = "mfa_authenticator"


class Guesses:
    """Attempts at one account from one browser.

    A browser from which the account was entered before counts by itself, so that nobody can
    shut out an office by guessing at its names.
    """

    def __init__(self, request: HttpRequest, username: str) -> None:
        self.at = timezone.now()
        self.name = username.strip().lower()
        self.address = get_adapter().get_client_ip(request)
        self.known = self.name in known_here(request)

    def allowed(self) -> bool:
        """Count one guess; say whether it may be tried."""
        limit = BY_DEVICE if self.known else BY_ACCOUNT
        if not BY_ADDRESS.spend(self.address, at=self.at):
            return False
        if limit.spend(self.name, at=self.at):
            return True
        self._note()
        return False

    def was_right(self) -> None:
        (BY_DEVICE if self.known else BY_ACCOUNT).give_back(self.name, at=self.at)
        BY_ADDRESS.give_back(self.address, at=self.at)

    @transaction.atomic
    def _note(self) -> None:
        """Tell the trail once an hour; of a name that nobody bears as of any, so nothing shows."""
        name = self.name.partition("/")[0]
        if NOTED.spend(name, at=self.at):
            user = get_user_model().objects.filter(username__iexact=name).first()
            nobody = Actor(SYSTEM_USER, "", timezone.localdate(self.at), self.at, {})
            subject = f"accounts.user:{user.pk if user else 0}"
            audit.record_of(subject, audit.SITE_CHAIN, SHUT_OUT, by=nobody, detail={})


def known_here(request: HttpRequest) -> list[str]:
    """Names of the accounts that were entered from this browser before."""
    try:
        kept = request.get_signed_cookie(DEVICE, salt=DEVICE, max_age=DEVICE_LIVES)
    except (KeyError, signing.BadSignature):
        return []
    return str(kept).split(",")


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an office, never by whoever comes along; and there is no e-mail."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Tài khoản này đang tạm khoá."),
        "enter_current_password": _("Câu mật khẩu hiện tại không đúng."),
        "incorrect_code": _("Mã không đúng."),
        "incorrect_password": _("Câu mật khẩu không đúng."),
        "too_many_login_attempts": _(
            "Thử quá nhiều lần. Chờ 15 phút, hoặc vào bằng khoá truy cập (passkey)."
        ),
        "username_password_mismatch": _("Tên đăng nhập hoặc câu mật khẩu không đúng."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        return ["allauth.mfa.stages.AuthenticateStage"]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        self.guesses = Guesses(request, credentials.get("username", ""))
        if not self.guesses.allowed():
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            self.guesses.was_right()
        return user

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **options: Any
    ) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **options)
        remember_device(request, response, user.get_username())
        return response

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """Not before the second factor, nor just after signing in: then it is known who it is."""
        request = self.request
        if not session.has_second_factor(request) or session.is_demonstration(request):
            return False
        if session.is_fresh(request, at=timezone.now()):
            return False
        return bool(super().is_reauthentication_required(app=app, **options))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")


def remember_device(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """Note in this browser that the account was entered from it."""
    names = [username, *(name for name in known_here(request) if name != username)][:5]
    response.set_signed_cookie(
        DEVICE,
        ",".join(names),
        salt=DEVICE,
        max_age=DEVICE_LIVES,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """Seals the secrets of second factors and never lets the last one go."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("Đây là bước xác thực cuối cùng, không gỡ được."),
        "cannot_generate_recovery_codes": _("Cần có bước xác thực thứ hai trước."),
        "incorrect_code": _("Mã không đúng."),
    }

    def encrypt(self, text: str) -> str:
        sealed = crypto.seal_at_rest(text.encode(), SEALED_FOR)
        return b64encode(sealed).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.unseal_at_rest(b64decode(encrypted_text), SEALED_FOR).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Nguồn"}
