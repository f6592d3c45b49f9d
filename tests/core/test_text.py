"""Words are found with and without marks, and sort as in a Vietnamese dictionary."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon.core.text import fold, natural_key, sort_key, tidy

pytestmark = pytest.mark.pure


# In the order of the Unicode collation for Vietnamese.
# fmt: off
DICTIONARY = [
    "An", "Ăn", "Ân", "Ba", "Bà", "Bả", "Bã", "Bá", "Bạ", "Da", "Dỗ", "Dung", "Dũng", "Đa",
    "Đà", "Đỗ", "Em", "Ê", "Ế", "Lê", "Lề", "Nga", "Ngà", "Nghĩa", "Nguyên", "Nguyễn", "Oi",
    "Ôi", "Ơi", "Phúc", "Phước", "Quy", "Quý", "Thải", "Thái", "Trai", "Trãi", "Trại", "Ung",
    "Uý", "Ưng", "Y", "Ý", "Yên",
]
# fmt: on
NAMES = ["Đặng Văn A", "Lê Văn Y", "Lê Văn Ý", "Lê Vân Y", "Nguyễn Thị Anh", "Nguyễn Thị Ánh"]


@pytest.mark.parametrize(
    ("text", "found_by"),
    [
        ("Đảng ủy xã Hướng Hiệp", "dang uy xa huong hiep"),
        ("Hoà", "hoa"),
        ("Hòa", "hoa"),
        ("ĐAKRÔNG", "dakrong"),
        ("Ðặng", "dang"),  # the letter eth, as old fonts wrote it
        ("  Khóm \u00a0 Khe   Xong ", "khom khe xong"),
        ("", ""),
    ],
)
def test_a_text_is_found_without_its_marks(text, found_by):
    assert fold(text) == found_by


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=30))
def test_composed_and_decomposed_letters_are_the_same(text):
    apart = unicodedata.normalize("NFD", text)
    assert fold(text) == fold(apart)
    assert sort_key(text) == sort_key(apart)


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_tidy_composes_letters_and_keeps_single_spaces():
    assert tidy(f" {unicodedata.normalize('NFD', 'Hồ Văn')}\t Mẫu ") == "Hồ Văn Mẫu"


@pytest.mark.parametrize("words", [DICTIONARY, NAMES], ids=["words", "names"])
def test_words_stand_in_the_order_of_the_dictionary(words):
    in_order_of_code_points = sorted(words)
    assert sorted(in_order_of_code_points, key=sort_key) == words


@pytest.mark.parametrize(
    ("former", "latter"),
    [
        ("da", "đa"),
        ("zo", "zô"),
        ("Hà An", "Hàn"),  # a gap comes before every letter
        ("ma mị", "mà mi"),  # letters of the whole text before the tones
        ("bà ba", "bá ba"),
        ("an", "An"),
        ("Án", "An Bình"),
        ("An", "Anh"),
        ("Thôn 1", "Thôn An"),
        ("H'Nga", "Hoa"),
    ],
)
def test_of_two_the_first_comes_before_the_second(former, latter):
    assert sort_key(former) < sort_key(latter)


def test_tone_is_only_a_tie_breaker():
    mixed = ["mạ", "má", "ma", "mã", "mả", "mà"]
    assert sorted(mixed, key=sort_key) == ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert sort_key("mạ") < sort_key("mb")


@given(st.text(max_size=40))
def test_a_key_is_plain_digits_and_small_letters(text):
    key = sort_key(text)
    assert key.isascii()
    assert key.isalnum()
    assert key == key.lower()


def test_numbers_count_as_numbers_where_places_are_listed():
    mixed = ["Khóm Khe Xong", "Khóm 10", "Khóm 2", "Khóm 1"]
    in_order = ["Khóm 1", "Khóm 2", "Khóm 10", "Khóm Khe Xong"]
    assert sorted(mixed, key=natural_key) == in_order
    assert sort_key("Khóm 10") < sort_key("Khóm 2")
