"""What an article says, in clean letters, and whose pen may touch it."""

from dataclasses import dataclass, fields

from nguon.core.actor import Actor
from nguon.core.text import fold, tidy
from nguon.portal.models import Article, Category, Stage
from nguon.portal.news.models import Revision, Tag
from nguon.portal.operations import sanitised, visible
from nguon.portal.roles import EDIT, SITE, WRITE
from nguon.portal.slugs import free_slug

LONGEST_TAG = 60
MOST_TAGS = 12


@dataclass(frozen=True, slots=True)
class Words:
    """What an article says; the body as it comes from the editor."""

    title: str
    category: Category
    lead: str = ""
    body: str = ""
    author: str = ""
    source: str = ""
    source_link: str = ""
    tags: str = ""

    def clean(self) -> "Words":
        """The same with clean letters, and of the body only what the sanitiser lets through."""
        return Words(
            title=tidy(visible(self.title)),
            category=self.category,
            lead=visible(self.lead).strip(),
            body=sanitised(self.body),
            author=tidy(visible(self.author)),
            source=tidy(visible(self.source)),
            source_link=self.source_link.strip(),
            tags=", ".join(tag_names(self.tags)),
        )

    def told(self) -> dict[str, object]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


WORDS = tuple(field.name for field in fields(Words))


def words_of(revision: Revision) -> Words:
    """What a revision says."""
    return Words(**{name: getattr(revision, name) for name in WORDS})


def tag_names(line: str) -> list[str]:
    """The tags of a line, each once, in their order."""
    names = (tidy(visible(part))[:LONGEST_TAG] for part in line.replace(";", ",").split(","))
    once: dict[str, str] = {}
    for name in filter(None, names):
        once.setdefault(fold(name), name)
    return list(once.values())[:MOST_TAGS]


def tag_slug(name: str) -> str:
    """The address of the tag ``name``."""
    return free_slug(name, Tag.objects.none(), otherwise="the")


def may_write(article: Article, by: Actor) -> bool:
    """Whether ``by`` may change the words of ``article`` as it lies now."""
    if by.may(EDIT, at=SITE):
        return True
    own = by.may(WRITE, at=SITE) and article.poster_id == by.user_id
    return own and article.stage in (Stage.NONE, Stage.DRAFT)
