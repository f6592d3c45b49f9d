"""Long campaigns against the running program. ``make torture`` runs them whole, a test in short."""
