"""Articles: from the first draft of a writer to the page that everybody reads, and its revisions.

Start at ``operations``: a text is written, edited, approved and shown from one instant until
another; what is shown stays as it is while a new revision is worked on. What readers leave below
an article is ``readers``'.
"""
