"""What the tree cannot take is refused by name, in words fit to show, and nothing is written."""

from datetime import date, timedelta

import pytest

from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry
from nguon.organizations import operations, rules
from nguon.organizations.models import (
    AreaProfile,
    Authorisation,
    Edge,
    Organization,
    Placement,
    Succession,
    Version,
)
from tests.cast import DOCUMENT, FIRST_DAY, TODAY, system

TABLES = (
    Organization,
    Version,
    Edge,
    Succession,
    Authorisation,
    AreaProfile,
    Placement,
    AuditEntry,
)
BEFORE_ALL = FIRST_DAY - timedelta(days=1)
LATER = date(2024, 5, 1)
CODE = "45.012.003.000.000"
NEW = {
    "name": "Chi bộ khóm Mới",
    "tier": "cell",
    "party_rank": "subordinate_cell",
    "on": TODAY,
    "document": DOCUMENT,
}


def everything():
    return {table: list(table.objects.order_by("pk").values()) for table in TABLES}


@pytest.fixture
def refuses(places):
    """Run an act, expect one kind of refusal, and see that nothing was written."""

    def check(kind, words, act, *args, **kwargs):
        before = everything()
        with pytest.raises(kind, match=words):
            act(*args, **{"on": TODAY, "document": DOCUMENT, "by": system()} | kwargs)
        assert everything() == before

    return check


@pytest.mark.parametrize(
    ("slug", "values", "kind", "words"),
    [
        ("khom-moi", {"name": " "}, rules.Incomplete, "tên"),
        ("khom-moi", {"document": ""}, rules.Incomplete, "văn bản"),
        ("Khóm mới", {}, rules.Incomplete, "chữ thường không dấu"),
        ("khom-moi", {"tier": "village"}, rules.Incomplete, "danh mục"),
        ("khom-moi", {"party_rank": "club"}, rules.Incomplete, "danh mục"),
        ("khe-xong", {}, rules.SlugTaken, "khe-xong"),
        ("khom-moi", {"code": "45.12.3"}, rules.WrongCode, "2.3.3.3.3"),
        ("khom-moi", {"code": "45.012.003.000.00x"}, rules.WrongCode, "2.3.3.3.3"),
        ("khom-moi", {"on": BEFORE_ALL}, rules.NotThere, "01/01/2010"),
        ("khom-moi", {"tier": "commune"}, rules.TierOrder, "trực thuộc"),
        ("khom-moi", {"tier": "province"}, rules.TierOrder, "trực thuộc"),
    ],
)
def test_what_cannot_be_established(refuses, krong_klang, slug, values, kind, words):
    refuses(kind, words, operations.establish, slug, parent=krong_klang, **NEW | values)


def test_a_code_belongs_to_one_at_a_time(refuses, krong_klang, khe_xong):
    by = system()
    operations.rename(khe_xong, code=CODE, on=LATER, document=DOCUMENT, by=by)
    refuses(
        rules.CodeTaken, CODE, operations.establish, "moi", parent=krong_klang, **NEW, code=CODE
    )
    refuses(rules.CodeTaken, "Khe Xong", operations.rename, krong_klang, code=CODE)

    operations.rename(khe_xong, code="", on=TODAY, document=DOCUMENT, by=by)
    operations.rename(krong_klang, code=CODE, on=TODAY, document=DOCUMENT, by=by)


def test_only_the_system_puts_an_organisation_above_all_others(refuses, acting, quang_tri):
    secretary = acting("secretary", at=quang_tri)
    top = NEW | {"tier": "central", "party_rank": "central_committee", "by": secretary}
    refuses(NotAllowed, "lập hệ thống", operations.establish, "moi", parent=None, **top)


