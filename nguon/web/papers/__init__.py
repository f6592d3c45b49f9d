"""Statutory forms of a case: which there are, what is still missing, the paper itself."""
