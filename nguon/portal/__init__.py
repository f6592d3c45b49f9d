"""The public site: its own database, keys and users, and no way to the registry's.

Start at ``urls``. It imports nothing but ``core``.
"""
