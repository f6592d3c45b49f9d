"""Forms of the statistics: which place and period, and the paper of a closing."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nguon.core.actor import Actor
from nguon.organizations import queries as tree
from nguon.statistics.periods import NoSuchPeriod, named
from nguon.web.forms import FilterForm, RefusableForm


class ChooseForm(FilterForm):
    """A place whose figures are in sight, and a period."""

    tai = forms.ChoiceField(label=_("Tổ chức"))
    ky = forms.CharField(label=_("Kỳ"), help_text=_("2019, 2019-H1 hoặc 2024-Q1"), max_length=7)

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer("tai", tree.places("planning.view", by=by))

    def clean_ky(self) -> str:
        try:
            return named(self.cleaned_data["ky"]).name
        except NoSuchPeriod as wrong:
            raise ValidationError(str(wrong)) from wrong


class CloseForm(RefusableForm):
    """The paper with which a period is handed in."""

    document = forms.CharField(label=_("Số, ký hiệu báo cáo"), max_length=200)


class CorrectForm(CloseForm):
    """The paper of a correcting closing, and why it is needed."""

    reason = forms.CharField(
        label=_("Lý do đính chính"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
