"""Where a file stands in articles: beside the text, or in what is out or being written."""

from collections.abc import Iterator

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nguon.portal.files import places
from nguon.portal.files.models import StoredFile
from nguon.portal.models import Article
from nguon.portal.news.models import Revision


def of(file: StoredFile) -> Iterator[places.Place]:
    address = places.in_a_text(file)
    newest = Revision.objects.filter(article=OuterRef("pk")).order_by("-number")
    found = Article.objects.annotate(written=Subquery(newest.values("body")[:1])).filter(
        Q(attachments__file=file) | Q(body__contains=address) | Q(written__contains=address)
    )
    for article in found.distinct().order_by("-pk"):
        where = reverse("article_work", args=[article.ref])
        yield places.Place(_("Bài viết"), article.title, where)
