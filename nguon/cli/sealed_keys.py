"""Private keys of backups as people have them: on a printed sheet, typed, or in a file."""

from pathlib import Path

from nguon.core.backup import bech32
from nguon.core.backup.age import recipient_of

BEGINS, LENGTH, GROUP = "AGE-SECRET-KEY-1", 58, 4
LARGEST_SHEET = 1 << 20


def read(given: str) -> list[str]:
    """Return every key in a text or in the file that it names, blanks and case left aside.

    Raises: bech32.Mistyped if there is none, or one is not as it was printed.
    """
    text = given
    if BEGINS not in given.upper():
        text = Path(given).read_text(encoding="utf-8", errors="replace")[:LARGEST_SHEET]
    found = [_gathered(part) for part in text.upper().split(BEGINS)[1:]]
    if not found:
        raise bech32.Mistyped(given)
    for each in found:
        recipient_of(each)
    return found


def grouped(identity: str) -> list[str]:
    """The lines of a key as it is printed: groups of four, to be read out and typed in."""
    letters = identity.removeprefix(BEGINS)
    groups = [letters[at : at + GROUP] for at in range(0, len(letters), GROUP)]
    return [BEGINS, " ".join(groups[:8]), " ".join(groups[8:])]


def _gathered(text: str) -> str:
    letters = [each for each in text[: 4 * LENGTH] if not each.isspace()]
    return BEGINS + "".join(letters[:LENGTH])
