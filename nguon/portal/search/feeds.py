"""What is new, for feed readers: of everything, of one kind, of one category."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nguon.core.http.policy import PUBLIC, policy
from nguon.portal.http import category_at
from nguon.portal.models import Category
from nguon.portal.search import queries
from nguon.portal.search.codes import CODES
from nguon.portal.search.models import Entry, Kind

LEAD = 400  # letters told of each


class Newest(Feed):  # type: ignore[type-arg]  # not subscriptable when it runs
    """The newest of everything that is public."""

    feed_type = Rss201rev2Feed
    language = "vi"

    def title(self, part: Any) -> str:
        return " · ".join(filter(None, [self.name(part), _("Cổng thông tin")]))

    def description(self, part: Any) -> str:
        return _("Những gì mới đăng trên cổng thông tin.")

    def link(self, part: Any) -> str:
        return reverse("home")

    def items(self, part: Any) -> Iterable[Entry]:
        return queries.newest(at=timezone.now())

    def item_title(self, item: Entry) -> str:
        return item.title

    def item_description(self, item: Entry) -> str:
        text = item.said.text
        return text if len(text) <= LEAD else text[:LEAD].rsplit(" ", 1)[0] + " …"

    def item_link(self, item: Entry) -> str:
        return item.address

    def item_pubdate(self, item: Entry) -> datetime:
        return item.shown_from

    def item_categories(self, item: Entry) -> list[str]:
        return [str(item.get_kind_display())]

    def name(self, part: Any) -> str:
        return ""


class NewestOfAKind(Newest):
    """The newest of one kind."""

    def get_object(self, request: HttpRequest, code: str) -> Kind:
        if code not in CODES:
            raise Http404
        return CODES[code]

    def items(self, part: Kind) -> Iterable[Entry]:
        return queries.newest(at=timezone.now(), kind=part.value)

    def name(self, part: Kind) -> str:
        return str(part.label)


class NewestOfACategory(Newest):
    """The newest of one category."""

    def get_object(self, request: HttpRequest, slug: str) -> Category:
        return category_at(slug)

    def items(self, part: Category) -> Iterable[Entry]:
        return queries.newest(at=timezone.now(), category=part.slug)

    def link(self, part: Category) -> str:
        return part.get_absolute_url()

    def name(self, part: Category) -> str:
        return part.name


newest = policy(PUBLIC)(require_safe(Newest()))
of_a_kind = policy(PUBLIC)(require_safe(NewestOfAKind()))


@require_safe
@policy(PUBLIC)
def of_a_category(request: HttpRequest, slug: str) -> HttpResponse:
    found = category_at(slug)
    if found.slug != slug:
        return redirect("feed_of_a_category", found.slug, permanent=True)
    return NewestOfACategory()(request, slug=slug)
