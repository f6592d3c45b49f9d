"""Whose time is running out: shown to who looks after the data, ended by hand and when due."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nguon.accounts.models import Role
from nguon.people import operations, retention
from nguon.people.models import Person
from nguon.rulebook.law.days import plus_months
from tests import cast
from tests.people.sheets import signed

pytestmark = pytest.mark.django_db
LIST = "/nguoi/luu-giu/"


@pytest.fixture
def enrol(khe_xong):
    """Put somebody on file so many months and days before today, and let the round note it."""

    def do(name: str, *, months: int, days: int = 0) -> Person:
        on = plus_months(timezone.localdate(), -months) - timedelta(days=days)
        by = cast.acting("clerk", at=khe_xong, today=on)
        consents = signed("development", on=on)
        person = operations.register(name, organization=khe_xong, consents=consents, by=by)
        system = cast.system(timezone.localdate())
        retention.note(retention.inactive(by=system), by=system)
        return person

    return do


@pytest.fixture
def guardian(browse, krong_klang):
    return browse(Role.DATA_PROTECTION, at=krong_klang)


def test_the_list_says_who_since_when_and_until_when(enrol, guardian):
    enrol("Hồ Thị Lâu", months=24, days=1)
    enrol("Lê Văn Gần", months=22, days=1)
    enrol("Hồ Văn Mới", months=21)

    page = guardian.get(LIST).content.decode()

    assert page.index("Hồ Thị Lâu") < page.index("Lê Văn Gần")
    assert page.count("đã đến hạn") == 1
    assert "Hồ Văn Mới" not in page


def test_the_page_of_people_leads_to_the_list(enrol, browse, krong_klang):
    clerk = browse(Role.CLERK, at=krong_klang)
    assert LIST not in clerk.get("/nguoi/").content.decode()

    enrol("Hồ Thị Lâu", months=23)

    assert LIST in clerk.get("/nguoi/").content.decode()


def test_only_who_protects_the_data_ends_a_file_and_only_when_it_is_due(
    enrol, guardian, browse, krong_klang
):
    due, early = enrol("Hồ Thị Lâu", months=25), enrol("Lê Văn Gần", months=23)
    clerk = browse(Role.CLERK, at=krong_klang)

    assert clerk.post(f"/nguoi/{due.ref}/het-han/").status_code == 403
    assert guardian.post(f"/nguoi/{early.ref}/het-han/").status_code == 404
    assert guardian.get(f"/nguoi/{due.ref}/het-han/").status_code == 405
    assert guardian.post(f"/nguoi/{due.ref}/het-han/").status_code == 302

    left = Person.objects.visible_to(cast.system(timezone.localdate()))
    assert [person.full_name for person in left] == ["Lê Văn Gần"]
    assert "Hồ Thị Lâu" not in guardian.get(LIST).content.decode()


def test_the_neighbours_do_not_see_whose_time_is_running_out(enrol, browse, mo_o):
    due = enrol("Hồ Thị Lâu", months=25)
    neighbour = browse(Role.DATA_PROTECTION, at=mo_o)

    assert "Hồ Thị Lâu" not in neighbour.get(LIST).content.decode()
    assert neighbour.post(f"/nguoi/{due.ref}/het-han/").status_code == 404
