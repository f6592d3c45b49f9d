"""The words that a page shows or reads out, and which of them are in the wrong language.

A page says by ``lang`` what language its parts are in; a part in another language is let be.
What the tests themselves put in (names, places) is in ``INVENTED``.
"""

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser

from django.http import HttpResponse

from tests.canaries import WORD
from tools.messages import catalogue

EMPTY = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
SILENT = {"code", "script", "style", "template"}
SPOKEN = ("alt", "aria-label", "data-busy", "data-label", "placeholder", "title")
BUTTONS = {"submit", "button", "reset"}

# Letters that English does not have, and words that Vietnamese does not have.
VIETNAMESE = re.compile("[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
ENGLISH = re.compile(
    r"\b(the|this|that|these|you|your|is|are|was|must|please|and|or|with|without|"
    r"enter|required|valid|password|username|code|sign|field|choice|character)\b",
    re.IGNORECASE,
)
# Names of forms and instruments, and what names itself in its own language.
PROPER = re.compile(
    r"Nguồn|Tiếng Việt|English|passkey|\b\d+-QĐi/TW\b|"
    r"\b\d*A?-?(KNĐ|HSĐV|SHĐ|NTVĐ|ĐVM)\b|[\d-]*[A-ZĐ]+[/-][A-ZĐƯ/-]+"
)


class Page(HTMLParser):
    """Collects what somebody sees or hears, with the language that the page says it is in."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.found: list[tuple[str, str]] = []
        self.feed(text)

    @property
    def language(self) -> str:
        return self.open[-1][1] if self.open else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        language = given.get("lang", self.language)
        self.found += [(language, given[name]) for name in SPOKEN if given.get(name)]
        if tag == "input" and given.get("type") in BUTTONS:
            self.found.append((language, given.get("value", "")))
        if tag not in EMPTY:
            self.open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(tag in SILENT for tag, _ in self.open):
            self.found.append((self.language, data))


def is_page(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith("text/html")


def texts(response: HttpResponse, language: str) -> Iterator[str]:
    """The texts of an answer that are said to be in ``language``, each on one line."""
    if is_page(response):
        for said_to_be, text in Page(response.content.decode()).found:
            if said_to_be in (language, "") and text.strip():
                yield " ".join(text.split())


def foreign(response: HttpResponse, language: str, invented: re.Pattern[str]) -> list[str]:
    """The texts of an answer that are in the other language than ``language``."""
    wrong = {"en": in_vietnamese, "vi": in_english}[language]
    found = (invented.sub("", WORD.sub("", text)) for text in texts(response, language))
    return sorted({text for text in found if wrong(PROPER.sub("", text).strip(" :,.·–()"))})


def in_vietnamese(text: str) -> bool:
    return bool(VIETNAMESE.search(text)) or text in only_in("vi")


def in_english(text: str) -> bool:
    return bool(ENGLISH.search(text)) or text in only_in("en")


@cache
def only_in(language: str) -> frozenset[str]:
    """The messages of the program in one language, but for those that the other has, too."""
    entries = [entry for entry in catalogue().values() if not entry.msgid_plural]
    said = {"vi": {e.msgid for e in entries}, "en": {e.msgstr for e in entries if e.msgstr}}
    other = {"vi": "en", "en": "vi"}[language]
    return frozenset(text.strip(" :,.·–()") for text in said[language] - said[other])
