"""Documents of the old register, with type, issuer and signer, into the register of this site."""

from datetime import date, datetime
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _

from nguon.portal.moving.models import MovedDocument
from nguon.portal.moving.operations import PUBLISHED, Move, each, instant, words
from nguon.portal.moving.shelf import Spot, Words
from nguon.portal.operations import NotPossible
from nguon.portal.register import operations as register
from nguon.portal.register.models import Kind


def move_documents(run: Move) -> None:
    """Take over every document; its files stay behind and are told by their number."""
    for spot, told in run.shelf.all("law"):
        each(run, "document", spot, partial(_document, run, spot, told))


def _document(run: Move, spot: Spot, told: Words) -> bool:
    key = {"lang": spot.lang, "module": spot.module, "number": spot.number}
    if MovedDocument.objects.filter(**key).exists():
        return False
    title = words(told.get("title", ""), 400)
    if not title:
        raise NotPossible(_("Không có trích yếu."))
    issued, begins, ends = (
        _day(instant(told.get(column, ""))) for column in ("publtime", "startvalid", "exptime")
    )
    content = register.Content(
        title=title,
        number=words(told.get("code", ""), 60),
        type=_name(run, "category", spot, told.get("cid", ""), 60),
        issuer=_name(run, "issuer", spot, told.get("sid", ""), 150),
        signer=_name(run, "signer", spot, told.get("sgid", ""), 120),
        summary=words(told.get("introtext", ""), 20_000),
        issued_on=issued,
        effective_from=begins,
        effective_to=ends if ends and (begins is None or ends >= begins) else None,
    )
    document = register.write(Kind.NEW, content, by=run.by)
    if told.get("status") == PUBLISHED:
        register.publish(document, by=run.by)
    MovedDocument.objects.create(
        **key, ref=document.ref, address=document.get_absolute_url()[:400]
    )
    return True


def _name(run: Move, kind: str, spot: Spot, number: str, most: int) -> str:
    if not number.isdecimal():
        return ""
    return words(run.shelf.one(kind, spot, int(number[:18])).get("title", ""), most)


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None
