"""What writers and the office enter on the calendar."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.portal.agenda.models import Entry, Half
from nguon.portal.agenda.operations import Plan

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
DAYS_READ = ["%Y-%m-%d", "%d/%m/%Y"]


def _hour() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class Planned(forms.Form):
    """One thing on the calendar. ``seen`` tells which text of it was read."""

    day = forms.DateField(label=gettext_lazy("Ngày"), widget=DAY, input_formats=DAYS_READ)
    half = forms.TypedChoiceField(
        label=gettext_lazy("Buổi"), coerce=int, choices=Half.choices, widget=forms.Select
    )
    starts = forms.TimeField(
        label=gettext_lazy("Bắt đầu"),
        required=False,
        widget=_hour(),
        help_text=gettext_lazy("Để trống nếu chưa định giờ."),
    )
    ends = forms.TimeField(label=gettext_lazy("Kết thúc"), required=False, widget=_hour())
    what = forms.CharField(label=gettext_lazy("Nội dung"), max_length=300)
    who = forms.CharField(
        label=gettext_lazy("Chủ trì, thành phần"), max_length=300, required=False
    )
    place = forms.CharField(label=gettext_lazy("Địa điểm"), max_length=200, required=False)
    prepares = forms.CharField(label=gettext_lazy("Chuẩn bị"), max_length=200, required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""

    @classmethod
    def of(cls, entry: Entry) -> "Planned":
        """The form with what the entry says now."""
        names = (name for name in cls.base_fields if name != "seen")
        told = {name: getattr(entry, name) for name in names}
        return cls(initial={**told, "seen": entry.sequence})

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if told.get("ends") and not (told.get("starts") and told["ends"] > told["starts"]):
            self.add_error("ends", _("Giờ kết thúc phải sau giờ bắt đầu."))
        return told

    def plan(self) -> Plan:
        told = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return Plan(**told)


class Decision(forms.Form):
    """What the office decides of a proposal, or of something on the calendar."""

    decision = forms.ChoiceField(choices=[(s, s) for s in ("approve", "decline", "cancel")])
    why = forms.CharField(label=gettext_lazy("Lý do"), max_length=300, required=False)
