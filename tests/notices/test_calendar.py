"""The calendar that other programs read: its key, its events, and what it never says."""

from datetime import date, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from nguon.accounts import operations as accounts
from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry
from nguon.development import projection
from nguon.meetings import operations as meetings
from nguon.notices import ical, operations, queries
from nguon.notices.models import Feed
from nguon.rights import duties
from nguon.supervision import operations as supervision
from nguon.supervision.models import Obstacle
from tests import cast, staff
from tests.notices.conftest import MONDAY, acting_as

pytestmark = pytest.mark.django_db
LATE = date(2025, 6, 20)


def read(user, today=MONDAY):
    """The calendar as another program opens it."""
    text = written(user, today)
    return list(Calendar.from_ical(text).walk("VEVENT"))


def written(user, today=MONDAY):
    found = queries.mine(by=acting_as(user, today))
    return ical.calendar(found.entries, today=today, site="https://nguon.example")


def an_obstacle(user, cell, due_on=LATE):
    return supervision.raise_obstacle(
        cell, cause="A1", owner=user, due_on=due_on, detail="chuyện riêng", by=acting_as(user)
    )


@pytest.fixture
def clerk(hired, krong_klang):
    return hired("clerk", at=krong_klang)


@pytest.fixture
def here(places, krong_klang):
    """Somebody who works today by the clock, as pages read it."""
    return staff.employ("clerk", krong_klang)


@pytest.fixture
def token(here):
    now = timezone.now()
    return operations.renew_feed(language="vi", by=acting_as(here, timezone.localdate(now), now))


def address(token):
    return f"/lich/{token}.ics"


def test_another_program_reads_a_whole_day_in_viet_nam(late_case, clerk):
    projection.refresh_due(by=cast.system(LATE))

    (event,) = read(clerk, LATE)

    assert event["SUMMARY"] == "Quá hạn: Lễ kết nạp – Chi bộ khóm Khe Xong"
    assert event.decoded("DTSTART") < LATE
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(days=1)
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert event["URL"] == f"https://nguon.example/ho-so/{late_case.ref}/"
    assert "R-CER-01" in event["DESCRIPTION"]
    opened = Calendar.from_ical(written(clerk, LATE))
    assert opened["X-WR-TIMEZONE"] == "Asia/Ho_Chi_Minh"
    assert [str(zone["TZID"]) for zone in opened.walk("VTIMEZONE")] == ["Asia/Ho_Chi_Minh"]


def test_it_names_nobody_and_repeats_nothing_typed(late_case, clerk, khe_xong):
    projection.refresh_due(by=cast.system(LATE))
    an_obstacle(clerk, khe_xong)

    text = written(clerk, LATE).decode().replace("\r\n ", "")

    assert "Vướng mắc tôi gỡ – Chi bộ khóm Khe Xong" in text
    assert "Bịa" not in text
    assert "chuyện riêng" not in text


def test_the_same_work_is_the_same_file_byte_for_byte(clerk, khe_xong):
    an_obstacle(clerk, khe_xong)

    assert written(clerk) == written(clerk)


def test_an_event_moves_with_its_day_and_keeps_its_identifier(clerk, khe_xong):
    obstacle = an_obstacle(clerk, khe_xong)
    (before,) = read(clerk)
    by = acting_as(clerk)
    supervision.postpone(obstacle, due_on=LATE + timedelta(days=9), words="Mưa", by=by)
    (after,) = read(clerk)

    assert after["UID"] == before["UID"]
    assert after.decoded("DTSTART") == LATE + timedelta(days=9)


def test_two_promises_of_one_visit_are_two_events(hired, khe_xong, krong_klang):
    member = hired("area_member", at=krong_klang)
    promises = [supervision.Promised(each, LATE) for each in ("Một", "Hai")]
    supervision.log_visit(khe_xong, met_on=MONDAY, promises=promises, by=acting_as(member))

    assert len({str(event["UID"]) for event in read(member)}) == len(read(member)) == 3


def test_the_impact_files_of_two_places_are_two_events(hired, khe_xong, krong_klang):
    officer = hired("data_protection", at=krong_klang)
    accounts.assign_role(
        officer, role="data_protection", organization=khe_xong, on=cast.FIRST_DAY, document="2-QĐ",
        by=cast.system(),
    )  # fmt: skip
    for place in (krong_klang, khe_xong):
        duties.begin_impact(place, begun_on=MONDAY, by=acting_as(officer))

    assert len({str(event["UID"]) for event in read(officer)}) == len(read(officer)) == 2


def test_what_waits_for_half_a_year_is_still_told(clerk, khe_xong):
    an_obstacle(clerk, khe_xong)

    (event,) = read(clerk, LATE + timedelta(days=190))

    assert event["SUMMARY"] == "Quá hạn: Vướng mắc tôi gỡ – Chi bộ khóm Khe Xong"


