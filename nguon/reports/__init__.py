"""Workbooks in and out: the clerk's roster read, checked, taken over, and handed back.

Start at ``roster`` (pure: a workbook in, rows and faults out) and ``operations``. It refuses to
write anything about a person that is tied to no consent and no document.
"""
