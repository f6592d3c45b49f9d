"""One row a file that an editor put in; its bytes lie in ``shelf`` under their own hash."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from nguon.core.fields import Protected, personal
from nguon.portal.models import User, new_ref

LONGEST_NAME = 120


class Kind(models.TextChoices):
    PICTURE = "picture", _("Ảnh")
    DOCUMENT = "document", _("Tài liệu")
    CLIP = "clip", _("Video")
    CAPTIONS = "captions", _("Phụ đề")


class StoredFile(models.Model):
    """A file with what readers are told of it.

    ``name`` is what a saved copy is called. A picture has its size in points, the words that
    stand in its place (``alt``; none only where it is ``decorative``), and narrower copies of
    itself in ``widths``.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=LONGEST_NAME)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    widths = models.JSONField(default=list)
    alt = models.CharField(_("Chữ thay ảnh"), max_length=300, blank=True)
    decorative = models.BooleanField(_("Ảnh trang trí"), default=False)
    caption = models.CharField(_("Chú thích"), max_length=300, blank=True)
    credit = models.CharField(_("Người chụp, nguồn"), max_length=120, blank=True)
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)

    protection: ClassVar[dict[str, Protected]] = {
        "alt": personal("3(1)", "publication", keep="as long as the file stands"),
        "caption": personal("3(1)", "publication", keep="as long as the file stands"),
        "credit": personal("3(1)", "publication", keep="as long as the file stands"),
    }

    class Meta:
        ordering = ["-kept_at", "-pk"]
        indexes = [models.Index(fields=["kind", "-kept_at"], name="files_newest_first")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=Kind.PICTURE) | Q(decorative=True) | ~Q(alt=""),
                name="a_picture_has_words_in_its_place",
            ),
        ]

    def __str__(self) -> str:
        return self.caption or self.alt or self.name

    def get_absolute_url(self) -> str:
        return reverse("file", args=[self.ref, self.name])

    @property
    def small(self) -> str:
        """The address of the smallest copy of a picture."""
        return self.narrower(self.widths[0]) if self.widths else self.get_absolute_url()

    @property
    def in_a_text(self) -> str:
        """The address of the copy that stands in a text: wide enough, and light."""
        return self.narrower(self.widths[-1]) if self.widths else self.get_absolute_url()

    @property
    def line(self) -> str:
        """The picture as one line of HTML."""
        line = '<img src="{}" alt="{}" width="{}" height="{}">'
        return format_html(line, self.in_a_text, self.alt, self.width, self.height)

    def narrower(self, width: int) -> str:
        """The address of the copy ``width`` points across."""
        return reverse("file_narrower", args=[self.ref, width])


class Said(models.Model):
    """The words in a document, as they were read when it was looked at; only to be found by."""

    file = models.OneToOneField(StoredFile, models.CASCADE, primary_key=True, related_name="said")
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.text[:40]
