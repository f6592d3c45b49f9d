"""Each row of what the product is for, walked on the demonstration from the menu on.

The pages of ``docs/tutorial`` tell the same ways. The demonstration is told once and stays; every
journey touches things of its own, so their order does not matter.
"""

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

import pypdfium2
import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from nguon.demo.gathering import coming_thursday
from nguon.jobs.runner import run_waiting_tasks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]
TOWN, COMMUNE, KHE_XONG = "Thị trấn Krông Klang", "Xã Hướng Hiệp", "Chi bộ khóm Khe Xong"
ARTICLE, RUNNING = "2015-2020", "2025-2030"
SEVEN, SECONDS_A_CLICK, SECONDS_A_FIELD = 7, 6, 15


def test_a1_the_office_plans_a_stage_with_its_document(office: Page) -> None:
    open_term(office, TOWN, ARTICLE)
    office.get_by_role("link", name="Ghi, xem kế hoạch").click()
    stage = office.get_by_role("row", name="giai đoạn 2016–2018")
    expect(stage).to_contain_text("30–36")
    expect(stage).to_contain_text("KH 07-KH/ĐU (mẫu)")

    open_term(office, COMMUNE, RUNNING)
    office.get_by_role("link", name="Ghi, xem kế hoạch").click()
    form = form_with(office, "Ghi kế hoạch")
    fill(form, {"Tên kế hoạch": "giai đoạn cuối", "mức thấp": "15", "mức cao": "18"})
    fill(form, {"Ngày bắt đầu": "01/01/2029", "Ngày cuối cùng": "31/12/2029"})
    fill(form, {"Số, ký hiệu": "KH 20-KH/ĐU (thử)", "Ngày văn bản": said(today())})
    press(form, "Ghi kế hoạch")

    made = office.get_by_role("row", name="giai đoạn cuối")
    expect(made).to_contain_text("15–18")
    expect(made).to_contain_text("KH 20-KH/ĐU (thử)")


def test_a2_targets_are_handed_to_cells_and_a_member_takes_charge(office: Page) -> None:
    open_term(office, COMMUNE, RUNNING)
    link(office, str(today().year))
    expect(office.locator("#sum")).to_contain_text("12–15")
    cell = office.get_by_role("row", name=KHE_XONG)
    expect(cell).to_contain_text("giúp phát hiện và bồi dưỡng nguồn")

    link(office, "Phân công đảng viên")
    form = form_with(office, "Ghi phân công")
    form.get_by_label("Chi bộ", exact=True).select_option(label="Chi bộ khóm Suối Mơ")
    form.get_by_label("Đảng viên được phân công").select_option(index=1)
    fill(form, {"Nhiệm vụ": "Theo dõi, hướng dẫn chi bộ", "Văn bản phân công": "QĐ 30 (thử)"})
    press(form, "Ghi phân công")

    expect(office.get_by_role("status")).to_contain_text("Đã ghi phân công")
    expect(office.get_by_role("heading", name="Chi bộ khóm Suối Mơ")).to_be_visible()


def test_a3_admissions_are_one_criterion_of_the_grading(office: Page) -> None:
    room(office, "Đánh giá, xếp loại")
    link(office, "Năm 2019")
    expect(office.get_by_role("main")).to_contain_text("132-QĐ/TW")
    link(office, "Chi bộ khóm Ban Mai")
    expect(office.get_by_role("main")).to_contain_text("Chỉ tiêu 2: 50,0 %")
    expect(office.get_by_role("row", name="Kết quả kết nạp đảng viên")).to_contain_text("7,5")
    link(office, "Số này lấy từ đâu, chất lượng thế nào")
    expect(office.get_by_role("main")).to_contain_text("Hồ sơ bị trả lại")

    room(office, "Đánh giá, xếp loại")
    link(office, "Quý 3 năm 2025")
    link(office, KHE_XONG)
    office.locator("summary", has_text="Thêm minh chứng").click()
    form = office.locator("form[action$='/minh-chung/']")
    form.get_by_label("Tiêu chí").select_option(index=1)
    fill(form, {"Nội dung": "Đã họp đủ ba kỳ", "Văn bản số": "Biên bản 09-BB/CB (thử)"})
    press(form, "Ghi")

    expect(office.get_by_role("main")).to_contain_text("Biên bản 09-BB/CB (thử)")


