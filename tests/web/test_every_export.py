"""Every list that leaves, opened again: no formula, no word changed, set up to be printed.

The routes come from the resolver, so a new export is walked by itself. Whatever somebody could
type begins with a sign of a formula here.
"""

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from openpyxl.worksheet.worksheet import Worksheet

from nguon.core.guard import unscoped
from nguon.core.http.policy import Route, routes
from nguon.people import names
from nguon.people import operations as people
from nguon.reports.lists import RISKY
from tests import cast, staff, world
from tests.canaries import token
from tests.development import story
from tests.test_scope_matrix import arguments, fill
from tests.world import ONLY_ADDED, Holdings, World, free_texts, scoped_models

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SIGNS = ("=", "+", "-", "@", "\t=", "  =", "＝", "＋", "－", "＠", "\u200b=")
ASKED = ("clerk", "secretary", "referrer", "cell_secretary", "inspection")
PLACES = ("khe-xong", "krong-klang", "dakrong")
IN_ORDER_OF_NAMES = {
    "people:export_found": "Họ và tên",
    "membership:export_members": "Họ và tên",
    "books:export_book": "Họ và tên; họ và tên khai sinh",
}
IN_ORDER = ("Anh", "Ân", "Dũng", "Đào", "Ơn")


@pytest.fixture(scope="module")
def country(django_db_setup: None, django_db_blocker) -> Iterator[World]:
    """A country in which every typed word begins with a sign of a formula, and some members."""
    with django_db_blocker.unblock(), transaction.atomic():
        built = world.build()
        _arm(built)
        by = cast.system(timezone.localdate())
        for given in reversed(IN_ORDER):
            person = story.a_person(built.places["khe-xong"], by=by, name=f"Hồ Văn {given}")
            people.begin_membership(person, joined_on=date(2015, 5, 19), by=by)
        yield built
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def someone(country: World) -> dict[str, Client]:
    accounts = world.people_of(country)
    return {name: staff.enter(Client(), accounts[name]) for name in ASKED}


def _arm(built: World) -> None:
    with unscoped("hostile words in a test country"):
        for number, model in enumerate(scoped_models()):
            if model in ONLY_ADDED:
                continue
            sign = SIGNS[number % len(SIGNS)]
            rows = model.unscoped.all()
            for name, longest in free_texts(model):
                rows.update(**{name: f"{sign}{token(number)}"[:longest]})


def exports() -> list[Route]:
    return [route for route in routes() if route.name.split(":")[-1].startswith("export")]


def opened(route: Route, country: World, someone: dict[str, Client]) -> Iterator[list[Worksheet]]:
    """The workbooks that the route hands out, to the first who gets any, for each place."""
    for client in someone.values():
        found = [taken(client, path) for path in paths(route, country)]
        if any(found):
            yield from (sheets for sheets in found if sheets)
            return


def paths(route: Route, country: World) -> list[str]:
    if not arguments(route):
        return [route.path]
    held: list[Holdings] = [country.holdings[place] for place in PLACES]
    return [fill(route, each) for each in held]


def taken(client: Client, path: str) -> list[Worksheet]:
    answer = client.get(path)
    if answer.status_code != 200:
        return []
    assert answer.headers["Content-Type"] == XLSX, path
    assert answer.headers["Content-Disposition"].startswith("attachment"), path
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return openpyxl.load_workbook(BytesIO(content)).worksheets


@pytest.fixture(scope="module")
def books(country: World, someone: dict[str, Client]) -> dict[str, list[Worksheet]]:
    return {
        route.name: [sheet for sheets in opened(route, country, someone) for sheet in sheets]
        for route in exports()
    }


def test_every_export_hands_somebody_a_workbook(books: dict[str, list[Worksheet]]) -> None:
    assert len(books) > 60
    assert [name for name, sheets in books.items() if not sheets] == []


def test_no_typed_word_becomes_a_formula_and_what_looks_like_one_is_marked(
    books: dict[str, list[Worksheet]],
) -> None:
    looked_like, wrong = 0, []
    for name, sheets in books.items():
        for cell in (cell for sheet in sheets for row in sheet.iter_rows() for cell in row):
            if cell.data_type == "f" and "Zq" in str(cell.value):
                wrong.append(f"{name} {cell.coordinate}: a formula, {cell.value!r}")
            elif cell.data_type == "s" and RISKY.match(str(cell.value)):
                looked_like += 1
                if not cell.quotePrefix:
                    wrong.append(f"{name} {cell.coordinate}: not marked, {cell.value!r}")
    assert wrong == []
    assert looked_like > 200


def test_every_sheet_keeps_its_heading_in_sight_can_be_filtered_and_printed(
    books: dict[str, list[Worksheet]],
) -> None:
    wrong = [
        f"{name} {sheet.title}"
        for name, sheets in books.items()
        for sheet in sheets
        if not (
            sheet.freeze_panes
            and sheet.auto_filter.ref
            and sheet.print_title_rows
            and sheet.page_setup.orientation == "landscape"
            and str(sheet.page_setup.paperSize) == "9"
        )
    ]
    assert wrong == []


@pytest.mark.parametrize("name", IN_ORDER_OF_NAMES)
def test_lists_of_people_stand_in_vietnamese_order(
    name: str, books: dict[str, list[Worksheet]]
) -> None:
    sheet = max(books[name], key=lambda each: each.max_row)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    top = next(n for n, row in enumerate(rows) if IN_ORDER_OF_NAMES[name] in row)
    column = rows[top].index(IN_ORDER_OF_NAMES[name])
    told = [str(row[column]) for row in rows[top + 1 :] if str(row[column]).startswith("Hồ Văn")]
    given = [said.split()[-1] for said in told]

    assert [each for each in IN_ORDER if each in given] == list(IN_ORDER)
    assert given == sorted(given, key=names.sort_key)
