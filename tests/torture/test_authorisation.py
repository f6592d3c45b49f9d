"""The campaign of ``python -m tests.torture.authorisation`` in short."""

import logging
import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from tests import test_scope_matrix as short
from tests.torture import everybody, faults, guessing, sidedoors
from tests.torture.bodies import forms_of
from tests.torture.everybody import Whole

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]

SEED, SHARE = 2026, 0.0003
AT_LEAST = 17, 11, 50  # people, positions, planted faults
SAMPLE = (
    "the role of somebody who moved away", "rights of one role at the place of another",
    "suspended, and still there", "a signed-out device that is let in",
    "an export without the right", "answers that may be kept",
    "search among everybody", "strangers as likely duplicates", "a calendar of everything",
)  # fmt: skip


@pytest.fixture(scope="module")
def matrix(django_db_setup: None, django_db_blocker: Any) -> Iterator[Whole]:
    logging.disable(logging.CRITICAL)
    with django_db_blocker.unblock(), transaction.atomic():
        yield everybody.settle(random.Random(SEED), learn=False)
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


def test_a_share_of_all_cells_shows_and_changes_nothing_foreign(matrix: Whole) -> None:
    assert list(matrix.everything(SHARE)) == []
    people, positions, planted = AT_LEAST
    assert len(matrix.who) >= people
    assert len(matrix.positions) >= positions
    assert len(faults.PLANTED) >= planted


@pytest.mark.pure
@pytest.mark.parametrize("name", SAMPLE)
def test_a_planted_fault_is_caught_and_without_it_nothing_is(matrix: Whole, name: str) -> None:
    assert faults.is_quiet(matrix, name)
    assert faults.is_caught(matrix, name)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no second wall")
def test_a_fault_that_the_second_wall_stops_is_told_apart(matrix: Whole) -> None:
    assert not faults.is_caught(matrix, "own templates")
    assert faults.is_stopped_by_the_second_wall(matrix, "own templates")


@pytest.mark.pure
@pytest.mark.parametrize("where", ["/nguoi/", "/ho-so/giai-doan/", "/lich/"])
def test_what_happens_elsewhere_changes_no_answer(matrix: Whole, where: str) -> None:
    assert list(sidedoors.differences(matrix, "cell_secretary", where)) == []


@pytest.mark.pure
def test_columns_that_no_form_asks_for_change_nothing_and_are_noticed_if_they_do(
    matrix: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/nguoi/{matrix.country.holdings['khe-xong'].person.ref}/rut/sensitive/"
    shown = matrix.page(matrix.who["clerk"], path).content.decode()
    monkeypatch.setattr(matrix, "bodies", {path: forms_of(shown, path)[path]})
    monkeypatch.setattr(matrix, "accepted", 0)
    assert list(matrix.more_columns(1)) == []
    assert matrix.accepted == 1

    with short.planted(faults.take_any_column):
        assert list(matrix.more_columns(1)) != []


@pytest.mark.pure
def test_row_numbers_open_nothing(matrix: Whole) -> None:
    asked = list(
        guessing.by_number(matrix, "clerk", [matrix.country.holdings["khe-xong"].case.pk])
    )
    assert len(asked) > 100
    assert [path for path, opens in asked if opens] == []


@pytest.mark.pure
def test_what_is_foreign_is_told_from_nothing_neither_by_words(matrix: Whole) -> None:
    assert [path for path, _ in guessing.pairs(matrix, "clerk", 25) if path] == []


@pytest.mark.pure
def test_a_difference_of_the_clock_is_noticed() -> None:
    chance = random.Random(SEED)
    alike = [chance.gauss(0, 0.001) for _ in range(guessing.PAIRS)]
    slower = [each + 0.0005 for each in alike]
    assert guessing.apart(alike)[1] > guessing.LEAST_P
    assert guessing.apart(slower)[1] <= guessing.LEAST_P


@pytest.mark.pure
def test_forms_are_sent_as_a_browser_would() -> None:
    page = """<form method="post" action="/a/"><input name="csrfmiddlewaretoken" value="t">
    <input type="date" name="on"><input name="who" value="Ân"><textarea name="words"></textarea>
    <select name="kind"><option value=""></option><option value="x">X</option></select>
    <input type="radio" name="yes" value="1"><input type="radio" name="yes" value="0"></form>
    <form action="/search/"><input name="q"></form><form method="post"><button></form>"""
    said = (("on", "2025-06-01"), ("who", "Ân"), ("words", "thử"), ("kind", "x"), ("yes", "1"))
    assert forms_of(page, "/here/") == {"/a/": said, "/here/": ()}
