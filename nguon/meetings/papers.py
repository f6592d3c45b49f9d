"""The papers of one meeting as sheets: before it to be filled in, after it with the numbers.

They stand on the same layouts as the statutory forms. Paper speaks Vietnamese.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

import yaml
from django.db import transaction
from django.utils import translation

from nguon.core import audit
from nguon.core.actor import Actor
from nguon.core.text import fold
from nguon.development.facts import Act, Dossier
from nguon.development.models import CaseEvent
from nguon.forms import catalogue, layout, sheet, values
from nguon.forms.sheet import DOTS, FilledLine, Sheet, Source, Value, body_of
from nguon.meetings.counting import Attendance
from nguon.meetings.models import LISTING, Meeting, Way
from nguon.meetings.queries import Entry, Whole, voters_at
from nguon.meetings.ripe import FORMS
from nguon.organizations import queries as tree
from nguon.organizations.models import Tier
from nguon.rulebook import Event

LAYOUTS = Path(__file__).with_name("layouts")
DRAWN = "forms.draw"
OF_A_VOTE = ("issued", "returned", "valid", "yes", "no", "blank")
ABOUT = {
    "cell_resolution": "Đề nghị kết nạp vào Đảng",
    "recognition_resolution": "Đề nghị công nhận đảng viên chính thức",
    "candidate_listed": "Đưa vào danh sách cảm tình Đảng",
    "committee_resolution": "Đề nghị kết nạp vào Đảng",
    "admission_decision": "Kết nạp vào Đảng",
    "recognition_committee_resolution": "Đề nghị công nhận đảng viên chính thức",
    "recognition_decision": "Công nhận đảng viên chính thức",
}
MANY_VOTERS = 60  # lines of the list to sign
WRITTEN = 3
BODIES = ("dang ", "chi ", "tinh uy", "huyen uy", "thi uy", "ban ")  # named as a body already
FROM_HERE = Source("office", "meeting")


@dataclass(frozen=True, slots=True)
class MeetingRegister:
    """What is known of a meeting, for its layouts; implements ``sheet.Register``."""

    known: Mapping[str, Value]
    rows: Mapping[str, Sequence[Mapping[str, Value]]]

    def value(self, name: str) -> Value | None:
        return self.known.get(name)

    def each(self, name: str) -> Sequence[Mapping[str, Value]]:
        return self.rows.get(name, ())


def register_of(whole: Whole, *, by: Actor) -> MeetingRegister:
    """Gather what the papers of a meeting say, with names as of its day."""
    with translation.override("vi"):
        meeting = whole.meeting
        signing = voters_at(meeting.organization, by=by)
        blank = max(0, min(meeting.voters, MANY_VOTERS) - len(signing))
        rows = {
            "agenda": [_row(text=point) for point in meeting.agenda.splitlines()],
            "people": [_person(entry) for entry in whole.entries],
            "votes": [_vote(entry) for entry in whole.voted],
            "voters": [_row(name=name) for name in (*signing, *[" "] * blank)],
        }
        known = {**_of_the_meeting(whole), **_of_the_count(whole)}
        known["meeting.printed_on"] = by.today
        told = {name: Value(said, FROM_HERE) for name, said in known.items() if said != ""}
        return MeetingRegister(told, rows)


def agenda(register: MeetingRegister) -> Sheet:
    """When and where, what is spoken of, who is considered."""
    return _filled("agenda", register, "Chương trình họp")


def overview(register: MeetingRegister) -> Sheet:
    """Everybody considered on a page, with what each still needs."""
    return _filled("overview", register, "Những người được xét")


def attendance(register: MeetingRegister, *, of_a_cell: bool) -> Sheet:
    """Who is there, counted, and the list to sign."""
    name = "attendance-cell" if of_a_cell else "attendance-body"
    return _filled(name, register, "Phiếu đếm người dự họp")


def tally(register: MeetingRegister) -> Sheet:
    """The count of the votes: totals only."""
    return _filled("tally", register, "Biên bản kiểm phiếu")


def minutes(register: MeetingRegister) -> Sheet:
    """The minutes, with the numbers once they are confirmed."""
    return _filled("minutes", register, "Biên bản họp")


@transaction.atomic
def resolution(entry: Entry, meeting: Meeting, *, by: Actor) -> Sheet | None:
    """Draw the resolution of one person as the statutory form of the day of the meeting.

    Shape:  a draft while there is no act: dated, the numbers dotted. Nothing for what has no
            form here, no specimen, or no case in sight; nor for a vote that was lost, of which
            the minutes tell.
    Raises: NotAllowed for who may not open the file.
    """
    code, opened = FORMS.get(entry.matter.kind), entry.opened
    if code is None or opened is None or (entry.outcome and not entry.outcome.passed):
        return None
    by.require("people.open", at=opened.case.organization)
    form = catalogue.form(code)
    edition = form.edition_on(meeting.met_on)
    if edition is None or not edition.layout:
        return None
    act = _act(entry, meeting, opened)
    told = _told_of(meeting)
    on = meeting.met_on
    register = values.opened(opened, act=act, on=on, sealed={}, card_number="", meeting=told)
    audit.record(DRAWN, opened.case, by=by, forms=[code])
    with translation.override("vi"):
        drawn = sheet.fill(
            layout.load(edition.layout), register, code=code, title=form.title, draft=False
        )
    return drawn if entry.matter.event_id else _as_draft(drawn)


def above_of(whole: Whole) -> str:
    """The body directly above the meeting's place, as it was called on the day."""
    above = tree.line(whole.meeting.organization, on=whole.meeting.met_on)
    name = above[-1].name if above else ""
    if not name or fold(name).startswith(BODIES):
        return body_of(name)
    return f"Đảng bộ {name[0].lower()}{name[1:]}"


