"""Statutory statistics, Biểu 1 to 7: of any place and period, as it was or as it is, and closed.

Start at ``queries.table_of``; which rows a table has is data under ``tables``. What cannot be
derived stays empty with its reason; ethnicity and religion are totals and never open to names.
"""
