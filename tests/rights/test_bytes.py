"""FT-31, N-04: of whoever was erased no byte is left in database, write log, index or files."""

import unicodedata
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction

from nguon.core import audit, wiping
from nguon.development import operations as development
from nguon.dossier import care, shelf
from nguon.dossier.models import Paper, PaperPart
from nguon.jobs import wipes
from nguon.people import names, operations, vault
from nguon.people.models import Person
from nguon.rights import operations as rights
from tests import cast
from tests.cast import TODAY
from tests.development import story
from tests.people.sheets import signed

NAME, NUMBER, PHONE = "Hồ Thị Quýnhmẫu", "045299887766", "0987123789"
HASH = "e7" * 32
CROWD = 120
LATER = datetime(2100, 1, 1, tzinfo=cast.HANOI)  # files are older than an hour then


def traces(person):
    """Every form in which somebody could be found by bytes."""
    forms = (
        lambda text: unicodedata.normalize("NFC", text),
        lambda text: unicodedata.normalize("NFD", text),
        names.fold,
        names.spell,
    )
    said = (NAME, "Quýnhmẫu", "Đổiquýnh", "Mẫuthử", "Lờithử", "Đạothử", NUMBER, PHONE)
    found = {form(word).encode() for word in said for form in forms}
    found |= {names.sort_key(NAME).encode(), names.sort_key("Hồ Thị Đổiquýnh").encode()}
    return found | {person.id_index.encode(), HASH.encode()}


def bytes_held():
    """Every byte that this machine keeps of the database and its files."""
    for path in Path(settings.FILES).rglob("*"):
        yield path.name.encode()
        yield path.read_bytes() if path.is_file() else b""
    yield from on_sqlite() if connection.vendor == "sqlite" else on_postgresql()


def on_sqlite():
    path = Path(connection.settings_dict["NAME"])
    yield from (file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def on_postgresql():
    """The pages of every table and index as they lie in files, which the server's owner reads."""
    owner = connection.get_connection_params() | {"user": "postgres", "cursor_factory": None}
    with psycopg.connect(**owner, autocommit=True) as link, link.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class"
            " WHERE relkind IN ('r', 'i', 't') AND relnamespace <> 'pg_catalog'::regnamespace"
            " AND pg_relation_filepath(oid) IS NOT NULL"
        )
        yield from (bytes(content) for (content,) in cursor.fetchall())


def left(person):
    held = [content for content in bytes_held() if content]
    return sorted(trace for trace in traces(person) if any(trace in content for content in held))


def crowd(clerk, khe_xong, start, stop):
    """Others, so that the trees of the database have inner pages and are balanced."""
    for number in range(start, stop):
        operations.register(
            f"Nguyễn Văn Đông {number:03d}", organization=khe_xong, consents=signed("development"),
            by=clerk, id_number=f"0451{number:08d}",
        )  # fmt: skip


def somebody(clerk, khe_xong):
    """A file with something of everything."""
    person = operations.register(
        NAME, organization=khe_xong, consents=signed("development", "sensitive"), by=clerk,
        id_number=NUMBER, phone=PHONE, born_on=date(2000, 4, 12),
    )  # fmt: skip
    vault.write(person, {"religion": "Đạothử"}, by=clerk, why="declared")
    operations.correct(person, {"address": "Mẫuthử"}, reason="của Quýnhmẫu", by=clerk)
    case = development.open_case(person, on=story.OPENED, by=clerk)
    story.tell(case, "candidate_listed", by=cast.system())
    here = {"organization": khe_xong, "added_at": clerk.at, "added_by": 0}
    paper = Paper.objects.create(**here, case=case, code="1-KNĐ", document="Mẫuthử")
    PaperPart.objects.create(
        **here, paper=paper, position=1, digest=HASH, kind="docx", pages=1, width=0, height=0,
        size=1,
    )  # fmt: skip
    shelf.put(HASH, vault.seal_paper(person, "Quýnhmẫu".encode().ljust(99), name=HASH))
    row = rights.receive(
        khe_xong, person=person, kind="delete", received_on=TODAY, document="3-YC", by=clerk
    )
    rights.answer(row, on=TODAY, words="Lờithử của Quýnhmẫu", by=clerk)
    development.freeze(person, "phone", words="Lờithử", by=clerk)
    operations.correct(person, {"full_name": "Hồ Thị Đổiquýnh"}, reason="khai sinh", by=clerk)
    return Person.objects.visible_to(clerk).get(pk=person.pk)


@pytest.mark.timeout(900)  # transactions of the other worker are waited for
@pytest.mark.django_db(transaction=True)
def test_no_byte_remembers_who_was_erased(
    acting, krong_klang, khe_xong, system, settings, tmp_path
):
    settings.SITE_DATA = tmp_path  # of this trail alone
    clerk = acting("clerk", at=krong_klang)
    with transaction.atomic():
        crowd(clerk, khe_xong, 0, CROWD // 2)
    person = somebody(clerk, khe_xong)
    with transaction.atomic():
        crowd(clerk, khe_xong, CROWD // 2, CROWD)
    held = left(person)
    assert names.fold("Đổiquýnh").encode() in held
    assert {NUMBER.encode(), person.id_index.encode()} <= set(held)

    operations.withdraw(person, "development", on=TODAY, by=clerk)
    development.forget(person, by=clerk)
    care.sweep(at=LATER)
    assert NUMBER.encode() in left(person)  # freed, not yet written anew
    wipes.wipe_deleted(replace(system, at=clerk.at + timedelta(days=99)))  # off over a holiday
    assert left(person) == []
    assert (tmp_path / wipes.WIPED).read_text() == str(audit.last_line())
    assert list(audit.verify()) == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes the file anew")
@pytest.mark.django_db(transaction=True)
def test_what_somebody_may_still_look_at_is_waited_for():
    reader = connection.copy()
    try:
        reader.connect()
        reader.connection.autocommit = False
        with reader.connection.cursor() as older:
            older.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            older.execute("SELECT count(*) FROM people_person")
        with pytest.raises(TimeoutError, match=r"sau 0\.2 giây"):
            wiping.wipe(["people_person"], patience=0.2)
    finally:
        reader.close()
