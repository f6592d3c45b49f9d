"""Addresses of the old site, answered by where their page stands now.

They are the last of all addresses, so they are asked only where this site has no page. Where they
lead is always made here, from what came: never from anything that the address says.
"""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from nguon.core.http.policy import PUBLIC, policy
from nguon.portal.models import Category
from nguon.portal.moving.models import MovedArticle, MovedCategory, MovedDocument

LARGEST = 2**62


@require_safe
@policy(PUBLIC)
def old_page(request: HttpRequest, module: str, number: str, lang: str = "") -> HttpResponse:
    """An article or a document by its module and number; its alias may have changed."""
    key = {"module": module.replace("-", "_"), "number": min(int(number), LARGEST)}
    if lang:
        key["lang"] = lang
    article = MovedArticle.objects.filter(**key).select_related("article__category").first()
    if article is not None:
        return _to(article.article.get_absolute_url())
    document = MovedDocument.objects.filter(**key).first()
    if document is None:
        raise Http404
    return _to(document.address)


@require_safe
@policy(PUBLIC)
def old_category(request: HttpRequest, module: str, alias: str, lang: str = "") -> HttpResponse:
    return _to(_category(module, alias, lang).get_absolute_url())


@require_safe
@policy(PUBLIC)
def old_feed(request: HttpRequest, module: str, alias: str = "", lang: str = "") -> HttpResponse:
    if not alias:
        return _to(reverse("feed"))
    return _to(reverse("feed_of_a_category", args=[_category(module, alias, lang).slug]))


def _category(module: str, alias: str, lang: str) -> Category:
    rows = MovedCategory.objects.filter(module=module.replace("-", "_"), alias__iexact=alias)
    found = (rows.filter(lang=lang) if lang else rows).select_related("category").first()
    if found is None:
        raise Http404
    return found.category


def _to(address: str) -> HttpResponse:
    """A permanent redirect within this site."""
    if not address.startswith("/") or address.startswith(("//", "/\\")):
        raise Http404
    return HttpResponsePermanentRedirect(address)