def test_a4_a_reminder_is_answered_and_an_agreement_noted(office: Page) -> None:
    room(office, "Giám sát")
    waiting = office.locator("form[action$='/nhac/tra-loi/']")
    office.locator("summary", has_text="Trả lời").first.click()
    before = waiting.count()
    waiting.first.get_by_label("Tổ chức sẽ làm gì, khi nào").fill("Họp chi bộ ngày 15 (thử)")
    waiting.first.get_by_role("button", name="Ghi").click()
    expect(office.get_by_role("status")).to_contain_text("Đã ghi câu trả lời")
    expect(waiting).to_have_count(before - 1)

    link(office, "Mọi lời nhắc, kể cả đã trả lời")
    expect(office.get_by_role("main")).to_contain_text("Họp chi bộ ngày 15 (thử)")
    room(office, "Giám sát")
    link(office, "Chi bộ chưa có việc")
    expect(office.get_by_role("main")).to_contain_text("xếp theo tên, không phải xếp hạng")
    link(office, "Phối hợp")
    form = form_with(office, "Ghi")
    fill(form, {"Ngày": said(today()), "Phối hợp với": "Hội Phụ nữ xã (thử)"})
    fill(form, {"Nội dung thống nhất": "Cùng đến Khe Xong mỗi tháng"})
    press(form, "Ghi")
    expect(office.get_by_role("main")).to_contain_text("Hội Phụ nữ xã (thử)")


def test_a5_quality_stands_beside_every_count(office: Page) -> None:
    open_term(office, TOWN, ARTICLE)
    for measure, base in (
        ("Bước làm sau hạn", "180 bước"),
        ("Hết dự bị mà chưa được công nhận", "36 người"),
        ("Ra khỏi Đảng trong ba năm", "36 người"),
        ("Kết nạp trong tháng 12", "một phần mười hai"),
    ):
        expect(office.get_by_role("row", name=measure)).to_contain_text(base)
    returned = office.get_by_role("row", name="Hồ sơ bị trả lại")
    expect(returned).to_contain_text("2,8 %")

    returned.get_by_role("link", name="1").click()

    expect(office.locator("tbody tr")).to_have_count(1)
    expect(office.locator("tbody tr")).to_contain_text("Ban Mai")


def test_a6_a_member_of_the_committee_attends_a_meeting(area_member: Page) -> None:
    room(area_member, "Giám sát")
    link(area_member, "Phụ trách địa bàn")
    cell = area_member.get_by_role("row", name=KHE_XONG)
    expect(cell).to_contain_text("Trần Văn Mẫu Bền")
    link(cell, "Phiếu mang theo")
    expect(area_member.get_by_role("heading", level=1)).to_contain_text("Phiếu dự sinh hoạt")
    link(area_member, "Ghi buổi dự họp")
    form = form_with(area_member, "Ghi buổi họp")
    fill(form, {"Ngày họp": said(today()), "Ghi chú": "Bàn lớp học buổi tối (thử)"})
    form.get_by_label("Việc được hứa 1").fill("Hỏi trung tâm về lớp buổi tối (thử)")
    form.locator("[name=due_1]").fill(said(today() + timedelta(days=12)))
    press(form, "Ghi buổi họp")

    expect(area_member.get_by_role("status")).to_contain_text("Đã ghi buổi dự họp")
    expect(area_member.get_by_role("main")).to_contain_text("Bàn lớp học buổi tối (thử)")
    room(area_member, "Hôm nay")
    promise = area_member.get_by_role("row", name="Hỏi trung tâm về lớp buổi tối (thử)")
    expect(promise).to_contain_text(said(today() + timedelta(days=12)))


def test_a7_the_front_refers_somebody_after_a_movement(front: Page, office: Page) -> None:
    room(front, "Phong trào")
    row = front.get_by_role("row", name="Hộ giúp hộ thoát nghèo (mẫu)")
    expect(row).to_contain_text("Hội Nông dân xã")
    link(row, "Giới thiệu một người")
    form = form_with(front, "Ghi để hỏi ý kiến")
    form.locator("select").select_option(label="Chi bộ khóm Đồi Hoa")
    fill(form, {"Họ và tên": "Hồ Thị Mẫu Thử", "Ai giới thiệu": "Hội Nông dân xã"})
    fill(form, {"Gặp bằng cách nào": "Tại nhà văn hoá"})
    press(form, "Ghi để hỏi ý kiến")
    expect(front.get_by_role("status")).to_contain_text("hỏi ý kiến trong 30 ngày")
    room(front, "Giới thiệu của tôi")
    made = front.get_by_role("row", name=said(today()))
    expect(made).to_contain_text("Chi bộ khóm Đồi Hoa")
    expect(front.get_by_role("main")).not_to_contain_text("Hồ Thị Mẫu Thử")

    room(office, "Giới thiệu nguồn")
    link(office, "Hồ Thị Mẫu Thử")
    expect(office.get_by_role("main")).to_contain_text("Hội Nông dân xã")


