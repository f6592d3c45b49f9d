"""What each act on the tree does, and what it leaves alone."""

from datetime import date
from decimal import Decimal

import pytest

from nguon.core.models import AuditEntry
from nguon.organizations import operations, placement, queries
from nguon.organizations.models import OPEN_END, Authorisation, Placement, Succession
from nguon.people.models import Nomination, Person
from nguon.planning.models import Term
from tests.cast import DOCUMENT, FIRST_DAY, TODAY, system

LATER = date(2024, 5, 1)
EVE = date(2024, 4, 30)


def last_line():
    entry = AuditEntry.objects.order_by("pk").last()
    return entry.action, entry.chain, entry.detail


def placements():
    return set(Placement.objects.values_list("pk", flat=True))


@pytest.fixture
def act():
    return {"on": LATER, "document": DOCUMENT, "by": system()}


def test_an_establishment_is_on_record(system, krong_klang):
    cell = operations.establish(
        "khom-moi",
        name=" Chi bộ  khóm Mới ",
        tier="cell",
        party_rank="subordinate_cell",
        parent=krong_klang,
        on=LATER,
        document=" 12-QĐ/ĐU  02/05/2024",
        code="45.012.003.000.001",
        by=system,
    )
    version = queries.version_on(cell, LATER)
    assert (version.name, version.folded) == ("Chi bộ khóm Mới", "chi bo khom moi")
    assert (version.document, version.valid_to) == ("12-QĐ/ĐU 02/05/2024", OPEN_END)
    assert last_line() == (
        "organizations.establish",
        cell.pk,
        {"on": "2024-05-01", "parent": krong_klang.pk},
    )


def test_a_rename_leaves_the_former_name_to_its_days(khe_xong, act):
    operations.rename(khe_xong, name="Chi bộ khóm Khe Xong 1", **act)
    assert queries.name_on(khe_xong, EVE) == "Chi bộ khóm Khe Xong"
    assert queries.name_on(khe_xong, LATER) == "Chi bộ khóm Khe Xong 1"
    assert last_line() == (
        "organizations.rename",
        khe_xong.pk,
        {"on": "2024-05-01", "changed": ["name"]},
    )


def test_a_second_act_of_the_day_takes_the_place_of_the_first(khe_xong, mo_o, dakrong, act):
    operations.rename(khe_xong, name="Tên ghi nhầm", **act)
    operations.rename(khe_xong, name="Tên đúng", code="45.012.003.000.001", **act)
    assert queries.name_on(khe_xong, LATER) == "Tên đúng"
    assert queries.name_on(khe_xong, EVE) == "Chi bộ khóm Khe Xong"
    assert khe_xong.versions.count() == 3

    operations.move(khe_xong, parent=dakrong, **act)
    operations.move(khe_xong, parent=mo_o, **act)
    assert mo_o in queries.ancestors(khe_xong, on=LATER)
    assert placement.compare() == []


def test_a_change_of_name_or_rank_touches_no_placement(krong_klang, act):
    before = placements()
    operations.rename(krong_klang, name="Đảng uỷ Krông Klang", **act)
    operations.rename(krong_klang, party_rank="superior_committee", **act)
    assert placements() == before


def test_a_change_of_tier_moves_the_column_from_its_day_on(krong_klang, khe_xong, act):
    operations.rename(krong_klang, tier="unit", **act)
    before = khe_xong.placements.get(valid_to=LATER)
    after = khe_xong.placements.get(valid_from=LATER)
    assert (before.commune, before.unit) == (krong_klang.pk, None)
    assert (after.commune, after.unit) == (None, krong_klang.pk)
    assert placement.compare() == []


def test_a_move_touches_only_its_own_rows(khe_xong, mo_o, act):
    others = set(Placement.objects.exclude(organization=khe_xong).values_list("pk", flat=True))
    operations.move(khe_xong, parent=mo_o, **act)
    assert others <= placements()
    assert len(placements()) == len(others) + 2


def test_a_move_takes_along_whatever_stands_below(krong_klang, khe_xong, quang_tri, act):
    operations.move(krong_klang, parent=quang_tri, **act)
    assert [each.slug for each in queries.ancestors(khe_xong, on=LATER)] == [
        "quang-tri",
        "krong-klang",
    ]
    assert last_line() == (
        "organizations.move",
        krong_klang.pk,
        {"on": "2024-05-01", "parent": quang_tri.pk},
    )


