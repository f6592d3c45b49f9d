"""How far something is that runs by itself: one part of a page, asked for again until it ends."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@dataclass(frozen=True, slots=True)
class Progress:
    """What is told of a run. ``counted`` says in words how many of how many; ``total`` may be 0.

    ``part`` is the address of this part alone, ``page`` that of the page it stands on.
    """

    status: str
    at_work: bool
    stopping: bool
    done: int
    total: int
    counted: str
    part: str
    page: str


def part_of_page(request: HttpRequest, progress: Progress) -> HttpResponse:
    """The part alone; once the run ended, with the word that the whole page is to be read anew."""
    response = render(request, "_progress.html", {"progress": progress})
    if not progress.at_work:
        response.headers["HX-Refresh"] = "true"
    return response
