"""One sees where one is signed in, and ends it from elsewhere."""

from collections.abc import Callable

import pytest
from django.test import Client

from nguon.accounts.models import Role, User
from nguon.core.http.sessions import program_of
from nguon.core.models import AuditEntry
from nguon.organizations.models import Organization
from tests import staff

Browse = Callable[..., Client]
PAGE = "/xac-thuc/phien/"
PHONE = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"


@pytest.fixture
def clerk(krong_klang: Organization) -> User:
    return staff.employ(Role.CLERK, krong_klang)


def signed_in(user: User, agent: str = "") -> Client:
    return staff.enter(Client(headers={"User-Agent": agent}), user)


def shown(client: Client) -> list:
    return client.get(PAGE).context["sessions"]


def test_the_list_tells_every_place_and_marks_the_one_here(clerk: User) -> None:
    phone, office = signed_in(clerk, PHONE), signed_in(clerk)
    assert [each.here for each in shown(office)] == [True, False]
    here, there = shown(phone)
    assert here.here
    assert not there.here


def test_another_place_is_ended_and_this_one_stays(clerk: User) -> None:
    phone, office = signed_in(clerk, PHONE), signed_in(clerk)
    other = shown(office)[1]
    office.post(f"{PAGE}{other.ref}/")
    assert phone.get("/toi/").status_code == 302
    assert office.get("/toi/").status_code == 200
    assert AuditEntry.objects.filter(action="accounts.end_sessions").count() == 1


def test_all_other_places_are_ended_at_once(clerk: User) -> None:
    others, here = [signed_in(clerk) for _ in range(3)], signed_in(clerk)
    here.post(f"{PAGE}khac/")
    assert [each.get("/toi/").status_code for each in others] == [302, 302, 302]
    assert len(shown(here)) == 1


def test_nobody_sees_or_ends_a_session_of_somebody_else(
    clerk: User, browse: Browse, krong_klang: Organization
) -> None:
    office, stranger = signed_in(clerk), browse(Role.SECRETARY, at=krong_klang)
    ref = shown(office)[0].ref
    assert ref not in {each.ref for each in shown(stranger)}
    assert stranger.post(f"{PAGE}{ref}/").status_code == 404
    stranger.post(f"{PAGE}khac/")
    assert office.get("/toi/").status_code == 200


def test_a_session_is_ended_by_no_link(clerk: User) -> None:
    office = signed_in(clerk)
    assert office.get(f"{PAGE}khac/").status_code == 405


@pytest.mark.parametrize(
    ("agent", "called"),
    [
        (PHONE, "Chrome · Android"),
        ("Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko Firefox/140.0", "Firefox · Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537 Edg/130.0", "Edge · Windows"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_a_program_is_called_by_its_name_and_nothing_it_says_is_shown(
    agent: str, called: str
) -> None:
    assert program_of(agent) == called
