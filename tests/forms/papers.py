"""Templates for the tests, made as an office makes them: with a word processor of our own."""

from nguon.forms import docx
from nguon.forms.sheet import FilledLine, FilledTable, Sheet
from tests.hostile.packages import docx as packed

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def template(*lines: str) -> bytes:
    """A document of lines, each with its places."""
    return docx.document([Sheet("", "", tuple(FilledLine("body", (line,)) for line in lines))])


def with_table(*cells: str, heads: tuple[str, ...] = ()) -> bytes:
    """A document with a table of one row under its heads."""
    widths = tuple(1 for _ in cells)
    above = tuple((head,) for head in heads or cells)
    table = FilledTable(above, widths, (tuple((cell,) for cell in cells),))
    return docx.document([Sheet("", "", (table,))])


def in_runs(*runs: str) -> bytes:
    """One paragraph whose text a word processor has cut into runs, as it likes."""
    proof = '<w:proofErr w:type="spellStart"/>'
    said = proof.join(f"<w:r><w:rPr><w:b/></w:rPr><w:t>{run}</w:t></w:r>" for run in runs)
    return packed(f"<w:p>{said}</w:p>")
