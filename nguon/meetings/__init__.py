"""Meetings at which somebody's way is voted on: called, prepared on paper, counted, recorded.

Start at ``operations`` for what is decided, at ``packs`` for the printed pack. Of a ballot the
totals are kept and nothing else: there is no place in which who voted how could be written.
"""
