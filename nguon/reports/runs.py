"""One workbook on its way in through the page: kept sealed, worked off in the background.

A run is read and checked first, confirmed by the clerk, then written; a task that was cut off
begins again and finds done what was done. Nothing of the upload is left when the run has ended,
and what names people in its report goes after three days.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from nguon.accounts.actors import originator, require_still
from nguon.core import audit, crypto, wall
from nguon.core.actor import Actor, NotAllowed
from nguon.development import projection
from nguon.organizations.models import Organization
from nguon.reports import sheets
from nguon.reports.apart import require_unmarked
from nguon.reports.faults import NOT_ALLOWED, OURS, failure
from nguon.reports.models import AT_WORK, ENDED, ImportRun, RunStatus
from nguon.reports.operations import (
    bad_rows,
    import_roster,
    refused_rows,
    teach_columns,
    with_reasons,
)
from nguon.reports.report import ImportReport, Refusal, Tie
from nguon.reports.sheets import BadRows

KEEP = timedelta(hours=72)


class NotNow(ValueError):
    """The run is at another point; the message is fit to show. Nothing was changed."""


def start(content: bytes, *, organization: Organization, name: str, by: Actor) -> ImportRun:
    """Keep an upload and have it read in the background.

    Raises: NotAllowed, sheets.CannotRead for what is no workbook at first sight, or is marked.
    """
    by.require("people.import", at=organization)
    sheets.check_start(content)
    require_unmarked(content)
    with transaction.atomic():
        run = ImportRun.objects.create(
            organization=organization,
            file="",
            started_at=by.at,
            started_by=by.user_id,
            report=None,
        )
        run.file = f"{run.ref}.sealed"
        run.report = _seal(run, {"name": name[:200]})
        run.save(update_fields=["file", "report"])
        audit.record("reports.import_started", run, by=by)
        _keep(run, "upload", content)
        _enqueue(run, by)
    return run


@transaction.atomic
def tie(
    run: ImportRun, ties: Sequence[Tie], meanings: Mapping[str, str], *, by: Actor
) -> ImportRun:
    """Say what stands behind the rows and what headings mean, and have the file read again.

    Raises: NotAllowed, NotNow, report.BadTie.
    """
    run = _locked(run, RunStatus.PREVIEW, by=by)
    for each in ties:
        each.check(by.today)
    if meanings:
        teach_columns(run.organization, meanings, by=by)
    run.ties = [_tie_json(each) for each in ties]
    run.status = RunStatus.WAITING
    run.save(update_fields=["ties", "status"])
    audit.record("reports.import_tied", run, by=by, ties=len(ties))
    _enqueue(run, by)
    return run


@transaction.atomic
def confirm(run: ImportRun, *, by: Actor) -> ImportRun:
    """Have the file written as its preview says.

    Raises: NotAllowed, NotNow.
    """
    run = _locked(run, RunStatus.PREVIEW, by=by)
    run.status = RunStatus.CONFIRMED
    run.save(update_fields=["status"])
    audit.record("reports.import_confirmed", run, by=by)
    _enqueue(run, by)
    return run


@transaction.atomic
def cancel(run: ImportRun, *, by: Actor) -> ImportRun:
    """End a run: at once, or after the portion that is being written.

    Raises: NotAllowed, NotNow once it has ended.
    """
    run = _locked(run, *AT_WORK, RunStatus.PREVIEW, by=by)
    run.cancel_asked = True
    run.save(update_fields=["cancel_asked"])
    if run.status not in (RunStatus.READING, RunStatus.WRITING):
        _end(run, RunStatus.CANCELLED, by=by)
    audit.record("reports.import_cancelled", run, by=by)
    return run


def ties_of(run: ImportRun) -> list[Tie]:
    """Return what the clerk said stands behind the rows."""
    return [
        Tie(
            **{
                **kept,
                "document_on": date.fromisoformat(kept["document_on"]),
                "purposes": tuple(kept["purposes"]),
            }
        )
        for kept in run.ties
    ]


def report_of(run: ImportRun, *, by: Actor) -> ImportReport | None:
    """Return the report of a run; nothing before there is one, or once it has gone.

    Raises: NotAllowed.
    """
    by.require("people.import", at=run.organization)
    kept = _unseal(run).get("report")
    if kept is None:
        return None
    return ImportReport(**{**kept, "refused": [Refusal(**each) for each in kept["refused"]]})


def name_of(run: ImportRun) -> str:
    """Return what the clerk's file was called; nothing once that has gone."""
    return str(_unseal(run).get("name", ""))


