"""Whatever changes hands with an organisation is called by a word, never by a table."""

from django.apps import apps

from nguon.organizations.scoping import Scoped
from nguon.web.organizations.labels import ROWS


def test_every_kind_of_row_that_a_successor_takes_over_has_its_word():
    kept = [model._meta.label_lower for model in apps.get_models() if issubclass(model, Scoped)]
    assert [label for label in kept if label not in ROWS] == []
