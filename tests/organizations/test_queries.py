"""The tree on a day, found by indexes alone."""

from datetime import date

import pytest
from django.db import connection

from nguon.core.text import natural_key
from nguon.organizations import operations, placement, queries
from nguon.organizations.life import life
from nguon.organizations.models import Edge, Organization, Placement, Tier, Version
from nguon.organizations.models import on as valid_on
from tests.cast import DOCUMENT, FIRST_DAY, TODAY, acting, system

LATER = date(2024, 5, 1)
EVE = date(2024, 4, 30)
CODE = "45.012.003.000.001"


def names(nodes):
    return [node.version.name for node in nodes]


def test_an_organisation_is_found_by_address_or_code(khe_xong, khom_ban_mau):
    by = system()
    operations.rename(khe_xong, code=CODE, on=FIRST_DAY, document=DOCUMENT, by=by)
    operations.rename(khe_xong, code="", on=LATER, document=DOCUMENT, by=by)
    assert queries.find("khe-xong") == queries.find(CODE) == khe_xong

    operations.rename(khom_ban_mau, code=CODE, on=LATER, document=DOCUMENT, by=by)
    assert queries.find(CODE) == khom_ban_mau
    assert queries.find(CODE, on=LATER) == khom_ban_mau
    assert queries.find(CODE, on=EVE) == khe_xong
    assert queries.find(CODE, on=date(2001, 1, 1)) == khom_ban_mau


@pytest.mark.parametrize("text", ["khong-co", "", "99.999.999.999.999"])
def test_what_nobody_bears_is_not_found(places, text):
    with pytest.raises(queries.NoSuchOrganization, match=f"“{text}”"):
        queries.find(text)


def test_a_name_is_that_of_the_day_or_the_nearest(krong_klang, mo_o):
    by = system()
    operations.rename(mo_o, name="Đảng uỷ Mò Ó mới", on=LATER, document=DOCUMENT, by=by)
    operations.dissolve(mo_o, successor=krong_klang, on=TODAY, document=DOCUMENT, by=by)
    assert queries.name_on(mo_o, date(1990, 1, 1)) == "Đảng uỷ xã Mò Ó"
    assert queries.name_on(mo_o, EVE) == "Đảng uỷ xã Mò Ó"
    assert queries.name_on(mo_o, TODAY) == "Đảng uỷ Mò Ó mới"
    assert queries.version_on(mo_o, TODAY) is None
    assert queries.version_on(mo_o, date(1990, 1, 1)) is None


def test_versions_of_many_come_in_one_query(places, django_assert_num_queries):
    numbers = [each.pk for each in places.values()]
    with django_assert_num_queries(1):
        versions = queries.versions_on(numbers, TODAY)
    assert {versions[each.pk].name for each in places.values()} >= {"Tỉnh uỷ Quảng Trị"}
    assert queries.versions_on(numbers, date(1990, 1, 1)) == {}


def test_the_tree_lists_who_stood_below_in_order_of_name(places, dakrong, khe_xong):
    by = system()
    operations.rename(khe_xong, name="Chi bộ khóm 10", on=LATER, document=DOCUMENT, by=by)
    operations.rename(places["khom-ban-mau"], name="Chi bộ khóm 2", on=LATER, document="2", by=by)

    then, now = queries.tree(dakrong, on=EVE), queries.tree(dakrong, on=LATER)
    assert names(then.children) == ["Đảng uỷ thị trấn Krông Klang", "Đảng uỷ xã Mò Ó"]
    assert names(then.children[0].children) == ["Chi bộ khóm Bản Mẫu", "Chi bộ khóm Khe Xong"]
    assert names(now.children[0].children) == ["Chi bộ khóm 2", "Chi bộ khóm 10"]
    with pytest.raises(queries.NoSuchOrganization, match="31/12/2009"):
        queries.tree(dakrong, on=date(2009, 12, 31))


def test_before_its_first_day_nothing_stands_under_it(dakrong):
    never = date(2009, 12, 31)
    assert list(queries.subtree(dakrong, on=never)) == []
    assert queries.ancestors(dakrong, on=never) == []


def test_a_tree_costs_the_same_queries_however_many_stand_below(
    places, dakrong, django_assert_num_queries
):
    def cost(expected):
        with django_assert_num_queries(4):
            assert len(queries.tree(dakrong, on=TODAY).children) == expected
        with django_assert_num_queries(2):
            list(queries.subtree(dakrong, on=TODAY))
        with django_assert_num_queries(2):
            queries.ancestors(places["khe-xong"], on=TODAY)

    cost(2)
    for number in range(3):
        operations.establish(
            f"xa-{number}",
            name=f"Xã {number}",
            tier="commune",
            party_rank="grassroots_party_body",
            parent=dakrong,
            on=FIRST_DAY,
            document=DOCUMENT,
            by=system(),
        )
    cost(5)


