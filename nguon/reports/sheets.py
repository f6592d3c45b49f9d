"""Workbooks: opened with care, read by rows; and a new one made of the rows that were refused.

A workbook is a zip archive that somebody outside made. Before a parser sees it, its directory is
read and every entry inflated once against the sizes it claims, so that a bomb never unpacks.
"""

import html
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from nguon.core.confined import secrecy

# The one place where limits stand. Units: bytes, entries, times, rows.
LARGEST_FILE = 12 * 1024 * 1024
LARGEST_UNPACKED = 100 * 1024 * 1024
LARGEST_RATIO = 100
SMALL_ENTRY = 1024 * 1024  # below it the ratio says nothing
MOST_ENTRIES = 2000
MOST_ROWS = 120_000
MOST_CELLS = 20_000_000

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCAL_HEADER = struct.Struct("<4s22xHH")
CHUNK = 1024 * 1024
SAYS_MACROS = re.compile(rb"macroEnabled|vbaProject|macrosheet", re.IGNORECASE)
ENCRYPTED = 0x1
MARKED = "secret"
OF_WORDS = re.compile(r"xl/(?:sharedstrings|workbook|worksheets/[^/]+)\.xml|docprops/core\.xml")
WORDS = re.compile(
    r"<(?:\w+:)?si>(.*?)</(?:\w+:)?si>|<(?:\w+:)?is>(.*?)</(?:\w+:)?is>"
    r"|<(?:\w+:)?(?:(?:odd|even|first)(?:Header|Footer)|title|subject|keywords|description)\b[^>]*>"
    r"([^<]*)<|<(?:\w+:)?sheet\b[^>]*?\bname=\"([^\"]*)\"", re.S
)  # fmt: skip
OF_A_FOOTER = re.compile(r"&[LCR]|&\"[^\"]*\"|&\d+|&[BIUESXY]")
LONGEST_MARK = 60  # letters, with whatever draws them
NOT_TAKEN = {
    "xl/vbaproject.bin": "macros",
    "xl/workbook.bin": "binary_workbook",
    "xl/externallinks/": "external_links",
    "xl/embeddings/": "embedded_objects",
    "xl/activex/": "macros",
    "xl/macrosheets/": "macros",
    "xl/dialogsheets/": "macros",
    "customui/": "macros",
    "xl/connections.xml": "external_links",
    "xl/querytables/": "external_links",
}


