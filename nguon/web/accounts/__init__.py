"""Pages about accounts: the first start, who holds which role, one's own account."""
