"""Accounts of the public site; articles and what readers leave below them; daily counts."""

import secrets
from datetime import date, datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nguon.core.fields import Protected, personal
from nguon.portal.addresses import address

OPEN_END = date(9999, 12, 31)
WORKING_HERE = "as long as the account is needed"
POINTS = range(1, 6)


def new_ref() -> str:
    """A random reference for addresses; never a row number."""
    return secrets.token_urlsafe(9)


class Role(models.TextChoices):
    """What somebody may hold on this site; ``roles.ROLES`` says what it permits."""

    WRITER = "writer", _("Người viết")
    EDITOR = "editor", _("Biên tập viên")
    APPROVER = "approver", _("Người duyệt đăng")
    MODERATOR = "moderator", _("Người duyệt ý kiến")
    ANSWERER = "answerer", _("Người trả lời công dân")
    SCHEDULER = "scheduler", _("Người giữ lịch công tác")


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """One human's account on the public site. There are no groups and no superuser."""

    username = models.SlugField(_("Tên đăng nhập"), max_length=60, unique=True)
    full_name = models.CharField(_("Họ và tên"), max_length=200)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]
    objects = UserManager()

    protection: ClassVar[dict[str, Protected]] = {
        "username": personal("3(10)", "access", keep=WORKING_HERE),
        "full_name": personal("3(1)", "access", "publication", keep=WORKING_HERE),
    }

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name


