"""Forms of the reform assistant: the list, and the correcting act that takes it back."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nguon.core.actor import Actor
from nguon.organizations import queries
from nguon.organizations.models import Organization
from nguon.web.forms import DateField, Form

CHANGE = "organizations.change"


class UploadForm(Form):
    """Which list, and of which committee."""

    place = forms.ChoiceField(label=_("Cấp uỷ chỉ đạo sắp xếp"))
    file = forms.FileField(
        label=_("Tệp danh sách (.xlsx hoặc .csv)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=_("Mỗi hàng một việc, theo văn bản quyết định. Chưa có mẫu thì tải mẫu về."),
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        numbers = {seat.organization_id for seat in by.seats(CHANGE)}
        places = queries.versions_on(numbers, by.today).values()
        slugs = dict(Organization.objects.filter(pk__in=numbers).values_list("pk", "slug"))
        self.offer("place", [(slugs[each.organization_id], each.name) for each in places])

    def organization(self) -> Organization:
        return Organization.objects.get(slug=self.cleaned_data["place"])


class UndoForm(Form):
    """From when, by which document and why rows of a list are taken back."""

    on = DateField(label=_("Đính chính từ ngày"))
    document = forms.CharField(label=_("Số, ngày văn bản đính chính"), max_length=200)
    reason = forms.CharField(
        label=_("Vì sao"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    rows = forms.CharField(
        label=_("Chỉ các hàng"),
        required=False,
        help_text=_("Ví dụ: 3, 7. Để trống nếu đính chính cả danh sách."),
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "text"}),
    )

    def clean_rows(self) -> list[int]:
        words = [word for word in re.split(r"[\s,;]+", self.cleaned_data["rows"]) if word]
        if not all(word.isdecimal() for word in words):
            raise ValidationError(_("Ghi số thứ tự của hàng, cách nhau bằng dấu phẩy."))
        return [int(word) for word in words]
