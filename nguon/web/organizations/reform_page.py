"""What the page of a list shows: its rows in words, and names with the rights of who looks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nguon.core.actor import Actor
from nguon.development import words
from nguon.development.models import Case
from nguon.organizations import queries as tree
from nguon.organizations.reform.acts import Done
from nguon.organizations.reform.rows import Act
from nguon.reports.models import REFORM_AT_WORK, Reform, ReformStatus
from nguon.reports.reform import runs
from nguon.reports.reform.sheet import WHICH
from nguon.web.development.labels import FINDINGS
from nguon.web.organizations import labels, seats

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
        **_people(told, by),
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
            _back_to(each, names) if run.undoes else _into(each, names),
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


def _back_to(step: Done, names: Mapping[str, str]) -> tuple[str, ...]:
    """What a correcting act leads back to, where that is another name or code."""
    if not step.renamed:
        return _into(step, names)
    former = step.was.get("name", "")
    now = names.get(step.who[0], step.who[0])
    return (former if former != now else step.was.get("code", ""),)


def step_rows(run: Reform, *, by: Actor) -> Iterator[tuple[Any, ...]]:
    """The steps as rows of a workbook."""
    for line in steps(run, by=by):
        state = str(_("đã đính chính")) if line.undone else ""
        who, into = "; ".join(line.who), "; ".join((*line.made, *line.into))
        yield line.row, line.act, who, into, line.on, line.document, state


def access_rows(run: Reform, *, by: Actor) -> Iterator[tuple[Any, ...]]:
    """Who sees less and who more, as rows of a workbook."""
    people = _people(run.effects or {}, by)
    for words_, found in ((_("mất"), people["lose"]), (_("thêm"), people["gain"])):
        for each in found["seats"]:
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


def _people(told: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """Names as far as the reader sees the place; how many there are is told in any case."""
    return {which: _told(which, persons, told, by) for which, persons in ACCESS_OF.items()}


ACCESS_OF = {"lose": "losing", "gain": "gaining"}


def _told(which: str, persons: str, told: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    found = told.get(which, [])
    count = sum(each["holders"] for each in found)
    shown = {each["slug"]: seats.Ground(each["places"], each["some"]) for each in found}
    named = seats.seats(shown, on=date.fromisoformat(told["on"]), by=by) if told else []
    return {
        "seats": named,
        "roles": count,
        "persons": told.get(persons, count),  # what a run of an earlier release kept has none
        "hidden": max(0, count - len(named)),
    }


def _verdicts(told: Mapping[str, Any], by: Actor) -> list[dict[str, Any]]:
    """The verdicts that differ, in words."""
    if not by.seats("development.view"):
        return []
    found = told.get("verdicts", {}).get("some", [])[:SHOWN]
    cases = Case.objects.visible_to(by).filter(ref__in=[each["ref"] for each in found])
    names = dict(cases.values_list("ref", "person__full_name"))
    return [
        {"ref": each["ref"], "name": names.get(each["ref"], "")}
        | {when: _step(each[when]) for when in WHEN}
        for each in found
    ]


WHEN = ("before", "after")


def _step(told: list[Any]) -> dict[str, Any]:
    step, actor, due, *alone = told  # what a run of an earlier release kept has three
    return {
        "findings": [FINDINGS[code] for code in chain.from_iterable(alone)],
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
