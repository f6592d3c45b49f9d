"""What the program must never do, shown on all of it at once: on every table, form and page."""

import re
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.db.models import Model
from django.test import Client

from nguon.core.http.headers import PERMISSIONS
from nguon.dossier import catalogue
from nguon.people.models import Nomination

pytestmark = pytest.mark.pure

NGUON = Path(__file__).resolve().parent.parent / "nguon"
# Tables about somebody; the grades of a year (132, 124, 366-QĐ/TW) stand in ``evaluation``.
ABOUT_SOMEBODY = {"people", "development", "dossier", "sources", "membership", "meetings"}
RATES = re.compile(r"scor|rank|rating|point|weigh|loyal|reliab|potential|predict|likel|trust")
ASKS_FOR_A_MIND = re.compile(r"opinion|attitude|belief|thought|view|politic|religio|faith|mood")
CARD = re.compile(
    r"căn cước|chứng minh (?:nhân dân|thư)|hộ chiếu|ảnh thẻ|\bid card|passport", re.I
)
WATCHES = re.compile(r"navigator\.(?:geolocation|contacts|mediaDevices|bluetooth)|getUserMedia")


def tables() -> list[type[Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in ABOUT_SOMEBODY]


def columns(*models: type[Model]) -> set[str]:
    return {f"{m._meta.label}.{field.name}" for m in models for field in m._meta.get_fields()}


def matching(names: set[str], words: re.Pattern[str]) -> list[str]:
    return sorted(name for name in names if words.search(name.rpartition(".")[2]))


def test_no_table_about_somebody_has_a_column_that_rates_them() -> None:
    """N-03."""
    assert len(tables()) > 30
    assert matching(columns(*tables()), RATES) == []


def test_before_somebody_agreed_nothing_asks_what_they_think_or_believe() -> None:
    """N-02: neither the row of a person named, nor a form on which one is named."""
    from nguon.web.people import forms as pages  # noqa: PLC0415 - once the apps are there

    asked = {
        f"{name}.{field}"
        for name, form in vars(pages).items()
        if isinstance(form, type) and issubclass(form, forms.BaseForm) and "Nominat" in name
        for field in form.base_fields
    }
    assert asked
    assert matching(asked | columns(Nomination), ASKS_FOR_A_MIND) == []


def test_no_paper_of_a_dossier_is_a_picture_of_an_identity_card() -> None:
    """N-12: what may be kept of somebody are the papers of the catalogue, and no such one."""
    titles = [words for paper in catalogue.kinds().values() for words in (paper.vi, paper.en)]
    assert len(titles) > 40
    assert [title for title in titles if CARD.search(title)] == []


def test_no_page_may_ask_a_device_where_it_is_or_what_it_sees() -> None:
    """N-11: the header forbids it, and no script of ours would ask."""
    for sense in ("camera", "geolocation", "microphone"):
        assert f"{sense}=()" in PERMISSIONS
    scripts = list(NGUON.rglob("static/**/*.js"))
    assert scripts
    assert [path.name for path in scripts if WATCHES.search(path.read_text())] == []


@pytest.mark.django_db
def test_every_answer_carries_that_header() -> None:
    assert Client().get("/dang-nhap/").headers["Permissions-Policy"] == PERMISSIONS


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("people.Person.reliability", RATES),
        ("development.Case.rank", RATES),
        ("people.Nomination.religion", ASKS_FOR_A_MIND),
        ("people.Nomination.attitude", ASKS_FOR_A_MIND),
    ],
)
def test_such_a_column_would_be_found(column: str, words: re.Pattern[str]) -> None:
    assert matching({column}, words) == [column]


# --- the page that says where each requirement is made real --------------------------------------

ROOT = NGUON.parent
REQUIREMENTS = ROOT / "docs/reference/requirements.md"
WANTED = [f"L-{n:02}" for n in range(1, 31)] + [f"N-{n:02}" for n in range(1, 19)]


def rows() -> list[list[str]]:
    """Number, what, where, shown by, state."""
    lines = REQUIREMENTS.read_text().splitlines()
    return [line.strip("| ").split(" | ") for line in lines if re.match(r"\| [LN]-\d\d ", line)]


def shown_by(row: list[str]) -> list[tuple[str, str]]:
    return re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", row[3])


def test_every_requirement_has_one_row_and_every_test_named_there_is_there() -> None:
    assert [row[0] for row in rows()] == WANTED
    named = {each for row in rows() for each in shown_by(row)}
    missing = [
        f"{path}::{name}"
        for path, name in sorted(named)
        if not re.search(rf"def {name}\(", (ROOT / path).read_text())
    ]
    assert missing == []


def test_what_is_reached_is_shown_and_what_is_not_says_what_is_missing() -> None:
    states = {"reached", "later", "not reached"}
    for number, _what, _where, *_shown, state in rows():
        assert state.partition(":")[0] in states, number
    assert [row[0] for row in rows() if row[-1] == "reached" and not shown_by(row)] == []
