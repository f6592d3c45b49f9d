"""P7: a thousand two-page forms against docxtpl, against WeasyPrint and LibreOffice.

All sides set the same resolution for the same invented people: docxtpl fills a template that is
our own document with names in braces, WeasyPrint the same lines as HTML, LibreOffice turns our
documents into pages one by one. Every round measures the processor time of all sides in turns; a
side that is slow does fewer forms and is counted by the form. Prints one JSON object.
"""

import argparse
import json
import os
import statistics
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from io import BytesIO
from pathlib import Path

import pypdfium2
from docxtpl import DocxTemplate
from weasyprint import HTML

from nguon.forms import docx, pdf
from nguon.forms.layout import Dotted, Layout, load
from nguon.forms.sheet import (
    FilledBeside,
    FilledBlock,
    FilledLine,
    FilledTable,
    Sheet,
    Source,
    Value,
    fill,
    words,
)
from tools.programs import WRITER, find

LAYOUT = "13-knd"
# Single pages come first: the compiler keeps a batch for the next ten runs, and is slow for them.
TURNS = (
    ("docx", "docxtpl", "pdf_single", "weasyprint"),
    ("pdf_batch", "weasyprint", "libreoffice"),
)
LIMITS = {
    "docx_against_docxtpl": 50,
    "pdf_batch_against_weasyprint": 30,
    "pdf_batch_against_libreoffice": 150,
    "pdf_single_against_weasyprint": 10,
}
STYLE = """
@page { size: A4; margin: 2cm 2cm 2cm 3cm }
body { font: 13.5pt/1.5 "Libertinus Serif", "Liberation Serif", serif } p { margin: 0 0 .5em }
.body { text-indent: 1cm; text-align: justify } .item { margin-left: .5cm }
.centre, .strong, .motto, .note, .title, .subtitle { text-align: center }
.strong, .motto, .title, .subtitle, .heading { font-weight: bold } .note { font-style: italic }
.title { font-size: 16pt } .dotted { border-bottom: 1px dotted; height: 1.5em }
table { width: 100% } td { width: 50%; vertical-align: top }
"""


class Person:
    """An invented person as a layout reads one; every value is there."""

    def __init__(self, number: int) -> None:
        self.number = number

    def value(self, name: str) -> Value:
        return Value(f"{name.replace('.', ' ')} {self.number}", Source("bench"))

    def each(self, name: str) -> Sequence[Mapping[str, Value]]:
        return []


class Slots:
    """The same layout with a name in braces wherever a value goes."""

    def value(self, name: str) -> Value:
        return Value(f"{{{{ {name.replace('.', '_')} }}}}", Source("bench"))

    def each(self, name: str) -> Sequence[Mapping[str, Value]]:
        return []


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.forms", description=__doc__)
    parser.add_argument("--forms", type=int, default=1000)
    parser.add_argument("--slow", type=int, default=10, help="forms of a slow side in a round")
    parser.add_argument("--rounds", type=int, default=7)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nguon-bench-") as folder:
        sides = Sides(Path(folder), told.forms, told.slow)
        sides.check()
        times: dict[str, list[float]] = {name: [] for name in sides.all()}
        for names in TURNS:
            for _ in range(told.rounds):
                for name in names:
                    work, count = sides.all()[name]
                    times[name].append(_seconds(work) / count)
    print(json.dumps(report(times, told.forms), indent=2))
    return 0


