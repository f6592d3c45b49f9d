"""Measurements against the figures of the design: ratios in one run, printed as JSON."""
