"""Documents with macros, outside links, embedded files, entities and marks of secrecy."""

from tests.hostile import pictures
from tests.hostile.corpus import FAR, Corpus
from tests.hostile.packages import R, W, document, docx, relation, relations, types

RELS = "word/_rels/document.xml.rels"
OFFICE = "http://schemas.microsoft.com/office/2006/relationships"
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
CORE = ('<cp:coreProperties xmlns:cp="urn:x" xmlns:dc="urn:y">'
        "<dc:{0}>{1}</dc:{0}></cp:coreProperties>")  # fmt: skip


def text(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def field(*codes: str) -> str:
    runs = "".join(f"<w:r><w:instrText>{code}</w:instrText></w:r>" for code in codes)
    return (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{runs}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


def simple(code: str) -> str:
    return f"<w:p><w:fldSimple w:instr='{code}'><w:r/></w:fldSimple></w:p>"


def linked(kind: str, target: str, mode: str = "External") -> bytes:
    return docx(**{RELS: relations(relation(kind, target, mode))})


def make(corpus: Corpus) -> None:
    _macros(corpus)
    _links(corpus)
    _fields(corpus)
    _entities(corpus)
    _embedded(corpus)
    _secret(corpus)
    _harmless(corpus)


def _macros(corpus: Corpus) -> None:
    vba = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1Attribute VB_Name"
    override = '<Override PartName="/word/{}" ContentType="{}"/>'
    found = {
        "a macro project": docx(**{"word/vbaProject.bin": vba}),
        "a macro project in capitals": docx(**{"word/VBAPROJECT.BIN": vba}),
        "a macro project elsewhere": docx(**{"customXml/item.bin": vba}),
        "what belongs to a macro project": docx(**{"word/vbaData.xml": "<a/>"}),
        "an old macro sheet": docx(**{"xl/macrosheets/sheet1.xml": "<a/>"}),
        "a document that says it has macros": docx(**{"[Content_Types].xml": types(MACRO_TYPE)}),
        "a template that says it has macros": docx(
            **{"[Content_Types].xml": types(MACRO_TYPE.replace("document.m", "template.m"))}
        ),
        "a picture that is a macro project": docx(
            **{
                "[Content_Types].xml": types(
                    more=override.format("media/a.png", "application/vnd.ms-office.vbaProject")
                ),
                "word/media/a.png": vba,
            }
        ),
        "a renamed macro project": linked(f"{OFFICE}/vbaProject", "media/a.png", ""),
        "what belongs to a renamed project": linked(f"{OFFICE}/wordVbaData", "b.xml", ""),
        "keys that run macros": linked(f"{OFFICE}/keyMapCustomizations", "c.xml", ""),
        "toolbars that run macros": linked(f"{OFFICE}/attachedToolbars", "d.xml", ""),
        "a ribbon of its own": docx(**{"customUI/customUI14.xml": '<customUI onLoad="a"/>'}),
        "a ribbon by relation": linked(f"{OFFICE}/ui/extensibility/customUI", "e.xml", ""),
        "a control": docx(**{"word/activeX/activeX1.xml": "<a/>"}),
        "a control by relation": linked("control", "f.xml", ""),
        "a control in the text": docx('<w:p><w:r><w:control r:id="rId1"/></w:r></w:p>'),
        "a button that runs": docx(field("MACROBUTTON Chay Bam vao day")),
        "words for the printer": docx(field('PRINT "%!PS"')),
        "acts on opening": docx(**{"word/x.xml": "<a><docEvents><eventDocOpen/></docEvents></a>"}),
        "a program": docx(**{"word/media/a.exe": b"MZ"}),
        "a library": docx(**{"word/media/a.dll": b"MZ"}),
        "a script": docx(**{"word/media/a.js": b"new ActiveXObject('x')"}),
        "another script": docx(**{"word/media/a.vbs": b"CreateObject"}),
        "a third script": docx(**{"word/media/a.ps1": b"iex"}),
    }
    for title, content in found.items():
        corpus.add(title, content, "macros", family="macros", name="don.docx")


def _links(corpus: Corpus) -> None:
    sealed = relation("attachedTemplate", FAR, "External")
    found = {
        "a template from afar": linked("attachedTemplate", FAR + "a.dotm"),
        "a template from a share": linked("attachedTemplate", r"\\192.0.2.7\a\b.dotm"),
        "a template from a file": linked("attachedTemplate", "file:///C:/a.dotm"),
        "a template by small letters": linked("attachedTemplate", FAR, "external"),
        "a template by another mode": linked("attachedTemplate", FAR, "Extern"),
        "a template without a mode": linked("attachedTemplate", FAR, ""),
        "a template in single quotes": docx(**{RELS: relations(sealed.replace('"', "'"))}),
        "a template in other letters": docx(
            **{RELS: relations(sealed.replace("External", "&#69;xternal"))}
        ),
        "a template by another prefix": docx(
            **{
                RELS: relations(sealed)
                .replace("<Relationship ", "<p:Relationship ")
                .replace("<Relationships xmlns=", '<Relationships xmlns:p="urn:p" xmlns=')
            }
        ),
        "a template of the settings": docx(**{"word/_rels/settings.xml.rels": relations(sealed)}),
        "a picture from afar": linked("image", FAR + "a.png"),
        "a picture from a share": linked("image", r"\\192.0.2.7\a\b.png"),
        "an object from afar": linked("oleObjectLink", FAR),
        "a film from afar": linked("video", FAR, ""),
        "a sound from afar": linked("audio", FAR, ""),
        "a list of addresses": linked("mailMergeSource", "file:///C:/a.mdb"),
        "a frame from afar": linked("frame", FAR),
        "styles from afar": linked("styles", FAR),
        "a link to a file": linked("hyperlink", "file:///C:/Windows/System32/calc.exe"),
        "a link to a share": linked("hyperlink", r"\\192.0.2.7\a"),
        "a link that runs": linked("hyperlink", "javascript:alert(1)"),
        "a link to a tool": linked("hyperlink", "ms-msdt:/id PCWDiagnostic"),
        "a link to a search": linked("hyperlink", "search-ms:query=a"),
        "a link to data": linked("hyperlink", "data:text/html,a"),
        "a drawing from afar": docx(f'<w:p><v:imagedata src="{FAR}a.png"/></w:p>'),
        "a drawing that leads away": docx(f'<w:p><v:shape href="file:///{FAR}"/></w:p>'),
        "a picture that runs": docx('<w:p><a:hlinkClick action="ppaction://program"/></w:p>'),
        "a document below": docx('<w:subDoc r:id="rId9"/>'),
        "letters to many": docx(
            **{"word/settings.xml": f'<w:s xmlns:w="{W}"><w:mailMerge/></w:s>'}
        ),
        "a set of frames": docx(
            **{
                "word/webSettings.xml": f'<w:f xmlns:w="{W}" xmlns:r="{R}">'
                '<w:sourceFileName r:id="rId1"/></w:f>'
            }
        ),
    }
    for title, content in found.items():
        code = "embedded" if title == "an object from afar" else "outside_link"
        corpus.add(title, content, code, family="outside links", name="don.docx")


def _fields(corpus: Corpus) -> None:
    found = {
        "DDEAUTO": field(r'DDEAUTO c:\\a "/k calc"'),
        "DDE": field(r'DDE c:\\a "/k calc"'),
        "DDE in pieces": field("DD", "EAU", 'TO c:\\\\a "b"'),
        "DDE with small letters": field("ddeauto a b"),
        "DDE at once": simple('DDEAUTO a "b"'),
        "DDE in other letters": field("&#68;DEAUTO a b"),
        "INCLUDETEXT": field('INCLUDETEXT "file:///etc/passwd"'),
        "INCLUDEPICTURE": field(f'INCLUDEPICTURE "{FAR}a.png" \\d'),
        "INCLUDEPICTURE at once": simple(f'INCLUDEPICTURE "{FAR}a.png"'),
        "IMPORT": field(f"IMPORT {FAR}"),
        "LINK": field("LINK Excel.Sheet.8 a.xlsx"),
        "RD": field('RD "a.docx"'),
        "DATABASE": field(r"DATABASE \d a.mdb"),
        "INCLUDE": field("INCLUDE a.docx"),
        "AUTOTEXT": field("AUTOTEXT a"),
        "FILLIN": field('FILLIN "Mat khau"'),
        "a field within a field": field("PAGE") + field('IF 1 = 1 "a"') + field("DDE a b"),
        "a link by a field to a file": field('HYPERLINK "file:///C:/a.exe"'),
        "a link by a field to a share": field(r'HYPERLINK "\\\\192.0.2.7\\a"'),
    }
    for title, body in found.items():
        corpus.add(title, docx(body), "outside_link", family="fields", name="don.docx")
    for part in ("header1", "footer2", "footnotes", "endnotes", "glossary/document"):
        fetched = {f"word/{part}.xml": document(field("DDEAUTO a b"))}
        corpus.add(f"DDEAUTO in {part}", docx(**fetched), "outside_link", family="fields",
                   name="don.docx")  # fmt: skip


def _entities(corpus: Corpus) -> None:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    declared = {
        "a file by an entity": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        "an address by an entity": f'<!DOCTYPE a [<!ENTITY b SYSTEM "{FAR}">]><a>&b;</a>',
        "a billion laughs": f'<!DOCTYPE a [<!ENTITY a0 "ha">{laughs}]><a>&a9;</a>',
        "declarations from afar": f'<!DOCTYPE a SYSTEM "{FAR}a.dtd"><a/>',
        "declarations by a parameter": f'<!DOCTYPE a [<!ENTITY % b SYSTEM "{FAR}"> %b;]><a/>',
        "one entity, many times": '<!DOCTYPE a [<!ENTITY b "'
        + "x" * 100_000 + '">]><a>' + "&b;" * 10_000 + "</a>",
    }  # fmt: skip
    for number, (title, content) in enumerate(declared.items()):
        for part in ("word/document.xml", "word/styles.xml", "customXml/item1.xml", RELS,
                     "[Content_Types].xml", "docProps/core.xml")[number % 2 :: 2]:  # fmt: skip
            corpus.add(f"{title} in {part}", docx(**{part: content}), "outside_link",
                       family="entities", name="don.docx")  # fmt: skip
    hidden = document(field("DDEAUTO a b"))
    broken = {
        "UTF-16 that hides a field": hidden.replace("?>", ' encoding="UTF-16"?>').encode("utf-16"),
        "UTF-7": hidden.replace("?>", ' encoding="UTF-7"?>').encode(),
        "another page of letters": hidden.replace("?>", ' encoding="cp1252"?>').encode("cp1252"),
        "half a document": document()[:90],
        "no markup": "xin chào",
        "markup that is not closed": "<w:document>",
        "an unknown entity": "<a>&b;</a>",
        "broken letters": b"<a>\xff\xfe\xfd</a>",
        "a nought in the markup": b"<a>\0</a>",
        "two roots": "<a/><b/>",
    }
    for title, content in broken.items():
        corpus.add(title, docx(**{"word/document.xml": content}), "broken", family="markup",
                   name="don.docx")  # fmt: skip


def _embedded(corpus: Corpus) -> None:
    chunk = {"word/a.html": b"<script>a</script>"}
    found = {
        "an object": docx(**{"word/embeddings/a.docx": b"PK"}),
        "an object by relation": linked("package", "media/a.png", ""),
        "an object in the text": docx("<w:p><OLEObject/></w:p>"),
        "a web page in between": docx('<w:altChunk r:id="rId9"/>', **chunk),
        "a web page by relation": linked("aFChunk", "a.xml", ""),
        "a drawing by instructions": docx(**{"word/media/a.svg": b"<svg/>"}),
        "an old drawing": docx(**{"word/media/a.wmf": b"\xd7\xcd\xc6\x9a"}),
        "an enhanced drawing": docx(**{"word/media/a.emf": b"\1\0\0\0"}),
        "a web page as a picture": docx(**{"word/media/a.png": b"<html><script>a</script>"}),
        "a PDF as a picture": docx(**{"word/media/a.png": b"%PDF-1.7"}),
        "a document as a picture": docx(**{"word/media/a.png": docx()}),
        "a workbook behind a chart": docx(**{"word/charts/chart1.xml": "<c><externalData/></c>"}),
        "a file of no kind": docx(**{"word/a": b"xin chao"}),
    }
    for title, content in found.items():
        corpus.add(title, content, "embedded", family="embedded files", name="don.docx")
    flood = docx(**{"word/media/a.png": pictures.png_of(30_000, 30_000)})
    corpus.add("a flood in a document", flood, "too_many_pixels", family="embedded files")
    torn = docx(**{"word/media/a.png": pictures.picture("PNG")[:60]})
    corpus.add("half a picture in a document", torn, "broken", family="embedded files")


def _secret(corpus: Corpus) -> None:
    drawn = '<w:p><v:textpath string="TUYỆT MẬT"/></w:p>'
    exif = pictures.picture("JPEG", exif=pictures.told({0x010E: "TOI MAT"}))
    assert exif
    found = {
        "TUYỆT MẬT": docx(text("TUYỆT MẬT")),
        "Tối mật": docx(text("Tối mật")),
        "MẬT in brackets": docx(text("( MẬT )")),
        "MẬT with an announcement": docx(text("Độ mật: Mật")),
        "MẬT in decomposed letters": docx(text("MA\u0323\u0302T")),
        "MẬT in wide letters": docx(text("ＭẬＴ")),
        "MẬT in foreign letters": docx(text("МẬТ")),
        "MẬT in numbers": docx(text("M&#7852;T")),
        "MẬT with unseen signs": docx(text("M\u200bẬ\u00adT")),
        "M Ậ T": docx(text("M Ậ T")),
        "MẬT in two pieces": docx("<w:p><w:r><w:t>M</w:t></w:r><w:r><w:t>ẬT</w:t></w:r></w:p>"),
        "MẬT behind a tab": docx("<w:p><w:r><w:t>MẬT</w:t><w:tab/><w:t>Số 5</w:t></w:r></w:p>"),
        "MẬT in a cell": docx(f"<w:tbl><w:tr><w:tc>{text('TỐI MẬT')}</w:tc></w:tr></w:tbl>"),
        "MẬT across the page": docx(drawn),
        "MẬT in a drawing": docx("<w:p><a:p><a:r><a:t>MẬT</a:t></a:r></a:p></w:p>"),
        "MẬT of a picture": docx('<w:p><a:docPr descr="MẬT"/></w:p>'),
        "MẬT at the head": docx(**{"word/header1.xml": document(text("MẬT"))}),
        "MẬT at the foot": docx(**{"word/footer1.xml": document(text("TỐI MẬT"))}),
        "MẬT in a title": docx(**{"docProps/core.xml": CORE.format("title", "MẬT")}),
        "MẬT as a keyword": docx(**{"docProps/core.xml": CORE.format("keywords", "Tuyệt mật")}),
        "MẬT taken out again": docx("<w:p><w:r><w:delText>MẬT</w:delText></w:r></w:p>"),
    }
    for title, content in found.items():
        corpus.add(f"mark: {title}", content, "secret", family="marks of secrecy", name="don.docx")


def _harmless(corpus: Corpus) -> None:
    photo = pictures.photograph()
    author = (
        '<w:p><w:ins w:id="1" w:author="CANARY-TAC-GIA" w:initials="CANARY"><w:r/></w:ins></w:p>'
    )
    found: dict[str, tuple[bytes, tuple[bytes, ...]]] = {
        "an author": (docx(**{"docProps/core.xml": CORE.format("creator", "CANARY")}), ()),
        "a company": (docx(**{"docProps/app.xml": "<a><Company>CANARY</Company></a>"}), ()),
        "a property": (docx(**{"docProps/custom.xml": "<a><b>CANARY</b></a>"}), ()),
        "data of another program": (docx(**{"customXml/item1.xml": "<a>CANARY</a>"}), ()),
        "comments": (docx(**{"word/comments.xml": "<a><b>CANARY</b></a>"}), ()),
        "who commented": (docx(**{"word/people.xml": '<a b="CANARY"/>'}), ()),
        "who changed it": (docx(author), ()),
        "a small picture of it": (docx(**{"docProps/thumbnail.emf": b"CANARY"}), ()),
        "a place in a photograph": (docx(**{"word/media/a.jpg": photo}), (b"GPS", b"Exif")),
        "words behind the archive": (docx() + b"CANARY", ()),
    }
    for title, (content, gone) in found.items():
        corpus.add(f"made harmless: {title}", content, gone=(b"CANARY", *gone),
                   family="documents that tell", name="don.docx")  # fmt: skip
