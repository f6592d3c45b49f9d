"""What whoever orders the site sends."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from nguon.portal.boxes.models import OPEN_END
from nguon.portal.files.forms import FileField, RichText
from nguon.portal.files.models import Kind
from nguon.portal.models import Category


class Words(forms.Form):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""


class LinkWords(Words):
    title = forms.CharField(label=gettext_lazy("Tên"), max_length=120)
    address = forms.URLField(label=gettext_lazy("Địa chỉ"), max_length=300, assume_scheme="https")
    logo = FileField(Kind.PICTURE, label=gettext_lazy("Biểu trưng"), required=False)


class CategoryWords(Words):
    name = forms.CharField(label=gettext_lazy("Tên chuyên mục"), max_length=120)
    order = forms.IntegerField(
        label=gettext_lazy("Thứ tự"), min_value=0, max_value=999, required=True
    )


class Join(Words):
    into = forms.ModelChoiceField(
        Category.objects.none(), label=gettext_lazy("Gộp vào"), empty_label=None
    )

    def __init__(self, *args: Any, category: Category, **options: Any) -> None:
        super().__init__(*args, **options)
        others = Category.objects.exclude(pk=category.pk)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


class PageWords(Words):
    title = forms.CharField(label=gettext_lazy("Tên trang"), max_length=200)
    body = forms.CharField(
        label=gettext_lazy("Nội dung"),
        max_length=200_000,
        widget=RichText(attrs={"rows": 16}),
    )
    in_menu = forms.BooleanField(label=gettext_lazy("Có trong thực đơn"), required=False)
    shown = forms.BooleanField(label=gettext_lazy("Mọi người thấy"), required=False)


class NoticeWords(Words):
    title = forms.CharField(label=gettext_lazy("Thông báo"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("Nội dung"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    valid_from = forms.DateField(label=gettext_lazy("Từ ngày"))
    valid_to = forms.DateField(
        label=gettext_lazy("Hết từ ngày"),
        required=False,
        help_text=gettext_lazy("Để trống nếu chưa biết."),
    )


def open_end(day: date) -> date | None:
    """The day as a form shows it: nothing for what has no end."""
    return None if day == OPEN_END else day
