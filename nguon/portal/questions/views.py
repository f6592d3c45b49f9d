"""The public pages of questions and answers. The receipt code is never in an address."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nguon.core.http.policy import PUBLIC, policy
from nguon.portal.http import from_this_site, new_stamp, note_visit, reader_of
from nguon.portal.operations import NotPossible
from nguon.portal.questions import forms, operations, parameters, queries
from nguon.portal.questions.models import Question

A_PAGE = 20
UNREADABLE = 422


@require_safe
@policy(PUBLIC)
def answers(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    note_visit(request, at=now)
    words = request.GET.get("tim", "")[:100]
    page = Paginator(queries.archive(words, at=now), A_PAGE).get_page(request.GET.get("trang"))
    return render(request, "questions/archive.html", {"page": page, "words": words})


@require_safe
@policy(PUBLIC)
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    found = get_object_or_404(Question.objects.public(now), slug=slug)
    note_visit(request, at=now)
    return render(request, "questions/answer.html", {"question": found})


@never_cache
@from_this_site
@policy(PUBLIC)
def ask(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    form = forms.Ask(request.POST or None, at=now)
    if form.is_valid():
        sent_from, today = reader_of(request).sent_from, timezone.localdate(now)
        try:
            asked = operations.ask(form.asked(), sent_from=sent_from, today=today, at=now)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            context = {"question": asked[0], "code": asked[1]}
            return render(request, "questions/receipt.html", context)
    context = {"form": form, "stamp": new_stamp(now), "within": parameters.ANSWER_WITHIN}
    status = UNREADABLE if form.is_bound else 200
    return render(request, "questions/ask.html", context, status=status)


@never_cache
@from_this_site
@policy(PUBLIC)
def status(request: HttpRequest) -> HttpResponse:
    form = forms.Receipt(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        code = form.cleaned_data["code"]
        try:
            if form.cleaned_data["act"] == "withdraw":
                operations.withdraw_consent(code)
            context["standing"] = queries.standing(code, today=timezone.localdate())
        except Question.DoesNotExist:
            form.add_error("code", _("Không có câu hỏi nào với mã này. Xin xem lại từng chữ."))
        else:
            context["code"] = code
    answered = UNREADABLE if form.errors else 200
    return render(request, "questions/status.html", context, status=answered)
