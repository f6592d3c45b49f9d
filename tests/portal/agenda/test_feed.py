"""The calendar in other programs: the right hour, one identifier, what is put off says so."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from nguon.portal.agenda import operations
from tests.portal.agenda.conftest import MONDAY, WEEK, plan
from tests.portal.conftest import NOW

pytestmark = pytest.mark.django_db
HERE = ZoneInfo("Asia/Ho_Chi_Minh")


def events(client, path=f"{WEEK}lich.ics"):
    answer = client.get(path)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return {
        str(event["summary"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")
    }


def test_eight_in_the_morning_is_eight_in_viet_nam(client, office, approved):
    approved("Giao ban")
    operations.publish_week(MONDAY, by=office)
    event = events(client)["Giao ban"]
    start = event["dtstart"].dt
    assert start == datetime(2025, 6, 2, 1, 0, tzinfo=ZoneInfo("UTC"))
    assert event["dtstart"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert event["dtend"].dt - start == timedelta(minutes=90)
    raw = client.get(f"{WEEK}lich.ics").text
    assert "BEGIN:VTIMEZONE" in raw
    assert "TZOFFSETTO:+0700" in raw


def test_what_has_no_hour_is_of_the_whole_day_and_says_which_half(client, office, approved):
    approved("Trực cơ quan", starts=None, ends=None)
    operations.publish_week(MONDAY, by=office)
    assert events(client)["Sáng: Trực cơ quan"]["dtstart"].dt == date(2025, 6, 2)


def test_a_change_keeps_the_identifier_and_raises_the_sequence(client, office, approved):
    entry, off = approved("Giao ban"), approved("Kiểm tra")
    operations.publish_week(MONDAY, by=office)
    before = events(client)["Giao ban"]
    later = replace(office, at=NOW + timedelta(hours=1))
    operations.change(entry, plan("Giao ban", starts=time(8, 30)), seen=0, by=later)
    operations.cancel(off, "Mưa lũ", by=later)
    after = events(client)
    assert after["Giao ban"]["uid"] == before["uid"]
    assert after["Giao ban"]["sequence"] > before["sequence"]
    assert after["Giao ban"]["dtstamp"].dt == later.at
    assert after["Kiểm tra"]["status"] == "CANCELLED"
    assert "Mưa lũ" in after["Kiểm tra"]["description"]


def test_words_cannot_break_out_of_their_line(client, office, approved):
    approved("Họp; bàn, chọn\\nEND:VEVENT", who="Dòng một END:VCALENDAR")
    operations.publish_week(MONDAY, by=office)
    assert len(events(client)) == 1
