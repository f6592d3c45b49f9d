"""The pack of a meeting: every paper in one file, drawn in the background, kept sealed for hours.

A task that was cut off begins again. The file lies sealed under ``files`` where nobody but this
program can open it, and goes after ``KEEP``, or as soon as somebody says so.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from nguon.accounts.actors import actor
from nguon.accounts.models import User
from nguon.core import audit, crypto
from nguon.core.actor import Actor, NotAllowed
from nguon.forms import docx, pdf
from nguon.forms.sheet import Sheet
from nguon.meetings import ballots, papers, queries
from nguon.meetings.ballots import Ballot
from nguon.meetings.models import AT_WORK, Meeting, Pack, PackStatus, Way
from nguon.meetings.operations import Refused
from nguon.meetings.queries import Entry, Whole

KEEP = timedelta(hours=12)
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


def start(meeting: Meeting, *, by: Actor) -> Pack:
    """Have the pack of a meeting drawn in the background.

    Raises: NotAllowed, NotNow for a meeting that considers nobody or was called off.
    """
    by.require("meetings.call", at=meeting.organization)
    if meeting.called_off_at:
        raise NotNow(_("Cuộc họp này đã hoãn."))
    if not queries.matters_of(meeting, by=by):
        raise NotNow(_("Chưa chọn ai để cuộc họp xét."))
    with transaction.atomic():
        pack = Pack.objects.create(
            organization=meeting.organization,
            meeting=meeting,
            started_at=by.at,
            started_by=by.user_id,
        )
        audit.record("meetings.pack_started", pack, by=by)
        draw_pack.enqueue(pack.pk, by.user_id, by.today.isoformat(), by.at.isoformat())
    return pack


@transaction.atomic
def cancel(pack: Pack, *, by: Actor) -> Pack:
    """Stop drawing: at once, or after the part that is being drawn.

    Raises: NotAllowed, NotNow once it has ended.
    """
    pack = _locked(pack, *AT_WORK, by=by)
    pack.cancel_asked = True
    pack.save(update_fields=["cancel_asked"])
    if pack.status == PackStatus.WAITING:
        _end(pack, PackStatus.CANCELLED, by=by)
    audit.record("meetings.pack_cancelled", pack, by=by)
    return pack


@transaction.atomic
def drop(pack: Pack, *, by: Actor) -> Pack:
    """Delete the file of a pack now.

    Raises: NotAllowed, NotNow if there is none.
    """
    pack = _locked(pack, PackStatus.READY, by=by)
    _end(pack, PackStatus.GONE, by=by)
    audit.record("meetings.pack_dropped", pack, by=by)
    return pack


@transaction.atomic
def content_of(pack: Pack, *, by: Actor) -> bytes | None:
    """Return the file of a pack, noting who took it; nothing once it has gone.

    Raises: NotAllowed.
    """
    by.require("meetings.call", at=pack.organization)
    content = _kept(pack) if pack.status == PackStatus.READY else None
    if content is not None:
        audit.record("meetings.pack_taken", pack, by=by)
    return content


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

    Reading: a pack that nobody drew to its end by then is stopped.
    """
    seen = Pack.objects.visible_to(by)
    for pack in seen.filter(status__in=AT_WORK, started_at__lte=by.at - KEEP):
        _end(pack, PackStatus.CANCELLED, by=by)
    old = list(seen.filter(status=PackStatus.READY, ended_at__lte=by.at - KEEP))
    for pack in old:
        with transaction.atomic():
            _end(pack, PackStatus.GONE, by=by)
    return len(old)


# --- in the background --------------------------------------------------------------------------


@task()
def draw_pack(pack: int, user: int, today: str, at: str) -> None:
    """Draw one pack on behalf of whoever asked, with the roles held by now."""
    owner = User.objects.filter(pk=user).first()
    if owner is None:
        return
    by = actor(owner, today=date.fromisoformat(today), at=datetime.fromisoformat(at))
    row = packs(by=by).filter(pk=pack).first()
    if row is not None:
        work(row, by=by)


def work(pack: Pack, *, by: Actor) -> None:
    """Draw a pack that waits, or was cut off. Safe to repeat."""
    if pack.status not in AT_WORK:
        return
    pack.status = PackStatus.WORKING
    pack.save(update_fields=["status"])
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


# --- pieces -------------------------------------------------------------------------------------


def _draw(pack: Pack, by: Actor) -> None:
    whole = queries.whole(pack.meeting.ref, by=by)
    parts = parts_of(whole, by=by)
    drawn: list[tuple[bytes, bool]] = []
    for part in parts:
        if not _goes_on(pack, len(drawn), len(parts), by):
            _end(pack, PackStatus.CANCELLED, by=by)
            return
        if content := part.draw():
            drawn.append((content, part.cut))
    content, pages = bound(drawn)
    _keep(pack, content)
    with transaction.atomic():
        pack.done = pack.total = len(parts)
        pack.pages = pages
        pack.save(update_fields=["done", "total", "pages"])
        _end(pack, PackStatus.READY, by=by)
        audit.record("meetings.pack_made", pack, by=by, pages=pages)


def _goes_on(pack: Pack, done: int, total: int, by: Actor) -> bool:
    """Tell how far it is; say whether nobody asked to stop."""
    rows = Pack.objects.visible_to(by).filter(pk=pack.pk)
    rows.update(done=done, total=total)
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
    _end(pack, PackStatus.FAILED, by=by)
    audit.record("meetings.pack_failed", pack, by=by)


def _end(pack: Pack, status: PackStatus, *, by: Actor) -> None:
    pack.status, pack.ended_at = status, by.at
    pack.save(update_fields=["status", "ended_at"])
    if status != PackStatus.READY:
        transaction.on_commit(lambda: _remove(pack))


def _locked(pack: Pack, *wanted: str, by: Actor) -> Pack:
    row = packs(by=by).select_for_update(of=("self",)).get(pk=pack.pk)
    by.require("meetings.call", at=row.organization)
    if row.status not in wanted:
        raise NotNow(_("Bộ giấy tờ này đang ở bước “%s”.") % row.get_status_display())
    return row


def _path(pack: Pack) -> Path:
    return Path(settings.FILES) / "packs" / f"{pack.ref}.sealed"


def _draft(pack: Pack) -> Path:
    return _path(pack).with_suffix(".draft")


def _remove(pack: Pack) -> None:
    """Delete the file, and what a crash left of writing it."""
    for path in (_path(pack), _draft(pack)):
        path.unlink(missing_ok=True)


def _keep(pack: Pack, content: bytes) -> None:
    path, draft = _path(pack), _draft(pack)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft.write_bytes(crypto.seal_at_rest(content, _context(pack)))
    draft.chmod(0o600)
    draft.replace(path)


def _kept(pack: Pack) -> bytes | None:
    path = _path(pack)
    return crypto.unseal_at_rest(path.read_bytes(), _context(pack)) if path.exists() else None


def _context(pack: Pack) -> str:
    return f"meetings.pack:{pack.ref}"
