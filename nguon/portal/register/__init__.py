"""The document register: what was issued, since when it holds, and what took its place.

Start at ``models``: a document's kind says which fields it has beside the common ones, and its
validity on a day is computed, never stored. It does not know where its files lie.
"""
