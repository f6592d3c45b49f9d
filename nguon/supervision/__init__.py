"""What stands in the way and who clears it; visits to cells; reminders to organisations.

Start at ``operations`` for what the committee does, at ``queries`` for what it looks at. It
ranks nobody: a cell without activity is listed by name with its context, never scored.
"""
