"""A small office in a folder and database of its own, for commands that need a whole one.

``python -m tests.torture.spare WORD``: ``tables`` of a site, ``open`` the office in those of the
registry, ``erase`` the first person, ``tell`` as JSON what is there.
"""

import json
import sys
from datetime import date
from pathlib import Path

from nguon.cli import set_up_django

TODAY = date(2026, 3, 2)
PAPER = b"sealed elsewhere"


def main(word: str) -> None:
    set_up_django("either")
    told = {"open": settle, "tables": tables, "erase": erase, "tell": tell}[word]()
    print(json.dumps(told))


def tables() -> None:
    """Make the tables of a site and no more: its pages are not asked for."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from nguon.cli.prepare import create_database  # noqa: PLC0415

    if connection.vendor == "postgresql":
        create_database(_settings().DATABASES["default"])
    call_command("migrate", verbosity=0, interactive=False)


def settle() -> None:
    from tests.torture import office  # noqa: PLC0415

    office.settle(TODAY)
    register(office)
    folder = _settings().FILES / "papers" / "ab"
    folder.mkdir(parents=True)
    (folder / ("ab" + "0" * 62)).write_bytes(PAPER)


def register(office) -> None:
    """Two persons who agreed; of both something sensitive is sealed."""
    from nguon.people import operations, vault  # noqa: PLC0415
    from nguon.people.consent import ConsentGiven  # noqa: PLC0415
    from nguon.people.models import Basis, Purpose  # noqa: PLC0415

    by = office.actor(TODAY)
    agreed = [
        ConsentGiven(purpose, Basis.CONSENT, "2-PĐ/TT (thử)", office.BEGAN)
        for purpose in (Purpose.DEVELOPMENT, Purpose.SENSITIVE)
    ]
    for name in ("Trần Thị Bịa Xoá", "Lê Văn Bịa Giữ"):
        born = date(1999, 5, 6)
        person = operations.register(
            name, organization=_cell(), consents=agreed, born_on=born, by=by
        )
        vault.write(person, {"ethnicity": "Vân Kiều"}, by=by, why="test")


def erase() -> None:
    from nguon.people import operations  # noqa: PLC0415
    from nguon.people.models import Person  # noqa: PLC0415
    from tests.torture import office  # noqa: PLC0415

    by = office.actor(TODAY)
    operations.erase(Person.objects.visible_to(by).get(full_name__startswith="Trần"), by=by)


def tell() -> dict[str, object]:
    """What an office holds, to be compared: names, what is sealed, cases, lines, keys, files."""
    from nguon.core.models import AuditEntry  # noqa: PLC0415
    from nguon.development.models import Case  # noqa: PLC0415
    from nguon.people import vault  # noqa: PLC0415
    from nguon.people.models import Person  # noqa: PLC0415
    from tests.torture import office  # noqa: PLC0415

    by = office.actor(TODAY)
    people = list(Person.objects.visible_to(by).order_by("pk"))
    lines = list(AuditEntry.objects.order_by("chain", "number").values_list("hash", flat=True))
    return {
        "people": [person.full_name for person in people],
        "sealed": [
            vault.read(person, ["ethnicity"], by=by, why="test")["ethnicity"]
            for person in people
            if person.pk in vault.on_file([person.pk])
        ],
        "cases": sorted(Case.objects.visible_to(by).values_list("ref", flat=True)),
        "lines": lines,
        "files": [
            path.read_bytes().decode()
            for path in sorted(Path(_settings().FILES).rglob("*"))
            if path.is_file()
        ],
    }


def _cell():
    from nguon.organizations.models import Organization  # noqa: PLC0415

    return Organization.objects.get(slug="thon-thu-0")


def _settings():
    from django.conf import settings  # noqa: PLC0415

    return settings


if __name__ == "__main__":
    main(sys.argv[1])
