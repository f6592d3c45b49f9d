"""The working calendar: what an office does in a week, proposed, approved and made public.

Start at ``models``: a week becomes public as a whole, and what changes afterwards is marked. It
knows nothing of who exactly comes to a meeting beyond the words that the office publishes.
"""
