"""What the sign-in library says when something is wrong is said in the reader's language."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.utils import timezone

from nguon.accounts import operations
from nguon.core.actor import Actor
from tests import cast
from tests.accounts.test_sign_in import PASSPHRASE, choose_passphrase, sign_in, turn_on_app
from tests.words import foreign, is_page

pytestmark = pytest.mark.django_db
INVENTED = re.compile("Hồ Thị Văn Phòng|van-phong|khoá của tôi")
POOR = {
    "short": "ngắn quá",
    "like the name": "van-phong-van-phong",
    "common": "matkhau matkhau",
    "digits": "12345678901234567890",
}


@pytest.fixture
def code(db: None) -> str:
    now = timezone.now()
    system = cast.system(timezone.localdate(now))
    user = operations.open_account("van-phong", "Hồ Thị Văn Phòng", by=system)
    return operations.issue_code(user, by=Actor(0, "Hệ thống", system.today, now, system.grants))


@pytest.fixture(params=["vi", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def here(language: str) -> Client:
    return Client(headers={"accept-language": language})


def test_a_passphrase_that_will_not_do_is_refused_in_the_readers_language(
    here: Client, language: str, code: str
) -> None:
    path = f"/bat-dau/{code}/"
    said = [
        here.post("/bat-dau/", {"code": "khong/co ma"}),
        here.get(path),
        here.post(path, {"passphrase": "", "again": ""}),
        here.post(path, {"passphrase": PASSPHRASE, "again": "khác"}),
        *(here.post(path, {"passphrase": poor, "again": poor}) for poor in POOR.values()),
    ]
    for answer in said:
        assert answer.context["form"].errors or answer is said[1]
        assert foreign(answer, language, INVENTED) == []


def test_every_wrong_answer_while_signing_in_is_told_in_the_readers_language(
    here: Client, language: str, code: str
) -> None:
    choose_passphrase(here, code)
    wrong_code_of_the_app = here.post("/xac-thuc/ung-dung/", {"code": "000000"})
    secret = turn_on_app(here)
    here.post("/dang-xuat/")
    said = [
        wrong_code_of_the_app,
        here.post("/dang-nhap/", {"login": "van-phong", "password": "sai"}),
        here.post("/dang-nhap/", {"login": "", "password": ""}),
    ]
    here.post("/dang-nhap/", {"login": "van-phong", "password": PASSPHRASE})
    said += [
        here.post("/dang-nhap/buoc-hai/", {"code": code}) for code in ("000000", "", "x" * 99)
    ]
    sign_in(here, secret)
    said += [
        here.get("/xac-nhan/"),
        here.post("/xac-nhan/", {"password": "sai"}),
        here.post("/xac-nhan/ma/", {"code": "000000"}),
    ]
    here.post("/xac-nhan/", {"password": PASSPHRASE})
    said += [*changes(here), here.post("/xac-thuc/ung-dung/go/"), here.get("/xac-thuc/")]
    said += [here.post("/xac-thuc/khoa/them/", {"name": "", "credential": "x"})]

    assert all(is_page(answer) for answer in said)
    assert [foreign(answer, language, INVENTED) for answer in said] == [[]] * len(said)


def changes(here: Client) -> Iterator[object]:
    """Every way in which a change of the passphrase goes wrong."""
    for old, new, again in (
        ("sai", PASSPHRASE, PASSPHRASE),
        (PASSPHRASE, "một câu đủ dài để dùng", "một câu khác"),
        *((PASSPHRASE, poor, poor) for poor in POOR.values()),
        ("", "", ""),
    ):
        typed = {"oldpassword": old, "password1": new, "password2": again}
        yield here.post("/xac-thuc/cau-mat-khau/", typed)


def test_too_many_guesses_are_told_in_the_readers_language(
    here: Client, language: str, code: str
) -> None:
    for _ in range(11):
        answer = here.post("/dang-nhap/", {"login": "van-phong", "password": "sai"})
    assert foreign(answer, language, INVENTED) == []


def test_a_page_says_its_language_and_the_choice_is_remembered(client: Client, db: None) -> None:
    def language_of(path: str) -> str:
        found = re.search('<html lang="(..)"', client.get(path).text)
        return found[1] if found else ""

    assert language_of("/dang-nhap/") == "vi"
    client.post("/ngon-ngu/", {"language": "en", "next": "/dang-nhap/"})
    assert [language_of(path) for path in ("/dang-nhap/", "/bat-dau/")] == ["en", "en"]
    client.post("/ngon-ngu/", {"language": "vi", "next": "/dang-nhap/"})
    assert language_of("/dang-nhap/") == "vi"


@pytest.mark.parametrize("language", ["vi", "en"], indirect=True)
def test_a_day_is_written_day_month_year_in_both_languages(
    here: Client, browse: Callable[..., Client], khe_xong: object, language: str
) -> None:
    clerk = browse("clerk", at=khe_xong)
    page = clerk.get("/", headers={"accept-language": language}).text
    assert f"{timezone.localdate():%d/%m/%Y}" in page
