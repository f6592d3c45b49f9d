"""What is found: the entries that bear the words, the best first, with the places marked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Case, IntegerField, QuerySet, Value, When

from nguon.core.prepared import Prepared
from nguon.portal.search import index
from nguon.portal.search.index import Sought
from nguon.portal.search.models import Entry, EntryQuerySet, Kind
from nguon.portal.search.words import is_plain, places, words

A_PAGE = 10
MOST_WORDS = 12
PASSAGE = 240  # letters shown of a text
PLACES = 60  # of the words in a text, among which the passage is chosen
LOOKED_THROUGH = 20_000  # letters of a text in which the words are looked for to show them


class Piece(NamedTuple):
    """A part of a text, and whether it is a word that was sought."""

    text: str
    found: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that was found, with its title and the passage that bears most of the words."""

    entry: Entry
    title: list[Piece]
    passage: list[Piece]

    @property
    def kind(self) -> str:
        return str(Kind(self.entry.kind).label)


@dataclass(frozen=True, slots=True)
class Question:
    """What is sought: words, of one kind or any, of one year or any."""

    text: str
    kind: str = ""
    year: int | None = None

    @property
    def words(self) -> tuple[str, ...]:
        return words(self.text).folded[:MOST_WORDS]


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found; if nothing was, how many bear each single word."""

    page: Page[Entry]
    hits: list[Hit]
    single: list[tuple[str, int]]
    elsewhere: int


def found(question: Question, *, page: str, at: datetime) -> Found:
    """What everybody may read at the instant ``at`` and bears all words of the question.

    Shape:   words as they are spelled before words that only sound like it, the title before the
             text, side by side before apart; among equals the newest first.
    Reading: a question without any mark asks for every spelling alike.
    """
    sought = question.words
    shown = Paginator(_ranked(question, at), A_PAGE).get_page(page)
    hits = [_hit(entry, sought) for entry in shown.object_list]
    if hits or not sought:
        return Found(shown, hits, [], 0)
    wide = _bearing(sought, Entry.objects.shown(at)).count()
    return Found(shown, [], [] if wide else list(_single(sought, at)), wide)


def years(*, at: datetime) -> range:
    """The years of what everybody may read: the first one that there is, until this one."""
    first = _first_day(at=at)
    return range(first[0][0].year if first else at.year, at.year + 1)


def public(*, at: datetime) -> "QuerySet[Entry]":
    """Everything that everybody may read, in an order that does not change."""
    return Entry.objects.shown(at).order_by("pk")


def newest(
    *, at: datetime, kind: str = "", category: str = "", limit: int = 30
) -> "QuerySet[Entry]":
    """The newest of one kind, of one category or of everything, with what they say."""
    chosen = {"kind": kind, "category": category}
    entries = Entry.objects.shown(at).filter(**{name: it for name, it in chosen.items() if it})
    return entries.select_related("said").order_by("-day", "-shown_from", "-pk")[:limit]


def _days(at: Any) -> "QuerySet[Entry, Any]":
    return Entry.objects.shown(at).order_by("day").values_list("day")[:1]


_first_day = Prepared(_days)


def _ranked(question: Question, at: datetime) -> "QuerySet[Entry]":
    entries = Entry.objects.shown(at)
    if question.kind:
        entries = entries.filter(kind=question.kind)
    if question.year:
        first, last = date(question.year, 1, 1), date(question.year, 12, 31)
        entries = entries.filter(day__gte=first, day__lte=last)
    if not question.words:
        return entries.none()
    steps = [When(pk__in=index.bearing(step), then=n) for n, step in enumerate(_steps(question))]
    rank = Case(*steps, default=Value(len(steps)), output_field=IntegerField())
    ranked = _bearing(question.words, entries).annotate(rank=rank)
    return ranked.select_related("said").order_by("rank", "-day", "-pk")


def _bearing(sought: tuple[str, ...], entries: EntryQuerySet) -> EntryQuerySet:
    return entries.filter(pk__in=index.bearing(Sought(sought)))


def _steps(question: Question) -> Iterator[Sought]:
    """How well an entry may bear the words, the best first; the last, anyhow, goes without."""
    both = words(question.text)
    spelled, folded = both.spelled[:MOST_WORDS], both.folded[:MOST_WORDS]
    if not all(map(is_plain, spelled)):
        yield from _steps_of(spelled, spelled=True)
        yield Sought(spelled, spelled=True)
    yield from _steps_of(folded, spelled=False)


def _steps_of(sought: tuple[str, ...], *, spelled: bool) -> Iterator[Sought]:
    if len(sought) > 1:
        yield Sought(sought, in_title=True, together=True, spelled=spelled)
    yield Sought(sought, in_title=True, spelled=spelled)
    if len(sought) > 1:
        yield Sought(sought, together=True, spelled=spelled)


def _single(sought: Sequence[str], at: datetime) -> Iterator[tuple[str, int]]:
    for word in dict.fromkeys(sought):
        if number := _bearing((word,), Entry.objects.shown(at)).count():
            yield word, number


def _hit(entry: Entry, sought: Sequence[str]) -> Hit:
    text = entry.said.text[:LOOKED_THROUGH]
    return Hit(entry, _pieces(entry.title, sought), _passage(text, sought))


def _pieces(text: str, sought: Sequence[str]) -> list[Piece]:
    pieces, done = [], 0
    for start, end in places(text, sought):
        pieces += [Piece(text[done:start], found=False), Piece(text[start:end], found=True)]
        done = end
    return [piece for piece in [*pieces, Piece(text[done:], found=False)] if piece.text]


def _passage(text: str, sought: Sequence[str]) -> list[Piece]:
    """The part of a text in which most of the words stand closest."""
    start = max(0, _densest(places(text, sought), text) - PASSAGE // 4)
    end = min(len(text), start + PASSAGE)
    if start:
        start = text.find(" ", start, end) + 1
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + 1)
    shown = _pieces(text[start:end], sought)
    before = [Piece("… ", found=False)] if start else []
    return [*before, *shown, *([Piece(" …", found=False)] if end < len(text) else [])]


def _densest(spans: Sequence[tuple[int, int]], text: str) -> int:
    """Where the passage begins that bears the most different words, then the most words."""
    best, best_start, last = (0, 0), 0, 0
    found = [text[start:end].casefold() for start, end in spans]
    for first, (start, _) in enumerate(spans[:PLACES]):
        while last < len(spans) and spans[last][1] <= start + PASSAGE // 2:
            last += 1
        inside = found[first:last]
        score = (len(set(inside)), len(inside))
        if score > best:
            best, best_start = score, start
    return best_start
