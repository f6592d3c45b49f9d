"""People: find them, read the basic data, open what is sealed, correct, agree, withdraw."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nguon.core.actor import Actor
from nguon.core.http import session
from nguon.core.http.policy import policy
from nguon.core.versions import ChangedMeanwhile
from nguon.development import operations as development
from nguon.development.models import Case
from nguon.evaluation import queries as evaluation
from nguon.people import operations, queries, retention, vault
from nguon.people.consent import NoConsent, sheet_on
from nguon.people.models import Consent, Person, Purpose
from nguon.reports.publication import operations as publication
from nguon.rights import queries as rights
from nguon.rights.duties import protecting
from nguon.web import conflict, drafts
from nguon.web.forms import REFUSALS
from nguon.web.http import actor_of, require_here
from nguon.web.people import forms, labels

SHOWN = 50
ACTS = {
    "may_open": "people.open",
    "may_correct": "people.correct",
    "may_consent": "people.consent",
    "may_withdraw": "people.withdraw",
    "may_open_case": "development.open_case",
    "may_see_cases": "development.view",
    "may_follow": "membership.view",
    "may_lend": "dossier.lend",
    "may_see_sources": "sources.view",
    "may_hear": "sources.hear",
    "may_foster": "sources.foster",
    "may_receive": "rights.receive",
    "may_see_requests": "rights.view",
    "may_make_file": "rights.file",
}


@policy("people.view")
def search(request: HttpRequest) -> HttpResponse:
    by, text = actor_of(request), request.GET.get("q", "")[:200]
    found = queries.search(text, by=by, limit=SHOWN)
    page = {
        "q": text,
        "found": found,
        "more": len(found) == SHOWN,
        "may_register": bool(by.seats("people.register")),
        "may_correct": bool(by.seats("people.correct")),
        "may_export": bool(by.seats("people.export")),
        "running_out": retention.notices(by=by).count(),
    }
    return render(request, "people/search.html", page)


@policy("people.correct")
def duplicates(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    page = {
        "groups": queries.likely_duplicates(by=by),
        "may_export": bool(by.seats("people.export")),
    }
    return render(request, "people/duplicates.html", page)


@policy("people.consent")
def sheet(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    page = {"notices": sheet_on(by.today), "officers": protecting("people.consent", by=by)}
    return render(request, "people/sheet.html", page)


@policy("people.register")
def register(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = forms.RegisterForm(
        request.POST or None, by=by, action="people.register", initial=_typed_before(request)
    )
    page: dict[str, Any] = {"form": form}
    if form.is_valid() and not page.setdefault("same", form.same(by=by)):
        try:
            new = operations.register(
                organization=form.organization(), consents=form.consents(), by=by, **form.basic()
            )
        except REFUSALS as refusal:
            form.refuse(refusal)
            page["known"] = getattr(refusal, "person", None)
        else:
            drafts.drop(request)
            messages.success(request, _("Đã ghi vào danh sách."))
            return redirect("people:person", new.ref)
    return render(request, "people/register.html", page)


@policy("people.view")
def person(request: HttpRequest, ref: str) -> HttpResponse:
    by = actor_of(request)
    file = _file(ref, by)
    page = {
        "file": file,
        "person": file.person,
        "facts": labels.facts(file.person),
        "cases": Case.objects.visible_to(by).filter(person=file.person).order_by("-opened_on"),
        "grades": evaluation.grades_of(file.person, by=by),
        "same": queries.duplicates(file.person, by=by),
        "requests": rights.of_person(file.person, by=by),
        "disputed": vault.frozen_fields(file.person),
        "shows_readers": queries.may_see_readers(file.person, by=by),
        "readings": queries.readings(file.person, by=by),
        "open_form": forms.OpenForm(),
        **{name: by.may(action, at=file.person.organization) for name, action in ACTS.items()},
    }
    return render(request, "people/person.html", page)


@policy("people.open")
@require_POST
def open_sensitive(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), _person(request, ref)
    form = forms.OpenForm(request.POST)
    if not form.is_valid():
        return redirect("people:person", ref)
    page: dict[str, Any] = {"person": row}
    try:
        values = vault.read(row, vault.SENSITIVE, by=by, why=form.cleaned_data["why"])
        session.showed_sensitive(request)
        page["facts"] = labels.sensitive_facts(values)
        page["corrections"] = vault.open_corrections(row, by=by, why=form.cleaned_data["why"])
    except NoConsent as refusal:
        page["refusal"] = refusal
    return render(request, "people/opened.html", page)


@policy("people.correct")
def correct(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), _person(request, ref)
    watch = conflict.Watch(request, forms.CorrectForm, lambda: _basics(_person(request, ref)))
    form = watch.form
    if form.is_valid():
        given = {"reason": form.cleaned_data["reason"], "seen": watch.seen}
        try:
            development.correct_person(row, form.changes(row), **given, by=by)
        except ChangedMeanwhile:
            return watch.page(title=row.full_name, back=reverse("people:person", args=[ref]))
        except REFUSALS as refusal:
            form.refuse(refusal)
        else:
            watch.done()
            messages.success(request, _("Đã sửa; giá trị cũ được giữ kín cùng hồ sơ."))
            return redirect("people:person", ref)
    page = {"form": form, "person": row, "watch": watch}
    return render(request, "people/correct.html", page)


@policy("people.correct")
def declare(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), _person(request, ref)
    form = forms.SensitiveForm(request.POST or None)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            development.correct_person(row, form.values(), reason=reason, by=by)
        except REFUSALS as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi kín."))
            return redirect("people:person", ref)
    return render(request, "people/declare.html", {"form": form, "person": row})


@policy("people.consent")
def give_consent(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), _person(request, ref)
    asked = [p for p in Purpose if p not in _standing(row, by)]
    form = forms.ConsentForm(request.POST or None, purposes=asked)
    if form.is_valid():
        try:
            operations.give_consents(row, form.consents(), by=by)
        except REFUSALS as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi sự đồng ý."))
            return redirect("people:person", ref)
    page = {"form": form, "person": row, "asked": asked, "notices": sheet_on(by.today)}
    return render(request, "people/give_consent.html", page)


@policy("people.withdraw")
def withdraw(request: HttpRequest, ref: str, purpose: str) -> HttpResponse:
    by, row = actor_of(request), _person(request, ref)
    if purpose not in Purpose.values:
        raise Http404
    form = forms.WithdrawForm(request.POST or None, initial={"on": by.today})
    if form.is_valid():
        try:
            on = form.cleaned_data["on"]
            stays = publication.withdraw_consent(row, purpose, on=on, by=by)
        except REFUSALS as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi việc rút lại.") if stays else _("Đã xoá hết."))
            return redirect("people:person", ref) if stays else redirect("people:search")
    page = {"form": form, "person": row, "purpose": Purpose(purpose)}
    return render(request, "people/withdraw.html", page)


def _basics(row: Person) -> conflict.Current:
    return conflict.Current(labels.initial(row), operations.mark_of_basics(row))


def _file(ref: str, by: Actor) -> queries.PersonFile:
    try:
        return queries.person_file(ref, by=by)
    except Person.DoesNotExist as unseen:
        raise Http404 from unseen


def _person(request: HttpRequest, ref: str) -> Person:
    seen = Person.objects.visible_to(actor_of(request)).select_related("organization")
    row = get_object_or_404(seen, ref=ref)
    require_here(request, row.organization)
    return row


def _standing(row: Person, by: Actor) -> set[str]:
    standing = Consent.objects.visible_to(by).filter(person=row, withdrawn_on__isnull=True)
    return set(standing.values_list("purpose", flat=True))


def _typed_before(request: HttpRequest) -> dict[str, Any]:
    """The draft of this form without its boxes: those start empty, always."""
    typed = drafts.kept(request)
    return {name: typed[name] for name in typed if not name.startswith("agrees_")}
