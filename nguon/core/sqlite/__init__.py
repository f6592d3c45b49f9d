"""SQLite as Django speaks to it, with writers waiting in a queue; ``base`` has it all."""
