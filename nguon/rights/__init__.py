"""What somebody may ask for about the own data, and what the office does when data went astray.

Start at ``operations`` for what is decided about a request, at ``subject`` for the whole file of
one person. It knows no name: a request goes on as a number after the person was erased.
"""
