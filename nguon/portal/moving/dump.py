"""The text of mysqldump as a stream of rows, in bounded memory; no database server is asked.

Only ``CREATE TABLE`` (for the names of columns) and ``INSERT`` or ``REPLACE`` are read, everything
else is passed over. A statement begins on a line of its own: mysqldump writes every line break
inside a text as two letters, so that no text can pass for a statement, however broken its quotes
are. What cannot be read costs its row, or what is left of its line, and is told.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

CHUNK = 256 * 1024
LONGEST_VALUE = 4 * 1024 * 1024
LONGEST_HEAD = 256 * 1024  # a CREATE TABLE, or the names of columns before VALUES
MOST_COLUMNS = 300

SPACE = re.compile(rb"\s*")
QUOTED = {quote: re.compile(rb"[\\" + quote + rb"]") for quote in (b"'", b'"', b"`")}
ENDING = re.compile(rb"[;'\"`]|--[ \t\n]|#|/\*")
NEXT_ROW = re.compile(rb"[(;]")
BARE = re.compile(rb"[^,()'\";\s]+")
CREATE = re.compile(rb"CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:`[^`]+`\.)?`?([\w$]+)`?", re.I)
INSERT = re.compile(
    rb"(?:INSERT|REPLACE)\s+(?:LOW_PRIORITY\s+|DELAYED\s+|HIGH_PRIORITY\s+)?(?:IGNORE\s+)?"
    rb"(?:INTO\s+)?(?:`[^`]+`\.)?`?([\w$]+)`?\s*(\([^)]*\))?\s*VALUES?\s*",
    re.I,
)
COLUMN = re.compile(rb"^[ \t]*[`\"]([^`\"]+)[`\"]\s", re.M)
NAME = re.compile(rb"[\w$]+")
ESCAPES = {b"0": b"\0", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"Z": b"\x1a"}

Value = bytes | None
Row = dict[str, Value]


class NotADump(ValueError):
    """The file is not the text of mysqldump; the message is a code."""


class _Broken(ValueError):
    """A row does not go on as one does: nothing after it on this line can be trusted."""


@dataclass(slots=True)
class Faults:
    """What was passed over: table -> how many rows, and of how many lines the rest."""

    rows: dict[str, int] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def row(self, table: str) -> None:
        self.rows[table] = self.rows.get(table, 0) + 1

    def line(self, table: str) -> None:
        self.lines[table] = self.lines.get(table, 0) + 1


def rows(
    file: BinaryIO, *, wanted: Callable[[str], bool], faults: Faults
) -> Iterator[tuple[str, Row]]:
    """Yield the rows of the tables that are ``wanted``, as bytes, in the order of the dump.

    Reading: a row with another number of values than its table has columns is passed over, and
             so is one with a value beyond ``LONGEST_VALUE``.
    Raises:  NotADump if it is compressed or not written in letters of eight bits.
    """
    source = _Source(file)
    if source.starts(b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b", b"PK\x03\x04"):
        raise NotADump("encoding")
    source.drop(b"\xef\xbb\xbf")
    columns: dict[str, list[str]] = {}
    while source.to_statement():
        if found := source.match(INSERT):
            table = found[1].decode("ascii", "replace")
            names = _names(found[2]) or columns.get(table, [])
            if wanted(table) and names:
                yield from _rows_of(source, table, names, faults)
            else:
                source.pass_statement()
        elif found := source.match(CREATE):
            columns[found[1].decode("ascii", "replace")] = _columns(source.statement())
        else:
            source.pass_statement()


def _names(listed: bytes | None) -> list[str]:
    return [name.decode("ascii", "replace") for name in NAME.findall(listed or b"")]


def _columns(statement: bytes) -> list[str]:
    return [name.decode("ascii", "replace") for name in COLUMN.findall(statement)][:MOST_COLUMNS]


def _rows_of(
    source: "_Source", table: str, names: list[str], faults: Faults
) -> Iterator[tuple[str, Row]]:
    while source.to_row():
        try:
            values = source.row(len(names))
        except _Broken:
            faults.line(table)
            source.pass_line()
            return
        if values is not None and len(values) == len(names):
            yield table, dict(zip(names, values, strict=True))
        else:
            faults.row(table)


class _Source:
    """The bytes of a dump with a place in them; of what lies before it nothing is kept."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.text, self.at, self.ended = file, b"", 0, False
        self.fresh = True  # at the beginning of a line
        self.too_long = False
        self._more()

    # --- the place ------------------------------------------------------------------------------

    def _more(self) -> bool:
        """Read on; false at the end of the file."""
        part = b"" if self.ended else self.file.read(CHUNK)
        self.ended = self.ended or not part
        self.text, self.at = self.text[self.at :] + part, 0
        return bool(part)

    def _have(self, length: int) -> bool:
        while len(self.text) - self.at < length and self._more():
            pass
        return len(self.text) - self.at >= length

    def starts(self, *marks: bytes) -> bool:
        self._have(4)
        return self.text.startswith(marks, self.at)

    def drop(self, mark: bytes) -> None:
        if self.starts(mark):
            self.at += len(mark)

    def match(self, what: "re.Pattern[bytes]") -> "re.Match[bytes] | None":
        """The head of a statement, which may be as long as the names of all its columns."""
        found = what.match(self.text, self.at)
        while (found is None or found.end() == len(self.text)) and self._head_may_grow():
            found = what.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def _head_may_grow(self) -> bool:
        return len(self.text) - self.at < LONGEST_HEAD and self._more()

    # --- statements -----------------------------------------------------------------------------

    def to_statement(self) -> bool:
        """Go to where the next statement begins; false if there is none."""
        while True:
            if not self.fresh:
                self.pass_line()
            self._skip_space()
            if not self._have(1):
                return False
            if self.starts(b"/*"):
                self._past(b"*/")
                continue
            self.fresh = False
            if not self.starts(b"--", b"#", b";"):
                return True

    def pass_line(self) -> None:
        """Go to the beginning of the next line."""
        self._past(b"\n")
        self.fresh = True

    def pass_statement(self) -> None:
        """Go past the end of this statement, whatever is quoted in it."""
        for _part in self._parts():
            pass

    def statement(self) -> bytes:
        """The rest of this statement, as far as a head may be long."""
        kept = b""
        for part in self._parts():
            kept = (kept + part)[:LONGEST_HEAD]
        return kept

    def _parts(self) -> Iterator[bytes]:
        while self._have(1):
            found = ENDING.search(self.text, self.at)
            end = found.start() if found else len(self.text)
            yield self.text[self.at : end]
            self.at = end
            if found is None:
                continue
            mark = found[0]
            if mark == b";":
                self.at += 1
                return
            self._pass_mark(mark)
            if mark in (b"`", b'"'):
                yield mark + self.quoted + mark

    def _pass_mark(self, mark: bytes) -> None:
        if mark in QUOTED:
            self.at += 1
            self.quoted = self._string(mark)
        elif mark == b"/*":
            self._past(b"*/")
        else:
            self._past(b"\n")

    quoted = b""

    def _past(self, mark: bytes) -> None:
        while (end := self.text.find(mark, self.at)) < 0:
            self.at = max(self.at, len(self.text) - len(mark) + 1)
            if not self._more():
                self.at = len(self.text)
                return
        self.at = end + len(mark)

    def _skip_space(self) -> None:
        while True:
            found = SPACE.match(self.text, self.at)
            self.at = found.end() if found else self.at
            if self.at < len(self.text) or not self._more():
                return

    # --- rows -----------------------------------------------------------------------------------

    def to_row(self) -> bool:
        """Go behind the parenthesis of the next row; false at the end of the statement."""
        while self._have(1):
            found = NEXT_ROW.search(self.text, self.at)
            self.at = found.end() if found else len(self.text)
            if found is not None:
                return found[0] == b"("
        return False

    def row(self, expected: int) -> list[Value] | None:
        """The values up to the parenthesis that closes a row; nothing if one is too long.

        Raises: _Broken.
        """
        values: list[Value] = []
        self.too_long = False
        while True:
            value = self._value()
            if len(values) <= expected:
                values.append(value)
            self._skip_space()
            mark = self.text[self.at : self.at + 1]
            if mark not in (b")", b","):
                raise _Broken
            self.at += 1
            if mark == b")":
                return None if self.too_long else values

    def _value(self) -> Value:
        self._skip_space()
        self._have(64)
        if self.starts(b"_binary", b"_utf8"):
            self.at = BARE.match(self.text, self.at).end()  # type: ignore[union-attr]
            self._skip_space()
        mark = self.text[self.at : self.at + 1]
        if mark in (b"'", b'"'):
            self.at += 1
            return self._string(mark)
        found = BARE.match(self.text, self.at)
        if found is None:
            raise _Broken
        self.at = found.end()
        return None if found[0].upper() == b"NULL" else _bare(found[0])

    def _string(self, quote: bytes) -> bytes:
        """A quoted value without its quotes and escapes; if it is too long, nothing of it.

        Reading: a text that the file ends in ends there.
        """
        parts: list[bytes] = []
        length = 0
        while True:
            found = QUOTED[quote].search(self.text, self.at)
            end = found.start() if found else len(self.text)
            length += end - self.at
            if length <= LONGEST_VALUE:
                parts.append(self.text[self.at : end])
            self.at = end
            if found is None:
                if not self._more():
                    break
                continue
            self._have(2)
            pair = self.text[self.at : self.at + 2]
            if found[0] == quote and pair != quote * 2:
                self.at += 1
                break
            self.at += 2
            length += 1
            if length <= LONGEST_VALUE:
                parts.append(ESCAPES.get(pair[1:], pair[1:]))
        self.too_long = self.too_long or length > LONGEST_VALUE
        return b"" if length > LONGEST_VALUE else b"".join(parts)


def _bare(text: bytes) -> bytes:
    if text[:2].lower() == b"0x" and len(text) % 2 == 0:
        try:
            return bytes.fromhex(text[2:].decode("ascii"))
        except ValueError:
            return text
    return text
