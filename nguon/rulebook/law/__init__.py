"""The law as dated data: read, linted, looked up by day, compared between days, released."""
