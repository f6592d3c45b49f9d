"""PDFs that act, fetch, hide, lie or burst."""

import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from tests.hostile import pictures
from tests.hostile.corpus import FAR, Corpus
from tests.hostile.packages import docx, zipped

Build = Callable[[Pdf], Any]


def pdf(build: Build = lambda made: None, pages: int = 1, **options: Any) -> bytes:
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=(595, 842))
    build(made)
    out = BytesIO()
    made.save(out, static_id=True, compress_streams=False, **options)
    return out.getvalue()


def raw(*objects: bytes, root: int = 1) -> bytes:
    """A PDF written object by object, so that it can say what no program would."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root %d 0 R>>\n" % (len(objects) + 1, root)
    return bytes(out + b"startxref\n%d\n%%%%EOF" % start)


XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-'
    'syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:title><rdf:Alt><rdf:li>{}</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF>"
    "</x:xmpmeta>"
)
CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
ONE_PAGE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def page(box: bytes = b"[0 0 595 842]", more: bytes = b"") -> bytes:
    return b"<</Type/Page/Parent 2 0 R/MediaBox%s%s>>" % (box, more)


def act(kind: str, **said: Any) -> Dictionary:
    return Dictionary(S=Name("/" + kind), **said)


def make(corpus: Corpus) -> None:
    _acting(corpus)
    _telling(corpus)
    _shapes(corpus)
    _bursting(corpus)
    _more_bursting(corpus)
    _broken(corpus)
    _fetching(corpus)
    _marks(corpus)


def _acting(corpus: Corpus) -> None:
    """Everything here must be gone from what is kept."""
    script = act("JavaScript", JS=String("app.alert('CANARY')"))
    acts = {
        "a script on opening": script,
        "a program on opening": act("Launch", F=String("CANARY.exe")),
        "an address on opening": act("URI", URI=String(FAR + "CANARY")),
        "another file on opening": act("GoToR", F=String("\\\\192.0.2.7\\CANARY"), D=Array([0])),
        "an embedded file on opening": act("GoToE", F=String("CANARY"), D=Array([0])),
        "a form sent on opening": act("SubmitForm", F=String(FAR + "CANARY")),
        "data taken in on opening": act("ImportData", F=String("CANARY.fdf")),
        "a film on opening": act("Rendition", JS=String("CANARY")),
        "a sound on opening": act("Sound", N=String("CANARY")),
        "acts one after another": act("Named", N=Name.Print, Next=script),
    }
    for title, each in acts.items():
        places: dict[str, Build] = {
            "": lambda made, each=each: made.Root.__setattr__("OpenAction", each),
            ", by the page": lambda made, each=each: made.pages[0].obj.__setattr__(
                "AA", Dictionary(O=each)
            ),
            ", by a link": lambda made, each=each: made.pages[0].obj.__setattr__(
                "Annots", Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, A=each)])
            ),
        }
        for where, build in places.items():
            corpus.add(f"PDF: {title}{where}", pdf(build), gone=(b"CANARY",), family="acting PDFs",
                       name="quet.pdf")  # fmt: skip
    for title, build in _HANGING.items():
        corpus.add(f"PDF: {title}", pdf(build), gone=(b"CANARY",), family="acting PDFs",
                   name="quet.pdf")  # fmt: skip


def _attach(made: Pdf) -> None:
    made.attachments["CANARY.exe"] = b"MZ CANARY"


def _form(made: Pdf) -> None:
    xfa = Stream(made, b"<xdp><script>CANARY</script></xdp>")
    field = Dictionary(
        FT=Name.Tx, T=String("CANARY"), AA=Dictionary(K=act("JavaScript", JS="CANARY"))
    )
    made.Root.AcroForm = Dictionary(XFA=xfa, Fields=Array([made.make_indirect(field)]))


def _named_scripts(made: Pdf) -> None:
    names = Array([String("a"), act("JavaScript", JS=String("CANARY"))])
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=names))


def _note(**said: Any) -> Build:
    def build(made: Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 9, 9]), **said)
        made.pages[0].obj.Annots = Array([made.make_indirect(note)])

    return build


def _collection(made: Pdf) -> None:
    _attach(made)
    made.Root.Collection = Dictionary(View=Name.D)
    made.Root.AF = Array([Dictionary(F=String("CANARY"))])


def _outline(made: Pdf) -> None:
    line = made.make_indirect(
        Dictionary(Title=String("CANARY"), A=act("Launch", F=String("CANARY")))
    )
    made.Root.Outlines = Dictionary(First=line, Last=line, Count=1)


def _page_says(**said: Any) -> Build:
    def build(made: Pdf) -> None:
        for key, value in said.items():
            made.pages[0].obj[f"/{key}"] = value

    return build


_HANGING: dict[str, Build] = {
    "a file embedded": _attach,
    "a portfolio": _collection,
    "a form with scripts": _form,
    "scripts by name": _named_scripts,
    "an outline that runs": _outline,
    "a rich medium": _note(
        Subtype=Name.RichMedia, RichMediaContent=Dictionary(A=String("CANARY"))
    ),
    "a film": _note(Subtype=Name.Movie, Movie=Dictionary(F=String("CANARY"))),
    "a screen": _note(Subtype=Name.Screen, A=act("Rendition", JS=String("CANARY"))),
    "a file on a page": _note(Subtype=Name.FileAttachment, FS=Dictionary(F=String("CANARY"))),
    "a body in three dimensions": _note(Subtype=Name("/3D"), Contents=String("CANARY")),
    "a redaction that hides": _note(Subtype=Name.Redact, OverlayText=String("CANARY")),
    "a page that moves on": _page_says(Dur=1, Trans=Dictionary(S=Name.Fly, CANARY=1)),
    "a template page": _page_says(TemplateInstantiated=Name("/CANARY")),
    "a page of parts": _page_says(
        PieceInfo=Dictionary(CANARY=Dictionary(Private=String("CANARY")))
    ),
    "a thumbnail": lambda made: _page_says(Thumb=Stream(made, b"CANARY"))(made),
    "a threaded page": lambda made: _page_says(
        B=Array(
            [made.make_indirect(Dictionary(T=Dictionary(I=Dictionary(Title=String("CANARY")))))]
        )
    )(made),
    "rights of use": lambda made: made.Root.__setattr__("Perms", Dictionary(UR3=String("CANARY"))),
    "papers of law": lambda made: made.Root.__setattr__("Legal", Dictionary(A=String("CANARY"))),
    "layers": lambda made: made.Root.__setattr__(
        "OCProperties", Dictionary(D=Dictionary(Name=String("CANARY")))
    ),
    "an address for all": lambda made: made.Root.__setattr__(
        "URI", Dictionary(Base=String(FAR + "CANARY"))
    ),
    "requirements": lambda made: made.Root.__setattr__(
        "Requirements", Array([Dictionary(RH=Dictionary(Script=String("CANARY")))])
    ),
}


def _picture_on(made: Pdf, content: bytes, **said: Any) -> None:
    size = {"Width": 32, "Height": 24, "BitsPerComponent": 8, "ColorSpace": Name.DeviceRGB}
    shown = Stream(made, content)
    for key, value in {"Type": Name.XObject, "Subtype": Name.Image, **size, **said}.items():
        shown[f"/{key}"] = value
    made.pages[0].obj.Resources = Dictionary(XObject=Dictionary(A=made.make_indirect(shown)))
    made.pages[0].obj.Contents = Stream(made, b"q 300 0 0 300 0 0 cm /A Do Q")


def _telling(corpus: Corpus) -> None:
    def about(made: Pdf) -> None:
        made.docinfo["/Author"] = "CANARY"
        made.docinfo["/Producer"] = "CANARY"

    def described(made: Pdf) -> None:
        made.Root.Metadata = Stream(made, XMP.format("CANARY").encode())

    def photographed(made: Pdf) -> None:
        _picture_on(made, b"")
        shown = made.pages[0].obj.Resources.XObject.A
        shown.write(pictures.photograph(), filter=Name.DCTDecode)
        shown.Metadata = Stream(made, b"CANARY")

    found: dict[str, Build] = {
        "an author": about,
        "a description": described,
        "a photograph with its place": photographed,
    }
    for title, build in found.items():
        corpus.add(f"PDF: {title}", pdf(build), gone=(b"CANARY",), family="PDFs that tell",
                   name="quet.pdf")  # fmt: skip
    corpus.add("PDF: an archive behind it", pdf() + docx("CANARY") + b"CANARY", gone=(b"CANARY",),
               family="two in one", name="quet.pdf")  # fmt: skip
    corpus.add("PDF: a page before its end", pdf() + pictures.PAGE, gone=(b"CANARY",),
               family="two in one", name="quet.pdf")  # fmt: skip


def _shapes(corpus: Corpus) -> None:
    boxes = {
        "a page of a kilometre": b"[0 0 2834645 2834645]",
        "a page without end": b"[0 0 99999999999 99999999999]",
        "a page narrow as a hair": b"[0 0 1 900000]",
        "a page turned inside out": b"[9999999 0 0 842]",
    }
    for title, box in boxes.items():
        corpus.add(f"PDF: {title}", raw(CATALOG, ONE_PAGE, page(box)), "page_size",
                   family="pages", name="quet.pdf")  # fmt: skip
    corpus.add("PDF: a unit of a million", raw(CATALOG, ONE_PAGE, page(more=b"/UserUnit 1000000")),
               gone=(b"UserUnit",), family="pages", name="quet.pdf")  # fmt: skip
    for count in (61, 3_000):
        corpus.add(f"PDF: {count} pages", pdf(pages=count), "too_many_pages", family="pages",
                   name="quet.pdf")  # fmt: skip
    same = raw(CATALOG, b"<</Type/Pages/Kids[" + b"3 0 R " * 5_000 + b"]/Count 5000>>", page())
    corpus.add("PDF: one page five thousand times", same, "too_many_pages", family="pages",
               name="quet.pdf")  # fmt: skip
    none = raw(CATALOG, b"<</Type/Pages/Kids[]/Count 0>>")
    corpus.add("PDF: no page", none, "broken", family="pages", name="quet.pdf")
    round_about = raw(CATALOG, b"<</Type/Pages/Kids[2 0 R]/Count 1>>")
    corpus.add("PDF: pages within themselves", round_about, "broken", family="pages")
    bodies = [CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    bodies += [
        b"<</Type/Pages/Parent %d 0 R/Kids[%d 0 R]/Count 1>>" % (number - 1, number + 1)
        for number in range(3, 20_003)
    ]
    deep = raw(*bodies, page())
    corpus.add("PDF: pages twenty thousand deep", deep, "broken", family="pages", name="quet.pdf")


def _bursting(corpus: Corpus) -> None:
    def flood(made: Pdf) -> None:
        _picture_on(made, b"")
        shown = made.pages[0].obj.Resources.XObject.A
        shown.Width, shown.Height = 90_000, 90_000

    def hidden_flood(made: Pdf) -> None:
        flood(made)
        inner = made.pages[0].obj.Resources
        form = Stream(made, b"/A Do")
        form.Subtype, form.Resources = Name.Form, inner
        made.pages[0].obj.Resources = Dictionary(XObject=Dictionary(F=made.make_indirect(form)))
        made.pages[0].obj.Contents = Stream(made, b"/F Do")

    corpus.add("PDF: a flood", pdf(flood), "too_many_pixels", family="floods", name="quet.pdf")
    corpus.add("PDF: a flood within a form", pdf(hidden_flood), "too_many_pixels",
               family="floods", name="quet.pdf")  # fmt: skip


def _more_bursting(corpus: Corpus) -> None:
    once = zlib.compress(b" " * (50 << 20))
    twice = zlib.compress(once)
    head = b"<</Type/ObjStm/N 1/First 4/Filter[/FlateDecode/FlateDecode]/Length %d>>"
    many = [b"<</Type/ObjStm/N 1>>"] + [b"[]"] * 50_000
    corpus.add("PDF: fifty thousand objects", raw(CATALOG, ONE_PAGE, page(), *many), "bomb",
               family="PDF bombs", name="quet.pdf")  # fmt: skip
    inside = head % len(twice) + b"\nstream\n" + twice + b"\nendstream"
    bursting = raw(CATALOG, ONE_PAGE, page(more=b"/Resources 4 0 R"), inside)
    corpus.add("PDF: objects that burst", bursting, gone=(b"ObjStm",), family="PDF bombs")
    huge = zlib.compress(b"BT /A 9 Tf (a) Tj ET " * (8 << 20), 1)
    content = b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(huge), huge)
    endless = raw(CATALOG, ONE_PAGE, page(more=b"/Contents 4 0 R"), content)
    corpus.add("PDF: a page that is drawn without end", endless, "too_costly",
               family="PDF bombs", name="quet.pdf", slow=True)  # fmt: skip
    once, twice = _within_itself(b"/A Do      "), _within_itself(b"/A Do /A Do")
    corpus.add("PDF: a form within itself", once + b"CANARY", gone=(b"CANARY",),
               family="PDF bombs", name="quet.pdf")  # fmt: skip
    corpus.add("PDF: a form twice within itself", twice, "too_costly", family="PDF bombs",
               name="quet.pdf", slow=True)  # fmt: skip
    nested = b"[" * 5_000 + b"]" * 5_000
    lists = raw(CATALOG, ONE_PAGE, page(more=b"/Contents " + nested))
    corpus.add("PDF: lists five thousand deep", lists, "broken", family="PDF bombs")


def _within_itself(drawn: bytes) -> bytes:
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A 4 0 R>>>>"
    return raw(
        CATALOG, ONE_PAGE, page(more=b"/Contents 5 0 R/Resources<</XObject<</A 4 0 R>>>>"),
        form + b"/Length 11>>\nstream\n" + drawn + b"\nendstream",
        b"<</Length 5>>\nstream\n/A Do\nendstream",
    )  # fmt: skip


def _broken(corpus: Corpus) -> None:
    good = pdf(pages=2)
    found = {
        "nothing but a head": b"%PDF-1.7\n",
        "a head and noise": b"%PDF-1.7\n" + corpus.chance.randbytes(4000),
        "no root": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<</Size 2>>\n%%EOF",
        "a root that is a number": raw(b"5"),
        "a root that is itself": raw(b"1 0 R"),
        "pages that are a text": raw(b"<</Type/Catalog/Pages(CANARY)>>"),
        "a page that is not there": raw(CATALOG, ONE_PAGE),
    }
    for title, content in found.items():
        corpus.add(f"PDF: {title}", content, "broken", family="broken PDFs", name="quet.pdf")
    boxes = {"words": b"(CANARY)", "two": b"[0 0 (CANARY)]", "names": b"[/CANARY /B /C /D]"}
    for title, box in boxes.items():
        corpus.add(f"PDF: a box of {title}", raw(CATALOG, ONE_PAGE, page(box)), gone=(b"CANARY",),
                   family="broken PDFs", name="quet.pdf")  # fmt: skip
    corpus.add("PDF: cut", good[: len(good) // 6], "broken", family="broken PDFs")
    astray = good.replace(b"startxref", b"startxref\n99999999\n%", 1)
    corpus.add("PDF: a table that is elsewhere", astray + b"\nCANARY", gone=(b"CANARY",),
               family="broken PDFs", name="quet.pdf")  # fmt: skip
    for revision in (2, 3):
        sealed = pdf(encryption=pikepdf.Encryption(
            owner="a", user="b", R=revision, aes=False, metadata=False))  # fmt: skip
        corpus.add(f"PDF: sealed in way {revision}", sealed, "encrypted", family="sealed PDFs")
    against = pikepdf.Encryption(owner="a", user="", R=3, aes=False, metadata=False)
    opened = pdf(lambda made: made.docinfo.__setitem__("/Author", "CANARY"), encryption=against)
    corpus.add("PDF: sealed against copying", opened, gone=(b"CANARY", b"/Encrypt"),
               family="sealed PDFs", name="quet.pdf")  # fmt: skip


def _fetching(corpus: Corpus) -> None:
    outside = b"<</Length 0/F(%sCANARY)>>\nstream\n\nendstream" % FAR.encode()
    corpus.add("PDF: points of another file", raw(
        CATALOG, ONE_PAGE, page(more=b"/Contents 4 0 R"), outside), "outside_link",
        family="fetching PDFs", name="quet.pdf")  # fmt: skip

    def reference(made: Pdf) -> None:
        form = Stream(made, b"")
        form.Subtype = Name.Form
        form.Ref = Dictionary(F=String("\\\\192.0.2.7\\CANARY.pdf"), Page=0)
        made.pages[0].obj.Resources = Dictionary(XObject=Dictionary(A=made.make_indirect(form)))
        made.pages[0].obj.Contents = Stream(made, b"/A Do")

    def script_of_a_printer(made: Pdf) -> None:
        _picture_on(made, b"(CANARY) print", Subtype=Name.PS)

    def another(made: Pdf) -> None:
        _picture_on(made, b"\0" * 2304)
        shown = made.pages[0].obj.Resources.XObject.A
        shown.OPI = Dictionary({"/2.0": Dictionary(F=String(FAR + "CANARY"))})
        shown.Alternates = Array([Dictionary(Image=Dictionary(F=String("CANARY")))])

    corpus.add("PDF: words for a printer", pdf(script_of_a_printer), "macros",
               family="fetching PDFs", name="quet.pdf")  # fmt: skip
    for title, build in {"a page of another file": reference, "a finer picture": another}.items():
        corpus.add(f"PDF: {title}", pdf(build), gone=(b"CANARY",), family="fetching PDFs",
                   name="quet.pdf")  # fmt: skip


def _marks(corpus: Corpus) -> None:
    def titled(made: Pdf) -> None:
        made.docinfo["/Title"] = "MẬT"

    def described(made: Pdf) -> None:
        made.Root.Metadata = Stream(made, XMP.format("TUYỆT MẬT").encode())

    def field(made: Pdf) -> None:
        filled = Dictionary(FT=Name.Tx, V=String("TỐI MẬT"))
        made.Root.AcroForm = Dictionary(Fields=Array([made.make_indirect(filled)]))

    def last(made: Pdf) -> None:
        letters = Dictionary(Differences=Array([65, Name("/uni1EAC")]))
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        font.Encoding = letters
        made.pages[-1].obj.Resources = Dictionary(Font=Dictionary(A=made.make_indirect(font)))
        made.pages[-1].obj.Contents = Stream(made, b"BT /A 24 Tf 50 700 Td (MAT) Tj ET")

    found: dict[str, Build] = {
        "a title": titled, "a description": described, "a field": field,
        "a note": _note(Subtype=Name.FreeText, Contents=String("MẬT")),
        "a stamp": _note(Subtype=Name.Stamp, Name=Name.TopSecret),
    }  # fmt: skip
    for title, build in found.items():
        corpus.add(f"PDF: {title} that says MẬT", pdf(build), "secret",
                   family="marks of secrecy", name="quet.pdf")  # fmt: skip
    corpus.add("PDF: MẬT on the last of ten pages", pdf(last, pages=10), "secret",
               family="marks of secrecy", name="quet.pdf")  # fmt: skip
    corpus.add("PDF: an archive that says it is one", zipped([("%PDF-1.7", b"a")]), "broken",
               family="two in one", name="quet.pdf")  # fmt: skip
