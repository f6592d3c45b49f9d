"""The dossier of a case: checklist, papers, files sent back, the book of loans."""
