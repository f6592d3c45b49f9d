"""The form with which a signed file is taken in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from nguon.core import signing


class FileForm(forms.Form):
    """One file as the office handed it over."""

    file = forms.FileField(
        label=_("Tệp công bố đã ký (.json)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )

    def content(self) -> bytes:
        content: bytes = self.cleaned_data["file"].read(signing.LARGEST + 1)
        return content
