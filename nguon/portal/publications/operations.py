"""Believe a key, take a signed file in, take a publication down."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nguon.core import audit, signing, snapshot
from nguon.core.actor import Actor
from nguon.core.text import tidy
from nguon.portal import freshness
from nguon.portal.operations import NotPossible
from nguon.portal.publications.models import Publication, State, TrustedKey
from nguon.portal.roles import ADMIT, PUBLISH, SITE
from nguon.portal.search import operations as search

KIND = "publication"
REF = re.compile(r"[A-Za-z0-9_-]{6,24}")
KEY = re.compile(rf"[0-9a-f]{{{signing.KEY_DIGITS}}}")
AHEAD = timedelta(days=1)  # clocks of two machines


class NotTaken(NotPossible):
    """A file is not believed or too old; the message says why. Nothing was changed."""


class TakenAlready(NotTaken):
    """This file, or a newer one of its publication, was taken in before."""


@transaction.atomic
def trust(key: str, *, by: Actor) -> TrustedKey:
    """Believe what is signed with ``key``; saying it again changes nothing.

    Raises: NotAllowed, NotPossible.
    """
    by.require(ADMIT, at=SITE)
    if not KEY.fullmatch(key := key.strip().lower()):
        raise NotPossible(_("Khoá công khai gồm 64 chữ số thập lục phân."))
    row, new = TrustedKey.objects.get_or_create(key=key, defaults={"trusted_at": by.at})
    if new:
        audit.record("portal.trust_key", row, by=by, key=key)
    return row


@transaction.atomic
def take_in(file: bytes, *, by: Actor) -> Publication:
    """Show what a signed file says in place of what its publication said before.

    Reading: of one publication only a file with a higher number is taken, so that neither an
             older one nor a withdrawn one comes back. One that was taken down here stays down.
    Raises:  NotAllowed, NotTaken.
    """
    by.require(PUBLISH, at=SITE)
    content = _believed(file)
    ref, serial = _which(content)
    row = Publication.objects.select_for_update().filter(ref=ref).first()
    if row is not None and serial <= row.serial:
        raise TakenAlready(_("Tệp này đã nhận rồi, hoặc cũ hơn bản đã nhận."))
    row = row or Publication(ref=ref, state=State.SHOWN)
    row.serial, row.taken_in_at, row.issued_on = serial, by.at, _day(content, by.at)
    if content["type"] == "withdrawal":
        row.reason = tidy(str(content.get("reason", "")))[:300]
        _hide(row, State.WITHDRAWN)
    elif row.state == State.TAKEN_DOWN:
        row.save()
    else:
        _show(row, content, by)
    audit.record("portal.take_in", row, by=by, ref=ref, serial=serial, state=row.state)
    return row


@transaction.atomic
def take_down(publication: Publication, *, by: Actor) -> Publication:
    """Show a publication no more, at once; nothing of what it said is kept.

    Raises: NotAllowed.
    """
    row = Publication.objects.select_for_update().get(pk=publication.pk)
    by.require(PUBLISH, at=SITE)
    _hide(row, State.TAKEN_DOWN)
    audit.record("portal.take_down", row, by=by, ref=row.ref, serial=row.serial)
    return row


def _believed(file: bytes) -> dict[str, Any]:
    """The content of a file that a trusted key signed.

    Raises: NotTaken.
    """
    code = "key"
    for key in TrustedKey.objects.values_list("key", flat=True):
        try:
            return signing.read(file, key)
        except signing.NotGenuine as wrong:
            code = wrong.code if code == "key" else code
    raise NotTaken(_why(code))


def _why(code: str) -> str:
    return {
        "form": _("Đây không phải tệp công bố, hoặc tệp đã bị sửa."),
        "key": _("Tệp không được ký bằng khoá mà cổng tin."),
        "signature": _("Chữ ký không khớp: nội dung đã bị sửa sau khi ký."),
    }[code]


def _which(content: dict[str, Any]) -> tuple[str, int]:
    ref, serial, told = (content.get(key) for key in ("ref", "serial", "type"))
    if not isinstance(ref, str) or not REF.fullmatch(ref) or type(serial) is not int:
        raise NotTaken(_why("form"))
    if not 0 < serial < 2**31 or told not in ("publication", "withdrawal"):
        raise NotTaken(_why("form"))
    return ref, serial


def _day(content: dict[str, Any], at: datetime) -> Any:
    try:
        day = snapshot.day_of(content, "issued_on")
    except snapshot.Malformed as wrong:
        raise NotTaken(_why("form")) from wrong
    if day > timezone.localdate(at + AHEAD):
        raise NotTaken(_("Ngày ký ở tương lai: xem lại đồng hồ của hai máy."))
    return day


def _show(row: Publication, content: dict[str, Any], by: Actor) -> None:
    try:
        shown = snapshot.read(content)
    except snapshot.Malformed as wrong:
        raise NotTaken(_why("form")) from wrong
    row.state, row.content, row.reason = State.SHOWN, content, ""
    row.title, row.organization = shown.title[:300], shown.organization[:300]
    row.save()
    _let_find(row, shown.text, by.at)


def find_again() -> Iterator[int]:
    """Let search know anew of every publication that is shown; how many so far."""
    rows = Publication.objects.filter(state=State.SHOWN)
    return search.again(KIND, rows, _read_again, key=lambda row: row.ref)


def _read_again(row: Publication) -> None:
    assert row.content is not None  # noqa: S101 - a constraint of the table
    _let_find(row, snapshot.read(row.content).text, row.taken_in_at)


def _let_find(row: Publication, text: str, at: datetime) -> None:
    search.put(
        KIND,
        row.ref,
        title=f"{row.title}: {row.organization}",
        text=text,
        address=row.get_absolute_url(),
        day=row.issued_on,
        shown_from=at,
    )


def _hide(row: Publication, state: str) -> None:
    row.state, row.content = state, None
    row.save()
    search.drop(KIND, row.ref)
    freshness.changed()
