"""L-19, AU-07: unusual reading, long lists and guessing sound an alarm by themselves, once."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from nguon.accounts.models import Role, RoleAssignment, User
from nguon.core import audit
from nguon.core.actor import SYSTEM_USER
from nguon.core.models import READING, SHUT_OUT
from nguon.people import operations as people
from nguon.people import vault
from nguon.reports import exports
from nguon.rights import incidents, watch
from tests.cast import HANOI, NOW, TODAY
from tests.people.sheets import ALL, signed

READER = 31
MINUTE = timedelta(minutes=1)


@pytest.fixture
def reader(acting, krong_klang):
    return acting("clerk", at=krong_klang, user_id=READER)


@pytest.fixture
def opened(reader, krong_klang):
    """Let the reader open so many files, one line each, from an instant on."""

    def open_files(many, *, at=NOW, why="check", by=reader):
        with transaction.atomic():
            for number in range(many):
                audit.record_of(
                    f"{watch.FILES}{number + 1}", krong_klang.pk, READING,
                    by=replace(by, at=at), detail={"fields": ["healthy"], "why": why},
                )  # fmt: skip

    return open_files


def alarms(system, at=NOW):
    return [
        (row.kind, row.accounts, row.people)
        for row in watch.raise_unusual(by=replace(system, at=at, today=at.date()))
    ]


def test_fifty_files_in_an_hour_are_a_days_work_one_more_is_told(opened, system):
    opened(50)
    assert alarms(system) == []
    opened(51)
    assert alarms(system) == [("many_files", [READER], 51)]


def test_the_same_file_opened_often_is_one_file(opened, system):
    for _time in range(3):
        opened(30)
    assert alarms(system) == []


def test_what_was_opened_longer_than_an_hour_ago_does_not_add_up(opened, system):
    opened(51, at=NOW - timedelta(minutes=61))
    opened(1)
    assert alarms(system) == []


@pytest.mark.parametrize("why", ["verdict", "statistics"])
def test_what_is_computed_with_and_shown_to_nobody_is_not_told(opened, system, why):
    opened(60, why=why, at=datetime.combine(TODAY, datetime.min.time(), HANOI))
    opened(60, why=why)
    assert alarms(system) == []
    assert alarms(system, datetime.combine(TODAY, datetime.min.time(), HANOI)) == []


def test_the_program_itself_opens_as_much_as_it_must(opened, system):
    opened(60, by=replace(system, user_id=SYSTEM_USER))
    assert alarms(system) == []


@pytest.mark.parametrize(
    ("hour", "minute", "told"), [(22, 59, 0), (23, 0, 1), (2, 30, 1), (4, 59, 1), (5, 0, 0)]
)
def test_at_night_a_single_file_is_told(opened, system, hour, minute, told):
    night = datetime(2025, 5, 30, hour, minute, tzinfo=HANOI)
    opened(1, at=night)
    assert alarms(system, night) == [("at_night", [READER], None)] * told


def test_a_real_reading_at_night_is_told(reader, clerk, system, khe_xong):
    person = people.register(
        "Hồ Văn Một", organization=khe_xong, consents=signed(*ALL), by=clerk,
        born_on=date(2000, 1, 2),
    )  # fmt: skip
    night = datetime(2025, 6, 1, 23, 40, tzinfo=HANOI)
    vault.write(person, {"healthy": True}, by=clerk, why="declared")
    vault.read(person, ["healthy"], by=replace(reader, at=night), why="check")

    assert alarms(system, night + MINUTE) == [("at_night", [READER], None)]


@pytest.mark.parametrize(("rows", "told"), [(100, 0), (101, 1)])
def test_a_list_of_more_than_a_hundred_is_told(reader, system, krong_klang, rows, told):
    with transaction.atomic():
        exports.note([krong_klang], by=reader, list="cases", rows=rows)
    assert alarms(system) == [("long_list", [READER], None)] * told


@pytest.mark.parametrize(("account", "told"), [(READER, 1), (0, 0)])
def test_guessing_is_told_of_an_account_that_there_is(system, account, told):
    with transaction.atomic():
        subject, nobody = f"accounts.user:{account}", replace(system, user_id=SYSTEM_USER)
        audit.record_of(subject, audit.SITE_CHAIN, SHUT_OUT, by=nobody, detail={})
    assert alarms(system) == [("guessing", [READER], None)] * told


def test_the_same_is_told_once_a_day_and_again_the_next(opened, system):
    opened(51)
    assert len(alarms(system)) == 1
    assert alarms(system, NOW + MINUTE) == []
    later = NOW + timedelta(days=1, minutes=1)
    opened(51, at=later)
    assert len(alarms(system, later)) == 1


def test_the_alarm_stands_where_the_account_works(opened, system, reader, khe_xong):
    user = User.objects.create_user("bi-thu-khe-xong", "Hồ Thị Thử", password=None)
    RoleAssignment.objects.create(
        user=user, role=Role.CELL_SECRETARY, organization=khe_xong, valid_from=TODAY
    )
    opened(51, by=replace(reader, user_id=user.pk))

    (row,) = watch.raise_unusual(by=system)

    assert row.organization == khe_xong


def test_the_alarm_waits_for_who_answers_until_it_is_closed(
    opened, system, clerk, neighbour, krong_klang
):
    opened(51)
    (row,) = watch.raise_unusual(by=system)
    assert row.organization == krong_klang
    assert [each.pk for each in incidents.waiting(by=clerk)] == [row.pk]
    assert not incidents.incidents(by=neighbour).exists()
    assert str(READER) in row.about
    incidents.close(row, on=TODAY, outcome="in giấy cho kỳ họp", by=clerk)
    assert not incidents.waiting(by=clerk).exists()
