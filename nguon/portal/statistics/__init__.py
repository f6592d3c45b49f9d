"""How much the site is read, day by day: people, with bots apart, and nobody remembered.

Start at ``queries``. Pages are counted in memory by ``portal.visits`` and written every few
seconds; here is what was counted, as a table, a picture and a file.
"""
