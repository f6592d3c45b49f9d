"""The shell of the editors' pages: which of them stand open to whom, and how each acts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nguon.core.actor import Actor
from nguon.core.http.door import actor_of
from nguon.core.http.policy import SIGNED_IN, policy
from nguon.portal.operations import NotPossible
from nguon.portal.roles import ANSWER, MODERATE, ORGANISE, PUBLISH, SCHEDULE, WRITE

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Entry:
    """One room of the desk: its first page, its name, the actions of which one is needed."""

    route: str
    name: Promise
    actions: frozenset[str]

    @property
    def address(self) -> str:
        return reverse(self.route)


ENTRIES = (
    Entry("articles", _("Bài viết"), frozenset({WRITE})),
    Entry("desk_files", _("Thư viện tệp"), frozenset({WRITE})),
    Entry("desk_galleries", _("Hình ảnh, video"), frozenset({WRITE})),
    Entry("desk_boxes", _("Trang, liên kết, thông báo"), frozenset({ORGANISE})),
    Entry("desk_publications", _("Số liệu công bố"), frozenset({PUBLISH})),
    Entry("moderation", _("Ý kiến bạn đọc"), frozenset({MODERATE})),
    Entry("desk_documents", _("Văn bản, tài liệu"), frozenset({WRITE})),
    Entry("desk_agenda", _("Lịch công tác"), frozenset({WRITE, SCHEDULE})),
    Entry("desk_questions", _("Trả lời công dân"), frozenset({ANSWER, PUBLISH})),
)


def entries(by: Actor) -> list[Entry]:
    """The rooms of the desk in which ``by`` may do something, in their order."""
    return [entry for entry in ENTRIES if any(by.seats(action) for action in entry.actions)]


@policy(SIGNED_IN)
def first(request: HttpRequest) -> HttpResponse:
    """The first room that is open to whoever signed in; else the front page."""
    found = entries(actor_of(request))
    return redirect(found[0].address if found else "home")


def act(request: HttpRequest, work: Callable[[], object], said: str) -> bool:
    """Do what was asked for and say so, or say what forbids it; whether it was done."""
    try:
        work()
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, said)
    return True


def made(form: BaseForm, work: Callable[[], Made]) -> Made | None:
    """What came of the work once the form is filled; or nothing, and the form says why."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return work()
    except NotPossible as refusal:
        form.add_error(None, str(refusal))
        return None
