"""Rules put together: the course of a case, its verdict, and two verdicts side by side."""
