"""One list on its way: read and rehearsed, confirmed, applied whole, compared, undone.

Reading and applying run in the background. Nothing is written to the tree before somebody
confirms; then everything in one transaction, with the figures counted before and after in it: if
one of the past would change, all of it is taken back.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django_tasks import task

from nguon.accounts.actors import originator
from nguon.core import audit, wall
from nguon.core.actor import Actor, NotAllowed
from nguon.core.text import tidy
from nguon.organizations.models import Organization, Succession
from nguon.organizations.placement import portions
from nguon.organizations.reform.acts import Done, Watch, carry_out
from nguon.organizations.reform.rows import BadList, Fault, Row, imprint
from nguon.organizations.reform.undo import take_back
from nguon.reports.faults import NOT_ALLOWED, OURS, failure
from nguon.reports.models import REFORM_AT_WORK, Reform, ReformStatus
from nguon.reports.reform import figures, sheet
from nguon.reports.reform.effects import Effects, effects_of
from nguon.reports.reform.signals import Signal, Stopped
from nguon.reports.sheets import BadRows

CHANGE = "organizations.change"
ONE_DAY = timedelta(days=1)
FIGURES_MOVED = "figures_moved"
STEPS = {
    ReformStatus.WAITING: ReformStatus.READING,
    ReformStatus.READING: ReformStatus.READING,
    ReformStatus.CONFIRMED: ReformStatus.WRITING,
    ReformStatus.WRITING: ReformStatus.WRITING,
}


class NotNow(ValueError):
    """The list is at another point; the message is fit to show. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a list would do, or why it cannot be done; nothing was written."""

    sheet: sheet.Sheet
    faults: tuple[Fault, ...]
    effects: Effects | None


def look(
    content: bytes, *, name: str, by: Actor, watch: Watch = lambda done, total: None
) -> Looked:
    """Read a list and rehearse it.

    Raises: sheets.CannotRead, NotNow if it was applied already.
    """
    read = sheet.read(content, name)
    if (earlier := _applied(imprint(read.rows), by)) is not None:
        raise NotNow(_said_before(earlier))
    try:
        effects = _rehearsed(read.rows, by, watch) if read.rows else None
    except BadList as bad:
        return Looked(read, (*read.faults, *bad.faults), None)
    return Looked(read, read.faults, None if read.faults else effects)


def start(
    content: bytes, *, organization: Organization, name: str, by: Actor, background: bool = True
) -> Reform:
    """Take a list in and have it read and rehearsed.

    Raises: NotAllowed, sheets.CannotRead.
    """
    by.require(CHANGE, at=organization)
    read = sheet.read(content, name)
    with transaction.atomic():
        run = Reform.objects.create(
            organization=organization,
            file=name[:80],
            pages=[asdict(page) for page in read.pages],
            rows=[{**asdict(row), "on": row.on.isoformat()} for row in read.rows],
            faults=[asdict(fault) for fault in read.faults],
            imprint=imprint(read.rows),
            on=max((row.on for row in read.rows), default=None),
            **_begun(by),
        )
        audit.record("reports.reform_started", run, by=by, rows=read.read)
        if background:
            _enqueue(run, by)
    return run


def ask_undo(
    run: Reform,
    *,
    rows: Iterable[int],
    on: date,
    document: str,
    reason: str,
    by: Actor,
    background: bool = True,
) -> Reform:
    """Prepare the correcting act that takes rows of an applied list back from a day on.

    Reading: rows that were undone already stay so; no rows means all that are left.
    Raises:  NotAllowed, NotNow.
    """
    with transaction.atomic():
        run = _locked(run, ReformStatus.DONE, by=by)
        left = {step.row for step in steps_left(run, by=by)}
        picked = sorted(left & set(rows)) or sorted(left)
        _may_undo(run, picked, on, document, reason, by)
        new = Reform.objects.create(
            organization=run.organization,
            file=run.file,
            undoes=run,
            picked=picked,
            on=on,
            document=tidy(document),
            reason=tidy(reason),
            **_begun(by),
        )
        audit.record("reports.reform_undo_started", new, by=by, of=run.pk, rows=len(picked))
        if background:
            _enqueue(new, by)
    return new


@transaction.atomic
def confirm(run: Reform, *, by: Actor, background: bool = True) -> Reform:
    """Have a list applied as its preview says.

    Raises: NotAllowed, NotNow: rows are refused, its day has not come, or it was applied before.
    """
    run = _locked(run, ReformStatus.PREVIEW, by=by)
    if (earlier := applied_before(run, by=by)) is not None:
        raise NotNow(_said_before(earlier))
    if run.faults or run.effects is None:
        raise NotNow(_("Còn hàng không nhận được: sửa tệp rồi nạp lại."))
    if run.on and run.on > by.today:
        names = {"day": f"{run.on:%d/%m/%Y}"}
        raise NotNow(_("Danh sách có việc từ ngày %(day)s: ngày ấy đến mới áp dụng được.") % names)
    run.status = ReformStatus.CONFIRMED
    run.save(update_fields=["status"])
    audit.record("reports.reform_confirmed", run, by=by)
    if background:
        _enqueue(run, by)
    return run


def cancel(run: Reform, *, by: Actor) -> Reform:
    """End a list: at once, or at the next step while it is being rehearsed or applied.

    Reading: what is being applied is one transaction, so nothing of it is left.
    Raises:  NotAllowed, NotNow once it has ended.
    """
    by.require(CHANGE, at=run.organization)
    if run.status in (ReformStatus.READING, ReformStatus.WRITING):
        Signal(run.ref).stop()  # no row: whoever applies may hold the right to write
        return run
    with transaction.atomic():
        run = _locked(run, *REFORM_AT_WORK, ReformStatus.PREVIEW, by=by)
        _end(run, ReformStatus.CANCELLED, by=by)
        audit.record("reports.reform_cancelled", run, by=by)
    return run


def compare_again(run: Reform, *, by: Actor) -> Mapping[str, Any]:
    """Count the figures of an applied list once more and keep what they came to.

    Raises: NotAllowed, NotNow.
    """
    with transaction.atomic():
        run = _locked(run, ReformStatus.DONE, by=by)
        _compare(run, _before(run), by)
        told: dict[str, Any] = run.compared or {}
        audit.record("reports.reform_compared", run, by=by, same=told.get("same"))
    return told


# --- what pages ask -----------------------------------------------------------------------------


def reforms(*, by: Actor) -> "QuerySet[Reform]":
    """Every list that the actor may see, the latest first."""
    seen = Reform.objects.visible_to(by).select_related("organization", "undoes")
    return seen.order_by("-pk")


def applied_before(run: Reform, *, by: Actor) -> Reform | None:
    """The same list as it was applied earlier, unless all of it was undone."""
    return _applied(run.imprint, by, but=run.pk) if run.imprint else None


def imprint_of(content: bytes, name: str) -> str:
    """By what a file is known when it comes again.

    Raises: sheets.CannotRead.
    """
    return imprint(sheet.read(content, name).rows)


def steps_of(run: Reform) -> list[Done]:
    """What a list did, or took back, in its order."""
    return [Done(**each) for each in run.steps]


def steps_left(run: Reform, *, by: Actor) -> list[Done]:
    """What of an applied list has not been undone."""
    undone = reforms(by=by).filter(undoes=run, status=ReformStatus.DONE)
    gone = {row for picked in undone.values_list("picked", flat=True) for row in picked}
    return [step for step in steps_of(run) if step.row not in gone]


def why_failed(run: Reform) -> str:
    """Say in the reader's language why a list could not be applied."""
    if run.failed == FIGURES_MOVED:
        what = str(run.about.get("what", ""))
        return _("Một số liệu đã qua sẽ đổi: %s. Đã rút lại toàn bộ.") % what
    return failure(run.failed, run.about) if run.failed else ""