def bad_rows_of(run: ImportRun, *, by: Actor) -> bytes | None:
    """Return the workbook of refused rows in the reader's language; nothing once it has gone.

    Raises: NotAllowed, sheets.CannotRead.
    """
    report = report_of(run, by=by)
    if report is None or not report.refused:
        return None
    if run.status not in ENDED:
        content = _kept(run, "upload")
        return bad_rows(content, report) if content else None
    rows = _kept(run, "refused")
    return with_reasons([BadRows(**each) for each in orjson.loads(rows)], report) if rows else None


def why_failed(run: ImportRun) -> str:
    """Say in the reader's language why a run failed; what names people has gone after a while."""
    about = defaultdict(lambda: "…", _unseal(run).get("failed", {}))
    return failure(run.failed, about) if run.failed else ""


def forget_old(*, by: Actor) -> int:
    """Take what names people out of runs that ended three days ago; return how many.

    Reading: a run that nobody went on with for three days ends by itself.
    """
    seen = ImportRun.objects.visible_to(by)
    for run in seen.filter(ended_at__isnull=True, started_at__lte=by.at - KEEP):
        _end(run, RunStatus.CANCELLED, by=by)
        _drop(run, "upload", "refused")
        run.report = None
        run.save(update_fields=["report"])
    gone = list(seen.filter(ended_at__lte=by.at - KEEP, report__isnull=False))
    for run in gone:
        _drop(run, "upload", "refused")
        run.report = None
        run.save(update_fields=["report"])
    return len(gone)


# --- in the background ------------------------------------------------------------------------


@task()
def work_off(run: int, user: int, today: str, at: str) -> None:
    """Read or write one run on behalf of whoever asked, with the roles held by now."""
    by = originator(user, today=date.fromisoformat(today), at=datetime.fromisoformat(at))
    if by is None:
        return
    with wall.behind(by):
        row = (
            ImportRun.objects.visible_to(by).filter(pk=run).select_related("organization").first()
        )
        if row is not None:
            work(row, by=by)


def work(run: ImportRun, *, by: Actor) -> None:
    """Do what a run waits for: read it, or write it. Safe to repeat."""
    steps = {
        RunStatus.WAITING: RunStatus.READING,
        RunStatus.READING: RunStatus.READING,
        RunStatus.CONFIRMED: RunStatus.WRITING,
        RunStatus.WRITING: RunStatus.WRITING,
    }
    if run.status not in steps:
        return
    run.status = steps[RunStatus(run.status)]
    run.save(update_fields=["status"])
    try:
        _go_on(run, by)
    except sheets.CannotRead as cannot:
        _fail(run, cannot.code, cannot.about, by=by)
    except NotAllowed:
        _fail(run, NOT_ALLOWED, {}, by=by)
    except Exception:
        _fail(run, OURS, {}, by=by)
        raise


