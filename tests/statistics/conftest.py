"""Members and admissions of the cast, entered through the ordinary ways."""

from datetime import date

import pytest

from nguon.people import operations as people
from nguon.statistics import queries
from nguon.statistics.periods import named
from tests import cast, staff
from tests.development import story


@pytest.fixture
def clerk(acting, krong_klang):
    """The office of the commune, with an account of its own."""
    account = staff.employ("clerk", krong_klang, on=cast.FIRST_DAY)
    return acting(["clerk", "secretary"], at=krong_klang, user_id=account.pk)


@pytest.fixture
def there(acting, mo_o):
    """The office of the neighbouring commune."""
    return acting("clerk", at=mo_o, user_id=8)


@pytest.fixture
def province(acting, quang_tri):
    return acting(["clerk", "secretary"], at=quang_tri)


def a_member(cell, system, name="Hồ Văn Viên", joined=date(2015, 5, 19), **details):
    """A full member who has been on file since before the periods that tests ask about."""
    person = story.a_person(cell, by=system, name=name, **details)
    people.begin_membership(person, joined_on=joined, full_from=joined, by=system)
    return person


def table(place, code, period, by, **options):
    return queries.table_of(place, code, named(period), by=by, **options)


def told(found, *keys, column="now"):
    """The numbers of some lines of the first sheet."""
    return [found.number(key, column) for key in keys]


def broken(tables):
    """What must hold and does not."""
    return [check for check in queries.checks_of(tables) if check.holds is False]
