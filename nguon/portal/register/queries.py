"""What the pages of the register show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, QuerySet, Value, When, Window
from django.db.models.functions import ExtractYear, RowNumber

from nguon.core.actor import Actor, NotAllowed
from nguon.core.prepared import Prepared
from nguon.core.text import fold, tidy
from nguon.portal.files.models import StoredFile
from nguon.portal.register.models import (
    Document,
    DocumentQuerySet,
    Holds,
    Kind,
    Revision,
    State,
    Succession,
    Validity,
)
from nguon.portal.roles import EDIT, PUBLISH, SITE, WRITE

IN_THE_BOX = 5
CHOICES = ("type", "field", "issuer")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for in the register; what is empty narrows nothing."""

    words: str = ""
    kind: str = ""
    type: str = ""
    field: str = ""
    issuer: str = ""
    year: int | None = None
    holds: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """Which values there are to narrow a list by."""

    years: list[int]
    types: list[str]
    fields: list[str]
    issuers: list[str]


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """A document, its files, what it replaces, and what replaced it."""

    document: Document
    validity: Validity
    files: list[StoredFile]
    replaces: list[Succession]
    replaced_by: list[Succession]

    @property
    def superseded(self) -> list[Succession]:
        return [each for each in self.replaced_by if each.whole]


@dataclass(frozen=True, slots=True)
class IsoDocument:
    """One document of a set: the version in force, and those before or after it."""

    current: Document | None
    others: list[Document] = field(default_factory=list)

    @property
    def newest(self) -> Document:
        return self.current or self.others[0]


@dataclass(frozen=True, slots=True)
class IsoSet:
    """A set of documents under one standard."""

    name: str
    documents: list[IsoDocument]


def found(wanted: Wanted, *, on: date, at: datetime) -> DocumentQuerySet:
    """Published documents that fit, the newest first; those that hold the very words before.

    Reading: words are found with or without their marks, in any order, each as a part.
    """
    told = Document.objects.public(at)
    for name in ("kind", *CHOICES):
        if value := getattr(wanted, name):
            told = told.filter(**{name: value})
    if wanted.year:
        told = told.filter(issued_on__year=wanted.year)
    if wanted.holds:
        told = told.that_hold(wanted.holds, on)
    return _with_words(told, wanted.words)


def choices(*, kind: str, at: datetime) -> Choices:
    """The years, types, fields and issuers of published documents, of one kind or of all."""
    told = Document.objects.filter(state=State.PUBLISHED, published_at__lte=at)
    told = told.filter(kind=kind) if kind else told
    years = told.filter(issued_on__isnull=False).annotate(year=ExtractYear("issued_on"))
    years_there = years.values_list("year", flat=True).distinct().order_by("-year")
    types, areas, issuers = (_values(told, name) for name in CHOICES)
    return Choices(list(years_there), types, areas, issuers)


def document_page(kind: str, slug: str, *, on: date, at: datetime) -> DocumentPage:
    """A document as everybody sees it on a day.

    Raises: Document.DoesNotExist if there is none, or not yet, or no longer.
    """
    document = Document.objects.public(at).get(kind=kind, slug=slug)
    both = Succession.objects.select_related("by", "replaced")
    public = {"state": State.PUBLISHED, "published_at__lte": at}
    replaced = both.filter(by=document, **{f"replaced__{k}": v for k, v in public.items()})
    later = both.filter(replaced=document, **{f"by__{k}": v for k, v in public.items()})
    return DocumentPage(
        document=document,
        validity=document.validity(on),
        files=[each.file for each in document.attachments.select_related("file")],
        replaces=list(replaced.order_by("-whole", "pk")),
        replaced_by=list(later.order_by("-whole", "pk")),
    )


def withdrawn(kind: str, slug: str) -> Document:
    """What stood at an address once.

    Raises: Document.DoesNotExist.
    """
    return Document.objects.get(kind=kind, slug=slug, state=State.WITHDRAWN)


def iso_sets(*, on: date, at: datetime) -> list[IsoSet]:
    """Every set of ISO documents, with the version of each document in force on a day."""
    told = Document.objects.public(at).filter(kind=Kind.ISO)
    told = told.order_by("standard", "code", "-version")
    return [
        IsoSet(name, [_iso(list(those), on) for _, those in groupby(group, lambda d: d.code)])
        for name, group in groupby(told, lambda document: document.standard)
    ]


