"""The papers of the file, from the certificate to the opinions. One function per rule."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from nguon.rulebook.case.facts import Event
from nguon.rulebook.case.history import History
from nguon.rulebook.law.book import Day, Provision
from nguon.rulebook.law.days import plus_months
from nguon.rulebook.law.findings import Finding
from nguon.rulebook.rules.unknown import Rule

NOTICE = timedelta(days=90)  # the contract's own: how early the end of a certificate is told


def certificate_missing(history: History, day: Day) -> Iterator[Finding]:
    """Yield that no certificate of the awareness course is there.

    Source: certificate.required.
    """
    if history.last_by("awareness_course", day.on) is None:
        yield day.provision("certificate.required").finding("certificate_missing")


def certificate_valid_until(course: Event, day: Day) -> date:
    """Find the last day on which a certificate can be used.

    Units:  months from the day of issue.
    Source: certificate.validity.
    """
    return plus_months(course.on, day.provision("certificate.validity").value)


def certificate_used(history: History, day: Day) -> Iterator[Finding]:
    """Yield that the cell considers after the certificate's end, or on its very last day.

    Reading: the last day itself is valid, with a warning (``certificate.boundary_inclusive``, U).
    Source:  certificate.validity.
    """
    course = history.last_by("awareness_course", day.on)
    if course is None:
        return
    validity, until = day.provision("certificate.validity"), certificate_valid_until(course, day)
    if day.passed(until):
        yield validity.finding("certificate_expired", until)
    elif day.reached(until):
        inclusive = day.parameter("certificate.boundary_inclusive")
        yield validity.finding(
            "certificate_boundary" if inclusive else "certificate_expired", until
        )


def certificate_running(history: History, day: Day) -> Iterator[Finding]:
    """Yield that the certificate ends soon or has ended while the cell has not resolved.

    Source: certificate.validity.
    """
    course = history.last("awareness_course")
    if course is None:
        return
    validity, until = day.provision("certificate.validity"), certificate_valid_until(course, day)
    if day.passed(until) or (
        day.reached(until) and not day.parameter("certificate.boundary_inclusive")
    ):
        yield validity.finding("certificate_expired", until)
    elif history.last("cell_resolution") is None and day.reached(until - NOTICE):
        yield validity.finding("certificate_expiring", until)


def cv_before_application(history: History, day: Day) -> Iterator[Finding]:
    """Yield that the CV was written before the application.

    Source: application.before_cv.
    """
    cv, application = history.last("cv"), history.last("application")
    if cv is not None and (application is None or cv.on < application.on):
        yield day.provision("application.before_cv").finding("cv_before_application", cv.on)


def enlistment(history: History, day: Day) -> Iterator[Finding]:
    """Yield that a discharged soldier's CV is to be compared with the enlistment file.

    Source: verification.enlistment.
    """
    source = history.last("sourced")
    if source is not None and source["source_group"] == "discharged_soldier":
        yield day.provision("verification.enlistment").finding("cv_compare_enlistment")


def _to_be_verified(history: History, day: Day) -> tuple[str, ...]:
    """List whose verification is required on ``day``.

    Source: verification.subjects, verification.subjects_by_marriage, verification.child_age.
    """
    person = history.person
    subjects: tuple[str, ...] = day.provision("verification.subjects").value
    if person.married or person.foreign_spouse:
        subjects += day.provision("verification.subjects_by_marriage").value
    adult = day.provision("verification.child_age").value
    if any(day.reached(plus_months(born, adult)) for born in person.children_born or ()):
        subjects += ("child",)
    return subjects


def _is_relative(verification: Event) -> bool:
    return bool(verification["verifier_relation"] != "none" and verification["exempt"] == "none")


@dataclass(slots=True)
class Papers:
    """The verifications and introductions of a history, looked through once.

    ``verified`` holds since when each subject is verified without fault, ``spared`` since when a
    member among the relatives frees the subject from it, ``by_relatives`` the verifications made
    by a relative, ``introduced`` every introduction by a member.
    """

    verified: dict[str, date]
    spared: dict[str, date]
    by_relatives: list[Event]
    introduced: list["Introducer"]


def papers(history: History, day: Day) -> Papers:
    """Give the papers of a history; they do not depend on the day of testing."""
    if history.papers is None:
        history.papers = _look_through(history, day)
    found: Papers = history.papers
    return found


def _look_through(history: History, day: Day) -> Papers:
    found = Papers({}, {}, [], [])
    for act in history.all("verification"):
        if _is_relative(act):
            found.by_relatives.append(act)
        else:
            spared = act["exempt"] == "member_relative"
            since = found.spared if spared else found.verified
            since.setdefault(act["subject"], act.on)
    found.introduced = [
        Introducer(act, tuple(_introduction_faults(history, act, day)))
        for act in history.all("introduction")
        if act["by"] == "member"
    ]
    return found


def _membership_frees(day: Day) -> bool:
    """Tell whether a subject with a member among the relatives is not verified at all.

    Reading: the other choice of ``verification.member_relative`` (U) has the relative's file
             compared, which is recorded as a verification of the subject.
    Source:  verification.subjects.
    """
    return bool(day.parameter("verification.member_relative") == "none")


def earliest_verification(history: History, day: Day) -> date | None:
    """Find the first day for the verification when a time on the list holds it back.

    Units:   months from the first listing.
    Reading: a local rule; none as a rule (``cell.min_candidate_months``).
    Source:  verification.subjects.
    """
    listed = history.all("candidate_listed")
    if not listed:
        return None
    first_day = plus_months(listed[0].on, day.parameter("cell.min_candidate_months"))
    return None if day.reached(first_day) else first_day


def verifiers(history: History, day: Day) -> Iterator[Finding]:
    """Yield each subject verified by a relative only.

    Reading: another verification of the same subject without fault, whenever made, mends it.
    Source:  verification.verifier.
    """
    there = papers(history, day)
    told = set(there.verified)
    for act in there.by_relatives:
        subject = act["subject"]
        spared = subject in there.spared and _membership_frees(day)
        if act.on <= day.on and subject not in told and not spared:
            told.add(subject)
            yield day.provision("verification.verifier").finding(
                "verifier_is_relative",
                act.on,
                subjects=(subject,),
                relation=act["verifier_relation"],
            )


def verification(history: History, day: Day) -> Iterator[Finding]:
    """Yield whose verification is not there on ``day``.

    Reading: a subject verified by a relative only is told by ``verifiers`` instead.
    Source:  verification.subjects.
    """
    there = papers(history, day)
    subjects = _to_be_verified(history, day)
    lacking = [s for s in subjects if there.verified.get(s, date.max) > day.on]
    spared = [s for s in lacking if there.spared.get(s, date.max) <= day.on]
    if spared and _membership_frees(day):
        lacking = [s for s in lacking if s not in spared]
    if not lacking:
        return
    faulty = {act["subject"] for act in there.by_relatives if act.on <= day.on}
    absent = tuple(s for s in lacking if s in there.verified or s not in faulty)
    if absent:
        provision = day.provision("verification.subjects")
        finding = provision.finding("verification_missing", subjects=absent)
        of_children = ("person.children_born",) if "child" in absent else ()
        yield replace(finding, rests_on=finding.rests_on + of_children)


@dataclass(slots=True)
class Needed:
    """Who must introduce: so many full members, and perhaps one union."""

    members: int
    union: str | None
    provision: Provision


def introductions_needed(history: History, day: Day) -> Needed:
    """Find by which way the person is introduced, which depends on age and organisations.

    Reading: at 30 a union member is introduced by the union, another person as in the general
             case (``youth.age_thirty``, U).
    Source:  introduction.members, introduction.with_union, introduction.youth_age,
             introduction.youth_membership, introduction.trade_union.
    """
    person, place = history.person, history.place
    first, end = day.provision("introduction.youth_age").value
    past_youth = day.reached(plus_months(person.born, end))
    past_membership = past_youth or day.reached(
        plus_months(person.born, day.provision("introduction.youth_membership").value)
    )
    young = not past_youth and day.reached(plus_months(person.born, first))
    if young and place.youth_union_present:
        if past_membership:
            day.parameter("youth.age_thirty")
        if person.youth_union_member or not past_membership:
            one = day.provision("introduction.with_union").value
            return Needed(one, "youth_union", day.provision("introduction.youth_age"))
    if past_membership and place.trade_union_present and person.trade_union_member:
        one = day.provision("introduction.with_union").value
        return Needed(one, "trade_union", day.provision("introduction.trade_union"))
    general = day.provision("introduction.members")
    return Needed(general.value, None, general)


@dataclass(slots=True)
class Introducer:
    """One member who introduces, with the introduction that counts and its faults."""

    act: Event
    faults: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether the introduction is valid, be it unconfirmed."""
        return self.faults in ((), ("introducer_basis_unconfirmed",))


