"""The reform of 1 July 2025: a level vanishes, communes merge, and the past stays what it was."""

from datetime import date

import pytest

from nguon.core.guard import unscoped
from nguon.development.models import Case, CaseEvent
from nguon.organizations import operations, placement, queries
from nguon.organizations.models import Edge, Organization, Succession, Version
from nguon.people.models import Person
from tests.cast import system

REFORM = date(2025, 7, 1)
EVE = date(2025, 6, 30)
RENAMING = date(2026, 7, 26)
DOCUMENT = "1680/NQ-UBTVQH15 16/06/2025"


@pytest.fixture
def huong_hiep(places):
    """Hướng Hiệp, made of the town and the neighbouring commune, with no district above."""
    by = system(REFORM)
    province = places["quang-tri"]
    commune = operations.establish(
        "huong-hiep",
        name="Đảng uỷ xã Hướng Hiệp",
        tier="commune",
        party_rank="superior_committee",
        parent=province,
        on=REFORM,
        document=DOCUMENT,
        by=by,
    )
    merged = [places["krong-klang"], places["mo-o"]]
    operations.merge(merged, into=commune, on=REFORM, document=DOCUMENT, by=by)
    operations.dissolve(places["dakrong"], successor=province, on=REFORM, document=DOCUMENT, by=by)
    return commune


@pytest.fixture
def a_case(places):
    """A case of somebody invented, followed by the committee of the town itself."""
    town = places["krong-klang"]
    person = Person.objects.create(
        organization=town, full_name="Hồ Thị Mẫu", registered_on=date(2024, 1, 5)
    )
    case = Case.objects.create(
        organization=town, person=person, opened_on=date(2024, 1, 5), opened_in=town
    )
    CaseEvent.objects.create(
        organization=town,
        case=case,
        type="listed",
        happened_on=date(2024, 1, 5),
        happened_in=town,
        recorded_at="2024-01-05T08:00+07:00",
        recorded_by=7,
    )
    return case


def slugs(organizations):
    return sorted(each.slug for each in organizations)


def test_the_cells_stand_under_the_new_commune_and_no_district(places, huong_hiep):
    above = queries.ancestors(places["khe-xong"], on=REFORM)
    assert [each.slug for each in above] == ["quang-tri", "huong-hiep"]
    assert slugs(queries.subtree(huong_hiep, on=REFORM)) == [
        "huong-hiep",
        "khe-xong",
        "khom-ban-mau",
        "thon-mau",
    ]
    assert placement.compare() == []


def test_on_the_eve_everything_stood_as_before(places, huong_hiep):
    above = queries.ancestors(places["khe-xong"], on=EVE)
    assert [each.slug for each in above] == ["quang-tri", "dakrong", "krong-klang"]
    assert list(queries.subtree(huong_hiep, on=EVE)) == []
    assert slugs(queries.subtree(places["krong-klang"], on=EVE)) == [
        "khe-xong",
        "khom-ban-mau",
        "krong-klang",
    ]


def test_the_order_in_which_acts_of_one_day_are_recorded_does_not_matter(places):
    by = system(REFORM)
    province, district = places["quang-tri"], places["dakrong"]
    same_day = {"on": REFORM, "document": DOCUMENT, "by": by}
    operations.dissolve(district, successor=province, **same_day)
    commune = operations.establish(
        "huong-hiep",
        name="Đảng uỷ xã Hướng Hiệp",
        tier="commune",
        party_rank="superior_committee",
        parent=province,
        **same_day,
    )
    operations.merge([places["krong-klang"], places["mo-o"]], into=commune, **same_day)

    assert len(queries.subtree(commune, on=REFORM)) == 4
    assert [each.slug for each in queries.ancestors(places["khe-xong"], on=EVE)] == [
        "quang-tri",
        "dakrong",
        "krong-klang",
    ]
    assert placement.compare() == []


def test_who_took_over_from_whom_is_known_through_any_steps(places, huong_hiep):
    town, district = places["krong-klang"], places["dakrong"]
    assert queries.successor(town, on=REFORM) == huong_hiep
    assert queries.successor(town, on=EVE) == town
    assert queries.successor(district, on=REFORM) == places["quang-tri"]
    assert queries.predecessors(huong_hiep, until=REFORM) == {town.pk, places["mo-o"].pk}
    assert queries.predecessors(huong_hiep, until=EVE) == set()


def test_a_party_rank_changes_while_the_tier_does_not(huong_hiep):
    operations.rename(
        huong_hiep,
        party_rank="grassroots_party_body",
        on=RENAMING,
        document="Điều lệ sửa đổi 2026",
        by=system(RENAMING),
    )
    before = queries.version_on(huong_hiep, date(2026, 7, 25))
    after = queries.version_on(huong_hiep, RENAMING)
    assert (before.party_rank, after.party_rank) == ("superior_committee", "grassroots_party_body")
    assert before.name == after.name
    assert before.tier == after.tier == "commune"
    assert placement.compare() == []


def test_the_file_goes_to_the_successor_and_remembers_where_it_came_from(
    places, a_case, huong_hiep, acting
):
    town = places["krong-klang"]
    secretary = acting("secretary", at=huong_hiep, today=REFORM)
    case = Case.objects.visible_to(secretary).get()
    event = CaseEvent.objects.visible_to(secretary).get()
    assert case.organization == event.organization == huong_hiep
    assert event.happened_in == town
    assert Person.objects.visible_to(secretary).get().organization == huong_hiep


def test_a_role_at_what_has_ended_shows_nothing(places, a_case, huong_hiep, acting):
    for ended in (places["krong-klang"], places["dakrong"]):
        left_behind = acting("secretary", at=ended, today=REFORM)
        assert list(Case.objects.visible_to(left_behind)) == []
        assert list(queries.visible(left_behind)) == []
        still_on_the_eve = acting("secretary", at=ended, today=EVE)
        assert ended in queries.visible(still_on_the_eve)


def test_nothing_of_the_past_is_rewritten(places, a_case):
    def kept(model, *but):
        fields = [f.attname for f in model._meta.fields if f.attname not in but]
        with unscoped("compare all rows"):
            return list(model._base_manager.order_by("pk").values(*fields))

    histories = {model: kept(model, "valid_to") for model in (Version, Edge)}
    histories |= {model: kept(model, "organization_id") for model in (Person, Case, CaseEvent)}
    by = system(REFORM)
    for slug in ("krong-klang", "mo-o"):
        operations.dissolve(
            places[slug], successor=places["dakrong"], on=REFORM, document=DOCUMENT, by=by
        )
    for model, rows in histories.items():
        but = "valid_to" if model in (Version, Edge) else "organization_id"
        assert kept(model, but)[: len(rows)] == rows
    assert Succession.objects.count() == 2
    assert Organization.objects.count() == len(places)
