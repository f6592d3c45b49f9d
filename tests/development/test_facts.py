"""Rows to facts: what nobody recorded is unknown, and the way of a file is that of its day."""

from datetime import date

import pytest

from nguon.development import operations
from nguon.development.facts import dossier
from nguon.development.ground import Ground
from nguon.development.models import Case
from nguon.organizations import operations as tree
from nguon.people import operations as people
from nguon.people import vault
from nguon.rulebook import Event, Place, Route
from tests import cast
from tests.cast import DOCUMENT, FIRST_DAY, TODAY
from tests.development import story

END_OF_DISTRICTS = date(2025, 7, 1)
REGULATION_208 = date(2026, 7, 26)


def facts(case, by, on=TODAY):
    opened = Case.objects.visible_to(by).select_related("person", "organization").get(pk=case.pk)
    return dossier(opened, by=by).facts(on)


# --- the person ---------------------------------------------------------------------------------


def test_what_nobody_recorded_is_unknown_and_never_a_default(khe_xong, clerk):
    person = people.register(
        "Hồ Thị Chưa Rõ",
        organization=khe_xong,
        consents=story.agreed("development"),
        by=clerk,
        born_on=date(1998, 5, 20),
    )
    case = operations.open_case(person, on=story.OPENED, by=clerk)

    known = facts(case, clerk).person

    assert known.born == date(1998, 5, 20)
    nothing = {name: None for name in known.__slots__ if name != "born"}
    assert {name: getattr(known, name) for name in nothing} == nothing
    assert facts(case, clerk).place == Place(None, True, None, None)


def test_columns_and_sealed_values_become_one_person(khe_xong, clerk):
    case = story.a_case(
        khe_xong,
        by=clerk,
        standing=["village_elder", "fisher_at_sea"],
        secret={"children_born": ["2022-05-01", "2019-03-01"], "healthy": False},
    )

    known = facts(case, clerk).person

    assert known.standing == ("fisher_at_sea", "village_elder")
    assert known.children_born == (date(2019, 3, 1), date(2022, 5, 1))
    assert (known.healthy, known.citizenship, known.married) == (False, "VN", False)


def test_ethnicity_and_religion_are_never_handed_over(khe_xong, clerk):
    case = story.a_case(khe_xong, by=clerk, secret={"religion": "Công giáo"})

    known = facts(case, clerk).person

    assert (known.ethnicity, known.religion) == (None, None)


def test_a_verdict_is_the_same_whatever_the_ethnicity_and_religion(case, clerk):
    story.tell(case, "opinions", by=clerk)
    opened = Case.objects.visible_to(clerk).select_related("person", "organization").get()
    before = dossier(opened, by=clerk).verdict(TODAY)

    vault.write(case.person, {"ethnicity": "Kinh", "religion": "Phật"}, by=clerk, why="test")

    assert dossier(opened, by=clerk).verdict(TODAY) == before


def test_a_correction_reaches_the_verdict_at_once(case, clerk):
    story.tell(case, "opinions", by=clerk)

    operations.correct_person(case.person, {"schooling": "none"}, reason="đọc nhầm", by=clerk)

    assert "schooling_insufficient" in Case.objects.visible_to(clerk).get().findings


def test_a_sealed_correction_reaches_the_verdict_at_once(case, clerk):
    story.tell(case, "opinions", by=clerk)

    operations.correct_person(
        case.person, {"political_history_issue": True}, reason="hồ sơ mới", by=clerk
    )

    case = Case.objects.visible_to(clerk).get()
    assert (case.concealed, case.blocked_since is not None) == (True, True)


# --- acts ---------------------------------------------------------------------------------------


def test_retracted_acts_are_left_out_and_sealed_ones_opened(case, clerk):
    row, *_ = story.tell(case, "candidate_listed", by=clerk)
    operations.retract(row, reason="nhầm", by=clerk)
    cleared = Event("conviction_cleared", date(2020, 1, 1), {"document": "5/XN"})
    operations.record(case, cleared, by=clerk)

    assert [event.type for event in facts(case, clerk).events] == [
        "conviction_cleared",
        "candidate_listed",
    ]
    assert facts(case, clerk).events[0] == cleared


# --- the place ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "difficult"),
    [
        (date(2019, 12, 31), None),
        (date(2020, 1, 1), True),
        (date(2022, 12, 31), True),
        (date(2023, 1, 1), False),
    ],
)
def test_the_area_is_what_its_latest_profile_of_the_day_says(khe_xong, clerk, day, difficult):
    case = story.a_case(khe_xong, by=clerk)
    story.describe(khe_xong, 2020)
    story.describe(khe_xong, 2023, difficult_area=False)

    assert facts(case, clerk, day).place.difficult_area is difficult


