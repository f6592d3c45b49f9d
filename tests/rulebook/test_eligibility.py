"""Age, citizenship, schooling, unions, children, political history: tested when the cell meets."""

import pytest

from tests.rulebook.building import act, case, codes, found, judged, step, the, way

READY = "2019-05-15"


def ready(**facts):
    return case(way("opinions"), **facts)


def met(on, **facts):
    return case([*way("opinions"), act("cell_resolution", on, full_members=9, yes=9)], **facts)


def test_the_ordinary_person_meets_the_standards():
    assert codes(ready(), READY) == set()
    assert judged(ready(), READY)["may_proceed"] is True


@pytest.mark.parametrize(
    ("born", "on", "code", "turns_on"),
    [
        ("2001-08-02", "2019-07-31", "age_below_minimum", "2019-08-01"),  # 17 tuổi 11 tháng
        (
            "2001-08-02",
            "2019-08-01",
            "age_day_not_reached",
            "2019-08-02",
        ),  # đủ tháng, chưa đủ ngày
        ("2001-08-02", "2019-08-02", None, None),
        ("2001-08-01", "2019-08-01", None, None),
        ("2000-02-29", "2018-02-27", "age_day_not_reached", "2018-02-28"),
        ("2000-02-29", "2018-02-28", None, None),
    ],
)
def test_eighteen_is_counted_by_month_and_the_day_only_warns(born, on, code, turns_on):
    document = case(way("opinions", years=-2), born=born, youth_union_member=True)
    ages = [f for f in judged(document, on)["findings"] if f["code"].startswith("age")]
    assert [(f["code"], f["on"]) for f in ages] == ([(code, turns_on)] if code else [])


def test_the_first_day_of_the_month_is_the_earliest_day_for_the_meeting():
    document = ready(born="2001-08-02", youth_union_member=True)
    assert step(document, READY, "introduction")["earliest_on"] is None
    acts = [*way("opinions"), act("introduction", "2019-04-02", by="youth_union")]
    document = case(acts, born="2001-08-02", youth_union_member=True)
    assert step(document, READY, "cell_resolution")["earliest_on"] == "2019-08-01"


@pytest.mark.parametrize(
    ("born", "on", "over"),
    [
        ("1959-05-10", "2019-05-25", False),  # tròn 60 trong tháng
        ("1959-04-30", "2019-05-01", True),
        ("1959-05-31", "2019-06-01", True),
        ("1959-06-30", "2019-05-15", False),
    ],
)
def test_sixty_is_counted_by_month(born, on, over):
    assert ("age_above_maximum" in codes(ready(born=born), on)) is over


def test_under_the_guidance_of_2012_over_sixty_is_counted_by_year():
    born_in_1953 = case(way("opinions", years=-6), born="1953-12-31")
    assert "age_above_maximum" not in codes(born_in_1953, "2013-12-31")
    assert the(born_in_1953, "2014-01-01", "age_above_maximum")["on"] == "2014-01-01"


OVER = {"born": "1959-03-10"}
NEEDED = {**OVER, "special_need": True}


@pytest.mark.parametrize(
    ("facts", "place", "expected"),
    [
        (OVER, {}, {"age_above_maximum", "over_age_consent_missing"}),
        ({**OVER, "healthy": False, "special_need": True}, {}, {"age_above_maximum"}),
        (NEEDED, {}, {"over_age_consent_missing"}),
        (OVER, {"cell_present": False}, {"over_age_consent_missing"}),
    ],
)
def test_above_sixty_the_exception_asks_for_health_and_need_and_consent(facts, place, expected):
    assert expected <= codes(ready(place=place, **facts), READY)
    if "age_above_maximum" not in expected:
        assert "age_above_maximum" not in codes(ready(place=place, **facts), READY)


def consent(kind, body, on="2019-05-10"):
    return act("exception_consent", on, kind=kind, body=body)


