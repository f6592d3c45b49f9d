"""Whatever is public, found by its words, with and without marks, and listed with its address.

Start at ``operations``: each room puts in what becomes public, and takes out what goes. It does
not know what the rooms are, nor reads any of their tables.
"""
