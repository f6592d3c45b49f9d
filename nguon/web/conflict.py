"""A form that changes a row which somebody else may change meanwhile: three versions, one choice.

A ``Watch`` fills the form, carries the mark of what it showed, and when the operation says
``ChangedMeanwhile`` lays side by side what stood there, what stands there now and what was typed.
Nothing is written until somebody chose field by field; what was typed and stands in no row, like
a reason, is shown again to be sent along. All of it stays as a draft. A third change in between
is noticed in the same way.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Generic, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise

from nguon.web import drafts
from nguon.web.forms import Form

SEEN, BASE, CHOSEN = "seen", "base", "chosen"
MINE, THEIRS = "mine", "theirs"
LONGEST_MARK = 16_000  # of a form that shows many rows, each with a mark of its own
Texts = dict[str, list[str]]
F = TypeVar("F", bound=Form)


@dataclass(frozen=True, slots=True)
class Current:
    """What stands in a row now: the values that its form begins with, and their mark."""

    values: Mapping[str, Any]
    mark: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One field on which the versions differ; ``pick`` is what no hand has touched twice."""

    name: str
    label: str | Promise
    base: str
    theirs: str
    mine: str
    theirs_raw: list[str]
    mine_raw: list[str]
    pick: str


class Watch(Generic[F]):
    """One request for such a form. ``build`` makes the form, ``current`` reads the row anew.

    The form begins with what stands in the row and with ``start``; where ``blank_keeps``, with
    ``start`` alone, and a field left empty changes nothing. Of forms that share an address each
    has its own ``draft``, see ``drafts.kept``.
    """

    def __init__(
        self,
        request: HttpRequest,
        build: Callable[..., F],
        current: Callable[[], Current],
        *,
        start: Mapping[str, Any] | None = None,
        blank_keeps: bool = False,
        draft: str = "",
    ) -> None:
        self.request, self._build, self._current = request, build, current
        self._blank_keeps, self.draft = blank_keeps, draft or request.path
        sends = request.method == "POST"
        now, held = current(), {} if sends else drafts.kept(request, self.draft)
        plain = build(None, initial=now.values)
        filled = {**({} if blank_keeps else now.values), **(start or {})}
        self._sent = _typed(request)
        self.form = build(self._sent, initial={**filled, **held})
        told = request.POST if sends else held
        self.seen = str(told.get(SEEN) or ("" if told else now.mark))[:LONGEST_MARK]
        self.base = str(told.get(BASE) or json.dumps(_texts(plain)))

    def page(
        self, *, title: str | Promise, back: str, meanwhile: Sequence[str] = ()
    ) -> HttpResponse:
        """The three versions side by side, to be chosen from; what was typed is kept.

        ``meanwhile`` tells, a sentence each, what others did that no field of the form shows.
        """
        held = self.hold()
        now, sent = self._current(), self._sent or QueryDict()
        theirs = self._build(None, initial=now.values)
        choices = list(self._choices(theirs, sent))
        chosen = {choice.name for choice in choices}
        own = {name for name in self.form.fields if name not in theirs.initial}
        page = {
            "choices": choices,
            "meanwhile": meanwhile,
            "held": held,
            "own": [self.form[name] for name in self.form.fields if name in own],
            "others": {
                key: sent.getlist(key)
                for name in self.form.fields
                if (key := self.form.add_prefix(name)) not in chosen and name not in own
            },
            "seen": now.mark,
            "base": json.dumps(_texts(theirs)),
            "title": title,
            "back": back,
        }
        return render(self.request, "conflict.html", page, status=HTTPStatus.CONFLICT)

    def hold(self) -> bool:
        """Keep what was sent as a draft; say whether it is kept."""
        return drafts.hold(self.request, self.draft)

    def done(self) -> None:
        """It was written; the draft goes."""
        drafts.drop(self.request, self.draft)

    def _choices(self, theirs: Form, sent: QueryDict) -> Iterator[Choice]:
        """The fields that the row has and on which two of the three versions differ."""
        base, now = _base(self.base), _texts(theirs)
        for name, current in now.items():
            bound, key = theirs[name], self.form.add_prefix(name)
            mine, before = sent.getlist(key), base.get(name, [])
            if self._blank_keeps and not any(mine):
                continue
            if name in theirs.initial and not _same(mine, current):
                yield Choice(
                    name=key,
                    label=bound.label,
                    base=_shown(bound.field, before),
                    theirs=_shown(bound.field, current),
                    mine=_shown(bound.field, mine),
                    theirs_raw=current,
                    mine_raw=mine,
                    pick=_pick(before, current, mine),
                )


def told(form: Form, stands: Current) -> dict[str, str]:
    """What a page that shows an unbound form of the row as it ``stands`` carries along."""
    return {"seen": stands.mark, "base": json.dumps(_texts(form))}


def _typed(request: HttpRequest) -> QueryDict | None:
    """What was sent, with the chosen version in the place of each field that was chosen about.

    Where nothing was chosen what stands in the row stays.
    """
    if request.method != "POST":
        return None
    data = request.POST.copy()
    for name in request.POST.getlist(CHOSEN):
        side = request.POST.get(f"pick__{name}", THEIRS)
        data.setlist(name, request.POST.getlist(f"{side}__{name}"))
    return data


def _texts(form: Form) -> Texts:
    """What the fields of an unbound form show, as a browser would send it back."""
    return {name: _text(form[name]) for name in form.fields}


def _text(bound: forms.BoundField) -> list[str]:
    value, widget = bound.value(), bound.field.widget
    if isinstance(widget, forms.SelectMultiple):
        return [str(each) for each in value or []]
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    shown = widget.format_value(value)
    return [str(each) for each in (shown if isinstance(shown, list) else [shown or ""])]


def _base(told: str) -> Texts:
    """What the form showed first; whoever tampers with it only misleads themselves."""
    try:
        found = json.loads(told)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _same(one: list[str], other: list[str]) -> bool:
    """A field that is empty and one that was not sent are the same."""
    return [each for each in one if each] == [each for each in other if each]


def _pick(base: list[str], theirs: list[str], mine: list[str]) -> str:
    """Whoever alone changed a field is right so far; where both did, a person decides."""
    if _same(base, mine):
        return THEIRS
    return MINE if _same(base, theirs) else ""


def _shown(field: forms.Field, texts: list[str]) -> str:
    """Texts as a person reads them: the names of choices in the place of their codes."""
    named = {str(key): str(name) for key, name in getattr(field, "choices", ()) if key}
    return ", ".join(named.get(text, text) for text in texts if text)
