"""Tables, books and packs say and look what they did; other programs read the same in them."""

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from nguon.reports.books.catalogue import BOOKS
from nguon.statistics import catalogue
from tests.forms import golden as forms
from tests.reports import golden
from tests.reports.golden import Made

pytestmark = [pytest.mark.django_db, pytest.mark.pure]
TABLES = [form.code.lower() for form in catalogue.forms().values()]
SEEN = [form.code.lower() for form in catalogue.forms().values() if form.sheets]
SLUGS = [book.slug for book in BOOKS]
PAPERS = ("page.txt", "lines.txt")
CSV = "csv:Text - txt - csv (StarCalc):44,34,76"


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Made]:
    """One invented commune, drawn once."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield golden.make()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def said(made: Made, tmp_path_factory: Any) -> dict[str, str]:
    return dict(made.kept(tmp_path_factory.mktemp("papers")))


@pytest.fixture(scope="module")
def reopened(made: Made, tmp_path_factory: Any) -> Path:
    """The first sheets of all workbooks as the office program reads them, opened in one run."""
    room: Path = tmp_path_factory.mktemp("office")
    forms.convert(
        made.workbooks, room, kind="xlsx", into="csv:Text - txt - csv (StarCalc):44,34,76"
    )
    return room


@pytest.mark.skipif(os.environ.get("NGUON_GOLDEN") != "write", reason="make golden writes them")
def test_what_is_kept_is_written_anew(made: Made, said: dict[str, str], tmp_path: Path) -> None:
    golden.KEPT.mkdir(exist_ok=True)
    for old in golden.KEPT.iterdir():
        old.unlink()
    for name, text in said.items():
        (golden.KEPT / name).write_text(text, encoding="utf-8")
    golden.pictures(made, tmp_path)


def test_every_table_book_and_pack_is_kept_and_nothing_else() -> None:
    papers = [f"{name}.{part}" for name in (*TABLES, "pack") for part in PAPERS]
    workbooks = [f"{name}.cells.txt" for name in (*SEEN, *SLUGS)]
    figures = [f"{name}.json" for name in TABLES]
    assert {path.name for path in golden.KEPT.iterdir()} == {*papers, *workbooks, *figures}


@pytest.mark.parametrize("name", [*TABLES, *SLUGS, "pack"])
def test_it_says_and_looks_what_it_did(said: dict[str, str], name: str) -> None:
    mine = {part: text for part, text in said.items() if part.startswith(f"{name}.")}
    assert mine
    for part, text in mine.items():
        assert text == (golden.KEPT / part).read_text(encoding="utf-8"), part


@pytest.mark.parametrize("name", SEEN)
def test_the_office_program_reads_the_numbers_that_json_tells(
    made: Made, reopened: Path, name: str
) -> None:
    filled = made.tables[name].sheets[0]
    read = [row for row in rows_of(reopened / f"{name}.csv") if row and row[0].strip()]
    labels = [row[0].strip() for row in read]
    for line in filled.shown:
        row = read[labels.index(line.label)]
        labels[labels.index(line.label)] = ""
        numbers = [line.cells[key].number for key, _label in filled.columns if key != "percent"]
        told = [each for each, (key, _l) in zip(row[1:], filled.columns, strict=False)
                if key != "percent"]  # fmt: skip
        assert [each.replace(",", ".") for each in told] == [
            "" if number is None else f"{number}" for number in numbers
        ], line.label


@pytest.mark.parametrize("name", SLUGS)
def test_the_office_program_reads_every_row_of_a_book(
    said: dict[str, str], reopened: Path, name: str
) -> None:
    kept = said[f"{name}.cells.txt"].split()
    found = " ".join(" ".join(row) for row in rows_of(reopened / f"{name}.csv"))
    names = [word for word in kept if word in ("Bịa", "Mẫu", "Viên")]
    assert forms.follows(names, found.split())
    assert len(names) == sum(found.split().count(word) for word in ("Bịa", "Mẫu", "Viên"))


@pytest.mark.parametrize("name", [*TABLES, "pack"])
def test_every_page_is_a4_and_leaves_its_margins(name: str) -> None:
    kept = (golden.KEPT / f"{name}.lines.txt").read_text(encoding="utf-8").splitlines()
    width = 0
    for line in kept:
        if line.startswith("page "):
            size = line.partition(": ")[2]
            assert size in ("210 x 297 mm", "297 x 210 mm"), line
            width = int(size.split()[0])
        else:
            left, right = (int(at) for at in line.split()[1].split("-"))
            assert (left >= 9, right <= width - 9) == (True, True), line


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.reader(opened))
