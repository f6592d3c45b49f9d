"""Where a file stands on the site: each room says it of its own, in its module ``uses``."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module

from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule

from nguon.portal.files.models import StoredFile

ROOMS = "nguon.portal."


@dataclass(frozen=True, slots=True)
class Place:
    """What uses a file: its kind in a word, its title, and where an editor finds it."""

    kind: str | Promise
    title: str
    address: str

    def __str__(self) -> str:
        return f"{self.kind} “{self.title}”"


Ask = Callable[[StoredFile], Iterable[Place]]


def of(file: StoredFile) -> list[Place]:
    """Everything that shows ``file`` or would show it, drafts included."""
    return [place for ask in _rooms() for place in ask(file)]


def in_a_text(file: StoredFile) -> str:
    """How the addresses of ``file`` and of its copies begin in a text."""
    return f'"/tep/{file.ref}/'


def _rooms() -> list[Ask]:
    there = [app for app in apps.get_app_configs() if app.name.startswith(ROOMS)]
    return [
        import_module(f"{app.name}.uses").of
        for app in there
        if app.module and module_has_submodule(app.module, "uses")
    ]
