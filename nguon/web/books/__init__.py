"""Pages of the books: which there are, each on any day, what was compared, what leaves locked."""
