"""``python -m tests.torture.authorisation [--engine E] [--share S] [--seed N]``: a line a test.

Everybody asks every route by every method about everything (AZ-02, AZ-03, AZ-08), with the forms
that an insider's pages show; what is foreign must answer like what never was (AZ-04) and numbers
open nothing (AZ-05); whoever may send a form adds columns to it (AZ-06); what happens elsewhere
changes no answer (AZ-07); each planted fault must be caught (AZ-13). Exit code 1 if anything is
shown, changed, told or missed.
"""

import argparse
import importlib
import json
import logging
import os
import random
import sys
import time
from collections import Counter
from typing import Any

import django

from tests.torture.engines import ENGINES

TESTS = ("matrix", "existence", "numbers", "columns", "sidedoors", "faults")
LOOKING = ("clerk", "cell_secretary", "inspection", "secretary", "superior_board")
SHARE = 0.05  # of all cells: some 25,000, in minutes; 1 is all of them, in hours


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=sorted(ENGINES), default="sqlite")
    parser.add_argument("--share", type=float, default=SHARE, help="of the cells, 0 to 1")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--only", choices=TESTS, action="append")
    chosen = parser.parse_args()
    with ENGINES[chosen.engine]() as database:
        os.environ.pop("DATABASE_URL", None)
        os.environ |= database.environment
        os.environ |= {"NGUON_SITE": "registry", "DJANGO_SETTINGS_MODULE": "nguon.settings"}
        os.environ |= {"NGUON_PLAIN_STATIC": "1"}
        django.setup()
        lines = campaign(chosen.share, chosen.seed, chosen.only or list(TESTS))
    return int(any(line["wrong"] for line in lines))


def campaign(share: float, seed: int, wanted: list[str]) -> list[dict[str, Any]]:
    """Prepare an empty database, settle the country and ask; settings are read by now."""
    test = importlib.import_module("django.test.utils")
    management = importlib.import_module("django.core.management")
    whole = importlib.import_module("tests.torture.everybody")
    transaction = importlib.import_module("django.db").transaction
    test.setup_test_environment()
    management.call_command("migrate", verbosity=0)
    logging.getLogger().handlers.clear()  # thousands of refusals, each with its line
    with transaction.atomic():
        matrix = whole.settle(random.Random(seed))
        lines = list(run(matrix, share, seed, wanted))
        transaction.set_rollback(True)
    importlib.import_module("nguon.cli.prepare").leave_database()
    return lines


def run(matrix: Any, share: float, seed: int, wanted: list[str]) -> Any:
    for name in wanted:
        began = time.monotonic()
        line = globals()[f"try_{name}"](matrix, share)
        line |= {"seed": seed, "seconds": round(time.monotonic() - began)}
        print(json.dumps(line, ensure_ascii=False), flush=True)
        yield line


def try_matrix(matrix: Any, share: float) -> dict[str, Any]:
    wrong = list(matrix.everything(share))
    return {
        "test": "AZ-02 AZ-03 matrix",
        "cells": matrix.cells,
        "who": len(matrix.who),
        "positions": len(matrix.positions),
        "answers": dict(Counter(matrix.answers)),
        "wrong": wrong,
    }


def try_columns(matrix: Any, share: float) -> dict[str, Any]:
    wrong = list(matrix.more_columns(share))
    return {"test": "AZ-06 columns", "accepted": matrix.accepted, "wrong": wrong}


def try_existence(matrix: Any, share: float) -> dict[str, Any]:
    guessing = importlib.import_module("tests.torture.guessing")
    told = list(guessing.pairs(matrix, "clerk", guessing.PAIRS))
    middle, p = guessing.apart([difference for _, difference in told])
    wrong = [path for path, _ in told if path]
    if abs(middle) > guessing.MOST_APART or p <= guessing.LEAST_P:
        wrong.append(f"told apart by the clock: {middle * 1000:.2f} ms, p = {p:.4f}")
    apart = {"ms_apart": round(middle * 1000, 3), "p": round(p, 3)}
    return {"test": "AZ-04 existence", "pairs": len(told), **apart, "wrong": wrong}


def try_numbers(matrix: Any, share: float) -> dict[str, Any]:
    guessing = importlib.import_module("tests.torture.guessing")
    told = list(guessing.by_number(matrix, "clerk"))
    wrong = [path for path, opens in told if opens]
    return {"test": "AZ-05 numbers", "asked": len(told), "wrong": wrong}


def try_sidedoors(matrix: Any, share: float) -> dict[str, Any]:
    doors = importlib.import_module("tests.torture.sidedoors")
    wrong = [f"{who} {path}" for who in LOOKING for path in doors.differences(matrix, who)]
    return {"test": "AZ-07 side doors", "who": len(LOOKING), "wrong": wrong}


def try_faults(matrix: Any, share: float) -> dict[str, Any]:
    faults = importlib.import_module("tests.torture.faults")
    noisy = [name for name in faults.PLANTED if not faults.is_quiet(matrix, name)]
    missed = [name for name in faults.PLANTED if not faults.is_caught(matrix, name)]
    wrong = [*(f"missed: {name}" for name in missed), *(f"always: {name}" for name in noisy)]
    return {"test": "AZ-13 planted", "faults": len(faults.PLANTED), "wrong": wrong}


if __name__ == "__main__":
    sys.exit(main())
