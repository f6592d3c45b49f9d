"""One form for every act, built from the rulebook's own list of what an act has."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nguon.development.operations import Departure
from nguon.rulebook import EVENT_TYPES, Event, Field
from nguon.web.development.labels import CHOICES, FIELDS
from nguon.web.forms import DateField, Form

COUNT = {"class": "short", "inputmode": "numeric"}


class ActForm(Form):
    """The day of an act, its own fields, its document, and - only if asked - a departure."""

    on = DateField(label=_("Ngày thực hiện"))
    document = forms.CharField(label=_("Số văn bản"), max_length=120, required=False)
    note = forms.CharField(
        label=_("Ghi chú"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reason = forms.CharField(
        label=_("Lý do vẫn quyết định"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    authority = forms.CharField(label=_("Ai có thẩm quyền quyết định"), max_length=200, required=False)

    def __init__(self, event_type: str, *args: Any, departing: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.event_type = event_type
        own = {f"act_{spec.name}": _field(spec) for spec in EVENT_TYPES[event_type]}
        order = ["on", *own, "document", "note", "reason", "authority"]
        self.fields.update(own)
        self.fields = {name: self.fields[name] for name in order}
        for name in ("reason", "authority"):
            if departing:
                self.fields[name].required = True
            else:
                del self.fields[name]

    def event(self) -> Event:
        """The act as typed; what was left empty is left out."""
        typed = {
            name.removeprefix("act_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("act_") and value not in (None, "")
        }
        for name in ("document", "note"):
            if self.cleaned_data[name]:
                typed[name] = self.cleaned_data[name]
        return Event(self.event_type, self.cleaned_data["on"], typed)

    def departure(self) -> Departure | None:
        reason = self.cleaned_data.get("reason")
        return Departure(reason, self.cleaned_data["authority"]) if reason else None


class RetractForm(Form):
    """Why an entry is taken back."""

    reason = forms.CharField(
        label=_("Vì sao mục này sai"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class OpenCaseForm(Form):
    """From which day the cell follows the person."""

    on = DateField(label=_("Theo dõi từ ngày"))


def _field(spec: Field) -> forms.Field:
    label = FIELDS[spec.name]
    if spec.kind == "flag":
        return forms.BooleanField(label=label, required=False, initial=spec.default)
    if spec.kind == "count":
        return forms.IntegerField(
            label=label,
            required=spec.required,
            min_value=spec.least,
            max_value=min(spec.most, 1_000_000),
            initial=None if spec.required else spec.default,
            widget=forms.NumberInput(attrs=COUNT),
        )
    if spec.kind == "choice":
        choices = [(value, CHOICES[spec.name, value]) for value in spec.choices]
        return forms.ChoiceField(
            label=label,
            choices=choices,
            required=spec.required,
            initial=spec.default,
            widget=forms.RadioSelect,
        )
    return forms.CharField(label=label, required=spec.required, max_length=200)
