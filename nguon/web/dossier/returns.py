"""Files sent back: the list, sending one back, handing it in again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nguon.core.actor import Actor
from nguon.core.http.policy import policy
from nguon.development.models import Case
from nguon.dossier import returns
from nguon.dossier.checks import Refused
from nguon.dossier.models import FileReturn
from nguon.people.consent import NoConsent
from nguon.web import download
from nguon.web.dossier import words
from nguon.web.dossier.forms import HandInForm, ReturnedForm, SendBackForm, given
from nguon.web.http import actor_of

SHOWN, REFUSALS = 200, (Refused, NoConsent)


@policy("development.view")
def listed(request: HttpRequest) -> HttpResponse:
    by, form = actor_of(request), ReturnedForm(request.GET, by=actor_of(request))
    page = {"form": form, "rows": _rows(form, by)[:SHOWN], "today": by.today}
    page["query"] = request.GET.urlencode()
    return render(request, "dossier/returned.html", page)


@policy("development.view")
def export(request: HttpRequest) -> HttpResponse:
    by, title = actor_of(request), _("Hồ sơ trả lại")
    if by.seats("people.export"):
        return _with_names(request, title)
    heading = [*words.RETURNED[:2], *words.RETURNED[3:]]
    told = words.returned(_rows(ReturnedForm(request.GET, by=by), by), names=False)
    return download.table("ho-so-tra-lai", title, heading, told, by=by)


@download.taking
def _with_names(request: HttpRequest, title: str) -> HttpResponse:
    by = actor_of(request)
    told = words.returned(_rows(ReturnedForm(request.GET, by=by), by), names=True)
    name, under = "ho-so-tra-lai", "development.view"
    return download.people(name, title, words.RETURNED, told, by=by, under=under)


@policy("dossier.return")
def send_back(request: HttpRequest, ref: str) -> HttpResponse:
    by = actor_of(request)
    case = get_object_or_404(Case.objects.visible_to(by).select_related("organization"), ref=ref)
    by.require("dossier.return", at=case.organization)
    form = SendBackForm(request.POST or None, initial={"on": by.today})
    if form.is_valid():
        try:
            returns.send_back(case, **form.cleaned_data, by=by)
        except REFUSALS as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi: hồ sơ trả lại."))
            return redirect("dossier:checklist", ref)
    return render(request, "dossier/send_back.html", {"form": form, "ref": ref})


@policy("dossier.keep")
@require_POST
def hand_in_again(request: HttpRequest, returned: str) -> HttpResponse:
    by, seen = actor_of(request), FileReturn.objects.visible_to(actor_of(request))
    row = get_object_or_404(seen.select_related("case", "organization", "sender"), ref=returned)
    by.require("dossier.keep", at=row.organization)
    form = HandInForm(request.POST)
    if form.is_valid():
        try:
            returns.hand_in_again(row, **given(form, ("on", "words")), by=by)
        except REFUSALS as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi: hồ sơ nộp lại."))
            return redirect("dossier:checklist", row.case.ref)
    return render(request, "dossier/hand_in.html", {"form": form, "row": row})


def _rows(form: ReturnedForm, by: Actor) -> list[returns.Returned]:
    rows = returns.returned(by=by, organization=form.organization())
    if not form.all():
        rows = rows.filter(pk__in=returns.waiting(by=by).values("pk"))
    return returns.listed(list(rows), by=by)
