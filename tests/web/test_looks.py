"""What a page says where nothing else would: a form's address, a closed case, a print."""

import pytest
from django import forms
from django.utils import timezone

from nguon.accounts.models import Role
from nguon.development import operations
from nguon.web.forms import DateField, FilterForm, Form, KnownField
from tests import cast
from tests.development import story

pytestmark = [pytest.mark.django_db, pytest.mark.pure]


@pytest.fixture
def case(khe_xong, acting):
    story.describe(khe_xong)
    return story.a_case(khe_xong, by=acting(story.CLERK, at=khe_xong))


@pytest.fixture
def clerk(browse, krong_klang):
    return browse(Role.CLERK, at=krong_klang)


def test_the_address_of_a_form_leads_to_the_page_with_the_form(case, clerk):
    answer = clerk.get(f"/ho-so/{case.ref}/khong-tiep-tuc/")

    page = answer.content.decode()
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "<h1>Không mở thẳng được</h1>" in page
    assert 'href=".."' in page


class Asked(Form):
    name = forms.CharField()
    note = forms.CharField(required=False)
    votes = forms.IntegerField(required=False, initial=0)
    known = KnownField()
    kind = forms.ChoiceField(choices=[("a", "A")], required=False, widget=forms.RadioSelect)


class Narrowed(FilterForm):
    day = DateField(required=False)


@pytest.mark.parametrize(
    ("form", "told"), [(Asked(), ["note"]), (Narrowed(), [])], ids=["a form", "a filter"]
)
def test_only_a_field_that_shows_nothing_of_it_is_called_optional(form, told):
    assert [field.name for field in form if field.says_optional] == told


def test_a_closed_case_shows_no_step_that_is_due(case, clerk, acting, khe_xong):
    page = f"/ho-so/{case.ref}/"
    assert 'id="next"' in clerk.get(page).content.decode()

    today = timezone.localdate()
    operations.close(case, on=today, by=cast.acting(story.CLERK, at=khe_xong, today=today))

    shown = clerk.get(page).content.decode()
    assert "không còn bước nào phải làm" in shown
    assert 'id="next"' not in shown
    assert 'id="timeline"' in shown


def test_what_is_printed_says_when_and_for_whom(clerk):
    page = clerk.get("/ho-so/").content.decode()

    assert f"In lúc {timezone.localdate():%d/%m/%Y}" in page
    assert "Lê Thị Thử</p>" in page


def test_a_refused_act_is_told_in_words_not_in_codes(case, browse, khe_xong):
    member = browse(Role.AREA_MEMBER, at=khe_xong)

    answer = member.post(f"/ho-so/{case.ref}/nghi-quyet-chi-bo/")

    assert answer.status_code == 403
    assert "cell_resolution" not in answer.content.decode()
    assert "khe-xong" not in answer.content.decode()
