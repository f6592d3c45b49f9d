"""Why a verdict is so: the page of one step, the page of the whole case, and both as JSON."""

from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from nguon.core.http.policy import policy
from nguon.development import verdicts
from nguon.development.models import Case
from nguon.development.words import language
from nguon.rulebook.explain.document import (
    account_document,
    answer_document,
    assumption,
    document,
    state_words,
)
from nguon.rulebook.explain.why import Answer
from nguon.rulebook.verdict.course import LATE
from nguon.web import download
from nguon.web.http import actor_of

JSON = "application/json"


@policy("development.view")
def why(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything that is said of a case, and the state of each step."""
    found = _explained(request, ref)
    page = {"found": found, "steps": [_answer(one) for one in found.answers], **_account(found)}
    return render(request, "development/why.html", page)


@policy("development.view")
def why_step(request: HttpRequest, ref: str, step: str) -> HttpResponse:
    """The answer for one step."""
    found = _explained(request, ref, step)
    answers = [_answer(one) for one in found.answers]
    page = {"found": found, "step": step, "answer": answers[0] if answers else None}
    return render(request, "development/why_step.html", page)


@policy("development.view")
def why_json(request: HttpRequest, ref: str) -> HttpResponse:
    found, lang = _explained(request, ref), language()
    told = account_document(found.account, found.answers, lang) if found.account else {}
    return _file({**told, "concealed": found.concealed}, f"vi-sao-{ref}.json")


@policy("development.view")
def why_step_json(request: HttpRequest, ref: str, step: str) -> HttpResponse:
    found = _explained(request, ref, step)
    told = answer_document(found.answers[0], language()) if found.answers else {}
    return _file(told, f"vi-sao-{ref}-{step}.json")


def _explained(request: HttpRequest, ref: str, step: str = "") -> verdicts.Explained:
    try:
        return verdicts.explained(ref, by=actor_of(request), step=step)
    except (Case.DoesNotExist, KeyError) as unknown:
        raise Http404 from unknown


def _file(told: dict[str, Any], name: str) -> HttpResponse:
    content = orjson.dumps(told, option=orjson.OPT_INDENT_2)
    return download.attachment(content, name, JSON)


def _answer(answer: Answer) -> dict[str, Any]:
    """An answer as a page shows it: a limit that a finding tells already is not told twice."""
    told, lang = answer_document(answer, language()), language()
    if any(one.about in LATE for one in answer.findings):
        told["deadline"] = None
    return {**told, "said": state_words(answer, lang)}


def _account(found: verdicts.Explained) -> dict[str, Any]:
    """What a page shows of an account, part by part."""
    if found.account is None:
        return {}
    lang, told = language(), found.account
    return {
        "findings": [document(one, lang) for one in told.findings],
        "limits": [document(one, lang) for one in told.deadlines],
        "votes": [document(one, lang) for one in told.votes],
        "dates": [document(one, lang) for one in told.dates],
        "assumptions": [assumption(one) for one in told.assumptions],
    }
