"""Invented places and persons whose story is played through operations, seeded.

Start at ``cast`` (who and where) and ``story`` (what happens, in order).
"""
