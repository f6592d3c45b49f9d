"""A statement that was built once reads what the query set reads, whatever values are given."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from nguon.core.actor import Seat
from nguon.core.guard import Unscoped
from nguon.core.prepared import Prepared
from nguon.organizations.models import Organization, Placement, Version
from nguon.people.models import Person
from tests.cast import FIRST_DAY, TODAY

AFTER_ALL = date(2009, 1, 1)


def named(slugs, day):
    versions = Version.objects.filter(organization__slug__in=slugs, valid_from__lte=day)
    return versions.select_related("organization").order_by("organization")


def under(seats, day):
    return Placement.objects.under(seats, on=day).order_by("organization")


NAMED, UNDER = Prepared(named), Prepared(under)
NUMBERS = Prepared(
    lambda numbers: (
        Organization.objects.filter(pk__in=numbers)
        .order_by("pk")
        .values_list("pk", "versions__valid_from", "versions__name")
    )
)


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_it_reads_the_same_models_with_what_came_along(places, count):
    slugs = list(places)[:count]
    for _ in range(2):  # built, and built already
        rows = NAMED(slugs=slugs, day=TODAY)
        assert [(row, row.organization.slug) for row in rows] == [
            (row, row.organization.slug) for row in named(slugs, TODAY)
        ]
    assert NAMED(slugs=slugs, day=AFTER_ALL) == []


def test_what_came_along_is_not_read_again(places):
    rows = NAMED(slugs=list(places), day=TODAY)
    with CaptureQueriesContext(connection) as asked:
        assert {row.organization.slug for row in rows} == set(places)
    assert len(asked) == 0


def test_values_come_back_as_python_has_them(places):
    numbers = [place.pk for place in places.values()]
    rows = NUMBERS(numbers=numbers)
    assert [row[0] for row in rows] == sorted(numbers)
    assert {type(row) for row in rows} == {tuple}
    assert {row[1] for row in rows} == {FIRST_DAY}


def test_seats_of_any_number_and_tier_find_what_stands_under_them(places):
    def seat(slug):
        tier = Version.objects.get(organization=places[slug]).tier
        return Seat(tier, places[slug].pk)

    for slugs in (["mo-o"], ["khe-xong"], ["mo-o", "krong-klang"], ["khe-xong", "mo-o"]):
        seats = frozenset(map(seat, slugs))
        assert UNDER(seats=seats, day=TODAY) == list(under(seats, TODAY)) != []


def test_without_a_seat_nothing_is_found_and_nothing_asked(places):
    with CaptureQueriesContext(connection) as asked:
        assert UNDER(seats=frozenset(), day=TODAY) == []
        assert NUMBERS(numbers=[]) == []
    assert len(asked) == 0


def test_the_text_is_built_once_a_shape(places):
    built = []

    def build(numbers):
        built.append(len(numbers.slots))
        return Organization.objects.filter(pk__in=numbers).values_list("pk")

    read = Prepared(build)
    for numbers in ([1], [2], [1, 2, 3], [4, 5, 6, 7], [1, 2]):
        read(numbers=numbers)
    assert built == [1, 4, 2]


def test_long_lists_have_few_lengths_as_well(places):
    numbers = [place.pk for place in places.values()]
    read = NUMBERS(numbers=[*numbers, *range(10**6, 10**6 + 1200)])
    assert [row[0] for row in read] == sorted(numbers)


def test_the_guard_sees_it_like_any_other_statement(places):
    everybody = Prepared(lambda number: Person.unscoped.filter(pk=number))
    with pytest.raises(Unscoped):
        everybody(number=1)


def test_columns_that_were_added_are_there(places):
    read = Prepared(
        lambda number: Organization.objects.filter(pk=number).annotate(called=F("versions__name"))
    )
    (row,) = read(number=places["mo-o"].pk)
    assert row.called == "Đảng uỷ xã Mò Ó"


@pytest.mark.django_db(transaction=True)
def test_threads_share_the_text_and_not_the_connection(places):
    def read(number):
        try:
            return [row[0] for row in NUMBERS(numbers=[number])]
        finally:
            connection.close()

    numbers = [place.pk for place in places.values()] * 4
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(read, numbers)) == [[number] for number in numbers]