def test_a8_a_cell_counts_its_sources_without_a_name(cell: Page) -> None:
    link(cell.get_by_role("row", name="Đếm nguồn").first, "Đếm nguồn")
    form = form_with(cell, "Ghi số")
    fill(form, {"Bộ đội xuất ngũ": "2", "Dân quân tự vệ": "3", "Cốt cán thôn": "1"})
    press(form, "Ghi số")
    expect(cell.get_by_role("status")).to_contain_text("Đã ghi số đếm của chi bộ")
    expect(cell.get_by_role("row", name=KHE_XONG)).to_contain_text("6")

    room(cell, "Nguồn, lớp học")
    link(cell, "Danh sách nguồn")
    expect(cell.get_by_role("row", name="Hồ Văn Mẫu Nguồn")).to_contain_text("chưa có")
    cell.get_by_label("Tổ chức").select_option(label=KHE_XONG)
    press(cell, "Xem")
    link(cell, "Soạn nghị quyết tháng")
    expect(cell.get_by_role("heading", level=1)).to_have_text("Dự thảo nghị quyết của chi bộ")


def test_a9_a_cell_is_guided_from_one_step_to_the_next(cell: Page) -> None:
    cell.get_by_role("link", name="– Đơn xin vào Đảng").first.click()
    case = cell.url
    cell.get_by_role("link", name="vì sao, từ ngày nào?").first.click()
    expect(cell.get_by_role("heading", level=1)).to_have_text("Đơn xin vào Đảng")
    expect(cell.get_by_role("main")).to_contain_text("1-KNĐ")
    cell.go_back()
    link(cell, "Ghi: Đơn xin vào Đảng")
    cell.locator("[name=on]").fill(said(today()))
    press(cell, "Ghi vào hồ sơ")

    expect(cell.get_by_role("status")).to_contain_text("Đã ghi")
    assert cell.url == case
    expect(cell.get_by_role("link", name="Ghi: Đơn xin vào Đảng")).to_have_count(0)


def test_a10_a_cell_meets_on_thursday_and_takes_its_pack_along(ban_mai: Page) -> None:
    """A person's path of at most three minutes, told in steps: so many fields, so many clicks."""
    thursday, clicks, fields = coming_thursday(today()) + timedelta(days=7), 0, 0
    room(ban_mai, "Họp")
    expect(ban_mai.get_by_role("row", name="Ban Mai").first).to_contain_text("7")
    link(ban_mai, "Gọi họp")
    form = form_with(ban_mai, "Chọn người xét")
    typed = {"Ngày họp": said(thursday), "Giờ bắt đầu": "19:30", "Địa điểm": "Nhà văn hoá (thử)"}
    fill(form, typed | {"Số người biểu quyết": "11"})
    press(form, "Chọn người xét")
    clicks, fields = clicks + 3, fields + 4
    ticked, others = (
        ban_mai.locator(f"[name=people]{is_on}") for is_on in (":checked", ":not(:checked)")
    )
    while ticked.count() < SEVEN:
        others.first.check()
        clicks += 1
    press(ban_mai, "Lưu và lập bộ giấy tờ")
    expect(ban_mai.get_by_role("button", name="Dừng lại")).to_be_visible()
    run_waiting_tasks()
    with ban_mai.expect_download() as taken:
        link(ban_mai, "Tải để in (PDF)")
    clicks += 2

    pages = pypdfium2.PdfDocument(taken.value.path())
    told = [" ".join(page.get_textpage().get_text_bounded().split()) for page in pages]
    assert sum(page.count("PHIẾU BIỂU QUYẾT") for page in told) == SEVEN * 11
    assert sum("NGHỊ QUYẾT" in page for page in told if "DỰ THẢO" in page) == SEVEN
    assert clicks * SECONDS_A_CLICK + fields * SECONDS_A_FIELD <= 180
    assert clicks <= 12


def test_a11_a_member_gets_a_task_after_the_admission(office: Page) -> None:
    room(office, "Đảng viên")
    link(office, "Nhiệm vụ")
    without = office.locator("section", has_text="Chi bộ Cơ quan thị trấn").locator("details")
    name = without.get_by_role("link").first.inner_text()
    link(without, name)
    link(office, "Giao nhiệm vụ")
    form = form_with(office, "Ghi")
    form.get_by_label("Ở đâu").select_option(label="Hội Phụ nữ")
    fill(form, {"Nhiệm vụ": "Chi hội phó (thử)", "Từ ngày": said(today())})
    form.locator("[name=document]").fill("NQ 12 (thử)")
    press(form, "Ghi")

    expect(office.get_by_role("heading", level=1)).to_have_text(name)
    expect(office.get_by_role("main")).to_contain_text("Hội Phụ nữ: Chi hội phó (thử)")


