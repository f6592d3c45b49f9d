"""People who work at the site in a test: an account, a role, a browser that is signed in."""

from datetime import date, timedelta
from itertools import count

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    record_authentication,
)
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from nguon.accounts import operations
from nguon.accounts.models import User
from nguon.core.http.session import SECOND_FACTOR
from nguon.organizations.models import Organization
from tests import cast

number = count(1)


def employ(role: str, at: Organization, *, on: date | None = None) -> User:
    """Open an account that holds ``role`` at ``at``, from today by the clock as pages read it."""
    by = cast.system(on or timezone.localdate())
    user = operations.open_account(f"{role}-{next(number)}".replace("_", "-"), "Lê Thị Thử", by=by)
    operations.assign_role(
        user, role=role, organization=at, on=by.today, document=cast.DOCUMENT, by=by
    )
    return user


def enter(client: Client, user: User) -> Client:
    """Sign ``user`` in as just after passphrase and second factor."""
    user.refresh_from_db(fields=["scope_version"])  # else the first page turns the session's key
    client.force_login(user)
    request = HttpRequest()
    request.session = client.session
    request.session[SECOND_FACTOR] = user.pk
    record_authentication(request, user, "mfa")
    request.session.save()
    return client


def signed_in_before(client: Client, ago: timedelta) -> Client:
    """Put what the session knows of its sign-in back by ``ago``."""
    session = client.session
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] -= ago.total_seconds()
    session.save()
    return client
