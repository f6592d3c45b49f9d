"""The library's forms in our words, with our limit on guesses."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as MFAReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nguon.core.http.signin import Guesses

CODE = _("Mã 6 chữ số trong ứng dụng, hoặc một mã dự phòng")
PASSPHRASE = _("Câu mật khẩu")


def word(form: forms.Form, **labels: Promise) -> None:
    """Give fields their labels, and no placeholders: they vanish when one starts to type."""
    form.label_suffix = ""
    for name, label in labels.items():
        field = form.fields[name]
        field.label, field.help_text = label, ""  # type: ignore[assignment]
        field.widget.attrs.pop("placeholder", None)


class Login(LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        word(self, login=_("Tên đăng nhập"), password=PASSPHRASE)
        self.fields["login"].widget.attrs |= {"autofocus": True, "autocapitalize": "none"}


class Reauthenticate(ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        word(self, password=PASSPHRASE)


class ChangePassphrase(ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        word(
            self,
            oldpassword=_("Câu mật khẩu hiện tại"),
            password1=_("Câu mật khẩu mới, ít nhất 14 ký tự"),
            password2=_("Nhập lại câu mật khẩu mới"),
        )


class Guarded:
    """A form with a ``code`` that may be guessed only so often."""

    user: Any

    def clean_code(self) -> str:
        guesses = Guesses(context.request, f"{self.user.get_username()}/mfa")
        if not guesses.allowed():
            raise get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()  # type: ignore[misc]
        guesses.was_right()
        return code


class SecondFactor(Guarded, AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        word(self, code=CODE)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autofocus": True}


class SecondFactorAgain(Guarded, MFAReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        word(self, code=CODE)


class ActivateApp(Guarded, ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        word(self, code=_("Mã 6 chữ số mà ứng dụng đang hiện"))
        self.fields["code"].widget.attrs |= {"inputmode": "numeric"}


class AddKey(AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        word(
            self,
            name=_("Đặt tên cho khoá"),
            passwordless=_("Vào bằng riêng khoá này, không cần câu mật khẩu"),
        )
        self.fields["passwordless"].initial = True
        if self.initial.get("name", "").isascii():
            self.initial["name"] = ""