def test_many_subtrees_are_read_together_and_are_those_read_one_by_one(
    places, krong_klang, mo_o, django_assert_num_queries
):
    operations.dissolve(mo_o, successor=krong_klang, on=LATER, document="1", by=system())
    for day in (date(2009, 12, 31), EVE, LATER):
        with django_assert_num_queries(2 if day >= FIRST_DAY else 1):
            found = queries.subtrees([each.pk for each in places.values()], on=day)
        for each in places.values():
            alone = set(queries.subtree(each, on=day).values_list("pk", flat=True))
            assert found[each.pk] == alone | {each.pk}, (each.slug, day)
    assert queries.subtrees([], on=EVE) == {}


def test_an_actor_sees_what_stands_under_the_seats_of_today(acting, krong_klang, places):
    secretary = acting("secretary", at=krong_klang)
    assert {each.slug for each in queries.visible(secretary)} == {
        "krong-klang",
        "khe-xong",
        "khom-ban-mau",
    }
    assert list(queries.visible(acting([], at=krong_klang))) == []


def test_lineage_is_followed_through_every_step(places, dakrong, krong_klang, mo_o, quang_tri):
    by = system()
    operations.dissolve(mo_o, successor=krong_klang, on=EVE, document="1", by=by)
    operations.dissolve(krong_klang, successor=dakrong, on=LATER, document="2", by=by)
    operations.dissolve(dakrong, successor=quang_tri, on=TODAY, document="3", by=by)
    everybody = {mo_o.pk, krong_klang.pk, dakrong.pk}
    assert queries.predecessors(quang_tri, until=TODAY) == everybody
    assert queries.predecessors(dakrong, until=LATER) == {mo_o.pk, krong_klang.pk}
    assert queries.predecessors(dakrong, until=EVE) == set()
    assert queries.predecessors(krong_klang, until=TODAY) == {mo_o.pk}
    assert queries.successor(mo_o, on=EVE) == krong_klang
    assert queries.successor(mo_o, on=LATER) == dakrong
    assert queries.successor(mo_o, on=TODAY) == quang_tri
    assert queries.successor(quang_tri, on=TODAY) == quang_tri


def test_a_subtree_is_searched_by_index_not_scanned(many_places):
    for tier in Tier.values:
        rows = Placement.objects.filter(valid_on(TODAY), **{tier: 5})
        plan = Organization.objects.filter(pk__in=rows.values("organization")).explain()
        assert f"placed_under_{tier}" in plan
        assert "SCAN" not in plan  # of SQLite
        assert "Seq Scan on organizations_placement" not in plan  # of PostgreSQL


