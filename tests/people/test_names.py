"""Names are found with and without marks and sort as lists in Viet Nam do."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon.core import text
from nguon.people.names import LONGEST_KEY, fold, is_plain, normal, sort_key, spell

pytestmark = pytest.mark.pure

FAMILY = ["Hồ", "Nguyễn", "Đặng", "Lê", "Trần", "Y", "H'"]
MIDDLE = ["Văn", "Thị", "Hoà", "Đình", "Ngọc", ""]
GIVEN = ["An", "Ăn", "Ân", "Hà", "Hạ", "Hòa", "Hoá", "Đào", "Dao", "Ý", "Xuân", "Lan", "Thu"]
name = st.builds(
    lambda *parts: " ".join(filter(None, parts)),
    *map(st.sampled_from, (FAMILY, MIDDLE, GIVEN)),
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà", "Hòa"),
        ("Thuý Hoà", unicodedata.normalize("NFD", "Thúy Hòa")),
        ("  Hồ \u00a0 Thị   Thử ", "Hồ Thị Thử"),
        ("Ðặng", "Đặng"),
        ("H’Lan", "H'Lan"),
    ],
)
def test_the_same_name_written_two_ways_is_one_name(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("lê mẫu Hương", "Lê Mẫu Hương"),
        ("đặng ý", "Đặng Ý"),
        (unicodedata.normalize("NFD", "ông văn ẩn"), "Ông Văn Ẩn"),
        ("h'hen niê", "H'Hen Niê"),
        ("y-bih", "Y-Bih"),
        ("H'hen McLê", "H'hen McLê"),
        ("LÊ MẪU hương", "LÊ MẪU Hương"),
        ("", ""),
    ],
)
def test_a_name_is_kept_with_capitals_and_those_meant_stay(written, kept):
    assert normal(written) == kept


@pytest.mark.parametrize(
    ("full_name", "found_by"),
    [("Đinh Thị Thuỷ", "dinh thi thuy"), ("H'Hen Niê", "h hen nie"), ("Y-Bih", "y bih"), ("", "")],
)
def test_a_name_is_found_by_its_letters_without_marks(full_name, found_by):
    assert fold(full_name) == found_by


def test_tone_placement_does_not_matter_but_the_tone_does():
    assert spell("Hoà") == spell("Hòa") == spell(unicodedata.normalize("NFD", "Hòa"))
    assert spell("Hoà") != spell("Hoa") != spell("Hoá")


@pytest.mark.parametrize(("word", "plain"), [("lan", True), ("hồ", False), ("đao", False)])
def test_a_word_without_marks_may_stand_for_any_that_sounds_like_it(word, plain):
    assert is_plain(spell(word)) is plain


def test_lists_run_by_given_name_then_family_then_middle_name():
    listed = ["Bùi Thị An", "Hồ Văn An", "Hồ Văn Ăn", "Lê Hà", "An Hạ", "Đỗ Y", "Đỗ Ý"]
    assert sorted(set(listed), key=sort_key) == listed


def test_where_the_tone_is_placed_does_not_matter_to_the_order():
    listed = ["Hồ Thị Hoa", "Hồ Thị Hoà", "Hồ Văn Hòa", "Hồ Thị Hỏa", "Hồ Thị Hoá", "Hồ Thị Hoạ"]
    assert sorted(set(listed), key=sort_key) == listed


@pytest.mark.parametrize("full_name", ["", "An", "X" * 200, "Hồ " * 66])
def test_every_name_has_a_key_that_fits(full_name):
    assert len(sort_key(full_name)) <= LONGEST_KEY


@given(st.lists(name, max_size=12))
def test_the_key_orders_as_comparing_given_names_first_does(full_names):
    def by_parts(full_name):
        *family, last = full_name.replace("Hòa", "Hoà").split()
        return text.sort_key(last), text.sort_key(" ".join(family))

    assert sorted(full_names, key=sort_key) == sorted(full_names, key=by_parts)


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_and_composition_does_not_matter(written):
    assert fold(fold(written)) == fold(written)
    assert fold(unicodedata.normalize("NFD", written)) == fold(written)
    assert normal(unicodedata.normalize("NFD", written)) == normal(written)
