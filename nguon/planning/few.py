"""Small numbers: what of a division of people stays closed, so that nobody is told of. Pure."""

from collections.abc import Iterable, Mapping

# Of fewer people nothing is told that not everybody may know: it would be told of somebody.
FEW = 5
Lines = Mapping[str, int]
People = Mapping[str, tuple[int, int]]


def is_few(number: int) -> bool:
    """Whether these are so few that to tell of them is to tell of somebody; nobody is not few."""
    return 0 < number < FEW


def tells(part: int, whole: int) -> bool:
    """Whether a part of a whole that is known would tell of few people, or of few others."""
    return is_few(part) or is_few(whole - part)


def closed(lines: Lines, last: str) -> frozenset[str]:
    """Return the lines of a division that nobody is told, for the total is told.

    Reading: where one line has one to four people, every line of fewer than five stays closed,
             also those of nobody; and further ones as ``together`` says.
    """
    if not any(is_few(number) for number in lines.values()):
        return frozenset()
    return together((line for line, number in lines.items() if number < FEW), lines, last)


def together(some: Iterable[str], lines: Lines, last: str) -> frozenset[str]:
    """Close further lines until what the total leaves is five people, who stand on two lines.

    Reading: the smallest go first and ``last`` at the very end, for it follows from other tables.
    """
    found = set(some)
    rest = [line for line, number in lines.items() if number and line not in found]
    rest.sort(key=lambda line: (line == last, lines[line], line))
    while found and rest and _is_known(found, lines):
        found.add(rest.pop(0))
    return frozenset(found)


def closed_parts(people: People, shut: frozenset[str]) -> frozenset[str]:
    """Return the lines of which no part (women) is told, those of ``shut`` among them.

    Shape:   line -> persons and, of these, women.
    Reading: the women of all lines together are told, so that lines are closed until nobody can
             reckon that few women, or few others, stand on one; closed lines count as one.
    """
    every = {line: pair for line, pair in people.items() if line not in shut}
    if shut:
        every[""] = _sum(people[line] for line in shut)
    found = {line for line, (persons, women) in every.items() if tells(women, persons)}
    rest = sorted(every.keys() - found, key=lambda line: every[line])
    while rest and any(_follows(line, found, every) for line in found):
        found.add(rest.pop(0))
    return frozenset(found - {""}) | shut


def closed_beside(lines: Lines, part: Lines, last: str) -> frozenset[str]:
    """Return the lines that would open one of half a year, or of what this leaves of the year."""
    rest = {line: max(number - part.get(line, 0), 0) for line, number in lines.items()}
    return closed(part, last) ^ closed(rest, last)


def closed_since(lines: Lines, earlier: Lines, shut: frozenset[str]) -> frozenset[str]:
    """Return the lines that changed by a few people since they were last told.

    Shape: ``shut`` are the lines that were not told then.
    """
    told = lines.keys() - shut
    return frozenset(line for line in told if is_few(abs(lines[line] - earlier.get(line, 0))))


def closed_above(lines: Lines, below: Iterable[tuple[Lines, frozenset[str]]]) -> frozenset[str]:
    """Return the lines that would open one of a place below, or of all that are not counted.

    Shape: ``below`` has what each place counted and which of its lines are closed.
    """
    places = list(below)
    return frozenset(line for line in lines if places and _opens(line, lines[line], places))


# --- pieces -------------------------------------------------------------------------------------


def _sum(pairs: Iterable[tuple[int, int]]) -> tuple[int, int]:
    found = list(pairs)
    return sum(persons for persons, _women in found), sum(women for _persons, women in found)


def _is_known(found: set[str], lines: Lines) -> bool:
    numbers = [lines[line] for line in found if lines[line]]
    return len(numbers) < 2 or sum(numbers) < FEW


def _opens(line: str, number: int, below: list[tuple[Lines, frozenset[str]]]) -> bool:
    """Whether this line less what the places below tell is few people, or just one of them."""
    left = number - sum(told.get(line, 0) for told, shut in below if line not in shut)
    shut_in = [told.get(line, 0) for told, shut in below if line in shut]
    return is_few(left) or (len(shut_in) == 1 and left == shut_in[0] > 0)


def _follows(line: str, found: set[str], every: People) -> bool:
    """Whether the bounds that the others leave tell of few."""
    persons, _women = every[line]
    others, women = _sum(every[each] for each in found)
    least, most = max(0, women - (others - persons)), min(persons, women)
    return _all_few(least, most) or _all_few(persons - most, persons - least)


def _all_few(least: int, most: int) -> bool:
    return least > 0 and most < FEW
