"""What stands around the articles: link boxes, pages that stay, notices of the day."""
