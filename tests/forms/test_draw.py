"""A form says what the register knows, says from where, and leaves the rest to be written."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import docx as other_reader
import pypdfium2
import pytest

from nguon.core.actor import Actor, NotAllowed
from nguon.core.models import AuditEntry
from nguon.development import operations as development
from nguon.development.models import Case, CaseEvent
from nguon.forms import catalogue, docx, layout, operations, pdf, queries, slip, values
from nguon.forms.sheet import Sheet
from nguon.organizations import operations as organizations
from nguon.organizations.models import Organization
from nguon.people import vault
from nguon.people.models import Consent, Person
from nguon.rulebook import Event
from tests import cast
from tests.development import story

pytestmark = pytest.mark.django_db
DRAWN = [
    code
    for code, form in catalogue.forms().items()
    if form.editions[-1].layout and form.drawn_from == catalogue.CASE
]


def words_of(content: bytes) -> str:
    """The text of a .docx, as another program reads it."""
    opened = other_reader.Document(BytesIO(content))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in opened.paragraphs), *cells])


def text_of(content: bytes) -> str:
    """The text of a .pdf, as another program reads it."""
    pages = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in pages)


def said(sheet: Sheet, name: str) -> str:
    return next(place.text for place in sheet.places() if place.name == name)


def test_a_resolution_tells_the_vote_as_it_was_entered(case: Case, clerk: Actor) -> None:
    drawn = operations.draw(case.ref, "6-KNĐ", by=clerk)
    assert said(drawn, "person.full_name") == "Hồ Thị Bịa"
    assert said(drawn, "act.on") == "ngày 06 tháng 02 năm 2025"
    vote = [said(drawn, f"act.{name}") for name in ("full_members", "counted", "needed", "yes")]
    assert vote == ["9", "9", "6", "8"]
    assert said(drawn, "act.share") == "88,9%"


def test_every_value_names_the_act_or_the_field_it_comes_from(case: Case, clerk: Actor) -> None:
    drawn = operations.draw(case.ref, "6-KNĐ", by=clerk)
    resolution = CaseEvent.objects.visible_to(clerk).get(case=case, type="cell_resolution")
    sources = {place.name: place.source for place in drawn.places() if place.source}
    assert (sources["act.yes"].kind, sources["act.yes"].ref) == ("event", str(resolution.pk))
    assert (sources["person.full_name"].kind, sources["person.full_name"].ref) == (
        "person", "full_name",
    )  # fmt: skip
    assert sources["act.share"].kind == "reckoned"
    assert sources["place.cell"].ref == "khe-xong"


def test_what_nobody_recorded_is_listed_and_left_dotted(case: Case, clerk: Actor) -> None:
    drawn = operations.draw(case.ref, "6-KNĐ", by=clerk)
    of_the_meeting = [f"meeting.{name}" for name in ("present", "absent", "chair", "secretary")]
    assert drawn.missing() == ["act.document", "act.probationary", *of_the_meeting]
    assert values.label("act.document", "cell_resolution").endswith("số văn bản")
    assert "dự bị …………" in words_of(docx.document([drawn]))


def test_a_form_before_its_act_has_the_person_and_no_vote(case: Case, clerk: Actor) -> None:
    drawn = operations.draw(case.ref, "13-KNĐ", by=clerk)
    assert said(drawn, "admission_ceremony.on") == "03/04/2025"
    assert said(drawn, "dates.probation_ends_on") == "03/04/2026"
    assert {"act.on", "act.yes", "act.counted"} <= set(drawn.missing())


def test_a_cell_under_a_commune_reports_to_its_committee(
    case: Case, clerk: Actor, krong_klang: Organization
) -> None:
    cited = {"on": date(2024, 1, 1), "document": "01-NQ/TU"}
    organizations.rename(krong_klang, name="Xã Mò Ó", by=cast.system(date(2025, 6, 1)), **cited)
    drawn = operations.draw(case.ref, "6-KNĐ", by=clerk)
    text = words_of(docx.document([drawn]))
    assert "ĐẢNG BỘ XÃ MÒ Ó" in text
    assert "Chi bộ báo cáo Đảng uỷ xã Mò Ó xem xét" in text


def test_a_lost_vote_makes_no_paper_that_proposes(khe_xong: Organization, clerk: Actor) -> None:
    story.describe(khe_xong)
    case = story.a_case(khe_xong, by=clerk)
    story.tell(case, "opinions", by=clerk)
    vote = Event("cell_resolution", date(2025, 2, 6), {"full_members": 9, "yes": 5, "no": 4})
    development.record(case, vote, by=clerk)
    drawn = operations.draw(case.ref, "6-KNĐ", by=clerk)
    assert {"act.on", "act.yes", "act.needed"} <= set(drawn.missing())
    offer = next(each for each in queries.offers(case.ref, by=clerk) if each.form.code == "6-KNĐ")
    assert offer.times == 0


def test_an_introduction_by_the_youth_union_is_not_one_by_a_member(
    case: Case, clerk: Actor
) -> None:
    by_member = operations.draw(case.ref, "3-KNĐ", by=clerk)
    by_union = operations.draw(case.ref, "4-KNĐ", by=clerk)
    assert said(by_member, "act.on") == "ngày 08 tháng 01 năm 2025"
    assert said(by_union, "act.on") == "ngày 09 tháng 01 năm 2025"


@pytest.mark.parametrize("code", DRAWN)
def test_document_and_page_say_the_same(case: Case, clerk: Actor, code: str) -> None:
    drawn = [operations.draw(case.ref, code, by=clerk)]
    document, page = words_of(docx.document(drawn)), text_of(pdf.document(drawn))
    for place in drawn[0].places():
        for words in place.text.split():
            assert words in document
            assert words in page


def test_a_form_that_is_handwritten_is_a_draft_to_copy(case: Case, clerk: Actor) -> None:
    assert operations.draw(case.ref, "1-KNĐ", by=clerk).draft
    assert not operations.draw(case.ref, "9-KNĐ", by=clerk).draft


def test_the_same_case_gives_the_same_bytes(case: Case, clerk: Actor) -> None:
    first, second = ([operations.draw(case.ref, "9-KNĐ", by=clerk)] for _ in range(2))
    assert docx.document(first) == docx.document(second)
    assert pdf.document(first) == pdf.document(second)


def test_a_form_never_seen_is_not_invented(case: Case, clerk: Actor) -> None:
    with pytest.raises(operations.NoSpecimen):
        operations.draw(case.ref, "14-KNĐ", by=clerk)
    with pytest.raises(catalogue.NoSuchForm):
        operations.draw(case.ref, "99-KNĐ", by=clerk)


def test_sensitive_facts_stand_only_where_the_form_asks_and_leave_a_line(
    case: Case, clerk: Actor
) -> None:
    lines = AuditEntry.objects.filter(action=operations.DRAWN).count()
    drawn = operations.draw(case.ref, "1-KNĐ", by=clerk)
    assert "person.ethnicity" in {place.name for place in drawn.places()}
    assert AuditEntry.objects.filter(action=operations.DRAWN).count() == lines + 1
    resolution = operations.draw(case.ref, "6-KNĐ", by=clerk)
    assert "person.ethnicity" not in {place.name for place in resolution.places()}


def test_what_somebody_no_longer_agrees_to_stays_dotted(case: Case, clerk: Actor) -> None:
    vault.write(case.person, {"ethnicity": "Dân tộc Thử"}, by=clerk, why="correction")
    assert said(operations.draw(case.ref, "1-KNĐ", by=clerk), "person.ethnicity") == "Dân tộc Thử"
    consents = Consent.objects.visible_to(clerk).filter(person=case.person, purpose="sensitive")
    consents.update(withdrawn_on=clerk.today)
    assert "person.ethnicity" in operations.draw(case.ref, "1-KNĐ", by=clerk).missing()


def test_who_may_not_open_the_file_gets_no_form(
    case: Case, acting: Callable[..., Actor], krong_klang: Organization, mo_o: Organization
) -> None:
    with pytest.raises(NotAllowed):
        operations.draw(case.ref, "6-KNĐ", by=acting("inspection", at=krong_klang))
    with pytest.raises(Case.DoesNotExist):
        operations.draw(case.ref, "6-KNĐ", by=acting("clerk", at=mo_o))


def test_text_of_the_register_gives_no_instruction(case: Case, clerk: Actor) -> None:
    """Neither the word processor nor the typesetter takes a name for more than a name."""
    name = "#panic() <w:p/> {act.yes} & \\ $x$ ]"
    Person.objects.visible_to(clerk).filter(pk=case.person_id).update(full_name=name)
    drawn = [operations.draw(case.ref, "6-KNĐ", by=clerk)]
    assert name in words_of(docx.document(drawn))
    assert "#panic()" in text_of(pdf.document(drawn))


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"blocks": ["{person.full_name"]}, "brace"),
        ({"blocks": [{"script": "x"}]}, "no block"),
        ({"blocks": ["{act.on|loud}"]}, "unknown shape"),
        ({"blocks": [{"lines": 0}]}, "number of lines"),
        ({}, "list of blocks"),
        ({"blocks": [{"beside": ["x"]}]}, "columns"),
    ],
)
def test_a_faulty_layout_says_where_and_what(told: dict[str, object], reason: str) -> None:
    with pytest.raises(layout.BadLayout, match=reason):
        layout.read("thử", told)


def test_a_layout_may_ask_only_for_what_the_register_knows() -> None:
    for form in catalogue.forms().values():
        for edition in form.editions:
            names = layout.load(edition.layout).slots() if edition.layout else ()
            known = values.known if form.drawn_from == catalogue.CASE else slip.known
            assert all(known(place.name) for place in names)
    assert not values.known("person.password")
    assert not values.known("act.nothing")


def test_a_mark_rests_on_specimens_that_are_named() -> None:
    least = {"C2": 2, "C1": 1, "K": 0}
    for form in catalogue.forms().values():
        for edition in form.editions:
            if edition.layout:
                assert len(edition.seen) >= least[edition.confidence], form.code
                assert bool(edition.seen) == (edition.confidence != "K"), form.code
            assert set(edition.seen) <= set(catalogue.sources())


def test_a_form_of_which_only_the_title_was_seen_has_no_layout() -> None:
    unseen = {code for code, form in catalogue.forms().items() if not form.editions[-1].layout}
    assert {"CN-NTVĐ", "CN-ĐVM", "14-KNĐ", "20-KNĐ", "TL-53", "3-HSĐV"} <= unseen
    assert {catalogue.forms()[code].editions[-1].confidence for code in unseen} <= {"K", "U"}


def test_the_paper_of_a_member_knows_the_admission(case: Case, clerk: Actor) -> None:
    paper = operations.draw(case.ref, "2-HSĐV", by=clerk)
    assert paper.draft
    assert said(paper, "admission_decision.on") == "18/03/2025"
    assert said(paper, "admission_ceremony.on") == "03/04/2025"
    assert said(paper, "introduction1.introducer") == "DV-07"
    assert {"introduction2.introducer", "dates.full_member_from"} <= set(paper.missing())


def test_a_document_is_a_sound_zip_in_which_nothing_is_said_twice(
    case: Case, clerk: Actor
) -> None:
    made = docx.document([operations.draw(case.ref, "9-KNĐ", by=clerk)])
    with ZipFile(BytesIO(made)) as package:
        assert package.testzip() is None
        assert len(set(package.namelist())) == len(package.namelist()) == 5


def test_the_edition_is_that_of_the_day() -> None:
    cv = catalogue.form("2-KNĐ")
    layouts = [cv.edition_on(day).layout for day in (date(2025, 6, 30), date(2025, 7, 1))]
    assert layouts == ["02-knd", "02-knd-2025"]
    resolution = catalogue.form("6-knd")
    assert resolution.edition_on(date(2012, 5, 16)) is None
    assert resolution.edition_on(date(2012, 5, 17)) is not None
