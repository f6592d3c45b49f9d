"""Why a verdict is what it is: rule, article, mark, facts used and arithmetic, line by line.

Start at ``account`` for everything that is said of a case on a day. Whether a single step may be
done, and when at the earliest, is answered by ``why``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from nguon.rulebook.case.facts import CaseFacts, Event
from nguon.rulebook.case.history import History
from nguon.rulebook.explain.reckoning import Reason, reason
from nguon.rulebook.law.book import Parameter, Provision, Rulebook, Today
from nguon.rulebook.law.days import plus_months
from nguon.rulebook.law.findings import Finding
from nguon.rulebook.law.loading import load
from nguon.rulebook.rules.limits import Limit
from nguon.rulebook.rules.voting import CELL_VOTES, COMMITTEE_VOTES, LEFT_OUT, authority
from nguon.rulebook.verdict.assess import evaluate, judged
from nguon.rulebook.verdict.course import LATE, LIMITS, Course
from nguon.rulebook.verdict.judging import Judge


@dataclass(frozen=True, slots=True)
class Used:
    """A fact that something rests on, or the acts of one type; empty when there is none."""

    fact: str
    value: Any


@dataclass(frozen=True, slots=True)
class Explanation:
    """One finding, deadline, vote or date, opened.

    ``kind`` says which; ``about`` is the finding's code, the step, the act or the name of the
    date. ``sums`` are the lines of reckoning in order.
    """

    kind: str
    about: str
    provision: Provision
    rule: str
    on: date | None
    facts: tuple[Used, ...]
    sums: tuple[Reason, ...]
    finding: Finding | None = None

    @property
    def sensitive(self) -> bool:
        """Whether it tells something that lists conceal."""
        told = any(one.sensitive for one in self.sums)
        return told or (self.finding is not None and self.finding.sensitive)


@dataclass(frozen=True, slots=True)
class Account:
    """Everything that is said of a case on a day, opened."""

    id: str
    as_of: date
    findings: tuple[Explanation, ...]
    deadlines: tuple[Explanation, ...]
    votes: tuple[Explanation, ...]
    dates: tuple[Explanation, ...]
    assumptions: tuple[Parameter, ...]

    def without_sensitive(self) -> "Account":
        """Give the account as those may read it who may not open the file.

        Reading: assumptions fall away whole, as one of them may name what is concealed.
        """
        kept = tuple(one for one in self.findings if not one.sensitive)
        return replace(self, findings=kept, assumptions=())


def account(facts: CaseFacts, as_of: date, book: Rulebook | None = None) -> Account:
    """Open every finding, deadline, vote and date of a case as of a day.

    Raises: NoRuleInForce as ``evaluate`` does.
    """
    verdict = evaluate(facts, as_of, book)
    course = judge_of(facts, as_of, book).course
    return Account(
        id=facts.id,
        as_of=as_of,
        findings=tuple(of_finding(finding, course) for finding in verdict.findings),
        deadlines=tuple(found for step in LIMITS if (found := of_deadline(step, course))),
        votes=tuple(of_vote(kind, course) for kind in course.votes),
        dates=tuple(_dates(course)),
        assumptions=verdict.assumptions,
    )


def judge_of(facts: CaseFacts, as_of: date, book: Rulebook | None = None) -> Judge:
    """Judge a case as ``evaluate`` does, and give what it went through."""
    return judged(History(facts, as_of), Today(as_of, book or load()))


# --- findings


def of_finding(finding: Finding, course: Course) -> Explanation:
    """Open one finding.

    Shape: every finding names its provision; a code without lines of its own shows the day that
           it turns on.
    """
    sums = SUMS.get(finding.code, _turns_on)(finding, course)
    return Explanation(
        kind="finding",
        about=finding.code,
        provision=_provision(finding, course.today.book),
        rule=finding.rule,
        on=finding.on,
        facts=tuple(_used(_paths(finding), course)),
        sums=tuple(sums),
        finding=finding,
    )


def _provision(finding: Finding, book: Rulebook) -> Provision:
    """Give the edition that a finding cites."""
    editions = book.editions[finding.provision]
    return next(e for e in editions if e.citation == finding.citation)


def _paths(finding: Finding) -> Iterator[str]:
    yield from finding.rests_on
    act = finding.because.get("act")
    if act and act not in finding.rests_on:
        yield act


def _used(paths: Iterable[str], course: Course) -> Iterator[Used]:
    history = course.history
    for path in paths:
        part, dot, name = path.partition(".")
        if dot:
            yield Used(path, getattr(history.person if part == "person" else history.place, name))
        else:
            yield Used(path, tuple(act.on for act in history.all(path)))


def _turns_on(finding: Finding, course: Course) -> Iterator[Reason]:
    if finding.on:
        yield reason("turns_on", on=finding.on)


def _by_age(finding: Finding, course: Course) -> Iterator[Reason]:
    """Count from the birthday; by month the month is enough."""
    months = _provision(finding, course.today.book).value
    born = course.history.person.born
    yield _months("born", born, months)
    if finding.on and finding.on != plus_months(born, months):
        yield reason("by_month", on=finding.on)


def _over_age(finding: Finding, course: Course) -> Iterator[Reason]:
    limit = course.today.provision("admission.age.maximum").value
    yield _months("born", course.history.person.born, limit)
    if finding.on:
        yield reason("over_since", on=finding.on)


def _months(what: str, start: date, months: int, *, sensitive: bool = False) -> Reason:
    return reason(
        "plus_months",
        sensitive=sensitive,
        what=what,
        start=start,
        span=months,
        end=plus_months(start, months),
    )


def _by_schooling(finding: Finding, course: Course) -> Iterator[Reason]:
    yield reason("schooling", **finding.because)


def _after_birth(finding: Finding, course: Course) -> Iterator[Reason]:
    months = _provision(finding, course.today.book).value
    yield _months("child", finding.because["born"], months, sensitive=True)


def _certificate(finding: Finding, course: Course) -> Iterator[Reason]:
    """Count the certificate's life and compare it with the meeting, or with the day of testing."""
    months, until = _provision(finding, course.today.book).value, finding.on
    for act in course.history.all("awareness_course"):
        if plus_months(act.on, months) == until:
            yield _months(act.type, act.on, months)
            break
    if until is not None:
        yield _compared(course.meeting, until, course)