def test_a12_the_term_came_to_36_of_50_and_8_of_minorities(office: Page) -> None:
    open_term(office, TOWN, ARTICLE)
    figures = office.locator(".figures").first
    expect(figures.locator("b").first).to_have_text("36")
    expect(figures).to_contain_text("36 ÷ (10 × 5) = 72,0 %")
    expect(figures).to_contain_text("36 ÷ 60")
    expect(figures).to_contain_text("8 người dân tộc thiểu số")
    expect(figures).to_contain_text(re.compile(r"22,2 %; trong dân cư\s+42,6 %"))

    office.get_by_label("Đọc theo").select_option(label="Cây tổ chức hiện nay")
    press(office, "Xem")

    expect(figures.locator("b").first).to_have_text("36")
    link(office, "Xem hồ sơ những người đã kết nạp")
    expect(office.locator("tbody tr")).to_have_count(36)


def test_a13_khe_xong_stands_out_with_its_context(secretary: Page) -> None:
    open_term(secretary, TOWN, ARTICLE)
    rows = secretary.locator("#without ~ table").first.locator("tbody tr")
    expect(rows).to_have_count(1)
    for words in (KHE_XONG, "279", "86 %", "164", "chưa báo cáo hết nguồn"):
        expect(rows).to_contain_text(words)

    room(secretary, "Giám sát")
    link(secretary, "Vướng mắc")
    secretary.get_by_label("Tổ chức").select_option(label=KHE_XONG)
    press(secretary, "Xem")
    expect(secretary.get_by_role("row", name="Thanh niên đi học, đi làm ăn xa")).to_be_visible()
    expect(secretary.locator("tbody")).not_to_contain_text("Đá Trắng")


def test_a14_causes_are_counted_and_open_to_their_obstacles(secretary: Page) -> None:
    room(secretary, "Giám sát")
    link(secretary, "Vướng mắc")
    link(secretary, "Đếm theo nguyên nhân")
    for cause in ("Thanh niên đi học, đi làm ăn xa", "Nhận thức còn hạn chế, thiếu thông tin"):
        expect(secretary.get_by_role("row", name=cause)).to_contain_text("1")

    link(secretary, "Thanh niên đi học, đi làm ăn xa")

    expect(secretary.locator("tbody tr")).to_have_count(1)
    expect(secretary.locator("tbody tr")).to_contain_text(KHE_XONG)


def test_a15_a_class_ends_with_a_certificate_in_the_case(office: Page) -> None:
    room(office, "Nguồn, lớp học")
    link(office, "Lớp bồi dưỡng nhận thức khoá 1 (mẫu)")
    link(office, "Cấp giấy chứng nhận")
    empty = office.locator("main input[name^=number_]:not([disabled])").first
    empty.fill("99/GCN (thử)")
    office.locator("[name=on]").fill(said(today() - timedelta(days=6)))
    press(office, "Ghi vào hồ sơ")
    expect(office.get_by_role("status")).to_contain_text("Đã ghi giấy chứng nhận")

    office.get_by_role("row", name="99/GCN (thử)").get_by_role("link").click()
    expect(office.locator("#timeline ~ *").first).to_contain_text("99/GCN (thử)")
    room(office, "Nguồn, lớp học")
    link(office, "Phong trào")
    expect(office.get_by_role("row", name="Hộ giúp hộ thoát nghèo (mẫu)")).to_contain_text("64")


def test_n2_the_tree_is_read_as_it_was_and_a_reform_rehearsed(office: Page) -> None:
    room(office, "Tổ chức")
    office.get_by_label("Cây tổ chức vào ngày").fill("30/06/2025")
    press(office, "Xem")
    link(office, TOWN)
    expect(office.get_by_role("main")).to_contain_text("Sáp nhập 01/07/2025")
    open_term(office, TOWN, ARTICLE)
    office.locator(".notice", has_text="Nay thuộc").get_by_role("link", name=COMMUNE).click()
    expect(office.get_by_role("heading", level=1)).to_contain_text(COMMUNE)

    room(office, "Tổ chức")
    link(office, "Sắp xếp tổ chức")
    link(office, "du-kien-sap-xep-chi-bo.csv")
    expect(office.get_by_role("main")).to_contain_text("chưa ghi gì vào hệ thống")
    press(office, "Bỏ danh sách này")
    expect(office.get_by_role("main")).to_contain_text("Không có gì được ghi")


