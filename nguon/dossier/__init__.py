"""The dossier of a case: what it needs, what is kept, where it lies, what came back.

Start at ``queries.checklist`` for what is there and what is missing, at ``operations`` for papers
put in and taken out, at ``returns`` for files sent back, at ``book`` for the book of loans. It
judges nothing itself: whether a paper is needed or out of date is said by the rulebook.
"""
