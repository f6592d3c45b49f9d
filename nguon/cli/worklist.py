"""What is due on a day at an organisation and all under it. Names of persons are not printed."""

import argparse
import json
import sys
from datetime import date
from typing import Any

from django.utils import timezone, translation

from nguon.accounts.actors import system_actor
from nguon.cli.language import Say, sayer
from nguon.development import words
from nguon.development.queries import WorkItem, WorkStep, worklist
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization

BAD_INPUT = 2


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "--org",
        required=True,
        metavar=say("MÃ", "CODE"),
        help=say("địa chỉ hoặc mã của tổ chức", "its slug or code"),
    )
    parser.add_argument(
        "--as-of",
        metavar=say("NGÀY", "DATE"),
        help=say("ngày xét, năm-tháng-ngày (mặc định hôm nay)", "the day, 2020-03-01 (today)"),
    )
    parser.add_argument("--json", action="store_true", help=say("in ra JSON", "print JSON"))


def run(options: argparse.Namespace) -> int:
    now = timezone.now()
    today = timezone.localdate(now)
    try:
        day = date.fromisoformat(options.as_of) if options.as_of else today
        organization = tree.find(options.org, on=day)
    except ValueError:
        return refuse(NOT_A_DAY, options, options.as_of)
    except tree.NoSuchOrganization:
        return refuse(NOT_A_PLACE, options, options.org)
    items = worklist(by=system_actor(today=today, at=now), organization=organization, as_of=day)
    with translation.override(options.lang):
        if options.json:
            print(json.dumps(as_json(organization, day, items), ensure_ascii=False, indent=2))
        else:
            print_table(organization, day, items, sayer(options.lang))
        _tell_heir(organization, day, sayer(options.lang))
    return 0


def _tell_heir(organization: Organization, day: date, say: Say) -> None:
    """An organisation that has ended has no cases; say who keeps them."""
    if heir := _heir(organization, day):
        name, slug = tree.name_on(heir, day), heir.slug
        print(
            say(
                f"Đã kết thúc; hồ sơ nay thuộc {name} (--org {slug}).",
                f"It has ended; its cases are now with {name} (--org {slug}).",
            ),
            file=sys.stderr,
        )


def _heir(organization: Organization, day: date) -> Organization | None:
    keeper = tree.successor(organization, on=day)
    return None if keeper == organization else keeper


NOT_A_DAY = (
    "--as-of {!r}: cần một ngày có thật, viết năm-tháng-ngày (2020-03-01).",
    "--as-of {!r}: expected a real date, year-month-day (2020-03-01).",
)
NOT_A_PLACE = (
    "--org {!r}: không có tổ chức nào mang địa chỉ hoặc mã này.",
    "--org {!r}: no organisation has this slug or code.",
)


def refuse(why: tuple[str, str], options: argparse.Namespace, value: str) -> int:
    print(sayer(options.lang)(*why).format(value), file=sys.stderr)
    return BAD_INPUT


def as_json(organization: Organization, day: date, items: list[WorkItem]) -> dict[str, Any]:
    """What ``--json`` prints: one item a step; ``now_in`` if the organisation has ended."""
    heir = _heir(organization, day)
    return {
        "organization": organization.slug,
        "as_of": day.isoformat(),
        "now_in": heir and {"slug": heir.slug, "name": tree.name_on(heir, day)},
        "items": [_item(item, step) for item, step in each_step(items)],
    }


def print_table(organization: Organization, day: date, items: list[WorkItem], say: Say) -> None:
    print(f"{tree.name_on(organization, day)}, {day:%d/%m/%Y}")
    rows = [
        (
            say("hạn", "due"),
            "",
            say("bước", "step"),
            say("người làm", "actor"),
            say("hồ sơ", "case"),
            say("chi bộ", "cell"),
        )
    ]
    late = say("quá hạn", "overdue")
    rows += [_row(item, step, late) for item, step in each_step(items)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (text.ljust(width) for text, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())


def each_step(items: list[WorkItem]) -> list[tuple[WorkItem, WorkStep]]:
    """One line a step, the first to become late first."""
    pairs = ((item, step) for item in items for step in item.steps)
    return sorted(pairs, key=lambda pair: pair[1].limit or date.max)


def _row(item: WorkItem, step: WorkStep, late: str) -> tuple[str, str, str, str, str, str]:
    due = f"{step.limit:%d/%m/%Y}" if step.limit else "–"
    what = words.event(step.step), words.actor(step.actor)
    return due, late if step.overdue else "", *what, item.case_ref, item.organization


def _item(item: WorkItem, step: WorkStep) -> dict[str, Any]:
    days = ("earliest_on", "due_on", "extended_due_on")
    return {
        "case": item.case_ref,
        "organization": item.organization,
        "stage": item.stage or None,
        "step": step.step,
        "actor": step.actor,
        "form": step.form,
        **{name: (day := getattr(step, name)) and day.isoformat() for name in days},
        "overdue": step.overdue,
        "rule": step.rule,
        "findings": list(item.findings),
        "concealed": item.concealed,
        "blocked_since": item.blocked_since and item.blocked_since.isoformat(),
    }
