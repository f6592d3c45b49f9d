"""Take the clerk's list over: nobody without a basis, nobody by halves, nobody twice.

``import_roster`` reads apart, compares with what is on file, and writes in short transactions of
whole persons. Run again on the same file it finds everybody known and writes nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from nguon.core import audit
from nguon.core.actor import Actor
from nguon.core.text import fold
from nguon.development.intake import Opening, Past, add_past, open_all
from nguon.organizations.models import Organization
from nguon.people import names, vault
from nguon.people import operations as people
from nguon.people.consent import ConsentGiven
from nguon.people.intake import Newcomer, begin_memberships, register_all
from nguon.people.models import Basis, Purpose
from nguon.reports import queries
from nguon.reports.acts import Act, acts_of, is_member
from nguon.reports.apart import read_apart, rows_apart
from nguon.reports.columns import BY_KEY, SKIP, plain
from nguon.reports.faults import reason
from nguon.reports.models import ColumnMapping
from nguon.reports.queries import Cells, Known, OnFile
from nguon.reports.roster import Entry, Fault, Roster
from nguon.reports.sheets import write_bad_rows
from nguon.rulebook import Event

PORTION = 1000
TRIES = 2
# Column of the list -> field of the file, where they are not called the same.
DETAILS = ("gender", "phone", "id_number", "office_code", "native_place", "address")
ON_PAPER = "paper"
# These words are kept in the files, so they do not follow the language of whoever imports.
LIVED_BEFORE = "Việc đã làm trước khi lập hồ sơ này, ghi theo danh sách của cơ quan."
COMPLETED = "Bổ sung theo danh sách của cơ quan."


class BadTie(ValueError):
    """What a clerk says stands behind rows cannot be: the message is fit to show."""


@dataclass(frozen=True, slots=True)
class Tie:
    """What stands behind rows of a sheet: a signed consent sheet, or a document for members.

    ``sheet`` empty means every sheet; ``first`` and ``last`` are row numbers, 0 for all rows.
    """

    basis: str
    document: str
    document_on: date
    purposes: tuple[str, ...] = (Purpose.DEVELOPMENT,)
    sheet: str = ""
    first: int = 0
    last: int = 0

    def covers(self, sheet: str, row: int) -> bool:
        within = not self.first or self.first <= row <= (self.last or self.first)
        return self.sheet in ("", sheet) and within

    def consents(self) -> list[ConsentGiven]:
        return [
            ConsentGiven(purpose, self.basis, self.document, self.document_on, method=ON_PAPER)
            for purpose in self.purposes
        ]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why one row was not taken over."""

    sheet: str
    row: int
    column: str
    value: str
    reason: str


@dataclass(slots=True)
class ImportReport:
    """What an import did, or in a dry run would do.

    ``read`` and ``accepted`` count rows, ``persons``, ``known`` and ``events`` what they became;
    ``not_stored`` counts filled cells by column that were left where they are.
    """

    organization: str
    file: str
    dry_run: bool
    read: int = 0
    accepted: int = 0
    persons: int = 0
    known: int = 0
    events: int = 0
    refused: list[Refusal] = field(default_factory=list)
    unknown_columns: dict[str, list[str]] = field(default_factory=dict)
    not_stored: dict[str, int] = field(default_factory=dict)
    sheets: list[dict[str, Any]] = field(default_factory=list)
    cancelled: bool = False

    @property
    def refused_rows(self) -> int:
        return len({(each.sheet, each.row) for each in self.refused})


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
        _check_tie(tie, by.today)
    office, cells = queries.office(organization, on=by.today, by=by)
    roster = read_apart(content, office=office, today=by.today)
    run = _Run(organization, cells, tuple(ties), by, dry_run, _report(roster, organization, file, dry_run))
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
    reasons: dict[str, dict[int, list[str]]] = {}
    for each in report.refused:
        own = reasons.setdefault(each.sheet, {}).setdefault(each.row, [])
        own.append(f"{each.column}: {each.reason}" if each.column else each.reason)
    said = {s: {row: "\n".join(own) for row, own in rows.items()} for s, rows in reasons.items()}
    return write_bad_rows(rows_apart(content, said), why=_("Lý do không nhận"))


@transaction.atomic
def teach_columns(
    organization: Organization, meanings: Mapping[str, str], *, by: Actor
) -> None:
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


def _check_tie(tie: Tie, today: date) -> None:
    if not tie.document.strip():
        raise BadTie(_("Phải ghi số của phiếu đồng ý hoặc của văn bản làm căn cứ."))
    if tie.document_on > today:
        raise BadTie(_("Ngày của phiếu hoặc văn bản không thể sau hôm nay."))
    if Purpose.DEVELOPMENT not in tie.purposes or set(tie.purposes) - set(Purpose.values):
        raise BadTie(_("Phiếu phải đồng ý ít nhất với việc theo dõi, bồi dưỡng và xét kết nạp."))


