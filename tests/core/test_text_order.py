"""Both databases put keys of Vietnamese words in one order, whatever their collation."""

import pytest
from django.db import connection

from nguon.core.text import sort_key

WORDS = [
    *("Ăn", "Ân", "An", "Đỗ", "Dỗ", "Da", "Đa", "Ế", "Ê", "Yên", "Ý", "Zô", "H'Nga", "Hoa", "2"),
    *("Chi bộ 10", "Chi bộ 2", "Chị", "Nguyễn Thị Ánh", "Nguyễn Thị Anh", "ngà", "nghĩa"),
]


@pytest.mark.django_db
def test_the_database_puts_keys_in_the_same_order():
    keys = [sort_key(word) for word in WORDS]
    rows = " UNION ALL ".join(["SELECT %s AS sort_key"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT sort_key FROM ({rows}) AS words ORDER BY sort_key", sorted(keys))
        assert [key for (key,) in cursor.fetchall()] == sorted(keys)