def _compared(act: Event | None, until: date, course: Course) -> Reason:
    """Compare a last day with an earlier meeting that came on or after it, else with today."""
    today = course.today.on
    if act is not None and until <= act.on < today:
        line = "after" if act.on > until else "on_the_day"
        return reason(line, act=act.type, done=act.on, on=until)
    if today > until:
        return reason("tested_after", today=today, on=until)
    return reason("days_left", today=today, days=(until - today).days, on=until)


def _stale(finding: Finding, course: Course) -> Iterator[Reason]:
    months = _provision(finding, course.today.book).value
    for act in course.history.all("cv"):
        if plus_months(act.on, months) == finding.on:
            yield _months(act.type, act.on, months)
            break
    if finding.on is not None:
        yield _compared(course.meeting, finding.on, course)
    yield reason("to_do_anew", redo=finding.redo)


def _too_few_introducers(finding: Finding, course: Course) -> Iterator[Reason]:
    yield reason("too_few", **finding.because)


def _together(finding: Finding, course: Course) -> Iterator[Reason]:
    because = finding.because
    yield reason("months_together", months=because["months"], needed=because["needed"])


def _too_small(finding: Finding, course: Course) -> Iterator[Reason]:
    because = finding.because
    yield reason("too_few", found=because["full_members"], needed=because["needed"])


def _lost(finding: Finding, course: Course) -> Iterator[Reason]:
    yield from _vote_sums(finding.because["act"], course)


def _out_of_order(finding: Finding, course: Course) -> Iterator[Reason]:
    yield reason("lacking", lacking=finding.because["lacking"])


def _changed_hands(finding: Finding, course: Course) -> Iterator[Reason]:
    because = finding.because
    yield reason("bodies", before=because["before"], now=because["now"], on=finding.on)