def introducers_between(history: History, day: Day, after: date, until: date) -> list[Introducer]:
    """List the members who introduced after one day up to another, each name once.

    Reading: of several introductions by the same member the best one counts.
    """
    best: dict[object, Introducer] = {}
    for place, one in enumerate(papers(history, day).introduced):
        if after < one.act.on <= until:
            name = one.act["introducer"] or place
            if name not in best or len(one.faults) <= len(best[name].faults):
                best[name] = one
    return list(best.values())


def _introduction_faults(history: History, act: Event, day: Day) -> Iterator[str]:
    """Name the faults of an introduction by a member, under the law of its own day.

    Reading: the twelve months are waived for a replacement and after a move of a listed person.
    Source:  introduction.months_together, introduction.residence.
    """
    if not act["full_member"]:
        yield "introducer_not_full_member"
    law = day.book.law(max(act.on, day.book.first_day)).provisions
    if act["months_together"] < law["introduction.months_together"].value and not _waived(
        history, act
    ):
        yield "introducer_too_recent"
    if act["basis"] == "residence" and not law["introduction.residence"].value:
        yield "introducer_basis_unconfirmed"


def _waived(history: History, act: Event) -> bool:
    return act["replacement"] or any(
        move["after"] == "listing" and move.on <= act.on for move in history.all("moved")
    )


