"""Papers put into a dossier and taken out again; one decision a function.

What comes in is made harmless first (``core.uploads``), sealed with the person's key, written to
disk whole, and only then on record. Without the person's agreement nothing is looked at.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from nguon.core import audit, crypto, uploads
from nguon.core.actor import Actor
from nguon.core.text import tidy
from nguon.core.uploads import Clean, Limits, Unacceptable
from nguon.development.models import Case
from nguon.dossier import care, shelf
from nguon.dossier.catalogue import kind
from nguon.dossier.checks import Incomplete, Over, Refused, locked, not_to_come
from nguon.dossier.models import Paper, PaperPart
from nguon.people import consent, vault
from nguon.people.models import Purpose

KEEP = "dossier.keep"
MOST_FILES, MOST_PAGES = 20, 60  # of one paper
TOLD = Paper.Out.WITHDRAWN  # follows from what the person said; nobody chooses it
PURPOSE = "dossier.paper"


class NotTaken(Refused):
    """A file is not taken: which of those sent (from 1), and why by a code of ``uploads``."""

    def __init__(self, position: int, why: Unacceptable) -> None:
        super().__init__(_("Tệp thứ %(n)d: %(why)s") % {"n": position, "why": why})
        self.position, self.code, self.field = position, why.code, "scans"


class TooMuch(Refused):
    """A paper would have too many files or pages, or a document among pictures."""

    field = "scans"


class HeldAlready(Refused):
    """The same content lies in this dossier already."""

    field = "scans"


class NoSuchPaper(Refused):
    """The checklist knows no such paper."""

    field = "code"


@dataclass(frozen=True, slots=True)
class Sent:
    """One file as it was sent; its name is looked at for a mark of secrecy and then forgotten."""

    name: str
    content: bytes


def add(
    case: Case,
    *,
    code: str,
    files: Sequence[Sent],
    by: Actor,
    dated_on: date | None = None,
    document: str = "",
) -> Paper:
    """Put a paper into the dossier of a case; several pictures become its pages, in their order.

    Raises: NotAllowed, vault.NoConsent, Refused, shelf.CannotKeep, Case.DoesNotExist. Nothing is
            kept when it raises.
    """
    seen = Case.objects.visible_to(by).select_related("person", "organization").get(pk=case.pk)
    _require(seen, by)
    _require_known(code, dated_on, by)
    cleaned = _cleaned(files)
    with transaction.atomic():
        row = locked(case, by)
        _require(row, by)
        paper = _begun(row, code, dated_on, document, by)
        parts = _put(paper, row, cleaned, by, after=0)
        audit.record("dossier.add", paper, by=by, case=row.pk, code=code, parts=parts)
    return paper


def add_pages(paper: Paper, files: Sequence[Sent], *, by: Actor) -> Paper:
    """Put further pages at the end of a paper.

    Raises: NotAllowed, vault.NoConsent, Refused, shelf.CannotKeep, Paper.DoesNotExist. Nothing is
            kept when it raises.
    """
    seen = Paper.objects.visible_to(by).select_related("case__person", "case__organization")
    _require(seen.get(pk=paper.pk).case, by)
    cleaned = _cleaned(files)
    with transaction.atomic():
        case = locked(paper.case, by)
        _require(case, by)
        row = _in_the_dossier(paper, by)
        there = list(PaperPart.objects.visible_to(by).filter(paper=row).order_by("position"))
        _require_room(there, cleaned)
        parts = _put(row, case, cleaned, by, after=there[-1].position if there else 0)
        audit.record("dossier.add_pages", row, by=by, case=case.pk, parts=parts)
    return row


@transaction.atomic
def take_out(paper: Paper, *, why: str, by: Actor) -> Paper:
    """Take a paper out of the dossier; that it was there stays on record.

    Reading: a paper in whose place another has come is kept and can be opened; of every other
             the content is destroyed.
    Raises:  NotAllowed, Refused, Paper.DoesNotExist. Nothing is written when it raises.
    """
    case = locked(paper.case, by)
    by.require(KEEP, at=case.organization)
    if why not in Paper.Out.values or why == TOLD:
        raise Incomplete(_("Phải chọn lý do rút giấy ra."), "why")
    row = _in_the_dossier(paper, by)
    _take_out(row, Paper.Out(why), by)
    return row


@transaction.atomic
def forget_withdrawn(*, by: Actor) -> int:
    """Destroy the papers of those who took back the agreement to sensitive data; return how many.

    Reading: a member's file that a document covers stays. Safe to repeat; each case is locked,
             so that nobody puts a paper in or takes one out meanwhile.
    """
    people = care.unwilling(by=by)
    kept = PaperPart.objects.visible_to(by).filter(kept=True, paper__case__person__in=people)
    rows = Paper.objects.visible_to(by).filter(pk__in=kept.values("paper"))
    found = list(rows.select_related("case", "organization").order_by("case", "pk"))
    return sum(_forget(row, by) for row in found)


# --- rules and pieces ---------------------------------------------------------------------------


def _forget(row: Paper, by: Actor) -> bool:
    """Destroy a paper, unless it went or the person agreed before the case was locked."""
    case = locked(row.case, by)
    by.require(KEEP, at=row.organization)
    there = PaperPart.objects.visible_to(by).filter(paper=row, kept=True).exists()
    if not there or consent.willing([case.person_id], Purpose.SENSITIVE):
        return False
    _take_out(row, TOLD, by)
    return True


def _require(case: Case, by: Actor) -> None:
    case.person.organization = case.organization
    by.require(KEEP, at=case.organization)
    consent.require(case.person, Purpose.SENSITIVE)


def _in_the_dossier(paper: Paper, by: Actor) -> Paper:
    seen = Paper.objects.visible_to(by).select_related("case", "organization")
    row = seen.get(pk=paper.pk)
    if row.out_on is not None:
        raise Over(_("Giấy này đã rút ra ngày %s.") % f"{row.out_on:%d/%m/%Y}")
    return row


def _cleaned(files: Sequence[Sent]) -> list[Clean]:
    """What may be kept of the files sent, or the first reason against them."""
    if not files:
        raise Incomplete(_("Chưa chọn tệp nào."), "scans")
    if len(files) > MOST_FILES:
        raise TooMuch(_("Mỗi giấy nhiều nhất %d tệp.") % MOST_FILES)
    found = [_clean(position, each) for position, each in enumerate(files, 1)]
    _require_room([], found)
    return found


def _clean(position: int, sent: Sent) -> Clean:
    try:
        return uploads.clean(sent.content, name=sent.name, limits=Limits(pages=MOST_PAGES))
    except Unacceptable as refusal:
        raise NotTaken(position, refusal) from refusal


def _require_room(there: Sequence[PaperPart], more: Sequence[Clean]) -> None:
    every: list[PaperPart | Clean] = [*there, *more]
    if len(every) > 1 and any(each.kind == PaperPart.Kind.DOCX for each in every):
        raise TooMuch(_("Tệp .docx phải đứng riêng; ảnh và PDF mới ghép thành nhiều trang được."))
    if len(every) > MOST_FILES or sum(each.pages for each in every) > MOST_PAGES:
        told = {"files": MOST_FILES, "pages": MOST_PAGES}
        raise TooMuch(_("Mỗi giấy nhiều nhất %(files)d tệp, %(pages)d trang.") % told)


def _require_known(code: str, dated_on: date | None, by: Actor) -> None:
    if kind(code) is None:
        raise NoSuchPaper(_("Danh mục hồ sơ không có giấy này."))
    if dated_on is not None:
        not_to_come(dated_on, by, "dated_on")


def _begun(case: Case, code: str, dated_on: date | None, document: str, by: Actor) -> Paper:
    """A paper without pages yet."""
    paper = Paper(
        organization=case.organization,
        case=case,
        code=code,
        dated_on=dated_on,
        document=tidy(document),
        added_at=by.at,
        added_by=by.user_id,
    )
    paper.save(force_insert=True)
    return paper


def _put(paper: Paper, case: Case, cleaned: Iterable[Clean], by: Actor, *, after: int) -> int:
    """Seal, write and record the parts of a paper; return how many."""
    position = after
    for position, each in enumerate(cleaned, after + 1):
        digest = crypto.blind_index(f"{case.pk}:{sha256(each.content).hexdigest()}", PURPOSE)
        _require_new(digest, by)
        sealed = vault.seal_paper(case.person, each.content, name=digest)
        _record_part(paper, position, digest, each, by)
        shelf.put(digest, sealed)
    return position - after


def _record_part(paper: Paper, position: int, digest: str, part: Clean, by: Actor) -> None:
    """Record one part; the same content may stand elsewhere in the dossier, out of sight."""
    try:
        with transaction.atomic():
            PaperPart.objects.create(
                organization=paper.organization,
                paper=paper,
                position=position,
                digest=digest,
                kind=part.kind,
                pages=part.pages,
                width=part.width,
                height=part.height,
                size=len(part.content),
                added_at=by.at,
                added_by=by.user_id,
            )
    except IntegrityError as taken:
        raise HeldAlready(_("Tệp này đã có trong hồ sơ.")) from taken


def _require_new(digest: str, by: Actor) -> None:
    seen = PaperPart.objects.visible_to(by).filter(digest=digest, kept=True)
    held = seen.select_related("paper").first()
    if held is not None:
        named = kind(held.paper.code)
        title = named.title if named else held.paper.code
        raise HeldAlready(_("Tệp này đã có trong hồ sơ: %s.") % title)


def _take_out(paper: Paper, why: Paper.Out, by: Actor) -> None:
    if paper.out_on is None:
        paper.out_on, paper.out_why, paper.out_by = by.today, why, by.user_id
        paper.save(update_fields=["out_on", "out_why", "out_by"])
    if why != Paper.Out.REPLACED:
        parts = PaperPart.objects.visible_to(by).filter(paper=paper, kept=True)
        names = list(parts.values_list("digest", flat=True))
        parts.update(kept=False)
        transaction.on_commit(partial(care.let_go, paper.case_id, names))
    audit.record("dossier.take_out", paper, by=by, case=paper.case_id, why=why.value)
