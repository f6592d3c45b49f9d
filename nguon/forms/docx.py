"""A sheet as an editable document: WordprocessingML in a zip, with nothing of ours but text.

What is the same in every document is made once a process; a form costs a few hundred joins of
strings.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from nguon.forms.layout import Dotted
from nguon.forms.package import Package
from nguon.forms.sheet import (
    LED,
    FilledBeside,
    FilledBlock,
    FilledLine,
    FilledTable,
    FilledText,
    Sheet,
    is_signed,
)

STYLES = Path(__file__).with_name("styles.xml")  # Times New Roman 14, as such papers are set
MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LONG, SHORT = 16838, 11906  # A4 in twentieths of a point
LEFT, RIGHT, TOP, BOTTOM = 1701, 1134, 1134, 1134  # 3, 2, 2, 2 cm
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def document(sheets: Sequence[Sheet]) -> bytes:
    """Return the .docx of one or more sheets, each beginning on a page of its own."""
    body = "".join(_body(sheets))
    return _PACKAGE.holding(f"{_BEGIN}{body}</w:body></w:document>".encode())


def _body(sheets: Sequence[Sheet]) -> Iterator[str]:
    """Sheets one after another; each but the last ends with a section of its own."""
    for number, sheet in enumerate(sheets, 1):
        width = (LONG if sheet.sideways else SHORT) - LEFT - RIGHT
        for block, follows in zip(sheet.blocks, (*sheet.blocks[1:], None), strict=True):
            yield from _block(block, width, kept=is_signed(follows))
        section = _section(sheet)
        yield section if number == len(sheets) else f"<w:p><w:pPr>{section}</w:pPr></w:p>"


def _section(sheet: Sheet) -> str:
    across, down = (LONG, SHORT) if sheet.sideways else (SHORT, LONG)
    turned = ' w:orient="landscape"' if sheet.sideways else ""
    return (
        f'<w:sectPr><w:pgSz w:w="{across}" w:h="{down}"{turned}/>'
        f'<w:pgMar w:top="{TOP}" w:right="{RIGHT}" w:bottom="{BOTTOM}" w:left="{LEFT}"'
        ' w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
    )


def _block(block: FilledBlock, width: int, *, kept: bool) -> Iterator[str]:
    """One block; ``kept`` keeps it on the page of the one that follows."""
    if isinstance(block, FilledLine):
        yield _paragraph(block, width, kept=kept)
    elif isinstance(block, Dotted):
        bound = min(block.count, 2) if kept else 0
        yield _dotted(width) * (block.count - bound)
        yield _dotted(width, kept=True) * bound
    elif isinstance(block, FilledBeside):
        yield from _beside(block, width)
    else:
        yield from _table(block, width)


def _paragraph(line: FilledLine, width: int = 0, *, kept: bool = False) -> str:
    fixed = len(line.text) == 1 and isinstance(line.text[0], str)
    return _the_same(line, width, kept) if fixed else _drawn(line, width, kept)


def _drawn(line: FilledLine, width: int, kept: bool) -> str:
    said, led = line.words()
    next_one = "<w:keepNext/>" if kept else ""
    leader = _LEADER.format(width) if led else ""
    # a row of dots does not break: such a line is not drawn apart
    loose = _LOOSE if "……" in said and line.style in LED else ""
    look = f'<w:pStyle w:val="{line.style}"/>{next_one}{leader}{loose}'
    run = f'<w:t xml:space="preserve">{escape(CONTROL.sub("", said))}</w:t>{_TAB if led else ""}'
    return f"<w:p><w:pPr>{look}</w:pPr><w:r>{run}</w:r></w:p>"


_the_same = lru_cache(maxsize=4096)(_drawn)  # what stands on the form of everybody


@lru_cache(maxsize=16)
def _dotted(width: int, *, kept: bool = False) -> str:
    look = ("<w:keepNext/>" if kept else "") + _LEADER.format(width)
    return f"<w:p><w:pPr>{look}</w:pPr><w:r>{_TAB}</w:r></w:p>"


def _beside(block: FilledBeside, width: int) -> Iterator[str]:
    share = width // max(1, len(block.columns))
    room = _EMPTY * 4 if block.space else ""
    cells = ("".join(map(_paragraph, column)) + room or _EMPTY for column in block.columns)
    yield _rows_of([share] * len(block.columns), [cells], borders=False)
    yield _EMPTY


def _table(table: FilledTable, width: int) -> Iterator[str]:
    whole = sum(table.widths)
    widths = [width * share // whole for share in table.widths]
    heads = (_cell("head", head) for head in table.heads)
    rows = ((_cell("cell", cell) for cell in row) for row in table.rows)
    yield _rows_of(widths, [heads, *rows], borders=True)
    yield _EMPTY


def _cell(style: str, text: FilledText) -> str:
    return _paragraph(FilledLine(style, text))


def _rows_of(widths: list[int], rows: Iterable[Iterable[str]], *, borders: bool) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head, other = (_HEAD, _RULED) if borders else (_KEPT, _KEPT)
    made = []
    for number, row in enumerate(rows):
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
            for width, cell in zip(widths, row, strict=True)
        )
        made.append(f"<w:tr>{head if number == 0 else other}{cells}</w:tr>")
    style = '<w:tblStyle w:val="ruled"/>' if borders else ""
    return (
        f'<w:tbl><w:tblPr>{style}<w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(made)}'
        "</w:tbl>"
    )


_HEAD = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
_BEGIN = f'{HEAD}<w:document xmlns:w="{W}"><w:body>'
_EMPTY = '<w:p><w:pPr><w:pStyle w:val="centre"/></w:pPr></w:p>'
_KEPT = "<w:trPr><w:cantSplit/></w:trPr>"
_RULED = '<w:trPr><w:cantSplit/><w:trHeight w:val="480"/></w:trPr>'  # room to write by hand
_LEADER = '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{0}"/></w:tabs>'
_TAB = "<w:tab/>"
_LOOSE = '<w:jc w:val="left"/>'
_TYPES = (
    f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
    '+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{MIME}.main+xml"/>'
    '<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.styles+xml"/></Types>'
)


def _relations(kind: str, target: str) -> str:
    return (
        f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{R}/{kind}" Target="{target}"/></Relationships>'
    )


_SAME = (
    ("[Content_Types].xml", _TYPES),
    ("_rels/.rels", _relations("officeDocument", "word/document.xml")),
    ("word/_rels/document.xml.rels", _relations("styles", "styles.xml")),
    ("word/styles.xml", STYLES.read_text(encoding="utf-8")),
)
_PACKAGE = Package(_SAME, "word/document.xml")