def test_the_consent_must_be_the_provincial_boards_and_dated_before_the_decision():
    by_province = consent("over_age", "provincial_standing_board")
    by_another = consent("over_age", "deciding_standing_board")
    assert codes(case([*way("opinions"), by_province], **NEEDED), READY) == set()
    assert "over_age_consent_missing" in codes(
        case([*way("opinions"), by_another], **NEEDED), READY
    )
    decided = way("admission_decision")
    for on, missing in (("2019-06-19", False), ("2019-06-20", True), ("2019-06-21", True)):
        acts = [*decided, consent("over_age", "provincial_standing_board", on)]
        document = case(acts, **NEEDED)
        assert ("over_age_consent_missing" in codes(document, "2019-07-01")) is missing
        stage = judged(document, "2019-07-01")["stage"]
        assert stage == ("committee_resolution" if missing else "admission_decision")


def test_the_cells_resolution_stands_while_the_consent_is_awaited():
    document = case(way("cell_resolution"), **NEEDED)
    assert judged(document, "2019-05-20")["stage"] == "cell_resolution"
    assert the(document, "2019-05-20", "over_age_consent_missing")["severity"] == "block"


@pytest.mark.parametrize(
    ("schooling", "on", "enough"),
    [
        ("lower_secondary_equivalent", "2021-07-29", True),
        ("lower_secondary_equivalent", "2021-07-30", False),
        ("lower_secondary_completed", "2021-07-29", False),
        ("lower_secondary_diploma", "2021-07-30", True),
        ("lower_secondary_completed", "2026-07-25", False),
        ("lower_secondary_completed", "2026-07-26", True),
        ("primary_completed", "2026-07-26", False),
    ],
)
def test_the_least_schooling_follows_the_regulation_of_the_day(schooling, on, enough):
    document = ready(schooling=schooling)
    assert ("schooling_insufficient" not in codes(document, on)) is enough


@pytest.mark.parametrize(
    ("schooling", "place", "standing", "expected"),
    [
        ("primary_completed", {"difficult_area": True}, [], set()),
        ("primary_completed", {}, ["fisher_at_sea"], set()),
        ("primary_completed", {}, ["village_elder"], {"schooling_insufficient"}),
        ("literate", {"difficult_area": True}, [], {"schooling_insufficient"}),
        ("literate", {"difficult_area": True}, ["village_elder"], {"elder_consent_missing"}),
        ("literate", {"difficult_area": True}, ["prestigious_person"], {"elder_consent_missing"}),
        ("literate", {}, ["fisher_at_sea", "village_elder"], {"schooling_insufficient"}),
        ("primary_completed", {"difficult_area": True}, ["village_elder"], set()),
        ("none", {"difficult_area": True}, ["village_elder"], {"schooling_insufficient"}),
    ],
)
def test_difficult_areas_fishers_and_elders_need_less_schooling(
    schooling, place, standing, expected
):
    document = ready(schooling=schooling, place=place, standing=standing)
    assert codes(document, READY) == expected


def test_the_elders_consent_is_the_deciding_boards():
    elder = {"schooling": "literate", "standing": ["village_elder"]}
    acts = [*way("opinions"), consent("elder", "deciding_standing_board")]
    assert codes(case(acts, place={"difficult_area": True}, **elder), READY) == set()
    acts = [*way("opinions"), consent("elder", "provincial_standing_board")]
    document = case(acts, place={"difficult_area": True}, **elder)
    assert codes(document, READY) == {"elder_consent_missing"}


def test_a_foreigner_cannot_be_admitted():
    assert codes(ready(citizenship="LA"), READY) == {"not_a_citizen"}


@pytest.mark.parametrize(
    ("born", "on", "place", "member", "expected"),
    [
        ("1989-05-16", READY, {}, False, True),  # 29 tuổi
        ("1989-05-15", READY, {}, False, False),  # tròn 30
        ("1997-02-11", READY, {}, True, False),
        ("1997-02-11", READY, {"youth_union_present": False}, False, False),
    ],
)
def test_one_of_youth_age_must_belong_to_the_youth_union_of_the_place(
    born, on, place, member, expected
):
    document = ready(born=born, place=place, youth_union_member=member)
    assert ("youth_union_membership_required" in codes(document, on)) is expected


