"""The reform assistant: a list of acts on the tree from the sheet to the comparison afterwards.

Start at ``runs``. The tree itself is ``organizations.reform``; here is what only somebody above
all domains can tell: whose access, which verdicts, targets and figures a list touches. The domains
below know nothing of it, so each is asked its own narrow question.
"""
