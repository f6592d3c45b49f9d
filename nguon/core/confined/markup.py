"""One part of an office document, read by a parser that opens nothing: what is it made of?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from nguon.core.confined.refusal import Refusal

DEEPEST = 500
TEXT = frozenset({"t", "delText"})
CODE = frozenset({"instrText", "delInstrText"})
ENDS_A_LINE = frozenset({"p", "br", "cr", "tab", "tc", "tr"})
SPOKEN = ("string", "descr", "title")  # what a drawn word, or a picture, says
UTF_8 = frozenset({None, "utf-8", "us-ascii", "ascii"})


@dataclass(slots=True)
class Part:
    """What one part holds: names without their namespace, each start tag's attributes, words."""

    names: set[str] = field(default_factory=set)
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        bare = name.rpartition(":")[2]
        said = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        self._open.append(bare)
        if len(self._open) > DEEPEST:
            raise Refusal("bomb")
        self.names.add(bare)
        self.tags.append((bare, said))
        if bare == "fldSimple":
            self.codes += [said.get("instr", ""), "\n"]
        self.words += [f"\n{said[key]}\n" for key in SPOKEN if key in said]

    def end(self, name: str) -> None:
        bare = self._open.pop()
        if bare in ENDS_A_LINE:
            self.words.append("\n")
        if bare == "fldChar":
            self.codes.append("\n")

    def said(self, text: str) -> None:
        if self._open[-1] in TEXT:
            self.words.append(text)
        elif self._open[-1] in CODE:
            self.codes.append(text)
        elif len(self._open) == 2:  # a title or a keyword of the document's properties
            self.words.append(f"\n{text}\n")


def read(content: bytes) -> Part:
    """Read one part.

    Reading: only as UTF-8, since another program might read otherwise what says it is not.
    Raises:  Refusal for what is not well-formed, too deep, or declares entities.
    """
    found = Part()
    parser = expat.ParserCreate("UTF-8")
    parser.buffer_text = True
    parser.StartElementHandler = found.start
    parser.EndElementHandler = found.end
    parser.CharacterDataHandler = found.said
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.XmlDeclHandler = _only_utf_8
    try:
        parser.Parse(content, True)
    except expat.ExpatError as fault:
        raise Refusal("broken") from fault
    return found


def _no_doctype(*_: object) -> None:
    raise Refusal("outside_link")


def _only_utf_8(_version: str, encoding: str | None, _alone: int) -> None:
    if (encoding or None) not in UTF_8 and str(encoding).lower() not in UTF_8:
        raise Refusal("broken")
