"""A list of merges, splits and moves: applied whole or not at all, taken back by a later act."""

from datetime import date

import pytest

from nguon.core import audit
from nguon.core.guard import unscoped
from nguon.core.models import AuditEntry
from nguon.organizations import operations, placement, queries
from nguon.organizations.models import Organization, Placement, Succession, Version
from nguon.organizations.reform.acts import carry_out
from nguon.organizations.reform.rows import BadList, Row, imprint
from nguon.organizations.reform.undo import take_back
from nguon.people.models import Person
from tests.cast import DOCUMENT, TODAY, acting, system

REFORM, LATER = date(2025, 5, 1), date(2025, 5, 20)
TOWN, COMMUNE = "Đảng uỷ thị trấn Krông Klang", "Đảng uỷ xã Mò Ó"


def row(number, act, *who, on=REFORM, document=DOCUMENT, **said):
    return Row("Danh sách", number, act, who, on, document, **said)


HUONG_HIEP = {"name": "Đảng uỷ xã Hướng Hiệp", "parent": "quang-tri"}
MERGER = row(2, "merge", TOWN, "mo-o", **HUONG_HIEP)


def done(*rows, by=None, **more):
    return carry_out(rows, by=by or system(), **more)


def refused(*rows, by=None):
    before = everything()
    with pytest.raises(BadList) as refusal:
        done(*rows, by=by)
    assert everything() == before
    return {each.row: (each.column, each.why) for each in refusal.value.faults}


def everything():
    tables = (Organization, Version, Placement, Succession, AuditEntry)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def slugs(organizations):
    return sorted(each.slug for each in organizations)


def under(slug, on=TODAY):
    return slugs(queries.subtree(Organization.objects.get(slug=slug), on=on))


def a_person(place, name="Hồ Thị Mẫu"):
    return Person.objects.create(
        organization=place, full_name=name, registered_on=date(2024, 1, 5)
    )


def kept_by(person):
    with unscoped("who keeps a row"):
        return Person.unscoped.get(pk=person.pk).organization.slug


def test_two_communes_become_one_that_nobody_knew_before(places):
    (merger,) = done(MERGER)
    assert (merger.made, merger.ends) == (["dang-uy-xa-huong-hiep"], ["krong-klang", "mo-o"])
    assert under("dang-uy-xa-huong-hiep") == [
        "dang-uy-xa-huong-hiep", "khe-xong", "khom-ban-mau", "thon-mau",
    ]  # fmt: skip
    commune = queries.find("dang-uy-xa-huong-hiep")
    now = queries.version_on(commune, REFORM)
    assert (now.tier, now.party_rank) == ("commune", "grassroots_party_body")
    assert placement.compare() == []


def test_a_merger_into_one_that_stands_needs_no_new_name(places):
    (merger,) = done(row(2, "merge", TOWN, COMMUNE, name=TOWN))
    assert (merger.made, merger.ends) == ([], ["mo-o"])
    assert "thon-mau" in under("krong-klang")


def test_a_chain_is_carried_out_in_the_order_that_it_needs(places, quang_tri):
    operations.establish(
        "ta-rut", name="Đảng uỷ xã Tà Rụt", tier="commune", party_rank="grassroots_party_body",
        parent=places["dakrong"], on=date(2012, 1, 1), document=DOCUMENT, by=system(),
    )  # fmt: skip
    second = row(2, "merge", "Đảng uỷ xã Hướng Hiệp", "ta-rut", name="Đảng uỷ xã Chung",
                 parent="quang-tri")  # fmt: skip
    person = a_person(places["mo-o"])
    done(second, row(3, "merge", TOWN, COMMUNE, **HUONG_HIEP))
    assert under("dang-uy-xa-chung") == [
        "dang-uy-xa-chung",
        "khe-xong",
        "khom-ban-mau",
        "thon-mau",
    ]
    assert kept_by(person) == "dang-uy-xa-chung"
    assert placement.compare() == []


def test_rows_that_wait_for_each_other_are_refused(places):
    one = row(2, "merge", TOWN, "Đảng uỷ B", name="Đảng uỷ A")
    other = row(3, "merge", COMMUNE, "Đảng uỷ A", name="Đảng uỷ B")
    assert set(refused(one, other)) == {2, 3}


