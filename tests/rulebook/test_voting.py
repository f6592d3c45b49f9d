"""Who is counted, how many are needed, and who decides on which day."""

import pytest

from nguon.rulebook.rules.voting import needed
from tests.rulebook.building import BOARD, CELL, COMMITTEE, act, case, codes, judged, the, way


@pytest.mark.parametrize(
    ("counted", "two_thirds", "half"),
    [
        (0, 0, 1),
        (1, 1, 1),
        (2, 2, 2),
        (3, 2, 2),
        (9, 6, 5),
        (12, 8, 7),
        (13, 9, 7),
        (15, 10, 8),
        (18, 12, 10),
        (20, 14, 11),
    ],
)
def test_the_smallest_number_of_votes_that_suffices(counted, two_thirds, half):
    assert needed("two_thirds", counted) == two_thirds
    assert needed("more_than_half", counted) == half


@pytest.mark.parametrize(
    ("absent", "yes", "counted", "passed"),
    [
        ({}, 13, 20, False),
        ({}, 14, 20, True),
        ({"exempt_absent": 2}, 12, 18, True),
        ({"temporarily_elsewhere_absent": 2}, 11, 18, False),
        ({"suspended": 2}, 12, 18, True),
        ({"exempt_absent": 1, "temporarily_elsewhere_absent": 1, "suspended": 3}, 10, 15, True),
    ],
)
def test_exempt_elsewhere_and_suspended_members_are_left_out(absent, yes, counted, passed):
    meeting = act(
        "cell_resolution", "2019-05-15", full_members=20, yes=yes, probationary=4, **absent
    )
    assessment = judged(case([*way("opinions"), meeting]), "2019-05-15")
    vote = assessment["votes"]["cell_resolution"]
    assert (vote["counted"], vote["passed"]) == (counted, passed)
    assert assessment["stage"] == ("cell_resolution" if passed else "opinions")
    assert assessment["may_proceed"] is passed


def test_a_lost_vote_is_forgotten_when_the_cell_votes_again():
    lost = act("cell_resolution", "2019-05-15", full_members=9, yes=5, no=4)
    again = act("cell_resolution", "2019-06-12", full_members=9, yes=6, no=3)
    assert "vote_below_threshold" in codes(case([*way("opinions"), lost]), "2019-05-15")
    assert codes(case([*way("opinions"), lost, again]), "2019-06-12") == set()


def test_two_ballots_of_one_day_are_taken_in_the_order_of_their_votes():
    lost = act("cell_resolution", "2019-05-15", full_members=9, yes=5)
    won = act("cell_resolution", "2019-05-15", full_members=9, yes=6)
    for acts in ([lost, won], [won, lost]):
        assert judged(case([*way("opinions"), *acts]), "2019-05-15")["stage"] == "cell_resolution"


@pytest.mark.parametrize("kind", ["cell_resolution", "recognition_resolution"])
def test_a_cell_of_two_cannot_act(kind):
    document = case(way(kind, **{kind: {**CELL, "full_members": 2, "yes": 2}}))
    assert the(document, "2020-07-10", "cell_too_small")["rule"] == "R-VOTE-03"


@pytest.mark.parametrize(
    ("kind", "fields", "rule"),
    [
        ("committee_resolution", {"members": 15, "yes": 9}, "R-VOTE-04"),
        ("admission_decision", {"members": 11, "yes": 5}, "R-DEC-01"),
        ("recognition_resolution", {"full_members": 15, "yes": 9}, "R-OFF-02"),
        ("recognition_committee_resolution", {"members": 15, "yes": 9}, "R-OFF-02"),
        ("recognition_decision", {"members": 12, "yes": 6}, "R-OFF-02"),
    ],
)
def test_every_vote_has_its_threshold_and_its_rule(kind, fields, rule):
    finding = the(case(way(kind, **{kind: fields})), "2020-08-03", "vote_below_threshold")
    assert finding["rule"] == rule


BODIES = [
    ("2025-06-30", False, "district_standing_board", "more_than_half"),
    ("2025-07-01", False, "commune_standing_board", "more_than_half"),
    ("2026-04-08", False, "commune_standing_board", "more_than_half"),
    ("2026-07-26", False, "grassroots_standing_board", "more_than_half"),
    ("2012-01-01", True, "grassroots_committee", "two_thirds"),
    ("2026-07-25", True, "grassroots_committee", "two_thirds"),
    ("2026-07-26", True, "grassroots_standing_board", "more_than_half"),
]


@pytest.mark.parametrize(("on", "delegated", "body", "threshold"), BODIES)
def test_who_decides_follows_the_regime_of_the_day(on, delegated, body, threshold):
    document = case(route={"delegated": delegated})
    assert judged(document, on)["authority"] == {"admission": body, "threshold": threshold}


def test_once_decided_the_authority_is_that_of_the_day_of_the_decision():
    document = case(way("admission_decision"))
    assert judged(document, "2026-08-01")["authority"]["admission"] == "district_standing_board"


def test_the_card_is_due_from_who_decides_now():
    document = case(way("recognition_decision"))
    (card,) = judged(document, "2026-08-01")["next_steps"]
    assert (card["step"], card["actor"]) == ("card_issued", "grassroots_standing_board")


