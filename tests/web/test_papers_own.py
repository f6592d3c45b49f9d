"""Papers that an office made for itself: kept, looked at, offered below, filled, withdrawn."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nguon.accounts.models import Role
from nguon.core.actor import Actor
from nguon.core.guard import unscoped
from nguon.core.models import AuditEntry
from nguon.development.models import Case
from nguon.forms import operations, own, queries
from nguon.forms.models import OwnEdition, OwnForm
from nguon.organizations.models import Organization
from tests.development import story
from tests.forms.papers import template
from tests.hostile.packages import docx as packed
from tests.hostile.templates import CODE

pytestmark = pytest.mark.django_db
LINES = ("Kính gửi {place.cell},", "họp ngày {act.on}: {act.yes} phiếu cho {person.full_name}.",
         "Điện thoại: {person.phone}; họp trước: {committee_resolution.on}.")  # fmt: skip
TITLE = "Thư mời của văn phòng"


@pytest.fixture
def case(khe_xong: Organization, krong_klang: Organization, acting: Callable[..., Actor]) -> Case:
    clerk = acting("clerk", at=krong_klang)
    story.describe(khe_xong)
    told = story.a_case(khe_xong, by=clerk)
    story.tell(told, "cell_resolution", by=clerk)
    return told


@pytest.fixture
def clerk(acting: Callable[..., Actor], krong_klang: Organization) -> Actor:
    return acting("clerk", at=krong_klang)


@pytest.fixture
def office(browse: Callable[..., Client], krong_klang: Organization) -> Client:
    return browse(Role.CLERK, at=krong_klang)


@pytest.fixture
def paper(krong_klang: Organization, clerk: Actor) -> OwnForm:
    return operations.keep_own(krong_klang, template(*LINES), title=TITLE, act="cell_resolution",
                               valid_from=date(2020, 1, 1), by=clerk)  # fmt: skip


def sent(office: Client, address: str, content: bytes, **said: str) -> object:
    file = SimpleUploadedFile("mau.docx", content)
    return office.post(address, {"valid_from": "01/01/2020", "file": file, **said})


def filed(office: Client, content: bytes) -> object:
    return sent(office, "/giay-to/mau-rieng/them/", content, place="krong-klang", title=TITLE,
                act="cell_resolution")  # fmt: skip


def stored() -> tuple[int, int]:
    with unscoped("how many there are"):
        return OwnForm.unscoped.count(), OwnEdition.unscoped.count()


def test_an_office_keeps_a_template_and_looks_at_it_with_an_invented_case(
    office: Client,
) -> None:
    answer = filed(office, template(*LINES))
    assert answer.status_code == 302
    page = office.get(answer.headers["Location"]).content.decode()
    assert "họp ngày 05/03/2025: 14 phiếu cho Nguyễn Thị Thử." in page
    tried = office.get(f"{answer.headers['Location']}xem-thu/").content
    assert own.lines(tried)[0] == "Kính gửi Chi bộ thôn Mẫu,"
    assert TITLE in office.get("/giay-to/mau-rieng/").content.decode()
    assert stored() == (1, 1)


def test_an_unknown_place_is_refused_with_its_line_and_the_nearest_name(
    office: Client,
) -> None:
    page = filed(
        office, template("Chào", "{person.ful_name} {person.born_on|kieu}")
    ).content.decode()
    assert "thân văn bản, đoạn 2: không có chỗ điền nào tên {person.ful_name}." in page
    assert "Có phải là {person.full_name}?" in page
    assert "begin, day, long, month, over, upper, year" in page
    assert stored() == (0, 0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (packed(**{"word/vbaProject.bin": b"a"}), "macro"),
        (b"%PDF-1.7", "không nhận loại tệp này"),
        (b"", "Tệp rỗng"),
        (b"PK\3\4" + b"\0" * (3 << 20), "quá mức cho phép"),
        (template(CODE["of Jinja"]), "ngoặc nhọn"),
        (template("MẬT"), "mức độ mật"),
    ],
)
def test_what_is_no_plain_template_is_refused_and_nothing_is_kept(
    office: Client, content: bytes, words: str
) -> None:
    assert words in filed(office, content).content.decode()
    assert stored() == (0, 0)


def test_a_paper_is_offered_below_its_office_and_filled_in_the_trail(
    browse: Callable[..., Client], khe_xong: Organization, case: Case, paper: OwnForm
) -> None:
    cell = browse(Role.CELL_SECRETARY, at=khe_xong)
    assert TITLE in cell.get(f"/giay-to/{case.ref}/").content.decode()
    page = cell.get(f"/giay-to/{case.ref}/mau-rieng/{paper.ref}/").content.decode()
    assert page.index("Chưa điền được") < page.index("phiếu cho Hồ Thị Bịa")
    made = cell.get(f"/giay-to/{case.ref}/mau-rieng/{paper.ref}/docx/")
    assert "Bịa" not in made.headers["Content-Disposition"]
    said = own.lines(made.content)
    assert said[1].endswith("phiếu cho Hồ Thị Bịa.")
    assert "…" in said[2]
    line = AuditEntry.objects.filter(action="forms.draw").order_by("pk").last()
    assert paper.ref in str(line.detail)


def test_another_committee_neither_sees_nor_uses_it(
    browse: Callable[..., Client], mo_o: Organization, thon_mau: Organization, paper: OwnForm,
    acting: Callable[..., Actor],
) -> None:  # fmt: skip
    neighbour = browse(Role.CLERK, at=mo_o)
    assert TITLE not in neighbour.get("/giay-to/mau-rieng/").content.decode()
    assert neighbour.get(f"/giay-to/mau-rieng/{paper.ref}/").status_code == 404
    clerk = acting("clerk", at=mo_o)
    story.describe(thon_mau)
    theirs = story.a_case(thon_mau, by=clerk)
    assert TITLE not in neighbour.get(f"/giay-to/{theirs.ref}/").content.decode()
    assert neighbour.get(f"/giay-to/{theirs.ref}/mau-rieng/{paper.ref}/").status_code == 404


def test_whoever_stands_below_may_use_it_but_not_change_it(
    browse: Callable[..., Client], khe_xong: Organization, paper: OwnForm
) -> None:
    cell = browse(Role.CELL_SECRETARY, at=khe_xong)
    assert TITLE in cell.get("/giay-to/mau-rieng/").content.decode()
    assert cell.get(f"/giay-to/mau-rieng/{paper.ref}/").status_code == 404
    for act in ("thay", "thoi-dung"):
        assert cell.post(f"/giay-to/mau-rieng/{paper.ref}/{act}/").status_code == 403


def test_a_new_look_holds_for_acts_from_its_day_on(
    clerk: Actor, case: Case, paper: OwnForm
) -> None:
    day = queries.own_offers_of(case.ref, by=clerk)[0].day
    operations.lay_anew(paper.ref, template("Bản sau"), valid_from=date(2030, 1, 1), by=clerk)
    assert own.lines(drawn(case, paper, clerk))[0].startswith("Kính gửi")
    operations.lay_anew(paper.ref, template("Bản đúng ngày"), valid_from=day, by=clerk)
    assert own.lines(drawn(case, paper, clerk)) == ["Bản đúng ngày"]
    late = operations.keep_own(paper.organization, template("x"), title="x", by=clerk,
                               act="cell_resolution", valid_from=date(2031, 1, 1))  # fmt: skip
    with pytest.raises(OwnForm.DoesNotExist):
        drawn(case, late, clerk)


def drawn(case: Case, paper: OwnForm, by: Actor) -> bytes:
    return operations.draw_own(case.ref, paper.ref, by=by).filled.content


def test_a_withdrawn_paper_is_offered_no_longer_and_says_why(
    office: Client, clerk: Actor, case: Case, paper: OwnForm
) -> None:
    address = f"/giay-to/mau-rieng/{paper.ref}/"
    assert "thoi-dung" in office.post(f"{address}thoi-dung/", {"why": ""}).content.decode()
    office.post(f"{address}thoi-dung/", {"why": "Đã có mẫu chung"})
    page = office.get(address).content.decode()
    assert "Đã có mẫu chung" in page
    assert f"{address}thay/" not in page
    assert queries.own_offers_of(case.ref, by=clerk) == []
    with pytest.raises(operations.Refused):
        operations.lay_anew(paper.ref, template("x"), valid_from=date(2025, 1, 1), by=clerk)


def test_many_papers_are_read_as_few_times_as_one(
    clerk: Actor, case: Case, paper: OwnForm
) -> None:
    opened = queries.opened(case.ref, by=clerk)

    def statements() -> list[int]:
        told = []
        for asked in (queries.own_lines, partial(queries.own_offers, opened)):
            with CaptureQueriesContext(connection) as seen:
                asked(by=clerk)
            told.append(len(seen))
        return told

    one = statements()
    for number in range(3):
        operations.keep_own(paper.organization, template("x"), title=f"Mẫu {number}", by=clerk,
                            act="cell_resolution", valid_from=date(2020, 1, 1))  # fmt: skip

    assert statements() == one
    assert len(queries.own_lines(by=clerk)) == len(queries.own_offers(opened, by=clerk)) == 4
    assert all(line.open and line.mine and line.place for line in queries.own_lines(by=clerk))


def test_an_edition_is_never_changed(paper: OwnForm) -> None:
    for change in (lambda row: row.update(digest="x"), lambda row: row.delete()):
        with unscoped("as if"), pytest.raises(IntegrityError), transaction.atomic():
            change(OwnEdition.unscoped.filter(form=paper))


def test_something_sealed_is_filled_only_as_far_as_it_is_agreed(
    clerk: Actor, case: Case, krong_klang: Organization
) -> None:
    asked = operations.keep_own(krong_klang, template("{person.religion}"), title="x", by=clerk,
                                act="cell_resolution", valid_from=date(2020, 1, 1))  # fmt: skip
    assert operations.draw_own(case.ref, asked.ref, by=clerk).filled.missing() == [
        "person.religion"
    ]


def test_the_places_are_listed_with_what_each_means(office: Client) -> None:
    page = office.get("/giay-to/mau-rieng/cho-dien/").content.decode()
    assert "{person.full_name}" in page
    assert "Nguyễn Thị Thử" in page
    for address in ("cho-dien/xuat/", "xuat/"):
        assert office.get(f"/giay-to/mau-rieng/{address}").content.startswith(b"PK")
