"""After admission: probation, tasks and positions over time, transfers with two sides, leaving.

Start at ``transfers`` for letters between places, at ``operations`` for what is given to and noted
of members, at ``queries`` for what pages show, at ``figures`` for gains and losses. It scores
nobody: who has no task is said in words.
"""
