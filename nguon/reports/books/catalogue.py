"""Which books there are, in which columns, and what those columns were seen in.

The headings of the two printed books were compared with published specimens and are ours where
none was seen; each column bears the mark that says so. Nothing was copied but the headings.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

C2, C1, K = "C2", "C1", "K"
SENSITIVE = ("ethnicity", "religion")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what fills it, its printed heading, and how surely that is the prescribed one.

    ``number`` is the printed number, empty where none was seen. ``kept`` is false where the
    register holds nothing of the kind, so that the column is there to be filled by hand.
    """

    key: str
    heading: str
    mark: str
    number: str = ""
    group: str = ""
    kept: bool = True


@dataclass(frozen=True, slots=True)
class Book:
    """One book. ``compared_every`` is in months, 0 for a book that nobody has to compare."""

    code: str
    slug: str
    title: str | Promise
    about: str | Promise
    source: str | Promise
    mark: str
    columns: tuple[Column, ...]
    compared_every: int = 0

    @property
    def has_numbers(self) -> bool:
        return any(column.number for column in self.columns)

    @property
    def has_groups(self) -> bool:
        return any(column.group for column in self.columns)

    @property
    def groups(self) -> list[tuple[str, int]]:
        """The headings over several columns, in order, each with how many it spans."""
        return [(name, len(list(own))) for name, own in groupby(self.columns, lambda c: c.group)]

    @property
    def unseen(self) -> tuple[Column, ...]:
        """Columns that no published specimen was seen to have."""
        return tuple(column for column in self.columns if column.mark == K)

    @property
    def by_hand(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if not column.kept)


MEMBER = (
    Column("ordinal", "Số TT", K),
    Column("full_name", "Họ và tên", K),
    Column("born_on", "Ngày sinh", K),
    Column("gender", "Nam, nữ", K),
    Column("place", "Chi bộ", K),
    Column("joined_on", "Ngày vào Đảng", K),
    Column("full_from", "Ngày chính thức", K),
)
FOUR_BOOKS = _("01-HD/TW 28/09/2021, mục 8: có bốn sổ; mẫu cột của từng sổ chưa thấy [S74]")
OUR_OWN = _("Sổ của địa phương: chưa thấy mẫu công bố, các cột do chương trình đặt")

