"""An album of drawn pictures and a film of some more; nobody stands in them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO

from PIL import Image, ImageDraw

from nguon.core.actor import Actor
from nguon.portal.files import operations as files
from nguon.portal.files.models import Kind, StoredFile
from nguon.portal.galleries import operations
from nguon.portal.galleries.film import webm

SIZE = WIDE, HIGH = 360, 240  # no wider than the narrowest copy, so that a picture is made once
SKY, SUN, GRASS, WATER, WALL, ROOF, EARTH = (
    "#d8ebf2", "#f7c873", "#5d9c6b", "#7fb7c9", "#f4ead6", "#b3573a", "#8a6b4d",
)  # fmt: skip
DAYS_AGO = 3
HOURS, LONG = 12, 750  # pictures of the film, and milliseconds of each
CAPTIONS = """WEBVTT

00:00.000 --> 00:03.000
[Không có tiếng] Buổi sáng: mặt trời lên bên trái cầu treo, chiếc thuyền rời bến.

00:03.000 --> 00:06.000
Giữa trưa: mặt trời đứng trên cầu, thuyền qua giữa suối.

00:06.000 --> 00:09.000
Chiều: mặt trời xuống bên phải, thuyền sang tới bờ kia.
""".encode()


@dataclass(slots=True)
class Drawn:
    """A picture that was drawn, as a file that somebody sends."""

    name: str | None
    content: bytes

    def read(self) -> bytes:
        return self.content


def fill(*, today: date, at: datetime, by: Actor) -> None:
    """Put an album on an empty site; the pictures are drawn here."""
    kept = [
        _kept("cau-treo", _bridge(), "Cầu treo bắc qua suối, hai bên là đồi xanh", by=by),
        _kept("nha-van-hoa", _hall(), "Nhà văn hoá khóm mái đỏ, trước sân có cây", by=by),
        _kept(
            "ruong-bac-thang", _fields(), "Ruộng bậc thang dưới chân núi lúc mặt trời lên", by=by
        ),
    ]
    album = operations.make_album(
        "Khóm Bản Mẫu sau một năm đổi mới",
        about="Con đường, cây cầu và nhà văn hoá bà con cùng làm. Tranh vẽ để xem thử.",
        by=by,
    )
    operations.arrange(album, kept, by=by)
    operations.show(album, at=at - timedelta(days=DAYS_AGO), by=by)
    clip = operations.make_clip(
        "Một ngày bên cầu treo Bản Mẫu",
        about="Phim vẽ để xem thử, không có tiếng; phụ đề kể điều đang thấy.",
        video=files.keep(Drawn("cau-treo.webm", _day()), kind=Kind.CLIP, by=by),
        poster=kept[0],
        captions=files.keep(Drawn("cau-treo.vtt", CAPTIONS), kind=Kind.CAPTIONS, by=by),
        by=by,
    )
    operations.show(clip, at=at - timedelta(days=DAYS_AGO), by=by)


def _kept(name: str, picture: Image.Image, alt: str, *, by: Actor) -> StoredFile:
    out = BytesIO()
    picture.save(out, "PNG")
    return files.keep(
        Drawn(f"{name}.png", out.getvalue()),
        kind=Kind.PICTURE,
        alt=alt,
        caption=f"{alt}.",
        credit="tranh trình diễn",
        by=by,
    )


def _valley(*hills: tuple[int, int, int, str]) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """A sky with a sun, and hills: where each peaks, how high, how wide, of which colour."""
    picture = Image.new("RGB", SIZE, SKY)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((270, 26, 318, 74), fill=SUN)
    for peak, high, wide, colour in hills:
        top = (peak, HIGH - high)
        draw.polygon(((peak - wide, HIGH), top, (peak + wide, HIGH)), fill=colour)
    return picture, draw


def _day() -> bytes:
    """The bridge from morning to evening: the sun goes over, a boat goes under."""
    return webm([_bridge(hour) for hour in range(HOURS)], each=LONG)


def _bridge(hour: int | None = None) -> Image.Image:
    picture, draw = _valley((60, 150, 170, GRASS), (310, 130, 150, "#4c8459"))
    if hour is not None:
        _sky(draw, hour)
    draw.rectangle((0, 196, WIDE, HIGH), fill=WATER)
    draw.arc((40, 30, 320, 160), 8, 172, fill=EARTH, width=4)
    for x in (42, 316):
        draw.rectangle((x, 92, x + 5, 190), fill=EARTH)
    draw.rectangle((36, 158, 324, 166), fill=EARTH)
    for x in range(60, 320, 26):
        draw.line((x, 128, x, 160), fill=EARTH)
    if hour is not None:
        x = 28 * hour
        draw.polygon(((x, 212), (x + 44, 212), (x + 34, 224), (x + 10, 224)), fill=ROOF)
    return picture


def _sky(draw: ImageDraw.ImageDraw, hour: int) -> None:
    """The sun at its place of an hour, instead of where it always stands."""
    draw.rectangle((264, 20, 324, 80), fill=SKY)
    x, y = 10 + 28 * hour, 24 + abs(hour - HOURS // 2) * 6
    draw.ellipse((x, y, x + 40, y + 40), fill=SUN)


def _hall() -> Image.Image:
    picture, draw = _valley((90, 170, 220, "#4c8459"), (300, 120, 200, GRASS))
    draw.rectangle((0, 200, WIDE, HIGH), fill="#c9b28f")
    draw.rectangle((110, 130, 260, 204), fill=WALL)
    draw.polygon(((94, 132), (185, 84), (276, 132)), fill=ROOF)
    draw.rectangle((170, 156, 200, 204), fill=EARTH)
    for x in (126, 216):
        draw.rectangle((x, 148, x + 28, 172), fill=WATER)
    draw.rectangle((304, 150, 310, 206), fill=EARTH)
    draw.ellipse((284, 108, 330, 160), fill=GRASS)
    return picture


def _fields() -> Image.Image:
    picture, draw = _valley((110, 160, 200, "#3f7350"), (270, 140, 190, "#4c8459"))
    for step, colour in enumerate(("#a9c46c", "#8fb45e", "#77a455", GRASS, "#4c8459")):
        top = 128 + 22 * step
        draw.ellipse((-60 - 16 * step, top, WIDE + 60 + 16 * step, HIGH + 160), fill=colour)
    return picture
