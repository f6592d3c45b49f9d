"""What pages show of a dossier: the checklist, one paper, a page of it, the paper as a file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from nguon.core import uploads
from nguon.core.actor import Actor
from nguon.core.uploads import Clean
from nguon.development.facts import dossier
from nguon.development.models import Case
from nguon.dossier import binding, book, returns, shelf
from nguon.dossier.catalogue import PaperKind, archive_list, kind
from nguon.dossier.checklist import Kept, Part, parts
from nguon.dossier.checks import Refused
from nguon.dossier.models import Paper, PaperPart
from nguon.organizations import queries as tree
from nguon.people import vault
from nguon.rulebook import NoRuleInForce, regime_on

PDF = PaperPart.Kind.PDF
DOCX = PaperPart.Kind.DOCX
WIDTH = 1000  # points across of a page that is shown


class Gone(Refused):
    """What the paper said was destroyed when it was taken out."""


class NoPage(LookupError):
    """The paper has no such page, or one that cannot be shown."""


@dataclass(frozen=True, slots=True)
class Checklist:
    """The dossier of one case as a page shows it to who may open the file.

    ``refused`` says why no rule could be applied, and is empty as a rule.
    """

    case: Case
    place: str
    on: date
    regime: str
    regulation: str
    parts: tuple[Part, ...]
    refused: str
    returned: list[returns.Returned]
    lines: list[book.Line]
    archive: str


@dataclass(frozen=True, slots=True)
class ShownPaper:
    """One paper with its files, in their order. ``gone``: nothing of it is left to be opened."""

    row: Paper
    kind: PaperKind | None
    parts: tuple[PaperPart, ...]
    pages: int
    gone: bool

    @property
    def title(self) -> str:
        return self.kind.title if self.kind else self.row.code

    @property
    def shows(self) -> bool:
        """Whether it can be looked at page by page."""
        return not self.gone and all(part.kind != DOCX for part in self.parts)


@dataclass(frozen=True, slots=True)
class Handed:
    """A paper as it leaves the program."""

    content: bytes
    media: str
    ending: str


def checklist(ref: str, *, by: Actor) -> Checklist:
    """The dossier of one case as of the actor's day.

    Raises: Case.DoesNotExist, also for what the actor may not see; NotAllowed.
    """
    case = _case(ref, by)
    made, refused = parts(dossier(case, by=by), by.today, _kept(case, by))
    code, regulation = _regime(by.today)
    lines = book.book(by=by, person=case.person) if by.seats("dossier.book") else []
    return Checklist(
        case=case,
        place=tree.name_on(case.organization, by.today),
        on=by.today,
        regime=code,
        regulation=regulation,
        parts=made,
        refused=refused,
        returned=returns.of_a_case(case, by=by),
        lines=lines,
        archive=archive_list(),
    )


def papers_taken_out(case: Case, *, by: Actor) -> list[ShownPaper]:
    """The papers that were taken out of a dossier, the latest first."""
    rows = _papers(by).filter(case=case, out_on__isnull=False).order_by("-out_on", "-pk")
    return [_shown(row) for row in rows]


def paper(ref: str, *, by: Actor) -> ShownPaper:
    """One paper of a dossier, in it or taken out.

    Raises: Paper.DoesNotExist, also when it is out of sight.
    """
    found = _shown(_papers(by).get(ref=ref))
    found.row.case.person.organization = found.row.case.organization
    return found


def page(found: ShownPaper, number: int, *, by: Actor) -> bytes:
    """One page of a paper as a PNG; pages count from 1 through all its files. It goes on record.

    Raises: NotAllowed, vault.NoConsent, Gone, NoPage, shelf.NotThere, uploads.Unacceptable.
    """
    _require_there(found)
    for part in found.parts:
        if 1 <= number <= part.pages and part.kind != DOCX:
            plain = _opened(found, part, by, "paper")
            clean = Clean(part.kind, plain, part.pages, part.width, part.height)
            return uploads.preview(clean, page=number, width=WIDTH)
        number -= part.pages
    raise NoPage(found.row.ref)


def content(found: ShownPaper, *, by: Actor) -> Handed:
    """A paper as one file: the file itself, or several bound into a PDF. It goes on record.

    Raises: NotAllowed, vault.NoConsent, Gone, shelf.NotThere.
    """
    _require_there(found)
    plain = [(part.kind, _opened(found, part, by, "paper_taken")) for part in found.parts]
    if len(plain) == 1:
        ((only, whole),) = plain
        return Handed(whole, uploads.MEDIA[only], "jpg" if only == "jpeg" else only)
    return Handed(binding.bound(plain), uploads.MEDIA[PDF], PDF)


# --- pieces -------------------------------------------------------------------------------------


def _case(ref: str, by: Actor) -> Case:
    seen = Case.objects.visible_to(by).select_related("person", "organization")
    case: Case = seen.get(ref=ref)
    case.person.organization = case.organization
    by.require("people.open", at=case.organization)
    return case


def _regime(day: date) -> tuple[str, str]:
    try:
        regime = regime_on(day)
    except NoRuleInForce:
        return "", ""
    return regime.code, regime.regulation


def _papers(by: Actor) -> "QuerySet[Paper]":
    files = PaperPart.objects.visible_to(by).order_by("position")
    rows = Paper.objects.visible_to(by).select_related("case__person", "case__organization")
    return rows.prefetch_related(Prefetch("parts", queryset=files))


def _kept(case: Case, by: Actor) -> dict[str, list[Kept]]:
    found: dict[str, list[Kept]] = {}
    for row in _papers(by).filter(case=case, out_on__isnull=True).order_by("added_at", "pk"):
        pages = sum(part.pages for part in row.parts.all())
        told = Kept(row.ref, row.dated_on, row.document, pages, row.added_at)
        found.setdefault(row.code, []).append(told)
    return found


def _shown(row: Paper) -> ShownPaper:
    files: Iterable[PaperPart] = row.parts.all()
    there = tuple(files)
    gone = not all(part.kept for part in there)
    return ShownPaper(row, kind(row.code), there, sum(part.pages for part in there), gone)


def _require_there(found: ShownPaper) -> None:
    if found.gone:
        raise Gone(_("Giấy này đã rút ra và nội dung đã huỷ; chỉ còn dòng ghi việc đó."))


def _opened(found: ShownPaper, part: PaperPart, by: Actor, why: str) -> bytes:
    sealed = shelf.get(part.digest)
    person = found.row.case.person
    return vault.open_paper(person, sealed, name=part.digest, paper=found.row.pk, by=by, why=why)
