"""Forms of publications: what of which term, and the reason of a decision."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nguon.core.actor import Actor
from nguon.planning import boards
from nguon.reports.models import PublicationKind
from nguon.web.forms import DateField, RefusableForm


class ProposeForm(RefusableForm):
    """Which figures of which term, up to which day."""

    term = forms.ChoiceField(label=_("Nhiệm kỳ"))
    kind = forms.ChoiceField(label=_("Công bố"), choices=PublicationKind.choices)
    on = DateField(label=_("Tính đến hết ngày"), required=False)

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer("term", _terms(by))

    def asked(self) -> dict[str, Any]:
        """What the operation takes: the slugs of place and term, the kind, the day."""
        place, term = self.cleaned_data["term"].split(" ", 1)
        given = self.cleaned_data
        return {"place": place, "term": term, "kind": given["kind"], "on": given["on"]}


class DecideForm(RefusableForm):
    """A decision and, unless it is to publish, its reason."""

    act = forms.ChoiceField(
        choices=[("approve", ""), ("decline", ""), ("withdraw", "")], widget=forms.HiddenInput
    )
    reason = forms.CharField(
        label=_("Lý do"),
        max_length=300,
        required=False,
        help_text=_("Lý do thu hồi được đăng cho mọi người đọc. Không ghi tên người."),
    )


def _terms(by: Actor) -> list[tuple[str, str]]:
    return [
        (f"{line.place.slug} {line.slug}", f"{line.place.name}, {line.slug}")
        for line in boards.terms(by=by)
    ]
