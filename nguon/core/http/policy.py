"""Every route says for which action it is there; a route that does not is not served."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.urls import URLPattern, URLResolver, get_resolver

PUBLIC = "public"  # anybody
SIGNED_IN = "signed_in"  # anybody with an account, whatever the role
OWN_ACCOUNT = "own_account"  # signed in, also while the second factor is still missing

View = TypeVar("View", bound=Callable[..., object])
_others: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Route:
    """One address of the site, its name and its declared policy (nothing if undeclared).

    ``also`` is a second action without which the door is shut, if there is one.
    """

    path: str
    name: str
    policy: str | None
    also: str | None = None


def policy(action: str) -> Callable[[View], View]:
    """Declare which action a view serves."""

    def mark(view: View) -> View:
        view.policy = action  # type: ignore[attr-defined]
        return view

    return mark


def declare(routes: dict[str, str]) -> None:
    """Declare policies for views of libraries, by URL name."""
    _others.update(routes)


def policy_of(view: Callable[..., Any], name: str) -> str | None:
    """The declared policy of a view, or nothing."""
    return getattr(view, "policy", None) or _others.get(name)


def routes() -> Iterator[Route]:
    """Every route that the resolver of this site knows."""
    yield from _walk(get_resolver().url_patterns, "/", "")


def _walk(patterns: Any, path: str, space: str) -> Iterator[Route]:
    for entry in patterns:
        here = path + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry.url_patterns, here, inner)
        elif isinstance(entry, URLPattern):
            name = f"{space}{entry.name}"
            also = getattr(entry.callback, "also", None)
            yield Route(here, name, policy_of(entry.callback, name), also)