def introducers(history: History, day: Day) -> Iterator[Finding]:
    """Yield the faults of introductions, as long as there are not enough without fault.

    Units:   months together.
    Source:  introduction.full_member, introduction.months_together, introduction.residence.
    """
    if not any(one.faults for one in papers(history, day).introduced):
        return
    every = introducers_between(history, day, date.min, date.max)
    needed = introductions_needed(history, day).members
    enough = sum(one.sound for one in every) >= needed
    spotless = sum(not one.faults for one in every) >= needed
    for one in every:
        for code in one.faults if one.act.on <= day.on else ():
            unconfirmed = code == "introducer_basis_unconfirmed"
            if not spotless if unconfirmed else not enough:
                yield _introduction_finding(code, one.act, day)


def _introduction_finding(code: str, act: Event, day: Day) -> Finding:
    name = {
        "introducer_not_full_member": "introduction.full_member",
        "introducer_too_recent": "introduction.months_together",
        "introducer_basis_unconfirmed": "introduction.residence",
    }[code]
    provision = day.book.provision(name, max(act.on, day.book.first_day))
    because = {"introducer": act["introducer"]}
    if code == "introducer_too_recent":
        because.update(months=act["months_together"], needed=provision.value)
    return provision.finding(code, act.on, **because)


def introductions(history: History, day: Day) -> Iterator[Finding]:
    """Yield which introductions are not there on ``day``.

    Reading: a faulty introduction is told by ``introducers``, not as missing besides.
    Source:  introduction.members, introduction.youth_age, introduction.trade_union.
    """
    needed = introductions_needed(history, day)
    there = introducers_between(history, day, date.min, day.on)
    found = sum(one.sound for one in there)
    if found < needed.members:
        every = introducers_between(history, day, date.min, date.max)
        if sum(one.sound for one in every) < needed.members:
            found = len(there)
        if found < needed.members:
            yield needed.provision.finding(
                "introducer_missing", needed=needed.members, found=found
            )
    if needed.union and not _introduced_by(history, needed.union, date.min, day.on):
        yield needed.provision.finding(f"{needed.union}_introduction_missing")


def _introduced_by(history: History, union: str, after: date, until: date) -> bool:
    return any(
        act["by"] == union and after < act.on <= until for act in history.all("introduction")
    )


def opinions(history: History, day: Day) -> Iterator[Finding]:
    """Yield that the cell considered without the summary of opinions.

    Source: opinions.required.
    """
    if history.last_by("opinions", day.on) is None:
        yield day.provision("opinions.required").finding("opinions_missing")


