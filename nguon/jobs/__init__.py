"""Scheduled acts. They may read the clock; each item is one operation, safe to repeat."""