def bad_rows_of(run: Reform) -> bytes | None:
    """The workbook of refused rows with every reason; nothing if none was refused."""
    if not run.faults:
        return None
    return sheet.bad_rows([BadRows(**page) for page in run.pages], faults_of(run))


def faults_of(run: Reform) -> list[Fault]:
    return [Fault(**each) for each in run.faults]


def rows_of(run: Reform) -> list[Row]:
    told = []
    for each in run.rows:
        day, who = date.fromisoformat(each["on"]), tuple(each["who"])
        told.append(Row(**{**each, "on": day, "who": who}))
    return told


# --- in the background --------------------------------------------------------------------------


@task()
def work_off(run: int, user: int, today: str, at: str) -> None:
    """Rehearse or apply one list on behalf of whoever asked, with the roles held by now."""
    by = originator(user, today=date.fromisoformat(today), at=datetime.fromisoformat(at))
    if by is None:
        return
    with wall.behind(by):
        row = reforms(by=by).filter(pk=run).first()
        if row is not None:
            work(row, by=by)


def work(run: Reform, *, by: Actor) -> None:
    """Do what a list waits for: rehearse it, or apply it. Safe to repeat."""
    if run.status not in STEPS:
        return
    run.status = STEPS[ReformStatus(run.status)]
    run.save(update_fields=["status"])
    with override(run.language):
        _survive(run, _apply if run.status == ReformStatus.WRITING else _look, by)
        if run.status == ReformStatus.DONE:  # applied, whatever becomes of the comparison
            with transaction.atomic():
                _compare(run, _before(run), by)


