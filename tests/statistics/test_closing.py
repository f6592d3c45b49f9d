"""Ethnicity and religion as totals; a period closed, signed, corrected and never reopened."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry
from nguon.people import operations as people_operations
from nguon.people.models import Consent
from nguon.statistics import operations, queries
from nguon.statistics.behind import NotOpened, people_behind
from nguon.statistics.models import Closing, GroupCount
from nguon.statistics.periods import named
from tests import cast
from tests.development import story
from tests.locks import ROWS_ARE_LOCKED, first_locked
from tests.planning.published import Newcomer, admit_all
from tests.statistics.conftest import broken, table, told

YEAR = named("2024")


@pytest.fixture
def people(khe_xong, khom_ban_mau, system):
    """Sixteen were admitted in 2024: eleven women, five of the majority; five more in 2023."""
    admit_all(
        [
            *[Newcomer(khe_xong, date(2024, 5, 19), woman=True, minority=True)] * 6,
            *[Newcomer(khom_ban_mau, date(2024, 9, 2), woman=True, young=False)] * 5,
            *[Newcomer(khom_ban_mau, date(2024, 9, 2), minority=True, union=False)] * 5,
            *[Newcomer(khom_ban_mau, date(2023, 9, 2))] * 5,
        ],
        by=system,
    )


def why(found, key):
    (line,) = [line for line in found.sheets[0].lines if line.row.key == key]
    return line.cells["now"].why


def test_table_2_tells_who_was_admitted_beside_the_year_before(krong_klang, people, clerk):
    found = table(krong_klang, "2-BTCTW", "2024", clerk)

    assert told(found, "I", "I.women", "I.union", "II.2.18-30", "II.2.36-40") == [
        16,
        11,
        11,
        11,
        5,
    ]
    assert told(found, "I", "I.women", column="before") == [5, 0]
    assert told(found, "I", "I.women", column="percent") == [320, None]
    assert told(found, "III", "III.1", "III.1.admitting") == [1, 1, 1]
    assert told(found, "II.1.farming", "II.4.doctor", "I.minority") == [None, None, None]
    assert why(found, "I.minority") == "not_counted"


def test_the_vault_is_counted_on_demand_and_each_reading_leaves_a_line(krong_klang, people, clerk):
    before = AuditEntry.objects.filter(action="people.vault.read").count()

    assert operations.count_groups(krong_klang, YEAR, by=clerk) == 37

    found = table(krong_klang, "2", "2024", clerk)
    assert told(found, "I.minority", "I.religious") == [11, None]
    second = found.sheets[1]
    assert second.number("ethnicity.bru-van-kieu", "total") == 11
    assert second.number("ethnicity.bru-van-kieu", "women") == 6
    assert second.number("ethnicity.tay", "total") == 0
    assert second.number("ethnicity.kinh", "percent") == Decimal("31.3")
    members = table(krong_klang, "4", "2024", clerk)
    assert [members.number(key, "total") for key in ("total", "ethnicity.kinh")] == [21, 10]
    assert AuditEntry.objects.filter(action="people.vault.read").count() == before + 37
    assert broken(queries.tables_of(krong_klang, YEAR, by=clerk)) == []


def test_counting_again_replaces_and_a_later_admission_shows_that_it_is_due(
    krong_klang, khe_xong, people, clerk, system
):
    operations.count_groups(krong_klang, YEAR, by=clerk)
    rows = GroupCount.objects.visible_to(clerk).count()
    admit_all([Newcomer(khe_xong, date(2024, 10, 2))], by=system)

    due = broken(queries.tables_of(krong_klang, YEAR, by=clerk))
    assert {check.about for check in due} == {"total = ethnicity", "total = religion"}

    operations.count_groups(krong_klang, YEAR, by=clerk)
    assert GroupCount.objects.visible_to(clerk).count() == rows
    assert broken(queries.tables_of(krong_klang, YEAR, by=clerk)) == []


def test_of_a_single_cell_nothing_is_counted(khe_xong, people, acting):
    by = acting(["clerk", "secretary"], at=khe_xong)

    with pytest.raises(operations.Refused, match="chi bộ"):
        operations.count_groups(khe_xong, YEAR, by=by)

    found = table(khe_xong, "2", "2024", by)
    assert why(found, "I.minority") == "single_cell"


@pytest.mark.parametrize("period", ["2024-Q1", "2026"])
def test_only_periods_that_are_handed_in_and_have_begun_are_counted(period, krong_klang, clerk):
    with pytest.raises(operations.NotOver):
        operations.count_groups(krong_klang, named(period), by=clerk)


def test_who_may_not_count_may_not_count(krong_klang, people, acting):
    with pytest.raises(NotAllowed):
        operations.count_groups(krong_klang, YEAR, by=acting("superior_board", at=krong_klang))
    assert not AuditEntry.objects.filter(action="statistics.count").exists()


def test_what_was_closed_never_changes_and_corrections_stand_beside(
    krong_klang, khe_xong, people, clerk, system
):
    row = operations.close_period(krong_klang, YEAR, document="12-BC/ĐU", by=clerk)
    admit_all([Newcomer(khe_xong, date(2024, 10, 2), woman=True)], by=system)

    opened = queries.opened(krong_klang, "2", YEAR, by=clerk)

    assert (opened.table.number("I"), opened.now.number("I")) == (16, 17)
    assert opened.genuine
    assert opened.table.to_json()["sheets"] == row.figures["2-BTCTW"]["sheets"]
    (change,) = [each for each in opened.changed if (each.row, each.column) == ("I", "now")]
    assert (change.closed, change.now, change.difference) == (16, 17, 1)
    live = queries.opened(krong_klang, "2", YEAR, by=clerk, live=True)
    assert (live.table.number("I"), live.closing) == (17, None)


def test_a_closed_period_is_corrected_by_another_closing_and_never_reopened(
    krong_klang, khe_xong, people, clerk, system
):
    first = operations.close_period(krong_klang, YEAR, document="12-BC/ĐU", by=clerk)
    with pytest.raises(operations.ClosedAlready):
        operations.close_period(krong_klang, YEAR, document="13-BC/ĐU", by=clerk)
    with pytest.raises(operations.Incomplete):
        operations.correct_closing(first, document="14-BC/ĐU", reason=" ", by=clerk)
    admit_all([Newcomer(khe_xong, date(2024, 10, 2))], by=system)

    second = operations.correct_closing(
        first, document="14-BC/ĐU", reason="Ghi muộn một lễ kết nạp", by=clerk
    )

    assert queries.opened(krong_klang, "2", YEAR, by=clerk).table.number("I") == 17
    assert queries.closings(krong_klang, YEAR, by=clerk) == [first, second]
    assert all(line.genuine for line in queries.closing_lines(krong_klang, YEAR, by=clerk))
    with pytest.raises(operations.ClosedAlready):
        operations.correct_closing(first, document="15", reason="Lần nữa", by=clerk)


def test_a_closing_that_was_tampered_with_is_told(krong_klang, people, clerk):
    row = operations.close_period(krong_klang, YEAR, document="12-BC/ĐU", by=clerk)
    assert queries.is_genuine(row)

    row.figures["2-BTCTW"]["sheets"][0]["rows"][0]["values"]["now"]["value"] = 40

    assert not queries.is_genuine(row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Closing.objects.visible_to(clerk).update(document="x")
    rows = Closing.objects.visible_to(clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows._raw_delete(rows.db)


@pytest.mark.parametrize("period", ["2025", "2024-Q1", "2026-H1"])
def test_only_a_period_that_is_over_and_handed_in_is_closed(period, krong_klang, clerk):
    with pytest.raises(operations.NotOver):
        operations.close_period(krong_klang, named(period), document="1", by=clerk)


@pytest.mark.parametrize("role", ["clerk", "superior_board", "inspection"])
def test_closing_needs_the_role(role, krong_klang, acting):
    with pytest.raises(NotAllowed):
        operations.close_period(krong_klang, YEAR, document="1", by=acting(role, at=krong_klang))


def test_names_stand_behind_numbers_for_those_who_may_see_them_and_none_behind_the_sealed(
    krong_klang, people, clerk, acting, mo_o
):
    women = people_behind(krong_klang, "2", YEAR, "I.women", by=clerk)
    assert len(women) == table(krong_klang, "2", "2024", clerk).number("I.women") == 11
    members = people_behind(krong_klang, "3", YEAR, "II.2.18-30", by=clerk)
    assert len(members) == table(krong_klang, "3", "2024", clerk).number("II.2.18-30")
    assert len(people_behind(krong_klang, "1", YEAR, "D", by=clerk)) == 21
    assert people_behind(
        krong_klang, "2", YEAR, "I", by=acting("superior_board", at=krong_klang)
    ) == []  # fmt: skip
    for key in ("I.minority", "ethnicity.tay", "II.4.doctor", "III"):
        with pytest.raises(NotOpened):
            people_behind(krong_klang, "2", YEAR, key, by=clerk)
    with pytest.raises(queries.NoSuchPlace):
        people_behind(krong_klang, "2", YEAR, "I", by=acting("clerk", at=mo_o))


def test_who_stands_behind_a_number_is_listed_by_given_name(khe_xong, krong_klang, system, clerk):
    for name in ("Bùi Thị Xuân", "Vũ Văn Đạt", "Đỗ Văn An"):
        person = story.a_person(khe_xong, by=system, name=name)
        joined = {"joined_on": date(2020, 5, 19), "full_from": date(2021, 5, 19)}
        people_operations.begin_membership(person, **joined, by=system)
    found = people_behind(krong_klang, "1", YEAR, "D", by=clerk)
    assert [each.name for each in found] == ["Đỗ Văn An", "Vũ Văn Đạt", "Bùi Thị Xuân"]


def test_a_withdrawn_agreement_makes_a_person_unknown_and_the_total_stays(
    krong_klang, people, system, clerk
):
    def counted():
        operations.count_groups(krong_klang, YEAR, by=clerk)
        found = table(krong_klang, "4", "2024", clerk)
        keys = ("total", "ethnicity.bru-van-kieu", "ethnicity.unknown")
        return [found.number(key, "total") for key in keys]

    assert counted() == [21, 11, 0]
    women = people_behind(krong_klang, "3", YEAR, "I.women", by=clerk)
    consents = Consent.objects.visible_to(system)
    consents.filter(person__ref__in=[each.ref for each in women]).update(withdrawn_on=cast.TODAY)

    assert counted() == [21, 5, 11]


@ROWS_ARE_LOCKED
def test_who_keeps_a_closing_is_locked_before_it_as_a_reform_does(krong_klang, people, clerk):
    first = operations.close_period(krong_klang, YEAR, document="13-BC/ĐU", by=clerk)

    def correct():
        operations.correct_closing(first, document="14-BC/ĐU", reason="Sai", by=clerk)

    assert first_locked(correct) == "organizations_organization"
