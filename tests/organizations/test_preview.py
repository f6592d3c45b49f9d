"""A preview tells what an act would do, and does not do it."""

import pytest

from nguon.core.models import AuditEntry
from nguon.organizations import operations, queries
from nguon.organizations.models import Organization, Placement, Version
from nguon.organizations.preview import preview
from nguon.organizations.rules import Cycle
from nguon.people.models import Person
from tests.cast import DOCUMENT, TODAY, system

PROVINCE, DISTRICT, TOWN = (
    "Tỉnh uỷ Quảng Trị",
    "Huyện uỷ Đakrông",
    "Đảng uỷ thị trấn Krông Klang",
)


def everything():
    tables = (Organization, Version, Placement, AuditEntry)
    return [list(table.objects.order_by("pk").values()) for table in tables]


@pytest.fixture
def act(places):
    return {"on": TODAY, "document": DOCUMENT, "by": system()}


def shown(seen):
    return {each.organization.slug: (each.before, each.after) for each in seen.standings}


def test_a_move_shows_every_place_before_and_after(places, krong_klang, quang_tri, dakrong, act):
    before = everything()
    seen = preview(operations.move, krong_klang, parent=quang_tri, **act)
    assert everything() == before

    assert shown(seen)["khe-xong"] == (
        (PROVINCE, DISTRICT, TOWN, "Chi bộ khóm Khe Xong"),
        (PROVINCE, TOWN, "Chi bộ khóm Khe Xong"),
    )
    assert set(shown(seen)) == {"krong-klang", "khe-xong", "khom-ban-mau"}
    names = (TOWN, "Chi bộ khóm Khe Xong", "Chi bộ khóm Bản Mẫu")
    assert (seen.loses, seen.gains, seen.rows) == ({dakrong.pk: names}, {}, {})


def test_a_merge_shows_what_ends_and_which_rows_change_hands(places, krong_klang, mo_o, act):
    for name in ("Hồ Thị Mẫu", "Hồ Văn Mẫu"):
        Person.objects.create(organization=mo_o, full_name=name, registered_on=TODAY)
    seen = preview(operations.merge, [mo_o], into=krong_klang, **act)
    assert shown(seen)["mo-o"] == ((PROVINCE, DISTRICT, "Đảng uỷ xã Mò Ó"), ())
    assert shown(seen)["thon-mau"][1] == (PROVINCE, DISTRICT, TOWN, "Chi bộ thôn Mẫu")
    assert seen.rows == {"people.person": 2}
    names = ("Đảng uỷ xã Mò Ó", "Chi bộ thôn Mẫu")
    assert seen.loses == {mo_o.pk: names}  # the district and the province see who takes over
    assert seen.gains == {krong_klang.pk: names}
    assert queries.successor(mo_o, on=TODAY) == mo_o


def test_a_new_name_and_a_new_place_are_shown_too(places, krong_klang, act):
    seen = preview(operations.rename, krong_klang, name="Đảng uỷ Krông Klang", **act)
    assert shown(seen) == {
        "krong-klang": (
            (PROVINCE, DISTRICT, TOWN),
            (PROVINCE, DISTRICT, "Đảng uỷ Krông Klang"),
        )
    }
    new = {"name": "Chi bộ Mới", "tier": "cell", "party_rank": "subordinate_cell"}
    seen = preview(operations.establish, "moi", parent=krong_klang, **new, **act)
    assert shown(seen) == {"moi": ((), (PROVINCE, DISTRICT, TOWN, "Chi bộ Mới"))}
    assert not Organization.objects.filter(slug="moi").exists()


def test_a_refusal_shows_before_anything_is_confirmed(dakrong, krong_klang, act):
    with pytest.raises(Cycle):
        preview(operations.move, dakrong, parent=krong_klang, **act)
