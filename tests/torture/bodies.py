"""What a browser would send: the forms of a page, filled in as they stand there."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

Body = tuple[tuple[str, str], ...]

TYPED = {"date": "2025-06-01", "number": "1", "month": "2025-06", "email": "a@b.vn"}
WORDS = "thử"
NEVER = {"csrfmiddlewaretoken"}


@dataclass
class Form:
    """One form: where it goes and what it sends."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    chosen: set[str] = field(default_factory=set)  # names of choices that have a value by now


class Forms(HTMLParser):
    """Collects the forms of a page that send something by POST.

    Every choice is made (the first that says something, where none is), every empty line typed.
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._form: Form | None = None
        self._select = self._area = ""
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._form = Form(said.get("action", ""), said.get("method", "get").lower())
        elif self._form is None or ("name" not in said and tag != "option"):
            return
        elif tag == "input":
            self._input(self._form, said)
        elif tag == "select":
            self._select, self._options = said["name"], []
        elif tag == "option" and self._select:
            self._options.append((said.get("value", ""), "selected" in said))
        elif tag == "textarea":
            self._form.fields.append((said["name"], WORDS))
        elif tag == "button" and said.get("value"):
            self._choose(self._form, said["name"], said["value"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._form and self._select:
            told = [value for value, _ in self._options if value]
            picked = [value for value, chosen in self._options if chosen and value]
            self._form.fields.extend((self._select, value) for value in (picked or told)[:1])
            self._select = ""
        elif tag == "form" and self._form:
            if self._form.method == "post":
                self.found.append(self._form)
            self._form = None

    def _input(self, form: Form, said: dict[str, str]) -> None:
        kind, name = said.get("type", "text"), said["name"]
        if name in NEVER or kind == "file":
            return
        if kind in ("radio", "checkbox"):
            self._choose(form, name, said.get("value", "on"))
        else:
            form.fields.append((name, said.get("value") or TYPED.get(kind, WORDS)))

    def _choose(self, form: Form, name: str, value: str) -> None:
        if name not in form.chosen:
            form.chosen.add(name)
            form.fields.append((name, value))


def forms_of(page: str, path: str) -> dict[str, Body]:
    """Where the forms of the page at ``path`` go, with what they send; the longest counts."""
    parser = Forms()
    parser.feed(page)
    found: dict[str, Body] = {}
    for form in parser.found:
        goes_to = (form.action or path).partition("?")[0]
        if len(form.fields) >= len(found.get(goes_to, ())):
            found[goes_to] = tuple(form.fields)
    return found
