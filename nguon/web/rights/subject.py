"""The whole file of one person, to be handed to that person; and who read it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from nguon.core.http import session
from nguon.core.http.policy import policy
from nguon.core.typesetting import MIME
from nguon.people import queries as people
from nguon.people.consent import notice_of
from nguon.people.models import Person
from nguon.rights import subject
from nguon.web import download
from nguon.web.http import actor_of
from nguon.web.templatetags.people import field_names, reading_reason

KINDS = {"pdf": (subject.as_pdf, MIME), "json": (subject.as_json, "application/json")}
READ = (
    gettext_lazy("Lúc"),
    gettext_lazy("Ai"),
    gettext_lazy("Đã mở"),
    gettext_lazy("Vì sao"),
)


@policy("rights.file")
@require_POST
def file(request: HttpRequest, ref: str, kind: str) -> HttpResponse:
    by, person = actor_of(request), _person(request, ref)
    if kind not in KINDS:
        raise Http404
    write, mime = KINDS[kind]
    made = subject.make(person, by=by)
    session.showed_sensitive(request)
    return download.attachment(write(made), f"toan-bo-{ref}.{kind}", mime)


@policy("rights.view")
def readers(request: HttpRequest, ref: str) -> HttpResponse:
    page = {"person": (person := _person(request, ref)), "readings": _readings(request, person)}
    return render(request, "rights/readers.html", page)


@policy("rights.view")
def export_readers(request: HttpRequest, ref: str) -> HttpResponse:
    by = actor_of(request)
    rows = (
        (timezone.localtime(each.at), each.who, field_names(each.fields), reading_reason(each.why))
        for each in _readings(request, _person(request, ref))
    )
    title = _("Ai đã xem hồ sơ")
    return download.office("ai-xem", title, READ, rows, by=by, under="rights.view")


@policy("people.view")
def bases(request: HttpRequest, ref: str) -> HttpResponse:
    by = actor_of(request)
    try:
        file = people.person_file(ref, by=by)
    except Person.DoesNotExist as unseen:
        raise Http404 from unseen
    rows = [(row, notice_of(row)) for row in file.consents]
    return render(request, "rights/bases.html", {"file": file, "rows": rows})


def _readings(request: HttpRequest, person: Person) -> list[people.Reading]:
    return people.readings(person, by=actor_of(request), limit=None)


def _person(request: HttpRequest, ref: str) -> Person:
    seen = Person.objects.visible_to(actor_of(request)).select_related("organization")
    return get_object_or_404(seen, ref=ref)