def _too_late(finding: Finding, course: Course) -> Iterator[Reason]:
    step = LATE[finding.code]
    yield from _deadline_sums(step, course)


def _within_probation(finding: Finding, course: Course) -> Iterator[Reason]:
    yield from _probation(course)
    resolution = course.history.last("recognition_resolution")
    if resolution and finding.on:
        yield reason("before", act=resolution.type, done=resolution.on, on=finding.on)


def _since_followup(finding: Finding, course: Course) -> Iterator[Reason]:
    months = course.today.provision("move.followup").value
    for act in course.history.all("followup_started"):
        if plus_months(act.on, months) == finding.on:
            yield _months(act.type, act.on, months)
            return
    yield reason("not_there", what="followup_started")


def _since_leaving(finding: Finding, course: Course) -> Iterator[Reason]:
    """Count from leaving, or from the day on which the conviction was cleared."""
    value = _provision(finding, course.today.book).value
    waits = value if isinstance(value, tuple) else (value,)
    acts = (*course.history.all("left_party"), *course.history.all("conviction_cleared"))
    for act in acts:
        for months in waits:
            if plus_months(act.on, months) == finding.on:
                yield _months(act.type, act.on, months, sensitive=True)
                return
    yield from _turns_on(finding, course)


def _course_missing(finding: Finding, course: Course) -> Iterator[Reason]:
    yield from _probation(course)
    yield reason("not_there", what="new_member_course")


SUMS: Final[Mapping[str, Callable[[Finding, Course], Iterator[Reason]]]] = {
    "age_below_minimum": _by_age,
    "age_day_not_reached": _by_age,
    "age_above_maximum": _over_age,
    "over_age_consent_missing": _over_age,
    "schooling_insufficient": _by_schooling,
    "population_rule_wait": _after_birth,
    "certificate_expired": _certificate,
    "certificate_expiring": _certificate,
    "certificate_boundary": _certificate,
    "file_stale": _stale,
    "introducer_missing": _too_few_introducers,
    "introducer_too_recent": _together,
    "cell_too_small": _too_small,
    "vote_below_threshold": _lost,
    "step_out_of_order": _out_of_order,
    "authority_changed": _changed_hands,
    "recognition_before_probation_end": _within_probation,
    "followup_too_short": _since_followup,
    "readmission_too_early": _since_leaving,
    "new_member_course_missing": _course_missing,
    **dict.fromkeys(LATE, _too_late),
}


# --- votes


def of_vote(kind: str, course: Course) -> Explanation:
    """Open one vote: who is counted, how many suffice, how many there were."""
    act, provision = _cast(kind, course), course.votes[kind][1]
    fields = (*LEFT_OUT, "full_members") if kind in CELL_VOTES else ("members",)
    facts = [Used(f"{kind}.{name}", act[name]) for name in (*fields, "yes")]
    return Explanation(
        kind="vote",
        about=kind,
        provision=provision,
        rule=provision.rule,
        on=act.on,
        facts=tuple(facts),
        sums=tuple(_vote_sums(kind, course)),
    )


def _cast(kind: str, course: Course) -> Event:
    """Give the act of a vote that counts."""
    voted: Mapping[Any, Event] = course.history.voted
    return voted[kind]


def _vote_sums(kind: str, course: Course) -> Iterator[Reason]:
    act, (vote, provision) = _cast(kind, course), course.votes[kind]
    if kind in CELL_VOTES:
        counted = {name: act[name] for name in (*LEFT_OUT, "full_members")}
        yield reason("full_members", counted=vote.counted, **counted)
    else:
        yield reason("committee_members", counted=vote.counted)
    yield reason(_threshold(kind, provision, course), counted=vote.counted, needed=vote.needed)
    yield reason("passed" if vote.passed else "lost", yes=vote.yes, needed=vote.needed)


def _threshold(kind: str, provision: Provision, course: Course) -> str:
    """Name the threshold of a vote; that of a decision is its authority's on the day."""
    if kind in CELL_VOTES or kind in COMMITTEE_VOTES:
        return str(provision.value)
    day = course.day_of(_cast(kind, course))
    return authority(course.history, day).threshold


