"""Albums and clips as pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from nguon.core.prepared import Prepared
from nguon.portal.files.models import StoredFile
from nguon.portal.galleries.models import Album, Clip, Shot

IN_THE_BOX = 4


@dataclass(frozen=True, slots=True)
class Cover:
    """An album with its first picture and how many it has."""

    album: Album
    picture: StoredFile | None
    pictures: int


def albums(*, at: datetime) -> QuerySet[Album]:
    """The albums that everybody may see, the newest first."""
    return Album.objects.filter(shown_from__lte=at).order_by("-shown_from", "-pk")


def covers(found: Iterable[Album]) -> list[Cover]:
    """Each album with its first picture, in one statement whatever their number."""
    rows = list(found)
    if not rows:
        return []
    shots: dict[int, list[StoredFile]] = {row.pk: [] for row in rows}
    for shot in Shot.objects.filter(album__in=rows).select_related("picture"):
        shots[shot.album_id].append(shot.picture)
    return [Cover(row, next(iter(shots[row.pk]), None), len(shots[row.pk])) for row in rows]


def clips(*, at: datetime) -> QuerySet[Clip]:
    """The clips that everybody may see, the newest first."""
    shown = Clip.objects.filter(shown_from__lte=at).order_by("-shown_from", "-pk")
    return shown.select_related("poster")


def newest(*, at: datetime) -> tuple[list[Cover], list[Clip]]:
    """The newest albums and clips for the front page."""
    return covers(_albums(at=at)), _clips(at=at)


def _newest_albums(at: Any) -> QuerySet[Album]:
    return albums(at=at)[:IN_THE_BOX]


def _newest_clips(at: Any) -> QuerySet[Clip]:
    return clips(at=at)[:IN_THE_BOX]


_albums, _clips = Prepared(_newest_albums), Prepared(_newest_clips)


def pictures_of(album: Album) -> list[StoredFile]:
    """The pictures of an album in their order."""
    return [shot.picture for shot in album.shots.select_related("picture")]
