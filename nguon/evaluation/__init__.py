"""Grading of organisations and members at the end of a period, and appeals against it.

Start at ``operations`` for what a cell and its committee do, at ``queries`` for what they look
at. It ranks nobody: lists go by name, points decide nothing, and a member's grade is seen only
where members are graded.
"""
