"""Who and where. Place names and the founding article's figures are published, all else invented.

Every invented person bears the middle name "Mẫu", which means sample; every khóm but Khe Xong has
a name of ours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from nguon.accounts.models import Role
from nguon.organizations.models import PartyRank, Tier

OLDEST = date(2011, 11, 1)
REFORM = date(2025, 7, 1)
EARLIEST = REFORM + timedelta(days=110)  # the first review that the story counts on
RENAMED = date(2026, 7, 26)
MINORITY = "Bru - Vân Kiều"
MAJORITY = "Kinh"


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation from ``OLDEST`` until the reform or longer."""

    slug: str
    name: str
    tier: Tier
    rank: PartyRank
    parent: str | None
    households: int = 0
    population: int = 0
    minority: str = "0"
    away: int = 0
    of_age: int = 0


def _cell(slug: str, name: str, parent: str, households: int, minority: str, away: int) -> Place:
    people = households * 4
    return Place(
        slug,
        name,
        Tier.CELL,
        PartyRank.SUBORDINATE_CELL,
        parent,
        households,
        people,
        minority,
        away,
        people * 11 // 20,
    )


def _commune(slug: str, name: str, households: int, minority: str) -> Place:
    return Place(
        slug,
        name,
        Tier.COMMUNE,
        PartyRank.GRASSROOTS_PARTY_BODY,
        "dakrong",
        households,
        households * 4,
        minority,
    )


PLACES = (
    Place("quang-tri", "Tỉnh Quảng Trị", Tier.PROVINCE, PartyRank.PROVINCIAL_COMMITTEE, None),
    Place("dakrong", "Huyện Đakrông", Tier.DISTRICT, PartyRank.DISTRICT_COMMITTEE, "quang-tri"),
    _commune("krong-klang", "Thị trấn Krông Klang", 1215, "42.60"),
    _commune("mo-o", "Xã Mò Ó", 540, "61.00"),
    _commune("huong-hiep-cu", "Xã Hướng Hiệp (trước 01/07/2025)", 980, "88.00"),
    _commune("dakrong-cu", "Xã Đakrông (trước 01/07/2025)", 1020, "90.00"),
    _cell("khe-xong", "Chi bộ khóm Khe Xong", "krong-klang", 279, "86.00", 164),
    _cell("ban-mai", "Chi bộ khóm Ban Mai", "krong-klang", 188, "38.50", 61),
    _cell("suoi-mo", "Chi bộ khóm Suối Mơ", "krong-klang", 172, "31.00", 48),
    _cell("doi-hoa", "Chi bộ khóm Đồi Hoa", "krong-klang", 165, "27.40", 52),
    _cell("nang-moi", "Chi bộ khóm Nắng Mới", "krong-klang", 149, "22.00", 40),
    _cell("ben-trang", "Chi bộ khóm Bến Trăng", "krong-klang", 142, "35.80", 57),
    _cell("co-quan", "Chi bộ Cơ quan thị trấn", "krong-klang", 60, "15.00", 2),
    _cell("truong-hoc", "Chi bộ Trường học", "krong-klang", 60, "12.00", 3),
    _cell("thon-rung-xanh", "Chi bộ thôn Rừng Xanh", "mo-o", 190, "66.00", 71),
    _cell("thon-song-lang", "Chi bộ thôn Sông Lặng", "mo-o", 205, "58.00", 80),
    _cell("thon-da-trang", "Chi bộ thôn Đá Trắng", "huong-hiep-cu", 260, "93.00", 98),
    _cell("thon-nuong-cao", "Chi bộ thôn Nương Cao", "huong-hiep-cu", 248, "90.00", 102),
    _cell("thon-gio-ngan", "Chi bộ thôn Gió Ngàn", "dakrong-cu", 231, "92.00", 88),
    _cell("thon-may-chieu", "Chi bộ thôn Mây Chiều", "dakrong-cu", 214, "95.00", 90),
)
TOWN_CELLS = tuple(place.slug for place in PLACES if place.parent == "krong-klang")
PROVINCE_CODE = "99"  # no province bears this number


def _codes() -> Iterator[tuple[str, str]]:
    """An organisation code for each place: province.superior.grassroots.subordinate.cell."""
    yield "quang-tri", f"{PROVINCE_CODE}.000.000.000.000"
    for number, slug in enumerate(("dakrong", "huong-hiep", "xa-dakrong"), 901):
        yield slug, f"{PROVINCE_CODE}.{number}.000.000.000"
    communes = (place.slug for place in PLACES if place.tier == Tier.COMMUNE)
    for number, commune in enumerate(communes, 1):
        yield commune, f"{PROVINCE_CODE}.901.{number:03}.000.000"
        cells = (place.slug for place in PLACES if place.parent == commune)
        for cell, slug in enumerate(cells, 1):
            yield slug, f"{PROVINCE_CODE}.901.{number:03}.000.{cell:03}"


