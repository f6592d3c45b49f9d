"""Why a verdict is so, whom a change touches, how fresh verdicts are: for those who may see."""

from datetime import date

import pytest

from nguon.development import operations, projection, verdicts
from nguon.development.models import Case
from nguon.rulebook import RELEASE, STEPS
from tests.cast import TODAY
from tests.development import story

CHANGE = date(2025, 1, 20)  # a regulation gave way to another; the story is tested soon after


def test_a_case_is_opened_with_an_answer_for_every_step(case, clerk):
    story.tell(case, "opinions", by=clerk)
    found = verdicts.explained(case.ref, by=clerk)
    assert [one.step for one in found.answers] == list(STEPS)
    assert (found.as_of, found.organization) == (TODAY, "Chi bộ khóm Khe Xong")
    assert not found.concealed


def test_one_step_can_be_asked_for_alone(case, clerk):
    (answer,) = verdicts.explained(case.ref, by=clerk, step="cv").answers
    assert answer.step == "cv"
    with pytest.raises(KeyError):
        verdicts.explained(case.ref, by=clerk, step="dancing")


def test_the_neighbour_cannot_open_it(case, neighbour):
    with pytest.raises(Case.DoesNotExist):
        verdicts.explained(case.ref, by=neighbour)


def test_a_portion_a_page_is_judged_and_no_more(khe_xong, clerk, monkeypatch):
    story.describe(khe_xong)
    names = ["Hồ Thị Bịa Một", "Hồ Thị Bịa Hai", "Hồ Thị Bịa Ba"]
    for name in names:
        story.a_case(khe_xong, by=clerk, name=name)
    monkeypatch.setattr(verdicts, "PORTION", 2)

    first, second = (verdicts.touched(CHANGE, by=clerk, page=page) for page in (1, 2))
    assert (first.total, first.examined, first.pages) == (3, 2, 2)
    assert (second.examined, second.page) == (1, 2)
    assert verdicts.touched(CHANGE, by=clerk, page=3).examined == 0


def test_only_open_cases_under_the_organisation_asked_about_are_judged(
    case, clerk, khe_xong, khom_ban_mau
):
    assert verdicts.touched(CHANGE, by=clerk, organization=khe_xong).examined == 1
    assert verdicts.touched(CHANGE, by=clerk, organization=khom_ban_mau).examined == 0
    operations.close(case, on=TODAY, by=clerk)
    assert verdicts.touched(CHANGE, by=clerk).total == 0


def test_the_neighbour_is_told_of_nobody(case, neighbour):
    assert verdicts.touched(CHANGE, by=neighbour).total == 0


def test_freshness_counts_what_is_to_be_judged_anew(case, clerk):
    projection.refresh(case, by=clerk)
    fresh = verdicts.freshness(by=clerk)
    assert (fresh.release, fresh.open, fresh.due, fresh.other_release) == (RELEASE, 1, 0, 0)
    assert fresh.first_judged_on == fresh.last_judged_on == TODAY

    Case.unscoped.filter(pk=case.pk).update(release="1+former")
    assert (verdicts.freshness(by=clerk).due, verdicts.freshness(by=clerk).other_release) == (1, 1)


def test_freshness_without_cases_names_the_release_only(neighbour):
    found = verdicts.freshness(by=neighbour)
    assert (found.open, found.last_judged_on, found.release) == (0, None, RELEASE)
