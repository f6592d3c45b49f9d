"""A citizen asks: a code shown once, nothing kept in the clear, no flood."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client

from nguon.portal.operations import TooMuch
from nguon.portal.questions import operations, parameters
from nguon.portal.questions.codes import new_code
from nguon.portal.questions.models import Question
from tests.portal.conftest import FIREFOX, NOW, TODAY, stamp

pytestmark = pytest.mark.django_db
CODE = re.compile(r"\b(?:[2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}\b")
STATUS = "/hoi-dap/tra-cuu/"


def send(client, **told):
    data = {"title": "Cấp lại giấy khai sinh", "text": "Xin hỏi", "name": "Người Pa Kô"}
    return client.post("/hoi-dap/gui/", data | {"stamp": stamp()} | told)


def test_the_code_is_shown_once_and_opens_the_question_by_a_form_only(client):
    receipt = send(client)
    code = CODE.search(receipt.text)[0]
    assert "no-store" in receipt["Cache-Control"]
    told = client.post(STATUS, {"code": code.lower().replace("-", " ")})
    assert "Đã tiếp nhận" in told.text
    assert "no-store" in told["Cache-Control"]
    assert told.request["PATH_INFO"] == STATUS
    assert not told.request["QUERY_STRING"]
    assert "Đã tiếp nhận" not in client.get(STATUS, {"code": code}).text
    assert code not in str(Question.objects.values().get())


def test_sending_the_same_form_again_makes_no_second_question_and_shows_no_code(client):
    same = {"stamp": stamp()}
    send(client, **same)
    again = send(client, **same)
    assert again.status_code == 422
    assert not CODE.search(again.text)
    assert Question.objects.count() == 1


def test_a_wrong_code_opens_nothing(client, ask):
    ask()
    answer = client.post(STATUS, {"code": new_code()})
    assert answer.status_code == 422
    assert "Không có câu hỏi nào với mã này" in answer.text
    assert "khai sinh" not in answer.text


def test_codes_are_not_to_be_guessed():
    codes = {new_code() for _number in range(1000)}
    assert len(codes) == 1000
    assert all(CODE.fullmatch(code) for code in codes)


def test_how_to_reach_the_asker_is_sealed(client):
    send(client, contact="0905 123 456")
    question = Question.objects.get()
    assert b"0905" not in bytes(question.contact)
    assert question.contact_until


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"website": "https://spam.example"}, "Ô này phải để trống."),
        ({"stamp": "made:up"}, "Biểu mẫu này không phải của trang."),
        ({"name": "\u200b"}, "Cần tên hoặc bút danh"),
        ({"text": ""}, "bắt buộc"),
        ({"title": "x" * 151}, "150"),
    ],
)
def test_a_refused_question_says_why_and_is_not_kept(client, told, said):
    page = send(client, **told)
    assert page.status_code == 422
    assert said in page.text
    assert not Question.objects.exists()


def test_a_program_that_answers_at_once_is_refused(client):
    assert send(client, stamp=stamp(minutes_ago=0)).status_code == 422
    assert not Question.objects.exists()


def test_a_form_of_another_site_is_refused(client):
    assert client.post("/hoi-dap/gui/", {}, HTTP_ORIGIN="https://evil.example").status_code == 403


def test_one_address_asks_three_times_an_hour(ask):
    for number in range(operations.AN_HOUR_FROM_ONE_ADDRESS):
        ask(f"Câu {number}", where="one")
    with pytest.raises(TooMuch):
        ask("Câu nữa", where="one")
    ask("Giờ sau", where="one", at=NOW + timedelta(hours=1))
    ask("Nơi khác", where="two")
    assert Question.objects.count() == 5


def test_a_full_queue_closes_with_a_message(ask, monkeypatch):
    monkeypatch.setattr(operations, "AN_HOUR", 2)
    ask("Một")
    ask("Hai")
    with pytest.raises(TooMuch, match="quá nhiều câu hỏi"):
        ask("Ba")


@pytest.mark.django_db(transaction=True)
def test_six_at_once_from_one_address_are_three():
    def once(number: int) -> int:
        try:
            return send(Client(HTTP_USER_AGENT=FIREFOX), text=f"{number}").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = sorted(pool.map(once, range(6)))
    assert answers == [200] * 3 + [422] * 3
    assert Question.objects.count() == 3


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2025, 6, 2), date(2025, 6, 16)),  # thứ hai
        (date(2025, 6, 6), date(2025, 6, 20)),  # thứ sáu
        (date(2025, 6, 7), date(2025, 6, 20)),  # thứ bảy: như chiều thứ sáu
        (date(2025, 6, 8), date(2025, 6, 20)),  # chủ nhật
    ],
)
def test_an_answer_is_due_after_ten_working_days(received, due):
    assert parameters.due_on(received, within=10) == due


def test_asking_for_no_name_in_public_without_publication_asks_for_nothing(ask):
    question, _code = ask(may_publish=False, may_name=True)
    assert not question.may_name


def test_addresses_contacts_and_old_questions_are_forgotten_after_their_time(answered, ask):
    question, code = answered(contact="0905 123 456")
    waiting, _code = ask("Còn chờ", contact="a@b.vn")
    at = NOW + timedelta(days=8)
    operations.forget(today=TODAY + timedelta(days=8), at=at)
    question.refresh_from_db()
    assert not question.sent_from
    assert question.contact  # 30 days after the answer
    later = timedelta(days=31)
    operations.forget(today=TODAY + later, at=NOW + later)
    question.refresh_from_db()
    waiting.refresh_from_db()
    assert not question.contact
    assert waiting.contact  # not answered yet
    last = timedelta(days=366)
    operations.forget(today=TODAY + last, at=NOW + last)
    question.refresh_from_db()
    assert not any((question.title, question.text, question.name, question.answer))
    client = Client(HTTP_ACCEPT_LANGUAGE="vi")
    assert "đã được xoá theo hạn lưu" in client.post(STATUS, {"code": code}).text
