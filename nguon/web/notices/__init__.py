"""How somebody wants to be told: the calendar's address, the weekly letter."""
