"""Who sees what before and after an act: an act and its undoing tell the same, turned round."""

import pytest

from nguon.organizations.sight import grounds, sight

# A province 1 with two communes, 10 and 20, and cells 11, 12 in the one, 21 in the other.
PROVINCE, TEN, TWENTY = {1}, {1, 10}, {1, 20}
STANDING = {11: TEN | {11}, 12: TEN | {12}, 21: TWENTY | {21}}


def at(**places):
    """``c11={1, 10}``: cell 11 stands there and nowhere else is asked about."""
    return {int(name[1:]): frozenset(above | {int(name[1:])}) for name, above in places.items()}


def nowhere(*numbers):
    return dict.fromkeys(numbers, frozenset())


def told(before, after, heirs):
    found = sight(grounds(before, after, heirs), before, after)
    return tuple(
        {seat: sorted(each.called for each in parts) for seat, parts in side.items()}
        for side in (found.loses, found.gains)
    )


CASES = {
    "two cells of one commune become a new one": (
        at(c11=TEN, c12=TEN) | nowhere(13), at(c13=TEN) | nowhere(11, 12), {11: {13}, 12: {13}},
        {11: [11], 12: [12]}, {13: [11, 12]},
    ),
    "a cell goes into its neighbour": (
        at(c11=TEN, c12=TEN), at(c12=TEN) | nowhere(11), {11: {12}},
        {11: [11]}, {12: [11]},
    ),
    "cells of two communes become one in the first": (
        at(c11=TEN, c21=TWENTY) | nowhere(13), at(c13=TEN) | nowhere(11, 21),
        {11: {13}, 21: {13}},
        {11: [11], 20: [21], 21: [21]}, {10: [21], 13: [11, 21]},
    ),
    "a cell is split in two, both under the same commune": (
        at(c11=TEN) | nowhere(13, 14), at(c13=TEN, c14=TEN) | nowhere(11), {11: {13, 14}},
        {11: [13, 14]}, {13: [13], 14: [14]},
    ),
    "of a split one part goes to another commune": (
        at(c11=TEN) | nowhere(13, 14), at(c13=TEN, c14=TWENTY) | nowhere(11), {11: {13, 14}},
        {10: [14], 11: [13, 14]}, {13: [13], 14: [14], 20: [14]},
    ),
    "a cell moves": (at(c11=TEN), at(c11=TWENTY), {}, {10: [11]}, {20: [11]}),
    "a cell only changes its name": (at(c11=TEN), at(c11=TEN), {}, {}, {}),
    "a new cell follows nobody": (nowhere(13), at(c13=TEN), {}, {}, {13: [13]}),
    "what the list makes it also ends": (
        at(c11=TEN, c12=TEN, c21=TWENTY) | nowhere(13, 14),
        at(c14=TEN) | nowhere(11, 12, 13, 21), {11: {13}, 12: {13}, 13: {14}, 21: {14}},
        {11: [11], 12: [12], 20: [21], 21: [21]}, {10: [21], 14: [11, 12, 21]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_seat_is_told_what_it_no_longer_sees_and_what_it_newly_sees(case):
    before, after, heirs, loses, gains = CASES[case]
    assert told(before, after, heirs) == (loses, gains)


@pytest.mark.parametrize("case", CASES)
def test_undoing_tells_the_same_turned_round(case):
    before, after, heirs, loses, gains = CASES[case]
    back = {}
    for giver, takers in heirs.items():
        for taker in takers:
            back.setdefault(taker, set()).add(giver)
    if case == "a new cell follows nobody":
        back = {13: {10}}  # taken back it goes to whoever stands above
        before, after = before | at(c10=PROVINCE), after | at(c10=PROVINCE)
    assert told(after, before, back) == (gains, loses)


def test_whoever_stands_above_both_is_told_nothing():
    for before, after, heirs, *_expected in CASES.values():
        loses, gains = told(before, after, heirs)
        assert 1 not in loses | gains