def _survive(run: Reform, work: Callable[[Reform, Actor], None], by: Actor) -> None:
    try:
        work(run, by)
    except Stopped:
        with transaction.atomic():
            _end(run, ReformStatus.CANCELLED, by=by)
            audit.record("reports.reform_cancelled", run, by=by)
    except BadList as bad:
        run.status, run.effects = ReformStatus.PREVIEW, None
        run.faults = [*run.faults, *map(asdict, bad.faults)]
        run.save(update_fields=["status", "effects", "faults"])
    except figures.FiguresMoved as moved:
        _fail(run, FIGURES_MOVED, {"what": "; ".join(moved.differences[:5])}, by=by)
    except NotAllowed:
        _fail(run, NOT_ALLOWED, {}, by=by)
    except Exception:
        _fail(run, OURS, {}, by=by)
        raise
    finally:
        Signal(run.ref).clear()


def _look(run: Reform, by: Actor) -> None:
    effects: Effects | None = None
    watch, rows = Signal(run.ref).watch, rows_of(run)
    if run.undoes is not None:
        effects = effects_of(lambda then: _undo(run, then, watch), on=run.on or by.today, by=by)
    elif rows and applied_before(run, by=by) is None:  # else there is nothing left to rehearse
        effects = _rehearsed(rows, by, watch)
    run.status = ReformStatus.PREVIEW
    run.effects = effects.to_json() if effects and not run.faults else None
    run.save(update_fields=["status", "effects"])


def _rehearsed(rows: Sequence[Row], by: Actor, watch: Watch) -> Effects:
    last = max(row.on for row in rows)
    return effects_of(lambda then: carry_out(rows, by=then, watch=watch), on=last, by=by)


def _apply(run: Reform, by: Actor) -> None:
    eve = min((row.on for row in rows_of(run)), default=run.on or by.today) - ONE_DAY
    concerned = {slug for step in (run.effects or {})["steps"] for slug in step["who"]}
    before = figures.results(concerned, eve=eve, by=by)
    with transaction.atomic():
        if not _still_to_write(run, by):
            return
        was = figures.standing(until=eve + ONE_DAY, by=by)
        done = _carried_out(run, by)
        now = figures.standing(until=eve + ONE_DAY, by=by)
        if run.undoes is None:
            keepers = _keepers(done)
            if moved := figures.differences(was, now, keepers):
                raise figures.FiguresMoved(moved)
        run.steps = [step.to_json() for step in done]
        run.compared = {"eve": eve.isoformat(), "before": [each.to_json() for each in before]}
        _end(run, ReformStatus.DONE, by=by)
        run.save(update_fields=["steps", "compared"])
        audit.record("reports.reform_applied", run, by=by, steps=len(done), of=run.undoes_id)


def _still_to_write(run: Reform, by: Actor) -> bool:
    """Whoever else was given the same list waits here, and then finds it written.

    Somebody who no longer sees the list is told row by row what they may not do.
    """
    held = reforms(by=by).select_for_update(of=("self",)).filter(pk=run.pk).first()
    return held is None or held.status == ReformStatus.WRITING


def _carried_out(run: Reform, by: Actor) -> list[Done]:
    watch = Signal(run.ref).watch
    if run.undoes is not None:
        return _undo(run, by, watch)
    if (earlier := applied_before(run, by=by)) is not None:
        row = rows_of(run)[0]
        raise BadList([Fault(row.sheet, row.row, "act", _said_before(earlier))])
    return carry_out(rows_of(run), by=by, watch=watch)


