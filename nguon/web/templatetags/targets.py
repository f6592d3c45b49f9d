"""Words of targets in templates."""

from django import template

from nguon.planning import proposal
from nguon.planning.models import Part, Unit
from nguon.planning.stages import TOO_FEW, PartLine
from nguon.web import target_words

register = template.Library()
register.filter("notes", target_words.notes)
register.filter("gap", target_words.gap)
register.filter("outcome", target_words.outcome)
register.filter("source", target_words.source)
register.filter("left", target_words.left)
register.filter("each_of", target_words.each_of)
register.filter("listed", target_words.listed)
register.filter("target", proposal.written)


@register.filter
def group(line: PartLine) -> str:
    return str(Part(line.group).label)


@register.filter
def at_least(line: PartLine) -> str:
    """How much is asked, with its unit."""
    return f"{line.lower} {Unit(line.unit).label}"


@register.filter
def is_too_few(line: PartLine) -> bool:
    return line.empty == TOO_FEW
