"""Everything public, found anew: after words are parted otherwise, or an index was damaged."""

from collections.abc import Callable, Iterator

from nguon.portal.agenda import operations as agenda
from nguon.portal.boxes import operations as boxes
from nguon.portal.files import operations as files
from nguon.portal.files import queries as library
from nguon.portal.galleries import operations as galleries
from nguon.portal.galleries.models import Album, Clip
from nguon.portal.news import operations as news
from nguon.portal.publications import operations as publications
from nguon.portal.questions import operations as questions
from nguon.portal.register import operations as register
from nguon.portal.search.models import Kind

AGAIN: dict[Kind, Callable[[], Iterator[int]]] = {
    Kind.ARTICLE: news.find_again,
    Kind.DOCUMENT: register.find_again,
    Kind.EVENT: agenda.find_again,
    Kind.ANSWER: questions.find_again,
    Kind.ALBUM: lambda: galleries.find_again(Album),
    Kind.CLIP: lambda: galleries.find_again(Clip),
    Kind.PAGE: boxes.find_pages_again,
    Kind.NOTICE: boxes.find_notices_again,
    Kind.PUBLICATION: publications.find_again,
}


def read_files() -> Iterator[int]:
    """Read the words of documents that were kept before their words were; how many so far."""
    for number, file in enumerate(library.unread(), 1):
        files.read_again(file)
        yield number


def rebuild() -> Iterator[tuple[Kind, Iterator[int]]]:
    """Each kind with the steps of finding it anew; the site can be used meanwhile.

    Reading: what is found stays found until its turn comes; nothing is found that is not public.
    """
    for kind, again in AGAIN.items():
        yield kind, again()
