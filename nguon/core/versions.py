"""Two at the same row: whoever comes second is told, and overwrites only knowingly.

A page carries the mark of what it showed; an operation compares it under the lock.
"""

from collections.abc import Mapping
from typing import Any

import orjson
from django.utils.translation import gettext as _

from nguon.core.crypto import blind_index

LENGTH = 16


class ChangedMeanwhile(ValueError):
    """Somebody else changed the row since the page was shown. Nothing was written."""

    def __init__(self) -> None:
        super().__init__(_("Trong lúc đồng chí đang sửa, người khác đã ghi thay đổi."))


def mark_of(values: Mapping[str, Any]) -> str:
    """The mark of some values: the same for the same values, and telling nothing of them."""
    written = orjson.dumps(dict(values), option=orjson.OPT_SORT_KEYS, default=str)
    return blind_index(written.decode(), "version")[:LENGTH]


def require_same(mark: str, seen: str) -> None:
    """Pass if the mark under the lock is the one that was seen; nothing seen, nothing to compare.

    Raises: ChangedMeanwhile.
    """
    if seen and seen != mark:
        raise ChangedMeanwhile
