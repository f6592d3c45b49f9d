"""Register, calendar and questions as people meet them: two languages, all widths, no barriers."""

import re

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from nguon.portal.agenda import demonstration as agenda
from nguon.portal.agenda.models import Entry
from nguon.portal.questions import demonstration as questions
from nguon.portal.questions.models import Question
from nguon.portal.register import demonstration as register
from nguon.portal.register.models import Document
from nguon.portal.roles import system_actor
from tests.portal.conftest import FIREFOX, sign_in, stamp
from tests.words import foreign, is_page

PUBLIC = (
    *("/van-ban/", "/van-ban/tai-lieu-iso/", "/van-ban/giay-moi-hop/", "/lich-cong-tac/"),
    *("/lich-cong-tac/2031/5/", "/hoi-dap/", "/hoi-dap/gui/", "/hoi-dap/tra-cuu/"),
)
DESK = (
    *("van-ban/", "van-ban/?trang-thai=published", "van-ban/moi/giay-moi-hop/"),
    *("van-ban/moi/quyet-toan-thue/", "lich-cong-tac/", "lich-cong-tac/moi/"),
    *("hoi-dap/", "hoi-dap/?trang-thai=published"),
)
ASKED = {"title": "Birth", "text": "Please", "name": "Pa"}
LONG = 150  # of what is said of a page for search engines, the beginning


@pytest.fixture
def filled(db):
    """What the demonstration shows in the three rooms, around the day on which it is looked at."""
    now = timezone.now()
    by = system_actor(today=timezone.localdate(now), at=now)
    for room in (register, agenda, questions):
        room.fill(today=by.today, at=now, by=by)


def single_pages() -> list[str]:
    return [
        *(document.get_absolute_url() for document in Document.objects.all()),
        *(answer.get_absolute_url() for answer in Question.objects.filter(state="published")),
    ]


def written_here() -> re.Pattern[str]:
    """Everything that people entered; on an English page it stays as it is."""
    rows = [*Document.objects.values(), *Entry.objects.values(), *Question.objects.values()]
    texts = {" ".join(v.split()) for row in rows for v in row.values() if isinstance(v, str) and v}
    parts = (
        re.escape(text[:LONG]) + (".*" if len(text) > LONG else "")
        for text in sorted({*texts, *ASKED.values(), "Trần Văn Biên"}, key=len, reverse=True)
    )
    return re.compile("|".join(parts))


def test_readers_and_editors_find_no_word_of_the_other_language(filled, editor):
    invented, desk = written_here(), sign_in(editor)
    for language in ("vi", "en"):
        here = Client(HTTP_USER_AGENT=FIREFOX, HTTP_ACCEPT_LANGUAGE=language)
        desk.defaults["HTTP_ACCEPT_LANGUAGE"] = language
        answers = all_pages(here, desk)
        assert all(is_page(answer) for answer in answers)
        wrong = {word for each in answers for word in foreign(each, language, invented)}
        assert wrong == set()


def all_pages(here: Client, desk: Client) -> list[HttpResponse]:
    entry, question = Entry.objects.first(), Question.objects.filter(state="published").first()
    document = Document.objects.filter(replaces__isnull=False).first()
    ask = ASKED | {"stamp": stamp()}
    return [
        *(here.get(page) for page in (*PUBLIC, *single_pages())),
        *(here.post("/hoi-dap/gui/", told) for told in (ask, ask, {"title": ""})),
        here.post("/hoi-dap/tra-cuu/", {"code": "none"}),
        *(desk.get(f"/ban-bien-tap/{page}") for page in DESK),
        desk.get(f"/ban-bien-tap/lich-cong-tac/viec/{entry.ref}/"),
        desk.get(f"/ban-bien-tap/hoi-dap/{question.ref}/"),
        desk.get(f"/ban-bien-tap/van-ban/{document.ref}/"),
        desk.get(f"/ban-bien-tap/van-ban/{document.ref}/cac-ban/"),
        desk.post("/ban-bien-tap/lich-cong-tac/moi/", {"day": "2025-06-03", "ends": "09:00"}),
        desk.post("/ban-bien-tap/van-ban/moi/giay-moi-hop/", {"replaces": "none"}),
    ]


@pytest.mark.django_db(transaction=True)
def test_nothing_stands_in_the_way_and_a_week_fits_on_one_sheet(page: Page, live_server, filled):
    narrow = (360, "dark", ("/van-ban/tai-lieu-iso/", "/lich-cong-tac/", "/hoi-dap/gui/"))
    wide = (1280, "light", ("/van-ban/", "/lich-cong-tac/", single_pages()[0]))
    for width, scheme, paths in (narrow, wide):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        for path in paths:
            page.goto(f"{live_server.url}{path}")
            found = Axe().run(page)
            assert found.violations_count == 0, f"{path} {width} {found.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.goto(f"{live_server.url}/lich-cong-tac/")
    paper = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    (sheet,) = paper  # a full week fits on one, laid across
    assert sheet.get_width() > sheet.get_height()
