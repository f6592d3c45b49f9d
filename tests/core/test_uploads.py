"""What comes in as a file comes out as nothing but its content, or not at all."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pikepdf
import pytest
from PIL import Image

from nguon.core import uploads

pytestmark = pytest.mark.pure


def a_picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "white").save(out, kind, **options)
    return out.getvalue()


def a_pdf(pages: int = 1, **encryption: str) -> pikepdf.Pdf:
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=(595, 842))
    return made


def saved(document: pikepdf.Pdf, **options: object) -> bytes:
    out = BytesIO()
    document.save(out, **options)
    return out.getvalue()


def a_docx(words: str = "Chào", **parts: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>")
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def refusal(content: bytes, **options: object) -> str:
    with pytest.raises(uploads.Unacceptable) as refused:
        uploads.clean(content, **options)
    return refused.value.code


def test_a_picture_comes_out_without_what_it_told_about_its_maker() -> None:
    told = Image.Exif()
    told[0x010E] = "chup o nha rieng"
    picture = a_picture(exif=told)
    assert b"chup o nha rieng" in picture
    cleaned = uploads.clean(picture)
    assert (cleaned.kind, cleaned.width, cleaned.height, cleaned.pages) == ("jpeg", 60, 40, 1)
    assert b"chup o nha rieng" not in cleaned.content


def test_what_hangs_behind_a_picture_is_left_behind() -> None:
    cleaned = uploads.clean(a_picture("PNG") + b"<script>alert(1)</script>")
    assert b"script" not in cleaned.content


def test_a_pdf_loses_its_scripts_its_attachments_and_its_links() -> None:
    document = a_pdf(2)
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    document.attachments["chay.exe"] = b"MZ"
    document.docinfo["/Author"] = "Người Mẫu"
    link = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="http://vi-du.example")
    document.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(A=link)])
    cleaned = uploads.clean(saved(document))
    with pikepdf.open(BytesIO(cleaned.content)) as opened:
        assert set(opened.Root.keys()) == {"/Pages", "/Type"}
        assert not opened.attachments
        assert "/Annots" not in opened.pages[0]
    assert "Người Mẫu".encode() not in cleaned.content
    assert cleaned.pages == 2


def test_a_document_is_kept_without_its_author() -> None:
    cleaned = uploads.clean(a_docx(**{"docProps/core.xml": b"<creator>Ai do</creator>"}))
    assert ZipFile(BytesIO(cleaned.content)).namelist() == [
        "[Content_Types].xml", "word/document.xml",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"xin chao", "unknown_kind"),
        (b"MZ\x90\x00", "unknown_kind"),
        (a_picture()[:120], "broken"),
        (b"%PDF-1.7 khong phai", "broken"),
        (saved(a_pdf(), encryption=pikepdf.Encryption(owner="a", user="b")), "encrypted"),
        (saved(a_pdf(61)), "too_many_pages"),
        (a_picture("PNG", (9000, 9000)), "too_many_pixels"),
        (a_docx(**{"word/vbaProject.bin": b"x"}), "macros"),
        (a_docx(**{"word/embeddings/a.docx": b"x"}), "embedded"),
        (a_docx(**{"word/_rels/settings.xml.rels": b'<Relationship TargetMode="External" '
                   b'Type="x/attachedTemplate" Target="http://vi-du.example/a.dotm"/>'}),
         "outside_link"),
        (a_docx(**{"word/styles.xml": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'}),
         "outside_link"),
        (a_docx(**{"word/media/../../a.png": b"x"}), "broken"),
        (a_docx(**{"word/media/a.bmp": b"0" * 40_000_000}), "bomb"),
        (a_docx("TUYỆT MẬT"), "secret"),
        (a_docx("M Ậ T"), "secret"),
    ],
)  # fmt: skip
def test_what_is_not_taken_says_why(content: bytes, code: str) -> None:
    assert refusal(content) == code
    assert str(uploads.REASONS[code])


def test_a_file_larger_than_allowed_is_not_even_opened() -> None:
    assert refusal(a_picture(), limits=uploads.Limits(size=10)) == "too_large"


def test_a_place_takes_only_its_kinds() -> None:
    assert refusal(a_docx(), kinds=uploads.SCANS) == "kind_not_taken"


@pytest.mark.parametrize(
    "name", ["Bao cao - MẬT.pdf", "tuyet-mat_so 5.pdf", "TỐI MẬT.pdf", "toi_mat.docx"]
)
def test_a_name_that_says_secret_is_believed(name: str) -> None:
    assert refusal(saved(a_pdf()), name=name) == "secret"


@pytest.mark.parametrize("name", ["mat khau.pdf", "bi mat nghe nghiep.pdf", "matt.pdf", "5.pdf"])
def test_a_name_that_only_sounds_like_it_is_taken(name: str) -> None:
    assert uploads.clean(saved(a_pdf()), name=name).kind == "pdf"


def test_secret_words_inside_a_sentence_are_no_mark() -> None:
    assert uploads.clean(a_docx("Giữ bí mật nhà nước; độ MẬT do cơ quan định.")).kind == "docx"


def test_a_page_can_be_looked_at() -> None:
    cleaned = uploads.clean(saved(a_pdf(2)))
    with Image.open(BytesIO(uploads.preview(cleaned, page=2, width=300))) as picture:
        assert picture.width == 300
    with pytest.raises(uploads.Unacceptable):
        uploads.preview(cleaned, page=3)


def test_the_words_of_a_paper_are_read_to_be_found_by() -> None:
    paper = a_pdf()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1)
    font.BaseFont = pikepdf.Name.Helvetica
    page = paper.pages[0]
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(A=font))
    page.Contents = paper.make_stream(b"BT /A 12 Tf 72 700 Td (Khe Mau) Tj ET")
    assert "Khe Mau" in uploads.text_of(uploads.clean(saved(paper)).content)
    assert "hồ chứa" in uploads.text_of(uploads.clean(a_docx("hồ chứa")).content)


def test_a_picture_has_no_words_to_be_found_by() -> None:
    with pytest.raises(uploads.Unacceptable):
        uploads.text_of(a_picture())
