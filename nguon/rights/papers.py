"""What the office hands out about incidents and impact, laid out by ourselves, in Vietnamese.

The forms of the decree were seen only in descriptions: these sheets hold what it asks for, in its
order, and say so at their head.
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.apps import apps

from nguon.core.actor import Actor
from nguon.core.fields import Protected
from nguon.forms.sheet import DOTS, FilledBeside, FilledLine, FilledTable, Sheet
from nguon.organizations.models import Organization
from nguon.organizations.queries import name_on
from nguon.rights.duties import officer_of
from nguon.rights.incidents import HERE
from nguon.rights.models import Impact, Incident, Officer

NOT_SEEN = (
    "(Trình bày theo nội dung luật yêu cầu; đối chiếu với mẫu in kèm nghị định trước khi ký)"
)
SAFEGUARDS = (
    "Mã hoá dữ liệu nhạy cảm bằng khoá riêng từng người; nhật ký mọi lần mở; phân quyền theo nơi"
    " và việc; xoá hết khi hết căn cứ"
)
LEVELS = {"P2": "cơ bản", "P3": "nhạy cảm"}


def notice(row: Incident, *, by: Actor) -> Sheet:
    """Return the notice of an incident to the authority, after Form 08, as far as it is known."""
    place, officer = row.organization, officer_of(row.organization, by.today)
    said = [
        ("1. Nơi thông báo", name_on(place, by.today)),
        ("2. Người phụ trách bảo vệ dữ liệu", _officer(officer)),
        ("3. Phát hiện lúc", _instant(row.noticed_at)),
        ("4. Hạn thông báo (72 giờ)", _instant(row.notify_by)),
        ("5. Loại vi phạm", str(row.get_kind_display())),
        ("6. Việc đã xảy ra", row.about),
        ("7. Trong khoảng thời gian", f"{_instant(row.seen_from)} – {_instant(row.seen_to)}"),
        ("8. Số người có dữ liệu bị ảnh hưởng", _number(row.people)),
        ("9. Loại dữ liệu", DOTS),
        ("10. Hậu quả có thể xảy ra", DOTS),
        ("11. Biện pháp đã và sẽ áp dụng", row.outcome or DOTS),
    ]
    title = "THÔNG BÁO VI PHẠM QUY ĐỊNH VỀ BẢO VỆ DỮ LIỆU CÁ NHÂN"
    return _sheet(title, place, by, said, "ĐẠI DIỆN CƠ QUAN")


def minutes(row: Incident, *, by: Actor) -> Sheet:
    """Return the minutes of an incident, to be completed and signed."""
    place = row.organization
    said = [
        ("1. Lập tại", name_on(place, by.today)),
        ("2. Thành phần", DOTS),
        ("3. Phát hiện lúc", _instant(row.noticed_at)),
        ("4. Diễn biến", row.about),
        ("5. Tài khoản liên quan (số)", _number(len(row.accounts))),
        ("6. Số người bị ảnh hưởng, đếm từ nhật ký", _number(row.people)),
        ("7. Đã thông báo", f"{_instant(row.notified_at)} {row.document}"),
        ("8. Kết quả xử lý", row.outcome or DOTS),
        ("9. Ý kiến khác", DOTS),
    ]
    title = "BIÊN BẢN XÁC NHẬN VI PHẠM VỀ BẢO VỆ DỮ LIỆU CÁ NHÂN"
    return _sheet(title, place, by, said, "NGƯỜI LẬP BIÊN BẢN")


def impact(row: Impact, *, by: Actor) -> Sheet:
    """Return the impact file, made of the register of fields; what nobody recorded stays open."""
    place, officer = row.organization, officer_of(row.organization, by.today)
    said = [
        ("1. Bên kiểm soát dữ liệu", name_on(place, by.today)),
        ("2. Người phụ trách bảo vệ dữ liệu", _officer(officer)),
        ("3. Bắt đầu xử lý ngày", _day(row.begun_on)),
        ("4. Mục đích", ", ".join(sorted({each for _n, p in register() for each in p.purposes}))),
        ("5. Căn cứ", "Sự đồng ý của từng người theo từng mục đích; hồ sơ đảng viên theo văn bản"),
        ("6. Bên nhận dữ liệu", "Không chuyển ra nước ngoài. Bên nhận: " + DOTS),
        ("7. Bảo vệ", SAFEGUARDS),
        ("8. Rủi ro và cách giảm", DOTS),
    ]  # fmt: skip
    title = "HỒ SƠ ĐÁNH GIÁ TÁC ĐỘNG XỬ LÝ DỮ LIỆU CÁ NHÂN"
    sheet = _sheet(title, place, by, said, "ĐẠI DIỆN CƠ QUAN")
    rows = tuple(
        tuple((cell,) for cell in (name, LEVELS[p.level], p.clause, ", ".join(p.purposes), p.keep))
        for name, p in register()
    )
    heads = tuple((head,) for head in ("Trường", "Loại", "Điểm NĐ 356", "Mục đích", "Giữ"))
    table = FilledTable(heads, (5, 2, 2, 3, 4), rows)
    *body, signed = sheet.blocks
    caption = FilledLine("heading", ("Phụ lục: mọi trường dữ liệu về người",))
    return Sheet("", title, (*body, signed, caption, table))


def register() -> Iterator[tuple[str, Protected]]:
    """Yield every field that tells of a person, with how far it is protected, by its name."""
    found = {
        f"{model._meta.label}.{name}": rule
        for model in apps.get_models()
        for name, rule in getattr(model, "protection", {}).items()
    }
    yield from sorted(found.items())


# --- pieces -------------------------------------------------------------------------------------


def _sheet(
    title: str, place: Organization, by: Actor, said: list[tuple[str, str]], signs: str
) -> Sheet:
    called = FilledLine("strong", (name_on(place, by.today).upper(),))
    dated = FilledLine("note", (f"Ngày {by.today:%d/%m/%Y}",))
    lines = [FilledLine("body", (f"{label}: {words}",)) for label, words in said]
    signature = (FilledLine("strong", (signs,)), FilledLine("note", ("(ký, ghi rõ họ tên)",)))
    return Sheet(
        "",
        title,
        (
            FilledBeside(((called,), (dated,)), space=False),
            FilledLine("title", (title,)),
            FilledLine("note", (NOT_SEEN,)),
            *lines,
            FilledBeside(((), signature), space=True),
        ),
    )


def _officer(row: Officer | None) -> str:
    return f"{row.name}, {row.reach}; văn bản {row.document}" if row else DOTS


def _instant(at: datetime | None) -> str:
    return f"{at.astimezone(HERE):%H giờ %M, %d/%m/%Y}" if at else DOTS


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else DOTS


def _number(count: int | None) -> str:
    return DOTS if count is None else str(count)
