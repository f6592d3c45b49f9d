"""A template of an office: which places it may name, and what comes where they stood."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from nguon.forms import own, places
from nguon.forms.own import BadTemplate
from tests.forms.papers import in_runs, template, with_table
from tests.hostile.documents import field, simple
from tests.hostile.packages import docx as packed

pytestmark = pytest.mark.pure


def filled(content: bytes) -> list[str]:
    return own.lines(own.fill(content, places.Invented()).content)


def faults(content: bytes) -> list[tuple[str, str, str]]:
    with pytest.raises(BadTemplate) as bad:
        own.names(content)
    return [(fault.code, fault.said, fault.nearest) for fault in bad.value.faults]


def test_places_give_way_to_what_the_register_says() -> None:
    made = template(
        "Đồng chí {person.full_name}, sinh {person.born_on|long}.",
        "{place.cell|upper} ngày {cell_resolution.on}: {cell_resolution.yes}.",
    )
    assert own.names(made) == (
        "person.full_name", "person.born_on", "place.cell", "cell_resolution.on",
        "cell_resolution.yes",
    )  # fmt: skip
    assert filled(made) == [
        "Đồng chí Nguyễn Thị Thử, sinh ngày 05 tháng 3 năm 1999.",
        "CHI BỘ THÔN MẪU ngày 05/03/2025: 14.",
    ]


@pytest.mark.parametrize(
    "runs",
    [
        ("{person.full_name}",),
        ("{", "person.full_name", "}"),
        ("Ông {per", "son.fu", "ll_name} và"),
        ("{person.full_name", "|upper}"),
        ("", "{person", "", ".full_name}", ""),
    ],
)
def test_a_place_that_is_cut_into_runs_is_one_place(runs: tuple[str, ...]) -> None:
    made = in_runs(*runs)
    assert own.names(made) == ("person.full_name",)
    name = "NGUYỄN THỊ THỬ" if "|upper}" in runs else "Nguyễn Thị Thử"
    whole = "".join(runs)
    assert filled(made) == [f"{whole[: whole.index('{')]}{name}{whole[whole.index('}') + 1 :]}"]


def test_what_stands_around_a_place_keeps_its_bytes() -> None:
    made = in_runs("trước &amp; ", "{person.full_name}", " sau")
    before = ZipFile(BytesIO(made)).read("word/document.xml")
    after = ZipFile(BytesIO(own.fill(made, places.Invented()).content)).read("word/document.xml")
    place = b"<w:t>{person.full_name}</w:t>"
    name = '<w:t xml:space="preserve">Nguyễn Thị Thử</w:t>'.encode()
    assert after == before.replace(place, name)


def test_a_place_does_not_reach_across_a_tab() -> None:
    cut = packed("<w:p><w:r><w:t>{person.</w:t><w:tab/><w:t>full_name}</w:t></w:r></w:p>")
    assert [code for code, _, _ in faults(cut)] == ["brace", "brace"]


def test_a_text_box_within_a_paragraph_is_filled_in_its_place() -> None:
    box = "<w:p><w:r><w:t>{person.gender}</w:t></w:r></w:p>"
    made = packed(
        f"<w:p><w:r><w:t>{{place.cell}} </w:t></w:r><w:r><w:pict>{box}</w:pict></w:r>"
        "<w:r><w:t>{person.full_name}</w:t></w:r></w:p>"
    )
    assert filled(made) == ["Chi bộ thôn Mẫu  Nguyễn Thị Thử", "Nữ"]


def test_a_row_is_repeated_for_each_act_of_a_type() -> None:
    made = with_table("{each.introduction}{row.number}", "{row.introducer}", "{place.cell}",
                      heads=("TT", "Người giới thiệu", "Chi bộ"))  # fmt: skip
    assert filled(made) == ["TT", "Người giới thiệu", "Chi bộ", "1", "Trần Thị Thí Dụ",
                            "Chi bộ thôn Mẫu", "2", "Lê Văn Ví Dụ", "Chi bộ thôn Mẫu"]  # fmt: skip


def test_heads_feet_and_notes_are_filled_too() -> None:
    head = "<w:hdr xmlns:w='x'><w:p><w:r><w:t>{place.cell}</w:t></w:r></w:p></w:hdr>"
    made = packed(**{"word/header1.xml": head, "word/footnotes.xml": head})
    assert filled(made).count("Chi bộ thôn Mẫu") == 2


def test_what_nobody_knows_stays_dotted_and_is_listed() -> None:
    class Nothing(places.Invented):
        def value(self, name: str) -> None:
            return None

    made = own.fill(template("{person.full_name} {person.phone} {person.full_name}"), Nothing())
    assert made.missing() == ["person.full_name", "person.phone"]
    assert own.lines(made.content) == ["………… ………… …………".replace("…………", "…" * 12)]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{person.ful_name}", ("unknown", "{person.ful_name}", "{person.full_name}")),
        ("{Person.full_name}", ("unknown", "{Person.full_name}", "{person.full_name}")),
        ("{ người }", ("unknown", "{ người }", "")),
        ("{cell_resolutions.yes}", ("unknown", "{cell_resolutions.yes}", "{cell_resolution.yes}")),
        ("{person.password}", ("unknown", "{person.password}", "")),
        ("{person.full_name", ("brace", "{person.full_name", "{person.full_name}")),
        ("}", ("brace", "}", "")),
        ("{person.full_name|lower}", ("shape", "{person.full_name|lower}", "begin, ")),
        ("{row.on}", ("outside_row", "{row.on}", "")),
        ("{each.introduction}", ("outside_row", "{each.introduction}", "")),
        ("{each.nothing}", ("unknown", "{each.nothing}", "")),
    ],
)  # fmt: skip
def test_what_the_register_does_not_know_is_refused_with_what_may_be_meant(line, fault) -> None:
    (found,) = faults(template(line))
    assert found[:2] == fault[:2]
    assert found[2].startswith(fault[2])


@pytest.mark.parametrize(
    "line",
    [
        "{{ 7 * 7 }}", "{% include 'a' %}", "{# a #}", "{person.__class__}", "{person.name()}",
        "{person.full_name.__init__}", "{0}", "{}", "{self}", "{person[full_name]}", "{x!r}",
        "{person.full_name:>9999999}", "#{7*7}{{", "<%= 7 %>{", "{__import__('os')}",
        "{@include a}", "{person.full_name|safe}", "{person.full_name}}",
    ],
)  # fmt: skip
def test_templates_of_other_programs_are_refused(line: str) -> None:
    assert faults(template(line))


def test_a_thousand_faults_cost_no_more_than_twenty() -> None:
    assert len(faults(template("{a}{{" * 1000))) == own.MOST_FAULTS


def test_what_looks_like_a_template_elsewhere_stands_as_text() -> None:
    made = template("${person.full_name} %(a)s $a <%= 7 * 7 %> [[b]] =1+1")
    assert filled(made) == ["$Nguyễn Thị Thử %(a)s $a <%= 7 * 7 %> [[b]] =1+1"]


def test_what_is_filled_in_is_never_looked_at_again() -> None:
    class Sly(places.Invented):
        def value(self, name: str):
            return places.Value("{person.phone} </w:t><w:p/> &amp; \x07", places.Source("person"))

    made = own.fill(template("{person.full_name}"), Sly())
    assert own.lines(made.content) == ["{person.phone} </w:t><w:p/> &amp;"]


@pytest.mark.parametrize("code", ["HYPERLINK a", "DATE", "MERGEFIELD a", "REF a", "= 7 * 7"])
def test_fields_that_are_no_page_numbers_are_refused(code: str) -> None:
    assert [found[0] for found in faults(packed(field(code) + simple(code)))] == ["field"] * 2


def test_page_numbers_may_stay() -> None:
    assert own.names(packed(field("PAGE") + simple(r"NUMPAGES \\* MERGEFORMAT"))) == ()


def test_every_place_of_the_list_is_one_that_a_template_may_name() -> None:
    for group in places.groups():
        for place in group.places:
            row = place.name.startswith("row.")
            said = f"{{{place.name}}}"
            made = with_table("{each.introduction}", said) if row else template(said)
            assert place.name in own.names(made)
            assert place.meaning
    for kind, _word in places.acts():
        assert own.names(template(f"{{{kind}.on}}")) == (f"{kind}.on",)
