"""Words for what stands beside a count: the measures, their bases, and why one is empty."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.development.words import language
from nguon.organizations.models import Qualifier
from nguon.planning.quality import (
    HAMLETS,
    NO_ACTS,
    NO_FILES,
    NO_POPULATION,
    NOBODY,
    NOT_COUNTED,
    TOO_EARLY,
    WORKPLACES,
    Beside,
    Comparison,
    Measure,
    Part,
)
from nguon.planning.shares import Share
from nguon.reports.charts.drawing import Chart
from nguon.reports.charts.drawing import Words as Written
from nguon.reports.charts.upright import Group, columns
from nguon.rulebook import step_label

Words = str | Promise
OPENING = ("late_steps", "returned_files", "not_confirmed", "left_within_three_years")
TITLES: Mapping[str, Words] = {
    "late_steps": gettext_lazy("Bước làm sau hạn"),
    "returned_files": gettext_lazy("Hồ sơ bị trả lại"),
    "not_confirmed": gettext_lazy("Hết dự bị mà chưa được công nhận chính thức"),
    "left_within_three_years": gettext_lazy("Ra khỏi Đảng trong ba năm sau kết nạp"),
    "december": gettext_lazy("Kết nạp trong tháng 12"),
}
UNITS: Mapping[str, Words] = {
    "late_steps": gettext_lazy("bước đã làm, có hạn tính được"),
    "returned_files": gettext_lazy("hồ sơ đã tới cấp quyết định"),
    "not_confirmed": gettext_lazy("người đã hết mười hai tháng dự bị"),
    "left_within_three_years": gettext_lazy("người kết nạp đã đủ ba năm, không tính từ trần"),
    "december": gettext_lazy("người kết nạp; một phần mười hai là 8,3 %"),
}
SOURCES: Mapping[str, Words] = {
    "late_steps": gettext_lazy(
        "Từ kết luận về hồ sơ: quyết định kết nạp, lễ kết nạp, lý lịch đảng viên, chi bộ xét công "
        "nhận và quyết định công nhận, mỗi bước so với hạn của quy định có hiệu lực ngày ấy. Chỉ "
        "tính bước đã làm mà việc bắt đầu tính hạn đã được ghi; bước chưa làm thì xem ở danh sách "
        "việc cần làm."
    ),
    "returned_files": gettext_lazy(
        "Hồ sơ mà cấp quyết định đã ghi trả lại, có lý do, trước ngày kết nạp (Giấy tờ hồ sơ → Hồ "
        "sơ trả lại). Chỉ tính việc trả đã được ghi; ghi nhận hồ sơ lần thứ hai thì chưa phải là "
        "bị trả lại."
    ),
    "not_confirmed": gettext_lazy(
        "Người đã hết mười hai tháng dự bị mà bị xoá tên, ra khỏi Đảng, biểu quyết không đạt, "
        "hoặc quá hạn mà chưa có quyết định. Người từ trần và người còn trong hạn đứng ngoài."
    ),
    "left_within_three_years": gettext_lazy(
        "Ngày ra khỏi Đảng so với ngày kết nạp trong hồ sơ đảng viên; chỉ tính người kết nạp đã "
        "đủ ba năm. Chuyển sinh hoạt không phải là ra khỏi Đảng."
    ),
    "december": gettext_lazy(
        "Ngày lễ kết nạp. Nếu rải đều thì mỗi tháng là một phần mười hai; dồn vào cuối năm thường "
        "là chạy theo chỉ tiêu."
    ),
}
PARTS: Mapping[str, Words] = {
    "left": gettext_lazy("bị xoá tên hoặc ra khỏi Đảng"),
    "refused": gettext_lazy("biểu quyết không đạt"),
    "overdue": gettext_lazy("quá hạn chưa xét, chưa quyết định"),
    "waiting": gettext_lazy("còn trong hạn hoặc chưa rõ, đứng ngoài mẫu số"),
}
REASONS: Mapping[str, Words] = {
    NOBODY: gettext_lazy("chưa kết nạp ai"),
    NO_ACTS: gettext_lazy("chưa có bước nào ghi đủ để tính hạn"),
    NO_FILES: gettext_lazy("chưa ghi hồ sơ nào tới cấp quyết định"),
    TOO_EARLY: gettext_lazy("chưa đủ thời gian"),
    NOT_COUNTED: gettext_lazy("chưa đếm nhóm này trong số kết nạp"),
    NO_POPULATION: gettext_lazy("chưa ghi số liệu dân cư"),
}
GROUPS: Mapping[str, Words] = {
    "women": gettext_lazy("Nữ"),
    "youth": gettext_lazy("18–30 tuổi"),
    "union": gettext_lazy("Đoàn viên"),
    "minority": gettext_lazy("Dân tộc thiểu số"),
}
BASES: Mapping[str, Words] = {
    "population": gettext_lazy("trên số dân"),
    "of_age": gettext_lazy("trên số người từ 18 tuổi"),
}
SIDES: Mapping[str, Words] = {
    HAMLETS: gettext_lazy("Thôn, bản, khóm"),
    WORKPLACES: gettext_lazy("Cơ quan, trường học, đơn vị"),
}
NOT_SAID = gettext_lazy("Chưa ghi là nơi nào")
MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True)
class Line:
    """One measure in words. ``opens`` is its code where its cases may be listed."""

    title: Words
    unit: Words
    share: Share | None
    reason: Words
    parts: tuple[tuple[str, str], ...]
    opens: str


@dataclass(frozen=True, slots=True)
class Against:
    """A group of those admitted beside its share of the people, in words."""

    title: Words
    admitted: Share | None
    people: str
    note: str


@dataclass(frozen=True, slots=True)
class Told:
    """Everything of one ``Beside`` as a page shows it."""

    lines: tuple[Line, ...]
    groups: tuple[Against, ...]
    sides: tuple[tuple[Words, int, int, int], ...]
    months: tuple[tuple[int, int], ...]
    chart: Chart


def told(beside: Beside) -> Told:
    """Put the measures in words, in their one order."""
    months = tuple(zip(MONTHS, beside.by_month, strict=True))
    return Told(
        lines=tuple(_line(measure) for measure in beside.measures),
        groups=tuple(_against(each) for each in beside.comparisons),
        sides=tuple(
            (SIDES.get(side.code, NOT_SAID), side.cells, side.admitting, side.admitted)
            for side in beside.sides
        ),
        months=months,
        chart=_months(months),
    )


def _months(months: Iterable[tuple[int, int]]) -> Chart:
    written = Written(
        title=_("Kết nạp theo tháng"),
        unit=_("Đơn vị: người, cộng các năm"),
        across=_("Tháng"),
        source=_("Theo ngày lễ kết nạp đã ghi trong sổ. Chương trình Nguồn."),
    )
    groups = [Group(str(month), (number,)) for month, number in months]
    return columns("months", written, groups, [_("Kết nạp")])


def asked_title(code: str) -> Words:
    """The name of the measure whose cases a list is asked for; nothing for any other word."""
    return TITLES[code] if code in OPENING else ""


def glossary() -> list[tuple[Words, Words, Words]]:
    """Every measure with its base and where it comes from."""
    return [(TITLES[code], UNITS[code], SOURCES[code]) for code in TITLES]


def rows(beside: Beside) -> Iterator[list[Any]]:
    """The same as lines of a sheet: measure, count, base, per cent, what the base is."""
    found = told(beside)
    yield [_("Chất lượng"), _("Số"), _("Trên"), "%", _("Mẫu số, lý do để trống")]
    for line in found.lines:
        yield _row(line.title, line.share, line.reason or line.unit)
        yield from ([f"– {words}", text] for words, text in line.parts)
    yield [_("So với dân cư"), _("Số"), _("Trong số đã rõ"), "%", _("Trong dân cư")]
    for group in found.groups:
        yield _row(group.title, group.admitted, " ".join(filter(None, (group.people, group.note))))
    yield [_("Nơi của chi bộ"), _("Chi bộ"), _("Có kết nạp"), _("Kết nạp")]
    yield from ([str(title), *numbers] for title, *numbers in found.sides)
    yield [_("Tháng"), _("Kết nạp")]
    yield from ([f"{month:02}", number] for month, number in found.months)


def _row(title: Words, share: Share | None, note: Words) -> list[Any]:
    if share is None:
        return [str(title), None, None, None, str(note)]
    part = None if share.percent is None else float(share.percent)
    return [str(title), share.part, share.whole, part, str(note)]


def _line(measure: Measure) -> Line:
    known = measure.count is not None and measure.of is not None
    return Line(
        title=TITLES[measure.code],
        unit=UNITS[measure.code],
        share=Share(measure.count or 0, measure.of or 0) if known else None,
        reason=REASONS.get(measure.empty, ""),
        parts=tuple(_part(part) for part in measure.parts if part.of or part.count),
        opens=measure.code if measure.cases and measure.code in OPENING else "",
    )


def _part(part: Part) -> tuple[str, str]:
    if part.of is None:
        return str(PARTS[part.code]), str(part.count)
    return step_label(part.code, language()), f"{part.count}/{part.of}"


def _against(each: Comparison) -> Against:
    return Against(
        title=GROUPS[each.code],
        admitted=each.admitted,
        people=_people(each),
        note=str(REASONS.get(each.empty, "")),
    )


def _people(each: Comparison) -> str:
    people = each.population
    if people is None:
        return ""
    word = f"{Qualifier(people.qualifier).label} " if people.qualifier else ""
    base = BASES[people.base]
    return f"{word}{number_format(people.percent.normalize())} % {base} ({people.year})"
