"""Long campaigns against the running program; a test runs each in short."""
