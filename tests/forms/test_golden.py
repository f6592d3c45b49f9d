"""Every form says and looks what it did; other programs open it and read the same words."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from nguon.forms import catalogue, docx, pdf
from nguon.forms.sheet import Sheet
from tests.forms import golden

pytestmark = [pytest.mark.django_db, pytest.mark.pure]
LAYOUTS = [
    edition.layout
    for form in catalogue.forms().values()
    for edition in form.editions
    if edition.layout
]
SIGNED = re.compile(r"T/M|NGƯỜI|XÁC NHẬN|ĐƯỢC PHÂN CÔNG")
PARTS = ("page", "document", "lines")


@pytest.fixture(scope="module")
def drawn(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Sheet]]:
    """Every form of one invented person, drawn once."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield golden.sheets()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def reopened(drawn: dict[str, Sheet], tmp_path_factory: Any) -> dict[str, str]:
    """The words that the office program sets, of all documents opened in one run."""
    documents = {name: docx.document([sheet]) for name, sheet in drawn.items()}
    return golden.opened_by_libreoffice(documents, tmp_path_factory.mktemp("office"))


@pytest.mark.skipif(os.environ.get("NGUON_GOLDEN") != "write", reason="make golden writes them")
def test_what_is_kept_is_written_anew(drawn: dict[str, Sheet], tmp_path: Path) -> None:
    golden.KEPT.mkdir(exist_ok=True)
    for old in golden.KEPT.glob("*.txt"):
        old.unlink()
    for name, sheet in drawn.items():
        for part, text in golden.kept(sheet, tmp_path).items():
            (golden.KEPT / f"{name}.{part}.txt").write_text(text, encoding="utf-8")
    golden.pictures(drawn)


def test_every_layout_is_kept_and_nothing_else() -> None:
    kept = {path.name for path in golden.KEPT.glob("*.txt")}
    assert kept == {f"{name}.{part}.txt" for name in LAYOUTS for part in PARTS}


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_form_says_and_looks_what_it_did(
    drawn: dict[str, Sheet], name: str, tmp_path: Path
) -> None:
    for part, text in golden.kept(drawn[name], tmp_path).items():
        assert text == (golden.KEPT / f"{name}.{part}.txt").read_text(encoding="utf-8"), part


@pytest.mark.parametrize("name", LAYOUTS)
def test_page_and_document_say_the_same_words_in_order(
    drawn: dict[str, Sheet], name: str, tmp_path: Path
) -> None:
    page = tmp_path / "page.pdf"
    page.write_bytes(pdf.document([drawn[name]]))
    said = golden.in_order(golden.words_of(docx.document([drawn[name]])))
    assert len(said) > 40
    assert golden.follows(said, golden.in_order(golden.poppler("-raw", page)))


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_office_program_opens_the_document_and_reads_the_same(
    drawn: dict[str, Sheet], reopened: dict[str, str], name: str
) -> None:
    said = golden.in_order(golden.words_of(docx.document([drawn[name]])))
    assert golden.follows(said, golden.in_order(reopened[name]))


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_page_is_a4_and_leaves_its_margins(name: str) -> None:
    kept = (golden.KEPT / f"{name}.lines.txt").read_text(encoding="utf-8").splitlines()
    pages = [line.partition(": ")[2] for line in kept if line.startswith("page ")]
    assert set(pages) == {"210 x 297 mm"}
    for line in kept:
        if not line.startswith("page "):
            top, across = line.split()[:2]
            left, right = (int(at) for at in across.split("-"))
            assert (left >= 29, right <= 191, 18 <= int(top) <= 280) == (True, True, True), line


@pytest.mark.parametrize("name", LAYOUTS)
def test_who_signs_finds_something_above_and_room_below_on_the_same_page(name: str) -> None:
    kept = (golden.KEPT / f"{name}.lines.txt").read_text(encoding="utf-8").splitlines()
    last = max(place for place, line in enumerate(kept) if line.startswith("page "))
    asked = next(line for line in kept[last:] if SIGNED.search(line))
    assert int(asked.split()[0]) > 20 + 2 * 6  # words or at least two lines written on
    assert int(kept[-1].split()[0]) < 297 - 20 - 20