def test_a_rename_must_change_something(refuses, khe_xong):
    refuses(rules.NothingChanges, "Khe Xong", operations.rename, khe_xong)
    refuses(
        rules.NothingChanges, "Khe Xong", operations.rename, khe_xong, name="Chi bộ khóm Khe Xong"
    )
    refuses(rules.Incomplete, "tên", operations.rename, khe_xong, name="  ")
    refuses(rules.Incomplete, "văn bản", operations.rename, khe_xong, name="Khác", document=" ")


def test_an_organisation_keeps_its_place_between_those_above_and_below(refuses, krong_klang):
    refuses(rules.TierOrder, "Huyện", operations.rename, krong_klang, tier="district")
    refuses(rules.TierOrder, "Chi bộ", operations.rename, krong_klang, tier="cell")


def test_nobody_stands_below_itself(refuses, dakrong, krong_klang, khe_xong):
    refuses(rules.Cycle, "đặt ngược", operations.move, dakrong, parent=khe_xong)
    refuses(rules.Cycle, "đặt ngược", operations.move, dakrong, parent=dakrong)
    refuses(rules.Cycle, "Krông Klang", operations.dissolve, dakrong, successor=krong_klang)


def test_a_move_must_lead_somewhere_else_that_is_higher(refuses, krong_klang, khe_xong, thon_mau):
    refuses(rules.NothingChanges, "rồi", operations.move, khe_xong, parent=krong_klang)
    refuses(rules.TierOrder, "Chi bộ", operations.move, khe_xong, parent=thon_mau)


def test_the_past_is_not_rewritten(refuses, quang_tri, dakrong, krong_klang, khe_xong, mo_o):
    by = system()
    operations.rename(khe_xong, name="Chi bộ Khe Xong mới", on=LATER, document="2", by=by)
    operations.move(khe_xong, parent=mo_o, on=LATER, document="3", by=by)
    eve = LATER - timedelta(days=1)
    when = r"01/05/2024 \(\d\)"
    refuses(rules.Overlap, when, operations.rename, khe_xong, name="Khác", on=eve)
    refuses(rules.Overlap, when, operations.move, khe_xong, parent=krong_klang, on=eve)
    refuses(rules.Overlap, when, operations.dissolve, khe_xong, successor=mo_o, on=eve)
    refuses(rules.Overlap, when, operations.dissolve, krong_klang, successor=mo_o, on=eve)
    refuses(rules.Overlap, when, operations.dissolve, mo_o, successor=krong_klang, on=eve)

    operations.dissolve(mo_o, successor=krong_klang, on=LATER, document="4", by=by)
    refuses(rules.Overlap, when, operations.dissolve, krong_klang, successor=quang_tri, on=eve)


def test_whoever_inherited_later_did_not_end_before(refuses, khe_xong, khom_ban_mau):
    by = system()
    operations.dissolve(khom_ban_mau, successor=khe_xong, on=LATER, document="7", by=by)
    eve = LATER - timedelta(days=1)
    act = {"predecessors": [khe_xong], "on": eve}
    refuses(rules.Overlap, r"01/05/2024 \(7\)", operations.merge, into=another_cell(by), **act)


def another_cell(by):
    commune = Organization.objects.get(slug="krong-klang")
    return operations.establish("khac", parent=commune, by=by, **NEW | {"on": FIRST_DAY})


def test_what_has_ended_takes_no_further_part(refuses, krong_klang, khe_xong, mo_o):
    operations.dissolve(mo_o, successor=krong_klang, on=LATER, document=DOCUMENT, by=system())
    ended = (rules.NotThere, "kết thúc ngày 01/05/2024")
    refuses(*ended, operations.rename, mo_o, name="Khác")
    refuses(*ended, operations.move, mo_o, parent=krong_klang)
    refuses(*ended, operations.move, khe_xong, parent=mo_o)
    refuses(*ended, operations.dissolve, mo_o, successor=krong_klang)
    refuses(*ended, operations.dissolve, krong_klang, successor=mo_o)
    refuses(*ended, operations.establish, "moi", parent=mo_o, **NEW)
    refuses(*ended, operations.authorise, mo_o)


