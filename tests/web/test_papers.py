"""The forms of a case on the screen: what is missing first, then the paper."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from nguon.accounts.models import Role
from nguon.core.actor import Actor
from nguon.development.models import Case
from nguon.membership import transfers
from nguon.organizations.models import Organization
from nguon.people import operations as people
from tests.development import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(khe_xong: Organization, krong_klang: Organization, acting: Callable[..., Actor]) -> Case:
    clerk = acting("clerk", at=krong_klang)
    story.describe(khe_xong)
    told = story.a_case(khe_xong, by=clerk)
    story.tell(told, "cell_resolution", by=clerk)
    return told


@pytest.fixture
def office(browse: Callable[..., Client], krong_klang: Organization) -> Client:
    return browse(Role.CLERK, at=krong_klang)


def test_a_form_on_the_screen_tells_first_what_is_missing(office: Client, case: Case) -> None:
    page = office.get(f"/giay-to/{case.ref}/6-knd/").content.decode()
    assert page.index("Chưa điền được") < page.index("ĐẢNG CỘNG SẢN VIỆT NAM")
    assert "Hồ Thị Bịa" in page


def test_what_stays_dotted_is_said_to_be_for_whoever_signs(office: Client, case: Case) -> None:
    page = office.get(f"/giay-to/{case.ref}/3-knd/").content.decode()
    assert "………" in page
    assert "để người ký tự viết" in page


def test_a_form_comes_as_document_and_as_page(office: Client, case: Case) -> None:
    for kind, begins in (("docx", b"PK"), ("pdf", b"%PDF-")):
        answer = office.get(f"/giay-to/{case.ref}/6-knd/{kind}/")
        assert answer.content.startswith(begins)
        assert "Bịa" not in answer.headers["Content-Disposition"]
    assert office.get(f"/giay-to/{case.ref}/6-knd/exe/").status_code == 404


def test_chosen_forms_come_as_one_file(office: Client, case: Case) -> None:
    answer = office.get(f"/giay-to/{case.ref}/in/?mau=3-knd&mau=6-knd")
    assert answer.content.startswith(b"%PDF-")
    assert office.get(f"/giay-to/{case.ref}/in/").status_code == 200


def test_the_slip_of_a_transfer_is_offered_beside_its_letter(
    office: Client, khe_xong: Organization, mo_o: Organization, system: Actor
) -> None:
    person = story.a_person(khe_xong, by=system, name="Hồ Văn Viên")
    people.begin_membership(
        person, joined_on=date(2015, 5, 19), full_from=date(2016, 5, 19), by=system
    )
    paper = transfers.Paper("12-GT", date(2025, 5, 5))
    letter = transfers.send(person, mo_o, paper=paper, by=system)
    beside = office.get(f"/dang-vien/chuyen/di/{letter.ref}/").content.decode()
    assert f"/giay-to/chuyen/{letter.ref}/" in beside
    page = office.get(f"/giay-to/chuyen/{letter.ref}/").content.decode()
    assert page.index("Số thẻ đảng viên") < page.index("ĐẢNG CỘNG SẢN VIỆT NAM")
    assert office.get(f"/giay-to/chuyen/{letter.ref}/pdf/").content.startswith(b"%PDF-")
    assert office.get(f"/giay-to/chuyen/{letter.ref}/exe/").status_code == 404


def test_a_form_without_a_specimen_is_named_and_not_offered(office: Client, case: Case) -> None:
    assert "chưa có mẫu" in office.get("/giay-to/").content.decode()
    assert (
        f"/giay-to/{case.ref}/14-knd/" not in office.get(f"/giay-to/{case.ref}/").content.decode()
    )
    assert office.get(f"/giay-to/{case.ref}/14-knd/").status_code == 404
