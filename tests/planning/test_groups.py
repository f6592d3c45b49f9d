"""Totals by group: counted from the vault, replaced whole, never of a cell, never with names."""

from datetime import date, timedelta

import pytest

from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry
from nguon.organizations import operations as organizations
from nguon.people import vault
from nguon.people.models import Consent, Purpose
from nguon.planning import groups, operations, queries
from nguon.planning.models import GroupTotal
from tests import cast
from tests.planning.story import admit, agree, retract

IN_2016 = date(2016, 5, 19)


def minority(organization, by, **options):
    return queries.attainment_of(organization, "2015-2020", by=by, **options).minority_counted


def reads():
    return AuditEntry.objects.filter(action="people.vault.read").count()


def test_eight_of_those_admitted_belong_to_minorities(krong_klang, khe_xong, term, system):
    for number in range(8):
        admit(khe_xong, IN_2016 + timedelta(days=400 * (number % 3)), ethnicity="Bru - Vân Kiều")
    for _ in range(4):
        admit(khe_xong, IN_2016, ethnicity="Kinh")

    operations.recount_stale(by=system)

    found = minority(krong_klang, system)
    assert (found.persons, found.counted, found.of, found.held_at) == (8, 12, 12, system.at)
    assert reads() == 12


@pytest.mark.parametrize(
    ("ethnicity", "group"),
    [
        ("Kinh", "majority"),
        ("KINH", "majority"),
        ("dân tộc Kinh", "majority"),
        ("Việt", "majority"),
        ("Bru - Vân Kiều", "minority"),
        ("Tà Ôi", "minority"),
    ],
)
def test_every_ethnicity_but_kinh_is_a_minority(ethnicity, group):
    assert groups.group_of(ethnicity) == group


def test_whose_group_is_unknown_or_not_to_be_counted_is_not_guessed(
    krong_klang, khe_xong, term, system
):
    admit(khe_xong, IN_2016, ethnicity="Tà Ôi")
    admit(khe_xong, IN_2016)
    silent = admit(khe_xong, IN_2016, ethnicity="Tà Ôi").case.person
    own = Consent.objects.visible_to(system).filter(person=silent, purpose=Purpose.STATISTICS)
    own.update(withdrawn_on=IN_2016)

    operations.recount_stale(by=system)

    found = minority(krong_klang, system)
    assert (found.persons, found.counted, found.of) == (1, 1, 3)


def test_what_did_not_change_is_not_read_again(krong_klang, khe_xong, term, system):
    admit(khe_xong, IN_2016, ethnicity="Tà Ôi")

    assert operations.recount_stale(by=system) == 1
    assert operations.recount_stale(by=system) == 0
    assert reads() == 1


def correct_value(event, by):
    vault.write(event.case.person, {"ethnicity": "Kinh"}, by=by, why="correct")


def take_back(event, by):
    retract(event)


def withdraw(event, by):
    consents = Consent.objects.visible_to(by).filter(person=event.case.person)
    consents.filter(purpose=Purpose.STATISTICS).update(withdrawn_on=cast.TODAY)


def admit_another(event, by):
    admit(event.happened_in, IN_2016, ethnicity="Kinh")


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (correct_value, (0, 1, 1)),
        (take_back, None),
        (withdraw, (0, 0, 1)),
        (admit_another, (1, 2, 2)),
    ],
)
def test_a_part_that_changed_is_replaced_whole(krong_klang, khe_xong, term, system, change, after):
    event = admit(khe_xong, IN_2016, ethnicity="Tà Ôi")
    operations.recount_stale(by=system)

    change(event, system)

    assert operations.recount_stale(by=system) == 1
    found = minority(krong_klang, system)
    assert after == (found and (found.persons, found.counted, found.of))
    assert operations.recount_stale(by=system) == 0


