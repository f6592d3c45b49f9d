"""The form of the weekly letter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from nguon.web.forms import Form


class LetterForm(Form):
    """Where the weekly letter goes."""

    address = forms.EmailField(
        label=_("Địa chỉ thư của đồng chí"),
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
