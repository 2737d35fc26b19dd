"""What a model answers, and the hypotheses that are read from it."""
