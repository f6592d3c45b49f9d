"""Names on file: each once, found by its words, gone with the last who bears it."""

import unicodedata
from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nguon.accounts.actors import system_actor
from nguon.core.guard import unscoped
from nguon.demo import landscape, simulate
from nguon.demo.story import office_hours
from nguon.people import names, operations, queries, stock
from nguon.people.models import Name, Person
from tests.plans import read_whole

AFTER = date(2026, 8, 3)
MANY = simulate.Scale(
    landscape.Size(communes=2, cells=6, central=1), members=900, cases=20, stories=20, totals=False
)
SOUGHT = (
    "hoa",
    "Hoà",
    "mau hoa",
    "nguyen thi",
    "Nguyễn Thị",
    "đỗ",
    "do",
    "Trần Quỳnh",
    "tran q",
    "th",
    "ý",
    "xuân ước",
    "khong co ai",
    "",
)


@pytest.fixture
def everywhere(system):
    """Somebody who sees so many that people are found through their names."""
    assert queries._is_large(system)
    return system


@pytest.fixture
def everybody(db):
    simulate.simulate(MANY, seed=2, today=AFTER, tell=lambda *_: None)
    return system_actor(today=AFTER, at=office_hours(AFTER))


def by_looking_at_everybody(text, limit):
    """Every name read, folded and compared: what a search must find."""
    wanted, marked = names.fold(text).split(), names.spell(text).split()
    marked = [word for word in marked if not names.is_plain(word)]
    found = []
    with unscoped("a test reads everybody"):
        for person in Person.unscoped.all():
            folded = names.fold(person.full_name).split()
            if all(any(each.startswith(word) for each in folded) for word in wanted):
                borne = set(marked) <= set(names.spell(person.full_name).split())
                found.append((not borne if marked else False, person.sort_key, person.pk))
    return [pk for *_, pk in sorted(found)[:limit]]


def test_a_search_of_many_finds_whom_looking_at_everybody_finds(everybody, monkeypatch):
    by_hand = {text: by_looking_at_everybody(text, 2000) for text in SOUGHT}
    for few, many in ((stock.FEW, stock.MANY), (0, stock.MANY), (3, 10), (0, 0)):
        monkeypatch.setattr(stock, "FEW", few)
        monkeypatch.setattr(stock, "MANY", many)
        for text, there in by_hand.items():
            for limit in (3, 2000):
                found = queries.search(text, by=everybody, limit=limit)
                assert [each.person.pk for each in found] == there[:limit], (text, few)


