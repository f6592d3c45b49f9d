"""Pages of grading: rounds, tables of criteria, sheets of organisations and of members."""
