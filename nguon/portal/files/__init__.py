"""Pictures, documents and clips of the public site: checked by what they hold, kept once.

Start at ``operations.keep``. What is kept is public to whoever knows its address, which nobody
can guess; nothing here is about the registry.
"""