ACTIVE = Book(
    "active",
    "dang-hoat-dong",
    _("Sổ đảng viên đang sinh hoạt (chính thức và dự bị)"),
    _("Ai có tên trong danh sách vào ngày ấy."),
    FOUR_BOOKS,
    C2,
    (
        *MEMBER,
        Column("standing", "Chính thức, dự bị", K),
        Column("card_number", "Số thẻ đảng viên", K),
        Column("away", "Đang sinh hoạt tạm thời ở", K),
    ),
)
LEFT = Book(
    "left",
    "ra-khoi-dang",
    _("Sổ đảng viên ra khỏi Đảng (xin ra, xoá tên, khai trừ)"),
    _("Ai đã ra khỏi Đảng đến hết ngày ấy, bằng cách nào và theo văn bản nào."),
    FOUR_BOOKS,
    C2,
    (
        *MEMBER,
        Column("how", "Hình thức ra khỏi Đảng", K),
        Column("on", "Ngày ra khỏi Đảng", K),
        Column("document", "Văn bản", K),
        Column("note", "Ghi chú", K),
    ),
)
DIED = Book(
    "died",
    "tu-tran",
    _("Sổ đảng viên từ trần"),
    _("Ai từ trần đến hết ngày ấy khi còn là đảng viên."),
    FOUR_BOOKS,
    C2,
    (
        *MEMBER,
        Column("on", "Ngày từ trần", K),
        Column("document", "Văn bản", K),
        Column("note", "Ghi chú", K),
    ),
)
THE_LIST = Book(
    "7-hsdv",
    "danh-sach-7-hsdv",
    _("Sổ danh sách đảng viên (mẫu 7-HSĐV)"),
    _("Mọi người từng có tên trong danh sách, cả người đã chuyển đi, ra khỏi Đảng, từ trần."),
    _("Mẫu 7-HSĐV của 09-HD/BTCTW 2017 và 12-HD/BTCTW 2022: hai bản công bố giống nhau [S72]"),
    C2,
    (
        Column("ordinal", "Số TT", C2, "1"),
        Column("full_name", "Họ và tên; họ và tên khai sinh", C2, "2"),
        Column("gender", "Nam, nữ, dân tộc, tôn giáo", C2, "3"),
        Column("native_place", "Quê quán", C2, "4"),
        Column("schooling", "Văn hoá, lý luận, CMNV, ngoại ngữ", C2, "5"),
        Column("occupation", "Nghề nghiệp trước khi vào Đảng, nghề nghiệp hiện nay", C2, "6"),
        Column("both_days", "Ngày vào Đảng, ngày chính thức", C2, "7"),
        Column("card_number", "Số thẻ đảng viên, số lý lịch đảng viên, số Huy hiệu Đảng", C2, "8"),
        Column("service", "Bộ đội, công an, hưu trí", C2, "9", kept=False),
        Column("went", "Ngày chuyển đi, đến đảng bộ cơ sở", C2, "10"),
        Column("came", "Ngày chuyển đến, ở đảng bộ cơ sở nào đến", C2, "11"),
        Column("died", "Ngày từ trần, lý do", C2, "12"),
        Column("left", "Ngày ra khỏi Đảng, hình thức ra Đảng", C2, "13"),
        Column("note", "Ghi chú", C2, "14"),
    ),
    compared_every=3,
)
GOING = "Giới thiệu đảng viên đi"
COMING = "Tiếp nhận đảng viên đến"
FOR_GOOD = "Chuyển sinh hoạt đảng chính thức"
FOR_A_WHILE = "Chuyển sinh hoạt đảng tạm thời"
LETTERS = Book(
    "10-shd",
    "gioi-thieu-10-shd",
    _("Sổ giới thiệu sinh hoạt đảng (mẫu 10-SHĐ)"),
    _("Từng giấy giới thiệu đi và từng lần tiếp nhận, theo thứ tự vào sổ."),
    _("Mẫu 10-SHĐ của 09-HD/BTCTW 2017: một bản công bố, thấy các cột đến “Đi ngoài tỉnh” [S73]"),
    C1,
    (
        Column("ordinal", "Số TT", C1, "1"),
        Column("on", "Ngày giới thiệu đảng viên đi, ngày tiếp nhận đảng viên đến", C1, "2"),
        Column("who", "Họ và tên, ngày sinh", C1, "3"),
        Column("both_days", "Ngày vào Đảng, ngày chính thức", C1, "4"),
        Column("card_number", "Số thẻ đảng viên", C1, "5"),
        Column("to_base", "Tổ chức cơ sở đảng nơi đảng viên đến sinh hoạt", C1, "6", GOING),
        Column("sent_by", "Cấp uỷ trực tiếp giới thiệu đảng viên đi", C1, "7", GOING),
        Column(
            "passed_on",
            "Cấp uỷ trực tiếp nhận và giới thiệu đảng viên",
            C1,
            "8",
            GOING,
            kept=False,
        ),
        Column("from_base", "Tổ chức cơ sở đảng nơi giới thiệu đi", C1, "", COMING),
        Column("told_by", "Cấp uỷ trực tiếp giới thiệu đảng viên đến", C1, "", COMING, kept=False),
        Column("received_by", "Cấp uỷ trực tiếp nhận và giới thiệu đảng viên", C1, "", COMING),
        Column("here_base", "Tổ chức cơ sở đảng nơi đảng viên đến sinh hoạt", C1, "", COMING),
        Column("in_far", "Ngoài tỉnh đến", C1, "", FOR_GOOD),
        Column("in_near", "Trong tỉnh đến", C1, "", FOR_GOOD),
        Column("in_close", "Trong huyện đến", C1, "", FOR_GOOD),
        Column("out_far", "Đi ngoài tỉnh", C1, "", FOR_GOOD),
        Column("out_near", "Đi trong tỉnh", K, "", FOR_GOOD),
        Column("out_close", "Đi trong huyện", K, "", FOR_GOOD),
        Column("while_in", "Đến", K, "", FOR_A_WHILE),
        Column("while_out", "Đi", K, "", FOR_A_WHILE),
        Column("note", "Ghi chú", K),
    ),
)
CANDIDATES = Book(
    "candidates",
    "cam-tinh-dang",
    _("Sổ quần chúng ưu tú, cảm tình Đảng"),
    _("Ai chi bộ đã đưa vào danh sách đến hết ngày ấy và chưa được kết nạp."),
    OUR_OWN,
    K,
    (
        Column("ordinal", "Số TT", K),
        Column("full_name", "Họ và tên", K),
        Column("born_on", "Ngày sinh", K),
        Column("gender", "Nam, nữ", K),
        Column("place", "Chi bộ", K),
        Column("listed_on", "Ngày chi bộ đưa vào danh sách", K),
        Column("document", "Văn bản", K),
        Column("helper", "Đảng viên giúp đỡ", K),
        Column("course_on", "Học lớp nhận thức về Đảng", K),
        Column("note", "Ghi chú", K),
    ),
)
RESOLUTIONS = Book(
    "resolutions",
    "nghi-quyet-chi-bo",
    _("Sổ nghị quyết chi bộ về phát triển đảng viên"),
    _("Từng nghị quyết của chi bộ đã ghi vào hồ sơ đến hết ngày ấy, với kết quả biểu quyết."),
    OUR_OWN,
    K,
    (
        Column("ordinal", "Số TT", K),
        Column("on", "Ngày họp", K),
        Column("document", "Số nghị quyết", K),
        Column("place", "Chi bộ", K),
        Column("about", "Về việc", K),
        Column("who", "Người được xét", K),
        Column("voters", "Đảng viên chính thức", K),
        Column("yes", "Tán thành", K),
        Column("no", "Không tán thành", K),
    ),
)

BOOKS = (ACTIVE, LEFT, DIED, THE_LIST, LETTERS, CANDIDATES, RESOLUTIONS)
BY_SLUG: Mapping[str, Book] = {book.slug: book for book in BOOKS}
