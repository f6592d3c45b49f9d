"""What the forms of every room share. They work without scripts and need no cookie."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from nguon.portal.http import BadStamp, age_of

TOO_OLD = timedelta(days=1)


class Moment(forms.DateTimeInput):
    """An instant to the minute, chosen on the clock and calendar of the browser."""

    input_type = "datetime-local"

    def format_value(self, value: Any) -> str | None:
        return f"{value:%Y-%m-%dT%H:%M}" if isinstance(value, datetime) else value


class Stamped(forms.Form):
    """A form that tells when its page was made; ``at`` is the instant it is looked at."""

    stamp = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        self.at = at

    def clean_stamp(self) -> str:
        stamp: str = self.cleaned_data["stamp"]
        try:
            age = age_of(stamp, self.at)
        except BadStamp as forged:
            raise ValidationError(_("Biểu mẫu này không phải của trang.")) from forged
        if age > TOO_OLD:
            raise ValidationError(_("Trang mở đã quá lâu. Xin gửi lại."))
        return stamp
