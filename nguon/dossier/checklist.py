"""Which papers of a dossier are there, missing, out of date or to be made again, and by what rule.

Pure: an opened case, a day and what lies in the dossier go in, lines come out. What the cell's
resolution needed is tested on its day once the resolution passed, else on the day asked for.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.development import words as said
from nguon.development.facts import Act, Dossier, NoBirthday
from nguon.dossier.catalogue import PARTS, PaperKind, guidance_on, kinds
from nguon.rulebook import (
    Citation,
    Finding,
    NoRuleInForce,
    NoSuchProvision,
    Provision,
    evaluate,
    load,
    plus_months,
    provision,
)
from nguon.rulebook.case.history import OF_ONES_LIFE, History
from nguon.rulebook.law.book import Today
from nguon.rulebook.rules import documents, eligibility, readmission
from nguon.rulebook.rules.documents import Needed

MANY_CHILDREN = 3  # from the third child on the population policy asks
RULES = (
    documents.CERTIFICATE_MISSING,
    documents.CERTIFICATE_RUNNING,
    documents.FILE_STALE,
    documents.VERIFIERS,
    documents.VERIFICATION,
    documents.INTRODUCERS,
    documents.INTRODUCTIONS,
    documents.OPINIONS,
    eligibility.POLITICAL_CONCLUSION,
)
CONSENTS = (eligibility.OVER_AGE_CONSENT, eligibility.ELDER_CONSENT, readmission.CONSENT)
# The findings that speak of a paper, the one that says most first.
ABOUT: Mapping[str, tuple[str, ...]] = {
    "CN-NTVĐ": ("certificate_missing",),
    "TT": ("verification_missing", "verifier_is_relative"),
    "3-KNĐ": ("introducer_missing", "introducer_not_full_member", "introducer_too_recent"),
    "4-KNĐ": ("youth_union_introduction_missing",),
    "4A-KNĐ": ("trade_union_introduction_missing",),
    "5-KNĐ": ("opinions_missing",),
    "CT": ("political_conclusion_missing",),
    "ĐY": ("over_age_consent_missing", "elder_consent_missing", "readmission_consent_missing"),
}
EXPIRED, STALE, UNKNOWN = "certificate_expired", "file_stale", "fact_unknown"


class State(TextChoices):
    """How a paper stands."""

    PRESENT = "present", gettext_lazy("có")
    MISSING = "missing", gettext_lazy("còn thiếu")
    EXPIRED = "expired", gettext_lazy("hết hạn")
    REDO = "redo", gettext_lazy("phải làm lại")
    UNKNOWN = "unknown", gettext_lazy("chưa rõ có cần không")
    LATER = "later", gettext_lazy("chưa tới bước này")
    NOT_NEEDED = "not_needed", gettext_lazy("không cần")


COUNTED = (State.PRESENT, State.MISSING, State.EXPIRED, State.REDO)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a state rests on: the rule and its article as of the day, and how sure it is.

    ``provision`` is empty where only the guidance that sets the forms stands behind it.
    """

    rule: str
    provision: str
    instrument: str
    point: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Kept:
    """One paper that lies in the dossier."""

    ref: str
    dated_on: date | None
    document: str
    pages: int
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One paper of the checklist with its state, why it stands so, and what is there of it."""

    kind: PaperKind
    state: State
    why: str
    ground: Ground | None
    acts: tuple[Act, ...]
    kept: tuple[Kept, ...]
    archive: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the dossier. Counted are the papers that must be there by now."""

    code: str
    lines: tuple[Line, ...]

    @property
    def title(self) -> str:
        return str(PARTS[self.code])

    @property
    def needed(self) -> int:
        return sum(line.state in COUNTED for line in self.lines)

    @property
    def there(self) -> int:
        return sum(line.state == State.PRESENT for line in self.lines)

    def of(self, state: str) -> list[Line]:
        return [line for line in self.lines if line.state == state]

    @property
    def words(self) -> str:
        """The completeness of the part as a sentence; empty before anything can be asked for."""
        if not self.needed:
            return ""
        told = [
            _("đủ %(there)d trong %(needed)d giấy tờ")
            % {"there": self.there, "needed": self.needed}
        ]
        for state in (State.MISSING, State.EXPIRED, State.REDO, State.UNKNOWN):
            names = [line.kind.title for line in self.of(state)]
            if names:
                told.append(f"{state.label}: {', '.join(names)}")
        return "; ".join(told)


@dataclass(frozen=True, slots=True)
class Need:
    """Whether a paper is needed, ``None`` while a fact is unknown, and why; by which provision."""

    needed: bool | None
    why: str = ""
    provision: Provision | None = None


YES = Need(needed=True)


@dataclass(frozen=True, slots=True)
class _Table:
    """What the rules say of the papers as they lay on the table of the cell."""

    on: date
    history: History
    day: Today
    missing: frozenset[str]
    findings: Mapping[str, Finding]
    section_committee: bool
    grassroots_committee: bool