# --- deadlines


def of_deadline(step: str, course: Course) -> Explanation | None:
    """Open the limit of a step; None while it has none."""
    limit = _limit(step, course)
    if limit is None:
        return None
    acts = (act for act in (LIMITS[step].runs_from, step) if act in course.history.acts)
    return Explanation(
        kind="deadline",
        about=step,
        provision=limit.by,
        rule=limit.by.rule,
        on=limit.holds_on,
        facts=tuple(_used(acts, course)),
        sums=tuple(_deadline_sums(step, course)),
    )


def _limit(step: str, course: Course) -> Limit | None:
    """Give the limit of a step under the law of the day on which it was done, or is tested."""
    return LIMITS[step].limit_on(course, course.day_of(course.meets(step)))


def _deadline_sums(step: str, course: Course) -> Iterator[Reason]:
    limit = _limit(step, course)
    if limit is None or limit.runs_from is None:
        return
    start = limit.runs_from
    what = _start(step, start, course)
    yield reason("plus_working_days", what=what, start=start, days=limit.days, end=limit.due_on)
    yield from _left_out(start, limit.due_on, course.today.book)
    if limit.extended_due_on:
        line = "extended" if limit.is_extended else "may_be_extended"
        total = limit.days + limit.more
        end = limit.extended_due_on
        yield reason(line, more=limit.more, start=start, total=total, end=end)
    yield _outcome(step, limit, course)


def _start(step: str, start: date, course: Course) -> str:
    """Name what a limit runs from: an act, the end of probation, or a change of authority."""
    if step == "admission_decision" and course.meeting and start != course.meeting.on:
        return "authority_changed"
    if step == "admission_ceremony":
        return str(course.day_of(course.ceremony).provision("ceremony.runs_from").value)
    return LIMITS[step].runs_from


def _left_out(start: date, end: date, book: Rulebook) -> Iterator[Reason]:
    yield reason("first_working_day", first=book.calendar.add(start, 1))
    days = book.holidays.left_out(start, end)
    if days:
        yield reason("skipped", count=len(days), skipped=days)
    else:
        yield reason("nothing_skipped")
    for year in range(start.year, end.year + 1):
        if year not in book.holidays.years:
            yield reason("no_calendar", year=year)


def _outcome(step: str, limit: Limit, course: Course) -> Reason:
    done, today, end = course.meets(step), course.today.on, limit.holds_on
    if done is not None:
        line = "done_late" if done.on > end else "done_in_time"
        return reason(line, act=step, done=done.on, end=end)
    return reason("passed_without" if today > end else "still_to_come", today=today, end=end)


# --- dates


def _probation(course: Course) -> Iterator[Reason]:
    if course.ceremony:
        months = course.today.provision("probation.length").value
        yield _months("admission_ceremony", course.ceremony.on, months)


def _dates(course: Course) -> Iterator[Explanation]:
    certificate = course.history.last("awareness_course")
    if certificate:
        by = course.today.provision("certificate.validity")
        life = (_months(certificate.type, certificate.on, by.value),)
        yield _date("certificate_valid_until", by, life, certificate.type, course)
    if course.ends_on:
        by = course.today.provision("probation.length")
        sums = tuple(_probation(course))
        yield _date("probation_ends_on", by, sums, "admission_ceremony", course)
        if course.recognised:
            yield _date("full_member_from", by, sums, "admission_ceremony", course)
    if course.admitted and course.ceremony:
        # The party age runs from the decision; its own provision is the authority's.
        by = course.today.provision("decision.authority")
        same = (reason("same_day", what="admission_decision", end=course.admitted.on),)
        yield _date("party_age_from", by, same, "admission_decision", course)


def _date(
    name: str, by: Provision, sums: tuple[Reason, ...], act: str, course: Course
) -> Explanation:
    on = sums[-1].values["end"]
    return Explanation("date", name, by, by.rule, on, tuple(_used((act,), course)), sums)
