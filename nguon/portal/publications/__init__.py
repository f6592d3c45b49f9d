"""Figures that an office has published: signed files, checked, shown as chart and table.

Start at ``operations.take_in``. A file is believed only if it bears the signature of a key that
whoever set up this site told it; nothing is ever asked of where the file comes from.
"""
