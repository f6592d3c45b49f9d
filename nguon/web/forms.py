"""What all forms of the staff site share: dates as people write them, labels without colons."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DateField(forms.DateField):
    """A day typed as dd/mm/yyyy (or ISO), shown again as typed; no picker is needed."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(format="%d/%m/%Y", attrs=DATE_ATTRS))
        super().__init__(**options)


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
