"""Links, pages and notices as pages show them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from nguon.core.prepared import Prepared
from nguon.portal.boxes.models import Link, Notice, StaticPage


@dataclass(frozen=True, slots=True)
class Around:
    """What the front page shows around the articles."""

    links: list[Link]
    notices: list[Notice]


def around(*, day: date) -> Around:
    """The links in their order, and what is told on a day."""
    return Around(
        links=_links(),
        notices=_notices(day=day),
    )


def menu() -> list[StaticPage]:
    """The pages of the menu that everybody may read, in their order."""
    return _menu()


def _links_in_order() -> QuerySet[Link]:
    return Link.objects.select_related("logo")


def _standing(day: Any) -> QuerySet[Notice]:
    return Notice.objects.standing(day)


def _in_the_menu() -> QuerySet[StaticPage]:
    return StaticPage.objects.filter(shown=True, in_menu=True).only("slug", "title")


_links, _notices, _menu = Prepared(_links_in_order), Prepared(_standing), Prepared(_in_the_menu)
