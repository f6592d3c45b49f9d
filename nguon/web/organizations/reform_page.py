"""What the page of a list shows: its rows in words, and names with the rights of who looks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nguon.accounts import queries as accounts
from nguon.core.actor import Actor
from nguon.development import words
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.organizations.placement import portions
from nguon.organizations.reform.acts import Done
from nguon.organizations.reform.rows import Act
from nguon.reports.models import REFORM_AT_WORK, Reform, ReformStatus
from nguon.reports.reform import runs
from nguon.reports.reform.sheet import WHICH
from nguon.web.organizations import labels

SHOWN = 200
LISTS: tuple[str | Promise, ...] = (
    _("Tệp"), _("Cấp uỷ"), _("Lúc"), _("Bước"), _("Số việc"), _("Đính chính"),
)  # fmt: skip
STEPS: tuple[str | Promise, ...] = (
    _("Hàng"), _("Việc"), _("Tổ chức"), _("Thành"), _("Từ ngày"), _("Văn bản"), _("Tình trạng"),
)  # fmt: skip
ACCESS: tuple[str | Promise, ...] = (
    _("Quyền"), _("Họ tên"), _("Vai trò"), _("Nơi giữ vai trò"), _("Số tổ chức"), _("Trong đó"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step in words; ``made`` are new, ``undone`` tells that it was taken back."""

    row: int
    act: str
    who: tuple[str, ...]
    into: tuple[str, ...]
    made: tuple[str, ...]
    on: date
    document: str
    undone: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody whose role shows fewer or more organisations than before."""

    name: str
    username: str
    role: str
    place: str
    places: int
    some: tuple[str, ...]


def page(run: Reform, *, by: Actor) -> dict[str, Any]:
    """Everything about one list that its page shows."""
    told: dict[str, Any] = run.effects or {}
    faults = runs.faults_of(run)
    lines = steps(run, by=by)
    return {
        "run": run,
        "place": tree.name_on(run.organization, by.today),
        "at_work": run.status in REFORM_AT_WORK,
        "asking": run.status == ReformStatus.PREVIEW,
        "why": runs.why_failed(run),
        "faults": [(each, WHICH.get(each.column, "")) for each in faults[:SHOWN]],
        "more_faults": max(0, len(faults) - SHOWN),
        "earlier": runs.applied_before(run, by=by),
        "lines": lines[:SHOWN],
        "more_lines": max(0, len(lines) - SHOWN),
        "ends": sum(len(step.ends) for step in _steps(run)),
        "made": sum(len(step.made) for step in _steps(run)),
        "told": told,
        "rows": labels.rows(told.get("rows", {})),
        **_people(run, told, by),
        "verdicts": _verdicts(told, by),
        "compared": _compared(run),
        "may_undo": run.status == ReformStatus.DONE and not run.undoes and _left(run, by),
        "undone_by": runs.reforms(by=by).filter(undoes=run),
    }


def steps(run: Reform, *, by: Actor) -> list[StepLine]:
    """The steps of a list, as it is to be carried out or was."""
    names = (run.effects or {}).get("names", {})
    left = {each.row for each in runs.steps_left(run, by=by)} if run.steps else set()
    done = run.status == ReformStatus.DONE and not run.undoes
    return [
        StepLine(
            each.row,
            str(Act(each.act).label),
            tuple(names.get(slug, slug) for slug in each.who),
            _into(each, names),
            tuple(names.get(slug, slug) for slug in each.made),
            date.fromisoformat(each.on),
            each.document,
            done and each.row not in left,
        )
        for each in _steps(run)
    ]


def _into(step: Done, names: Mapping[str, str]) -> tuple[str, ...]:
    if step.renamed:
        return (step.renamed,)
    return tuple(names.get(slug, slug) for slug in step.into if slug not in step.made)


def step_rows(run: Reform, *, by: Actor) -> Iterator[tuple[Any, ...]]:
    """The steps as rows of a workbook."""
    for line in steps(run, by=by):
        state = str(_("đã đính chính")) if line.undone else ""
        who, into = "; ".join(line.who), "; ".join((*line.made, *line.into))
        yield line.row, line.act, who, into, line.on, line.document, state


def access_rows(run: Reform, *, by: Actor) -> Iterator[tuple[Any, ...]]:
    """Who sees less and who more, as rows of a workbook."""
    seats = _people(run, run.effects or {}, by)
    for words_, found in ((_("mất"), seats["lose"]), (_("thêm"), seats["gain"])):
        for each in found:
            told = "; ".join(each.some)
            yield str(words_), each.name, each.role, each.place, each.places, told


def list_rows(found: Iterable[Reform]) -> Iterator[tuple[Any, ...]]:
    """Lists as rows of a workbook."""
    for run in found:
        status = str(run.get_status_display())
        of = run.undoes.file if run.undoes else ""
        count = len(run.steps) or len(run.rows) or len(run.picked)
        yield run.file, run.organization.slug, run.started_at, status, count, of


def _steps(run: Reform) -> list[Done]:
    planned = (run.effects or {}).get("steps", [])
    return runs.steps_of(run) or [Done(**each) for each in planned]


def _left(run: Reform, by: Actor) -> bool:
    return bool(runs.steps_left(run, by=by))


def _people(run: Reform, told: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """Names as far as the reader sees the place; how many there are is told in any case."""
    if not told:
        return {"lose": [], "gain": [], "losing": 0, "gaining": 0}
    on = date.fromisoformat(told["on"])
    return {
        "lose": _seats(told["lose"], on, by),
        "gain": _seats(told["gain"], on, by),
        "losing": sum(each["holders"] for each in told["lose"]),
        "gaining": sum(each["holders"] for each in told["gain"]),
    }


def _seats(found: list[dict[str, Any]], on: date, by: Actor) -> list[Seat]:
    by_slug = {each["slug"]: each for each in found}
    holdings: list[accounts.Holding] = []
    for portion in portions(sorted(by_slug)):
        numbers = Organization.objects.filter(slug__in=portion).values_list("pk", flat=True)
        holdings += accounts.in_charge(list(numbers), on=on, by=by)
    seats = [
        Seat(
            each.full_name,
            each.username,
            each.role,
            each.place,
            by_slug[each.slug]["places"],
            tuple(by_slug[each.slug]["some"]),
        )
        for each in holdings
    ]
    return sorted(seats, key=lambda seat: -seat.places)


def _verdicts(told: Mapping[str, Any], by: Actor) -> list[dict[str, Any]]:
    """The verdicts that differ, in words."""
    if not by.seats("development.view"):
        return []
    found = told.get("verdicts", {}).get("some", [])[:SHOWN]
    return [{"ref": each["ref"]} | {when: _step(each[when]) for when in WHEN} for each in found]


WHEN = ("before", "after")


def _step(told: list[Any]) -> dict[str, Any]:
    step, actor, due = told
    return {
        "step": words.event(step) if step else "",
        "actor": words.actor(actor) if actor else "",
        "due": date.fromisoformat(due) if due else None,
    }


def _compared(run: Reform) -> dict[str, Any] | None:
    """Results before and after, side by side."""
    kept = run.compared
    if not kept or "after" not in kept:
        return None
    after = {(each["slug"], each["term"]): each for each in kept["after"]}
    lines = [(was, after.get((was["slug"], was["term"]))) for was in kept["before"]]
    return {
        "same": kept["same"],
        "eve": date.fromisoformat(kept["eve"]),
        "lines": [{"was": was, "now": now, "same": was == now} for was, now in lines[:SHOWN]],
        "more": max(0, len(lines) - SHOWN),
    }
