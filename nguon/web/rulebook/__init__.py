"""The regulations as pages: what is in force, what changed, the calendar, the release."""