def test_n3_everybody_has_a_list_of_the_day_and_a_calendar(office: Page, cell: Page) -> None:
    late = office.locator("table").first
    expect(office.get_by_role("heading", level=1)).to_contain_text("Việc của tôi ngày")
    expect(late.get_by_role("row").nth(1)).to_contain_text("quá hạn")
    expect(cell.get_by_role("main")).not_to_contain_text("Bến Trăng")

    link(office, "Lịch, thư tuần")
    press(office, "Lập địa chỉ lịch")
    address = urlsplit(office.get_by_label("Địa chỉ lịch", exact=True).input_value())
    calendar = office.request.get(address.path)

    assert calendar.text().startswith("BEGIN:VCALENDAR")
    assert "Mẫu" not in calendar.text()  # it names nobody


def test_n5_the_forecast_is_a_range_with_its_sample(secretary: Page) -> None:
    open_term(secretary, COMMUNE, RUNNING)
    link(secretary, "Dự báo")
    expect(secretary.get_by_role("heading", level=1)).to_contain_text(COMMUNE)
    for heading in ("Đến cuối năm", "Đến hết nhiệm kỳ", "Dự báo này từ đâu ra"):
        expect(secretary.get_by_role("heading", name=heading)).to_be_visible()
    ahead = secretary.locator("section", has_text="Đến hết nhiệm kỳ").locator(".figures b")
    expect(ahead.nth(1)).to_have_text(re.compile(r"^\d+–\d+$"))
    learned = re.compile(r"Học từ \d+ hồ sơ với \d+ lần kết nạp")
    expect(secretary.get_by_role("main")).to_contain_text(learned)


def test_n6_an_obstacle_is_raised_worked_on_and_taken_up_a_level(area_member: Page) -> None:
    room(area_member, "Giám sát")
    link(area_member, "Phụ trách địa bàn")
    link(area_member.get_by_role("row", name=KHE_XONG), "Nêu vướng mắc")
    form = form_with(area_member, "Ghi vướng mắc")
    cause = "Địa bàn cách trở, lũ lụt, xa xôi"
    form.get_by_label("Nguyên nhân").select_option(label=cause)
    fill(form, {"Cụ thể": "Ngầm ngập mỗi mùa mưa", "Hạn": said(today() + timedelta(days=30))})
    form.get_by_label("Người gỡ").select_option(index=0)
    press(form, "Ghi vướng mắc")
    expect(area_member.get_by_role("heading", level=1)).to_have_text(cause)

    act(area_member, "Đã làm", {"Nội dung": "Đã xin thuyền của xã (thử)"})
    expect(area_member.locator(".timeline")).to_contain_text("Đã xin thuyền của xã (thử)")
    later = said(today() + timedelta(days=45))
    act(area_member, "Đưa lên cấp trên", {"Nội dung": "Cần cầu (thử)", "Hạn mới": later})
    expect(area_member.locator("dd", has_text=COMMUNE)).to_be_visible()
    expect(area_member.locator("dd", has_text=later)).to_be_visible()


def today() -> date:
    return timezone.localdate()


def said(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def room(page: Page, name: str) -> None:
    rooms = page.get_by_role("navigation", name="Các phần")
    rooms.get_by_role("link", name=name, exact=True).click()


def link(where: Page | Locator, name: str) -> None:
    inside = where.get_by_role("main") if isinstance(where, Page) else where
    inside.get_by_role("link", name=name, exact=True).first.click()


def press(where: Page | Locator, name: str) -> None:
    inside = where.get_by_role("main") if isinstance(where, Page) else where
    inside.get_by_role("button", name=name, exact=True).click()


def form_with(page: Page, button: str) -> Locator:
    """The form that ends with this button."""
    return page.locator("main form").filter(
        has=page.get_by_role("button", name=button, exact=True)
    )


def fill(form: Locator, values: dict[str, str]) -> None:
    for label, value in values.items():
        form.get_by_label(label).first.fill(value)


def open_term(page: Page, place: str, term: str) -> None:
    room(page, "Nhiệm kỳ, chỉ tiêu")
    row = page.get_by_role("row").filter(has_text=term).filter(has_text=place)
    row.get_by_role("link", name=place, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{place}, nhiệm kỳ {term}")


def act(page: Page, words: str, values: dict[str, str]) -> None:
    """Write one thing that was done about an obstacle."""
    details = page.locator("details").filter(has=page.locator("summary", has_text=words))
    details.locator("summary").click()
    fill(details, values)
    press(details, "Ghi")
