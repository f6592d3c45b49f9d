"""What every test begins with is the same whether operations wrote it or it was put back."""

from django.db import transaction

from nguon.core import audit
from nguon.organizations import operations
from tests import cast
from tests.kept import Kept, everything


def test_what_is_put_back_is_what_operations_wrote(db):
    kept = Kept(cast.establish)
    with transaction.atomic():
        established = kept()
        written = everything()
        transaction.set_rollback(True)
    assert kept() == established
    assert everything() == written
    assert list(audit.verify()) == []


def test_life_goes_on_after_what_was_put_back(places):
    operations.rename(
        places["khe-xong"], name="Chi bộ Khe Xong", on=cast.TODAY, document="2", by=cast.system()
    )
    added = operations.establish(
        "thon-moi", name="Chi bộ thôn Mới", tier="cell", party_rank="subordinate_cell",
        parent=places["mo-o"], on=cast.TODAY, document="3", by=cast.system(),
    )  # fmt: skip
    assert added.pk not in {each.pk for each in places.values()}
    assert list(audit.verify()) == []
