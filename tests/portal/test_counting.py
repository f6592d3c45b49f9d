"""Readers are counted, not followed: no write per page, bots apart, reloads not at all."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from nguon.portal import housekeeping, operations, queries, visits
from nguon.portal.models import Article, Comment, DailyCount
from nguon.portal.visits import VISITS, Visits
from tests.portal.conftest import FIREFOX, NOW, TODAY

GOOGLE = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


def opened(counter: Visits, *, page="/", address="192.0.2.1", agent=FIREFOX, at=NOW, article=None):
    counter.note(page, address=address, user_agent=agent, day=TODAY, at=at, article=article)


def rename(table: str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO {name}")


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        (FIREFOX, "person"),
        ("Mozilla/5.0 (Linux; Android 13; Redmi) Chrome/120.0 Mobile Safari/537.36", "person"),
        ("Mozilla/5.0 (Linux; Android 12; CUBOT NOTE) Chrome/119.0 Mobile", "person"),
        (GOOGLE, "bot"),
        ("Mozilla/5.0 (compatible; coccocbot-web/1.0; +http://help.coccoc.com/)", "bot"),
        ("facebookexternalhit/1.1", "bot"),
        ("curl/8.5.0", "bot"),
        ("", "bot"),
        ("   ", "bot"),
    ],
)
def test_who_says_that_it_is_a_program_counts_as_one(agent, kind):
    assert visits.kind_of(agent) == kind


def test_reloading_counts_once_and_coming_back_later_again():
    counter = Visits()
    for minute in range(29):
        opened(counter, at=NOW + timedelta(minutes=minute))
    assert counter.waiting().days == {(TODAY, "person"): 1}
    opened(counter, at=NOW + timedelta(minutes=31))
    assert counter.waiting().days == {(TODAY, "person"): 2}


def test_each_page_counts_and_articles_count_people_only():
    counter = Visits()
    opened(counter, page="/")
    opened(counter, page="/tin/a/b/", article=7)
    opened(counter, page="/tin/a/b/", article=7, agent=GOOGLE)
    gathered = counter.waiting()
    assert gathered.days == {(TODAY, "person"): 2, (TODAY, "bot"): 1}
    assert gathered.articles == {7: 1}


def test_online_are_those_of_the_last_ten_minutes_people_and_bots_apart():
    counter = Visits()
    opened(counter, address="192.0.2.1")
    opened(counter, address="192.0.2.2", at=NOW + timedelta(minutes=4))
    opened(counter, address="192.0.2.2", at=NOW + timedelta(minutes=5), page="/other/")
    opened(counter, address="192.0.2.3", at=NOW + timedelta(minutes=5), agent=GOOGLE)
    assert counter.online(NOW + timedelta(minutes=5)) == visits.Online(people=2, bots=1)
    assert counter.online(NOW + timedelta(minutes=11)) == visits.Online(people=1, bots=1)
    assert counter.online(NOW + timedelta(minutes=16)) == visits.Online(people=0, bots=0)


def test_a_hundred_thousand_reloads_inflate_nothing_and_memory_stays_bounded():
    counter = Visits(most_remembered=50)
    for _hit in range(100_000):
        opened(counter)
    assert counter.waiting().days == {(TODAY, "person"): 1}
    for number in range(500):
        opened(counter, address=f"192.0.2.{number}")
    assert len(counter._online) <= 51
    assert len(counter._opened) <= 51


def test_a_hundred_thousand_names_of_browsers_from_one_address_are_fifty_visitors():
    counter = Visits()
    for number in range(100_000):
        opened(counter, agent=f"Mozilla/5.0 Firefox/{number}")
    assert counter.waiting().days == {(TODAY, "person"): visits.MOST_FROM_ONE_ADDRESS}
    opened(counter, address="192.0.2.2")
    opened(counter, at=NOW + timedelta(minutes=31), agent="Mozilla/5.0 Firefox/1")
    assert counter.waiting().days == {(TODAY, "person"): visits.MOST_FROM_ONE_ADDRESS + 2}


def test_what_cannot_be_written_waits():
    counter = Visits()
    opened(counter)
    taken = counter.take()
    opened(counter, page="/other/")
    counter.give_back(taken)
    assert counter.waiting().days == {(TODAY, "person"): 2}


@pytest.mark.django_db
def test_a_page_is_counted_in_memory_and_written_by_the_flush(client, article):
    client.get(article.get_absolute_url())
    client.get("/")
    assert not DailyCount.objects.exists()
    assert Article.objects.get().views == 0
    housekeeping.flush()
    housekeeping.flush()  # nothing twice
    assert list(DailyCount.objects.values_list("day", "kind", "count")) == [
        (timezone.localdate(), "person", 2)
    ]
    assert Article.objects.get().views == 1


@pytest.mark.django_db
def test_the_flush_adds_to_what_is_there():
    operations.add_counts({(TODAY, "person"): 3, (TODAY, "bot"): 1}, {})
    operations.add_counts({(TODAY, "person"): 4}, {})
    counts = dict(DailyCount.objects.values_list("kind", "count"))
    assert counts == {"person": 7, "bot": 1}


@pytest.mark.django_db(transaction=True)
def test_counts_that_the_database_refuses_are_not_lost():
    counter = Visits()
    opened(counter)
    rename("portal_dailycount", "portal_elsewhere")
    try:
        with pytest.raises(DatabaseError):
            housekeeping.flush(counter)
    finally:
        rename("portal_elsewhere", "portal_dailycount")
    housekeeping.flush(counter)
    assert DailyCount.objects.get().count == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers", [{"HTTP_SEC_PURPOSE": "prefetch;prerender"}, {"HTTP_PURPOSE": "prefetch"}]
)
def test_what_a_browser_fetches_ahead_is_not_counted(client, article, headers):
    client.get("/", **headers)
    client.head("/")
    client.get("/khong-co/")
    assert not VISITS.waiting().days


@pytest.mark.django_db
def test_the_box_tells_today_this_month_and_ever(client):
    today = timezone.localdate()
    first = today.replace(day=1)
    operations.add_counts(
        {
            (first - timedelta(days=400), "person"): 1000,
            (first, "person"): 200,
            (first, "bot"): 7,
        },
        {},
    )
    client.get("/")
    client.get("/", HTTP_USER_AGENT=GOOGLE)
    said = queries.statistics(today=today, at=timezone.now())
    here = 200 if today == first else 0
    assert (said.today, said.month, said.total, said.bots) == (here + 1, 201, 1201, 8)
    assert (said.online.people, said.online.bots) == (1, 1)
    text = client.get("/").text
    assert "<dt>Tổng lượt truy cập</dt><dd>1.201</dd>" in text
    assert "<dt>Máy chủ tìm kiếm</dt><dd>1</dd>" in text


@pytest.mark.django_db(transaction=True)
def test_the_thread_writes_what_is_left_when_it_stops():
    housekeeping.start()
    housekeeping.start()  # there is only one
    opened(VISITS)
    housekeeping.stop()
    assert DailyCount.objects.get().count == 1


@pytest.mark.django_db(transaction=True)
def test_the_thread_writes_and_tidies_every_few_seconds_and_outlives_a_fault(submit):
    submit("Ý kiến cũ", at=timezone.now() - timedelta(days=8))
    rename("portal_dailycount", "portal_elsewhere")
    opened(VISITS)
    housekeeping.start(pause=0.01)
    try:
        wait_until(lambda: not Comment.objects.get().sent_from)
    finally:
        rename("portal_elsewhere", "portal_dailycount")
    wait_until(DailyCount.objects.exists)
    housekeeping.stop()
    assert DailyCount.objects.get().count == 1


@pytest.mark.django_db
def test_tidying_forgets_addresses_and_ended_sessions(submit):
    submit("Ý kiến cũ")
    housekeeping.tidy(NOW + timedelta(days=8))
    assert Comment.objects.get().sent_from == ""


def test_a_day_is_a_day_in_viet_nam(client, db):
    late = datetime(2025, 6, 1, 17, 30, tzinfo=UTC)  # half past midnight of the second
    assert timezone.localdate(late) == TODAY