def test_an_authorised_committee_decides_by_two_thirds_without_a_resolution_before():
    acts = [*way("cell_resolution"), act("admission_decision", "2019-06-20", members=15, yes=9)]
    document = case(acts, route={"delegated": True})
    assert "vote_below_threshold" in codes(document, "2019-06-20")
    acts[-1]["yes"] = 10
    assert codes(case(acts, route={"delegated": True}), "2019-06-20") == set()


def ballots(*votes, numbered=True):
    days = ("2020-07-10", "2020-07-17", "2020-07-24", "2020-07-31")
    return [
        act("recognition_resolution", day, full_members=9, yes=yes, ballot=i if numbered else 1)
        for i, (day, yes) in enumerate(zip(days, votes, strict=False), 1)
    ]


@pytest.mark.parametrize(
    ("votes", "exhausted"), [((5,), False), ((5, 5), False), ((5, 5, 5), True), ((5, 5, 6), False)]
)
def test_three_lost_ballots_on_recognition_pass_the_question_to_the_superior(votes, exhausted):
    document = case([*way("probation_review"), *ballots(*votes)])
    assert ("ballots_exhausted" in codes(document, "2020-08-01")) is exhausted
    steps = {s["step"] for s in judged(document, "2020-08-01")["next_steps"]}
    assert ("recognition_decision" in steps) is (exhausted or votes[-1] == 6)


def test_ballots_add_up_even_when_nobody_numbered_them():
    document = case([*way("probation_review"), *ballots(5, 5, 5, numbered=False)])
    assert "ballots_exhausted" in codes(document, "2020-08-01")


def test_a_ballot_recorded_as_the_third_is_the_third():
    document = case([*way("probation_review"), ballots(5, 5, 5)[2]])
    assert "ballots_exhausted" in codes(document, "2020-08-01")


def test_after_three_ballots_the_superiors_decision_stands_without_the_cell():
    acts = [
        *way("probation_review"),
        *ballots(5, 5, 5),
        act("recognition_decision", "2020-09-01", **BOARD),
    ]
    assessment = judged(case(acts), "2020-09-02")
    assert assessment["stage"] == "recognition_decision"
    assert assessment["may_proceed"] is True
    assert assessment["dates"]["full_member_from"] == "2020-07-05"


def test_the_superior_cannot_recognise_who_was_never_admitted():
    acts = [*way("opinions"), act("probation_review", "2020-07-06"), *ballots(5, 5, 5)]
    acts.append(act("recognition_decision", "2020-09-01", **BOARD))
    assert "step_out_of_order" in codes(case(acts), "2020-09-02")


def removal(*, cell=7, committee=11, board=8, on=("2020-01-06", "2020-01-20", "2020-02-10")):
    return [
        act("removal_resolution", on[0], full_members=9, yes=cell),
        act("removal_committee_resolution", on[1], members=15, yes=committee),
        act("removal_decision", on[2], members=13, yes=board),
    ]


def test_a_probationary_member_is_removed_by_three_votes():
    assessment = judged(case([*way("new_member_course"), *removal()]), "2020-03-01")
    assert assessment["stage"] == "removed"
    assert assessment["next_steps"] == []
    assert assessment["missing"] == []
    assert judged(case([*way("new_member_course"), *removal()[:2]]), "2020-03-01")["stage"] == (
        "new_member_course"
    )


@pytest.mark.parametrize(
    ("votes", "code"),
    [
        ({"cell": 5}, "vote_below_threshold"),
        ({"committee": 9}, "vote_below_threshold"),
        ({"board": 6}, "vote_below_threshold"),
        ({"on": ("2020-01-20", "2020-01-06", "2020-02-10")}, "step_out_of_order"),
        ({"on": ("2019-06-01", "2020-01-06", "2020-02-10")}, "step_out_of_order"),
    ],
)
def test_a_removal_needs_all_its_votes_in_their_order(votes, code):
    document = case([*way("new_member_course"), *removal(**votes)])
    assert code in codes(document, "2020-03-01")
    assert judged(document, "2020-03-01")["stage"] != "removed"


def test_a_cell_of_two_cannot_remove():
    small = [act("removal_resolution", "2020-01-06", full_members=2, yes=2), *removal()[1:]]
    document = case([*way("new_member_course"), *small])
    assert "cell_too_small" in codes(document, "2020-03-01")
    assert judged(document, "2020-03-01")["stage"] == "new_member_course"


def test_an_authorised_committee_removes_without_a_resolution_of_its_own_before():
    acts = [*way("new_member_course", without="committee_resolution"), *removal()]
    acts = [a for a in acts if a["type"] != "removal_committee_resolution"]
    for one in acts:
        if one["type"] in ("admission_decision", "removal_decision"):
            one.update(COMMITTEE)
    assert judged(case(acts, route={"delegated": True}), "2020-03-01")["stage"] == "removed"


def test_a_lost_removal_is_forgotten_when_the_cell_goes_on_to_recognise():
    acts = [*way("recognition_resolution"), removal(cell=5)[0]]
    assert "vote_below_threshold" not in codes(case(acts), "2020-07-11")


def test_a_removal_without_a_ceremony_is_out_of_order():
    document = case([*way("cell_resolution"), *removal()[:1]])
    assert "step_out_of_order" in codes(document, "2020-03-01")
