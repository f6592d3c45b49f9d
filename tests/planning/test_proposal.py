"""Does a board add up, and is every floor kept: plain numbers and the sentences about them."""

import pytest

from nguon.planning.attainment import NOTHING, Range
from nguon.planning.proposal import Line, Proposal, written

ASKED = Range(10, 12)


def proposal(*lines, reserve=NOTHING):
    return Proposal(ASKED, reserve, tuple(lines))


@pytest.mark.parametrize(
    ("handed", "reserve", "said"),
    [
        (Range(10, 12), Range(0, 0), "đúng chỉ tiêu"),
        (Range(8, 9), Range(2, 3), "đúng chỉ tiêu"),
        (Range(8, 12), Range(0, 0), "mức thấp thiếu 2, mức cao vừa đủ"),
        (Range(11, 15), Range(0, 0), "mức thấp thừa 1, mức cao thừa 3"),
        (Range(10, 12), Range(1, 1), "mức thấp thừa 1, mức cao thừa 1"),
    ],
)
def test_what_is_handed_out_and_held_back_makes_the_target_or_it_is_said(handed, reserve, said):
    found = proposal(Line("A", handed), reserve=reserve)

    assert said in " ".join(found.words())
    assert found.departs == ([] if said == "đúng chỉ tiêu" else ["sum"])


def test_a_line_to_which_nothing_is_handed_adds_nothing_and_lies_below_its_floor():
    found = proposal(Line("A", ASKED, floor=7), Line("B", None, floor=1), Line("C", None))

    assert found.handed == ASKED
    assert [line.name for line in found.below] == ["B"]
    assert found.departs == ["floor"]
    assert list(found.words())[1] == "Dưới mức sàn: B (0, sàn 1)."


def test_of_many_below_the_floor_the_first_are_named_and_the_rest_counted():
    found = proposal(*(Line(f"Chi bộ {n}", Range(0, 0), floor=1) for n in range(8)))

    assert list(found.words())[1].endswith("Chi bộ 4 (0, sàn 1) và 3 nơi khác.")


def test_a_range_of_one_number_is_written_as_one():
    assert (written(Range(5, 5)), written(Range(5, 7))) == ("5", "5–7")
