"""What is refused of a request before anybody looks at who sent it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/ho-so/a%00/", "/ho-so/?to-chuc=%00", "/%00"])
def test_an_address_with_a_nul_is_none(address):
    assert Client().get(address).status_code == 400


def test_a_request_brings_one_file_and_no_crowd_of_them():
    files = {name: SimpleUploadedFile(name, b"x") for name in ("one", "two")}

    assert Client().post("/dang-nhap/", files).status_code == 400
    assert Client().post("/dang-nhap/", {"one": files["one"]}).status_code == 200
