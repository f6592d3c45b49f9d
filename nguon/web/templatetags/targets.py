"""Words of targets in templates."""

from django import template

from nguon.planning import proposal
from nguon.planning.models import Part, Unit
from nguon.planning.stages import TOO_FEW, PartLine
from nguon.web.planning import board_labels

register = template.Library()
register.filter("notes", board_labels.notes)
register.filter("outcome", board_labels.outcome)
register.filter("source", board_labels.source)
register.filter("left", board_labels.left)
register.filter("each_of", board_labels.each_of)
register.filter("listed", board_labels.listed)
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