def test_a_split_hands_cells_out_and_the_rest_to_the_first(places):
    person = a_person(places["krong-klang"])
    done(
        row(2, "split", "krong-klang", name="Đảng uỷ phường Đông"),
        row(3, "split", "krong-klang", name="Đảng uỷ phường Tây"),
        row(4, "move", "khom-ban-mau", parent="Đảng uỷ phường Tây"),
    )
    assert under("dang-uy-phuong-dong") == ["dang-uy-phuong-dong", "khe-xong"]
    assert under("dang-uy-phuong-tay") == ["dang-uy-phuong-tay", "khom-ban-mau"]
    assert kept_by(person) == "dang-uy-phuong-dong"
    assert placement.compare() == []


def test_every_wrong_row_is_named_and_nothing_is_left(places):
    faults = refused(
        MERGER,
        row(3, "move", COMMUNE, parent="quang-tri"),
        row(4, "rename", "Đảng uỷ xã Không Có", name="Đảng uỷ xã Có"),
        row(5, "split", "khe-xong", name="Chi bộ A"),
        row(6, "move", "dakrong", parent="khe-xong"),
        row(7, "rename", "thon-mau", name="Chi bộ thôn Mới", on=date(2009, 1, 1)),
        row(8, "establish", name="Đảng uỷ xã Mới"),
        row(9, "dissolve", "khom-ban-mau", on=date(2026, 1, 1)),
    )
    assert {number: column for number, (column, _why) in faults.items()} == {
        3: "who", 4: "who", 5: "name", 6: "parent", 7: "who", 8: "tier", 9: "on",
    }  # fmt: skip
    assert "hàng 2" in faults[3][1]


def test_a_row_that_needs_a_refused_one_says_so(places):
    faults = refused(
        row(2, "merge", TOWN, "Đảng uỷ xã Ma", **HUONG_HIEP),
        row(3, "merge", "Đảng uỷ xã Hướng Hiệp", COMMUNE, name="Đảng uỷ xã Chung"),
    )
    assert "hàng 2" in faults[3][1]


def test_two_of_one_name_must_be_told_apart_by_their_code(places):
    for number, parent in enumerate(("krong-klang", "mo-o"), 1):
        operations.establish(
            f"truong-{number}", name="Chi bộ Trường học", tier="cell",
            party_rank="subordinate_cell", parent=places[parent], on=date(2012, 1, 1),
            document=DOCUMENT, by=system(), code=f"99.001.00{number}.000.001",
        )  # fmt: skip
    assert "2 tổ chức" in refused(row(2, "rename", "Chi bộ trường học", name="Chi bộ A"))[2][1]
    done(row(2, "rename", "99.001.002.000.001", name="Chi bộ Trường Mò Ó"))
    assert queries.name_on(queries.find("truong-2"), TODAY) == "Chi bộ Trường Mò Ó"


def test_nobody_reorders_what_is_not_theirs(places, mo_o):
    faults = refused(row(2, "merge", TOWN, name=COMMUNE), by=acting("clerk", at=mo_o))
    assert faults[2][0] == "who"


def test_access_goes_with_the_tree_at_once(places, khe_xong):
    chief = acting("secretary", at=places["mo-o"])
    assert khe_xong not in queries.visible(chief)
    done(row(2, "merge", TOWN, name=COMMUNE))
    assert khe_xong in queries.visible(chief)


def test_stopping_half_way_leaves_nothing(places):
    class Enough(Exception):
        pass

    def watch(number, total):
        if number == 1:
            raise Enough

    before = everything()
    with pytest.raises(Enough):
        done(MERGER, row(3, "rename", "khe-xong", name="Chi bộ Khe Xong"), watch=watch)
    assert everything() == before


def test_a_list_said_in_other_words_is_the_same_list():
    other = row(9, "merge", "MO-O", TOWN.upper(), note="ghi chú", **HUONG_HIEP)
    assert imprint([MERGER]) == imprint([other])
    assert imprint([MERGER]) != imprint([row(2, "merge", TOWN, **HUONG_HIEP)])


# --- taken back ---------------------------------------------------------------------------------


def undo(steps, on=LATER):
    take_back(steps, on=on, document="02-QĐ/TU", reason="Ghi nhầm", by=system())


@pytest.mark.parametrize("on", [LATER, REFORM])
def test_a_merger_by_mistake_is_undone_and_the_past_is_kept(places, on):
    person, other = a_person(places["krong-klang"]), a_person(places["mo-o"], "Hồ Văn Mẫu")
    steps = done(MERGER)
    since = a_person(queries.find("dang-uy-xa-huong-hiep"), "Lê Thị Mẫu")
    undo(steps, on)
    assert under("krong-klang") == ["khe-xong", "khom-ban-mau", "krong-klang"]
    assert under("mo-o") == ["mo-o", "thon-mau"]
    assert [kept_by(each) for each in (person, other, since)] == [
        "krong-klang", "mo-o", "krong-klang",
    ]  # fmt: skip
    between = date(2025, 5, 10)
    gone = [] if on == REFORM else ["thon-mau"]
    assert [s for s in under("dang-uy-xa-huong-hiep", between) if s == "thon-mau"] == gone
    assert placement.compare() == []
    assert list(audit.verify()) == []


