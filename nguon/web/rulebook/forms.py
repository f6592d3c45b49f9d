"""What a reader may narrow the regulations by."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from nguon.web.forms import ByDayForm, DateField, FilterForm
from nguon.web.rulebook.labels import TOPICS

ANY_TOPIC = (("", _("Mọi chủ đề")),)
LONGEST = 80


class InForceForm(ByDayForm):
    """The day, the topic and the words looked for."""

    ngay = DateField(label=_("Quy định vào ngày"), required=False)
    chu_de = forms.ChoiceField(
        label=_("Chủ đề"), required=False, choices=(*ANY_TOPIC, *TOPICS.items())
    )
    tim = forms.CharField(label=_("Tìm trong trang"), required=False, max_length=LONGEST)

    def topic(self) -> str:
        return str(self.cleaned_data.get("chu_de") or "") if self.is_valid() else ""

    def words(self) -> str:
        return str(self.cleaned_data.get("tim") or "") if self.is_valid() else ""


class BetweenForm(FilterForm):
    """Two days between which changes are listed."""

    tu = DateField(label=_("Sau ngày"), required=False)
    den = DateField(label=_("Đến hết ngày"), required=False)

    def between(self, first: date, last: date) -> tuple[date, date]:
        """Give the days asked for, in order; the given ones where nothing was."""
        asked = self.cleaned_data if self.is_valid() else {}
        days = asked.get("tu") or first, asked.get("den") or last
        return min(days), max(days)