def file_stale(history: History, day: Day) -> Iterator[Finding]:
    """Yield that the file passed its twelve months, and what is to be done anew.

    Units:   months from the last CV.
    Reading: introductions and opinions given after the twelve months ended make it good;
             supplementary verification is asked for but does not hold.
    Source:  file.validity.
    """
    cv = history.last_by("cv", day.on)
    if cv is None:
        return
    validity = day.provision("file.validity")
    end = plus_months(cv.on, validity.value)
    if not day.passed(end):
        return
    redo = _to_do_anew(history, day, end)
    if redo:
        yield replace(validity.finding("file_stale", end, redo=redo), redo=redo)


def _to_do_anew(history: History, day: Day, end: date) -> tuple[str, ...]:
    needed = introductions_needed(history, day)
    anew = introducers_between(history, day, end, day.on)
    introduced = sum(one.sound for one in anew) >= needed.members and (
        needed.union is None or _introduced_by(history, needed.union, end, day.on)
    )
    opinion = history.last_by("opinions", day.on)
    heard = opinion is not None and opinion.on > end
    if introduced and heard:
        return ()
    verified = history.last_by("verification", day.on)
    again = verified is not None and verified.on > end
    done = {"verification": again, "introduction": introduced, "opinions": heard}
    return tuple(step for step, is_done in done.items() if not is_done)


def papers_missing(history: History, day: Day) -> Iterator[str]:
    """Name the forms that the cell needs on its table and that do not lie there, each once.

    Reading: a certificate past its end, a faulty introduction and papers that a stale file asks
             for anew do not lie there.
    Source:  certificate.validity, introduction.members, file.validity.
    """
    redo = {step for finding in FILE_STALE(history, day) for step in finding.redo}
    codes = {
        finding.code
        for rule in (CERTIFICATE_RUNNING, INTRODUCERS, INTRODUCTIONS)
        for finding in rule(history, day)
    }
    if history.last("awareness_course") is None or "certificate_expired" in codes:
        yield "CN-NTVĐ"
    if history.last("application") is None:
        yield "1-KNĐ"
    if history.last("cv") is None:
        yield "2-KNĐ"
    yield from _introductions_missing(history, day, codes, "introduction" in redo)
    if history.last("opinions") is None or "opinions" in redo:
        yield "5-KNĐ"


def _introductions_missing(
    history: History, day: Day, codes: set[str], anew: bool
) -> Iterator[str]:
    """Name the introductions that are not there, or not there since the file grew stale."""
    after, needed = date.min, introductions_needed(history, day)
    cv = history.last("cv")
    if anew and cv is not None:
        after = plus_months(cv.on, day.provision("file.validity").value)
    sound = sum(one.sound for one in introducers_between(history, day, after, day.on))
    if MEMBER_MISSING & codes or (anew and sound < needed.members):
        yield "3-KNĐ"
    for union, form in UNION_FORMS.items():
        again = anew and needed.union == union
        if f"{union}_introduction_missing" in codes or (
            again and not _introduced_by(history, union, after, day.on)
        ):
            yield form


MEMBER_MISSING = frozenset(
    {"introducer_missing", "introducer_not_full_member", "introducer_too_recent"}
)
UNION_FORMS = {"youth_union": "4-KNĐ", "trade_union": "4A-KNĐ"}
_FAMILY = ("person.married", "person.foreign_spouse", "person.children_born")
_UNIONS = (
    "person.youth_union_member",
    "place.youth_union_present",
    "person.trade_union_member",
    "place.trade_union_present",
)
CERTIFICATE_MISSING = Rule(certificate_missing)
CERTIFICATE_USED = Rule(certificate_used)
CERTIFICATE_RUNNING = Rule(certificate_running)
CV_BEFORE_APPLICATION = Rule(cv_before_application)
ENLISTMENT = Rule(enlistment)
VERIFIERS = Rule(verifiers)
VERIFICATION = Rule(verification, _FAMILY)
INTRODUCERS = Rule(introducers, _UNIONS)
INTRODUCTIONS = Rule(introductions, _UNIONS)
OPINIONS = Rule(opinions)
FILE_STALE = Rule(file_stale, _UNIONS)
