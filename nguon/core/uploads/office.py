"""Documents of a word processor: taken only when they hold nothing but a document."""

import re
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from nguon.core.uploads.refusal import Refusal

LARGEST_PART, LARGEST_ALL, MOST_PARTS = 30 << 20, 80 << 20, 400
DOCUMENT = "word/document.xml"
ACTING = re.compile(r"vbaproject|vbadata|activex|macrosheets|\.bin$|\.exe$|\.js$|\.vbs$", re.I)
EMBEDDED = re.compile(r"/embeddings/|/altchunk|oleobject", re.I)
OUTSIDE = re.compile(rb"TargetMode\s*=\s*[\"']External[\"']")
LINKED = re.compile(rb"relationships/hyperlink[\"']")
FETCHING = re.compile(rb"INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|\bDDE\b|<!DOCTYPE|<!ENTITY", re.I)
TELLING = re.compile(r"^docProps/|^customXml/|/people\.xml$|/comments\w*\.xml$", re.I)
WORDS = re.compile(rb"<w:t(?:\s[^>]*)?>([^<]*)</w:t>|</w:p>")
SAFE_NAME = re.compile(r"[\w\-.\[\]/ ]+")
MADE_AT = (1980, 1, 1, 0, 0, 0)


def clean(content: bytes, pages: int, pixels: int) -> tuple[bytes, dict[str, int], str]:
    """Pack a document anew without what tells about its author.

    Raises: Refusal for anything that acts, fetches, embeds, or is packed to burst.
    """
    try:
        with ZipFile(BytesIO(content)) as package:
            parts = _parts(package)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as fault:
        raise Refusal("broken") from fault
    if DOCUMENT not in parts or "[Content_Types].xml" not in parts:
        raise Refusal("unknown_kind")
    for name, part in parts.items():
        _check(name, part)
    kept = {name: part for name, part in parts.items() if not TELLING.search(name)}
    return _packed(kept), {"pages": 1, "width": 0, "height": 0}, _words(parts[DOCUMENT])


def _parts(package: ZipFile) -> dict[str, bytes]:
    """Unpack with an eye on the size: what a part says of itself is not believed."""
    entries = package.infolist()
    if len(entries) > MOST_PARTS:
        raise Refusal("bomb")
    found: dict[str, bytes] = {}
    left = LARGEST_ALL
    for entry in entries:
        if ".." in entry.filename or not SAFE_NAME.fullmatch(entry.filename):
            raise Refusal("broken")
        with package.open(entry) as part:
            unpacked = part.read(min(LARGEST_PART, left) + 1)
        if len(unpacked) > min(LARGEST_PART, left):
            raise Refusal("bomb")
        left -= len(unpacked)
        if entry.filename in found:
            raise Refusal("broken")
        found[entry.filename] = unpacked
    return found


def _check(name: str, part: bytes) -> None:
    if ACTING.search(name):
        raise Refusal("macros")
    if EMBEDDED.search(name):
        raise Refusal("embedded")
    if name.endswith(".rels") and _fetches(part):
        raise Refusal("outside_link")
    if name.endswith((".xml", ".rels")) and FETCHING.search(part):
        raise Refusal("outside_link")


def _fetches(relations: bytes) -> bool:
    """An address to click on loads nothing by itself; every other outside target does."""
    return any(
        OUTSIDE.search(each) and not LINKED.search(each)
        for each in re.findall(rb"<Relationship\b[^>]*>", relations)
    )


def _packed(parts: dict[str, bytes]) -> bytes:
    parts = _without_targets(parts)
    out = BytesIO()
    with ZipFile(out, "w", compression=8) as package:
        for name, part in parts.items():
            entry = ZipInfo(name, MADE_AT)
            entry.compress_type = 8
            package.writestr(entry, part)
    return out.getvalue()


def _without_targets(parts: dict[str, bytes]) -> dict[str, bytes]:
    """What points to a part that was left out would make a word processor complain."""
    kept = dict(parts)
    for name, part in parts.items():
        if name.endswith(".rels") or name == "[Content_Types].xml":
            kept[name] = re.sub(
                rb"<(?:Relationship|Override)\b[^>]*(?:docProps|customXml|people|comments)[^>]*/>",
                b"",
                part,
            )
    return kept


def _words(document: bytes) -> str:
    pieces = (found[1].decode("utf-8", "replace") if found[1] is not None else "\n"
              for found in WORDS.finditer(document))  # fmt: skip
    return "".join(pieces)
