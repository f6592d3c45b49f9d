"""One function a rule: what it asks of the facts, and the finding when they do not meet it."""
