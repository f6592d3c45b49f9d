"""The register's side of ``bench.clerks``: an account, a factor and an open session a clerk.

``python -m bench.clerks_side NUMBER`` in the site's environment prints what the browsers need.
"""

import json
import sys
from importlib import import_module
from typing import Any

PASSPHRASE = "suối reo bên nương ngô chín"
FAMILIES = ("nguyen", "tran thi", "le van", "pham", "hoang")
CASES = 20


def main(number: int) -> None:
    import_module("nguon")
    import_module("django").setup()
    import_module("bench.pages").prepare()
    print(json.dumps(clerks(number)))


def clerks(number: int) -> list[dict[str, Any]]:
    """So many clerks, in turn at the communes that have open cases."""
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415 - settings are there now

    places = at_communes()
    hashed, users = make_password(PASSPHRASE), []
    for turn in range(number):
        place, cases = places[turn % len(places)]
        users.append(clerk(turn, place, cases, hashed))
    return users


def at_communes() -> list[tuple[Any, list[str]]]:
    """Communes, each with the references of its open cases."""
    from django.utils import timezone  # noqa: PLC0415

    from nguon.core.guard import unscoped  # noqa: PLC0415
    from nguon.development.models import Case  # noqa: PLC0415
    from nguon.organizations.models import Organization, Placement, on  # noqa: PLC0415

    today = timezone.localdate()
    with unscoped("a measurement picks places"):
        stood = dict(Placement.objects.filter(on(today)).values_list("organization", "commune"))
        rows = Case.unscoped.filter(closed_on=None, admitted_on=None).order_by("pk")
        found: dict[int, list[str]] = {}
        for keeper, ref in rows.values_list("organization", "ref"):
            commune = stood.get(keeper)
            if commune and len(found.setdefault(commune, [])) < CASES:
                found[commune].append(ref)
        places = Organization.objects.in_bulk(list(found))
    return [(places[number], refs) for number, refs in sorted(found.items())]


def clerk(turn: int, place: Any, cases: list[str], hashed: str) -> dict[str, Any]:
    from allauth.mfa.adapter import get_adapter  # noqa: PLC0415
    from allauth.mfa.models import Authenticator  # noqa: PLC0415
    from allauth.mfa.totp.internal.auth import generate_totp_secret  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from nguon.accounts import operations  # noqa: PLC0415
    from nguon.accounts.actors import system_actor  # noqa: PLC0415
    from nguon.accounts.models import Role, User  # noqa: PLC0415
    from tests import staff  # noqa: PLC0415

    now = timezone.now()
    by = system_actor(today=timezone.localdate(now), at=now)
    user = operations.open_account(f"do-dac-{turn}", "Đo Đạc (thử)", by=by)
    operations.assign_role(
        user, role=Role.CLERK, organization=place, on=by.today, document="1 (thử)", by=by
    )
    User.objects.filter(pk=user.pk).update(password=hashed)
    secret = generate_totp_secret()
    sealed = {"secret": get_adapter().encrypt(secret)}
    Authenticator.objects.create(user=user, type="totp", data=sealed)
    browser = staff.enter(Client(headers={"host": "localhost"}), User.objects.get(pk=user.pk))
    browser.get("/nguoi/them/")  # a form, which brings the cookie that forms need
    cookies = {name: said.value for name, said in browser.cookies.items()}
    return {
        "username": user.username, "cases": cases, "cookies": cookies, "secret": secret,
        "passphrase": PASSPHRASE, "family": FAMILIES[turn % len(FAMILIES)],
    }  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]))