def parts(
    opened: Dossier, on: date, kept: Mapping[str, Sequence[Kept]]
) -> tuple[tuple[Part, ...], str]:
    """Return the parts of a dossier with every paper of each, as of a day.

    Shape:   in the order of the dossier; and a sentence that says why no rule could be applied,
             empty as a rule. ``kept`` holds by code what lies there.
    Reading: a paper is there when its act is on record or a file is kept; what the rules find
             wrong with an act is not mended by a picture of it.
    Source:  certificate.required, certificate.validity, verification.subjects,
             introduction.members, opinions.required, file.validity.
    """
    try:
        table, refused = _table(opened, on), ""
    except (NoBirthday, NoRuleInForce) as unknown:
        table, refused = None, str(unknown)
    found = [_line(kind, opened, on, table, kept.get(kind.code, ())) for kind in kinds().values()]
    made = tuple(
        Part(code, tuple(line for line in found if line.kind.part == code)) for code in PARTS
    )
    return made, refused


def _table(opened: Dossier, on: date) -> _Table:
    facts = opened.facts(on)
    vote = evaluate(facts, on).votes.get("cell_resolution")
    meeting = opened.last("cell_resolution", on)
    tested = meeting.on if meeting and vote and vote.passed else on
    history, day = History(facts, tested), Today(tested, load())
    found = [each for rule in (*RULES, *CONSENTS) for each in rule(history, day)]
    return _Table(
        tested,
        history,
        day,
        frozenset(documents.papers_missing(history, day)),
        {finding.code: finding for finding in reversed(found)},
        facts.route.section_committee,
        facts.route.grassroots_committee,
    )


def _line(
    kind: PaperKind, opened: Dossier, on: date, table: _Table | None, kept: Sequence[Kept]
) -> Line:
    acts = _acts(kind, opened, on)
    day = acts[-1].on if acts else table.on if table else on
    need = _need(kind, table, acts)
    state, finding = _state(kind, need, opened, on, table, acts, kept)
    again = kind.archive_again if opened.last("left_party", on) else ""
    return Line(
        kind,
        state,
        _why(state, need, finding, acts, kept),
        _ground(kind, need, finding, day),
        acts,
        tuple(kept),
        again or kind.archive,
    )


def _state(
    kind: PaperKind,
    need: Need,
    opened: Dossier,
    on: date,
    table: _Table | None,
    acts: Sequence[Act],
    kept: Sequence[Kept],
) -> tuple[State, Finding | None]:
    """The state of one paper and the finding that says so, if one does."""
    if need.needed is False:
        return State.NOT_NEEDED, None
    if table and (fault := _fault(kind, table, acts, kept)):
        return fault
    if acts or kept:
        return State.PRESENT, None
    if need.needed is None:
        return State.UNKNOWN, None
    if not _is_due(kind, opened, on):
        return State.LATER, None
    return State.MISSING, None


def _fault(
    kind: PaperKind, table: _Table, acts: Sequence[Act], kept: Sequence[Kept]
) -> tuple[State, Finding | None] | None:
    """What the rules say against a paper, or nothing."""
    stale = table.findings.get(STALE)
    if stale and kind.act in stale.redo and (kind.code in table.missing or kind.code == "TT"):
        return State.REDO, stale
    if kind.act == "awareness_course" and _has_expired(table, acts, kept):
        return State.EXPIRED, table.findings.get(EXPIRED)
    told = next((table.findings[code] for code in _codes(kind) if code in table.findings), None)
    absent = kind.code in table.missing or (told is not None and kind.code not in documented())
    if absent and (acts or not kept):
        return State.MISSING, told
    return None


def documented() -> frozenset[str]:
    """The papers that ``papers_missing`` speaks of by itself."""
    return frozenset({"CN-NTVĐ", "1-KNĐ", "2-KNĐ", "3-KNĐ", "4-KNĐ", "4A-KNĐ", "5-KNĐ"})


def _codes(kind: PaperKind) -> tuple[str, ...]:
    return ABOUT.get(kind.code, ())


def _has_expired(table: _Table, acts: Sequence[Act], kept: Sequence[Kept]) -> bool:
    """Whether the certificate, or the picture of one whose act nobody entered, is past its end.

    Source: certificate.validity.
    """
    if acts:
        return EXPIRED in table.findings
    days = [paper.dated_on for paper in kept if paper.dated_on]
    months = table.day.provision("certificate.validity").value
    return bool(days) and plus_months(max(days), months) < table.on


def _acts(kind: PaperKind, opened: Dossier, on: date) -> tuple[Act, ...]:
    """The standing acts that put the paper there, since the procedure began (anew)."""
    left = opened.last("left_party", on)
    since = left.on if left and kind.act not in OF_ONES_LIFE else date.min
    return tuple(
        act
        for act in opened.standing()
        if act.event is not None
        and act.kind == kind.act
        and since <= act.on <= on
        and all(act.event[name] == value for name, value in kind.of.items())
    )


def _is_due(kind: PaperKind, opened: Dossier, on: date) -> bool:
    """Whether the paper could be there by now: what the procedure makes comes with its step."""
    if not kind.since:
        return True
    held = opened.last("admission_ceremony", on) is not None
    if kind.since == "ceremony" or (held and kind.part == "admission"):
        return held
    following = False
    for each in kinds().values():
        if following and each.part == kind.part and _acts(each, opened, on):
            return True
        following = following or each.code == kind.code
    return False


