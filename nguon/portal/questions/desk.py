"""The pages of those who answer citizens and of those who publish answers."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nguon.core.actor import Actor
from nguon.core.http.door import actor_of
from nguon.core.http.policy import SIGNED_IN, policy
from nguon.portal.operations import NotPossible
from nguon.portal.questions import forms, operations, queries
from nguon.portal.questions.models import Question, State
from nguon.portal.roles import ANSWER, PUBLISH, SITE

A_PAGE = 50
UNREADABLE = 422
FORMS = {
    "assign": forms.Assign,
    "answer": forms.Answer,
    "refuse": forms.Refuse,
    "publish": forms.Publish,
}


@require_safe
@policy(SIGNED_IN)
def queue(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    asked = request.GET.get("trang-thai", "")
    state = State(asked) if asked in State.values else State.RECEIVED
    words = request.GET.get("tim", "")[:100]
    found = Paginator(queries.queue(state, words, by=by), A_PAGE)
    context = {
        "page": found.get_page(request.GET.get("trang")),
        "state": state,
        "words": words,
        "counts": [(s, s.label, n) for s, n in by_state(by).items()],
        "today": by.today,
    }
    return render(request, "questions/desk_queue.html", context)


@never_cache
@require_safe
@policy(SIGNED_IN)
def question(request: HttpRequest, ref: str) -> HttpResponse:
    return show(request, find(ref, actor_of(request)))


@require_POST
@policy(SIGNED_IN)
def act(request: HttpRequest, ref: str, deed: str) -> HttpResponse:
    by = actor_of(request)
    found = find(ref, by)
    form = FORMS[deed](request.POST) if deed in FORMS else None
    if form and not form.is_valid():
        return show(request, found, {deed: form}, status=UNREADABLE)
    try:
        said = DEEDS[deed](found, form.cleaned_data if form else {}, by)
    except NotPossible as refusal:
        if form is None:
            messages.error(request, str(refusal))
            return redirect("desk_question", found.ref)
        form.add_error(None, str(refusal))
        return show(request, found, {deed: form}, status=UNREADABLE)
    messages.success(request, said)
    return redirect("desk_question", found.ref)


@never_cache
@require_POST
@policy(ANSWER)
def contact(request: HttpRequest, ref: str) -> HttpResponse:
    by = actor_of(request)
    found = find(ref, by)
    try:
        told = operations.read_contact(found, by=by)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("desk_question", found.ref)
    return show(request, found, contact=told)


def find(ref: str, by: Actor) -> Question:
    queries.require_desk(by)
    return get_object_or_404(Question.objects.select_related("closed_by"), ref=ref)


def by_state(by: Actor) -> dict[State, int]:
    return {State(state): number for state, number in queries.counts(by=by).items()}


def show(
    request: HttpRequest,
    found: Question,
    sent: dict[str, forms.Plain] | None = None,
    *,
    contact: str = "",
    status: int = 200,
) -> HttpResponse:
    """The question with what may be done about it; a form that was sent keeps its words."""
    by = actor_of(request)
    told = {"department": found.department}
    context = {
        "question": found,
        "today": by.today,
        "contact": contact,
        "answers": by.may(ANSWER, at=SITE),
        "publishes": by.may(PUBLISH, at=SITE),
        "assign": forms.Assign(initial=told, prefix=None, auto_id="assign_%s"),
        "answer": forms.Answer(initial=told, auto_id="answer_%s"),
        "refuse": forms.Refuse(auto_id="refuse_%s"),
        "publish": forms.Publish.of(found),
        **(sent or {}),
    }
    return render(request, "questions/desk_question.html", context, status=status)


def _assign(found: Question, told: dict[str, str], by: Actor) -> str:
    operations.assign(found, told["department"], by=by)
    return _("Đã giao câu hỏi cho bộ phận trả lời.")


def _answer(found: Question, told: dict[str, str], by: Actor) -> str:
    operations.answer(found, told["text"], department=told["department"], by=by)
    return _("Đã trả lời; người hỏi xem được bằng mã tra cứu.")


def _refuse(found: Question, told: dict[str, str], by: Actor) -> str:
    operations.refuse(found, told["reason"], by=by)
    return _("Đã ghi lý do; người hỏi xem được bằng mã tra cứu.")


def _publish(found: Question, told: dict[str, str], by: Actor) -> str:
    operations.publish(found, operations.Published(**told), by=by)  # type: ignore[arg-type]
    return _("Câu hỏi và câu trả lời đã được đăng.")


def _take_down(found: Question, told: dict[str, str], by: Actor) -> str:
    operations.take_down(found, by=by)
    return _("Đã gỡ khỏi trang công khai.")


DEEDS: dict[str, Callable[[Question, dict[str, str], Actor], str]] = {
    "assign": _assign,
    "answer": _answer,
    "refuse": _refuse,
    "publish": _publish,
    "take-down": _take_down,
}
