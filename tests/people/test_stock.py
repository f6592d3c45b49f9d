"""Names on file: each once, found by its words, gone with the last who bears it."""

from datetime import date

import pytest
from django.db import connection

from nguon.accounts.actors import system_actor
from nguon.core.guard import unscoped
from nguon.demo import landscape, simulate
from nguon.demo.story import office_hours
from nguon.people import names, operations, queries, stock
from nguon.people.models import Name, NameWord, Person
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


@pytest.mark.parametrize("many", [stock.MANY, 10, 0])
def test_a_search_of_many_finds_whom_looking_at_everybody_finds(everybody, many, monkeypatch):
    monkeypatch.setattr(stock, "MANY", many)
    for text in SOUGHT:
        for limit in (3, 20, 2000):
            found = queries.search(text, by=everybody, limit=limit)
            assert [each.person.pk for each in found] == by_looking_at_everybody(text, limit), text


def test_every_name_on_file_is_kept_once_with_its_words(everybody):
    assert stock.compare() == []
    assert Name.objects.count() == Name.objects.values(*stock.COLUMNS).distinct().count() > 100
    for name in Name.objects.all()[:20]:
        words = set(NameWord.objects.filter(name=name).values_list("word", flat=True))
        assert words == {*name.folded.split(), *name.spelled.split()}


def test_whoever_is_registered_corrected_or_erased_takes_the_name_along(
    enrol, acting, clerk, khe_xong
):
    keeper = acting("data_protection", at=khe_xong, user_id=9)
    person, other = enrol("Hồ Thị Sớm"), enrol("Hồ Thị Sớm")
    assert stock.compare() == []
    operations.correct(person, {"full_name": "Hồ Thị Muộn"}, reason="nhầm", by=clerk)
    assert stock.compare() == []
    assert {row.folded for row in Name.objects.all()} == {" ho thi som ", " ho thi muon "}
    operations.erase(other, by=keeper)
    assert {row.folded for row in Name.objects.all()} == {" ho thi muon "}
    assert stock.compare() == []


def test_what_went_astray_is_mended(everybody):
    lost, extra = Name.objects.order_by("pk")[:2]
    lost.delete()
    stock.note([stock.Written("zzz", " nobody ", " nobody ")])
    assert len(stock.compare()) == 2
    assert stock.mend() == 2
    assert stock.compare() == []
    assert Name.objects.filter(pk=extra.pk).exists()


def test_a_search_among_many_reads_no_table_of_people_from_end_to_end(everybody):
    def look():
        queries.search("quynh xuan", by=everybody, limit=5)
        queries.search("Trần Quỳnh", by=everybody, limit=5)
        queries.search("nguyen", by=everybody, limit=5)

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    assert read_whole(look) - {"subquery"} == set()  # the names counted up to a limit