CODES = dict(_codes())


@dataclass(frozen=True, slots=True)
class Official:
    """Somebody with an account: role and place before and after the reform."""

    username: str
    name: str
    role: Role
    before: str
    after: str


OFFICIALS = (
    Official(
        "van-phong", "Văn phòng Đảng uỷ (Lê Thị Mẫu Thư)", Role.CLERK, "krong-klang", "huong-hiep"
    ),
    Official(
        "bi-thu", "Bí thư Đảng uỷ (Hồ Văn Mẫu Chí)", Role.SECRETARY, "krong-klang", "huong-hiep"
    ),
    Official(
        "phu-trach",
        "Cấp uỷ phụ trách (Trần Văn Mẫu Bền)",
        Role.AREA_MEMBER,
        "khe-xong",
        "khe-xong",
    ),
    Official(
        "chi-bo-khe-xong",
        "Bí thư chi bộ Khe Xong (Hồ Thị Mẫu Lành)",
        Role.CELL_SECRETARY,
        "khe-xong",
        "khe-xong",
    ),
    Official(
        "chi-bo-ban-mai",
        "Bí thư chi bộ Ban Mai (Phan Văn Mẫu Tín)",
        Role.CELL_SECRETARY,
        "ban-mai",
        "ban-mai",
    ),
    Official("mat-tran", "Mặt trận (Võ Thị Mẫu Hoà)", Role.REFERRER, "krong-klang", "huong-hiep"),
    Official(
        "kiem-tra",
        "Uỷ ban kiểm tra (Bùi Văn Mẫu Minh)",
        Role.INSPECTION,
        "krong-klang",
        "huong-hiep",
    ),
    Official(
        "du-lieu",
        "Bảo vệ dữ liệu (Đỗ Thị Mẫu Kín)",
        Role.DATA_PROTECTION,
        "krong-klang",
        "huong-hiep",
    ),
    Official(
        "quan-tri", "Quản trị (Đặng Văn Mẫu Máy)", Role.ADMINISTRATOR, "krong-klang", "huong-hiep"
    ),
    Official(
        "cap-tren",
        "Cơ quan cấp trên (Mai Văn Mẫu Tổng)",
        Role.SUPERIOR_BOARD,
        "dakrong",
        "quang-tri",
    ),
    Official(
        "van-phong-mo-o", "Văn phòng Mò Ó (Ngô Thị Mẫu Na)", Role.CLERK, "mo-o", "huong-hiep"
    ),
    Official(
        "van-phong-hh",
        "Văn phòng Hướng Hiệp cũ (Lý Thị Mẫu Ngân)",
        Role.CLERK,
        "huong-hiep-cu",
        "huong-hiep",
    ),
    Official(
        "van-phong-dakrong",
        "Văn phòng xã Đakrông (Tạ Thị Mẫu Xa)",
        Role.CLERK,
        "dakrong-cu",
        "xa-dakrong",
    ),
)
CLERKS = {
    "krong-klang": "van-phong",
    "mo-o": "van-phong-mo-o",
    "huong-hiep-cu": "van-phong-hh",
    "dakrong-cu": "van-phong-dakrong",
    "huong-hiep": "van-phong",
    "xa-dakrong": "van-phong-dakrong",
}

FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Võ", "Đặng", "Bùi", "Đỗ")
MINORITY_FAMILIES = ("Hồ",)
GIVEN = (
    "An", "Bình", "Cúc", "Cường", "Dậu", "Diệp", "Dung", "Dũng", "Đào", "Đạt", "Định", "Giang",
    "Hà", "Hải", "Hạnh", "Hiền", "Hiếu", "Hoa", "Huệ", "Hùng", "Hương", "Khánh", "Khoa", "Lan",
    "Lâm", "Liên", "Linh", "Loan", "Long", "Lộc", "Mai", "Mận", "Minh", "Nam", "Nga", "Ngọc",
    "Nhân", "Nhung", "Oanh", "Phong", "Phúc", "Phương", "Quang", "Quế", "Quỳnh", "Sâm", "Sen",
    "Sơn", "Sương", "Tâm", "Tân", "Thanh", "Thành", "Thảo", "Thắng", "Thiện", "Thơm", "Thu",
    "Thuỷ", "Tiến", "Toàn", "Trà", "Trung", "Trúc", "Tuấn", "Tuyết", "Ước", "Vân", "Việt",
    "Vinh", "Vũ", "Xuân", "Ý", "Yến",
)  # fmt: skip
MIDDLE = {"female": "Thị Mẫu", "male": "Văn Mẫu"}


def names(chance: Random, families: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Invented names, none twice: (gender, full name)."""
    everybody = [
        (gender, f"{family} {MIDDLE[gender]} {given}")
        for family in families
        for given in GIVEN
        for gender in MIDDLE
    ]
    chance.shuffle(everybody)
    yield from everybody
