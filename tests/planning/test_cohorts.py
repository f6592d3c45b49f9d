"""Those admitted in one year, followed for one, three and five years, in either tree."""

from datetime import date

import pytest

from nguon.organizations import operations as organizations
from nguon.people.models import LeftHow, Membership
from nguon.planning import cohorts
from nguon.planning.attainment import AS_IS
from nguon.planning.quality import Trace
from nguon.planning.reading import NoSuchPlace
from tests.planning.story import admit

IN_2016 = date(2016, 5, 19)


def followed(*traces, as_of=date(2022, 1, 1)):
    known = [Trace(case=number, member=True, **each) for number, each in enumerate(traces)]
    return {cohort.year: cohort for cohort in cohorts.cohorts(known, as_of=as_of)}


def stays(cohort):
    return [(stay.still, stay.of) for stay in cohort.stays]


def leave(event, by, on, how=LeftHow.DROPPED_OUT):
    rows = Membership.objects.visible_to(by).filter(person=event.case.person)
    rows.update(left_on=on, left_how=how)


# --- pure ---------------------------------------------------------------------------------------


def test_who_left_is_missing_from_the_day_of_leaving_on():
    found = followed(
        {"on": IN_2016},
        {"on": IN_2016, "left_on": date(2017, 5, 18), "left_how": "removed"},
        {"on": IN_2016, "left_on": date(2018, 1, 1), "left_how": "own_request"},
        {"on": IN_2016, "left_on": date(2021, 5, 19), "left_how": "expelled"},  # tròn năm năm
    )[2016]

    assert stays(found) == [(3, 4), (2, 4), (2, 4)]
    assert dict(found.left) == {"removed": 1, "own_request": 1, "expelled": 1}


def test_the_dead_did_not_leave():
    found = followed(
        {"on": IN_2016}, {"on": IN_2016, "left_on": date(2018, 1, 1), "left_how": "died"}
    )[2016]

    assert stays(found) == [(2, 2), (1, 1), (1, 1)]


@pytest.mark.parametrize(
    ("as_of", "told"),
    [
        (date(2017, 12, 30), [None, None, None]),
        (date(2017, 12, 31), [1, None, None]),
        (date(2019, 12, 31), [1, 1, None]),
        (date(2021, 12, 31), [1, 1, 1]),
    ],
)
def test_a_cohort_is_told_once_the_time_of_all_of_it_has_passed(as_of, told):
    found = followed({"on": IN_2016}, as_of=as_of)[2016]

    assert [stay.of for stay in found.stays] == told
    assert [stay.percent is None for stay in found.stays] == [each is None for each in told]


def test_years_without_admission_stand_between_those_with_one():
    found = followed({"on": IN_2016}, {"on": date(2018, 5, 19)}, as_of=date(2019, 6, 1))

    assert [(year, each.admitted) for year, each in found.items()] == [
        (2016, 1),
        (2017, 0),
        (2018, 1),
        (2019, 0),
    ]
    assert found[2017].stays[0].percent is None


def test_whose_membership_is_not_on_record_is_told_apart():
    unknown = [Trace(case=1, on=IN_2016)]

    (found, *_) = cohorts.cohorts(unknown, as_of=date(2022, 1, 1))

    assert (found.admitted, found.known, stays(found)) == (1, 0, [(0, 0), (0, 0), (0, 0)])


# --- on record ----------------------------------------------------------------------------------


def of_2016(place, by, **options):
    found = cohorts.retention_of(place, by=by, **options)
    return next((each for each in found.cohorts if each.year == 2016), None)


def test_the_cohort_of_a_commune_is_followed_on_record(krong_klang, khe_xong, system):
    admit(khe_xong, IN_2016)
    leave(admit(khe_xong, IN_2016), system, date(2018, 1, 1))
    recognised = admit(khe_xong, IN_2016).case.person
    rows = Membership.objects.visible_to(system).filter(person=recognised)
    rows.update(full_from=date(2017, 5, 19))

    found = of_2016(krong_klang, system)

    assert (found.admitted, found.known, found.recognised) == (3, 3, 1)
    assert stays(found) == [(3, 3), (2, 3), (2, 3)]
    assert stays(of_2016(krong_klang, system, as_of=date(2017, 12, 31)))[0] == (3, 3)


def test_whoever_moves_away_stays_in_the_cohort_of_where_the_admission_was(
    krong_klang, mo_o, khe_xong, thon_mau, system
):
    moved = admit(khe_xong, IN_2016).case.person
    Membership.objects.visible_to(system).filter(person=moved).update(organization=thon_mau)

    assert stays(of_2016(krong_klang, system)) == [(1, 1), (1, 1), (1, 1)]
    assert of_2016(mo_o, system) is None


def test_a_second_membership_is_not_taken_for_the_first(krong_klang, khe_xong, system):
    event = admit(khe_xong, IN_2016)
    leave(event, system, date(2018, 1, 1))
    Membership.objects.create(
        organization=khe_xong, person=event.case.person, joined_on=date(2020, 5, 19)
    )

    found = of_2016(krong_klang, system)

    assert (found.admitted, stays(found)) == (1, [(1, 1), (0, 1), (0, 1)])


def test_after_a_merge_the_new_commune_has_the_cohorts_as_it_is_only(
    krong_klang, mo_o, khe_xong, system
):
    admit(khe_xong, IN_2016)
    act = {"on": date(2021, 1, 1), "document": "NQ 1680", "by": system}
    organizations.merge([krong_klang], into=mo_o, **act)

    assert of_2016(mo_o, system) is None
    assert of_2016(mo_o, system, tree=AS_IS).admitted == 1
    assert of_2016(krong_klang, system).admitted == 1


def test_the_neighbour_may_not_ask(krong_klang, mo_o, acting):
    with pytest.raises(NoSuchPlace):
        cohorts.retention_of(krong_klang, by=acting("secretary", at=mo_o))


def test_there_are_two_trees_to_read_a_place_in(krong_klang, system):
    with pytest.raises(ValueError, match="as-planned"):
        cohorts.retention_of(krong_klang, by=system, tree="as-planned")


def test_a_cohort_of_one_or_of_many_costs_the_same(
    krong_klang, khe_xong, system, django_assert_max_num_queries
):
    admit(khe_xong, IN_2016)
    with django_assert_max_num_queries(4) as small:
        cohorts.retention_of(krong_klang, by=system)
    for _ in range(3):
        admit(khe_xong, date(2018, 5, 19))

    with django_assert_max_num_queries(4) as large:
        cohorts.retention_of(krong_klang, by=system)
    assert len(large) == len(small)
