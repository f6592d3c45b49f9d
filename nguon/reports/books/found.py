"""What stands in a book, apart from how it is told: who turns a page is told that page alone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
Row = Mapping[str, Any]
# What there is, in the order of the book, and how some of it is told, in as few statements.
Found = tuple[Iterable[T], Callable[[Sequence[T]], Iterable[Row]]]
