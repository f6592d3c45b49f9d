"""What the procedure says, in the words and days that people write."""

import pytest
from django.utils import translation

from nguon.development import words

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("language", "said"),
    [("vi", "38-HD/BTCTW ngày 31/10/2024"), ("en", "38-HD/BTCTW of 31/10/2024")],
)
def test_an_instrument_is_cited_with_its_day_as_people_write_it(language, said):
    with translation.override(language):
        assert words.cited("38-HD/BTCTW 2024-10-31") == said