# --- pieces -------------------------------------------------------------------------------------


def _act(entry: Entry, meeting: Meeting, opened: Dossier) -> Act:
    """The act that was recorded, or the one to come: of that day, with no number yet."""
    recorded = entry.matter.event_id
    found = next((act for act in opened.standing() if act.row.pk == recorded), None)
    if found:
        return found
    kind, on = entry.matter.kind, meeting.met_on
    return Act(CaseEvent(type=kind, happened_on=on), Event(kind, on))


def _told_of(meeting: Meeting) -> dict[str, str]:
    """What the resolutions of a meeting say of it; who was there once it is counted."""
    told = {"chair": meeting.chair, "secretary": meeting.secretary}
    count = count_of(meeting)
    if count is None:
        return told
    absent = count.full_members - count.present
    return {**told, "present": str(count.present), "absent": str(absent)}


def _as_draft(drawn: Sheet) -> Sheet:
    return replace(drawn, blocks=(FilledLine("note", ("DỰ THẢO",)), *drawn.blocks), draft=True)


def _filled(name: str, register: MeetingRegister, title: str) -> Sheet:
    with translation.override("vi"):
        return sheet.fill(_layout(name), register, code="", title=title, draft=False)


@cache
def _layout(name: str) -> layout.Layout:
    told = yaml.safe_load((LAYOUTS / f"{name}.yaml").read_text(encoding="utf-8"))
    return layout.read(name, told)


