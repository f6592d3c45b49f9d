"""Terms, targets and who is charged with them; how much of a target was reached.

Start at ``attainment``, which is pure, and ``queries``, which feeds it. It refuses to let a
number bend a rule: nothing here is asked by the rulebook.
"""
