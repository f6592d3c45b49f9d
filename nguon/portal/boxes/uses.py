"""Where a file stands in link boxes and static pages."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nguon.portal.boxes.models import Link, StaticPage
from nguon.portal.files import places
from nguon.portal.files.models import StoredFile


def of(file: StoredFile) -> Iterator[places.Place]:
    for link in Link.objects.filter(logo=file):
        yield places.Place(_("Liên kết"), link.title, reverse("desk_link", args=[link.pk]))
    for page in StaticPage.objects.filter(body__contains=places.in_a_text(file)):
        yield places.Place(_("Trang"), page.title, reverse("desk_page", args=[page.slug]))