class RoleHeld(models.Model):
    """A role that somebody holds from a day until, but not on, another."""

    user = models.ForeignKey(User, models.PROTECT, related_name="roles_held")
    role = models.CharField(max_length=12, choices=Role)
    valid_from = models.DateField()
    valid_to = models.DateField(default=OPEN_END)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "valid_from"], name="a_role_once"),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="held_role_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Category(models.Model):
    """A part of the site under which articles stand; its slug is an address and stays."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("category", self.slug)


class FormerCategory(models.Model):
    """The address of a category that became part of another; it leads there for good."""

    slug = models.SlugField(max_length=80, unique=True)
    category = models.ForeignKey(Category, models.CASCADE, related_name="former")

    def __str__(self) -> str:
        return self.slug


class ArticleState(models.TextChoices):
    """What readers have of an article."""

    DRAFT = "draft", _("Chưa đăng")
    PUBLISHED = "published", _("Đã đăng")
    WITHDRAWN = "withdrawn", pgettext_lazy("page", "Đã gỡ")


class Stage(models.TextChoices):
    """On whose desk a revision lies that is not out yet."""

    NONE = "", _("Không có bản đang làm")
    DRAFT = "draft", _("Bản nháp")
    EDITING = "editing", _("Chờ biên tập")
    APPROVING = "approving", _("Chờ duyệt đăng")


class ArticleQuerySet(QuerySet["Article"]):
    def published(self, at: datetime) -> "ArticleQuerySet":
        """What everybody may read at the instant ``at``, the newest first."""
        shown = self.filter(
            Q(expires_at=None) | Q(expires_at__gt=at),
            state=ArticleState.PUBLISHED,
            published_at__lte=at,
        )
        return shown.order_by("-published_at", "-pk")


class Article(models.Model):
    """One text of the site. Readers see it from ``published_at`` until ``expires_at``.

    What is here is what readers see, once it is published; what is worked on, and what was, are
    its revisions, of which ``live`` is the number of the one here. ``stage`` is the desk on which
    a newer one lies. ``slug`` is an address and stays once published; ``ref`` is the editors'.
    ``body`` holds only what the sanitiser lets through; ``found_by`` is what search reads.
    ``views`` counts people, not bots, and is added to by the flush of the counter alone.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    slug = models.SlugField(max_length=160, unique=True)
    title = models.CharField(_("Tiêu đề"), max_length=250)
    lead = models.TextField(_("Lời dẫn"))
    body = models.TextField(_("Nội dung"))
    category = models.ForeignKey(Category, models.PROTECT, related_name="articles")
    author = models.CharField(_("Tác giả"), max_length=200, blank=True)
    source = models.CharField(_("Nguồn tin"), max_length=200, blank=True)
    source_link = models.URLField(_("Địa chỉ nguồn tin"), max_length=500, blank=True)
    poster = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ArticleState, default=ArticleState.DRAFT)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.DRAFT, blank=True)
    live = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    found_by = models.TextField()
    views = models.PositiveBigIntegerField(default=0)
    related = models.ManyToManyField("self", blank=True)

    objects = ArticleQuerySet.as_manager()

    protection: ClassVar[dict[str, Protected]] = {
        "author": personal("3(1)", "publication", keep="as long as the article stands"),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ArticleState.DRAFT) | Q(published_at__isnull=False),
                name="published_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("published_at")) | Q(expires_at=None),
                name="shown_before_it_expires",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-published_at"], name="articles_newest_first"),
            models.Index(
                fields=["category", "state", "-published_at"], name="articles_of_a_category"
            ),
            models.Index(fields=["state", "-views"], name="articles_most_read_first"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("article", self.category.slug, self.slug)

    @property
    def html(self) -> SafeString:
        return mark_safe(self.body)  # noqa: S308 - sanitised when written, see operations


class Rating(models.Model):
    """The points that one reader gave one article, once.

    ``reader`` is a keyed hash of the reader's token, ``sent_from`` one of the address it came
    from; the latter goes after seven days. ``in_a_rush`` is one of an hour in which so many rated
    the article that the mean does without them.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="+")
    points = models.PositiveSmallIntegerField()
    reader = models.CharField(max_length=64)
    sent_from = models.CharField(max_length=64, blank=True)
    rated_at = models.DateTimeField()
    in_a_rush = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "reader"], name="one_rating_a_reader"),
            models.CheckConstraint(
                condition=Q(points__in=list(POINTS)), name="one_to_five_points"
            ),
        ]
        indexes = [
            models.Index(fields=["sent_from", "rated_at"], name="ratings_from_an_address"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.points}"


class CommentState(models.TextChoices):
    WAITING = "waiting", _("Chờ duyệt")
    SHOWN = "shown", _("Đang hiện")
    HIDDEN = "hidden", _("Đã ẩn")


class Comment(models.Model):
    """What a reader wrote below an article. Nobody sees it before a moderator has shown it.

    A hidden comment keeps its text as evidence; ``sent_from`` goes after seven days.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    article = models.ForeignKey(Article, models.CASCADE, related_name="comments")
    parent = models.ForeignKey("self", models.CASCADE, related_name="replies", null=True)
    name = models.CharField(_("Tên hiển thị"), max_length=80)
    text = models.TextField(_("Ý kiến"), max_length=2000)
    state = models.CharField(max_length=8, choices=CommentState, default=CommentState.WAITING)
    posted_at = models.DateTimeField()
    reader = models.CharField(max_length=64, blank=True)
    sent_from = models.CharField(max_length=64, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)

    protection: ClassVar[dict[str, Protected]] = {
        "name": personal("3(1)", "publication", keep="until removed"),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CommentState.WAITING) | Q(decided_at__isnull=False),
                name="shown_by_a_decision",
            ),
        ]
        indexes = [
            models.Index(fields=["article", "state", "posted_at"], name="comments_below"),
            models.Index(fields=["state", "posted_at"], name="comments_in_the_queue"),
            models.Index(fields=["sent_from", "posted_at"], name="comments_from_an_address"),
            models.Index(fields=["reader", "posted_at"], name="comments_of_a_reader"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:40]}"


class Demand(models.Model):
    """A lawful demand to take a comment out of sight, and when that was done.

    It holds the comment fast: neither it nor its article can be erased, and it is not shown again.
    """

    comment = models.OneToOneField(Comment, models.PROTECT, related_name="demand")
    document = models.CharField(max_length=80)
    issuer = models.CharField(max_length=200)
    urgent = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    hide_by = models.DateTimeField()
    hidden_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(hide_by__gt=F("received_at")), name="time_to_hide_after_the_demand"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.comment_id}"

    @property
    def is_late(self) -> bool:
        return self.hidden_at > self.hide_by


class Visitor(models.TextChoices):
    PERSON = "person", _("Người đọc")
    BOT = "bot", _("Máy tìm kiếm")


class DailyCount(models.Model):
    """How many pages people, or bots, opened on one day. Only ever added to."""

    day = models.DateField()
    kind = models.CharField(max_length=6, choices=Visitor)
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "kind"], name="one_count_a_day_and_kind")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}: {self.count}"
