"""The pages about who holds which role, and the first start of an office."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from nguon.accounts import office, operations
from nguon.accounts.models import Role, RoleAssignment, SetupCode, User
from nguon.organizations import operations as organizations
from nguon.organizations.models import Organization, Version
from tests import cast, staff

Browse = Callable[..., Client]
NEW = {
    "full_name": "Hồ Văn Mới",
    "username": "nguoi-moi",
    "role": Role.CELL_SECRETARY,
    "place": "khe-xong",
    "on": "01/06/2025",
    "document": "07-QĐ/ĐU",
}
OFFICE = {
    "commune": "Đảng uỷ xã Đặt Ra",
    "slug": "dat-ra",
    "province": "",
    "document": "01-QĐ",
    "first_name": "Lê Thị Một",
    "first_username": "mot",
    "second_name": "Hồ Văn Hai",
    "second_username": "hai",
}


def test_a_new_account_gets_its_first_role_and_a_code_seen_once(
    browse: Browse, krong_klang: Organization, khe_xong: Organization
) -> None:
    page = browse(Role.SECRETARY, at=krong_klang).post("/tai-khoan/them/", NEW)
    code = page.context["code"]
    assert code in page.content.decode()
    user = operations.claim(code, at=timezone.now(), passphrase="cơn mưa rừng đêm mười bảy")
    assert user.assignments.get().organization == khe_xong


def test_only_places_within_reach_can_be_chosen(browse: Browse, krong_klang: Organization) -> None:
    secretary = browse(Role.SECRETARY, at=krong_klang)
    offered = secretary.get("/tai-khoan/them/").context["form"].fields["place"].choices
    assert {slug for slug, _ in offered} == {"krong-klang", "khe-xong", "khom-ban-mau"}
    page = secretary.post("/tai-khoan/them/", NEW | {"place": "thon-mau"})
    assert page.context["form"].errors["place"]
    assert not User.objects.filter(username="nguoi-moi").exists()


def test_what_the_rules_forbid_is_said_on_the_form(
    browse: Browse, krong_klang: Organization
) -> None:
    secretary = browse(Role.SECRETARY, at=krong_klang)
    secretary.post("/tai-khoan/them/", NEW)
    page = secretary.post("/tai-khoan/them/", NEW)
    assert "đã có người dùng" in page.content.decode()


def test_the_list_shows_who_held_what_on_the_day_asked_for(
    browse: Browse, khe_xong: Organization, krong_klang: Organization
) -> None:
    someone = staff.employ(Role.CELL_SECRETARY, khe_xong)
    today = timezone.localdate()
    secretary = browse(Role.SECRETARY, at=krong_klang)

    def listed(day: str) -> set[str]:
        page = secretary.get("/tai-khoan/", {"ngay": day})
        return {held.username for held in page.context["holders"]}

    assert someone.username in listed(f"{today:%d/%m/%Y}")
    assert someone.username not in listed(f"{today - timedelta(days=1):%d/%m/%Y}")


def test_giving_and_ending_a_role_on_the_pages(
    browse: Browse, khe_xong: Organization, krong_klang: Organization
) -> None:
    someone = staff.employ(Role.CELL_SECRETARY, khe_xong)
    secretary = browse(Role.SECRETARY, at=krong_klang)
    role = {"role": Role.AREA_MEMBER, "place": "krong-klang", "on": "1/6/2025", "document": "8"}
    answer = secretary.post(f"/tai-khoan/{someone.username}/vai-tro/", role)
    assert answer.headers["Location"] == f"/tai-khoan/{someone.username}/"
    page = secretary.get(f"/tai-khoan/{someone.username}/")
    ref = page.context["roles"][0].ref
    ended = f"/tai-khoan/{someone.username}/vai-tro/{ref}/thoi/"
    assert secretary.get(ended).status_code == 200
    today = timezone.localdate()
    assert secretary.post(ended, {"on": f"{today:%d/%m/%Y}"}).status_code == 302
    assert RoleAssignment.objects.filter(user=someone, valid_to=today).count() == 1


def test_a_role_at_an_organisation_that_ended_can_still_be_ended(
    browse: Browse, khe_xong: Organization, khom_ban_mau: Organization, krong_klang: Organization
) -> None:
    someone = staff.employ(Role.CELL_SECRETARY, khe_xong)
    today = timezone.localdate()
    organizations.dissolve(
        khe_xong, successor=khom_ban_mau, on=today, document="9", by=cast.system(today)
    )
    page = browse(Role.SECRETARY, at=krong_klang).get(f"/tai-khoan/{someone.username}/")
    assert [held.place for held in page.context["roles"]] == ["Chi bộ khóm Khe Xong"]


@pytest.mark.parametrize("act", ["ma", "tam-khoa", "mo-lai"])
def test_acts_on_an_account_are_never_a_link(
    browse: Browse, khe_xong: Organization, krong_klang: Organization, act: str
) -> None:
    someone = staff.employ(Role.CELL_SECRETARY, khe_xong)
    secretary = browse(Role.SECRETARY, at=krong_klang)
    assert secretary.get(f"/tai-khoan/{someone.username}/{act}/").status_code == 405
    assert secretary.post(f"/tai-khoan/{someone.username}/{act}/").status_code in (200, 302)


def test_a_clerk_sees_the_list_but_gives_no_roles(
    browse: Browse, krong_klang: Organization
) -> None:
    clerk = browse(Role.CLERK, at=krong_klang)
    assert clerk.get("/tai-khoan/").status_code == 200
    assert "/tai-khoan/them/" not in clerk.get("/tai-khoan/").content.decode()
    assert clerk.get("/tai-khoan/them/").status_code == 403


def test_somebody_of_another_commune_is_not_there(
    browse: Browse, krong_klang: Organization, thon_mau: Organization
) -> None:
    foreign = staff.employ(Role.CELL_SECRETARY, thon_mau)
    secretary = browse(Role.SECRETARY, at=krong_klang)
    for path in ("", "vai-tro/", "vai-tro/abc/thoi/"):
        assert secretary.get(f"/tai-khoan/{foreign.username}/{path}").status_code == 404
    assert foreign.username not in secretary.get("/tai-khoan/").content.decode()


def test_ones_own_account_tells_ones_roles(browse: Browse, krong_klang: Organization) -> None:
    page = browse(Role.CLERK, at=krong_klang).get("/toi/")
    assert [held.place for held in page.context["roles"]] == ["Đảng uỷ thị trấn Krông Klang"]


def test_an_empty_office_opens_with_the_code_of_the_console(client: Client, db: None) -> None:
    code = office.first_setup_code(at=timezone.now())
    asked = client.post("/bat-dau/", {"code": f" {code[:8]} {code[8:].upper()} "})
    assert asked.headers["Location"].lower() == f"/bat-dau/{code}/"
    page = client.post(f"/bat-dau/{code}/", OFFICE)
    assert [person.username for person, _ in page.context["handed"]] == ["mot", "hai"]
    assert Version.objects.get().party_rank == office.commune_rank(timezone.localdate())
    assert client.post(f"/bat-dau/{code}/", OFFICE).status_code == 404


def test_an_office_is_not_opened_from_outside_nor_half(client: Client, db: None) -> None:
    code = office.first_setup_code(at=timezone.now())
    assert client.get(f"/bat-dau/{code}/", REMOTE_ADDR="9.9.9.9").status_code == 403
    page = client.post(f"/bat-dau/{code}/", OFFICE | {"second_username": "mot"})
    assert "đã có người dùng" in page.content.decode()
    assert not Organization.objects.exists()
    assert not User.objects.exists()
    assert SetupCode.objects.get().used_at is None


def test_rights_are_changed_only_after_confirming_that_it_is_still_oneself(
    client: Client, krong_klang: Organization
) -> None:
    secretary = staff.employ(Role.SECRETARY, krong_klang)
    secretary.set_password("cơn mưa rừng đêm mười bảy")
    secretary.save()
    staff.signed_in_before(staff.enter(client, secretary), timedelta(minutes=16))
    assert client.get("/tai-khoan/").status_code == 200
    asked = client.get("/tai-khoan/them/").headers["Location"]
    assert asked == "/xac-nhan/?next=/tai-khoan/them/"
    client.post(asked, {"password": "cơn mưa rừng đêm mười bảy"})
    assert client.get("/tai-khoan/them/").status_code == 200
