"""Staff answer; the asker reads by the code; everybody reads only what the asker agreed to."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from nguon.core import audit
from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry
from nguon.portal.operations import NotPossible
from nguon.portal.questions import operations, queries
from nguon.portal.questions.models import Question
from nguon.portal.search.models import Entry as Found
from tests.portal.conftest import NOW, sign_in
from tests.portal.questions.conftest import TEXT, published

pytestmark = pytest.mark.django_db
STATUS, DESK = "/hoi-dap/tra-cuu/", "/ban-bien-tap/hoi-dap/"


def test_from_question_to_published_answer_by_hand(client, ask, answerer_user, editor):
    question, code = ask(may_publish=True)
    staff, page = sign_in(answerer_user), f"{DESK}{question.ref}/"
    assert question.title in staff.get(DESK).text
    staff.post(f"{page}giao/", {"department": "Tư pháp - Hộ tịch"})
    told = client.post(STATUS, {"code": code}).text
    assert "Đang trả lời" in told
    assert "Tư pháp - Hộ tịch" in told
    answer = {"department": "Tư pháp - Hộ tịch", "text": "Nộp tờ khai tại một cửa."}
    staff.post(f"{page}tra-loi/", answer)
    assert "Nộp tờ khai" in client.post(STATUS, {"code": code}).text
    assert "Nộp tờ khai" not in client.get("/hoi-dap/").text
    told = {"title": "Cấp lại khai sinh", "text": "Hỏi thủ tục", "answer": "Nộp tờ khai tại xã."}
    assert staff.post(f"{page}dang/", told).status_code == 403
    assert sign_in(editor).post(f"{page}dang/", told).status_code == 302
    public = client.get("/hoi-dap/cap-lai-khai-sinh/").text
    assert "Nộp tờ khai tại xã." in public
    assert "Một người dân hỏi" in public
    assert "Hỏi thủ tục" in client.get("/hoi-dap/", {"tim": "THU TUC"}).text
    assert "Hỏi thủ tục" not in client.get("/hoi-dap/", {"tim": "đất đai"}).text


def test_without_consent_nothing_is_published_not_even_by_the_database(answered, editing):
    question, _code = answered(may_publish=False)
    with pytest.raises(NotPossible, match="không đồng ý đăng"):
        operations.publish(question, published(), by=editing)
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.update(state="published", published_at=NOW, slug="x")
    assert not Found.objects.exists()


def test_a_name_is_published_only_if_the_asker_agreed_to_that_too(client, answered, editing):
    question, _code = answered(may_publish=True)
    with pytest.raises(NotPossible, match="nêu tên"):
        operations.publish(question, published(named=True), by=editing)
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.update(public_name=question.name)
    operations.publish(question, published(), by=editing)
    named, _code = answered(title="Câu khác", may_publish=True, may_name=True)
    operations.publish(named, published(title="Câu khác", named=True), by=editing)
    assert question.name not in client.get("/hoi-dap/thu-tuc-cap-lai-giay-khai-sinh/").text
    assert "Người Pa Kô hỏi" in client.get("/hoi-dap/cau-khac/").text


@pytest.mark.parametrize(
    "text",
    [TEXT, "Gọi +84 905.123.456", "Thư a.b@xa-ban-mau.vn", "Căn cước 045123456789 của tôi"],
)
def test_a_question_with_personal_numbers_is_not_published(answered, editing, text):
    question, _code = answered(may_publish=True)
    with pytest.raises(NotPossible, match="thông tin cá nhân"):
        operations.publish(question, published(text=text), by=editing)
    question.refresh_from_db()
    assert question.state == "answered"
    assert not Found.objects.exists()


@pytest.mark.parametrize("text", ["Quyết định 1234/QĐ-UBND ngày 05/06/2025", "Thửa 12, tờ 345"])
def test_numbers_of_documents_and_days_are_no_personal_numbers(text):
    assert operations.traces(text) == []


def test_the_words_of_the_asker_are_nowhere_public(client, answered, editing):
    question, _code = answered(may_publish=True, contact="0905 123 456")
    operations.publish(question, published(), by=editing)
    pages = ["/", "/hoi-dap/", "/hoi-dap/thu-tuc-cap-lai-giay-khai-sinh/"]
    for page in (client.get(path).text for path in pages):
        for told in ("Hồ Văn Mẫu", "0905", "Người Pa Kô", question.ref):
            assert told not in page
    lines = [str(line.detail) for line in AuditEntry.objects.all()]
    assert not any("Pa Kô" in line or "0905" in line for line in lines)
    assert not list(audit.verify())


def test_the_asker_takes_consent_back_by_the_code_and_the_page_goes_at_once(
    client, answered, editing
):
    question, code = answered(may_publish=True, may_name=True, contact="0905 123 456")
    operations.publish(question, published(named=True), by=editing)
    page = "/hoi-dap/thu-tuc-cap-lai-giay-khai-sinh/"
    assert client.get(page).status_code == 200
    client.post(STATUS, {"code": code, "act": "withdraw"})
    assert client.get(page).status_code == 404
    assert not Found.objects.exists()
    question.refresh_from_db()
    assert not any((question.may_publish, question.may_name, question.public_name))
    assert not question.contact
    assert question.answer  # the asker still reads it
    with pytest.raises(NotPossible):
        operations.publish(question, published(), by=editing)


def test_nobody_withdraws_without_the_code(client, answered, editing):
    question, _code = answered(may_publish=True)
    operations.publish(question, published(), by=editing)
    client.post(STATUS, {"code": question.ref, "act": "withdraw"})
    question.refresh_from_db()
    assert question.state == "published"


def test_a_refusal_says_why_to_the_asker_alone(client, ask, answering):
    question, code = ask(may_publish=True)
    with pytest.raises(NotPossible):
        operations.refuse(question, "  ", by=answering)
    operations.refuse(question, "Thuộc thẩm quyền của tỉnh", by=answering)
    assert "Thuộc thẩm quyền" in client.post(STATUS, {"code": code}).text
    assert "Thuộc thẩm quyền" not in client.get("/hoi-dap/").text
    with pytest.raises(NotPossible):
        operations.answer(question, "Trả lời", department="Một cửa", by=answering)


def test_who_does_not_answer_neither_reads_nor_decides(ask, moderating, signed_in):
    question, _code = ask("Chuyện riêng của tôi", contact="0905 123 456")
    for decide in (
        lambda: operations.assign(question, "Một cửa", by=moderating),
        lambda: operations.answer(question, "Xong", department="Một cửa", by=moderating),
        lambda: operations.refuse(question, "Không", by=moderating),
        lambda: operations.publish(question, published(), by=moderating),
        lambda: operations.read_contact(question, by=moderating),
        lambda: queries.queue("received", "", by=moderating),
    ):
        with pytest.raises(NotAllowed):
            decide()
    for path in (DESK, f"{DESK}{question.ref}/"):
        answer = signed_in.get(path)
        assert answer.status_code == 403
        assert "Chuyện riêng" not in answer.text
    question.refresh_from_db()
    assert question.state == "received"


def test_opening_the_contact_is_on_record_and_not_by_a_link(ask, answerer_user):
    question, _code = ask(contact="0905 123 456")
    staff, page = sign_in(answerer_user), f"{DESK}{question.ref}/"
    assert "0905 123 456</dd>" not in staff.get(page).text
    assert staff.get(f"{page}lien-he/").status_code == 405
    assert not AuditEntry.objects.filter(action="portal.question_contact").exists()
    assert "0905 123 456</dd>" in staff.post(f"{page}lien-he/").text
    line = AuditEntry.objects.get(action="portal.question_contact")
    assert line.actor_id == answerer_user.pk


def test_the_queue_shows_the_earliest_due_first_and_what_is_late(ask, answering, answerer_user):
    later, _code = ask("Hạn sau")
    first, _code = ask("Hạn trước")
    Question.objects.filter(pk=first.pk).update(due_on=date(2025, 6, 1))
    found = list(queries.queue("received", "", by=answering))
    assert found == [first, later]
    assert "Quá hạn" in sign_in(answerer_user).get(DESK).text


def test_the_asker_sees_when_an_answer_is_late(ask):
    question, code = ask()
    assert not queries.standing(code, today=question.due_on).late
    assert queries.standing(code, today=question.due_on + timedelta(days=1)).late


def test_taken_down_it_is_read_by_the_asker_alone(client, answered, editing, answering):
    question, code = answered(may_publish=True)
    operations.publish(question, published(), by=editing)
    with pytest.raises(NotAllowed):
        operations.take_down(question, by=answering)
    operations.take_down(question, by=editing)
    assert client.get("/hoi-dap/thu-tuc-cap-lai-giay-khai-sinh/").status_code == 404
    assert "một cửa" in client.post(STATUS, {"code": code}).text
    operations.publish(question, published(title="Tên khác"), by=editing)
    assert client.get("/hoi-dap/thu-tuc-cap-lai-giay-khai-sinh/").status_code == 200


def test_a_title_that_is_a_page_of_the_room_gets_another_address(answered, editing):
    question, _code = answered(may_publish=True)
    assert operations.publish(question, published(title="Gửi"), by=editing).slug == "gui-2"


def test_a_script_in_a_question_is_inert(client, ask, answerer_user):
    question, code = ask(text="<script>alert(1)</script>", name="<img src=x>")
    for page in (
        sign_in(answerer_user).get(f"{DESK}{question.ref}/").text,
        client.post(STATUS, {"code": code}).text,
    ):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
