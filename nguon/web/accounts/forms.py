"""Forms about accounts and roles."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext_lazy as _

from nguon.accounts import queries
from nguon.accounts.models import Role, User
from nguon.accounts.office import Newcomer, Office
from nguon.accounts.operations import ASSIGN
from nguon.core.actor import Actor
from nguon.organizations.models import OPEN_END
from nguon.web.forms import ByDayForm, DateField, Form, PlaceForm

NAME = {"autocapitalize": "none", "autocomplete": "off", "class": "short"}
NEW = {"autocomplete": "new-password"}


class CodeForm(Form):
    code = forms.CharField(
        label=_("Mã dùng một lần"),
        max_length=40,
        widget=forms.TextInput(attrs={**NAME, "autofocus": True}),
    )

    def clean_code(self) -> str:
        """The code as it may stand in an address: without spaces, and with no slash."""
        code = "".join(str(self.cleaned_data["code"]).split())
        if "/" in code:
            raise ValidationError(
                _("Mã dùng một lần này không đúng, đã dùng hoặc đã hết hạn."), code="wrong"
            )
        return code


class PassphraseForm(Form):
    """Choose a passphrase; ``user`` is whom it will belong to."""

    passphrase = forms.CharField(
        label=_("Câu mật khẩu mới"),
        strip=False,
        help_text=_(
            "Ít nhất 14 ký tự: ghép vài từ ít ai ngờ tới, dấu cách và dấu thanh đều được."
        ),
        widget=forms.PasswordInput(attrs=NEW),
    )
    again = forms.CharField(
        label=_("Nhập lại"), strip=False, widget=forms.PasswordInput(attrs=NEW)
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    def clean_passphrase(self) -> str:
        passphrase: str = self.cleaned_data["passphrase"]
        validate_password(passphrase, self.user)
        return passphrase

    def clean(self) -> None:
        typed = self.cleaned_data
        if "passphrase" in typed and typed["passphrase"] != typed.get("again"):
            self.add_error("again", _("Hai lần nhập không giống nhau."))


class OfficeForm(Form):
    """What an office says of itself at its first start."""

    commune = forms.CharField(label=_("Tên đảng uỷ xã, phường"), max_length=200)
    slug = forms.CharField(
        label=_("Tên ngắn trong địa chỉ, không dấu"),
        help_text=_("Ví dụ: huong-hiep. Về sau không đổi được."),
        max_length=80,
        validators=[validate_slug],
        widget=forms.TextInput(attrs={**NAME, "data-slug-of": "commune"}),
    )
    province = forms.CharField(label=_("Tên tỉnh uỷ"), max_length=200, required=False)
    document = forms.CharField(label=_("Văn bản giao nhiệm vụ quản trị"), max_length=200)
    first_name = forms.CharField(label=_("Người quản trị thứ nhất"), max_length=200)
    first_username = forms.CharField(
        label=_("Tên đăng nhập của người thứ nhất"),
        max_length=60,
        validators=[validate_slug],
        widget=forms.TextInput(attrs=NAME),
    )
    second_name = forms.CharField(label=_("Người quản trị thứ hai"), max_length=200)
    second_username = forms.CharField(
        label=_("Tên đăng nhập của người thứ hai"),
        max_length=60,
        validators=[validate_slug],
        widget=forms.TextInput(attrs=NAME),
    )

    def office(self) -> Office:
        typed = self.cleaned_data
        return Office(
            commune=typed["commune"],
            slug=typed["slug"].lower(),
            province=typed["province"],
            document=typed["document"],
            administrators=(
                Newcomer(typed["first_username"], typed["first_name"]),
                Newcomer(typed["second_username"], typed["second_name"]),
            ),
        )


class RoleForm(PlaceForm):
    """A role, where, from when, by which document; the places are those that the actor reaches."""

    role = forms.ChoiceField(label=_("Vai trò"), choices=Role.choices)
    place = forms.ChoiceField(label=_("Tại"))
    on = DateField(label=_("Từ ngày"))
    until = DateField(
        label=_("Đến trước ngày"), required=False, help_text=_("Để trống nếu chưa có hạn.")
    )
    instead_of = forms.CharField(
        label=_("Thay cho (tên đăng nhập)"),
        required=False,
        help_text=_("Chỉ khi làm thay một người trong thời hạn nhất định."),
        widget=forms.TextInput(attrs=NAME),
    )
    document = forms.CharField(label=_("Số, ngày văn bản phân công"), max_length=200)
    field_order = ("role", "place", "on", "until", "instead_of", "document")

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, by=by, action=ASSIGN, **options)

    def clean_instead_of(self) -> User | None:
        name = self.cleaned_data["instead_of"].strip()
        if not name:
            return None
        try:
            return queries.account(name, by=self.by)
        except queries.NoSuchAccount as unknown:
            raise ValidationError(_("Không có tài khoản này trong phạm vi.")) from unknown

    def values(self) -> dict[str, Any]:
        """What ``operations.assign_role`` wants to know."""
        typed = self.cleaned_data
        return {
            "role": typed["role"],
            "organization": self.organization(),
            "on": typed["on"],
            "until": typed["until"] or OPEN_END,
            "instead_of": typed["instead_of"],
            "document": typed["document"],
        }


class AppointForm(RoleForm):
    """A new account with its first role."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=200)
    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=60,
        validators=[validate_slug],
        widget=forms.TextInput(attrs=NAME),
    )
    field_order = ("full_name", "username", "role", "place", "on", "document")

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, by=by, **options)
        del self.fields["until"], self.fields["instead_of"]

    def values(self) -> dict[str, Any]:
        typed = self.cleaned_data
        return {
            "username": typed["username"],
            "full_name": typed["full_name"],
            "role": typed["role"],
            "organization": self.organization(),
            "on": typed["on"],
            "document": typed["document"],
        }


class EndForm(Form):
    on = DateField(label=_("Thôi từ ngày"))


class DayForm(ByDayForm):
    """The day whose holders are shown."""
