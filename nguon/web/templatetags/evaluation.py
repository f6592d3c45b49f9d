"""The points that figures come to for a criterion."""

from decimal import Decimal

from django import template

from nguon.evaluation.figures import Development
from nguon.evaluation.models import Criterion

register = template.Library()


@register.filter
def points(found: Development, criterion: Criterion) -> Decimal | None:
    return found.points(criterion)
