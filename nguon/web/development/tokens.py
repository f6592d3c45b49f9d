"""How an address names one act of a case: by a keyed hash, never by its row number."""

from nguon.core.crypto import blind_index

LENGTH = 16


def token_of(number: int) -> str:
    return blind_index(str(number), "case-event")[:LENGTH]