# --- what makes a paper necessary ---------------------------------------------------------------


def _need(kind: PaperKind, table: _Table | None, acts: Sequence[Act]) -> Need:
    if not kind.when or (acts and kind.when in ("consent", "political_issue")):
        return YES
    if table is None:
        return Need(needed=None)
    return NEEDS[kind.when](table)


def _introduced_by_members(table: _Table) -> Need:
    return YES


def _introduced_by(union: str) -> Callable[[_Table], Need]:
    def need(table: _Table) -> Need:
        worlds = list(_ways(table))
        asked = {each.union == union for each in worlds}
        if len(asked) > 1:
            return Need(needed=None, why=_("Chưa ghi đủ: có là đoàn viên hay không, nơi này có "
                                           "tổ chức đoàn thể hay không."))  # fmt: skip
        return Need(asked == {True}, _introducers(worlds[0]), worlds[0].provision)

    return need


def _ways(table: _Table) -> Iterator[Needed]:
    """By which ways the person may have to be introduced, as far as facts are known.

    Source: introduction.members, introduction.youth_age, introduction.trade_union.
    """
    for unknown in (False, True):
        supposed = table.history.supposing(lambda _path, answer=unknown: answer)  # type: ignore[misc]
        yield documents.introductions_needed(supposed, table.day)


def _introducers(needed: Needed) -> str:
    union = {
        "youth_union": _("một đảng viên chính thức và Đoàn thanh niên giới thiệu"),
        "trade_union": _("một đảng viên chính thức và công đoàn giới thiệu"),
    }
    who = union.get(needed.union or "", _("hai đảng viên chính thức giới thiệu"))
    return _("Người này do %s.") % who


def _section(table: _Table) -> Need:
    why = _("Giữa chi bộ và cấp quyết định không có đảng uỷ bộ phận.")
    return Need(table.section_committee, why)


def _grassroots(table: _Table) -> Need:
    why = _("Hồ sơ đi thẳng từ chi bộ lên cấp quyết định, không qua đảng uỷ cơ sở.")
    return Need(table.grassroots_committee, why)


def _consent(table: _Table) -> Need:
    """Whether a written consent is needed.

    Source: admission.age.consent, admission.schooling.consent, readmission.consent.
    """
    found = [each for rule in CONSENTS for each in rule(table.history, table.day)]
    if any(each.code == UNKNOWN for each in found):
        return Need(needed=None, why=" ".join(said.finding(each) for each in found))
    why = _("Không quá tuổi, không thuộc diện già làng, không phải kết nạp lại.")
    return Need(bool(found), why)


def _political(table: _Table) -> Need:
    return Need(
        table.history.person.political_history_issue, _("Không có vấn đề lịch sử chính trị.")
    )


def _population(table: _Table) -> Need:
    """Whether a certificate about the population policy is needed.

    Units:  children.
    Source: population.third_child.
    """
    children = table.history.person.children_born
    if children is None:
        return Need(needed=None)
    many = len(children) >= MANY_CHILDREN and eligibility.population_policy_holds(table.day)
    return Need(many, _("Chính sách dân số không đặt ra với người này."))


NEEDS: Mapping[str, Callable[[_Table], Need]] = {
    "introduced_by_members": _introduced_by_members,
    "introduced_by_youth_union": _introduced_by("youth_union"),
    "introduced_by_trade_union": _introduced_by("trade_union"),
    "section_committee": _section,
    "grassroots_committee": _grassroots,
    "consent": _consent,
    "political_issue": _political,
    "population": _population,
}


# --- words and grounds --------------------------------------------------------------------------


def _why(
    state: State,
    need: Need,
    finding: Finding | None,
    acts: Sequence[Act],
    kept: Sequence[Kept],
) -> str:
    if finding is not None:
        return said.finding(finding)
    if state == State.PRESENT and not acts:
        return _("Có bản lưu; chưa ghi việc.") if kept else ""
    if state in (State.NOT_NEEDED, State.UNKNOWN):
        return need.why
    if state == State.MISSING:
        return _("Chưa ghi việc, chưa có bản lưu.")
    return ""


def _ground(kind: PaperKind, need: Need, finding: Finding | None, day: date) -> Ground | None:
    if finding is not None:
        return _cited(finding.rule, finding.provision, finding.citation, finding.confidence)
    found = need.provision or _in_force(kind.provision, day)
    if found is not None:
        return _cited(found.rule, found.name, found.citation, found.confidence)
    guidance = guidance_on(day)
    if guidance is None:
        return None
    return Ground(kind.rule, "", guidance.instrument, "", kind.confidence or guidance.confidence)


def _cited(rule: str, name: str, cited: Citation, confidence: str) -> Ground:
    return Ground(rule, name, cited.instrument, cited.point or "", confidence)


def _in_force(name: str, day: date) -> Provision | None:
    if not name:
        return None
    try:
        return provision(name, day)
    except (NoRuleInForce, NoSuchProvision):
        return None
