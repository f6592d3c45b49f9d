"""The round brings verdicts, stubs and totals up to date, and does nothing twice."""

from datetime import date, timedelta

import pytest
from django.contrib.sessions.models import Session

from nguon.core.models import AuditEntry
from nguon.development import operations, projection
from nguon.development.models import Case
from nguon.jobs import daily
from nguon.people import operations as people
from nguon.people import retention
from nguon.people.models import Nomination
from nguon.rulebook import Event
from nguon.supervision.models import Reminder
from tests import cast
from tests.development import story

pytestmark = pytest.mark.django_db
LATER = cast.TODAY + timedelta(days=400)


@pytest.fixture
def case(khe_xong, acting) -> Case:
    story.describe(khe_xong)
    by = acting(story.CLERK, at=khe_xong)
    case = story.a_case(khe_xong, by=by)
    story.tell(case, "opinions", by=by)
    return case


def test_a_verdict_whose_day_has_come_is_written_anew(case):
    daily.do_round(at=cast.instant(LATER))

    row = Case.objects.visible_to(cast.system(LATER)).get()
    assert row.judged_on == LATER
    assert "file_stale" in row.findings
    assert projection.compare(by=cast.system(LATER)) == []


def test_a_second_round_finds_nothing_to_do(case):
    daily.do_round(at=cast.instant(LATER))
    lines = AuditEntry.objects.count()

    daily.do_round(at=cast.instant(LATER))

    assert AuditEntry.objects.count() == lines


def test_a_stub_goes_after_thirty_days(khe_xong, krong_klang, acting):
    clerk = acting("clerk", at=krong_klang)
    people.allow_stubs(krong_klang, on=cast.TODAY, document="1-QĐ/ĐU", by=clerk)
    people.nominate(
        "Hồ Văn Bịa", organization=khe_xong, referred_by="Mặt trận", reach="tại nhà", by=clerk
    )

    daily.do_round(at=cast.instant(cast.TODAY + timedelta(days=29)))
    kept = Nomination.objects.visible_to(cast.system()).count()
    daily.do_round(at=cast.instant(cast.TODAY + timedelta(days=31)))

    assert kept == 1
    assert not Nomination.objects.visible_to(cast.system()).exists()


def test_a_file_without_an_act_for_22_months_is_noted_and_an_act_takes_the_note_back(case):
    by = cast.system(cast.TODAY + timedelta(days=680))
    daily.do_round(at=by.at)
    (told,) = retention.running_out(by=by)
    assert told.person == case.person
    assert told.since == cast.TODAY

    case_now = Case.objects.visible_to(by).get()
    operations.record(case_now, Event("cv", by.today - timedelta(days=1), {}), by=by)
    daily.do_round(at=by.at)

    assert retention.running_out(by=by) == []


def test_what_only_a_new_day_changes_is_looked_at_once_a_day(places):
    done = []
    morning = cast.instant(cast.TODAY)

    def note(item, actor):
        done.append(item)

    daily.do_round(at=morning, each=note)
    daily.do_round(at=morning + timedelta(minutes=1), before=morning, each=note)
    daily.do_round(at=morning + timedelta(days=1), before=morning, each=note)

    assert done.count(daily.note_idle_files) == 2
    assert done.count(daily.end_stubs) == 3


@pytest.fixture
def late_case(khe_xong, system):
    """The decision reached the cell on 21/03/2025, and the ceremony has not been held."""
    story.describe(khe_xong)
    case = story.a_case(khe_xong, by=system)
    story.tell(case, "decision_received", by=system)
    return case


def told(by):
    rows = Reminder.objects.visible_to(by).order_by("pk")
    return [(each.level, each.addressee.slug, each.told_on) for each in rows]


def test_what_is_late_is_told_to_the_cell_and_after_a_fortnight_to_the_one_above(late_case):
    first = date(2025, 6, 20)
    for days in (0, 1, 13, 14):
        daily.do_round(at=cast.instant(first + timedelta(days=days)))

    assert told(cast.system(first)) == [
        (0, "khe-xong", first),
        (1, "krong-klang", first + timedelta(days=14)),
    ]


def test_days_that_were_slept_through_are_made_up_for_once(late_case):
    before = cast.instant(date(2025, 6, 1))
    back = date(2025, 9, 1)

    daily.do_round(at=cast.instant(back), before=before)
    daily.do_round(at=cast.instant(back) + timedelta(minutes=1), before=cast.instant(back))
    daily.do_round(at=cast.instant(back) + timedelta(hours=1))  # another process has started

    assert told(cast.system(back)) == [(0, "khe-xong", back)]


def test_repeated_rounds_of_a_day_write_nothing(late_case):
    at = cast.instant(date(2025, 6, 20))
    daily.do_round(at=at)
    lines = AuditEntry.objects.count()

    for minutes in range(3):
        daily.do_round(at=at + timedelta(minutes=minutes))

    assert AuditEntry.objects.count() == lines


def test_old_sessions_are_cleared(places):
    now = cast.instant(cast.TODAY)
    for age in (0, 3):
        Session.objects.create(session_key=f"s{age}", expire_date=now - timedelta(days=age))

    daily.do_round(at=now)

    assert [row.session_key for row in Session.objects.all()] == ["s0"]


def test_an_item_that_fails_keeps_no_other_back(places):
    failed = []

    daily.do_round(at=cast.instant(cast.TODAY), each=lambda item, actor: failed.append(item))

    assert tuple(failed) == (*daily.ROUND, *daily.ONCE_A_DAY)
    assert failed[0] is daily.end_stubs
