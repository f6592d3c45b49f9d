"""The reference page of the statutory forms: what each is, where its content was seen."""

from collections.abc import Iterator
from pathlib import Path

from nguon.forms.catalogue import LETTER, Edition, Form, forms, sources

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "img"


def forms_page(made: str) -> Iterator[str]:
    """The catalogue with its marks, the specimens, pictures of the first pages."""
    yield f"# Statutory forms\n\n{made}"
    yield "Laid out by us after the prescribed content; words and layout are ours. The edition is"
    yield "that of the day of the act. What cannot be filled in is listed first and left dotted."
    yield "Mark: C2 two published specimens agree, C1 one, K common knowledge and to be compared"
    yield "before it is relied on, U uncertain. A form whose content could not be seen says *chưa"
    yield "có mẫu* and is not drawn. A form whose number is not known goes by its document type in"
    yield "the list of 1361-CV/BTCTW (TL-…). The list of a cell's members (7-HSĐV) is a book.\n"
    yield "| form | title | drawn from | signed by | from | until | instrument | seen | mark |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for form in forms().values():
        yield from (_row(form, edition) for edition in form.editions)
    yield "\n## What the comparison left open\n"
    for form in forms().values():
        yield from (
            f"* {form.code}, {edition.valid_from}: {edition.note}"
            for edition in form.editions
            if edition.note
        )
    yield "\n## Specimens\n\nOnly names of parts and fields were taken over, no sentences.\n"
    yield from (f"* **{key}** {said}" for key, said in sources().items())
    yield "\n## How they look\n\nFirst pages, of an invented person, in the order of the table.\n"
    yield from (f"![Forms](../img/{path.name})\n" for path in sorted(PICTURES.glob("forms-*.png")))


def _row(form: Form, edition: Edition) -> str:
    act = "a letter of transfer" if form.drawn_from == LETTER else f"`{form.act}`"
    hand = " (a draft to copy by hand)" if form.by_hand else ""
    seen = ", ".join(edition.seen) if edition.layout else "chưa có mẫu"
    cells = [form.code, form.title + hand, act, form.signed_by, str(edition.valid_from)]
    cells += [str(edition.valid_to or ""), edition.instrument, seen, edition.confidence]
    return f"| {' | '.join(cells)} |"
