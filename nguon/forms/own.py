"""An office's own paper: a .docx with places such as ``{person.full_name}``, read and filled.

A place is replaced by text and nothing else ever happens: nothing is evaluated, what is filled in
is not looked at again. The document is changed only where a place stands; every other byte stays.
A table row with ``{each.introduction}`` is repeated for each act of that type, in which
``{row.on}`` is a field of that act.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from io import BytesIO
from itertools import islice
from xml.parsers import expat
from xml.sax.saxutils import escape
from zipfile import ZipFile, ZipInfo

from nguon.forms import places, values
from nguon.forms.layout import NAME, SHAPES, Slot
from nguon.forms.sheet import Lookup, Register, Said, Source, Value
from nguon.rulebook import EVENT_TYPES

MADE_AT = (1980, 1, 1, 0, 0, 0)
FILLED = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")
BRACED = re.compile(r"\{[^{}\0]*\}?|\}")
LARGEST_PART = 4 << 20
GAP = "\0"  # between two texts stands something that is no text: a tab, a picture
EACH, ROW = "each.", "row."
MOST_FAULTS = 20
FIELDS = frozenset({"page", "numpages", "section", "sectionpages"})


@dataclass(frozen=True, slots=True)
class Fault:
    """What cannot stand in a template: its code, what was said, where, and what was meant."""

    code: str
    said: str
    where: str
    nearest: str = ""


class BadTemplate(ValueError):
    """The template asks for what the register does not know, or for more than words."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(", ".join(fault.said for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Filled:
    """A template filled: the document, and every place in reading order."""

    content: bytes
    places: tuple[Said, ...]

    def missing(self) -> list[str]:
        """The names of what could not be filled in, each once."""
        return list(dict.fromkeys(place.name for place in self.places if not place.text))


@dataclass(slots=True)
class _Text:
    """One piece of text as the document holds it: its tag, from its first byte to its last."""

    tag: str
    start: int
    end: int = 0
    said: str = ""


@dataclass(slots=True, eq=False)
class _Paragraph:
    texts: list[_Text] = field(default_factory=list)
    gaps: set[int] = field(default_factory=set)
    code: str = ""

    def words(self) -> str:
        """All its text; where something else stands between two texts, so does ``GAP``."""
        return "".join(
            (GAP if number in self.gaps else "") + text.said
            for number, text in enumerate(self.texts)
        )


@dataclass(slots=True)
class _Row:
    """A row of a table, from its first byte to its last, with the paragraphs that begin in it.

    ``kind``: the type of act it is repeated for, or nothing.
    """

    start: int
    end: int = 0
    kind: str = ""
    paragraphs: list[_Paragraph] = field(default_factory=list)


def names(content: bytes) -> tuple[str, ...]:
    """Every place of a template by name, in reading order, each once.

    Raises: BadTemplate with the first faults.
    """
    faults: list[Fault] = []
    found: list[str] = []
    for part, document in _parts(content):
        for number, paragraph in enumerate(document.paragraphs, 1):
            where = f"{part}: {number}"
            new = _faults(paragraph, where, in_row=paragraph in document.repeated)
            faults += islice(new, MOST_FAULTS - len(faults))  # to guess a name takes time
            found += [slot.name for _, _, slot in _slots(paragraph)]
    if faults:
        raise BadTemplate(faults)
    return tuple(dict.fromkeys(name for name in found if not name.startswith(EACH)))


def fill(content: bytes, register: Register) -> Filled:
    """Fill a template with what the register says; what it does not know stays dotted."""
    told: list[Said] = []
    out = BytesIO()
    documents = dict(_parts(content))
    with ZipFile(BytesIO(content)) as package, ZipFile(out, "w", compression=8) as made:
        for entry in package.infolist():
            part = package.read(entry)
            if entry.filename in documents:
                part = documents[entry.filename].filled(register, told)
            written = ZipInfo(entry.filename, MADE_AT)
            written.compress_type = 8
            made.writestr(written, part)
    return Filled(out.getvalue(), tuple(told))


def lines(content: bytes) -> list[str]:
    """The text of a document by paragraphs, those that say something, for a look at it."""
    found = (paragraph for _, document in _parts(content) for paragraph in document.paragraphs)
    said = (paragraph.words().replace(GAP, " ").strip() for paragraph in found)
    return [words for words in said if words]


