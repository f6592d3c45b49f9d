"""Pages of supervision: who is in charge where, what stands in the way, visits, reminders."""
