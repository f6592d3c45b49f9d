"""Who may sign in, and which dated roles they hold where.

Start at ``roles`` (the table of what each role may do) and ``actors`` (the Actor of a user on a
day). It refuses to know persons and cases: roles name actions, not rows.
"""
