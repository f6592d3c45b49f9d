"""Every rule and every finding of the data has its cases in a table."""

import importlib
from datetime import date
from pathlib import Path

from nguon.rulebook import load
from tests.rulebook.tables import Row, Tables
from tests.rulebook.test_rules_grading import GRADES

HERE = Path(__file__).parent


def tables() -> Tables:
    """Return all the rows there are, under the ids of their rules."""
    together: Tables = {}
    for path in sorted(HERE.glob("test_rules_*.py")):
        module = importlib.import_module(f"tests.rulebook.{path.stem}")
        for rule, rows in getattr(module, "TABLES", {}).items():
            together.setdefault(rule, []).extend(rows)
    return together


def expected(row: Row) -> set[str]:
    """Name the findings that a row expects."""
    return set(row.findings) | (row.codes or set())


def test_every_rule_of_the_data_has_a_table():
    book = load()
    rules = {edition.rule for editions in book.editions.values() for edition in editions}
    rules |= {step.rule for step in book.steps.values()}
    assert sorted(rules - set(tables()) - set(GRADES)) == []


def test_every_table_has_rows_that_say_what_they_show():
    for rule, rows in tables().items():
        assert rows, rule
        assert len({row.shows for row in rows}) == len(rows), rule


def test_every_finding_is_expected_by_some_row():
    rows = [row for table in tables().values() for row in table]
    told = {code for row in rows for code in expected(row)}
    assert sorted(set(load().codes) - told) == []


READ_EITHER_WAY = {"admission.schooling.at_sea", "introduction.residence"}


def test_a_flag_whose_value_no_rule_asks_for_stands_true_throughout():
    """Such a flag says only where a requirement is written; lifting it takes code, too."""
    lifted = [
        (name, edition.valid_from)
        for name, editions in load().editions.items()
        for edition in editions
        if edition.value is False and name not in READ_EITHER_WAY
    ]
    assert lifted == []


def test_what_the_text_of_2026_was_not_seen_to_say_is_said_twice_alike():
    """Where a parameter speaks for a provision under R5, its default is the edition's value."""
    book = load()
    law = book.law(date(2026, 8, 1)).provisions
    parameters = book.parameters
    assert parameters["r5.decision_limit"].value == law["decision.limit"].value
    assert parameters["r5.btv_threshold"].value == law["decision.threshold"].value
