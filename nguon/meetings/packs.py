"""The pack of a meeting: every paper in one file, drawn in the background, kept sealed for hours.

A task that was cut off begins again; one at a time draws a pack. The file lies sealed under
``files`` where nobody but this program can open it, and goes after ``KEEP``, or as soon as
somebody says so, or with a person who stands in it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO

import pikepdf
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django_tasks import task

from nguon.accounts.actors import originator, require_still
from nguon.core import audit, crypto, wall
from nguon.core.actor import Actor, NotAllowed
from nguon.forms import docx, pdf
from nguon.forms.sheet import Sheet
from nguon.meetings import ballots, papers, queries
from nguon.meetings.ballots import Ballot
from nguon.meetings.models import (
    AT_WORK,
    Meeting,
    Pack,
    PackStatus,
    Way,
    draft_of,
    file_of,
    remove_files,
)
from nguon.meetings.operations import Refused
from nguon.meetings.queries import Entry, Whole

KEEP = timedelta(hours=12)
SILENT = timedelta(minutes=3)  # whoever draws is heard of after each part, which takes seconds
NAMES_A_BALLOT = 15
NOT_ALLOWED, OURS = "not_allowed", "ours"
Draw = Callable[[], bytes]


class NotNow(Refused):
    """The pack is at another point. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of the pack. ``cut``: its pages are cut apart, so nothing stands behind them."""

    draw: Draw
    cut: bool = False


@transaction.atomic
def start(meeting: Meeting, *, by: Actor) -> Pack:
    """Have the pack of a meeting drawn in the background.

    Reading: who asks while one is drawn gets that one; a double click makes no second.
    Raises:  NotAllowed, Meeting.DoesNotExist, NotNow for a meeting that considers nobody or was
             called off.
    """
    rows = Meeting.objects.visible_to(by).select_related("organization")
    row = rows.select_for_update(of=("self",)).get(pk=meeting.pk)
    by.require("meetings.call", at=row.organization)
    if row.called_off_at:
        raise NotNow(_("Cuộc họp này đã hoãn."))
    if not queries.matters_of(row, by=by):
        raise NotNow(_("Chưa chọn ai để cuộc họp xét."))
    drawn = packs(by=by).filter(meeting=row, status__in=AT_WORK, cancel_asked=False)
    return drawn.first() or _started(row, by)


@transaction.atomic
def cancel(pack: Pack, *, by: Actor) -> Pack:
    """Stop drawing: at once, or after the part that is being drawn.

    Raises: NotAllowed, NotNow once it has ended.
    """
    pack = _locked(pack, *AT_WORK, by=by)
    pack.cancel_asked = True
    pack.save(update_fields=["cancel_asked"])
    if pack.status == PackStatus.WAITING:
        _end(pack, PackStatus.CANCELLED, at=by.at)
    audit.record("meetings.pack_cancelled", pack, by=by)
    return pack


@transaction.atomic
def drop(pack: Pack, *, by: Actor) -> Pack:
    """Delete the file of a pack now.

    Raises: NotAllowed, NotNow if there is none.
    """
    pack = _locked(pack, PackStatus.READY, by=by)
    _end(pack, PackStatus.GONE, at=by.at)
    audit.record("meetings.pack_dropped", pack, by=by)
    return pack


@transaction.atomic
def content_of(pack: Pack, *, one_sided: bool = False, by: Actor) -> bytes | None:
    """Return the file of a pack, noting who took it; nothing once it has gone.

    Reading: for a printer that prints on one side, without the white backs.
    Raises:  NotAllowed.
    """
    by.require("meetings.call", at=pack.organization)
    content = _kept(pack) if pack.status == PackStatus.READY else None
    if content is not None:
        audit.record("meetings.pack_taken", pack, by=by)
    return without_white_backs(content) if content and one_sided else content


@transaction.atomic
def drafts(whole: Whole, *, by: Actor) -> bytes:
    """Return minutes and resolutions as one document to edit, noting who took it.

    Raises: NotAllowed.
    """
    by.require("meetings.call", at=whole.meeting.organization)
    register = papers.register_of(whole, by=by)
    found = (papers.resolution(entry, whole.meeting, by=by) for entry in whole.entries)
    audit.record("meetings.drafts_taken", whole.meeting, by=by)
    return docx.document([papers.minutes(register), *(each for each in found if each)])


def packs(*, by: Actor) -> QuerySet[Pack]:
    """The packs in sight."""
    return Pack.objects.visible_to(by).select_related("organization", "meeting")


def forget_old(*, by: Actor) -> int:
    """Delete the files of packs that lay long enough; return how many.

    Reading: a pack that nobody drew to its end by then is stopped. Each goes under its own lock:
             who takes it at this moment has it whole or not at all.
    """
    seen, before = Pack.objects.visible_to(by), by.at - KEEP
    for pack in seen.filter(status__in=AT_WORK, started_at__lte=before).values_list("pk"):
        _end_if(*pack, AT_WORK, PackStatus.CANCELLED, by=by)
    old = seen.filter(status=PackStatus.READY, ended_at__lte=before).values_list("pk", flat=True)
    ready = (PackStatus.READY,)
    return sum(_end_if(pack, ready, PackStatus.GONE, by=by) for pack in list(old))


def take_up(*, by: Actor) -> int:
    """Ask again for packs whose drawing was cut off; return how many."""
    cut_off = Pack.objects.visible_to(by).filter(status=PackStatus.WORKING)
    found = list(cut_off.filter(worked_at__lt=Now() - SILENT))
    for pack in found:
        _ask_for(pack)
    return len(found)


# --- in the background --------------------------------------------------------------------------


@task()
def draw_pack(pack: int, user: int, today: str, at: str) -> None:
    """Draw one pack on behalf of whoever asked, with the roles held by now."""
    by = originator(user, today=date.fromisoformat(today), at=datetime.fromisoformat(at))
    if by is None:
        return
    with wall.behind(by):
        row = packs(by=by).filter(pk=pack).first()
        if row is not None:
            work(row, by=by)


def work(pack: Pack, *, by: Actor) -> None:
    """Draw a pack that waits, or was cut off. Safe to repeat: one at a time draws it."""
    if not _claimed(pack, by):
        return
    try:
        with translation.override("vi"):
            _draw(pack, by)
    except NotAllowed:
        _fail(pack, NOT_ALLOWED, by=by)
    except Exception:
        _fail(pack, OURS, by=by)
        raise


def parts_of(whole: Whole, *, by: Actor) -> list[Part]:
    """What a pack is made of, in the order in which it is used; each is drawn when its turn comes.

    Reading: before the votes are in, everything that the meeting needs; afterwards the minutes,
             the count and the resolutions, with their numbers.
    """
    register = papers.register_of(whole, by=by)
    before = [papers.agenda(register), papers.overview(register)]
    before.append(papers.attendance(register, of_a_cell=whole.is_of_a_cell))
    after = [papers.tally(register)] if whole.voted else []
    after.append(papers.minutes(register))
    parts = [Part(_sheet(each)) for each in (before if whole.is_open else [])]
    if whole.is_open:
        parts += [Part(_ballots(kind), cut=True) for kind in ballots_of(whole)]
    parts += [Part(_sheet(each)) for each in after]
    return parts + [Part(_resolution(entry, whole, by)) for entry in whole.voted]


def ballots_of(whole: Whole) -> Iterator[Ballot]:
    """The kinds of ballots that a meeting needs; none for a show of hands."""
    meeting, voted = whole.meeting, whole.voted
    if meeting.way == Way.HANDS:
        return
    size = 1 if meeting.way == Way.EACH else NAMES_A_BALLOT
    above = papers.above_of(whole)
    for first in range(0, len(voted), size):
        some = voted[first : first + size]
        acts = tuple(papers.ABOUT[entry.matter.kind] for entry in some)
        day = f"ngày {meeting.met_on:%d/%m/%Y}"
        names = tuple(entry.name for entry in some)
        yield Ballot(above, whole.place, day, acts[0], names, acts, meeting.voters)


def bound(drawn: Sequence[tuple[bytes, bool]]) -> tuple[bytes, int]:
    """Bind parts to one file, each beginning on the front of a leaf; return it and its pages.

    Shape: a part and whether it is cut apart; behind a page that is cut apart nothing is printed.
    """
    out = pikepdf.Pdf.new()
    for content, cut in drawn:
        with pikepdf.Pdf.open(BytesIO(content)) as part:
            _turn_over(out)
            for page in part.pages:
                out.pages.append(page)
                if cut:
                    _turn_over(out)
    kept = BytesIO()
    out.save(kept, deterministic_id=True)
    return kept.getvalue(), len(out.pages)


def without_white_backs(content: bytes) -> bytes:
    """Return a bound file without the pages on which nothing stands."""
    kept = BytesIO()
    with pikepdf.Pdf.open(BytesIO(content)) as whole:
        for number in reversed(range(len(whole.pages))):
            page = whole.pages[number]
            page.contents_coalesce()
            if not page.obj.Contents.read_bytes().strip():
                del whole.pages[number]
        whole.save(kept, deterministic_id=True)
    return kept.getvalue()


# --- pieces -------------------------------------------------------------------------------------


def _draw(pack: Pack, by: Actor) -> None:
    whole = queries.whole(pack.meeting.ref, by=by)
    parts = parts_of(whole, by=by)
    drawn: list[tuple[bytes, bool]] = []
    for part in parts:
        if not _goes_on(pack, len(drawn), len(parts), by):
            _end(pack, PackStatus.CANCELLED, at=Now())
            return
        if content := part.draw():
            drawn.append((content, part.cut))
    content, pages = bound(drawn)
    _keep(pack, content)
    _finish(pack, len(parts), pages, by)


@transaction.atomic
def _finish(pack: Pack, parts: int, pages: int, by: Actor) -> None:
    """Make a pack ready, unless somebody stopped it, or was erased, while it was drawn."""
    require_still(by)
    row = packs(by=by).select_for_update(of=("self",)).get(pk=pack.pk)
    if row.status != PackStatus.WORKING or row.cancel_asked:
        stopped = row.status == PackStatus.WORKING
        _end(row, PackStatus.CANCELLED if stopped else PackStatus(row.status), at=Now())
        return
    row.done = row.total = parts
    row.pages = pages
    row.save(update_fields=["done", "total", "pages"])
    _end(row, PackStatus.READY, at=Now())
    audit.record("meetings.pack_made", row, by=by, pages=pages)


def _started(meeting: Meeting, by: Actor) -> Pack:
    pack = Pack.objects.create(
        organization=meeting.organization,
        meeting=meeting,
        started_at=by.at,
        started_by=by.user_id,
    )
    audit.record("meetings.pack_started", pack, by=by)
    _ask_for(pack)
    return pack


def _ask_for(pack: Pack) -> None:
    today = localtime(pack.started_at).date()
    draw_pack.enqueue(pack.pk, pack.started_by, today.isoformat(), pack.started_at.isoformat())


def _claimed(pack: Pack, by: Actor) -> bool:
    """Take a pack to draw, which nobody else is drawing."""
    silent = Q(worked_at=None) | Q(worked_at__lt=Now() - SILENT)
    free = Q(status=PackStatus.WAITING) | (Q(status=PackStatus.WORKING) & silent)
    rows = Pack.objects.visible_to(by).filter(free, pk=pack.pk)
    return bool(rows.update(status=PackStatus.WORKING, worked_at=Now()))


def _goes_on(pack: Pack, done: int, total: int, by: Actor) -> bool:
    """Tell how far it is; say whether nobody asked to stop.

    Raises: NotAllowed, once a role of whoever asked has ended.
    """
    require_still(by)
    rows = Pack.objects.visible_to(by).filter(pk=pack.pk)
    rows.update(done=done, total=total, worked_at=Now())
    return not rows.filter(cancel_asked=True).exists()


def _sheet(drawn: Sheet) -> Draw:
    return lambda: pdf.document([drawn])


def _ballots(kind: Ballot) -> Draw:
    return lambda: ballots.document([kind])


def _resolution(entry: Entry, whole: Whole, by: Actor) -> Draw:
    def draw() -> bytes:
        drawn = papers.resolution(entry, whole.meeting, by=by)
        return pdf.document([drawn]) if drawn else b""

    return draw


def _turn_over(out: pikepdf.Pdf) -> None:
    """Leave the back of a leaf white if the next thing would be printed on it."""
    if len(out.pages) % 2:
        box = out.pages[-1].mediabox
        out.add_blank_page(page_size=(float(box[2]), float(box[3])))


@transaction.atomic
def _fail(pack: Pack, code: str, *, by: Actor) -> None:
    pack.failed = code
    pack.save(update_fields=["failed"])
    _end(pack, PackStatus.FAILED, at=Now())
    audit.record("meetings.pack_failed", pack, by=by)


def _end(pack: Pack, status: PackStatus, *, at: datetime | Now) -> None:
    """End a pack: at the actor's instant, or when the program got so far by the database."""
    pack.status = status
    pack.ended_at = at
    pack.save(update_fields=["status", "ended_at"])
    if status != PackStatus.READY:
        transaction.on_commit(lambda: remove_files([pack.ref]))


@transaction.atomic
def _end_if(pack: int, wanted: Sequence[str], status: PackStatus, *, by: Actor) -> bool:
    rows = Pack.objects.visible_to(by).select_for_update(of=("self",))
    row = rows.filter(pk=pack, status__in=wanted).first()
    if row is not None:
        _end(row, status, at=by.at)
    return row is not None


def _locked(pack: Pack, *wanted: str, by: Actor) -> Pack:
    row = packs(by=by).select_for_update(of=("self",)).get(pk=pack.pk)
    by.require("meetings.call", at=row.organization)
    if row.status not in wanted:
        raise NotNow(_("Bộ giấy tờ này đang ở bước “%s”.") % row.get_status_display())
    return row


def _keep(pack: Pack, content: bytes) -> None:
    path, draft = file_of(pack.ref), draft_of(pack.ref)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft.write_bytes(crypto.seal_at_rest(content, _context(pack)))
    draft.chmod(0o600)
    draft.replace(path)


def _kept(pack: Pack) -> bytes | None:
    path = file_of(pack.ref)
    return crypto.unseal_at_rest(path.read_bytes(), _context(pack)) if path.exists() else None


def _context(pack: Pack) -> str:
    return f"meetings.pack:{pack.ref}"
