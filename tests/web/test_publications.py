"""The pages of what is published: propose, look, decide, carry the file away."""

from datetime import date

import pytest
from django.conf import settings
from django.urls import reverse

from nguon.accounts.models import Role
from nguon.core import signing
from nguon.planning import operations as planning
from nguon.reports.models import Publication
from nguon.reports.publication import queries
from tests import cast
from tests.planning.story import TERM, admit

LIST, PROPOSE = reverse("publications:publications"), reverse("publications:propose")


@pytest.fixture(autouse=True)
def outbox(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "SITE_DATA", tmp_path)


@pytest.fixture
def office(browse, krong_klang, khe_xong, system):
    planning.plan_term(krong_klang, by=system, **TERM)
    for number in range(7):
        admit(khe_xong, date(2015, 3, 1 + number))
    return browse(Role.CLERK, at=krong_klang)


def proposed(office, **more):
    asked = {"term": "krong-klang 2015-2020", "kind": "term_results", "on": ""} | more
    return office.post(PROPOSE, asked, follow=True)


def page_of(row, name="publication"):
    return reverse(f"publications:{name}", args=[row.ref])


def the_one():
    return Publication.objects.visible_to(cast.system()).get()


def test_the_office_sees_exactly_what_the_public_will_and_cannot_sign(office):
    page = proposed(office)

    assert page.context["shown"].tables[0].rows[0].cells == ("7", "10–12")
    assert b"<svg" in page.content
    assert "Duyệt và ký" not in page.content.decode()
    assert office.post(page_of(the_one(), "decide"), {"act": "approve"}).status_code == 403
    assert office.get(page_of(the_one(), "file")).status_code == 404


def test_the_secretary_signs_and_the_file_can_be_carried_away(office, browse, krong_klang):
    proposed(office)
    secretary = browse(Role.SECRETARY, at=krong_klang)

    secretary.post(page_of(the_one(), "decide"), {"act": "approve"})

    answer = office.get(page_of(the_one(), "file"))
    assert signing.read(answer.content, queries.public_key())["serial"] == 1
    assert "attachment" in answer.headers["Content-Disposition"]


def test_taking_back_wants_a_reason(office, browse, krong_klang):
    proposed(office)
    secretary = browse(Role.SECRETARY, at=krong_klang)
    secretary.post(page_of(the_one(), "decide"), {"act": "approve"})

    refused = secretary.post(page_of(the_one(), "decide"), {"act": "withdraw", "reason": " "})
    assert "Phải ghi lý do" in refused.content.decode()
    secretary.post(page_of(the_one(), "decide"), {"act": "withdraw", "reason": "Cần soát lại."})
    assert the_one().status == "withdrawn"


def test_what_would_tell_of_a_few_people_is_refused_with_the_reason(office):
    page = proposed(office, kind="classes")

    assert page.status_code == 200
    assert "1–4 người" in page.content.decode()


def test_the_list_leaves_as_a_workbook(office):
    proposed(office)

    assert office.get(LIST).status_code == 200
    assert office.get(LIST, {"xuat": "1"}).content[:2] == b"PK"