class CannotRead(Exception):
    """The file cannot be taken as a workbook; ``code`` names why. Nothing was read."""

    def __init__(self, code: str, **about: str) -> None:
        super().__init__(code)
        self.code = code
        self.about = about


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows that are not empty, each with its number, and what was merged.

    Rows are numbered from 1 as the clerk sees them. ``merged`` holds first row, first column,
    last row, last column of each range; columns are counted from 0.
    """

    name: str
    hidden: bool
    rows: list[tuple[int, list[Any]]]
    merged: list[tuple[int, int, int, int]]


def read(content: bytes) -> list[Sheet]:
    """Read every sheet of a workbook, hidden ones too; formulas give the values they had.

    Raises: CannotRead.
    """
    check(content)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            sheets = [
                _sheet(book.get_sheet_by_name(each.name), each.visible)
                for each in book.sheets_metadata
                if each.typ == SheetTypeEnum.WorkSheet
            ]
    except (CalamineError, OSError, ValueError) as broken:
        raise CannotRead("damaged") from broken
    if not any(sheet.rows for sheet in sheets):
        raise CannotRead("nothing_inside")
    if sum(len(sheet.rows) for sheet in sheets) > MOST_ROWS:
        raise _too_many_rows()
    return sheets


def _sheet(sheet: CalamineSheet, visible: SheetVisibleEnum) -> Sheet:
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        raise _too_many_rows()
    left = sheet.start[1] if sheet.start else 0  # rows come from the first on, columns do not
    margin = [""] * left
    rows = [
        (number, margin + row if left else row)
        for number, row in enumerate(sheet.iter_rows() if sheet.start else (), start=1)
        if any(cell != "" for cell in row)
    ]
    merged = [(a + 1, b, c + 1, d) for (a, b), (c, d) in sheet.merged_cell_ranges or ()]
    return Sheet(sheet.name, visible != SheetVisibleEnum.Visible, rows, merged)


def _too_many_rows() -> CannotRead:
    return CannotRead("too_many_rows", most=f"{MOST_ROWS:,}".replace(",", "."))


# --- before a parser sees it ------------------------------------------------------------------


def check_start(content: bytes) -> None:
    """Pass, or say at first sight why these bytes are no workbook.

    Raises: CannotRead.
    """
    if not content:
        raise CannotRead("empty_file")
    if len(content) > LARGEST_FILE:
        raise CannotRead("too_large", most=f"{LARGEST_FILE // 1024 // 1024} MB")
    if not content.startswith(ZIP):
        raise CannotRead(_what_else(content))


def check(content: bytes) -> None:
    """Pass, or say why these bytes are not a workbook that may be opened.

    Raises: CannotRead.
    """
    check_start(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive, len(content))
            _check_entries(archive, content)
    except (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError) as broken:
        raise CannotRead("damaged") from broken


def _what_else(content: bytes) -> str:
    start = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if content.startswith(OLE):
        sealed = "EncryptedPackage".encode("utf-16-le") in content
        return "encrypted" if sealed else "old_format"
    if start.startswith(b"<"):
        return "web_page"
    return "not_a_workbook"


def _check_directory(archive: zipfile.ZipFile, size: int) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or _claims_too_much(entries, size):
        raise CannotRead("bomb")
    seen = {entry.filename.lower() for entry in entries}
    _check_names(seen)
    if len(seen) < len(entries) or any(map(_strange, entries)):
        raise CannotRead("damaged")


def _claims_too_much(entries: Sequence[zipfile.ZipInfo], size: int) -> bool:
    """Entries that overlap, or that say themselves that they are too large."""
    overlap = sum(entry.compress_size for entry in entries) > size
    return overlap or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED


def _check_names(seen: Set[str]) -> None:
    if not seen & {"xl/workbook.xml", "xl/workbook.bin"}:
        raise CannotRead("open_document" if "content.xml" in seen else "not_a_workbook")
    for name in sorted(seen):
        for start, code in NOT_TAKEN.items():
            if name.startswith(start):
                raise CannotRead(code)


def _strange(entry: zipfile.ZipInfo) -> bool:
    """A path out of the archive, a link, a sealed entry, or an archive inside the archive."""
    name = entry.filename.replace("\\", "/")
    link = (entry.external_attr >> 16) & 0o170000 == 0o120000
    nested = name.lower().endswith((".zip", ".xlsx", ".xlsm", ".docx", ".gz", ".7z", ".rar"))
    outside = name.startswith("/") or ".." in name.split("/") or ":" in name
    return outside or link or nested or bool(entry.flag_bits & ENCRYPTED)


def _check_entries(archive: zipfile.ZipFile, content: bytes) -> None:
    total = 0
    for entry in archive.infolist():
        size = _inflated(entry, content)
        total += size
        packed = max(entry.compress_size, 1)
        if size > SMALL_ENTRY and size > packed * LARGEST_RATIO:
            raise CannotRead("bomb")
        if total > LARGEST_UNPACKED:
            raise CannotRead("bomb")
        if size != entry.file_size:
            raise CannotRead("damaged")
        _check_words(entry.filename.lower(), archive, entry)


def _inflated(entry: zipfile.ZipInfo, content: bytes) -> int:
    """How many bytes an entry really holds; stops as soon as it is more than may be."""
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise CannotRead("damaged")
    mark, name, extra = LOCAL_HEADER.unpack_from(content, entry.header_offset)
    start = entry.header_offset + LOCAL_HEADER.size + name + extra
    body = memoryview(content)[start : start + entry.compress_size]
    if mark != ZIP or len(body) < entry.compress_size:
        raise CannotRead("damaged")
    if entry.compress_type == zipfile.ZIP_STORED:
        return len(body)
    return sum(_pieces(body))


def _pieces(body: memoryview) -> Iterator[int]:
    machine, rest, total = zlib.decompressobj(-15), bytes(body), 0
    while not machine.eof:
        piece = len(machine.decompress(rest, CHUNK))
        rest, total = machine.unconsumed_tail, total + piece
        yield piece
        if total > LARGEST_UNPACKED:
            raise CannotRead("bomb")
        if not piece and not rest and not machine.eof:
            raise CannotRead("damaged")


def _check_words(name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    if name == "xl/workbook.xml" and _from_1904(archive, entry):
        raise CannotRead("dates_from_1904")
    if name == "[content_types].xml" and SAYS_MACROS.search(archive.read(entry)):
        raise CannotRead("macros")
    if OF_WORDS.fullmatch(name) and _is_marked(archive.read(entry).decode("utf-8", "replace")):
        raise CannotRead(MARKED)


def _is_marked(markup: str) -> bool:
    """Whether a cell, a head, a foot or a sheet's name is a mark of secrecy.

    Reading: "Mật" is also a given name, so in a cell only capitals are a mark.
    """
    found = {"".join(groups) for groups in WORDS.findall(markup)}
    short = (OF_A_FOOTER.sub("\n", html.unescape(re.sub("<[^<>]*>", "", each))) for each in found)
    return any(
        secrecy.marked(text) for text in short if len(text) < LONGEST_MARK and not _is_name(text)
    )


def _is_name(text: str) -> bool:
    return text.strip() == text.strip().capitalize() and " " not in text.strip()


def _from_1904(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    text = archive.read(entry)
    return any(f'date1904="{yes}"'.encode() in text for yes in ("1", "true"))


# --- out --------------------------------------------------------------------------------------


def column_letters(column: int) -> str:
    """Name a column as a spreadsheet does. Units: counted from 0, so that 27 is AB."""
    letters, rest = "", column + 1
    while rest:
        rest, last = divmod(rest - 1, 26)
        letters = chr(ord("A") + last) + letters
    return letters


@dataclass(frozen=True, slots=True)
class BadRows:
    """Some rows of one sheet, by number and as text, with the heading row they stood under."""

    name: str
    heading: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]


def write_bad_rows(
    sheets: Iterable[BadRows], reasons: Mapping[tuple[str, int], str], *, why: str
) -> bytes:
    """Make a workbook of refused rows: the columns as they were, and one more that says why.

    Shape:   ``reasons``: sheet and number of the row -> its reasons; ``why`` heads their column.
    Reading: every cell is text, so that no program turns a name into a formula or a number.
    """
    import xlsxwriter  # noqa: PLC0415 (40 modules for which no start of a site waits)

    out = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, {"in_memory": True, **plain}) as book:
        text = book.add_format({"num_format": "@", "quote_prefix": True})
        head = book.add_format({"bold": True, "text_wrap": True, "num_format": "@"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name[:31])
            page.freeze_panes(1, 0)
            page.set_column(0, len(sheet.heading), 16)
            page.set_column(len(sheet.heading), len(sheet.heading), 60)
            for number, heading in enumerate([*sheet.heading, why]):
                page.write_string(0, number, heading, head)
            for line, (row, cells) in enumerate(sheet.rows, start=1):
                for number, cell in enumerate([*cells, reasons[sheet.name, row]]):
                    page.write_string(line, number, cell, text)
    return out.getvalue()
