"""What readers leave below articles: points and comments, and the moderators' queue.

Start at ``operations``. A reader is never known by name, and nobody reads a comment before a
moderator did; how an article comes to stand there is no business of this room.
"""
