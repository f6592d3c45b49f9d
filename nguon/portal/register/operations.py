"""What changes in the register: documents are written, published, withdrawn, replaced."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from nguon.core import audit
from nguon.core.actor import Actor, NotAllowed
from nguon.core.text import fold, tidy
from nguon.portal import freshness
from nguon.portal.files.models import StoredFile
from nguon.portal.files.queries import texts_of
from nguon.portal.operations import NotPossible, visible
from nguon.portal.register.models import (
    NEEDED,
    OWN_FIELDS,
    Attachment,
    Document,
    Kind,
    Revision,
    State,
    Succession,
)
from nguon.portal.roles import EDIT, PUBLISH, SITE, WRITE
from nguon.portal.search import operations as search
from nguon.portal.slugs import free_slug

LONG = ("summary", "invited")


@dataclass(frozen=True, slots=True)
class Content:
    """What a document says. Fields that its kind does not have are left out when it is kept."""

    title: str
    number: str = ""
    type: str = ""
    field: str = ""
    issuer: str = ""
    signer: str = ""
    summary: str = ""
    issued_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    meets_at: datetime | None = None
    place: str = ""
    invited: str = ""
    about_meeting: str = ""
    standard: str = ""
    code: str = ""
    version: int | None = None
    concerns: str = ""
    tax: str = ""
    deadline_on: date | None = None
    help_from: str = ""

    def of_kind(self, kind: str) -> dict[str, Any]:
        """The columns of a document of that kind, with tidy words."""
        others = {name for own in OWN_FIELDS.values() for name in own} - {*OWN_FIELDS[kind]}
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        empty = {each.name: each.default for each in fields(self)}
        return {
            name: empty[name] if name in others else _tidied(name, value)
            for name, value in told.items()
        }


@dataclass(frozen=True, slots=True)
class Beside:
    """What belongs to a document: its files in their order, and what it replaces."""

    files: list[StoredFile] = field(default_factory=list)
    replaces: list[Document] = field(default_factory=list)
    amends: list[Document] = field(default_factory=list)


class Meanwhile(NotPossible):
    """Somebody else saved the document since it was opened; ``now`` is what it says."""

    def __init__(self, now: Document) -> None:
        super().__init__(_("Người khác vừa lưu văn bản này. Hãy so hai bản rồi lưu lại."))
        self.now = now


@transaction.atomic
def write(kind: str, content: Content, beside: Beside | None = None, *, by: Actor) -> Document:
    """Keep a new draft.

    Raises: NotAllowed, NotPossible.
    """
    by.require(WRITE, at=SITE)
    told = content.of_kind(kind)
    _check(told)
    document = Document(
        kind=Kind(kind), slug=_slug(kind, told), written_by_id=by.user_id or None, **told
    )
    _keep(document, told, beside or Beside(), by)
    audit.record("portal.document_write", document, by=by, kind=str(kind))
    return document


@transaction.atomic
def rewrite(
    document: Document, content: Content, beside: Beside, *, seen: int, by: Actor
) -> Document:
    """Give a document another text; ``seen`` is the edition that was opened.

    Reading: a writer changes drafts of their own, an editor those of others, an approver also
             what is published.
    Raises:  NotAllowed, Meanwhile, NotPossible. Nothing is written when it raises.
    """
    document = _locked(document)
    require_editing(document, by)
    if document.edition != seen:
        raise Meanwhile(document)
    told = content.of_kind(document.kind)
    _check(told)
    if document.state == State.PUBLISHED:
        _check_complete(document.kind, told)
    document.edition += 1
    for name, value in told.items():
        setattr(document, name, value)
    _keep(document, told, beside, by)
    audit.record("portal.document_rewrite", document, by=by, edition=document.edition)
    _tell(document)
    return document


@transaction.atomic
def publish(document: Document, *, by: Actor) -> Document:
    """Let everybody read a document. A later version of an ISO document ends the one before.

    Raises: NotAllowed, NotPossible.
    """
    document = _locked(document)
    by.require(PUBLISH, at=SITE)
    _check_complete(document.kind, {name: getattr(document, name) for name in _names()})
    if document.kind == Kind.ISO:
        _end_versions_before(document)
    document.state, document.withdrawn_because = State.PUBLISHED, ""
    document.published_at = document.published_at or by.at
    document.save(update_fields=["state", "published_at", "withdrawn_because"])
    audit.record("portal.document_publish", document, by=by)
    _tell(document)
    return document


@transaction.atomic
def withdraw(document: Document, why: str, *, by: Actor) -> Document:
    """Take a document out of sight; at its address stands why. What it replaced holds again.

    Raises: NotAllowed, NotPossible.
    """
    document = _locked(document)
    by.require(PUBLISH, at=SITE)
    if document.state != State.PUBLISHED:
        raise NotPossible(_("Chỉ gỡ được văn bản đã đăng."))
    if not tidy(why):
        raise NotPossible(_("Cần lý do gỡ, để người đọc biết."))
    document.state, document.withdrawn_because = State.WITHDRAWN, tidy(why)
    document.save(update_fields=["state", "withdrawn_because"])
    audit.record("portal.document_withdraw", document, by=by)
    search.drop("document", document.ref)
    return document


def require_editing(document: Document, by: Actor) -> None:
    """Pass whoever may change a document.

    Raises: NotAllowed.
    """
    if document.state != State.DRAFT:
        return by.require(PUBLISH, at=SITE)
    if document.written_by_id == by.user_id:
        return by.require(WRITE, at=SITE)
    if not by.may(EDIT, at=SITE):
        raise NotAllowed
    return None


def _names() -> list[str]:
    return [each.name for each in fields(Content)]


def _tidied(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return visible(value).strip() if name in LONG else tidy(visible(value))


def _check(told: Mapping[str, Any]) -> None:
    if not told["title"]:
        raise NotPossible(_("Cần trích yếu."))
    begins, ends = told["effective_from"], told["effective_to"]
    if begins and ends and ends < begins:
        raise NotPossible(_("Ngày hết hiệu lực phải sau ngày có hiệu lực."))


def _check_complete(kind: str, told: Mapping[str, Any]) -> None:
    missing = [name for name in NEEDED.get(kind, ()) if not told[name]]
    if missing:
        columns = [
            str(each.verbose_name) for each in Document._meta.fields if each.name in missing
        ]
        raise NotPossible(_("Chưa đăng được, còn thiếu: %s.") % ", ".join(columns).lower())


def _slug(kind: str, told: Mapping[str, Any]) -> str:
    words = " ".join((told["number"], told["title"]))[:120]
    there = Document.objects.filter(kind=kind)
    return free_slug(words, there, otherwise="van-ban")


def _keep(document: Document, told: Mapping[str, Any], beside: Beside, by: Actor) -> None:
    said = " ".join(str(value) for value in told.values() if isinstance(value, str) and value)
    document.words, document.found_by = tidy(said).casefold(), fold(said)
    document.save()
    document.attachments.all().delete()
    Attachment.objects.bulk_create(
        Attachment(document=document, file=file, order=order)
        for order, file in enumerate(beside.files)
    )
    _replace(document, beside.replaces, beside.amends)
    Revision.objects.create(
        document=document,
        edition=document.edition,
        said=_said(told, beside),
        written_at=by.at,
        written_by_id=by.user_id or None,
    )


def _replace(document: Document, wholly: Iterable[Document], partly: Iterable[Document]) -> None:
    wanted = dict.fromkeys(partly, False) | dict.fromkeys(wholly, True)
    if document in wanted:
        raise NotPossible(_("Văn bản không thay thế chính nó."))
    if Succession.objects.filter(by__in=wanted, replaced=document).exists():
        raise NotPossible(_("Hai văn bản không thay thế lẫn nhau."))
    document.replaces.all().delete()
    Succession.objects.bulk_create(
        Succession(by=document, replaced=other, whole=whole) for other, whole in wanted.items()
    )


def _said(told: Mapping[str, Any], beside: Beside) -> dict[str, Any]:
    """What a revision keeps, in what JSON can carry."""
    words = {
        name: value if isinstance(value, str | int) else value.isoformat()
        for name, value in told.items()
        if value not in ("", None)
    }
    files = [file.ref for file in beside.files]
    replaces = [other.ref for other in (*beside.replaces, *beside.amends)]
    return words | {"files": files, "replaces": replaces}


def _end_versions_before(document: Document) -> None:
    """The latest published version of the same document is replaced as a whole."""
    same = Document.objects.filter(
        kind=Kind.ISO, state=State.PUBLISHED, standard=document.standard, code=document.code
    ).exclude(pk=document.pk)
    if same.filter(version=document.version).exists():
        raise NotPossible(_("Lần ban hành này của tài liệu đã đăng."))
    before = same.filter(version__lt=document.version).order_by("-version").first()
    if before:
        Succession.objects.get_or_create(by=document, replaced=before, defaults={"whole": True})


def _locked(document: Document) -> Document:
    return Document.objects.select_for_update(of=("self",)).get(pk=document.pk)


def find_again() -> Iterator[int]:
    """Let search know anew of every document that is out; how many so far."""
    rows = Document.objects.filter(state=State.PUBLISHED, published_at__isnull=False)
    return search.again("document", rows, _tell, key=lambda document: document.ref)


def _tell(document: Document) -> None:
    """Let search and the page cache know what became of a document."""
    if document.state != State.PUBLISHED or document.published_at is None:
        return freshness.changed()
    words = [str(getattr(document, name) or "") for name in WORDS]
    attached = texts_of(row.file_id for row in document.attachments.all())
    return search.put(
        "document",
        document.ref,
        title=" ".join(part for part in (document.number, document.title) if part),
        text=" ".join([*words, attached]),
        address=document.get_absolute_url(),
        day=document.issued_on or document.published_at.date(),
        shown_from=document.published_at,
        category=document.kind,
    )


WORDS = (
    *("type", "field", "issuer", "signer", "summary", "place", "invited", "about_meeting"),
    *("standard", "code", "concerns", "tax", "help_from"),
)
