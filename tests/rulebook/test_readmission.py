"""Readmission: waiting times, bars, consent, once only."""

import pytest

from tests.rulebook.building import act, case, codes, found, judged, step, the, way

CONSENT = act(
    "exception_consent", "2019-05-01", kind="readmission", body="provincial_standing_board"
)


def left(on="2015-06-15", how="own_request_family"):
    return act("left_party", on, how=how)


def back(*before, upto="opinions", **facts):
    return case([*before, *way(upto)], **facts)


@pytest.mark.parametrize(
    ("left_on", "early_until"),
    [("2015-10-26", None), ("2015-10-27", "2018-10-27"), ("2015-06-15", None)],
)
def test_thirty_six_months_must_pass_before_the_application(left_on, early_until):
    told = found(back(left(left_on), CONSENT), "2019-05-15", "readmission_too_early")
    assert [f["on"] for f in told] == ([early_until] if early_until else [])


def test_before_there_is_an_application_the_day_itself_is_tested():
    document = case([left("2016-02-29")])
    assert the(document, "2019-02-27", "readmission_too_early")["on"] == "2019-02-28"
    assert codes(document, "2019-02-28") == set()


def test_the_earliest_day_for_the_application_is_told():
    document = back(left("2015-10-27"), upto="awareness_course")
    assert step(document, "2018-10-01", "application")["earliest_on"] == "2018-10-27"
    assert step(document, "2018-10-27", "application")["earliest_on"] is None


def test_what_was_done_before_leaving_is_of_the_earlier_membership():
    document = case([*way("card_issued"), left("2021-01-01")])
    assessment = judged(document, "2021-01-02")
    assert assessment["stage"] is None
    assert assessment["votes"] == {}
    assert assessment["dates"]["full_member_from"] is None


def test_the_whole_procedure_is_gone_through_again():
    document = case([*way("card_issued", years=-6), left("2015-06-15"), CONSENT, *way("opinions")])
    assert judged(document, "2019-05-15")["stage"] == "opinions"
    assert codes(document, "2019-05-15") == set()


def test_an_act_on_the_day_of_leaving_belongs_to_the_new_case_but_a_removal_to_the_old():
    removed = act("removal_decision", "2015-06-15", members=11, yes=11)
    document = case([removed, left("2015-06-15", "removed"), act("sourced", "2015-06-15")])
    assert judged(document, "2015-06-15")["stage"] == "sourced"


def convicted(gravity="less_serious", on="2010-01-01"):
    return act("conviction", on, gravity=gravity)


@pytest.mark.parametrize(
    ("cleared_on", "expected"),
    [("2013-10-26", []), ("2013-10-27", ["2018-10-27"]), (None, [None]), ("2009-12-31", [None])],
)
def test_after_a_less_serious_crime_sixty_months_run_from_its_clearing(cleared_on, expected):
    cleared = [act("conviction_cleared", cleared_on)] if cleared_on else []
    document = back(left("2010-02-01", "expelled"), convicted(), *cleared, CONSENT)
    told = found(document, "2019-05-15", "readmission_too_early")
    assert [f["on"] for f in told] == expected
    assert all(f["rule"] == "R-REA-02" for f in told)


def test_the_longer_of_the_two_waits_counts():
    document = back(
        left("2016-01-01"), convicted(), act("conviction_cleared", "2011-01-01"), CONSENT
    )
    assert the(document, "2019-05-15", "readmission_too_early")["rule"] == "R-REA-01"


@pytest.mark.parametrize(
    ("acts", "reason"),
    [
        ([left(how="dropped_out")], "tự bỏ sinh hoạt đảng"),
        ([left(how="own_request")], "tự xin ra khỏi Đảng"),
        ([left(), convicted("corruption")], "phạm tội tham nhũng"),
        ([left(), convicted("serious_or_worse")], "phạm tội nghiêm trọng trở lên"),
    ],
)
def test_some_ways_of_leaving_bar_readmission_for_ever(acts, reason):
    finding = the(case(acts), "2030-01-01", "readmission_barred")
    assert reason in finding["message"]
    assert judged(case(acts), "2030-01-01")["may_proceed"] is False


@pytest.mark.parametrize("how", ["removed", "expelled", "own_request_family", "population_policy"])
def test_other_ways_do_not(how):
    assert "readmission_barred" not in codes(case([left(how=how)]), "2030-01-01")


def test_a_conviction_without_a_membership_is_no_matter_of_readmission():
    assert codes(case([convicted("corruption"), *way("opinions")]), "2019-05-15") == set()


def test_readmission_is_granted_once_only():
    document = back(left("2008-01-01"), left("2014-01-01"), CONSENT)
    assert the(document, "2019-05-15", "readmission_once_only")["on"] == "2014-01-01"
    assert judged(case([*document["events"], *way("cell_resolution")]), "2019-05-15")["stage"] == (
        "opinions"
    )


def test_the_provincial_board_consents_before_the_decision():
    assert codes(back(left()), "2019-05-15") == {"readmission_consent_missing"}
    assert codes(back(left(), CONSENT), "2019-05-15") == set()
    late = {**CONSENT, "on": "2019-06-20"}
    decided = back(left(), late, upto="admission_decision")
    assert "readmission_consent_missing" in codes(decided, "2019-07-01")


CHILDREN = ["2010-02-02", "2012-04-04", "2014-06-01"]


@pytest.mark.parametrize(
    ("children", "left_on", "expected"),
    [
        (CHILDREN, "2016-10-26", []),
        (CHILDREN, "2016-10-27", ["2018-10-27"]),  # 24 tháng
        ([*CHILDREN, "2015-01-01"], "2015-10-26", []),
        ([*CHILDREN, "2015-01-01"], "2015-10-27", ["2018-10-27"]),  # 36 tháng
    ],
)
def test_who_left_for_the_population_policy_waits_by_the_number_of_children(
    children, left_on, expected
):
    document = back(left(left_on, "population_policy"), CONSENT, children_born=children)
    told = found(document, "2019-05-15", "readmission_too_early")
    assert [f["on"] for f in told] == expected


def test_before_the_policy_of_2018_the_general_wait_applies():
    document = case([left("2014-01-01", "population_policy")], children_born=CHILDREN[:2])
    assert the(document, "2016-12-31", "readmission_too_early")["on"] == "2017-01-01"


def test_violating_the_population_policy_again_bars():
    again = {"children_born": [*CHILDREN, "2017-01-01"]}
    document = back(left("2015-01-01", "population_policy"), CONSENT, **again)
    assert the(document, "2019-05-15", "readmission_barred")["rule"] == "R-POP-04"
    exempt = back(
        left("2015-01-01", "population_policy"), CONSENT, population_exemption=True, **again
    )
    assert "readmission_barred" not in codes(exempt, "2019-05-15")
    removed = back(left("2015-01-01", "removed"), CONSENT, **again)
    assert "readmission_barred" not in codes(removed, "2019-05-15")


def test_a_wait_that_turns_on_unknown_children_asks_for_them():
    document = case([left("2016-10-27", "population_policy")], children_born=None)
    told = the(document, "2018-12-01", "fact_unknown")
    assert (told["field"], told["ask"]) == ("person.children_born", "applicant")
