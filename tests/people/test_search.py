"""People are found by their names, in any order, with or without marks, and by nothing else."""

import unicodedata
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nguon.people import names, operations, queries, vault
from tests.people.sheets import signed
from tests.plans import read_whole

CAST = [
    "Hồ Thị Hòa",
    "Hồ Văn Hoá",
    "Nguyễn Thị Hoa",
    "Đặng Văn Đào",
    "Lê Thị Dao",
    "Trần Đình An",
    "Y-Bih Niê",
    "H'Hen Niê",
]


@pytest.fixture
def office(enrol):
    return [enrol(full_name) for full_name in CAST]


def found(text, by, **options):
    return [each.person.full_name for each in queries.search(text, by=by, **options)]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("hoa", ["Nguyễn Thị Hoa", "Hồ Thị Hòa", "Hồ Văn Hoá"]),
        ("hoà", ["Hồ Thị Hòa", "Nguyễn Thị Hoa", "Hồ Văn Hoá"]),
        ("HOÁ", ["Hồ Văn Hoá", "Nguyễn Thị Hoa", "Hồ Thị Hòa"]),
        ("dao", ["Lê Thị Dao", "Đặng Văn Đào"]),
        ("đào", ["Đặng Văn Đào", "Lê Thị Dao"]),
        ("hòa thị hồ", ["Hồ Thị Hòa", "Nguyễn Thị Hoa"]),
        ("ho v", ["Hồ Văn Hoá"]),
        ("h'hen", ["H'Hen Niê"]),
        ("y bih", ["Y-Bih Niê"]),
        ("oa", []),
        ("x%", []),
        ("h_", []),
    ],
)
def test_words_find_names_and_marks_put_the_exact_ones_first(office, clerk, text, who):
    assert found(text, clerk) == who
    assert found(unicodedata.normalize("NFD", text), clerk) == who


def test_without_words_everybody_in_sight_is_listed(office, clerk, neighbour):
    assert found("  ", clerk) == found("%", clerk) == sorted(CAST, key=names.sort_key)
    assert found("", clerk, limit=2) == sorted(CAST, key=names.sort_key)[:2]
    assert found("", neighbour) == []


def test_the_list_runs_in_vietnamese_order_by_given_name(office, clerk):
    listed = found("n", clerk)
    assert listed == sorted(listed, key=names.sort_key) != []


def test_the_limit_keeps_the_exact_ones(office, clerk):
    assert found("hoá", clerk, limit=1) == ["Hồ Văn Hoá"]


def test_a_list_takes_three_queries_whatever_its_length(
    office, clerk, django_assert_max_num_queries
):
    for text in ("dao", "hoa"):
        with django_assert_max_num_queries(3):
            places = {each.place for each in queries.search(text, by=clerk)}
        assert places == {"Chi bộ khóm Khe Xong"}


def test_so_many_of_a_name_that_they_are_not_sorted_here_come_in_the_same_order(
    office, clerk, monkeypatch, django_assert_max_num_queries
):
    few = [queries.search(text, by=clerk, limit=3) for text in ("hoa", "Hoà", "")]
    monkeypatch.setattr(queries, "FEW", 0)
    with django_assert_max_num_queries(12):
        assert [queries.search(text, by=clerk, limit=3) for text in ("hoa", "Hoà", "")] == few


def test_no_search_reads_everybody_s_file_from_end_to_end(office, clerk):
    assert read_whole(lambda: queries.search("hoa", by=clerk)) == set()


def test_the_neighbour_finds_nobody_here(office, neighbour):
    assert found("hoa", neighbour) == []


def test_nothing_but_the_name_is_searched(enrol, clerk):
    person = enrol("Hồ Văn Mẫu", native_place="xã Quýnh", occupation="thợ Quýnh")
    vault.write(person, {"religion": "Quýnh"}, by=clerk, why="declared")
    assert found("quynh", clerk) == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_search_finds_exactly_whom_looking_at_every_name_finds(office, clerk, data):
    pieces = [piece for full_name in CAST for piece in names.words(full_name)]
    written = data.draw(
        st.lists(st.sampled_from([*pieces, "x", "Th", "đ"]), min_size=1, max_size=3)
    )
    text = " ".join(written)

    def begins(word, full_name):
        return any(each.startswith(word) for each in names.fold(full_name).split())

    by_hand = {
        full_name
        for full_name in CAST
        if all(begins(word, full_name) for word in names.fold(text).split())
    }
    assert set(found(text, clerk)) == by_hand


