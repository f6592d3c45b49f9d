"""Whoever finds a weakness is told whom to tell, on the address that everybody looks at."""

from typing import Any

from django.test import Client

PAGE = "/.well-known/security.txt"


def test_the_contact_of_the_office_is_there_for_anybody(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = "mailto:bao-mat@nguon.example"
    answer = client.get(PAGE)
    said = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert said["Contact"] == "mailto:bao-mat@nguon.example"
    assert said["Canonical"].endswith(PAGE)
    assert set(said) == {"Contact", "Expires", "Preferred-Languages", "Canonical"}
    assert answer.headers["Content-Type"].startswith("text/plain")


def test_without_a_contact_there_is_nothing_to_read(
    client: Client, settings: Any, db: None
) -> None:
    settings.SECURITY_CONTACT = ""
    assert client.get(PAGE).status_code == 404
