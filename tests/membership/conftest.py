"""Two communes with their offices and cells, a member and somebody on the way."""

from datetime import date

import pytest

from nguon.development import operations as development
from nguon.membership import transfers
from nguon.membership.models import Arrival, Departure
from nguon.people import operations as people
from nguon.people.models import Person
from tests import cast
from tests.development import story

JOINED, FULL = date(2015, 5, 19), date(2016, 5, 19)
SENT = date(2025, 5, 5)


@pytest.fixture
def clerk(acting, krong_klang):
    """The office of the commune that sends."""
    return acting("clerk", at=krong_klang)


@pytest.fixture
def there(acting, mo_o):
    """The office of the commune that receives."""
    return acting("clerk", at=mo_o, user_id=8)


@pytest.fixture
def member(khe_xong, system):
    """A full member of Khe Xong, without a case."""
    person = story.a_person(khe_xong, by=system, name="Hồ Văn Viên")
    people.begin_membership(person, joined_on=JOINED, full_from=FULL, by=system)
    return person


@pytest.fixture
def probationer(khe_xong, system):
    """Somebody admitted at Khe Xong two months ago, with everything in the case."""
    story.describe(khe_xong)
    case = story.a_case(khe_xong, by=system, name="Hồ Thị Mới")
    story.tell(case, "admission_ceremony", by=system)
    return case.person


@pytest.fixture
def candidate(khe_xong, system):
    """Somebody whose cell has resolved, and the committee not yet."""
    story.describe(khe_xong)
    case = story.a_case(khe_xong, by=system, name="Hồ Thị Chờ")
    story.tell(case, "cell_resolution", by=system)
    return case.person


def paper(number="12-GT", on=SENT, papers="Lý lịch đảng viên, phiếu đảng viên"):
    return transfers.Paper(number, on, papers)


def sent(person, to, *, by, **options):
    return transfers.send(person, to, paper=options.pop("paper", paper()), by=by, **options)


def arrived(letter, system):
    """The other side's row of a letter."""
    return Arrival.objects.visible_to(system).get(departure=letter)


def again(letter, system):
    return type(letter).objects.visible_to(system).get(pk=letter.pk)


def keepers(person, system):
    """The slugs of every organisation that keeps something of a person's file.

    ``person`` may be a row's number.
    """
    number, found = getattr(person, "pk", person), set()
    for model in (Person, development.Case, development.CaseEvent, people.Membership):
        path = {Person: "pk", development.CaseEvent: "case__person"}.get(model, "person")
        rows = model.objects.visible_to(system).filter(**{path: number})
        found |= set(rows.values_list("organization__slug", flat=True))
    return found


__all__ = ["Departure", "again", "arrived", "cast", "keepers", "paper", "sent"]
