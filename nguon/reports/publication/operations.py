"""Propose, approve, decline, withdraw; and whoever takes back a consent is named no more."""

import os
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from nguon.core import audit
from nguon.core.actor import SYSTEM_USER, Actor
from nguon.core.guard import unscoped
from nguon.core.text import tidy
from nguon.development import operations as development
from nguon.organizations.models import Organization
from nguon.organizations.queries import successor
from nguon.people import consent
from nguon.people.models import Person, Purpose
from nguon.reports.models import (
    Publication,
    PublicationKind,
    PublicationStatus,
    PublishedName,
)
from nguon.reports.publication import queries
from nguon.reports.publication.suppression import Claim, Derivable, follows, hide
from nguon.reports.publication.tables import LANGUAGE, Draft, Table, draft_of
from nguon.supervision import operations as supervision

PROPOSING, APPROVING = "publication.propose", "publication.approve"


class Refused(ValueError):
    """It cannot be published; the message says why. Nothing was written."""


@transaction.atomic
def propose(
    organization: Organization, kind: str, term: str, *, by: Actor, on: date | None = None
) -> Publication:
    """Keep what is to be published of a term, as the public will read it.

    Reading: a number of one to four is hidden, and so is what would tell it, also together with
             everything that was ever published.
    Raises:  NotAllowed, NoSuchTerm, Refused.
    """
    keeper = successor(organization, on=by.today)
    by.require(PROPOSING, at=keeper)
    day = min(on or by.today, by.today)
    draft, reading = draft_of(kind, organization, term, on=day, by=by)
    hidden = _hidden(organization, draft, by)
    last = min(day, reading.last_day)
    row: Publication = Publication.objects.create(
        organization=keeper,
        made_for=organization,
        kind=kind,
        term=reading.terms[0].slug,
        as_of=last,
        status=PublicationStatus.PROPOSED,
        content=_content(kind, organization, draft, hidden, reading.terms[0].slug, last),
        claims=[_told(each) for each in hidden],
        proposed_at=by.at,
        proposed_by=by.user_id,
    )
    PublishedName.objects.bulk_create(
        [PublishedName(organization=keeper, publication=row, person_id=n) for n in draft.people]
    )
    audit.record(PROPOSING, row, by=by, kind=kind, term=row.term, as_of=str(last))
    return row


@transaction.atomic
def approve(publication: Publication, *, by: Actor) -> Publication:
    """Let the public read it: a signed file is written to the folder.

    Reading: whoever proposed does not approve. Published meanwhile counts, too.
    Raises:  NotAllowed, Refused.
    """
    row = _locked(publication, by, APPROVING, PublicationStatus.PROPOSED)
    if by.user_id == row.proposed_by and by.user_id != SYSTEM_USER:
        raise Refused(_("Người đề nghị không tự duyệt; cần một người khác."))
    before = queries.said_before(row.made_for, on=by.today)
    own = queries.claims_of(row)
    if follows([*own, *before], queries.below([*own, *before], on=by.today)):
        raise Refused(
            _("Từ lần công bố khác đã duyệt trong lúc chờ, có thể tính ra một số quá nhỏ. "
              "Hãy không duyệt bản này và đề nghị lại.")
        )  # fmt: skip
    _forget_unwilling([row])
    _issue(row, PublicationStatus.PUBLISHED, by)
    audit.record(APPROVING, row, by=by, serial=row.serial, named=queries.named(row))
    return row


@transaction.atomic
def decline(publication: Publication, *, reason: str, by: Actor) -> Publication:
    """Do not publish what was proposed.

    Raises: NotAllowed, Refused.
    """
    row = _locked(publication, by, APPROVING, PublicationStatus.PROPOSED)
    row.reason = _reason(reason)
    row.status, row.decided_at, row.decided_by = PublicationStatus.DECLINED, by.at, by.user_id
    row.save(update_fields=["reason", "status", "decided_at", "decided_by"])
    with unscoped("nobody stays named in what is not published"):
        PublishedName.unscoped.filter(publication=row).delete()
    audit.record("publication.decline", row, by=by)
    return row


@transaction.atomic
def withdraw(publication: Publication, *, reason: str, by: Actor) -> Publication:
    """Take a publication back: a signed withdrawal takes the place of its file.

    Reading: ``reason`` is read by everybody.
    Raises:  NotAllowed, Refused.
    """
    row = _locked(publication, by, APPROVING, PublicationStatus.PUBLISHED)
    row.reason = _reason(reason)
    _take_back(row, by)
    return row


@transaction.atomic
def withdraw_consent(person: Person, purpose: str, *, on: date, by: Actor) -> bool:
    """End an agreement with all that follows from it; whether the file stays.

    Reading: nobody is named any more who does not agree, and what stood in the way of somebody
             who is no longer followed rests.
    Raises:  what ``development.withdraw_purpose`` and ``withdraw_person`` raise.
    """
    if purpose == Purpose.DEVELOPMENT:
        development.withdraw_person(person, on=on, by=by)
        supervision.let_rest(person, by=by)
    else:
        development.withdraw_purpose(person, purpose, on=on, by=by)
    obey_consents(by=by)
    return Person.objects.visible_to(by).filter(pk=person.pk).exists()