def _go_on(run: ImportRun, by: Actor) -> None:
    content, writing = _kept(run, "upload"), run.status == RunStatus.WRITING
    if content is None:
        raise sheets.CannotRead("empty_file")
    report = import_roster(
        content,
        organization=run.organization,
        ties=ties_of(run),
        by=by,
        dry_run=not writing,
        file=name_of(run),
        watch=_watch(run, by),
    )
    _note(run, report)
    if report.cancelled:
        _end(run, RunStatus.CANCELLED, by=by)
    elif writing:
        if report.refused:
            _keep(run, "refused", orjson.dumps(refused_rows(content, report)))
        with transaction.atomic():
            _end(run, RunStatus.DONE, by=by)
            audit.record("reports.import_done", run, by=by, **run.counts)
        projection.refresh_due(by=by)  # until then every list judges the new cases by itself
    else:
        run.status = RunStatus.PREVIEW
        run.save(update_fields=["status"])


def _watch(run: ImportRun, by: Actor) -> Any:
    def watch(done: int, total: int) -> bool:
        require_still(by)
        rows = ImportRun.objects.visible_to(by).filter(pk=run.pk)
        rows.update(done=done, total=total)
        return not rows.filter(cancel_asked=True).exists()

    return watch


def _note(run: ImportRun, report: ImportReport) -> None:
    kept = {**_unseal(run), "report": asdict(report)}
    run.report = _seal(run, kept)
    run.counts = {
        "read": report.read,
        "accepted": report.accepted,
        "refused": report.refused_rows,
        "persons": report.persons,
        "known": report.known,
        "events": report.events,
    }
    run.save(update_fields=["report", "counts"])


@transaction.atomic
def _fail(run: ImportRun, code: str, about: Mapping[str, str], *, by: Actor) -> None:
    run.failed, run.report = code, _seal(run, {**_unseal(run), "failed": about})
    run.save(update_fields=["failed", "report"])
    _end(run, RunStatus.FAILED, by=by)
    audit.record("reports.import_failed", run, by=by)


def _end(run: ImportRun, status: RunStatus, *, by: Actor) -> None:
    run.status, run.ended_at = status, by.at
    run.save(update_fields=["status", "ended_at"])
    transaction.on_commit(lambda: _drop(run, "upload"))


def _enqueue(run: ImportRun, by: Actor) -> None:
    work_off.enqueue(run.pk, by.user_id, by.today.isoformat(), by.at.isoformat())


def _locked(run: ImportRun, *wanted: str, by: Actor) -> ImportRun:
    seen = ImportRun.objects.visible_to(by).select_related("organization")
    row = seen.select_for_update(of=("self",)).get(pk=run.pk)
    by.require("people.import", at=row.organization)
    if row.status not in wanted:
        raise NotNow(_("Lần nhập này đang ở bước “%s”.") % row.get_status_display())
    return row


# --- what is kept sealed ----------------------------------------------------------------------


def _path(run: ImportRun, kind: str) -> Path:
    return Path(settings.FILES) / "imports" / f"{run.ref}.{kind}"


def _keep(run: ImportRun, kind: str, content: bytes) -> None:
    path = _path(run, kind)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{kind}-draft")
    draft.write_bytes(crypto.seal_at_rest(content, _context(run, kind)))
    draft.chmod(0o600)
    draft.replace(path)


def _kept(run: ImportRun, kind: str) -> bytes | None:
    path = _path(run, kind)
    if not path.exists():
        return None
    return crypto.unseal_at_rest(path.read_bytes(), _context(run, kind))


def _drop(run: ImportRun, *kinds: str) -> None:
    for kind in kinds:
        _path(run, kind).unlink(missing_ok=True)


def _seal(run: ImportRun, said: Mapping[str, Any]) -> bytes:
    return crypto.seal_at_rest(orjson.dumps(said), _context(run, "report"))


def _unseal(run: ImportRun) -> dict[str, Any]:
    if run.report is None:
        return {}
    opened = crypto.unseal_at_rest(bytes(run.report), _context(run, "report"))
    said: dict[str, Any] = orjson.loads(opened)
    return said


def _context(run: ImportRun, kind: str) -> str:
    return f"reports.importrun:{run.ref}:{kind}"


def _tie_json(each: Tie) -> dict[str, Any]:
    return {**asdict(each), "document_on": each.document_on.isoformat()}
