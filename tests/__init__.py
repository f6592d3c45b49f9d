"""The tests; ``tests.plugins`` arranges where they run."""
