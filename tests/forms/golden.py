"""What is kept of every form: its words and how it lies on the page, of one invented person.

``make golden`` writes it anew; the difference then shows what a change does to the papers.
"""

import html
import re
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from PIL import Image

from nguon.development import operations as development
from nguon.forms import catalogue, docx, operations, pdf
from nguon.forms.sheet import Sheet
from nguon.membership import transfers
from nguon.people import operations as people
from nguon.rulebook import Event
from tests import cast
from tests.development import story
from tools.programs import PDFTOTEXT, WRITER, find

KEPT = Path(__file__).with_name("golden")
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "img"
TODAY = date(2026, 6, 1)
AFTERWARDS = (
    Event("member_declaration", date(2025, 4, 25)),
    Event("new_member_course", date(2025, 9, 12), {"document": "31/GCN"}),
    Event("probation_review", date(2026, 4, 6)),
    Event(
        "recognition_resolution",
        date(2026, 4, 10),
        {"document": "07-NQ/CB", "full_members": 9, "probationary": 1, "yes": 9, "no": 0},
    ),
    Event("recognition_committee_resolution", date(2026, 4, 20), {"members": 15, "yes": 14}),
    Event("recognition_decision", date(2026, 5, 4), {"members": 12, "yes": 12}),
)
KNOWN = {
    "native_place": "Xã Thử, tỉnh Mẫu",
    "address": "Khóm Khe Xong, thị trấn Krông Klang",
    "occupation": "Làm rẫy",
}


def sheets() -> dict[str, Sheet]:
    """Every form that can be drawn, by the name of its layout."""
    places, clerk = cast.settle(), cast.system(TODAY)
    cell = places["khe-xong"]
    story.describe(cell)
    case = story.a_case(cell, by=clerk, **KNOWN)
    story.tell(case, "admission_ceremony", by=clerk)
    for event in AFTERWARDS:
        development.record(case, event, by=clerk)
    later = story.a_case(cell, by=clerk, on=date(2025, 8, 4), name="Hồ Văn Bịa", **KNOWN)
    development.record(later, Event("cv", date(2025, 9, 8)), by=clerk)
    drawn = {}
    for form in catalogue.forms().values():
        if form.drawn_from == catalogue.LETTER:
            drawn[form.editions[-1].layout] = _slip(cell, places["mo-o"], clerk)
        elif form.editions[0].layout:
            drawn[form.editions[0].layout] = operations.draw(case.ref, form.code, by=clerk)
    return drawn | {"02-knd-2025": operations.draw(later.ref, "2-KNĐ", by=clerk)}


def _slip(cell, there, clerk):
    person = story.a_person(cell, by=clerk, name="Hồ Văn Viên", **KNOWN)
    joined, full = date(2015, 5, 19), date(2016, 5, 19)
    people.begin_membership(person, joined_on=joined, full_from=full, by=clerk)
    paper = transfers.Paper("12-GT", date(2026, 5, 25), "Lý lịch đảng viên, phiếu đảng viên")
    return operations.draw_slip(transfers.send(person, there, paper=paper, by=clerk).ref, by=clerk)


def kept(sheet: Sheet, room: Path) -> dict[str, str]:
    """The words of the page, the words of the document, and where each line of the page lies."""
    page = room / "page.pdf"
    page.write_bytes(pdf.document([sheet]))
    return {
        "page": tidy(poppler("-layout", page)),
        "document": words_of(docx.document([sheet])),
        "lines": layout_of(page),
    }


