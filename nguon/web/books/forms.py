"""Forms of the books: as of which day, what was compared, to whom a locked list goes."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nguon.core.actor import Actor
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.reports.books.comparing import Compared
from nguon.reports.models import WithWhom
from nguon.reports.sealed import Handing, What, Why
from nguon.web.forms import ByDayForm, DateField, RefusableForm

HIDDEN = forms.PasswordInput(attrs={"autocomplete": "new-password"})


class AsOfForm(ByDayForm):
    """The day by whose end a book is read; nothing, or a day to come, means today."""

    def until(self, today: date) -> date:
        return min(self.day() or today, today)


class CompareForm(RefusableForm):
    """What was said when two lists were laid side by side."""

    on = DateField(label=_("Ngày đối khớp"))
    with_whom = forms.ChoiceField(label=_("Với"), choices=WithWhom)
    partner = forms.CharField(label=_("Tên tổ chức bên kia"), max_length=200)
    theirs = forms.IntegerField(label=_("Số đảng viên ở sổ bên kia"), min_value=0)
    people = forms.CharField(
        label=_("Ai đối khớp (hai bên)"), max_length=300, help_text=_("Họ tên, chức vụ.")
    )
    differences = forms.CharField(
        label=_("Chênh lệch"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ghi khi số hai bên khác nhau: khác ở đâu, vì sao, sẽ sửa thế nào."),
    )

    def said(self) -> Compared:
        return Compared(**self.cleaned_data)


class SealedForm(RefusableForm):
    """Which list leaves locked, to whom, what for, until when it is kept."""

    what = forms.ChoiceField(label=_("Danh sách"), choices=What)
    on = DateField(label=_("Đến hết ngày"))
    to = forms.ChoiceField(label=_("Giao cho"))
    why = forms.ChoiceField(label=_("Để làm gì"), choices=Why)
    delete_on = DateField(
        label=_("Xoá tệp trước ngày"), help_text=_("Nơi nhận phải xoá tệp trước ngày này.")
    )
    passphrase = forms.CharField(
        label=_("Mật khẩu của tệp"),
        widget=HIDDEN,
        strip=False,
        help_text=_("Vài từ dễ nhớ, ít nhất 15 ký tự. Báo cho nơi nhận bằng đường khác."),
    )
    again = forms.CharField(label=_("Gõ lại mật khẩu"), widget=HIDDEN, strip=False)

    def __init__(self, *args: Any, place: Organization, by: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        above = [*tree.ancestors(place, on=by.today), place]
        self.receivers = {row.slug: row for row in above}
        names = [(row.slug, tree.name_on(row, by.today)) for row in reversed(above)]
        self.offer("to", dict(names).items())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("passphrase") != said.get("again"):
            self.add_error("again", _("Hai lần gõ không giống nhau."))
        return said

    def handing(self) -> Handing:
        said = self.cleaned_data
        return Handing(
            self.receivers[said["to"]], said["why"], said["delete_on"], said["passphrase"]
        )
