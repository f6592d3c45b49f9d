"""Pages of terms: results with base and quality, targets of cells, who is charged with them."""
