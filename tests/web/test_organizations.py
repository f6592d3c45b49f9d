"""The pages of the tree: who may, what they show, what they do after a look ahead."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nguon import __version__
from nguon.organizations import operations, placement, queries
from nguon.organizations.models import Edge, Organization, Version
from nguon.people.models import Person
from tests.cast import DOCUMENT, FIRST_DAY, system
from tests.staff import employ, enter

ACTS = ["establish", "rename", "move", "merge", "split", "dissolve", "authorise"]
PAGES = ["organization", "record_profile", *ACTS]


@pytest.fixture
def today(db):
    return timezone.localdate()


@pytest.fixture
def clerk(krong_klang):
    return enter(Client(), employ("clerk", krong_klang))


@pytest.fixture
def province(quang_tri):
    return enter(Client(), employ("secretary", quang_tri))


def page(client, view, /, *args, **query):
    return client.get(reverse(f"organizations:{view}", args=args), query)


def text(client, view, /, *args, **query):
    answer = page(client, view, *args, **query)
    assert answer.status_code == 200
    return answer.content.decode()


def send(client, view, slug, /, **typed):
    return client.post(reverse(f"organizations:{view}", args=[slug]), typed)


def shown_day(day):
    return f"{day:%d/%m/%Y}"


# --- who may -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "codes"),
    [
        ("clerk", [200, 200, 200]),
        ("secretary", [200, 200, 200]),
        ("cell_secretary", [200, 403, 403]),
        ("area_member", [200, 403, 403]),
        ("superior_board", [200, 403, 403]),
        ("referrer", [200, 403, 403]),
        ("inspection", [200, 403, 403]),
        ("data_protection", [200, 403, 403]),
        ("administrator", [200, 403, 403]),
    ],
)
def test_a_role_opens_what_the_table_says(krong_klang, role, codes):
    client = enter(Client(), employ(role, krong_klang))
    assert page(client, "tree").status_code == 200
    wanted = ["organization", "record_profile", "rename"]
    assert [page(client, name, "khe-xong").status_code for name in wanted] == codes


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("slug", ["mo-o", "thon-mau", "dakrong", "quang-tri", "khong-co"])
def test_out_of_sight_is_not_there(clerk, name, slug):
    assert page(clerk, name, slug).status_code == 404
    assert send(clerk, name, slug).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_who_is_not_signed_in_is_sent_to_sign_in(places, client, name):
    assert page(client, name, "khe-xong").status_code == 302


def test_who_only_sees_is_offered_no_change(krong_klang):
    member = enter(Client(), employ("area_member", krong_klang))
    shown = text(member, "organization", "khe-xong")
    assert not any(reverse(f"organizations:{act}", args=["khe-xong"]) in shown for act in ACTS)


def test_what_a_role_does_not_see_elsewhere_it_does_not_see_here(krong_klang, khe_xong):
    Person.objects.create(
        organization=khe_xong, full_name="Hồ Thị Mẫu", registered_on=date(2024, 1, 1)
    )
    board = enter(Client(), employ("superior_board", krong_klang))
    shown = text(board, "organization", "khe-xong")
    assert "Hồ Thị Mẫu" not in shown
    assert "Hồ sơ</h2>" not in shown


# --- the tree and one organisation ---------------------------------------------------------------


def test_the_tree_shows_ones_own_part_only(clerk):
    shown = text(clerk, "tree")
    assert all(name in shown for name in ("Krông Klang", "Khe Xong", "Bản Mẫu"))
    assert not any(name in shown for name in ("Mò Ó", "thôn Mẫu", "Quảng Trị"))


def test_the_tree_of_another_day_is_one_field_away(clerk, krong_klang, khe_xong):
    operations.rename(
        khe_xong, name="Chi bộ Tên Sau", on=date(2024, 5, 1), document="2", by=system()
    )
    assert "Chi bộ Tên Sau" in text(clerk, "tree")
    assert "Chi bộ Tên Sau" not in text(clerk, "tree", ngay="30/04/2024")
    assert "Chi bộ Tên Sau" in text(clerk, "tree", ngay="2024-05-01")
    assert "Chi bộ Tên Sau" in text(clerk, "tree", ngay="không phải ngày")
    assert "Không có tổ chức nào" in text(clerk, "tree", ngay="01/01/2001")


def test_a_page_tells_names_area_and_who_is_in_charge(clerk, krong_klang, khe_xong):
    employ("cell_secretary", khe_xong)
    by = system()
    operations.record_profile(khe_xong, 2019, households=1279, minority_percent="61.5", by=by)
    operations.rename(khe_xong, name="Chi bộ Mới", on=date(2024, 5, 1), document="77-QĐ", by=by)
    shown = text(clerk, "organization", "khe-xong")
    for words in (
        "<h1>Chi bộ Mới</h1>",
        "279",
        "61,5",
        "77-QĐ",
        "Chi bộ khóm Khe Xong",
        "Lê Thị Thử",
    ):
        assert words in shown
    assert ">–</td>" in shown  # unknown is told as unknown
    assert f"Nguồn {__version__}" in shown
    assert "<h1>Chi bộ khóm Khe Xong</h1>" in text(
        clerk, "organization", "khe-xong", ngay="30/04/2024"
    )


def test_what_has_ended_is_read_from_its_successor(clerk, krong_klang, mo_o, thon_mau):
    operations.dissolve(
        mo_o, successor=krong_klang, on=date(2024, 5, 1), document="8-NQ", by=system()
    )
    shown = text(clerk, "organization", "mo-o")
    assert "kết thúc ngày 01/05/2024" in shown
    assert reverse("organizations:organization", args=["krong-klang"]) in shown
    assert reverse("organizations:organization", args=["dakrong"]) not in shown  # out of sight
    assert page(clerk, "rename", "mo-o").status_code == 403
    assert "Đảng uỷ xã Mò Ó" in text(clerk, "tree", ngay="30/04/2024")


def queries_of(client, *address, **query):
    with CaptureQueriesContext(connection) as asked:
        text(client, *address, **query)
    return len(asked)


def test_pages_take_the_same_queries_for_few_and_for_many(clerk, krong_klang):
    addresses = [("tree",), ("organization", "krong-klang")]
    page(clerk, "tree")
    few = [queries_of(clerk, *address) for address in addresses]
    for number in range(4):
        establish(krong_klang, number)
    assert [queries_of(clerk, *address) for address in addresses] == few


def establish(parent, number):
    return operations.establish(
        f"khom-{number}",
        name=f"Chi bộ khóm {number}",
        tier="cell",
        party_rank="subordinate_cell",
        parent=parent,
        on=FIRST_DAY,
        document=DOCUMENT,
        by=system(),
    )


# --- acts: first a look, then the deed -----------------------------------------------------------


def everything():
    return [list(table.objects.order_by("pk").values()) for table in (Organization, Version, Edge)]


def test_nothing_is_written_before_it_is_confirmed(clerk, krong_klang, today):
    typed = {"name": "Chi bộ khóm Mới", "slug": "khom-moi", "tier": "cell"}
    typed |= {"party_rank": "subordinate_cell", "on": shown_day(today), "document": "9-QĐ/ĐU"}
    before = everything()
    shown = send(clerk, "establish", "krong-klang", **typed).content.decode()
    assert everything() == before
    assert "Chi bộ khóm Mới" in shown
    assert 'name="confirmed"' in shown

    answer = send(clerk, "establish", "krong-klang", **typed, confirmed="1")
    assert answer.url == reverse("organizations:organization", args=["krong-klang"])
    cell = queries.find("khom-moi")
    assert queries.version_on(cell, today).document == "9-QĐ/ĐU"


def test_a_merge_shows_who_and_what_moves_and_whose_sight_changes(
    province, mo_o, thon_mau, krong_klang, today
):
    employ("clerk", mo_o)
    Person.objects.create(organization=mo_o, full_name="Hồ Thị Mẫu", registered_on=FIRST_DAY)
    typed = {"predecessors": ["mo-o"], "on": shown_day(today), "document": "10-NQ"}
    shown = send(province, "merge", "krong-klang", **typed).content.decode()
    for words in (
        "kết thúc",
        "người trong danh sách: 1",
        "1 vai trò sẽ thôi thấy",
        "Đảng uỷ xã Mò Ó",
    ):
        assert words in shown
    assert queries.version_on(mo_o, today)

    send(province, "merge", "krong-klang", **typed, confirmed="1")
    assert queries.version_on(mo_o, today) is None
    assert queries.successor(mo_o, on=today) == krong_klang
    assert placement.compare() == []


@pytest.mark.parametrize(
    ("act", "slug", "typed"),
    [
        ("rename", "khe-xong", {"name": "Tên khác", "tier": "cell", "party_rank": "base_cell"}),
        ("move", "khe-xong", {"parent": "mo-o"}),
        ("dissolve", "khe-xong", {"successor": "khom-ban-mau"}),
        ("split", "mo-o", {"successors": ["krong-klang"], "keeper": "krong-klang"}),
        ("authorise", "krong-klang", {}),
    ],
)
def test_every_act_is_looked_at_and_then_done(province, places, today, act, slug, typed):
    typed = {**typed, "on": shown_day(today), "document": "11-QĐ"}
    looked_at = send(province, act, slug, **typed)
    assert looked_at.status_code == 200
    assert "Chưa có gì được ghi" in looked_at.content.decode()
    assert send(province, act, slug, **typed, confirmed="1").status_code == 302
    assert placement.compare() == []


def test_a_refusal_is_told_on_the_form(province, places, today):
    typed = {"on": shown_day(today + timedelta(days=1)), "document": "1"}
    shown = send(province, "dissolve", "mo-o", successor="krong-klang", **typed).content.decode()
    assert "chỉ ghi từ ngày đó trở đi" in shown
    assert 'name="confirmed"' not in shown


def test_a_place_out_of_sight_cannot_be_chosen(clerk, places, today):
    typed = {"successor": "mo-o", "on": shown_day(today), "document": "1", "confirmed": "1"}
    assert "errorlist" in send(clerk, "dissolve", "krong-klang", **typed).content.decode()
    assert queries.version_on(places["krong-klang"], today)


def test_figures_of_an_area_are_recorded_and_faults_are_told(clerk, khe_xong, today):
    assert (
        send(clerk, "record_profile", "khe-xong", year="2019", households="279").status_code == 302
    )
    send(clerk, "record_profile", "khe-xong", year="2019", difficult_area="no", source="BC 2019")
    profile = khe_xong.profiles.get()
    assert (profile.households, profile.difficult_area, profile.away) == (279, False, None)
    fault = send(clerk, "record_profile", "khe-xong", year="2005", households="1")
    assert "không có trong năm 2005" in fault.content.decode()


def test_the_kind_of_place_and_the_word_of_a_share_are_recorded_and_shown(khe_xong, clerk):
    known = {"setting": "hamlet", "minority_percent": "42", "minority_qualifier": "more_than"}
    parts = {"population": "400", "women": "196", "of_age": "220", "aged_18_30": "60"}

    send(clerk, "record_profile", "khe-xong", year="2020", **known, **parts)

    page = text(clerk, "organization", "khe-xong")
    assert "hơn 42" in page
    assert "Thôn, bản, khóm" in page
    assert "nữ 196" in page
    assert "18–30: 60" in page
