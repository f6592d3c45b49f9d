"""What citizens ask and what they are answered."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nguon.core.fields import Protected, personal
from nguon.portal.models import User, new_ref

UNTIL_FORGOTTEN = "365 days after the answer, or as long as it is published with consent"


class State(models.TextChoices):
    RECEIVED = "received", _("Đã tiếp nhận")
    ASSIGNED = "assigned", _("Đang trả lời")
    ANSWERED = "answered", _("Đã trả lời")
    PUBLISHED = "published", _("Đã trả lời và đăng công khai")
    REFUSED = "refused", _("Không trả lời được")


OPEN = (State.RECEIVED, State.ASSIGNED)


class QuestionQuerySet(QuerySet["Question"]):
    def public(self, at: datetime) -> "QuestionQuerySet":
        """What everybody may read at the instant ``at``, the newest first."""
        shown = self.filter(state=State.PUBLISHED, published_at__lte=at)
        return shown.order_by("-published_at", "-pk")


class Question(models.Model):
    """One question. Its receipt code is known to the asker alone; here is a keyed hash of it.

    ``title``, ``text`` and ``name`` are as the asker wrote them and never public; the ``public_``
    fields are what everybody reads, with the asker's consent. ``contact`` is sealed; it goes
    after ``contact_until``, and ``sent_from`` after seven days.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    code = models.CharField(max_length=64, unique=True)
    same = models.CharField(max_length=64, unique=True)
    title = models.CharField(_("Hỏi về việc gì"), max_length=150)
    text = models.TextField(_("Nội dung câu hỏi"), max_length=3000)
    name = models.CharField(_("Tên hoặc bút danh"), max_length=80)
    contact = models.BinaryField(blank=True, default=b"")
    contact_until = models.DateField(null=True)
    may_publish = models.BooleanField(default=False)
    may_name = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    due_on = models.DateField()
    sent_from = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.RECEIVED)
    department = models.CharField(_("Bộ phận trả lời"), max_length=150, blank=True)
    answer = models.TextField(_("Nội dung trả lời"), blank=True)
    reason = models.CharField(_("Lý do"), max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    slug = models.SlugField(max_length=160, unique=True, null=True)
    public_title = models.CharField(_("Tiêu đề"), max_length=150, blank=True)
    public_text = models.TextField(_("Câu hỏi"), blank=True)
    public_answer = models.TextField(_("Trả lời"), blank=True)
    public_name = models.CharField(_("Người hỏi"), max_length=80, blank=True)
    published_at = models.DateTimeField(null=True)
    found_by = models.TextField(blank=True)

    objects = QuestionQuerySet.as_manager()

    protection: ClassVar[dict[str, Protected]] = {
        "name": personal("3(1)", "answer", keep=UNTIL_FORGOTTEN),
        "title": personal("3", "answer", keep=UNTIL_FORGOTTEN),
        "text": personal("3", "answer", keep=UNTIL_FORGOTTEN),
        "contact": personal("3(7)", "answer", keep="30 days after the answer"),
        "public_name": personal("3(1)", "publication", keep="as long as the consent stands"),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED)
                | Q(may_publish=True, published_at__isnull=False, slug__isnull=False),
                name="question_published_with_consent",
            ),
            models.CheckConstraint(
                condition=Q(public_name="") | Q(may_name=True),
                name="question_asker_named_with_consent",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="questions_in_the_queue"),
            models.Index(fields=["state", "-published_at"], name="questions_newest_first"),
            models.Index(fields=["sent_from", "received_at"], name="questions_from_an_address"),
            models.Index(fields=["received_at"], name="questions_by_arrival"),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        return reverse("answer", args=[self.slug])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN
