"""What is told to one person: the work of today, a calendar to subscribe to, a weekly letter.

Start at ``queries.mine``, which composes what the domains below say; ``SOURCES`` there is the
one place to add to. It refuses to decide anything about cases, and to put a person's name into
what leaves the site: a calendar and a letter carry places, steps and counts.
"""
