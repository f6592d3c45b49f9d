"""What the people of an office must be told about its backups."""

from django.conf import settings
from django.utils.translation import gettext as _

from nguon.core.actor import Actor
from nguon.core.backup import keeping


def warnings(*, by: Actor) -> list[str]:
    """Return a sentence for each thing that is wrong; a demonstration shows none of them."""
    state = keeping.state(settings.DATA)
    told = state.warnings(by.at)
    if not told:
        return []
    if not keeping.recipients(settings.DATA):
        return [_("Chưa in tờ khôi phục nên chưa sao lưu được: chạy “nguon backup-keys”.")]
    return list(told.values())