def test_any_order_of_counting_equals_counting_everything_anew(
    krong_klang, khe_xong, khom_ban_mau, term, system
):
    for year in (2018, 2015, 2016, 2018):
        admit(khe_xong, date(year, 5, 19), ethnicity="Tà Ôi")
        operations.recount_stale(by=system)
        admit(khom_ban_mau, date(year, 6, 19), ethnicity="Kinh")
    operations.recount_stale(by=system)
    step_by_step = minority(krong_klang, system)

    for year in (2015, 2016, 2018):
        operations.recount_groups(krong_klang, year, by=system)

    assert minority(krong_klang, system) == step_by_step
    assert (step_by_step.persons, step_by_step.of) == (4, 8)


def test_there_is_no_total_of_a_single_cell(khe_xong, plan, system):
    plan(khe_xong)
    admit(khe_xong, IN_2016, ethnicity="Tà Ôi")

    assert operations.recount_groups(khe_xong, 2016, by=system) == 0
    assert operations.recount_stale(by=system) == 0
    assert not GroupTotal.objects.visible_to(system).exists()


def test_a_term_that_begins_within_a_year_counts_only_its_own_days(
    krong_klang, khe_xong, plan, system
):
    plan(krong_klang, starts_on=date(2015, 7, 1), ends_on=date(2020, 7, 1))
    admit(khe_xong, date(2015, 6, 30), ethnicity="Tà Ôi")
    admit(khe_xong, date(2015, 7, 1), ethnicity="Tà Ôi")

    operations.recount_stale(by=system)

    assert minority(krong_klang, system).of == 1


def test_a_past_day_leaves_out_the_years_that_were_counted_for_later(
    krong_klang, khe_xong, term, system
):
    admit(khe_xong, date(2015, 5, 19), ethnicity="Tà Ôi")
    admit(khe_xong, date(2016, 5, 19), ethnicity="Tà Ôi")
    operations.recount_stale(by=system)

    assert minority(krong_klang, system, as_of=date(2016, 1, 31)).of == 1


def test_the_totals_of_predecessors_add_up_under_their_successor(
    krong_klang, mo_o, khe_xong, thon_mau, plan, system
):
    plan(krong_klang)
    plan(mo_o)
    admit(khe_xong, IN_2016, ethnicity="Tà Ôi")
    admit(thon_mau, IN_2016, ethnicity="Kinh")
    operations.recount_stale(by=system)
    act = {"on": date(2021, 1, 1), "document": "NQ", "by": system}
    organizations.merge([krong_klang], into=mo_o, **act)

    found = minority(mo_o, system, tree="as-is")

    assert (found.persons, found.of) == (1, 2)
    assert minority(krong_klang, system).persons == 1
    assert operations.recount_stale(by=system) == 0


def test_only_the_statistics_job_reads_the_values(krong_klang, khe_xong, term, acting):
    admit(khe_xong, IN_2016, ethnicity="Tà Ôi")
    clerk = acting("clerk", at=krong_klang)

    with pytest.raises(NotAllowed):
        operations.recount_groups(krong_klang, 2016, by=clerk)

    assert reads() == 0
    assert not GroupTotal.objects.visible_to(clerk).exists()


def test_the_total_says_what_it_is_and_carries_no_person(krong_klang, khe_xong, term, system):
    admit(khe_xong, IN_2016, ethnicity="Tà Ôi")
    operations.recount_stale(by=system)

    rows = GroupTotal.objects.visible_to(system)
    assert [str(row) for row in rows] == [f"{term.pk} 2016 ethnic_minority"] * 2
    assert not any("person" in f.name and f.is_relation for f in GroupTotal._meta.get_fields())


def test_a_later_agreement_makes_a_recorded_value_count(krong_klang, khe_xong, term, system):
    person = admit(khe_xong, IN_2016, agreed=False).case.person
    operations.recount_stale(by=system)
    agree(person, cast.TODAY)
    vault.write(person, {"ethnicity": "Tà Ôi"}, by=system, why="register")

    assert operations.recount_stale(by=system) == 1
    assert minority(krong_klang, system).persons == 1