# --- reading ------------------------------------------------------------------------------------


class _Document:
    """One part of a document with its bytes, its paragraphs and its rows."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.paragraphs: list[_Paragraph] = []
        self.rows: list[_Row] = []
        self.repeated: set[_Paragraph] = set()
        self._own = ""  # the prefix of its words; drawings and formulas have others
        self._open: list[str] = []
        self._inside: list[_Paragraph] = []
        self._in_rows: list[_Row] = []
        self._gap = False
        self._parser = expat.ParserCreate("UTF-8")
        self._parser.buffer_text = False
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._said
        self._parser.Parse(content, True)
        for row in self.rows:
            row.kind = _kind_of(row)
            self.repeated.update(row.paragraphs if row.kind else ())

    def filled(self, register: Register, told: list[Said]) -> bytes:
        done: list[bytes] = []
        at = 0
        for row in self.rows:
            if row.kind and row.start >= at:  # one row within another is part of it
                done.append(self._between(at, row.start, register.value, told))
                rows = _lookups(row.kind, register)
                done += [self._between(row.start, row.end, lookup, told) for lookup in rows]
                at = row.end
        return b"".join([*done, self._between(at, len(self.content), register.value, told)])

    def _between(self, start: int, end: int, lookup: Lookup, told: list[Said]) -> bytes:
        here = (each for each in self.paragraphs if each.texts and _begins(each, start, end))
        changed = [one for each in here for one in _replaced(each, lookup, told)]
        done: list[bytes] = []
        at = start
        for text, said in sorted(changed, key=lambda one: one[0].start):
            done += [self.content[at : text.start], _written(text.tag, said)]
            at = text.end
        return b"".join([*done, self.content[at:end]])

    def _start(self, name: str, said: dict[str, str]) -> None:
        prefix, _colon, bare = name.rpartition(":")
        self._own = prefix if not self._open else self._own
        bare = bare if prefix == self._own else name
        self._open.append(bare)
        here = self._parser.CurrentByteIndex
        if bare == "p":
            self._begin_paragraph()
        elif bare == "tr":
            self.rows.append(_Row(here))
            self._in_rows.append(self.rows[-1])
        elif bare == "t" and self._inside:
            self._begin_text(name, here)
        elif bare == "fldSimple" and self._inside:
            self._inside[-1].code += "".join(said.values()) + "\n"
        self._gap = self._gap or bare in _SHOWN

    def _begin_paragraph(self) -> None:
        self.paragraphs.append(_Paragraph())
        self._inside.append(self.paragraphs[-1])
        self._gap = False
        for row in self._in_rows:
            row.paragraphs.append(self.paragraphs[-1])

    def _begin_text(self, tag: str, here: int) -> None:
        paragraph = self._inside[-1]
        if self._gap:
            paragraph.gaps.add(len(paragraph.texts))
        paragraph.texts.append(_Text(tag, here))
        self._gap = False

    def _end(self, name: str) -> None:
        bare = self._open.pop()
        here = self._parser.CurrentByteIndex
        if bare == "p":
            self._inside.pop()
            self._gap = True
        elif bare == "tr":
            self._in_rows.pop().end = self.content.index(b">", here) + 1
        elif bare == "t" and self._inside:
            self._inside[-1].texts[-1].end = self.content.index(b">", here) + 1
        elif bare == "fldChar" and self._inside:
            self._inside[-1].code += "\n"

    def _said(self, text: str) -> None:
        if not self._inside:
            return
        if self._open[-1] == "t":
            self._inside[-1].texts[-1].said += text
        elif self._open[-1] == "instrText":
            self._inside[-1].code += text


def _begins(paragraph: _Paragraph, start: int, end: int) -> bool:
    return start <= paragraph.texts[0].start < end


_SHOWN = frozenset({"tab", "br", "cr", "drawing", "pict", "object", "sym", "noBreakHyphen"})


def _parts(content: bytes) -> Iterator[tuple[str, _Document]]:
    with ZipFile(BytesIO(content)) as package:
        for name in package.namelist():
            if FILLED.fullmatch(name):
                yield name, _Document(_small_enough(name, package.read(name)))


def _small_enough(name: str, part: bytes) -> bytes:
    if len(part) > LARGEST_PART:
        raise BadTemplate([Fault("too_long", name, name)])
    return part


def _kind_of(row: _Row) -> str:
    """The type of act a row is repeated for, or nothing."""
    for paragraph in row.paragraphs:
        for _start, _end, slot in _slots(paragraph):
            if slot.name.startswith(EACH):
                return slot.name.removeprefix(EACH)
    return ""


def _slots(paragraph: _Paragraph) -> list[tuple[int, int, Slot]]:
    found = NAME.finditer(paragraph.words())
    return [(one.start(), one.end(), Slot(one[1], one[2] or "")) for one in found]


# --- judging ------------------------------------------------------------------------------------


def _faults(paragraph: _Paragraph, where: str, *, in_row: bool) -> Iterator[Fault]:
    for code in filter(None, (line.strip() for line in paragraph.code.split("\n"))):
        if code.split()[0].lower() not in FIELDS:
            yield Fault("field", code[:60], where)
    for found in BRACED.finditer(paragraph.words()):
        yield from _fault_of(found[0], where, in_row=in_row)


def _fault_of(said: str, where: str, *, in_row: bool) -> Iterator[Fault]:
    place = NAME.fullmatch(said)
    if place is None:
        code = "unknown" if said.startswith("{") and said.endswith("}") else "brace"
        yield Fault(code, said[:60], where, _nearest(said.strip("{} ")))
    elif (place[2] or "") not in SHAPES | {""}:
        yield Fault("shape", said, where, ", ".join(sorted(SHAPES)))
    elif not _is_known(place[1]):
        yield Fault("unknown", said, where, _nearest(place[1]))
    elif place[1].startswith((EACH, ROW)) and not in_row:
        yield Fault("outside_row", said, where)


def _is_known(name: str) -> bool:
    if name.startswith(EACH):
        return name.removeprefix(EACH) in EVENT_TYPES
    return name in places.OF_A_ROW if name.startswith(ROW) else values.known(name)


def _nearest(said: str) -> str:
    bare = said.partition("|")[0].lower()
    found = get_close_matches(bare, places.names(), n=1, cutoff=0.5)
    return f"{{{found[0]}}}" if found else ""


# --- filling ------------------------------------------------------------------------------------


def _lookups(kind: str, register: Register) -> Iterator[Lookup]:
    for number, row in enumerate(register.each(kind), 1):
        counted = {**row, f"{ROW}number": Value(str(number), Source("reckoned"))}

        def lookup(name: str, row: dict[str, Value] = counted) -> Value | None:
            return row.get(name) if name.startswith(ROW) else register.value(name)

        yield lookup


def _replaced(
    paragraph: _Paragraph, lookup: Lookup, told: list[Said]
) -> Iterator[tuple[_Text, str]]:
    """The texts of a paragraph that change; a value goes where its place began."""
    slots = _slots(paragraph)
    if not slots:
        return
    said = [""] * len(paragraph.texts)
    owner = _owners(paragraph)
    words, at = paragraph.words(), 0
    for start, end, slot in slots:
        _share_out(said, owner, words, at, start)
        said[owner(start)] += _shown(slot, lookup, told)
        at = end
    _share_out(said, owner, words, at, len(words))
    for text, new in zip(paragraph.texts, said, strict=True):
        if new != text.said:
            yield text, new


def _owners(paragraph: _Paragraph) -> Callable[[int], int]:
    """Which text a letter of the whole stands in."""
    begins, at = [], 0
    for number, text in enumerate(paragraph.texts):
        at += number in paragraph.gaps
        begins.append(at)
        at += len(text.said)
    return lambda place: bisect_right(begins, place) - 1


def _share_out(
    said: list[str], owner: Callable[[int], int], words: str, start: int, end: int
) -> None:
    for place in range(start, end):
        if words[place] != GAP:
            said[owner(place)] += words[place]


def _shown(slot: Slot, lookup: Lookup, told: list[Said]) -> str:
    if slot.name.startswith(EACH):
        return ""
    found = lookup(slot.name)
    place = (
        Said(slot.name, found.shaped(slot.shape), found.source) if found else Said(slot.name, "")
    )
    told.append(place)
    return place.shown


def _written(tag: str, said: str) -> bytes:
    plain = "".join(sign for sign in said if sign >= " " or sign == "\t")
    return f'<{tag} xml:space="preserve">{escape(plain)}</{tag}>'.encode()
