"""L-02, L-04: what was read to people stays as it was; sensitive data are called so."""

from datetime import date

import pytest

from nguon.people.consent import notice_on
from nguon.people.models import Purpose

pytestmark = pytest.mark.pure

# An edition in use is never edited: consents rest on these very words.
DIGESTS = {
    ("2023-07", "development"): "aaf507dea3d35b5e",
    ("2023-07", "sensitive"): "9294e96f12ca533a",
    ("2023-07", "statistics"): "378a46aba4f73f4e",
    ("2023-07", "publication"): "2720dc67c7562959",
    ("2026-01", "development"): "d9360e4e6f186889",
    ("2026-01", "sensitive"): "957ba0bbc93d5fd3",
    ("2026-01", "statistics"): "54c95c59314d9e27",
    ("2026-01", "publication"): "bf092938c21bb0c1",
}


@pytest.mark.parametrize("purpose", Purpose.values)
@pytest.mark.parametrize(
    ("day", "version"),
    [
        (date(2023, 7, 1), "2023-07"),
        (date(2025, 12, 31), "2023-07"),
        (date(2026, 1, 1), "2026-01"),
        (date(2040, 1, 1), "2026-01"),
    ],
)
def test_the_words_in_use_are_those_of_the_day(purpose, day, version):
    assert notice_on(purpose, day).version == version


def test_before_the_first_edition_there_are_no_words():
    assert notice_on("development", date(2023, 6, 30)) is None


@pytest.mark.parametrize(("version", "purpose"), DIGESTS)
def test_no_word_of_an_edition_in_use_has_changed(version, purpose):
    day = date(int(version[:4]), int(version[5:]), 1)
    assert notice_on(purpose, day).digest[:16] == DIGESTS[version, purpose]


@pytest.mark.parametrize("purpose", ["sensitive", "statistics"])
def test_sensitive_data_are_called_so_before_anything_is_asked(purpose):
    assert "NHẠY CẢM" in notice_on(purpose, date(2026, 1, 1)).text


@pytest.mark.parametrize("purpose", Purpose.values)
@pytest.mark.parametrize(
    "right",
    ["không trả lời nghĩa là không đồng ý", "rút lại", "được xem", "khiếu nại", "Mục đích"],
)
def test_every_notice_states_purpose_rights_and_that_silence_is_no(purpose, right):
    assert right in notice_on(purpose, date(2026, 1, 1)).text