# --- the way of the file ------------------------------------------------------------------------


def route(organization, day):
    return Ground.of([organization.pk]).route(organization.pk, day)


def establish(slug, parent, rank, tier, system):
    return tree.establish(
        slug,
        name=f"Nơi bịa {slug}",
        tier=tier,
        party_rank=rank,
        parent=parent,
        on=FIRST_DAY,
        document=DOCUMENT,
        by=system,
    )


def test_under_a_district_the_town_asks_and_the_district_decides(khe_xong):
    assert route(khe_xong, TODAY) == Route(grassroots_committee=True)


def test_a_section_between_cell_and_town_appraises(krong_klang, system):
    section = establish("khoi-mau", krong_klang, "section_body", "unit", system)
    cell = establish("to-mau", section, "subordinate_cell", "cell", system)

    assert route(cell, TODAY) == Route(section_committee=True, grassroots_committee=True)


def test_a_committee_that_was_authorised_decides_itself_from_that_day(
    khe_xong, krong_klang, system
):
    tree.authorise(krong_klang, on=date(2024, 1, 1), document="12-QĐ/HU", by=system)

    assert not route(khe_xong, date(2023, 12, 31)).delegated
    assert route(khe_xong, date(2024, 1, 1)).delegated


@pytest.fixture
def reformed(krong_klang, quang_tri, system):
    """The commune of mid 2025: directly under the province, superior to grassroots bodies."""
    rank = "superior_committee"
    tree.move(krong_klang, parent=quang_tri, on=END_OF_DISTRICTS, document="1-QĐ/TU", by=system)
    tree.rename(krong_klang, on=END_OF_DISTRICTS, document="1-QĐ/TU", party_rank=rank, by=system)
    return krong_klang


def test_without_a_district_a_hamlet_cell_stands_directly_under_the_committee_that_decides(
    khe_xong, reformed
):
    assert route(khe_xong, date(2025, 6, 30)).grassroots_committee
    assert not route(khe_xong, END_OF_DISTRICTS).grassroots_committee


def test_a_grassroots_body_below_the_commune_asks_the_commune(reformed, system):
    office = establish("uy-ban", reformed, "grassroots_party_body", "unit", system)
    cell = establish("phong-mau", office, "subordinate_cell", "cell", system)

    assert route(cell, date(2025, 8, 1)).grassroots_committee


def test_under_208_the_commune_is_a_grassroots_body_and_decides_itself(khe_xong, reformed, system):
    tree.rename(
        reformed,
        on=REGULATION_208,
        document="2-QĐ/TU",
        party_rank="grassroots_party_body",
        by=system,
    )

    assert route(khe_xong, REGULATION_208) == Route(grassroots_committee=False)


def test_a_town_that_stands_alone_in_the_register_still_asks_a_district(db):
    town = establish("thi-tran-le", None, "grassroots_party_body", "commune", cast.system())
    cell = establish("chi-bo-le", town, "subordinate_cell", "cell", cast.system())

    assert route(cell, date(2018, 1, 1)).grassroots_committee
    assert not route(cell, REGULATION_208).grassroots_committee


def test_before_any_regulation_on_record_nobody_decides_for_himself(khe_xong):
    assert route(khe_xong, date(2010, 6, 1)).grassroots_committee


def test_after_the_cell_resolved_the_way_stays_that_of_its_day(case, clerk, system, reformed):
    before = date(2025, 2, 6)
    story.tell(case, "cell_resolution", by=clerk)

    assert facts(case, clerk, date(2025, 8, 1)).route.grassroots_committee
    assert facts(case, clerk, before).route.grassroots_committee


def test_before_the_cell_resolved_the_way_is_that_of_the_day_asked_about(case, clerk, reformed):
    story.tell(case, "opinions", by=clerk)

    assert facts(case, clerk, date(2025, 6, 30)).route.grassroots_committee
    assert not facts(case, clerk, END_OF_DISTRICTS).route.grassroots_committee


def test_an_announced_change_of_the_tree_ends_the_verdict_on_its_day(case, clerk, reformed):
    operations.record(case, story.STORY[0], by=clerk)

    assert Case.objects.visible_to(clerk).get().next_change_on <= END_OF_DISTRICTS
