"""Keep the English catalogue in step with the Vietnamese words of the program, without gettext.

``python -m tools.messages``             add new entries, drop those no longer used
``python -m tools.messages --check``     list what lacks English; exit code 1 if anything does
``python -m tools.messages --missing``   print it as JSON, one message a line, to be translated
``python -m tools.messages --fill FILE`` take the translations from such a file
``python -m tools.messages --compile``   write the .mo files of every language

In the JSON a key is a Vietnamese message (with its context before ``\\u0004``, if it has one); a
value is its English, or ``[one, many]`` for a message with a plural. Other languages than English
are kept by hand: they translate the words of libraries.
"""

import argparse
import ast
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "nguon"
LOCALE = ROOT / "locale"
ENGLISH = LOCALE / "en" / "LC_MESSAGES" / "django.po"
HEADER = {
    "Project-Id-Version": "nguon",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}

# Which argument of a marking function is what: (context, one, many).
PLAIN, PLURAL, CONTEXT, BOTH = (None, 0, None), (None, 0, 1), (0, 1, None), (0, 1, 2)
FAMILIES = {"gettext": PLAIN, "ngettext": PLURAL, "pgettext": CONTEXT, "npgettext": BOTH}
MARKERS = {
    f"{name}{suffix}": places
    for name, places in FAMILIES.items()
    for suffix in ("", "_lazy", "_noop")
} | {"_": PLAIN}
IN_TEMPLATE = re.compile(r"(?<!\w)(?:n?p?gettext|_)\((?=u?[\"'])")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@dataclass(frozen=True)
class Message:
    """One marked text of the program and the file in which it was first seen."""

    text: str
    plural: str
    context: str
    file: str

    @property
    def key(self) -> str:
        return f"{self.context}\x04{self.text}" if self.context else self.text


class NotLiteral(SystemExit):
    """A marked text is put together at run time, so it can never be found in a catalogue."""


def literal(call: ast.Call, place: int | None, file: str) -> str | None:
    """The text at one place of a call; nothing if it is a name that was marked elsewhere."""
    if place is None or place >= len(call.args):
        return ""
    found = call.args[place]
    if isinstance(found, ast.Constant) and isinstance(found.value, str):
        return found.value
    if isinstance(found, ast.JoinedStr):
        raise NotLiteral(f"{file}:{call.lineno}: an f-string cannot be translated")
    return None


def marked(call: ast.Call, file: str) -> Message | None:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in MARKERS:
        return None
    context, text, plural = (literal(call, place, file) for place in MARKERS[name])
    if not text or plural is None or context is None:
        return None
    return Message(text, plural, context, file)


def of_python(path: Path, file: str) -> Iterator[Message]:
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=file)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        message = marked(call, file)
        if message:
            yield message


def of_template(path: Path, file: str) -> Iterator[Message]:
    """Django turns a template into calls of the marking functions amid blanked-out text."""
    calls = templatize(path.read_text(encoding="utf-8"), origin=file)
    for start in IN_TEMPLATE.finditer(calls):
        message = marked(first_call(calls[start.start() :]), file)
        if message:
            yield message


def first_call(text: str) -> ast.Call:
    """Parse the call with which ``text`` begins; what follows it is not Python."""
    for end in (position for position, letter in enumerate(text) if letter == ")"):
        try:
            parsed = ast.parse(text[: end + 1], mode="eval").body
        except SyntaxError:
            continue
        if isinstance(parsed, ast.Call):
            return parsed
    raise SystemExit(f"not a call: {text[:80]!r}")


def all_messages() -> dict[str, Message]:
    """Every marked text by its key, in the order of files and lines.

    Raises: NotLiteral.
    """
    found: dict[str, Message] = {}
    for path in sorted(SOURCE.rglob("*")):
        read = {".py": of_python, ".html": of_template, ".txt": of_template}.get(path.suffix)
        if read is None or "migrations" in path.parts:
            continue
        for message in read(path, path.relative_to(ROOT).as_posix()):
            first = found.setdefault(message.key, message)
            if message.plural and not first.plural:
                found[message.key] = message
    return found


def catalogue(path: Path = ENGLISH) -> dict[str, polib.POEntry]:
    if not path.exists():
        return {}
    entries = polib.pofile(str(path), wrapwidth=0)
    return {key_of(entry): entry for entry in entries if not entry.obsolete}


