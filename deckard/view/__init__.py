"""What a user sees of a run and of the graph: text, DOT, JSON, a live screen, films."""