@pytest.fixture
def many_places(db):
    """Enough places that reading them all would be the dearer way."""
    organizations = Organization.objects.bulk_create(
        Organization(slug=f"o-{number}") for number in range(4000)
    )
    Placement.objects.bulk_create(
        Placement(
            organization=each, valid_from=FIRST_DAY, **dict.fromkeys(Tier.values, number % 400)
        )
        for number, each in enumerate(organizations)
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE organizations_placement; ANALYZE organizations_organization")


def test_what_has_ended_is_read_from_the_seats_of_its_successor(
    acting, places, krong_klang, mo_o, thon_mau
):
    operations.dissolve(mo_o, successor=krong_klang, on=LATER, document=DOCUMENT, by=system())
    heir, former = acting("secretary", at=krong_klang), acting("secretary", at=thon_mau)
    assert queries.readable("mo-o", by=heir) == mo_o
    for slug in ("mo-o", "krong-klang", "khong-co"):
        with pytest.raises(queries.NoSuchOrganization, match=f"“{slug}”"):
            queries.readable(slug, by=former)


def test_the_tree_of_a_past_day_shows_what_flowed_into_the_seats_of_today(
    acting, places, krong_klang, mo_o, quang_tri
):
    operations.dissolve(mo_o, successor=krong_klang, on=LATER, document=DOCUMENT, by=system())
    commune = acting("secretary", at=krong_klang)
    assert names(queries.forest(by=commune, on=EVE)) == [
        "Đảng uỷ thị trấn Krông Klang",
        "Đảng uỷ xã Mò Ó",
    ]
    (now,) = queries.forest(by=commune, on=LATER)
    assert names(now.children) == [
        "Chi bộ khóm Bản Mẫu",
        "Chi bộ khóm Khe Xong",
        "Chi bộ thôn Mẫu",
    ]
    province = acting("secretary", at=quang_tri)
    (then,) = queries.forest(by=province, on=EVE)
    assert names(then.children[0].children) == ["Đảng uỷ thị trấn Krông Klang", "Đảng uỷ xã Mò Ó"]
    assert queries.forest(by=province, on=date(2001, 1, 1)) == []


def test_a_large_tree_is_told_one_level_deep(dakrong, krong_klang):
    cut = queries.tree(dakrong, on=TODAY, whole=5)
    assert cut.cut
    assert names(cut.children) == ["Đảng uỷ thị trấn Krông Klang", "Đảng uỷ xã Mò Ó"]
    assert cut.children[0].children == ()
    assert not queries.tree(dakrong, on=TODAY, whole=6).cut


def test_a_life_tells_names_places_and_lineage(krong_klang, mo_o, quang_tri, dakrong):
    by = system()
    operations.rename(krong_klang, name="Ghi nhầm", on=EVE, document="1", by=by)
    operations.rename(krong_klang, name="Đảng uỷ Krông Klang", on=EVE, document="2", by=by)
    operations.move(krong_klang, parent=quang_tri, on=LATER, document="3", by=by)
    operations.merge([mo_o], into=krong_klang, on=LATER, document="4", by=by)
    operations.split(
        krong_klang, successors=[quang_tri, dakrong], keeper=dakrong, on=TODAY, document="5", by=by
    )
    told = life(krong_klang)
    assert [each.name for each in told.names] == [
        "Đảng uỷ thị trấn Krông Klang",
        "Đảng uỷ Krông Klang",
    ]
    assert [(each.what, each.since, each.until) for each in told.above] == [
        ("Huyện uỷ Đakrông", FIRST_DAY, LATER),
        ("Tỉnh uỷ Quảng Trị", LATER, TODAY),
    ]
    assert [(each.name, each.kind, each.document) for each in told.came_from] == [
        ("Đảng uỷ xã Mò Ó", "Sáp nhập", "4")
    ]
    assert [(each.slug, each.keeps_rows) for each in told.went_to] == [
        ("dakrong", True),
        ("quang-tri", False),
    ]
    assert told.ended_on == TODAY
    assert life(quang_tri).ended_on is None


def test_an_act_chooses_among_those_nearby(acting, places, khe_xong, krong_klang):
    def nearby(where, organization, tiers):
        by = acting("secretary", at=where)
        return [each.organization.slug for each in queries.nearby(organization, tiers, by=by)]

    province = places["quang-tri"]
    assert nearby(province, khe_xong, ["cell"]) == ["khom-ban-mau", "thon-mau"]
    assert nearby(krong_klang, khe_xong, ["cell"]) == ["khom-ban-mau"]
    assert nearby(krong_klang, khe_xong, ["commune", "district"]) == ["krong-klang"]
    assert nearby(khe_xong, khe_xong, ["cell", "commune"]) == []
    assert nearby(province, krong_klang, ["commune"]) == ["mo-o"]


def test_where_very_many_could_be_chosen_only_the_neighbours_are(acting, places, krong_klang):
    for number in range(queries.WHOLE):
        commune = places["mo-o" if number else "krong-klang"]
        add_cell(commune, number)
    placement.rebuild()
    by = acting("secretary", at=places["quang-tri"])
    found = queries.nearby(places["khe-xong"], ["cell"], by=by)
    assert [each.organization.slug for each in found] == ["khom-0", "khom-ban-mau"]


def add_cell(commune, number):
    cell = Organization.objects.create(slug=f"khom-{number}")
    since = {"valid_from": FIRST_DAY, "document": DOCUMENT}
    names = {"name": f"Chi bộ {number}", "folded": f"chi bo {number}"}
    kind = {"tier": "cell", "party_rank": "subordinate_cell"}
    Version.objects.create(organization=cell, **names, **kind, **since)
    Edge.objects.create(organization=cell, parent=commune, **since)


def test_a_form_begins_with_the_place_where_one_sits(places, krong_klang):
    clerk = acting("clerk", at=krong_klang)

    offered = [name for _slug, name in queries.places("planning.view", by=clerk)]

    assert offered[0] == "Đảng uỷ thị trấn Krông Klang"
    assert offered[1:] == sorted(offered[1:], key=natural_key)