def words_in_the_index():
    """Each word of the index and how many names it leads to, read as the database keeps them."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, people_name_words, row)"
            )
            cursor.execute("SELECT term, doc FROM temp.words")
        else:
            cursor.execute("SELECT word, ndoc FROM ts_stat('SELECT words FROM people_name')")
        found = dict(cursor.fetchall())
        if connection.vendor == "sqlite":
            cursor.execute("DROP TABLE temp.words")
    return found


def words_of_the_names():
    return Counter(
        word
        for name in Name.objects.all()
        for word in {*name.folded.split(), *(f"={word}" for word in name.spelled.split())}
    )


def test_every_name_on_file_is_kept_once_and_its_words_are_in_the_index(everybody):
    assert stock.compare() == []
    assert Name.objects.count() == Name.objects.values(*stock.COLUMNS).distinct().count() > 100
    assert words_in_the_index() == words_of_the_names()


@pytest.mark.parametrize(
    ("full_name", "found_by"),
    [
        ("Đặng Thị Mỹ Ước", ["Đặng", "dang", "Ước", "uo", "d"]),
        ("Y-Bih Niê", ["y", "Bih", "y-bih", "Niê"]),
        ("H'Hen Niê", ["h'hen", "hen", "nie"]),
        ("Sô Ma_ly 2", ["sô", "ma_l", "2"]),
        ("Triệu Nguyễnghiêngngả", ["nguyenghiengn", "nguyenghiengnga", "Nguyễnghiêngngả"]),
        ("Ñandú Жуков 王", ["nandu", "Ñandú", "жук", "王"]),
        ("Lê Thị Hòa", ["Hoà", "hòa", "HÒA", "hoa", "t h l"]),
    ],
)
def test_a_word_is_what_it_is_when_names_are_folded(enrol, everywhere, full_name, found_by):
    person = enrol(full_name)
    enrol("Trần Văn Khác")
    for text in found_by:
        for written in (text, unicodedata.normalize("NFD", text)):
            found = [each.person for each in queries.search(written, by=everywhere)]
            assert found == [person], written


@pytest.mark.parametrize(
    "text", ['"', "' OR '", "hoa*", "NOT hoa", "hoa:*", "(", "a" * 300, "hoa " * 50, "\\", "=hoa"]
)
def test_nothing_that_is_typed_is_taken_for_an_order_to_the_index(enrol, everywhere, text):
    person = enrol("Lê Thị Hòa")
    found = [each.person for each in queries.search(text, by=everywhere)]
    meant = all(
        any(each.startswith(word) for each in ("le", "thi", "hoa"))
        for word in names.fold(text).split()
    )
    assert found == ([person] if meant else [])


def test_whoever_is_registered_corrected_or_erased_takes_the_name_along(
    enrol, acting, clerk, khe_xong
):
    keeper = acting("data_protection", at=khe_xong, user_id=9)
    person, other = enrol("Hồ Thị Sớm"), enrol("Hồ Thị Sớm")
    assert stock.compare() == []
    assert words_in_the_index() == words_of_the_names()
    operations.correct(person, {"full_name": "Hồ Thị Muộn"}, reason="nhầm", by=clerk)
    assert stock.compare() == []
    assert {row.folded for row in Name.objects.all()} == {" ho thi som ", " ho thi muon "}
    operations.erase(other, by=keeper)
    assert {row.folded for row in Name.objects.all()} == {" ho thi muon "}
    assert stock.compare() == []
    assert set(words_in_the_index()) == {"ho", "thi", "muon", "=hô`", "=thi.", "=muôn."}


def test_what_went_astray_is_mended(everybody):
    lost, extra = Name.objects.order_by("pk")[:2]
    lost.delete()
    stock.note([stock.Written("zzz", " nobody ", " nobody ")])
    assert len(stock.compare()) == 2
    assert stock.mend() == 2
    assert stock.compare() == []
    assert Name.objects.filter(pk=extra.pk).exists()
    assert words_in_the_index() == words_of_the_names()
    there = Name.objects.count()
    Name.objects.all().delete()
    assert words_in_the_index() == {}
    assert stock.mend() == there  # all at once where there was none
    assert stock.compare() == []
    assert words_in_the_index() == words_of_the_names()


def test_a_search_among_many_reads_no_table_of_people_from_end_to_end(everybody, monkeypatch):
    def look():
        for few, many in ((10, stock.MANY), (0, stock.MANY), (0, 0)):
            monkeypatch.setattr(stock, "FEW", few)
            monkeypatch.setattr(stock, "MANY", many)
            for text in ("quynh xuan", "Trần Quỳnh", "nguyen", ""):
                queries.search(text, by=everybody, limit=5)

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert read_whole(look) - {"hits"} == set()  # the names counted up to a limit


@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks for SQLite's own plan")
def test_names_and_people_are_read_in_their_order_and_only_as_far_as_needed(
    everybody, monkeypatch
):
    monkeypatch.setattr(stock, "FEW", 0)
    monkeypatch.setattr(stock, "MANY", 0)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with CaptureQueriesContext(connection) as seen:
        queries.search("nguyen", by=everybody, limit=20)
    ordered = [query["sql"] for query in seen if "ORDER BY" in query["sql"]]
    assert len(ordered) >= 2
    with connection.cursor() as cursor, unscoped("a test asks for plans"):
        for statement in ordered:
            cursor.execute("EXPLAIN QUERY PLAN " + statement.replace("%", "%%"))
            plan = [row[-1] for row in cursor.fetchall()]
            assert not [step for step in plan if "TEMP B-TREE" in step], (statement, plan)