def _undo(run: Reform, by: Actor, watch: Watch) -> list[Done]:
    if run.undoes is None:
        raise NotNow(_("Danh sách này không đính chính danh sách nào."))
    steps = [step for step in steps_left(run.undoes, by=by) if step.row in run.picked]
    on, document, reason = run.on or by.today, run.document, run.reason
    take_back(steps, on=on, document=document, reason=reason, by=by, watch=watch)
    return steps


def _keepers(done: Iterable[Done]) -> dict[int, int]:
    ended = sorted({slug for step in done for slug in step.ends})
    keepers: dict[int, int] = {}
    for portion in portions(ended):
        rows = Succession.objects.filter(predecessor__slug__in=portion, keeps_rows=True)
        pairs = rows.order_by("happened_on", "pk").values_list("predecessor_id", "successor_id")
        keepers |= dict(pairs)
    return keepers


def _before(run: Reform) -> list[figures.Result]:
    return [figures.Result(**each) for each in (run.compared or {})["before"]]


def _compare(run: Reform, before: Sequence[figures.Result], by: Actor) -> None:
    """Put the results of before and now side by side; ``same`` if no digit differs."""
    kept = run.compared or {}
    eve = date.fromisoformat(kept["eve"])
    now = figures.results({each.slug for each in before}, eve=eve, by=by)
    after = [each.to_json() for each in now]
    told = [each.to_json() for each in before]
    run.compared = {
        **kept, "before": told, "after": after, "same": told == after,
        "at": by.at.isoformat(),
    }  # fmt: skip
    run.save(update_fields=["compared"])


# --- rows of runs -------------------------------------------------------------------------------


def _begun(by: Actor) -> dict[str, Any]:
    return {"language": get_language() or "vi", "started_at": by.at, "started_by": by.user_id}


def _may_undo(
    run: Reform, picked: Sequence[int], on: date, document: str, reason: str, by: Actor
) -> None:
    if run.undoes is not None:
        raise NotNow(_("Đây đã là một lần đính chính; hãy nạp danh sách mới."))
    if not picked:
        raise NotNow(_("Danh sách này đã được đính chính hết."))
    if not tidy(document) or not tidy(reason):
        raise NotNow(_("Phải ghi văn bản và lý do đính chính."))
    if on > by.today or (run.on and on < run.on):
        raise NotNow(_("Ngày đính chính phải từ ngày của danh sách đến hôm nay."))


def _applied(imprint: str, by: Actor, *, but: int | None = None) -> Reform | None:
    same = reforms(by=by).filter(imprint=imprint, undoes=None, status=ReformStatus.DONE)
    left = (each for each in same.exclude(pk=but or 0) if steps_left(each, by=by))
    return next(left, None)


def _said_before(earlier: Reform) -> str:
    day = f"{earlier.ended_at or earlier.started_at:%d/%m/%Y}"
    return _("Danh sách này đã được áp dụng ngày %(day)s (%(ref)s); không ghi lần nữa.") % {
        "day": day, "ref": earlier.ref,
    }  # fmt: skip


def _enqueue(run: Reform, by: Actor) -> None:
    said = (run.pk, by.user_id, by.today.isoformat(), by.at.isoformat())
    transaction.on_commit(lambda: work_off.enqueue(*said))


def _locked(run: Reform, *wanted: str, by: Actor) -> Reform:
    seen = Reform.objects.visible_to(by).select_related("organization")
    row: Reform = seen.select_for_update(of=("self",)).get(pk=run.pk)
    by.require(CHANGE, at=row.organization)
    if row.status not in wanted:
        raise NotNow(_("Danh sách này đang ở bước “%s”.") % row.get_status_display())
    return row


@transaction.atomic
def _fail(run: Reform, code: str, about: Mapping[str, str], *, by: Actor) -> None:
    run.failed, run.about = code, dict(about)
    run.save(update_fields=["failed", "about"])
    _end(run, ReformStatus.FAILED, by=by)
    audit.record("reports.reform_failed", run, by=by)


def _end(run: Reform, status: ReformStatus, *, by: Actor) -> None:
    run.status, run.ended_at = status, by.at
    run.save(update_fields=["status", "ended_at"])
