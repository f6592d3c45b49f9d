"""The history of visits: every day since the first, people and bots apart, picture and file."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from nguon.portal import operations
from nguon.portal.statistics import queries
from nguon.portal.statistics.chart import chart
from nguon.portal.statistics.queries import Counted
from nguon.portal.visits import VISITS
from tests.portal.conftest import FIREFOX

JUNE = date(2025, 6, 1)
TODAY = date(2025, 6, 20)


@pytest.fixture
def counted(db: None) -> None:
    operations.add_counts(
        {
            (date(2025, 5, 31), "person"): 7,
            (date(2025, 6, 2), "person"): 40,
            (date(2025, 6, 2), "bot"): 12,
        },
        {},
    )


def test_a_month_has_all_its_days_until_today(counted):
    days = queries.history(month=JUNE, today=TODAY).days
    assert [day.day.day for day in days] == list(range(1, 21))
    assert days[1] == Counted(date(2025, 6, 2), people=40, bots=12)
    assert days[2] == Counted(date(2025, 6, 3), people=0, bots=0)


def test_months_are_summed_the_newest_first(counted):
    months = queries.history(month=JUNE, today=TODAY).months
    assert months == [Counted(JUNE, 40, 12), Counted(date(2025, 5, 1), 7, 0)]


def test_what_is_not_written_yet_is_in_the_table(counted):
    at = datetime(2025, 6, 20, 3, tzinfo=UTC)
    VISITS.note("/", address="192.0.2.1", user_agent=FIREFOX, day=TODAY, at=at)
    history = queries.history(month=None, today=TODAY)
    assert (history.days[-1].people, history.months[0].people) == (1, 41)
    assert (history.people, history.bots) == (48, 12)


def test_the_file_has_every_day_since_the_first(client, counted):
    text = client.get("/thong-ke-truy-cap/tung-ngay.csv").content.decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[:4] == [
        "Ngày,Người đọc,Máy tìm kiếm", "2025-05-31,7,0", "2025-06-01,0,0", "2025-06-02,40,12",
    ]  # fmt: skip
    assert len(lines) == 1 + (timezone.localdate() - date(2025, 5, 31)).days + 1


def test_the_page_shows_the_same_in_a_table_and_in_a_picture(client, counted):
    text = client.get("/thong-ke-truy-cap/", {"thang": "2025-06"}).text
    assert "Tháng 06/2025" in text
    assert "<title>02/06/2025: 40 + 12</title>" in text
    row = '<th scope="row">02/06/2025</th><td class="number">40</td><td class="number">12</td>'
    assert row in text
    assert text.count('<rect class="people"') == 30
    assert not re.search(r"\d,\d", text[text.index("<svg") : text.index("</svg>")])


@pytest.mark.django_db
@pytest.mark.parametrize("month", ["2025-13", "0000-01", "x", "2999-01", "1999-12"])
def test_a_month_that_is_none_or_has_nothing_is_answered(client, month):
    assert client.get("/thong-ke-truy-cap/", {"thang": month}).status_code == 200


@pytest.mark.django_db
def test_the_box_leads_to_the_history_and_looking_at_it_writes_nothing(client):
    assert 'href="/thong-ke-truy-cap/"' in client.get("/").text
    assert not client.get("/thong-ke-truy-cap/").cookies


@pytest.mark.parametrize("most", [0, 1, 4, 5, 6, 99, 100, 12_345])
def test_the_scale_begins_at_nothing_in_round_steps_and_holds_the_highest_day(most):
    days = [Counted(JUNE + timedelta(days=n), people=most // (n + 1), bots=0) for n in range(30)]
    drawn = chart(days)
    assert drawn.lines[0].number == 0
    assert 2 <= len(drawn.lines) <= 6
    assert drawn.lines[-1].number >= most
    assert all(bar.people_y >= 0 and bar.people_height >= 0 for bar in drawn.bars)
