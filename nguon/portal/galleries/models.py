"""Albums with their pictures in order, and clips; both public from an instant on."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nguon.portal.files.models import StoredFile


class Gallery(models.Model):
    """What albums and clips have in common; nobody but the editors sees one without a time."""

    slug = models.SlugField(max_length=160, unique=True)
    title = models.CharField(_("Tên"), max_length=200)
    about = models.TextField(_("Giới thiệu"), blank=True)
    shown_from = models.DateTimeField(null=True)

    route: ClassVar[str]
    kind: ClassVar[str]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse(self.route, args=[self.slug])


class Album(Gallery):
    """Pictures of one occasion."""

    route, kind = "album", "album"

    class Meta:
        indexes = [models.Index(fields=["-shown_from"], name="albums_newest_first")]


class Shot(models.Model):
    """A picture at its place in an album, counted from 1."""

    album = models.ForeignKey(Album, models.CASCADE, related_name="shots")
    picture = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["album", "position"], name="one_picture_a_place"),
            models.UniqueConstraint(fields=["album", "picture"], name="a_picture_once_an_album"),
        ]

    def __str__(self) -> str:
        return f"{self.album_id}: {self.position}"


class Clip(Gallery):
    """A film of our own, with the picture it begins from and its spoken words to read."""

    route, kind = "clip", "clip"

    video = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    poster = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", null=True)
    captions = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", null=True)

    class Meta:
        indexes = [models.Index(fields=["-shown_from"], name="clips_newest_first")]
