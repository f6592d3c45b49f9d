"""What editors do with albums and clips; one decision a function."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from nguon.core import audit
from nguon.core.actor import Actor
from nguon.core.text import tidy
from nguon.portal import freshness
from nguon.portal.files.models import Kind, StoredFile
from nguon.portal.galleries.models import Album, Clip, Shot
from nguon.portal.operations import NotPossible, visible
from nguon.portal.roles import PUBLISH, SITE, WRITE
from nguon.portal.search import operations as search
from nguon.portal.slugs import free_slug

RESERVED = ("moi",)
Shown = TypeVar("Shown", Album, Clip)


@transaction.atomic
def make_album(title: str, *, about: str = "", by: Actor) -> Album:
    """Begin an album; nobody sees it before it is shown.

    Raises: NotAllowed, NotPossible.
    """
    by.require(WRITE, at=SITE)
    slug = free_slug(title, Album.objects.all(), otherwise="album", reserved=RESERVED)
    album = Album.objects.create(slug=slug, title=_title(title), about=visible(about).strip())
    audit.record("portal.make_album", album, by=by)
    return album


@transaction.atomic
def make_clip(
    title: str,
    *,
    video: StoredFile,
    poster: StoredFile | None = None,
    captions: StoredFile | None = None,
    about: str = "",
    by: Actor,
) -> Clip:
    """Begin a clip of files that are kept.

    Raises: NotAllowed, NotPossible.
    """
    by.require(WRITE, at=SITE)
    _require_kinds(video, poster, captions)
    clip = Clip.objects.create(
        slug=free_slug(title, Clip.objects.all(), otherwise="video", reserved=RESERVED),
        title=_title(title),
        about=visible(about).strip(),
        video=video,
        poster=poster,
        captions=captions,
    )
    audit.record("portal.make_clip", clip, by=by)
    return clip


@transaction.atomic
def change_album(album: Album, *, title: str, about: str, by: Actor) -> Album:
    """Change the words of an album; its address stays.

    Raises: NotAllowed, NotPossible.
    """
    row = Album.objects.select_for_update().get(pk=album.pk)
    _require_pen(row, by)
    row.title, row.about = _title(title), visible(about).strip()
    row.save(update_fields=["title", "about"])
    audit.record("portal.change_album", row, by=by)
    _let_find(row)
    return row


@transaction.atomic
def change_clip(
    clip: Clip,
    *,
    title: str,
    about: str,
    video: StoredFile,
    poster: StoredFile | None,
    captions: StoredFile | None,
    by: Actor,
) -> Clip:
    """Change the words and files of a clip; its address stays.

    Raises: NotAllowed, NotPossible.
    """
    row = Clip.objects.select_for_update(of=("self",)).get(pk=clip.pk)
    _require_pen(row, by)
    _require_kinds(video, poster, captions)
    row.title, row.about = _title(title), visible(about).strip()
    row.video, row.poster, row.captions = video, poster, captions
    row.save()
    audit.record("portal.change_clip", row, by=by)
    _let_find(row)
    return row


@transaction.atomic
def arrange(album: Album, pictures: Sequence[StoredFile], *, by: Actor) -> None:
    """Let an album hold just these pictures, in this order.

    Raises: NotAllowed, NotPossible.
    """
    row = Album.objects.select_for_update().get(pk=album.pk)
    _require_pen(row, by)
    if any(each.kind != Kind.PICTURE for each in pictures):
        raise NotPossible(_("Album chỉ chứa ảnh."))
    once = list(dict.fromkeys(pictures))
    Shot.objects.filter(album=row).delete()
    shots = [Shot(album=row, picture=each, position=n) for n, each in enumerate(once, 1)]
    Shot.objects.bulk_create(shots)
    audit.record("portal.arrange_album", row, by=by, pictures=len(once))
    if row.shown_from and not once:
        _hide(row, by)
    _let_find(row)


@transaction.atomic
def show(gallery: Shown, *, at: datetime, by: Actor) -> Shown:
    """Let everybody see an album or a clip from an instant on, which may lie ahead.

    Raises: NotAllowed, NotPossible.
    """
    row = type(gallery)._default_manager.select_for_update(of=("self",)).get(pk=gallery.pk)
    by.require(PUBLISH, at=SITE)
    _require_something(row)
    row.shown_from = at
    row.save(update_fields=["shown_from"])
    audit.record(f"portal.show_{row.kind}", row, by=by, from_=at.isoformat())
    _let_find(row)
    return row


@transaction.atomic
def hide(gallery: Shown, *, by: Actor) -> Shown:
    """Take an album or a clip out of sight at once; the editors keep it.

    Raises: NotAllowed.
    """
    row = type(gallery)._default_manager.select_for_update(of=("self",)).get(pk=gallery.pk)
    by.require(PUBLISH, at=SITE)
    _hide(row, by)
    _let_find(row)
    return row


def _require_something(row: Album | Clip) -> None:
    if isinstance(row, Album) and not row.shots.exists():
        raise NotPossible(_("Album chưa có ảnh nào."))


def _hide(row: Album | Clip, by: Actor) -> None:
    row.shown_from = None
    row.save(update_fields=["shown_from"])
    audit.record(f"portal.hide_{row.kind}", row, by=by)


def find_again(model: type[Album] | type[Clip]) -> Iterator[int]:
    """Let search know anew of all albums, or all clips, that are shown; how many so far."""
    rows: QuerySet[Any] = model._default_manager.filter(shown_from__isnull=False)
    return search.again(model.kind, rows, _let_find, key=lambda row: str(row.pk))


def _let_find(row: Album | Clip) -> None:
    """Search and pages that were kept know what became of it."""
    if row.shown_from is None:
        search.drop(row.kind, str(row.pk))
    else:
        told = [row.about]
        if isinstance(row, Album):
            told += [str(shot.picture) for shot in row.shots.select_related("picture")]
        search.put(
            row.kind,
            str(row.pk),
            title=row.title,
            text=" ".join(told),
            address=row.get_absolute_url(),
            day=timezone.localdate(row.shown_from),
            shown_from=row.shown_from,
        )
    freshness.changed()


def _require_pen(row: Album | Clip, by: Actor) -> None:
    """What everybody sees is changed only by whoever may publish."""
    by.require(PUBLISH if row.shown_from else WRITE, at=SITE)


def _require_kinds(
    video: StoredFile, poster: StoredFile | None, captions: StoredFile | None
) -> None:
    if video.kind != Kind.CLIP:
        raise NotPossible(_("Cần một tệp video."))
    if poster and poster.kind != Kind.PICTURE:
        raise NotPossible(_("Ảnh mở đầu phải là ảnh."))
    if captions and captions.kind != Kind.CAPTIONS:
        raise NotPossible(_("Phụ đề phải là tệp WebVTT."))


def _title(title: str) -> str:
    told = tidy(visible(title))
    if not told:
        raise NotPossible(_("Cần tên."))
    return told
