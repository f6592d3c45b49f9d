"""What is in force on a day, and what changed between two days. Start at ``changes``."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from nguon.rulebook.law.book import Parameter, Provision, Regime, Rulebook
from nguon.rulebook.law.loading import load


class NoSuchProvision(LookupError):
    """No provision and no rule has that name; ``near`` are names like it."""

    def __init__(self, asked: str, near: tuple[str, ...]) -> None:
        super().__init__(asked)
        self.asked = asked
        self.near = near


@dataclass(frozen=True, slots=True)
class Change:
    """One provision that has another edition from the day ``on``.

    ``before`` is None for the first text held of all; an ``after`` whose value is None is a
    repeal.
    """

    on: date
    provision: str
    before: Provision | None
    after: Provision

    @property
    def of_value(self) -> bool:
        """Whether what has to be done differs, and not only where it is written."""
        return self.before is None or self.before.value != self.after.value


@dataclass(frozen=True, slots=True)
class RegimeChange:
    """Another regulation governs from the day ``on``; ``before`` is None for the first."""

    on: date
    before: Regime | None
    after: Regime


def in_force(on: date, book: Rulebook | None = None) -> tuple[Provision, ...]:
    """List every provision as it stands on a day.

    Shape:  by rule, then by name.
    Raises: NoRuleInForce before the first regulation held.
    """
    book = book or load()
    return tuple(sorted(book.law(on).provisions.values(), key=_by_rule))


def editions_of(name: str, book: Rulebook | None = None) -> tuple[Provision, ...]:
    """List the editions of a provision, the oldest first; each begins where the last one ends.

    Raises: NoSuchProvision.
    """
    book = book or load()
    if name not in book.editions:
        raise _unknown(name, book)
    return tuple(book.editions[name])


def find(provision_or_rule: str, book: Rulebook | None = None) -> tuple[str, ...]:
    """Name the provision asked for, or all provisions of a rule such as R-AGE-01.

    Shape:  sorted; upper and lower case are one.
    Raises: NoSuchProvision, with names like the one asked for.
    """
    book = book or load()
    asked = provision_or_rule.strip().lower()
    found = tuple(
        sorted(
            name
            for name, editions in book.editions.items()
            if asked in (name.lower(), editions[0].rule.lower())
        )
    )
    if not found:
        raise _unknown(provision_or_rule, book)
    return found


def changes(since: date, until: date, book: Rulebook | None = None) -> tuple[Change, ...]:
    """List the editions that began after ``since`` and not after ``until``.

    Shape:   by day, then by rule and name.
    Reading: an edition that says the same in another instrument is a change too, of the citation.
    """
    book = book or load()
    found = [
        change
        for editions in book.editions.values()
        for change in _successions(tuple(editions))
        if since < change.on <= until
    ]
    return tuple(sorted(found, key=lambda change: (change.on, *_by_rule(change.after))))


def regime_changes(
    since: date, until: date, book: Rulebook | None = None
) -> tuple[RegimeChange, ...]:
    """List the days after ``since`` and not after ``until`` from which another regulation governs.

    Shape: by day.
    """
    book = book or load()
    regimes = (None, *book.regimes)
    pairs = zip(regimes, book.regimes, strict=False)
    found = (RegimeChange(after.valid_from, before, after) for before, after in pairs)
    return tuple(change for change in found if since < change.on <= until)


def differences(first: date, second: date, book: Rulebook | None = None) -> tuple[Change, ...]:
    """List the provisions that stand otherwise on ``second`` than on ``first``.

    Shape:   by rule, then by name; ``on`` is the day from which the later one of both holds.
    Reading: of several editions between the two days only the outcome counts; the days may be
             given in either order. What ``first`` lies before any text of is new.
    Raises:  NoRuleInForce before the first regulation held.
    """
    book = book or load()
    before, after = book.law(first).provisions, book.law(second).provisions
    pairs = ((before.get(name), now) for name, now in after.items())
    found = [
        Change(max(was.valid_from, now.valid_from) if was else now.valid_from, now.name, was, now)
        for was, now in pairs
        if was is None or _says(was) != _says(now)
    ]
    return tuple(sorted(found, key=lambda change: _by_rule(change.after)))


def codes_of(rule: str, book: Rulebook | None = None) -> tuple[str, ...]:
    """Name the finding codes that a rule gives, in the order of the contract."""
    book = book or load()
    return tuple(code for code, spec in book.codes.items() if rule in spec.rules)


def parameters_of(rule: str, book: Rulebook | None = None) -> tuple[Parameter, ...]:
    """List what the regulations leave open about a rule."""
    book = book or load()
    return tuple(one for one in book.parameters.values() if rule in one.rules)


def _successions(editions: tuple[Provision, ...]) -> Iterator[Change]:
    before = None
    for after in editions:
        if before is None or _says(before) != _says(after):
            yield Change(after.valid_from, after.name, before, after)
        before = after


def _says(provision: Provision) -> tuple[object, ...]:
    return provision.value, provision.citation


def _by_rule(provision: Provision) -> tuple[str, str]:
    return provision.rule, provision.name


def _unknown(asked: str, book: Rulebook) -> NoSuchProvision:
    rules = {editions[0].rule for editions in book.editions.values()}
    names = {name.lower(): name for name in (*book.editions, *rules)}
    near = get_close_matches(asked.strip().lower(), list(names), n=5, cutoff=0.5)
    return NoSuchProvision(asked, tuple(names[one] for one in near))
