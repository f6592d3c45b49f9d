"""Take the clerk's list over: nobody without a basis, nobody by halves, nobody twice.

``import_roster`` reads apart, compares with what is on file, and writes in short transactions of
whole persons. Run again on the same file it finds everybody known and writes nothing.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from nguon.core import audit
from nguon.core.actor import Actor
from nguon.development.intake import Opening, Past, add_past, open_all
from nguon.organizations.models import Organization
from nguon.people import operations as people
from nguon.people import vault
from nguon.people.consent import ConsentGiven
from nguon.people.intake import Joined, Newcomer, begin_memberships, register_all
from nguon.people.models import Basis, Purpose
from nguon.reports import queries
from nguon.reports.acts import is_member
from nguon.reports.apart import read_apart, rows_apart
from nguon.reports.columns import BY_KEY, SKIP, plain
from nguon.reports.compare import (
    Contradiction,
    blanks,
    contradictions,
    details,
    joined_by,
    new_past,
    shown,
)
from nguon.reports.models import ColumnMapping
from nguon.reports.queries import Cells, Known, OnFile
from nguon.reports.report import ImportReport, Refusal, Tie, basis_of
from nguon.reports.roster import Entry, Fault, Roster
from nguon.reports.sheets import BadRows, write_bad_rows

PORTION = 1000
OF_THE_VAULT = ("ethnicity", "religion")
TRIES = 2
# These words are kept in the files, so they do not follow the language of whoever imports.
LIVED_BEFORE = "Việc đã làm trước khi lập hồ sơ này, ghi theo danh sách của cơ quan."
COMPLETED = "Bổ sung theo danh sách của cơ quan."

Watch = Callable[[int, int], bool]


def import_roster(
    content: bytes,
    *,
    organization: Organization,
    ties: Sequence[Tie],
    by: Actor,
    dry_run: bool = False,
    file: str = "",
    watch: Watch = lambda done, total: True,
) -> ImportReport:
    """Take a workbook over into the cells under ``organization``.

    Shape:   ``watch`` is told how many persons are done of how many, and ends the import after
             the portion at hand by saying no.
    Reading: a person is written whole or not at all; a row that cannot be taken over is in the
             report with its reason. What is on file is never changed, only added to.
    Raises:  NotAllowed, BadTie, sheets.CannotRead. Nothing is written when it raises.
    """
    by.require("people.import", at=organization)
    for tie in ties:
        tie.check(by.today)
    office, cells = queries.office(organization, on=by.today, by=by)
    roster = read_apart(content, office=office, today=by.today)
    report = _report(roster, organization, file=file, dry_run=dry_run)
    run = _Run(organization, cells, tuple(ties), by, report)
    run.refuse(roster.faults)
    entries, done = roster.entries, 0
    for start in range(0, len(entries), PORTION):
        if not watch(done, len(entries)):
            run.report.cancelled = True
            break
        run.portion(entries[start : start + PORTION])
        done = min(start + PORTION, len(entries))
    watch(done, len(entries))
    run.finish(roster)
    return run.report


def bad_rows(content: bytes, report: ImportReport) -> bytes:
    """Make a workbook of the rows that were refused, each with every reason.

    Raises: sheets.CannotRead.
    """
    return with_reasons(refused_rows(content, report), report)


def refused_rows(content: bytes, report: ImportReport) -> list[BadRows]:
    """Return the rows that were refused as they stand in the file.

    Raises: sheets.CannotRead.
    """
    return rows_apart(content, {(each.sheet, each.row) for each in report.refused})


def with_reasons(rows: Sequence[BadRows], report: ImportReport) -> bytes:
    """Make a workbook of refused rows, the reasons in the language of whoever asks for it."""
    reasons: dict[tuple[str, int], list[str]] = {}
    for each in report.refused:
        own = reasons.setdefault((each.sheet, each.row), [])
        own.append(f"{each.column}: {each.reason}" if each.column else each.reason)
    said = {row: "\n".join(own) for row, own in reasons.items()}
    return write_bad_rows(rows, said, why=_("Lý do không nhận"))


@transaction.atomic
def teach_columns(organization: Organization, meanings: Mapping[str, str], *, by: Actor) -> None:
    """Remember what headings of this office's lists mean: a column, or not to be read.

    Raises: NotAllowed, KeyError for no such column.
    """
    by.require("people.import", at=organization)
    for heading, column in meanings.items():
        if column != SKIP:
            BY_KEY[column]
        known = ColumnMapping.objects.visible_to(by).filter(organization=organization)
        row = known.filter(heading=plain(heading)).first()
        if row is None:
            ColumnMapping.objects.create(
                organization=organization, heading=plain(heading), column=column
            )
        elif row.column != column:
            row.column = column
            row.save(update_fields=["column"])
    audit.record("reports.columns_taught", organization, by=by, columns=sorted(meanings.values()))


def _report(
    roster: Roster, organization: Organization, *, file: str, dry_run: bool
) -> ImportReport:
    return ImportReport(
        organization=organization.slug,
        file=file,
        dry_run=dry_run,
        read=roster.read,
        unknown_columns={seen.name: list(seen.unknown) for seen in roster.sheets if seen.unknown},
        sheets=[
            {
                "name": seen.name,
                "hidden": seen.hidden,
                "rows": seen.rows,
                "heading_row": seen.heading_row,
            }
            for seen in roster.sheets
        ],
    )


# --- portions ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Addition:
    """What a list adds to somebody on file."""

    on_file: OnFile
    blanks: Mapping[str, Any]
    consents: Sequence[ConsentGiven]
    sensitive: Mapping[str, str]
    joined: Joined | None
    past: Sequence[Past]


_New = tuple[Newcomer, list[Past]]


@dataclass(slots=True)
class _Run:
    """One import on its way: what it works with and what it has found."""

    organization: Organization
    cells: Cells
    ties: tuple[Tie, ...]
    by: Actor
    report: ImportReport
    unsealed: Counter[str] = field(default_factory=Counter)

    def refuse(self, faults: Sequence[Fault]) -> None:
        self.report.refused += [
            Refusal(f.sheet, f.row, f.column, f.value, f.code, f.about) for f in faults
        ]

    def portion(self, entries: Sequence[Entry]) -> None:
        """Compare some persons with what is on file and write them, all in one transaction."""
        if self.report.dry_run:
            self._take(entries)
            return
        for left in reversed(range(TRIES)):
            try:
                self._write_portion(entries)
            except IntegrityError:  # somebody else entered one of them meanwhile
                if not left:
                    raise
            else:
                return

    def finish(self, roster: Roster) -> None:
        counts = {BY_KEY[key].heading: count for key, count in roster.left_out.items()}
        counts |= {BY_KEY[key].heading: count for key, count in self.unsealed.items()}
        self.report.not_stored = counts
        self.report.refused.sort(key=self._in_order())

    def _in_order(self) -> Callable[[Refusal], tuple[int, int]]:
        place = {sheet["name"]: number for number, sheet in enumerate(self.report.sheets)}
        return lambda refusal: (place[refusal.sheet], refusal.row)

    def _write_portion(self, entries: Sequence[Entry]) -> None:
        before = self._counts()
        try:
            with transaction.atomic():
                Organization.objects.select_for_update(no_key=True).get(pk=self.organization.pk)
                self._write(*self._take(entries))
        except IntegrityError:
            self._restore(before)
            raise

    def _counts(self) -> tuple[int, ...]:
        done = self.report
        counts = (done.accepted, done.persons, done.known, done.events)
        unsealed = (self.unsealed[key] for key in OF_THE_VAULT)
        return (*counts, *unsealed, len(done.refused), len(done.people))

    def _restore(self, before: tuple[int, ...]) -> None:
        done = self.report
        *counts, ethnicity, religion, refused, people_ = before
        done.accepted, done.persons, done.known, done.events = counts
        self.unsealed = +Counter(ethnicity=ethnicity, religion=religion)
        del done.refused[refused:]
        del done.people[people_:]

    # --- deciding

    def _take(self, entries: Sequence[Entry]) -> tuple[list[_New], list[_Addition]]:
        known = queries.known_people(entries, under=self.organization, by=self.by)
        self._tell_asked(known)
        newcomers, additions = [], []
        for position, entry in enumerate(entries):
            found = known.people.get(position)
            consents = basis_of(entry, self.ties)
            if fault := self._fault(entry, position, known, consents):
                self._refuse_entry(entry, *fault)
                continue
            self.report.accepted += len(entry.rows)
            past = new_past(entry, found, self.cells)
            self.report.events += len(past)
            if found:
                self.report.known += 1
                additions.append(self._addition(entry, found, past, consents))
            else:
                self.report.persons += 1
                newcomers.append((self._newcomer(entry, consents), past))
        return newcomers, additions

    def _tell_asked(self, known: Known) -> None:
        """That an ID number is on file out of sight was told; the trail says so."""
        if known.elsewhere:
            with transaction.atomic():
                audit.record("people.id_number_known", self.organization, by=self.by)

    def _fault(
        self, entry: Entry, position: int, known: Known, consents: Sequence[ConsentGiven]
    ) -> Contradiction | None:
        """Why a person cannot be taken over: column, code, what fills the sentence."""
        found = known.people.get(position)
        if position in known.elsewhere:
            return "id_number", "known_elsewhere", {}
        if position in known.several:
            return "full_name", "several_on_file", {}
        if found:
            return next(contradictions(entry, found, self.cells), None)
        if not consents:
            member = is_member(entry.values)
            return "full_name", "no_member_basis" if member else "no_basis", {}
        return None

    def _refuse_entry(self, entry: Entry, key: str, code: str, about: dict[str, str]) -> None:
        (sheet, row), *others = entry.rows
        value, heading = shown(entry, key), BY_KEY[key].heading
        faults = [Fault(sheet, row, heading, value, code, about)]
        name, heading = entry.values["full_name"], BY_KEY["full_name"].heading
        beside = {"sheet": sheet, "row": str(row)}
        faults += [Fault(s, r, heading, name, "same_person", beside) for s, r in others]
        self.refuse(faults)

    # --- what becomes of an entry

    def _may_seal(self, consents: Sequence[ConsentGiven], standing: frozenset[str]) -> bool:
        member = any(given.basis == Basis.MEMBERSHIP for given in consents)
        agreed = standing.union(given.purpose for given in consents)
        return member or Purpose.SENSITIVE in agreed

    def _sensitive(
        self, entry: Entry, consents: Sequence[ConsentGiven], standing: frozenset[str]
    ) -> dict[str, str]:
        """What goes into the vault; without consent it is left where it is, and counted."""
        said = {key: entry.values[key] for key in OF_THE_VAULT if key in entry.values}
        if not said or self._may_seal(consents, standing):
            return said
        self.unsealed.update(said.keys())
        return {}

    def _newcomer(self, entry: Entry, consents: Sequence[ConsentGiven]) -> Newcomer:
        values = entry.values
        place = self.cells.keeper[values["cell"]]
        joined = joined_by(values, place)
        return Newcomer(
            values["full_name"],
            place,
            date.fromisoformat(values["born_on"]),
            details(values),
            consents,
            self._sensitive(entry, consents, frozenset()),
            joined.on if joined else None,
            joined.full_from if joined else None,
            joined.card_number if joined else "",
        )

    def _addition(
        self, entry: Entry, found: OnFile, past: list[Past], given: Sequence[ConsentGiven]
    ) -> _Addition:
        consents = [each for each in given if each.purpose not in found.purposes]
        joined = joined_by(entry.values, found.person.organization_id)
        return _Addition(
            found,
            blanks(entry.values, found),
            consents,
            self._sensitive(entry, consents, found.purposes),
            joined if joined and not found.joined_on else None,
            past,
        )

    # --- writing

    def _write(self, newcomers: Sequence[_New], additions: Sequence[_Addition]) -> None:
        trail = audit.Trail(self.by)
        if newcomers:
            numbers = register_all([one for one, _past in newcomers], by=self.by, trail=trail)
            self.report.people += numbers
            openings = [
                Opening(number, one.organization_id, past)
                for number, (one, past) in zip(numbers, newcomers, strict=True)
                if past or one.full_from is None
            ]
            open_all(openings, reason=LIVED_BEFORE, by=self.by, trail=trail)
        for addition in additions:
            self._complete(addition)
        self._add_acts(additions, trail)
        trail.write()

    def _complete(self, addition: _Addition) -> None:
        """Fill what was blank in a file, add what was agreed to since."""
        person, by = addition.on_file.person, self.by
        for given in addition.consents:
            people.give_consent(person, given, by=by)
        changes: dict[str, Any] = dict(addition.blanks)
        changes |= {
            key: value
            for key, value in addition.sensitive.items()
            if not vault.on_file([person.pk], [key])
        }
        if changes:
            people.correct(person, changes, reason=COMPLETED, by=by)

    def _add_acts(self, additions: Sequence[_Addition], trail: audit.Trail) -> None:
        joined = {each.on_file.person.pk: each.joined for each in additions if each.joined}
        begin_memberships(joined, by=self.by, trail=trail)
        open_all(
            [
                Opening(each.on_file.person.pk, each.on_file.person.organization_id, each.past)
                for each in additions
                if each.on_file.case is None and not each.on_file.closed and _is_on_the_way(each)
            ],
            reason=LIVED_BEFORE,
            by=self.by,
            trail=trail,
        )
        add_past(
            {
                each.on_file.case.pk: (each.on_file.case.organization_id, each.past)
                for each in additions
                if each.on_file.case and each.past
            },
            reason=LIVED_BEFORE,
            by=self.by,
            trail=trail,
        )


def _is_on_the_way(addition: _Addition) -> bool:
    """A full member about whom no act is stated has no case to be followed."""
    return bool(addition.past) or addition.joined is None or addition.joined.full_from is None
