"""Documents of a word processor: taken only when they hold nothing but a document."""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as BadStream  # noqa: N812

from nguon.core.confined import markup
from nguon.core.confined.refusal import Refusal, kind_of

LARGEST_PART, LARGEST_ALL, MOST_PARTS = 30 << 20, 80 << 20, 400
DOCUMENT, TYPES = "word/document.xml", "[Content_Types].xml"
SAFE_NAME = re.compile(r"[\w\-.\[\]/ ]+")
MADE_AT = (1980, 1, 1, 0, 0, 0)
TELLING = re.compile(r"^docProps/|^customXml/|/people\.xml$|/comments\w*\.xml$", re.I)
AUTHORS = re.compile(rb"(\b\w+:(?:author|initials)\s*=\s*)(?:\"[^\"]*\"|'[^']*')")

# By the ending of a part's name. Everything else is a file inside the file.
MARKUP, PICTURES, LETTERS = (".xml", ".rels"), (".png", ".jpg", ".jpeg", ".gif"), (".odttf",)
OF_PICTURES = frozenset({"jpeg", "png", "gif"})
ACTING = re.compile(
    r"vba|activex|macro|control|customui|keymap|attachedtoolbars|\.(?:bin|exe|js|vbs|dll|ps1|bat)$",
    re.I,
)
EMBEDDED = re.compile(r"embedd|altchunk|afchunk|oleobject|(?:^|/)package$|chunk|subdocument", re.I)
FETCHED = re.compile(r"attachedtemplate|mailmerge|recipientdata|externallink|/frame$|video|audio"
                     r"|/media$|linkedstyle", re.I)  # fmt: skip
CLICKED_ON = re.compile(r"(?:https?://|mailto:|#)[^\s]*", re.I)
ELSEWHERE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]{0,20}:|//|\\\\)", re.I)
TAGS = {
    "altChunk": "embedded", "OLEObject": "embedded", "externalData": "embedded",
    "control": "macros", "ocx": "macros", "docEvents": "macros", "mcd": "macros",
    "subDoc": "outside_link", "dataSource": "outside_link", "mailMerge": "outside_link",
    "videoFile": "outside_link", "audioFile": "outside_link", "movie": "outside_link",
    "sourceFileName": "outside_link", "quickTimeFile": "outside_link",
}  # fmt: skip
HARMLESS_FIELDS = frozenset(
    {
        "author", "autonum", "autonumlgl", "autonumout", "comments", "createdate", "date",
        "edittime", "filename", "filesize", "formcheckbox", "formdropdown", "formtext",
        "hyperlink", "index", "info", "keywords", "lastsavedby", "listnum", "mergefield",
        "noteref", "numchars", "numpages", "numwords", "page", "pageref", "printdate", "ref",
        "revnum", "savedate", "section", "sectionpages", "seq", "styleref", "subject", "symbol",
        "ta", "tc", "template", "time", "title", "toa", "toc", "xe",
    }
)  # fmt: skip
ACTING_FIELDS = frozenset({"macrobutton", "print"})


def clean(content: bytes, kind: str, pages: int, pixels: int) -> tuple[bytes, dict[str, int], str]:
    """Pack a document anew without what tells about its author.

    Raises: Refusal for anything that acts, fetches, embeds, or is packed to burst.
    """
    parts = unpacked(content)
    if DOCUMENT not in parts or TYPES not in parts:
        raise Refusal("unknown_kind")
    for name in parts:
        check_name(name)
    words = [line for name, part in parts.items() for line in looked_through(name, part)]
    kept = {name: part for name, part in parts.items() if not TELLING.search(name)}
    kept |= dict(pictures_anew(kept, pixels, words))
    return _packed(kept), {"pages": 1, "width": 0, "height": 0}, "".join(words)


def unpacked(content: bytes) -> dict[str, bytes]:
    """The parts of a package by their names.

    Raises: Refusal for what is none, or is packed to burst.
    """
    try:
        with ZipFile(BytesIO(content)) as package:
            return _parts(package)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError,
            BadStream) as fault:  # fmt: skip
        raise Refusal("broken") from fault


def _parts(package: ZipFile) -> dict[str, bytes]:
    """Unpack with an eye on the size: what a part says of itself is not believed."""
    entries = package.infolist()
    if len(entries) > MOST_PARTS:
        raise Refusal("bomb")
    found: dict[str, bytes] = {}
    names, left = set[str](), LARGEST_ALL
    for entry in entries:
        name = entry.filename
        if ".." in name or name.startswith("/") or not SAFE_NAME.fullmatch(name):
            raise Refusal("broken")
        with package.open(entry) as part:
            unpacked = part.read(min(LARGEST_PART, left) + 1)
        if len(unpacked) > min(LARGEST_PART, left):
            raise Refusal("bomb")
        left -= len(unpacked)
        if name.lower() in names:  # a word processor does not tell them apart
            raise Refusal("broken")
        names.add(name.lower())
        if not entry.is_dir():
            found[name] = unpacked
    return found


