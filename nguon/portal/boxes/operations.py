"""What whoever orders the site decides about links, pages and notices."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TypeVar

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from nguon.core import audit
from nguon.core.actor import Actor
from nguon.core.text import tidy
from nguon.portal import freshness
from nguon.portal.boxes.models import OPEN_END, Link, Notice, StaticPage
from nguon.portal.files.models import Kind, StoredFile
from nguon.portal.models import Category, FormerCategory
from nguon.portal.operations import (
    NotPossible,
    change_category,
    merge_category,
    open_category,
    plain,
    sanitised,
    visible,
)
from nguon.portal.roles import ORGANISE, SITE
from nguon.portal.search import operations as search
from nguon.portal.slugs import free_slug

LONGEST_SLUG = 80
SCHEMES = ("https://", "http://")
Ordered = TypeVar("Ordered", Link, StaticPage)


# --- parts of the site ------------------------------------------------------------------------


@transaction.atomic
def add_category(name: str, order: int, *, by: Actor) -> Category:
    """Open a part of the site at an address made of its name.

    Raises: NotAllowed, NotPossible.
    """
    former = FormerCategory.objects.values_list("slug", flat=True)
    slug = free_slug(name, Category.objects.all(), otherwise="chuyen-muc", reserved=former)
    slug = slug[:LONGEST_SLUG]
    made = open_category(slug, name, order=order, by=by)
    freshness.changed()
    return made


@transaction.atomic
def set_category(category: Category, *, name: str, order: int, by: Actor) -> Category:
    """Call a part of the site otherwise, or let it stand elsewhere in the menu.

    Raises: NotAllowed, NotPossible.
    """
    row = change_category(category, name=name, order=order, by=by)
    freshness.changed()
    return row


@transaction.atomic
def join_category(category: Category, into: Category, *, by: Actor) -> None:
    """Let a part of the site become part of another; old addresses lead to where things stand.

    Raises: NotAllowed, NotPossible.
    """
    before, after = category.get_absolute_url(), into.get_absolute_url()
    slug = category.slug
    merge_category(category, into, by=by)
    search.readdress(slug, into=into.slug, before=before, after=after)


# --- links ------------------------------------------------------------------------------------


@transaction.atomic
def add_link(title: str, address: str, *, logo: StoredFile | None = None, by: Actor) -> Link:
    """Add a box that leads to another site, after those there are.

    Raises: NotAllowed, NotPossible.
    """
    by.require(ORGANISE, at=SITE)
    link = Link(position=_last(Link))
    return _set_link(link, title, address, logo, "portal.add_link", by)


@transaction.atomic
def change_link(
    link: Link, *, title: str, address: str, logo: StoredFile | None, by: Actor
) -> Link:
    """Change a box.

    Raises: NotAllowed, NotPossible.
    """
    row = Link.objects.select_for_update(of=("self",)).get(pk=link.pk)
    by.require(ORGANISE, at=SITE)
    return _set_link(row, title, address, logo, "portal.change_link", by)


@transaction.atomic
def remove_link(link: Link, *, by: Actor) -> None:
    """Take a box away.

    Raises: NotAllowed.
    """
    by.require(ORGANISE, at=SITE)
    audit.record("portal.remove_link", link, by=by)
    link.delete()
    freshness.changed()


def _set_link(
    link: Link, title: str, address: str, logo: StoredFile | None, act: str, by: Actor
) -> Link:
    if not address.startswith(SCHEMES):
        raise NotPossible(_("Địa chỉ phải bắt đầu bằng https:// hoặc http://."))
    if logo and logo.kind != Kind.PICTURE:
        raise NotPossible(_("Biểu trưng phải là ảnh."))
    link.title, link.address, link.logo = _required(title), address.strip(), logo
    link.save()
    audit.record(act, link, by=by)
    freshness.changed()
    return link


# --- pages ------------------------------------------------------------------------------------


@transaction.atomic
def write_page(title: str, body: str, *, in_menu: bool, shown: bool, by: Actor) -> StaticPage:
    """Write a page that stays; of ``body`` only what the sanitiser lets through.

    Raises: NotAllowed, NotPossible.
    """
    by.require(ORGANISE, at=SITE)
    slug = free_slug(title, StaticPage.objects.all(), otherwise="trang")
    page = StaticPage(slug=slug, position=_last(StaticPage))
    return _set_page(page, title, body, in_menu=in_menu, shown=shown, act="write", by=by)


@transaction.atomic
def change_page(
    page: StaticPage, *, title: str, body: str, in_menu: bool, shown: bool, by: Actor
) -> StaticPage:
    """Change a page; its address stays.

    Raises: NotAllowed, NotPossible.
    """
    row = StaticPage.objects.select_for_update().get(pk=page.pk)
    by.require(ORGANISE, at=SITE)
    return _set_page(row, title, body, in_menu=in_menu, shown=shown, act="change", by=by)


def _set_page(
    page: StaticPage, title: str, body: str, *, in_menu: bool, shown: bool, act: str, by: Actor
) -> StaticPage:
    page.title, page.body = _required(title), sanitised(body)
    page.in_menu, page.shown, page.changed_on = in_menu, shown, by.today
    page.save()
    audit.record(f"portal.{act}_page", page, by=by, shown=shown)
    if page.shown:
        _let_find_page(page)
    else:
        search.drop("page", str(page.pk))
    return page


def find_pages_again() -> Iterator[int]:
    """Let search know anew of every page that everybody sees; how many so far."""
    rows = StaticPage.objects.filter(shown=True)
    return search.again("page", rows, _let_find_page, key=lambda page: str(page.pk))


def _let_find_page(page: StaticPage) -> None:
    search.put(
        "page",
        str(page.pk),
        title=page.title,
        text=plain(page.body),
        address=page.get_absolute_url(),
        day=page.changed_on,
        shown_from=_midnight(page.changed_on),
    )


# --- notices ----------------------------------------------------------------------------------


@transaction.atomic
def give_notice(
    title: str, text: str = "", *, valid_from: date, valid_to: date | None = None, by: Actor
) -> Notice:
    """Tell readers something from a day until, but not on, another.

    Raises: NotAllowed, NotPossible.
    """
    by.require(ORGANISE, at=SITE)
    return _set_notice(Notice(), title, text, valid_from, valid_to or OPEN_END, "give", by)


@transaction.atomic
def change_notice(
    notice: Notice,
    *,
    title: str,
    text: str,
    valid_from: date,
    valid_to: date | None,
    by: Actor,
) -> Notice:
    """Change a notice, or let it end earlier.

    Raises: NotAllowed, NotPossible.
    """
    row = Notice.objects.select_for_update().get(pk=notice.pk)
    by.require(ORGANISE, at=SITE)
    return _set_notice(row, title, text, valid_from, valid_to or OPEN_END, "change", by)


def _set_notice(
    notice: Notice, title: str, text: str, begins: date, ends: date, act: str, by: Actor
) -> Notice:
    if ends <= begins:
        raise NotPossible(_("Ngày hết phải sau ngày bắt đầu."))
    notice.title, notice.text = _required(title), visible(text).strip()
    notice.valid_from, notice.valid_to = begins, ends
    notice.save()
    audit.record(f"portal.{act}_notice", notice, by=by)
    _let_find_notice(notice)
    return notice


def find_notices_again() -> Iterator[int]:
    """Let search know anew of every notice; how many so far."""
    rows = Notice.objects.all()
    return search.again("notice", rows, _let_find_notice, key=lambda notice: str(notice.pk))


def _let_find_notice(notice: Notice) -> None:
    search.put(
        "notice",
        str(notice.pk),
        title=notice.title,
        text=notice.text,
        address=notice.get_absolute_url(),
        day=notice.valid_from,
        shown_from=_midnight(notice.valid_from),
    )


# --- order ------------------------------------------------------------------------------------


@transaction.atomic
def move(row: Ordered, *, up: bool, by: Actor) -> None:
    """Move a link or a page one place.

    Raises: NotAllowed.
    """
    by.require(ORGANISE, at=SITE)
    rows: list[Ordered] = list(type(row)._default_manager.select_for_update(of=("self",)))
    at = rows.index(row)
    rows.insert(max(at - 1, 0) if up else at + 1, rows.pop(at))
    for position, each in enumerate(rows, 1):
        each.position = position
    type(row)._default_manager.bulk_update(rows, ["position"])
    audit.record("portal.move", row, by=by, up=up)
    freshness.changed()


def _last(model: type[Link] | type[StaticPage]) -> int:
    found: int | None = model._default_manager.aggregate(last=Max("position"))["last"]
    return (found or 0) + 1


def _required(title: str) -> str:
    told = tidy(visible(title))
    if not told:
        raise NotPossible(_("Cần tên."))
    return told


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
