"""Reads whose SQL is built once, for the few statements that every act of a case makes.

Django builds the text of a statement each time anew, which takes ten times as long as running it
(``bench/acts.py`` measures an act). A ``Prepared`` read is an ordinary query set over values that
come later; what is read of it are ordinary rows. Everything else stays with query sets.
"""

from collections.abc import Callable, Collection
from copy import copy
from typing import Any, Generic, NamedTuple, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, QuerySet
from django.db.models.query import ModelIterable

from nguon.core.actor import Seat

MANY = 512
Row = TypeVar("Row")
Shape = tuple[Any, ...]


class Slot(NamedTuple):
    """A parameter to be put in when the statement runs: one value of those named ``name``."""

    name: str
    place: int


class Given(Expression):
    """A value that is known when the statement runs, or all values of a collection, for ``in``."""

    def __init__(self, *slots: Slot, together: bool = False) -> None:
        super().__init__()
        self.slots, self.together = slots, together

    def as_sql(self, *_: Any, **__: Any) -> Any:
        marks = ", ".join(["%s"] * len(self.slots))
        return f"({marks})" if self.together else marks, list(self.slots)


class Statement(NamedTuple):
    """What is kept of a query set: its text, its parameters, and how its rows are made."""

    sql: str
    parameters: tuple[Any, ...]
    compiler: Any
    converters: Any
    gives_models: bool


class Prepared(Generic[Row]):
    """A query set whose SQL is built once for each shape of its values.

    ``build`` gets every value and every collection of values as a ``Given``, and seats as seats
    with their tier. A collection is filled up by its last value to one of few lengths, so it can
    only be looked into ("in").
    """

    def __init__(self, build: Callable[..., "QuerySet[Any, Row]"]) -> None:
        self._build = build
        self._statements: dict[Shape, Statement | None] = {}

    def __call__(self, **values: Any) -> list[Row]:
        """Run it.

        Shape: rows as the query set gives them: models, or tuples of ``values_list``.
        """
        link = connections[DEFAULT_DB_ALIAS]
        given = {name: _in_order(value) for name, value in values.items()}
        shape = (link.vendor, *map(_shape, given.values()))
        if shape not in self._statements:
            rows = self._build(**{name: _later(name, value) for name, value in given.items()})
            self._statements[shape] = _compiled(rows, link)
        statement = self._statements[shape]
        if statement is None:  # it can find no row
            return []
        return _rows(statement, [_value(p, given, link) for p in statement.parameters], link)


def _in_order(value: Any) -> Any:
    """A collection as a list of one of few lengths; seats by tier."""
    if isinstance(value, str | bytes) or not isinstance(value, Collection):
        return value
    found = sorted(value)
    if not found or isinstance(found[0], Seat):
        return found
    return found + found[-1:] * (_rounded(len(found)) - len(found))


def _rounded(count: int) -> int:
    """The next power of two, or of a long list the next multiple of ``MANY``."""
    return 1 << (count - 1).bit_length() if count <= MANY else -(-count // MANY) * MANY


def _shape(value: Any) -> Any:
    if not isinstance(value, list):
        return ""
    return (
        tuple(each.tier for each in value) if value and isinstance(value[0], Seat) else len(value)
    )


def _later(name: str, value: Any) -> Any:
    if not isinstance(value, list):
        return Given(Slot(name, 0))
    slots = [Slot(name, place) for place in range(len(value))]
    if value and isinstance(value[0], Seat):
        return [Seat(each.tier, Given(slot)) for each, slot in zip(value, slots, strict=True)]  # type: ignore[arg-type]
    return Given(*slots, together=True) if slots else []


def _value(parameter: Any, given: dict[str, Any], link: BaseDatabaseWrapper) -> Any:
    if not isinstance(parameter, Slot):
        return parameter
    value = given[parameter.name]
    one = value[parameter.place] if isinstance(value, list) else value
    return link.ops.adapt_unknown_value(one.organization_id if isinstance(one, Seat) else one)


def _compiled(rows: "QuerySet[Any, Any]", link: BaseDatabaseWrapper) -> Statement | None:
    compiler = rows.query.get_compiler(connection=link)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return None
    converters = compiler.get_converters([column for column, *_ in compiler.select])
    gives_models = rows._iterable_class is ModelIterable
    return Statement(sql, tuple(parameters), compiler, converters, gives_models)


def _rows(statement: Statement, parameters: list[Any], link: BaseDatabaseWrapper) -> list[Any]:
    with link.cursor() as cursor:
        cursor.execute(statement.sql, parameters)
        fetched = cursor.fetchall()
    compiler = copy(statement.compiler)
    compiler.connection = link
    compiler.execute_sql = lambda **_: [fetched]
    compiler.get_converters = lambda _: statement.converters
    if statement.gives_models:
        return list(ModelIterable(_Source(compiler)))  # type: ignore[arg-type]
    return list(compiler.results_iter([fetched], tuple_expected=True))


class _Source:
    """What Django's maker of models asks of a query set, for one that has run already."""

    db = DEFAULT_DB_ALIAS
    _known_related_objects: dict[Any, Any] = {}

    def __init__(self, compiler: Any) -> None:
        self.query, self._compiler = self, compiler

    def get_compiler(self, **_: Any) -> Any:
        return self._compiler
