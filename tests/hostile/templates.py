"""Templates for an office's own papers with code in them, or with places that are none."""

from tests.hostile.corpus import FAR, TEMPLATE, Corpus
from tests.hostile.documents import field, simple, text
from tests.hostile.packages import document, docx

CODE = {
    "of Django": "{% load static %}{{ settings.SECRET_KEY }}",
    "of Jinja": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "of a loop": "{%tr for a in b %}{{ a }}{%tr endfor %}",
    "of Mako": "${'a'.join(open('/etc/passwd'))}{",
    "of a format": "{person.full_name.__class__}",
    "of a format's width": "{person.full_name:>99999999}",
    "of a format's conversion": "{person.full_name!r}",
    "of a call": "{person.full_name()}",
    "of an index": "{person[full_name]}",
    "of an environment": "{__import__('os').environ}",
    "of a filter": "{person.full_name|safe}",
    "of a path": "{../../etc/passwd}",
    "of an address": "{" + FAR + "}",
    "of a query": "{person.full_name} {SELECT 1}",
    "of a formula": "{=1+1}",
    "of a script": "{<script>alert(1)</script>}".replace("<", "&lt;"),
    "of the vault": "{vault.read}",
    "of another person": "{person.user.password}",
    "of the case": "{case.person.full_name}",
    "of nothing": "{}",
    "of an open brace": "{person.full_name",
    "of a deep brace": "{" * 500 + "person.full_name" + "}" * 500,
    "of a row outside one": "{row.on}",
}


def make(corpus: Corpus) -> None:
    for title, code in CODE.items():
        corpus.add(f"template: {title}", docx(text(code)), "bad_template", family="templates",
                   where=TEMPLATE, name="mau.docx")  # fmt: skip
    cut = "".join(f"<w:r><w:t>{sign}</w:t></w:r>" for sign in "{{7*7}}")
    found = {
        "code cut into letters": docx(f"<w:p>{cut}</w:p>"),
        "code at the head": docx(**{"word/header1.xml": document(text("{% now %}"))}),
        "code at the foot": docx(**{"word/footer1.xml": document(text("{% now %}"))}),
        "code in a note": docx(**{"word/footnotes.xml": document(text("{% now %}"))}),
        "a field that asks": docx(field("REF a")),
        "a field that links": docx(field(f"HYPERLINK {FAR}")),
        "a field that counts": docx(simple("= 7 * 7")),
        "a field that merges": docx(field("MERGEFIELD a")),
    }
    for title, content in found.items():
        corpus.add(f"template: {title}", content, "bad_template", family="templates",
                   where=TEMPLATE, name="mau.docx")  # fmt: skip
    many = docx(text("{person.full_name}") * 200_000)
    corpus.add("template: without end", many, "bad_template", family="templates", where=TEMPLATE)
