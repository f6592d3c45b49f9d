"""Charts: what is drawn, that it is read without colour, that no word of a name does anything."""

import re
from io import BytesIO
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from nguon.core import typesetting
from nguon.reports.charts import drawing
from nguon.reports.charts.drawing import Chart, Words
from nguon.reports.charts.lying import Row, bars
from nguon.reports.charts.upright import HEIGHT, Group, columns

pytestmark = pytest.mark.pure

WORDS = Words(
    "Kết nạp so với chỉ tiêu từng năm của Đảng bộ xã Thử",
    "Đơn vị: người",
    "Năm",
    "Đảng bộ xã Thử, đếm đến hết ngày 22/11/2026, theo cây tổ chức lúc đó. Chương trình Nguồn.",
)
SVG = "{http://www.w3.org/2000/svg}"


def years(*rows):
    groups = [Group(f"{2015 + n}", (value,), asked) for n, (value, asked) in enumerate(rows)]
    return columns("years", WORDS, groups, ["Kết nạp"], frame="Chỉ tiêu")


def causes():
    rows = [
        Row("Nguyên nhân"),
        Row("A2 Người ở lại chưa đủ điều kiện về tuổi, học vấn, tiêu chuẩn", (2, 6)),
        Row("B1 Thẩm tra lý lịch khó hoặc chậm", (0, 4)),
        Row("Dân tộc thiểu số", None),
    ]
    return bars("causes", WORDS, rows, ["Đã gỡ", "Chưa gỡ"])


def flow():
    groups = [Group(f"{2019 + n}", (1400 + n, None if n else 700)) for n in range(6)]
    return columns("flow", WORDS, groups, ["Tăng", "Giảm"])


def months():
    return columns("months", WORDS, [Group(f"{n}", (n % 5,)) for n in range(1, 13)], ["Kết nạp"])


def way():
    rows = [Row("Nguồn được rà soát", (100,)), Row("Lễ kết nạp", (25,))]
    return bars("way", WORDS, rows, ["người"], funnel=True)


ALL = [years((8, 10), (4, 10)), causes(), flow(), months(), way()]


def parts(chart: Chart, kind: str) -> list[dict[str, str]]:
    found = [each.attrib for each in ElementTree.fromstring(chart.file).iter(f"{SVG}{kind}")]
    return [each for each in found if int(each.get("height", HEIGHT)) > drawing.SWATCH]


def filled(chart: Chart) -> list[dict[str, str]]:
    return [each for each in parts(chart, "rect") if each.get("fill") not in ("none", "#ffffff")]


def test_columns_stand_on_the_base_as_high_as_their_number_in_the_frame_of_what_was_asked():
    chart = years((8, 10), (4, 10))

    first, second = filled(chart)
    frames = [each for each in parts(chart, "rect") if "stroke-dasharray" in each]
    assert int(first["height"]) == 2 * int(second["height"]) == 0.8 * HEIGHT
    assert {int(each["y"]) + int(each["height"]) for each in (first, second, *frames)} == {
        int(first["y"]) + int(first["height"])
    }
    assert [int(each["height"]) for each in frames] == [HEIGHT, HEIGHT]


@pytest.mark.parametrize(
    ("most", "top"), [(0, 2), (1, 2), (7, 8), (10, 10), (21, 30), (99, 100), (3999, 4000)]
)
def test_the_scale_ends_on_an_even_number_not_far_above_the_highest(most, top):
    assert drawing.scale(most) == top


def test_a_number_is_never_written_across_the_frame():
    texts = parts(years((1, 10), (9, 10), (10, 5)), "text")
    frames = [
        e for e in parts(years((1, 10), (9, 10), (10, 5)), "rect") if "stroke-dasharray" in e
    ]

    over = [each for each in texts if each.get("text-anchor") == "middle"]
    for frame in frames:
        top, left = int(frame["y"]), int(frame["x"])
        across = range(left, left + int(frame["width"]))
        for text in over:
            if int(text["x"]) in across:
                assert not top < int(text["y"]) <= top + 9


def test_what_is_not_told_leaves_a_gap_and_is_no_nought():
    chart = flow()

    assert len(filled(chart)) == 7
    assert chart.about.startswith("2019: Tăng 1.400, Giảm 700; 2020: Tăng 1.401; 2021: ")
    assert "Dân tộc thiểu số: " in causes().about
    assert ">–</text>" in causes().inline


