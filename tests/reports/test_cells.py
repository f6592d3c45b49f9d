"""One cell at a time: what it is read as, or why it cannot be. No database."""

import unicodedata
from datetime import date, datetime

import pytest

from nguon.reports.cells import Unreadable, read_column, text_of
from nguon.reports.columns import BY_KEY, COLUMNS, HEADINGS, plain

TODAY = date(2025, 6, 2)


def read(key, value):
    (found,) = read_column(BY_KEY[key], [value], TODAY)
    return found.code if isinstance(found, Unreadable) else found


@pytest.mark.parametrize(
    ("written", "day"),
    [
        (date(1998, 9, 5), "1998-09-05"),
        (datetime(1998, 9, 5), "1998-09-05"),
        ("05/09/1998", "1998-09-05"),
        ("5.9.1998", "1998-09-05"),
        ("5 - 9 - 1998", "1998-09-05"),
        ("1998-09-05", "1998-09-05"),
        ("1998-09-05T00:00:00", "1998-09-05"),
        ("ngày 5 tháng 9 năm 1998", "1998-09-05"),
        ("０５/０９/１９９８", "1998-09-05"),
        ("36526", "2000-01-01"),
        (36526.0, "2000-01-01"),
        ("29/02/2024", "2024-02-29"),
        ("02/06/2025", "2025-06-02"),
        ("01/01/1900", "1900-01-01"),
        ("  ", None),
        ("", None),
    ],
)
def test_a_day_is_read_however_it_was_typed(written, day):
    assert read("listed_on", written) == day


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("29/02/2023", "no_such_day"),
        ("30/02/2024", "no_such_day"),
        ("31/04/2024", "no_such_day"),
        ("12/25/1998", "no_such_day"),
        ("05/09/98", "two_digit_year"),
        ("1998", "year_only"),
        (1998.0, "year_only"),
        ("9/1998", "month_only"),
        ("31/12/1899", "before_1900"),
        ("03/06/2025", "in_future"),
        (date(9999, 12, 31), "in_future"),
        ("05091998", "not_a_day"),
        (5091998.0, "not_a_day"),
        ("không nhớ", "not_a_day"),
        (True, "not_a_day"),
        ("1/2/3/2004", "not_a_day"),
    ],
)
def test_a_day_that_could_mean_two_things_or_none_is_refused(written, code):
    assert read("born_on", written) == code


@pytest.mark.parametrize(
    "name",
    ["Hồ Thị Mẫu", "K’Brơi Thử", "Y Thôn", "Trần Thị Hoà", "Nguyễn Văn A-Lăng", "NGUYỄN THỊ THỬ"],
)
def test_a_name_is_kept_composed_and_with_single_spaces(name):
    typed = unicodedata.normalize("NFD", f"  {name.replace(' ', '   ')}\u200b ")
    assert read("full_name", typed) == name


def test_eth_and_african_d_typed_for_đ_become_đ():
    assert read("full_name", "Ðinh Văn Ɖức") == "Đinh Văn Đức"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Hồ Văn Mẫu 2", "digit_in_name"),
        ("NguyÔn V¨n A", "legacy_letters"),
        ("Nguyeãn Vaên A", "legacy_letters"),
        ("TrÇn ThÞ Hµ", "legacy_letters"),
        ("Hồ Văn Мẫu", "strange_sign"),
        ("Hồ <b>Mẫu</b>", "strange_sign"),
        ("HồVăn Mẫu", "capital_inside"),
        ("=1+1", "digit_in_name"),
        ("-", "not_a_name"),
    ],
)
def test_a_name_in_other_letters_is_refused(name, code):
    assert read("full_name", name) == code


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("045098001234", "045098001234"),
        ("045 098 001 234", "045098001234"),
        (45098001234.0, "lost_zero"),
        (1098001234.0, "lost_zero"),
        ("45098001234", "lost_zero"),
        ("19712345", "lost_zero"),
        ("197123456", "197123456"),
        (197123456.0, "197123456"),
        ("4.5098E+10", "bad_id"),
        ("04509800123X", "bad_id"),
        ("１９７１２３４５６", "bad_id"),
        ("123", "bad_id"),
    ],
)
def test_an_id_number_keeps_every_zero_or_is_refused(written, number):
    assert read("id_number", written) == number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0912 345 678", "0912345678"),
        (912345678.0, "0912345678"),
        ("+84 912 345 678", "0912345678"),
        ("0233.3851.234", "02333851234"),
        ("12345", "bad_phone"),
        ("gọi anh Ba", "bad_phone"),
    ],
)
def test_a_phone_number_gets_back_the_zero_that_every_number_has(written, number):
    assert read("phone", written) == number


def test_other_columns_say_what_they_can_hold():
    assert [read("gender", said) for said in ("Nữ", "nam", "NU", "x")] == [
        "female",
        "male",
        "female",
        "bad_sex",
    ]
    assert [read("admitted", said) for said in ("Đã kết nạp", "x", "Chưa", "2?")] == [
        "yes",
        "yes",
        "no",
        "bad_admitted",
    ]
    assert read("native_place", "x" * 301) == "too_long"
    assert read("native_place", "#REF!") == "formula_error"
    assert read("remark", "điều gì đó") is None


def test_text_is_kept_without_what_nobody_sees():
    assert read("native_place", "Xã\u00a0Mẫu\x00,\n Quảng\u202e Trị") == "Xã Mẫu, Quảng Trị"


def test_a_cell_is_shown_as_the_clerk_sees_it():
    shown = [
        text_of(cell)
        for cell in (date(1998, 9, 5), 12.0, 1.5, True, "001", datetime(2020, 1, 2, 3, 4))
    ]
    assert shown == ["05/09/1998", "12", "1.5", "TRUE", "001", "02/01/2020 03:04"]


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Họ và\ntên", "full_name"),
        ("HỌ  VÀ TÊN", "full_name"),
        ("Ho va ten", "full_name"),
        ("Số điện thoại", "phone"),
        ("SĐT", "phone"),
        ("Ngày,tháng,năm sinh", "born_on"),
        (unicodedata.normalize("NFD", "Tên chi bộ công nhận"), "cell"),
    ],
)
def test_a_heading_is_known_however_it_is_written(heading, key):
    assert HEADINGS[plain(heading)] == key


def test_no_heading_means_two_columns():
    names = [
        plain(name)
        for column in COLUMNS
        for name in {plain(n): n for n in (column.heading, *column.aliases)}
    ]
    assert len(names) == len(set(names))
    assert [column.number for column in COLUMNS if column.number] == list(range(1, 34))
