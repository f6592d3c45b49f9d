"""The tree in time: identities, their dated names and parents, and where each stood when.

Start at ``models``; ``operations`` change the tree, ``queries`` read it on a day. It refuses to
know persons, cases and pages.
"""