def check_name(name: str) -> None:
    if ACTING.search(name):
        raise Refusal("macros")
    if EMBEDDED.search(name):
        raise Refusal("embedded")
    known = name.lower().endswith((*MARKUP, *PICTURES, *LETTERS))
    if not known and not TELLING.search(name):
        raise Refusal("embedded")


def looked_through(name: str, content: bytes) -> Iterator[str]:
    """The words of one part, once it is clear that it only holds words."""
    if not name.lower().endswith(MARKUP):
        return
    part = markup.read(content)
    for tag, code in TAGS.items():
        if tag in part.names:
            raise Refusal(code)
    for tag, said in part.tags:
        _check_tag(tag, said)
    for code in "".join(part.codes).split("\n"):
        _check_field(code)
    yield from part.words


def _check_tag(tag: str, said: Mapping[str, str]) -> None:
    if tag == "Relationship":
        _check_relation(said)
    elif tag in ("Override", "Default"):
        _check_kind(said.get("ContentType", ""))
    elif any(ELSEWHERE.match(said.get(key, "")) for key in ("src", "href", "action")):
        raise Refusal("outside_link")


def _check_relation(said: Mapping[str, str]) -> None:
    """An address to click on loads nothing by itself; every other outside target does."""
    kind, target = said.get("Type", ""), said.get("Target", "")
    _check_kind(kind)
    if FETCHED.search(kind):
        raise Refusal("outside_link")
    if said.get("TargetMode", "Internal").lower() != "internal":
        if not kind.endswith("/hyperlink") or not CLICKED_ON.fullmatch(target):
            raise Refusal("outside_link")
    elif ELSEWHERE.match(target):
        raise Refusal("outside_link")


def _check_kind(kind: str) -> None:
    """Of a part or a relation, whatever its file is called."""
    bare = kind.rpartition("/")[2] if "/relationships/" in kind else kind
    if ACTING.search(bare):
        raise Refusal("macros")
    if EMBEDDED.search(bare):
        raise Refusal("embedded")


def _check_field(code: str) -> None:
    word, _space, rest = code.strip().partition(" ")
    target = rest.strip().strip('"“”')
    if word.lower() in ACTING_FIELDS:
        raise Refusal("macros")
    if word and word.lower() not in HARMLESS_FIELDS and not word.startswith("="):
        raise Refusal("outside_link")
    if word.lower() == "hyperlink" and ELSEWHERE.match(target) and not CLICKED_ON.match(target):
        raise Refusal("outside_link")


def pictures_anew(
    parts: Mapping[str, bytes], left: int, words: list[str]
) -> Iterator[tuple[str, bytes]]:
    """The pictures of a document are treated like any other; ``left`` points are for all."""
    names = [name for name in parts if name.lower().endswith(PICTURES)]
    if names:
        from nguon.core.confined import picture  # noqa: PLC0415 (a tenth of a second)
    for name in names:
        kind = kind_of(parts[name]) or ("gif" if parts[name].startswith(b"GIF8") else "")
        if kind not in OF_PICTURES:
            raise Refusal("embedded")
        made, told, said = picture.clean(parts[name], kind, 1, left)
        left -= told["width"] * told["height"]
        words.append(f"\n{said}\n")
        yield name, made


def _packed(parts: dict[str, bytes]) -> bytes:
    parts = _without_targets(parts)
    out = BytesIO()
    with ZipFile(out, "w", compression=8) as package:
        for name, part in parts.items():
            entry = ZipInfo(name, MADE_AT)
            entry.compress_type = 8
            package.writestr(entry, AUTHORS.sub(rb'\1""', part) if _tells(name) else part)
    return out.getvalue()


def _tells(name: str) -> bool:
    return name.startswith("word/") and name.endswith(".xml")


def _without_targets(parts: dict[str, bytes]) -> dict[str, bytes]:
    """What points to a part that was left out would make a word processor complain."""
    kept = dict(parts)
    for name, part in parts.items():
        if name.endswith(".rels") or name == TYPES:
            kept[name] = re.sub(
                rb"<(?:Relationship|Override)\b[^>]*(?:docProps|customXml|people|comments)[^>]*/>",
                b"",
                part,
            )
    return kept
