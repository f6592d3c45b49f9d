"""Receipt codes: what the asker holds, and what is kept of it."""

import re
import secrets

from nguon.core.crypto import blind_index

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is read for another
GROUPS, OF_A_GROUP = 4, 4


def index_of(code: str) -> str:
    """What a receipt code is found by, however it was typed."""
    return blind_index(re.sub(r"[^0-9A-Z]", "", code.upper()), "question code")


def new_code() -> str:
    """A receipt code of 80 random bits in groups that are easily read out."""
    signs = "".join(secrets.choice(LETTERS) for _sign in range(GROUPS * OF_A_GROUP))
    return "-".join(signs[n : n + OF_A_GROUP] for n in range(0, len(signs), OF_A_GROUP))
