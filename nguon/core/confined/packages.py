"""Workbooks and texts of other programs: taken only when they hold cells, words and pictures.

Beside documents of a word processor these are taken where something is published as it is. What
nobody reads (printers, comments, who wrote it) is left out; what acts or fetches is refused.
"""

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from nguon.core.confined import markup, office
from nguon.core.confined.refusal import Refusal

WORKBOOK, MIMETYPE, CONTENT = "xl/workbook.xml", "mimetype", "content.xml"
ODT = b"application/vnd.oasis.opendocument.text"
MANIFEST = "META-INF/manifest.xml"
PICTURE = r"\.(?:png|jpe?g|gif)"

# --- of a workbook: by the name of a part -------------------------------------------------------
UNREAD = re.compile(
    r"printersettings|comments?[/\d]|\.vml$|persons?/|^docprops/|^customxml/", re.I
)
FETCHING = re.compile(r"externallink|connection|querytable|webextension|/model/", re.I)
CELLS = re.compile(rf"[^.]+(?:\.xml|\.rels|{PICTURE})|_rels/\.rels|\[Content_Types\]\.xml|"
                   r"xl/(?:[\w/]+/)?_rels/[\w.]+\.rels", re.I)  # fmt: skip
FORMULA = re.compile(r"<(?:\w+:)?(?:f|formula\d?|definedName)\b[^>]*>([^<]+)<")
REACHES_OUT = re.compile(r"\b(?:WEBSERVICE|RTD|CALL|REGISTER(?:\.ID)?|EXEC|IMAGE|DDE)\s*\(|\|\s*'?"
                         r"|'\s*(?:https?:|file:|\\\\)", re.I)  # fmt: skip
POINTERS = re.compile(
    rb"<(?:\w+:)?(?:Relationship|Override)\b[^>]*(?:printerSettings|comments?[/\d]|\.vml|persons?/"
    rb"|docProps|customXml)[^>]*/>|<(?:\w+:)?legacyDrawing(?:HF)?\b[^>]*/>", re.I
)  # fmt: skip
PRINTER = re.compile(rb'(<(?:\w+:)?pageSetup\b[^>]*?)\s+\w+:id="[^"]*"')

# --- of a text: by the name of a part, or of a tag ----------------------------------------------
LEFT_OUT = re.compile(r"meta\.xml|settings\.xml|manifest\.rdf|layout-cache|(?:Thumbnails"
                      r"|Configurations2)/.*")  # fmt: skip
KEPT = re.compile(rf"mimetype|(?:content|styles|META-INF/manifest)\.xml|Pictures/[\w-]+{PICTURE}",
                  re.I)  # fmt: skip
PROGRAMS = re.compile(r"Basic/|Scripts/")
TAGS = {
    "script": "macros", "event-listener": "macros", "object": "embedded",
    "object-ole": "embedded", "plugin": "embedded", "applet": "embedded",
    "floating-frame": "outside_link", "section-source": "outside_link",
    "connection-resource": "outside_link", "encryption-data": "encrypted",
}  # fmt: skip
FETCHING_TAGS = re.compile(r"dde-|database-")
NOTES = re.compile(rb"<office:annotation\b(?!-).*?</office:annotation>"
                   rb"|<office:annotation-end\b[^>]*/>", re.S)  # fmt: skip
CREATOR = re.compile(rb"(<dc:creator\b[^>]*>)[^<]*")
ENTRY = re.compile(rb'<manifest:file-entry\b[^>]*full-path="([^"]*)"[^>]*/>')

REMARKS = (("<!--", "-->"), ("<?", "?>"))
END_OF_LINE = re.compile(
    r"</?(?:\w+:)?(?:si|is|p|h|c|row|v|(?:odd|even|first)(?:Header|Footer)|line-break|tab|title|desc"
    r"|table-cell)\b[^>]*>|&amp;[LCR]"
)
UNSEEN = {"pages": 1, "width": 0, "height": 0}
Found = tuple[bytes, dict[str, int | str], str]


def clean(content: bytes, kind: str, pages: int, pixels: int) -> Found:
    """Pack a workbook, a text, or a document of a word processor anew.

    Raises: Refusal.
    """
    parts = office.unpacked(content)
    if WORKBOOK in parts and office.TYPES in parts:
        return _workbook(parts, pixels)
    if parts.get(MIMETYPE) == ODT and CONTENT in parts:
        return _text(parts, pixels)
    made, told, words = office.clean(content, kind, pages, pixels)
    return made, {**told}, words


