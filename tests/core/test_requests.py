"""What is refused of a request before anybody looks at who sent it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/ho-so/a%00/", "/ho-so/?to-chuc=%00", "/%00"])
def test_an_address_with_a_nul_is_none(address):
    assert Client().get(address).status_code == 400


@pytest.mark.parametrize(("number", "status"), [(1, 200), (20, 200), (21, 400)])
def test_a_request_brings_the_pages_of_a_paper_and_no_crowd_of_files(number, status):
    files = {f"{page}": SimpleUploadedFile(f"{page}", b"x") for page in range(number)}

    assert Client().post("/dang-nhap/", files).status_code == status
