"""Every row of the committee's work has its journey and its page of the tutorial."""

from pathlib import Path

import pytest

from tests.journeys import test_rows

pytestmark = pytest.mark.pure
TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "tutorial"
WORK = [f"a{number}" for number in range(1, 16)]
BEYOND = [f"n{number}" for number in (2, 3, 5, 6)]
ROWS = [*WORK, *BEYOND]


@pytest.mark.parametrize("row", ROWS)
def test_a_row_has_one_journey_and_one_page_that_the_index_names(row: str) -> None:
    journeys = [name for name in vars(test_rows) if name.startswith(f"test_{row}_")]
    pages = [path.name for path in TUTORIAL.glob(f"{row}-*.md")]
    index = (TUTORIAL / "README.md").read_text(encoding="utf-8")

    assert (len(journeys), len(pages)) == (1, 1)
    assert f"| {row.upper()} | [" in index
    assert f"]({pages[0]})" in index


def test_no_journey_and_no_page_tells_of_a_row_that_is_not_there() -> None:
    journeys = {name.split("_")[1] for name in vars(test_rows) if name.startswith("test_")}
    pages = {path.name.split("-")[0] for path in TUTORIAL.glob("[an][0-9]*-*.md")}

    assert journeys == pages == set(ROWS)
