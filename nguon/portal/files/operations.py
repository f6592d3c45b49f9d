"""What editors put in, describe and take away; one decision a function."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from nguon.core import audit, uploads
from nguon.core.actor import Actor
from nguon.core.text import fold, tidy
from nguon.portal import freshness
from nguon.portal.files import clips, places, shelf
from nguon.portal.files.models import LONGEST_NAME, Kind, Said, StoredFile
from nguon.portal.operations import NotPossible
from nguon.portal.roles import SITE, WRITE

WIDTHS = (360, 720, 1280)
LARGEST_CAPTIONS = 1 << 20
MOST_NAMED = 5
LEFT_ALONE = timedelta(hours=1)  # a file may be older than its row by the time of a transaction
ENDINGS = {**{f"image/{kind}": kind for kind in ("jpeg", "png", "webp")}, clips.MP4: "mp4",
           clips.WEBM: "webm", clips.VTT: "vtt", uploads.MEDIA["pdf"]: "pdf",
           **{uploads.MEDIA[kind]: kind for kind in ("docx", *uploads.PACKAGES)}}  # fmt: skip
DOCUMENTS = frozenset({"pdf", "docx"}) | uploads.PACKAGES


class Upload(Protocol):
    """A file as it was sent."""

    name: str | None

    def read(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found to be fit to keep: the bytes, their type, size in points, narrower copies,
    and the words in a document."""

    content: bytes
    media_type: str
    width: int = 0
    height: int = 0
    copies: dict[int, bytes] = field(default_factory=dict)
    said: str = ""


def keep(
    upload: Upload,
    *,
    kind: str,
    by: Actor,
    alt: str = "",
    caption: str = "",
    credit: str = "",
    decorative: bool = False,
) -> StoredFile:
    """Check a file by what it holds, write it anew and keep it.

    Raises: NotAllowed, NotPossible (says what is wrong), shelf.CannotKeep. Nothing is kept then.
    """
    by.require(WRITE, at=SITE)
    if kind == Kind.PICTURE and not decorative and not alt.strip():
        raise NotPossible(
            _("Ảnh cần chữ thay ảnh cho người không nhìn thấy, hoặc là ảnh trang trí.")
        )
    looked = _look(upload, Kind(kind))
    told = {"alt": tidy(alt), "caption": tidy(caption), "credit": tidy(credit)}
    return _keep(upload.name or "", kind, looked, told, decorative=decorative, by=by)


@transaction.atomic
def describe(file: StoredFile, *, alt: str, caption: str, credit: str, by: Actor) -> StoredFile:
    """Change what readers are told of a file.

    Raises: NotAllowed, NotPossible.
    """
    row = StoredFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    by.require(WRITE, at=SITE)
    if row.kind == Kind.PICTURE and not row.decorative and not alt.strip():
        raise NotPossible(_("Ảnh cần chữ thay ảnh cho người không nhìn thấy."))
    row.alt, row.caption, row.credit = tidy(alt), tidy(caption), tidy(credit)
    row.save(update_fields=["alt", "caption", "credit"])
    audit.record("portal.describe_file", row, by=by)
    freshness.changed()
    return row


@transaction.atomic
def remove(file: StoredFile, *, by: Actor) -> None:
    """Take away a file that nothing on the site uses; its bytes go with the next sweep.

    Raises: NotAllowed, NotPossible (names the places that use it).
    """
    row = StoredFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    by.require(WRITE, at=SITE)
    if used := places.of(row):
        told = {"places": "; ".join(str(place) for place in used[:MOST_NAMED]), "n": len(used)}
        raise NotPossible(
            _("Tệp đang được dùng ở %(n)d chỗ: %(places)s. Gỡ khỏi đó trước.") % told
        )
    audit.record("portal.remove_file", row, by=by)
    row.delete()
    freshness.changed()


def sweep(*, at: datetime) -> int:
    """Destroy bytes that no row names any more; how many files that were."""
    kept = set(StoredFile.objects.values_list("sha256", flat=True))
    gone = [path for path in shelf.older(at - LEFT_ALONE) if path.name[:64] not in kept]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


@transaction.atomic
def _keep(
    sent_as: str, kind: str, looked: Looked, told: dict[str, str], *, decorative: bool, by: Actor
) -> StoredFile:
    digest = sha256(looked.content).hexdigest()
    shelf.put(digest, looked.content)
    for width, content in looked.copies.items():
        shelf.put(f"{digest}-{width}", content)
    file = StoredFile.objects.create(
        kind=kind,
        name=name_of(sent_as, looked.media_type),
        media_type=looked.media_type,
        size=len(looked.content),
        sha256=digest,
        width=looked.width,
        height=looked.height,
        widths=sorted(looked.copies),
        decorative=decorative,
        kept_at=by.at,
        kept_by_id=by.user_id or None,
        **told,
    )
    if kind == Kind.DOCUMENT:
        Said.objects.create(file=file, text=looked.said)
    audit.record("portal.keep_file", file, by=by, kind=kind, sha256=digest)
    return file


def read_again(file: StoredFile) -> None:
    """Read the words in a document that was kept; one that cannot be read has none."""
    try:
        text = uploads.text_of(shelf.path_of(file.sha256).read_bytes())
    except (OSError, uploads.Unacceptable):
        text = ""
    Said.objects.update_or_create(file=file, defaults={"text": text})


def name_of(sent_as: str, media_type: str) -> str:
    """What a saved copy is called: plain letters of the name it was sent by, its true ending."""
    stem = re.sub(r"[^a-z0-9]+", "-", fold(sent_as.rpartition(".")[0] or sent_as)).strip("-")
    return f"{stem[: LONGEST_NAME - 10] or 'tep'}.{ENDINGS[media_type]}"


# --- looking ----------------------------------------------------------------------------------


def _look(upload: Upload, kind: Kind) -> Looked:
    content = upload.read()
    try:
        return LOOK[kind](content, upload.name or "")
    except (uploads.Unacceptable, clips.NotAClip) as why:
        raise NotPossible(str(why)) from why


def _picture(content: bytes, name: str) -> Looked:
    clean = uploads.clean(content, name=name, kinds=uploads.PICTURES)
    narrower = [width for width in WIDTHS if width < clean.width]
    copies = {width: uploads.preview(clean, width=width, form="webp") for width in narrower}
    return Looked(clean.content, uploads.MEDIA[clean.kind], clean.width, clean.height, copies)


def _document(content: bytes, name: str) -> Looked:
    clean = uploads.clean(content, name=name, kinds=DOCUMENTS)
    said = tidy(uploads.text_of(clean.content))
    return Looked(clean.content, uploads.MEDIA[clean.kind], said=said)


def _clip(content: bytes, name: str) -> Looked:
    uploads.require_unmarked(name)
    return Looked(content, clips.media_type(content))


def _captions(content: bytes, name: str) -> Looked:
    uploads.require_unmarked(name)
    if len(content) > LARGEST_CAPTIONS:
        raise uploads.Unacceptable("too_large")
    return Looked(clips.captions(content).encode(), clips.VTT)


LOOK: dict[Kind, Callable[[bytes, str], Looked]] = {
    Kind.PICTURE: _picture,
    Kind.DOCUMENT: _document,
    Kind.CLIP: _clip,
    Kind.CAPTIONS: _captions,
}
