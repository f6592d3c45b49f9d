"""What keeps the whole in shape: routes, roles, the guard, imports, thin views."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from nguon.accounts.roles import ACTIONS, SYSTEM
from nguon.core.http import policy
from nguon.rulebook import EVENT_TYPES

pytestmark = pytest.mark.pure

NGUON = Path(__file__).resolve().parent.parent / "nguon"
ANYBODY = {policy.PUBLIC, policy.SIGNED_IN, policy.OWN_ACCOUNT}

# Modules that lift the guard, and why each may; nothing under web or portal is ever added here.
LIFTS_THE_GUARD = {
    "meetings/models.py": "packs that name a person go with the person, whoever erases it",
    "development/projection.py": "whether any verdict is due does not turn on who asks",
    "development/totals.py": "counted for everybody, read through the place of the reader",
    "development/operations.py": "erasing reaches every row; whether somebody has applied",
    "dossier/book.py": "whether a dossier is lent does not turn on who asks",
    "dossier/care.py": "whether a file is still needed does not turn on who asks",
    "people/consent.py": "whether a consent stands does not turn on who asks",
    "people/details.py": "an ID number is unique across all units",
    "people/intake.py": "an ID number is unique across all units",
    "people/operations.py": "erasing reaches every row; a stub goes whole",
    "reports/publication/operations.py": "a consent that ended is obeyed wherever one is named",
    "reports/publication/queries.py": "what the public was told is known to everybody",
    "people/stock.py": "a name is kept once, whoever bears it",
}
# Others that name the manager without a reader; the guard still watches what they read.
NAMES_THE_OPEN_MANAGER = {
    "development/queries.py": "narrows cases that visible_to chose, by an index of its own",
    "forms/queries.py": "who stands below uses the papers that an office above made",
    "organizations/consequences.py": "rows of an ended organisation change their keeper",
    "membership/figures.py": "figures go by where and when it happened, through placement",
    "organizations/preview.py": "counts what an act would move",
    "sources/stages.py": "figures go by where and when it happened, through placement",
    "statistics/admissions.py": "figures go by where and when it happened, through placement",
    "statistics/bodies.py": "figures go by the authority over the place, through placement",
    "statistics/figures.py": "figures go by the authority over the place, through placement",
    "statistics/roll.py": "figures go by the authority over the place, through placement",
    "supervision/counts.py": "figures go by where and when it was raised, through placement",
    "planning/desk.py": "boards go by the authority over the term; floors bind those below",
    "planning/histories.py": "a forecast learns from the wider area; only counts leave it",
    "planning/queries.py": "figures go by the authority over their term, through placement",
    "planning/reading.py": "figures go by the authority over their term, through placement",
    "planning/stages.py": "who stands below reads the floor; totals by the authority over terms",
    "planning/traces.py": "figures go by the authority over their term, through placement",
}
OPENS_THE_WALL = {
    "core/guard.py": "whoever lifts the guard reads past the wall, too",
    "organizations/consequences.py": "rows go to their new keeper, whoever decided it",
    "membership/transfers.py": "a letter has two sides, and either writes the other's",
}
LONGEST_VIEW = 20


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(NGUON.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path.relative_to(NGUON).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def patterns(found: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for entry in found:
        if isinstance(entry, URLResolver):
            yield from patterns(entry.url_patterns)
        else:
            yield entry


def test_every_route_declares_a_policy() -> None:
    assert [route.path for route in policy.routes() if route.policy is None] == []


def test_every_policy_is_an_action_that_some_role_has() -> None:
    declared = {route.policy for route in policy.routes()}
    assert declared - ANYBODY - ACTIONS == set()


def test_every_route_has_a_name_of_its_own() -> None:
    names = [route.name for route in policy.routes()]
    assert sorted(name for name in names if names.count(name) > 1) == []


def test_no_address_carries_a_row_number() -> None:
    numbers = {
        f"{entry.pattern}: {name}"
        for entry in patterns(get_resolver().url_patterns)
        for name, converter in entry.pattern.converters.items()
        if type(converter).__name__ == "IntConverter" and name != "year"
    }
    assert numbers == set()


def test_no_machinery_of_the_framework_is_mounted() -> None:
    roots = {route.path.split("/")[1] for route in policy.routes()}
    assert roots & {"admin", "accounts", "__debug__", "silk", "api-auth"} == set()


def test_every_action_of_a_role_is_used_somewhere() -> None:
    spoken = {
        text.value
        for name, tree in modules()
        if name != "accounts/roles.py"
        for text in ast.walk(tree)
        if isinstance(text, ast.Constant) and isinstance(text.value, str)
    }
    acts = {f"development.{event}" for event in EVENT_TYPES}
    assert ACTIONS - acts - spoken == set()


def test_every_action_that_code_asks_for_is_in_the_table() -> None:
    asked = {
        call.args[0].value
        for _, tree in modules()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in {"require", "may", "seats"}
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }
    assert asked - SYSTEM == set()


def test_only_these_modules_lift_the_guard() -> None:
    lifters = {
        name
        for name, tree in modules()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name | ast.Attribute)
        and getattr(call.func, "id", getattr(call.func, "attr", "")) == "unscoped"
    }
    assert lifters == LIFTS_THE_GUARD.keys()


def test_only_these_modules_open_the_second_wall() -> None:
    openers = {
        name
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr == "opened"
        and getattr(node.value, "id", "") == "wall"
    }
    assert openers == OPENS_THE_WALL.keys()


def test_only_these_modules_name_the_open_manager() -> None:
    names = {
        name
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and is_open_manager(node)
    }
    assert names - LIFTS_THE_GUARD.keys() == NAMES_THE_OPEN_MANAGER.keys()


def is_open_manager(node: ast.Attribute) -> bool:
    raw = node.attr == "raw" and getattr(node.value, "attr", "") in {"objects", "unscoped"}
    return raw or node.attr in {"unscoped", "_base_manager"}


def test_views_stay_thin() -> None:
    long = {
        f"{name}:{node.lineno} {node.name}: {size}"
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and is_view(node)
        if (size := node.body[-1].end_lineno - node.body[0].lineno + 1) > LONGEST_VIEW
    }
    assert long == set()


def is_view(node: ast.FunctionDef) -> bool:
    marks = [mark.func for mark in node.decorator_list if isinstance(mark, ast.Call)]
    return any(isinstance(mark, ast.Name) and mark.id == "policy" for mark in marks)


def test_the_import_contracts_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [lint, "--no-logo"], cwd=NGUON.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
