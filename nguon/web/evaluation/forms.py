"""Forms of grading: tables of criteria, rounds, points, votes, decisions, appeals."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from nguon.core.actor import Actor
from nguon.development.operations import Departure
from nguon.evaluation import queries
from nguon.evaluation.models import (
    CriteriaTable,
    Criterion,
    Evidence,
    Grade,
    MemberSheet,
    Period,
    Sheet,
    Whom,
)
from nguon.evaluation.opening import Asked
from nguon.evaluation.queries import CriterionLine
from nguon.evaluation.words import Said
from nguon.organizations.models import Organization
from nguon.web.forms import DateField, FilterForm, Form, KnownField, PlaceForm, RefusableForm

LINES = 12  # of a table of criteria
MOST = 1000
WORDS = forms.Textarea(attrs={"rows": 3})
NO_NAMES = _("Không ghi tên người.")
SHORT = {"class": "short", "inputmode": "decimal", "autocomplete": "off"}
GRADES = [("", _("Chọn mức")), *Grade.choices]


def points_field(label: Any, most: Decimal) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=Decimal(0), max_value=most, max_digits=5, decimal_places=1,
        required=False, localize=True, widget=forms.TextInput(attrs=SHORT),
    )  # fmt: skip


class CommitteeForm(PlaceForm):
    """Which committee; by default the one at which the role is held."""

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, by=by, action="evaluation.open", **options)
        seats = {seat.organization_id for seat in by.seats("evaluation.open")}
        own = Organization.objects.filter(pk__in=seats).order_by("pk").first()
        self.fields["place"].initial = own.slug if own else None


class TableForm(CommitteeForm):
    """A table of criteria as it was decided; empty lines do not count."""

    field_order = ("place", "whom", "title", "document", "decided_on", "zero_bars")
    whom = forms.ChoiceField(label=_("Dùng cho"), choices=Whom.choices)
    title = forms.CharField(label=_("Tên bảng"), max_length=200)
    document = forms.CharField(label=_("Số, ký hiệu văn bản"), max_length=200)
    decided_on = DateField(label=_("Ngày văn bản"))
    zero_bars = forms.BooleanField(
        label=_("Cấp uỷ quy định: chi bộ còn nguồn mà không kết nạp thì không xếp xuất sắc"),
        required=False,
    )
    development = forms.IntegerField(
        label=_("Dòng nào là kết quả kết nạp"), min_value=1, max_value=LINES, required=False,
        help_text=_("Điểm dòng ấy được tính từ số liệu. Bảng của đảng viên thì để trống."),
    )  # fmt: skip

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, by=by, **options)
        for number in range(1, LINES + 1):
            line = {"number": number}
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("Tiêu chí %(number)d") % line, max_length=300, required=False
            )
            self.fields[f"points_{number}"] = points_field(
                _("Điểm tối đa của tiêu chí %(number)d") % line, Decimal(MOST)
            )
            self.fields[f"source_{number}"] = forms.CharField(
                label=_("Căn cứ của tiêu chí %(number)d") % line, max_length=200, required=False
            )

    def lines(self) -> Iterator[tuple[int, Any, Any, Any]]:
        for number in range(1, LINES + 1):
            name, points, source = (self[f"{of}_{number}"] for of in ("name", "points", "source"))
            yield number, name, points, source

    def head(self) -> list[Any]:
        return [self[name] for name in (*self.field_order, "development")]

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {name: given[name] for name in self.field_order[1:]} | {
            "criteria": list(self._criteria())
        }

    def _criteria(self) -> Iterator[Asked]:
        given = self.cleaned_data
        for number in range(1, LINES + 1):
            if not given[f"name_{number}"]:
                continue
            develops = number == given["development"]
            yield Asked(
                code=str(number),
                name=given[f"name_{number}"],
                max_points=given[f"points_{number}"] or Decimal(0),
                indicator=Criterion.Indicator.DEVELOPMENT if develops else "",
                threshold=100 if develops else None,
                source=given[f"source_{number}"],
            )


class RoundForm(CommitteeForm):
    """For which period, by which tables, on which day."""

    field_order = (
        "place", "period", "starts_on", "last_day", "graded_on", "document", "table",
        "member_table", "outstanding",
    )  # fmt: skip
    period = forms.ChoiceField(label=_("Kỳ"), choices=Period.choices)
    starts_on = DateField(label=_("Ngày đầu kỳ"))
    last_day = DateField(label=_("Ngày cuối kỳ"))
    graded_on = DateField(
        label=_("Ngày xếp loại"), help_text=_("Ngày này quyết định áp dụng quy định nào.")
    )
    document = forms.CharField(label=_("Kế hoạch, hướng dẫn số"), max_length=200)
    table = forms.ChoiceField(label=_("Bảng tiêu chí của tổ chức"))
    member_table = forms.ChoiceField(label=_("Bảng tiêu chí của đảng viên"), required=False)
    outstanding = forms.CharField(
        label=_("Văn bản công nhận đơn vị có thành tích nổi bật"), max_length=200, required=False
    )

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, by=by, **options)
        self.tables = {row.ref: row for row in queries.tables(by=by, above=True)}
        self.offer("table", self._of(Whom.ORGANIZATIONS))
        none = ("", _("Không xếp loại đảng viên trong đợt này"))
        self.offer("member_table", [none, *self._of(Whom.MEMBERS)])

    def _of(self, whom: str) -> list[tuple[str, str]]:
        rows = (row for row in self.tables.values() if row.whom == whom)
        return [(row.ref, f"{row.title}, {row.document}") for row in rows]

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        same = ("period", "starts_on", "graded_on", "document", "outstanding")
        return {name: given[name] for name in same} | {
            "ends_on": given["last_day"] + timedelta(days=1),
            "table": self.tables[given["table"]],
            "member_table": self.tables.get(given["member_table"]),
        }


class PointsForm(RefusableForm):
    """The points of one side, and what is known of the conditions of an excellent result."""

    def __init__(
        self, *args: Any, lines: Iterable[CriterionLine], row: Sheet | MemberSheet, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.codes: dict[str, str] = {}
        for line in lines:
            one = line.criterion
            if not one.is_development:
                name = f"points_{one.position}"
                self.codes[name] = one.code
                self.fields[name] = points_field(f"{one.code}. {one.name}", one.max_points)
                self.fields[name].help_text = _("Tối đa %s điểm") % number_format(one.max_points)
        self.conditions = [name for name in CONDITIONS if hasattr(row, name)]
        for name in self.conditions:
            self.fields[name] = CONDITIONS[name]()

    def begin(self, filled: Mapping[str, Any]) -> dict[str, Any]:
        """What the fields begin with, of what is filled in by code."""
        points = {name: filled.get(code) for name, code in self.codes.items()}
        given = {name: Decimal(told) if told else None for name, told in points.items()}
        return given | {name: filled[name] for name in self.conditions}

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        points = {code: given[name] for name, code in self.codes.items()}
        return {"points": points} | {name: given[name] for name in self.conditions}


def percent_field(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=100, required=False)


CONDITIONS: dict[str, Callable[[], forms.Field]] = {
    "on_time": lambda: KnownField(label=_("Mọi nhiệm vụ xong đúng hạn")),
    "beyond": lambda: percent_field(_("Tỷ lệ nhiệm vụ vượt yêu cầu (%)")),
    "undisciplined": lambda: KnownField(label=_("Không có đơn vị, đảng viên bị kỷ luật")),
    "mended": lambda: percent_field(_("Tỷ lệ khuyết điểm đã khắc phục (%)")),
}


class StepForm(RefusableForm):
    """A grade, when, by which paper, in words."""

    grade = forms.ChoiceField(label=_("Mức xếp loại"), choices=GRADES)
    on = DateField(label=_("Ngày"))
    document = forms.CharField(label=_("Biên bản, văn bản số"), max_length=200, required=False)
    words = forms.CharField(
        label=_("Nhận xét, lý do"), max_length=500, widget=WORDS, help_text=NO_NAMES,
        required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, in_words: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not in_words:
            del self.fields["words"]

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class VoteForm(StepForm):
    """How many were summoned, came, and voted for the grade."""

    field_order = ("grade", "on", "summoned", "present", "yes", "document")
    summoned = forms.IntegerField(
        label=_("Tổng số đảng viên chính thức được triệu tập"), min_value=1, max_value=MOST
    )
    present = forms.IntegerField(label=_("Số có mặt"), min_value=0, max_value=MOST)
    yes = forms.IntegerField(label=_("Số phiếu tán thành"), min_value=0, max_value=MOST)

    def __init__(self, *args: Any, in_words: bool, **options: Any) -> None:
        super().__init__(*args, in_words=False, **options)


class ExcludeForm(RefusableForm):
    """Why an organisation is not graded."""

    words = forms.CharField(label=_("Lý do"), max_length=500, widget=WORDS)
    document = forms.CharField(label=_("Văn bản số"), max_length=200)
    on = DateField(label=_("Ngày"))


class EvidenceForm(RefusableForm):
    """What stands behind a criterion."""

    criterion = forms.ChoiceField(label=_("Tiêu chí"))
    words = forms.CharField(label=_("Nội dung"), max_length=300, required=False)
    document = forms.CharField(label=_("Văn bản số"), max_length=200, required=False)
    figure = forms.ChoiceField(
        label=_("Hoặc số liệu trong chương trình"), required=False,
        choices=[("", _("Không")), *Evidence.Figure.choices],
    )  # fmt: skip

    def __init__(self, *args: Any, table: CriteriaTable, **options: Any) -> None:
        super().__init__(*args, **options)
        self.criteria = {one.code: one for one in table.criteria.order_by("position")}
        named = ((code, f"{code}. {one.name}") for code, one in self.criteria.items())
        self.offer("criterion", named)

    def values(self) -> dict[str, Any]:
        return self.cleaned_data | {"criterion": self.criteria[self.cleaned_data["criterion"]]}


class RowForm(Form):
    """Which row of a list an answer is about."""

    row = forms.IntegerField(widget=forms.HiddenInput)


class DespiteForm(RefusableForm):
    """When, by which paper; reason and authority where something stands against it.

    ``told`` is what was said against it when it was last tried.
    """

    told: Sequence[Said] = ()
    on = DateField(label=_("Ngày quyết định"))
    document = forms.CharField(label=_("Số quyết định"), max_length=200)
    reason = forms.CharField(
        label=_("Lý do nếu làm khác quy định"), max_length=300, required=False
    )
    authority = forms.CharField(
        label=_("Cấp có thẩm quyền, văn bản cho phép"), max_length=200, required=False
    )

    def paper(self) -> dict[str, Any]:
        given = self.cleaned_data
        departs = given["reason"] or given["authority"]
        despite = Departure(given["reason"], given["authority"]) if departs else None
        return {"on": given["on"], "document": given["document"], "despite": despite}

    def against(self) -> list[tuple[str, Said]]:
        """What was said, with whom it is about."""
        return [("", said) for said in self.told]


class DecideForm(DespiteForm):
    """One grade a line, by default what was proposed; an empty one stays undecided."""

    def __init__(self, *args: Any, lines: Iterable[tuple[str, str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.refs: dict[str, str] = {}
        for number, (ref, name, proposed) in enumerate(lines, 1):
            self.refs[f"grade_{number}"] = ref
            self.fields[f"grade_{number}"] = forms.ChoiceField(
                label=name, choices=GRADES, initial=proposed, required=False
            )

    def lines(self) -> list[Any]:
        return [self[name] for name in self.refs]

    def against(self) -> list[tuple[str, Said]]:
        names = {ref: str(self.fields[name].label) for name, ref in self.refs.items()}
        return [(names.get(said.whose, ""), said) for said in self.told]

    def papers(self) -> list[Any]:
        return [self[name] for name in ("on", "document", "reason", "authority")]

    def chosen(self) -> dict[str, str]:
        given = self.cleaned_data
        return {ref: given[name] for name, ref in self.refs.items() if given[name]}


class AppealForm(RefusableForm):
    """That those graded disagree."""

    on = DateField(label=_("Ngày kiến nghị"))
    document = forms.CharField(label=_("Văn bản kiến nghị số"), max_length=200)
    words = forms.CharField(
        label=_("Nội dung"), max_length=500, widget=WORDS, help_text=NO_NAMES, required=False
    )

    def __init__(self, *args: Any, in_words: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not in_words:
            del self.fields["words"]


class AnswerForm(DespiteForm):
    """The answer to an appeal, with another grade if it changes."""

    field_order = ("grade", "on", "document", "reason", "authority")
    grade = forms.ChoiceField(
        label=_("Mức xếp loại"), choices=[("", _("Giữ nguyên")), *Grade.choices], required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].label = _("Ngày trả lời")
        self.fields["document"].label = _("Văn bản trả lời số")

    def values(self) -> dict[str, Any]:
        return self.paper() | {"grade": self.cleaned_data["grade"]}


class AbsenceForm(RefusableForm):
    """Whether a member is exempt or suspended; never why."""

    absence = forms.ChoiceField(
        label=_("Diện sinh hoạt"), required=False,
        choices=[("", _("Sinh hoạt bình thường")), *MemberSheet.Absence.choices],
    )  # fmt: skip


class CellForm(FilterForm):
    """Members of which cell; nothing means all in sight."""

    chi_bo = forms.ChoiceField(label=_("Chi bộ"), required=False)

    def __init__(self, *args: Any, cells: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer("chi_bo", [("", _("Mọi chi bộ")), *cells])

    def cell(self) -> str:
        return self.cleaned_data.get("chi_bo", "") if self.is_valid() else ""
