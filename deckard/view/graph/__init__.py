"""The graph, to be looked at."""
