"""Words and rows of the regulation pages, for the screen and for workbooks alike."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.core.text import fold
from nguon.development.verdicts import TouchedCase
from nguon.development.words import language
from nguon.rulebook import Parameter, Provision, assumed_in_words, label, load, step_label
from nguon.rulebook.law.editions import Change
from nguon.rulebook.law.holidays import SpecialDay, Year
from nguon.rulebook.verdict.comparing import Difference, Moved, Told
from nguon.rulebook.wording import value_in_words
from nguon.web.development.labels import FINDINGS

TOPICS: Final[dict[str, Promise]] = {
    "admission": gettext_lazy("Tuổi, quốc tịch, học vấn"),
    "population": gettext_lazy("Chính sách dân số"),
    "political": gettext_lazy("Lịch sử chính trị"),
    "certificate": gettext_lazy("Giấy chứng nhận học lớp"),
    "application": gettext_lazy("Đơn và lý lịch"),
    "verification": gettext_lazy("Thẩm tra lý lịch"),
    "introduction": gettext_lazy("Giới thiệu vào Đảng"),
    "opinions": gettext_lazy("Lấy ý kiến"),
    "file": gettext_lazy("Thời hạn của hồ sơ"),
    "order": gettext_lazy("Thứ tự các bước"),
    "vote": gettext_lazy("Biểu quyết"),
    "decision": gettext_lazy("Quyết định kết nạp"),
    "transition": gettext_lazy("Chuyển tiếp khi đổi cấp quyết định"),
    "ceremony": gettext_lazy("Lễ kết nạp"),
    "declaration": gettext_lazy("Khai lý lịch đảng viên"),
    "probation": gettext_lazy("Thời kỳ dự bị"),
    "recognition": gettext_lazy("Công nhận chính thức"),
    "move": gettext_lazy("Chuyển nơi khác"),
    "no_cell": gettext_lazy("Nơi chưa có chi bộ"),
    "readmission": gettext_lazy("Kết nạp lại"),
    "grading": gettext_lazy("Đánh giá, xếp loại"),
}
IN_FORCE: Final = (
    gettext_lazy("Chủ đề"),
    gettext_lazy("Quy tắc"),
    gettext_lazy("Nội dung"),
    gettext_lazy("Giá trị"),
    gettext_lazy("Văn bản"),
    gettext_lazy("Điểm"),
    gettext_lazy("Từ ngày"),
    gettext_lazy("Đến trước ngày"),
    gettext_lazy("Độ chắc chắn"),
)
CHANGES: Final = (
    gettext_lazy("Ngày"),
    gettext_lazy("Quy tắc"),
    gettext_lazy("Nội dung"),
    gettext_lazy("Trước"),
    gettext_lazy("Sau"),
    gettext_lazy("Văn bản mới"),
)
TOUCHED: Final = (
    gettext_lazy("Họ và tên"),
    gettext_lazy("Chi bộ"),
    gettext_lazy("Khác ở điểm nào"),
)
CALENDAR: Final = (
    gettext_lazy("Ngày"),
    gettext_lazy("Tên"),
    gettext_lazy("Vì sao"),
    gettext_lazy("Tính vào thời hạn"),
    gettext_lazy("Văn bản"),
    gettext_lazy("Điểm"),
    gettext_lazy("Độ chắc chắn"),
)
ASSUMED: Final = (
    gettext_lazy("Tham số"),
    gettext_lazy("Đang lấy"),
    gettext_lazy("Độ chắc chắn"),
    gettext_lazy("Vì sao để ngỏ"),
)
WEEKDAYS: Final = (
    gettext_lazy("T2"),
    gettext_lazy("T3"),
    gettext_lazy("T4"),
    gettext_lazy("T5"),
    gettext_lazy("T6"),
    gettext_lazy("T7"),
    gettext_lazy("CN"),
)
ABOUT: Final[dict[str, Promise]] = {
    "stage": gettext_lazy("bước đã xong"),
    "step": gettext_lazy("bước phải làm"),
    "authority": gettext_lazy("cấp quyết định kết nạp"),
    "threshold": gettext_lazy("mức tán thành"),
    "missing": gettext_lazy("giấy tờ còn thiếu"),
    "may_proceed": gettext_lazy("được đi tiếp"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One provision as a page shows it."""

    provision: Provision
    value: str

    @property
    def until(self) -> date | None:
        """The first day on which it holds no more; None while it goes on."""
        ends = self.provision.valid_to
        return ends if ends < date.max else None


def line(provision: Provision) -> Line:
    return Line(provision, value_in_words(provision, language()))


def topic_of(provision: Provision) -> str:
    return provision.name.partition(".")[0]


def by_topic(
    provisions: Iterable[Provision], topic: str, words: str
) -> list[tuple[str, str, list[Line]]]:
    """Group provisions by topic, those only that were asked for.

    Shape: topic, its name, its lines; topics without a line are left out.
    """
    wanted = fold(words)
    found: dict[str, list[Line]] = {name: [] for name in TOPICS}
    for provision in provisions:
        here, shown = topic_of(provision), line(provision)
        if topic in ("", here) and wanted in fold(_searched(shown)):
            found[here].append(shown)
    return [(name, str(TOPICS[name]), lines) for name, lines in found.items() if lines]


def _searched(shown: Line) -> str:
    one = shown.provision
    parts = (one.says, shown.value, one.rule, one.name, one.citation.instrument)
    return " ".join((*parts, str(TOPICS[topic_of(one)])))


