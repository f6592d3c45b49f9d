"""Counting ethnicity and religion, closing a period, correcting what was closed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from nguon.core.http.policy import policy
from nguon.statistics import operations, queries
from nguon.web.statistics.asked import asked_of
from nguon.web.statistics.forms import CloseForm, CorrectForm


@require_POST
@policy("statistics.count")
def count(request: HttpRequest, place: str, period: str) -> HttpResponse:
    asked = asked_of(request, place, period)
    try:
        read = operations.count_groups(asked.place, asked.named, by=asked.by, tree=asked.tree)
    except operations.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        told = ngettext(
            "Đã đếm trên dữ liệu của %d lượt người.",
            "Đã đếm trên dữ liệu của %d lượt người.",
            read,
        )
        messages.success(request, told % read)
    return redirect("statistics:period", place, period)


@policy("statistics.close")
def close(request: HttpRequest, place: str, period: str) -> HttpResponse:
    """What is about to be signed, and the paper it goes with."""
    asked = asked_of(request, place, period)
    form = CloseForm(request.POST or None)
    if form.is_valid():
        try:
            operations.close_period(asked.place, asked.named, by=asked.by, **form.cleaned_data)
        except operations.Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã chốt kỳ này; số đã chốt không đổi nữa."))
            return redirect("statistics:period", place, period)
    page = {"form": form, "asked": asked, "slug": place, "period": period, "correcting": False}
    return render(request, "statistics/close.html", page)


@policy("statistics.close")
def correct(request: HttpRequest, place: str, period: str) -> HttpResponse:
    """Close once more what was closed last, with the reason."""
    asked = asked_of(request, place, period)
    asked.by.require(operations.CLOSING, at=asked.keeper)
    kept = queries.closings(asked.place, asked.named, by=asked.by)
    if not kept:
        raise Http404
    form = CorrectForm(request.POST or None)
    if form.is_valid():
        try:
            operations.correct_closing(kept[-1], by=asked.by, **form.cleaned_data)
        except operations.Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã chốt đính chính; lần chốt trước vẫn còn nguyên."))
            return redirect("statistics:period", place, period)
    page = {"form": form, "asked": asked, "slug": place, "period": period, "correcting": True}
    return render(request, "statistics/close.html", page)
