"""What the people of an office must be told about their machine: backups and room on the disk."""

from django.conf import settings
from django.utils.translation import gettext as _

from nguon.core import room
from nguon.core.actor import Actor
from nguon.core.backup import keeping


def warnings(*, by: Actor) -> list[str]:
    """Return a sentence for each thing that is wrong; a demonstration shows none of them."""
    told = _of_backups(by)
    if room.is_short(settings.DATA):
        told.append(_("Ổ đĩa máy chủ còn trống dưới 15 %: báo người quản trị dọn chỗ."))
    return told


def _of_backups(by: Actor) -> list[str]:
    told = keeping.state(settings.DATA).warnings(by.at)
    if told and not keeping.recipients(settings.DATA):
        return [_("Chưa in tờ khôi phục nên chưa sao lưu được: chạy “nguon backup-keys”.")]
    return list(told.values())