def test_who_was_restored_keeps_its_own_line(places):
    steps = done(MERGER)
    undo(steps)
    town, commune = places["krong-klang"], queries.find("dang-uy-xa-huong-hiep")
    assert queries.successor(town, on=date(2025, 5, 10)) == commune
    assert queries.successor(town, on=TODAY) == town
    assert queries.predecessors(town, until=TODAY) == {commune.pk}
    assert queries.predecessors(places["mo-o"], until=TODAY) == set()


def test_what_was_undone_may_be_done_again(places):
    undo(done(MERGER))
    again = row(2, "merge", TOWN, "mo-o", name="Đảng uỷ xã Chung", parent="quang-tri", on=TODAY)
    done(again)
    assert "thon-mau" in under("dang-uy-xa-chung")
    assert placement.compare() == []


def test_every_kind_of_act_is_undone(places):
    steps = done(
        row(2, "establish", name="Chi bộ thôn Xa", parent="mo-o", tier="cell",
            rank="subordinate_cell"),
        row(3, "rename", "khe-xong", name="Chi bộ Khe Xong", code="99.001.001.000.001"),
        row(4, "split", "krong-klang", name="Đảng uỷ phường Đông"),
        row(5, "split", "krong-klang", name="Đảng uỷ phường Tây"),
        row(6, "move", "khom-ban-mau", parent="Đảng uỷ phường Tây"),
        row(7, "dissolve", "mo-o", name="Đảng uỷ phường Tây"),
        row(8, "dissolve", "dakrong", parent="quang-tri"),
    )  # fmt: skip
    assert under("dakrong") == []
    undo(steps)
    assert under("dakrong") == [
        "dakrong", "khe-xong", "khom-ban-mau", "krong-klang", "mo-o", "thon-mau",
    ]  # fmt: skip
    now = queries.version_on(places["khe-xong"], TODAY)
    assert (now.name, now.code) == ("Chi bộ khóm Khe Xong", "")
    assert under("mo-o") == ["mo-o", "thon-mau"]
    assert placement.compare() == []


@pytest.mark.parametrize(("who", "to"), [("khe-xong", "mo-o"), ("thon-mau", "krong-klang")])
def test_who_moved_on_the_day_of_a_merger_is_back_once_the_old_place_is_restored(places, who, to):
    """Restoring brings its cells of the eve along; the move has nothing left to undo then."""
    undo(done(row(2, "move", who, parent=to), MERGER))
    assert under("krong-klang") == ["khe-xong", "khom-ban-mau", "krong-klang"]
    assert under("mo-o") == ["mo-o", "thon-mau"]
    assert placement.compare() == []


def test_one_wrong_row_is_put_right_by_itself(places):
    steps = done(
        row(2, "rename", "khe-xong", name="Chi bộ Khe Xong"),
        row(3, "rename", "thon-mau", name="Chi bộ Sai"),
    )
    undo([each for each in steps if each.row == 3])
    assert queries.name_on(places["khe-xong"], TODAY) == "Chi bộ Khe Xong"
    assert queries.name_on(places["thon-mau"], TODAY) == "Chi bộ thôn Mẫu"


def test_what_others_built_on_must_be_undone_first(places):
    first = done(MERGER)
    done(row(2, "merge", "Đảng uỷ xã Hướng Hiệp", name="Đảng uỷ xã Chung", on=LATER))
    before = everything()
    with pytest.raises(BadList) as refusal:
        undo(first, TODAY)
    assert refusal.value.faults[0].row == 2
    assert everything() == before


def test_a_correction_says_why(places):
    steps = done(MERGER)
    with pytest.raises(BadList):
        take_back(steps, on=LATER, document="02-QĐ/TU", reason=" ", by=system())


def test_access_comes_back_with_the_restored_organisation(places, khe_xong):
    steps = done(MERGER)
    before = acting("secretary", at=places["krong-klang"], today=REFORM)
    assert khe_xong not in queries.visible(before)
    undo(steps)
    assert khe_xong in queries.visible(acting("secretary", at=places["krong-klang"]))
