"""One case: the facts handed in, read strictly, and what they tell of any day."""
