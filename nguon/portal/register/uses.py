"""Which documents a file belongs to."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nguon.portal.files import places
from nguon.portal.files.models import StoredFile
from nguon.portal.register.models import Document


def of(file: StoredFile) -> Iterator[places.Place]:
    for document in Document.objects.filter(attachments__file=file):
        where = reverse("desk_document", args=[document.ref])
        yield places.Place(_("Văn bản"), str(document), where)
