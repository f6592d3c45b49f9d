"""The data files as they are written: read strictly, and the line on which an entry stands.

No string of the data is ever evaluated. Lines are looked up only once something is wrong.
"""

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

DATA: Final = Path(__file__).parent.parent / "data"
LATER: Final = "later"  # a folder beside frozen files: entries that they lack, and nothing else
EXPRESSION: Final = re.compile(
    r"__|\{\{|\{%|\$\{|`|=>|[<>=!]=|\blambda\b|\b(?:eval|exec|import|getattr|open|system)\s*\("
)

Path_ = tuple[object, ...]


class Said(NamedTuple):
    """One thing said in both languages."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something unsound in a data file; ``path`` leads to the entry, key by key."""

    file: str
    path: Path_
    reason: Said
    line: int = 0

    @property
    def entry(self) -> str:
        """The entry as one word, such as ``vote.cell.editions[2].cite``."""
        if not self.path:
            return "–"
        first, *rest = self.path
        return str(first) + "".join(f"[{k}]" if isinstance(k, int) else f".{k}" for k in rest)

    def told(self, lang: str) -> str:
        """Say where it is and why it is refused, on one line."""
        reason = self.reason.en if lang == "en" else self.reason.vi
        return f"{self.file}:{self.line}: {self.entry}: {reason}"


class BadRulebook(ValueError):
    """Data files are unsound. The message names the first fault in both languages, ``flaws``
    holds all of them."""

    def __init__(self, flaws: Iterable[Flaw]) -> None:
        self.flaws = tuple(flaws)
        super().__init__(f"{self.flaws[0].told('vi')} / {self.flaws[0].told('en')}")


Tables = dict[str, dict[Any, Any]]


def read(folder: Path) -> tuple[Tables, list[Flaw]]:
    """Read every data file of a folder.

    Shape: name of the file -> its entries; a file that cannot be read is left out and is a flaw.
    """
    tables, flaws = _read_all(folder)
    more, unsound = _read_all(folder / LATER)
    flaws += [replace(flaw, file=f"{LATER}/{flaw.file}") for flaw in unsound]
    for file, entries in more.items():
        flaws += _add(tables.setdefault(file, {}), entries, f"{LATER}/{file}", ())
    return tables, flaws


def _add(held: dict[Any, Any], more: dict[Any, Any], file: str, way: Path_) -> Iterator[Flaw]:
    """Add the entries that are not held yet; tell those that are. Only words lie deeper."""
    for key, value in more.items():
        deeper = file.endswith("messages.yaml") and isinstance(value, dict)
        if key not in held:
            held[key] = value
        elif deeper and isinstance(held[key], dict):
            yield from _add(held[key], value, file, (*way, key))
        else:
            yield Flaw(file, (*way, key), FROZEN)


def placed(flaws: Iterable[Flaw], folder: Path) -> list[Flaw]:
    """Find the line of each flaw.

    Shape: by file, then by line.
    """
    roots: dict[str, yaml.Node | None] = {}
    found = []
    for flaw in flaws:
        if not flaw.line and flaw.file not in roots:
            roots[flaw.file] = _composed(folder / flaw.file)
        line = flaw.line or _line(roots[flaw.file], flaw.path)
        found.append(replace(flaw, line=line))
    return sorted(found, key=lambda flaw: (flaw.file, flaw.line))


TWICE: Final = Said("khoá này có hai lần", "is given twice")
NO_DATE: Final = Said("ngày không có thật", "is no real date")
NOT_UTF8: Final = Said("không phải mã UTF-8", "is no UTF-8")
NO_TABLE: Final = Said("không phải bảng các mục", "is no table of entries")
AN_EXPRESSION: Final = Said(
    "trông như một biểu thức; ở đây chỉ ghi giá trị", "looks like an expression; only values"
)
FROZEN: Final = Said(
    "bản phát hành đã có mục này; chỉ được thêm mục mới",
    "is in the release already; only entries that it lacks may be added",
)


class _Strict(yaml.CSafeLoader):
    """The safe loader, which notes keys given twice and dates that do not exist."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.noted: list[tuple[int, object, Said]] = []


def _mapping(loader: _Strict, node: yaml.MappingNode) -> dict[Hashable, Any]:
    pairs = [
        (loader.construct_object(key, deep=True), loader.construct_object(value, deep=True))
        for key, value in node.value
    ]
    found = dict(pairs)
    if len(found) < len(pairs):
        seen = set()
        for (key, _), (written, _) in zip(pairs, node.value, strict=True):
            if key in seen:
                loader.noted.append((written.start_mark.line + 1, key, TWICE))
            seen.add(key)
    return found


def _timestamp(loader: _Strict, node: yaml.ScalarNode) -> Any:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        loader.noted.append((node.start_mark.line + 1, node.value, NO_DATE))
        return date.max


_Strict.add_constructor("tag:yaml.org,2002:map", _mapping)
_Strict.add_constructor("tag:yaml.org,2002:timestamp", _timestamp)


def _read_all(folder: Path) -> tuple[Tables, list[Flaw]]:
    tables: Tables = {}
    flaws: list[Flaw] = []
    for path in sorted(folder.glob("*.yaml")):
        data, unsound = _read(path)
        flaws += unsound
        if not unsound:
            tables[path.name] = data
    return tables, flaws


def _read(path: Path) -> tuple[Any, list[Flaw]]:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as fault:
        return None, [Flaw(path.name, (), NOT_UTF8, 1 + fault.object.count(b"\n", 0, fault.start))]
    loader = _Strict(text)
    try:
        data = loader.get_single_data()
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        problem = getattr(fault, "problem", None) or str(fault)
        said = Said(f"không đọc được: {problem}", f"cannot be read: {problem}")
        return None, [Flaw(path.name, (), said, mark.line + 1 if mark else 1)]
    finally:
        loader.dispose()
    if not isinstance(data, dict):
        return None, [Flaw(path.name, (), NO_TABLE, 1)]
    flaws = [Flaw(path.name, (key,), said, line) for line, key, said in loader.noted]
    if EXPRESSION.search(text):  # perhaps only in a comment
        flaws += [
            Flaw(path.name, way, AN_EXPRESSION)
            for way, word in _strings(data, ())
            if EXPRESSION.search(word)
        ]
    return data, flaws


def _strings(data: object, way: Path_) -> Iterator[tuple[Path_, str]]:
    if isinstance(data, str):
        yield way, data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from _strings(key, (*way, key))
            yield from _strings(value, (*way, key))
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from _strings(value, (*way, place))


def _composed(path: Path) -> yaml.Node | None:
    if not path.exists():
        return None
    node: yaml.Node | None = yaml.compose(
        path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    return node


def _line(node: yaml.Node | None, path: Path_) -> int:
    """Find the line of the entry, or of the nearest one above it that is there."""
    line = 1
    for key in path:
        mark, node = _below(node, key)
        if mark is None:
            break
        line = mark.line + 1
    return line


def _below(node: yaml.Node | None, key: object) -> tuple[Any, yaml.Node | None]:
    if isinstance(node, yaml.MappingNode):
        for written, value in node.value:
            if written.value == str(key):
                return written.start_mark, value
    elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key].start_mark, node.value[key]
    return None, None
