"""Forms of plans, of parts asked of groups, and of floors."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nguon.core.actor import Actor
from nguon.organizations.models import Organization
from nguon.organizations.models import on as valid_on
from nguon.organizations.rules import ORDER
from nguon.planning.models import Part, Stage, Term, Unit
from nguon.planning.stages import StageLine
from nguon.web.forms import DateField, Form
from nguon.web.target_words import BELOW

MOST = 10_000
WHOLE_TERM = "nhiem-ky"


class StageForm(Form):
    """A plan of a period. The last day is typed; the domain's end is the next."""

    name = forms.CharField(
        label=_("Tên kế hoạch"),
        max_length=100,
        required=False,
        help_text=_("Ví dụ: giai đoạn 2021–2023"),
    )
    starts_on = DateField(label=_("Ngày bắt đầu"))
    last_day = DateField(label=_("Ngày cuối cùng"))
    lower = forms.IntegerField(label=_("Cả thời gian, mức thấp"), min_value=0, max_value=MOST)
    upper = forms.IntegerField(label=_("Cả thời gian, mức cao"), min_value=0, max_value=MOST)
    document = forms.CharField(label=_("Số, ký hiệu kế hoạch"), max_length=200)
    decided_on = DateField(label=_("Ngày văn bản"))

    def values(self) -> dict[str, Any]:
        kept = self.cleaned_data.keys() - {"last_day"}
        ends_on = self.cleaned_data["last_day"] + timedelta(days=1)
        return {name: self.cleaned_data[name] for name in kept} | {"ends_on": ends_on}


class PartForm(Form):
    """What part of which target is asked of a group."""

    part_of = forms.ChoiceField(label=_("Thuộc chỉ tiêu"))
    group = forms.ChoiceField(label=_("Nhóm"), choices=Part.choices)
    lower = forms.IntegerField(label=_("Ít nhất"), min_value=0, max_value=MOST)
    unit = forms.ChoiceField(label=_("Tính bằng"), choices=Unit.choices)
    document = forms.CharField(label=_("Theo văn bản"), max_length=200)
    decided_on = DateField(label=_("Ngày văn bản"))

    def __init__(self, *args: Any, stages: Iterable[StageLine], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(WHOLE_TERM, _("Cả nhiệm kỳ"))]
        self.offer("part_of", choices + [_choice(line) for line in stages if line.number])

    def of(self, term: Term, *, by: Actor) -> Term | Stage:
        chosen = self.cleaned_data["part_of"]
        if chosen == WHOLE_TERM:
            return term
        found: Stage = Stage.objects.visible_to(by).get(pk=int(chosen))
        return found

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "part_of"}


def _choice(line: StageLine) -> tuple[str, Any]:
    days = f"{line.period.starts_on:%d/%m/%Y} – {line.period.last_day:%d/%m/%Y}"
    return f"{line.number}", f"{line.name} ({days})" if line.name else days


class FloorForm(Form):
    """The least that may be handed to each of a kind below, from a day on."""

    tier = forms.ChoiceField(label=_("Áp dụng cho"))
    lower = forms.IntegerField(label=_("Mỗi năm ít nhất"), min_value=0, max_value=MOST)
    on = DateField(label=_("Từ ngày"))
    document = forms.CharField(label=_("Theo văn bản"), max_length=200)

    def __init__(self, *args: Any, committee: Organization, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        own = committee.versions.filter(valid_on(on)).values_list("tier", flat=True).first()
        below = [(t, words) for t, words in BELOW if own and ORDER[t] > ORDER[own]]
        self.offer("tier", below)
