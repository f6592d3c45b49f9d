"""Revisions of articles, what became of them, and the tags under which articles are found."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from nguon.core.fields import Protected, personal
from nguon.portal.models import Article, Category, User


class Revision(models.Model):
    """One version of an article, by one hand.

    Until it is ``sealed`` its writer goes on saving into it; then it never changes. Two who work
    at once write two revisions from the same ``base``; none overwrites the other's.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    base = models.PositiveIntegerField(default=0)
    title = models.CharField(_("Tiêu đề"), max_length=250)
    lead = models.TextField(_("Lời dẫn"), blank=True)
    body = models.TextField(_("Nội dung"), blank=True)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    author = models.CharField(_("Tác giả"), max_length=200, blank=True)
    source = models.CharField(_("Nguồn tin"), max_length=200, blank=True)
    source_link = models.URLField(_("Địa chỉ nguồn tin"), max_length=500, blank=True)
    tags = models.CharField(_("Thẻ"), max_length=400, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    written_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    sealed = models.BooleanField(default=False)

    protection: ClassVar[dict[str, Protected]] = {
        "author": personal("3(1)", "publication", keep="as long as the article stands"),
    }

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="a_revision_once"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}.{self.number}"

    @property
    def html(self) -> SafeString:
        return mark_safe(self.body)  # noqa: S308 - sanitised when written, see operations


class Act(models.TextChoices):
    SENT = "sent", _("Gửi biên tập")
    PASSED = "passed", _("Chuyển duyệt")
    RETURNED = "returned", _("Trả lại")
    PUBLISHED = "published", _("Đăng")
    WITHDRAWN = "withdrawn", _("Gỡ")


class Step(models.Model):
    """What somebody decided about a revision, and why. Rows are only ever added."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="steps")
    revision = models.PositiveIntegerField()
    act = models.CharField(max_length=10, choices=Act)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.article_id} {self.act}"


class Tag(models.Model):
    """A word under which articles are found across categories; its slug is an address."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=60)
    articles = models.ManyToManyField(Article, related_name="tags")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("tag", args=[self.slug])


class Attachment(models.Model):
    """A file that stands with an article: the first picture at its head, documents at its end."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="attachments")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "file"], name="a_file_once_an_article"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.file_id}"
