"""Readers comment: nobody sees it before a moderator did, and nobody floods the queue."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from nguon.portal import operations
from nguon.portal.models import Article, Comment
from nguon.portal.readers import operations as readers
from tests.portal.conftest import FIREFOX, NOW, reader, stamp

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"

pytestmark = pytest.mark.django_db


def send(client: Client, article: Article, **told: str):
    data = {"name": "Cây Lim", "text": "Ý kiến của tôi", "stamp": stamp()} | told
    where = {key: data.pop(key) for key in list(data) if key.isupper()}
    return client.post(article.get_absolute_url() + "y-kien/", data, follow=True, **where)


def test_a_comment_waits_and_the_reader_is_told(client, article):
    page = send(client, article, text="Một ý kiến mới")
    assert "đang chờ duyệt" in page.text
    assert Comment.objects.get().state == "waiting"
    assert "Một ý kiến mới" not in client.get(article.get_absolute_url()).text


def test_a_comment_is_read_by_all_once_it_is_shown_and_no_longer_once_hidden(
    client, article, submit, moderating
):
    comment = submit("Một ý kiến mới")
    readers.show_comment(comment, by=moderating)
    assert "Một ý kiến mới" in client.get(article.get_absolute_url()).text
    readers.hide_comment(comment, by=moderating)
    assert "Một ý kiến mới" not in client.get(article.get_absolute_url()).text
    comment.refresh_from_db()
    assert comment.text == "Một ý kiến mới"  # kept as evidence


def test_the_address_of_the_form_leads_back_to_the_article(client, article):
    answer = client.get(article.get_absolute_url() + "y-kien/")
    assert answer["Location"] == article.get_absolute_url()


def test_commenting_leaves_no_token_behind(client, article):
    send(client, article)
    assert set(client.cookies) <= {"messages"}


def test_what_is_kept_does_not_tell_the_address_and_the_rest_goes_after_seven_days(
    client, article
):
    send(client, article, REMOTE_ADDR="203.0.113.77")
    comment = Comment.objects.get()
    assert "203.0.113" not in comment.sent_from
    assert len(comment.sent_from) == 64
    readers.forget_addresses(at=comment.posted_at + timedelta(days=6))
    comment.refresh_from_db()
    assert comment.sent_from
    assert readers.forget_addresses(at=comment.posted_at + timedelta(days=7, seconds=1)) == 1
    comment.refresh_from_db()
    assert not comment.sent_from


def test_an_answer_stands_below_what_it_answers(client, article, submit, moderating):
    first = submit("Câu hỏi của tôi")
    readers.show_comment(first, by=moderating)
    form = client.get(article.get_absolute_url(), {"tra-loi": first.ref})
    assert "Trả lời ý kiến của Cây Lim." in form.text
    send(client, article, text="Câu trả lời", parent=first.ref)
    answer = Comment.objects.get(parent=first)
    readers.show_comment(answer, by=moderating)
    readers.show_comment(submit("Ý kiến sau", parent=answer, at=timezone.now()), by=moderating)
    text = client.get(article.get_absolute_url()).text
    assert "Ý kiến bạn đọc (3)" in " ".join(text.split())
    assert text.index("Câu hỏi") < text.index("Câu trả lời") < text.index("Ý kiến sau")
    assert text.count('class="reply"') == 2


def test_answers_to_a_hidden_comment_are_hidden_with_it(client, article, submit, moderating):
    first = submit("Câu hỏi của tôi")
    readers.show_comment(first, by=moderating)
    readers.show_comment(submit("Câu trả lời", parent=first), by=moderating)
    readers.hide_comment(first, by=moderating)
    assert "Câu trả lời" not in client.get(article.get_absolute_url()).text


def test_nobody_answers_what_is_not_shown_or_stands_elsewhere(client, article, submit, write):
    waiting = submit("Còn chờ duyệt")
    assert send(client, article, parent=waiting.ref).status_code == 422
    assert send(client, write("Bài khác"), parent=waiting.ref).status_code == 422
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"website": "https://spam.example"}, "Ô này phải để trống."),
        ({"stamp": "made:up"}, "Biểu mẫu này không phải của trang."),
        ({"name": "   "}, "bắt buộc"),
        ({"text": ""}, "bắt buộc"),
        ({"name": "x" * 81}, "80"),
        ({"text": "x" * 2001}, "2000"),
        ({"name": "\u200b\u202e"}, "Cần tên hiển thị và nội dung ý kiến."),
    ],
)
def test_a_refused_comment_says_why_keeps_the_words_and_writes_nothing(
    client, article, told, said
):
    page = send(client, article, **({"text": "Lời tôi đã gõ"} | told))
    assert page.status_code == 422
    assert said in page.text
    assert "text" in told or "Lời tôi đã gõ" in page.text
    assert not Comment.objects.exists()


def test_a_form_filled_in_within_a_moment_was_filled_in_by_a_program(client, article):
    page = send(client, article, stamp=stamp(minutes_ago=0))
    assert page.status_code == 422
    assert not Comment.objects.exists()


def test_a_page_left_open_for_days_is_sent_again_without_typing_again(client, article):
    page = send(client, article, text="Viết từ hôm kia", stamp=stamp(minutes_ago=3000))
    assert page.status_code == 422
    assert "Viết từ hôm kia" in page.text
    assert not Comment.objects.exists()


def test_signs_that_steer_how_others_are_shown_are_left_out(client, article):
    send(client, article, name="Ngô\u202e Mận", text="Dòng một\r\nDòng\u200b hai\0")
    comment = Comment.objects.filter(name="Ngô Mận").first()
    # A null byte is refused by the form; without it the text is kept in clean letters.
    assert comment is None
    send(client, article, name="Ngô\u202e Mận", text="Dòng một\r\nDòng\u200b hai")
    assert Comment.objects.get(name="Ngô Mận").text == "Dòng một\nDòng hai"


def test_a_stored_script_is_inert_for_readers_and_for_the_moderator(
    client, signed_in, article, submit, moderating
):
    comment = submit(SCRIPT, name=SCRIPT[:80])
    queue = signed_in.get("/kiem-duyet/").text
    readers.show_comment(comment, by=moderating)
    page = client.get(article.get_absolute_url(), {"tra-loi": comment.ref}).text
    for text in (queue, page):
        assert "<script" not in text.replace('<script src="/static/', "")  # our own files
        assert "<img" not in text
        assert "&lt;script&gt;" in text


def test_one_address_sends_five_comments_an_hour(article):
    told = {"name": "Cây Lim", "text": "Ý kiến", "reader": reader("one")}
    for _number in range(5):
        readers.submit_comment(article, at=NOW, **told)
    with pytest.raises(operations.TooMuch):
        readers.submit_comment(article, at=NOW, **told)
    readers.submit_comment(article, at=NOW + timedelta(hours=1), **told)
    assert Comment.objects.count() == 6


def test_a_token_sends_five_comments_an_hour_from_wherever(article):
    for number in range(5):
        readers.submit_comment(
            article, name="A", text="B", reader=reader(f"{number}", key="token"), at=NOW
        )
    with pytest.raises(operations.TooMuch):
        readers.submit_comment(
            article, name="A", text="B", reader=reader("sixth", key="token"), at=NOW
        )
    assert Comment.objects.count() == 5


def test_a_forged_header_does_not_make_another_address(client, article):
    for number in range(6):
        page = send(client, article, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    assert "Mỗi giờ chỉ nhận năm ý kiến từ một nơi" in page.text
    assert Comment.objects.count() == 5


def test_all_of_one_ipv6_house_is_one_address(client, article):
    for number in range(6):
        page = send(client, article, REMOTE_ADDR=f"2001:db8:1:2::{number + 1}")
    assert page.status_code == 422
    assert send(client, article, REMOTE_ADDR="2001:db8:1:3::1").status_code == 200
    assert Comment.objects.count() == 6


def test_a_full_queue_closes_with_a_message(client, article):
    Comment.objects.bulk_create(
        Comment(article=article, name="Máy", text="Rác", posted_at=NOW)
        for _number in range(readers.QUEUE_AN_HOUR)
    )
    with pytest.raises(operations.TooMuch, match="tạm ngừng nhận"):
        readers.submit_comment(article, name="A", text="B", reader=reader("one"), at=NOW)
    assert Comment.objects.count() == readers.QUEUE_AN_HOUR


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_from_one_address_are_five(article):
    def send_once(number: int) -> int:
        try:
            return send(Client(HTTP_USER_AGENT=FIREFOX), article, text=f"{number}").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(send_once, range(10)))
    assert sorted(answers) == [200] * 5 + [422] * 5
    assert Comment.objects.count() == 5


def test_lines_of_a_comment_stand_apart_and_nothing_in_it_becomes_markup(
    client, article, submit, moderating
):
    readers.show_comment(submit("Dòng <i>một</i>\nvẫn thế\n\nDòng hai & hết"), by=moderating)
    text = client.get(article.get_absolute_url()).text
    assert "<p>Dòng &lt;i&gt;một&lt;/i&gt;<br>vẫn thế</p>\n\n<p>Dòng hai &amp; hết</p>" in text
