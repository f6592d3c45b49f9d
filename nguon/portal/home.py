"""The front page, and the choice of language."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.i18n import set_language

from nguon.core.http.policy import PUBLIC, policy
from nguon.portal.agenda import queries as agenda
from nguon.portal.agenda.queries import Box
from nguon.portal.boxes import queries as boxes
from nguon.portal.galleries import queries as galleries
from nguon.portal.galleries.models import Clip
from nguon.portal.galleries.queries import Cover
from nguon.portal.http import from_this_site, note_visit
from nguon.portal.news import queries as news
from nguon.portal.publications import queries as publications
from nguon.portal.publications.models import Publication
from nguon.portal.questions import queries as questions
from nguon.portal.questions.models import Question
from nguon.portal.register import queries as register
from nguon.portal.register.models import Document, Kind

language = policy(PUBLIC)(from_this_site(set_language))


@dataclass(frozen=True, slots=True)
class KindBox:
    """A kind of document with its newest."""

    kind: Kind
    documents: list[Document]


@dataclass(frozen=True, slots=True)
class FrontPage:
    """Everything on the front page, each part as its room tells it."""

    news: news.FrontPage
    around: boxes.Around
    documents: list[KindBox]
    agenda: Box
    answers: list[Question]
    published: list[Publication]
    covers: list[Cover]
    clips: list[Clip]


def front_page(*, day: date, at: datetime) -> FrontPage:
    newest = register.boxes(at=at)
    covers, clips = galleries.newest(at=at)
    return FrontPage(
        news=news.front_page(at=at),
        around=boxes.around(day=day),
        documents=[KindBox(kind, newest[kind]) for kind in Kind if kind in newest],
        agenda=agenda.box(today=day, at=at),
        answers=questions.box(at=at),
        published=publications.box(),
        covers=covers,
        clips=clips,
    )


@require_safe
@policy(PUBLIC)
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    note_visit(request, at=now)
    page = front_page(day=timezone.localdate(now), at=now)
    return render(request, "home.html", {"front": page, "page": page.news, "around": page.around})
