"""The result of a term: what counts, where it counts, and what stands beside it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from nguon.development.models import Case, CaseEvent
from nguon.organizations import operations as organizations
from nguon.people.models import LeftHow, Membership
from nguon.planning import operations, queries
from nguon.planning.attainment import AS_IS, Range
from nguon.planning.reading import NoSuchTerm
from tests import cast
from tests.planning.story import admit, retract
from tests.plans import read_whole

IN_2016 = date(2016, 5, 19)
SLUG = "2015-2020"


def result(organization, by, **options):
    return queries.attainment_of(organization, SLUG, by=by, **options)


def test_a_term_of_ten_to_twelve_a_year_with_thirty_six_admitted_reached_seventy_two_per_cent(
    krong_klang, khe_xong, khom_ban_mau, term, system
):
    for number in range(36):
        admit(khom_ban_mau, date(2015 + number % 5, 3, 1 + number % 20))

    found = result(krong_klang, system)

    assert (found.admitted, found.target, found.attainment_percent) == (
        36,
        Range(50, 60),
        Decimal("72.0"),
    )
    assert {row.year: row.admitted for row in found.by_year} == {
        2015: 8,
        2016: 7,
        2017: 7,
        2018: 7,
        2019: 7,
    }
    assert [(cell.place.slug, cell.admitted) for cell in found.by_cell] == [
        ("khom-ban-mau", 36),
        ("khe-xong", 0),
    ]


def test_the_neighbours_admissions_are_not_ours(krong_klang, thon_mau, term, system):
    admit(thon_mau, IN_2016)

    assert result(krong_klang, system).admitted == 0


@pytest.mark.parametrize(
    ("on", "counted"),
    [
        (date(2014, 12, 31), 0),
        (date(2015, 1, 1), 1),
        (date(2019, 12, 31), 1),
        (date(2020, 1, 1), 0),
    ],
)
def test_a_term_is_half_open(krong_klang, khe_xong, term, system, on, counted):
    admit(khe_xong, on)

    assert result(krong_klang, system).admitted == counted


def test_a_ceremony_that_was_taken_back_does_not_count(krong_klang, khe_xong, term, system):
    retract(admit(khe_xong, IN_2016))

    assert result(krong_klang, system).admitted == 0


def test_a_member_who_moves_in_was_admitted_elsewhere(krong_klang, khe_xong, term, system):
    moved_in = admit(khe_xong, date(2012, 5, 19)).case.person
    Membership.objects.visible_to(system).filter(person=moved_in).update(joined_on=IN_2016)

    assert result(krong_klang, system).admitted == 0


def test_whoever_is_admitted_again_counts_again(krong_klang, khe_xong, term, system):
    first = admit(khe_xong, IN_2016)
    CaseEvent.objects.create(
        organization=khe_xong,
        case=Case.objects.create(
            organization=khe_xong,
            opened_in=khe_xong,
            person=first.case.person,
            opened_on=date(2019, 1, 1),
            closed_on=date(2019, 12, 1),
        ),
        type="admission_ceremony",
        happened_on=date(2019, 9, 2),
        happened_in=khe_xong,
        recorded_at=cast.NOW,
        recorded_by=7,
    )

    assert result(krong_klang, system).admitted == 2


def test_a_figure_as_of_a_day_is_the_same_a_month_later(krong_klang, khe_xong, term, system):
    admit(khe_xong, date(2016, 12, 31))
    at_the_time = result(krong_klang, cast.system(date(2016, 12, 31)))

    admit(khe_xong, date(2017, 1, 15))

    later = result(krong_klang, system, as_of=date(2016, 12, 31))
    assert (later.admitted, later.by_year) == (at_the_time.admitted, at_the_time.by_year)
    assert result(krong_klang, system).admitted == 2


def test_the_admitted_are_told_by_sex_age_on_the_day_and_youth_union(
    krong_klang, khe_xong, term, system
):
    admit(khe_xong, date(2017, 3, 3), born_on=date(1986, 3, 4), gender="male")  # 30
    admit(khe_xong, date(2017, 3, 4), born_on=date(1986, 3, 4), union=False)  # tròn 31
    admit(khe_xong, date(2016, 2, 29), born_on=date(1955, 3, 1), union=None)  # 60
    admit(khe_xong, date(2016, 3, 1), born_on=date(1955, 3, 1), gender="")  # 61
    admit(khe_xong, date(2016, 3, 1), born_on=None)

    found = result(krong_klang, system).breakdown

    assert found.sex == {"female": 3, "male": 1, "unknown": 1}
    assert {band: n for band, n in found.age_band.items() if n} == {
        "18-30": 1,
        "31-35": 1,
        "56-60": 1,
        ">60": 1,
        "unknown": 1,
    }
    assert found.youth_union == {"member": 3, "not_member": 1, "unknown": 1}


def test_quality_stands_beside_the_count(krong_klang, khe_xong, term, system):
    admit(khe_xong, IN_2016, findings=["decision_late", "ceremony_late"])
    admit(khe_xong, IN_2016, findings=["recognition_decision_late", "recognition_review_late"])
    left = admit(khe_xong, IN_2016).case.person
    died = admit(khe_xong, IN_2016).case.person
    own = Membership.objects.visible_to(system)
    own.filter(person=left).update(left_on=date(2018, 1, 1), left_how=LeftHow.DROPPED_OUT)
    own.filter(person=died).update(left_on=date(2018, 1, 1), left_how=LeftHow.DIED)

    quality = result(krong_klang, system).quality

    assert (quality.late_decisions, quality.late_ceremonies, quality.late_recognitions) == (
        1,
        1,
        1,
    )
    assert quality.withdrawn_after_admission == 1
    assert (
        result(krong_klang, system, as_of=date(2017, 1, 1)).quality.withdrawn_after_admission == 0
    )


def test_a_decision_against_a_finding_is_counted_as_a_departure(
    krong_klang, khe_xong, term, system
):
    event = admit(khe_xong, IN_2016)
    CaseEvent.objects.create(
        organization=khe_xong,
        case=event.case,
        type="cell_resolution",
        happened_on=IN_2016,
        happened_in=khe_xong,
        despite={"reason": "Lý do", "authority": "Ban Thường vụ"},
        recorded_at=cast.NOW,
        recorded_by=7,
    )

    assert result(krong_klang, system).quality.departures == 1


# --- cells --------------------------------------------------------------------------------------


def test_a_cell_without_admission_stands_out_with_its_context_and_in_no_ranking(
    krong_klang, khe_xong, khom_ban_mau, term, system
):
    area = {"households": 279, "minority_percent": Decimal("91.5"), "away": 60, "of_age": 400}
    organizations.record_profile(khe_xong, 2018, by=system, **area)
    organizations.record_profile(khe_xong, 2021, by=system, households=300)
    report = {"reason": "Thanh niên đi làm ăn xa", "document": "05-BC/CB 02/01/2019"}
    operations.report_no_source(khe_xong, year=2018, by=system, **report)
    admit(khom_ban_mau, IN_2016)

    (zero,) = result(krong_klang, system).zero_admission_cells

    assert zero.place.name == "Chi bộ khóm Khe Xong"
    assert (zero.households, zero.minority_percent, zero.away) == (279, Decimal("91.5"), 60)
    assert (zero.profile_year, zero.no_source_in) == (2018, (2018,))


def test_a_cell_that_was_dissolved_within_the_term_is_still_listed_and_says_who_keeps_it(
    krong_klang, khe_xong, khom_ban_mau, term, system
):
    act = {"on": date(2017, 1, 1), "document": "02-QĐ/ĐU 28/12/2016", "by": system}
    organizations.dissolve(khe_xong, successor=khom_ban_mau, **act)

    found = {cell.place.slug: cell for cell in result(krong_klang, system).by_cell}

    assert found["khe-xong"].now_in.slug == "khom-ban-mau"
    assert found["khom-ban-mau"].now_in is None


def test_a_cell_that_came_after_the_term_is_not_asked_about(krong_klang, term, system):
    organizations.establish(
        "khom-sau",
        name="Chi bộ khóm Sau",
        tier="cell",
        party_rank="subordinate_cell",
        parent=krong_klang,
        on=date(2021, 1, 1),
        document="03-QĐ/ĐU 30/12/2020",
        by=system,
    )

    for tree in ("as-was", "as-is"):
        assert {c.place.slug for c in result(krong_klang, system, tree=tree).by_cell} == {
            "khe-xong",
            "khom-ban-mau",
        }


def test_names_are_those_of_the_time_or_of_today(krong_klang, khe_xong, term, system):
    act = {"on": date(2022, 1, 1), "document": "04-QĐ/ĐU 30/12/2021", "by": system}
    organizations.rename(khe_xong, name="Chi bộ Khe Xong Mới", **act)

    def names(tree):
        return {cell.place.name for cell in result(krong_klang, system, tree=tree).by_cell}

    assert "Chi bộ khóm Khe Xong" in names("as-was")
    assert "Chi bộ Khe Xong Mới" in names("as-is")


def test_what_a_cell_was_asked_is_the_latest_decision_of_each_year(
    krong_klang, khe_xong, khom_ban_mau, term, system
):
    def ask(cell, year, lower, upper, on):
        paper = {"document": f"NQ {on:%d/%m/%Y}", "decided_on": on}
        asked = {"year": year, "lower": lower, "upper": upper}
        operations.set_cell_target(cell, term=term, **asked, **paper, by=system)

    ask(khe_xong, 2016, 1, 2, date(2016, 1, 5))
    ask(khe_xong, 2016, 2, 3, date(2016, 7, 1))
    ask(khe_xong, 2017, 1, 1, date(2017, 1, 5))

    def target(**options):
        found = {
            cell.place.slug: cell.target for cell in result(krong_klang, system, **options).by_cell
        }
        return found["khe-xong"], found["khom-ban-mau"]

    assert target() == (Range(3, 4), None)
    assert target(as_of=date(2016, 6, 30)) == (Range(1, 2), None)


# --- the tree in time ---------------------------------------------------------------------------


def merge(places, system, on=date(2020, 1, 1)):
    """Krông Klang and Mò Ó become one commune; their cells go along."""
    new = organizations.establish(
        "huong-hiep",
        name="Đảng uỷ xã Hướng Hiệp",
        tier="commune",
        party_rank="grassroots_party_body",
        parent=places["dakrong"],
        on=on,
        document="01-NQ/TU",
        by=system,
    )
    both = [places["krong-klang"], places["mo-o"]]
    organizations.merge(both, into=new, on=on, document="01-NQ/TU", by=system)
    return new


def test_communes_with_five_and_seven_merge_to_twelve_and_each_keeps_its_own(places, plan, system):
    plan(places["krong-klang"], yearly_lower=5, yearly_upper=5)
    plan(places["mo-o"], yearly_lower=7, yearly_upper=8)
    for on in (date(2015, 2, 3), date(2016, 2, 3)):
        admit(places["khe-xong"], on)
    admit(places["thon-mau"], date(2016, 2, 3))
    new = merge(places, system)

    together = result(new, system, tree=AS_IS)

    assert (together.target, together.admitted) == (Range(60, 65), 3)
    assert together.by_year[0].target == Range(12, 13)
    assert {plan.whose.slug for plan in together.plans} == {"krong-klang", "mo-o"}
    for slug, target, admitted in (("krong-klang", 25, 2), ("mo-o", 35, 1)):
        for tree in ("as-was", "as-is"):
            own = result(places[slug], system, tree=tree)
            assert (own.target.lower, own.admitted) == (target, admitted)
            assert [place.name for place in own.now_in] == ["Đảng uỷ xã Hướng Hiệp"]


def test_a_new_commune_has_no_term_of_its_predecessors_as_it_was(places, plan, system):
    plan(places["krong-klang"])
    new = merge(places, system)

    with pytest.raises(NoSuchTerm, match="theo cây tổ chức hiện nay"):
        result(new, system)


def test_predecessors_count_each_within_the_days_of_its_own_term(places, plan, system):
    plan(places["krong-klang"])
    plan(places["mo-o"], starts_on=date(2015, 7, 1), ends_on=date(2020, 7, 1))
    admit(places["khe-xong"], date(2015, 3, 1))
    admit(places["thon-mau"], date(2015, 3, 1))  # trước nhiệm kỳ của Mò Ó
    admit(places["thon-mau"], date(2015, 8, 1))
    new = merge(places, system, on=date(2021, 1, 1))

    assert result(new, system, tree=AS_IS).admitted == 2
    assert result(places["mo-o"], system).admitted == 1


def test_a_district_that_vanishes_leaves_the_result_of_the_term_as_it_was(
    places, quang_tri, dakrong, krong_klang, khe_xong, term
):
    admit(khe_xong, IN_2016)
    before = result(krong_klang, cast.system())
    after_reform = cast.system(date(2025, 7, 2))
    act = {"on": date(2025, 7, 1), "document": "NQ 1680", "by": after_reform}
    organizations.dissolve(dakrong, successor=quang_tri, **act)

    assert result(krong_klang, after_reform, as_of=cast.TODAY) == before


def test_a_cell_that_moves_away_changes_no_past_figure_but_is_read_elsewhere_today(
    krong_klang, mo_o, khe_xong, plan, term, system
):
    admit(khe_xong, IN_2016)
    plan(mo_o)
    act = {"on": date(2018, 1, 1), "document": "05-QĐ/HU 20/12/2017", "by": system}
    organizations.move(khe_xong, parent=mo_o, **act)
    admit(khe_xong, date(2019, 2, 3))

    assert result(krong_klang, system).admitted == 1
    assert result(mo_o, system).admitted == 1
    assert result(krong_klang, system, tree=AS_IS).admitted == 0
    assert result(mo_o, system, tree=AS_IS).admitted == 2


def test_cells_that_merged_are_one_line_as_it_is(
    krong_klang, khe_xong, khom_ban_mau, term, system
):
    admit(khe_xong, IN_2016)
    admit(khom_ban_mau, IN_2016)
    act = {"on": date(2021, 1, 1), "document": "06-QĐ/ĐU", "by": system}
    organizations.dissolve(khe_xong, successor=khom_ban_mau, **act)

    (line,) = result(krong_klang, system, tree=AS_IS).by_cell

    assert (line.place.slug, line.admitted, line.by_year) == ("khom-ban-mau", 2, {2016: 2})


def test_the_years_of_a_place_run_through_all_its_terms_and_predecessors(places, plan, system):
    plan(places["krong-klang"])
    new = merge(places, system)
    paper = {"document": "NQ", "decided_on": date(2019, 12, 1), "slug": "2020-2025"}
    days = {"starts_on": date(2020, 1, 1), "ends_on": date(2025, 1, 1)}
    plan(new, yearly_lower=8, yearly_upper=9, **paper, **days)
    admit(places["khe-xong"], IN_2016)
    admit(places["khe-xong"], date(2021, 5, 6))

    years = {
        row.year: (row.admitted, row.target.lower) for row in queries.years_of(new, by=system)
    }

    assert list(years) == list(range(2015, 2025))
    assert (years[2016], years[2021], years[2022]) == ((1, 10), (1, 8), (0, 8))


# --- who may see --------------------------------------------------------------------------------


def test_a_superior_board_sees_the_figures_without_seeing_a_single_case(
    dakrong, krong_klang, khe_xong, term, acting
):
    admit(khe_xong, IN_2016)
    board = acting("superior_board", at=dakrong)

    assert not Case.objects.visible_to(board).exists()
    assert result(krong_klang, board).admitted == 1


def test_the_neighbouring_commune_does_not_see_the_term(krong_klang, mo_o, khe_xong, term, acting):
    admit(khe_xong, IN_2016)

    for tree in ("as-was", "as-is"):
        with pytest.raises(NoSuchTerm):
            result(krong_klang, acting("secretary", at=mo_o), tree=tree)


def test_the_neighbour_to_whom_a_cell_moved_sees_its_old_admissions_only_as_it_is(
    krong_klang, mo_o, khe_xong, plan, term, system, acting
):
    admit(khe_xong, IN_2016)
    plan(mo_o)
    act = {"on": date(2018, 1, 1), "document": "05-QĐ/HU 20/12/2017", "by": system}
    organizations.move(khe_xong, parent=mo_o, **act)
    neighbour = acting("secretary", at=mo_o)

    assert result(mo_o, neighbour).admitted == 0
    assert result(mo_o, neighbour, tree=AS_IS).admitted == 1


# --- cost ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("tree", ["as-was", "as-is"])
def test_one_cell_or_many_cost_the_same_few_statements(
    krong_klang, khe_xong, term, system, tree, django_assert_max_num_queries
):
    admit(khe_xong, IN_2016)
    with django_assert_max_num_queries(11) as small:
        result(krong_klang, system, tree=tree)
    for number in range(3):
        cell = organizations.establish(
            f"khom-{number}",
            name=f"Chi bộ khóm {number}",
            tier="cell",
            party_rank="subordinate_cell",
            parent=krong_klang,
            on=date(2012, 1, 1),
            document="QĐ",
            by=system,
        )
        admit(cell, IN_2016 + timedelta(days=number))

    with django_assert_max_num_queries(11) as large:
        assert result(krong_klang, system, tree=tree).admitted == 4
    assert len(large) == len(small)


def test_after_a_merge_it_still_takes_no_more_than_eleven_statements(
    places, plan, system, django_assert_max_num_queries
):
    plan(places["krong-klang"])
    plan(places["mo-o"])
    admit(places["khe-xong"], IN_2016)
    new = merge(places, system)

    for organization in (new, places["krong-klang"]):
        with django_assert_max_num_queries(11):
            assert result(organization, system, tree=AS_IS).admitted == 1
    with django_assert_max_num_queries(11):
        result(places["krong-klang"], system)


@pytest.mark.parametrize("tree", ["as-was", "as-is"])
def test_a_result_reads_no_table_of_events_or_places_from_end_to_end(
    krong_klang, khe_xong, term, system, tree
):
    event = admit(khe_xong, IN_2016)
    retract(admit(khe_xong, IN_2016))

    whole = read_whole(lambda: result(krong_klang, system, tree=tree))

    assert whole.isdisjoint({event._meta.db_table, "development_case", "organizations_placement"})


# --- lines of succession ------------------------------------------------------------------------


def test_a_place_that_was_split_is_now_in_all_its_heirs_and_the_keeper_comes_first(
    places, term, system
):
    heirs = [
        organizations.establish(
            slug,
            name=name,
            tier="commune",
            party_rank="grassroots_party_body",
            parent=places["dakrong"],
            on=date(2021, 1, 1),
            document="NQ",
            by=system,
        )
        for slug, name in (("bac", "Đảng uỷ xã Bắc"), ("nam", "Đảng uỷ xã Nam"))
    ]
    act = {"on": date(2021, 1, 1), "document": "NQ", "by": system}
    organizations.split(places["krong-klang"], successors=heirs, keeper=heirs[1], **act)
    act = {"on": date(2023, 1, 1), "document": "NQ", "by": system}
    organizations.dissolve(heirs[0], successor=places["mo-o"], **act)

    found = result(places["krong-klang"], system)

    assert [place.slug for place in found.now_in] == ["nam", "mo-o"]


def test_through_two_mergers_the_last_successor_adds_up_what_came_to_it(places, plan, system):
    plan(places["krong-klang"], yearly_lower=5, yearly_upper=5)
    admit(places["khe-xong"], IN_2016)
    second = merge(places, system)
    act = {"on": date(2023, 1, 1), "document": "NQ", "by": system}
    third = organizations.establish(
        "sau-nua",
        name="Đảng uỷ xã Sau Nữa",
        tier="commune",
        party_rank="grassroots_party_body",
        parent=places["dakrong"],
        **act,
    )
    organizations.merge([second], into=third, **act)

    found = result(third, system, tree=AS_IS)

    assert (found.admitted, found.target.lower) == (1, 25)
    assert [place.slug for place in result(places["krong-klang"], system).now_in] == ["sau-nua"]


def test_a_term_that_begins_before_its_committee_stood_reads_as_nothing_until_then(
    dakrong, system, plan
):
    late = organizations.establish(
        "xa-moi",
        name="Đảng uỷ xã Mới",
        tier="commune",
        party_rank="grassroots_party_body",
        parent=dakrong,
        on=date(2017, 1, 1),
        document="NQ",
        by=system,
    )
    plan(late)

    found = result(late, system, as_of=date(2016, 1, 1))

    assert (found.admitted, found.place.name, found.by_cell) == (0, "Đảng uỷ xã Mới", ())


def test_what_a_cell_elsewhere_was_asked_stays_with_its_committee(
    krong_klang, mo_o, khe_xong, term, system
):
    paper = {"document": "NQ", "decided_on": date(2016, 1, 5), "by": system}
    operations.set_cell_target(khe_xong, term=term, year=2016, lower=1, upper=1, **paper)
    act = {"on": date(2018, 1, 1), "document": "QĐ", "by": system}
    organizations.move(khe_xong, parent=mo_o, **act)

    as_it_is = result(krong_klang, system, tree=AS_IS)
    as_it_was = result(krong_klang, system)

    assert "khe-xong" not in {cell.place.slug for cell in as_it_is.by_cell}
    targets = {cell.place.slug: cell.target for cell in as_it_was.by_cell}
    assert targets["khe-xong"] == Range(1, 1)


def test_there_are_two_trees_to_read_in(krong_klang, term, system):
    with pytest.raises(ValueError, match="as-planned"):
        result(krong_klang, system, tree="as-planned")
