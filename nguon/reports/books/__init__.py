"""The books of a committee as views: rows in prescribed columns, as of any day; nothing is kept.

Start at ``catalogue`` (which books, which columns, seen where) and ``reading`` (their rows);
``comparing`` records that a book was compared with the level above or below. Sensitive columns
are known here by name only: ``reports.sealed`` fills them, for a file that leaves locked.
"""
