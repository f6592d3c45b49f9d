"""Accounts are made by an office, never by whoever comes along."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes the library's own door to new accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