# --- the same person twice ---------------------------------------------------------------------

BORN = date(1999, 9, 9)


def test_same_name_and_birthday_or_same_number_are_likely_the_same(enrol, clerk):
    hoa = enrol("Hồ Thị Hòa", born_on=BORN, id_number="045200007777")
    same = [
        queries.likely_same("HỒ THỊ HOÀ", BORN, "", by=clerk),
        queries.likely_same("Khác Hẳn", None, "045200007777", by=clerk),
    ]
    assert same == [[hoa], [hoa]]
    assert queries.likely_same("Hồ Thị Hòa", None, "", by=clerk) == []
    assert queries.likely_same("Hồ Thị Hòa", date(1999, 9, 8), "", by=clerk) == []


def test_likely_duplicates_are_listed_within_what_one_may_see(enrol, clerk, neighbour, thon_mau):
    one = enrol("Hồ Thị Hòa", born_on=BORN)
    two = enrol("Hồ Thị Hoà", born_on=BORN)
    away = enrol("Hồ Thị Hòa", born_on=BORN, at=thon_mau, by=neighbour)
    enrol("Hồ Thị Hòa", born_on=date(1999, 9, 10))
    enrol("Lê Văn Khác", born_on=BORN)
    (group,) = queries.likely_duplicates(by=clerk)
    assert {each.person for each in group} == {one, two}
    assert queries.duplicates(one, by=clerk) == [two]
    assert queries.duplicates(away, by=neighbour) == []
    assert queries.likely_duplicates(by=neighbour) == []


# --- the file ----------------------------------------------------------------------------------


def test_a_file_shows_what_was_agreed_to_and_no_sensitive_field(thu, clerk):
    vault.write(thu, {"religion": "Quýnh"}, by=clerk, why="declared")
    file = queries.person_file(thu.ref, by=clerk)
    assert (file.person, file.place) == (thu, "Chi bộ khóm Khe Xong")
    assert [row.purpose for row in file.consents] == ["development", "sensitive", "statistics"]
    assert "Quýnh" not in repr(file)
    assert not hasattr(file.person, "religion")


def test_a_file_out_of_sight_is_not_there(thu, neighbour):
    with pytest.raises(type(thu).DoesNotExist):
        queries.person_file(thu.ref, by=neighbour)


def test_those_concerned_see_who_opened_a_file(thu, clerk, acting, krong_klang):
    secretary = acting("secretary", at=krong_klang, user_id=9)
    vault.write(thu, {"healthy": True}, by=clerk, why="declared")
    vault.read(thu, ["healthy"], by=secretary, why="meeting")
    for role in ("clerk", "cell_secretary", "inspection", "data_protection"):
        (line,) = queries.readings(thu, by=acting(role, at=krong_klang))
        assert (line.fields, line.why) == (["healthy"], "meeting")
    assert queries.readings(thu, by=acting("area_member", at=krong_klang)) == []


def test_stubs_are_listed_by_the_day_on_which_they_end(krong_klang, khe_xong, clerk):
    operations.allow_stubs(krong_klang, on=date(2025, 1, 1), document="1-NQ", by=clerk)
    for name in ("A Mẫu", "B Mẫu"):
        operations.nominate(
            name, organization=khe_xong, referred_by="Mặt trận", reach="nhà", by=clerk
        )
    assert [stub.name for stub in queries.nominations(by=clerk)] == ["A Mẫu", "B Mẫu"]


def test_consents_of_a_sheet_do_not_make_rows_in_a_search(enrol, clerk):
    enrol("Hồ Thị Hòa", consents=signed("development", "publication", "statistics"))
    assert found("hoa", clerk) == ["Hồ Thị Hòa"]
