"""The words of the weekly letter: counts and where to look, and nobody's name."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from nguon.notices import words
from nguon.notices.models import Subscription
from nguon.notices.queries import Mine


def compose(
    found: Mine, to: Subscription, *, week: date, name: str, at: datetime
) -> EmailMessage | None:
    """The letter of a week for one reader, in the reader's language; nothing if nothing waits.

    Shape: plain text, and the same as simple HTML; ``name`` is what the letter goes by.
    """
    if not found.late and not found.soon:
        return None
    letter = EmailMessage()
    with override(to.language):
        letter["Subject"] = _("Nguồn: việc tuần từ %s") % f"{week:%d/%m/%Y}"
        lines = list(_lines(found))
        letter.set_content("\n\n".join(lines) + "\n")
        paragraphs = format_html_join("\n", "<p>{}</p>", ((line,) for line in lines))
        page = format_html('<html lang="{}"><body>{}</body></html>', to.language, paragraphs)
        letter.add_alternative(page, subtype="html")
    letter["From"] = Address("Nguồn", addr_spec=settings.MAIL_FROM)
    letter["To"] = to.address
    letter["Date"] = format_datetime(at)
    letter["Message-ID"] = f"<{name}@nguon>"
    letter["Content-Language"] = to.language
    letter["Auto-Submitted"] = "auto-generated"
    letter["List-Unsubscribe"] = f"<{_own_page()}>"
    return letter


def _lines(found: Mine) -> Iterator[str]:
    late, soon = len(found.late), len(found.soon)
    yield ngettext("Quá hạn: %d việc.", "Quá hạn: %d việc.", late) % late
    yield ngettext("Trong bảy ngày tới: %d việc.", "Trong bảy ngày tới: %d việc.", soon) % soon
    kinds = Counter(each.kind for each in (*found.late, *found.soon))
    yield "; ".join(
        f"{label}: {kinds[kind]}" for kind, label in words.KINDS.items() if kinds[kind]
    )
    yield _("Xem từng việc, sau khi đăng nhập: %s") % f"{settings.ADDRESS}{reverse('home:today')}"
    yield _("Thư chỉ có số đếm, không có tên ai. Đổi cách nhận hoặc thôi nhận: %s") % _own_page()


def _own_page() -> str:
    return f"{settings.ADDRESS}{reverse('notices:notices')}"
