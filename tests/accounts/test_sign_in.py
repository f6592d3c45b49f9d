"""Signing in takes a passphrase and a second factor; before that nothing else opens."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value
from django.test import Client
from django.utils import timezone

from nguon.accounts import operations
from nguon.accounts.models import Role, User
from nguon.core import installation
from nguon.core.actor import Actor
from nguon.core.http import session
from nguon.core.http.signin import BY_ADDRESS
from nguon.core.http.throttle import Limit
from nguon.core.models import SHUT_OUT, AuditEntry
from nguon.organizations.models import Organization
from tests import cast, staff
from tests.cast import instant

PASSPHRASE = "suối reo bên nương ngô chín"


def code_now(secret: str) -> str:
    """What the app on the telephone shows now."""
    return f"{hotp_value(secret, int(time.time()) // 30):06d}"


@pytest.fixture
def today() -> Actor:
    """The system on the real day: the pages read the clock."""
    return cast.system(timezone.localdate())


@pytest.fixture
def clerk(krong_klang: Organization, today: Actor) -> User:
    user = operations.open_account("van-phong", "Hồ Thị Văn Phòng", by=today)
    operations.assign_role(
        user, role=Role.CLERK, organization=krong_klang, on=today.today, document="12", by=today
    )
    return user


@pytest.fixture
def code(clerk: User, today: Actor) -> str:
    """A one-time code, made at the real time."""
    now = Actor(0, "Hệ thống", today.today, timezone.now(), today.grants)
    return operations.issue_code(clerk, by=now)


@pytest.fixture
def enrolled(client: Client, clerk: User, code: str) -> str:
    """The clerk after the first day: with a passphrase and an app. Returns the app's secret."""
    choose_passphrase(client, code)
    secret = turn_on_app(client)
    client.post("/dang-xuat/")
    return secret


def choose_passphrase(client: Client, code: str) -> None:
    answer = client.post(f"/bat-dau/{code}/", {"passphrase": PASSPHRASE, "again": PASSPHRASE})
    assert answer.status_code == 302, answer.context["form"].errors


def turn_on_app(client: Client) -> str:
    page = client.get("/xac-thuc/ung-dung/")
    secret: str = page.context["form"].secret
    answer = client.post("/xac-thuc/ung-dung/", {"code": code_now(secret)})
    assert answer.headers["Location"] == "/xac-thuc/ma-du-phong/"
    return secret


def sign_in(client: Client, secret: str) -> None:
    client.post("/dang-nhap/", {"login": "van-phong", "password": PASSPHRASE})
    Authenticator.objects.filter(type="totp").update(last_used_at=None)
    client.post("/dang-nhap/buoc-hai/", {"code": code_now(secret)})


def is_open(client: Client, path: str = "/") -> bool:
    return bool(client.get(path).status_code == 200)