class Sides:
    """What is measured: a name, the work, and how many forms it makes."""

    def __init__(self, folder: Path, forms: int, slow: int) -> None:
        self.folder, self.forms, self.slow = folder, forms, slow
        self.layout, self.made = load(LAYOUT), 0
        self.names = [slot.name for slot in self.layout.slots()]
        self.template = docx.document([filled(self.layout, Slots())])

    def all(self) -> dict[str, tuple[Callable[[], None], int]]:
        some = max(self.slow, 1)
        return {
            "docx": (lambda: self._each(self.forms, ours), self.forms),
            "docxtpl": (lambda: self._each(some * 2, self.by_docxtpl), some * 2),
            "pdf_batch": (self.batch, self.forms),
            "pdf_single": (lambda: self._each(some * 2, single), some * 2),
            "weasyprint": (lambda: self._each(some, by_weasyprint), some),
            "libreoffice": (lambda: self.by_libreoffice(2), 2),
        }

    def _each(self, count: int, make: Callable[[Layout, int], bytes]) -> None:
        for _ in range(count):
            self.made += 1  # nobody's form twice: the compiler remembers what it set
            make(self.layout, self.made)

    def by_docxtpl(self, layout: Layout, number: int) -> bytes:
        person = Person(number)
        values = {name.replace(".", "_"): person.value(name).said for name in self.names}
        template = DocxTemplate(BytesIO(self.template))
        template.render(values)
        out = BytesIO()
        template.save(out)
        return out.getvalue()

    def batch(self) -> None:
        first, self.made = self.made, self.made + self.forms
        people = (Person(number) for number in range(first, self.made))
        pdf.document([filled(self.layout, person) for person in people])

    def by_libreoffice(self, count: int) -> None:
        """One start of the program a document, as an office opens one after the other."""
        home = f"-env:UserInstallation={(self.folder / 'profile').as_uri()}"
        for number in range(count):
            path = self.folder / f"{number}.docx"
            path.write_bytes(ours(self.layout, number))
            command = [str(find(WRITER)), home, "--headless", "--convert-to", "pdf"]
            subprocess.run(
                [*command, "--outdir", str(self.folder), str(path)],
                capture_output=True,
                check=True,
            )

    def check(self) -> None:
        """All sides set two pages of the same words, or there is nothing to compare."""
        self.by_libreoffice(1)
        office = (self.folder / "0.pdf").read_bytes()
        said = {name: text_of(made) for name, made in self._pages(office).items()}
        for name, (count, text) in said.items():
            if count != 2:
                raise SystemExit(f"{name}: {count} pages")
            lost = {str(Person(0).value(name).said) for name in self.names} - _found(text, self)
            if lost:
                raise SystemExit(f"{name}: {sorted(lost)} is missing")

    def _pages(self, office: bytes) -> dict[str, bytes]:
        return {
            "ours": single(self.layout, 0),
            "weasyprint": by_weasyprint(self.layout, 0),
            "libreoffice": office,
        }


def _found(text: str, sides: Sides) -> set[str]:
    said = (str(Person(0).value(name).said) for name in sides.names)
    return {words for words in said if words in text or words.upper() in text}


def filled(layout: Layout, register: Person | Slots) -> Sheet:
    return fill(layout, register, code="13-KNĐ", title="Nghị quyết", draft=False)


def ours(layout: Layout, number: int) -> bytes:
    return docx.document([filled(layout, Person(number))])


def single(layout: Layout, number: int) -> bytes:
    return pdf.document([filled(layout, Person(number))])


def by_weasyprint(layout: Layout, number: int) -> bytes:
    blocks = filled(layout, Person(number)).blocks
    body = "".join(part for block in blocks for part in _html(block))
    made = HTML(string=f"<html lang=vi><style>{STYLE}</style><body>{body}").write_pdf()
    return bytes(made)


def _html(block: FilledBlock) -> Iterator[str]:
    if isinstance(block, FilledLine):
        yield f'<p class="{block.style}">{escape(words(block.text))}</p>'
    elif isinstance(block, Dotted):
        yield '<p class="dotted"></p>' * block.count
    elif isinstance(block, FilledBeside):
        cells = (
            "".join(part for line in column for part in _html(line)) for column in block.columns
        )
        yield f"<table><tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr></table>"
    elif isinstance(block, FilledTable):
        rows = ("".join(f"<td>{escape(words(cell))}</td>" for cell in row) for row in block.rows)
        yield f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _joined(block: FilledBlock) -> str:
    return "".join(_html(block))


def text_of(content: bytes) -> tuple[int, str]:
    """How many pages a .pdf has, and its words in one line."""
    pages = pypdfium2.PdfDocument(content)
    return len(pages), " ".join(
        " ".join(page.get_textpage().get_text_bounded().split()) for page in pages
    )


def _seconds(work: Callable[[], None]) -> float:
    """Processor time, of the programs called too: the clock of a busy machine tells of others."""
    begun = os.times()[:4]
    work()
    return sum(os.times()[:4]) - sum(begun)


def report(times: Mapping[str, Sequence[float]], forms: int) -> dict[str, object]:
    """Forms a second of every side, and how many times faster ours are, by the median round."""
    one = {name: statistics.median(found) for name, found in times.items()}
    ratios = {
        "docx_against_docxtpl": one["docxtpl"] / one["docx"],
        "pdf_batch_against_weasyprint": one["weasyprint"] / one["pdf_batch"],
        "pdf_batch_against_libreoffice": one["libreoffice"] / one["pdf_batch"],
        "pdf_single_against_weasyprint": one["weasyprint"] / one["pdf_single"],
    }
    return {
        "id": "P7",
        "forms": forms,
        "rounds": len(times["docx"]),
        "forms_per_second": {name: round(1 / found, 1) for name, found in one.items()},
        "ratio": {name: round(found, 1) for name, found in ratios.items()},
        "ratio_limit": LIMITS,
        "reached": {name: found >= LIMITS[name] for name, found in ratios.items()},
    }


if __name__ == "__main__":
    raise SystemExit(main())
