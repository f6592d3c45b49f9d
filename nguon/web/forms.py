"""What all forms of the staff site share: dates as people write them, labels without colons."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nguon.development.facts import Refused as CaseRefused
from nguon.organizations.models import OPEN_END
from nguon.people.consent import NoConsent, NoSuchNotice
from nguon.people.operations import Refused as PersonRefused
from nguon.people.vault import NotAValue

# What may be said against an act on a person's file or case; each message is fit to show.
REFUSALS = (PersonRefused, CaseRefused, NoConsent, NoSuchNotice, NotAValue)


class DateField(forms.DateField):
    """A day typed as dd/mm/yyyy (or ISO), shown again as typed; no picker is needed.

    The day that stands for "still" in every table is none that somebody may type.
    """

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(format="%d/%m/%Y", attrs=DATE_ATTRS))
        super().__init__(**options)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and value >= OPEN_END:
            raise ValidationError(self.error_messages["invalid"], code="invalid")


DATE_ATTRS = {
    "class": "short",
    "inputmode": "numeric",
    "placeholder": _("ngày/tháng/năm"),
    "autocomplete": "off",
}

UNKNOWN = (("", _("Chưa rõ")), ("yes", _("Có")), ("no", _("Không")))


class KnownField(forms.TypedChoiceField):
    """Yes, no, or not known; unknown is neither."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(
            choices=UNKNOWN, coerce=lambda value: value == "yes", empty_value=None, **options
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no", None: ""}.get(value, value)


class Form(forms.Form):
    """The parent of every form here."""

    use_required_attribute = True

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)


class RefusableForm(Form):
    """A form that shows what the domain says against it, at the field if it names one."""

    def refuse(self, refusal: Exception) -> None:
        field = getattr(refusal, "field", None)
        self.add_error(field if field in self.fields else None, str(refusal))
