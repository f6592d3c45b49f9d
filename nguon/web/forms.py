"""What all forms of the staff site share: dates as people write them, labels without colons."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nguon.core.actor import Actor
from nguon.development.facts import Refused as CaseRefused
from nguon.organizations import queries as tree
from nguon.organizations.models import OPEN_END, Organization
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


class TimeField(forms.TimeField):
    """A time as people write it: 19:30, 19h30, 19h, 19 giờ 30; shown as 19:30."""

    WAYS = ("%H:%M", "%H:%M:%S", "%Hh%M", "%Hh", "%Hg%M", "%H giờ %M", "%H giờ")

    def __init__(self, **options: Any) -> None:
        attrs = {"class": "short", "placeholder": "19:30"}
        options.setdefault("widget", forms.TimeInput(format="%H:%M", attrs=attrs))
        said = _("Không có giờ này: ghi như 19:30 hoặc 19h30.")
        super().__init__(input_formats=self.WAYS, error_messages={"invalid": said}, **options)

    def to_python(self, value: Any) -> time | None:
        return super().to_python(value.lower() if isinstance(value, str) else value)


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


class BoundField(forms.BoundField):
    """A field as a page shows it."""

    @property
    def says_optional(self) -> bool:
        """Whether the reader must be told that the field may stay empty.

        A choice shows its own "not known", a number its default; a filter asks for nothing.
        """
        form, field = self.form, self.field
        asks = not (field.required or isinstance(field, forms.ChoiceField))
        return asks and field.initial in (None, "") and not getattr(form, "is_filter", False)


class Form(forms.Form):
    """The parent of every form here."""

    use_required_attribute = True
    bound_field_class = BoundField

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)

    def offer(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        """Let the choice field ``name`` choose among these."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = list(choices)


class FilterForm(Form):
    """A form that narrows what the page shows; what is left empty narrows nothing."""

    is_filter = True


class ByDayForm(FilterForm):
    """The day as of which something is shown; nothing means today."""

    ngay = DateField(label=_("Vào ngày"), required=False)

    def day(self) -> date | None:
        return self.cleaned_data.get("ngay") if self.is_valid() else None


class RefusableForm(Form):
    """A form that shows what the domain says against it, at the field if it names one."""

    def refuse(self, refusal: Exception) -> None:
        field = getattr(refusal, "field", None)
        self.add_error(field if field in self.fields else None, str(refusal))


class PlaceForm(RefusableForm):
    """Where; only the places at which the actor may do ``action``."""

    place = forms.ChoiceField(label=_("Tổ chức"))

    def __init__(self, *args: Any, by: Actor, action: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.by = by
        self.offer("place", tree.places(action, by=by))

    def organization(self) -> Organization:
        return Organization.objects.get(slug=self.cleaned_data["place"])


class UnderForm(FilterForm):
    """Under which organisation; nothing means all that the actor sees."""

    tai = forms.ChoiceField(label=_("Tổ chức"), required=False)

    def __init__(self, *args: Any, by: Actor, action: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer("tai", [("", _("Tất cả")), *tree.places(action, by=by)])

    def organization(self) -> Organization | None:
        slug = self.cleaned_data.get("tai") if self.is_valid() else ""
        return Organization.objects.get(slug=slug) if slug else None