def _workbook(parts: dict[str, bytes], pixels: int) -> Found:
    kept = {name: part for name, part in parts.items() if not UNREAD.search(name)}
    for name in kept:
        if FETCHING.search(name):
            raise Refusal("outside_link")
        office.check_name(name)
        if not CELLS.fullmatch(name):
            raise Refusal("embedded")
    words = [line for name, part in kept.items() for line in _of_a_sheet(name, part)]
    kept = {name: PRINTER.sub(rb"\1", POINTERS.sub(b"", part)) if _is_markup(name) else part
            for name, part in kept.items()}  # fmt: skip
    kept |= dict(office.pictures_anew(kept, pixels, words))
    return _packed(kept), {"kind": "xlsx", **UNSEEN}, "\n".join(words)


def _of_a_sheet(name: str, content: bytes) -> Iterator[str]:
    if not _is_markup(name):
        return
    yield from office.looked_through(name, POINTERS.sub(b"", content))
    text = _plain(content)
    if any(REACHES_OUT.search(unescape(formula)) for formula in FORMULA.findall(text)):
        raise Refusal("outside_link")
    yield _words(text)


def _text(parts: dict[str, bytes], pixels: int) -> Found:
    kept = {name: part for name, part in parts.items() if not LEFT_OUT.fullmatch(name)}
    for name in kept:
        if PROGRAMS.match(name):
            raise Refusal("macros")
        if not KEPT.fullmatch(name):
            raise Refusal("embedded")
    words = [_of_a_text(part, parts) for name, part in kept.items() if _is_markup(name)]
    kept = {name: CREATOR.sub(rb"\1", NOTES.sub(b"", part)) if _is_markup(name) else part
            for name, part in kept.items()}  # fmt: skip
    listed = kept.get(MANIFEST, b"")
    kept[MANIFEST] = ENTRY.sub(lambda e: e[0] if _stays(e[1], kept) else b"", listed)
    kept |= dict(office.pictures_anew(kept, pixels, words))
    first = {MIMETYPE: kept.pop(MIMETYPE)}
    return _packed(first | kept), {"kind": "odt", **UNSEEN}, "\n".join(words)


def _of_a_text(content: bytes, parts: dict[str, bytes]) -> str:
    """The words of one part, once it is clear that it neither acts nor fetches."""
    found = markup.read(content)
    for tag in found.names:
        if tag in TAGS or FETCHING_TAGS.match(tag):
            raise Refusal(TAGS.get(tag, "outside_link"))
    for tag, said in found.tags:
        target = said.get("href", "")
        good = office.CLICKED_ON.fullmatch(target) if tag == "a" else target in parts
        if target and not good:
            raise Refusal("outside_link")
    return _words(_plain(content))


def _stays(name: bytes, kept: dict[str, bytes]) -> bool:
    return name == b"/" or name.decode("utf-8", "replace") in kept


def _is_markup(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def _plain(content: bytes) -> str:
    """Markup without what hides words from whoever looks for them.

    Raises: Refusal.
    """
    text = content.decode("utf-8", "replace")
    if "<![CDATA[" in text:
        raise Refusal("broken")
    return _without_remarks(text)


def _without_remarks(text: str) -> str:
    """What stands between remarks. Whichever begins first counts; one without an end is none.

    An expression for this can be made to look through the rest of a text at every sign of it.
    """
    kept, at = [], 0
    while begun := [(text.find(begin, at), begin, end) for begin, end in REMARKS]:
        start, begin, end = min(((s, b, e) for s, b, e in begun if s >= 0), default=(-1, "", ""))
        stop = text.find(end, start + len(begin)) if start >= 0 else -1
        if stop < 0:
            break
        kept.append(text[at:start])
        at = stop + len(end)
    return "".join([*kept, text[at:]])


def _words(text: str) -> str:
    return unescape(re.sub(r"<[^<>]*>", "", END_OF_LINE.sub("\n", text)))


def _packed(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as package:
        for name, part in parts.items():
            entry = ZipInfo(name, office.MADE_AT)
            entry.compress_type = ZIP_STORED if name == MIMETYPE else ZIP_DEFLATED
            package.writestr(entry, part)
    return out.getvalue()