def _report(
    roster: Roster, organization: Organization, file: str, dry_run: bool
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
    ethnicity: str
    joined_on: date | None
    past: Sequence[Past]


@dataclass(slots=True)
class _Run:
    """One import on its way: what it works with and what it has found."""

    organization: Organization
    cells: Cells
    ties: tuple[Tie, ...]
    by: Actor
    dry_run: bool
    report: ImportReport
    unsealed: int = 0

    def refuse(self, faults: Sequence[Fault]) -> None:
        self.report.refused += [
            Refusal(f.sheet, f.row, f.column, f.value, reason(f)) for f in faults
        ]

    def portion(self, entries: Sequence[Entry]) -> None:
        """Compare some persons with what is on file and write them, all in one transaction."""
        if self.dry_run:
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
        if self.unsealed:
            counts[BY_KEY["ethnicity"].heading] = self.unsealed
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
        report = self.report
        return (report.accepted, report.persons, report.known, report.events, len(report.refused), self.unsealed)

    def _restore(self, before: tuple[int, ...]) -> None:
        report = self.report
        report.accepted, report.persons, report.known, report.events, refused, self.unsealed = before
        del report.refused[refused:]

    # --- deciding

    def _take(self, entries: Sequence[Entry]) -> tuple[list[tuple[Newcomer, list[Past]]], list[_Addition]]:
        known = queries.known_people(entries, under=self.organization, by=self.by)
        newcomers, additions = [], []
        for position, entry in enumerate(entries):
            found = known.people.get(position)
            fault = self._fault(entry, position, known)
            if fault:
                self._refuse_entry(entry, *fault)
                continue
            self.report.accepted += len(entry.rows)
            past = self._past(entry, found)
            self.report.events += len(past)
            if found:
                self.report.known += 1
                additions.append(self._addition(entry, found, past))
            else:
                self.report.persons += 1
                newcomers.append((self._newcomer(entry), past))
        return newcomers, additions

    def _fault(self, entry: Entry, position: int, known: Known) -> tuple[str, str, dict[str, str]] | None:
        """Why a person cannot be taken over: column, code, what fills the sentence."""
        found = known.people.get(position)
        if position in known.elsewhere:
            return "id_number", "known_elsewhere", {}
        if position in known.several:
            return "full_name", "several_on_file", {}
        if found:
            return next(self._contradictions(entry, found), None)
        if not self._consents(entry):
            member = is_member(entry.values)
            return "full_name", "no_member_basis" if member else "no_basis", {}
        return None

    def _contradictions(
        self, entry: Entry, found: OnFile
    ) -> Iterator[tuple[str, str, dict[str, str]]]:
        keeper = self.cells.keeper[entry.values["cell"]]
        if found.person.organization_id != keeper:
            where = self.cells.called.get(found.person.organization_id, "–")
            yield "cell", "in_other_cell", {"where": where}
        yield from _different_on_file(entry, found)
        joined = entry.values.get("admitted_on")
        if joined and found.joined_on and found.joined_on.isoformat() != joined:
            yield "admitted_on", "member_already", {"kept": f"{found.joined_on:%d/%m/%Y}"}
        acts = acts_of(entry.values)
        if any(_said_otherwise(act, found) for act in acts):
            yield "full_name", "differs_in_case", {}
        if found.case is None and found.closed and any(map(_is_new(found), acts)):
            yield "full_name", "case_closed", {}

    def _refuse_entry(self, entry: Entry, key: str, code: str, about: dict[str, str]) -> None:
        (sheet, row), *others = entry.rows
        value, heading = _shown(entry, key), BY_KEY[key].heading
        faults = [Fault(sheet, row, heading, value, code, about)]
        name = BY_KEY["full_name"].heading
        faults += [
            Fault(s, r, name, entry.values["full_name"], "same_person", {"sheet": sheet, "row": str(row)})
            for s, r in others
        ]
        self.refuse(faults)

    # --- what becomes of an entry

    def _consents(self, entry: Entry) -> list[ConsentGiven]:
        """What stands behind a person: the first tie, by their order, of each purpose."""
        wanted = [Basis.CONSENT, Basis.MEMBERSHIP] if is_member(entry.values) else [Basis.CONSENT]
        given: dict[str, ConsentGiven] = {}
        for basis in reversed(wanted):  # a member's document comes before a sheet
            for tie in self.ties:
                if tie.basis == basis and any(tie.covers(*row) for row in entry.rows):
                    for each in tie.consents():
                        given.setdefault(each.purpose, each)
        return list(given.values()) if Purpose.DEVELOPMENT in given else []

    def _may_seal(self, consents: Sequence[ConsentGiven], standing: frozenset[str]) -> bool:
        member = any(given.basis == Basis.MEMBERSHIP for given in consents)
        agreed = standing.union(given.purpose for given in consents)
        return member or Purpose.SENSITIVE in agreed

    def _newcomer(self, entry: Entry) -> Newcomer:
        values, consents = entry.values, self._consents(entry)
        sensitive = {}
        if "ethnicity" in values:
            if self._may_seal(consents, frozenset()):
                sensitive = {"ethnicity": values["ethnicity"]}
            else:
                self.unsealed += 1
        joined = values.get("admitted_on")
        return Newcomer(
            values["full_name"],
            self.cells.keeper[values["cell"]],
            date.fromisoformat(values["born_on"]),
            _details(values),
            consents,
            sensitive,
            date.fromisoformat(joined) if joined else None,
        )

    def _past(self, entry: Entry, found: OnFile | None) -> list[Past]:
        is_new = _is_new(found)
        return [self._past_act(entry, act) for act in acts_of(entry.values) if is_new(act)]

    def _past_act(self, entry: Entry, act: Act) -> Past:
        on = date.fromisoformat(act.on)
        named = entry.values["cell"]
        if act.type == "awareness_course":
            named = self._then(entry, named)
        words = {"document": act.document, "note": act.note}
        fields = {**act.fields, **{name: text for name, text in words.items() if text}}
        return Past(Event(act.type, on, fields), self.cells.where(named, on), act.document)

    def _then(self, entry: Entry, named: int) -> int:
        """The cell at the time of the certificate, if it is one of ours."""
        numbers = self.cells.by_name.get(plain(entry.values.get("then_cell", "")), ())
        return numbers[0] if len(numbers) == 1 else named

    def _addition(self, entry: Entry, found: OnFile, past: list[Past]) -> _Addition:
        values = entry.values
        consents = [c for c in self._consents(entry) if c.purpose not in found.purposes]
        joined = values.get("admitted_on")
        blanks: dict[str, Any] = {
            name: value
            for name, value in _details(values).items()
            if not getattr(found.person, name)
        }
        if found.person.born_on is None:
            blanks["born_on"] = date.fromisoformat(values["born_on"])
        ethnicity = values.get("ethnicity", "")
        if ethnicity and not self._may_seal(consents, found.purposes):
            self.unsealed, ethnicity = self.unsealed + 1, ""
        return _Addition(
            found,
            blanks,
            consents,
            ethnicity,
            date.fromisoformat(joined) if joined and not found.joined_on else None,
            past,
        )

    # --- writing

    def _write(
        self, newcomers: Sequence[tuple[Newcomer, list[Past]]], additions: Sequence[_Addition]
    ) -> None:
        trail = audit.Trail(self.by)
        if newcomers:
            numbers = register_all([one for one, _past in newcomers], by=self.by, trail=trail)
            openings = [
                Opening(number, one.organization_id, past)
                for number, (one, past) in zip(numbers, newcomers, strict=True)
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
        if addition.ethnicity and not vault.on_file([person.pk], ["ethnicity"]):
            changes["ethnicity"] = addition.ethnicity
        if changes:
            people.correct(person, changes, reason=COMPLETED, by=by)

    def _add_acts(self, additions: Sequence[_Addition], trail: audit.Trail) -> None:
        joined = {
            each.on_file.person.pk: (each.on_file.person.organization_id, each.joined_on)
            for each in additions
            if each.joined_on
        }
        begin_memberships(joined, by=self.by, trail=trail)
        open_all(
            [
                Opening(each.on_file.person.pk, each.on_file.person.organization_id, each.past)
                for each in additions
                if each.on_file.case is None and not each.on_file.closed
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


# --- comparing --------------------------------------------------------------------------------


def _details(values: Mapping[str, Any]) -> dict[str, str]:
    found = {name: values[name] for name in DETAILS if name in values}
    work = [values[name] for name in ("position",) if name in values]
    if "class_name" in values:
        work.append(f"lớp {values['class_name']}")
    if work:
        found["occupation"] = ", ".join(work)
    return found


def _different_on_file(entry: Entry, found: OnFile) -> Iterator[tuple[str, str, dict[str, str]]]:
    values, person = entry.values, found.person
    if names.fold(values["full_name"]) != person.folded.strip():
        yield "full_name", "differs_on_file", {"kept": person.full_name}
    if person.born_on and person.born_on.isoformat() != values["born_on"]:
        yield "born_on", "differs_on_file", {"kept": f"{person.born_on:%d/%m/%Y}"}
    for name, value in _details(values).items():
        kept = getattr(person, name)
        if kept and fold(kept) != fold(value):
            column = "position" if name == "occupation" else name
            yield column, "differs_on_file", {"kept": str(kept)}


def _is_new(found: OnFile | None) -> Callable[[Act], bool]:
    return lambda act: found is None or (act.type, act.on) not in found.acts


def _said_otherwise(act: Act, found: OnFile) -> bool:
    """The act of that day is on file with another document or other particulars."""
    rows = found.acts.get((act.type, act.on), ())
    return bool(rows) and not any(_agrees(act, row.document, row.fields) for row in rows)


def _agrees(act: Act, document: str, fields: Mapping[str, Any]) -> bool:
    pairs = [(act.document, document), *((v, fields.get(n)) for n, v in act.fields.items())]
    return all(not said or not kept or fold(str(said)) == fold(str(kept)) for said, kept in pairs)


def _shown(entry: Entry, key: str) -> str:
    value = entry.values.get(key, "")
    if BY_KEY[key].kind == "day" and value:
        return f"{value[8:]}/{value[5:7]}/{value[:4]}"
    return "" if BY_KEY[key].kind == "cell" else str(value)
