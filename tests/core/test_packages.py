"""Workbooks and texts of other programs: kept where asked for, if they only hold what is read."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as Drawn
from PIL import Image

from nguon.core import uploads
from nguon.core.confined import inside
from nguon.core.confined.refusal import Refusal
from tests.core.test_uploads import a_docx, a_picture

pytestmark = pytest.mark.pure

TAKEN = frozenset({"docx"}) | uploads.PACKAGES
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = (
    f'xmlns:office="{OFFICE}:office:1.0" xmlns:text="{OFFICE}:text:1.0" '
    f'xmlns:draw="{OFFICE}:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
ENTRY = '<manifest:file-entry manifest:full-path="{}" manifest:media-type="text/xml"/>'


def a_workbook(*cells: object, remark: str = "") -> bytes:
    book, out = openpyxl.Workbook(), BytesIO()
    sheet = book.active
    sheet.append(list(cells) or ["Khóm", "Số hộ"])
    sheet.add_image(Drawn(BytesIO(a_picture("PNG"))), "D4")
    book.properties.creator = "Người soạn không có thật"
    if remark:
        sheet["A1"].comment = Comment(remark, "Người soạn không có thật")
    book.save(out)
    return out.getvalue()


def with_parts(content: bytes, **parts: str) -> bytes:
    """A package with some parts put into it, or in the place of its own."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def a_text(body: str = "<text:p>Lịch tiếp dân</text:p>", **parts: "str | bytes") -> bytes:
    content = f"<office:document-content {SPACES}><office:scripts/><office:body><office:text>"
    content += f"{body}</office:text></office:body></office:document-content>"
    told = {"content.xml": content, "meta.xml": "<m>Người soạn không có thật</m>", **parts}
    entries = "".join(ENTRY.format(name) for name in ("/", *told))
    out = BytesIO()
    with ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text", ZIP_STORED)
        for name, part in told.items():
            package.writestr(name, part, ZIP_DEFLATED)
        manifest = f'<manifest:manifest xmlns:manifest="{OFFICE}:manifest:1.0">{entries}'
        package.writestr("META-INF/manifest.xml", manifest + "</manifest:manifest>")
    return out.getvalue()


def refusal(content: bytes) -> str:
    """The answer of what runs in the confined process, without starting one."""
    with pytest.raises(Refusal) as refused:
        inside.clean(content, "", 60, 1_000_000, cleaners=inside.PACKAGES)
    return refused.value.code


def refused_at_the_door(content: bytes, kinds: frozenset[str]) -> str:
    with pytest.raises(uploads.Unacceptable) as refused:
        uploads.clean(content, kinds=kinds)
    return refused.value.code


def test_a_workbook_keeps_its_cells_and_pictures_and_tells_nothing_of_its_author() -> None:
    kept = uploads.clean(a_workbook("Khe Xong", 279, "=B1*2", remark="xem lại"), kinds=TAKEN)
    assert kept.kind == "xlsx"
    sheet = openpyxl.load_workbook(BytesIO(kept.content)).active
    assert [cell.value for cell in sheet[1]] == ["Khe Xong", 279, "=B1*2"]
    assert len(sheet._images) == 1
    whole = ZipFile(BytesIO(kept.content))
    assert not [n for n in whole.namelist() if "không có thật".encode() in whole.read(n)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (a_workbook('=WEBSERVICE("http://192.0.2.7/")'), "outside_link"),
        (a_workbook("=cmd|'/c calc'!A0"), "outside_link"),
        (with_parts(a_workbook(), **{"xl/externalLinks/externalLink1.xml": "<a/>"}),
         "outside_link"),
        (with_parts(a_workbook(), **{"xl/connections.xml": "<a/>"}), "outside_link"),
        (with_parts(a_workbook(), **{"xl/vbaProject.bin": "x"}), "macros"),
        (with_parts(a_workbook(), **{"xl/macrosheets/sheet1.xml": "<a/>"}), "macros"),
        (with_parts(a_workbook(), **{"xl/embeddings/tep.docx": "x"}), "embedded"),
        (with_parts(a_workbook(), **{"xl/tep.html": "x"}), "embedded"),
        (with_parts(a_workbook(), **{"xl/workbook.xml": "<!DOCTYPE a><a/>"}), "outside_link"),
        (a_workbook("Danh sách", "TUYỆT MẬT"), "secret"),
    ],
)  # fmt: skip
def test_a_workbook_that_acts_fetches_embeds_or_is_secret_is_refused(content, code) -> None:
    assert refusal(content) == code


def test_a_text_keeps_its_words_and_pictures_and_tells_nothing_of_its_author() -> None:
    note = "<dc:creator>Người soạn không có thật</dc:creator>"
    note = f"<office:annotation>{note}</office:annotation>"
    body = (
        f'<text:p>Lịch tiếp dân{note}</text:p><draw:image xlink:href="Pictures/1.png"/>'
        '<text:a xlink:href="https://cong.example/">Cổng</text:a>'
    )
    kept = uploads.clean(a_text(body, **{"Pictures/1.png": a_picture("PNG")}), kinds=TAKEN)
    assert kept.kind == "odt"
    package = ZipFile(BytesIO(kept.content))
    assert package.namelist()[0] == "mimetype"
    assert package.infolist()[0].compress_type == ZIP_STORED
    assert "Lịch tiếp dân" in package.read("content.xml").decode()
    assert Image.open(BytesIO(package.read("Pictures/1.png"))).size == (60, 40)
    assert b"meta.xml" not in package.read("META-INF/manifest.xml")
    assert not [n for n in package.namelist() if "không có thật".encode() in package.read(n)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (a_text('<draw:image xlink:href="http://192.0.2.7/1.png"/>'), "outside_link"),
        (a_text('<text:a xlink:href="file:///etc/passwd">x</text:a>'), "outside_link"),
        (a_text('<text:section-source xlink:href="../a.odt"/>'), "outside_link"),
        (a_text('<office:dde-source office:dde-application="soffice"/>'), "outside_link"),
        (a_text("<office:event-listeners><office:event-listener/></office:event-listeners>"),
         "macros"),
        (a_text(**{"Basic/Standard/Module1.xml": "<a/>"}), "macros"),
        (a_text(**{"Object 1/content.xml": "<a/>"}), "embedded"),
        (a_text("<text:p>MẬ<text:span>T</text:span></text:p>"), "secret"),
        (a_text("<text:p><![CDATA[MẬT]]></text:p>"), "broken"),
    ],
)  # fmt: skip
def test_a_text_that_acts_fetches_embeds_or_is_secret_is_refused(content, code) -> None:
    assert refusal(content) == code


def test_where_nobody_asked_for_them_they_are_no_document() -> None:
    assert refused_at_the_door(a_workbook(), uploads.PAPERS) == "unknown_kind"
    assert refused_at_the_door(a_text(), uploads.PAPERS) == "unknown_kind"


def test_a_kind_nobody_asked_for_is_not_taken_beside_those_somebody_did() -> None:
    assert refused_at_the_door(a_workbook(), frozenset({"docx", "odt"})) == "kind_not_taken"
    assert uploads.clean(a_docx(), kinds=TAKEN).kind == "docx"
