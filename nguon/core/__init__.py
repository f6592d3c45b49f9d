"""What every domain needs and nothing more: who acts, the trail, keys, protected fields.

Start at ``actor`` and ``audit``. It refuses to know organisations, persons and regulations.
"""
