"""Forms of an office's own papers: sent, laid anew, withdrawn."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nguon.core.actor import Actor
from nguon.forms import places
from nguon.web.forms import DateField, Form, PlaceForm, RefusableForm


class AnewForm(Form):
    """The document, and from which day on it is used."""

    file = forms.FileField(
        label=_("Tệp mẫu (.docx)"),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        help_text=_("Nhiều nhất 2 MB, không macro, không nối ra ngoài."),
        allow_empty_file=True,
    )
    valid_from = DateField(label=_("Dùng cho việc từ ngày"))

    def content(self) -> bytes:
        content: bytes = self.cleaned_data["file"].read()
        return content

    def values(self) -> dict[str, Any]:
        return {"valid_from": self.cleaned_data["valid_from"]}


class KeepForm(PlaceForm, AnewForm):
    """Whose paper it is, and what it is about."""

    field_order = ("place", "title", "act", "valid_from", "file")
    title = forms.CharField(label=_("Tên mẫu"), max_length=200)
    act = forms.ChoiceField(label=_("Việc mà mẫu này nói tới"))

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, by=by, action="forms.keep", **options)
        self.offer("act", places.acts())

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "act", "valid_from")}


class WithdrawForm(RefusableForm):
    """Why a paper is used no longer."""

    why = forms.CharField(label=_("Lý do thôi dùng"), max_length=300)
