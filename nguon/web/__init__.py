"""The staff site's pages. A page loads through ``visible_to`` and makes one domain call.

Start at ``urls``. Nothing below knows that it exists.
"""
