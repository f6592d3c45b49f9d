"""The page of a forecast: a range with its base, or that there is too little history."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from nguon.planning import operations
from tests import cast
from tests.planning.story import TERM
from tests.planning.test_forecast_command import come

HERE = ("krong-klang", "2025-2030")


@pytest.fixture
def today(places):
    return timezone.localdate()


@pytest.fixture
def term(krong_klang, today):
    dates = {"starts_on": date(2025, 6, 1), "ends_on": date(2030, 6, 1)}
    paper = {"slug": "2025-2030", "decided_on": date(2025, 5, 1)}
    return operations.plan_term(krong_klang, **(TERM | dates | paper), by=cast.system(today))


def text(answer):
    return " ".join(answer.content.decode().split())


def test_without_a_history_it_does_not_guess(browse, krong_klang, term):
    clerk = browse("clerk", at=krong_klang)

    assert "Quá ít lịch sử để dự báo" in text(clerk.get(reverse("planning:forecast", args=HERE)))


def test_it_shows_range_pipeline_and_what_it_was_learned_from(browse, krong_klang, khe_xong, term):
    for number in range(14):
        come(khe_xong, date(2022, 1, 5 + number))
    clerk = browse("clerk", at=krong_klang)

    shown = text(clerk.get(reverse("planning:forecast", args=HERE)))
    sheet = clerk.get(reverse("planning:export_forecast", args=HERE))

    assert "Học từ 14 hồ sơ với 14 lần kết nạp ở đây" in shown
    assert "Dự báo" in text(clerk.get(reverse("planning:term", args=HERE)))
    assert openpyxl.load_workbook(BytesIO(sheet.content)).active["A1"].value == "Đến ngày"


def test_a_term_out_of_sight_is_not_there(browse, mo_o, term):
    assert browse("clerk", at=mo_o).get(reverse("planning:forecast", args=HERE)).status_code == 404
