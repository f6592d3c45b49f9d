"""Files as the editors' library lists them."""

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from nguon.core.text import fold
from nguon.portal.files.models import Kind, Said, StoredFile

OFFERED = 8


def library(*, kind: str = "", words: str = "") -> QuerySet[StoredFile]:
    """The files of a kind, or all, the newest first; each of ``words`` stands in a name without
    diacritics, or as typed in what readers are told of the file."""
    found = StoredFile.objects.all()
    if kind in Kind.values:
        found = found.filter(kind=kind)
    for word in words.split():
        told = Q(caption__icontains=word) | Q(alt__icontains=word) | Q(credit__icontains=word)
        found = found.filter(told | Q(name__contains=fold(word)))
    return found


def offered(chosen: Sequence[str], *, kind: str = "") -> list[StoredFile]:
    """The files of the codes ``chosen``, in that order, then the newest others of a kind."""
    there = {file.ref: file for file in StoredFile.objects.filter(ref__in=chosen)}
    newest = library(kind=kind).exclude(ref__in=chosen)[:OFFERED]
    return [*(there[ref] for ref in chosen if ref in there), *newest]


def texts_of(numbers: Iterable[int]) -> str:
    """The words in the documents of these numbers, in their order; nothing of other files."""
    order = list(numbers)
    said = dict(Said.objects.filter(file__in=order).values_list("file", "text"))
    return " ".join(said[number] for number in order if number in said)


def unread() -> QuerySet[StoredFile]:
    """The documents whose words were never read."""
    return StoredFile.objects.filter(kind=Kind.DOCUMENT, said=None)
