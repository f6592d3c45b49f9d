"""Forms of the source list, of wishes and of the plan of fostering."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nguon.people.models import Person
from nguon.sources.care import Step
from nguon.sources.codes import GROUPS, WishKind
from nguon.sources.lists import Candidate, Draft
from nguon.sources.models import FosterStep
from nguon.web.forms import DateField, FilterForm, RefusableForm, UnderForm

BOXES = forms.CheckboxSelectMultiple
HARMLESS = _("Không ghi dân tộc, tôn giáo, sức khoẻ, chuyện riêng hay nhận xét.")


class DraftForm(FilterForm):
    """Whom the resolution to be printed names."""

    moi = forms.MultipleChoiceField(label=_("Đưa vào danh sách"), required=False, widget=BOXES)
    ra = forms.MultipleChoiceField(label=_("Đưa ra khỏi danh sách"), required=False, widget=BOXES)

    def __init__(self, *args: Any, draft: Draft, **options: Any) -> None:
        super().__init__(*args, **options)
        self.new = {person.ref: person for person in draft.new}
        self.listed = {each.case.ref: each for each in draft.listed}
        self.offer("moi", ((ref, person.full_name) for ref, person in self.new.items()))
        self.offer("ra", ((ref, each.name) for ref, each in self.listed.items()))

    def chosen(self) -> dict[str, list[Person] | list[Candidate]]:
        given = self.cleaned_data if self.is_valid() else {}
        leaving = given.get("ra", ())
        return {
            "entering": [self.new[ref] for ref in given.get("moi", ())],
            "leaving": [self.listed[ref] for ref in leaving],
            "staying": [each for ref, each in self.listed.items() if ref not in leaving],
        }


class ResolveForm(RefusableForm):
    """What the meeting resolved; who is given a reason is struck."""

    met_on = DateField(label=_("Ngày họp chi bộ"))
    document = forms.CharField(label=_("Nghị quyết số"), max_length=120)
    listed = forms.MultipleChoiceField(label=_("Đưa vào danh sách"), required=False, widget=BOXES)

    def __init__(self, *args: Any, draft: Draft, **options: Any) -> None:
        super().__init__(*args, **options)
        self.new = {person.ref: person for person in draft.new}
        self.on_list = {each.case.ref: each for each in draft.listed}
        self.offer("listed", ((ref, person.full_name) for ref, person in self.new.items()))
        if not self.new:
            del self.fields["listed"]
        self.first: list[str] = []
        for ref, each in self.on_list.items():
            self.fields[f"reason_{ref}"] = forms.CharField(
                label=each.name, max_length=300, required=False, help_text=HARMLESS
            )

    def lead_with(self, refs: Iterable[str]) -> None:
        """Show first those whom the printed draft struck."""
        self.first = [ref for ref in refs if ref in self.on_list]

    def strikes(self) -> list[forms.BoundField]:
        rest = [ref for ref in self.on_list if ref not in self.first]
        return [self[f"reason_{ref}"] for ref in [*self.first, *rest]]

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        said = {ref: given[f"reason_{ref}"] for ref in self.on_list}
        return {
            "met_on": given["met_on"],
            "document": given["document"],
            "listed": [self.new[ref] for ref in given.get("listed", ())],
            "struck": {self.on_list[ref].case: why for ref, why in said.items() if why},
        }


class HelpersForm(RefusableForm):
    """Who helps whom; what is left as it is changes nothing."""

    on = DateField(label=_("Ngày chi bộ phân công"))
    document = forms.CharField(label=_("Nghị quyết số"), max_length=120, required=False)

    def __init__(self, *args: Any, draft: Draft, **options: Any) -> None:
        super().__init__(*args, **options)
        self.on_list = {each.case.ref: each for each in draft.listed}
        self.members = {each.person.ref: each.person for each in draft.helpers}
        able = [
            (each.person.ref, _("%(name)s (đang giúp %(n)d)") % {
                "name": each.person.full_name, "n": each.helps,
            })
            for each in draft.helpers
        ]  # fmt: skip
        for ref, each in self.on_list.items():
            now = each.helper or _("chưa có người giúp đỡ")
            self.fields[f"helper_{ref}"] = forms.ChoiceField(
                label=each.name, choices=[("", now), *able], required=False
            )

    def clean(self) -> dict[str, Any]:
        """Say so where somebody was named for whom the list no longer has."""
        prefix = "helper_"
        gone = [
            name
            for name in self.data
            if name.startswith(prefix) and name not in self.fields and self.data.get(name)
        ]
        if gone:
            told = _("%d người đồng chí phân công vừa ra khỏi danh sách nguồn: phần ấy chưa ghi.")
            raise forms.ValidationError(told % len(gone))
        return self.cleaned_data

    def begin(self) -> dict[str, str]:
        """Who helps each of them now; nothing where nobody does who could be chosen."""
        refs = {member.full_name: ref for ref, member in self.members.items()}
        return {f"helper_{ref}": refs.get(one.helper, "") for ref, one in self.on_list.items()}

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "on": given["on"],
            "document": given["document"],
            "helpers": {
                each.case: self.members[who]
                for ref, each in self.on_list.items()
                if (who := given[f"helper_{ref}"])
            },
        }


class GroupsForm(RefusableForm):
    """To which groups somebody belongs; several may hold."""

    groups = forms.MultipleChoiceField(
        label=_("Nhóm nguồn"),
        required=False,
        widget=BOXES,
        choices=[(group.value, group.label) for group in GROUPS],
        help_text=_("Một người có thể thuộc nhiều nhóm. Nữ và dân tộc thiểu số không ghi ở đây."),
    )


class WishesForm(UnderForm):
    """Whose wishes: under which organisation, open or settled."""

    loc = forms.ChoiceField(
        label=_("Xem"),
        required=False,
        choices=(("", _("Chưa giải quyết")), ("xong", _("Đã giải quyết"))),
    )

    def led(self) -> bool:
        return self.is_valid() and self.cleaned_data.get("loc") == "xong"


class HearForm(RefusableForm):
    """What somebody wished for."""

    heard_on = DateField(label=_("Nghe ngày"))
    kind = forms.ChoiceField(label=_("Nguyện vọng, khó khăn"), choices=WishKind.choices)
    words = forms.CharField(label=_("Vắn tắt"), max_length=200, required=False, help_text=HARMLESS)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("heard_on", "kind", "words")}


class StepForm(RefusableForm):
    """One thing to be done, by whom, until when."""

    what = forms.CharField(label=_("Việc phải làm"), max_length=200)
    who = forms.CharField(label=_("Ai làm"), max_length=120)
    due_on = DateField(label=_("Hạn"))

    def step(self) -> Step:
        return Step(**{name: self.cleaned_data[name] for name in ("what", "who", "due_on")})


class ProposedForm(RefusableForm):
    """Which of the proposed steps come into the plan; each can be put otherwise first."""

    def __init__(self, *args: Any, proposed: Iterable[Step], **options: Any) -> None:
        super().__init__(*args, **options)
        self.number = 0
        for number, step in enumerate(proposed):
            self.number = number + 1
            self.fields[f"take_{number}"] = forms.BooleanField(
                label=_("Đưa vào kế hoạch"), required=False, initial=True
            )
            self.fields[f"what_{number}"] = forms.CharField(
                label=_("Việc phải làm"), max_length=200, initial=step.what
            )
            self.fields[f"who_{number}"] = forms.CharField(
                label=_("Ai làm"), max_length=120, initial=step.who
            )
            self.fields[f"due_{number}"] = DateField(label=_("Hạn"), initial=step.due_on)

    def lines(self) -> list[list[forms.BoundField]]:
        names = ("take", "what", "who", "due")
        return [[self[f"{name}_{number}"] for name in names] for number in range(self.number)]

    def steps(self) -> list[Step]:
        given = self.cleaned_data
        taken = [number for number in range(self.number) if given[f"take_{number}"]]
        return [Step(given[f"what_{n}"], given[f"who_{n}"], given[f"due_{n}"]) for n in taken]


class SettleForm(RefusableForm):
    """Whether it was done, and when; if not, why."""

    outcome = forms.ChoiceField(
        label=_("Kết quả"), choices=FosterStep.Outcome.choices, widget=forms.RadioSelect,
        initial=FosterStep.Outcome.DONE,
    )  # fmt: skip
    on = DateField(label=_("Ngày"))
    words = forms.CharField(label=_("Ghi chú"), max_length=300, required=False, help_text=HARMLESS)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("outcome", "on", "words")}