@transaction.atomic
def obey_consents(*, by: Actor) -> list[Publication]:
    """Sign anew, without them, whatever names people who no longer agree; which that were.

    Reading: nobody's authority is asked: a consent that ended needs no approval.
    """
    with unscoped("a consent is obeyed wherever somebody is named"):
        standing = Publication.unscoped.filter(
            status=PublicationStatus.PUBLISHED, kind=PublicationKind.NEW_MEMBERS
        )
        rows = list(standing.select_related("organization").select_for_update(of=("self",)))
        changed = [row for row in rows if _forget_unwilling([row]) or _lost(row)]
        for row in changed:
            if queries.named(row):
                _issue(row, PublicationStatus.PUBLISHED, by)
                audit.record("publication.names_taken", row, by=by, serial=row.serial)
            else:
                row.reason = _("Không còn ai đồng ý công bố.")
                _take_back(row, by)
    return changed


def write_out() -> int:
    """Write every signed file that the folder lacks, and remove what was replaced; how many.

    Safe to repeat: the files follow from what is stored.
    """
    wanted = {queries.file_name(row): row for row in queries.issued()}
    folder = queries.folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in folder.glob("cong-bo-*.json"):
        if path.name not in wanted:
            path.unlink()
    missing = [name for name in sorted(wanted) if not (folder / name).exists()]
    for name in missing:
        _write(name, queries.file_of(wanted[name]))
    return len(missing)


# --- pieces -------------------------------------------------------------------------------------


def _hidden(organization: Organization, draft: Draft, by: Actor) -> list[Claim]:
    """What may be told of the numbers of a draft.

    Raises: Refused.
    """
    claims = [each for table in draft.tables for each in table.claims]
    before = queries.said_before(organization, on=by.today)
    try:
        found = hide(claims, before, queries.below([*claims, *before], on=by.today))
    except Derivable as told:
        raise Refused(_("Từ những lần công bố trước có thể tính ra một số quá nhỏ.")) from told
    if not draft.people and all(each.value is None for each in found):
        raise Refused(
            _("Không còn số nào công bố được: các số quá nhỏ (1–4 người), hoặc chênh với lần công "
              "bố trước chỉ vài người. Hãy chọn kỳ dài hơn hay đợi thêm.")
        )  # fmt: skip
    return found


def _content(
    kind: str,
    organization: Organization,
    draft: Draft,
    hidden: Sequence[Claim],
    term: str,
    last: date,
) -> dict[str, Any]:
    """The words of a publication, in Vietnamese. Shape: of a hidden number ``null``."""
    left = iter(hidden)
    with override(LANGUAGE):
        notes = [*draft.notes]
        if any(each.value is None for each in hidden):
            notes.append(
                _("Ô có dấu × không công bố: số từ 1 đến 4 người, hoặc số mà từ đó tính ra được.")
            )
        return {
            "kind": str(kind),
            "title": draft.title,
            "organization": draft.name,
            "place": organization.slug,
            "period": term,
            "as_of": str(last),
            "tables": [_drawn(table, left) for table in draft.tables],
            "sources": list(draft.sources),
            "notes": notes,
        }


def _drawn(table: Table, left: Any) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "base": table.base,
        "columns": list(table.columns),
        "rows": [
            {
                "label": label,
                "cells": [next(left).value if isinstance(c, Claim) else c for c in cells],
            }
            for label, cells in table.rows
        ],
        "chart": table.chart,
        "total": int(table.total),
    }


def _told(claim: Claim) -> list[Any]:
    days = str(claim.starts), str(claim.ends)
    return [claim.measure, claim.place, *days, claim.value]


def _locked(publication: Publication, by: Actor, action: str, status: str) -> Publication:
    rows = Publication.objects.visible_to(by).select_related("organization", "made_for")
    row: Publication = rows.select_for_update(of=("self",)).get(pk=publication.pk)
    by.require(action, at=row.organization)
    if row.status != status:
        raise Refused(_("Bản này đã được quyết định khác trong lúc đó."))
    return row


def _reason(text: str) -> str:
    if not tidy(text):
        raise Refused(_("Phải ghi lý do; không ghi tên người."))
    return tidy(text)


def _forget_unwilling(rows: Sequence[Publication]) -> int:
    """Remove the names of those who do not agree any more; how many that were."""
    with unscoped("a consent is obeyed wherever somebody is named"):
        names = PublishedName.unscoped.filter(publication__in=rows)
        told = set(names.values_list("person", flat=True))
        gone = told - consent.willing(told, Purpose.PUBLICATION)
        return names.filter(person__in=gone).delete()[0]


def _lost(row: Publication) -> bool:
    """Whether somebody who stands in the last file was erased since."""
    return queries.named(row) != row.signed_names


def _take_back(row: Publication, by: Actor) -> None:
    with unscoped("nobody stays named in what was withdrawn"):
        PublishedName.unscoped.filter(publication=row).delete()
    _issue(row, PublicationStatus.WITHDRAWN, by)
    audit.record("publication.withdraw", row, by=by, serial=row.serial)


def _issue(row: Publication, status: str, by: Actor) -> None:
    """Number the next file of a publication; it is written when the act is done."""
    row.status, row.serial, row.issued_on = status, row.serial + 1, by.today
    if row.decided_at is None:
        row.decided_at, row.decided_by = by.at, by.user_id
    row.signed_names = queries.named(row)
    row.save()
    transaction.on_commit(write_out)


def _write(name: str, content: bytes) -> None:
    folder = queries.folder()
    draft = folder / f".{name}"
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(folder / name)