def test_a_meeting_tells_hour_and_cell_and_neither_venue_nor_agenda(hired, khe_xong, clerk):
    plan = meetings.Plan(
        LATE, voters=9, starts_at=time(7), venue="Nhà bà Bịa", agenda="Xét Hồ Thị Bịa"
    )
    meetings.call(khe_xong, plan, by=acting_as(hired("cell_secretary", at=khe_xong)))

    (event,) = read(clerk)

    assert event["SUMMARY"] == "Họp lúc 07:00 – Chi bộ khóm Khe Xong"
    assert event.decoded("DTSTART") == LATE
    assert "Bịa" not in written(clerk).decode().replace("\r\n ", "")


def test_the_address_answers_a_program_that_cannot_sign_in(token, here, khe_xong):
    today = timezone.localdate()
    by = acting_as(here, today)
    supervision.raise_obstacle(khe_xong, cause="A1", owner=here, due_on=today, by=by)

    answer = Client().get(address(token))

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-cache" in answer.headers["Cache-Control"]
    assert [
        str(each["SUMMARY"]) for each in Calendar.from_ical(answer.content).walk("VEVENT")
    ] == ["Vướng mắc tôi gỡ – Chi bộ khóm Khe Xong"]


def test_what_has_not_changed_is_not_sent_again(token):
    first = Client().get(address(token))
    again = Client().get(address(token), headers={"if-none-match": first.headers["ETag"]})

    assert again.status_code == 304
    assert again.content == b""


def test_a_change_is_sent(token, here, khe_xong):
    first = Client().get(address(token)).headers["ETag"]
    today = timezone.localdate()
    by = acting_as(here, today)
    supervision.raise_obstacle(khe_xong, cause="A1", owner=here, due_on=today, by=by)

    assert Client().get(address(token), headers={"if-none-match": first}).status_code == 200


def test_the_table_holds_no_token(token):
    row = Feed.objects.get()

    assert token not in f"{row.token_hash}"
    assert row.token_hash == operations.hash_of(token)
    assert not any(token in f"{line.detail}" for line in AuditEntry.objects.all())


def test_a_renewed_address_ends_the_one_before(token, here):
    newer = operations.renew_feed(language="vi", by=acting_as(here, timezone.localdate()))

    assert Client().get(address(token)).status_code == 404
    assert Client().get(address(newer)).status_code == 200


def test_a_withdrawn_address_is_dead(token, here):
    by = acting_as(here, timezone.localdate())
    operations.withdraw_feed(by=by)
    operations.withdraw_feed(by=by)

    assert Client().get(address(token)).status_code == 404
    assert AuditEntry.objects.filter(action="notices.withdraw_feed").count() == 1


def test_the_address_dies_with_the_role_at_once(token, here):
    today = timezone.localdate()
    accounts.revoke_role(here.assignments.get(), on=today, by=cast.system(today))

    assert Client().get(address(token)).status_code == 404


def test_the_address_sleeps_while_the_account_is_suspended(token, here):
    accounts.suspend(here, by=cast.system(timezone.localdate()))

    assert Client().get(address(token)).status_code == 404


def test_the_calendar_shows_no_more_than_the_role(token, here, mo_o, thon_mau):
    """A place of the neighbouring commune stands in no event."""
    today = timezone.localdate()
    other = staff.employ("clerk", mo_o)
    supervision.raise_obstacle(
        thon_mau, cause="A1", owner=other, due_on=today, by=acting_as(other, today)
    )
    Obstacle.objects.visible_to(cast.system(today)).update(owner=here)

    assert b"VEVENT" not in Client().get(address(token)).content


def test_it_is_only_to_be_read(token):
    assert Client().post(address(token)).status_code == 405


def test_guessing_ends_soon_and_reading_goes_on(token):
    guesser = Client(REMOTE_ADDR="192.0.2.7")
    said = [guesser.get("/lich/khong-co-khoa-nay.ics").status_code for _ in range(21)]

    assert said == [404] * 20 + [429]
    assert Client(REMOTE_ADDR="192.0.2.8").get(address(token)).status_code == 200


def test_one_calendar_is_read_thirty_times_in_a_quarter_of_an_hour(token):
    said = [Client().get(address(token)).status_code for _ in range(31)]

    assert said == [200] * 30 + [429]


def test_an_account_without_a_role_gets_no_address(here):
    today = timezone.localdate()
    here.assignments.update(valid_to=today)

    with pytest.raises(NotAllowed):
        operations.renew_feed(language="vi", by=acting_as(here, today))
    assert not Feed.objects.exists()


def test_the_reader_gets_the_language_in_which_the_address_was_made(here):
    today = timezone.localdate()
    english = operations.renew_feed(language="en", by=acting_as(here, today))

    assert "Nguồn: my work" in Client().get(address(english)).text
