"""Links to other sites, pages that stay, and notices; each kind in an order of its own."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from nguon.portal.files.models import StoredFile

OPEN_END = date(9999, 12, 31)


class Link(models.Model):
    """A box that leads to another site, with its sign if there is one."""

    title = models.CharField(_("Tên"), max_length=120)
    address = models.URLField(_("Địa chỉ"), max_length=300)
    logo = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", null=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class StaticPage(models.Model):
    """A page that stays: who we are, how to reach us. In the menu if ``in_menu``."""

    slug = models.SlugField(max_length=160, unique=True)
    title = models.CharField(_("Tên trang"), max_length=200)
    body = models.TextField(_("Nội dung"))
    in_menu = models.BooleanField(_("Có trong thực đơn"), default=True)
    shown = models.BooleanField(_("Mọi người thấy"), default=False)
    position = models.PositiveSmallIntegerField()
    changed_on = models.DateField()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("static_page", args=[self.slug])

    @property
    def html(self) -> SafeString:
        return mark_safe(self.body)  # noqa: S308 - sanitised when written, see operations


class NoticeQuerySet(QuerySet["Notice"]):
    def standing(self, day: date) -> "NoticeQuerySet":
        """What is told on a day."""
        return self.begun(day).filter(valid_to__gt=day)

    def begun(self, day: date) -> "NoticeQuerySet":
        """What is or was told until a day."""
        return self.filter(valid_from__lte=day)


class Notice(models.Model):
    """A few words on the front page from a day until, but not on, another."""

    title = models.CharField(_("Thông báo"), max_length=200)
    text = models.TextField(_("Nội dung"), blank=True)
    valid_from = models.DateField(_("Từ ngày"))
    valid_to = models.DateField(_("Đến hết trước ngày"), default=OPEN_END)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("valid_from")), name="notice_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("notice", args=[self.pk])

    @property
    def last_day(self) -> date | None:
        """The last day on which it is told, if one is known."""
        return None if self.valid_to == OPEN_END else self.valid_to - timedelta(days=1)
