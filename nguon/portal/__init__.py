"""The public site: its own database, keys and users, and no way to the registry's.

Start at ``urls``; ``operations`` holds what readers, editors and moderators may decide. It imports
nothing but ``core`` and does not know that there is a registry.
"""
