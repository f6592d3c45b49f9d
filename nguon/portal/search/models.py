"""What is public: where it stands, from when until when, and the words that it is found by."""

from datetime import datetime

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

LONGEST_TITLE = 500


class Kind(models.TextChoices):
    """What an entry is; the rooms of the site each have their own."""

    ARTICLE = "article", _("Tin bài")
    DOCUMENT = "document", _("Văn bản")
    EVENT = "event", _("Lịch công tác")
    ANSWER = "answer", _("Trả lời công dân")
    ALBUM = "album", _("Hình ảnh")
    CLIP = "clip", _("Video clip")
    PAGE = "page", _("Trang")
    NOTICE = "notice", _("Thông báo")
    PUBLICATION = "publication", _("Số liệu công bố")


class EntryQuerySet(QuerySet["Entry"]):
    def shown(self, at: datetime) -> "EntryQuerySet":
        """What everybody may read at the instant ``at``."""
        still = Q(shown_until=None) | Q(shown_until__gt=at)
        return self.filter(still, shown_from__lte=at)


class Entry(models.Model):
    """One public thing of a room, by the key the room gave it; seen between two instants.

    ``day`` is the one it is sorted and filtered by; ``category`` the slug of one, or empty.
    The words of its title and text stand in the full-text index of the database, see ``index``.
    """

    kind = models.CharField(max_length=12, choices=Kind)
    key = models.CharField(max_length=160)
    title = models.CharField(max_length=LONGEST_TITLE)
    address = models.CharField(max_length=400)
    category = models.CharField(max_length=80, blank=True)
    day = models.DateField()
    shown_from = models.DateTimeField()
    shown_until = models.DateTimeField(null=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_entry_a_thing")]
        indexes = [
            models.Index(fields=["kind", "category", "-day"], name="entries_newest_first"),
            models.Index(fields=["day"], name="entries_by_day"),
        ]

    def __str__(self) -> str:
        return self.title


class Text(models.Model):
    """What an entry says, as it is written: read to show where the words were found."""

    entry = models.OneToOneField(Entry, models.CASCADE, primary_key=True, related_name="said")
    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:40]
