"""What changes on the whole site: its parts, accounts, counts; and what every room's acts share.

Readers act without an account; whatever somebody with a role decides leaves a line in the trail.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape

import nh3
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import connection, transaction
from django.db.models import F, ManyToOneRel
from django.utils.translation import gettext as _

from nguon.core import audit
from nguon.core.actor import Actor
from nguon.core.text import tidy
from nguon.portal.models import (
    Article,
    Category,
    DailyCount,
    FormerCategory,
    Role,
    RoleHeld,
    User,
)
from nguon.portal.roles import ADMIT, ORGANISE, SITE

HOUR = timedelta(hours=1)
ADDRESSES_KEPT = timedelta(days=7)
READERS_TURN = 0x6E67756F6E  # the number of a lock that all processes of the site share

TAGS = {
    *("p", "h2", "h3", "ul", "ol", "li", "blockquote", "br", "strong", "em", "b", "i", "a"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "img"),
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "th": {"scope"},
    "img": {"src", "alt", "width", "height"},
}
OWN_PICTURE = re.compile(r"/tep/[\w-]{6,16}/(?:w/\d{2,4}/|[\w.-]{1,140})")
IMG = re.compile(r'<img(?:\s[a-z]+="[^"]*")*\s*/?>')
SCHEMES = {"http", "https", "mailto"}


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader, never by name: keyed hashes of the token (if any) and of the address."""

    key: str
    sent_from: str


class NotPossible(ValueError):
    """A rule of the site forbids it; the message says which. Nothing was written."""


class TooMuch(NotPossible):
    """More than one reader, or one hour, may send."""


# --- parts of the site, and what may stand on it ----------------------------------------------


@transaction.atomic
def open_category(slug: str, name: str, *, order: int, by: Actor) -> Category:
    """Open a part of the site; its slug is an address from now on.

    Raises: NotAllowed, NotPossible.
    """
    by.require(ORGANISE, at=SITE)
    taken = Category.objects.filter(slug=slug).exists()
    if taken or FormerCategory.objects.filter(slug=slug).exists():
        raise NotPossible(_("Đã có chuyên mục ở địa chỉ này."))
    category = Category.objects.create(slug=slug, name=_named(name), order=order)
    audit.record("portal.open_category", category, by=by)
    return category


@transaction.atomic
def change_category(category: Category, *, name: str, order: int, by: Actor) -> Category:
    """Call a part of the site otherwise, or let it stand elsewhere; its address stays.

    Raises: NotAllowed, NotPossible.
    """
    row = Category.objects.select_for_update().get(pk=category.pk)
    by.require(ORGANISE, at=SITE)
    row.name, row.order = _named(name), order
    row.save(update_fields=["name", "order"])
    audit.record("portal.change_category", row, by=by)
    return row


@transaction.atomic
def merge_category(category: Category, into: Category, *, by: Actor) -> None:
    """Let everything of a category stand in another; its address leads there for good.

    Raises: NotAllowed, NotPossible.
    """
    by.require(ORGANISE, at=SITE)
    rows = {row.pk: row for row in Category.objects.select_for_update()}
    old, new = rows[category.pk], rows[into.pk]
    if old == new:
        raise NotPossible(_("Cần chọn một chuyên mục khác."))
    for held in Category._meta.get_fields(include_hidden=True):
        if isinstance(held, ManyToOneRel):  # articles, revisions, old addresses: all there is
            rows_held = held.related_model._default_manager.filter(**{held.field.name: old})
            rows_held.update(**{held.field.name: new})
    FormerCategory.objects.create(slug=old.slug, category=new)
    audit.record("portal.merge_category", new, by=by, merged=old.slug)
    old.delete()


def _named(name: str) -> str:
    told = tidy(name)
    if not told:
        raise NotPossible(_("Cần tên."))
    return told


def sanitised(html: str) -> str:
    """Return ``html`` with nothing in it but plain structure, links that run nothing, and
    pictures of this site's own library."""
    clean = _clean(html)
    # Attributes come out in double quotes, and none holds one; what is left is cleaned once more.
    return _clean(IMG.sub(lambda found: found[0] if " src=" in found[0] else "", clean))


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        attribute_filter=_own_pictures_only,
    )


def _own_pictures_only(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src" and not OWN_PICTURE.fullmatch(value):
        return None
    return value


def plain(html: str) -> str:
    """Return the words of ``html``: letters, not markup, so whoever shows them escapes them."""
    return tidy(unescape(nh3.clean(re.sub(r"<", " <", html), tags=set())))


def visible(text: str) -> str:
    """Return ``text`` in composed letters, without signs that steer how others are shown."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return "".join(s for s in composed if s == "\n" or unicodedata.category(s) not in {"Cc", "Cf"})


def take_turns() -> None:
    """Readers' acts pass one at a time, so that limits hold also when many arrive at once.

    SQLite's immediate transactions do that by themselves.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [READERS_TURN])


# --- accounts ---------------------------------------------------------------------------------


@transaction.atomic
def open_account(
    username: str, full_name: str, *, roles: Iterable[str], on: date, by: Actor
) -> User:
    """Open an account with its roles from ``on`` on; it has no passphrase yet.

    Raises: NotAllowed, NotPossible.
    """
    by.require(ADMIT, at=SITE)
    username, roles = username.strip().lower(), sorted(set(roles))
    _check_account(username, full_name, roles)
    user = User(username=username, full_name=tidy(full_name))
    user.set_unusable_password()
    user.save(force_insert=True)
    RoleHeld.objects.bulk_create([RoleHeld(user=user, role=role, valid_from=on) for role in roles])
    audit.record("portal.open_account", user, by=by, roles=roles)
    return user


@transaction.atomic
def set_passphrase(user: User, passphrase: str, *, by: Actor) -> None:
    """Give an account the passphrase that its owner chose; all its sessions end."""
    user = User.objects.select_for_update().get(pk=user.pk)
    user.set_password(passphrase)
    user.save(update_fields=["password"])
    audit.record("portal.set_passphrase", user, by=by)


def _check_account(username: str, full_name: str, roles: list[str]) -> None:
    try:
        validate_slug(username)
    except ValidationError as wrong:
        raise NotPossible(_("Tên đăng nhập chỉ gồm chữ không dấu, chữ số, gạch nối.")) from wrong
    if User.objects.filter(username=username).exists():
        raise NotPossible(_("Tên đăng nhập này đã có người dùng."))
    if not full_name.strip():
        raise NotPossible(_("Cần họ và tên của người dùng."))
    if not roles or not set(roles) <= set(Role.values):
        raise NotPossible(_("Vai trò phải là: %(roles)s.") % {"roles": ", ".join(Role.values)})


# --- counts -----------------------------------------------------------------------------------


@transaction.atomic
def add_counts(days: Mapping[tuple[date, str], int], articles: Mapping[int, int]) -> None:
    """Add what the counter has gathered: pages by day and kind of visitor, views by article."""
    DailyCount.objects.bulk_create(
        [DailyCount(day=day, kind=kind) for day, kind in sorted(days)], ignore_conflicts=True
    )
    for (day, kind), number in sorted(days.items()):
        DailyCount.objects.filter(day=day, kind=kind).update(count=F("count") + number)
    for article, number in sorted(articles.items()):
        Article.objects.filter(pk=article).update(views=F("views") + number)
