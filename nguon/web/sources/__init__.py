"""Pages of sources: classes, who must study, reviews, movements, the way counted in stages."""
