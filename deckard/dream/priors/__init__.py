"""Stand-ins for a language model: recorded, empty, noisy, and a graph file."""