def boxes(*, at: datetime) -> dict[str, list[Document]]:
    """The newest documents of every kind, for the front page, in one statement.

    Reading: of an ISO document only its newest version, for all bear one name.
    """
    found: dict[str, list[Document]] = {}
    for document in _newest(at=at):
        found.setdefault(document.kind, []).append(document)
    return found


def _newest_of_each(at: Any) -> QuerySet[Document]:
    order = (F("issued_on").desc(nulls_last=True), F("published_at").desc(), F("pk").desc())
    out = Document.objects.filter(state=State.PUBLISHED, published_at__lte=at)
    newer = out.filter(
        kind=Kind.ISO,
        standard=OuterRef("standard"),
        code=OuterRef("code"),
        version__gt=OuterRef("version"),
    )
    ranked = out.exclude(Exists(newer), kind=Kind.ISO).annotate(
        rank=Window(RowNumber(), partition_by=F("kind"), order_by=order)
    )
    return ranked.filter(rank__lte=IN_THE_BOX).order_by("kind", "rank")


_newest = Prepared(_newest_of_each)


def workable(*, by: Actor) -> "QuerySet[Document]":
    """What somebody may open at the desk: a writer one's own, an editor everything.

    Raises: NotAllowed.
    """
    every = Document.objects.select_related("written_by").order_by("-pk")
    if by.may(EDIT, at=SITE) or by.may(PUBLISH, at=SITE):
        return every
    if not by.may(WRITE, at=SITE):
        raise NotAllowed
    return every.filter(written_by=by.user_id)


def desk(state: str, words: str, *, by: Actor) -> "QuerySet[Document]":
    """Documents in one state that somebody may work on, the newest first.

    Raises: NotAllowed.
    """
    told = workable(by=by).filter(state=state)
    for word in fold(words).split():
        told = told.filter(found_by__contains=word)
    return told


def differences(mine: Mapping[str, object], now: Document) -> list[tuple[str, object, object]]:
    """Where two texts of a document differ: the field's name, mine, and what is kept."""
    columns = {each.name: str(each.verbose_name) for each in Document._meta.fields}
    return [
        (columns[name], value, getattr(now, name))
        for name, value in mine.items()
        if name in columns and (value or "") != (getattr(now, name) or "")
    ]


def revisions(document: Document) -> list[tuple[Revision, list[tuple[str, str, str]]]]:
    """Every edition of a document, the latest first, each with what it changed.

    Shape: (field, before, after) in the order of the fields; of the first edition nothing.
    """
    columns = {each.name: str(each.verbose_name) for each in Document._meta.fields}
    rows = list(document.revisions.select_related("written_by"))
    before = [row.said for row in rows[1:]] + [rows[-1].said] if rows else []
    return [
        (
            row,
            [
                (label, str(old.get(name, "")), str(row.said.get(name, "")))
                for name, label in columns.items()
                if old.get(name) != row.said.get(name)
            ],
        )
        for row, old in zip(rows, before, strict=True)
    ]


def known(names: Iterable[str]) -> dict[str, list[str]]:
    """The values that were entered before, to be suggested."""
    every = Document.objects.all()
    return {name: _values(every, name) for name in names}


def _with_words(told: DocumentQuerySet, words: str) -> DocumentQuerySet:
    folded, exact = fold(words).split(), tidy(words).casefold().split()
    if not folded:
        return told
    for word in folded:
        told = told.filter(found_by__contains=word)
    hits = [Case(When(words__contains=word, then=Value(1)), default=Value(0)) for word in exact]
    score = sum(hits, start=Value(0, output_field=IntegerField()))
    order = told.query.order_by
    return told.annotate(score=score).order_by("-score", *order)


def _values(told: "QuerySet[Document]", name: str) -> list[str]:
    there = told.exclude(**{name: ""}).values_list(name, flat=True)
    return list(there.distinct().order_by(name))


def _iso(versions: list[Document], on: date) -> IsoDocument:
    in_force = (each for each in versions if each.validity(on).holds == Holds.NOW)
    current = next(in_force, None)
    return IsoDocument(current, [each for each in versions if each is not current])
