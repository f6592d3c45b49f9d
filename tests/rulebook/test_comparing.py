"""Two assessments of the same facts side by side."""

from datetime import date

from nguon.rulebook import evaluate, load, read_facts
from nguon.rulebook.law.loading import DATA
from nguon.rulebook.verdict.comparing import Difference, Moved, Turned, compare
from tests.rulebook.building import case, way
from tests.rulebook.planting import changed

ON = date(2019, 5, 20)


def under(folder, document, on=ON):
    return evaluate(read_facts(document), on, load(folder))


def test_the_same_rules_give_no_difference():
    document = case(way("cell_resolution"))
    assert not compare(under(DATA, document), under(DATA, document))
    assert compare(None, None) == Difference()


def test_a_longer_limit_moves_the_days_of_its_step(folder):
    changed(folder, "decision.yaml", "value: 60, valid: [2016", "value: 61, valid: [2016")
    document = case(way("committee_resolution"))
    found = compare(under(DATA, document), under(folder, document))
    assert found == Difference(
        moved=(
            Moved("admission_decision", "due_on", date(2019, 8, 7), date(2019, 8, 8)),
            Moved("admission_decision", "extended_due_on", date(2019, 9, 19), date(2019, 9, 20)),
        )
    )


def test_a_day_of_the_case_as_a_whole_moves_too(folder):
    changed(folder, "probation.yaml", "value: 12, valid: [2011", "value: 18, valid: [2011")
    document = case(way("admission_ceremony"))
    on = date(2019, 7, 6)
    found = compare(under(DATA, document, on), under(folder, document, on))
    assert Moved("", "probation_ends_on", date(2020, 7, 5), date(2021, 1, 5)) in found.moved


def test_a_stricter_rule_brings_a_code_and_takes_the_way_on(folder):
    changed(folder, "voting.yaml", "value: 3, valid: [2011", "value: 16, valid: [2011")
    document = case(way("cell_resolution"))
    found = compare(under(DATA, document), under(folder, document))
    assert found.codes_came == ("cell_too_small",)
    assert found.codes_gone == ()
    assert found.may_proceed == (True, False)
    assert found.stage == ("cell_resolution", "opinions")
    assert found.steps_gone == ("committee_resolution",)
    back = compare(under(folder, document), under(DATA, document))
    assert (back.codes_gone, back.may_proceed) == (("cell_too_small",), (False, True))


def test_a_finding_that_turns_on_another_day_is_told_with_both_days(folder):
    changed(folder, "decision.yaml", "value: 60, valid: [2016", "value: 61, valid: [2016")
    document, on = case(way("committee_resolution")), date(2019, 9, 1)
    found = compare(under(DATA, document, on), under(folder, document, on))
    assert found.findings == (
        Turned("decision_late", (("warn", date(2019, 8, 7)),), (("warn", date(2019, 8, 8)),)),
    )
    assert (found.codes_came, found.codes_gone) == ((), ())


def test_what_rests_on_a_sensitive_fact_is_not_told_by_its_code(folder):
    changed(folder, "population.yaml", "value: 24,", "value: 1,")
    births = {"children_born": ["2010-01-01", "2012-01-01", "2019-01-01"]}
    document = case(way("opinions"), **births)
    found = compare(under(DATA, document), under(folder, document))
    assert found == Difference(concealed=True)


def test_a_case_that_only_one_rulebook_can_judge_differs():
    judged = under(DATA, case(way("opinions")))
    assert compare(None, judged).judged == (False, True)
    assert compare(judged, None).judged == (True, False)