def _of_the_meeting(whole: Whole) -> dict[str, str | date]:
    meeting, on = whole.meeting, whole.meeting.met_on
    above = tree.line(meeting.organization, on=on)
    itself = tree.version_on(meeting.organization, on)
    line = [*above, *([itself] if itself and not whole.is_of_a_cell else [])]
    commune = next((row for row in line if row.tier == Tier.COMMUNE), line[-1] if line else None)
    starts = f"{meeting.starts_at:%H} giờ {meeting.starts_at:%M}" if meeting.starts_at else ""
    listed = [entry.name for entry in whole.entries if entry.matter.kind == LISTING]
    return {
        "meeting.place": whole.place,
        "meeting.above": above_of(whole),
        "meeting.locality": values.locality(commune) if commune else "",
        "meeting.for": "T/M CHI BỘ" if whole.is_of_a_cell else "T/M CẤP UỶ",
        "meeting.on": on,
        "meeting.starts_at": starts,
        "meeting.venue": meeting.venue,
        "meeting.chair": meeting.chair,
        "meeting.secretary": meeting.secretary,
        "meeting.way": str(Way(meeting.way).label),
        "meeting.attendance": _attended(whole),
        "meeting.listed": f"Đề nghị đưa vào danh sách cảm tình Đảng: {', '.join(listed)}."
        if listed
        else " ",
    }


def _attended(whole: Whole) -> str:
    meeting = whole.meeting

    def told(number: int | None) -> str:
        return DOTS[:WRITTEN] if number is None else str(number)

    if not whole.is_of_a_cell:
        every, present = told(meeting.full_members), told(meeting.present)
        return f"Tổng số uỷ viên: {every}. Có mặt: {present}."
    left_out = count.left_out if (count := count_of(meeting)) else None
    return (
        f"Đảng viên chính thức: {told(meeting.full_members)}; "
        f"dự bị: {told(meeting.probationary)}. "
        f"Vắng được trừ khi tính tỷ lệ: {told(left_out)}. "
        f"Có mặt, được biểu quyết: {told(meeting.present)}."
    )


def count_of(meeting: Meeting) -> Attendance | None:
    """The attendance that was confirmed; nothing before."""
    if meeting.full_members is None or meeting.counted_at is None:
        return None
    return Attendance(
        meeting.full_members,
        meeting.present or 0,
        meeting.exempt_absent or 0,
        meeting.temporarily_elsewhere_absent or 0,
        meeting.suspended or 0,
        meeting.probationary or 0,
    )


def _of_the_count(whole: Whole) -> dict[str, str]:
    count = count_of(whole.meeting)
    if count is None:
        return {}
    came = next((entry.outcome for entry in whole.voted if entry.outcome), None)
    names = (*Attendance.__dataclass_fields__, "counted")
    told = {f"count.{name}": str(getattr(count, name)) for name in names}
    return {**told, "count.needed": str(came.needed) if came else ""}


def _row(**said: str) -> dict[str, Value]:
    return {f"row.{name}": Value(text, FROM_HERE) for name, text in said.items() if text != ""}


def _person(entry: Entry) -> dict[str, Value]:
    needs = entry.needs
    way = list(needs.in_the_way) if needs else []
    if needs and needs.concealed:
        way.append("Có vướng mắc thuộc dữ liệu nhạy cảm: mở hồ sơ để xem.")
    papers = [f"{code} {title}" for code, title in needs.papers] if needs else []
    return _row(
        name=entry.name,
        act=ABOUT[entry.matter.kind],
        in_the_way=" ".join(way) or "–",
        papers="; ".join(papers) or "–",
    )


def _vote(entry: Entry) -> dict[str, Value]:
    matter, came = entry.matter, entry.outcome
    numbers = dict(_numbers(entry)) if matter.event_id else {}
    result = ("đạt" if came.passed else "không đạt") if came else ""
    return _row(name=entry.name, act=ABOUT[matter.kind], result=result or " ", **_blank(numbers))


def _numbers(entry: Entry) -> Iterator[tuple[str, str]]:
    for name in OF_A_VOTE:
        number = getattr(entry.matter, name)
        yield name, "–" if number is None else str(number)


def _blank(numbers: Mapping[str, str]) -> dict[str, str]:
    """Cells to be written into by hand stay empty: dots would not leave room for a number."""
    return {name: numbers.get(name, " ") for name in OF_A_VOTE}
