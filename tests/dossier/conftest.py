"""A case on its way in a cell, the office of the commune, and papers as a telephone takes them."""

from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from nguon.dossier import operations
from nguon.dossier.operations import Sent
from tests.development import story


def picture(words: str = "a", kind: str = "JPEG") -> Sent:
    """A page as a telephone takes it: another word, another picture."""
    page = Image.new("RGB", (60, 80), "white")
    ImageDraw.Draw(page).text((5, 30), words, fill="black")
    out = BytesIO()
    page.save(out, kind)
    return Sent("IMG_0001.jpg", out.getvalue())


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Where files lie during one test."""
    settings.FILES = tmp_path / "files"
    return settings.FILES / "papers"


@pytest.fixture
def clerk(places, acting, krong_klang):
    return acting("clerk", at=krong_klang)


@pytest.fixture
def cell_secretary(places, acting, khe_xong):
    return acting("cell_secretary", at=khe_xong, user_id=9)


@pytest.fixture
def neighbour(places, acting, mo_o):
    return acting("clerk", at=mo_o, user_id=8)


@pytest.fixture
def case(khe_xong, system):
    story.describe(khe_xong)
    return story.a_case(khe_xong, by=system)


@pytest.fixture
def put(case, cell_secretary):
    """Put a picture into the dossier: ``put("1-KNĐ")``."""

    def do(code="1-KNĐ", words="a", *, by=cell_secretary, **told):
        return operations.add(case, code=code, files=[picture(words)], by=by, **told)

    return do
