"""A zip whose parts are the same every time but one: what is the same is written once a process.

A document of Word is such a zip. Nothing is compressed: a form is some thirty kilobytes, and
compressing would take longer than all the rest (see bench/forms.py).
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from zipfile import ZipFile, ZipInfo
from zlib import crc32

MADE_AT = (1980, 1, 1, 0, 0, 0)  # the same content gives the same bytes
DATE = 33  # that day as a zip writes it
LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")


@dataclass(frozen=True)
class Package:
    """The parts that stay, by name, and the name of the one that comes last."""

    parts: tuple[tuple[str, str], ...]
    last: str

    def holding(self, content: bytes) -> bytes:
        """Return the whole file with this as the last part."""
        before, listed = self._fixed
        name, size, sign = self.last.encode(), len(content), crc32(content)
        local = LOCAL.pack(b"PK\3\4", 20, 0, 0, 0, DATE, sign, size, size, len(name), 0)
        entry = CENTRAL.pack(
            b"PK\1\2",
            20,
            20,
            0,
            0,
            0,
            DATE,
            sign,
            size,
            size,
            len(name),
            0,
            0,
            0,
            0,
            0,
            len(before),
        )
        listed = b"".join((listed, entry, name))
        begins = len(before) + len(local) + len(name) + size
        count = len(self.parts) + 1
        end = END.pack(b"PK\5\6", 0, 0, count, count, len(listed), begins, 0)
        return b"".join((before, local, name, content, listed, end))

    @cached_property
    def _fixed(self) -> tuple[bytes, bytes]:
        """The parts that stay, as they begin the file and as its list names them."""
        whole = _written(self.parts)
        *_head, size, begins, _comment = END.unpack(whole[-END.size :])
        return whole[:begins], whole[begins : begins + size]


def _written(parts: Iterable[tuple[str, str]]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as package:
        for name, content in parts:
            package.writestr(ZipInfo(name, MADE_AT), content)
    return out.getvalue()
