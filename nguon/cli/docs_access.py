"""The reference page of who reads which personal data: roles beside the register of fields."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model

from nguon.accounts.models import Role
from nguon.accounts.roles import ROLES

OPENED = "people.open"
# Tables that belong to no organisation: the action that they are read by, or who reads them.
NOT_SCOPED = {
    "accounts.User": "accounts.view",
    "people.SealedValue": OPENED,
    "people.Correction": OPENED,
    "people.Frozen": OPENED,
    "people.Name": "nobody: words of names, without whose they are",
    "rights.Officer": "everybody who is signed in: the law wants the name known",
    "notices.Subscription": "its owner",
    "web.Draft": "its owner",
}


def access_page(made: str) -> Iterator[str]:
    """Every table with personal data, by which action it is read and which roles hold that."""
    yield f"# Who reads which personal data\n\n{made}"
    yield "Within the place where the role is held and what stands under it. P3 is opened one"
    yield f"person at a time by `{OPENED}`, with a reason, and leaves a line in the trail that the"
    yield "person may see; to judge a case the program reads it for whoever sees the case, and"
    yield "tells findings.\n"
    yield "| what | class | fields | read by | roles |\n|---|---|---|---|---|"
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
        yield from _rows(model)


def read_by(model: type[Model], level: str) -> str:
    """The action by which fields of a class are read, or who reads them.

    Raises: LookupError for a table of which nobody has said it.
    """
    label = model._meta.label
    if label in NOT_SCOPED:
        return NOT_SCOPED[label]
    action: str | None = getattr(model, "view_action", None)
    if action is None:
        raise LookupError(f"{label}: say in NOT_SCOPED who reads it")
    return OPENED if level == "P3" else action


def roles_with(action: str) -> list[str]:
    """The roles that hold an action, in the order of the table."""
    return [role.value for role in Role if action in ROLES[role]]


def _rows(model: type[Model]) -> Iterator[str]:
    held = getattr(model, "protection", {})
    for level in sorted({each.level for each in held.values()}):
        fields = ", ".join(sorted(name for name, each in held.items() if each.level == level))
        action = read_by(model, level)
        shown = f"`{action}`" if roles_with(action) else action
        roles = ", ".join(roles_with(action)) or "—"
        yield f"| {model._meta.label} | {level} | {fields} | {shown} | {roles} |"