def key_of(entry: polib.POEntry) -> str:
    return f"{entry.msgctxt}\x04{entry.msgid}" if entry.msgctxt else str(entry.msgid)


def renewed(message: Message, old: polib.POEntry | None) -> polib.POEntry:
    """The entry of a message, with the translation it had."""
    entry = polib.POEntry(
        msgid=message.text,
        msgctxt=message.context or None,
        occurrences=[(message.file, "")],
        flags=["python-format"] if re.search(r"%\(\w+\)", message.text) else [],
    )
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = dict(old.msgstr_plural) if old else {}
        entry.msgstr_plural = entry.msgstr_plural or {0: "", 1: ""}
    elif old:
        entry.msgstr = old.msgstr
    return entry


def write(found: dict[str, Message], translated: dict[str, polib.POEntry]) -> None:
    book = polib.POFile(wrapwidth=0)
    book.metadata = HEADER
    book.extend(renewed(message, translated.get(key)) for key, message in found.items())
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    book.save(str(ENGLISH))


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def missing(found: dict[str, Message], translated: dict[str, polib.POEntry]) -> list[Message]:
    """The messages with no English, or with English only for one of two forms."""
    done = {key for key, entry in translated.items() if all(texts(entry)) and not entry.fuzzy}
    return [
        message
        for key, message in found.items()
        if key not in done or bool(message.plural) != bool(translated[key].msgid_plural)
    ]


def mismatched(translated: Iterable[polib.POEntry]) -> Iterator[str]:
    """The entries whose English uses a value that the Vietnamese does not offer, or drops one."""
    for entry in translated:
        offered = {*PLACEHOLDER.findall(entry.msgid), *PLACEHOLDER.findall(entry.msgid_plural)}
        many = texts(entry)[-1]
        used = {value for text in texts(entry) for value in PLACEHOLDER.findall(text)}
        if many and (used - offered or offered - set(PLACEHOLDER.findall(many))):
            yield f"{entry.msgid!r} offers {sorted(offered)}, {many!r} uses {sorted(used)}"


def by_hand() -> Iterator[str]:
    """What is wrong with the catalogues of other languages than English."""
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        if path == ENGLISH:
            continue
        entries = catalogue(path)
        for key, entry in entries.items():
            if entry.fuzzy or not all(texts(entry)):
                yield f"{path.relative_to(ROOT)}: nothing said for {key!r}"
        yield from mismatched(entries.values())


def check() -> int:
    found, translated = all_messages(), catalogue()
    faults = [
        f"{message.file}: no English for {message.text!r}"
        for message in missing(found, translated)
    ]
    faults += [f"no longer used: {key!r}" for key in translated if key not in found]
    faults += [*mismatched(translated.values()), *by_hand()]
    for fault in faults:
        print(fault)
    print(f"{len(found)} messages, {len(faults)} faults", file=sys.stderr)
    return 1 if faults else 0


def print_missing() -> int:
    wanted = {
        message.key: ["", ""] if message.plural else ""
        for message in missing(all_messages(), catalogue())
    }
    print(json.dumps(wanted, ensure_ascii=False, indent=0))
    return 0


def fill(source: Path) -> int:
    given = json.loads(source.read_text(encoding="utf-8"))
    found, translated = all_messages(), catalogue()
    unknown = [key for key in given if key not in found]
    for key, english in given.items():
        if key in found and english:
            translated[key] = filled(found[key], english)
    write(found, translated)
    for key in unknown:
        print(f"not a message of the program: {key!r}", file=sys.stderr)
    return 1 if unknown else 0


def filled(message: Message, english: str | list[str]) -> polib.POEntry:
    entry = renewed(message, None)
    if isinstance(english, list):
        entry.msgstr_plural = dict(enumerate(english))
    else:
        entry.msgstr = english
    return entry


def update() -> int:
    write(all_messages(), catalogue())
    return 0


def compile_all() -> int:
    for path in LOCALE.glob("*/LC_MESSAGES/*.po"):
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_const", const=check, dest="act")
    mode.add_argument("--missing", action="store_const", const=print_missing, dest="act")
    mode.add_argument("--compile", action="store_const", const=compile_all, dest="act")
    mode.add_argument("--fill", type=Path, metavar="FILE")
    chosen = parser.parse_args()
    if chosen.fill:
        return fill(chosen.fill)
    return (chosen.act or update)()


if __name__ == "__main__":
    sys.exit(main())
