"""A run, to be looked at."""