def test_rows_follow_the_keeper_and_targets_of_both_remain(
    krong_klang, mo_o, thon_mau, acting, act
):
    """Communes with targets 5 and 7 have 12 after the merge, and each target its document."""
    for organization, yearly in ((krong_klang, 5), (mo_o, 7)):
        Term.objects.create(
            organization=organization,
            slug="2020-2025",
            starts_on=date(2020, 7, 1),
            ends_on=date(2025, 7, 1),
            yearly_lower=yearly,
            yearly_upper=yearly,
            document=f"NQ {yearly}",
            decided_on=date(2020, 7, 1),
        )
    operations.merge([mo_o], into=krong_klang, **act)

    secretary = acting("secretary", at=krong_klang)
    terms = Term.objects.visible_to(secretary).order_by("yearly_lower")
    assert [term.yearly_lower for term in terms] == [5, 7]
    assert [term.organization for term in terms] == [krong_klang, krong_klang]
    assert [term.made_for for term in terms] == [krong_klang, mo_o]
    assert last_line()[2] == {
        "on": "2024-05-01",
        "successors": [krong_klang.pk],
        "children": [thon_mau.pk],
        "rows": {"planning.term": 1},
    }


def test_rows_of_a_split_go_where_the_document_says(krong_klang, khe_xong, khom_ban_mau, act):
    """Not to whichever successor is named first."""
    Person.objects.create(organization=khe_xong, full_name="Hồ Văn Mẫu", registered_on=FIRST_DAY)
    successions = operations.split(
        khe_xong, successors=[moi(krong_klang), khom_ban_mau], keeper=khom_ban_mau, **act
    )
    assert [(each.successor.slug, each.keeps_rows) for each in successions] == [
        ("khom-ban-mau", True),
        ("khom-moi", False),
    ]
    assert Person.objects.visible_to(system(TODAY)).get().organization == khom_ban_mau


def moi(parent):
    return operations.establish(
        "khom-moi",
        name="Chi bộ khóm Mới",
        tier="cell",
        party_rank="subordinate_cell",
        parent=parent,
        on=FIRST_DAY,
        document=DOCUMENT,
        by=system(),
    )


def test_children_go_to_the_keeper_unless_moved_before(krong_klang, mo_o, khe_xong, dakrong, act):
    third = operations.establish(
        "xa-mau",
        name="Đảng uỷ xã Mẫu",
        tier="commune",
        party_rank="grassroots_party_body",
        parent=dakrong,
        on=FIRST_DAY,
        document=DOCUMENT,
        by=act["by"],
    )
    operations.move(khe_xong, parent=third, **act)
    operations.split(krong_klang, successors=[third, mo_o], keeper=mo_o, **act)
    assert {each.slug for each in queries.subtree(third, on=LATER)} == {"xa-mau", "khe-xong"}
    assert {each.slug for each in queries.subtree(mo_o, on=LATER)} == {
        "mo-o",
        "thon-mau",
        "khom-ban-mau",
    }
    assert placement.compare() == []


def test_several_merge_by_one_document_each_with_its_line_in_the_trail(
    krong_klang, mo_o, dakrong, quang_tri, act
):
    successions = operations.merge([dakrong, krong_klang, mo_o, mo_o], into=quang_tri, **act)
    assert [each.predecessor.slug for each in successions] == ["dakrong", "krong-klang", "mo-o"]
    assert {each.kind for each in Succession.objects.all()} == {"merge"}
    merged = AuditEntry.objects.filter(action="organizations.merge").order_by("pk")
    assert [entry.chain for entry in merged] == [dakrong.pk, krong_klang.pk, mo_o.pk]
    assert queries.subtree(quang_tri, on=LATER).count() == 4
    assert placement.compare() == []


def test_an_authorisation_holds_from_its_day_until_another(krong_klang, act):
    until = date(2025, 1, 1)
    row = operations.authorise(krong_klang, until=until, **act)
    assert Authorisation.objects.get() == row
    operations.authorise(krong_klang, on=until, document="6", by=act["by"])
    assert last_line()[2] == {"on": "2025-01-01", "until": "9999-12-31"}


def test_what_is_known_of_an_area_grows_and_unknown_stays_unknown(khe_xong, acting):
    clerk = acting("clerk", at=khe_xong)
    operations.record_profile(khe_xong, 2019, households=279, source="Báo cáo 2019", by=clerk)
    profile = operations.record_profile(khe_xong, 2019, minority_percent="42.5", by=clerk)
    profile.refresh_from_db()
    assert (profile.households, profile.minority_percent) == (279, Decimal("42.50"))
    assert (profile.away, profile.difficult_area, profile.source) == (None, None, "Báo cáo 2019")
    assert last_line() == (
        "organizations.profile",
        khe_xong.pk,
        {"year": 2019, "changed": {"minority_percent": [None, "42.5"]}},
    )
    assert queries.profile_on(khe_xong, date(2025, 1, 1)) == profile
    assert queries.profile_on(khe_xong, date(2018, 12, 31)) is None


def test_stubs_follow_too(krong_klang, mo_o, acting, act):
    Nomination.objects.create(
        organization=mo_o,
        name="Hồ Thị Mẫu",
        referred_by="Hội Phụ nữ",
        reach="thôn Mẫu",
        made_on=EVE,
        expires_on=date(2024, 5, 30),
        made_by=7,
    )
    operations.dissolve(mo_o, successor=krong_klang, **act)
    clerk = acting("clerk", at=krong_klang)
    assert Nomination.objects.visible_to(clerk).get().organization == krong_klang
