"""What is decided about people's data: who is asked, kept, corrected, withdrawn, erased."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import CharField, DateField, Model, ProtectedError, QuerySet
from django.utils.translation import gettext as _

from nguon.core import audit, versions
from nguon.core.actor import Actor
from nguon.core.guard import unscoped
from nguon.core.text import tidy
from nguon.organizations.models import Organization, on
from nguon.people import consent, names, stock, vault
from nguon.people.consent import ConsentGiven
from nguon.people.details import (
    CORRECTABLE,
    DETAILS,
    AlreadyRegistered,
    BadDetail,
    Refused,
    TooYoung,
    checked,
    name_of,
    new_person,
    refuse_known,
    require_age,
    save,
)
from nguon.people.models import (
    Basis,
    Consent,
    Frozen,
    LeftHow,
    Membership,
    Nomination,
    Person,
    Purpose,
    StubsAllowed,
)

__all__ = [
    "AlreadyRegistered",
    "BadDetail",
    "ConsentGiven",
    "NoBasis",
    "NoSuchConsent",
    "NotAMember",
    "NotAskedYet",
    "Refused",
    "StillHeld",
    "StubsNotAllowed",
    "TooYoung",
    "Withdrawal",
    "agree",
    "allow_stubs",
    "begin_membership",
    "cancel_membership",
    "cancel_recognition",
    "correct",
    "end_membership",
    "erase",
    "expire_stubs",
    "freeze",
    "give_consent",
    "give_consents",
    "give_notice",
    "mark_of_basics",
    "nominate",
    "recognise",
    "refuse",
    "register",
    "resume_membership",
    "thaw",
    "withdraw",
]

STUB_DAYS = 30
# What a field without a value holds.
EMPTY = {
    field.name: ""
    for field in Person._meta.fields
    if isinstance(field, CharField) and not field.null
}


class StubsNotAllowed(Refused):
    """No committee above decided that people may be named before they were asked."""


class NoBasis(Refused):
    """Neither the person's agreement nor a member's file stands behind the registration."""


class NotAskedYet(Refused):
    """The notice was not given, so there was nothing to agree to."""


class StillHeld(Refused):
    """The file may not be erased; the message names the ground."""


class NoSuchConsent(Refused):
    """There is no standing agreement of the person to withdraw."""


class NotAMember(Refused):
    """No membership is open."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A consent that ended. ``must_erase``: nothing is left on which the file could be kept.

    Whoever withdrew then calls ``development.operations.forget``; it refuses after application.
    """

    consent: Consent
    must_erase: bool


@transaction.atomic
def allow_stubs(organization: Organization, *, on: date, document: str, by: Actor) -> StubsAllowed:
    """Record the decision of a committee that people beneath it may be named before being asked.

    Reading: off until decided; a later decision replaces the standing one from its day.
    Raises:  NotAllowed, BadDetail.
    """
    by.require("people.allow_stubs", at=organization)
    if not document.strip():
        raise BadDetail("document", _("Cần số của văn bản quyết định."))
    StubsAllowed.objects.filter(organization=organization, valid_to__gt=on).update(valid_to=on)
    row = StubsAllowed.objects.create(organization=organization, document=document, valid_from=on)
    audit.record("people.stubs_allowed", organization, by=by, on=on.isoformat(), document=document)
    return row


@transaction.atomic
def nominate(
    name: str, *, organization: Organization, referred_by: str, reach: str, by: Actor
) -> Nomination:
    """Note whom to ask, for 30 days at most, with nothing but what carrying out the notice needs.

    Raises: NotAllowed, StubsNotAllowed, BadDetail.
    Units:  days.
    """
    by.require("people.nominate", at=organization)
    if not _stubs_allowed(organization, by.today):
        raise StubsNotAllowed(_("Cấp uỷ chưa quyết định cho ghi tên trước khi hỏi ý kiến."))
    if not name.strip():
        raise BadDetail("name", _("Cần họ tên của người được giới thiệu."))
    row = Nomination.objects.create(
        organization=organization,
        name=names.normal(name),
        referred_by=tidy(referred_by),
        reach=reach.strip(),
        made_on=by.today,
        expires_on=by.today + timedelta(days=STUB_DAYS),
        made_by=by.user_id,
    )
    audit.record("people.nominated", row, by=by)
    return row


@transaction.atomic
def give_notice(nomination: Nomination, *, on: date, by: Actor) -> Nomination:
    """Record the day on which the person was told what would be kept, why and for how long.

    Raises: NotAllowed, BadDetail.
    """
    row = _locked_nomination(nomination, by=by)
    by.require("people.consent", at=row.organization)
    if not row.made_on <= on <= by.today:
        raise BadDetail("on", _("Ngày thông báo phải từ ngày giới thiệu đến hôm nay."))
    row.notified_on = on
    row.save(update_fields=["notified_on"])
    audit.record("people.notice_given", row, by=by, on=on.isoformat())
    return row


def agree(
    nomination: Nomination, *, consents: Sequence[ConsentGiven], by: Actor, **details: Any
) -> Person:
    """Turn a stub into a person who agreed; the stub is gone.

    Raises: NotAllowed, NotAskedYet, and what ``register`` raises; the stub then stays.
    """
    seen = Nomination.objects.visible_to(by).select_related("organization").get(pk=nomination.pk)
    place, full_name = seen.organization, details.pop("full_name", seen.name)
    by.require("people.consent", at=place)
    if any(given.basis != Basis.CONSENT for given in consents):
        raise NoBasis(_("Người được giới thiệu phải tự mình đồng ý."))
    refuse_known(new_person(full_name, place, details, by=by), by=by)
    with transaction.atomic():
        row = _locked_nomination(seen, by=by)
        if row.notified_on is None:
            raise NotAskedYet(_("Chưa thông báo cho người này nên chưa thể ghi sự đồng ý."))
        _end_stub(row, by=by)
        return register(full_name, organization=place, consents=consents, by=by, **details)


@transaction.atomic
def refuse(nomination: Nomination, *, by: Actor) -> None:
    """Forget somebody who said no, or who should not have been named; no reason is asked.

    Reading: the line in the trail is the one that every stub leaves in the end, so that it does
             not show whether somebody refused.
    Raises:  NotAllowed.
    """
    row = _locked_nomination(nomination, by=by)
    by.require("people.consent", at=row.organization)
    _end_stub(row, by=by)


@transaction.atomic
def expire_stubs(*, by: Actor) -> int:
    """Delete every stub whose 30 days are over; return how many."""
    over = Nomination.objects.visible_to(by).filter(expires_on__lte=by.today).order_by("pk")
    rows = list(over.select_related("organization").select_for_update(of=("self",)))
    for row in rows:
        by.require("people.consent", at=row.organization)
        _end_stub(row, by=by)
    return len(rows)


def register(
    full_name: str,
    *,
    organization: Organization,
    consents: Sequence[ConsentGiven],
    by: Actor,
    **details: Any,
) -> Person:
    """Put somebody on file who agreed, or whose member's file a document covers.

    Shape:  ``details`` are the fields of ``DETAILS``; sensitive ones go through the vault.
    Raises: NotAllowed, NoBasis, TooYoung, BadDetail, AlreadyRegistered (which leaves a line in
            the trail unless the caller's own transaction is undone with it).
    """
    by.require("people.register", at=organization)
    person = new_person(full_name, organization, details, by=by)
    _require_basis(consents)
    require_age(person.born_on, [given.representative for given in consents], by.today)
    refuse_known(person, by=by)
    with transaction.atomic():
        save(person)
        for given in consents:
            _give(person, given, by=by)
        audit.record("people.registered", person, by=by, bases=[c.basis for c in consents])
    return person


@transaction.atomic
def give_consent(person: Person, given: ConsentGiven, *, by: Actor) -> Consent:
    """Record that somebody on file agreed to one more purpose.

    Raises: NotAllowed, BadDetail if that purpose is agreed to already.
    """
    person = _locked(person, by=by)
    by.require("people.consent", at=person.organization)
    require_age(person.born_on, [given.representative], by.today)
    if _standing(person, by=by).filter(purpose=given.purpose).exists():
        raise BadDetail("purpose", _("Mục đích này đã có sự đồng ý."))
    row = _give(person, given, by=by)
    audit.record("people.consent_given", person, by=by, purpose=given.purpose, consent=row.pk)
    return row


@transaction.atomic
def give_consents(person: Person, given: Sequence[ConsentGiven], *, by: Actor) -> list[Consent]:
    """Record all that one signed sheet adds.

    Raises: NotAllowed, BadDetail, TooYoung. Nothing is written when it raises.
    """
    if not given:
        raise BadDetail("purpose", _("Chưa có mục đích nào được đồng ý."))
    return [give_consent(person, each, by=by) for each in given]


def mark_of_basics(person: Person) -> str:
    """The mark of a person's basic data, for the page that shows them."""
    return versions.mark_of({field: getattr(person, field) for field in CORRECTABLE})


def correct(
    person: Person, changes: Mapping[str, Any], *, reason: str, by: Actor, seen: str = ""
) -> Person:
    """Change what is wrong in a file; what stood there is kept under the person's key.

    Shape:   ``seen`` is the mark of the basic data that the page showed.
    Reading: the actor is the approver. The trail names the fields; values and reason, which may
             name somebody, lie sealed beside the file and go with it.
    Raises:  NotAllowed, BadDetail, TooYoung, AlreadyRegistered, vault.NoConsent,
             versions.ChangedMeanwhile.
    """
    if unknown := changes.keys() - CORRECTABLE - set(vault.SENSITIVE):
        raise BadDetail(min(unknown))
    if not changes:
        raise BadDetail("changes", _("Không có gì khác với hồ sơ."))
    if not reason.strip():
        raise BadDetail("reason", _("Cần lý do sửa."))
    plain = {field: value for field, value in changes.items() if field in CORRECTABLE}
    found = Person.objects.visible_to(by).select_related("organization").get(pk=person.pk)
    by.require("people.correct", at=found.organization)
    refuse_known(_changed(found, plain, by=by), by=by)
    return _correct(person, plain, dict(changes), reason=reason, by=by, seen=seen)


@transaction.atomic
def freeze(person: Person, field: str, *, words: str, by: Actor) -> Frozen:
    """Put the value of a disputed field out of use: it leaves the file and is kept apart, sealed.

    Reading: a file needs the name to be told from others, so the name stays and is corrected.
    Raises:  NotAllowed, BadDetail, vault.Disputed where it is so already.
    """
    person = _locked(person, by=by)
    by.require("people.correct", at=person.organization)
    if field not in DETAILS | set(vault.SENSITIVE):
        raise BadDetail(field)
    if not words.strip():
        raise BadDetail("words", _("Cần ghi người đó nói gì."))
    vault.require_not_frozen(person, [field])
    value = None
    if field in DETAILS:
        value = getattr(person, field)
        setattr(person, field, EMPTY.get(field))
        save(checked(person, by.today))
    row = vault.keep_frozen(person, field, value, words=words, by=by)
    audit.record("people.frozen", person, by=by, field=field)
    return row


@transaction.atomic
def thaw(person: Person, field: str, *, by: Actor) -> Person:
    """Bring the value of a disputed field back into use as it was; a wrong one is then corrected.

    Raises: NotAllowed, BadDetail where it is not disputed, AlreadyRegistered.
    """
    person = _locked(person, by=by)
    by.require("people.correct", at=person.organization)
    if field not in vault.frozen_fields(person):
        raise BadDetail(field, _("Điều này không có tranh chấp."))
    value = vault.take_frozen(person, field, by=by, why="settled")
    if field in DETAILS:
        is_day = isinstance(Person._meta.get_field(field), DateField)
        setattr(person, field, date.fromisoformat(value) if is_day and value else value)
        save(checked(person, by.today))
    audit.record("people.thawed", person, by=by, field=field)
    return person


@transaction.atomic
def withdraw(person: Person, purpose: str, *, on: date, by: Actor) -> Withdrawal:
    """End a person's agreement to one purpose; no reason is asked.

    Reading: with the agreement to sensitive data the values go at once, unless a member's file
             covers them. Sealed acts in a case can no longer be opened.
    Raises:  NotAllowed, NoSuchConsent, BadDetail.
    """
    person = _locked(person, by=by)
    by.require("people.withdraw", at=person.organization)
    row = _standing(person, by=by).filter(purpose=purpose, basis=Basis.CONSENT).first()
    if row is None:
        raise NoSuchConsent(_("Không có sự đồng ý nào của người này cho mục đích ấy."))
    if not row.document_on <= on <= by.today:
        raise BadDetail("on", _("Ngày rút lại phải từ ngày đồng ý đến hôm nay."))
    row.withdrawn_on = on
    row.save(update_fields=["withdrawn_on"])
    if not consent.willing([person.pk], Purpose.SENSITIVE):
        vault.forget_values(person)
    audit.record("people.consent_withdrawn", person, by=by, purpose=purpose, consent=row.pk)
    return Withdrawal(row, must_erase=not consent.willing([person.pk], Purpose.DEVELOPMENT))


@transaction.atomic
def erase(person: Person, *, by: Actor) -> None:
    """Destroy a file: rows, sealed values, key, consents, index. The trail keeps a number only.

    Reading: who may record a withdrawal may erase what nothing stands behind any more; erasing
             against a standing basis is the data-protection person's.
    Raises:  NotAllowed, StillHeld for a member's file and while a case is there.
    """
    person = _locked(person, by=by)
    agreed = consent.willing([person.pk], Purpose.DEVELOPMENT)
    by.require("people.erase" if agreed else "people.withdraw", at=person.organization)
    if Membership.objects.visible_to(by).filter(person=person).exists():
        raise StillHeld(_("Hồ sơ đảng viên không được xoá (quy định về quản lý hồ sơ đảng viên)."))
    audit.record("people.erased", person, by=by)
    with unscoped("erasing reaches every row of the person"):
        Consent.unscoped.filter(person=person).delete()
        _delete(person)
        stock.drop_unborne([name_of(person)])


@transaction.atomic
def begin_membership(
    person: Person,
    *,
    joined_on: date,
    by: Actor,
    full_from: date | None = None,
    card_number: str = "",
) -> Membership:
    """Record that somebody entered the Party on a day; full member from ``full_from`` on.

    Raises: NotAllowed, BadDetail.
    """
    person = _locked(person, by=by)
    by.require("people.membership", at=person.organization)
    if joined_on > by.today:
        raise BadDetail("joined_on", _("Ngày vào Đảng không thể sau hôm nay."))
    if _open_membership(person, by=by) is not None:
        raise BadDetail("joined_on", _("Người này đang là đảng viên."))
    row = Membership(
        organization=person.organization,
        person=person,
        joined_on=joined_on,
        full_from=_not_before(joined_on, full_from, "full_from"),
        card_number=card_number.strip(),
    )
    row.save(force_insert=True)
    audit.record("people.membership_begun", person, by=by, membership=row.pk)
    return row


@transaction.atomic
def recognise(person: Person, *, full_from: date, by: Actor) -> Membership:
    """Record from which day a probationary member is a full one.

    Raises: NotAllowed, NotAMember, BadDetail.
    """
    person = _locked(person, by=by)
    by.require("people.membership", at=person.organization)
    row = _require_membership(person, by=by)
    row.full_from = _not_before(row.joined_on, full_from, "full_from")
    row.save(update_fields=["full_from"])
    audit.record("people.recognised", person, by=by, membership=row.pk)
    return row


@transaction.atomic
def end_membership(person: Person, *, left_on: date, how: str, by: Actor) -> Membership:
    """Record that somebody is no longer a member from ``left_on`` on.

    Shape:  ``how`` is a value of ``left_party.how`` in the case contract, or ``died``.
    Raises: NotAllowed, NotAMember, BadDetail.
    """
    person = _locked(person, by=by)
    by.require("people.membership", at=person.organization)
    row = _require_membership(person, by=by)
    if how not in LeftHow.values:
        raise BadDetail("how")
    row.left_on = _not_before(row.joined_on, left_on, "left_on")
    row.left_how = how
    row.save(update_fields=["left_on", "left_how"])
    audit.record("people.membership_ended", person, by=by, membership=row.pk)
    return row


@transaction.atomic
def resume_membership(person: Person, *, by: Actor) -> Membership:
    """Take up again the membership that ended last: it was ended wrongly, or restored.

    Raises: NotAllowed, NotAMember where none ended, BadDetail while one is open.
    """
    person = _locked(person, by=by)
    by.require("people.membership", at=person.organization)
    if _open_membership(person, by=by) is not None:
        raise BadDetail("left_on", _("Người này đang là đảng viên."))
    ended = Membership.objects.visible_to(by).filter(person=person).order_by("-left_on", "-pk")
    row = ended.select_for_update(of=("self",)).first()
    if row is None:
        raise NotAMember(_("Người này không phải là đảng viên."))
    row.left_on, row.left_how = None, ""
    row.save(update_fields=["left_on", "left_how"])
    audit.record("people.membership_resumed", person, by=by, membership=row.pk)
    return row


@transaction.atomic
def cancel_membership(person: Person, *, by: Actor) -> None:
    """Take back a membership that was entered by mistake: the open one never began.

    Raises: NotAllowed, NotAMember.
    """
    person = _locked(person, by=by)
    by.require("people.membership", at=person.organization)
    row = _require_membership(person, by=by)
    audit.record("people.membership_cancelled", person, by=by, membership=row.pk)
    Membership.objects.visible_to(by).filter(pk=row.pk).delete()


@transaction.atomic
def cancel_recognition(person: Person, *, by: Actor) -> Membership:
    """Take back a recognition that was entered by mistake: the member is probationary again.

    Raises: NotAllowed, NotAMember.
    """
    person = _locked(person, by=by)
    by.require("people.membership", at=person.organization)
    row = _require_membership(person, by=by)
    row.full_from = None
    row.save(update_fields=["full_from"])
    audit.record("people.recognition_cancelled", person, by=by, membership=row.pk)
    return row


# --- rules and pieces --------------------------------------------------------------------------


def _stubs_allowed(organization: Organization, day: date) -> bool:
    above = [seat.organization_id for seat in organization.seats_on(day)]
    return StubsAllowed.objects.filter(on(day), organization__in=above).exists()


def _locked_nomination(nomination: Nomination, *, by: Actor) -> Nomination:
    seen = Nomination.objects.visible_to(by).select_related("organization")
    return seen.select_for_update(of=("self",)).get(pk=nomination.pk)


def _locked(person: Person, *, by: Actor) -> Person:
    seen = Person.objects.visible_to(by).select_related("organization")
    return seen.select_for_update(of=("self",)).get(pk=person.pk)


def _end_stub(row: Nomination, *, by: Actor) -> None:
    audit.record("people.stub_ended", row, by=by)
    with unscoped("a stub goes whole"):
        row.delete()


def _require_basis(consents: Sequence[ConsentGiven]) -> None:
    purposes = [given.purpose for given in consents]
    if Purpose.DEVELOPMENT not in purposes:
        raise NoBasis(_("Chưa có sự đồng ý, cũng không có văn bản làm căn cứ: không ghi."))
    if len(purposes) != len(set(purposes)):
        raise NoBasis(_("Mỗi mục đích chỉ ghi một lần đồng ý."))


def _give(person: Person, given: ConsentGiven, *, by: Actor) -> Consent:
    if not given.document.strip() or given.document_on > by.today:
        raise BadDetail("document", _("Cần số và ngày của phiếu (không sau hôm nay)."))
    notice = consent.notice_read(given)
    row = Consent(
        organization=person.organization,
        person=person,
        purpose=Purpose(given.purpose),
        basis=Basis(given.basis),
        document=given.document.strip(),
        document_on=given.document_on,
        notice_version=notice.version if notice else "",
        notice_hash=notice.digest if notice else "",
        method=given.method,
        witness=names.normal(given.witness),
        representative=names.normal(given.representative),
        recorded_at=by.at,
        recorded_by=by.user_id,
    )
    row.save(force_insert=True)
    return row


def _standing(person: Person, *, by: Actor) -> "QuerySet[Consent]":
    return Consent.objects.visible_to(by).filter(person=person, withdrawn_on__isnull=True)


@transaction.atomic
def _correct(
    person: Person,
    plain: dict[str, Any],
    changes: dict[str, Any],
    *,
    reason: str,
    by: Actor,
    seen: str,
) -> Person:
    row = _locked(person, by=by)
    by.require("people.correct", at=row.organization)
    versions.require_same(mark_of_basics(row), seen)
    vault.require_not_frozen(row, changes)
    old = {field: getattr(row, field) for field in plain}
    represented = _standing(row, by=by).values_list("representative", flat=True)
    require_age(_changed(row, plain, by=by).born_on, represented, by.today)
    sensitive = {field: value for field, value in changes.items() if field not in plain}
    kept = [
        vault.keep_correction(row, part, reason=reason, by=by)
        for part in (old, dict.fromkeys(sensitive))
        if part
    ]
    save(row)
    if sensitive:
        vault.write(row, sensitive, by=by, why="correction")
    audit.record(
        "people.corrected", row, by=by, fields=sorted(changes), corrections=[c.pk for c in kept]
    )
    return row


def _changed(person: Person, plain: Mapping[str, Any], *, by: Actor) -> Person:
    for field, value in plain.items():
        setattr(person, field, value)
    return checked(person, by.today)


def _open_membership(person: Person, *, by: Actor) -> Membership | None:
    rows = Membership.objects.visible_to(by).filter(person=person, left_on__isnull=True)
    return rows.select_for_update(of=("self",)).first()


def _require_membership(person: Person, *, by: Actor) -> Membership:
    row = _open_membership(person, by=by)
    if row is None:
        raise NotAMember(_("Người này không phải là đảng viên."))
    return row


def _not_before(start: date, day: date | None, field: str) -> date | None:
    if day is not None and day < start:
        raise BadDetail(field, _("Ngày này không thể trước ngày vào Đảng."))
    return day


def _delete(row: Model) -> None:
    try:
        row.delete()
    except ProtectedError as held:
        raise StillHeld(
            _("Còn hồ sơ hoặc nhiệm vụ gắn với người này: xoá những thứ ấy trước.")
        ) from held
