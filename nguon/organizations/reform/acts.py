"""Carry a list out: every row through ``operations``, all in one transaction, or none of it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from nguon.core.actor import Actor, NotAllowed
from nguon.core.text import fold, tidy
from nguon.organizations import consequences, operations, rules
from nguon.organizations.models import OPEN_END, Edge, Organization, Version
from nguon.organizations.reform.names import Directory, Unclear
from nguon.organizations.reform.rows import Act, BadList, Fault, Row, Step, steps

Watch = Callable[[int, int], None]
LONGEST_SLUG = 60
KIND = ("name", "tier", "party_rank", "code")
# Which column of a row a refusal of the tree is about; all others are about who is named.
ABOUT: Mapping[type[Exception], str] = {
    rules.CodeTaken: "code", rules.WrongCode: "code", rules.TierOrder: "parent",
    rules.Cycle: "parent", rules.Overlap: "on", rules.TooEarly: "on", rules.Incomplete: "document",
}  # fmt: skip


class Missing(LookupError):
    """A cell is empty that the row needs; ``column`` is a field of ``Row``."""

    def __init__(self, column: str, why: str) -> None:
        super().__init__(why)
        self.column = column


@dataclass(slots=True)
class Done:
    """What one step did, by addresses, so that it can be shown, compared and taken back.

    ``into`` took over, or was established, renamed or moved to; ``made`` were established by the
    step. ``was`` is the former name, tier, rank and code; ``above`` who stood over whom
    before, ``renamed`` the new name, or the new code where the name stays.
    """

    row: int
    act: str
    on: str
    document: str
    who: list[str]
    into: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    was: dict[str, str] = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)
    renamed: str = ""

    @property
    def ends(self) -> list[str]:
        return [slug for slug in self.who if slug not in self.into] if self.act in ENDING else []

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


ENDING = (Act.MERGE, Act.SPLIT, Act.DISSOLVE)


@transaction.atomic
def carry_out(
    rows: Iterable[Row], *, by: Actor, watch: Watch = lambda done, total: None
) -> list[Done]:
    """Do what a list says, in one transaction, and return what each step did, in their order.

    Shape:   ``watch`` is told how many steps are done of how many and may raise to stop; nothing
             is left then.
    Reading: names are read as of the row's day, after the rows before it; a result that nobody
             bears yet is established like what it is made of. Authority is judged once, by the
             tree before the list.
    Raises:  BadList with every row that cannot be carried out. Nothing is written when it raises.
    """
    rows = list(rows)
    order, made, faults = steps(rows), list[Done](), list[Fault]()
    directory = Directory(rows, by=by)
    with consequences.of(by):
        for number, step in enumerate(order):
            watch(number, len(order))
            try:
                with transaction.atomic():
                    made.append(_Doing(step, directory, by).do())
            except (rules.Refused, NotAllowed, Unclear, Missing) as why:
                faults.append(_fault(step.first, why))
                directory.miss(step.makes, step.first.row)
        if faults:
            raise BadList(faults)
        watch(len(order), len(order))
    return made


def _fault(row: Row, why: Exception) -> Fault:
    column = getattr(why, "column", "") or ABOUT.get(type(why), "who")
    return Fault(row.sheet, row.row, column, str(why))


class _Doing:
    """One step on its way."""

    def __init__(self, step: Step, directory: Directory, by: Actor) -> None:
        self.step, self.row, self.directory, self.by = step, step.first, directory, by
        self.cited: dict[str, Any] = {
            "on": self.row.on, "document": self.row.document, "by": by,
        }  # fmt: skip
        self.made: list[Organization] = []

    def do(self) -> Done:
        do: dict[str, Callable[[], Done]] = {
            Act.MERGE: self.merge, Act.SPLIT: self.split, Act.RENAME: self.rename,
            Act.MOVE: self.move, Act.DISSOLVE: self.dissolve, Act.ESTABLISH: self.establish,
        }  # fmt: skip
        return do[self.row.act]()

    def merge(self) -> Done:
        who = self._who()
        into = self._result(self.row, like=who)
        ending = [each for each in who if each != into]
        operations.merge(ending, into=into, **self.cited)
        return self._done(ending, [into], ended=ending)

    def split(self) -> Done:
        (who,) = self._who(one=True)
        if len(self.step.rows) < 2:
            raise Missing("name", _("Chia cần từ hai hàng trở lên, mỗi tổ chức kế thừa một hàng."))
        heirs = [self._result(row, like=[who]) for row in self.step.rows]
        operations.split(who, successors=heirs, keeper=heirs[0], **self.cited)
        return self._done([who], heirs, ended=[who])

    def rename(self) -> Done:
        (who,) = self._who(one=True)
        was = kind_of(who)
        asked = {"name": self.row.name, "code": self.row.code, "tier": self.row.tier}
        named = {**asked, "party_rank": self.row.rank}
        given: dict[str, Any] = {name: value for name, value in named.items() if value}
        self.directory.note(operations.rename(who, **given, **self.cited))
        done = self._done([who], [], was=was)
        done.renamed = tidy(self.row.name or self.row.code)
        return done

    def move(self) -> Done:
        who, parent = self._who(), self._parent()
        if parent is None:
            raise Missing("parent", _("Chuyển thì phải ghi tổ chức mới nó trực thuộc."))
        above = {each.slug: over.slug for each in who if (over := standing_over([each]))}
        for each in who:
            operations.move(each, parent=parent, **self.cited)
        return self._done(who, [parent], above=above)

    def dissolve(self) -> Done:
        (who,) = self._who(one=True)
        word = self.row.code or self.row.name
        heir = (
            self.directory.find(word, self.row.on)
            if word
            else self._parent() or standing_over([who])
        )
        if heir is None:
            raise Missing("name", _("Giải thể thì phải ghi tổ chức tiếp nhận."))
        operations.dissolve(who, successor=heir, **self.cited)
        return self._done([who], [heir], ended=[who])

    def establish(self) -> Done:
        self._establish(self.row, like=[])
        return self._done([], self.made)

    # --- pieces

    def _who(self, *, one: bool = False) -> list[Organization]:
        found = [self.directory.find(word, self.row.on) for word in self.row.who]
        found = list(dict.fromkeys(found))
        if not found:
            raise Missing("who", _("Phải ghi tổ chức nào."))
        if one and len(found) > 1:
            raise Missing("who", _("Việc này mỗi hàng chỉ nói về một tổ chức."))
        return found

    def _parent(self) -> Organization | None:
        return self.directory.find(self.row.parent, self.row.on) if self.row.parent else None

    def _result(self, row: Row, *, like: Sequence[Organization]) -> Organization:
        """Whoever takes over: by its code if one is given, else by its name; or a new one."""
        word = row.code or row.name
        if not word:
            raise Missing("name", _("Phải ghi tên hoặc mã của tổ chức kế thừa."))
        return self.directory.known(word, row.on) or self._establish(row, like=like)

    def _establish(self, row: Row, *, like: Sequence[Organization]) -> Organization:
        if not row.name:
            raise Missing("name", _("Phải ghi tên của tổ chức mới."))
        tier, rank = row.tier or _same("tier", like), row.rank or _same("party_rank", like)
        if not tier or not rank:
            if not tier:
                raise Missing("tier", _("Các tổ chức khác cấp nhau: hãy ghi cột Cấp."))
            raise Missing("rank", _("Các tổ chức khác loại hình nhau: hãy ghi cột Loại hình."))
        above = self.directory.find(row.parent, row.on) if row.parent else standing_over(like)
        if above is None:
            raise Missing("parent", _("Phải ghi tổ chức mới trực thuộc tổ chức nào."))
        kind: dict[str, Any] = {
            "name": row.name,
            "tier": tier,
            "party_rank": rank,
            "code": row.code,
        }
        slug = _free_slug(row.name)
        made = operations.establish(slug, parent=above, **kind, **{**self.cited, "on": row.on})
        self.directory.note(made.versions.select_related("organization").get())
        self.made.append(made)
        return made

    def _done(
        self,
        who: Sequence[Organization],
        into: Sequence[Organization],
        *,
        ended: Sequence[Organization] = (),
        was: Mapping[str, str] | None = None,
        above: Mapping[str, str] | None = None,
    ) -> Done:
        for each in ended:
            self.directory.end(each, self.row.row)
        return Done(
            self.row.row,
            str(self.row.act),
            self.row.on.isoformat(),
            tidy(self.row.document),
            [each.slug for each in who],
            [each.slug for each in into],
            [each.slug for each in self.made],
            dict(was or {}),
            dict(above or {}),
        )


def _current(organization: Organization) -> Version | None:
    return organization.versions.filter(valid_to=OPEN_END).first()


def kind_of(organization: Organization) -> dict[str, str]:
    now = _current(organization)
    return {name: getattr(now, name) for name in KIND} if now else {}


def _same(name: str, like: Sequence[Organization]) -> str:
    """What all of these have in common; nothing where they differ."""
    found = {kind.get(name, "") for kind in map(kind_of, like)}
    return found.pop() if len(found) == 1 else ""


def standing_over(like: Sequence[Organization]) -> Organization | None:
    """Under whom all of these stand; nothing where they differ."""
    edges = Edge.objects.filter(organization__in=like, valid_to=OPEN_END).select_related("parent")
    found = {edge.parent for edge in edges}
    return found.pop() if len(found) == 1 else None


def _free_slug(name: str) -> str:
    """An address made of a name; with a number where another has it."""
    plain = (
        re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:LONGEST_SLUG].strip("-") or "to-chuc"
    )
    pattern = rf"^{re.escape(plain)}(-\d+)?$"
    taken = set(
        Organization.objects.filter(slug__startswith=plain, slug__regex=pattern).values_list(
            "slug", flat=True
        )
    )
    number, slug = 1, plain
    while slug in taken:
        number += 1
        slug = f"{plain}-{number}"
    return slug
