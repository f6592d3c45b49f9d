"""Pages of the tree: as of a day, one organisation, and the acts that change it."""
