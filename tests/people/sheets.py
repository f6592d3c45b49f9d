"""Signed sheets, documents in their place, and lines of the trail."""

from datetime import date

from nguon.core.models import AuditEntry
from nguon.people.consent import ConsentGiven

SIGNED_ON = date(2025, 5, 20)
ALL = ("development", "sensitive", "statistics")


def signed(*purposes: str, on: date = SIGNED_ON, number: str = "07-PĐY") -> list[ConsentGiven]:
    """The consents that one signed sheet carries."""
    return [ConsentGiven(purpose, "consent", number, on, method="giấy") for purpose in purposes]


def of_member(number: str = "12-CV/VP") -> list[ConsentGiven]:
    """The document that covers a member's file."""
    return [ConsentGiven("development", "membership", number, SIGNED_ON)]


def trail(subject: str = "") -> list[tuple[str, int]]:
    """Action and actor of every line about a subject, in order."""
    lines = AuditEntry.objects.filter(subject__startswith=subject).order_by("pk")
    return list(lines.values_list("action", "actor_id"))
