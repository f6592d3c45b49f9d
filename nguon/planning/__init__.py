"""Terms, targets and who is charged with them; how much of a target was reached.

Start at ``attainment``, which is pure, then ``reading`` (which admissions a figure counts) and
``queries``, which puts the two together. It refuses to let a number bend a rule: nothing here is
asked by the rulebook, and totals by group never open to names.
"""
