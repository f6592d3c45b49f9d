"""A paper that the commune's office made for itself: an invitation, with places to be filled."""

from collections.abc import Callable, Mapping
from datetime import date

from nguon.core.actor import Actor
from nguon.forms import docx, operations
from nguon.forms.sheet import FilledBlock, FilledLine, FilledTable, Sheet
from nguon.organizations.models import Organization

Acting = Callable[[str, date], Actor]
LINES = (
    ("title", "GIẤY MỜI DỰ HỌP CHI BỘ"),
    ("body", "Kính gửi đồng chí {introduction.introducer}, đảng viên {place.cell}."),
    ("body", "Văn phòng {place.committee} trân trọng mời đồng chí dự họp chi bộ tại {act.place},"),
    ("body", "xét đề nghị kết nạp {person.full_name}, sinh {person.born_on|long}."),
    ("body", "Những người đã giới thiệu:"),
)  # fmt: skip


def tell(places: Mapping[str, Organization], acting: Acting, today: date) -> None:
    """Send it as an office would; it holds for the commune and its cells."""
    by = acting("van-phong", today)
    operations.keep_own(
        places["huong-hiep"], _template(), title="Giấy mời dự họp chi bộ (mẫu của văn phòng)",
        act="cell_resolution", valid_from=date(2020, 1, 1), by=by,
    )  # fmt: skip


def _template() -> bytes:
    heads = (("TT",), ("Người giới thiệu",), ("Ngày",))
    row = (("{each.introduction}{row.number}",), ("{row.introducer}",), ("{row.on}",))
    table = FilledTable(heads, (1, 4, 2), (row,))
    lines: list[FilledBlock] = [FilledLine(style, (said,)) for style, said in LINES]
    return docx.document([Sheet("", "", (*lines, table))])
