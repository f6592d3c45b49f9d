"""How an address names one act of a case: by a keyed hash, never by its row number."""

from nguon.core.crypto import reference


def token_of(number: int) -> str:
    return reference(number, "case-event")