def in_force_rows(
    groups: Iterable[tuple[str, str, list[Line]]],
) -> Iterator[tuple[Any, ...]]:
    for _topic, name, lines in groups:
        for shown in lines:
            one = shown.provision
            yield (
                name,
                one.rule,
                one.says,
                shown.value,
                one.citation.instrument,
                one.citation.point,
                one.valid_from,
                shown.until,
                mark(one.confidence),
            )


def mark(confidence: str) -> str:
    """A confidence mark with its meaning."""
    return f"{confidence}: {label('confidence', confidence, language())}"


@dataclass(frozen=True, slots=True)
class Changed:
    """One change as a page shows it; ``before`` is empty for what was not there."""

    change: Change
    before: str
    after: str


def changed(change: Change) -> Changed:
    lang = language()
    before = value_in_words(change.before, lang) if change.before else ""
    return Changed(change, before, value_in_words(change.after, lang))


def change_rows(shown: Iterable[Changed]) -> Iterator[tuple[Any, ...]]:
    for one in shown:
        after = one.change.after
        instrument = after.citation.instrument
        yield one.change.on, after.rule, after.says, one.before, one.after, instrument


# --- what a change does to a case


def differences(found: Difference) -> Iterator[str]:
    """Say line by line how a verdict differs: what, before, after."""
    for one in found.findings:
        yield _line(str(FINDINGS.get(one.code, one.code)), _told(one.before), _told(one.after))
    for name, words in PAIRS.items():
        if pair := getattr(found, name):
            yield _line(str(ABOUT[name]), *map(words, pair))
    yield from (_line(str(ABOUT["step"]), "", _step(step)) for step in found.steps_came)
    yield from (_line(str(ABOUT["step"]), _step(step), "") for step in found.steps_gone)
    yield from (_line(_what(one), _day(one.before), _day(one.after)) for one in found.moved)
    for vote in found.votes:
        what = _("số phiếu cần của %(step)s") % {"step": label("act", vote.act, language())}
        yield _line(what, str(vote.before), str(vote.after))


def _line(what: str, before: str, after: str) -> str:
    words = {"what": what, "before": before or _("không"), "after": after or _("không")}
    return _("%(what)s: %(before)s → %(after)s") % words


def _told(findings: Iterable[Told]) -> str:
    """The severities of the findings of one code, each with its day."""
    lang = language()
    each = (f"{label('severity', severity, lang)} {_day(on)}" for severity, on in findings)
    return ", ".join(one.strip() for one in each)


def _step(step: str | None) -> str:
    return step_label(step, language()) if step else ""


PAIRS: Final[dict[str, Callable[[Any], str]]] = {
    "stage": _step,
    "authority": lambda body: label("actor", body, language()),
    "threshold": lambda threshold: label("threshold", threshold, language()),
    "missing": ", ".join,
    "may_proceed": lambda may: _("có") if may else "",
}


def _what(moved: Moved) -> str:
    words = str(DATES[moved.day])
    return words % {"step": step_label(moved.of, language())} if moved.of else words


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


DATES: Final[dict[str, Promise]] = {
    "earliest_on": gettext_lazy("ngày sớm nhất của bước %(step)s"),
    "due_on": gettext_lazy("hạn của bước %(step)s"),
    "extended_due_on": gettext_lazy("hạn kéo dài của bước %(step)s"),
    "certificate_valid_until": gettext_lazy("ngày giấy chứng nhận hết giá trị"),
    "probation_ends_on": gettext_lazy("ngày hết dự bị"),
    "full_member_from": gettext_lazy("ngày thành đảng viên chính thức"),
    "party_age_from": gettext_lazy("ngày tính tuổi đảng"),
}


def touched_rows(cases: Iterable[TouchedCase]) -> Iterator[tuple[Any, ...]]:
    for case in cases:
        said = "; ".join(differences(case.difference))
        yield case.person_name, case.organization, said


# --- the calendar and what is assumed


@dataclass(frozen=True, slots=True)
class Day:
    """One day that is no ordinary working day, in words."""

    special: SpecialDay
    name: str
    reason: str
    note: str

    @property
    def document(self) -> str:
        """The document as people write it; one whose day is not known, as it is."""
        number, _space, day = (self.special.document or "").rpartition(" ")
        if len(day) != len("2019-11-20"):
            return self.special.document or ""
        words = {"number": number, "day": f"{date.fromisoformat(day):%d/%m/%Y}"}
        return _("%(number)s ngày %(day)s") % words


def special_days(year: Year) -> list[Day]:
    """List what is special in a year, weekends apart."""
    book, lang = load().holidays, language()
    return [
        Day(day, book.name(day, lang), book.reason(day, lang), book.note(day, lang) or "")
        for day in year.days
        if day.why != "weekend"
    ]


def calendar_rows(days: Iterable[Day]) -> Iterator[tuple[Any, ...]]:
    for day in days:
        special = day.special
        yield (
            special.on,
            day.name,
            day.reason,
            special.counts,
            special.document,
            special.point,
            mark(special.confidence),
        )


def assumed_rows(parameters: Iterable[Parameter]) -> Iterator[tuple[Any, ...]]:
    for one in parameters:
        value = assumed_in_words(one.value, language())
        yield one.name, value, mark(one.confidence), one.why
