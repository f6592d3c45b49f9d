"""What sheets of organisations and of members share: trying an act, the forms of the next one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from nguon.evaluation import operations, queries
from nguon.evaluation.models import Act, MemberSheet, Sheet
from nguon.evaluation.operations import State
from nguon.evaluation.refusals import AgainstTheRules, Refused
from nguon.web.evaluation.forms import DespiteForm, StepForm, VoteForm
from nguon.web.forms import RefusableForm
from nguon.web.http import actor_of

FORMS: dict[str, type[StepForm]] = {
    Act.Kind.SELF: StepForm,
    Act.Kind.VOTED: VoteForm,
    Act.Kind.PROPOSED: StepForm,
}
DO: dict[str, Callable[..., object]] = {
    Act.Kind.SELF: operations.grade_itself,
    Act.Kind.VOTED: operations.vote,
    Act.Kind.PROPOSED: operations.propose,
}


def done(request: HttpRequest, form: RefusableForm, act: Callable[[], object]) -> bool:
    """Whether the act is recorded now; what the domain says against it goes on the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refused as refusal:
        form.refuse(refusal)
        if isinstance(refusal, AgainstTheRules) and isinstance(form, DespiteForm):
            form.told = refusal.said
        return False
    messages.success(request, _("Đã ghi."))
    return True


def open_forms(row: Sheet | MemberSheet) -> list[tuple[str, str, StepForm]]:
    """The next acts that can be put down: key, words, form; none after the decision."""
    if row.state == State.DECIDED:
        return []
    return [(key, str(Act.Kind(key).label), step_form(key, row)) for key in FORMS]


def step_form(act: str, row: Sheet | MemberSheet, given: Any = None) -> StepForm:
    if act not in FORMS:
        raise Http404
    in_words = isinstance(row, Sheet)
    return FORMS[act](given, in_words=in_words, prefix=act, initial={"on": row.round.graded_on})


def sheet(request: HttpRequest, ref: str) -> Sheet:
    try:
        return queries.sheet_of(ref, by=actor_of(request))
    except Sheet.DoesNotExist as unknown:
        raise Http404 from unknown


def member(request: HttpRequest, ref: str) -> MemberSheet:
    try:
        return queries.member_of(ref, by=actor_of(request))
    except MemberSheet.DoesNotExist as unknown:
        raise Http404 from unknown
