"""Statutory forms: drawn from the case, as a document to edit and as a page to print."""
