"""The source list: who stands on it, the monthly resolution, helpers, groups, one's meetings."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.core.actor import Actor
from nguon.core.http.policy import policy
from nguon.core.versions import ChangedMeanwhile
from nguon.organizations.models import Organization
from nguon.organizations.queries import name_on
from nguon.people.models import Person
from nguon.sources import lists, operations, queries
from nguon.sources.models import ListMeeting
from nguon.web import conflict, download
from nguon.web.forms import REFUSALS, UnderForm
from nguon.web.http import actor_of
from nguon.web.organizations.views import found
from nguon.web.sources.listing import DraftForm, GroupsForm, HelpersForm, ResolveForm

SEEN, LISTING, HELPING = (
    "sources.view",
    "development.candidate_listed",
    "development.helper_assigned",
)
SHOWN = 100
CANDIDATES = (
    gettext_lazy("Họ và tên"),
    gettext_lazy("Chi bộ"),
    gettext_lazy("Vào danh sách ngày"),
    gettext_lazy("Đảng viên giúp đỡ"),
)
MEETINGS = (
    gettext_lazy("Ngày họp"),
    gettext_lazy("Chi bộ"),
    gettext_lazy("Nghị quyết số"),
)


@policy(SEEN)
def listed(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = UnderForm(request.GET, by=by, action=SEEN)
    where = form.organization()
    page = {
        "form": form,
        "place": where,
        "sources": lists.source_list(by=by, organization=where),
        "may_hear": bool(by.seats("sources.hear")),
        "may_list": where is not None and by.may(LISTING, at=where),
        "may_help": where is not None and by.may(HELPING, at=where),
        "query": request.GET.urlencode(),
    }
    return render(request, "sources/list.html", page)


@policy(SEEN)
@download.taking
def export(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    where = UnderForm(request.GET, by=by, action=SEEN).organization()
    rows = map(_candidate, lists.candidates(by=by, organization=where))
    title = _("Danh sách nguồn")
    return download.people("danh-sach-nguon", title, CANDIDATES, rows, by=by, under=SEEN)


def _candidate(each: lists.Candidate) -> list[Any]:
    helper = each.helper or _("Chưa có người giúp đỡ")
    left = f" ({_('không còn ở chi bộ')})" if each.helper_left else ""
    return [each.name, each.place, each.listed_on, helper + left]


@policy(SEEN)
def meetings(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    rows = list(lists.meetings(by=by)[:SHOWN])
    names = queries.names_of((row.organization_id for row in rows), by)
    page = {"rows": [(row, names.get(row.organization_id, "")) for row in rows]}
    return render(request, "sources/meetings.html", page)


@policy(SEEN)
def export_meetings(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    found_rows = list(lists.meetings(by=by))
    names = queries.names_of((row.organization_id for row in found_rows), by)
    rows = ([row.met_on, names.get(row.organization_id, ""), row.document] for row in found_rows)
    return download.table("nghi-quyet", _("Nghị quyết hằng tháng"), MEETINGS, rows, by=by)


@policy(SEEN)
def meeting(request: HttpRequest, ref: str) -> HttpResponse:
    by = actor_of(request)
    rows = ListMeeting.objects.visible_to(by).select_related("organization", "recorded_by")
    row = get_object_or_404(rows, ref=ref)
    lines = lists.lines_of(row, by=by)
    page = {
        "meeting": row,
        "place": name_on(row.organization, row.met_on),
        "lines": lines,
        "struck": any(line.kind == "struck" for line in lines),
    }
    return render(request, "sources/meeting.html", page)


@policy(LISTING)
def draft(request: HttpRequest, place: str) -> HttpResponse:
    """The resolution to be printed and taken along; nothing is written."""
    by, cell = actor_of(request), found(request, place)
    by.require(LISTING, at=cell)
    form = DraftForm(request.GET, draft=(choice := lists.draft(cell, by=by)))
    page = {"form": form, "cell": cell, "draft": choice, "query": request.GET.urlencode()}
    return render(request, "sources/draft.html", page | form.chosen())


@policy(LISTING)
def resolve(request: HttpRequest, place: str) -> HttpResponse:
    by, cell = actor_of(request), found(request, place)
    by.require(LISTING, at=cell)
    choice = lists.draft(cell, by=by)
    start = {"met_on": by.today, "listed": request.GET.getlist("moi")}
    form = ResolveForm(request.POST or None, draft=choice, initial=start)
    form.lead_with(request.GET.getlist("ra"))
    if form.is_valid():
        try:
            made = lists.resolve(cell, **form.values(), by=by)
        except (operations.Refused, *REFUSALS) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi nghị quyết vào hồ sơ từng người."))
            return redirect("sources:meeting", made.ref)
    return render(request, "sources/resolve.html", {"form": form, "cell": cell, "draft": choice})


@policy(HELPING)
def helpers(request: HttpRequest, place: str) -> HttpResponse:
    by, cell = actor_of(request), found(request, place)
    by.require(HELPING, at=cell)
    form = (watch := _helping(request, cell, choice := lists.draft(cell, by=by))).form
    if form.is_valid():
        try:
            made = len(lists.assign_helpers(cell, **form.values(), seen=watch.seen, by=by))
        except ChangedMeanwhile:
            return watch.page(title=choice.name, back=f"{_list_address()}?tai={cell.slug}")
        except (operations.Refused, *REFUSALS) as refusal:
            form.refuse(refusal)
        else:
            watch.done()
            messages.success(request, _("Đã ghi người giúp đỡ cho %d người.") % made)
            return redirect(f"{_list_address()}?tai={cell.slug}")
    page = {"form": form, "watch": watch, "cell": cell, "draft": choice}
    return render(request, "sources/helpers.html", page)


def _helping(
    request: HttpRequest, cell: Organization, choice: lists.Draft
) -> conflict.Watch[HelpersForm]:
    """Who helps whom, as the page shows it; what is left as it is changes nothing."""
    by, build = actor_of(request), partial(HelpersForm, draft=choice)

    def current() -> conflict.Current:
        now = lists.draft(cell, by=by)
        values = HelpersForm(draft=now).begin()
        return conflict.Current(values, lists.mark_of_helpers(now.listed))

    start = {"on": by.today}
    return conflict.Watch(request, build, current, start=start, blank_keeps=True)


@policy("sources.foster")
def groups(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), person_of(request, ref)
    by.require("sources.foster", at=row.organization)
    watch = conflict.Watch(request, GroupsForm, lambda: _in_groups(row, by))
    form = watch.form
    if form.is_valid():
        try:
            lists.set_groups(row, form.cleaned_data["groups"], seen=watch.seen, by=by)
        except ChangedMeanwhile:
            title = _("Nhóm nguồn: %s") % row.full_name
            return watch.page(title=title, back=reverse("people:person", args=[row.ref]))
        except REFUSALS as refusal:
            form.refuse(refusal)
        else:
            watch.done()
            messages.success(request, _("Đã ghi các nhóm nguồn."))
            return redirect("people:person", row.ref)
    page = {"form": form, "person": row, "watch": watch}
    return render(request, "sources/groups.html", page)


def _in_groups(person: Person, by: Actor) -> conflict.Current:
    """To which groups somebody belongs now."""
    values = {"groups": lists.groups_of(person, by=by)}
    return conflict.Current(values, lists.mark_of_groups(person, by=by))


def person_of(request: HttpRequest, ref: str) -> Person:
    """Somebody in sight, or 404."""
    rows = Person.objects.visible_to(actor_of(request)).select_related("organization")
    try:
        return rows.get(ref=ref)
    except Person.DoesNotExist as unknown:
        raise Http404 from unknown


def _list_address() -> str:
    return reverse("sources:list")
