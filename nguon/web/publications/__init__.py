"""Pages on which an office chooses what to publish, sees what the public will, and decides."""
