"""Forms of terms, of a year's targets, of duties and of reports that nobody is left."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nguon.core.actor import Actor
from nguon.organizations.models import Organization
from nguon.people.models import Person
from nguon.planning.attainment import AS_IS, AS_WAS
from nguon.planning.handdown import decisions
from nguon.planning.models import CellTarget, Term
from nguon.planning.rows import Board
from nguon.web.forms import DateField, FilterForm, Form, PlaceForm

TREES = ((AS_WAS, _("Cây tổ chức lúc đó")), (AS_IS, _("Cây tổ chức hiện nay")))
MOST = 10_000


class ReadingForm(FilterForm):
    """How a result is to be read; what is left out is as it was, and today."""

    cay = forms.ChoiceField(label=_("Đọc theo"), choices=TREES, required=False)
    den = DateField(label=_("Tính đến hết ngày"), required=False)

    def asked(self) -> dict[str, Any]:
        """What the query takes; a typing error falls back to nothing asked."""
        given = self.cleaned_data if self.is_valid() else {}
        return {"tree": given.get("cay") or AS_WAS, "as_of": given.get("den")}


class PlanForm(PlaceForm):
    """A term as its congress decided it. The last day is typed; the domain's end is the next."""

    slug = forms.CharField(label=_("Nhiệm kỳ"), max_length=9, help_text=_("Ví dụ: 2025-2030"))
    starts_on = DateField(label=_("Ngày bắt đầu"))
    last_day = DateField(label=_("Ngày cuối cùng"))
    yearly_lower = forms.IntegerField(
        label=_("Chỉ tiêu mỗi năm, mức thấp"), min_value=0, max_value=MOST
    )
    yearly_upper = forms.IntegerField(
        label=_("Chỉ tiêu mỗi năm, mức cao"), min_value=0, max_value=MOST
    )
    document = forms.CharField(label=_("Số, ký hiệu nghị quyết"), max_length=200)
    decided_on = DateField(label=_("Ngày nghị quyết"))

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, by=by, action="planning.set_target", **options)

    def values(self) -> dict[str, Any]:
        kept = self.cleaned_data.keys() - {"place", "last_day"}
        ends_on = self.cleaned_data["last_day"] + timedelta(days=1)
        return {name: self.cleaned_data[name] for name in kept} | {"ends_on": ends_on}


class CellForm(Form):
    """Which cell under the committee of the term."""

    cell = forms.ChoiceField(label=_("Chi bộ"))

    def __init__(self, *args: Any, board: Board, **options: Any) -> None:
        super().__init__(*args, **options)
        self.board = board
        self.offer("cell", ((row.place.slug, row.place.name) for row in board.rows))

    def organization(self) -> Organization:
        return Organization.objects.get(slug=self.cleaned_data["cell"])


class DutyForm(CellForm):
    """Who follows and guides at a cell, with what task, from when, by what document."""

    member = forms.ChoiceField(label=_("Đảng viên được phân công"))
    task = forms.CharField(label=_("Nhiệm vụ"), max_length=300)
    on = DateField(label=_("Từ ngày"))
    document = forms.CharField(label=_("Văn bản phân công"), max_length=200)
    tied = forms.BooleanField(required=False)

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        said = _("Gắn với chỉ tiêu năm %(year)d của chi bộ")
        self.fields["tied"].label = said % {"year": self.board.year}
        members = Person.objects.visible_to(by).filter(memberships__left_on__isnull=True)
        rows = members.filter(memberships__isnull=False).order_by("sort_key").distinct()
        self.by = by
        self.offer("member", rows.values_list("ref", "full_name"))

    def person(self) -> Person:
        found: Person = Person.objects.visible_to(self.by).get(ref=self.cleaned_data["member"])
        return found

    def target(self, term: Term) -> CellTarget | None:
        """The target to which the task is tied, if it is to be."""
        if not self.cleaned_data["tied"]:
            return None
        told = decisions(term, self.board.year, by=self.by)
        return told.filter(made_for__slug=self.cleaned_data["cell"]).last()

    def clean(self) -> dict[str, Any]:
        untold = self.cleaned_data.get("tied") and "cell" in self.cleaned_data
        if untold and not any(
            row.target for row in self.board.rows if row.place.slug == self.cleaned_data["cell"]
        ):
            self.add_error("tied", _("Năm này chưa giao chỉ tiêu cho chi bộ."))
        return self.cleaned_data


class EndDutyForm(Form):
    """From when a member is relieved of a cell."""

    duty = forms.IntegerField(widget=forms.HiddenInput)
    until = forms.DateField(widget=forms.HiddenInput, required=False)
    on = DateField(label=_("Thôi từ ngày"))


class NoSourceForm(CellForm):
    """A cell's report that in one year nobody was left to recruit."""

    year = forms.IntegerField(label=_("Năm"), min_value=1930, max_value=2200)
    reason = forms.CharField(
        label=_("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    document = forms.CharField(label=_("Số, ngày của báo cáo"), max_length=200)
