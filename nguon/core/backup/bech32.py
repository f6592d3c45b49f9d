"""Bech32, in which age writes keys: letters that are hard to mistake, and a check at the end."""

LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
CHECK = 6


class Mistyped(ValueError):
    """The word is no key: a letter is missing, too many or another."""


def encode(prefix: str, content: bytes) -> str:
    """Return ``content`` in small letters behind its prefix."""
    values = _regroup(list(content), 8, 5, pad=True)
    check = _polymod(_spread(prefix) + values + [0] * CHECK) ^ 1
    ends = [(check >> 5 * (CHECK - 1 - at)) & 31 for at in range(CHECK)]
    return f"{prefix}1{''.join(LETTERS[value] for value in values + ends)}"


def decode(word: str, prefix: str) -> bytes:
    """Return what ``encode`` was given.

    Raises: Mistyped.
    """
    small = word.lower()
    if word not in (small, word.upper()) or not small.startswith(f"{prefix}1"):
        raise Mistyped(prefix)
    letters = small[len(prefix) + 1 :]
    if any(letter not in LETTERS for letter in letters):
        raise Mistyped(prefix)
    values = [LETTERS.index(letter) for letter in letters]
    if len(values) < CHECK or _polymod(_spread(prefix) + values) != 1:
        raise Mistyped(prefix)
    return bytes(_regroup(values[:-CHECK], 5, 8, pad=False))


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for at, generator in enumerate(GENERATOR):
            check ^= generator if top >> at & 1 else 0
    return check


def _spread(prefix: str) -> list[int]:
    return [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]


def _regroup(values: list[int], wide: int, narrow: int, *, pad: bool) -> list[int]:
    held, bits, found = 0, 0, []
    for value in values:
        held, bits = held << wide | value, bits + wide
        while bits >= narrow:
            bits -= narrow
            found.append(held >> bits & (1 << narrow) - 1)
    left = held & (1 << bits) - 1
    if pad and bits:
        found.append(left << narrow - bits)
    elif not pad and (bits >= wide or left):
        raise Mistyped("padding")
    return found