CHILDREN = ["2010-02-02", "2013-04-04", "2017-06-01", "2018-01-31", "2019-02-02"]


@pytest.mark.parametrize(
    ("children", "on", "code", "turns_on"),
    [
        (2, READY, None, None),
        (3, "2019-05-31", "population_rule_wait", "2019-06-01"),
        (3, "2019-06-01", None, None),
        (4, "2021-01-30", "population_rule_wait", "2021-01-31"),
        (4, "2021-01-31", None, None),
        (5, "2030-01-01", "population_rule_barred", "2019-02-02"),
        (3, "2018-08-27", None, None),  # quy định 2018 chưa có hiệu lực
        (3, "2018-08-28", "population_rule_wait", "2019-06-01"),
    ],
)
def test_a_third_or_fourth_child_makes_wait_and_a_fifth_bars(children, on, code, turns_on):
    document = case(
        [*way("opinions", years=-1), act("verification", "2017-02-01", subject="child")],
        children_born=CHILDREN[:children],
    )
    rules = [f for f in judged(document, on)["findings"] if f["code"].startswith("population")]
    assert [(f["code"], f["on"]) for f in rules] == ([(code, turns_on)] if code else [])


def test_a_birth_situation_that_is_no_violation_counts_for_nothing():
    document = ready(children_born=CHILDREN, population_exemption=True)
    assert not [c for c in codes(document, READY) if c.startswith("population")]


def test_a_child_that_is_not_born_yet_does_not_count():
    document = met("2019-05-15", children_born=["2010-02-02", "2013-04-04", "2019-05-16"])
    assert "population_rule_wait" not in codes(document, "2019-06-01")


@pytest.mark.parametrize(
    ("outcome", "on", "expected"),
    [
        (None, None, "political_conclusion_missing"),
        ("may_be_considered", "2019-05-15", None),
        ("may_be_considered", "2019-05-16", "political_conclusion_missing"),  # sau cuộc họp
        ("may_not", "2019-05-15", "political_conclusion_negative"),
    ],
)
def test_the_competent_committee_concludes_before_the_cell_considers(outcome, on, expected):
    conclusion = [act("political_conclusion", on, outcome=outcome)] if outcome else []
    acts = [*way("cell_resolution"), *conclusion]
    document = case(acts, political_history_issue=True)
    political = {c for c in codes(document, "2019-06-01") if c.startswith("political")}
    assert political == ({expected} if expected else set())


def test_a_negative_conclusion_is_told_as_soon_as_it_is_in_the_file():
    acts = [*way("awareness_course"), act("political_conclusion", "2018-10-01", outcome="may_not")]
    assert codes(case(acts), "2018-10-02") == {"political_conclusion_negative"}


def test_before_there_are_opinions_nothing_absent_is_told():
    young = case(way("introduction"), born="2001-08-02", schooling="none")
    assert codes(young, "2019-04-10") == set()


def test_a_condition_is_tested_on_the_day_of_the_meeting_not_later():
    document = met("2019-05-15", born="1959-05-10")
    assert not found(document, "2020-01-01", "age_above_maximum")
    document = met("2019-05-15", schooling="lower_secondary_equivalent")
    assert "schooling_insufficient" not in codes(document, "2021-12-31")


def test_while_no_resolution_stands_the_standards_are_tested_again_on_the_day():
    lost = [*way("opinions"), act("cell_resolution", "2019-05-15", full_members=9, yes=1)]
    document = case(lost, born="1959-05-10")
    assert "age_above_maximum" not in codes(document, "2019-05-31")
    assert "age_above_maximum" in codes(document, "2019-06-01")
