"""Read what is on record about each admission of a reading: two statements, whatever the number.

The statements go by the authority over the figures, through placement, as the reading does; only
counts leave for a page, and names only through ``boards.admitted``, which asks who may see them.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from nguon.development.models import CaseEvent
from nguon.dossier.models import FileReturn
from nguon.planning.quality import ACTS, Trace
from nguon.planning.reading import Reading

FOLLOWED = "case__person__memberships__"


def followed(reading: Reading) -> list[Trace]:
    """What became of each admission by the reading's day, without the acts of its case.

    Shape: one for each admission, in no order; one statement.
    """
    return list(_admissions(reading, {}, {}).values())


def traces(reading: Reading) -> list[Trace]:
    """What became of each admission, how often each act with a limit was done by then, and how
    often the file had been sent back.

    Shape: one for each admission, in no order; two statements.
    """
    return list(_admissions(reading, *_acts(reading)).values())


def _admissions(
    reading: Reading,
    done: Mapping[int, Mapping[str, int]],
    returned: Mapping[int, Sequence[date]],
) -> dict[int, Trace]:
    """By the number of the ceremony; of several memberships the one that began with it."""
    rows = reading.ceremonies().values_list(
        "pk",
        "case_id",
        "happened_on",
        "case__stage",
        "case__findings",
        "case__recognised_on",
        *(f"{FOLLOWED}{name}" for name in ("joined_on", "full_from", "left_on", "left_how")),
    )
    found: dict[int, Trace] = {}
    for number, case, on, stage, findings, decided_on, *member in rows:
        joined_on, *after = member
        if number not in found or joined_on == on:
            found[number] = Trace(
                case=case,
                on=on,
                judged=bool(stage),
                findings=frozenset(findings),
                done=done.get(case, {}),
                returned=sum(day <= on for day in returned.get(case, ())),
                **_after(decided_on, after if joined_on == on else None, reading.as_of),
            )
    return found


def _after(decided_on: date | None, member: list[Any] | None, as_of: date) -> dict[str, Any]:
    full_from, left_on, left_how = member or (None, None, "")
    has_left = left_on is not None and left_on <= as_of
    recognised = decided_on or full_from
    return {
        "member": member is not None,
        "recognised_on": recognised if recognised and recognised <= as_of else None,
        "left_on": left_on if has_left else None,
        "left_how": left_how if has_left else "",
    }


def _acts(reading: Reading) -> tuple[dict[int, dict[str, int]], dict[int, list[date]]]:
    """How often each of ``ACTS`` was done in each case, without what was taken back; and the
    days on which each file was sent back."""
    taken_back = CaseEvent.unscoped.filter(retracts__isnull=False).values("retracts")
    cases = reading.ceremonies().values("case")
    acts = CaseEvent.unscoped.filter(
        case__in=cases, type__in=ACTS, happened_on__lte=reading.as_of
    ).exclude(pk__in=taken_back)
    back = FileReturn.unscoped.filter(
        case__in=cases, kind=FileReturn.Kind.RETURNED, on__lte=reading.as_of
    )
    rows = acts.order_by().values_list("case_id", "type", "happened_on")
    done: dict[int, dict[str, int]] = {}
    returned: dict[int, list[date]] = {}
    for case, act, day in rows.union(
        back.order_by().values_list("case_id", "kind", "on"), all=True
    ):
        if act == FileReturn.Kind.RETURNED:
            returned.setdefault(case, []).append(day)
        else:
            of_case = done.setdefault(case, {})
            of_case[act] = of_case.get(act, 0) + 1
    return done, returned
