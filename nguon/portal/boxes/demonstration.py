"""Boxes of links that lead to reserved names, a page about the site, a notice of some days."""

from datetime import date, datetime, timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from nguon.core.actor import Actor
from nguon.portal.boxes import operations
from nguon.portal.files import operations as files
from nguon.portal.files.models import Kind, StoredFile

LINKS = (  # nobody is at these names: they are reserved for examples
    ("Hệ thống thông tin cán bộ, công chức", "https://can-bo-cong-chuc.example/", "people"),
    ("Cổng thông tin Chính phủ", "https://chinh-phu.example/", ""),
    ("Cổng thông tin điện tử tỉnh", "https://tinh.example/", ""),
    ("Công báo tỉnh", "https://cong-bao.example/", ""),
    ("M-score: người dân chấm điểm", "https://m-score.example/", "score"),
)
SIGN, GROUND, MARK = 96, "#0b5c5a", "#ffffff"
ABOUT = """
<p>Đây là trang trình diễn của một xã không có thật.
Trang đăng tin, văn bản, lịch công tác và trả lời của địa phương.</p>
<h2>Gửi câu hỏi</h2>
<p>Ai cũng gửi được câu hỏi ở mục <a href="/hoi-dap/">Trả lời công dân</a>,
không cần tài khoản.</p>
"""
DAYS_STANDING = 14


def fill(*, today: date, at: datetime, by: Actor) -> None:
    """Put links, a page and a notice on an empty site."""
    for title, address, sign in LINKS:
        logo = _sign(sign, by=by) if sign else None
        operations.add_link(title, address, logo=logo, by=by)
    operations.write_page("Giới thiệu", ABOUT, in_menu=True, shown=True, by=by)
    operations.give_notice(
        "Lịch tiếp công dân tuần này",
        "Thứ năm, từ 7 giờ 30 đến 11 giờ 30, tại trụ sở xã. Mang theo giấy hẹn nếu có.",
        valid_from=today - timedelta(days=2),
        valid_to=today + timedelta(days=DAYS_STANDING),
        by=by,
    )


def _sign(name: str, *, by: Actor) -> StoredFile:
    """A sign of our own: three heads, or a row of bars; the link says in words what it is."""
    picture = Image.new("RGB", (SIGN, SIGN), GROUND)
    draw = ImageDraw.Draw(picture)
    for number, x in enumerate((14, 38, 62)):
        if name == "people":
            draw.ellipse((x, 24, x + 20, 44), fill=MARK)
            draw.pieslice((x - 4, 48, x + 24, 96), 180, 360, fill=MARK)
        else:
            draw.rectangle((x, 64 - 20 * number, x + 18, 80), fill=MARK)
    out = BytesIO()
    picture.save(out, "PNG")
    drawn = SimpleUploadedFile(f"{name}.png", out.getvalue())
    told = {"people": "Biểu trưng ba người (mẫu)", "score": "Biểu trưng cột điểm (mẫu)"}
    return files.keep(drawn, kind=Kind.PICTURE, decorative=True, caption=told[name], by=by)