def test_nothing_ends_before_it_began_or_before_its_day_has_come(refuses, krong_klang, mo_o):
    tomorrow = TODAY + timedelta(days=1)
    refuses(rules.TooEarly, "03/06/2025", operations.merge, [mo_o], into=krong_klang, on=tomorrow)
    refuses(rules.NotThere, "chưa có", operations.merge, [mo_o], into=krong_klang, on=BEFORE_ALL)


def test_nobody_takes_over_from_itself(refuses, krong_klang, mo_o):
    refuses(rules.IntoItself, "chính mình", operations.merge, [mo_o, krong_klang], into=mo_o)
    refuses(rules.IntoItself, "chính mình", operations.dissolve, mo_o, successor=mo_o)
    refuses(
        rules.IntoItself,
        "Mò Ó",
        operations.split,
        mo_o,
        successors=[mo_o, krong_klang],
        keeper=mo_o,
    )


def test_a_merge_needs_somebody_and_a_split_a_keeper(refuses, krong_klang, mo_o, dakrong):
    refuses(rules.Incomplete, "ít nhất một", operations.merge, [], into=krong_klang)
    refuses(
        rules.Incomplete,
        "giữ hồ sơ",
        operations.split,
        mo_o,
        successors=[dakrong],
        keeper=krong_klang,
    )


def test_children_must_fit_under_the_successor(refuses, krong_klang, thon_mau):
    refuses(rules.TierOrder, "Chi bộ", operations.dissolve, krong_klang, successor=thon_mau)


def test_an_authorisation_holds_once_at_a_time(refuses, krong_klang):
    operations.authorise(krong_klang, on=LATER, document="5", by=system())
    refuses(rules.Overlap, r"01/05/2024 \(5\)", operations.authorise, krong_klang)
    refuses(rules.Overlap, "sau ngày", operations.authorise, krong_klang, until=TODAY)


@pytest.mark.parametrize(
    ("year", "values", "words"),
    [
        (2024, {"goats": 3}, "goats"),
        (2024, {"minority_percent": 101}, "100"),
        (2024, {"households": -1}, "0"),
        (2024, {"households": "vài chục"}, "vài chục"),
        (2026, {"households": 279}, "2026"),
        (2009, {"households": 279}, "2009"),
        (2024, {"population": 100, "women": 101}, "Một phần"),
        (2024, {"of_age": 80, "aged_18_30": 81}, "Một phần"),
        (2024, {"of_age": 80, "union_members": 81}, "Một phần"),
        (2024, {"setting": "castle"}, "castle"),
        (2024, {"minority_qualifier": "surely"}, "surely"),
    ],
)
def test_figures_of_an_area_that_cannot_be(places, khe_xong, year, values, words):
    before = everything()
    with pytest.raises(rules.WrongFigure, match=words):
        operations.record_profile(khe_xong, year, by=system(), **values)
    assert everything() == before


def test_whoever_holds_no_role_there_changes_nothing(refuses, acting, krong_klang, mo_o, thon_mau):
    neighbour = acting("secretary", at=krong_klang)
    cell = acting("cell_secretary", at=thon_mau)
    for by in (neighbour, cell):
        refuses(NotAllowed, "quyền", operations.rename, mo_o, name="Khác", by=by)
        refuses(NotAllowed, "quyền", operations.establish, "moi", parent=mo_o, **NEW, by=by)
        refuses(NotAllowed, "quyền", operations.authorise, mo_o, by=by)
        refuses(NotAllowed, "quyền", operations.dissolve, mo_o, successor=krong_klang, by=by)
    refuses(NotAllowed, "quyền", operations.move, thon_mau, parent=krong_klang, by=neighbour)
    refuses(NotAllowed, "quyền", operations.dissolve, krong_klang, successor=mo_o, by=neighbour)
    with pytest.raises(NotAllowed):
        operations.record_profile(mo_o, 2024, households=1, by=neighbour)
