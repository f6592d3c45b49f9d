"""Parts of a template that say the same on every page of a language."""

from django import template
from django.template import Context
from django.template.base import NodeList, Parser, Token
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()


class Constant(template.Node):
    """Words, addresses and files of the site, put together once for each language.

    They are made without anything of the page around them, so that what is handed to the next
    reader can hold nothing of this one: a variable inside stays empty.
    """

    def __init__(self, nodes: NodeList) -> None:
        self.nodelist = nodes
        self._made: dict[str | None, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        language = get_language()
        if language not in self._made:
            alone = Context()
            alone.template = context.template
            self._made[language] = mark_safe(self.nodelist.render(alone))  # noqa: S308
        return self._made[language]


@register.tag
def constant(parser: Parser, token: Token) -> Constant:
    """``{% constant %}…{% endconstant %}``: what depends on nothing but the language."""
    nodes = parser.parse(("endconstant",))
    parser.delete_first_token()
    return Constant(nodes)
