"""Archives that are packed to burst or lie about themselves, and the plain document they copy."""

import struct
from collections.abc import Iterable, Mapping
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile, ZipInfo

from tests.hostile.corpus import Corpus

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
P = "http://schemas.openxmlformats.org/package/2006"
DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MADE_AT = (1980, 1, 1, 0, 0, 0)
PLAIN = "<w:p><w:r><w:t>Giấy giới thiệu của người không có thật.</w:t></w:r></w:p>"
Entries = Mapping[str, "bytes | str"]


def zipped(entries: Iterable[tuple[str, "bytes | str"]], method: int = ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as package:
        for name, content in entries:
            entry = ZipInfo(name, MADE_AT)
            entry.compress_type = method
            package.writestr(entry, content, compresslevel=1)
    return out.getvalue()


def document(body: str = PLAIN) -> str:
    spaces = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:v="urn:schemas-microsoft-com:vml"'
    drawn = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    return (
        f'<?xml version="1.0"?><w:document {spaces} {drawn}><w:body>{body}</w:body></w:document>'
    )


def types(main: str = DOCUMENT_TYPE, more: str = "") -> str:
    return (
        f'<Types xmlns="{P}/content-types"><Default Extension="rels" ContentType="application/'
        'vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        f'"application/xml"/><Override PartName="/word/document.xml" ContentType="{main}"/>{more}'
        "</Types>"
    )


def relations(*relations: str) -> str:
    return f'<Relationships xmlns="{P}/relationships">{"".join(relations)}</Relationships>'


def relation(kind: str, target: str, mode: str = "", number: int = 9) -> str:
    said = f' TargetMode="{mode}"' if mode else ""
    kind = kind if "/" in kind else f"{R}/{kind}"
    return f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"{said}/>'


def parts(body: str = PLAIN, **more: "bytes | str") -> dict[str, "bytes | str"]:
    return {
        "[Content_Types].xml": types(),
        "_rels/.rels": relations(relation("officeDocument", "word/document.xml", number=1)),
        "word/document.xml": document(body),
        **more,
    }


def docx(body: str = PLAIN, **more: "bytes | str") -> bytes:
    """A plain document with one or more parts put in its place or beside it."""
    return zipped(parts(body, **more).items())


def patched(content: bytes, name: str, offset: int, value: bytes) -> bytes:
    """The central directory's entry of a name with some of its bytes replaced."""
    at = content.rfind(name.encode()) - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    return content[: at + offset] + value + content[at + offset + len(value) :]


def make(corpus: Corpus) -> None:
    _bombs(corpus)
    _liars(corpus)
    _names(corpus)
    _other_archives(corpus)


def _bombs(corpus: Corpus) -> None:
    nought = b"0" * (31 << 20)
    inner = zipped([("a.xml", nought)])
    deep = inner
    for _ in range(6):
        deep = zipped([(f"{number}.zip", deep) for number in range(2)], ZIP_STORED)
    bombs = {
        "one part of 31 MB": docx(**{"word/styles.xml": nought}),
        "one part of 31 MB by bzip2": zipped(
            {**parts(), "word/styles.xml": nought}.items(), ZIP_BZIP2
        ),
        "one part of 31 MB by lzma": zipped(
            {**parts(), "word/styles.xml": nought}.items(), ZIP_LZMA
        ),
        "nine parts of 10 MB": docx(**{f"word/n{n}.xml": nought[: 10 << 20] for n in range(9)}),
        "a picture of 31 MB of nothing": docx(**{"word/media/a.png": nought}),
        "five hundred parts": docx(**{f"word/n{n}.xml": "<a/>" for n in range(500)}),
        "nine thousand parts": docx(**{f"word/n{n}.xml": "" for n in range(9_000)}),
        "markup a hundred thousand deep": docx("<w:p>" * 100_000 + "</w:p>" * 100_000),
    }
    for title, content in bombs.items():
        corpus.add(title, content, "bomb", family="archive bomb", name="don.docx")
    corpus.add("an archive in the document", docx(**{"word/a.zip": inner}), "embedded",
               family="archive bomb", name="don.docx")  # fmt: skip
    corpus.add("six archives deep", deep, "unknown_kind", family="archive bomb", name="a.zip")
    corpus.add("six archives deep in a document", docx(**{"word/media/b.png": deep}), "embedded",
               family="archive bomb", name="don.docx")  # fmt: skip


def _liars(corpus: Corpus) -> None:
    good = docx()
    name = "word/document.xml"
    stored = zipped(parts().items(), ZIP_STORED)
    end = good.rfind(b"PK\x05\x06")
    liars = {
        "claims less than it holds": patched(good, name, 24, struct.pack("<I", 10)),
        "an entry that is sealed": patched(good, name, 8, struct.pack("<H", 1)),
        "packed in no known way": patched(good, name, 10, struct.pack("<H", 99)),
        "the sum of its bytes is wrong": patched(good, name, 16, b"\0\0\0\0"),
        "an entry outside the file": patched(good, name, 42, struct.pack("<I", 1 << 30)),
        "an entry that begins in another": patched(good, name, 42, struct.pack("<I", 0)),
        "stored and twice as long": patched(stored, name, 20, struct.pack("<II", 9999, 9999)),
        "a directory elsewhere": good[: end + 16] + struct.pack("<I", 1 << 31) + good[end + 20 :],
        "overlapping entries": overlapping(),
        "no directory": good[:end],
        "four letters of an archive": b"PK\x03\x04",
        "an archive of nothing": b"PK\x03\x04" + b"\0" * 4096,
    }
    for title, content in liars.items():
        corpus.add(title, content, "broken", family="lying archive", name="don.docx")
    beyond = patched(good, name, 24, b"\xff\xff\xff\xff")
    many = good[: end + 8] + b"\xff\xff\xff\xff" + good[end + 12 :]
    for title, content in {"zip64 without sizes": beyond, "65535 entries": many}.items():
        corpus.add(f"read all the same: {title}", content + b"CANARY", gone=(b"CANARY",),
                   family="lying archive", name="don.docx")  # fmt: skip
    for share in (10, 35, 60, 85, 99):
        corpus.add(f"cut at {share} percent", good[: len(good) * share // 100], "broken",
                   family="truncated archive", name="don.docx")  # fmt: skip
    for number in range(6):
        at = corpus.chance.randrange(end)
        spoilt = good[:at] + corpus.chance.randbytes(40) + good[at + 40 :]
        if spoilt[:4] == b"PK\x03\x04":
            corpus.add(f"noise {number}", spoilt, "broken", family="noise", name="don.docx")


def overlapping() -> bytes:
    """Ten entries of the directory for the same packed bytes."""
    good = zipped({**parts(), "word/a.xml": b"<a/>"}.items())
    end = good.rfind(b"PK\x05\x06")
    at = good.rfind(b"word/a.xml") - 46
    entry = good[at:end]
    twins = b"".join(entry.replace(b"word/a.xml", b"word/%d.xml" % n) for n in range(10))
    tail = bytearray(good[end:])
    count = struct.unpack_from("<H", tail, 10)[0] + 10
    size = struct.unpack_from("<I", tail, 12)[0] + len(twins)
    struct.pack_into("<HHI", tail, 8, count, count, size)
    return good[:end] + twins + bytes(tail)


def _names(corpus: Corpus) -> None:
    names = {
        "a path out of the archive": "../../../etc/cron.d/a.xml",
        "a path out by backslashes": "..\\..\\a.xml",
        "an absolute path": "/etc/passwd.xml",
        "a drive": "C:\\Windows\\a.xml",
        "another file's stream": "word/a.xml:an.xml",
        "a name turned around": "word/\u202elmx.exe.xml",
        "a name with a line break": "word/a\nb.xml",
        "a name with a bell": "word/a\x07.xml",
        "a name with a tilde": "~/.ssh/authorized_keys.xml",
        "a name that expands": "word/$(id).xml",
    }
    for title, name in names.items():
        made = zipped([*parts().items(), (name, "<a/>")])
        corpus.add(title, made, "broken", family="names in archives", name="don.docx")
    twice = zipped([*parts().items(), ("WORD/Document.xml", document())])
    corpus.add("the document twice by capitals", twice, "broken", family="names in archives")
    long = zipped([*parts().items(), ("word/" + "a" * 60_000 + ".exe", "MZ")])
    corpus.add("a name of sixty thousand letters", long, "macros", family="names in archives")


def _other_archives(corpus: Corpus) -> None:
    kinds = {
        "a plain zip": {"doc-toi.txt": b"xin chao"},
        "a java archive": {
            "META-INF/MANIFEST.MF": b"Main-Class: A",
            "A.class": b"\xca\xfe\xba\xbe",
        },
        "a workbook": {"[Content_Types].xml": types(), "xl/workbook.xml": b"<workbook/>"},
        "slides": {"[Content_Types].xml": types(), "ppt/presentation.xml": b"<p/>"},
        "an open document": {"mimetype": b"application/vnd.oasis.opendocument.text"},
        "a book": {"mimetype": b"application/epub+zip", "META-INF/container.xml": b"<c/>"},
        "a phone's program": {"AndroidManifest.xml": b"\3\0\10\0", "classes.dex": b"dex\n035\0"},
        "a document without kinds": {"word/document.xml": document()},
        "a document without text": {"[Content_Types].xml": types()},
    }
    for title, entries in kinds.items():
        corpus.add(title, zipped(entries.items()), "unknown_kind", family="other archives",
                   name="don.docx")  # fmt: skip
