"""Every rule names the provisions that it applies, and they exist."""

import ast
from pathlib import Path

import pytest

import nguon.rulebook
from nguon.rulebook import load

FOLDER = Path(nguon.rulebook.__file__).parent
RULES = ("eligibility", "documents", "voting", "limits", "readmission", "moves", "grading")


def functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def sources(function):
    text = ast.get_docstring(function) or ""
    _, found, names = text.partition("Source:")
    return [name.strip(" .\n") for name in names.split(",")] if found else []


def test_every_provision_named_as_a_source_exists():
    named = {name for path in FOLDER.rglob("*.py") for f in functions(path) for name in sources(f)}
    assert named <= load().editions.keys()


@pytest.mark.parametrize("module", RULES)
def test_every_public_rule_that_reads_a_provision_names_it(module):
    for function in functions(FOLDER / "rules" / f"{module}.py"):
        text = ast.unparse(function)
        read = [n for n in load().editions if f"provision('{n}')" in text]
        if read and not function.name.startswith("_"):
            assert set(read) <= set(sources(function)), f"{module}.{function.name}: {read}"


def test_every_provision_is_applied_somewhere():
    code = "".join(path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.py"))
    unused = [name for name in load().editions if f'"{name}"' not in code]
    assert unused == []


def test_every_parameter_is_asked_or_explained():
    assert all(parameter.why for parameter in load().parameters.values())
