"""Where a file stands in albums and clips."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nguon.portal.files import places
from nguon.portal.files.models import StoredFile
from nguon.portal.galleries.models import Album, Clip


def of(file: StoredFile) -> Iterator[places.Place]:
    for album in Album.objects.filter(shots__picture=file):
        yield places.Place(_("Album"), album.title, reverse("desk_album", args=[album.slug]))
    for clip in Clip.objects.filter(Q(video=file) | Q(poster=file) | Q(captions=file)):
        yield places.Place(_("Video"), clip.title, reverse("desk_clip", args=[clip.slug]))