def test_parts_of_a_bar_follow_each_other_and_differ_without_colour():
    chart = causes()

    bars_of = [each for each in parts(chart, "rect") if each.get("height") == "14"]
    cleared, open_, slow = bars_of
    assert int(cleared["x"]) + int(cleared["width"]) == int(open_["x"])
    assert int(open_["width"]) == 3 * int(cleared["width"])
    assert slow.get("fill") == open_.get("fill") == "url(#causes-hatch)"
    assert cleared.get("class") == "bar"


def test_a_funnel_is_centred():
    wide, narrow = [each for each in parts(way(), "rect") if each.get("height") == "14"]

    assert int(wide["width"]) == 4 * int(narrow["width"]) == drawing.WIDTH
    assert 2 * int(narrow["x"]) + int(narrow["width"]) == drawing.WIDTH


@pytest.mark.parametrize("chart", ALL, ids=lambda chart: chart.name)
def test_a_chart_is_a_named_picture_without_styles_scripts_or_links(chart):
    page = ElementTree.fromstring(chart.file)

    assert page.attrib["role"] == "img"
    title, about = (page.find(f"{SVG}{kind}") for kind in ("title", "desc"))
    assert page.attrib["aria-labelledby"] == f"{title.attrib['id']} {about.attrib['id']}"
    assert (title.text, about.text) == (WORDS.title, chart.about)
    assert not re.search(r"style|script|href|on\w+=", chart.file)
    assert {each.attrib["fill"] for each in page.iter() if "fill" in each.attrib} <= {
        "none", "currentColor", "#ffffff", f"url(#{chart.name}-hatch)", f"url(#{chart.name}-dots)",
    }  # fmt: skip


@pytest.mark.parametrize("chart", ALL, ids=lambda chart: chart.name)
def test_no_word_leaves_the_sheet(chart):
    left, width = -drawing.MARGIN, chart.width
    for each in ElementTree.fromstring(chart.file).iter(f"{SVG}text"):
        wide = width_of(each.text, int(each.get("font-size", drawing.BODY)))
        share = {"middle": 0.5, "end": 1.0}.get(each.get("text-anchor", ""), 0.0)
        start = int(each.attrib["x"]) - share * wide
        assert left <= start, each.text
        assert start + wide <= left + width, each.text
        assert 0 < int(each.attrib["y"]) < chart.height


def width_of(words: str, size: int) -> float:
    face = TTFont(typesetting.FACES / "BeVietnamPro-SemiBold.ttf")
    glyphs, metrics = face.getBestCmap(), face["hmtx"]
    units = sum(metrics[glyphs[ord(sign)]][0] for sign in words)
    return units * size / face["head"].unitsPerEm


def test_words_that_look_like_a_drawing_stay_words():
    wicked = '<script>alert("1")</script>&'
    chart = bars(
        "rows",
        Words(wicked, wicked, wicked, wicked),
        [Row(wicked, (1,)), Row(wicked)],
        [wicked, wicked],
    )

    assert "<script" not in chart.inline
    said = [each.text for each in ElementTree.fromstring(chart.file).iter(f"{SVG}text")]
    assert wicked in " ".join(said)


@pytest.mark.parametrize("chart", [ALL[0], ALL[1]], ids=lambda chart: chart.name)
def test_the_picture_is_twice_as_large_grey_on_white_and_the_same_again(chart):
    content = typesetting.picture(chart.file)

    with Image.open(BytesIO(content)) as picture:
        assert picture.format == "PNG"
        assert picture.size == (2 * chart.width, 2 * chart.height)
        grey = picture.convert("L").histogram()
        colours = {max(point[:3]) - min(point[:3]) for _n, point in picture.getcolors(1 << 20)}
    assert max(colours) < 8
    assert grey[255] > 0.6 * sum(grey) > 0.02 * sum(grey) < sum(grey[:64])
    assert typesetting.picture(chart.file) == content


def test_the_picture_is_set_in_the_faces_of_the_site():
    other = ALL[0].file.replace("Be Vietnam Pro", "Libertinus Serif")

    assert typesetting.picture(ALL[0].file) != typesetting.picture(other)