def test_who_is_not_signed_in_is_led_to_the_sign_in_page(client: Client, db: None) -> None:
    answer = client.get("/tai-khoan/")
    assert answer.headers["Location"] == "/dang-nhap/?next=/tai-khoan/"
    assert client.get("/dang-nhap/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_from_the_one_time_code_to_the_first_page(client: Client, code: str) -> None:
    assert "câu mật khẩu" in client.get(f"/bat-dau/{code}/").content.decode()
    choose_passphrase(client, code)
    assert client.get("/").headers["Location"] == "/xac-thuc/"
    turn_on_app(client)
    codes = client.get("/xac-thuc/ma-du-phong/").context["unused_codes"]
    assert len(codes) == 10
    assert is_open(client)


@pytest.mark.parametrize("path", ["/", "/tai-khoan/"])
def test_nothing_but_the_own_account_opens_before_the_second_factor(
    client: Client, code: str, path: str
) -> None:
    choose_passphrase(client, code)
    assert client.get(path).headers["Location"] == "/xac-thuc/"
    for own in ("/toi/", "/xac-thuc/", "/xac-thuc/ung-dung/", "/xac-thuc/khoa/them/"):
        assert client.get(own).status_code == 200, own


@pytest.mark.parametrize(
    "weak", ["ngan qua", "matkhau123456789", "password password", "van-phong-van-phong"]
)
def test_a_weak_passphrase_is_refused_and_the_code_still_works(
    client: Client, code: str, weak: str
) -> None:
    answer = client.post(f"/bat-dau/{code}/", {"passphrase": weak, "again": weak})
    assert answer.status_code == 200
    assert answer.context["form"].errors["passphrase"]
    choose_passphrase(client, code)


def test_a_used_code_says_so_and_lets_nobody_in(client: Client, code: str) -> None:
    choose_passphrase(client, code)
    stranger = Client()
    answer = stranger.get(f"/bat-dau/{code}/")
    assert answer.status_code == 404
    assert "đã dùng" in answer.content.decode()


def test_looking_at_the_code_page_does_not_use_the_code_up(client: Client, code: str) -> None:
    installation.settle(installation.DEMONSTRATION, at=timezone.now())
    client.get(f"/bat-dau/{code}/")
    client.get(f"/bat-dau/{code}/")
    client.post(f"/bat-dau/{code}/")
    assert is_open(client)


def test_invented_data_open_with_one_click_from_the_machine_itself(
    client: Client, code: str
) -> None:
    installation.settle(installation.DEMONSTRATION, at=timezone.now())
    assert client.post(f"/bat-dau/{code}/", REMOTE_ADDR="192.168.1.20").status_code == 403
    assert client.post(f"/bat-dau/{code}/").headers["Location"] == "/"
    assert is_open(client)
    assert Client().post(f"/bat-dau/{code}/").status_code == 404
    for own in ("/toi/", "/xac-thuc/", "/xac-thuc/ung-dung/"):
        assert client.get(own).status_code == 200, own
    assert client.get("/xac-thuc/cau-mat-khau/").status_code == 404


def test_the_passphrase_alone_is_not_enough(client: Client, enrolled: str) -> None:
    answer = client.post("/dang-nhap/", {"login": "van-phong", "password": PASSPHRASE})
    assert answer.headers["Location"] == "/dang-nhap/buoc-hai/"
    assert "/dang-nhap/" in client.get("/").headers["Location"]
    assert client.post("/dang-nhap/buoc-hai/", {"code": "000000"}).status_code == 200
    assert "/dang-nhap/" in client.get("/").headers["Location"]


def test_passphrase_and_code_open_the_site(client: Client, enrolled: str) -> None:
    sign_in(client, enrolled)
    assert is_open(client)


def test_a_recovery_code_stands_in_for_the_app_once(client: Client, enrolled: str) -> None:
    sign_in(client, enrolled)
    client.post("/xac-nhan/", {"password": PASSPHRASE})
    spare = client.get("/xac-thuc/ma-du-phong/").context["unused_codes"][0]
    for works in (True, False):
        client.post("/dang-xuat/")
        client.post("/dang-nhap/", {"login": "van-phong", "password": PASSPHRASE})
        client.post("/dang-nhap/buoc-hai/", {"code": spare})
        assert is_open(client) is works


def test_another_persons_second_factor_does_not_count(
    client: Client, enrolled: str, today: Actor, krong_klang: Organization
) -> None:
    sign_in(client, enrolled)
    other = operations.open_account("nguoi-khac", "Trần Văn Khác", by=today)
    client.force_login(other)
    assert client.get("/").headers["Location"] == "/xac-thuc/"


def test_a_wrong_name_and_a_wrong_passphrase_read_the_same(client: Client, enrolled: str) -> None:
    stranger = Client()

    def words(**typed: str) -> str:
        return str(stranger.post("/dang-nhap/", typed).context["form"].errors)

    assert words(login="van-phong", password="sai") == words(login="khong-co", password="sai")


def test_after_ten_wrong_guesses_the_right_one_does_not_open_either(
    client: Client, enrolled: str
) -> None:
    guesser = Client()
    for _ in range(10):
        guesser.post("/dang-nhap/", {"login": "van-phong", "password": "sai"})
    answer = guesser.post("/dang-nhap/", {"login": "van-phong", "password": PASSPHRASE})
    assert "quá nhiều lần" in str(answer.context["form"].errors)


@pytest.mark.parametrize("name", ["van-phong", "khong-co"])
def test_guessing_leaves_one_line_whether_there_is_such_an_account_or_not(
    enrolled: str, name: str
) -> None:
    guesser = Client()
    for _ in range(15):
        guesser.post("/dang-nhap/", {"login": name, "password": "sai"})
    (line,) = AuditEntry.objects.filter(action=SHUT_OUT)
    meant = User.objects.filter(username=name).values_list("pk", flat=True).first()
    assert (line.subject, line.detail) == (f"accounts.user:{meant or 0}", {})


def test_nobody_locks_the_owner_out_of_a_browser_that_was_used_before(
    client: Client, enrolled: str
) -> None:
    guesser = Client()
    for _ in range(12):
        guesser.post("/dang-nhap/", {"login": "van-phong", "password": "sai"})
    sign_in(client, enrolled)
    assert is_open(client)


def test_an_open_session_outlasts_guessing_at_its_account(client: Client, enrolled: str) -> None:
    sign_in(client, enrolled)
    guesser = Client()
    for _ in range(12):
        guesser.post("/dang-nhap/", {"login": "van-phong", "password": "sai"})
    assert is_open(client)


def test_codes_of_the_second_factor_cannot_be_tried_out(client: Client, enrolled: str) -> None:
    thief = Client()
    thief.post("/dang-nhap/", {"login": "van-phong", "password": PASSPHRASE})
    for number in range(10):
        thief.post("/dang-nhap/buoc-hai/", {"code": f"{number:06d}"})
    answer = thief.post("/dang-nhap/buoc-hai/", {"code": code_now(enrolled)})
    assert "quá nhiều lần" in str(answer.context["form"].errors)


def test_one_address_cannot_spray_many_accounts(client: Client, db: None) -> None:
    for number in range(BY_ADDRESS.times):
        client.post("/dang-nhap/", {"login": f"nguoi-{number}", "password": "sai"})
    answer = client.post("/dang-nhap/", {"login": "ai-do", "password": "sai"})
    assert "quá nhiều lần" in str(answer.context["form"].errors)


def test_a_session_ends_after_an_hour_without_anybody(client: Client, enrolled: str) -> None:
    sign_in(client, enrolled)
    set_back(client, session.SEEN, session.IDLE + timedelta(seconds=5))
    assert client.get("/").headers["Location"] == "/dang-nhap/?next=/"


def test_a_session_ends_after_ten_hours_however_busy(client: Client, enrolled: str) -> None:
    sign_in(client, enrolled)
    set_back(client, session.BEGAN, session.LONGEST + timedelta(seconds=5))
    assert client.get("/").headers["Location"] == "/dang-nhap/?next=/"


def test_after_sensitive_values_fifteen_idle_minutes_ask_for_the_passphrase_again(
    client: Client, enrolled: str
) -> None:
    sign_in(client, enrolled)
    kept = client.session
    kept[session.SENSITIVE] = True
    kept.save()
    assert is_open(client)
    set_back(client, session.SEEN, session.IDLE_BESIDE_SENSITIVE + timedelta(seconds=5))
    assert client.get("/").headers["Location"] == "/xac-nhan/?next=/"
    assert client.get("/").headers["Location"] == "/xac-nhan/?next=/"
    answer = client.post("/xac-nhan/", {"password": PASSPHRASE, "next": "/"})
    assert answer.headers["Location"] == "/"
    assert is_open(client)


def set_back(client: Client, key: str, by: timedelta) -> None:
    kept = client.session
    kept[key] -= by.total_seconds()
    kept.save()


def test_a_withdrawn_role_counts_with_the_next_click_and_turns_the_session_key(
    client: Client, clerk: User, enrolled: str, today: Actor
) -> None:
    sign_in(client, enrolled)
    assert is_open(client, "/tai-khoan/")
    before = client.session.session_key
    assignment = clerk.assignments.get()
    operations.revoke_role(assignment, on=today.today, by=today)
    assert client.get("/tai-khoan/").status_code == 403
    assert client.session.session_key != before


def test_a_suspended_account_is_out_with_the_next_click(
    client: Client, clerk: User, enrolled: str, today: Actor
) -> None:
    sign_in(client, enrolled)
    operations.suspend(clerk, by=today)
    assert "/dang-nhap/" in client.get("/").headers["Location"]


def test_the_last_second_factor_cannot_be_taken_away(client: Client, enrolled: str) -> None:
    sign_in(client, enrolled)
    client.post("/xac-nhan/", {"password": PASSPHRASE})
    answer = client.post("/xac-thuc/ung-dung/go/")
    assert answer.status_code == 200
    assert Authenticator.objects.filter(type="totp").exists()


def test_a_factor_is_added_only_after_the_passphrase_was_asked_again(
    client: Client, enrolled: str
) -> None:
    sign_in(client, enrolled)
    staff.signed_in_before(client, timedelta(minutes=16))
    assert client.get("/xac-thuc/khoa/them/").headers["Location"].startswith("/xac-nhan/")


def test_who_just_signed_in_is_not_asked_again(client: Client, enrolled: str) -> None:
    sign_in(client, enrolled)
    assert client.get("/xac-thuc/khoa/them/").status_code == 200
    staff.signed_in_before(client, timedelta(minutes=14))
    assert client.get("/xac-thuc/khoa/them/").status_code == 200


def test_secrets_of_factors_lie_sealed_in_the_database(client: Client, enrolled: str) -> None:
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert enrolled not in kept


def test_claiming_and_its_person_are_on_the_trail(client: Client, clerk: User, code: str) -> None:
    choose_passphrase(client, code)
    line = AuditEntry.objects.get(action="accounts.claim")
    assert line.actor_id == clerk.pk
    assert PASSPHRASE not in str(vars(line))


@pytest.mark.parametrize(
    "path",
    ["/accounts/login/", "/dang-ky/", "/accounts/signup/", "/accounts/password/reset/", "/admin/"],
)
def test_what_the_library_could_do_but_nobody_asked_for_is_not_there(
    client: Client, db: None, path: str
) -> None:
    assert client.get(path).status_code == 404


def test_signing_out_by_following_a_link_does_not_work(client: Client, enrolled: str) -> None:
    sign_in(client, enrolled)
    client.get("/dang-xuat/")
    assert is_open(client)
    client.post("/dang-xuat/")
    assert not is_open(client)


def test_the_limit_forgets_after_its_time(db: None) -> None:
    limit, start = Limit("thử", times=2), instant(timezone.localdate())
    assert [limit.spend("ai", at=start) for _ in range(3)] == [True, True, False]
    assert limit.spend("người khác", at=start)
    assert not limit.spend("ai", at=start + timedelta(minutes=14))
    assert limit.spend("ai", at=start + timedelta(minutes=21))
