"""A reform of the tree: a list of merges, splits and moves, applied whole or not at all.

Start at ``acts.carry_out``. It does nothing by itself to the tree: every row goes through
``organizations.operations`` like an act of its own. It does not know workbooks or pages.
"""
