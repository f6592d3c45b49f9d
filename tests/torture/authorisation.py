"""``python -m tests.torture.authorisation [--only matrix] [--only faults]``.

Everybody asks every route by every method about everything (AZ-02, AZ-03, AZ-08), with the forms
that an insider's pages show; what is foreign must answer like what never was (AZ-04) and numbers
open nothing (AZ-05); whoever may send a form adds columns to it (AZ-06); what happens elsewhere
changes no answer (AZ-07); each planted fault must be caught (AZ-13). A fault that shows nothing on
PostgreSQL counts as caught, and is told apart, if it shows once the second wall is down.
"""

import argparse
import logging
import sys
from collections import Counter
from importlib import import_module
from typing import Any

from tests.torture import campaign
from tests.torture.campaign import Line
from tests.torture.engines import prepared

TESTS = ("matrix", "existence", "numbers", "columns", "sidedoors", "faults")
LOOKING = ("clerk", "cell_secretary", "inspection", "secretary", "superior_board")
SHORT, WHOLE = 30, 5_000  # of 100,000 cells: some 150, and 25,000 in minutes
CELLS, PLANTED = 20_000, 50  # of the plan


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=TESTS, action="append")
    wanted = parser.parse_args().only or TESTS
    with prepared(campaign.ENGINE, NGUON_PLAIN_STATIC="1", NGUON_TICK="0"):
        lines = tried(wanted)
    return int(any(line.failures for line in lines))


def tried(wanted: list[str] | tuple[str, ...]) -> list[Line]:
    """Settle the country in an empty database and ask; settings are read by now."""
    import_module("django.test.utils").setup_test_environment()
    whole = import_module("tests.torture.everybody")
    transaction = import_module("django.db").transaction
    logging.getLogger().handlers.clear()  # thousands of refusals, each with its line
    with transaction.atomic():
        matrix = whole.settle(campaign.chance("AZ"))
        lines = [globals()[f"try_{name}"](matrix) for name in wanted]
        transaction.set_rollback(True)
    return lines


def share() -> float:
    return campaign.times(SHORT, WHOLE) / 100_000


def try_matrix(matrix: Any) -> Line:
    wrong = list(matrix.everything(share()))
    answers = ", ".join(f"{n} {code}" for code, n in sorted(Counter(matrix.answers).items()))
    return campaign.hand_in(
        "AZ-02 AZ-03", "cells of people × places × methods", count=matrix.cells, wanted=CELLS,
        wrong=wrong, passes="0 foreign words, 0 changed",
        note=f"{len(matrix.who)} people, {len(matrix.positions)} positions; {answers}",
    )  # fmt: skip


def try_columns(matrix: Any) -> Line:
    wrong = list(matrix.more_columns(share()))
    return campaign.hand_in(
        "AZ-06", "forms with more columns", count=matrix.accepted, wrong=wrong, wanted=1,
        passes="0 other columns change",
    )  # fmt: skip


def try_existence(matrix: Any) -> Line:
    guessing = import_module("tests.torture.guessing")
    with import_module("django.test").override_settings(TICK=guessing.TICK):
        told = list(guessing.pairs(matrix, "clerk", campaign.times(25, guessing.PAIRS)))
    middle, p = guessing.apart([difference for _, difference in told])
    wrong = [path for path, _ in told if path]
    if len(told) >= guessing.PAIRS and (
        abs(middle) > guessing.MOST_APART or p <= guessing.LEAST_P
    ):
        wrong.append(f"told apart by the clock: {middle * 1000:.2f} ms, p = {p:.4f}")
    return campaign.hand_in(
        "AZ-04", "pairs of foreign and missing", count=len(told), wanted=guessing.PAIRS,
        wrong=wrong, passes="0 differ, ≤ 2 ms, p > 0.01",
        note=f"{middle * 1000:.2f} ms apart, p = {p:.3f}",
    )  # fmt: skip


def try_numbers(matrix: Any) -> Line:
    guessing = import_module("tests.torture.guessing")
    told = list(guessing.by_number(matrix, "clerk"))
    wrong = [path for path, opens in told if opens]
    return campaign.hand_in(
        "AZ-05", "addresses by number", count=len(told), wrong=wrong, passes="0 open", wanted=1
    )


def try_sidedoors(matrix: Any) -> Line:
    doors = import_module("tests.torture.sidedoors")
    wrong = [f"{who} {path}" for who in LOOKING for path in doors.differences(matrix, who)]
    return campaign.hand_in(
        "AZ-07", "people whose every answer stays", count=len(LOOKING), wrong=wrong,
        passes="0 answers differ", wanted=len(LOOKING),
    )  # fmt: skip


def try_faults(matrix: Any) -> Line:
    """Plant each; in short some of each kind."""
    faults = import_module("tests.torture.faults")
    planted = sorted(faults.PLANTED)
    tried = campaign.chance("AZ-13").sample(planted, campaign.times(4, len(planted)))
    wrong = [f"always: {name}" for name in tried if not faults.is_quiet(matrix, name)]
    unseen = [name for name in tried if not faults.is_caught(matrix, name)]
    stopped = [name for name in unseen if faults.is_stopped_by_the_second_wall(matrix, name)]
    wrong += [f"missed: {name}" for name in unseen if name not in stopped]
    return campaign.hand_in(
        "AZ-13", "planted faults", count=len(tried), wanted=PLANTED, wrong=wrong,
        passes="100 % caught",
        note=f"{len(stopped)} stopped by the second wall" if stopped else "",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
