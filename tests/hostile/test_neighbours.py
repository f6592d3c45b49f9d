"""While hostile files are judged, everybody else works on."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from nguon.accounts.models import Role
from nguon.core import uploads
from tests.hostile.packages import docx
from tests.hostile.pictures import png_of

BOMBS = (
    docx(**{f"word/n{number}.xml": b"0" * (10 << 20) for number in range(9)}),
    png_of(60_000, 60_000),
    docx("<w:p>" * 100_000 + "</w:p>" * 100_000),
)
pytestmark = [pytest.mark.pure, pytest.mark.timeout(400)]


def refusal(content: bytes) -> str:
    with pytest.raises(uploads.Unacceptable) as refused:
        uploads.clean(content)
    return refused.value.code


def test_a_page_is_served_while_bombs_are_judged(browse, krong_klang) -> None:
    reader = browse(Role.CLERK, at=krong_klang)
    with ThreadPoolExecutor(3) as others:
        judged = [others.submit(refusal, bomb) for bomb in BOMBS]
        served = [reader.get("/ho-so/").status_code for _ in range(3)]
        while not all(one.done() for one in judged):
            served.append(reader.get("/ho-so/").status_code)
    assert {one.result() for one in judged} == {"bomb", "too_many_pixels"}
    assert set(served) == {200}
