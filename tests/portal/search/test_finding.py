"""Readers find what they seek however they type it, the best first, and nothing too early."""

from datetime import UTC, date, datetime, timedelta

import pytest

from nguon.portal.search import operations, queries
from nguon.portal.search.models import Kind
from nguon.portal.search.queries import Question

NOW = datetime(2025, 6, 2, 3, 0, tzinfo=UTC)
DAY = date(2025, 6, 2)

pytestmark = pytest.mark.django_db


def put(title: str, text: str = "Không nói gì thêm.", *, kind: str = Kind.ARTICLE, **more: object):
    told = {"address": f"/{title}/", "day": DAY, "shown_from": NOW} | more
    operations.put(kind, title, title=title, text=text, **told)


def titles(text: str, *, at: datetime = NOW, **more: object) -> list[str]:
    found = queries.found(Question(text, **more), page="1", at=at)
    return [hit.entry.title for hit in found.hits]


def marked(text: str) -> str:
    hit = queries.found(Question(text), page="1", at=NOW).hits[0]
    return "".join(f"[{piece.text}]" if piece.found else piece.text for piece in hit.passage)


@pytest.mark.parametrize(
    "typed",
    ["đường hoà bình", "duong hoa binh", "ĐƯỜNG HÒA BÌNH", "Đường  Hòa, Bình!", "đuong hoà binh"],
)
def test_a_title_is_found_with_and_without_marks(typed):
    put("Đường Hòa Bình")
    assert titles(typed) == ["Đường Hòa Bình"]


def test_a_number_of_a_document_is_found_as_it_is_written():
    put("Quy định 24-QĐ/TW")
    assert titles("24-QĐ/TW") == titles("24 qd tw") == ["Quy định 24-QĐ/TW"]


def test_words_spelled_as_typed_come_before_words_that_sound_alike_even_in_a_title():
    put("Tin cũ", "Nhận xét cán bộ hằng năm.", day=date(2024, 1, 1))
    put("Cân bờ ruộng")
    assert titles("cán bộ") == ["Tin cũ", "Cân bờ ruộng"]
    assert titles("can bo") == ["Cân bờ ruộng", "Tin cũ"]


def test_the_title_comes_before_the_text_and_side_by_side_before_apart():
    put("Chi của tổ bộ", day=DAY + timedelta(days=9))
    put("Tin một", "Chi tiền cho bộ phận.", day=DAY + timedelta(days=8))
    put("Tin hai", "Chi bộ họp.")
    put("Chi bộ khóm")
    assert titles("chi bộ") == ["Chi bộ khóm", "Chi của tổ bộ", "Tin hai", "Tin một"]


def test_among_equals_the_newest_comes_first():
    for number in (2, 1, 3):
        put(f"Tin số {number}", day=DAY + timedelta(days=number))
    assert titles("tin số") == ["Tin số 3", "Tin số 2", "Tin số 1"]


def test_all_words_must_be_there():
    put("Chi bộ khóm Một")
    put("Chi bộ khóm Hai")
    assert titles("khóm hai") == ["Chi bộ khóm Hai"]


def test_nobody_finds_a_thing_before_its_time_or_after_it():
    put("Sắp tới", shown_from=NOW + timedelta(minutes=1))
    put("Đã hết", shown_from=NOW - timedelta(days=2), shown_until=NOW)
    assert titles("sắp tới") == titles("đã hết") == []
    assert titles("sắp tới", at=NOW + timedelta(minutes=1)) == ["Sắp tới"]


def test_kind_and_year_narrow_what_is_found():
    put("Tin đại hội")
    put("Văn bản đại hội", kind=Kind.DOCUMENT, day=date(2024, 12, 31))
    assert titles("đại hội", kind=Kind.DOCUMENT) == ["Văn bản đại hội"]
    assert titles("đại hội", year=2025) == ["Tin đại hội"]
    assert titles("đại hội", year=2024, kind=Kind.ARTICLE) == []


def test_what_was_found_is_marked_in_the_words_as_they_were_written():
    put("Tin", "Ngày 3/2, Chi bộ khóm kết nạp đảng viên.")
    assert marked("chi bo") == "Ngày 3/2, [Chi] [bộ] khóm kết nạp đảng viên."


def test_the_passage_is_taken_where_the_words_stand_together():
    filler = "Một câu chuyện khác về chi tiêu hằng ngày của tổ dân phố. "
    put("Tin", filler * 20 + "Cuối cùng chi bộ khóm đã họp. " + filler * 20)
    shown = marked("chi bộ khóm")
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert "[chi] [bộ] [khóm]" in shown
    assert len(shown) < 300


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "'",
        '"',
        "*",
        "NEAR(a b)",
        "title : x",
        "a & !b | <->",
        "%",
        "\\",
        "{",
        "^ho",
        "½",
    ],
)
def test_signs_that_mean_something_to_a_database_mean_nothing_here(typed):
    put("Chi bộ")
    assert titles(typed) == []


def test_nothing_found_says_how_often_each_word_is_there():
    put("Chi bộ khóm")
    put("Chi hội")
    found = queries.found(Question("chi bộ xyz"), page="1", at=NOW)
    assert found.single == [("chi", 2), ("bo", 1)]


def test_nothing_found_here_says_how_much_is_found_without_the_filters():
    put("Chi bộ khóm")
    found = queries.found(Question("chi bộ", year=2019), page="1", at=NOW)
    assert (found.hits, found.elsewhere) == ([], 1)


def test_a_word_typed_a_hundred_times_is_still_answered():
    put("Chi bộ")
    assert titles("chi " * 100) == ["Chi bộ"]
