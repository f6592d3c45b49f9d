"""Ages in full years, reckoned by the database."""

from typing import Any

from django.db.models import Expression, ExpressionWrapper, Func, IntegerField


class DayNumber(Func):
    """A day as the number yyyymmdd: two of them, divided by 10,000, give an age in full years."""

    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "CAST(REPLACE(%(expressions)s, '-', '') AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "CAST(TO_CHAR(%(expressions)s, 'YYYYMMDD') AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, **context)


def full_years(since: str, until: Any) -> Expression:
    """Full years from the day in a column until another day. Units: years; nothing if unknown."""
    years = (until - DayNumber(since)) / 10000
    return ExpressionWrapper(years, output_field=IntegerField())
