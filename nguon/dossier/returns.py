"""Files sent back by the committee that decides, with the reasons, and handed in again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from nguon.core import audit
from nguon.core.actor import Actor
from nguon.core.crypto import CannotOpen
from nguon.core.text import tidy
from nguon.development.facts import Dossier, dossier
from nguon.development.models import Case, CaseEvent
from nguon.dossier.checks import BadDay, Incomplete, Over, Refused, locked, not_to_come, required
from nguon.dossier.models import FileReturn
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization, Version
from nguon.people import vault

Kind, Reason = FileReturn.Kind, FileReturn.Reason
SEND_BACK, HAND_IN = "dossier.return", "dossier.keep"
# The resolution with which a file goes up, and the decision with which it has been dealt with.
SENT_UP = {
    "cell_resolution": "admission_decision",
    "recognition_resolution": "recognition_decision",
}
WHY = "returned"
SHOWN = ("case__person", "organization", "sender", "answer")


class NothingSent(Refused):
    """The cell has resolved nothing, so no file has gone up that could come back."""


@dataclass(frozen=True, slots=True)
class Returned:
    """One return as a page shows it; ``words`` only for who may open the file."""

    row: FileReturn
    sender: str
    place: str
    reasons: tuple[str, ...]
    words: str
    answered_on: date | None

    @property
    def is_open(self) -> bool:
        return self.answered_on is None


@transaction.atomic
def send_back(
    case: Case,
    *,
    on: date,
    reasons: Iterable[str],
    by: Actor,
    words: str = "",
    document: str = "",
    due_on: date | None = None,
) -> FileReturn:
    """Send a file back to the cell: what is wrong with it, in codes and in words.

    Reading: the words may tell of the person and lie sealed; the codes may stand in lists.
    Raises:  NotAllowed, Refused, vault.NoConsent, Case.DoesNotExist. Nothing is written when it
             raises.
    """
    row = locked(case, by)
    by.require(SEND_BACK, at=row.organization)
    codes, said = _checked(reasons, words)
    _require_sent(row, on, by)
    if due_on is not None and due_on < on:
        raise BadDay(_("Hạn nộp lại phải từ ngày trả trở đi."), "due_on")
    if waiting(by=by).filter(case=row).exists():
        raise Over(_("Hồ sơ này đang được trả lại và chưa nộp lại."))
    returned = _row(row, Kind.RETURNED, on, document, said, by)
    returned.reasons, returned.due_on = codes, due_on
    returned.sender = _sender(row, by)
    returned.save(force_insert=True)
    audit.record(SEND_BACK, returned, by=by, case=row.pk, reasons=codes)
    return returned


@transaction.atomic
def hand_in_again(
    returned: FileReturn, *, on: date, by: Actor, words: str = "", document: str = ""
) -> FileReturn:
    """Note that a file that had come back was handed in again.

    Raises: NotAllowed, Refused, vault.NoConsent, Case.DoesNotExist. Nothing is written when it
            raises.
    """
    case = locked(returned.case, by)
    by.require(HAND_IN, at=case.organization)
    if not waiting(by=by).filter(pk=returned.pk).exists():
        raise Over(_("Hồ sơ này đã nộp lại."))
    not_to_come(on, by)
    if on < returned.on:
        raise BadDay(_("Nộp lại phải từ ngày trả hồ sơ trở đi."))
    answer = _row(case, Kind.RESUBMITTED, on, document, tidy(words), by)
    answer.sender, answer.answers = returned.sender, returned
    answer.save(force_insert=True)
    audit.record("dossier.hand_in_again", answer, by=by, case=case.pk)
    return answer


# --- what is asked about them -------------------------------------------------------------------


def returned(*, by: Actor, organization: Organization | None = None) -> "QuerySet[FileReturn]":
    """Every return in sight, the latest first."""
    rows = FileReturn.objects.visible_to(by).filter(kind=Kind.RETURNED)
    if organization is not None:
        rows = rows.filter(organization__in=tree.subtree(organization, on=by.today))
    return rows.select_related(*SHOWN).order_by("-on", "-pk")


def waiting(*, by: Actor, action: str = "") -> "QuerySet[FileReturn]":
    """The returns in sight that nobody answered, in no order.

    Reading: handing in again answers one, and so does a receipt at the committee entered later.
    """
    receipts = CaseEvent.objects.visible_to(by, action=action).filter(
        case=OuterRef("case"),
        type="file_received",
        happened_on__gte=OuterRef("on"),
        recorded_at__gt=OuterRef("recorded_at"),
        retracted_by__isnull=True,
    )
    rows = FileReturn.objects.visible_to(by, action=action).select_related(*SHOWN)
    return rows.filter(~Exists(receipts), kind=Kind.RETURNED, answer__isnull=True)


def listed(rows: Sequence[FileReturn], *, by: Actor) -> list[Returned]:
    """The returns of a page with names and answers, without what was written about them."""
    names = tree.versions_on({n for row in rows for n in _places(row)}, by.today)
    receipts = _receipts([row.case_id for row in rows], by)
    return [_shown(row, names, receipts) for row in rows]


def of_a_case(case: Case, *, by: Actor) -> list[Returned]:
    """The returns of one case with what was written about them, the latest first.

    Reading: words whose seal may no longer be broken stay away.
    Raises:  NotAllowed for who may not open the file.
    """
    by.require("people.open", at=case.organization)
    rows = list(returned(by=by).filter(case=case))
    plain = listed(rows, by=by)
    told = _opened(case, rows, by)
    return [replace(each, words=told.get(each.row.pk, "")) for each in plain]


def open_of(case: Case, *, by: Actor) -> Returned | None:
    """The return of one case that nobody answered, without what was written about it."""
    rows = waiting(by=by).filter(case=case)
    return next(iter(listed(list(rows), by=by)), None)


def labels(codes: Iterable[str]) -> tuple[str, ...]:
    """The reasons in words, in their order."""
    given = set(codes)
    return tuple(str(reason.label) for reason in Reason if reason.value in given)


# --- rules and pieces ---------------------------------------------------------------------------


def _checked(reasons: Iterable[str], words: str) -> tuple[list[str], str]:
    given = set(reasons)
    codes = [reason.value for reason in Reason if reason.value in given]
    if not codes or given - set(codes):
        raise Incomplete(_("Phải chọn ít nhất một lý do."), "reasons")
    if Reason.OTHER in given:
        required(words, _("Lý do khác thì phải ghi rõ."))
    return codes, tidy(words)


def _require_sent(case: Case, on: date, by: Actor) -> None:
    """Pass if on that day a resolution of the cell was with those who decide."""
    not_to_come(on, by)
    opened = dossier(case, by=by)
    sent = [act.on for kind in SENT_UP if (act := opened.last(kind, by.today))]
    if not sent:
        raise NothingSent(_("Chi bộ chưa có nghị quyết, nên chưa có hồ sơ gửi lên để trả lại."))
    if on < min(sent):
        day = f"{min(sent):%d/%m/%Y}"
        raise BadDay(_("Ngày trả không thể trước nghị quyết của chi bộ (%s).") % day)
    if not any(_is_pending(opened, *pair, on) for pair in SENT_UP.items()):
        raise Over(_("Đến ngày ấy đã có quyết định, không còn hồ sơ nào để trả lại."))


def _is_pending(opened: Dossier, resolution: str, decision: str, on: date) -> bool:
    adopted, decided = opened.last(resolution, on), opened.last(decision, on)
    return adopted is not None and (decided is None or decided.on < adopted.on)


def _row(
    case: Case, kind: FileReturn.Kind, on: date, document: str, words: str, by: Actor
) -> FileReturn:
    return FileReturn(
        organization=case.organization,
        case=case,
        kind=kind,
        on=on,
        document=tidy(document),
        sealed=vault.seal_event(case.person, {"words": words}) if words else None,
        recorded_at=by.at,
        recorded_by=by.user_id,
    )


def _sender(case: Case, by: Actor) -> Organization:
    """The lowest place above the case at which the actor may send files back."""
    seats = {seat.organization_id for seat in by.seats(SEND_BACK)}
    line = [*tree.ancestors(case.organization, on=by.today), case.organization]
    return next(place for place in reversed(line) if place.pk in seats)


def _places(row: FileReturn) -> tuple[int, int]:
    return row.organization_id, row.sender_id


def _receipts(cases: list[int], by: Actor) -> dict[int, list[tuple[date, datetime]]]:
    """The receipts of cases at the committee that stand: day and instant of entry, by day."""
    rows = CaseEvent.objects.visible_to(by).filter(
        case__in=cases, type="file_received", retracted_by__isnull=True
    )
    found: dict[int, list[tuple[date, datetime]]] = {}
    for row in rows.order_by("happened_on"):
        found.setdefault(row.case_id, []).append((row.happened_on, row.recorded_at))
    return found


def _shown(
    row: FileReturn,
    names: Mapping[int, Version],
    receipts: Mapping[int, Sequence[tuple[date, datetime]]],
) -> Returned:
    place, sender = (names[n].name if n in names else "" for n in _places(row))
    answer = getattr(row, "answer", None)
    later = (
        on for on, at in receipts.get(row.case_id, ()) if on >= row.on and at > row.recorded_at
    )
    answered = answer.on if answer else next(later, None)
    return Returned(row, sender, place, labels(row.reasons), "", answered)


def _opened(case: Case, rows: Sequence[FileReturn], by: Actor) -> dict[int, str]:
    sealed = [row for row in rows if row.sealed]
    if not sealed:
        return {}
    case.person.organization = case.organization
    try:
        opened = vault.open_events(
            case.person, [bytes(row.sealed) for row in sealed if row.sealed], by=by, why=WHY
        )
    except (vault.NoConsent, CannotOpen):
        return {}
    return {row.pk: told.get("words", "") for row, told in zip(sealed, opened, strict=True)}