def poppler(option: str, page: Path) -> str:
    """What pdftotext says of a file."""
    command = [str(find(PDFTOTEXT)), option, str(page), "-"]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def layout_of(page: Path) -> str:
    """Each line of each page: where it begins and ends and how far down, in millimetres."""
    told = []
    for number, one in enumerate(poppler("-bbox-layout", page).split("<page ")[1:], 1):
        size = re.findall(r'(?:width|height)="([\d.]+)"', one)[:2]
        told.append(f"page {number}: {_mm(size[0])} x {_mm(size[1])} mm")
        for line in re.findall(r"<line (.*?)</line>", one, re.DOTALL):
            left, top, right, _bottom = (_mm(at) for at in re.findall(r'="([\d.]+)"', line)[:4])
            said = [html.unescape(word) for word in re.findall(r">([^<\s][^<]*)</word>", line)]
            told.append(f"{top:4} {left:4}-{right:<4} {_short(said)}")
    return "\n".join(told) + "\n"


def _mm(points: str) -> int:
    return round(float(points) * 25.4 / 72)


def _short(words: list[str]) -> str:
    """The first words; a row of dots is one."""
    return re.sub(r"[.…]{2,}", "…", " ".join(words))[:48].rstrip()


def tidy(text: str) -> str:
    """Words in their order, without what one release of the reader spaces otherwise."""
    spaced = re.sub(r"[.…]{4,}", "…", re.sub(r" {3,}", "   ", text))
    lines = (line.strip() for line in spaced.split("\n"))
    return "\n".join(line for line in lines if line) + "\n"


def words_of(content: bytes) -> str:
    """The text of a .docx, a paragraph a line, dots to the margin as one sign."""
    with ZipFile(BytesIO(content)) as package:
        body = package.read("word/document.xml").decode()
    lines = (_said(each) for each in re.findall(r"<w:p>(.*?)</w:p>", body, re.DOTALL))
    return "\n".join(line for line in lines if line.strip()) + "\n"


def _said(paragraph: str) -> str:
    pieces = re.findall(r"<w:t [^>]*>([^<]*)</w:t>|(<w:tab/>)", paragraph)
    return html.unescape("".join(words or " …" for words, _tab in pieces))


def in_order(text: str) -> list[str]:
    """The words of a text without rows of dots, as one reader or another sees them."""
    return re.sub(r"[.…]{2,}|…", " ", text).split()


def follows(expected: list[str], found: list[str]) -> bool:
    """Whether every word comes in its order; a head may be said again on the next page."""
    rest = iter(found)
    return all(word in rest for word in expected)


def opened_by_libreoffice(documents: dict[str, bytes], room: Path) -> dict[str, str]:
    """The words of each document as the office program sets them, all opened in one run."""
    convert(documents, room, kind="docx", into="pdf")
    return {name: poppler("-raw", room / f"{name}.pdf") for name in documents}


def convert(documents: dict[str, bytes], room: Path, *, kind: str, into: str) -> None:
    """Let the office program open documents and save each as another kind, all in one run."""
    for name, content in documents.items():
        (room / f"{name}.{kind}").write_bytes(content)
    home = f"-env:UserInstallation={(room / 'profile').as_uri()}"
    files = [str(room / f"{name}.{kind}") for name in documents]
    command = [str(find(WRITER)), home, "--headless", "--convert-to", into, "--outdir", str(room)]
    subprocess.run([*command, *files], capture_output=True, check=True, timeout=120)


def pictures(drawn: dict[str, Sheet], across: int = 6) -> None:
    """Write the first pages of all forms as sheets of small pictures for the documentation."""
    shown = list(drawn.values())
    for number, start in enumerate(range(0, len(shown), across * 2), 1):
        some = shown[start : start + across * 2]
        pages = (pdf.pictures([each], dots_per_inch=34)[0] for each in some)
        small = [Image.open(BytesIO(page)).convert("L") for page in pages]
        wide, high = small[0].size
        rows = -(-len(small) // across)
        table = Image.new("L", (across * (wide + 8) + 8, rows * (high + 8) + 8), 190)
        for place, page in enumerate(small):
            table.paste(page, (8 + place % across * (wide + 8), 8 + place // across * (high + 8)))
        table.quantize(16).save(PICTURES / f"forms-{number}.png", optimize=True)
