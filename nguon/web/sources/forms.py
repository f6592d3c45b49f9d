"""Forms of classes, reviews and movements."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nguon.core.actor import Actor
from nguon.development.models import Case
from nguon.planning.attainment import AS_WAS
from nguon.sources import queries, training
from nguon.sources.codes import CourseKind, Group, MovementKind
from nguon.sources.models import CellReview, Course, Movement, Participant, PlannedClass
from nguon.sources.operations import Mark
from nguon.web.forms import DateField, FilterForm, Form, PlaceForm, RefusableForm, UnderForm
from nguon.web.planning.forms import TREES

BOXES = forms.CheckboxSelectMultiple
DOCUMENT = _("Số, ngày văn bản")
MOST = 100_000  # people that one line may count


class CourseForm(PlaceForm):
    """The plan of a class."""

    field_order = (
        "place", "kind", "title", "starts_on", "ends_on", "venue", "capacity", "document",
        "in_plan", "took_place",
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Loại lớp"), choices=CourseKind.choices)
    in_plan = forms.ChoiceField(label=_("Theo kế hoạch năm"), required=False)
    title = forms.CharField(label=_("Tên lớp"), max_length=200)
    starts_on = DateField(label=_("Khai giảng"))
    ends_on = DateField(label=_("Bế giảng"))
    venue = forms.CharField(label=_("Nơi mở lớp"), max_length=200)
    capacity = forms.IntegerField(label=_("Số chỗ"), min_value=1, max_value=1000)
    document = forms.CharField(label=DOCUMENT, max_length=120)
    took_place = forms.BooleanField(
        label=_("Lớp đã học xong, ghi lại sau"),
        required=False,
        help_text=_("Cho lớp đã bế giảng trước hôm nay; sau đó ghi ai đã học."),
    )

    def __init__(self, *args: Any, by: Actor, line: str = "", **options: Any) -> None:
        super().__init__(*args, by=by, action="sources.plan", **options)
        self.lines = {row.ref: row for row in training.open_lines(by=by)}
        if planned := self.lines.get(line):
            start = {"place": planned.organization.slug, "kind": planned.kind, "in_plan": line}
            self.initial = {**start, **self.initial}
        named = ((ref, _planned(row)) for ref, row in self.lines.items())
        self.offer("in_plan", [("", _("Không theo dòng nào")), *named])

    def values(self) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for name in self.field_order[1:]}
        return given | {"in_plan": self.lines.get(given["in_plan"])}


def _planned(row: PlannedClass) -> str:
    return f"{row.month:02}/{row.year}: {row.get_kind_display()}"


class PlannedClassForm(PlaceForm):
    """A class in the training plan of a year."""

    field_order = ("place", "kind", "year", "month", "places", "document")
    kind = forms.ChoiceField(label=_("Loại lớp"), choices=CourseKind.choices)
    year = forms.IntegerField(label=_("Năm"), min_value=2000, max_value=2200)
    month = forms.IntegerField(label=_("Tháng"), min_value=1, max_value=12)
    places = forms.IntegerField(label=_("Số chỗ"), min_value=1, max_value=1000)
    document = forms.CharField(label=DOCUMENT, max_length=120)

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, by=by, action="sources.plan", **options)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.field_order[1:]}


class ReasonForm(RefusableForm):
    """Why something is called off."""

    reason = forms.CharField(label=_("Lý do"), max_length=300)


class ChangeCourseForm(ReasonForm):
    """What a class is to be instead, and why."""

    field_order = ("title", "starts_on", "ends_on", "venue", "capacity", "document", "reason")
    title = forms.CharField(label=_("Tên lớp"), max_length=200)
    starts_on = DateField(label=_("Khai giảng"))
    ends_on = DateField(label=_("Bế giảng"))
    venue = forms.CharField(label=_("Nơi mở lớp"), max_length=200)
    capacity = forms.IntegerField(label=_("Số chỗ"), min_value=1, max_value=1000)
    document = forms.CharField(label=DOCUMENT, max_length=120)

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.field_order[:-1]}


class ChangeMovementForm(ReasonForm):
    """What is to be on record of a movement instead, and why."""

    field_order = (
        "title", "held_by", "starts_on", "ends_on", "took_part", "document", "reason",
    )  # fmt: skip
    title = forms.CharField(label=_("Tên phong trào"), max_length=200)
    held_by = forms.CharField(label=_("Ai tổ chức"), max_length=200)
    starts_on = DateField(label=_("Bắt đầu"))
    ends_on = DateField(label=_("Kết thúc"))
    took_part = forms.IntegerField(label=_("Số người tham gia"), min_value=0, max_value=MOST)
    document = forms.CharField(label=DOCUMENT, max_length=120, required=False)

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.field_order[:-1]}


class ProposeForm(RefusableForm):
    """Whom a cell sends; those whom the class is waiting for stand apart, before the others."""

    cases = forms.MultipleChoiceField(label=_("Người được cử"), widget=BOXES)

    def __init__(
        self, *args: Any, candidates: Iterable[queries.Candidate], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.open = {each.case.ref: each.case for each in candidates}
        due = [_named(each) for each in candidates if each.due]
        others = [_named(each) for each in candidates if not each.due]
        groups = ((_("Phải học lớp này"), due), (_("Người khác"), others))
        self.offer("cases", ((str(label), people) for label, people in groups if people))

    def chosen(self) -> list[Case]:
        return [self.open[ref] for ref in self.cleaned_data["cases"]]


def _named(each: queries.Candidate) -> tuple[str, str]:
    return each.case.ref, f"{each.case.person.full_name} ({each.place})"


class AcceptForm(RefusableForm):
    """Who comes onto the list of the class."""

    rows = forms.MultipleChoiceField(label=_("Người được nhận"), widget=BOXES)

    def __init__(self, *args: Any, seated: Iterable[queries.Seated], **options: Any) -> None:
        super().__init__(*args, **options)
        self.waiting = {str(each.row.pk): each for each in seated if not each.row.accepted_on}
        named = ((key, f"{each.name} ({each.place})") for key, each in self.waiting.items())
        self.offer("rows", named)

    def chosen(self) -> list[Participant]:
        return [self.waiting[key].row for key in self.cleaned_data["rows"]]


class ListForm(RefusableForm):
    """A form with a line for everybody who was accepted."""

    def __init__(self, *args: Any, seated: Iterable[queries.Seated], **options: Any) -> None:
        super().__init__(*args, **options)
        self.seated = [each for each in seated if each.row.accepted_on]


class MarkForm(ListForm):
    """Who sat in the class on which days, and with what result."""

    def __init__(self, *args: Any, course: Course, **options: Any) -> None:
        super().__init__(*args, **options)
        days = [(day.isoformat(), f"{day:%d/%m}") for day in queries.days(course)]
        results = [("", _("Chưa ghi")), *Participant.Result.choices]
        for each in self.seated:
            self.fields[f"days_{each.row.pk}"] = forms.MultipleChoiceField(
                label=each.name, choices=days, widget=BOXES, required=False, initial=each.row.days
            )
            self.fields[f"result_{each.row.pk}"] = forms.ChoiceField(
                label=_("Kết quả"), choices=results, required=False, initial=each.row.result
            )

    def lines(self) -> Iterator[tuple[queries.Seated, Any, Any]]:
        for each in self.seated:
            yield each, self[f"days_{each.row.pk}"], self[f"result_{each.row.pk}"]

    def marks(self) -> dict[int, Mark]:
        given = self.cleaned_data
        return {
            (pk := each.row.pk): Mark(
                tuple(date.fromisoformat(day) for day in given[f"days_{pk}"]),
                given[f"result_{pk}"],
            )
            for each in self.seated
        }


class CertifyForm(ListForm):
    """The certificates of a class: one day, a number for each person."""

    on = DateField(label=_("Ngày cấp"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        passed = Participant.Result.PASSED
        self.seated = [each for each in self.seated if each.row.result in ("", passed)]
        for each in self.seated:
            held = each.certificate.document if each.certificate else ""
            self.fields[f"number_{each.row.pk}"] = forms.CharField(
                label=each.name, max_length=120, required=False, disabled=bool(held), initial=held
            )

    def lines(self) -> Iterator[tuple[queries.Seated, Any]]:
        for each in self.seated:
            yield each, self[f"number_{each.row.pk}"]

    def numbers(self) -> dict[int, str]:
        fresh = [each.row.pk for each in self.seated if each.certificate is None]
        return {pk: self.cleaned_data[f"number_{pk}"] for pk in fresh}


class RowForm(Form):
    """Which row of a list is meant."""

    row = forms.IntegerField(widget=forms.HiddenInput)


class RoundForm(PlaceForm):
    """A round of reviewing sources."""

    field_order = ("place", "held_on", "document")
    held_on = DateField(label=_("Ngày rà soát"))
    document = forms.CharField(label=DOCUMENT, max_length=120)

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, by=by, action="sources.plan", **options)


class CountForm(RefusableForm):
    """How many a cell counted of each group."""

    def __init__(self, *args: Any, review: CellReview, **options: Any) -> None:
        super().__init__(*args, **options)
        for group in Group:
            self.fields[group.value] = forms.IntegerField(
                label=group.label, min_value=0, max_value=MOST, required=False,
                initial=review.counts.get(group.value, 0),
            )  # fmt: skip

    def counts(self) -> dict[str, int]:
        return {group: self.cleaned_data[group] or 0 for group in Group.values}


class PeriodForm(UnderForm):
    """An organisation, a period, by default this year, and in which tree it is read."""

    field_order = ("tai", "tu", "den", "cay")
    cay = forms.ChoiceField(label=_("Đọc theo"), choices=TREES, required=False)
    tu = DateField(label=_("Từ ngày"), required=False)
    den = DateField(label=_("Đến ngày"), required=False)

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, by=by, action="planning.view", **options)
        self.today = by.today

    def asked(self) -> dict[str, Any]:
        given = self.cleaned_data if self.is_valid() else {}
        return {
            "organization": self.organization(),
            "since": given.get("tu") or self.today.replace(month=1, day=1),
            "until": given.get("den") or self.today,
            "tree": given.get("cay") or AS_WAS,
        }


class YearForm(FilterForm):
    """Of which year; nothing means this one."""

    nam = forms.IntegerField(label=_("Năm"), required=False, min_value=2000, max_value=2200)

    def year(self, today: date) -> int:
        given = self.cleaned_data.get("nam") if self.is_valid() else None
        return given or today.year


class MovementForm(PlaceForm):
    """A movement that was held."""

    field_order = (
        "place", "kind", "title", "held_by", "starts_on", "ends_on", "took_part", "document",
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Loại"), choices=MovementKind.choices)
    title = forms.CharField(label=_("Tên phong trào"), max_length=200)
    held_by = forms.CharField(
        label=_("Ai tổ chức"), max_length=200, help_text=_("Ví dụ: Đoàn thanh niên xã")
    )
    starts_on = DateField(label=_("Bắt đầu"))
    ends_on = DateField(label=_("Kết thúc"))
    took_part = forms.IntegerField(label=_("Số người tham gia"), min_value=0, max_value=MOST)
    document = forms.CharField(label=DOCUMENT, max_length=120, required=False)

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, by=by, action="sources.hold", **options)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.field_order[1:]}


class ReferForm(PlaceForm):
    """Whom to ask after a movement; nothing but what asking needs."""

    name = forms.CharField(
        label=_("Họ và tên"), max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    referred_by = forms.CharField(label=_("Ai giới thiệu"), max_length=200)
    reach = forms.CharField(
        label=_("Gặp bằng cách nào"),
        max_length=200,
        help_text=_("Không ghi dân tộc, tôn giáo, thái độ hay nhận xét."),
    )

    def __init__(self, *args: Any, by: Actor, movement: Movement, **options: Any) -> None:
        start = {"referred_by": movement.held_by, "place": movement.organization.slug}
        super().__init__(*args, by=by, action="people.nominate", initial=start, **options)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "referred_by", "reach")}
