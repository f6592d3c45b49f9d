"""One form for every act, built from the rulebook's own list of what an act has."""

from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from nguon.development import words
from nguon.development.entry import BadEvent
from nguon.development.operations import AgainstTheRules, Departure
from nguon.rulebook import EVENT_TYPES, Event, Field, Finding
from nguon.web.development.labels import CHOICES, DAY_HELP, DAYS, FIELDS, SOURCE_GROUPS
from nguon.web.forms import DateField, Form

COUNT = {"class": "short", "inputmode": "numeric"}
LONGEST_NUMBER = 20  # digits; no row has a longer one


class ActForm(Form):
    """The day of an act, its own fields, its document, and - only if asked - a departure."""

    on = DateField()
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
    authority = forms.CharField(
        label=_("Ai có thẩm quyền quyết định"), max_length=200, required=False
    )

    def __init__(self, kind: str, data: QueryDict | None, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.kind = kind
        self.findings: list[dict[str, Any]] = []
        self.fields["on"].label = DAYS[kind]
        self.fields["on"].help_text = DAY_HELP.get(kind, "")
        self.fields.update({f"act_{spec.name}": _field(spec) for spec in EVENT_TYPES[kind]})
        own = [name for name in self.fields if name.startswith("act_")]
        self.order_fields(["on", *own, "document", "note", "reason", "authority"])
        self._departure = {name: self.fields[name] for name in ("reason", "authority")}
        if "reason" not in self.data:
            del self.fields["reason"], self.fields["authority"]

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
        return Event(self.kind, self.cleaned_data["on"], typed)

    def departure(self) -> Departure | None:
        reason = self.cleaned_data.get("reason")
        return Departure(reason, self.cleaned_data["authority"]) if reason else None

    def ask_for_departure(self, refusal: AgainstTheRules) -> None:
        """A finding forbids the decision: show it, and ask for reason and authority."""
        self.findings = [_shown(finding) for finding in refusal.findings]
        for name, field in self._departure.items():
            self.fields[name] = field
            field.required = True

    def show_faults(self, refusal: BadEvent) -> None:
        """Put each fault beside its field."""
        english = get_language() == "en"
        for fault in refusal.faults:
            expected = fault.expected.en if english else fault.expected.vi
            name = next((n for n in (f"act_{fault.path}", fault.path) if n in self.fields), None)
            self.add_error(name, gettext("cần %(expected)s") % {"expected": expected})


class RetractForm(Form):
    """Why an entry is taken back."""

    reason = forms.CharField(
        label=_("Vì sao mục này sai"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class CloseForm(Form):
    """From which day nothing more is due."""

    on = DateField(label=_("Đóng từ ngày"))


class OpenCaseForm(Form):
    """From which day the cell follows the person."""

    on = DateField(label=_("Theo dõi từ ngày"))


def _shown(finding: Finding) -> dict[str, Any]:
    """A finding as the page of the case shows it."""
    return {
        "severity": finding.severity,
        "message": words.finding(finding),
        "rule": finding.rule,
        "instrument": finding.citation.instrument,
        "point": finding.citation.point,
        "confidence": finding.confidence,
    }


def read_seen(request: HttpRequest) -> int | None:
    """The last act that the form showed; an act entered meanwhile by somebody else is noticed."""
    text = request.POST.get("seen", "")
    return int(text) if text.isdecimal() and len(text) < LONGEST_NUMBER else None


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
    if spec.name == "source_group":
        return forms.ChoiceField(label=label, choices=[("", "—"), *SOURCE_GROUPS], required=False)
    return forms.CharField(label=label, required=spec.required, max_length=200)
