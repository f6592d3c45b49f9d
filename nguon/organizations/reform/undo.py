"""Take a list back by a correcting act: from a day on the old tree stands, the past stays."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from nguon.core.actor import Actor, NotAllowed
from nguon.organizations import consequences, operations, rules
from nguon.organizations.models import Organization, Version
from nguon.organizations.reform.acts import ABOUT, Done, Watch, kind_of, standing_over
from nguon.organizations.reform.rows import Act, BadList, Fault


@transaction.atomic
def take_back(
    done: Iterable[Done],
    *,
    on: date,
    document: str,
    reason: str,
    by: Actor,
    watch: Watch = lambda done, total: None,
) -> None:
    """Undo steps of a list by a correcting act: from ``on`` the tree is again as it was.

    Reading: the last step first. Nothing before ``on`` is rewritten; what the list established
             ends, and what has come to it since goes where its first predecessor stands again.
    Raises:  BadList with every step that later acts stand in the way of. Nothing is written then.
    """
    order, faults = list(reversed(list(done))), list[Fault]()
    with consequences.of(by):
        for number, each in enumerate(order):
            watch(number, len(order))
            try:
                with transaction.atomic():
                    _Undoing(each, on, document, reason, by).do()
            except (rules.Refused, NotAllowed) as why:
                faults.append(Fault("", each.row, ABOUT.get(type(why), "who"), str(why)))
        if faults:
            raise BadList(faults)
        watch(len(order), len(order))


class _Undoing:
    """One step on its way back."""

    def __init__(self, done: Done, on: date, document: str, reason: str, by: Actor) -> None:
        self.done, self.reason = done, reason
        self.cited: dict[str, Any] = {"on": on, "document": document, "by": by}
        slugs = {*done.who, *done.into, *done.made, *done.above.values()}
        self.called = {each.slug: each for each in Organization.objects.filter(slug__in=slugs)}

    def do(self) -> None:
        back: dict[str, Callable[[], None]] = {
            Act.MERGE: self.restore, Act.SPLIT: self.restore, Act.DISSOLVE: self.restore,
            Act.RENAME: self.rename, Act.MOVE: self.move, Act.ESTABLISH: self.end,
        }  # fmt: skip
        back[self.done.act]()

    def restore(self) -> None:
        made = [self.called[slug] for slug in self.done.made]
        ended = [self.called[slug] for slug in self.done.ends]
        self._free_codes(made, ended)
        for each in reversed(ended):
            operations.restore(each, reason=self.reason, **self.cited)
        for each in reversed(made):
            operations.dissolve(each, successor=ended[0], **self.cited)

    def rename(self) -> None:
        was: dict[str, Any] = dict(self.done.was)
        operations.rename(self.called[self.done.who[0]], **was, **self.cited)

    def move(self) -> None:
        for slug in reversed(self.done.who):
            if slug not in self.done.above:
                raise rules.Refused(_("“%s” trước đó không trực thuộc tổ chức nào.") % slug)
            child, parent = self.called[slug], self.called[self.done.above[slug]]
            if standing_over([child]) != parent:  # whoever was restored may have it back by now
                operations.move(child, parent=parent, **self.cited)

    def end(self) -> None:
        for slug in reversed(self.done.made):
            above = standing_over([self.called[slug]])
            if above is not None:
                operations.dissolve(self.called[slug], successor=above, **self.cited)

    def _free_codes(self, made: Sequence[Organization], ended: Sequence[Organization]) -> None:
        """A code that what is ending bears by now may be that of somebody who stands again."""
        last = Version.objects.filter(organization__in=ended).exclude(code="")
        wanted = set(last.values_list("code", flat=True))
        for each in made:
            if kind_of(each).get("code", "") in wanted:
                operations.rename(each, code="", **self.cited)
